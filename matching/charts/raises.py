"""What would raise a score, in words: one sentence per change, with what it gives and where to make it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.charts.names import DELIVERIES, LANGUAGES, MODALITIES, PAYERS, Names, day_of, listed
from matching.core.advice import Advice
from postings.models import Posting


@dataclass(frozen=True)
class Raise:
    """`kind` is the side that would change; `url` leads its owner to the field, for everybody else it is empty."""

    kind: str
    sentence: str
    gain: str
    effect: str
    url: str


def _accept_language(params: Sequence[str | int], _names: Names) -> str:
    return _("Accept %(languages)s as a working language.") % {"languages": _alternatives(params)}


def _state_languages(params: Sequence[str | int], _names: Names) -> str:
    return _("State the working languages, among them %(languages)s.") % {"languages": _alternatives(params)}


def _alternatives(codes: Sequence[str | int]) -> str:
    return get_text_list([listed([code], LANGUAGES) for code in codes], _("or"))


def _accept_interpretation(_params: Sequence[str | int], _names: Names) -> str:
    return _("Accept working through interpretation.")


def _accept_modality(params: Sequence[str | int], _names: Names) -> str:
    return _("Accept this modality as well: %(modality)s.") % {"modality": listed(params, MODALITIES)}


def _state_modalities(params: Sequence[str | int], _names: Names) -> str:
    return _("State the modalities accepted, among them: %(modality)s.") % {
        "modality": listed(params, MODALITIES)
    }


def _admit_country(params: Sequence[str | int], names: Names) -> str:
    return _("Open it to %(country)s as well.") % {"country": listed(params, {**names.countries})}


def _prefer_country(params: Sequence[str | int], names: Names) -> str:
    return _("Name %(country)s among the preferred countries.") % {
        "country": listed(params, {**names.countries})
    }


def _move_period(params: Sequence[str | int], _names: Names) -> str:
    return _("Move the period: %(period)s.") % {"period": _span(params)}


def _state_period(params: Sequence[str | int], _names: Names) -> str:
    return _("State the period; this would fit best: %(period)s.") % {"period": _span(params)}


def _span(params: Sequence[str | int]) -> str:
    first, last = params
    if first and last:
        return _("from %(first)s until %(last)s") % {"first": day_of(first), "last": day_of(last)}
    if first:
        return _("from %(first)s on") % {"first": day_of(first)}
    return _("until %(last)s") % {"last": day_of(last)}


def _add_theme(params: Sequence[str | int], names: Names) -> str:
    return _("Add the theme “%(theme)s”: its text speaks of it, and the other side names it.") % {
        "theme": listed(params, {**names.themes})
    }


def _state_themes(params: Sequence[str | int], names: Names) -> str:
    return _("State the themes, among them “%(theme)s”.") % {"theme": listed(params, {**names.themes})}


def _deliver_mixed(_params: Sequence[str | int], _names: Names) -> str:
    return _("Allow both remote work and work on site.")


def _state_delivery(params: Sequence[str | int], _names: Names) -> str:
    return _("State how the work is delivered; “%(delivery)s” would fit best.") % {
        "delivery": listed(params, DELIVERIES)
    }


def _share_financing(params: Sequence[str | int], _names: Names) -> str:
    return _("Say of who pays what the other side says: “%(payer)s”.") % {"payer": listed(params, PAYERS)}


def _open_financing(_params: Sequence[str | int], _names: Names) -> str:
    return _("Leave open who pays.")


def _state_financing(params: Sequence[str | int], _names: Names) -> str:
    return _("State who pays; “%(payer)s” would fit best.") % {"payer": listed(params, PAYERS)}


def _add_places(_params: Sequence[str | int], _names: Names) -> str:
    return _("Offer more places.")


# Per code of a change: its sentence, and the field of the posting's form where it is made.
CHANGES: dict[str, tuple[Callable[[Sequence[str | int], Names], str], str]] = {
    "accept_language": (_accept_language, "working_languages"),
    "state_languages": (_state_languages, "working_languages"),
    "accept_interpretation": (_accept_interpretation, "interpretation_accepted"),
    "accept_modality": (_accept_modality, "modalities"),
    "state_modalities": (_state_modalities, "modalities"),
    "admit_country": (_admit_country, "eligible_countries"),
    "prefer_country": (_prefer_country, "preferred_countries"),
    "move_period": (_move_period, "period_from"),
    "state_period": (_state_period, "period_from"),
    "add_theme": (_add_theme, "themes"),
    "state_themes": (_state_themes, "themes"),
    "deliver_mixed": (_deliver_mixed, "delivery"),
    "state_delivery": (_state_delivery, "delivery"),
    "share_financing": (_share_financing, "financing"),
    "open_financing": (_open_financing, "financing"),
    "state_financing": (_state_financing, "financing"),
    "add_places": (_add_places, "remaining_places"),
}
OPENS = gettext_lazy("Then nothing stands in the way any more.")
HELPS = gettext_lazy("Then one thing less stands in the way.")


def say_change(advice: Advice, names: Names) -> str:
    tell, _field = CHANGES[advice.code]
    return tell(advice.params, names)


def show_raise(advice: Advice, posting: Posting, names: Names, *, may_edit: bool) -> Raise:
    """`posting` is the one that would change."""
    _tell, field = CHANGES[advice.code]
    edit = reverse(f"{posting.url_namespace}:edit", args=[posting.reference]) if may_edit else ""
    return Raise(
        kind=advice.side.value,
        sentence=say_change(advice, names),
        gain=_say_gain(advice),
        effect=str(OPENS if advice.opens else HELPS) if advice.lifts else "",
        url=f"{edit}#id_{field}" if edit else "",
    )


def _say_gain(advice: Advice) -> str:
    if advice.gain <= 0:
        return ""
    gain = {"points": advice.gain}
    return _("up to +%(points)d") % gain if advice.at_most else f"+{advice.gain}"
