"""The work of building a generation, cut into pieces for any number of workers."""

from collections.abc import Iterator
from enum import IntEnum
from itertools import product

from jobs.services import ring
from matching.models import Generation, Piece
from matching.services.twins import TWINS, Twin, other_of

# A piece takes a second or so: as long as other work of a worker may have to wait for it.
CHUNK = 2_000
# A worker holds this many of the other side at once.
SHARD = 50_000
# Postings that are indexed at once: whoever edits one of them waits for so many.
INDEXED = 500
# So many workers are called at once; each that finds work calls again when it has done some.
WORKERS = 4

Span = tuple[int, int]


class Stage(IntEnum):
    """In this order: none begins before the one before it is done."""

    FIT = 0  # what the generation is fitted to live texts by, where that was asked for
    READ = 1  # texts and facts into vectors
    SEARCH = 2  # one chunk of a side against one shard of the other
    MERGE_OFFERS = 3  # what was found into lists, and lists into matches
    MERGE_NEEDS = 4  # likewise, but for the pairs that an offer lists already
    SWAP = 5  # what changed meanwhile, and the swap
    INDEX = 6  # after a swap to another thesaurus: the lexemes by which postings are searched


def plan_pieces(generation: Generation, *, fits: bool = False) -> None:
    """Cut by the numbers of the postings that are live now; later ones are caught up with before the swap."""
    live = {
        twin.name: list(twin.model.objects.live().order_by("pk").values_list("pk", flat=True))
        for twin in TWINS.values()
    }
    pieces = [piece for twin in TWINS.values() for piece in _pieces_of(twin, live)]
    pieces.append(Piece(stage=Stage.SWAP, first=0, last=0))
    if fits:
        pieces.append(Piece(stage=Stage.FIT, first=0, last=0))
    for piece in pieces:
        piece.generation = generation
    Piece.objects.bulk_create(pieces)
    generation.total = len(pieces)
    generation.save(update_fields=["total"])


def plan_indexing(generation: Generation) -> None:
    """Have every posting indexed anew, drafts included. Beside the pieces that are counted: the generation serves already."""
    Piece.objects.bulk_create(
        Piece(generation=generation, stage=Stage.INDEX, side=twin.name, first=first, last=last)
        for twin in TWINS.values()
        for first, last in _cut(list(twin.model.objects.order_by("pk").values_list("pk", flat=True)), INDEXED)
    )
    call_workers()


def _pieces_of(twin: Twin, live: dict[str, list[int]]) -> Iterator[Piece]:
    chunks = list(_cut(live[twin.name], CHUNK))
    shards = list(_cut(live[other_of(twin).name], SHARD))
    for (first, last), (pool_first, pool_last) in product(chunks, shards):
        yield Piece(
            stage=Stage.SEARCH,
            side=twin.name,
            first=first,
            last=last,
            pool_first=pool_first,
            pool_last=pool_last,
        )
    for stage in (Stage.READ, Stage.MERGE_OFFERS if twin.name == "offer" else Stage.MERGE_NEEDS):
        for first, last in chunks:
            yield Piece(stage=stage, side=twin.name, first=first, last=last)


def _cut(pks: list[int], size: int) -> Iterator[Span]:
    for at in range(0, len(pks), size):
        some = pks[at : at + size]
        yield some[0], some[-1]


def call_workers(number: int = WORKERS) -> None:
    for _ in range(number):
        ring("matching.rebuild")
