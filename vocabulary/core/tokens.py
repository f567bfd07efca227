"""From raw text to words, whatever the text is made of."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# A posting's fields end far below; past it only hostile or pasted text goes on.
MOST_CHARACTERS = 60_000
MOST_WORDS = 4_000
LONGEST_WORD = 60
LONGEST_ACRONYM = 7

TAG = re.compile(r"<[^<>]{0,300}>")
ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[^\s@]{1,64}@\S{1,255}")
WORD = re.compile(r"[A-Z](?:[&+][A-Za-z])+\b|[^\W_]+")
LETTERS_NOT_COMPOSED = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}
)


@dataclass(frozen=True, slots=True)
class Token:
    """`word` is in lower case with its accents, `folded` without; `start` and `end` lead back to the text."""

    word: str
    folded: str
    start: int
    end: int
    acronym: bool = False


def fold(word: str) -> str:
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word).lower().translate(LETTERS_NOT_COMPOSED)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def is_latin(folded: str) -> bool:
    return folded.isascii() and folded.isalnum()


def clean(text: str) -> str:
    """Take out mark-up, addresses and what nobody sees; keep a length worth reading."""
    text = unicodedata.normalize("NFC", html.unescape(text[:MOST_CHARACTERS]))
    text = ADDRESS.sub(" ", TAG.sub(" ", text))
    return "".join(_visible(letter) for letter in text)


def _visible(letter: str) -> str:
    if letter.isprintable():
        return letter
    # A soft hyphen or a zero-width joiner stands inside a word, a control character between two.
    return "" if unicodedata.category(letter) == "Cf" else " "


def tokenize(cleaned: str, *, shouted: bool | None = None) -> Iterator[Token]:
    """Where `shouted` is None the text itself tells whether capitals mean anything."""
    if shouted is None:
        shouted = _is_shouted(cleaned)
    for match in WORD.finditer(cleaned):
        written = match.group().replace("&", "").replace("+", "")
        if len(written) <= LONGEST_WORD:
            acronym = not shouted and 1 < len(written) <= LONGEST_ACRONYM and written[:2].isupper()
            yield Token(written.lower(), fold(written), match.start(), match.end(), acronym)


def _is_shouted(text: str) -> bool:
    """Tell whether capitals are everywhere, so that they do not mark acronyms."""
    letters = [letter for letter in text[:2_000] if letter.isalpha()]
    return 2 * sum(letter.isupper() for letter in letters) > len(letters)
