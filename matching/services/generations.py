"""The life of generations: one serves, at most one is built beside it, and they swap when that one is complete.

A new request supersedes an unfinished one. A retired generation keeps its row, since decisions and releases name it; its
matches, standings and vectors are deleted in the background.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from accounts.models import User
from jobs.core.days import day_of_record
from jobs.services import ring
from matching.choices import GenerationStatus
from matching.core.bands import USUAL_THRESHOLDS
from matching.core.ceilings import SUBJECT
from matching.core.criteria import MEANING, SCORER, USUAL_WEIGHTS
from matching.core.generation import Generation as FrozenGeneration
from matching.models import Generation
from matching.services.planning import Stage, call_workers, plan_pieces
from vocabulary.core.reading import FEATURISER
from vocabulary.services import freeze_thesaurus, serve_thesaurus, shipped_thesaurus

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
def begin_generation(*, frozen: FrozenGeneration, by: User | None, at: datetime) -> Generation:
    """Have a generation built in the background; it serves as soon as it is complete.

    Asked again for the one that is being built, gives that one; another request ends it. Where nothing serves yet, the
    new one serves at once and fills as postings fall due.
    """
    lock_matching()
    building = Generation.objects.building().filter(digest=frozen.digest, is_audit=False).first()
    if building is not None:
        return building
    return _begin(frozen, by=by, at=at)


def next_generation() -> Generation:
    """Fetch what serves next: the one that is being built, else the one that serves.

    Raises Generation.DoesNotExist before reference data are loaded.
    """
    return Generation.objects.building().filter(is_audit=False).first() or serving_generation()


def weights_of(generation: Generation) -> dict[str, int]:
    return dict(thaw(generation).weights)


class WeightsChanged(Exception):
    """Somebody else changed the weights since they were shown."""


class WeightsUnchanged(Exception):
    """The next generation has these weights already."""


@transaction.atomic
def change_weights(*, weights: Mapping[str, int], seen: int, by: User, at: datetime) -> Generation:
    """Begin a generation that differs from the next one by its weights alone; `seen` is the number of the one shown.

    Raises WeightsChanged, WeightsUnchanged, ValueError as `weigh` does, and Generation.DoesNotExist where nothing serves.
    """
    lock_matching()
    latest = next_generation()
    frozen = thaw(latest)
    if latest.number != seen:
        shown = Generation.objects.filter(number=seen).values_list("frozen__weights", flat=True).first()
        if shown != frozen.weights:
            raise WeightsChanged
    wanted = weigh(frozen, weights)
    if wanted.weights == frozen.weights:
        raise WeightsUnchanged
    return _begin(wanted, by=by, at=at, fits=_awaits_fit(latest))


def weigh(frozen: FrozenGeneration, weights: Mapping[str, int]) -> FrozenGeneration:
    """The same with these weights; a criterion that is not named keeps its own.

    Raises ValueError where a subject in common would weigh nothing, so that no pair were a suggestion.
    """
    wanted = {**frozen.weights, **weights}
    if not any(wanted.get(name) for name in SUBJECT):
        raise ValueError("theme and text cannot both weigh 0")
    if not wanted.get(MEANING.id):
        wanted.pop(MEANING.id, None)
    return replace(frozen, weights=wanted)


@transaction.atomic
def begin_refit(*, by: User, at: datetime) -> Generation:
    """Begin a generation with the thesaurus as it is now, fitted to the live texts by the first piece of its building.

    Asked again for the one that is being built, gives that one. Raises Generation.DoesNotExist where nothing serves.
    """
    thesaurus = freeze_thesaurus(at=at).digest
    lock_matching()
    latest = next_generation()
    frozen = thaw(latest)
    if frozen.thesaurus == thesaurus and latest.pieces.filter(stage=Stage.FIT).exists():
        return latest
    begun = replace(frozen, thesaurus=thesaurus, featuriser=FEATURISER, scorer=SCORER)
    return _begin(begun, by=by, at=at, fits=True)


def _awaits_fit(generation: Generation) -> bool:
    return generation.pieces.filter(stage=Stage.FIT, is_done=False).exists()


@transaction.atomic
def rebuild_matches(*, at: datetime) -> Generation:
    """Have everything worked out again as it serves, by the thesaurus as it is now.

    Where a generation is being built already, gives that one. Raises Generation.DoesNotExist before reference data are loaded.
    """
    lock_matching()
    building = Generation.objects.building().filter(is_audit=False).first()
    return building or begin_anew(at=at, thesaurus=freeze_thesaurus(at=at).digest)


def begin_anew(*, at: datetime, is_audit: bool = False, thesaurus: str = "") -> Generation:
    """Build again what serves, read with another release of the thesaurus where one is named.

    The lock is held. Raises Generation.DoesNotExist where nothing serves.
    """
    serving = serving_generation()
    frozen = thaw(serving)
    if thesaurus and thesaurus != frozen.thesaurus:
        frozen = replace(frozen, thesaurus=thesaurus)
    return _begin(frozen, by=serving.by, at=at, release=serving.release, is_audit=is_audit)


@transaction.atomic
def ensure_generation(*, at: datetime) -> tuple[Generation, bool]:
    """Take over the generation that the release ships, once; says whether it is new here.

    It is fitted once, by `python -m bench.fit`, so that two portals with the same release give the same scores. Weights
    that the secretariat has changed are kept, and so are its edits of the thesaurus. Raises ReleaseNotFitted where
    fitting was forgotten.
    """
    lock_matching()
    frozen = read_release()
    release = frozen.digest
    known = Generation.objects.exclude(status=GenerationStatus.RETIRED).filter(release=release)
    if (current := known.defer("frozen").order_by("-number").first()) is not None:
        return current, False
    frozen = replace(frozen, thesaurus=freeze_thesaurus(at=at).digest)
    latest = Generation.objects.exclude(status=GenerationStatus.RETIRED).order_by("-number").first()
    if latest is None or latest.by is None:
        return _begin(frozen, by=None, at=at, release=release), True
    own = replace(frozen, weights={**frozen.weights, **_known(latest.frozen["weights"], frozen)})
    return _begin(own, by=latest.by, at=at, release=release), True


def _known(weights: dict[str, int], frozen: FrozenGeneration) -> dict[str, int]:
    return {name: weight for name, weight in weights.items() if name in {*frozen.weights, MEANING.id}}


def _begin(
    frozen: FrozenGeneration,
    *,
    by: User | None,
    at: datetime,
    release: str | None = None,
    is_audit: bool = False,
    fits: bool = False,
) -> Generation:
    """Supersede what is being built: without its pieces, whoever still works at one can no longer finish it."""
    superseded = Generation.objects.building().first()
    serving = Generation.objects.serving().first()
    latest = superseded or serving
    if superseded is not None:
        superseded.pieces.all().delete()
        Generation.objects.building().update(status=GenerationStatus.RETIRED)
    last = Generation.objects.order_by("-number").values_list("number", flat=True).first() or 0
    made = Generation.objects.create(
        number=last + 1,
        frozen=frozen.as_dict(),
        digest=frozen.digest,
        release=latest.release if release is None and latest else release or "",
        status=GenerationStatus.BUILDING if serving else GenerationStatus.SERVING,
        is_audit=is_audit,
        by=by,
        created_at=at,
        finished_at=None if serving else at,
        read_on=serving.read_on if serving else day_of_record(at),
    )
    if serving:
        plan_pieces(made, fits=fits)
        call_workers()
    else:
        serve_thesaurus(digest=frozen.thesaurus, at=at)
        ring("matching.due")
    return made


def read_anew() -> None:
    """Have all profiles read again; what is being built begins again, on the day that serves. The lock is held."""
    Generation.objects.serving().update(reading=F("reading") + 1)
    building = Generation.objects.filter(status=GenerationStatus.BUILDING).first()
    if building is not None:
        _begin(
            thaw(building),
            by=building.by,
            at=building.created_at,
            release=building.release,
            is_audit=building.is_audit,
            fits=_awaits_fit(building),
        )


def move_to_day(day: date) -> None:
    """Say that profiles are those of this day, for whatever serves or is built. The lock is held."""
    current = Generation.objects.exclude(status=GenerationStatus.RETIRED)
    current.filter(read_on__lt=day).update(read_on=day)


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
    """Read the large frozen part of a generation, once per process."""
    if generation.digest not in _thawed:
        while len(_thawed) >= MOST_THAWED:
            del _thawed[next(iter(_thawed))]
        _thawed[generation.digest] = FrozenGeneration.from_dict(generation.frozen)
    return _thawed[generation.digest]


# The serving one, one that is built, and what they replace; the digest stands for the whole.
MOST_THAWED = 4
_thawed: dict[str, FrozenGeneration] = {}
