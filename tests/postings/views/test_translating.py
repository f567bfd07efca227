"""A person's translation beside the original: nothing typed is lost, and nobody's work is written over unseen."""

import pytest
from django.utils import timezone

from postings.choices import Origin
from postings.services import edit_posting, save_translation
from tests.factories_postings import NOW

pytestmark = pytest.mark.django_db


def test_a_translation_of_an_older_version_says_so(people, twin, make, sign_in):
    posting = make(by=people.owner)
    client = sign_in(people.owner)
    client.post(
        f"/en/{twin}/{posting.reference}/translations/es/",
        {"title": "Título", "summary": "Resumen", "revision": "1"},
    )
    text = posting.texts.get(language="es")
    posting.refresh_from_db()
    assert (text.title, text.origin, text.text_revision) == ("Título", Origin.HUMAN, 1)
    stale = "This translation is of an older version"
    assert stale not in client.get(f"/en/{twin}/{posting.reference}/?lang=es").content.decode()
    edit_posting(
        posting,
        expected_revision=posting.revision,
        words={"title": "Changed"},
        relations={},
        by=people.owner,
        at=NOW,
    )
    assert stale in client.get(f"/en/{twin}/{posting.reference}/?lang=es").content.decode()
    assert stale in client.get(f"/en/{twin}/{posting.reference}/translations/es/").content.decode()


def test_a_translation_keeps_what_is_typed_over_a_switch_of_language_and_over_errors(
    people, twin, make, sign_in
):
    posting = make(by=people.owner)
    client, url = sign_in(people.owner), f"{twin}/{posting.reference}/translations/es/"
    switched = client.post(f"/en/{url}", {"title": "Medio tít", "summary": "", "_language": "fr"})
    assert (switched.context["form"]["title"].value(), switched.context["form_action"]) == (
        "Medio tít",
        f"/fr/{url}",
    )
    refused = client.post(f"/en/{url}", {"title": "T\x00", "summary": ""})
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"title", "summary"})
    assert posting.texts.count() == 1


@pytest.mark.parametrize("language", ["en", "xx", "pt-br"])
def test_there_is_no_translation_into_the_original_or_an_unknown_language(
    people, twin, make, sign_in, language
):
    posting = make(by=people.owner)
    assert (
        sign_in(people.owner).get(f"/en/{twin}/{posting.reference}/translations/{language}/").status_code
        == 404
    )


@pytest.fixture
def translated(people, make):
    """A posting with a Spanish translation, at revision 2."""
    posting = make(by=people.owner)
    words = {"title": "Suyo", "summary": "Resumen"}
    save_translation(posting, language="es", words=words, revision=1, by=people.colleague, at=timezone.now())
    return posting


def test_two_translations_at_once_show_both_and_overwrite_only_on_purpose(people, twin, translated, sign_in):
    client, url = sign_in(people.owner), f"/en/{twin}/{translated.reference}/translations/es/"
    mine = {"title": "Mío", "summary": "Resumen", "revision": "1"}
    refused = client.post(url, mine)
    assert (refused.status_code, translated.texts.get(language="es").title) == (409, "Suyo")
    assert [(row.name, row.theirs, row.mine) for row in refused.context["differences"]] == [
        ("title", "Suyo", "Mío")
    ]
    assert refused.context["changed_by"] == people.colleague
    form = refused.context["form"]
    assert (form["title"].value(), form["revision"].value()) == ("Mío", "2")
    assert 'name="revision" value="2"' in refused.content.decode()
    saved = client.post(url, {**mine, "revision": form["revision"].value()})
    assert (saved.status_code, translated.texts.get(language="es").title) == (302, "Mío")


def test_a_double_click_on_a_translation_is_no_conflict(people, twin, translated, sign_in):
    client, url = sign_in(people.owner), f"/en/{twin}/{translated.reference}/translations/es/"
    again = client.post(url, {"title": "Suyo", "summary": "Resumen", "revision": "1"})
    translated.refresh_from_db()
    assert (again.status_code, translated.revision) == (302, 2)


def test_a_translation_of_an_original_that_changed_meanwhile_is_checked_once_more(
    people, twin, make, sign_in
):
    posting = make(by=people.owner)
    client, url = sign_in(people.colleague), f"/en/{twin}/{posting.reference}/translations/es/"
    began = client.get(url).context["form"]["revision"].value()
    edit_posting(
        posting, expected_revision=1, words={"title": "Other"}, relations={}, by=people.owner, at=NOW
    )
    refused = client.post(url, {"title": "Mío", "summary": "Resumen", "revision": began})
    assert (refused.status_code, posting.texts.filter(language="es").exists()) == (409, False)
    assert refused.context["form"]["title"].value() == "Mío"
    page = refused.content.decode()
    assert "The original below is the one that stands now" in page
    assert "Other" in page
    client.post(url, {"title": "Mío", "summary": "Resumen", "revision": "2"})
    assert posting.texts.get(language="es").title == "Mío"
