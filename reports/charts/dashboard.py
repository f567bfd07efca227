"""The dashboard: which charts it has, and each of them for one reader."""

from collections.abc import Callable, Sequence
from datetime import date

from django.urls import reverse

from directory.models import Theme
from reports.charts.drawing import (
    Chart,
    Subject,
    draw_axes,
    draw_countries,
    draw_modalities,
    draw_stages,
    draw_themes,
)
from reports.services import (
    Pair,
    Reader,
    count_by_country,
    count_by_modality,
    count_by_node,
    count_by_theme,
    count_stages,
)
from workplans.choices import NodeKind
from workplans.models import Plan

# The plan by whose axes the hub is measured on the dashboard: the newest one that has axes.
AXIS_KINDS = (NodeKind.AXIS,)


class UnknownChart(LookupError):
    """The dashboard has no chart of that name."""


def _csv_url(slug: str) -> str:
    return reverse("reports:chart-csv", args=[slug])


def chart_themes(user: Reader, _on: date) -> Chart:
    pairs = count_by_theme(user)
    list_url = reverse("needs:list")
    subjects = [
        Subject(theme.name, pairs[theme.pk], f"{list_url}?theme={theme.code}")
        for theme in Theme.objects.subthemes().in_name_order()
        if theme.pk in pairs
    ]
    return draw_themes(subjects, csv_url=_csv_url("themes"))


def chart_axes(user: Reader, _on: date) -> Chart:
    plan = Plan.objects.filter(nodes__kind__in=AXIS_KINDS).order_by("-year", "code").first()
    if plan is None:
        return draw_axes((), csv_url=_csv_url("axes"))
    pairs = count_by_node(plan.nodes.all(), user)
    plan_url = reverse("reports:plan", args=[plan.code])
    axes = plan.nodes.filter(kind__in=AXIS_KINDS).in_order()
    subjects = [
        Subject(str(axis), pairs.get(axis.pk, Pair()), f"{plan_url}#node-{axis.code}") for axis in axes
    ]
    return draw_axes(subjects, csv_url=_csv_url("axes"))


def chart_countries(user: Reader, on: date) -> Chart:
    figures = count_by_country(user, on=on)
    urls = {row.country.pk: reverse("reports:country", args=[row.country.code]) for row in figures}
    return draw_countries(figures, urls, csv_url=_csv_url("countries"))


def chart_modalities(user: Reader, _on: date) -> Chart:
    return draw_modalities(count_by_modality(user), csv_url=_csv_url("modalities"))


def chart_stages(user: Reader, _on: date) -> Chart:
    return draw_stages(count_stages(user), csv_url=_csv_url("stages"))


CHARTS: dict[str, Callable[[Reader, date], Chart]] = {
    "themes": chart_themes,
    "axes": chart_axes,
    "countries": chart_countries,
    "modalities": chart_modalities,
    "stages": chart_stages,
}


def draw_dashboard(user: Reader, *, on: date) -> Sequence[Chart]:
    return [draw(user, on) for draw in CHARTS.values()]


def draw_chart(slug: str, user: Reader, *, on: date) -> Chart:
    """One chart by name. Raises UnknownChart."""
    if slug not in CHARTS:
        raise UnknownChart(slug)
    return CHARTS[slug](user, on)
