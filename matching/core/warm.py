"""Compile the engine where it runs: seconds once per processor and version, then read back from a folder."""

from __future__ import annotations

import fcntl
import os
from dataclasses import replace
from pathlib import Path

import numpy as np

from matching.core.bands import USUAL_THRESHOLDS
from matching.core.best import Pool, find_best, find_entering
from matching.core.criteria import SCORER, USUAL_WEIGHTS
from matching.core.frozen import Generation
from matching.core.profile import PostingSide, Profile
from matching.core.vectors import vectorise
from vocabulary.core.features import TextFeatures
from vocabulary.core.reading import FEATURISER

# The table of words grows while it is filled with these.
WORDS = 1_000


def make_ready(folder: Path) -> None:
    """Load the compiled engine, or compile it where `folder` has none for this processor.

    Processes that start together wait for the first of them and read what it compiled.
    """
    folder.mkdir(parents=True, exist_ok=True)
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        warm_up()
    finally:
        os.close(held)


def warm_up() -> None:
    """Call every compiled function once, with each of the types that it ever meets."""
    generation = Generation(
        featuriser=FEATURISER,
        scorer=SCORER,
        thesaurus="",
        documents=0,
        frequencies={},
        language_factors={},
        weights=USUAL_WEIGHTS,
        thresholds=USUAL_THRESHOLDS,
    )
    text = TextFeatures(language="en", counts=tuple((f"w:{number}", 1) for number in range(WORDS)))
    vector = vectorise(text, generation)
    offer = Profile(id="OF-1", side=PostingSide.OFFER, vector=vector)
    need = Profile(id="NE-1", side=PostingSide.NEED, vector=vector)
    pool = Pool(generation, PostingSide.OFFER)
    pool.add([offer, replace(offer, id="OF-2", tie=1)])
    find_best([need], pool, k=1, blocked=1)
    bars = np.zeros(pool.places, dtype=np.int64)
    find_entering(need, pool, bars, bars)
