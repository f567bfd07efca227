"""From a text as people write it to its features; hostile text gives a note, never an exception."""

from __future__ import annotations

from vocabulary.core.features import TextFeatures
from vocabulary.core.thesaurus import Thesaurus


def read_text(
    *, title: str, body: str, language: str, thesaurus: Thesaurus
) -> TextFeatures:
    raise NotImplementedError
