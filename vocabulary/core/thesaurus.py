"""The thesaurus of cooperation: concepts with their terms in four languages, and where to find them in text."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
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
LONGEST_CODE = 80
ACCENTS_TELL = frozenset({"fr"})
# Loading asks for each key several times.
KEYS_IN_MEMORY = 50_000
NOT_IN_CODES = re.compile("[^a-z0-9]+")

Phrase: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """`labels` holds per language the preferred term, then its synonyms."""

    code: str
    labels: Mapping[str, tuple[str, ...]]
    themes: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    goals: tuple[int, ...] = ()
    sectors: tuple[str, ...] = ()

    def preferred(self, language: str) -> str:
        """Empty where the concept has no term in that language."""
        return next(iter(self.labels[language]), "")


Known: TypeAlias = Mapping[str, Concept]


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

    def broader_of(self, code: str) -> tuple[str, ...]:
        return self.concepts[code].broader


def load_thesaurus(source: Path | str, *, complete: bool = True) -> Thesaurus:
    """Read a CSV file, or its content as text; the caller keeps what it gets.

    A `complete` one has a term in every language for each concept; else one language is enough.
    """
    text = source.read_text(encoding="utf-8") if isinstance(source, Path) else source
    by_code = read_concepts(text, complete=complete)
    phrases = {language: collect_phrases(by_code.values(), language) for language in LANGUAGES}
    words = {
        language: {concept.code: find_words(concept, language) for concept in by_code.values()}
        for language in LANGUAGES
    }
    # Each label was asked for three times, and will not be again.
    _content_of.cache_clear()
    return Thesaurus(
        digest=digest_of(text),
        concepts=by_code,
        phrases=phrases,
        longest={language: find_longest(found) for language, found in phrases.items()},
        words=words,
    )


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def write_thesaurus(concepts: Iterable[Concept]) -> str:
    """Write concepts as a CSV file, the same text whatever the order of rows, synonyms and links."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(row_of(concept) for concept in sorted(concepts, key=lambda concept: concept.code))
    return lines.getvalue()


def row_of(concept: Concept) -> tuple[str, ...]:
    """The cells of one concept; two that say the same have the same."""
    return (
        concept.code,
        " ".join(sorted(concept.themes)),
        " ".join(sorted(concept.broader)),
        " ".join(str(goal) for goal in sorted(concept.goals)),
        " ".join(sorted(concept.sectors)),
        *(_cell(concept.labels[language]) for language in LANGUAGES),
    )


def _cell(labels: tuple[str, ...]) -> str:
    return f" {SEPARATOR} ".join((*labels[:1], *sorted(labels[1:])))


@lru_cache(maxsize=KEYS_IN_MEMORY)
def label_key(label: str, language: str) -> str:
    """Labels with the same key name the same concept: case, accents and what stands between words do not tell.

    In French accents do: traite and traité, côte and côté are two words.
    """
    if language not in ACCENTS_TELL:
        return fold_label(label)
    return " ".join(token.word for token in tokenize(unicodedata.normalize("NFC", label), shouted=False))


@lru_cache(maxsize=KEYS_IN_MEMORY)
def fold_label(label: str) -> str:
    """By which people look for a label: nobody types every accent."""
    return " ".join(token.folded for token in tokenize(unicodedata.normalize("NFC", label), shouted=False))


def code_from(text: str) -> str:
    """Make a code of a term or a notation; empty where nothing in it is a Latin letter or a digit."""
    return NOT_IN_CODES.sub("-", fold_label(text))[:LONGEST_CODE].strip("-")


def label_fault(label: str, language: str) -> str:
    """Say in a word what makes a label useless, or nothing: `separator`, or `no_subject` for function words alone."""
    if SEPARATOR in label:
        return "separator"
    return "" if _content_of(label, language) else "no_subject"


def content_words(tokens: Iterable[Token], language: str) -> list[Token]:
    """Leave out the words that carry no subject; phrases are compared on what is left."""
    return [
        token
        for token in tokens
        if token.acronym or (len(token.folded) > 1 and not is_function_word(token, language))
    ]


