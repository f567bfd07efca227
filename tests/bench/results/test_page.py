from datetime import UTC, datetime

from bench.results.figures import Figure
from bench.results.matching import growth_figures, matching_figures
from bench.results.page import render

RUN = {
    "offers": 1000,
    "needs": 100,
    "seed": 1,
    "engine_seconds": 0.5,
    "full_seconds": 1.0,
    "token_set_seconds": 2_000.0,
    "token_set_pairs_timed": 320_000,
    "rmw_limit_seconds": 0.25,
    "rmw_share": 0.5,
    "new_offer_ms_p50": 1.0,
    "new_offer_ms_p99": 3.0,
    "new_need_ms_p50": 5.0,
    "new_need_ms_p99": 6.0,
    "peak_rss_mb": 700.0,
    "identical_to_bruteforce": True,
    "bruteforce_needs": 50,
    "newcomers": 400,
    "features": 15_000,
    "updates": 90_000,
    "rows_written": 22_000,
    "end_to_end_parts": {"texts to vectors": 8.5},
    "every_time": {"first stage": [0.4, 0.5, 1.0], "both stages": [1.0], "end to end": [10.0]},
}
GROWTH = {
    "needs": 10,
    "offers_per_need": 5,
    "seconds_by_offers": {"100": 1.0, "200": 1.5},
    "exponent_in_offers": 0.58,
    "seconds_jointly": {"100": 1.0},
    "exponent_jointly": 1.4,
}


def test_ratios_come_from_the_median_and_their_spread_from_every_time():
    first = matching_figures(RUN)[0]
    assert (first.value, first.n, first.spread, first.reached) == (4_000, 3, (2_000, 5_000), "floor")


def test_a_newcomer_is_compared_by_the_pairs_that_it_makes():
    offers = next(figure for figure in matching_figures(RUN) if figure.what.startswith("new offer beside"))
    assert offers.value == 2_000  # 20 ms a pair, 100 needs, 1 ms


def test_the_page_shows_each_figure_beside_its_bounds():
    figures = [*matching_figures(RUN), *growth_figures(GROWTH)]
    page = render(
        figures,
        [Figure(what="start", value=3.0)],
        RUN,
        GROWTH,
        began=datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
        load=0.5,
    )
    assert "When: 2026-01-02 03:04 UTC, load average 0.5" in page
    assert "| cold, text to rows, same | 200x | 1 | 200 to 200 | ≥ 250x | ≥ 1,000x | **no** |" in page
    assert "| texts to vectors | 8.50 s |" in page
    assert "| 200 x 10 | 1.500 |" in page
    assert "| 100 x 20 | 1.000 |" in page
    assert "| start | 3 | 1 |  |  |  |  |" in page
