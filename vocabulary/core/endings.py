"""By what letters a word that is no function word tells which of the four languages it may be of.

Short texts hold too few function words. No thesaurus is asked: a form gives its notes before any is at hand.
"""

from __future__ import annotations

import re

SHORTEST_TELLING, SHORTEST_IN_CAPITALS = 5, 8

# Of the word in lower case, without accents; names of places end in many ways, so the commonest endings only.
_ENDINGS = (
    ("en", "(?<![aeiou])y|ity|ities|ness|ship|ships|ings?|ght|sh|work|[^aeiou]ed|lly|ously"),
    ("en fr", "[^s]tions?|ssions?|ments?|[ae]nces?|ctures?|[^aeiou]ic|ers"),
    ("es", "ciones|cion|miento|mientos|[ai]dad|anza|anzas|siones|ajes|uela|uelas|illo|illos"),
    (
        "es pt",
        "[aei]dades|amentos?|imentos?|[aei]ndo|arios?|arias?|orios?|ativ[ao]s?|ados|adas|adores|istas?|icas|icos",
    ),
    ("fr", "eurs?|euses?|eaux|[^b]aires?|iques?|elles?|iennes?|trices?|esses?|erie|eries|ois|aux|oires?"),
    (
        "pt",
        "[^c]acao|[eiur]cao|coes|soes|[^e]dade|agem|agens|ancas?|encias?|eiros?|eiras?|[ao]veis|[ai]vel|[^aeiou]inho",
    ),
)
ENDINGS = tuple((tuple(languages.split()), re.compile(f"(?:{endings})$")) for languages, endings in _ENDINGS)
# Of the word with its accents, and not of names: Bogotá and Curaçao stand in texts of any language.
_LETTERS = (
    ("es", "ñ"),
    ("pt", "[ãõ]"),
    ("pt", "[aeo](?:lh|nh)[aeo]"),
    ("fr", "[èùûîïëœ]"),
    ("fr", "ités?$|ées?$"),
    ("fr pt", "[çêôâà]"),
    ("es fr pt", "é"),
    ("es pt", "[áíóú]"),
)
LETTERS = tuple((tuple(languages.split()), re.compile(letters)) for languages, letters in _LETTERS)


def languages_by_letters(written: str, folded: str) -> frozenset[str]:
    """Give the languages that a word may be of, or none where it does not tell."""
    # An abbreviation may end in anything.
    if len(folded) < (SHORTEST_IN_CAPITALS if written.isupper() else SHORTEST_TELLING):
        return frozenset()
    told = [languages for languages, endings in ENDINGS if endings.search(folded)]
    if not written[0].isupper():
        told += [languages for languages, letters in LETTERS if letters.search(written)]
    if not told:
        return frozenset()
    shared = frozenset(told[0]).intersection(*told[1:])
    return shared or frozenset(told[-1])
