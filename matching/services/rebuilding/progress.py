"""How far a generation has come: the same figures for the desk and for the command line."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from matching.choices import GenerationStatus
from matching.models import Generation, Piece


@dataclass(frozen=True)
class Progress:
    """Counted in pieces; those in `failed` wait for a person, and `error` is what one of them said."""

    generation: Generation
    failed: int
    error: str
    at: datetime

    @property
    def is_running(self) -> bool:
        return self.generation.status == GenerationStatus.BUILDING and not self.failed

    @property
    def serves(self) -> bool:
        return self.generation.status == GenerationStatus.SERVING

    @property
    def is_superseded(self) -> bool:
        return self.generation.status == GenerationStatus.RETIRED

    @property
    def total(self) -> int:
        return self.generation.total

    @property
    def done(self) -> int:
        return self.generation.done

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 100 * self.serves

    @property
    def took(self) -> timedelta:
        return (self.generation.finished_at or self.at) - self.generation.created_at

    @property
    def rate(self) -> float:
        """Pieces per second since the beginning."""
        return self.done / seconds if (seconds := self.took.total_seconds()) > 0 else 0.0

    @property
    def per_minute(self) -> int:
        """For people: large rebuilds do a piece in some seconds."""
        return round(60 * self.rate)

    @property
    def left(self) -> int | None:
        """Seconds that the rest takes at that rate, once there is one."""
        return round((self.total - self.done) / self.rate) if self.rate else None


def find_progress(*, at: datetime, generation: Generation | None = None) -> Progress | None:
    """Tell of one generation, or else of the one that is being built, if any."""
    rows = Generation.objects.filter(pk=generation.pk) if generation else Generation.objects.building()
    found = rows.defer("frozen").first()
    if found is None:
        return None
    errors = list(Piece.objects.filter(generation=found).parked().values_list("last_error", flat=True))
    return Progress(found, failed=len(errors), error=errors[0] if errors else "", at=at)
