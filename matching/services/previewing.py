"""What other weights would do: the best offers of some needs now and then, exactly, from the stored vectors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest
from itertools import islice

from django.conf import settings

from matching.core.best import Pool, find_best
from matching.core.criteria import weighs_meaning
from matching.core.generation import Generation as FrozenGeneration
from matching.core.profile import PostingSide, Profile
from matching.core.rank import score_many
from matching.core.score import per_mille
from matching.core.shortlist import DEPTH, read_entries
from matching.core.ties import key_of, precise_of
from matching.models import Generation, NeedStanding
from matching.services.generations import serving_generation, thaw, weigh
from matching.services.meanings import embed_text
from matching.services.readings import AT_ONCE, Stored, load_stored, original_texts
from matching.services.twins import TWINS
from needs.models import Need
from offers.models import Offer
from postings.models import Posting

SAMPLE, TOP = 20, 5
# Key and number of an offer, as lists hold them.
Entry = tuple[int, int]
# A need's number, its best offers now and then.
Compared = tuple[int, Sequence[Entry], Sequence[Entry]]


@dataclass(frozen=True)
class Place:
    """One offer in one of two lists: its rank there, and its rank in the other if it stands there too."""

    offer: Posting
    score: int
    rank: int
    other_rank: int | None

    @property
    def rises(self) -> int:
        """From the list of now to that of then; only where it stands in both."""
        return (self.other_rank or self.rank) - self.rank

    @property
    def falls(self) -> int:
        return -self.rises


@dataclass(frozen=True)
class NeedPreview:
    need: Posting
    before: tuple[Place, ...]
    after: tuple[Place, ...]

    @property
    def changes(self) -> bool:
        return [place.offer.pk for place in self.before] != [place.offer.pk for place in self.after]


def preview_weights(*, weights: Mapping[str, int]) -> list[NeedPreview]:
    """Compare the best of needs spread evenly over the live ones; in the order of their references.

    Both lists are as matching makes them. Where meaning had no weight so far texts are stored without it: those of the best
    by all other criteria are then read for it, not those of everyone. Raises Generation.DoesNotExist where nothing serves.
    """
    return show_lists(compare_lists(serving_generation(), weights))


def compare_lists(serving: Generation, weights: Mapping[str, int]) -> list[Compared]:
    """Find the numbers behind a preview: what takes its time."""
    needs, now = _sample_needs(serving), thaw(serving)
    then = weigh(now, weights)
    before, after = _read_lists(needs, serving), _find_best(needs, serving, then)
    if reads_meaning(serving, weights):
        after = _add_meaning(needs, after, serving, then)
    return [(need.pk, before[need.pk][:TOP], after[need.pk][:TOP]) for need in needs]


def reads_meaning(serving: Generation, weights: Mapping[str, int]) -> bool:
    """Say whether a preview has to read texts for their meaning, since those of what serves are not stored with it."""
    now = thaw(serving)
    return bool(settings.EMBEDDINGS) and weighs_meaning(weigh(now, weights)) and not weighs_meaning(now)


def _depth(frozen: FrozenGeneration) -> int:
    """Give how many of a list meaning puts into another order."""
    return DEPTH if weighs_meaning(frozen) else TOP


def show_lists(compared: Sequence[Compared]) -> list[NeedPreview]:
    found = {pk for _need, *lists in compared for entries in lists for _key, pk in entries}
    offers = Offer.objects.prefetch_related("texts").in_bulk(found)
    needs = Need.objects.prefetch_related("texts").in_bulk([pk for pk, *_lists in compared])
    previews = [NeedPreview(needs[pk], *_place(before, after, offers)) for pk, before, after in compared]
    return sorted(previews, key=lambda preview: preview.need.reference)


def _sample_needs(serving: Generation) -> list[Stored]:
    twin = TWINS[Need]
    rows = twin.vector.objects.filter(generation=serving).order_by("posting")
    pks = list(rows.values_list("posting_id", flat=True))
    count = min(SAMPLE, len(pks))
    return list(load_stored(twin, serving, [pks[at * len(pks) // count] for at in range(count)]))


def _find_best(
    needs: Sequence[Stored], serving: Generation, frozen: FrozenGeneration
) -> dict[int, list[Entry]]:
    """Search all live offers, some at a time, so that the process of a page never holds all of them."""
    asking = [_restamp(need.profile, frozen) for need in needs]
    found: dict[int, list[Entry]] = {need.pk: [] for need in needs}
    depth = _depth(frozen)
    stored = load_stored(TWINS[Offer], serving)
    while asking and (some := list(islice(stored, AT_ONCE))):
        pool = Pool(frozen, PostingSide.OFFER)
        pool.add([_restamp(offer.profile, frozen) for offer in some])
        for need, best in zip(needs, find_best(asking, pool, k=depth), strict=True):
            entries = [*found[need.pk], *((hit.key, some[hit.row].pk) for hit in best.open)]
            found[need.pk] = nlargest(depth, entries)
    return found


def _restamp(profile: Profile, frozen: FrozenGeneration) -> Profile:
    """Vectors do not depend on weights: the same one is that of a generation which differs by nothing else."""
    if profile.vector is None:
        return profile
    return profile.with_vector(replace(profile.vector, generation=frozen.digest))


def _add_meaning(
    needs: Sequence[Stored], lists: dict[int, list[Entry]], serving: Generation, frozen: FrozenGeneration
) -> dict[int, list[Entry]]:
    """Order again, by scores with the part for meaning."""
    found = {pk for entries in lists.values() for _key, pk in entries}
    asking = _with_meaning(Need, needs, frozen)
    offers = _with_meaning(Offer, list(load_stored(TWINS[Offer], serving, found)), frozen)
    ordered = {}
    for need, entries in lists.items():
        others = [(pk, offers[pk]) for _key, pk in entries if pk in offers]
        scores = score_many(asking[need], [offer for _pk, offer in others], frozen)
        keys = (key_of(score.precise, offer.tie) for (_pk, offer), score in zip(others, scores, strict=True))
        ordered[need] = sorted(zip(keys, (pk for pk, _offer in others), strict=True), reverse=True)
    return ordered


def _with_meaning(
    model: type[Posting], postings: Sequence[Stored], frozen: FrozenGeneration
) -> dict[int, Profile]:
    """Read the texts of those that are stored without."""
    profiles = {one.pk: _restamp(one.profile, frozen) for one in postings}
    bare = {pk: profile.vector for pk, profile in profiles.items() if profile.vector}
    bare = {pk: vector for pk, vector in bare.items() if not vector.embedding}
    texts = original_texts(model, bare)
    read = {
        pk: profiles[pk].with_vector(embed_text(vector, texts.get(pk), frozen)) for pk, vector in bare.items()
    }
    return profiles | read


def _read_lists(needs: Sequence[Stored], serving: Generation) -> dict[int, list[Entry]]:
    lists: dict[int, list[Entry]] = {need.pk: [] for need in needs}
    rows = NeedStanding.objects.filter(generation=serving, posting__in=lists)
    for pk, entries in rows.values_list("posting_id", "open"):
        lists[pk] = read_entries(bytes(entries))[:TOP]
    return lists


def _place(
    before: Sequence[Entry], after: Sequence[Entry], offers: Mapping[int, Posting]
) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    ranks = [{pk: rank for rank, (_key, pk) in enumerate(entries, 1)} for entries in (before, after)]
    return (_places(before, ranks[1], offers), _places(after, ranks[0], offers))


def _places(
    entries: Sequence[Entry], others: Mapping[int, int], offers: Mapping[int, Posting]
) -> tuple[Place, ...]:
    return tuple(
        Place(offers[pk], per_mille(precise_of(key)), rank, others.get(pk))
        for rank, (key, pk) in enumerate(entries, 1)
    )
