import pytest

from vocabulary.core.thesaurus import load_thesaurus

HEADER = "code,theme,broader,goals,sectors,en,es,fr,pt"
ROWS = (
    "transport,,,9,210,transport | shipping,transporte,transport,transporte",
    "port,ports,transport,9 14,210,port | harbour,puerto | portuario,port | portuaire,porto | portuário",
    "disaster,resilience,,11 13,740,disaster,desastre | catástrofe,catastrophe,desastre",
    (
        "disaster-risk,resilience,disaster,11 13,740,disaster risk management,gestión del riesgo de desastres"
        " | gestión integral del riesgo,gestion des risques de catastrophe,gestão de riscos de desastres"
    ),
    "small-firm,,,8,321,MSME | small firm,MIPYME | pequeña empresa,MPME | petite entreprise,MPE | pequena empresa",
    "school,,,4,110,school,escuela,école,escola",
    "research,,,9,430,R&D | research,I+D | investigación,recherche,P&D | pesquisa",
    "maize,,,2,311,maize,maíz,maïs,milho",
)


@pytest.fixture(scope="session")
def thesaurus_text():
    """Keep it small enough to read at a glance."""
    return "\n".join((HEADER, *ROWS, ""))


@pytest.fixture(scope="session")
def thesaurus(thesaurus_text):
    return load_thesaurus(thesaurus_text)
