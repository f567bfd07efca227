"""The thesaurus of cooperation: concepts with their terms in four languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Thesaurus:
    digest: str
    concepts: Mapping[str, Concept]
    longest: Mapping[str, Mapping[str, int]]
    phrases: Mapping[str, Mapping[tuple[str, ...], tuple[str, ...]]]


def load_thesaurus(source: str) -> Thesaurus:
    raise NotImplementedError
