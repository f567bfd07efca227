import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vocabulary.core import lexicon
from vocabulary.core.features import NOTES, OTHER_LANGUAGE, TextFeatures
from vocabulary.core.languages import LANGUAGES
from vocabulary.core.reading import note_text, read_text
from vocabulary.core.thesaurus import load_thesaurus


def concepts(features):
    return {name: features.surfaces[name] for name, _ in features.counts if name.startswith("c:")}


@pytest.mark.parametrize(
    ("body", "language", "found"),
    [
        pytest.param(
            "los puertos",
            "es",
            {"c:port": "puertos", "c:transport": "puertos"},
            id="the concept above comes along",
        ),
        pytest.param(
            "gestión integral de los riesgos",
            "es",
            {
                "c:disaster-risk": "gestión integral de los riesgos",
                "c:disaster": "gestión integral de los riesgos",
            },
            id="the longest phrase, across function words",
        ),
        pytest.param(
            "GESTION INTEGRAL DEL RIESGO",
            "es",
            {
                "c:disaster-risk": "GESTION INTEGRAL DEL RIESGO",
                "c:disaster": "GESTION INTEGRAL DEL RIESGO",
            },
            id="capitals without accents",
        ),
        pytest.param("appui aux MPME", "fr", {"c:small-firm": "MPME"}, id="an acronym"),
        pytest.param(
            "apoyo de R&D",
            "es",
            {"c:research": "R&D"},
            id="an acronym of another language",
        ),
        pytest.param(
            "los centros, disaster risk management",
            "es",
            {
                "c:disaster-risk": "disaster risk management",
                "c:disaster": "disaster risk management",
            },
            id="a phrase of another language",
        ),
        pytest.param(
            "la culture du maïs, mais encore",
            "fr",
            {"c:maize": "maïs"},
            id="an accent that makes a subject",
        ),
    ],
)
def test_concepts_are_found_with_their_words_as_written(thesaurus, body, language, found):
    assert concepts(read_text(title="", body=body, language=language, thesaurus=thesaurus)) == found


def test_a_mention_in_the_title_counts_twice_and_the_concept_above_half(thesaurus):
    features = read_text(title="Puertos", body="puertos", language="es", thesaurus=thesaurus)
    words = (("c:port", 6), ("c:transport", 2), ("w:puert", 6))
    assert features.counts == (*words, ("t:ports", 6), ("s:210", 3))


def test_a_text_is_about_the_three_themes_and_the_sector_that_its_concepts_name_most():
    rows = [
        f"c{number},t{number},,,{number}00,w{number}w,w{number}w,w{number}w,w{number}w"
        for number in range(1, 6)
    ]
    thesaurus = load_thesaurus("\n".join(("code,theme,broader,goals,sectors,en,es,fr,pt", *rows, "")))
    body = "w5w w5w w5w w3w w3w w1w w2w w4w"
    features = read_text(title="", body=body, language="en", thesaurus=thesaurus)
    fields = [(name, count) for name, count in features.counts if name[0] in "ts"]
    assert fields == [("t:t5", 6), ("t:t3", 4), ("t:t1", 2), ("s:500", 3)]


def test_concepts_meet_across_four_languages(thesaurus):
    texts = [
        ("en", "harbours"),
        ("es", "puertos"),
        ("fr", "portuaires"),
        ("pt", "portos"),
    ]
    found = {
        tuple(concepts(read_text(title="", body=body, language=language, thesaurus=thesaurus)))
        for language, body in texts
    }
    assert found == {("c:port", "c:transport")}


@pytest.mark.parametrize(
    ("title", "body", "language", "notes"),
    [
        pytest.param("", "", "en", ("empty",), id="nothing"),
        pytest.param("<p></p>", "\x00 🚢", "en", ("empty", "markup", "symbols"), id="nothing to read"),
        pytest.param("", "ports", "en", ("one_word",), id="one word"),
        pytest.param("", "MIPYME", "es", ("one_word",), id="one acronym"),
        pytest.param("港口", "培训 官员", "en", ("other_script",), id="another script"),
        pytest.param("порт", "обучение", "", ("other_script",), id="another script, no language"),
        pytest.param(
            "",
            "le port et les agents de la ville avec des élèves",
            "es",
            ("other_language:fr",),
            id="not what was declared",
        ),
        pytest.param(
            "Training of port officers", "", "es", ("other_language:en",), id="few words, not as declared"
        ),
        pytest.param("", "port " * 20_000, "en", ("shortened",), id="without end"),
        pytest.param("", "x" * 70_000, "en", ("empty", "shortened"), id="without an end of a word"),
        pytest.param("", "CURSO PARA LOS OFICIALES", "es", ("capitals",), id="all capitals"),
        pytest.param("Training", "of &nbsp; port<br/>officers", "en", ("markup",), id="remnants of mark-up"),
        pytest.param("Training 🚢", "of port officers", "en", ("symbols",), id="emoji"),
        pytest.param("Training", "of port officers", "en", (), id="as it should be"),
        pytest.param("Training", "of R&D officers, < 5 ports", "en", (), id="signs that are no mark-up"),
    ],
)
def test_odd_texts_leave_a_note(thesaurus, title, body, language, notes):
    assert read_text(title=title, body=body, language=language, thesaurus=thesaurus).notes == notes
    assert note_text(title=title, body=body, language=language) == notes


