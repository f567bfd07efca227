from datetime import timedelta

import pytest

from matching.models import NeedVector, Preview
from matching.services import ask_preview, find_preview, show_preview, weights_of, work_out_previews
from matching.services.asking import LEASE
from matching.services.generations import serving_generation
from tests.factories_matching import match_all, port_need, port_offer
from tests.factories_postings import NOW, make_secretary

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary():
    port_need()
    port_offer()
    match_all()
    return make_secretary()


def ask(by, **weights):
    wanted = {**weights_of(serving_generation()), **weights}
    return ask_preview(weights=wanted, seen=1, why="", by=by, at=NOW)


def test_what_was_asked_anew_is_not_written_over_by_what_was_asked_before(secretary):
    old = ask(secretary, theme=99)
    Preview.objects.update(leased_until=NOW + LEASE, attempts=1)
    new = ask(secretary, theme=98)
    assert not Preview.objects.filter(pk=old.pk).exists()
    assert work_out_previews(at=NOW) == 1
    assert (find_preview(by=secretary).pk, find_preview(by=secretary, weights=old.weights)) == (new.pk, None)


def test_what_a_killed_worker_held_is_worked_out_after_its_lease(secretary):
    ask(secretary, theme=99)
    Preview.objects.update(leased_until=NOW + LEASE, attempts=1)
    assert work_out_previews(at=NOW) == 0
    assert work_out_previews(at=NOW + LEASE + timedelta(seconds=1)) == 1
    assert len(show_preview(find_preview(by=secretary))) == 1


def test_a_failure_is_counted_on_its_row_and_tried_again_later(secretary):
    ask(secretary, theme=99)
    NeedVector.objects.update(vector=b"broken")
    assert work_out_previews(at=NOW) == 0
    failed = Preview.objects.get()
    assert (failed.attempts, failed.last_error != "", failed.run_after > NOW) == (1, True, True)
    assert work_out_previews(at=NOW) == 0
    with pytest.raises(ValueError, match="nothing"):
        show_preview(failed)


def test_weights_that_leave_nothing_to_score_by_fail_like_anything_else(secretary):
    ask_preview(
        weights=dict.fromkeys(weights_of(serving_generation()), 0), seen=1, why="", by=secretary, at=NOW
    )
    assert (work_out_previews(at=NOW), Preview.objects.get().attempts) == (0, 1)
