"""Changes of reference data: the directory writes them, the audit trail keeps them, matching reads them anew."""

from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from accounts.models import User
from accounts.services import record_audit
from directory import services as directory
from directory.choices import Side
from directory.models import Country, GroupMembership, Institution
from matching.services import rematch_everything


@transaction.atomic
def load_reference_files(*, folder: Path, at: datetime) -> dict[str, directory.Tally]:
    """Bring the directory to what the files say. Raises directory.services.ReferenceFileInvalid."""
    tallies = directory.load_reference(folder=folder, at=at)
    changes = {
        kind: {
            name: count for name, count in (("created", tally.created), ("changed", tally.changed)) if count
        }
        for kind, tally in tallies.items()
    }
    for kind, done in changes.items():
        if done:
            record_audit(actor=None, action="reference.load", subject=kind, after=done, at=at)
    if any(changes.values()):
        rematch_everything()
    return tallies


@transaction.atomic
def save_institution(institution: Institution, *, by: User, at: datetime) -> Institution:
    """Add an institution, or write the changed fields of one."""
    if institution.pk is None:
        action, change = (
            "institution.add",
            directory.add_institution(institution=institution, at=at),
        )
    else:
        action, change = (
            "institution.edit",
            directory.update_institution(institution=institution, at=at),
        )
    _keep(action, institution.code, institution.country, change, by=by, at=at)
    return institution


@transaction.atomic
def save_membership(membership: GroupMembership, *, by: User, at: datetime) -> GroupMembership:
    """Add a country's membership of a group, or correct it. Raises directory.services.OverlappingMembership."""
    if membership.pk is None:
        action, change = (
            "membership.add",
            directory.add_membership(membership=membership, at=at),
        )
    else:
        action, change = (
            "membership.edit",
            directory.update_membership(membership=membership, at=at),
        )
    subject = f"{membership.country.code} {membership.group_id}"
    _keep(action, subject, membership.country, change, by=by, at=at)
    return membership


@transaction.atomic
def change_country_side(
    country: Country, *, side: Side, since: date, note: str, by: User, at: datetime
) -> None:
    """Move a country to the other side on a day. Raises SideUnchanged and OverlappingMembership of the directory."""
    change = directory.update_country_side(country=country, side=side, since=since, note=note, at=at)
    _keep("country.side", country.code, country, change, by=by, at=at, reason=note)


def _keep(
    action: str,
    subject: str,
    country: Country | None,
    change: directory.Change,
    *,
    by: User,
    at: datetime,
    reason: str = "",
) -> None:
    if not (change["before"] or change["after"]):
        return
    record_audit(
        actor=by,
        action=action,
        subject=subject,
        country=country,
        before=change["before"],
        after=change["after"],
        reason=reason,
        at=at,
    )
    rematch_everything()
