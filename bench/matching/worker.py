"""What a worker needs that holds both sides: its memory, measured in a process that does nothing else."""

from __future__ import annotations

import multiprocessing
import pickle
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from bench.matching.corpus import Profiles
from matching.core.best import Pool, find_best
from matching.core.frozen import Generation
from matching.core.profile import PostingSide, Profile

# As many as a worker reads from the database at once, and as it ranks for one piece of a rebuild.
AT_ONCE, PIECE = 10_000, 1_000
DEPTH, BLOCKED_DEPTH = 20, 5
KIB_PER_MB = 1_000_000 / 1024
STATUS = Path("/proc/self/status")


def measure_worker(profiles: Profiles, generation: Generation, folder: Path) -> float:
    """Give the most megabytes that it held."""
    path = folder / "profiles"
    with path.open("wb") as file:
        for side, own in profiles.items():
            for first in range(0, len(own), AT_ONCE):
                pickle.dump((side, own[first : first + AT_ONCE]), file, protocol=pickle.HIGHEST_PROTOCOL)
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=hold, args=(path, generation.as_dict(), there))
    process.start()
    there.close()
    held: float = here.recv()
    process.join()
    return held


def hold(path: Path, frozen: Mapping[str, object], said: Connection) -> None:
    """Build both pools and rank a piece of each side; `frozen` is `Generation.as_dict`."""
    generation = Generation.from_dict(frozen)
    pools = {side: Pool(generation, side) for side in PostingSide}
    last: dict[PostingSide, Sequence[Profile]] = {}
    with path.open("rb") as file:
        while file.peek(1):
            side, profiles = pickle.load(file)  # noqa: S301 (written by us)
            pools[side].add(profiles)
            last[side] = profiles[:PIECE]
            del profiles
    find_best(last[PostingSide.NEED], pools[PostingSide.OFFER], k=DEPTH, blocked=BLOCKED_DEPTH)
    find_best(last[PostingSide.OFFER], pools[PostingSide.NEED], k=DEPTH, blocked=BLOCKED_DEPTH)
    said.send(_most_held())


def _most_held() -> float:
    """From the kernel's own file: what `getrusage` says includes what the process was forked from."""
    lines = STATUS.read_text(encoding="ascii").splitlines()
    held = next(line for line in lines if line.startswith("VmHWM:"))
    return int(held.split()[1]) / KIB_PER_MB
