"""What the secretariat decides about a pair. Decisions outlive scores: each copies what was seen."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.services import record_audit
from jobs.services import ring
from matching.adapters import read_party
from matching.choices import DismissalReason, Verdict
from matching.core.modality import modality_of
from matching.models import Decision, Match
from matching.services.generations import lock_matching
from needs.models import Need
from notices.services import notify
from offers.models import Offer
from postings.models import Posting


class NoSuchMatch(Exception):
    """The pair has no current suggestion: it was rescored, paused or withdrawn meanwhile."""


class MatchBlocked(Exception):
    """A hard constraint stands between the two; `codes` names them."""

    def __init__(self, codes: list[str]) -> None:
        super().__init__(", ".join(codes))
        self.codes = codes


class AlreadyDecided(Exception):
    """A decision about the pair stands already; `decision` is it."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.reference)
        self.decision = decision


@transaction.atomic
def accept_match(*, offer: Offer, need: Need, comment: str = "", by: User, at: datetime) -> Decision:
    """Accept a suggestion: both parties get a notice, and each other's contact where consent allows.

    Raises NoSuchMatch, MatchBlocked, AlreadyDecided.
    """
    match = _lock_match(offer, need)
    if match.blockers:
        raise MatchBlocked(match.blockers)
    decision = _decide(match, Verdict.ACCEPTED, reason="", comment=comment, by=by, at=at)
    _tell_parties(decision, by=by, at=at)
    return decision


@transaction.atomic
def dismiss_match(
    *, offer: Offer, need: Need, reason: DismissalReason, comment: str = "", by: User, at: datetime,
) -> Decision:
    """Set a suggestion aside for a coded reason. Raises NoSuchMatch, AlreadyDecided."""
    return _decide(_lock_match(offer, need), Verdict.DISMISSED, reason=reason, comment=comment, by=by, at=at)


@transaction.atomic
def undo_decision(decision: Decision, *, by: User, at: datetime) -> Decision:
    """End a standing decision; the pair becomes a suggestion again if it still scores. Idempotent."""
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    if decision.ended_at is None:
        decision.ended_at, decision.ended_by = at, by
        decision.save(update_fields=["ended_at", "ended_by"])
        _audit(decision, "decision.undo", by=by, at=at)
    return decision


def _lock_match(offer: Offer, need: Need) -> Match:
    """The current match of the pair, under the lock of all writers of matches."""
    lock_matching()
    standing = Decision.objects.standing().filter(offer=offer, need=need).first()
    if standing is not None:
        raise AlreadyDecided(standing)
    match = (
        Match.objects.current()
        .filter(offer=offer, need=need)
        .select_related("offer__institution__country", "need__institution__country", "generation")
        .first()
    )
    if match is None:
        raise NoSuchMatch(f"{offer} {need}")
    return match


def _decide(match: Match, verdict: Verdict, *, reason: str, comment: str, by: User, at: datetime) -> Decision:
    modality = modality_of([read_party(match.offer, on=at.date()), read_party(match.need, on=at.date())])
    decision = Decision.objects.create(
        reference=_allocate_reference(at.year),
        offer=match.offer,
        need=match.need,
        verdict=verdict,
        reason=reason,
        comment=comment,
        by=by,
        at=at,
        score=match.score,
        parts=match.parts,
        generation=match.generation,
        offer_revision=match.offer_revision,
        need_revision=match.need_revision,
        modality=modality.modality or "",
        modality_reason=modality.reason,
    )
    _audit(decision, f"decision.{verdict}", by=by, at=at)
    return decision


def _allocate_reference(year: int) -> str:
    """The next number of the year; the caller holds the lock, so numbers have no doubles."""
    prefix = f"MA-{year}-"
    taken = Decision.objects.filter(reference__startswith=prefix).values_list("reference", flat=True)
    return f"{prefix}{max((int(reference[len(prefix):]) for reference in taken), default=0) + 1:04d}"


def _audit(decision: Decision, action: str, *, by: User, at: datetime) -> None:
    """One entry per party's country, so that each sees the decision in its own trail."""
    countries = {posting.institution.country for posting in (decision.offer, decision.need)}
    for country in countries:
        record_audit(
            actor=by, action=action, subject=decision.reference, country=country, before={},
            after={"offer": decision.offer.reference, "need": decision.need.reference, "score": decision.score},
            reason=decision.comment or decision.reason, at=at,
        )


def _tell_parties(decision: Decision, *, by: User, at: datetime) -> None:
    for posting, other in ((decision.offer, decision.need), (decision.need, decision.offer)):
        notify(
            recipients=_people_of(posting, except_for=by, at=at),
            event="match.accepted",
            template="matching/notices/accepted",
            params={"reference": decision.reference, "own": posting.reference, "other": other.reference},
            target_name="matching:match",
            target_args=[decision.reference],
            at=at,
        )
    ring("matching.decided")


def _people_of(posting: Posting, *, except_for: User, at: datetime) -> list[User]:
    on = at.date()
    writers = User.objects.writing_for(posting.institution, on=on)
    focal_points = User.objects.focal_points_of(posting.institution, on=on)
    return [user for user in {*writers, *focal_points} if user.pk != except_for.pk]
