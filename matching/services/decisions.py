"""What the secretariat decides about a pair. Decisions outlive scores: each copies what was seen."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.querysets import access_of
from jobs.core.days import day_of_record
from jobs.services import ring
from matching.adapters import read_party
from matching.choices import DismissalReason, Verdict
from matching.core.modality import modality_of
from matching.models import Decision, Match
from matching.services.parties import people_of
from matching.services.trail import record_decision
from needs.models import Need
from notices.services import notify
from offers.models import Offer
from postings.choices import Visibility
from postings.services import allocate_reference

# Not a matter of the score: the desk sees such a pair, the other party may not even see the posting.
HIDDEN_FROM_PARTY = "hidden_from_party"


class NotTheSecretariat(Exception):
    """Only the secretariat decides about suggestions."""


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

    Raises NotTheSecretariat, NoSuchMatch, MatchBlocked, AlreadyDecided.
    """
    match = _lock_match(offer, need, by)
    if codes := find_obstacles(match):
        raise MatchBlocked(codes)
    decision = _decide(match, Verdict.ACCEPTED, reason="", comment=comment, by=by, at=at)
    _tell_parties(decision, "accepted", by=by, at=at)
    return decision


@transaction.atomic
def dismiss_match(
    *,
    offer: Offer,
    need: Need,
    reason: DismissalReason,
    comment: str = "",
    by: User,
    at: datetime,
) -> Decision:
    """Set a suggestion aside for a coded reason. Raises NotTheSecretariat, NoSuchMatch, AlreadyDecided."""
    return _decide(
        _lock_match(offer, need, by),
        Verdict.DISMISSED,
        reason=reason,
        comment=comment,
        by=by,
        at=at,
    )


@transaction.atomic
def undo_decision(decision: Decision, *, by: User, at: datetime) -> Decision:
    """End a standing decision; the pair becomes a suggestion again if it still scores. Idempotent.

    Parties that were told of an acceptance are told of its end. Raises NotTheSecretariat.
    """
    _require_secretariat(by)
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    if decision.ended_at is None:
        decision.ended_at, decision.ended_by = at, by
        decision.save(update_fields=["ended_at", "ended_by"])
        record_decision(decision, "decision.undo", reason=_words_of(decision), by=by, at=at)
        if decision.verdict == Verdict.ACCEPTED:
            _tell_parties(decision, "undone", by=by, at=at)
    return decision


def find_obstacles(match: Match) -> list[str]:
    """Codes of all that keeps the pair from being accepted."""
    hidden = Visibility.SECRETARIAT in {match.offer.visibility, match.need.visibility}
    return [*match.blockers, *([HIDDEN_FROM_PARTY] if hidden else [])]


def _require_secretariat(by: User) -> None:
    if not access_of(by).is_secretariat:
        raise NotTheSecretariat


def _lock_match(offer: Offer, need: Need, by: User) -> Match:
    """Fetch the current match of the pair; both postings stay as they are until the decision stands."""
    _require_secretariat(by)
    for posting in (offer, need):
        type(posting).objects.select_for_update(no_key=True).get(pk=posting.pk)
    standing = Decision.objects.standing().filter(offer=offer, need=need).first()
    if standing is not None:
        raise AlreadyDecided(standing)
    match = (
        Match.objects.current()
        .filter(offer=offer, need=need)
        .select_related("offer__institution__country", "need__institution__country")
        .first()
    )
    if match is None:
        raise NoSuchMatch(f"{offer} {need}")
    return match


def _decide(match: Match, verdict: Verdict, *, reason: str, comment: str, by: User, at: datetime) -> Decision:
    parties = [read_party(posting, on=day_of_record(at)) for posting in (match.offer, match.need)]
    modality = modality_of(parties)
    decision = Decision.objects.create(
        reference=allocate_reference(Decision, prefix="MA", year=day_of_record(at).year),
        offer=match.offer,
        need=match.need,
        verdict=verdict,
        reason=reason,
        comment=comment,
        by=by,
        at=at,
        score=match.score,
        band=match.band,
        parts=match.parts,
        generation_id=match.generation_id,
        offer_revision=match.offer_revision,
        need_revision=match.need_revision,
        modality=modality.modality or "",
        modality_reason=modality.reason,
    )
    record_decision(decision, f"decision.{verdict}", reason=_words_of(decision), by=by, at=at)
    return decision


def _words_of(decision: Decision) -> str:
    return decision.comment or decision.reason


def _tell_parties(decision: Decision, event: str, *, by: User, at: datetime) -> None:
    """Lead to the page of the match; after its end that page is gone, so to the own posting."""
    pairs = ((decision.offer, decision.need), (decision.need, decision.offer))
    for posting, other in pairs:
        target = (
            ("matching:match", decision.reference)
            if event == "accepted"
            else (f"{posting.url_namespace}:detail", posting.reference)
        )
        notify(
            recipients=people_of(posting, at=at) - {by},
            event=f"match.{event}",
            template=f"matching/notices/{event}",
            params={
                "reference": decision.reference,
                "own": posting.reference,
                "other": other.reference,
            },
            target_name=target[0],
            target_args=[target[1]],
            at=at,
        )
    ring("matching.decided")
