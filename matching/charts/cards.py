"""The object behind a match card; templates/partials/_match_card.html says what each attribute is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.querysets import access_of
from directory.models import say_day
from matching.charts.blockers import say_blocker
from matching.charts.names import Names
from matching.charts.raises import Raise, show_raise
from matching.charts.sentences import Values, say_evidence
from matching.choices import CRITERION_LABELS
from matching.core.profile import PostingSide
from matching.core.score import Blocker, Contribution
from matching.models import Decision, Match
from matching.services import (
    Explanation,
    explain_decisions,
    explain_matches,
    find_obstacles,
)
from needs.models import Need
from offers.models import Offer
from postings.models import Posting

# The subject is told first, however much the rest earns.
TOLD_FIRST = ("text", "theme")
MOST_QUOTES = 3


@dataclass(frozen=True)
class CardPosting:
    title: str
    language: str
    url: str
    country: str
    reference: str


@dataclass(frozen=True)
class Quote:
    """What met, as both sides wrote it; the languages are those of the original texts."""

    need: str
    need_language: str
    offer: str
    offer_language: str


@dataclass(frozen=True)
class Part:
    label: str
    points: int
    max_points: int
    missing: bool
    sentences: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True)
class Card:
    """`earned` of `possible` points give the total; `left_out` names the criteria that count in neither."""

    need: CardPosting
    offer: CardPosting
    total: int
    band: str
    band_label: str
    parts: tuple[Part, ...]
    reasons: tuple[str, ...]
    blockers: tuple[str, ...]
    earned: int
    possible: int
    left_out: str
    note: str
    raises: tuple[Raise, ...] = ()

    @property
    def largest(self) -> int:
        return max(part.max_points for part in self.parts)


def cards_of_matches(
    matches: Sequence[Match], names: Names, *, on: date, reader: User | AnonymousUser
) -> list[Card]:
    """Cards of current suggestions that come `for_cards`; what the reader could change comes first."""
    explained = explain_matches(matches, on=on)
    hand = _hand_of(reader, matches)
    return [
        _build_card(
            match,
            explanation,
            names,
            beyond=[code for code in find_obstacles(match) if code not in match.blockers],
            raises=_raises(match, explanation, names, hand),
            note=""
            if explanation.is_stored
            else _("This score is being renewed; its reasons follow within seconds."),
        )
        for match, explanation in zip(matches, explained, strict=True)
    ]


def cards_of_decisions(decisions: Sequence[Decision], names: Names, *, on: date) -> list[Card]:
    """Cards with the scores as they were when it was decided."""
    explained = explain_decisions(decisions, on=on)
    return [
        _build_card(decision, explanation, names, note=_note_of(decision, explanation))
        for decision, explanation in zip(decisions, explained, strict=True)
    ]


def _note_of(decision: Decision, explanation: Explanation) -> str:
    """Say what the score is of, and what has changed since: the postings, or what they were compared by."""
    day = {"day": say_day(decision.at)}
    if explanation.is_stored and not explanation.has_moved:
        return _("The score is the one of %(day)s, when it was decided.") % day
    if explanation.is_stored:
        return (
            _(
                "The score is the one of %(day)s, when it was decided; a posting has changed since, but gives the same points."
            )
            % day
        )
    if explanation.has_moved:
        return (
            _("The score is the one of %(day)s, when it was decided; the postings have changed since.") % day
        )
    return (
        _(
            "The score is the one of %(day)s, when it was decided. The postings are the same, but what they were compared by"
            " has changed, so that its reasons can no longer be shown."
        )
        % day
    )


def _build_card(
    scored: Match | Decision,
    explanation: Explanation,
    names: Names,
    *,
    beyond: Sequence[str] = (),
    raises: Sequence[Raise] = (),
    note: str,
) -> Card:
    """`beyond` are codes of what stands in the way besides the engine's own blockers."""
    blockers = [*explanation.blockers, *(Blocker(code) for code in beyond)]
    counted = [part for part in explanation.contributions if part.points is not None]
    unsaid = [
        str(CRITERION_LABELS[part.criterion]) for part in explanation.contributions if part.points is None
    ]
    return Card(
        need=show_posting(scored.need),
        offer=show_posting(scored.offer),
        total=scored.score,
        band=scored.band,
        band_label=scored.get_band_display(),
        parts=tuple(_part(part, scored, names) for part in explanation.contributions),
        reasons=tuple(_reasons(explanation.contributions, names)),
        blockers=tuple(say_blocker(blocker, names) for blocker in blockers),
        earned=sum(part.points or 0 for part in counted),
        possible=sum(part.max_points for part in counted),
        left_out=", ".join(unsaid),
        note=note,
        # Where the other party may not even see the posting, no change of the other kind helps.
        raises=() if beyond else tuple(raises),
    )


