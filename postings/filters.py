"""One filter set per twin, for the pages and for the API alike."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import (
    CharFilter,
    FilterSet,
    IsoDateTimeFilter,
    MultipleChoiceFilter,
)
from django_filters.fields import IsoDateTimeField

from directory.forms import DayInput
from postings.adapters import (
    country_options,
    find_nodes,
    goal_options,
    node_options,
    theme_options,
)
from postings.choices import (
    Delivery,
    Financing,
    Modality,
    PartyRole,
    PostingLanguage,
    Status,
)
from postings.querysets import PostingQuerySet
from postings.workflow import SHOWN
from vocabulary.services import search_query

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

REFERENCE = re.compile(r"(OF|NE)-\d{4}-\d{4,}", re.IGNORECASE)
LONGEST_QUERY = 200


def _any_of(
    label: "StrOrPromise",
    choices: Callable[[], Sequence[object]] | Sequence[object],
    *,
    method: str | None = None,
    column: str | None = None,
) -> MultipleChoiceFilter:
    # A filter over a relation asks by key, so that no row comes twice and none needs DISTINCT.
    return MultipleChoiceFilter(
        label=label,
        choices=choices,
        method=method,
        field_name=column,
        distinct=False,
        widget=forms.CheckboxSelectMultiple,
    )


class MomentField(IsoDateTimeField):
    """In UTC: PostgreSQL refuses the offsets of sixteen hours and more that ISO 8601 allows."""

    def to_python(self, value: Any) -> datetime | None:  # noqa: ANN401 (Django's signature)
        moment: datetime | None = super().to_python(value)
        try:
            return moment and moment.astimezone(UTC)
        except OverflowError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class MomentFilter(IsoDateTimeFilter):
    field_class = MomentField


def _since(label: "StrOrPromise", column: str) -> MomentFilter:
    return MomentFilter(
        label=label,
        field_name=column,
        lookup_expr="gte",
        widget=DayInput(),
        error_messages={"invalid": _("Write the day as year-month-day, for example 2026-03-31.")},
    )


class FilterForm(forms.Form):
    # No filter is required, so no label says that it is optional.
    hides_optional = True
    use_required_attribute = False


class PostingFilterSet(FilterSet):
    """Several values of one filter widen, several filters narrow. Every value is a public code, never a key."""

    q = CharFilter(label=_("Search words"), method="filter_words", max_length=LONGEST_QUERY)
    theme = _any_of(_("Theme"), theme_options, method="filter_themes")
    goal = _any_of(_("Sustainable Development Goal"), goal_options, method="filter_goals")
    node = _any_of(_("Objective of a work plan"), node_options, method="filter_nodes")
    modality = _any_of(_("Modality"), Modality.choices, method="filter_modalities")
    role = _any_of(pgettext_lazy("in a cooperation", "Role"), PartyRole.choices, column="role")
    delivery = _any_of(_("Delivery"), Delivery.choices, column="delivery")
    country = _any_of(
        _("Country of the institution"),
        country_options,
        column="institution__country__code",
    )
    language = _any_of(
        _("Language of the text or of the work"),
        PostingLanguage.choices,
        method="filter_languages",
    )
    financing = _any_of(_("Who pays"), Financing.choices, column="financing")
    status = _any_of(
        _("Status"),
        [(status.value, status.label) for status in Status if status in SHOWN],
    )
    published_since = _since(_("Published since"), "published_at")
    modified_since = _since(_("Changed since"), "updated_at")

    class Meta:
        form = FilterForm

    @property
    def form(self) -> forms.Form:
        """Read the options of a filter once, and only if a page shows them or a value is to be judged."""
        is_new = not hasattr(self, "_form")
        form: forms.Form = super().form
        if is_new:
            for field in form.fields.values():
                if isinstance(field, forms.MultipleChoiceField):
                    field.choices = cache(partial(list, cast("Iterable[Any]", field.choices)))
        return form

    def unknown_parameters(self, known: Iterable[str] = ()) -> list[str]:
        return sorted(set(self.data or ()) - set(self.base_filters) - set(known))

    def filter_words(self, queryset: PostingQuerySet, _name: str, value: str) -> PostingQuerySet:
        if REFERENCE.fullmatch(value.strip()):
            return queryset.filter(reference=value.strip().upper())
        query = search_query(value)
        # Nothing in it can be looked for ("???"): nothing is found, rather than everything.
        return (
            queryset.filter(search=SearchQuery(query, config="simple", search_type="raw"))
            if query
            else queryset.none()
        )

    def filter_themes(self, queryset: PostingQuerySet, _name: str, value: list[str]) -> PostingQuerySet:
        return (
            _among(queryset, Q(themes__code__in=value) | Q(themes__parent__code__in=value))
            if value
            else queryset
        )

    def filter_goals(self, queryset: PostingQuerySet, _name: str, value: list[str]) -> PostingQuerySet:
        return _among(queryset, Q(goals__number__in=value)) if value else queryset

    def filter_nodes(self, queryset: PostingQuerySet, _name: str, value: list[str]) -> PostingQuerySet:
        """Take a node for all that is under it; no plan is deeper than four levels."""
        nodes = find_nodes(value)
        parents = ["plan_nodes" + "__parent" * depth for depth in range(4)]
        wanted = Q(pk__in=[])
        for parent in parents:
            wanted |= Q(**{f"{parent}__in": nodes})
        return _among(queryset, wanted) if value else queryset

    def filter_modalities(self, queryset: PostingQuerySet, _name: str, value: list[str]) -> PostingQuerySet:
        """Take a posting that names no modality as open to each."""
        return queryset.filter(Q(modalities__overlap=value) | Q(modalities=[])) if value else queryset

    def filter_languages(self, queryset: PostingQuerySet, _name: str, value: list[str]) -> PostingQuerySet:
        return (
            queryset.filter(Q(original_language__in=value) | Q(working_languages__overlap=value))
            if value
            else queryset
        )

    def count_by_theme(self) -> dict[str, int]:
        """Count the rows that each theme and each area would leave under all the other filters."""
        rows = self._without("theme").order_by()
        area = Coalesce("themes__parent__code", "themes__code")
        counts = dict(
            rows.exclude(themes=None).values_list("themes__code").annotate(Count("pk", distinct=True))
        )
        counts |= dict(
            rows.exclude(themes=None)
            .annotate(area=area)
            .values_list("area")
            .annotate(Count("pk", distinct=True)),
        )
        return counts

    def _without(self, left_out: str) -> PostingQuerySet:
        rows = cast("PostingQuerySet", self.queryset)
        if not self.is_bound:
            return rows
        self.form.is_valid()
        for name, value in self.form.cleaned_data.items():
            if name != left_out:
                rows = cast("PostingQuerySet", self.filters[name].filter(rows, value))
        return rows


def _among(queryset: PostingQuerySet, condition: Q) -> PostingQuerySet:
    """Keep rows that meet a condition on a relation, each once, ready to be counted."""
    return queryset.filter(pk__in=queryset.model.objects.filter(condition).values("pk"))