def test_what_was_declared_wrongly_is_read_in_the_language_it_is_written_in(thesaurus):
    """So that its concepts are found; the note tells whoever declared it."""
    body = "le port et les agents de la ville avec des catastrophes"
    wrongly, rightly = (
        read_text(title="", body=body, language=language, thesaurus=thesaurus) for language in ("es", "fr")
    )
    assert (wrongly.counts, wrongly.language) == (rightly.counts, "fr")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("GESTIÓN INTEGRAL DEL RIESGO EN LAS ESCUELAS", id="all capitals"),
        pytest.param("<p>gestión integral&nbsp;del <b>riesgo</b> en las escuelas</p>", id="mark-up"),
        pytest.param("🌊 gestión integral del riesgo 🏫 en las escuelas", id="emoji"),
        pytest.param("gestión integral del riesgo \u200ben las escue\u00adlas", id="invisible characters"),
        pytest.param("风险 gestión integral del riesgo, в en las escuelas", id="other scripts between"),
    ],
)
def test_what_is_odd_about_a_text_does_not_hide_its_concepts(thesaurus, body):
    features = read_text(title="", body=body, language="es", thesaurus=thesaurus)
    assert set(concepts(features)) == {"c:disaster-risk", "c:disaster", "c:school"}


def test_what_is_stored_reads_back_the_same(thesaurus):
    features = read_text(title="Puertos", body="y MIPYME", language="es", thesaurus=thesaurus)
    assert TextFeatures.from_dict(features.as_dict()) == features
    assert pickle.loads(pickle.dumps(features)) == features  # noqa: S301 - our own bytes


@settings(max_examples=200)
@given(
    title=st.text(max_size=80),
    body=st.text(max_size=400)
    | st.lists(
        st.sampled_from(
            [
                "<b",
                ">",
                "&#0;",
                "ports",
                "É",
                "\u0131",
                "\ud7ff",
                "R&D",
                "\u202e",
                "A" * 90,
            ]
        )
    ).map(" ".join),
    language=st.sampled_from(["en", "es", "fr", "pt", "", "xx"]),
)
def test_no_text_raises(thesaurus, title, body, language):
    features = read_text(title=title, body=body, language=language, thesaurus=thesaurus)
    assert {name for name, _ in features.counts if name[0] in "cw"} == set(features.surfaces)
    assert all(count > 0 for _, count in features.counts)
    assert all(note in NOTES or note.removeprefix(OTHER_LANGUAGE) in LANGUAGES for note in features.notes)


def test_half_a_character_is_read_past(thesaurus):
    """JSON may bring halves of surrogate pairs."""
    features = read_text(title="\ud800", body="puertos \udfff MIPYME", language="es", thesaurus=thesaurus)
    assert set(concepts(features)) == {"c:port", "c:transport", "c:small-firm"}


TEXTS = st.lists(
    st.sampled_from(
        [
            "los",
            "puertos",
            "Puerto",
            "PUERTOS",
            "MIPYME",
            "gestión",
            "integral",
            "del",
            "riesgo",
            "disaster",
            "risk",
            "management",
            "R&D",
            "maïs",
            "et",
            "les",
            "écoles",
            "the",
            "of",
            "2026",
            "<b>",
            "школа",
        ]
    ),
    max_size=25,
).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(texts=st.lists(st.tuples(TEXTS, TEXTS, st.sampled_from(["en", "es", "fr", "pt"])), max_size=4))
def test_what_was_read_before_changes_nothing(thesaurus, thesaurus_text, texts):
    fresh = load_thesaurus(thesaurus_text)
    for title, body, language in texts:
        asked = {"title": title, "body": body, "language": language}
        assert read_text(**asked, thesaurus=thesaurus) == read_text(**asked, thesaurus=fresh)


def test_a_lexicon_that_knows_too_many_words_forgets_them(thesaurus_text, monkeypatch):
    monkeypatch.setattr(lexicon, "MOST_WORDS_KNOWN", 5)
    thesaurus = load_thesaurus(thesaurus_text)
    bodies = [f"puertos w{number} x{number} y{number}" for number in range(10)]
    read = [read_text(title="", body=body, language="es", thesaurus=thesaurus).counts for body in bodies]
    assert [counts[0] for counts in read] == [("c:port", 2)] * 10
    assert len(lexicon.lexicon_of(thesaurus).written("es", shouted=False)) <= 9
