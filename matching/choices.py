from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Verdict(TextChoices):
    ACCEPTED = "accepted", pgettext_lazy("decision on a match", "Accepted")
    DISMISSED = "dismissed", pgettext_lazy("decision on a match", "Dismissed")


class GenerationStatus(TextChoices):
    """One serves; at most one is built to take its place; the others stay where decisions name them."""

    BUILDING = "building", pgettext_lazy("generation of the matching engine", "Being built")
    SERVING = "serving", pgettext_lazy("generation of the matching engine", "In use")
    RETIRED = "retired", pgettext_lazy("generation of the matching engine", "Retired")


class Band(TextChoices):
    """The bands of `matching.core.bands`, best last."""

    POSSIBLE = "possible", _("Possible match")
    GOOD = "good", _("Good match")
    STRONG = "strong", _("Strong match")


class DismissalReason(TextChoices):
    """Why the secretariat sets a suggestion aside; coded, so that reasons can be counted and the engine corrected."""

    WRONG_SUBJECT = "wrong_subject", _("The subjects only look alike")
    WRONG_LEVEL = "wrong_level", _("The level or scale does not fit")
    LANGUAGE = "language", _("The parties share no working language")
    TIMING = "timing", _("The dates do not fit")
    FINANCING = "financing", _("The financing does not fit")
    ALREADY_IN_TOUCH = "already_in_touch", _("The parties are in touch already")
    PARTY_DECLINED = "party_declined", _("A party declined")
    OTHER = "other", _("Another reason (see the comment)")


# By the id of the criterion.
CRITERION_LABELS: dict[str, str | Promise] = {
    "theme": _("Themes"),
    "text": _("What both postings say"),
    "modality": _("Modality"),
    "languages": _("Working languages"),
    "geography": _("Countries and groups"),
    "period": _("Period"),
    "delivery": _("Delivery"),
    "financing": _("Financing"),
    "meaning": _("Meaning"),
}
