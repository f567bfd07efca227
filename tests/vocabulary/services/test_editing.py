import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from tests.factories import NOW
from tests.factories_vocabulary import make_row, row_of
from vocabulary.models import Broader, Concept, Term
from vocabulary.services import (
    CircularConcept,
    CodeTaken,
    CodeUnknown,
    ConceptChanged,
    LabelTaken,
    TakenLabel,
    add_concept,
    restore_concept,
    retire_concept,
    update_concept,
)

pytestmark = pytest.mark.django_db


def edit(code, by, **facts):
    concept = Concept.objects.get(code=code)
    return update_concept(
        concept=concept,
        row=make_row(**facts),
        revision=facts.pop("revision", concept.revision),
        by=by,
        at=NOW,
    )


def retire(code, by, why="Nobody uses it"):
    concept = Concept.objects.get(code=code)
    retire_concept(concept=concept, revision=concept.revision, why=why, by=by, at=NOW)


def test_a_concept_is_added_with_a_code_of_its_first_term_and_the_trail_says_who(small, secretary):
    row = make_row(en="Dry dock | dry docks | DRY  DOCK", pt="doca seca", broader=("harbour",), goals=(9, 9))
    concept = add_concept(row=row, by=secretary, at=NOW, why="Asked for by Haiti")
    assert (concept.code, concept.revision, concept.edited_at) == ("dry-dock", 1, NOW)
    assert row_of("dry-dock").labels["en"] == ("Dry dock", "dry docks")
    entry = AuditEntry.objects.get(subject="concept dry-dock")
    assert (entry.actor, entry.action, entry.reason, entry.after) == (
        secretary,
        "concept.add",
        "Asked for by Haiti",
        {"broader": "harbour", "goals": "9", "terms.en": "Dry dock | dry docks", "terms.pt": "doca seca"},
    )
    another = add_concept(row=make_row(en="dry dock works", fr="dry dock"), by=secretary, at=NOW)
    assert another.code == "dry-dock-works"
    assert add_concept(row=make_row(es="dry dock"), by=secretary, at=NOW).code == "dry-dock-2"


def test_a_code_is_never_given_twice_not_even_after_retirement(small, secretary):
    retire("school", secretary)
    with pytest.raises(CodeTaken):
        add_concept(row=make_row("school", en="academy"), by=secretary, at=NOW)


@pytest.mark.parametrize("label", ["PUERTO", "puértó", "  puerto ", "puerto!"])
def test_a_label_names_one_live_concept_whatever_its_case_accents_and_points(small, secretary, label):
    with pytest.raises(LabelTaken) as caught:
        add_concept(row=make_row("quay", es=label), by=secretary, at=NOW)
    assert caught.value.taken == [TakenLabel("es", label.strip(), "harbour")]
    retire("harbour", secretary)
    add_concept(row=make_row("quay", es=label), by=secretary, at=NOW)


def test_an_edit_writes_what_differs_and_a_save_without_a_change_leaves_no_trace(small, secretary):
    facts = {"es": "escuela", "fr": "école", "pt": "escola", "goals": (4,)}
    edit("school", secretary, en="school", **facts)
    assert AuditEntry.objects.filter(subject="concept school").count() == 0
    assert edit("school", secretary, en="primary school | school", **facts).revision == 2
    entry = AuditEntry.objects.get(subject="concept school")
    assert (entry.before, entry.after) == (
        {"terms.en": "school"},
        {"terms.en": "primary school | school"},
    )


def test_two_editors_do_not_overwrite_one_another(small, secretary):
    concept = Concept.objects.get(code="school")
    for label in ("academy", "college"):
        row = make_row(en=label)
        if label == "college":
            with pytest.raises(ConceptChanged):
                update_concept(concept=concept, row=row, revision=1, by=secretary, at=NOW)
        else:
            update_concept(concept=concept, row=row, revision=1, by=secretary, at=NOW)
    assert row_of("school").labels["en"] == ("academy",)


def test_no_concept_is_broader_than_itself_over_any_number_of_steps(small, secretary):
    add_concept(row=make_row("quay", en="quay", broader=("harbour",)), by=secretary, at=NOW)
    with pytest.raises(CircularConcept):
        edit("transport", secretary, en="transport", broader=("quay",))
    with pytest.raises(CircularConcept):
        edit("quay", secretary, en="quay", broader=("quay",))
    assert row_of("transport").broader == ()


