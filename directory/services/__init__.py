from directory.services.editing import (
    Change,
    OverlappingMembership,
    SideUnchanged,
    add_institution,
    add_membership,
    update_country_side,
    update_institution,
    update_membership,
)
from directory.services.loading import ReferenceFileInvalid, Tally
from directory.services.reference import load_reference

__all__ = [
    "Change",
    "OverlappingMembership",
    "ReferenceFileInvalid",
    "SideUnchanged",
    "Tally",
    "add_institution",
    "add_membership",
    "load_reference",
    "update_country_side",
    "update_institution",
    "update_membership",
]
