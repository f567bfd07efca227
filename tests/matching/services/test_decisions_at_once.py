"""Two people decide, or one decides while the other changes the posting: the second sees what the first did."""

import threading
from collections.abc import Callable
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from matching.choices import DismissalReason
from matching.models import Decision, Match
from matching.services import AlreadyDecided, NoSuchMatch, accept_match, dismiss_match
from notices.models import Notice
from postings.services import apply_transition
from tests.factories_matching import make_match
from tests.factories_postings import NOW, make_secretary

pytestmark = pytest.mark.django_db(transaction=True)

# Not pg_stat_activity: a transaction sees that as it first looked.
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


def is_waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return cursor.fetchone()[0] > 0


class Second:
    """A second person's step, in a connection of its own; `outcome` is what it gave or raised."""

    def __init__(self, step: Callable[[], object]) -> None:
        self.step = step
        self.outcome: object = None
        self.thread = threading.Thread(target=self.run)

    def run(self) -> None:
        try:
            self.outcome = self.step()
        except (AlreadyDecided, NoSuchMatch) as refusal:
            self.outcome = type(refusal)
        finally:
            connection.close()


@contextmanager
def waiting_for_us(step, eventually):
    """Do what the block does first; `step` begins before that is committed, and must wait for it."""
    second = Second(step)
    with transaction.atomic():
        yield second
        second.thread.start()
        eventually(is_waiting)
    second.thread.join(60)


@pytest.fixture
def match():
    return make_match()


@pytest.fixture
def accept(match):
    secretary = make_secretary()
    return lambda: accept_match(offer=match.offer, need=match.need, by=secretary, at=NOW)


@pytest.fixture
def dismiss(match):
    secretary = make_secretary()
    return lambda: dismiss_match(
        offer=match.offer, need=match.need, reason=DismissalReason.TIMING, by=secretary, at=NOW
    )


@pytest.mark.parametrize("first", ["accept", "dismiss"])
def test_of_two_decisions_the_second_learns_of_the_first(first, request, accept, eventually):
    with waiting_for_us(accept, eventually) as second:
        decision = request.getfixturevalue(first)()
    assert second.outcome is AlreadyDecided
    assert list(Decision.objects.all()) == [decision]


@pytest.mark.parametrize("side", ["offer", "need"])
def test_what_is_withdrawn_meanwhile_is_not_accepted(side, match, accept, eventually):
    posting = getattr(match, side)
    with waiting_for_us(accept, eventually) as second:
        apply_transition(posting, "withdraw", by=posting.created_by, at=NOW)
    assert second.outcome is NoSuchMatch
    assert Decision.objects.count() == 0
    assert not Notice.objects.filter(event="match.accepted").exists()


def test_what_is_accepted_is_withdrawn_only_afterwards(match, accept, eventually):
    owner = match.offer.created_by
    with waiting_for_us(
        lambda: apply_transition(match.offer, "withdraw", by=owner, at=NOW).status, eventually
    ) as second:
        accept()
    assert second.outcome == "withdrawn"
    assert Decision.objects.accepted().count() == 1
    assert Match.objects.current().count() == 0
