import csv
import json
import re
import unicodedata
from collections import defaultdict
from pathlib import Path

import pytest

from vocabulary.core.phrases import mentions
from vocabulary.core.thesaurus import content_words, load_thesaurus
from vocabulary.core.tokens import tokenize

ROOT = Path(__file__).resolve().parents[2]
THESAURUS = ROOT / "fixtures" / "reference" / "thesaurus.csv"
THEMES = ROOT / "fixtures" / "reference" / "themes.json"
LANGUAGES = ("en", "es", "fr", "pt")
HEADER = ["code", "theme", "broader", "goals", "sectors", *LANGUAGES]
# The categories in force in the OECD DAC list, so that a slip of the pen is not loaded as a sector.
# fmt: off
DAC_CATEGORIES = {str(number) for number in (
    111, 112, 113, 114, 121, 122, 123, 130, 140, 151, 152, 160, 210,
    220, 231, 232, 233, 234, 235, 236, 240, 250, 311, 312, 313, 321,
    322, 323, 331, 332, 410, 430, 510, 520, 530, 600, 720, 730, 740,
    910, 930, 998,
)}
# fmt: on
KEBAB_CASE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

LEAST = 2_500

# What is written, and the concepts it names.
WORDS_OF_ONE_STEM = {
    "en": {
        "customers": "sales",
        "customs": "customs",
        "commission": "commission",
        "integrated": "integrated",
    },
    "es": {
        "costa": "coastal-zone-management",
        "costos": "budget",
        "enseñanza": "teaching",
        "modo": "",
        "puerta": "",
        "rápido": "",
        "libre": "",
        "libro": "books",
        "genera": "",
        "negocios": "enterprise",
        "seguros": "safety",
        "ordenanza": "",
    },
    "fr": {
        "élève": "pupil",
        "taux élevés": "",
        "ELEVES": "pupil",
        "côté": "",
        "côte": "coastal-zone-management",
        "traité": "agreement",
        "traite": "trafficking-in-persons",
        "vent": "wind-resource",
        "ventes": "sales",
        "porter": "",
        "équipes": "workforce-of-institutions",
        "équipements": "equipment",
    },
    "pt": {
        "leite": "dairy",
        "leitos": "hospitalization",
        "ponto": "",
        "modo": "",
        "quadro": "",
        "área": "",
        "médico": "doctors",
        "medicamentos": "medicines",
    },
}


def terms(cell):
    return cell.split(" | ") if cell else []


