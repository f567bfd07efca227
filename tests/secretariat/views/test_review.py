from datetime import date, timedelta

import pytest
from django.urls import reverse

from postings.services import apply_transition, edit_posting, save_translation
from secretariat.services import Queue, find_queue
from tests.factories_matching import port_need
from tests.factories_postings import (
    NOW,
    endorse,
    make_authority,
    make_goal,
    make_member_state,
    make_need,
    make_node,
    make_offer,
    make_person,
    make_secretary,
    make_theme,
    publish,
    submit,
)

pytestmark = pytest.mark.django_db


def review(posting):
    return reverse("secretariat:review", args=[posting.reference])


def step(posting, client, name, **values):
    data = {"step": name, "revision": posting.revision, "comment": "", **values}
    return client.post(reverse("secretariat:step", args=[posting.reference]), data)


def fresh(posting):
    return type(posting).objects.get(pk=posting.pk)


def test_needs_stand_before_offers_and_the_longest_waiting_first(secretary):
    offer, need, later = endorse(make_offer()), endorse(make_need()), endorse(make_need())
    queue = find_queue(Queue.PUBLISH, user=secretary, at=NOW)
    assert [item.reference for item in queue] == [
        need.reference,
        later.reference,
        offer.reference,
    ]


def test_the_queue_lists_what_is_endorsed(client, secretary):
    need, _draft = endorse(make_need()), make_need()
    response = client.get(reverse("secretariat:queue", args=["publish"]))
    assert response.context["postings"] == [need]


def test_an_unknown_queue_does_not_exist(client, secretary):
    assert client.get(reverse("secretariat:queue", args=["nonsense"])).status_code == 404


def test_a_posting_that_waits_long_for_its_focal_point_is_listed(client, secretary):
    waiting = submit(make_need(), at=NOW - timedelta(days=30))
    make_person("focal_point", waiting.institution)
    response = client.get(reverse("secretariat:queue", args=["waiting"]))
    assert response.context["postings"] == [waiting]


def test_the_page_shows_original_and_translation_side_by_side(client, secretary):
    need = endorse(make_need())
    words = {"title": "Formación de agentes portuarios", "summary": "Un curso."}
    save_translation(need, language="es", words=words, revision=need.revision, by=need.created_by, at=NOW)
    response = client.get(review(need))
    assert [text.language for text in response.context["texts"]] == ["en", "es"]
    assert "Formación de agentes portuarios" in response.content.decode()


def test_publishing_leads_to_the_next_in_the_queue(client, secretary):
    first, second = endorse(make_need()), endorse(make_need())
    response = step(first, client, "publish")
    assert fresh(first).status == "published"
    assert response.url == review(second)


def test_publishing_the_last_leads_back_to_the_list(client, secretary):
    need = endorse(make_need())
    assert step(need, client, "publish").url == reverse("secretariat:queue", args=["publish"])


def test_a_return_needs_a_comment_and_keeps_the_page(client, secretary):
    need = endorse(make_need())
    assert step(need, client, "return").status_code == 422
    step(need, client, "return", comment="Name the ports, please.")
    assert fresh(need).status == "returned"
    assert need.status_changes.last().comment == "Name the ports, please."


def test_a_second_click_on_publish_is_calm(client, secretary):
    need = endorse(make_need())
    step(need, client, "publish")
    response = step(fresh(need), client, "publish")
    assert response.url == review(need)
    assert need.status_changes.filter(transition="publish").count() == 1


def test_a_posting_that_changed_meanwhile_is_looked_at_again(client, secretary):
    need = endorse(make_need())
    words = {"title": "Otro", "summary": "Otro"}
    save_translation(need, language="es", words=words, revision=need.revision, by=need.created_by, at=NOW)
    response = step(need, client, "publish", comment="Well done")
    assert response.status_code == 409
    assert "Well done" in response.content.decode()
    assert fresh(need).status == "submitted"


def test_who_endorsed_does_not_publish(client, secretary):
    need = submit(make_need())
    membership = secretary.memberships.get()
    focal = make_person("focal_point", need.institution)
    focal.memberships.create(institution=membership.institution, role="secretariat", since=membership.since)
    need = apply_transition(need, "endorse", by=focal, at=NOW)
    client.force_login(focal)
    assert 'value="publish"' not in client.get(review(need)).content.decode()
    step(need, client, "publish")
    assert fresh(need).status == "endorsed"


def test_an_edit_after_publication_is_shown_and_marked_as_reviewed(client, secretary):
    need = publish(make_need())
    words = {"title": "Formación", "summary": "Un curso."}
    save_translation(need, language="es", words=words, revision=need.revision, by=need.created_by, at=NOW)
    need = fresh(need)
    response = client.get(reverse("secretariat:queue", args=["changed"]))
    assert response.context["postings"] == [need]
    assert len(client.get(review(need)).context["edits"]) == 1
    seen = reverse("secretariat:reviewed", args=[need.reference])
    client.post(seen, {"revision": need.revision - 1})
    assert fresh(need).changed_since_review
    client.post(seen, {"revision": need.revision})
    client.post(seen, {"revision": need.revision})
    assert not fresh(need).changed_since_review


