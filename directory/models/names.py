from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.querysets import NAME_LANGUAGES, active_language, languages_in_order


def text_in(row: models.Model, field: str, language: str) -> str:
    text: str = getattr(row, f"{field}_{language}")
    return text


def read_localized(row: models.Model, field: str) -> str:
    """Read a field in the reader's language; a text in another one says which: `Puertos [es]`."""
    wanted = active_language()
    for language in languages_in_order(wanted):
        text = text_in(row, field, language)
        if text:
            return text if language == wanted else f"{text} [{language}]"
    return ""


class LocalizedName(models.Model):
    """A name in four explicit columns, one of which is always filled."""

    name_en = models.CharField(_("name in English"), max_length=250, blank=True)
    name_es = models.CharField(_("name in Spanish"), max_length=250, blank=True)
    name_fr = models.CharField(_("name in French"), max_length=250, blank=True)
    name_pt = models.CharField(_("name in Portuguese"), max_length=250, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_has_a_name",
                condition=~Q(name_en="", name_es="", name_fr="", name_pt=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return read_localized(self, "name")

    @property
    def names(self) -> dict[str, str]:
        return {language: text_in(self, "name", language) for language in NAME_LANGUAGES}


class LoadedRow(models.Model):
    """A row that `load_reference` owns until the secretariat edits it."""

    loaded_at = models.DateTimeField(
        _("written from the reference files"), null=True, blank=True, editable=False
    )
    edited_at = models.DateTimeField(_("edited by the secretariat"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class ReferenceRow(LocalizedName, LoadedRow):
    class Meta(LocalizedName.Meta):
        abstract = True
