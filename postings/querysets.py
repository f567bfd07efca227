from datetime import date, timedelta
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Membership
from accounts.querysets import access_of
from jobs.core.days import day_of_record
from postings.choices import REMINDER_DAYS, Status, Visibility
from postings.workflow import EDITABLE, EXPIRING, LIVE, SHOWN

if TYPE_CHECKING:
    from accounts.models import User
    from postings.models import Posting  # noqa: F401 (named in a quoted base)


def _endorsers(on: date | None) -> Exists:
    """Whether anyone may endorse: a focal point of the country, or of the institution where it has no country."""
    held = Membership.objects.current(on or day_of_record(timezone.now()))
    endorsing = held.filter(
        Q(institution__country=OuterRef("institution__country")) | Q(institution=OuterRef("institution")),
        role=Role.FOCAL_POINT,
        user__is_active=True,
    )
    return Exists(endorsing)


class PostingQuerySet(QuerySet["Posting"]):
    """Reads that offers and needs share. Permission is a query: a hidden row is a row that does not exist."""

    def live(self) -> Self:
        return self.filter(status__in=LIVE)

    def shown(self) -> Self:
        return self.filter(status__in=SHOWN)

    def ever_published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        access = access_of(user)
        open_to = Q(visibility=Visibility.PUBLIC)
        if access.reads_states:
            open_to |= Q(visibility=Visibility.STATES)
        seen = Q(status__in=SHOWN) & (
            open_to
            | Q(institution__in=access.institution_ids)
            | Q(institution__country__in=access.country_ids)
        )
        seen |= Q(institution__in=access.institution_ids | access.focal_institution_ids)
        if access.is_secretariat:
            seen |= ~Q(status=Status.DRAFT) | Q(on_behalf=True)
        return self.filter(seen)

    def editable_by(self, user: "User | AnonymousUser") -> Self:
        access = access_of(user)
        if not access.may_write:
            return self.none()
        owned = Q(institution__in=access.writer_institution_ids | access.focal_institution_ids)
        if access.is_secretariat:
            owned |= Q(on_behalf=True, status__in={Status.DRAFT, Status.RETURNED})
        return self.filter(owned, status__in=EDITABLE)

    def owned_by(self, user: "User | AnonymousUser") -> Self:
        access = access_of(user)
        return self.filter(institution__in=access.institution_ids | access.focal_institution_ids)

    def awaiting_endorsement_by(self, user: "User | AnonymousUser") -> Self:
        return self.filter(
            status=Status.SUBMITTED,
            institution__in=access_of(user).focal_institution_ids,
        )

    def awaiting_endorser(self, *, on: date | None = None) -> Self:
        """What was sent for endorsement where nobody can endorse: the secretariat has the ball."""
        return self.filter(~_endorsers(on), status=Status.SUBMITTED)

    def with_endorser(self, *, on: date | None = None) -> Self:
        """Tell of each, as `has_endorser`, whether anyone can endorse it; `Posting.ball` asks for it."""
        return self.annotate(has_endorser=_endorsers(on))

    def for_list(self) -> Self:
        """Bring what a row of a list shows: two queries more for any number of rows."""
        rows = self.select_related("institution__country").prefetch_related("texts", "themes")
        return rows.with_endorser()

    def for_detail(self) -> Self:
        return self.for_list().prefetch_related(
            "goals",
            "plan_nodes__plan",
            "eligible_countries",
            "eligible_groups",
            "preferred_countries",
            "preferred_groups",
        )

    def count_by_status(self) -> dict[str, int]:
        return dict(self.order_by().values_list("status").annotate(Count("pk")))

    def due_to_expire(self, on: date) -> Self:
        return self.filter(status__in=EXPIRING, expires_on__lt=on)

    def due_to_remind(self, on: date) -> Self:
        """Where a day to remind of has come since the last reminder, or since publication where there was none."""
        come = Q()
        for days in REMINDER_DAYS:
            day = F("expires_on") - timedelta(days=days)
            silent = Q(reminded_on__isnull=True, published_at__lt=day) | Q(reminded_on__lt=day)
            come |= Q(expires_on__lte=on + timedelta(days=days)) & silent
        return self.filter(come, status__in=EXPIRING, expires_on__gte=on)

    def changed_since_review(self) -> Self:
        return self.filter(status__in=LIVE | {Status.PAUSED}, changed_since_review=True)
