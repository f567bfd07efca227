"""The singular of a word whose plural the stemmers do not bring back to it."""

from __future__ import annotations

from functools import lru_cache

# Shorter words end like plurals by chance: taux, lei(s), pai(s), mãe(s).
SHORTEST = 5

_IRREGULAR = {
    "en": """children child women woman men man crises crisis analyses analysis diagnoses diagnosis criteria criterion
        indices index lives life feet foot teeth tooth viruses virus""",
    "es": "",
    "fr": """travaux travail enjeux enjeu jeux jeu lieux lieu milieux milieu feux feu yeux oeil baux bail
        vitraux vitrail émaux émail""",
    "pt": "bens bem sons som fins fim tons tom mães mãe maes mae pães pão paes pao",
}
IRREGULAR = {
    language: dict(zip(words.split()[::2], words.split()[1::2], strict=True))
    for language, words in _IRREGULAR.items()
}

# Tried in this order; with accents and without, as both are written.
ENDINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (),
    # The stemmer takes the end of gobiernos and of charlas for a pronoun.
    "es": (("ces", "z"), ("des", "d"), ("les", "l"), ("nes", "n"), ("res", "r"), ("os", "o"), ("as", "a")),
    "fr": (("eaux", "eau"), ("aux", "al")),
    "pt": (
        ("ões", "ão"), ("oes", "ao"), ("ães", "ão"), ("aes", "ao"),
        ("áveis", "ável"), ("aveis", "avel"), ("íveis", "ível"), ("iveis", "ivel"),
        ("ais", "al"), ("éis", "el"), ("eis", "el"), ("óis", "ol"), ("ois", "ol"), ("uis", "ul"),
        ("bis", "bil"), ("dis", "dil"), ("nis", "nil"), ("ris", "ril"), ("tis", "til"), ("vis", "vil"),
        ("ens", "em"), ("ins", "im"), ("ons", "om"), ("uns", "um"),
    ),
}  # fmt: skip
PLURALS = {language: tuple(plural for plural, _ in endings) for language, endings in ENDINGS.items()}


@lru_cache(maxsize=200_000)
def singular(word: str, language: str) -> str:
    """Give the word itself where its stem is that of its singular anyway."""
    if known := IRREGULAR[language].get(word):
        return known
    if len(word) >= SHORTEST and word.endswith(PLURALS[language]):
        for plural, one in ENDINGS[language]:
            if word.endswith(plural):
                return word[: -len(plural)] + one
    return word
