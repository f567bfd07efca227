import re
import socket
import threading
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.utils import timezone

from mail import services
from mail.models import OutgoingMail
from mail.tasks import send_mail
from tests.factories import NOW, make_user

pytestmark = pytest.mark.django_db


def queue(**facts):
    person = make_user(full_name="Ana <Paz> & Co")
    return services.queue_mail(
        **{
            "to": person.email,
            "language": "en",
            "template": "accounts/password_reset",
            "context": {"person": person, "uid": "MQ", "token": "secret-token"},
            "at": NOW,
        }
        | facts
    )


def test_a_mail_is_rendered_when_it_is_queued_and_sent_later():
    row = queue()
    assert row.sent_at is None
    assert "/en/account/reset/MQ/secret-token/" in row.body
    assert services.send_due_mail(at=NOW) == 1
    (sent,) = outbox.outbox
    assert (sent.to, sent.subject) == ([row.to_address], row.subject)
    assert "secret-token" in sent.body


def test_a_text_mail_escapes_nothing():
    assert "Ana <Paz> & Co" in queue().body


@pytest.mark.parametrize(
    ("language", "path"), [("fr", "/fr/"), ("es", "/es/"), ("pt", "/pt-br/"), ("xx", "/en/")]
)
def test_links_in_a_mail_lead_to_the_recipients_language(language, path):
    assert f"{path}account/reset/" in queue(language=language).body


def test_a_sent_mail_keeps_no_text_because_it_may_hold_a_secret_link():
    queue()
    services.send_due_mail(at=NOW)
    (row,) = OutgoingMail.objects.all()
    assert (row.body, row.sent_at) == ("", NOW)


def test_a_task_that_is_delivered_three_times_sends_one_mail():
    queue(at=timezone.now())
    assert [send_mail(request_id="x") for _delivery in range(3)] == [1, 0, 0]
    assert len(outbox.outbox) == 1


@pytest.mark.parametrize("address", ["a@example.org\nBcc: b@example.org", "a@example.org,b@example.org"])
def test_an_address_cannot_begin_another_header(address):
    with pytest.raises(services.BadAddressError):
        queue(to=address)


def test_a_mail_that_is_sent_again_carries_the_same_name_and_no_other_mail_does():
    again = queue()
    services.send_due_mail(at=NOW)
    # The worker died between the server's answer and its note of it.
    OutgoingMail.objects.update(sent_at=None, body=again.body)
    queue(to="other@example.org")
    services.send_due_mail(at=NOW + timedelta(hours=1))
    names = [(sent.to[0], sent.message()["Message-ID"]) for sent in outbox.outbox]
    assert [to for to, _name in names] == [again.to_address, again.to_address, "other@example.org"]
    first, second, other = (name for _to, name in names)
    assert (first == second, first != other) == (True, True)
    assert re.fullmatch(r"<[0-9a-f]{40}@cooperanet\.example>", first)


def test_a_subject_cannot_begin_another_header():
    assert services.one_line("Hello\r\nBcc: b@example.org") == "Hello Bcc: b@example.org"


def test_a_server_that_is_away_costs_no_attempt_and_the_mail_goes_out_once_it_is_back(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    row = queue()
    assert services.send_due_mail(at=NOW) == 0
    row.refresh_from_db()
    assert (row.attempts, row.sent_at, row.body != "") == (0, None, True)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert services.send_due_mail(at=NOW + services.OUTAGE_WAIT) == 1


def test_a_refused_recipient_is_counted_on_its_row_and_stops_no_other(settings):
    with refusing_server("refused@example.org") as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        refused = queue(to="refused@example.org")
        taken = queue(to="taken@example.org", at=NOW + timedelta(seconds=1))
        assert services.send_due_mail(at=NOW + timedelta(seconds=2)) == 1
    refused.refresh_from_db()
    taken.refresh_from_db()
    assert (refused.attempts, refused.sent_at) == (1, None)
    assert "550" in refused.last_error
    assert taken.sent_at == NOW + timedelta(seconds=2)


class refusing_server:  # noqa: N801 (used as a verb)
    """A mail server of one connection that takes everything but mail to one address."""

    def __init__(self, refused):
        self.refused = refused.encode()
        self.listener = socket.create_server(("127.0.0.1", 0))

    def __enter__(self):
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()
        return self.listener.getsockname()[1]

    def __exit__(self, *_error):
        self.thread.join(5)
        self.listener.close()

    def serve(self):
        talk, _address = self.listener.accept()
        in_text = False
        with talk, talk.makefile("rb") as lines:
            talk.sendall(b"220 ready\r\n")
            for line in lines:
                if in_text and line != b".\r\n":
                    continue
                in_text = line.upper().startswith(b"DATA")
                talk.sendall(self.answer(line))

    def answer(self, line):
        if line.upper().startswith(b"RCPT") and self.refused in line:
            return b"550 no such mailbox\r\n"
        return b"354 go on\r\n" if line.upper().startswith(b"DATA") else b"250 fine\r\n"
