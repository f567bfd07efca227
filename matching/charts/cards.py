"""The object behind a match card; templates/partials/_match_card.html says what each attribute is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import say_day
from matching.charts.blockers import say_blocker
from matching.charts.gaps import Gap, tell_gaps
from matching.charts.names import Names
from matching.charts.sentences import Values, say_evidence
from matching.core.score import Blocker, Contribution
from matching.models import Decision, Match
from matching.services import (
    Explanation,
    explain_decisions,
    explain_matches,
    find_obstacles,
)
from postings.models import Posting

CRITERIA: dict[str, str | Promise] = {
    "theme": gettext_lazy("Themes"),
    "text": gettext_lazy("What the two say"),
    "modality": gettext_lazy("Modality"),
    "languages": gettext_lazy("Working languages"),
    "geography": gettext_lazy("Countries and groups"),
    "period": gettext_lazy("Period"),
    "delivery": gettext_lazy("Delivery"),
    "financing": gettext_lazy("Financing"),
}
# The subject is told first, however much the rest earns.
TOLD_FIRST = ("text", "theme")
RAISES: dict[str, str | Promise] = {
    "languages": gettext_lazy("A working language that both sides name."),
    "geography": gettext_lazy("A preference for the other party's country or group."),
    "period": gettext_lazy("Periods that have more days in common."),
    "delivery": gettext_lazy("The same way of delivery on both sides."),
    "financing": gettext_lazy("The same answer to who pays."),
    "theme": gettext_lazy("A sub-theme that both postings name."),
    "modality": gettext_lazy("A modality that both accept and can form by themselves."),
}
MOST_RAISES = 2
MOST_QUOTES = 3
# A criterion that misses less than this share of its points is not worth a sentence.
WORTH_RAISING = 3


@dataclass(frozen=True)
class CardPosting:
    title: str
    language: str
    url: str
    country: str
    reference: str


@dataclass(frozen=True)
class Part:
    label: str
    points: int
    max_points: int
    missing: bool


@dataclass(frozen=True)
class Card:
    need: CardPosting
    offer: CardPosting
    total: int
    band: str
    band_label: str
    parts: tuple[Part, ...]
    reasons: tuple[str, ...]
    blockers: tuple[str, ...]
    raises: tuple[str, ...]
    gaps: tuple[Gap, ...]
    note: str


def cards_of_matches(matches: Sequence[Match], names: Names, *, on: date) -> list[Card]:
    """Cards of current suggestions that come `for_cards`."""
    explained = explain_matches(matches, on=on)
    return [
        _build_card(
            match,
            explanation,
            names,
            beyond=[code for code in find_obstacles(match) if code not in match.blockers],
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
    day = {"day": say_day(decision.at)}
    if explanation.is_stored:
        return _("The score is the one of %(day)s, when it was decided.") % day
    return _("The score is the one of %(day)s, when it was decided; the postings have changed since.") % day


def _build_card(
    scored: Match | Decision,
    explanation: Explanation,
    names: Names,
    *,
    beyond: Sequence[str] = (),
    note: str,
) -> Card:
    """`beyond` are codes of what stands in the way besides the engine's own blockers."""
    blockers = [*explanation.blockers, *(Blocker(code) for code in beyond)]
    return Card(
        need=show_posting(scored.need),
        offer=show_posting(scored.offer),
        total=scored.score,
        band=scored.band,
        band_label=scored.get_band_display(),
        parts=tuple(_part(part) for part in explanation.contributions),
        reasons=tuple(_reasons(explanation.contributions, names)),
        blockers=tuple(say_blocker(blocker, names) for blocker in blockers),
        raises=tuple(_raises(explanation.contributions)),
        gaps=tuple(
            tell_gaps(
                [part.criterion for part in explanation.contributions if part.points is None],
                CRITERIA,
                need=scored.need,
                offer=scored.offer,
            )
        ),
        note=note,
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


def _part(part: Contribution) -> Part:
    return Part(
        label=str(CRITERIA[part.criterion]),
        points=part.points or 0,
        max_points=part.max_points,
        missing=part.points is None,
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


def _raises(parts: Sequence[Contribution]) -> Iterator[str]:
    lost = [
        (part.max_points - part.points, part)
        for part in parts
        if part.points is not None
        and part.criterion in RAISES
        and WORTH_RAISING * (part.max_points - part.points) >= part.max_points
    ]
    for _points, part in sorted(lost, key=lambda pair: -pair[0])[:MOST_RAISES]:
        yield str(RAISES[part.criterion])
