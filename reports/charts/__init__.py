from reports.charts.dashboard import UnknownChart, draw_chart, draw_dashboard
from reports.charts.drawing import Chart, Subject, draw_pairs

__all__ = [
    "Chart",
    "Subject",
    "UnknownChart",
    "draw_chart",
    "draw_dashboard",
    "draw_pairs",
]
