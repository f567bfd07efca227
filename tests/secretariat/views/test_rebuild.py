from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from matching.models import Generation, Piece
from matching.services import continue_rebuild, rebuild_matches
from tests.factories_matching import match_all, port_need, port_offer
from tests.factories_postings import NOW

pytestmark = pytest.mark.django_db

PAGE = reverse("secretariat:rebuild")


def test_without_reference_data_the_page_says_so(client, secretary):
    assert "nothing can be matched" in client.get(PAGE).content.decode()
    client.post(PAGE, {"step": "begin"})
    assert not Generation.objects.exists()


def test_a_rebuild_is_begun_watched_and_complete(client, secretary):
    port_need()
    port_offer()
    match_all()
    assert "hx-get" not in client.get(PAGE).content.decode()
    client.post(PAGE, {"step": "begin"})
    client.post(PAGE, {"step": "begin"})
    assert AuditEntry.objects.filter(action="matching.rebuild", actor=secretary).count() == 1
    text = client.get(PAGE).content.decode()
    assert 'hx-get="/en/secretariat/rebuild/" hx-trigger="every 2s"' in text
    assert "0 of 7 pieces of work" in text
    continue_rebuild(at=timezone.now())
    assert "G2 serves" in client.get(PAGE).content.decode()


def test_a_running_rebuild_tells_its_rate_and_what_serves_meanwhile(client, secretary):
    match_all()
    now = timezone.now()
    made = rebuild_matches(at=now)
    text = client.get(PAGE).content.decode()
    assert ("Meanwhile generation G1 serves" in text, "a minute" in text) == (True, False)
    Generation.objects.filter(pk=made.pk).update(created_at=now - timedelta(minutes=10), total=90, done=30)
    assert "30 of 90 pieces of work · 3 pieces a minute · about 120" in client.get(PAGE).content.decode()
    continue_rebuild(at=timezone.now())
    assert "Meanwhile" not in client.get(PAGE).content.decode()


def test_the_part_that_fetches_itself_is_no_whole_page(client, secretary):
    match_all()
    rebuild_matches(at=NOW)
    text = client.get(PAGE, headers={"HX-Request": "true"}).content.decode()
    assert ("<html" in text, "is being built" in text) == (False, True)


def test_pieces_that_failed_are_shown_with_their_error_and_tried_again(client, secretary):
    match_all()
    rebuild_matches(at=NOW)
    Piece.objects.update(attempts=5, parked_at=NOW, last_error="disk full")
    text = client.get(PAGE).content.decode()
    assert ("disk full" in text, "1 piece failed" in text, "hx-get" in text) == (True, True, False)
    client.post(PAGE, {"step": "retry"})
    assert Piece.objects.parked().count() == 0
    assert AuditEntry.objects.filter(action="work.retry", subject="rebuild").count() == 1
    continue_rebuild(at=timezone.now() + timedelta(hours=1))
    assert "G2 serves" in client.get(PAGE).content.decode()
