"""What matching and search know of a text: concepts and cognate skeletons, counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypedDict

# What one mention counts for; halves would do, but counts are whole numbers.
BODY, TITLE, BROADER = 2, 4, 1
# Of a mention, the part that counts for the sectors of its concept; for its themes all of it does.
SECTOR = 2

NOTES = frozenset({"empty", "one_word", "shortened", "other_script", "capitals", "markup", "symbols"})
OTHER_LANGUAGE = "other_language:"


class StoredFeatures(TypedDict):
    language: str
    counts: list[list[str | int]]
    surfaces: dict[str, str]
    notes: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFeatures:
    """`counts` is ordered by first appearance; `c:<code>` is a concept, `w:<skeleton>` a word.

    At its end `t:<theme>` and `s:<sector>` say what the concepts are about; these have no `surfaces`.

    `notes` are codes, for pages to put into words: those of NOTES, and `other_language:<code>` where the words are of
    another language than was declared.
    Counts are in units of BODY, TITLE and BROADER (what a mention adds to the concept above its own).
    """

    language: str = ""
    counts: tuple[tuple[str, int], ...] = ()
    surfaces: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def as_dict(self) -> StoredFeatures:
        return {
            "language": self.language,
            "counts": [[name, count] for name, count in self.counts],
            "surfaces": dict(self.surfaces),
            "notes": list(self.notes),
        }

    @classmethod
    def from_dict(cls, stored: StoredFeatures) -> TextFeatures:
        return cls(
            language=stored["language"],
            counts=tuple((str(name), int(count)) for name, count in stored["counts"]),
            surfaces=dict(stored["surfaces"]),
            notes=tuple(stored["notes"]),
        )
