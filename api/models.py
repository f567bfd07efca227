from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from api.querysets import TokenQuerySet


class Token(models.Model):
    """A partner system's key. It acts as one membership and ends with it; only its hash is kept."""

    name = models.CharField(_("name"), max_length=80)
    # The readable start of the secret, by which people tell their tokens apart and the row is found.
    prefix = models.CharField(_("prefix"), max_length=16, unique=True)
    digest = models.CharField(max_length=64)
    # The form that issued it: sent twice (reload, the button Back), it still issues one token.
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    membership = models.ForeignKey(
        "accounts.Membership",
        models.CASCADE,
        related_name="tokens",
        verbose_name=_("acts as"),
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("issued"))
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    last_used_on = models.DateField(_("last used"), null=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return f"{self.prefix} {self.name}"
