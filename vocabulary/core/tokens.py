"""From raw text to words, whatever the text is made of."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

# A posting's fields end far below; past it only hostile or pasted text goes on.
MOST_CHARACTERS = 60_000
MOST_WORDS = 4_000
LONGEST_WORD = 60
LONGEST_ACRONYM = 7

TAG = re.compile(r"<[^<>]{0,300}>")
ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[^\s@]{1,64}@\S{1,255}")
LINE_ENDS = str.maketrans("\n\r\t", "   ")
# All that `WORD` finds in a text without & and +.
PLAIN_WORD = r"[^\W_]+"
WORD = re.compile(rf"[A-Z](?:[&+][A-Za-z])+\b|{PLAIN_WORD}")
# Latin letters that are not ASCII, and what stands over and under them when it is written apart.
LETTERS_WITH_ACCENTS = (*range(0x80, 0x250), *range(0x300, 0x370))
LETTERS_NOT_COMPOSED = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}
)


class Token(NamedTuple):
    """`word` is in lower case with its accents, `folded` without; `start` and `end` lead back to the text.

    `capitals` says how it is written, `acronym` that this means something because the words around it are not.
    """

    word: str
    folded: str
    start: int
    end: int
    acronym: bool = False
    capitals: bool = False


def fold(word: str) -> str:
    plain = word if word.isascii() else word.translate(ACCENTED)
    return plain.lower() if plain.isascii() else _fold_any(word)


def _fold_any(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word).lower().translate(LETTERS_NOT_COMPOSED)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


# A letter folds alike wherever it stands, but for a Greek one that is not in here.
ACCENTED = str.maketrans(
    {letter: folded for letter in map(chr, LETTERS_WITH_ACCENTS) if (folded := _fold_any(letter)).isascii()}
)


def is_latin(folded: str) -> bool:
    return folded.isascii() and folded.isalnum()


def clean(text: str) -> str:
    """Take out mark-up, addresses and what nobody sees; keep a length worth reading."""
    return undress(text)[0]


def undress(text: str) -> tuple[str, bool]:
    """Clean, and say whether there was mark-up."""
    plain = html.unescape(text[:MOST_CHARACTERS])
    dressed = len(plain) < min(len(text), MOST_CHARACTERS)
    plain = unicodedata.normalize("NFC", plain)
    if "<" in plain:
        plain, tags = TAG.subn(" ", plain)
        dressed = dressed or tags > 0
    # Most texts hold no address, and looking for one costs more than all the rest.
    if "@" in plain or "://" in plain or "www." in plain:
        plain = ADDRESS.sub(" ", plain)
    return drop_unseen(plain), dressed


def drop_unseen(text: str) -> str:
    """Leave out what nobody sees: control characters, half characters, marks that turn the direction of reading."""
    return text if text.isprintable() else "".join(map(_visible, text.translate(LINE_ENDS)))


@lru_cache(maxsize=4_096)
def _visible(letter: str) -> str:
    if letter.isprintable():
        return letter
    # A soft hyphen or a zero-width joiner stands inside a word, a control character between two.
    return "" if unicodedata.category(letter) == "Cf" else " "


def tokenize(cleaned: str, *, shouted: bool | None = None) -> Iterator[Token]:
    """Where `shouted` is None the text itself tells whether capitals mean anything."""
    found = list(WORD.finditer(cleaned))
    if shouted is None:
        shouted = is_shouted([match.group() for match in found])
    for match in found:
        if len(match.group()) <= LONGEST_WORD:
            yield token_of(match.group(), match.start(), shouted=shouted)


def token_of(written: str, start: int = 0, *, shouted: bool) -> Token:
    """Read one word as `WORD` finds it."""
    bare = written.replace("&", "").replace("+", "")
    capitals = 1 < len(bare) <= LONGEST_ACRONYM and bare[:2].isupper()
    return Token(bare.lower(), fold(bare), start, start + len(written), capitals and not shouted, capitals)


def is_shouted(words: Sequence[str]) -> bool:
    """Tell whether capitals are everywhere, so that they do not mark acronyms."""
    return 2 * [*map(str.isupper, words)].count(True) > len(words)
