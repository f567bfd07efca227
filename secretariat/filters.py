"""Filters of the suggestions that wait for a decision, and of the thesaurus."""

from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet, NumberFilter

from directory.models import Country
from mail.choices import Language
from matching.choices import Band
from matching.models import Match
from matching.querysets import MatchQuerySet
from needs.models import Need
from offers.models import Offer
from postings.adapters import country_options, theme_options
from postings.choices import PostingLanguage
from postings.filters import LONGEST_QUERY, REFERENCE, FilterForm
from vocabulary.models import Concept
from vocabulary.querysets import ConceptQuerySet
from vocabulary.services import search_query, waiting_codes

HIGHEST = 1_000
ALL = "all"


def _pairs() -> list[tuple[str, str]]:
    return [
        (f"{need.value}-{offer.value}", f"{need.label} → {offer.label}")
        for need in PostingLanguage
        for offer in PostingLanguage
    ]


class SuggestionFilterSet(FilterSet):
    q = CharFilter(label=_("Words or a reference"), method="filter_words", max_length=LONGEST_QUERY)
    theme = ChoiceFilter(
        label=_("Theme"), choices=theme_options, method="filter_theme", empty_label=_("All themes")
    )
    country = ChoiceFilter(
        label=_("Country of a party"),
        choices=country_options,
        method="filter_country",
        empty_label=_("All countries"),
    )
    band = ChoiceFilter(
        label=_("How good"),
        choices=[(Band.STRONG, _("Strong matches only")), (ALL, _("Possible matches too"))],
        method="filter_band",
        empty_label=_("Good and strong matches"),
    )
    least = NumberFilter(
        label=_("Score from"),
        field_name="score",
        lookup_expr="gte",
        min_value=0,
        max_value=HIGHEST,
        decimal_places=0,
    )
    pair = ChoiceFilter(
        label=_("Languages: need → offer"),
        choices=_pairs,
        method="filter_pair",
        empty_label=_("All languages"),
    )

    class Meta:
        model = Match
        form = FilterForm
        fields: list[str] = []

    def filter_words(self, rows: MatchQuerySet, _name: str, words: str) -> MatchQuerySet:
        """By the reference of either posting, or by words that stand in either."""
        reference = words.strip().upper()
        if REFERENCE.fullmatch(reference):
            return rows.filter(Q(need__reference=reference) | Q(offer__reference=reference))
        asked = search_query(words)
        if not asked:
            return rows.none()
        query = SearchQuery(asked, config="simple", search_type="raw")
        return rows.filter(Q(need__search=query) | Q(offer__search=query))

    def filter_theme(self, rows: MatchQuerySet, _name: str, code: str) -> MatchQuerySet:
        named = Q(themes__code=code) | Q(themes__parent__code=code)
        return rows.filter(
            Q(need__in=Need.objects.filter(named).values("pk"))
            | Q(offer__in=Offer.objects.filter(named).values("pk")),
        )

    def filter_country(self, rows: MatchQuerySet, _name: str, code: str) -> MatchQuerySet:
        country = Country.objects.filter(code=code).values("pk")
        return rows.filter(
            Q(need__institution__country__in=country) | Q(offer__institution__country__in=country),
        )

    def filter_pair(self, rows: MatchQuerySet, _name: str, pair: str) -> MatchQuerySet:
        need, _arrow, offer = pair.partition("-")
        return rows.filter(need__original_language=need, offer__original_language=offer)

    def filter_band(self, rows: MatchQuerySet, _name: str, band: str) -> MatchQuerySet:
        return rows if band == ALL else rows.filter(band=band)

    def found(self) -> MatchQuerySet:
        """Give the rows best first, of equal scores first what waits longest; a filter that is wrong filters nothing.

        Merely possible matches, which share a theme but hardly a word, are left out until they are asked for.
        """
        is_valid = self.form.is_valid()
        rows: Any = self.qs if is_valid else self.queryset
        if is_valid and not self.form.cleaned_data["band"]:
            rows = rows.good()
        ordered: MatchQuerySet = rows.order_by(
            "-score", "need__published_at", "need__reference", "offer__reference"
        )
        return ordered


class ConceptState(TextChoices):
    RETIRED = "retired", _("Retired ones")
    EDITED = "edited", _("Edited here")
    WAITING = "waiting", _("Changed since the last generation")


class ConceptFilterSet(FilterSet):
    q = CharFilter(label=_("Term or code"), method="filter_words", max_length=LONGEST_QUERY)
    theme = ChoiceFilter(
        label=_("Theme"), choices=theme_options, method="filter_theme", empty_label=_("All themes")
    )
    missing = ChoiceFilter(
        label=_("Without a term in"),
        choices=Language.choices,
        method="filter_missing",
        empty_label=_("No matter which"),
    )
    state = ChoiceFilter(
        label=_("Which concepts"),
        choices=ConceptState.choices,
        method="filter_state",
        empty_label=_("All that are in use"),
    )

    class Meta:
        model = Concept
        form = FilterForm
        fields: list[str] = []

    def filter_words(self, rows: ConceptQuerySet, _name: str, words: str) -> ConceptQuerySet:
        return rows.named_like(words)

    def filter_theme(self, rows: ConceptQuerySet, _name: str, code: str) -> ConceptQuerySet:
        return rows.of_theme(code)

    def filter_missing(self, rows: ConceptQuerySet, _name: str, language: str) -> ConceptQuerySet:
        return rows.without_term_in(language)

    def filter_state(self, rows: ConceptQuerySet, _name: str, state: str) -> ConceptQuerySet:
        match state:
            case ConceptState.RETIRED:
                return rows.retired()
            case ConceptState.WAITING:
                return rows.coded(waiting_codes())
        return rows.live().edited()

    def found(self) -> ConceptQuerySet:
        """A filter that is wrong filters nothing; retired concepts are shown where they are asked for."""
        is_valid = self.form.is_valid()
        rows: Any = self.qs if is_valid else self.queryset
        if not (is_valid and self.form.cleaned_data["state"]):
            rows = rows.live()
        ordered: ConceptQuerySet = rows.for_list()
        return ordered
