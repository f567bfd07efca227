import socket
import time
from datetime import timedelta

import pytest
from celery import current_app
from django.db import connection, transaction
from django.db.utils import OperationalError

from jobs import services
from mail.models import OutgoingMail
from tests.factories import NOW

LEASE = timedelta(minutes=5)


def make_row(**facts):
    return OutgoingMail.objects.create(
        **{"to_address": "a@example.org", "language": "en", "subject": "s", "body": "b", "queued_at": NOW}
        | facts
    )


def claim(at=NOW, limit=10):
    return services.claim(OutgoingMail.objects.oldest_first(), at=at, limit=limit, lease=LEASE)


@pytest.mark.django_db
def test_a_claim_counts_the_attempt_and_leases_the_row():
    row = make_row()
    assert [found.pk for found in claim()] == [row.pk]
    row.refresh_from_db()
    assert (row.attempts, row.leased_until) == (1, NOW + LEASE)


@pytest.mark.django_db
def test_a_leased_row_is_not_claimed_again_before_its_lease_ends():
    row = make_row()
    claim()
    assert claim(NOW + LEASE - timedelta(seconds=1)) == []
    assert [found.pk for found in claim(NOW + LEASE)] == [row.pk]


@pytest.mark.django_db
def test_a_claim_takes_no_more_than_its_limit_in_the_order_given():
    rows = [make_row(queued_at=NOW - timedelta(minutes=age)) for age in (1, 3, 2)]
    assert [found.pk for found in claim(limit=2)] == [rows[1].pk, rows[2].pk]


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_claim_the_same_row():
    first, second = make_row(), make_row()
    other = connection.copy()
    try:
        with transaction.atomic():
            OutgoingMail.objects.select_for_update().get(pk=first.pk)
            with other.cursor() as cursor:
                cursor.execute("SELECT id FROM mail_outgoingmail ORDER BY id FOR UPDATE SKIP LOCKED")
                assert cursor.fetchall() == [(second.pk,)]
                cursor.execute("SET statement_timeout = 500")
                with pytest.raises(OperationalError):
                    cursor.execute("SELECT id FROM mail_outgoingmail ORDER BY id FOR UPDATE")
    finally:
        other.close()


@pytest.mark.django_db
def test_a_failure_waits_longer_each_time_and_the_fifth_parks_the_row():
    make_row()
    at, waits = NOW, []
    for _attempt in range(5):
        (row,) = claim(at)
        services.record_failure(row, at=at, error="no such mailbox")
        if row.run_after:
            waits.append(row.run_after - at)
            at = row.run_after
    assert waits[:4] == list(services.BACK_OFF)
    row.refresh_from_db()
    assert (row.attempts, row.parked_at, row.last_error) == (5, at, "no such mailbox")
    assert claim(at + timedelta(days=30)) == []
    assert list(OutgoingMail.objects.parked()) == [row]


@pytest.mark.django_db
def test_a_row_whose_worker_died_five_times_is_parked_by_the_next_claim():
    row = make_row(attempts=5, leased_until=NOW)
    assert claim() == []
    row.refresh_from_db()
    assert (row.parked_at, row.last_error) == (NOW, services.WORKER_LOST)


@pytest.mark.django_db
def test_a_parked_row_that_is_retried_has_all_its_attempts_again():
    row = make_row(attempts=5, parked_at=NOW)
    assert services.retry_parked(row, at=NOW).attempts == 0
    assert [found.pk for found in claim()] == [row.pk]


@pytest.mark.django_db
def test_a_row_that_is_not_parked_cannot_be_retried():
    with pytest.raises(services.NotParkedError):
        services.retry_parked(make_row(), at=NOW)


@pytest.mark.django_db
def test_a_postponed_row_has_spent_no_attempt():
    make_row()
    services.postpone(claim(), until=NOW + LEASE, error="server away")
    (row,) = OutgoingMail.objects.all()
    assert (row.attempts, row.leased_until, row.run_after) == (0, None, NOW + LEASE)


@pytest.mark.django_db
def test_a_beat_is_silent_once_it_has_missed_some_minutes():
    assert services.is_beat_silent(at=NOW) is False
    services.mark_beat(at=NOW)
    told = [services.is_beat_silent(at=NOW + timedelta(minutes=minute)) for minute in (0, 5, 6)]
    assert told == [False, False, True]
    services.mark_beat(at=NOW + timedelta(minutes=6))
    assert services.is_beat_silent(at=NOW + timedelta(minutes=6)) is False


@pytest.mark.django_db
def test_a_topic_that_no_task_answers_is_refused_before_the_commit():
    with pytest.raises(services.UnknownTopicError):
        services.ring("no.such.topic")


@pytest.fixture
def broker_at(monkeypatch):
    """`broker_at(port)`: the bell rings at that port, whatever listens there."""

    def point(port):
        monkeypatch.setattr(current_app.conf, "broker_url", f"redis://127.0.0.1:{port}/0")
        monkeypatch.setattr(current_app.conf, "broker_write_url", f"redis://127.0.0.1:{port}/0")
        monkeypatch.setattr(services, "_quiet_until", 0.0)

    return point


@pytest.mark.django_db(transaction=True)
def test_a_frozen_broker_holds_nobody_for_more_than_three_seconds_and_then_nobody_at_all(broker_at):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(10)
        broker_at(silent.getsockname()[1])
        waits = []
        for _ring in range(2):
            began = time.monotonic()
            services.ring("mail.queued")
            waits.append(time.monotonic() - began)
    assert waits[0] < 3
    assert waits[1] < 0.1


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_does_not_undo_the_row(broker_at):
    broker_at(1)
    with transaction.atomic():
        row = make_row()
        services.ring("mail.queued")
    assert OutgoingMail.objects.filter(pk=row.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_work_whose_transaction_rolls_back_rings_no_bell(broker_at):
    broker_at(1)
    with transaction.atomic():
        services.ring("mail.queued")
        transaction.set_rollback(True)
    assert services._quiet_until == 0.0


@pytest.mark.django_db
def test_a_transaction_rings_a_bell_once(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as bells:
        for topic in ("mail.queued", "matching.due", "mail.queued"):
            with transaction.atomic():
                services.ring(topic)
    assert [bell.tasks for bell in bells] == [
        current_app.conf.ring_topics[topic] for topic in ("mail.queued", "matching.due")
    ]


@pytest.mark.django_db
def test_a_bell_of_what_was_undone_does_not_count(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as bells:
        with transaction.atomic():
            services.ring("mail.queued")
            transaction.set_rollback(True)
        with transaction.atomic():
            services.ring("mail.queued")
    assert [bell.tasks for bell in bells] == [current_app.conf.ring_topics["mail.queued"]]


def test_a_request_id_is_cut_to_what_a_row_can_hold():
    services.set_request_id("x" * 100)
    assert services.current_request_id() == "x" * 64
    services.reset_request_id()
    assert services.current_request_id() == ""
