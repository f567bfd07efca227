"""Writing a posting: whatever is typed is stored, or shown again with its error."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.utils import timezone

from needs.models import Need
from offers.models import Offer
from postings.choices import Status
from postings.services import edit_posting, expire_postings
from tests.factories_postings import (
    NOW,
    make_authority,
    make_goal,
    make_node,
    make_person,
    make_theme,
    publish,
    submit,
)

MODELS = {"offers": Offer, "needs": Need}
pytestmark = pytest.mark.django_db


def typed(**changes):
    """A complete form as a browser sends it; None leaves a field out."""
    for row in (make_theme, make_goal, make_node, make_authority):
        row()
    data = {
        "original_language": "fr",
        "title": "Former les agents portuaires",
        "summary": "Deux phrases sur la formation.",
        "details": "Ligne un\r\nLigne deux",
        "institution": "authority-ht",
        "themes": ["ports"],
        "goals": ["4"],
        "plan_nodes": ["celac-2022:1.1"],
        "role": "recipient",
        "modalities": ["triangular", "south_south"],
        "working_languages": ["fr"],
        "period_from": "2027-01-01",
        "period_until": "2027-06-30",
        "contact_email": "marie@example.org",
        "visibility": "public",
        "expires_on": (timezone.now().date() + timedelta(days=300)).isoformat(),
        "form_key": str(uuid.uuid4()),
        **changes,
    }
    return {name: value for name, value in data.items() if value is not None}


def only(twin):
    return MODELS[twin].objects.get()


def test_a_new_posting_begins_with_twelve_months_and_ones_own_languages(people, twin, sign_in):
    form = sign_in(people.owner).get(f"/pt-br/{twin}/new/", follow=True).context["form"]
    assert form["expires_on"].value() == timezone.now().date() + timedelta(days=365)
    assert (form["original_language"].value(), form["working_languages"].value()) == ("pt", ["fr"])
    assert [code for code, _label in form.fields["institution"].choices] == ["authority-ht"]


def test_a_draft_stores_all_that_was_typed(people, twin, sign_in):
    response = sign_in(people.owner).post(f"/en/{twin}/new/", {**typed(), "_save": "1"})
    posting = only(twin)
    assert response.url == f"/en/{twin}/{posting.reference}/edit/"
    assert (posting.status, posting.title, posting.original_text.details) == (
        Status.DRAFT,
        "Former les agents portuaires",
        "Ligne un\nLigne deux",
    )
    assert [theme.code for theme in posting.themes.all()] == ["ports"]
    assert [goal.number for goal in posting.goals.all()] == [4]
    assert [node.code for node in posting.plan_nodes.all()] == ["1.1"]
    assert (posting.modalities, str(posting.period_until), posting.unstored_input) == (
        ["triangular", "south_south"],
        "2027-06-30",
        {},
    )


def test_an_almost_empty_draft_is_stored(people, twin, sign_in):
    sign_in(people.owner).post(f"/es/{twin}/new/", {"title": "Apenas un título", "_save": "1"})
    posting = only(twin)
    assert (posting.title, posting.original_language, posting.institution) == (
        "Apenas un título",
        "es",
        make_authority("HT"),
    )


def test_a_complete_form_is_sent_for_endorsement(people, twin, sign_in):
    response = sign_in(people.owner).post(f"/en/{twin}/new/", {**typed(), "_send": "1"})
    posting = only(twin)
    assert (response.url, posting.status) == (f"/en/{twin}/{posting.reference}/", Status.SUBMITTED)


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        (
            {"period_from": "2027-06-30", "period_until": "2027-01-01"},
            "period_until",
            "The last day is before the first.",
        ),
        ({"themes": None}, "themes", "Choose between one and five themes."),
        (
            {"themes": ["ports", "a", "b", "c", "d", "e"]},
            "themes",
            "You chose 6 themes. Choose between one and five themes.",
        ),
        ({"original_language": "xx"}, "original_language", "“xx” is not one of the options."),
        ({"working_languages": ["fr", "kl"]}, "working_languages", "“kl” is not one of the options."),
        ({"title": ""}, "title", "Give the posting a title."),
        ({"period_from": "31/02"}, "period_from", "Write the day as year-month-day, for example 2026-03-31."),
        ({"expires_on": "2020-01-01"}, "expires_on", "This day is past. Choose a later one."),
        ({"contact_email": "nobody"}, "contact_email", "Enter a valid email address."),
        ({"institution": "authority-cl"}, "institution", "“authority-cl” is not one of the options."),
        (
            {"title": "Bad\x00title"},
            "title",
            (
                "This entry contained a character that cannot be stored. It has been taken out and the rest kept; "
                "check the entry and send the form again."
            ),
        ),
    ],
)
def test_bad_input_is_said_beside_its_field_and_all_is_shown_again(
    people, twin, sign_in, changes, field, message
):
    for code in "abcde":
        make_theme(code)
    make_authority("CL")
    response = sign_in(people.owner).post(f"/en/{twin}/new/", {**typed(**changes), "_send": "1"})
    form = response.context["form"]
    assert (response.status_code, MODELS[twin].objects.count()) == (422, 0)
    assert form.errors[field] == [message]
    assert form["summary"].value() == "Deux phrases sur la formation."
    kept = changes[field]
    assert (form[field].value() or None) == (
        kept.replace("\x00", "") or None if isinstance(kept, str) else kept
    )
    page = response.content.decode()
    assert 'class="error-summary"' in page
    assert f"#id_{field}" in page


def test_a_hundred_thousand_characters_are_kept_and_the_limit_is_said(people, twin, sign_in):
    long = "é" * 100_000
    client = sign_in(people.owner)
    refused = client.post(f"/en/{twin}/new/", {**typed(details=long), "_send": "1"})
    assert refused.context["form"]["details"].value() == long
    assert "at most 20000 characters (it has 100000)" in refused.context["form"].errors["details"][0]
    saved = client.post(f"/en/{twin}/new/", {**typed(details=long), "_save": "1"}, follow=True)
    assert only(twin).unstored_input == {"details": [long]}
    assert saved.context["form"]["details"].value() == long
    assert list(saved.context["form"].errors) == ["details"]


def test_a_draft_keeps_what_no_column_can_hold_and_shows_it_with_its_error(people, twin, sign_in):
    client = sign_in(people.owner)
    client.post(
        f"/en/{twin}/new/",
        {**typed(period_from="31/02", original_language="xx", contact_email="nobody"), "_save": "1"},
    )
    posting = only(twin)
    assert posting.unstored_input == {
        "period_from": ["31/02"],
        "original_language": ["xx"],
        "contact_email": ["nobody"],
    }
    page = client.get(f"/en/{twin}/{posting.reference}/edit/")
    form = page.context["form"]
    assert set(form.errors) == {"period_from", "original_language", "contact_email"}
    assert (form["period_from"].value(), form["title"].value()) == ("31/02", "Former les agents portuaires")
    # A date picker would hide what is no date.
    assert '<input type="text" name="period_from" value="31/02"' in page.content.decode()
    client.post(
        f"/en/{twin}/{posting.reference}/edit/", {**typed(), "revision": posting.revision, "_send": "1"}
    )
    posting.refresh_from_db()
    assert (posting.status, posting.unstored_input) == (Status.SUBMITTED, {})


def test_a_draft_with_a_control_character_keeps_the_rest_and_says_so(people, twin, sign_in):
    page = sign_in(people.owner).post(
        f"/en/{twin}/new/",
        {**typed(title="Ports\x00 and\x07 harbours", themes=["ports\x00"]), "_save": "1"},
        follow=True,
    )
    assert only(twin).title == "Ports and harbours"
    said = [str(message) for message in page.context["messages"]]
    assert (
        "“Title” contained a character that cannot be stored. It has been taken out and the rest kept."
        in said
    )


def test_a_script_tag_is_kept_and_shown_as_text(people, twin, sign_in):
    client = sign_in(people.owner)
    client.post(f"/en/{twin}/new/", {**typed(title="<script>alert(1)</script>"), "_send": "1"})
    page = client.get(f"/en/{twin}/{only(twin).reference}/").content.decode()
    assert only(twin).title == "<script>alert(1)</script>"
    assert ("<script>alert(1)" in page, "&lt;script&gt;alert(1)" in page) == (False, True)


def test_fields_that_are_not_in_the_form_cannot_be_written(people, twin, sign_in):
    sign_in(people.owner).post(
        f"/en/{twin}/new/",
        {
            **typed(),
            "status": "published",
            "reference": "OF-1",
            "revision": "77",
            "on_behalf": "1",
            "created_by": "1",
            "_save": "1",
        },
    )
    posting = only(twin)
    assert (posting.status, posting.revision, posting.on_behalf, posting.created_by) == (
        Status.DRAFT,
        1,
        False,
        people.owner,
    )


@pytest.mark.parametrize("button", ["_save", "_send"])
def test_the_same_form_sent_twice_makes_one_posting(people, twin, sign_in, button):
    client, data = sign_in(people.owner), {**typed(), button: "1"}
    client.post(f"/en/{twin}/new/", data)
    again = client.post(f"/en/{twin}/new/", data)
    posting = only(twin)
    assert again.status_code == 302
    assert posting.revision == (1 if button == "_save" else 2)


def test_a_form_sent_again_after_the_button_back_edits_its_draft(people, twin, sign_in):
    client, data = sign_in(people.owner), {**typed(), "_save": "1"}
    client.post(f"/en/{twin}/new/", data)
    client.post(f"/en/{twin}/new/", {**data, "title": "A better title"})
    assert (only(twin).title, only(twin).revision) == ("A better title", 2)


def test_the_form_of_a_posting_that_was_withdrawn_makes_a_new_one(people, twin, sign_in):
    client, data = sign_in(people.owner), {**typed(), "_save": "1"}
    client.post(f"/en/{twin}/new/", data)
    client.post(f"/en/{twin}/{only(twin).reference}/steps/withdraw/")
    client.post(f"/en/{twin}/new/", data)
    assert sorted(MODELS[twin].objects.values_list("status", flat=True)) == [Status.DRAFT, Status.WITHDRAWN]


def test_two_saves_at_once_show_both_and_overwrite_only_on_purpose(people, twin, make, sign_in):
    posting = make(by=people.owner)
    data = {**typed(original_language="en", title="Mine"), "revision": posting.revision, "_save": "1"}
    fresh = MODELS[twin].objects.get()
    edit_posting(
        fresh,
        expected_revision=1,
        words={"title": "Theirs", "summary": "Theirs too"},
        relations={},
        by=people.colleague,
        at=timezone.now(),
    )
    client = sign_in(people.owner)
    response = client.post(f"/en/{twin}/{posting.reference}/edit/", data)
    assert (response.status_code, only(twin).title) == (409, "Theirs")
    assert response.context["changed_by"] == people.colleague
    titles = [(row.theirs, row.mine) for row in response.context["differences"] if row.name == "title"]
    assert titles == [("Theirs", "Mine")]
    form = response.context["form"]
    assert (form["title"].value(), form["revision"].value()) == ("Mine", "2")
    assert "Save mine over it" in response.content.decode()
    client.post(f"/en/{twin}/{posting.reference}/edit/", {**data, "revision": form["revision"].value()})
    assert only(twin).title == "Mine"


def test_a_double_click_on_save_is_no_conflict(people, twin, make, sign_in):
    posting = make(by=people.owner)
    data = {**typed(), "revision": 1, "_save": "1"}
    client = sign_in(people.owner)
    client.post(f"/en/{twin}/{posting.reference}/edit/", data)
    again = client.post(f"/en/{twin}/{posting.reference}/edit/", data)
    assert (again.status_code, only(twin).revision) == (302, 2)


@pytest.mark.parametrize("path", ["new/", "{reference}/edit/"])
def test_the_language_switch_shows_what_was_typed_and_saves_nothing(people, twin, make, sign_in, path):
    posting = make(by=people.owner)
    path = path.format(reference=posting.reference)
    data = typed(title="Half a tit", period_from="31/02", themes=None)
    response = sign_in(people.owner).post(f"/en/{twin}/{path}", {**data, "_language": "fr"})
    form, page = response.context["form"], response.content.decode()
    assert (MODELS[twin].objects.count(), only(twin).title) == (1, "Training of port officers")
    assert (form["title"].value(), form["period_from"].value(), form.errors) == ("Half a tit", "31/02", {})
    key = f"?key={data['form_key']}" if path == "new/" else ""
    assert response.context["form_action"] == f"/fr/{twin}/{path}{key}"
    assert '<html lang="fr">' in page
    assert response.headers["Content-Language"] == "fr"


@pytest.mark.parametrize("path", ["new/", "{reference}/edit/", "{reference}/translations/es/"])
def test_what_was_sent_after_the_session_ended_comes_back_after_sign_in(people, twin, make, sign_in, path):
    posting = make(by=people.owner)
    url = f"/fr/{twin}/{path.format(reference=posting.reference)}"
    client = sign_in(people.owner)
    owner_field = re.search(
        r'name="_form_owner" value="([^"]+)"', client.get(url, follow=True).content.decode()
    )[1]
    client.logout()
    data = {"title": "Typed\x00 before", "summary": "Deux\r\nlignes", "period_from": "31/02", "_send": "1"}
    sent = client.post(url, {**data, "_form_owner": owner_field})
    back = parse_qs(urlsplit(sent.url).query)["next"][0]
    assert (sent.status_code, urlsplit(back).path) == (302, url)
    page = sign_in(people.owner).get(back)
    form = page.context["form"]
    assert (form["title"].value(), form["summary"].value(), form.errors) == (
        "Typed before",
        "Deux\nlignes",
        {},
    )
    assert [message.level_tag for message in page.context["messages"]] == ["success"]
    assert MODELS[twin].objects.get().title == "Training of port officers"
    other = sign_in(people.colleague).get(back, follow=True)
    assert other.context["form"]["title"].value() != "Typed before"


def test_who_comes_too_late_for_a_kept_form_is_told_so(people, twin, sign_in):
    page = sign_in(people.owner).get(f"/en/{twin}/new/?kept=gone", follow=True)
    assert [message.level_tag for message in page.context["messages"]] == ["warning"]
    assert page.context["form"]["title"].value() is None


def test_a_copy_brings_words_and_choices_but_no_dates_and_no_consent(people, twin, make, sign_in):
    source = make(
        by=people.owner,
        period_from="2026-01-01",
        contact_consent=True,
        contact_name="Marie",
        delivery="remote",
        relations={"goals": [make_goal(4)], "plan_nodes": [make_node("1.1")]},
    )
    page = sign_in(people.colleague).get(f"/en/{twin}/new/?copy={source.reference}", follow=True)
    form = page.context["form"]
    shown = {
        name: form[name].value()
        for name in ("title", "themes", "goals", "plan_nodes", "delivery", "contact_name")
    }
    assert shown == {
        "title": "Training of port officers",
        "themes": ["ports"],
        "goals": ["4"],
        "plan_nodes": ["celac-2022:1.1"],
        "delivery": "remote",
        "contact_name": "Marie",
    }
    assert (form["period_from"].value(), form["contact_consent"].value()) == (None, False)


def test_only_ones_own_postings_can_be_copied(people, twin, make, sign_in):
    source = publish(make(by=people.owner))
    page = sign_in(people.stranger).get(f"/en/{twin}/new/?copy={source.reference}", follow=True)
    assert page.status_code == 404


def test_the_secretariat_posts_on_behalf_and_the_focal_point_of_the_country_endorses(people, twin, sign_in):
    client = sign_in(people.secretary)
    client.post(f"/en/{twin}/new/", {**typed(), "_send": "1"})
    posting = only(twin)
    assert (posting.on_behalf, posting.status, posting.institution.code) == (
        True,
        Status.SUBMITTED,
        "authority-ht",
    )
    client.post(f"/en/{twin}/{posting.reference}/steps/endorse/")
    assert only(twin).status == Status.SUBMITTED
    sign_in(people.focal).post(f"/en/{twin}/{posting.reference}/steps/endorse/")
    assert only(twin).status == Status.ENDORSED


def test_an_edit_of_what_is_published_is_live_and_a_change_of_visibility_goes_back(
    people, twin, make, sign_in
):
    posting = publish(make(by=people.owner))
    client = sign_in(people.owner)
    data = typed(original_language="en", role=posting.role)
    client.post(f"/en/{twin}/{posting.reference}/edit/", {**data, "revision": posting.revision, "_save": "1"})
    edited = only(twin)
    assert (edited.status, edited.changed_since_review, edited.title) == (
        Status.PUBLISHED,
        True,
        "Former les agents portuaires",
    )
    client.post(
        f"/en/{twin}/{posting.reference}/edit/",
        {**data, "visibility": "states", "revision": edited.revision, "_save": "1"},
    )
    assert only(twin).status == Status.SUBMITTED


def test_what_is_published_cannot_be_saved_incomplete(people, twin, make, sign_in):
    posting = publish(make(by=people.owner))
    response = sign_in(people.owner).post(
        f"/en/{twin}/{posting.reference}/edit/",
        {**typed(title=""), "revision": posting.revision, "_save": "1"},
    )
    assert (response.status_code, only(twin).title) == (422, "Training of port officers")


def test_the_language_of_the_text_does_not_swallow_a_translation(people, twin, make, sign_in):
    posting = make(by=people.owner)
    posting.texts.create(language="fr", title="Une traduction", origin="human")
    response = sign_in(people.owner).post(
        f"/en/{twin}/{posting.reference}/edit/",
        {**typed(original_language="fr"), "revision": 1, "_send": "1"},
    )
    assert response.context["form"].errors["original_language"] == [
        "There is already a translation into this language."
    ]
    assert posting.texts.get(language="fr").title == "Une traduction"


def test_places_still_free_stay_within_the_places(people, sign_in):
    response = sign_in(people.owner).post(
        "/en/offers/new/",
        {**typed(), "capacity": "5", "remaining_places": "6", "_send": "1"},
    )
    assert response.context["form"].errors == {
        "remaining_places": ["There cannot be more remaining places than places."]
    }


def test_a_need_stores_its_situation_and_the_result_wanted(people, sign_in):
    sign_in(people.owner).post(
        "/fr/needs/new/",
        {
            **typed(),
            "situation": "Six agents formés.",
            "result_wanted": "Deux par équipe.",
            "urgency": "high",
            "_save": "1",
        },
    )
    need = only("needs")
    assert (need.original_text.situation, need.original_text.result_wanted, need.urgency) == (
        "Six agents formés.",
        "Deux par équipe.",
        "high",
    )


def test_a_number_that_is_none_is_shown_again(people, sign_in):
    page = sign_in(people.owner).post(
        "/en/offers/new/", {**typed(), "capacity": "a dozen", "_save": "1"}, follow=True
    )
    assert (page.context["form"]["capacity"].value(), list(page.context["form"].errors)) == (
        "a dozen",
        ["capacity"],
    )


def test_the_error_message_is_in_the_readers_language_and_the_summary_takes_the_focus(people, twin, sign_in):
    page = sign_in(people.owner).post(f"/en/{twin}/new/", {**typed(role=""), "_send": "1"}).content.decode()
    assert 'class="error-summary" tabindex="-1" autofocus' in page


def test_a_submitted_posting_stays_editable_and_submitted(people, twin, make, sign_in):
    posting = submit(make(by=people.owner))
    sign_in(people.owner).post(
        f"/en/{twin}/{posting.reference}/edit/",
        {**typed(), "revision": posting.revision, "_save": "1"},
    )
    assert (only(twin).status, only(twin).revision) == (Status.SUBMITTED, 3)


def test_an_expired_posting_is_sent_again_with_a_later_day_only(people, twin, make, sign_in):
    past = NOW - timedelta(days=30)
    posting = publish(make(by=people.owner, at=past, expires_on=past.date()), at=past)
    expire_postings(type(posting), at=NOW)
    client, url = sign_in(people.owner), f"/en/{twin}/{posting.reference}/"
    assert client.post(f"{url}steps/submit/").url == f"{url}edit/?check=1"
    assert only(twin).status == Status.EXPIRED
    client.post(f"{url}edit/", {**typed(), "revision": only(twin).revision, "_send": "1"})
    assert only(twin).status == Status.SUBMITTED


def test_someone_who_writes_nowhere_cannot_post(twin, sign_in):
    nobody = make_person("reader", make_authority("BR"))
    assert sign_in(nobody).post(f"/en/{twin}/new/", {**typed(), "_save": "1"}).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_a_double_click_that_arrives_at_the_same_moment_makes_one_posting(people, twin, sign_in):
    data, clients = {**typed(), "_save": "1"}, [sign_in(people.owner) for _ in range(3)]

    def click(client):
        try:
            return client.post(f"/en/{twin}/new/", data).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(click, clients))
    assert (answers, MODELS[twin].objects.count()) == ([302] * 3, 1)
