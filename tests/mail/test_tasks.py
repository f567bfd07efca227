from django.db import transaction
from django.utils import timezone

from mail.models import OutgoingMail
from mail.services import queue_mail
from tests.factories import make_user


def queue(email):
    person = make_user(email=email)
    with transaction.atomic():
        return queue_mail(
            to=email,
            language="es",
            template="accounts/password_changed",
            context={"person": person},
            at=timezone.now(),
        )


def test_a_real_worker_sends_what_is_queued(worker, eventually):
    mail = queue("first@example.org")
    assert eventually(lambda: OutgoingMail.objects.get(pk=mail.pk).sent_at is not None)


def test_a_mail_whose_bell_never_rang_is_found_by_the_sweeper(worker, eventually):
    mail = OutgoingMail.objects.create(
        to_address="swept@example.org", language="es", subject="s", body="b", queued_at=timezone.now()
    )
    assert eventually(lambda: OutgoingMail.objects.get(pk=mail.pk).sent_at is not None)
