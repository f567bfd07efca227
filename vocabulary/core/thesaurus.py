"""The thesaurus of cooperation: concepts with their terms in four languages, and where to find them in text."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from vocabulary.core.languages import LANGUAGES, is_function_word
from vocabulary.core.stems import stem
from vocabulary.core.tokens import Token, tokenize

COLUMNS = ("code", "theme", "broader", "goals", "sectors", *LANGUAGES)
SEPARATOR = "|"
LAST_GOAL = 17

Phrase: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """`labels` holds per language the preferred term, then its synonyms."""

    code: str
    labels: Mapping[str, tuple[str, ...]]
    themes: tuple[str, ...] = ()
    broader: str = ""
    goals: tuple[int, ...] = ()
    sectors: tuple[str, ...] = ()

    def preferred(self, language: str) -> str:
        return self.labels[language][0]


class ThesaurusError(ValueError):
    """`problems` names each fault with its line in the file."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


# Compared by identity: what is worked out from one is kept beside it.
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Thesaurus:
    """`phrases` leads per language from stems to the codes they name, `longest` from a first stem to a length.

    `words` holds per language and code the terms of one word.
    """

    digest: str
    concepts: Mapping[str, Concept]
    phrases: Mapping[str, Mapping[Phrase, tuple[str, ...]]]
    longest: Mapping[str, Mapping[str, int]]
    words: Mapping[str, Mapping[str, tuple[Token, ...]]]

    def broader_of(self, code: str) -> str:
        return self.concepts[code].broader


def load_thesaurus(source: Path | str) -> Thesaurus:
    """Read a CSV file, or its content as text; the caller keeps what it gets."""
    text = source.read_text(encoding="utf-8") if isinstance(source, Path) else source
    concepts, problems = _parse(text)
    problems += _broken_links(concepts)
    if problems:
        raise ThesaurusError(problems)
    by_code = {concept.code: concept for concept in concepts.values()}
    phrases = {language: _phrases(by_code.values(), language) for language in LANGUAGES}
    return Thesaurus(
        digest=digest_of(text),
        concepts=by_code,
        phrases=phrases,
        longest={language: _longest(found) for language, found in phrases.items()},
        words={
            language: {concept.code: _words(concept, language) for concept in by_code.values()}
            for language in LANGUAGES
        },
    )


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def content_words(tokens: Iterable[Token], language: str) -> list[Token]:
    """Leave out the words that carry no subject; phrases are compared on what is left."""
    return [
        token
        for token in tokens
        if token.acronym or (len(token.folded) > 1 and not is_function_word(token, language))
    ]


# Read three times over: for its faults, its phrases and its words.
@lru_cache(maxsize=100_000)
def _content_of(label: str, language: str) -> list[Token]:
    return content_words(tokenize(label, shouted=False), language)


def _parse(text: str) -> tuple[dict[int, Concept], list[str]]:
    rows = csv.DictReader(io.StringIO(text))
    if tuple(rows.fieldnames or ()) != COLUMNS:
        return {}, [f"line 1: the header must be {','.join(COLUMNS)}"]
    concepts: dict[int, Concept] = {}
    problems: list[str] = []
    seen: set[str] = set()
    for row in rows:
        faults = list(_faults(row, seen))
        problems += [f"line {rows.line_num}: {fault}" for fault in faults]
        if not faults:
            concepts[rows.line_num] = _concept(row)
            seen.add(row["code"])
    return concepts, problems


def _faults(row: dict[str, str | None], seen: set[str]) -> Iterator[str]:
    if None in row or None in row.values():
        yield f"a row has {len(COLUMNS)} cells"
        return
    code = row["code"] or ""
    if not code or not code.isascii() or not code.replace("-", "").isalnum() or code != code.lower():
        yield f"code {code!r} may hold lower-case letters, digits and hyphens only"
    if code in seen:
        yield f"code {code!r} is there twice"
    for goal in (row["goals"] or "").split():
        if not goal.isdecimal() or not 1 <= int(goal) <= LAST_GOAL:
            yield f"{goal!r} is not a goal from 1 to {LAST_GOAL}"
    for language in LANGUAGES:
        labels = _labels(row[language] or "")
        if not labels:
            yield f"no term in {language}"
        for label in labels:
            if not _content_of(label, language):
                yield f"term {label!r} in {language} holds no word that carries a subject"


def _concept(row: Mapping[str, str]) -> Concept:
    return Concept(
        code=row["code"],
        labels={language: _labels(row[language]) for language in LANGUAGES},
        themes=tuple(row["theme"].split()),
        broader=row["broader"].strip(),
        goals=tuple(int(goal) for goal in row["goals"].split()),
        sectors=tuple(row["sectors"].split()),
    )


def _labels(cell: str) -> tuple[str, ...]:
    return tuple(label.strip() for label in cell.split(SEPARATOR) if label.strip())


def _broken_links(concepts: Mapping[int, Concept]) -> list[str]:
    above = {concept.code: concept.broader for concept in concepts.values()}
    problems = []
    for line, concept in concepts.items():
        if concept.broader and concept.broader not in above:
            problems.append(f"line {line}: broader concept {concept.broader!r} is not in the file")
        elif _is_circular(concept.code, above):
            problems.append(f"line {line}: {concept.code!r} is broader than itself")
    return problems


def _is_circular(code: str, above: Mapping[str, str]) -> bool:
    passed = {code}
    while code := above.get(code, ""):
        if code in passed:
            return True
        passed.add(code)
    return False


def _phrases(concepts: Iterable[Concept], language: str) -> dict[Phrase, tuple[str, ...]]:
    found: dict[Phrase, list[str]] = {}
    for concept in concepts:
        for label in concept.labels[language]:
            for phrase in _spellings(label, language):
                codes = found.setdefault(phrase, [])
                if concept.code not in codes:
                    codes.append(concept.code)
    return {phrase: tuple(codes) for phrase, codes in found.items()}


def _spellings(label: str, language: str) -> set[Phrase]:
    """With its accents and without: stemmers treat the two differently, and officials write both."""
    words = _content_of(label, language)
    return {
        tuple(stem(token.word, language) for token in words),
        tuple(stem(token.folded, language) for token in words),
    }


def _words(concept: Concept, language: str) -> tuple[Token, ...]:
    contents = (_content_of(label, language) for label in concept.labels[language])
    return tuple(words[0] for words in contents if len(words) == 1)


def _longest(phrases: Iterable[Phrase]) -> dict[str, int]:
    lengths: dict[str, int] = {}
    for phrase in phrases:
        lengths[phrase[0]] = max(len(phrase), lengths.get(phrase[0], 0))
    return lengths
