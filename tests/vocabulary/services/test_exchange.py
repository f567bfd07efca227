from dataclasses import replace

import pytest

from accounts.models import AuditEntry
from directory.services import load_reference
from tests.factories import NOW
from tests.factories_vocabulary import make_row, row_of
from vocabulary.core.skos import SkosUnreadable
from vocabulary.core.thesaurus import write_thesaurus
from vocabulary.models import Concept, Term
from vocabulary.services import (
    add_concept,
    load_concepts,
    merge_concepts,
    retire_concept,
    shipped_thesaurus,
    working_thesaurus,
)
from vocabulary.services.exchange import base_address, export_skos, import_skos
from vocabulary.services.releases import THESAURUS_FILE

pytestmark = pytest.mark.django_db

HEAD = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix : <https://terms.example.org/water/> .
"""
WATER = """
:aquifer a skos:Concept ; skos:prefLabel "aquifer"@en, "acuífero"@es ; skos:altLabel "groundwater body"@en ; skos:broader :water .
:water a skos:Concept ; skos:prefLabel "water"@en, "agua"@es .
"""


def bring(body, **options):
    return import_skos(content=(HEAD + body).encode(), form="turtle", name="water.ttl", at=NOW, **options)


def tables():
    return [
        list(rows.order_by("pk").values())
        for rows in (Concept.objects.all(), Term.objects.all(), AuditEntry.objects.all())
    ]


def test_a_file_adds_its_concepts_and_the_same_file_again_changes_nothing(small):
    done = bring(WATER)
    assert (done.added, done.changed, done.unchanged, done.notes) == (2, 0, 0, [])
    aquifer = row_of("aquifer")
    assert (aquifer.labels["en"], aquifer.broader) == (("aquifer", "groundwater body"), ("water",))
    stored = Concept.objects.get(code="aquifer")
    assert (stored.exact_matches, stored.edited_at) == (["https://terms.example.org/water/aquifer"], NOW)
    entry = AuditEntry.objects.get(subject="concept aquifer")
    assert (entry.actor, entry.action, entry.reason) == (None, "concept.import", "water.ttl")
    before = tables()
    again = bring(WATER)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
    assert tables() == before


def test_a_dry_run_says_what_would_be_done_and_does_nothing(small):
    before = tables()
    assert bring(WATER, dry_run=True).added == 2
    assert tables() == before


def test_a_label_that_another_concept_holds_is_reported_and_stays(small):
    done = bring(':quay a skos:Concept ; skos:prefLabel "Harbour"@en, "muelle"@es .')
    assert done.notes == ["https://terms.example.org/water/quay: 'Harbour' [en] is a term of harbour already"]
    assert (row_of("quay").labels["en"], row_of("harbour").labels["en"]) == ((), ("harbour", "port"))


def test_another_meaning_with_the_same_code_is_left_out_unless_it_is_said_to_be_the_same(small):
    wine = (
        '<https://wine.example.org/terms/harbour> a skos:Concept ; skos:prefLabel "fortified red wine"@en .'
    )
    before = tables()
    done = bring(wine)
    assert (done.added, done.changed, done.gains) == (0, 0, [])
    said = (
        "https://wine.example.org/terms/harbour: left out, since another concept has the code harbour; if they mean the"
        f" same, say so by skos:exactMatch <{base_address()}harbour>, or join all that have one code (--by-code)"
    )
    assert done.notes == [said]
    assert tables() == before
    joined = bring(wine, by_code=True)
    assert joined.gains == [
        "harbour gains 'fortified red wine' [en], exactMatch https://wine.example.org/terms/harbour"
    ]


def test_two_meanings_with_one_code_in_a_file_do_not_become_one(small):
    done = bring(
        '<https://a.example.org/bank> a skos:Concept ; skos:prefLabel "money bank"@en .'
        ' <https://b.example.org/bank> a skos:Concept ; skos:prefLabel "river bank"@en .'
    )
    assert (done.added, len(done.notes)) == (1, 1)
    assert row_of("bank").labels["en"] == ("money bank",)


def test_what_is_known_by_its_address_or_an_exact_match_gains_terms_and_loses_none(small):
    own = f"<{base_address()}school>"
    done = bring(
        f'<{base_address()}harbour> a skos:Concept ; skos:prefLabel "haven"@en .'
        f' :x1 a skos:Concept ; skos:prefLabel "place of learning"@en ; skos:exactMatch {own} .'
    )
    assert (done.added, done.changed) == (0, 2)
    assert sorted(done.gains) == [
        "harbour gains 'haven' [en]",
        "school gains 'place of learning' [en], exactMatch https://terms.example.org/water/x1",
    ]
    assert row_of("harbour").labels["en"] == ("harbour", "port", "haven")
    assert row_of("school").labels["en"] == ("school", "place of learning")
    assert bring(':x1 a skos:Concept ; skos:altLabel "academy"@en .').changed == 1
    assert row_of("school").labels["en"] == ("school", "place of learning", "academy")


def test_what_was_merged_is_followed_and_what_was_retired_is_left(small, secretary):
    school, harbour, transport = (
        Concept.objects.get(code=code) for code in ("school", "harbour", "transport")
    )
    merge_concepts(goes=school, stays=harbour, revisions=(1, 1), why="x", by=secretary, at=NOW)
    transport.refresh_from_db()
    retire_concept(concept=transport, revision=transport.revision, why="x", by=secretary, at=NOW)
    done = bring(
        ':school a skos:Concept ; skos:prefLabel "academy"@en .'
        ' :transport a skos:Concept ; skos:prefLabel "traffic"@en .',
        by_code=True,
    )
    assert "academy" in row_of("harbour").labels["en"]
    assert done.notes == [
        "https://terms.example.org/water/transport: the concept transport is retired here, left as it is"
    ]


def test_every_line_that_cannot_be_placed_is_reported(small):
    long = "x" * 201
    place = "https://terms.example.org/water/"
    done = bring(
        f':a a skos:Concept ; skos:prefLabel "a thing"@en ; skos:altLabel "of the"@en, "x|y"@en, "{long}"@en ;'
        " skos:broader :b, :nowhere, :a ; dcterms:subject <https://x.org/thesaurus/goals/99>, <https://x.org/y> ."
        ' :b a skos:Concept ; skos:prefLabel "b thing"@en ; skos:broader :a .'
        ' :c a skos:Concept ; skos:prefLabel "chose"@de .'
        ' <https://terms.example.org/水> a skos:Concept ; skos:prefLabel "d thing"@en .'
    )
    assert (done.added, len(done.notes)) == (2, 11)
    for said in (
        f"{place}a: 'of the' [en] holds no word that carries a subject",
        f"{place}a: 'x|y' [en] holds a |",
        f"{place}a: broader {place}nowhere is not here",
        f"{place}a: broader {place}a is not here",
        f"{place}b: broader {place}a would make a circle",
        f"{place}a: theme, goal or sector 99 is not known here",
        f"{place}a: subject https://x.org/y is no theme, goal or sector of a portal",
        f"{place}c: 1 labels in de are left out",
        f"{place}c: no term of it can be placed, so it is left out",
        "https://terms.example.org/水: no code can be made of its notation or address",
    ):
        assert said in done.notes
    working_thesaurus()


def test_a_file_that_cannot_be_read_changes_nothing(small):
    before = tables()
    with pytest.raises(SkosUnreadable):
        bring(WATER + '<unfinished "')
    assert tables() == before


def test_export_wiped_tables_and_import_give_the_same_thesaurus(small, secretary):
    add_concept(
        row=make_row(en='quay "deep" | dock', pt="cais", broader=("harbour", "transport"), goals=(14,)),
        by=secretary,
        at=NOW,
    )
    bring(WATER)
    before = working_thesaurus().digest
    text = export_skos()
    Concept.objects.all().delete()
    done = import_skos(content=text.encode(), form="turtle", name="all.ttl", at=NOW)
    assert (done.added, done.notes, working_thesaurus().digest) == (6, [], before)
    assert export_skos() == text


def test_terms_as_they_are_shipped_survive_the_round_trip(db, tmp_path):
    """Acronyms, apostrophes, accents: the first of the shipped concepts, and those above them."""
    load_reference(folder=THESAURUS_FILE.parent, at=NOW)
    concepts = shipped_thesaurus().concepts
    kept = {code: concepts[code] for code in list(concepts)[::20]}
    for row in list(kept.values()):
        kept |= {code: replace(concepts[code], broader=()) for code in row.broader if code not in kept}
    (tmp_path / "thesaurus.csv").write_text(write_thesaurus(kept.values()), encoding="utf-8")
    load_concepts(folder=tmp_path, at=NOW)
    before, text = working_thesaurus().digest, export_skos()
    assert import_skos(content=text.encode(), form="turtle", name="all.ttl", at=NOW).changed == 0
    Concept.objects.all().delete()
    done = import_skos(content=text.encode(), form="turtle", name="all.ttl", at=NOW)
    assert (done.added, done.notes, working_thesaurus().digest) == (len(kept), [], before)


def test_another_portals_export_finds_its_concepts_by_their_codes(small, settings):
    text = export_skos()
    settings.PUBLIC_URL = "https://elsewhere.example.org"
    done = import_skos(content=text.encode(), form="turtle", name="all.ttl", at=NOW, by_code=True)
    assert (done.added, done.changed, done.notes) == (0, 3, [])
    assert import_skos(content=text.encode(), form="turtle", name="all.ttl", at=NOW).changed == 0