def show_posting(posting: Posting) -> CardPosting:
    text = posting.text_for()
    country = posting.institution.country
    return CardPosting(
        title=text.title if text and text.title else posting.reference,
        language=text.language if text else posting.original_language,
        url=posting.get_absolute_url(),
        country=country.name if country else posting.institution.name,
        reference=posting.reference,
    )


def _part(part: Contribution, scored: Match | Decision, names: Names) -> Part:
    is_text = part.criterion == "text"
    return Part(
        label=str(CRITERION_LABELS[part.criterion]),
        points=part.points or 0,
        max_points=part.max_points,
        missing=part.points is None,
        sentences=() if is_text else tuple(_tell(part, names)),
        quotes=tuple(_quote(piece.values, scored) for piece in part.evidence) if is_text else (),
    )


def _quote(values: Values, scored: Match | Decision) -> Quote:
    _name, offer, need = values
    return Quote(
        need=str(need),
        need_language=scored.need.original_language,
        offer=str(offer),
        offer_language=scored.offer.original_language,
    )


def _reasons(parts: Sequence[Contribution], names: Names) -> Iterator[str]:
    """What earned points, the subject first, then by points; each with the evidence for it."""
    earned = [part for part in parts if part.points and part.evidence]
    ordered = sorted(
        earned,
        key=lambda part: (
            TOLD_FIRST.index(part.criterion) if part.criterion in TOLD_FIRST else len(TOLD_FIRST),
            -(part.points or 0),
        ),
    )
    for part in ordered:
        yield from _tell(part, names)


def _tell(part: Contribution, names: Names) -> Iterator[str]:
    """One sentence per code; what met in the texts is one sentence, whichever kind of word it was."""
    if part.criterion == "text":
        quotes = [piece.values for piece in part.evidence[:MOST_QUOTES]]
        yield say_evidence(part.evidence[0].code, quotes, names)
        return
    rows: dict[str, list[Values]] = {}
    for piece in part.evidence:
        rows.setdefault(piece.code, []).append(piece.values)
    for code, values in rows.items():
        yield say_evidence(code, values, names)


@dataclass(frozen=True)
class _Hand:
    """What is the reader's on this page: the institutions on whose side they are, the postings that they may edit."""

    institutions: frozenset[int]
    editable: frozenset[str]


def _hand_of(reader: User | AnonymousUser, matches: Sequence[Match]) -> _Hand:
    access = access_of(reader)
    editable: set[str] = set()
    if access.may_write and matches:
        for model, pks in (
            (Need, {match.need_id for match in matches}),
            (Offer, {match.offer_id for match in matches}),
        ):
            own = model.objects.editable_by(reader).filter(pk__in=pks)
            editable |= set(own.values_list("reference", flat=True))
    return _Hand(access.institution_ids | access.focal_institution_ids, frozenset(editable))


def _raises(match: Match, explanation: Explanation, names: Names, hand: _Hand) -> list[Raise]:
    """The changes of the reader's own side first; else in the order of the engine."""
    sides: dict[PostingSide, Posting] = {PostingSide.NEED: match.need, PostingSide.OFFER: match.offer}
    ordered = sorted(
        explanation.advice, key=lambda advice: sides[advice.side].institution_id not in hand.institutions
    )
    return [
        show_raise(
            advice,
            sides[advice.side],
            names,
            may_edit=sides[advice.side].reference in hand.editable,
        )
        for advice in ordered
    ]
