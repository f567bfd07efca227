"""Whether background work keeps up: what `/readyz` reports and what the banner of the desk says."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from redis import Redis, RedisError

from jobs.services import is_beat_silent
from mail.models import OutgoingMail
from matching.services import count_behind

# Work this old is late: the sweep should have found it several times.
LATE = timedelta(minutes=1)
BROKER_TIMEOUT = 1.0


@dataclass(frozen=True)
class Background:
    broker_answers: bool
    late_postings: int
    late_mail: int
    beat_is_silent: bool

    @property
    def is_on_time(self) -> bool:
        return not (self.late_postings or self.late_mail or self.beat_is_silent)

    @property
    def is_degraded(self) -> bool:
        return not (self.broker_answers and self.is_on_time)


def check_background(*, at: datetime) -> Background:
    before = at - LATE
    return Background(
        broker_answers=_ask_broker(),
        late_postings=count_behind(since=before),
        late_mail=OutgoingMail.objects.due(at=before).count(),
        beat_is_silent=is_beat_silent(at=at),
    )


def _ask_broker() -> bool:
    broker = Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=BROKER_TIMEOUT,
        socket_connect_timeout=BROKER_TIMEOUT,
    )
    try:
        return bool(broker.ping())
    except RedisError:
        return False
    finally:
        broker.close()
