"""Which words of a text an abbreviation of the thesaurus may be.

A term in capitals is an abbreviation, and names nothing where a text writes the same letters as a word: San José, led by.
"""

from __future__ import annotations

from vocabulary.core.languages import FUNCTION_WORDS
from vocabulary.core.tokens import Token

# So many letters are hardly a word by chance, and are written as a name as well: Mercosur, Unesco, Covid.
SURELY_LONG = 5
# Abbreviations of cooperation that are words, names or parts of names in their own language. Where a whole text is in
# capitals nothing else tells the two apart, and long ones not even elsewhere.
_WORDS = {
    "en": """abs aids ash cert cites fad ina irena led leed mel mice mis nap oas pops redd saf sela sena sine sop
        steam stem tea vat wash""",
    "es": """alba alc amp api ash bid cim cites cop desc ele eta fem fida gire ide ine irena led pai pisa pot rac ram
        rap rea rica ruc san sap sela sena sine steam stem tea wash""",
    "fr": """alba amp api bid cert cim cites cop cou dit fem gaz ide irena ist led odd pam pes pisa pop rac ram rap rea
        rel sap step stem stim wash""",
    "pt": """aia alba amp ana ater ava bid caps cim cites cop cras desc eja eta ete fies fust ide irena led libras mei
        pai pam pisa pix pops ram rea rename rima san sap sela sena sine steam stem sus tea vale wash""",
}
WORDS = {language: frozenset(words.split()) | FUNCTION_WORDS[language] for language, words in _WORDS.items()}


def may_be(word: Token, term: Token, language: str) -> bool:
    """Tell whether the way a word is written lets it be such a term; whether the letters do is not asked."""
    if not term.capitals or word.acronym:
        return True
    if word.folded in WORDS[language]:
        return False
    return word.capitals or len(term.folded) >= SURELY_LONG or not term.folded.isalpha()
