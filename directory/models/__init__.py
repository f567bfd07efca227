from directory.models.countries import Country, Group, GroupMembership
from directory.models.dates import PartialDate, mend_first_day, parse_partial_date, say_day
from directory.models.institutions import Institution
from directory.models.names import (
    LoadedRow,
    LocalizedName,
    ReferenceRow,
    read_localized,
)
from directory.models.subjects import Goal, Language, Sector, Theme

__all__ = [
    "Country",
    "Goal",
    "Group",
    "GroupMembership",
    "Institution",
    "Language",
    "LoadedRow",
    "LocalizedName",
    "PartialDate",
    "ReferenceRow",
    "Sector",
    "Theme",
    "mend_first_day",
    "parse_partial_date",
    "read_localized",
    "say_day",
]
