from accounts.services.administrators import NoSecretariatError, create_administrator
from accounts.services.audit import record_audit
from accounts.services.invitations import (
    InvitationClosedError,
    PasswordNeededError,
    accept_invitation,
    find_invitation,
    has_account,
    invite_person,
    revoke_invitation,
)
from accounts.services.kept_forms import (
    OWNER_FIELD,
    NotAFormOwnerError,
    keep_form,
    read_form_owner,
    sign_form_owner,
    sweep_kept_forms,
    take_kept_form,
)
from accounts.services.mail_limits import TooManyMailsError
from accounts.services.memberships import (
    AlreadyEndedError,
    AlreadyMemberError,
    NotAllowedToManageError,
    OwnMembershipError,
    end_membership,
    grant_membership,
)
from accounts.services.passwords import (
    LinkNotValidError,
    find_by_reset_link,
    make_reset_link,
    request_password_reset,
    reset_password,
    set_password,
)
from accounts.services.profiles import (
    change_profile,
    confirm_address_change,
    request_address_change,
)
from accounts.services.secrets import hash_secret, make_secret

__all__ = [
    "OWNER_FIELD",
    "AlreadyEndedError",
    "AlreadyMemberError",
    "InvitationClosedError",
    "LinkNotValidError",
    "NoSecretariatError",
    "NotAFormOwnerError",
    "NotAllowedToManageError",
    "OwnMembershipError",
    "PasswordNeededError",
    "TooManyMailsError",
    "accept_invitation",
    "change_profile",
    "confirm_address_change",
    "create_administrator",
    "end_membership",
    "find_by_reset_link",
    "find_invitation",
    "grant_membership",
    "has_account",
    "hash_secret",
    "invite_person",
    "keep_form",
    "make_reset_link",
    "make_secret",
    "read_form_owner",
    "record_audit",
    "request_address_change",
    "request_password_reset",
    "reset_password",
    "revoke_invitation",
    "set_password",
    "sign_form_owner",
    "sweep_kept_forms",
    "take_kept_form",
]
