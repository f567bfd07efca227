"""Which generation serves: frozen once, replaced when a release ships another."""

import json
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from jobs.services import ring
from matching.core.bands import USUAL_THRESHOLDS
from matching.core.criteria import SCORER, USUAL_WEIGHTS
from matching.core.generation import Generation as FrozenGeneration
from matching.models import Generation
from vocabulary.core.reading import FEATURISER
from vocabulary.services import serve_thesaurus, shipped_thesaurus

GENERATION_FILE = settings.BASE_DIR / "fixtures" / "reference" / "generation.json"
# One name for every writer of generations and matches: their transactions follow one another.
MATCHING_LOCK = 5_202_601


def lock_matching() -> None:
    """Wait for the other writers; held to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MATCHING_LOCK])


def serving_generation() -> Generation:
    """Fetch the generation that serves. Raises Generation.DoesNotExist before reference data are loaded."""
    return Generation.objects.serving().get()


class ReleaseNotFitted(Exception):
    """The release's generation was made for another thesaurus, featuriser, scorer, or other weights and thresholds."""


@transaction.atomic
def ensure_generation(*, at: datetime) -> tuple[Generation, bool]:
    """Serve the generation that the release ships; says whether it is new here.

    It is fitted once, by `python -m bench.fit`, so that two portals with the same release give the same scores.
    Raises ReleaseNotFitted where that was forgotten.
    """
    lock_matching()
    frozen = read_release()
    current = Generation.objects.serving().first()
    # Each time: a generation that serves since before releases were kept has its thesaurus kept from now on.
    serve_thesaurus(digest=frozen.thesaurus, at=at)
    if current is not None and current.digest == frozen.digest:
        return current, False
    Generation.objects.serving().update(serving=False)
    last = Generation.objects.order_by("-number").values_list("number", flat=True).first() or 0
    made = Generation.objects.create(
        number=last + 1,
        frozen=frozen.as_dict(),
        digest=frozen.digest,
        created_at=at,
        serving=True,
    )
    ring("matching.due")
    return made, True


def read_release(path: Path = GENERATION_FILE) -> FrozenGeneration:
    """Read the shipped generation. Raises ReleaseNotFitted."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    expected = {
        "thesaurus": shipped_thesaurus().digest,
        "featuriser": FEATURISER,
        "scorer": SCORER,
        "weights": USUAL_WEIGHTS,
        "thresholds": USUAL_THRESHOLDS,
    }
    if any(stored.get(name) != value for name, value in expected.items()):
        raise ReleaseNotFitted(f"{path.name} is out of date: run `python -m bench.fit` and commit the file")
    return FrozenGeneration.from_dict(stored)


def thaw(generation: Generation) -> FrozenGeneration:
    return FrozenGeneration.from_dict(generation.frozen)
