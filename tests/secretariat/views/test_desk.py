from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from mail.models import OutgoingMail
from matching.models import NeedState
from matching.services import ensure_generation
from tests.factories_matching import make_match, port_need
from tests.factories_postings import NOW, endorse, make_need, make_offer, make_person, publish, submit

pytestmark = pytest.mark.django_db


def queue_mail(**columns):
    return OutgoingMail.objects.create(
        to_address="someone@example.org", language="en", subject="News", queued_at=NOW, **columns
    )


def test_the_desk_counts_what_waits(client, secretary):
    make_match()
    endorse(make_need())
    endorse(make_offer())
    make_person("focal_point", submit(make_need(), at=NOW - timedelta(days=30)).institution)
    counts = client.get(reverse("secretariat:desk")).context["counts"]
    assert (counts.publish, counts.waiting, counts.suggestions, counts.parked) == (2, 1, 1, 0)


def test_the_banner_says_what_is_late(client, secretary):
    ensure_generation(at=NOW)
    publish(make_need())
    response = client.get(reverse("secretariat:desk"))
    assert response.context["background"].late_postings == 1
    assert "background work is delayed" in response.content.decode()


def test_without_a_broker_the_desk_opens_and_says_so(client, secretary, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    response = client.get(reverse("secretariat:desk"))
    assert (response.status_code, response.context["background"].broker_answers) == (200, False)
    assert "broker cannot be reached" in response.content.decode()


def test_a_desk_with_nothing_late_has_no_banner(client, secretary):
    OutgoingMail.objects.all().delete()
    response = client.get(reverse("secretariat:desk"))
    assert not response.context["background"].is_degraded
    assert "background work is delayed" not in response.content.decode()


def test_parked_work_is_listed_with_its_error_and_tried_again(client, secretary):
    need = port_need()
    ensure_generation(at=NOW)
    NeedState.objects.create(posting=need, attempts=5, parked_at=NOW, last_error="no such theme")
    mail = queue_mail(attempts=5, parked_at=NOW, last_error="mailbox full")
    text = client.get(reverse("secretariat:parked")).content.decode()
    assert "no such theme" in text
    assert "mailbox full" in text
    client.post(reverse("secretariat:parked"))
    client.post(reverse("secretariat:parked"))
    mail.refresh_from_db()
    assert (mail.parked_at, mail.attempts) == (None, 0)
    assert NeedState.objects.parked().count() == 0
    assert AuditEntry.objects.filter(action="work.retry").count() == 1


def test_mail_that_failed_is_counted_until_it_is_sent(client, secretary):
    OutgoingMail.objects.all().delete()
    queue_mail(attempts=2, run_after=timezone.now() + timedelta(days=1))
    queue_mail(attempts=1, sent_at=NOW)
    counts = client.get(reverse("secretariat:desk")).context["counts"]
    assert counts.failing_mail == 1


def test_the_desk_leads_to_a_posting_for_a_country(client, secretary):
    text = client.get(reverse("secretariat:desk")).content.decode()
    assert reverse("needs:create") in text
    assert reverse("offers:create") in text


def test_an_administrator_reads_the_desk_and_retries_nothing(client, administrator):
    client.force_login(administrator)
    text = client.get(reverse("secretariat:desk")).content.decode()
    assert reverse("needs:create") not in text
    assert client.post(reverse("secretariat:parked")).status_code == 404
