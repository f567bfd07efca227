from datetime import date
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language

from directory.choices import FULL_STATUSES, InstitutionKind

if TYPE_CHECKING:
    from directory.models import (  # noqa: F401 (named in quotes by the generic bases)
        Country,
        Goal,
        Group,
        GroupMembership,
        Institution,
        Language,
        Sector,
        Theme,
    )

M_co = TypeVar("M_co", bound=models.Model, covariant=True)

# In addresses: a membership without a beginning.
ALWAYS = "always"
NAME_LANGUAGES = ("en", "es", "fr", "pt")

# PostgreSQL may come without ICU and unaccent, and lower() leaves accented capitals alone in the C locale.
_ACCENTED = "ÁÀÂÃÄÅÇÉÈÊËÍÌÎÏÑÓÒÔÕÖØÚÙÛÜÝáàâãäåçéèêëíìîïñóòôõöøúùûüýÿ’"  # noqa: RUF001 (the typographic apostrophe is meant)
_PLAIN = "aaaaaaceeeeiiiinoooooouuuuyaaaaaaceeeeiiiinoooooouuuuyy'"


def active_language() -> str:
    """Name the language in which the reader gets names: `pt-br` is `pt`, an unknown one English."""
    language = (get_language() or "en").split("-")[0]
    return language if language in NAME_LANGUAGES else "en"


def languages_in_order(first: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((first, *NAME_LANGUAGES)))


def localized(field: str) -> Coalesce:
    """Select the reader's column of `name` or `theme__name`, else the first that is filled."""
    columns = [
        NullIf(F(f"{field}_{language}"), Value("")) for language in languages_in_order(active_language())
    ]
    return Coalesce(*columns, Value(""), output_field=models.CharField())


class Fold(Func):
    """Lower case without accents, compared byte by byte: the same order on every PostgreSQL."""

    template = (
        f"""(lower(translate(%(expressions)s, '{_ACCENTED}', '{_PLAIN.replace("'", "''")}')) COLLATE "C")"""
    )
    output_field = models.CharField()
    arity = 1


class LocalizedQuerySet(QuerySet[M_co]):
    # What a row is known by outside; it settles the order of equal names.
    public_key = "code"

    def in_name_order(self) -> Self:
        return self.order_by(Fold(localized("name")), self.public_key)

    def named_like(self, text: str) -> Self:
        return self.alias(folded_name=Fold(localized("name"))).filter(folded_name__contains=Fold(Value(text)))


class GroupMembershipQuerySet(QuerySet["GroupMembership"]):
    def starting(self, start: str) -> Self:
        """Find by `GroupMembership.start`; what is no start finds nothing."""
        if start == ALWAYS:
            return self.filter(since=None)
        try:
            return self.filter(since=date.fromisoformat(start))
        except ValueError:
            return self.none()

    def on(self, day: date) -> Self:
        """Rows in force on a day: an empty `since` means always, `until` is the first day without."""
        return self.filter(
            Q(since=None) | Q(since__lte=day),
            Q(until=None) | Q(until__gt=day),
        )

    def full(self) -> Self:
        return self.filter(status__in=FULL_STATUSES)

    def for_list(self) -> Self:
        return self.select_related("group", "country").order_by(
            "group__code", F("since").asc(nulls_first=True), "country__code"
        )


class CountryQuerySet(LocalizedQuerySet["Country"]):
    def members_of(self, group_code: str, on: date) -> Self:
        rows = self._memberships().on(on).full().filter(group__code=group_code, country=OuterRef("pk"))
        return self.filter(Exists(rows))

    def with_memberships(self) -> Self:
        """Bring what `is_member`, `side` and `groups_on` need: two queries for any number of rows."""
        rows = (
            self._memberships()
            .select_related("group")
            .order_by("group__code", F("since").asc(nulls_first=True))
        )
        return self.prefetch_related(Prefetch("memberships", queryset=rows))

    def for_list(self) -> Self:
        return self.with_memberships().in_name_order()

    def _memberships(self) -> GroupMembershipQuerySet:
        model: Any = self.model._meta.get_field("memberships").related_model
        rows: GroupMembershipQuerySet = model.objects.all()
        return rows


class GoalQuerySet(LocalizedQuerySet["Goal"]):
    public_key = "number"


class ThemeQuerySet(LocalizedQuerySet["Theme"]):
    def subthemes(self) -> Self:
        return self.exclude(parent=None)

    def for_list(self) -> Self:
        """Each area followed by its sub-themes; the parent comes along."""
        return self.select_related("parent").order_by(
            Coalesce("parent__position", "position"),
            Coalesce("parent__code", "code"),
            F("parent__code").asc(nulls_first=True),
            "position",
            "code",
        )


class InstitutionQuerySet(LocalizedQuerySet["Institution"]):
    def open(self, on: date | None = None) -> Self:
        """Not closed; with a day, not closed on that day."""
        return self.filter(Q(closed_on=None) if on is None else Q(closed_on=None) | Q(closed_on__gt=on))

    def secretariats(self) -> Self:
        return self.filter(kind=InstitutionKind.SECRETARIAT).order_by("code")

    def secretariat(self, on: date) -> "Institution | None":
        """To whom the pages send those who need help."""
        return self.open(on).secretariats().first()

    def for_list(self) -> Self:
        return self.select_related("country").in_name_order()
