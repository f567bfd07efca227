"""Where one period would have to lie so that it and another have the most days in common."""

from __future__ import annotations

from matching.core.profile import Profile


def moved_period(own: Profile, other: Profile, today: int) -> tuple[int | None, int | None] | None:
    """Give the own period moved by as few days as possible, else None: it need not move, or all days are past.

    A period with both ends keeps its length; of one with an open end the other end moves; who states none takes the
    other's. Days before `today` are nobody's any more.
    """
    if other.available_from is None and other.available_until is None:
        return None
    if other.available_until is not None and other.available_until < today:
        return None
    first = None if other.available_from is None else max(other.available_from, today)
    wanted = first, other.available_until
    if own.available_from is None and own.available_until is None:
        return wanted
    if own.available_from is None or own.available_until is None:
        moved = _opened(own, wanted, today)
    else:
        moved = _shifted(own.available_from, own.available_until, wanted, today)
    return None if moved in {(own.available_from, own.available_until), (None, None)} else moved


def _opened(own: Profile, wanted: tuple[int | None, int | None], today: int) -> tuple[int | None, int | None]:
    first, last = wanted
    if own.available_until is None:
        earliest = today if first is None else first
        return min(own.available_from or earliest, earliest), None
    return None, None if last is None else max(own.available_until, last)


def _shifted(first: int, last: int, wanted: tuple[int | None, int | None], today: int) -> tuple[int, int]:
    begin = today if wanted[0] is None else wanted[0]
    end = wanted[1]
    if first < begin and (end is None or last < end):
        later = begin - first if end is None else min(begin - first, end - last)
        return first + later, last + later
    if end is not None and first > begin and last > end:
        earlier = min(first - begin, last - end)
        return first - earlier, last - earlier
    return first, last
