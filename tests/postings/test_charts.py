import pytest

from postings.charts import TEXT_NOTES, say_text_notes
from tests.factories_postings import make_need, make_secretary, publish
from vocabulary.core.features import NOTES, OTHER_LANGUAGE
from vocabulary.core.languages import LANGUAGES

FRENCH = "Les agents des ports ont besoin d'une formation pour les contrôles et pour les inspections."


def test_every_note_that_reading_can_make_has_its_words():
    assert set(TEXT_NOTES) == NOTES | {OTHER_LANGUAGE + language for language in LANGUAGES}


@pytest.mark.django_db
def test_a_text_in_another_language_than_stated_is_told_in_words():
    need = make_need(original_language="es", words={"title": "Formation", "summary": FRENCH})
    assert say_text_notes(need) == [str(TEXT_NOTES["other_language:fr"])]


@pytest.mark.django_db
def test_of_a_text_that_is_not_begun_there_is_nothing_to_say():
    assert say_text_notes(make_need(words={"title": "", "summary": ""})) == []


@pytest.mark.django_db
def test_three_people_the_owner_and_the_secretariat_are_told_a_stranger_is_not(client, stranger):
    need = publish(make_need(original_language="es", words={"title": "Formation", "summary": FRENCH}))
    told = {}
    for person in (need.created_by, make_secretary(), stranger):
        client.force_login(person)
        told[person] = "seems to be in French" in client.get(need.get_absolute_url()).content.decode()
    assert list(told.values()) == [True, True, False]
    client.logout()
    assert "seems to be in French" not in client.get(need.get_absolute_url()).content.decode()