def test_an_edit_is_told_in_the_words_of_the_reader(client, secretary):
    need = publish(make_need())
    need.delivery, need.period_from, need.modalities = "remote", date(2027, 3, 1), ["south_south"]
    need.interpretation_accepted = False
    edit_posting(
        need,
        expected_revision=need.revision,
        words={"title": "Training of harbour pilots", "summary": need.original_text.summary},
        relations={
            "themes": [make_theme("customs")],
            "goals": [make_goal(9)],
            "plan_nodes": [make_node("1.1")],
            "preferred_countries": [make_member_state("CL")],
        },
        by=need.created_by,
        at=NOW,
    )
    (edit,) = client.get(review(need)).context["edits"]
    told = {(field.label, field.language): (field.before, field.after) for field in edit.fields}
    assert told == {
        ("Delivery", ""): ("", "Remote"),
        ("From", ""): ("", "March 1, 2027"),
        ("Modalities accepted", ""): ("", "South-South cooperation"),
        ("Working through interpretation is acceptable", ""): ("Yes", "No"),
        ("Themes", ""): ("Ports", "Customs"),
        ("Sustainable Development Goals", ""): ("", "9. Goal 9"),
        ("Work plan objectives", ""): ("", "1.1 Objective 1.1"),
        ("Preferred countries", ""): ("", "Chile"),
        ("Title", "en"): ("Training of port officers", "Training of harbour pilots"),
    }
    text = client.get(review(need)).content.decode()
    assert "Title (English)" in text
    assert '<del lang="en">Training of port officers</del>' in text


def test_a_posting_where_nobody_can_endorse_stands_in_a_queue_of_its_own(client, secretary):
    stranded = submit(make_need(), at=NOW - timedelta(days=30))
    waiting = submit(make_need(institution=make_authority("CL")), at=NOW - timedelta(days=30))
    make_person("focal_point", waiting.institution)
    listed = {
        name: client.get(reverse("secretariat:queue", args=[name])).context["postings"]
        for name in ("stranded", "waiting")
    }
    assert listed == {"stranded": [stranded], "waiting": [waiting]}
    assert (
        reverse("accounts:invite")
        in client.get(reverse("secretariat:queue", args=["stranded"])).content.decode()
    )
    counts = client.get(reverse("secretariat:desk")).context["counts"]
    assert (counts.stranded, counts.waiting) == (1, 1)


def test_an_invitation_begins_with_the_institution_that_lacks_a_focal_point(client, secretary):
    need = submit(make_need())
    link = f"{reverse('accounts:invite')}?institution={need.institution.code}&role=focal_point"
    assert link.replace("&", "&amp;") in client.get(review(need)).content.decode()
    form = client.get(link).content.decode()
    assert f'<option value="{need.institution.code}" selected>' in form
    assert '<option value="focal_point" selected>' in form


def test_the_secretariat_endorses_in_place_of_a_missing_focal_point_and_another_publishes(client, secretary):
    first, second = submit(make_need()), submit(make_need())
    assert step(first, client, "stand_in").status_code == 422
    response = step(first, client, "stand_in", comment="The vice-minister agreed by letter.")
    assert response.url == review(second)
    assert fresh(first).status == "endorsed"
    step(fresh(first), client, "publish")
    assert fresh(first).status == "endorsed"
    client.force_login(make_secretary())
    step(fresh(first), client, "publish")
    assert fresh(first).status == "published"


def test_where_a_focal_point_can_endorse_the_secretariat_does_not(client, secretary):
    need = submit(make_need())
    make_person("focal_point", need.institution)
    assert 'value="stand_in"' not in client.get(review(need)).content.decode()
    step(need, client, "stand_in", comment="By letter")
    assert fresh(need).status == "submitted"


def test_the_language_switch_keeps_the_comment_and_takes_no_step(client, secretary):
    need = endorse(make_need())
    response = step(need, client, "publish", _language="fr", comment="À revoir")
    assert "À revoir" in response.content.decode()
    assert fresh(need).status == "endorsed"


@pytest.mark.parametrize("role", ["official", "focal_point", "reader"])
def test_the_desk_does_not_exist_for_others(client, role):
    need = endorse(make_need())
    client.force_login(make_person(role, need.institution))
    pages = [
        reverse("secretariat:desk"),
        reverse("secretariat:parked"),
        reverse("secretariat:decisions"),
        reverse("secretariat:suggestions"),
        reverse("secretariat:queue", args=["publish"]),
        reverse("secretariat:institutions"),
        reverse("secretariat:institution-new"),
        reverse("secretariat:countries"),
        reverse("secretariat:country", args=["HT"]),
        reverse("secretariat:side", args=["HT"]),
        reverse("secretariat:membership-new", args=["HT"]),
        review(need),
    ]
    assert {client.get(page).status_code for page in pages} == {404}
    assert step(need, client, "publish").status_code == 404


def test_an_administrator_reads_the_review_but_takes_no_step(client, administrator):
    need = endorse(make_need())
    client.force_login(administrator)
    assert client.get(review(need)).status_code == 200
    assert step(need, client, "publish").status_code == 404
    assert fresh(need).status == "endorsed"


def test_a_draft_is_its_owners_until_it_is_sent(client, secretary):
    assert client.get(review(make_need())).status_code == 404
    assert client.get(review(port_need())).status_code == 200


def test_what_is_past_its_day_is_not_published_and_the_page_says_why(client, secretary):
    need = endorse(make_need())
    type(need).objects.filter(pk=need.pk).update(expires_on=NOW.date() - timedelta(days=20))
    response = step(need, client, "publish", comment="Well done")
    assert (response.status_code, fresh(need).status) == (409, "endorsed")
    page = response.content.decode()
    assert "Its last day of validity is past. Choose a later one." in page
    assert "Well done" in page


def test_the_text_comes_before_the_queue_and_the_queue_says_how_long_each_waits(client, secretary):
    need = endorse(make_need())
    text = client.get(reverse("secretariat:review", args=[need.reference])).content.decode()
    places = [text.index(mark) for mark in ('class="panel panel--need"', 'id="review-form"', 'class="queue"')]
    assert places == sorted(places)
    assert "waiting for" in client.get(reverse("secretariat:queue", args=["publish"])).content.decode()
