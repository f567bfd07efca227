from dataclasses import replace

import pytest

from matching.core.generation import fit_generation
from matching.core.modality import Side
from matching.core.pair import Pair
from matching.core.profile import PostingSide, Profile
from vocabulary.core.reading import read_text
from vocabulary.core.thesaurus import load_thesaurus

THESAURUS = """code,theme,broader,goals,sectors,en,es,fr,pt
port,ports,,9,210,port | harbour,puerto | portuario,port | portuaire,porto | portuário
disaster,,,11,740,disaster,desastre,catastrophe,desastre
training,,,4,110,training,capacitación | formación,formation,formação | capacitação
"""
TEXTS = (
    ("Curso para oficiales de puertos", "seguridad marítima y desastres", "es"),
    (
        "Formation des agents portuaires",
        "sécurité maritime en cas de catastrophe",
        "fr",
    ),
    ("Training of teachers", "rural schools and mathematics", "en"),
    ("Water supply", "drinking water for rural schools", "en"),
    ("Abastecimento de água", "água potável nas escolas rurais", "pt"),
)


@pytest.fixture(scope="session")
def thesaurus():
    return load_thesaurus(THESAURUS)


@pytest.fixture(scope="session")
def texts(thesaurus):
    return [
        read_text(title=title, body=body, language=language, thesaurus=thesaurus)
        for title, body, language in TEXTS
    ]


@pytest.fixture(scope="session")
def generation(texts, thesaurus):
    return fit_generation(texts, thesaurus=thesaurus.digest)


@pytest.fixture(scope="session")
def offer(texts):
    return Profile(
        id="OF-1",
        side=PostingSide.OFFER,
        text=texts[0],
        country="CL",
        country_side=Side.SOUTH,
    )


@pytest.fixture(scope="session")
def need(texts):
    return Profile(
        id="NE-1",
        side=PostingSide.NEED,
        text=texts[1],
        country="HT",
        country_side=Side.SOUTH,
    )


@pytest.fixture
def pair_with(offer, need, generation):
    """Change a usual pair: `pair_with({"is_open": False}, {})`."""

    def make(of_offer, of_need):
        return Pair(replace(offer, **of_offer), replace(need, **of_need), generation)

    return make
