"""A thesaurus that differs little from one in memory: what both say is taken from there, which is most of the work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vocabulary.core.languages import LANGUAGES
from vocabulary.core.thesaurus import (
    Concept,
    Phrase,
    Thesaurus,
    collect_phrases,
    digest_of,
    find_longest,
    find_words,
    has_terms,
    read_concepts,
)
from vocabulary.core.tokens import Token


def load_edition(text: str, *, known: Thesaurus) -> Thesaurus:
    """Read a file as `load_thesaurus` does with `complete=False`: what reads the same, sooner. Raises ThesaurusError."""
    concepts = read_concepts(text, complete=False, known=known.concepts)
    alike = {
        code
        for code, concept in concepts.items()
        if code in known.concepts and has_terms(known.concepts[code], concept.labels)
    }
    gone = [concept for code, concept in known.concepts.items() if code not in alike]
    new = [concept for code, concept in concepts.items() if code not in alike]
    places = {code: place for place, code in enumerate(concepts)}
    phrases = {
        language: _edit(known.phrases[language], gone, new, places, language) for language in LANGUAGES
    }
    return Thesaurus(
        digest=digest_of(text),
        concepts=concepts,
        phrases=phrases,
        longest={language: find_longest(found) for language, found in phrases.items()},
        words={language: _words(known, concepts, new, language) for language in LANGUAGES},
    )


def _edit(
    known: Mapping[Phrase, tuple[str, ...]],
    gone: Iterable[Concept],
    new: Iterable[Concept],
    places: Mapping[str, int],
    language: str,
) -> dict[Phrase, tuple[str, ...]]:
    """Take some concepts away and put others in; codes of one phrase stand in the order of the file."""
    edited = dict(known)
    for phrase, codes in collect_phrases(gone, language).items():
        edited[phrase] = tuple(code for code in edited[phrase] if code not in codes)
    for phrase, codes in collect_phrases(new, language).items():
        edited[phrase] = (*edited.get(phrase, ()), *codes)
    several = [(phrase, codes) for phrase, codes in edited.items() if len(codes) != 1]
    for phrase, codes in several:
        if codes:
            edited[phrase] = tuple(sorted(codes, key=places.__getitem__))
        else:
            del edited[phrase]
    return edited


def _words(
    known: Thesaurus, concepts: Mapping[str, Concept], new: Iterable[Concept], language: str
) -> dict[str, tuple[Token, ...]]:
    """Terms of one word; which of a concept comes first is no matter."""
    words = {**known.words[language], **{concept.code: find_words(concept, language) for concept in new}}
    return {code: words[code] for code in concepts}
