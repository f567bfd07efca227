"""One run: the engine and its references in the same process, on the same postings."""

from __future__ import annotations

import gc
import os
from typing import TypeAlias

import numpy as np

from bench.matching.corpus import Corpus, make_corpus
from bench.matching.end_to_end import PARTS, WHOLE, Built, go_all_the_way
from bench.matching.engine import DEPTH, other
from bench.matching.reading import start_readers
from bench.matching.references import find_plainly, token_set
from bench.matching.timing import Clock
from bench.matching.updates import Updates, gather_updates, update_all
from bench.matching.worker import BLOCKED_DEPTH, measure_worker
from matching.core.best import find_best
from matching.core.profile import PostingSide
from matching.core.warm import warm_up
from tests.machine import machine_in, open_folder

OFFER, NEED = PostingSide.OFFER, PostingSide.NEED
CORES = os.cpu_count() or 1
# How often each search is timed; figures are medians.
TIMES = 5
FIRST_STAGE, BOTH_STAGES, TOKEN_SET, UPDATES = "first stage", "both stages", "token set", "updates"
REPEATED = (WHOLE, FIRST_STAGE, BOTH_STAGES, TOKEN_SET, UPDATES)
# So many texts of each side are compared with one another, to know how long all would take.
TOKEN_SET_TEXTS = {OFFER: 800, NEED: 400}
NEWCOMERS = 400
WARM = 100
MS = 1_000

Figures: TypeAlias = dict[str, object]


class Run:
    """Everything that is timed under `clock`, in the order of these methods."""

    def __init__(self, offers: int, needs: int, seed: int) -> None:
        self.seed = seed
        self.clock = Clock()
        self.random = np.random.default_rng(seed)
        # Before this process reads a text: what it learns thereby, they must not know.
        self.readers = start_readers(CORES)
        self.corpus = make_corpus(offers, needs, seed=seed)
        self.pairs = offers * needs

    def go(self, compared: int) -> Figures:
        compile_kernels(self.corpus)
        with open_folder("bench") as folder, machine_in(folder) as machine, self.readers:
            address = machine.environment["DATABASE_URL"]
            _set_aside()
            built = go_all_the_way(self.corpus, self.readers, address, self.clock, cores=CORES)
            memory = measure_worker(built.profiles, self.corpus.generation, folder)
        _set_aside()
        updates, sample = self._time_searches(built)
        for side in PostingSide:
            self._time_newcomers(side, built)
        return {
            **self._figures(sample),
            "peak_rss_mb": round(memory, 1),
            "identical_to_bruteforce": self._is_identical(built, compared),
            "bruteforce_needs": min(compared, len(built.profiles[NEED])),
            "newcomers": NEWCOMERS,
            "seed": self.seed,
            "cores": CORES,
            "features": updates.distinct_features,
            "updates": updates.touched,
            "rows_written": built.rows,
            "end_to_end_parts": {name: round(self.clock.median(name), 3) for name in PARTS},
            "every_time": {name: [round(one, 4) for one in self.clock.seconds[name]] for name in REPEATED},
        }

    def _time_searches(self, built: Built) -> tuple[Updates, int]:
        """In turn, so that whatever else slows the machine slows them alike; also return how many pairs are a sample."""
        offers = built.sides[OFFER]
        updates = gather_updates(built.vectors(OFFER), built.vectors(NEED))
        rows = len(built.profiles[OFFER])
        ones, others = self._sample(OFFER), self._sample(NEED)
        for _ in range(TIMES):
            self.clock.time(FIRST_STAGE, lambda: offers.search(threads=CORES, letters=False))
            self.clock.time(TOKEN_SET, lambda: token_set(ones, others, workers=CORES))
            self.clock.time(BOTH_STAGES, lambda: offers.search(threads=CORES))
            self.clock.time(UPDATES, lambda: update_all(updates, rows=rows, threads=CORES))
        return updates, len(ones) * len(others)

    def _sample(self, side: PostingSide) -> list[str]:
        texts = self.corpus.texts[side]
        return [texts[place].whole for place in self._some(len(texts), TOKEN_SET_TEXTS[side])]

    def _time_newcomers(self, side: PostingSide, built: Built) -> None:
        """Find the list of one posting after the other, by itself, as objects that a service takes."""
        profiles, pool = built.profiles[side], built.sides[other(side)].pool
        for place in self._some(len(profiles), NEWCOMERS):
            one = [profiles[place]]
            self.clock.time(newcomer(side), lambda: find_best(one, pool, k=DEPTH, blocked=BLOCKED_DEPTH))  # noqa: B023 (called at once)

    def _is_identical(self, built: Built, compared: int) -> bool:
        needs = [built.profiles[NEED][place] for place in self._some(len(built.profiles[NEED]), compared)]
        wanted = {"k": DEPTH, "blocked": BLOCKED_DEPTH}
        found = find_best(needs, built.sides[OFFER].pool, **wanted)
        plain = find_plainly(needs, built.profiles[OFFER], self.corpus.generation, **wanted, processes=CORES)
        return found == plain

    def _some(self, size: int, wanted: int) -> list[int]:
        found: list[int] = self.random.choice(size, min(size, wanted), replace=False).tolist()
        return found

    def _figures(self, sample: int) -> Figures:
        clock = self.clock
        engine, full, whole = (clock.median(name) for name in (FIRST_STAGE, BOTH_STAGES, WHOLE))
        token_set_seconds = clock.median(TOKEN_SET) / sample * self.pairs
        limit = clock.median(UPDATES)
        new_offer, new_need = newcomer(OFFER), newcomer(NEED)
        return {
            "offers": len(self.corpus.texts[OFFER]),
            "needs": len(self.corpus.texts[NEED]),
            "engine_seconds": round(engine, 4),
            "full_seconds": round(full, 4),
            "engine_end_to_end_seconds": round(whole, 3),
            "token_set_seconds": round(token_set_seconds, 1),
            "token_set_pairs_timed": sample * TIMES,
            "ratio_kernel": round(token_set_seconds / engine, 1),
            "ratio_full": round(token_set_seconds / full, 1),
            "ratio_end_to_end": round(token_set_seconds / whole, 1),
            "rmw_limit_seconds": round(limit, 4),
            "rmw_share": round(limit / engine, 3),
            "new_offer_ms_p50": round(MS * clock.quantile(new_offer, 50), 3),
            "new_offer_ms_p99": round(MS * clock.quantile(new_offer, 99), 3),
            "new_need_ms_p50": round(MS * clock.quantile(new_need, 50), 3),
            "new_need_ms_p99": round(MS * clock.quantile(new_need, 99), 3),
        }


def _set_aside() -> None:
    """What stays is not looked through again for what could be thrown away, as in a worker."""
    gc.collect()
    gc.freeze()


def newcomer(side: PostingSide) -> str:
    return f"new {side}"


def compile_kernels(corpus: Corpus) -> None:
    """Compiled code is made, or read from its cache, before anything is timed: as where the portal is installed."""
    few = corpus.few(WARM)
    warm_up()
    built = Built(few, {}, 0)
    update_all(gather_updates(built.vectors(OFFER), built.vectors(NEED)), rows=WARM, threads=1)
