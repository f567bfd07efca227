"""Cognate skeletons: one spelling for words that English, Spanish, French and Portuguese share.

No word list: only how the four languages spell the same Latin and Greek stems and endings.
"""

from __future__ import annotations

from functools import lru_cache

from vocabulary.core.tokens import fold

SHORTEST_STEM = 3
SHORTEST_WORD = 5

# Read in this order, over the whole word.
SPELLINGS = (
    ("ph", "f"), ("sch", "sc"), ("th", "t"), ("rh", "r"), ("ck", "c"), ("qu", "c"), ("ch", "c"), ("k", "c"),
    ("y", "i"), ("nh", "n"), ("lh", "l"), ("w", "v"), ("ae", "e"), ("oe", "e"), ("mn", "n"),
    ("bb", "b"), ("cc", "c"), ("dd", "d"), ("ff", "f"), ("gg", "g"), ("ll", "l"), ("mm", "m"), ("nn", "n"),
    ("pp", "p"), ("rr", "r"), ("ss", "s"), ("tt", "t"), ("zz", "z"),
)  # fmt: skip

# One line per common ending: its skeleton, then the spellings in the four languages, singular and plural.
ENDINGS_BY_SKELETON: dict[str, str] = {
    "acion": "aciones ations ation acoes acao acion",
    "icion": "iciones itions ition icoes icao icion",
    "cion": "ciones tions tion coes cao cion xoes xao",
    "sion": "siones sions sion soes sao",
    "iza": "izacion izaciones isation isations ization izations izacao izacoes izar iser izer ize ise izing izado izada",
    "idad": "idades idade idad idades ities ity ites ite",
    "dad": "dades dade dad",
    "ologi": "ologias ologia ologies ologie ologos ologo ologues ologue ology ologists ologist",
    "ogi": "ogias ogia ogies ogie ogy",
    "grafi": "grafias grafia grafies grafie graphy",
    "enci": "encias encia ences ence encies ency",
    "anci": "ancias ancia ances ance ancies ancy",
    "ment": "mientos miento mentos mento ments ment",
    "ent": "entes ente ents ent",
    "ant": "antes ante ants ant",
    "ari": "arios ario arias aria aires aire aries ary",
    "ori": "orios orio orias oria oires oire ories ory",
    "iv": "ivos ivo ivas iva ives ive ifs if",
    "ic": "icos ico icas ica iques ique ical icals ics ic",
    "os": "osos oso osas osa ous euses euse eux",
    "abl": "ables able aveis avel abilidad abilidade ability abilite",
    "ibl": "ibles ible iveis ivel ibilidad ibilidade ibility ibilite",
    "al": "ales als al aux ais elles elle els el",
    "or": "adores ador adoras adora ateurs ateur atores ator ators eurs eur ores or oras ora ors ers er",
    "ist": "istas ista istes iste ists ist",
    "ism": "ismos ismo ismes isme isms ism",
    "ur": "uras ura ures ure",
    "ad": "ados ado adas ada",
    "in": "inos ino inas ina ines ine",
    "": "es s",
}
ENDINGS = {
    ending: skeleton for skeleton, endings in ENDINGS_BY_SKELETON.items() for ending in endings.split()
}
LONGEST_ENDING = max(map(len, ENDINGS))


@lru_cache(maxsize=200_000)
def skeleton(word: str) -> str:
    folded = fold(word)
    if len(folded) >= SHORTEST_WORD:
        folded = _with_common_ending(folded)
    for spelling, common in SPELLINGS:
        folded = folded.replace(spelling, common)
    if len(folded) >= SHORTEST_WORD and folded[-1] in "aeo":
        folded = folded[:-1]
    return _without_leading_vowel(folded)


def _with_common_ending(folded: str) -> str:
    for length in range(min(LONGEST_ENDING, len(folded) - SHORTEST_STEM), 0, -1):
        ending = folded[-length:]
        if ending in ENDINGS:
            return folded[:-length] + ENDINGS[ending]
    return folded


def _without_leading_vowel(word: str) -> str:
    """Spanish and Portuguese put a vowel before s and consonant: estado, state; escuela, escola, school."""
    if len(word) >= SHORTEST_WORD and word[0] == "e" and word[1] == "s" and word[2] not in "aeiou":
        return word[1:]
    return word