@lru_cache(maxsize=KEYS_IN_MEMORY)
def _content_of(label: str, language: str) -> tuple[Token, ...]:
    return tuple(content_words(tokenize(label, shouted=False), language))


def read_concepts(text: str, *, complete: bool, known: Known | None = None) -> dict[str, Concept]:
    """Read the rows of a file by code; the terms of a `known` concept have no fault. Raises ThesaurusError."""
    concepts, problems = _parse(text, known or {}, complete=complete)
    problems += _broken_links(concepts)
    if problems:
        raise ThesaurusError(problems)
    return {concept.code: concept for concept in concepts.values()}


def _parse(text: str, known: Known, *, complete: bool) -> tuple[dict[int, Concept], list[str]]:
    rows = csv.DictReader(io.StringIO(text))
    if tuple(rows.fieldnames or ()) != COLUMNS:
        return {}, [f"line 1: the header must be {','.join(COLUMNS)}"]
    concepts: dict[int, Concept] = {}
    problems: list[str] = []
    seen: set[str] = set()
    for row in rows:
        faults = list(_faults(row, seen, known, complete=complete))
        problems += [f"line {rows.line_num}: {fault}" for fault in faults]
        if not faults:
            concepts[rows.line_num] = _concept(row)
            seen.add(row["code"])
    return concepts, problems


def _faults(row: dict[str, str | None], seen: set[str], known: Known, *, complete: bool) -> Iterator[str]:
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
    labels = {language: _labels(row[language] or "") for language in LANGUAGES}
    if complete or code not in known or not has_terms(known[code], labels):
        yield from _label_faults(labels, complete=complete)


def _label_faults(labels: Mapping[str, tuple[str, ...]], *, complete: bool) -> Iterator[str]:
    if not complete and not any(labels.values()):
        yield "no term in any language"
    for language, written in labels.items():
        if complete and not written:
            yield f"no term in {language}"
        for label in written:
            if not _content_of(label, language):
                yield f"term {label!r} in {language} holds no word that carries a subject"


def _concept(row: Mapping[str, str]) -> Concept:
    return Concept(
        code=row["code"],
        labels={language: _labels(row[language]) for language in LANGUAGES},
        themes=tuple(row["theme"].split()),
        broader=tuple(row["broader"].split()),
        goals=tuple(int(goal) for goal in row["goals"].split()),
        sectors=tuple(row["sectors"].split()),
    )


def _labels(cell: str) -> tuple[str, ...]:
    return tuple(label.strip() for label in cell.split(SEPARATOR) if label.strip())


def has_terms(concept: Concept, labels: Mapping[str, tuple[str, ...]]) -> bool:
    """Tell whether a concept has these terms, in whatever order."""
    return all(set(concept.labels[language]) == set(written) for language, written in labels.items())


def _broken_links(concepts: Mapping[int, Concept]) -> list[str]:
    above = {concept.code: concept.broader for concept in concepts.values()}
    problems = []
    for line, concept in concepts.items():
        missing = [code for code in concept.broader if code not in above]
        problems += [f"line {line}: broader concept {code!r} is not in the file" for code in missing]
        if not missing and is_circular(concept.code, above):
            problems.append(f"line {line}: {concept.code!r} is broader than itself")
    return problems


def is_circular(code: str, above: Mapping[str, Collection[str]]) -> bool:
    """Tell whether a concept is reached from itself; `above` leads from a concept to those right above it."""
    waiting, seen = list(above.get(code, ())), set[str]()
    while waiting:
        step = waiting.pop()
        if step == code:
            return True
        if step not in seen:
            seen.add(step)
            waiting.extend(above.get(step, ()))
    return False


def collect_phrases(concepts: Iterable[Concept], language: str) -> dict[Phrase, tuple[str, ...]]:
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


def find_words(concept: Concept, language: str) -> tuple[Token, ...]:
    contents = (_content_of(label, language) for label in concept.labels[language])
    return tuple(words[0] for words in contents if len(words) == 1)


def find_longest(phrases: Iterable[Phrase]) -> dict[str, int]:
    lengths: dict[str, int] = {}
    for phrase in phrases:
        lengths[phrase[0]] = max(len(phrase), lengths.get(phrase[0], 0))
    return lengths
