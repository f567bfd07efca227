from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import AuditEntry
from tests.factories import NOW
from tests.factories_vocabulary import make_row, row_of
from vocabulary.models import Concept, Term
from vocabulary.services import (
    ConceptChanged,
    LabelTaken,
    MergeWithItself,
    add_concept,
    merge_concepts,
    plan_merge,
    restore_concept,
    update_concept,
    working_thesaurus,
)

pytestmark = pytest.mark.django_db


def concept(code):
    return Concept.objects.get(code=code)


def merge(goes, stays, by, why="The same thing"):
    goes, stays = concept(goes), concept(stays)
    return merge_concepts(
        goes=goes, stays=stays, revisions=(goes.revision, stays.revision), why=why, by=by, at=NOW
    )


def test_the_one_that_stays_gains_terms_and_links_and_the_other_leads_to_it(small, secretary):
    row = make_row(
        "seaport",
        en="seaport | Sea Port",
        fr="port maritime",
        es="puerto marítimo",
        goals=(14,),
        themes=("schools",),
    )
    add_concept(row=row, by=secretary, at=NOW)
    add_concept(row=make_row("quay", en="quay", broader=("seaport",)), by=secretary, at=NOW)
    plan = merge("seaport", "harbour", secretary)
    assert (plan.terms["en"], plan.goals, plan.themes, plan.narrower) == (
        ("seaport", "Sea Port"),
        (14,),
        ("schools",),
        ("quay",),
    )
    harbour = row_of("harbour")
    assert harbour.labels["en"] == ("harbour", "port", "seaport", "Sea Port")
    assert (harbour.labels["fr"], harbour.goals, row_of("quay").broader) == (
        ("port", "havre", "port maritime"),
        (14, 9),
        ("harbour",),
    )
    gone = concept("seaport")
    assert (gone.merged_into.code, gone.retired_why, gone.terms.live().count()) == (
        "harbour",
        "The same thing",
        0,
    )
    trail = {entry.subject: entry for entry in AuditEntry.objects.filter(action="concept.merge")}
    assert trail["concept seaport"].after == {"merged_into": "harbour"}
    assert trail["concept harbour"].after["merged_from"] == "seaport"
    assert {entry.reason for entry in trail.values()} == {"The same thing"}


def test_a_preview_changes_nothing(small, secretary):
    before = list(Term.objects.order_by("pk").values())
    plan = plan_merge(goes=concept("school"), stays=concept("harbour"))
    assert plan.terms["pt"] == ("escola",)
    assert list(Term.objects.order_by("pk").values()) == before


def test_parent_and_child_become_one_without_a_circle(small, secretary):
    merge("transport", "harbour", secretary)
    assert row_of("harbour").broader == ()
    assert "transport" in row_of("harbour").labels["en"]
    working_thesaurus()


def test_a_link_that_would_make_a_circle_is_dropped_and_named(small, secretary):
    add_concept(row=make_row("quay", en="quay", broader=("harbour",)), by=secretary, at=NOW)
    plan = merge("quay", "transport", secretary)
    assert (plan.dropped, row_of("transport").broader) == (("harbour",), ())
    working_thesaurus()


def test_what_was_merged_earlier_leads_to_where_both_are_now(small, secretary):
    add_concept(row=make_row("quay", en="quay"), by=secretary, at=NOW)
    merge("quay", "school", secretary)
    merge("school", "harbour", secretary)
    assert concept("quay").merged_into.code == "harbour"


def test_a_merged_concept_comes_back_once_its_terms_are_free(small, secretary):
    merge("school", "harbour", secretary)
    with pytest.raises(LabelTaken):
        restore_concept(concept=concept("school"), why="They differ", by=secretary, at=NOW)
    Term.objects.filter(concept__code="harbour", position__gt=1).delete()
    Term.objects.filter(concept__code="harbour", label__in=["escuela", "escola"]).delete()
    restore_concept(concept=concept("school"), why="They differ", by=secretary, at=NOW)
    assert (concept("school").merged_into, row_of("school").labels["fr"]) == (None, ("école",))


