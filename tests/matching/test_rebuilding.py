"""Rebuilds with real workers and a real broker, which are killed and emptied meanwhile."""

import os
import time
from urllib.parse import urlsplit

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection
from django.utils import timezone
from redis import Redis

from matching.models import Generation, Match, Piece
from matching.services import ensure_generation, match_due_postings, planning, rebuild_matches
from postings.services import apply_transition
from tests.factories_matching import expected_pairs, port_need, port_offer, stored_pairs
from tests.factories_postings import NOW
from tests.machine import build_worker, end_workers, start_worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def filled(monkeypatch):
    """Postings cut so small that a rebuild has dozens of pieces; the workers only see the pieces."""
    monkeypatch.setattr(planning, "CHUNK", 2)
    monkeypatch.setattr(planning, "SHARD", 3)
    ensure_generation(at=NOW)
    for _ in range(8):
        port_need()
        port_offer()
    match_due_postings(at=NOW)
    return Generation.objects.serving().get()


@pytest.fixture
def workers(servers, tmp_path):
    """Two workers with a beat each, not started yet."""
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    environment = {**os.environ, "DATABASE_URL": address.geturl()}
    parts = [build_worker(environment, tmp_path, name=f"worker-{number}") for number in (1, 2)]
    yield parts
    end_workers(*parts)


def done(generation):
    """Counted on the generation: its pieces go with the swap."""
    return Generation.objects.get(pk=generation.pk).done


def end_leases_of_the_dead():
    """Let the lease of what a killed worker held end now; a living one gives back within seconds what it holds."""
    leased = Piece.objects.filter(is_done=False, leased_until__gt=timezone.now())
    held = list(leased.values_list("pk", "leased_until"))
    time.sleep(3)
    for pk, until in held:
        Piece.objects.filter(pk=pk, leased_until=until).update(leased_until=timezone.now())


def serves(generation):
    return Generation.objects.serving().filter(pk=generation.pk).exists()


def test_two_workers_share_a_rebuild_and_one_that_is_killed_changes_nothing(filled, workers, eventually):
    before = stored_pairs()
    for part in workers:
        start_worker(part)
    made = rebuild_matches(at=NOW)
    eventually(lambda: done(made) >= 3)
    workers[0].kill()
    end_leases_of_the_dead()
    eventually(lambda: serves(made), within=150)
    assert stored_pairs() == before == expected_pairs()


def test_a_broker_that_forgets_everything_delays_a_rebuild_and_changes_nothing(filled, workers, eventually):
    before = stored_pairs()
    made = rebuild_matches(at=NOW)
    start_worker(workers[0])
    for count in (2, 6):
        eventually(lambda count=count: done(made) >= count)
        Redis.from_url(settings.REDIS_URL).flushdb()
    eventually(lambda: serves(made), within=150)
    assert stored_pairs() == before


def test_what_is_published_during_a_rebuild_is_suggested_before_and_after_it(filled, workers, eventually):
    made = rebuild_matches(at=NOW)
    late = port_offer()
    paused = port_offer()
    for part in workers:
        start_worker(part)
    eventually(lambda: Match.objects.current().filter(offer=late).exists())
    apply_transition(paused, "pause", by=paused.created_by, at=NOW)
    seen = []
    eventually(lambda: seen.append(Match.objects.current().filter(offer=late).count()) or serves(made))
    eventually(lambda: stored_pairs() == expected_pairs())
    assert 0 not in seen


def test_two_rebuilds_asked_at_once_are_one_and_a_third_supersedes(filled, workers, eventually):
    first = rebuild_matches(at=NOW)
    assert rebuild_matches(at=NOW) == first
    for part in workers:
        start_worker(part)
    eventually(lambda: serves(first))
    eventually(lambda: not Match.objects.exclude(generation=first).exists(), within=90)
    assert set(Generation.objects.values_list("status", flat=True)) == {"serving", "retired"}


def test_pieces_wait_in_a_line_of_their_own():
    queues = [queue.name for queue in current_app.conf.task_queues]
    assert queues == [settings.CELERY_TASK_DEFAULT_QUEUE, f"{settings.CELERY_TASK_DEFAULT_QUEUE}-rebuild"]
