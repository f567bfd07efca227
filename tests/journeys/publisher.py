"""Publishes postings one after the other, each in a transaction of its own, and goes on when the database comes back.

Run in a process of its own; says the number and the seconds of each one published.
"""

import itertools
import sys
import time
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Membership
from cooperanet.demo import Cast, Directory, _load_posting, _read, read_directory
from needs.models import Need
from offers.models import Offer
from postings.models import Posting

PATIENCE = 90.0


def choose_postings(count: int) -> list[tuple[type[Posting], dict[str, Any]]]:
    """As many needs as offers, each posting as often as it takes."""
    folder = settings.BASE_DIR / "fixtures" / "demo"
    twins = [
        [(model, {**row, "status": "published", "translations": {}}) for row in _read(folder, name)]
        for model, name in ((Need, "needs"), (Offer, "offers"))
    ]
    pairs = zip(*(itertools.cycle(rows) for rows in twins), strict=True)
    return list(itertools.islice(itertools.chain.from_iterable(pairs), count))


def gather_cast(postings: list[tuple[type[Posting], dict[str, Any]]], directory: Directory) -> Cast:
    """Everybody is there beforehand, so that no rollback takes a person away."""
    held = Membership.objects.filter(user__is_demo=True).select_related("user", "institution")
    cast = Cast(timezone.now(), {(row.institution.code, Role(row.role)): row.user for row in held})
    for code in {row["institution"] for _model, row in postings}:
        institution = directory.institutions[code]
        cast.find(institution, Role.OFFICIAL)
        cast.find(directory.authority(institution.country) or institution, Role.FOCAL_POINT)
    cast.find(directory.institutions["oas-sedi"], Role.SECRETARIAT)
    return cast


def publish(model: type[Posting], row: dict[str, Any], cast: Cast, directory: Directory) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with transaction.atomic():
                _load_posting(model, row, cast, directory)
        except (OperationalError, InterfaceError):
            connection.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return


def main(count: int) -> None:
    postings = choose_postings(count)
    directory = read_directory()
    cast = gather_cast(postings, directory)
    for number, (model, row) in enumerate(postings, start=1):
        start = time.monotonic()
        publish(model, row, cast, directory)
        sys.stdout.write(f"{number} {time.monotonic() - start:.3f}\n")
        sys.stdout.flush()
