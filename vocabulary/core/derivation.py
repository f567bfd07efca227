"""Whether one word is derived from another: connectivity and connection, financiar and financiamiento."""

from __future__ import annotations

from itertools import takewhile
from operator import eq

from vocabulary.core.tokens import Token

# Words that share so many first letters, and of which few last ones differ.
SHARED_LETTERS, OTHER_LETTERS = 6, 4
SURELY_SHARED = 8
# Who or what does a thing is another matter than the thing: offices and officers, contains and containers.
AGENTS = {
    "en": ("er", "or", "ant", "ist"),
    "es": ("dor", "dora", "tor", "tora", "ante", "ista"),
    "fr": ("eur", "euse", "trice", "ant", "ante", "iste"),
    "pt": ("dor", "dora", "tor", "tora", "ante", "ista"),
}
# What begins like another word and means something else, as a rule through its everyday sense. A * stands for any end.
_APART = {
    "en": """approaching arranged assembl* cooperativ* executive independent inform initial* interpret* neighboring
        neighbouring occupational organis* organiz* parent programming refriger* requir* vegetation""",
    "es": """adapta* africania alterna compar* comunidad consejeri* contraparte cooperativ* deposita* encontr* federal
        hospitalidad inciden* integridad integro interpretacion liberacion limpia maestria materna muestran negocio
        organiza* periodic* prepara* preven refriger* reservan retorn* secreto vincular""",
    "fr": """accorder approcher compar* contribuable cooperativ* diplome equipe experimente format integrit*
        interpretation organis* personnelle prepara* rencontr* retourn*""",
    "pt": """alterna aprendiz compar* comunidade cooperativ* diploma encontr* federal inciden* integro integridade
        interpretacao negocio organiza* prepara* queima reservada retorn* secreto sustent*""",
}
APART = {
    language: frozenset(word for word in words.split() if "*" not in word)
    for language, words in _APART.items()
}
APART_FROM_THERE_ON = {
    language: tuple(word[:-1] for word in words.split() if word.endswith("*"))
    for language, words in _APART.items()
}


def is_derived(word: Token, term: Token, language: str) -> bool:
    """Tell whether either is made of the other, as far as letters say; an abbreviation has nothing derived."""
    shorter, longer = sorted((word.folded, term.folded), key=len)
    needed = min(max(SHARED_LETTERS, len(longer) - OTHER_LETTERS), SURELY_SHARED)
    if term.capitals or len(shorter) < needed or not longer.startswith(shorter[:needed]):
        return False
    return not _differ_in_agent(shorter, longer, language) and not any(
        _is_apart(folded, language) for folded in (shorter, longer)
    )


def _differ_in_agent(one: str, other: str, language: str) -> bool:
    """Tell whether only one of them names who does it, by an ending that the other does not have."""
    bare = tuple(_without_plural(word, language) for word in (one, other))
    shared = sum(takewhile(bool, map(eq, *bare)))
    agents = [len(word) > shared and word.endswith(AGENTS[language]) for word in bare]
    return agents[0] != agents[1]


def _without_plural(folded: str, language: str) -> str:
    bare = folded.rstrip("s")
    return bare.removesuffix("e") if bare.endswith("ore") and language in {"es", "pt"} else bare


def _is_apart(folded: str, language: str) -> bool:
    return folded.rstrip("s") in APART[language] or folded.startswith(APART_FROM_THERE_ON[language])
