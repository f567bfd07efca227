"""What stands between an offer and a need, in words."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from matching.charts.names import (
    MODALITIES,
    SIDES,
    Names,
    both_languages,
    listed,
    listed_codes,
)
from matching.core.score import Blocker


def _say_closed(params: Sequence[str], _names: Names) -> str:
    return _("Not open at present: %(sides)s.") % {"sides": listed(params, SIDES)}


def _say_full(params: Sequence[str], _names: Names) -> str:
    return _("No place is left: %(sides)s.") % {"sides": listed(params, SIDES)}


def _say_same_country(params: Sequence[str], names: Names) -> str:
    return _("Both are of the same country: %(country)s.") % {"country": listed(params, {**names.countries})}


def _say_need_not_eligible(params: Sequence[str], names: Names) -> str:
    return _("The offer is open to certain countries, not to %(country)s.") % {
        "country": listed(params, {**names.countries})
    }


def _say_offer_not_eligible(params: Sequence[str], names: Names) -> str:
    return _("The need is open to certain countries, not to %(country)s.") % {
        "country": listed(params, {**names.countries})
    }


def _say_no_language(params: Sequence[str], _names: Names) -> str:
    return _(
        "The offer works only in %(offered)s, the need asks for %(asked)s, and interpretation is not accepted.",
    ) % both_languages(*params)


def _say_impossible(params: Sequence[str], _names: Names) -> str:
    accepted, possible = (listed_codes(codes, MODALITIES) for codes in params)
    if not accepted:
        return _("The two accept no modality in common.")
    if not possible:
        return _("Both accept %(accepted)s; these parties can form none.") % {"accepted": accepted}
    return _("Both accept %(accepted)s; these parties can only form: %(possible)s.") % {
        "accepted": accepted,
        "possible": possible,
    }


def _say_not_visible(params: Sequence[str], _names: Names) -> str:
    return _(
        "Shown to member and observer states only, to which the other party does not belong: %(sides)s.",
    ) % {"sides": listed(params, SIDES)}


def _say_hidden(_params: Sequence[str], _names: Names) -> str:
    return _(
        "One of the two is shown to the secretariat and its own country only; its owner has to widen that first.",
    )


BLOCKERS: dict[str, Callable[[Sequence[str], Names], str]] = {
    "closed": _say_closed,
    "full": _say_full,
    "same_country": _say_same_country,
    "need_not_eligible": _say_need_not_eligible,
    "offer_not_eligible": _say_offer_not_eligible,
    "no_shared_language": _say_no_language,
    "modality_impossible": _say_impossible,
    "not_visible": _say_not_visible,
    "hidden_from_party": _say_hidden,
}


def say_blocker(blocker: Blocker, names: Names) -> str:
    return BLOCKERS[blocker.code](blocker.params, names)
