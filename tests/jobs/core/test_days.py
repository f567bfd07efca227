from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from jobs.core.days import day_of_record, day_over_everywhere, local_day

LATE_IN_THE_REGION = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)


def test_a_moment_falls_on_the_day_of_the_person_who_reads():
    zones = ("America/Port-au-Prince", "Pacific/Galapagos", "Europe/Madrid")
    days = [local_day(LATE_IN_THE_REGION, ZoneInfo(zone)) for zone in zones]
    assert days == [date(2026, 11, 21), date(2026, 11, 21), date(2026, 11, 22)]


@pytest.mark.parametrize(
    ("hour", "day"),
    [(9, date(2026, 11, 21)), (10, date(2026, 11, 22))],
)
def test_a_day_is_over_only_when_it_is_over_in_hawaii(hour, day):
    assert day_over_everywhere(datetime(2026, 11, 22, hour, 0, tzinfo=UTC)) == day


def test_no_zone_of_the_region_is_further_west():
    zones = ("Pacific/Honolulu", "America/Adak", "America/Anchorage", "Pacific/Galapagos", "Pacific/Tahiti")
    for zone in zones:
        assert local_day(LATE_IN_THE_REGION, ZoneInfo(zone)) >= day_over_everywhere(LATE_IN_THE_REGION)


def test_what_is_on_record_has_one_day_for_everyone():
    zoned = LATE_IN_THE_REGION.astimezone(ZoneInfo("America/Lima"))
    assert day_of_record(zoned) == date(2026, 11, 22)
