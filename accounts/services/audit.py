from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.models import AuditEntry, User
from directory.models import Country
from jobs.services import current_request_id


def record_audit(
    *,
    actor: User | None,
    action: str,
    subject: str,
    at: datetime,
    country: Country | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    request_id: str | None = None,
) -> AuditEntry:
    """Write down who did what; `actor=None` is the system itself. Never pass a secret in before or after."""
    return AuditEntry.objects.create(
        actor=actor,
        actor_label=f"{actor.full_name} <{actor.email}>"[:260] if actor else "",
        action=action,
        subject=subject[:200],
        country=country,
        before=dict(before or {}),
        after=dict(after or {}),
        reason=reason,
        request_id=current_request_id() if request_id is None else request_id,
        at=at,
    )
