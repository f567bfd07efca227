import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vocabulary.core.features import TextFeatures
from vocabulary.core.reading import read_text
from vocabulary.core.tokens import MOST_WORDS


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
    assert features.counts == (("c:port", 6), ("c:transport", 2), ("w:puert", 6))


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
    ("title", "body", "language", "note"),
    [
        pytest.param("", "", "en", "empty", id="nothing"),
        pytest.param("<p></p>", "\x00 🚢", "en", "empty", id="nothing to read"),
        pytest.param("", "ports", "en", "one_word", id="one word"),
        pytest.param("港口", "培训 官员", "en", "other_script", id="another script"),
        pytest.param(
            "",
            "le port et les agents de la ville avec des élèves",
            "es",
            "wrong_language",
            id="not what was declared",
        ),
        pytest.param("", "port " * (MOST_WORDS + 1), "en", "truncated", id="without end"),
        pytest.param("Training", "of port officers", "en", "", id="as it should be"),
    ],
)
def test_odd_texts_leave_a_note(thesaurus, title, body, language, note):
    assert read_text(title=title, body=body, language=language, thesaurus=thesaurus).note == note


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
    assert {name for name, _ in features.counts} == set(features.surfaces)
    assert all(count > 0 for _, count in features.counts)
