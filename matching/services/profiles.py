"""Profiles of live postings, made once per posting, revision and day in each process."""

import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

from django.db.models import Max

from directory.models import GroupMembership, Institution
from matching.adapters import PREFETCH, read_profile
from matching.core.generation import Generation as FrozenGeneration
from matching.core.profile import PostingSide, Profile
from matching.core.rank import vectorise
from matching.core.vectors import TextVector
from matching.models import Generation, NeedVector, OfferVector
from matching.services.generations import thaw
from matching.services.twins import TWINS
from postings.models import Posting
from vocabulary.core.features import TextFeatures
from vocabulary.core.reading import read_text
from vocabulary.core.thesaurus import Thesaurus
from vocabulary.services import thesaurus_of

logger = logging.getLogger(__name__)

# What reading a row can raise that holds a value the engine does not know.
UNREADABLE = (AttributeError, LookupError, TypeError, ValueError)
# When countries, groups and institutions were last written: profiles are read from them.
DirectoryStamp: TypeAlias = tuple[datetime | None, ...]


@dataclass(frozen=True)
class Loaded:
    pk: int
    revision: int
    profile: Profile

    @property
    def is_offer(self) -> bool:
        return self.profile.side is PostingSide.OFFER


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

    def load_live(self, model: type[Posting]) -> list[Loaded]:
        """Give all live postings of a side at their committed revision; reads only those that changed.

        One that cannot be read is left out here and fails when its own turn comes: it holds up no other.
        """
        revisions = dict(model.objects.live().values_list("pk", "revision"))
        for posting, vector in self._rows(model, self._missing(model, revisions)):
            try:
                self._place(posting, vector)
            except UNREADABLE:
                logger.warning("%s cannot be read for matching", posting.reference, exc_info=True)
        shelf = self.shelves[model]
        for pk in [pk for pk in shelf if pk not in revisions]:
            del shelf[pk]
        return [shelf[pk] for pk in sorted(revisions) if pk in shelf]

    def load(self, postings: Iterable[Posting]) -> None:
        """Read several at once, so that a page of cards costs no more queries than one card."""
        for model in TWINS:
            revisions = {posting.pk: posting.revision for posting in postings if isinstance(posting, model)}
            self._read(model, self._missing(model, revisions))

    def load_one(self, posting: Posting) -> Loaded:
        model = type(posting)
        self._read(model, self._missing(model, {posting.pk: posting.revision}))
        return self.shelves[model][posting.pk]

    def _missing(self, model: type[Posting], revisions: dict[int, int]) -> list[int]:
        shelf = self.shelves[model]
        return [pk for pk, revision in revisions.items() if pk not in shelf or shelf[pk].revision != revision]

    def _read(self, model: type[Posting], pks: Collection[int]) -> None:
        for posting, vector in self._rows(model, pks):
            self._place(posting, vector)

    def _rows(
        self, model: type[Posting], pks: Collection[int]
    ) -> list[tuple[Posting, OfferVector | NeedVector | None]]:
        """Fetch the postings with the vectors that are stored of them, if they are of the present revision."""
        if not pks:
            return []
        rows = (
            model.objects.filter(pk__in=pks)
            .select_related("institution__country")
            .prefetch_related(*PREFETCH)
        )
        vectors = TWINS[model].vector.objects.filter(generation=self.generation, posting__in=pks)
        stored = {(vector.posting_id, vector.revision): vector for vector in vectors}
        return [(posting, stored.get((posting.pk, posting.revision))) for posting in rows]

    def _place(self, posting: Posting, vector: OfferVector | NeedVector | None) -> None:
        if vector is None:
            features = read_features(posting, thesaurus_of(self.frozen.thesaurus))
            text = vectorise(features, self.frozen)
            self._store(posting, features, text)
        else:
            features = TextFeatures.from_dict(vector.features)
            text = TextVector.from_bytes(bytes(vector.vector))
        profile = read_profile(posting, features, on=self.on).with_vector(text)
        self.shelves[type(posting)][posting.pk] = Loaded(posting.pk, posting.revision, profile)

    def _store(self, posting: Posting, features: TextFeatures, text: TextVector) -> None:
        TWINS[type(posting)].vector.objects.update_or_create(
            posting_id=posting.pk,
            generation=self.generation,
            defaults={
                "revision": posting.revision,
                "features": features.as_dict(),
                "vector": text.to_bytes(),
            },
        )


def read_features(posting: Posting, thesaurus: Thesaurus) -> TextFeatures:
    """Read the original text only: a translation repeats it and would only add a translator's choices."""
    text = posting.original_text
    return read_text(
        title=text.title if text else "",
        body=text.body if text else "",
        language=posting.original_language,
        thesaurus=thesaurus,
    )


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