def folded(term):
    decomposed = unicodedata.normalize("NFKD", term.casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", bare.replace("œ", "oe")))


@pytest.fixture(scope="module")
def concepts():
    with THESAURUS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def thesaurus():
    return load_thesaurus(THESAURUS)


@pytest.fixture(scope="module")
def themes():
    return json.loads(THEMES.read_text(encoding="utf-8"))


def test_the_header_is_the_one_the_loader_reads():
    with THESAURUS.open(encoding="utf-8", newline="") as lines:
        assert next(csv.reader(lines)) == HEADER


def test_the_thesaurus_is_large_enough(concepts):
    assert len(concepts) >= LEAST


def test_codes_are_unique_kebab_case_and_sorted_under_their_themes(concepts):
    codes = [concept["code"] for concept in concepts]
    keys = [(concept["theme"], concept["code"]) for concept in concepts]
    assert [code for code in codes if not KEBAB_CASE.fullmatch(code)] == []
    assert len(set(codes)) == len(codes)
    assert keys == sorted(keys)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_concept_has_a_preferred_term(concepts, language):
    assert [concept["code"] for concept in concepts if not concept[language].strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_term_leads_to_one_concept_only(concepts, language):
    """Terms as they are written; in French an accent makes another word: traite, traité."""
    owners = defaultdict(list)
    for concept in concepts:
        for term in terms(concept[language]):
            owners[term.casefold() if language == "fr" else folded(term)].append(concept["code"])
    assert {term: codes for term, codes in owners.items() if len(codes) > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_read_alone_names_its_concept_and_no_other(thesaurus, language):
    """Two words may have one stem, costa and costo: which of them is written tells."""
    astray = []
    for concept in thesaurus.concepts.values():
        for term in concept.labels[language]:
            words = content_words(tokenize(term, shouted=False), language)
            found = [code for mention in mentions(words, language, thesaurus) for code in mention.codes]
            if found != [concept.code]:
                astray.append((concept.code, term, found))
    assert astray == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_one_stem_keep_their_own_concepts(thesaurus, language):
    for written, expected in WORDS_OF_ONE_STEM[language].items():
        found = {
            code
            for mention in mentions(list(tokenize(written)), language, thesaurus)
            for code in mention.codes
        }
        assert (written, found) == (written, set(expected.split()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_terms_are_tidy_and_short_ones_are_abbreviations(concepts, language):
    written = [term for concept in concepts for term in terms(concept[language])]
    assert [term for term in written if term != term.strip() or "|" in term or not folded(term)] == []
    assert [term for term in written if len(term) < 3 and not term.isupper()] == []


def test_themes_and_goals_exist(concepts, themes):
    sub_themes = {theme["code"] for theme in themes if theme["parent"]}
    goals = {str(number) for number in range(1, 18)}
    assert {code for concept in concepts for code in concept["theme"].split()} - sub_themes == set()
    assert {goal for concept in concepts for goal in concept["goals"].split()} - goals == set()


def test_sectors_are_categories_in_force(concepts, themes):
    named = {sector for concept in concepts for sector in concept["sectors"].split()}
    assert named - DAC_CATEGORIES == set()
    assert {sector for theme in themes for sector in theme["sectors"]} - DAC_CATEGORIES == set()


def test_every_sub_theme_has_concepts(concepts, themes):
    used = {code for concept in concepts for code in concept["theme"].split()}
    assert {theme["code"] for theme in themes if theme["parent"]} - used == set()


def test_broader_concepts_exist_and_never_lead_back(concepts):
    broader = {concept["code"]: concept["broader"] for concept in concepts}
    for start in broader:
        path = [start]
        while broader[path[-1]]:
            path.append(broader[path[-1]])
            assert len(set(path)) == len(path), f"{start} leads back to itself: {path}"


def test_themes_stand_under_six_areas_in_four_languages(themes):
    areas = [theme["code"] for theme in themes if theme["parent"] is None]
    assert len(areas) == 6
    assert {theme["parent"] for theme in themes if theme["parent"]} == set(areas)
    for theme in themes:
        assert [
            name
            for name in (f"{kind}_{language}" for kind in ("name", "scope") for language in LANGUAGES)
            if not theme[name]
        ] == []
        assert set(theme["goals"]) <= set(range(1, 18))


@pytest.mark.parametrize(
    ("language", "written", "codes"),
    [
        ("en", "least developed countries", ["least-developed-countries"]),
        ("en", "developed countries", []),
        ("en", "LDCs", ["least-developed-countries"]),
        ("en", "LLDC", ["landlocked-countries"]),
        ("es", "los países menos adelantados", ["least-developed-countries"]),
        ("es", "cursos adelantados", ["course"]),
        ("es", "PMA", ["world-food-programme"]),
        ("es", "la COP", ["climate-negotiations"]),
        ("fr", "les pays les moins avancés", ["least-developed-countries"]),
        ("fr", "PMA", ["least-developed-countries"]),
        ("fr", "PAM", ["world-food-programme"]),
        ("pt", "países menos desenvolvidos", ["least-developed-countries"]),
        ("es", "ALBA", ["alba"]),
        ("es", "CELAC", ["celac"]),
        ("fr", "G77", ["g77"]),
        ("es", "UNICEF", ["unicef"]),
        ("es", "OIT", ["ilo"]),
        ("es", "ARN", ["genomics"]),
    ],
)
def test_an_abbreviation_names_what_it_stands_for(thesaurus, language, written, codes):
    words = content_words(tokenize(written, shouted=False), language)
    found = [code for mention in mentions(words, language, thesaurus) for code in mention.codes]
    assert found == codes
