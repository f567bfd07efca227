"""Rows of standings: the lists of postings in one generation, read and written."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection

from matching.core.shortlist import Shortlist, blocked_list, open_list, read_entries
from matching.models import Generation
from matching.services.twins import TWINS, Twin
from postings.models import Posting

FIELDS = ("open", "open_is_complete", "blocked", "blocked_is_complete")


@dataclass(frozen=True)
class Lists:
    """The two lists of one posting."""

    open: Shortlist
    blocked: Shortlist

    @property
    def is_short(self) -> bool:
        return self.open.is_short or self.blocked.is_short

    @cached_property
    def canonical(self) -> frozenset[int]:
        """Whom the posting lists; nobody is open and blocked at once."""
        return frozenset((*self.open.canonical, *self.blocked.canonical))

    def as_fields(self) -> dict[str, Any]:
        return {
            "open": self.open.to_bytes(),
            "open_is_complete": self.open.is_complete,
            "blocked": self.blocked.to_bytes(),
            "blocked_is_complete": self.blocked.is_complete,
        }


NO_LISTS = Lists(open_list([], is_complete=True), blocked_list([], is_complete=True))


def load_lists(twin: Twin, generation: Generation, pks: Collection[int]) -> dict[int, Lists]:
    if not pks:
        return {}
    rows = twin.standing.objects.filter(generation=generation, posting__in=pks)
    return {
        pk: Lists(
            open_list(read_entries(bytes(opened)), is_complete=open_is_complete),
            blocked_list(read_entries(bytes(blocked)), is_complete=blocked_is_complete),
        )
        for pk, opened, open_is_complete, blocked, blocked_is_complete in rows.values_list(
            "posting_id", *FIELDS
        )
    }


def stand(
    posting: Posting, lists: Lists, generation: Generation, *, is_live: bool, number: int | None = None
) -> None:
    """Write the row of a posting; without a number nothing about it changes for who searches."""
    numbers = {} if number is None else {"entered": number, "changed": number}
    fields = {
        "revision": posting.revision,
        "reading": generation.reading,
        "is_live": is_live,
        **lists.as_fields(),
    }
    TWINS[type(posting)].standing.objects.update_or_create(
        posting_id=posting.pk,
        generation=generation,
        defaults={**fields, **numbers},
        create_defaults={**fields, "entered": 0, "changed": 0, **numbers},
    )


def write_lists(twin: Twin, lists: Mapping[int, Lists], generation: Generation, *, number: int) -> None:
    """Write the lists of several postings at once."""
    if not lists:
        return
    rows = [(pk, *found.as_fields().values()) for pk, found in sorted(lists.items())]
    pks, opened, open_done, blocked, blocked_done = (list(column) for column in zip(*rows, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {twin.standing._meta.db_table} AS stored"  # noqa: S608 (a table of our own)
            " SET open = decode(news.open, 'hex'), open_is_complete = news.open_done,"
            " blocked = decode(news.blocked, 'hex'), blocked_is_complete = news.blocked_done, changed = %s"
            " FROM unnest(%s::bigint[], %s::text[], %s::boolean[], %s::text[], %s::boolean[])"
            " AS news (posting, open, open_done, blocked, blocked_done)"
            " WHERE stored.generation_id = %s AND stored.posting_id = news.posting",
            [
                number,
                pks,
                [stored.hex() for stored in opened],
                open_done,
                [stored.hex() for stored in blocked],
                blocked_done,
                generation.pk,
            ],
        )
