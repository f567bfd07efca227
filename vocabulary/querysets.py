from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Prefetch, Q, Value, When
from django.db.models.functions import Coalesce

from directory.querysets import active_language, languages_in_order
from vocabulary.choices import TermKind
from vocabulary.core.thesaurus import fold_label

if TYPE_CHECKING:
    from vocabulary.models import (  # noqa: F401 (named in quotes by the bases)
        Concept,
        Term,
        ThesaurusRelease,
        WordSetAside,
    )


class ConceptQuerySet(models.QuerySet["Concept"]):
    def live(self) -> Self:
        return self.filter(retired_at=None)

    def retired(self) -> Self:
        return self.exclude(retired_at=None)

    def edited(self) -> Self:
        return self.exclude(edited_at=None)

    def coded(self, codes: Collection[str]) -> Self:
        return self.filter(code__in=codes)

    def above(self, concept: "Concept") -> Self:
        return self.filter(narrower=concept)

    def below(self, concept: "Concept") -> Self:
        return self.filter(broader=concept)

    def of_theme(self, code: str) -> Self:
        return self.filter(Exists(self.model.themes.through.objects.filter(_of_row, theme__code=code)))

    def named_like(self, text: str) -> Self:
        """By its code or any term in any language; accents and case do not matter."""
        asked = fold_label(text)
        if not asked:
            return self.none()
        return self.filter(
            Q(code__contains=asked.replace(" ", "-")) | Exists(self._terms().containing(asked))
        )

    def called(self, label: str) -> Self:
        """Those with that code or term; accents and case do not matter."""
        return self.filter(Q(code=label) | Exists(self._terms().filter(folded=fold_label(label))))

    def without_term_in(self, language: str) -> Self:
        return self.filter(~Exists(self._terms().filter(language=language)))

    def in_term_order(self) -> Self:
        """By the preferred term that the reader gets."""
        names = (
            self._terms().filter(language=language, kind=TermKind.PREFERRED).values("folded")[:1]
            for language in languages_in_order(active_language())
        )
        return self.annotate(sort_key=Coalesce(*names, F("code"), output_field=models.CharField())).order_by(
            "sort_key", "code"
        )

    def for_list(self) -> Self:
        return self.with_terms().in_term_order()

    def with_terms(self) -> Self:
        return self.prefetch_related(Prefetch("terms", queryset=self._all_terms().as_written()))

    def _terms(self) -> "TermQuerySet":
        return self._all_terms().filter(_of_row)

    def _all_terms(self) -> "TermQuerySet":
        model: Any = self.model._meta.get_field("terms").related_model
        rows: TermQuerySet = model.objects.all()
        return rows


_of_row = Q(concept=OuterRef("pk"))


class TermQuerySet(models.QuerySet["Term"]):
    def live(self) -> Self:
        return self.filter(is_live=True)

    def containing(self, folded: str) -> Self:
        return self.filter(folded__contains=folded)

    def as_written(self) -> Self:
        """Each language's preferred term, then its synonyms in the order in which they were typed."""
        first = Case(
            When(kind=TermKind.PREFERRED, then=Value(0)), default=Value(1), output_field=IntegerField()
        )
        return self.order_by("concept_id", "language", first, "position", "pk")


class ThesaurusReleaseQuerySet(models.QuerySet["ThesaurusRelease"]):
    def serving(self) -> Self:
        return self.filter(serving=True)


class WordSetAsideQuerySet(models.QuerySet["WordSetAside"]):
    def spoken_in(self, language: str) -> Self:
        return self.filter(language=language)

    def for_list(self) -> Self:
        """The latest first, with who set them aside."""
        return self.select_related("by").order_by("-at", "-pk")
