from directory.models.countries import Country, Group, GroupMembership
from directory.models.dates import PartialDate, parse_partial_date
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
    "parse_partial_date",
    "read_localized",
]
