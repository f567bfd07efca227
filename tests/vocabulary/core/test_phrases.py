import pytest

from vocabulary.core.languages import LANGUAGES
from vocabulary.core.phrases import mentions
from vocabulary.core.thesaurus import load_thesaurus
from vocabulary.core.tokens import tokenize

THESAURUS = load_thesaurus(
    "code,theme,broader,goals,sectors,en,es,fr,pt\n"
    "coast,,,,,coast,costa | costero,côte,costa\n"
    "costs,,,,,costs,costos,coûts,custos\n"
    "workshop,,,,,workshop,taller,atelier,oficina\n"
    "training,,,,,training,capacitación,formation,capacitação\n"
    "port,,,,,port,portuario,portuaire,portuário\n"
    "staff,,,,,staff,personal,personnel,pessoal\n"
    "video-call,,,,,videoconference,videoconferencia,visioconférence,videoconferência\n"
)


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        pytest.param("costos", "es", {"costs"}, id="costs are no coast"),
        pytest.param("costas", "es", {"coast"}, id="coasts are no costs"),
        pytest.param("talla", "es", set(), id="a size is no workshop"),
        pytest.param("workshops", "en", {"workshop"}, id="a plural"),
        pytest.param("portuarias", "es", {"port"}, id="another gender"),
        pytest.param("capacitar", "es", {"training"}, id="the verb of a noun"),
        pytest.param("personal protection", "en", set(), id="a false friend of another language"),
        pytest.param("oficina", "es", set(), id="a short word of another language"),
        pytest.param("por videoconference", "es", {"video-call"}, id="a borrowed term"),
    ],
)
def test_a_stem_in_common_does_not_make_a_concept(text, language, found):
    words = list(tokenize(text))
    assert {code for mention in mentions(words, language, THESAURUS) for code in mention.codes} == found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_of_one_word_names_its_concept(language):
    for concept in THESAURUS.concepts.values():
        words = list(tokenize(concept.preferred(language)))
        codes = [mention.codes for mention in mentions(words, language, THESAURUS)]
        assert codes == [(concept.code,)]
