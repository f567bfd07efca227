from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mail.choices import Language

# No day of a posting lies more than so many years ahead: further on it is a slip of the keys.
LATEST_YEARS_AHEAD = 10
# So many days before its validity ends the owner of a posting is reminded.
REMINDER_DAYS = (30, 7)


class Status(TextChoices):
    DRAFT = "draft", pgettext_lazy("status of a posting", "Draft")
    SUBMITTED = (
        "submitted",
        pgettext_lazy("status of a posting", "Awaiting endorsement"),
    )
    RETURNED = (
        "returned",
        pgettext_lazy("status of a posting", "Returned with a comment"),
    )
    ENDORSED = (
        "endorsed",
        pgettext_lazy("status of a posting", "Endorsed, awaiting publication"),
    )
    PUBLISHED = "published", pgettext_lazy("status of a posting", "Published")
    PAUSED = "paused", pgettext_lazy("status of a posting", "Paused")
    FULFILLED = "fulfilled", pgettext_lazy("status of a posting", "Fulfilled")
    EXPIRED = "expired", pgettext_lazy("status of a posting", "Expired")
    WITHDRAWN = "withdrawn", pgettext_lazy("status of a posting", "Withdrawn")


class PartyRole(TextChoices):
    FIRST_PROVIDER = "first_provider", _("First provider")
    SECOND_PROVIDER = "second_provider", _("Second provider")
    RECIPIENT = "recipient", _("Recipient")


class Modality(TextChoices):
    SOUTH_SOUTH = "south_south", _("South-South cooperation")
    TRIANGULAR = "triangular", _("Triangular cooperation")
    NORTH_SOUTH = "north_south", _("North-South cooperation")
    MULTILATERAL = "multilateral", _("Multilateral cooperation")


class Delivery(TextChoices):
    REMOTE = "remote", _("Remote")
    ON_SITE = "on_site", _("On site")
    MIXED = "mixed", _("Mixed: remote and on site")


class Financing(TextChoices):
    """Who pays, seen from the two parties together, so that offer and need speak of the same thing."""

    PROVIDER = "provider", _("The provider pays all costs")
    SHARED = "shared", _("Costs are shared")
    RECIPIENT = "recipient", _("The recipient pays all costs")
    THIRD_PARTY = "third_party", _("A third party pays")
    OPEN = "open", _("To be agreed")


class Visibility(TextChoices):
    PUBLIC = "public", _("Anyone")
    STATES = "states", _("Member and observer states")
    SECRETARIAT = "secretariat", _("The secretariat and the country only")


class Origin(TextChoices):
    ORIGINAL = "original", _("Original")
    HUMAN = "human", _("Translated by a person")
    MACHINE = "machine", _("Translated by machine")


# A posting may be written in the languages in which people are written to; texts say `pt`, the site `pt-br`.
PostingLanguage = Language
