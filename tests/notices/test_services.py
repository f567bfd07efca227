import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from mail.models import OutgoingMail
from notices import services
from notices.models import Notice
from tests.factories import NOW, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def templates(tmp_path, settings):
    """Templates of a higher room, with one notice in two forms."""
    folder = tmp_path / "tests" / "notices"
    folder.mkdir(parents=True)
    (folder / "both.html").write_text("{% load i18n %}<p>{% translate 'Sign in' %} {{ reference }}</p>")
    (folder / "both.txt").write_text(
        "{% load i18n %}{% autoescape off %}{% translate 'Sign in' %} {{ reference }}{% endautoescape %}"
    )
    (folder / "page_only.html").write_text("<p>A &amp; B: {{ reference }}</p>")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]


def tell(*people, template="tests/notices/both", **facts):
    return services.notify(
        recipients=people,
        at=NOW,
        **{"event": "test", "template": template, "params": {"reference": "NE-2026-0001"}} | facts,
    )


def test_each_person_is_told_once_in_the_portal_and_by_mail(owner, stranger, templates):
    tell(owner, stranger, owner)
    assert sorted(Notice.objects.values_list("recipient", flat=True)) == sorted([owner.pk, stranger.pk])
    assert sorted(OutgoingMail.objects.values_list("to_address", "language")) == [
        (owner.email, "fr"),
        (stranger.email, "es"),
    ]


def test_who_has_no_open_account_is_not_told(templates):
    assert tell(make_user(is_active=False)) == []
    assert OutgoingMail.objects.count() == 0


def test_the_mail_leads_to_the_target_in_the_recipients_language(owner, templates):
    tell(owner, target_name="accounts:confirm-address", target_args=["abc"])
    assert "/fr/account/address/abc/" in OutgoingMail.objects.get().body


def test_text_that_people_wrote_is_escaped_on_the_page_and_plain_in_mail(owner, templates):
    (notice,) = tell(owner, params={"reference": "<b>&"})
    assert "&lt;b&gt;&amp;" in services.render_notice(notice)
    assert "<b>&" in OutgoingMail.objects.get().body


def test_a_notice_without_a_text_of_its_own_for_mail_sends_the_page_without_marks(owner, templates):
    tell(owner, template="tests/notices/page_only")
    assert OutgoingMail.objects.get().subject == "A & B: NE-2026-0001"


def test_a_template_that_is_gone_leaves_a_plain_line(owner):
    (notice,) = tell(owner, template="gone/notices/gone.html")
    with translation.override("en"):
        assert services.render_notice(notice) == "There is news about NE-2026-0001."
    assert OutgoingMail.objects.count() == 1


@pytest.mark.parametrize(("name", "args"), [("", []), ("no:such", []), ("accounts:reset", ["one"])])
def test_a_target_that_is_gone_leads_nowhere(name, args):
    assert services.target_path(Notice(target_name=name, target_args=args)) == ""


def test_unread_notices_are_counted_for_their_reader_alone(owner, stranger, templates):
    tell(owner)
    tell(owner)
    assert [services.count_unread(who) for who in (owner, stranger, AnonymousUser())] == [2, 0, 0]
    services.mark_read(notice=Notice.objects.first(), at=NOW)
    assert services.count_unread(owner) == 1
    assert services.mark_all_read(user=owner, at=NOW) == 1
    assert services.count_unread(owner) == 0
