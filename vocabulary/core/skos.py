"""Concepts from a SKOS file and to one; RDF is read by rdflib, without the network."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal as Either
from typing import TypeAlias
from xml.sax import SAXException

from rdflib import DCTERMS, OWL, RDF, SKOS, Graph, Literal, Node, URIRef
from rdflib.exceptions import Error as RdflibError

from vocabulary.core.languages import LANGUAGES
from vocabulary.core.thesaurus import Concept, code_from
from vocabulary.core.tokens import drop_unseen

Format: TypeAlias = Either["turtle", "xml"]

LARGEST_FILE = 30_000_000
ENCODING = re.compile(r"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)")
SUBJECT = re.compile(r"/thesaurus/(themes|goals|sectors)/([a-z0-9-]+)$")
# What the readers of Turtle and of RDF/XML raise over a file that is none.
UNREADABLE = (
    AssertionError,
    AttributeError,
    LookupError,
    RdflibError,
    RecursionError,
    SAXException,
    SyntaxError,
    TypeError,
    ValueError,
)


class SkosUnreadable(ValueError):
    """The file is no SKOS file, or one that is not to be opened; says why."""


@dataclass(slots=True, kw_only=True)
class SkosConcept:
    """`labels` holds per language the preferred terms, then the others; addresses are whole."""

    address: str
    code: str
    labels: dict[str, tuple[str, ...]]
    broader: set[str] = field(default_factory=set)
    same: set[str] = field(default_factory=set)
    themes: set[str] = field(default_factory=set)
    goals: set[int] = field(default_factory=set)
    sectors: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class SkosFile:
    """`notes` say what could not be placed."""

    concepts: list[SkosConcept]
    notes: list[str]


def read_skos(content: bytes, *, form: Format) -> SkosFile:
    """Raises SkosUnreadable."""
    graph = Graph()
    try:
        graph.parse(data=_checked(content, form), format=form)
    except UNREADABLE as error:
        if isinstance(error, SkosUnreadable):
            raise
        said = " ".join(str(error).split())[:200]
        raise SkosUnreadable(f"it cannot be read as {form}: {said or type(error).__name__}") from error
    notes: list[str] = []
    addresses = sorted(_addresses(graph, notes))
    concepts = [_concept(graph, address, notes) for address in addresses]
    if not concepts:
        raise SkosUnreadable("it holds no skos:Concept")
    _link_upwards(graph, {concept.address: concept for concept in concepts}, notes)
    return SkosFile(concepts, [drop_unseen(note) for note in notes])


def _checked(content: bytes, form: Format) -> str:
    if len(content) > LARGEST_FILE:
        raise SkosUnreadable(f"it is larger than {LARGEST_FILE // 1_000_000} MB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SkosUnreadable("it is not written in UTF-8") from error
    if "\x00" in text:
        raise SkosUnreadable("it is a binary file")
    if not text.strip():
        raise SkosUnreadable("it is empty")
    if form == "xml":
        _refuse_tricks(text)
    return text


def _refuse_tricks(text: str) -> None:
    """Entities can blow up a small file or reach for others; a foreign encoding could hide them."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise SkosUnreadable("it declares a document type or entities: save it as Turtle")
    declared = ENCODING.match(text.lstrip())
    if declared and declared[1].lower() not in {"utf-8", "utf8", "us-ascii", "ascii"}:
        raise SkosUnreadable(f"it declares the encoding {declared[1][:40]!r}: save it in UTF-8")


def _addresses(graph: Graph, notes: list[str]) -> Iterator[URIRef]:
    for subject in graph.subjects(RDF.type, SKOS.Concept, unique=True):
        if not isinstance(subject, URIRef):
            notes.append("a concept without an address is left out")
        elif not _is_written(subject):
            notes.append(f"{subject}: an address holds no such characters, left out")
        elif any(
            bool(value) and str(value).lower() != "false" for value in graph.objects(subject, OWL.deprecated)
        ):
            notes.append(f"{subject}: deprecated, left out")
        else:
            yield subject


def _is_written(address: Node) -> bool:
    """Escapes can bring into a file what no database takes."""
    return isinstance(address, URIRef) and str(address).isprintable()


