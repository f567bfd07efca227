"""Profiles of live postings, made once per posting, revision and day in each process."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from matching.adapters import PREFETCH, read_profile
from matching.core.generation import Generation as FrozenGeneration
from matching.core.profile import Profile
from matching.core.rank import vectorise
from matching.core.vectors import TextVector
from matching.models import Generation, NeedVector, OfferVector
from matching.services.generations import thaw
from needs.models import Need
from offers.models import Offer
from postings.models import Posting
from vocabulary.core.features import TextFeatures
from vocabulary.core.reading import read_text
from vocabulary.services import serving_thesaurus

VECTORS: dict[type[Posting], type[OfferVector] | type[NeedVector]] = {Offer: OfferVector, Need: NeedVector}


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
    frozen: FrozenGeneration = field(init=False)
    shelves: dict[type[Posting], dict[int, Loaded]] = field(default_factory=lambda: {Offer: {}, Need: {}})

    def __post_init__(self) -> None:
        self.frozen = thaw(self.generation)

    def load_live(self, model: type[Posting]) -> list[Loaded]:
        """All live postings of a side at their committed revision; reads only those that changed."""
        revisions = dict(model.objects.live().values_list("pk", "revision"))
        shelf = self.shelves[model]
        for pk in [pk for pk in shelf if pk not in revisions]:
            del shelf[pk]
        self._read(model, [pk for pk, revision in revisions.items() if pk not in shelf or shelf[pk].revision != revision])
        return [shelf[pk] for pk in sorted(revisions) if pk in shelf]

    def load_one(self, posting: Posting) -> Loaded:
        model = type(posting)
        known = self.shelves[model].get(posting.pk)
        if known is None or known.revision != posting.revision:
            self._read(model, [posting.pk])
        return self.shelves[model][posting.pk]

    def _read(self, model: type[Posting], pks: Iterable[int]) -> None:
        rows = model.objects.filter(pk__in=pks).select_related("institution__country").prefetch_related(*PREFETCH)
        stored = {
            vector.posting_id: vector
            for vector in VECTORS[model]._default_manager.filter(generation=self.generation, posting__in=pks)  # noqa: SLF001 (public in all but name)
        }
        for posting in rows:
            vector = stored.get(posting.pk)
            if vector is not None and vector.revision == posting.revision:
                features = TextFeatures.from_dict(vector.features)
                text = TextVector.from_bytes(bytes(vector.vector))
            else:
                features = read_features(posting)
                text = vectorise(features, self.frozen)
                self._store(model, posting, features, text)
            profile = read_profile(posting, features, on=self.on).with_vector(text)
            self.shelves[model][posting.pk] = Loaded(posting.pk, posting.revision, profile)

    def _store(self, model: type[Posting], posting: Posting, features: TextFeatures, text: TextVector) -> None:
        VECTORS[model]._default_manager.update_or_create(  # noqa: SLF001 (public in all but name)
            posting=posting,
            generation=self.generation,
            defaults={"revision": posting.revision, "features": features.as_dict(), "vector": text.to_bytes()},
        )


def read_features(posting: Posting) -> TextFeatures:
    """The features of the original text: a translation repeats it and would only add a translator's choices."""
    text = posting.original_text
    return read_text(
        title=text.title if text else "",
        body=text.body if text else "",
        language=posting.original_language,
        thesaurus=serving_thesaurus(),
    )


_shelf: ProfileShelf | None = None


def open_shelf(generation: Generation, *, on: date) -> ProfileShelf:
    """This process's shelf; a new generation or a new day begins an empty one."""
    global _shelf  # noqa: PLW0603 (one per process by intent)
    if _shelf is None or _shelf.generation.pk != generation.pk or _shelf.on != on:
        _shelf = ProfileShelf(generation, on)
    return _shelf