def test_a_merged_concept_comes_back_with_the_terms_that_it_gave_away(small, secretary):
    before = {code: row_of(code).labels for code in ("school", "harbour")}
    merge("school", "harbour", secretary)
    restore_concept(concept=concept("school"), why="They differ", takes_back=True, by=secretary, at=NOW)
    assert {code: row_of(code).labels for code in before} == before
    assert concept("school").merged_into is None
    taken = AuditEntry.objects.get(subject="concept harbour", action="concept.edit")
    assert ("school" in taken.before["terms.en"], "school" in taken.after["terms.en"]) == (True, False)
    working_thesaurus()


def test_an_address_means_the_concept_that_came_back_and_no_other(small, secretary):
    Concept.objects.filter(code="school").update(exact_matches=["https://example.org/s"])
    Concept.objects.filter(code="harbour").update(exact_matches=["https://example.org/h"])
    merge("school", "harbour", secretary)
    assert concept("harbour").exact_matches == ["https://example.org/h", "https://example.org/s"]
    restore_concept(concept=concept("school"), why="They differ", takes_back=True, by=secretary, at=NOW)
    assert concept("harbour").exact_matches == ["https://example.org/h"]
    assert concept("school").exact_matches == ["https://example.org/s"]


def test_what_was_merged_into_it_earlier_leads_again_to_the_concept_that_came_back(small, secretary):
    add_concept(row=make_row("quay", en="quay"), by=secretary, at=NOW)
    add_concept(row=make_row("jetty", en="jetty"), by=secretary, at=NOW)
    merge("quay", "school", secretary)
    merge("jetty", "harbour", secretary)
    merge("school", "harbour", secretary)
    restore_concept(concept=concept("school"), why="They differ", takes_back=True, by=secretary, at=NOW)
    assert [concept(code).merged_into.code for code in ("quay", "jetty")] == ["school", "harbour"]
    restore_concept(concept=concept("quay"), why="They differ", takes_back=True, by=secretary, at=NOW)
    assert row_of("quay").labels["en"] == ("quay",)
    assert "quay" not in row_of("school").labels["en"]


def test_the_last_term_of_another_concept_is_not_taken(small, secretary):
    merge("school", "harbour", secretary)
    harbour = concept("harbour")
    less = replace(row_of("harbour"), labels=row_of("school").labels)
    update_concept(concept=harbour, row=less, revision=harbour.revision, by=secretary, at=NOW)
    with pytest.raises(LabelTaken):
        restore_concept(concept=concept("school"), why="They differ", takes_back=True, by=secretary, at=NOW)
    assert row_of("harbour").labels == less.labels


def test_a_concept_is_not_merged_with_itself_nor_with_a_retired_one_nor_as_it_was(small, secretary):
    with pytest.raises(MergeWithItself):
        merge("school", "school", secretary)
    merge("school", "harbour", secretary)
    with pytest.raises(ConceptChanged):
        merge("transport", "school", secretary)
    with pytest.raises(ConceptChanged):
        merge_concepts(
            goes=concept("transport"),
            stays=concept("harbour"),
            revisions=(1, 1),
            why="x",
            by=secretary,
            at=NOW,
        )


@pytest.mark.django_db(transaction=True)
def test_of_two_opposite_merges_at_once_one_happens(small, secretary):
    start = Barrier(2)
    pairs = [("school", "harbour"), ("harbour", "school")]
    found = [(concept(goes), concept(stays)) for goes, stays in pairs]

    def run(pair):
        goes, stays = pair
        try:
            start.wait(timeout=20)
            merge_concepts(goes=goes, stays=stays, revisions=(1, 1), why="x", by=secretary, at=NOW)
        except ConceptChanged:
            return "late"
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(run, found)) == ["done", "late"]
    live = Concept.objects.live().get(code__in=["school", "harbour"])
    assert set(row_of(live.code).labels["en"]) == {"school", "harbour", "port"}
    assert Concept.objects.filter(merged_into=live).count() == 1