def _concept(graph: Graph, address: URIRef, notes: list[str]) -> SkosConcept:
    notations = sorted(str(value) for value in graph.objects(address, SKOS.notation))
    concept = SkosConcept(
        address=str(address),
        code=code_from(notations[0] if notations else re.split(r"[/#:]", str(address).rstrip("/#"))[-1]),
        labels=_labels(graph, address, notes),
        same={str(value) for value in graph.objects(address, SKOS.exactMatch) if _is_written(value)},
    )
    for subject in graph.objects(address, DCTERMS.subject):
        _place_subject(concept, str(subject), notes)
    return concept


def _place_subject(concept: SkosConcept, subject: str, notes: list[str]) -> None:
    found = SUBJECT.search(subject)
    if found is None:
        notes.append(f"{concept.address}: subject {subject} is no theme, goal or sector of a portal")
    elif found[1] == "themes":
        concept.themes.add(found[2])
    elif found[1] == "sectors":
        concept.sectors.add(found[2])
    elif found[2].isdecimal():
        concept.goals.add(int(found[2]))


def _labels(graph: Graph, address: URIRef, notes: list[str]) -> dict[str, tuple[str, ...]]:
    placed: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    elsewhere: Counter[str] = Counter()
    for predicate in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel):
        # `pt` before `pt-BR`: what is said of the whole language is preferred.
        for label in sorted(graph.objects(address, predicate), key=_by_language):
            language = _language_of(label)
            if language in placed:
                placed[language].append(" ".join(drop_unseen(str(label)).split()))
            else:
                elsewhere[language or "no language"] += 1
    for language, number in sorted(elsewhere.items()):
        notes.append(f"{address}: {number} labels in {language} are left out")
    return {language: tuple(labels) for language, labels in placed.items()}


def _by_language(label: Node) -> tuple[str, str]:
    return (label.language or "" if isinstance(label, Literal) else "", str(label))


def _language_of(label: Node) -> str:
    written = label.language if isinstance(label, Literal) else None
    return (written or "").split("-")[0].lower()


def _link_upwards(graph: Graph, concepts: Mapping[str, SkosConcept], notes: list[str]) -> None:
    links = {(str(one), str(other)) for one, other in graph.subject_objects(SKOS.broader)}
    links |= {(str(one), str(other)) for other, one in graph.subject_objects(SKOS.narrower)}
    for narrow, broad in sorted(links):
        if narrow not in concepts:
            notes.append(f"{narrow}: is below {broad}, but is no concept of the file")
        else:
            concepts[narrow].broader.add(drop_unseen(broad))


def write_skos(concepts: Iterable[tuple[Concept, Iterable[str]]], *, base: str) -> str:
    """Write Turtle; each concept comes with the addresses of the same one in other vocabularies."""
    graph = Graph()
    graph.bind("skos", SKOS)
    graph.bind("dcterms", DCTERMS)
    graph.add((URIRef(base), RDF.type, SKOS.ConceptScheme))
    for concept, matches in concepts:
        for predicate, value in _statements(concept, matches, base):
            graph.add((URIRef(base + concept.code), predicate, value))
    return graph.serialize(format="turtle")


def _statements(concept: Concept, matches: Iterable[str], base: str) -> Iterator[tuple[URIRef, Node]]:
    yield RDF.type, SKOS.Concept
    yield SKOS.inScheme, URIRef(base)
    yield SKOS.notation, Literal(concept.code)
    for language, labels in concept.labels.items():
        for place, label in enumerate(labels):
            yield (SKOS.altLabel if place else SKOS.prefLabel), Literal(label, lang=language)
    for code in concept.broader:
        yield SKOS.broader, URIRef(base + code)
    for address in matches:
        yield SKOS.exactMatch, URIRef(address)
    for code in concept.themes:
        yield DCTERMS.subject, URIRef(f"{base}themes/{code}")
    for goal in concept.goals:
        yield DCTERMS.subject, URIRef(f"{base}goals/{goal}")
    for code in concept.sectors:
        yield DCTERMS.subject, URIRef(f"{base}sectors/{code}")
