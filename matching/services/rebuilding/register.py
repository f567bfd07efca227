"""What the merge asks of postings besides their lists, as arrays: revisions, and what blocks a pair."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.core import constraints
from matching.core.constraints import CONSTRAINTS
from matching.core.facts import unpack_facts
from matching.core.generation import Generation as FrozenGeneration
from matching.core.pair import Pair
from matching.core.profile import Profile
from matching.core.score import Blocker
from matching.models import Generation
from matching.services.readings import AT_ONCE
from matching.services.twins import TWINS, Twin

Facts = Callable[[Profile], Hashable]


class Judged(NamedTuple):
    """All that a constraint looks at of the offer, and of the need."""

    offer: Facts
    need: Facts


def _country(profile: Profile) -> Hashable:
    return profile.country


def _eligible(profile: Profile) -> Hashable:
    return profile.eligible


def _both(facts: Facts) -> Judged:
    return Judged(facts, facts)


JUDGED: dict[Callable[[Pair], Blocker | None], Judged] = {
    constraints.closed: _both(lambda profile: profile.is_open),
    constraints.full: _both(lambda profile: profile.remaining == 0),
    constraints.same_country: _both(_country),
    constraints.need_not_eligible: Judged(_eligible, _country),
    constraints.offer_not_eligible: Judged(_country, _eligible),
    constraints.no_shared_language: _both(
        lambda profile: (profile.languages, profile.accepts_interpretation)
    ),
    constraints.modality_impossible: _both(
        lambda profile: (profile.role, profile.kind, profile.country_side, profile.modalities)
    ),
    constraints.not_visible: _both(lambda profile: (profile.audience, profile.reads_states)),
}


@dataclass
class SideRegister:
    """`pks` in order; `classes` has a column per constraint, `examples` a profile of each class."""

    pks: NDArray[np.int64]
    revisions: NDArray[np.int64]
    classes: NDArray[np.int32]
    examples: list[list[Profile]]

    def rows_of(self, pks: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where they stand. Raises LookupError for one that is not here."""
        rows = np.searchsorted(self.pks, pks).clip(max=max(self.pks.size - 1, 0))
        if pks.size and not (self.pks.size and np.array_equal(self.pks[rows], pks)):
            raise LookupError("a posting was found that is not in its generation")
        return rows


@dataclass
class Register:
    """Both sides of a generation whose postings have all been read."""

    pk: int
    frozen: FrozenGeneration
    offers: SideRegister
    needs: SideRegister
    verdicts: dict[tuple[int, int, int], bool] = field(default_factory=dict)

    def side(self, twin: Twin) -> SideRegister:
        return self.offers if twin.name == "offer" else self.needs

    def blocking(self, offers: NDArray[np.int64], needs: NDArray[np.int64]) -> NDArray[np.int64]:
        """Of pairs of rows, a bit for each of CONSTRAINTS that blocks them."""
        found = np.zeros(offers.size, dtype=np.int64)
        for place in range(len(CONSTRAINTS)):
            ones, others = self.offers.classes[offers, place], self.needs.classes[needs, place]
            known, inverse = np.unique(ones.astype(np.int64) << 32 | others, return_inverse=True)
            blocks = [self._judge(place, code >> 32, code & 0xFFFFFFFF) for code in known.tolist()]
            found |= np.array(blocks, dtype=np.int64)[inverse] << place
        return found

    def _judge(self, place: int, one: int, other: int) -> bool:
        key = (place, one, other)
        if key not in self.verdicts:
            pair = Pair(self.offers.examples[place][one], self.needs.examples[place][other], self.frozen)
            self.verdicts[key] = CONSTRAINTS[place](pair) is not None
        return self.verdicts[key]


_register: Register | None = None


def open_register(generation: Generation, frozen: FrozenGeneration) -> Register:
    """Read it once per process; it keeps until another generation is merged."""
    global _register  # noqa: PLW0603 (one per process by intent)
    if _register is None or _register.pk != generation.pk:
        offers, needs = (_read(twin, generation) for twin in TWINS.values())
        _register = Register(generation.pk, frozen, offers, needs)
    return _register


def forget_register() -> None:
    global _register  # noqa: PLW0603 (one per process by intent)
    _register = None


def _read(twin: Twin, generation: Generation) -> SideRegister:
    rows: Any = twin.vector.objects.filter(generation=generation).order_by("posting")
    pks, revisions, classes = [], [], []
    books: list[dict[Hashable, int]] = [{} for _ in CONSTRAINTS]
    examples: list[list[Profile]] = [[] for _ in CONSTRAINTS]
    looked_at = [getattr(JUDGED[constraint], twin.name) for constraint in CONSTRAINTS]
    for pk, revision, facts in rows.values_list("posting_id", "revision", "facts").iterator(AT_ONCE):
        profile = unpack_facts(bytes(facts), None)
        own = []
        for book, known, facts_of in zip(books, examples, looked_at, strict=True):
            place = book.setdefault(facts_of(profile), len(book))
            if place == len(known):
                known.append(profile)
            own.append(place)
        pks.append(pk)
        revisions.append(revision)
        classes.append(own)
    return SideRegister(
        np.array(pks, dtype=np.int64),
        np.array(revisions, dtype=np.int64),
        np.array(classes, dtype=np.int32).reshape(-1, len(CONSTRAINTS)),
        examples,
    )
