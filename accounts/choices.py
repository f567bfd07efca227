from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    READER = "reader", _("Reader")
    OFFICIAL = "official", _("Official")
    FOCAL_POINT = "focal_point", _("Focal point")
    SECRETARIAT = "secretariat", _("Secretariat")
    ADMINISTRATOR = "administrator", _("Administrator")


# From least to most: nobody grants a role that stands further down this list than the own one.
ROLE_ORDER = (
    Role.READER,
    Role.OFFICIAL,
    Role.FOCAL_POINT,
    Role.SECRETARIAT,
    Role.ADMINISTRATOR,
)
STAFF_ROLES = frozenset({Role.SECRETARIAT, Role.ADMINISTRATOR})


def roles_up_to(role: str) -> tuple[Role, ...]:
    return ROLE_ORDER[: ROLE_ORDER.index(Role(role)) + 1]
