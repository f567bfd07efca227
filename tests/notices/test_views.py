from uuid import uuid4

import pytest

from notices.models import Notice
from notices.services import notify
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client, owner):
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    return client


def tell(person, number=1, target_name="accounts:profile"):
    notify(
        recipients=[person],
        event="test",
        template="gone/notices/gone",
        params={"reference": f"NE-2026-{number:04}"},
        target_name=target_name,
        target_args=[],
        at=NOW,
    )
    return Notice.objects.latest("pk")


def test_the_list_shows_the_readers_own_notices_and_changes_nothing(browser, owner, stranger):
    tell(owner, 1)
    tell(stranger, 2)
    page = browser.get("/en/notices/").content.decode()
    assert ("NE-2026-0001" in page, "NE-2026-0002" in page) == (True, False)
    assert Notice.objects.unread().count() == 2


def test_an_empty_list_says_why(browser):
    assert "No notices yet" in browser.get("/en/notices/").content.decode()


def test_opening_a_notice_marks_it_and_leads_to_its_target(browser, owner):
    notice = tell(owner)
    assert browser.get(f"/en/notices/{notice.key}/").status_code == 405
    assert browser.post(f"/en/notices/{notice.key}/").url == "/en/account/"
    assert Notice.objects.unread().count() == 0


def test_a_notice_whose_target_is_gone_leads_back_to_the_list(browser, owner):
    notice = tell(owner, target_name="no:such")
    assert browser.post(f"/en/notices/{notice.key}/").url == "/en/notices/"


def test_another_persons_notice_is_as_unknown_as_none(browser, stranger):
    notice = tell(stranger)
    for key in (notice.key, uuid4(), notice.pk):
        assert browser.post(f"/en/notices/{key}/").status_code == 404
    assert Notice.objects.unread().count() == 1


def test_all_are_marked_by_a_post(browser, owner):
    tell(owner)
    assert browser.get("/en/notices/read/").status_code == 405
    assert browser.post("/en/notices/read/").url == "/en/notices/"
    assert Notice.objects.unread().count() == 0


def test_the_list_is_paged_with_a_fixed_number_of_queries(browser, owner, django_assert_num_queries):
    tell(owner)
    browser.get("/en/notices/")
    with django_assert_num_queries(7) as few:
        browser.get("/en/notices/")
    for number in range(30):
        tell(owner, number)
    with django_assert_num_queries(len(few)):
        assert len(browser.get("/en/notices/").context["page"].object_list) == 25
