"""Profiles of the postings that pages explain, made once per posting, revision and day in each process."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypeAlias

from django.db.models import Max

from directory.models import GroupMembership, Institution
from matching.adapters import read_profile
from matching.core.criteria import weighs_meaning
from matching.core.generation import Generation as FrozenGeneration
from matching.core.profile import Profile
from matching.core.rank import vectorise
from matching.core.vectors import TextVector
from matching.models import Generation
from matching.services.generations import thaw
from matching.services.readings import fetch, read_features
from matching.services.twins import TWINS
from postings.models import Posting
from vocabulary.core.features import StoredFeatures, TextFeatures

# When countries, groups and institutions were last written: profiles are read from them.
DirectoryStamp: TypeAlias = tuple[datetime | None, ...]
# A shelf that is fuller than this begins anew: pages show few postings again.
MOST = 2_000


@dataclass(frozen=True)
class Loaded:
    pk: int
    revision: int
    profile: Profile


@dataclass
class ProfileShelf:
    """What this process has read already under one generation and day; a newer revision replaces its older one."""

    generation: Generation
    on: date
    stamp: DirectoryStamp = ()
    frozen: FrozenGeneration = field(init=False)
    shelves: dict[type[Posting], dict[int, Loaded]] = field(
        default_factory=lambda: {model: {} for model in TWINS}
    )

    def __post_init__(self) -> None:
        self.frozen = thaw(self.generation)

    def load(self, postings: Collection[Posting]) -> None:
        """Read several at once, so that a page of cards costs no more queries than one card."""
        for model in TWINS:
            revisions = {posting.pk: posting.revision for posting in postings if isinstance(posting, model)}
            self._read(model, self._missing(model, revisions))

    def load_one(self, posting: Posting) -> Loaded:
        model = type(posting)
        self._read(model, self._missing(model, {posting.pk: posting.revision}))
        return self.shelves[model][posting.pk]

    def profile_by(self, posting: Posting, frozen: FrozenGeneration) -> Profile:
        """Read a posting as another generation did: its words anew only where that one read with another thesaurus."""
        profile = self.load_one(posting).profile
        if frozen.digest == self.frozen.digest:
            return profile
        reads_alike = (frozen.thesaurus, frozen.featuriser) == (self.frozen.thesaurus, self.frozen.featuriser)
        features = profile.text if reads_alike else read_features(posting, frozen)
        text = vectorise(features, frozen)
        if weighs_meaning(frozen) and profile.vector:
            # As it is stored, if it is: no page waits for a model.
            text = replace(text, embedding=profile.vector.embedding)
        return replace(profile, text=features).with_vector(text)

    def _missing(self, model: type[Posting], revisions: dict[int, int]) -> list[int]:
        shelf = self.shelves[model]
        return [pk for pk, revision in revisions.items() if pk not in shelf or shelf[pk].revision != revision]

    def _read(self, model: type[Posting], pks: Collection[int]) -> None:
        if not pks:
            return
        vectors = TWINS[model].vector.objects.filter(generation=self.generation, posting__in=pks)
        stored = {
            (pk, revision): (features, bytes(vector))
            for pk, revision, features, vector in vectors.values_list(
                "posting_id", "revision", "features", "vector"
            )
        }
        for posting in fetch(model, pks):
            self._place(posting, stored.get((posting.pk, posting.revision)))

    def _place(self, posting: Posting, stored: tuple[StoredFeatures, bytes] | None) -> None:
        """Take the stored text, if it is of the present revision; what is stored, only matching writes."""
        if stored is None:
            features = read_features(posting, self.frozen)
            text = vectorise(features, self.frozen)
        else:
            features, text = TextFeatures.from_dict(stored[0]), TextVector.from_bytes(stored[1])
        profile = read_profile(posting, features, on=self.on).with_vector(text)
        shelf = self.shelves[type(posting)]
        if len(shelf) >= MOST:
            shelf.clear()
        shelf[posting.pk] = Loaded(posting.pk, posting.revision, profile)


_shelf: ProfileShelf | None = None


def open_shelf(generation: Generation, *, on: date) -> ProfileShelf:
    """Open this process's shelf; a new generation, a new day or edited reference data begin an empty one."""
    global _shelf  # noqa: PLW0603 (one per process by intent)
    stamp = _read_stamp()
    known = _shelf
    if known is None or (known.generation.pk, known.on, known.stamp) != (
        generation.pk,
        on,
        stamp,
    ):
        known = _shelf = ProfileShelf(generation, on, stamp)
    return known


def _read_stamp() -> DirectoryStamp:
    latest = {"edited": Max("edited_at"), "loaded": Max("loaded_at")}
    return (
        *GroupMembership.objects.aggregate(**latest).values(),
        *Institution.objects.aggregate(**latest).values(),
    )
