import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matching.services import find_uncovered_words
from tests.factories_matching import match_all, port_offer
from tests.factories_postings import NOW, make_authority, make_secretary
from tests.factories_vocabulary import make_row
from vocabulary.services import add_concept, set_word_aside

pytestmark = pytest.mark.django_db

WORDS = {
    "title": "Taller de zarandillas",
    "summary": "Zarandillas y gestión integral del riesgo de desastres; zarandillas para todos.",
}


def offers(number, **facts):
    made = [port_offer(**{"words": WORDS, **facts}) for _ in range(number)]
    match_all()
    return made


def words_of(reader, language="es"):
    return {
        found.word: (found.postings, found.example.reference)
        for found in find_uncovered_words(language=language, reader=reader).words
    }


def test_a_word_counts_once_per_posting_and_comes_with_the_latest_that_says_it():
    made = offers(2)
    latest = port_offer(words={**WORDS, "summary": "Zarandilla"}, original_language="es")
    match_all()
    found = find_uncovered_words(language="es", reader=make_secretary())
    assert (found.read, found.live) == (3, 3)
    words = {word.word: (word.postings, word.example) for word in found.words}
    assert words["zarandillas"][0] == 3
    assert words["zarandillas"][1] in {*made, latest}


def test_what_a_concept_or_its_phrase_covers_is_left_out_and_so_are_countries():
    make_authority("HT")
    offers(2, words={**WORDS, "title": "Taller de zarandillas en Haití"})
    words = words_of(make_secretary())
    assert words.keys().isdisjoint({"desastres", "riesgo", "gestión", "integral", "taller", "haití", "de"})


def test_a_word_of_one_posting_and_other_languages_are_not_told():
    offers(1)
    assert words_of(make_secretary()) == {}
    offers(1)
    assert words_of(make_secretary(), "fr") == {}
    assert list(words_of(make_secretary())) == ["zarandillas"]


def test_a_word_that_became_a_concept_is_told_no_longer_though_it_waits():
    offers(2)
    reader = make_secretary()
    add_concept(row=make_row(es="Zarandillas"), by=reader, at=NOW)
    assert words_of(reader) == {}


def test_a_reader_is_told_only_of_what_the_reader_may_see():
    made = offers(2, visibility="secretariat")
    assert "zarandillas" in words_of(make_secretary())
    assert "zarandillas" in words_of(made[0].created_by)
    stranger = port_offer(institution=make_authority("BR")).created_by
    found = find_uncovered_words(language="es", reader=stranger)
    assert (found.words, found.live) == ([], 1)


def test_without_a_generation_nothing_is_told():
    found = find_uncovered_words(language="es", reader=make_secretary())
    assert (found.words, found.read, found.live) == ([], 0, 0)


def test_it_costs_the_same_for_any_number_of_postings():
    reader, costs = make_secretary(), []
    for number in (2, 3):
        offers(number)
        words_of(reader)
        with CaptureQueriesContext(connection) as queries:
            words_of(reader)
        costs.append(len(queries))
    assert costs == costs[:1] * 2


def test_everyday_words_and_those_set_aside_are_not_told():
    offers(2, words={**WORDS, "title": "Sesiones de zarandillas y guimbaletes: se ofrece experiencia"})
    reader = make_secretary()
    assert words_of(reader).keys() == {"zarandillas", "guimbaletes"}
    set_word_aside(word="guimbaletes", language="es", by=reader, at=NOW)
    set_word_aside(word="zarandillas", language="fr", by=reader, at=NOW)
    assert words_of(reader).keys() == {"zarandillas"}
