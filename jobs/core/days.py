"""Which day it is. The rule of the whole portal; no other place works out a day from a moment.

- What is on record (memberships, roles, the year of a reference) goes by `day_of_record`, the same for everyone.
- What a person types or reads goes by `local_day`, in that person's time zone.
- What ends (validity, reminders) goes by `day_over_everywhere`, so that nobody loses the last hours of a day.
"""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

# Hawaii and the Aleutians: nowhere in a member or observer state does a day end later.
WESTERNMOST = timezone(timedelta(hours=-10))


def day_of_record(at: datetime) -> date:
    return at.astimezone(UTC).date()


def local_day(at: datetime, zone: tzinfo) -> date:
    return at.astimezone(zone).date()


def day_over_everywhere(at: datetime) -> date:
    """The first day that still lasts somewhere in the region: every day before it is over everywhere."""
    return local_day(at, WESTERNMOST)
