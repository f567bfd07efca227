"""Why the parties make this modality, or none, in words."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from matching.charts.names import Names, listed

MODALITY_REASONS: dict[str, str | Promise] = {
    "south_first_provider_alone": gettext_lazy(
        "South-South cooperation: the first provider is of the South and acts without a second provider."
    ),
    "shared_regional_objective": gettext_lazy(
        "Regional South-South cooperation: %(countries)s share a regional objective."
    ),
    "south_first_provider_with_second_provider": gettext_lazy(
        "Triangular cooperation: a first provider of the South works with a second provider."
    ),
    "north_first_provider": gettext_lazy("North-South cooperation: the first provider is of the North."),
    "only_multilateral_providers": gettext_lazy(
        "Multilateral cooperation: all providers are bodies of many states."
    ),
    "second_provider_without_south_first": gettext_lazy(
        "Joint cooperation: there is a second provider but no first provider of the South."
    ),
    "first_providers_of_different_sides": gettext_lazy(
        "Joint cooperation: first providers of the South and of the North act together."
    ),
    "no_provider": gettext_lazy("No modality yet: neither party is a provider."),
    "no_recipient": gettext_lazy("No modality yet: neither party is a recipient."),
    "no_recipient_in_the_south": gettext_lazy("No modality of this portal: no recipient is of the South."),
    "side_of_provider_unknown": gettext_lazy(
        "No modality yet: the side (South or North) of a provider is not on record."
    ),
}


def say_modality(reason: str, countries: Sequence[str], names: Names) -> str:
    text = MODALITY_REASONS[reason]
    return str(text) % {"countries": listed(countries, {**names.countries})}
