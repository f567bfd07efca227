"""Edits: what goes back to the focal point, and what the trail keeps of them."""

import pytest

from accounts.models import AuditEntry
from needs.models import Need
from notices.models import Notice
from offers.models import Offer
from postings.choices import Status
from postings.services import (
    StaleRevision,
    allocate_reference,
    edit_posting,
    review_changes,
    save_translation,
)
from tests.factories_postings import (
    NOW,
    endorse,
    make_authority,
    make_goal,
    make_node,
    make_offer,
    make_theme,
    publish,
    submit,
)

pytestmark = pytest.mark.django_db

WORDS = {"title": "Training of port officers", "summary": "A course for those who train port officers."}


def edit(posting, *, words=None, relations=None, **columns):
    """Save a changed copy, as a form does."""
    changed = type(posting).objects.get(pk=posting.pk)
    for name, value in columns.items():
        setattr(changed, name, value)
    return edit_posting(
        changed,
        expected_revision=changed.revision,
        words={**WORDS, **(words or {})},
        relations=relations or {},
        by=posting.created_by,
        at=NOW,
    )


def translate(posting, *, revision=None, language="es", **words):
    return save_translation(
        posting,
        language=language,
        words={"title": "Formación", "summary": "Un curso.", **words},
        revision=posting.revision if revision is None else revision,
        by=posting.created_by,
        at=NOW,
    )


def trail(posting, action="posting.edit"):
    entry = AuditEntry.objects.filter(subject=posting.reference, action=action).latest("pk")
    return {name: [before, after] for name, before, after in entry.changes}


# Endorsed is endorsed as it stands


@pytest.mark.parametrize(
    "change",
    [
        {"words": {"title": "Training of customs officers"}},
        {"financing_note": "Travel is ours"},
        {"relations": {"themes": []}},
    ],
)
def test_a_change_after_the_endorsement_asks_for_a_new_one(people, make, change):
    posting = endorse(make(by=people.owner))
    Notice.objects.all().delete()
    edited = edit(posting, **change)
    assert edited.status == Status.SUBMITTED
    assert Notice.objects.filter(event="posting.resubmit", recipient=people.focal).count() == 1


def test_a_translation_after_the_endorsement_asks_for_a_new_one(people, make):
    posting = endorse(make(by=people.owner))
    translate(posting)
    posting.refresh_from_db()
    assert posting.status == Status.SUBMITTED


def test_saving_the_same_again_leaves_the_endorsement(people, make):
    posting = endorse(make(by=people.owner))
    assert (edit(posting).status, edit(posting).revision) == (Status.ENDORSED, posting.revision)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"financing_note": "Travel is ours"}, Status.PUBLISHED),
        ({"words": {"title": "Training of customs officers"}}, Status.PUBLISHED),
        ({"visibility": "states"}, Status.SUBMITTED),
        ({"role": "second_provider"}, Status.SUBMITTED),
    ],
)
def test_what_is_published_changes_at_once_but_for_the_gravest_changes(people, make, change, status):
    assert edit(publish(make(by=people.owner)), **change).status == status


# What changed


def test_the_trail_keeps_former_and_new_values_by_field_and_words_by_language(people, make):
    posting = submit(make(by=people.owner))
    edit(posting, financing_note="Travel is ours", words={"title": "Training of customs officers"})
    assert trail(posting) == {
        "financing_note": ["", "Travel is ours"],
        "title.en": ["Training of port officers", "Training of customs officers"],
    }


def test_the_trail_names_rows_by_their_public_codes(people, make):
    posting = submit(make(by=people.owner, relations={"goals": [make_goal(9)]}))
    abroad = make_authority("CL")
    edit(
        posting,
        institution=abroad,
        relations={
            "themes": [make_theme("water"), make_theme("energy")],
            "goals": [],
            "plan_nodes": [make_node("1.2")],
            "eligible_countries": [abroad.country],
        },
    )
    assert trail(posting) == {
        "institution": ["authority-ht", "authority-cl"],
        "themes": [["ports"], ["energy", "water"]],
        "goals": [[9], []],
        "plan_nodes": [[], ["celac-2022:1.2"]],
        "eligible_countries": [[], ["CL"]],
    }


def test_an_original_that_moves_to_another_language_leaves_both_on_record(people, make):
    posting = submit(make(by=people.owner))
    edit(posting, original_language="es", words={"title": "Formación", "summary": "Un curso."})
    assert trail(posting) == {
        "original_language": ["en", "es"],
        "title.en": ["Training of port officers", None],
        "summary.en": ["A course for those who train port officers.", None],
        "title.es": [None, "Formación"],
        "summary.es": [None, "Un curso."],
    }


def test_a_translation_that_the_original_replaces_stays_on_record(people, make):
    posting = submit(make(by=people.owner))
    translate(posting)
    posting.refresh_from_db()
    edit(posting, original_language="es", words={"title": "Capacitación", "summary": "Un curso."})
    assert trail(posting)["title.es"] == ["Formación", "Capacitación"]
    assert [text.language for text in posting.texts.all()] == ["es"]


def test_a_translation_is_on_record_with_what_it_replaced(people, make):
    posting = submit(make(by=people.owner))
    translate(posting)
    assert trail(posting, "posting.translate") == {
        "title.es": [None, "Formación"],
        "summary.es": [None, "Un curso."],
    }
    posting.refresh_from_db()
    translate(posting, title="Capacitación")
    assert trail(posting, "posting.translate") == {"title.es": ["Formación", "Capacitación"]}


def test_the_trail_keeps_nothing_of_what_stands_in_a_draft(people, make):
    posting = make(by=people.owner)
    edit(posting, financing_note="Secret", words={"title": "Not yet"})
    assert trail(posting) == {}


def test_a_review_is_on_record(people, make):
    posting = edit(publish(make(by=people.owner)), financing_note="Travel is ours")
    review_changes(posting, by=people.secretary, at=NOW)
    assert trail(posting, "posting.review") == {"changed_since_review": [True, False]}


# Two at once


def test_a_translation_of_what_moved_on_is_refused_and_nothing_is_written(people, make):
    posting = submit(make(by=people.owner))
    edited = edit(posting, financing_note="Travel is ours")
    with pytest.raises(StaleRevision) as stale:
        translate(posting, revision=posting.revision)
    assert stale.value.current.revision == edited.revision
    assert posting.texts.count() == 1


# References


def test_references_count_up_by_prefix_and_year():
    offer = make_offer()
    assert offer.reference == "OF-2026-0001"
    assert allocate_reference(Offer, prefix="OF", year=2026) == "OF-2026-0002"
    assert allocate_reference(Offer, prefix="OF", year=2027) == "OF-2027-0001"
    assert allocate_reference(Need, prefix="NE", year=2026) == "NE-2026-0001"
