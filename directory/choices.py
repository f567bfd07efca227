from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CountryKind(models.TextChoices):
    STATE = "state", pgettext_lazy("kind of country", "State")
    TERRITORY = "territory", _("Territory")
    UNION = "union", _("Union of states")


class GroupKind(models.TextChoices):
    INTERGOVERNMENTAL = "intergovernmental", _("Intergovernmental organisation")
    FORUM = "forum", _("Intergovernmental forum")
    REGIONAL = "regional", _("Regional organisation")
    OBSERVERS = "observers", _("Observers of an organisation")
    DONORS = "donors", _("Committee of donors")
    STATUS_LIST = "status_list", _("Official list of countries")
    INCOME_CLASS = "income_class", _("Income class")
    WORKING_RULE = "working_rule", _("Working rule of this portal")


class Precision(models.TextChoices):
    """How much of a stored date is known; the rest of it is filled with the first of the period."""

    NONE = "", _("Not known")
    YEAR = "year", _("Year")
    MONTH = "month", _("Month")
    DAY = "day", _("Day")


class MembershipStatus(models.TextChoices):
    MEMBER = "member", _("Member")
    NOT_PARTICIPATING = "not_participating", _("Member that does not take part")
    DISPUTED = "disputed", _("Member whose status is disputed")
    OBSERVER = "observer", _("Permanent observer")
    RECIPIENT = "recipient", _("On the list of recipients")
    LISTED = "listed", _("In this class")
    SOUTH = "south", _("South")
    NORTH = "north", _("North")
    ASSOCIATE = "associate", _("Associate")
    ASSOCIATE_SIGNED = "associate_signed", _("Associate by an agreement that is signed")
    SUSPENDED = "suspended", _("Suspended")
    EXCLUDED = "excluded", _("Excluded from taking part")


# The one place that says who counts as belonging to a group. A state that stays away, or whose withdrawal
# is disputed, is still on the organisation's own list of members; the status itself is shown beside the name.
# "North" is a statement about the Global South list, not a place on it.
FULL_STATUSES = frozenset(
    {
        MembershipStatus.MEMBER,
        MembershipStatus.NOT_PARTICIPATING,
        MembershipStatus.DISPUTED,
        MembershipStatus.OBSERVER,
        MembershipStatus.RECIPIENT,
        MembershipStatus.LISTED,
        MembershipStatus.SOUTH,
    },
)


class Confidence(models.TextChoices):
    SOURCED = "sourced", _("Read in a source")
    GENERAL_KNOWLEDGE = "general_knowledge", _("General knowledge, not verified")
    WORKING_RULE = "working_rule", _("Follows from a working rule")


class Side(models.TextChoices):
    SOUTH = "south", _("South")
    NORTH = "north", _("North")


SIDE_GROUP = "GLOBAL-SOUTH"
# Members and observers of the organisation: the audience of what is visible to "states".
STATE_GROUPS = ("OAS", "OAS-OBSERVER")


class SectorStatus(models.TextChoices):
    ACTIVE = "active", pgettext_lazy("status of a sector code", "Active")
    WITHDRAWN = "withdrawn", pgettext_lazy("status of a sector code", "Withdrawn")


class InstitutionKind(models.TextChoices):
    SECRETARIAT = "secretariat", _("Secretariat")
    COOPERATION_AUTHORITY = "cooperation_authority", _("Cooperation authority")
    MINISTRY = "ministry", _("Ministry or public agency")
    REGIONAL = "regional", _("Regional body")
    MULTILATERAL = "multilateral", _("Multilateral body")
    NON_STATE = "non_state", _("Non-state actor")