def test_a_concept_may_have_several_broader_ones(small, secretary):
    edit("school", secretary, en="school", broader=("harbour", "transport"))
    assert row_of("school").broader == ("harbour", "transport")


@pytest.mark.parametrize(
    ("facts", "kind"),
    [({"broader": ("nothing",)}, "broader"), ({"themes": ("nothing",)}, "theme"), ({"goals": (17,)}, "goal")],
)
def test_what_is_not_known_is_named_and_nothing_is_written(small, secretary, facts, kind):
    before = row_of("school")
    with pytest.raises(CodeUnknown) as caught:
        edit("school", secretary, en="academy", **facts)
    assert (caught.value.kind, row_of("school")) == (kind, before)


def test_a_retired_concept_leaves_those_below_and_comes_back_above_them(small, secretary):
    retire("transport", secretary, "Too broad")
    transport = Concept.objects.get(code="transport")
    assert (transport.retired_by, transport.retired_why) == (secretary, "Too broad")
    assert row_of("harbour").broader == ()
    edit("harbour", secretary, en="harbour", fr="port")
    restore_concept(concept=transport, why="It is needed", by=secretary, at=NOW)
    assert row_of("harbour").broader == ("transport",)
    entries = AuditEntry.objects.filter(subject="concept transport").order_by("pk")
    assert [(entry.action, entry.reason) for entry in entries] == [
        ("concept.retire", "Too broad"),
        ("concept.restore", "It is needed"),
    ]


def test_a_concept_does_not_come_back_while_others_hold_its_terms(small, secretary):
    retire("school", secretary)
    add_concept(row=make_row("academy", en="School"), by=secretary, at=NOW)
    with pytest.raises(LabelTaken) as caught:
        restore_concept(concept=Concept.objects.get(code="school"), why="Back", by=secretary, at=NOW)
    assert [taken.holder for taken in caught.value.taken] == ["academy"]


def test_what_is_retired_already_is_not_retired_again(small, secretary):
    retire("school", secretary)
    with pytest.raises(ConceptChanged):
        retire("school", secretary)
    with pytest.raises(ConceptChanged):
        restore_concept(concept=Concept.objects.get(code="harbour"), why="x", by=secretary, at=NOW)


def test_the_database_refuses_what_the_services_would_not_write(small, secretary):
    harbour, school = (Concept.objects.get(code=code) for code in ("harbour", "school"))
    term = {
        "concept": school,
        "language": "en",
        "label": "x",
        "key": "x",
        "folded": "x",
        "kind": "alternative",
    }
    refused = (
        lambda: Term.objects.create(**{**term, "key": "port"}),
        lambda: Term.objects.create(**{**term, "kind": "preferred"}),
        lambda: Term.objects.create(**{**term, "language": "de"}),
        lambda: Term.objects.create(**{**term, "key": ""}),
        lambda: Broader.objects.create(concept=school, broader=school),
        lambda: Concept.objects.filter(pk=school.pk).update(merged_into=harbour),
        lambda: Concept.objects.filter(pk=school.pk).update(retired_at=NOW, retired_by=secretary),
        lambda: Concept.objects.filter(pk=school.pk).update(retired_why="x"),
        lambda: Concept.objects.create(code="Not plain"),
    )
    for attempt in refused:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_in_french_an_accent_makes_another_word_but_not_elsewhere(small, secretary):
    add_concept(row=make_row("treaty", fr="traité"), by=secretary, at=NOW)
    add_concept(row=make_row("trafficking", fr="traite"), by=secretary, at=NOW)
    with pytest.raises(LabelTaken):
        add_concept(row=make_row("milking", fr="TRAITE"), by=secretary, at=NOW)
    assert sorted(Concept.objects.named_like("TRAITE").values_list("code", flat=True)) == [
        "trafficking",
        "treaty",
    ]


def test_a_label_is_kept_composed_however_its_accents_were_typed(small, secretary):
    add_concept(row=make_row("treaty", fr="traite\u0301 | traité"), by=secretary, at=NOW)
    assert row_of("treaty").labels["fr"] == ("traité",)
