"""Which generation serves: frozen once, replaced when the thesaurus or the featuriser of the release differs."""

import json
from collections.abc import Iterator
from datetime import datetime
from functools import cache

from django.conf import settings
from django.db import connection, transaction

from directory.models import Theme
from directory.models.names import text_in
from jobs.services import ring
from matching.core.criteria import USUAL_WEIGHTS
from matching.core.generation import Generation as FrozenGeneration
from matching.core.generation import fit_generation
from matching.models import Generation
from vocabulary.core.features import TextFeatures
from vocabulary.core.reading import FEATURISER, read_text
from vocabulary.services import serving_thesaurus
from workplans.models import PlanNode

LANGUAGES = ("en", "es", "fr", "pt")
WORDS = ("summary", "situation", "result_wanted", "details")
# One name for every writer of generations and matches: their transactions follow one another.
MATCHING_LOCK = 5_202_601


def lock_matching() -> None:
    """Wait for the other writers; held to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MATCHING_LOCK])


def serving_generation() -> Generation:
    """Fetch the generation that serves. Raises Generation.DoesNotExist before reference data are loaded."""
    return Generation.objects.serving().get()


@transaction.atomic
def ensure_generation(*, at: datetime) -> tuple[Generation, bool]:
    """Serve a generation that fits this release's thesaurus, featuriser and weights; says whether a new one was made.

    The frequencies of words come from the texts of the release (plans and themes in four languages, and the
    demonstration postings, which hold the ordinary words of real ones), so that two portals with the same
    release give the same scores.
    """
    lock_matching()
    thesaurus = serving_thesaurus()
    current = Generation.objects.serving().first()
    fitting = {
        "thesaurus": thesaurus.digest,
        "featuriser": FEATURISER,
        "weights": USUAL_WEIGHTS,
    }
    if current is not None and current.frozen.items() >= fitting.items():
        return current, False
    frozen = fit_generation(_reference_texts(), thesaurus=thesaurus.digest)
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


def _reference_texts() -> Iterator[TextFeatures]:
    thesaurus = serving_thesaurus()
    yield from _shipped_postings()
    for node in PlanNode.objects.exclude(name_en="").order_by("plan__code", "code"):
        for language in LANGUAGES:
            yield read_text(
                title=text_in(node, "name", language),
                body=text_in(node, "aim", language),
                language=language,
                thesaurus=thesaurus,
            )
    for theme in Theme.objects.order_by("code"):
        for language in LANGUAGES:
            yield read_text(
                title=text_in(theme, "name", language),
                body=text_in(theme, "scope", language),
                language=language,
                thesaurus=thesaurus,
            )


@cache
def _shipped_postings() -> tuple[TextFeatures, ...]:
    """Read the demonstration postings of the release, once per process; they are no rows of this portal."""
    paths = sorted((settings.BASE_DIR / "fixtures" / "demo").glob("*-*.json"))
    rows = [row for path in paths for row in json.loads(path.read_text(encoding="utf-8"))]
    return tuple(
        read_text(
            title=row["title"],
            body="\n\n".join(row.get(field, "") for field in WORDS),
            language=row["language"],
            thesaurus=serving_thesaurus(),
        )
        for row in rows
    )


def thaw(generation: Generation) -> FrozenGeneration:
    return FrozenGeneration.from_dict(generation.frozen)
