"""Ranks a pool of texts for each of many queries, by text alone: `python -m matching.core.rank`.

Pool and queries are files of lines `{"id", "language", "title", "text"}`, all strings; title and text may be empty, ids
are unique within a file. For each query one line `{"query", "ranking": [{"id", "score"}, ...]}` is printed, best first,
equal scores in the order of their ids as strings: the order of lines changes nothing. Texts that share nothing with the
query are left out, so a ranking may be shorter than asked for.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any

from matching.core.criteria import SCORER
from matching.core.frozen import Generation
from matching.core.similarity import Gathered, gather, similarities_to
from matching.core.vectors import TextVector, vectorise_many
from vocabulary.core.reading import FEATURISER, read_text
from vocabulary.core.thesaurus import Thesaurus, digest_of, load_thesaurus

REFERENCE = Path(__file__).resolve().parents[2] / "fixtures" / "reference"
FIELDS = ("id", "language", "title", "text")
BAD_INPUT = 2
# What JSON passes over.
BLANK = b" \t\r\n"


class InputError(Exception):
    """What was given cannot be ranked; the message says which line is wrong, and why."""


@dataclass(frozen=True, slots=True)
class Line:
    id: str
    language: str
    title: str
    text: str


def read_lines(path: Path) -> list[Line]:
    """Blank lines at the end are passed over. Raises InputError at the first bad line."""
    lines: dict[str, Line] = {}
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error
    content = content.rstrip(BLANK)
    for number, written in enumerate(content.split(b"\n") if content else [], start=1):
        try:
            line = _parse(written)
        except ValueError as error:
            raise InputError(f"{path}: line {number}: {error}") from error
        if line.id in lines:
            raise InputError(f"{path}: line {number}: the id {line.id!r} stands on a line before")
        lines[line.id] = line
    return list(lines.values())


def rank_lines(
    pool: Sequence[Line], queries: Sequence[Line], *, top: int, thesaurus: Thesaurus, generation: Generation
) -> Iterator[dict[str, Any]]:
    # Equal scores go by place.
    pool = sorted(pool, key=attrgetter("id"))
    gathered = gather(_vectors(pool, thesaurus, generation))
    for query, vector in zip(queries, _vectors(queries, thesaurus, generation), strict=True):
        yield {"query": query.id, "ranking": list(_best(vector, pool, gathered, generation, top))}


def read_generation(path: Path) -> Generation:
    try:
        generation = Generation.from_dict(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise InputError(f"{path}: this is no generation: {error}") from error
    if (generation.featuriser, generation.scorer) != (FEATURISER, SCORER):
        raise InputError(f"{path}: fitted by another version of the portal")
    return generation


def read_thesaurus(path: Path, generation: Generation) -> Thesaurus:
    content = path.read_text(encoding="utf-8")
    if digest_of(content) != generation.thesaurus:
        raise InputError(f"{path}: the generation was fitted with another thesaurus")
    return load_thesaurus(content)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m matching.core.rank", description=__doc__)
    parser.add_argument("--pool", type=Path, required=True)
    parser.add_argument("--queries", type=Path, required=True)
    parser.add_argument("--top", type=_positive, required=True, metavar="K")
    parser.add_argument("--generation", type=Path, default=REFERENCE / "generation.json")
    options = parser.parse_args(arguments)
    try:
        pool, queries = read_lines(options.pool), read_lines(options.queries)
        generation = read_generation(options.generation)
        thesaurus = read_thesaurus(REFERENCE / "thesaurus.csv", generation)
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        return BAD_INPUT
    for found in rank_lines(pool, queries, top=options.top, thesaurus=thesaurus, generation=generation):
        sys.stdout.write(json.dumps(found) + "\n")
    return 0


def _parse(written: bytes) -> Line:
    """Raises ValueError, as the decoders of UTF-8 and of JSON do."""
    if not written.strip(BLANK):
        raise ValueError("this line is blank")
    try:
        read = json.loads(written.decode())
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    known = read if isinstance(read, dict) else {}
    wrong = [field for field in FIELDS if not isinstance(known.get(field), str)]
    if wrong:
        raise ValueError(f"an object with strings as {', '.join(wrong)} was expected")
    return Line(**{field: known[field] for field in FIELDS})


def _vectors(lines: Iterable[Line], thesaurus: Thesaurus, generation: Generation) -> list[TextVector]:
    return vectorise_many(
        [
            read_text(title=line.title, body=line.text, language=line.language, thesaurus=thesaurus)
            for line in lines
        ],
        generation,
    )


def _best(
    vector: TextVector, pool: Sequence[Line], gathered: Gathered, generation: Generation, top: int
) -> Iterator[dict[str, str | int]]:
    scores = similarities_to(vector, gathered, generation)
    for place in (-scores).argsort(kind="stable")[:top].tolist():
        if not scores[place]:
            return
        yield {"id": pool[place].id, "score": int(scores[place])}


def _positive(written: str) -> int:
    number = int(written) if written.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{written!r} is no number from 1 on")
    return number
