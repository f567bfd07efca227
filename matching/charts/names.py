"""From the codes of the engine to names in the reader's language."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.models import Country, Goal, Group, Sector, Theme, say_day
from matching.core.modality import Modality
from postings.choices import Delivery, Financing, PostingLanguage

SIDES: dict[str, str | Promise] = {"offer": _("the offer"), "need": _("the need")}
MODALITIES: dict[str, str | Promise] = {
    Modality.SOUTH_SOUTH: _("South-South cooperation"),
    Modality.REGIONAL: _("Regional South-South cooperation"),
    Modality.TRIANGULAR: _("Triangular cooperation"),
    Modality.NORTH_SOUTH: _("North-South cooperation"),
    Modality.MULTILATERAL: _("Multilateral cooperation"),
    Modality.JOINT: _("Joint cooperation"),
}
DELIVERIES: dict[str, str | Promise] = dict(Delivery.choices)
PAYERS: dict[str, str | Promise] = dict(Financing.choices)
LANGUAGES: dict[str, str | Promise] = dict(PostingLanguage.choices)


class Names:
    """One per page: each kind of name is read once, when a sentence first needs it."""

    @cached_property
    def themes(self) -> dict[str, str]:
        return {theme.code: theme.name for theme in Theme.objects.all()}

    @cached_property
    def countries(self) -> dict[str, str]:
        return {country.code: country.name for country in Country.objects.all()}

    @cached_property
    def groups(self) -> dict[str, str]:
        return {group.code: group.name for group in Group.objects.all()}

    @cached_property
    def sectors(self) -> dict[str, str]:
        return {sector.code: sector.name for sector in Sector.objects.all()}

    @cached_property
    def goals(self) -> dict[int, str]:
        return {goal.number: f"{goal.number}. {goal.name}" for goal in Goal.objects.all()}


def listed(codes: Iterable[object], names: dict[str, str | Promise]) -> str:
    """Write a list of names; an unknown code stands for itself."""
    return ", ".join(str(names.get(str(code), code)) for code in codes if code)


def listed_codes(joined: object, names: dict[str, str | Promise]) -> str:
    """Write the list behind codes that the engine joined by commas."""
    return listed(str(joined).split(","), names)


def day_of(ordinal: object) -> str:
    return say_day(date.fromordinal(int(str(ordinal))))


def both_languages(offered: object, asked: object) -> dict[str, str]:
    return {
        "offered": listed_codes(offered, LANGUAGES),
        "asked": listed_codes(asked, LANGUAGES),
    }
