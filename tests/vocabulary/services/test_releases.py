import pytest

from tests.factories import NOW
from tests.factories_vocabulary import make_row
from vocabulary.core.thesaurus import digest_of, load_thesaurus, write_thesaurus
from vocabulary.models import Concept, ThesaurusRelease
from vocabulary.services import (
    ThesaurusUnknown,
    add_concept,
    freeze_thesaurus,
    retire_concept,
    serve_thesaurus,
    serving_thesaurus,
    shipped_thesaurus,
    thesaurus_of,
    waiting_codes,
    working_thesaurus,
)
from vocabulary.services.search import index_texts, search_query

pytestmark = pytest.mark.django_db


def test_without_rows_and_without_a_generation_the_shipped_file_serves_and_works(db):
    assert (serving_thesaurus(), working_thesaurus()) == (shipped_thesaurus(), shipped_thesaurus())


def test_an_edit_waits_until_it_is_frozen_and_serves(small, secretary):
    before = freeze_thesaurus(at=NOW)
    serve_thesaurus(digest=before.digest, at=NOW)
    add_concept(row=make_row(en="quay"), by=secretary, at=NOW)
    assert (waiting_codes(), "quay" in serving_thesaurus().concepts) == ({"quay"}, False)
    assert search_query("quay").find("c_quay") == -1
    after = freeze_thesaurus(at=NOW)
    assert "quay" in thesaurus_of(after.digest).concepts
    serve_thesaurus(digest=after.digest, at=NOW)
    assert (waiting_codes(), "quay" in serving_thesaurus().concepts) == (set(), True)
    assert "c_quay" in index_texts([("The quay", "en")])[0]
    assert "quay" not in thesaurus_of(before.digest).concepts
    assert ThesaurusRelease.objects.serving().get() == after


def test_the_same_rows_are_frozen_once_and_edited_back_they_are_as_before(small, secretary):
    first = freeze_thesaurus(at=NOW)
    quay = add_concept(row=make_row(en="quay"), by=secretary, at=NOW)
    assert freeze_thesaurus(at=NOW) != first
    retire_concept(concept=quay, revision=quay.revision, why="Not needed", by=secretary, at=NOW)
    assert freeze_thesaurus(at=NOW) == first
    assert ThesaurusRelease.objects.count() == 2


def test_a_release_holds_the_digest_of_its_content_and_reads_like_the_rows(small):
    release = freeze_thesaurus(at=NOW)
    thesaurus = thesaurus_of(release.digest)
    assert digest_of(write_thesaurus(thesaurus.concepts.values())) == release.digest
    assert thesaurus.concepts["harbour"].labels["en"] == ("harbour", "port")


def test_the_shipped_file_is_kept_when_it_begins_to_serve(db):
    release = serve_thesaurus(digest=shipped_thesaurus().digest, at=NOW)
    assert (release.serving, serving_thesaurus()) == (True, shipped_thesaurus())
    assert serve_thesaurus(digest=release.digest, at=NOW) == release


def test_an_unknown_digest_is_refused_and_what_serves_goes_on(small):
    release = freeze_thesaurus(at=NOW)
    serve_thesaurus(digest=release.digest, at=NOW)
    with pytest.raises(ThesaurusUnknown):
        thesaurus_of("0" * 64)
    with pytest.raises(ThesaurusUnknown):
        serve_thesaurus(digest="0" * 64, at=NOW)
    assert ThesaurusRelease.objects.serving().get() == release


def test_a_concept_without_a_term_in_a_language_can_be_frozen(small, secretary):
    add_concept(row=make_row(en="quay", broader=("harbour", "transport")), by=secretary, at=NOW)
    quay = thesaurus_of(freeze_thesaurus(at=NOW).digest).concepts["quay"]
    assert (quay.labels["fr"], quay.preferred("fr"), quay.broader) == ((), "", ("harbour", "transport"))


def test_writing_and_reading_the_file_gives_the_same_concepts_in_any_order(thesaurus_of_three):
    text = write_thesaurus(thesaurus_of_three.concepts.values())
    back = load_thesaurus(text)
    assert write_thesaurus(reversed(list(back.concepts.values()))) == text


@pytest.fixture
def thesaurus_of_three(folder):
    return load_thesaurus(folder / "thesaurus.csv")


def test_the_shipped_rows_frozen_are_the_shipped_file(shipped):
    assert freeze_thesaurus(at=NOW).digest == shipped_thesaurus().digest
    assert waiting_codes() == set()
    Concept.objects.filter(code=min(shipped_thesaurus().concepts)).update(fingerprint="")
    assert len(waiting_codes()) == 1
