import json
import subprocess
import sys

import pytest

from bench.matching.__main__ import main
from cooperanet.embedded.state import PROJECT
from tests.machine import plain_environment

KEYS = """offers needs engine_seconds full_seconds engine_end_to_end_seconds token_set_seconds token_set_pairs_timed
    ratio_kernel ratio_full ratio_end_to_end rmw_limit_seconds rmw_share new_offer_ms_p50 new_offer_ms_p99
    new_need_ms_p50 peak_rss_mb identical_to_bruteforce"""


def run(*options):
    """The one JSON object that it printed, and nothing else."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.matching", "--json", "--seed", "5", *options],
        cwd=PROJECT,
        env=plain_environment(),
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)


def test_a_run_prints_every_figure_that_is_promised():
    figures = run("--offers", "120", "--needs", "30")
    assert [name for name in KEYS.split() if name not in figures] == []
    assert (figures["offers"], figures["needs"], figures["identical_to_bruteforce"]) == (120, 30, True)
    assert figures["token_set_pairs_timed"] >= 120 * 30
    assert figures["rows_written"] > 0


@pytest.mark.parametrize("option", ["--offers", "--needs", "--compared"])
def test_none_of_a_side_is_refused_rather_than_taken_for_the_usual_number(option, capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["bench.matching", option, "0"])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2
    assert option in capsys.readouterr().err


def test_growth_prints_the_exponents_of_doublings():
    figures = run("--growth", "--offers", "320", "--needs", "10")
    assert list(figures["seconds_by_offers"]) == ["20", "40", "80", "160", "320"]
    assert list(figures["seconds_jointly"]) == ["20", "40", "80"]
    assert {type(figures[name]) for name in ("exponent_in_offers", "exponent_jointly")} == {float}
