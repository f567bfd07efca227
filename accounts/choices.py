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


# What an audit entry calls its action, in words; an action without a line here is shown by its code.
ACTION_LABELS = {
    "account.address": _("Address changed"),
    "account.password": _("Password changed"),
    "country.side": _("Side of a country changed"),
    "decision.accepted": _("Match accepted"),
    "decision.dismissed": _("Match dismissed"),
    "decision.undo": _("Decision undone"),
    "institution.add": _("Institution added"),
    "institution.edit": _("Institution edited"),
    "invitation.accept": _("Invitation accepted"),
    "invitation.send": _("Invitation sent"),
    "invitation.withdraw": _("Invitation withdrawn"),
    "membership.add": _("Country joined a group"),
    "membership.edit": _("Membership of a group edited"),
    "membership.end": _("Role ended"),
    "membership.grant": _("Role granted"),
    "plan.import": _("Work plan read from its document"),
    "plan.load": _("Work plan loaded from the portal's files"),
    "posting.create": _("Need or offer begun"),
    "posting.edit": _("Need or offer edited"),
    "posting.endorse": _("Need or offer endorsed"),
    "posting.expire": _("Need or offer expired"),
    "posting.fulfil": _("Need or offer fulfilled"),
    "posting.pause": _("Need or offer paused"),
    "posting.publish": _("Need or offer published"),
    "posting.renew": _("Need or offer renewed"),
    "posting.resubmit": _("Need or offer sent for endorsement again"),
    "posting.resume": _("Need or offer resumed"),
    "posting.return": _("Need or offer returned with a comment"),
    "posting.review": _("Need or offer reviewed again"),
    "posting.stand_in": _("Need or offer endorsed in place of a focal point"),
    "posting.submit": _("Need or offer sent for endorsement"),
    "posting.translate": _("Text in another language added"),
    "posting.withdraw": _("Need or offer withdrawn"),
    "reference.load": _("Reference data loaded from the portal's files"),
    "token.issue": _("API token issued"),
    "token.revoke": _("API token revoked"),
    "work.retry": _("Parked work retried"),
}
