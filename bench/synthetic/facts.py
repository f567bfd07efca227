"""All that a posting says besides its text, as often as the demonstration data say it."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from bench.synthetic.chunks import LANGUAGES, Chunk
from matching.core.modality import Modality, PartyKind, Role, Side
from matching.core.profile import Audience, Delivery, Financing, PostingSide, Profile
from matching.core.ties import tie_of

REFERENCE = Path(__file__).resolve().parent.parent.parent / "fixtures" / "reference"
# Partners from afar, beside the members of CELAC.
NORTH = frozenset({"ES", "US", "CA", "FR", "DE", "PT", "JP", "KR", "GB", "IT"})
REACH = {"CELAC": 50, "CARICOM": 18, "SICA": 12, "OAS": 8, "SIDS": 6, "SEGIB": 6}
NEAR_KINDS, FAR_REACHING = frozenset({"regional", "forum", "intergovernmental"}), frozenset({"OAS", "CELAC"})
MODALITIES = (Modality.SOUTH_SOUTH, Modality.TRIANGULAR, Modality.NORTH_SOUTH, Modality.MULTILATERAL)
TODAY = 740_000
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Habits:
    """How often the two sides do what they do in other measure; lists are of how many, from none."""

    northern: float
    modalities: tuple[int, ...]
    languages: tuple[int, ...]
    eligible: float
    interpreted: float
    days: int


HABITS = {
    PostingSide.OFFER: Habits(0.12, (5, 65, 30), (30, 43, 24, 3), 0.9, 0.9, 300),
    PostingSide.NEED: Habits(0.0, (5, 10, 55, 30), (52, 38, 10), 0.05, 0.83, 270),
}


class World:
    """Countries with their groups and languages, from the reference data."""

    def __init__(self) -> None:
        kinds = {row["code"]: row["kind"] for row in _rows("groups")}
        self.members: dict[str, frozenset[str]] = {}
        for row in _rows("memberships"):
            if row["status"] == "member" and not row["until"]:
                known = self.members.get(row["group"], frozenset())
                self.members[row["group"]] = known | {row["country"]}
        near = [code for code in self.members if kinds[code] in NEAR_KINDS and code not in FAR_REACHING]
        self.south = sorted(self.members["CELAC"])
        self.north = sorted(NORTH)
        self.groups = {
            country: frozenset(code for code in near if country in self.members[code])
            for country in (*self.south, *self.north)
        }
        spoken = {row["code"]: row["official_languages"].split() for row in _rows("countries")}
        self.speaking = {
            language: [country for country in self.south if language in spoken[country]]
            for language in LANGUAGES
        }


class Describer:
    def __init__(self, themes: Sequence[dict[str, Any]]) -> None:
        self.themes = themes
        self.world = World()

    def describe(self, chunk: Chunk) -> Iterator[Profile]:
        random = Random(f"{chunk.seed} {chunk.side} {chunk.first}")  # noqa: S311 (nothing secret)
        languages, counts = chunk.languages.tolist(), chunk.theme_counts.tolist()
        for place, themes in enumerate(chunk.themes.tolist()):
            chosen = [self.themes[theme] for theme in themes[: counts[place]]]
            yield self._profile(random, chunk.side, chunk.first + place, LANGUAGES[languages[place]], chosen)

    def _profile(
        self, random: Random, side: PostingSide, place: int, language: str, themes: list[dict[str, Any]]
    ) -> Profile:
        habits = HABITS[side]
        country = self._country(random, language, habits)
        day = TODAY + random.randrange(150)
        accepted = random.sample(MODALITIES, _how_many(random, habits.modalities))
        others = random.sample(LANGUAGES, _how_many(random, habits.languages))
        return Profile(
            id=f"{side.value}-{place}",
            side=side,
            themes=frozenset(theme["code"] for theme in themes),
            areas=frozenset(theme["parent"] for theme in themes),
            sectors=frozenset(sector for theme in themes for sector in theme["sectors"]),
            goals=frozenset(theme["goals"][0] for theme in themes),
            modalities=frozenset(accepted),
            role=_role(random, side),
            kind=PartyKind.STATE if country else PartyKind.MULTILATERAL,
            country=country,
            country_side=_side_of(country),
            groups=self.world.groups[country] if country else frozenset(),
            languages=frozenset((language, *others)),
            accepts_interpretation=random.random() < habits.interpreted,
            eligible=self._eligible(random, habits),
            preferred=self._preferred(random),
            available_from=_perhaps(random, 0.95, day),
            available_until=_perhaps(random, 0.9, day + 60 + random.randrange(2 * habits.days)),
            delivery=_perhaps(random, 0.95, random.choice((*Delivery, Delivery.MIXED))),
            financing=_perhaps(random, 0.9, random.choice(tuple(Financing))),
            remaining=_perhaps(random, 0.4, random.randrange(40)) if side is PostingSide.OFFER else None,
            audience=Audience.STATES if random.random() < 0.04 else Audience.PUBLIC,  # noqa: PLR2004
            reads_states=country is not None,
            tie=tie_of(_urgency(random, side), TODAY - random.randrange(300), place + 1),
        )

    def _country(self, random: Random, language: str, habits: Habits) -> str | None:
        draw = random.random()
        if draw < 0.06:  # noqa: PLR2004 (an organisation)
            return None
        if random.random() < habits.northern:
            return random.choice(self.world.north)
        return random.choice(self.world.speaking[language] if draw < 0.7 else self.world.south)  # noqa: PLR2004

    def _eligible(self, random: Random, habits: Habits) -> frozenset[str]:
        if random.random() >= habits.eligible:
            return frozenset()
        group = self.world.members[random.choices(tuple(REACH), tuple(REACH.values()))[0]]
        return group.union(random.sample(self.world.south, _how_many(random, (76, 10, 10, 4))))

    def _preferred(self, random: Random) -> frozenset[str]:
        return frozenset(random.sample(self.world.south, _how_many(random, (73, 12, 5, 4, 6))))


def _how_many(random: Random, weights: tuple[int, ...]) -> int:
    return random.choices(range(len(weights)), weights)[0]


def _perhaps(random: Random, share: float, value: Item) -> Item | None:
    return value if random.random() < share else None


def _role(random: Random, side: PostingSide) -> Role:
    if side is PostingSide.NEED:
        return Role.RECIPIENT
    return random.choices((Role.FIRST_PROVIDER, Role.SECOND_PROVIDER), (95, 5))[0]


def _side_of(country: str | None) -> Side | None:
    if country is None:
        return None
    return Side.NORTH if country in NORTH else Side.SOUTH


def _urgency(random: Random, side: PostingSide) -> int:
    return _how_many(random, (20, 55, 25)) if side is PostingSide.NEED else 0


def _rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
