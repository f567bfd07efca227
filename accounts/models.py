from datetime import datetime
from functools import cached_property
from typing import ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.choices import ACTION_LABELS, Role, field_label, say_value
from accounts.querysets import (
    Access,
    AuditEntryQuerySet,
    InvitationQuerySet,
    KeptFormQuerySet,
    MembershipQuerySet,
    UserQuerySet,
    access_of,
    read_access,
)
from jobs.core.days import day_of_record
from mail.choices import Language, site_language

__all__ = [
    "Access",
    "AddressChange",
    "AuditEntry",
    "Invitation",
    "KeptForm",
    "MailRequest",
    "Membership",
    "User",
    "access_of",
]


def public_key() -> "models.UUIDField[UUID, UUID]":
    """By which addresses and forms name a row; primary keys never leave the database."""
    return models.UUIDField(unique=True, editable=False, db_default=RandomUUID())


class User(AbstractBaseUser):
    key = public_key()
    email = models.EmailField(_("email address"), max_length=254, unique=True)
    full_name = models.CharField(_("full name"), max_length=150)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ENGLISH)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    is_active = models.BooleanField(_("active"), default=True)
    # A person of the demonstration data; a real deployment refuses to start with one.
    is_demo = models.BooleanField(_("demonstration"), default=False)
    joined_at = models.DateTimeField(_("joined at"), default=timezone.now)

    objects = UserQuerySet.as_manager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    # An API token acts as exactly one membership; access then covers only that one.
    acting_membership: "Membership | None" = None

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="accounts_user_email_lower",
                violation_error_message=_("Email addresses are stored in lower case."),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    @cached_property
    def access(self) -> Access:
        """Read once per instance, that is once per request: a membership that ends is gone with the next one."""
        return read_access(self, on=day_of_record(timezone.now()))

    @property
    def site_language(self) -> str:
        return site_language(self.language)


class Membership(models.Model):
    key = public_key()
    user = models.ForeignKey(
        User,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="memberships",
    )
    institution = models.ForeignKey(
        "directory.Institution",
        verbose_name=_("institution"),
        on_delete=models.PROTECT,
        related_name="memberships",
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True, help_text=_("The first day without access."))
    granted_by = models.ForeignKey(
        User,
        verbose_name=_("granted by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "institution", "role"],
                condition=Q(until__isnull=True),
                name="accounts_membership_one_open",
                violation_error_message=_("This person already holds this role there."),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="accounts_membership_dates_in_order",
                violation_error_message=_("A membership cannot end before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.institution} · {self.get_role_display()}"


class Invitation(models.Model):
    key = public_key()
    email = models.EmailField(_("email address"), max_length=254)
    full_name = models.CharField(_("full name"), max_length=150)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ENGLISH)
    institution = models.ForeignKey(
        "directory.Institution",
        verbose_name=_("institution"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        User, verbose_name=_("invited by"), on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("invited at"))
    expires_at = models.DateTimeField(_("expires at"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="accounts_invitation_email_lower",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
                name="accounts_invitation_one_outcome",
            ),
            models.UniqueConstraint(
                fields=["email", "institution", "role"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="accounts_invitation_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.institution} · {self.get_role_display()}"

    def is_open(self, at: datetime) -> bool:
        return self.accepted_at is None and self.revoked_at is None and self.expires_at > at


class AddressChange(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="address_changes")
    new_email = models.EmailField(_("new email address"), max_length=254)
    token_hash = models.CharField(max_length=64, unique=True)
    requested_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["AddressChange"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(new_email=Lower("new_email")),
                name="accounts_addresschange_lower",
            ),
        ]

    def __str__(self) -> str:
        return self.new_email


class AuditEntry(models.Model):
    """Who did what, when and why; the database refuses to change or delete a row (see the migration)."""

    # Empty where the system acted; the label still tells who it was when a name changes later.
    actor = models.ForeignKey(
        User,
        verbose_name=_("who"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    actor_label = models.CharField(_("who"), max_length=260, blank=True)
    action = models.CharField(_("action"), max_length=60)
    subject = models.CharField(_("subject"), max_length=200)
    country = models.ForeignKey(
        "directory.Country",
        verbose_name=_("country"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    before = models.JSONField(_("before"), default=dict, blank=True)
    after = models.JSONField(_("after"), default=dict, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    request_id = models.CharField(_("request"), max_length=64, blank=True)
    at = models.DateTimeField(_("when"))

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="accounts_audit_newest"),
            models.Index(fields=["country", "-at"], name="accounts_audit_country"),
            models.Index(fields=["subject"], name="accounts_audit_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"

    @property
    def action_label(self) -> str | Promise:
        return ACTION_LABELS.get(self.action, self.action)

    @property
    def changes(self) -> list[tuple[str, object, object]]:
        names = [*self.before, *(name for name in self.after if name not in self.before)]
        return [(name, self.before.get(name), self.after.get(name)) for name in names]

    @property
    def labelled_changes(self) -> list[tuple[str, str, str]]:
        """Label, former and new value of each field, as a page shows them."""
        return [
            (field_label(self.area, name), say_value(self.area, name, old), say_value(self.area, name, new))
            for name, old, new in self.changes
        ]

    @property
    def labelled_reason(self) -> str:
        return say_value(self.area, "reason", self.reason)

    @property
    def area(self) -> str:
        return self.action.partition(".")[0]


class KeptForm(models.Model):
    """What someone had typed when the session was gone; it waits an hour for the same person."""

    key_hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=500)
    data = models.JSONField()
    kept_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    objects = KeptFormQuerySet.as_manager()

    def __str__(self) -> str:
        return self.path


class MailRequest(models.Model):
    """One mail that somebody asked for, under a hash of whom it concerns."""

    key = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(db_index=True)

    objects: ClassVar[models.Manager["MailRequest"]] = models.Manager()

    def __str__(self) -> str:
        return self.key
