"""Charts as the templates draw them: a title that states the finding, rows, and marks on one scale."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from postings.choices import Modality
from reports.services import CountryFigures, Pair, Stages

Text = str | Promise


@dataclass(frozen=True)
class Mark:
    key: str
    value: int
    percent: float


@dataclass(frozen=True)
class Row:
    label: Text
    marks: tuple[Mark, ...]
    url: str = ""


@dataclass(frozen=True)
class Series:
    key: str
    label: Text


@dataclass(frozen=True)
class Chart:
    slug: str
    title: Text
    label_heading: Text
    series: tuple[Series, ...]
    rows: tuple[Row, ...]
    note: Text = ""
    csv_url: str = ""

    @property
    def head(self) -> list[Text]:
        return [self.label_heading, *(series.label for series in self.series)]

    @property
    def table(self) -> list[list[Text | int]]:
        return [[row.label, *(mark.value for mark in row.marks)] for row in self.rows]


@dataclass(frozen=True)
class Subject:
    """One thing that needs and offers are counted for."""

    label: Text
    pair: Pair
    url: str = ""


def pair_series() -> tuple[Series, ...]:
    return (Series("need", _("Needs")), Series("offer", _("Offers")))


def draw_pairs(
    slug: str,
    title: Text,
    heading: Text,
    subjects: Iterable[Subject],
    *,
    note: Text = "",
    csv_url: str = "",
) -> Chart:
    rows = list(subjects)
    most = max((max(row.pair.needs, row.pair.offers) for row in rows), default=0)
    return Chart(
        slug,
        title,
        heading,
        pair_series(),
        tuple(
            Row(
                row.label,
                (
                    _mark("need", row.pair.needs, most),
                    _mark("offer", row.pair.offers, most),
                ),
                row.url,
            )
            for row in rows
        ),
        note,
        csv_url,
    )


def _mark(key: str, value: int, most: int) -> Mark:
    return Mark(key, value, round(100 * value / most, 1) if most else 0.0)


def draw_themes(subjects: Iterable[Subject], *, csv_url: str) -> Chart:
    rows = list(subjects)
    unmet = [row for row in rows if row.pair.needs and not row.pair.offers]
    if unmet:
        title = ngettext(
            "%(count)s theme has needs and no offer",
            "%(count)s themes have needs and no offer",
            len(unmet),
        ) % {"count": len(unmet)}
    elif rows:
        widest = max(rows, key=lambda row: row.pair.gap)
        title = _("The widest gap between offers and needs: %(theme)s") % {"theme": widest.label}
    else:
        title = _("Nothing is published yet")
    return draw_pairs("themes", title, _("Theme"), rows, csv_url=csv_url)


def draw_axes(subjects: Iterable[Subject], *, csv_url: str) -> Chart:
    rows = list(subjects)
    empty = sum(1 for row in rows if not row.pair.needs and not row.pair.offers)
    title = (
        ngettext(
            "%(empty)s of %(all)s axes has neither need nor offer",
            "%(empty)s of %(all)s axes have neither need nor offer",
            empty,
        )
        % {"empty": empty, "all": len(rows)}
        if rows
        else _("No work plan has axes yet")
    )
    return draw_pairs("axes", title, pgettext("part of a work plan", "Axis"), rows, csv_url=csv_url)


def draw_countries(figures: Iterable[CountryFigures], urls: Mapping[int, str], *, csv_url: str) -> Chart:
    rows = list(figures)
    silent = sum(1 for row in rows if not row.live.needs)
    title = ngettext(
        "%(silent)s of %(all)s member states has no live need",
        "%(silent)s of %(all)s member states have no live need",
        silent,
    ) % {"silent": silent, "all": len(rows)}
    subjects = (Subject(row.country.name, row.live, urls.get(row.country.pk, "")) for row in rows)
    return draw_pairs("countries", title, _("Country"), subjects, csv_url=csv_url)


def draw_modalities(counts: Mapping[str, Pair], *, csv_url: str) -> Chart:
    title = _title_modalities({value: pair.needs for value, pair in counts.items()})
    subjects = [Subject(Modality(value).label, pair) for value, pair in counts.items()]
    note = _("A posting counts under each modality that it accepts; one that names none accepts all.")
    return draw_pairs("modalities", title, _("Modality"), subjects, note=note, csv_url=csv_url)


def _title_modalities(needs: Mapping[str, int]) -> Text:
    most = max(needs, key=lambda value: needs[value], default="")
    if not most or not needs[most]:
        return _("Nothing is published yet")
    if len(set(needs.values())) == 1:
        return _("Needs accept each modality alike")
    return _("Most needs accept: %(modality)s") % {"modality": Modality(most).label}


def draw_stages(stages: Stages, *, csv_url: str) -> Chart:
    counts: list[tuple[Text, int]] = [
        (pgettext("stage of matches", "Accepted"), stages.accepted),
        (pgettext("stage of matches", "Dismissed"), stages.dismissed),
    ]
    if stages.suggested is not None:
        counts.insert(0, (_label_suggested(stages), stages.suggested))
    most = max(count for _label, count in counts)
    title = ngettext(
        "%(count)s match accepted so far",
        "%(count)s matches accepted so far",
        stages.accepted,
    ) % {
        "count": stages.accepted,
    }
    rows = tuple(Row(label, (_mark("hub", count, most),)) for label, count in counts)
    note = _("Suggestions are counted for their two parties and for the secretariat, who alone see them.")
    return Chart("stages", title, _("Stage"), (Series("hub", _("Matches")),), rows, note, csv_url)


def _label_suggested(stages: Stages) -> Text:
    if stages.suggested_to_all:
        return pgettext("stage of matches", "Suggested, not decided")
    return pgettext("stage of matches", "Suggested to you, not decided")
