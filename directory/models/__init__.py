from directory.models.countries import Country, Group, GroupMembership
from directory.models.institutions import Institution
from directory.models.names import LocalizedName, ReferenceRow, read_localized
from directory.models.subjects import Goal, Language, Sector, Theme

__all__ = [
    "Country",
    "Goal",
    "Group",
    "GroupMembership",
    "Institution",
    "Language",
    "LocalizedName",
    "ReferenceRow",
    "Sector",
    "Theme",
    "read_localized",
]
