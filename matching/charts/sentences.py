"""One sentence per code of the engine, in the reader's language.

A criterion's evidence of one code is told in one sentence: `rows` are the values of each piece.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from matching.charts.modality import say_modality
from matching.charts.names import (
    DELIVERIES,
    LANGUAGES,
    MODALITIES,
    PAYERS,
    Names,
    both_languages,
    day_of,
    listed,
)

Values: TypeAlias = tuple[str | int, ...]
Rows: TypeAlias = Sequence[Values]
Tell: TypeAlias = Callable[[Rows, Names], str]


def _firsts(rows: Rows) -> list[str | int]:
    return [values[0] for values in rows]


def _all(rows: Rows) -> list[str | int]:
    return [value for values in rows for value in values]


def _tell_themes(rows: Rows, names: Names) -> str:
    return _("Both name the same theme: %(themes)s.") % {"themes": listed(_firsts(rows), {**names.themes})}


def _tell_areas(rows: Rows, names: Names) -> str:
    return _("Their themes belong to the same area: %(areas)s.") % {
        "areas": listed(_firsts(rows), {**names.themes})
    }


def _tell_sectors(rows: Rows, names: Names) -> str:
    return _("Their themes answer to the same DAC category: %(sectors)s.") % {
        "sectors": listed(_firsts(rows), {**names.sectors})
    }


def _tell_goals(rows: Rows, names: Names) -> str:
    goals = ", ".join(names.goals.get(int(number), str(number)) for number in _firsts(rows))
    return _("Both serve the same Sustainable Development Goal: %(goals)s.") % {"goals": goals}


def _quote(rows: Rows) -> str:
    """Quote what met as both sides wrote it, the need first, as the card shows them."""
    mark = pgettext("quotation marks", "“%(text)s”")
    return ", ".join(f"{mark % {'text': need}} ↔ {mark % {'text': offer}}" for _name, offer, need in rows)


def _tell_concepts(rows: Rows, _names: Names) -> str:
    return _("Both speak of the same thing: %(quotes)s.") % {"quotes": _quote(rows)}


def _tell_words(rows: Rows, _names: Names) -> str:
    return _("Words that met: %(quotes)s.") % {"quotes": _quote(rows)}


def _tell_computed(rows: Rows, names: Names) -> str:
    _code, reason, *countries = rows[0]
    return say_modality(str(reason), [str(country) for country in countries], names)


def _tell_third_party(rows: Rows, _names: Names) -> str:
    return _("With a third party it could become: %(modalities)s.") % {
        "modalities": listed(_firsts(rows), MODALITIES)
    }


def _tell_outside_south(rows: Rows, names: Names) -> str:
    return _("A recipient is not of the South: %(countries)s.") % {
        "countries": listed(_all(rows), {**names.countries})
    }


def _tell_unknown_recipient(rows: Rows, names: Names) -> str:
    countries = listed(_all(rows), {**names.countries})
    if not countries:
        return _("The side (South or North) of the recipient is not on record.")
    return _("The side (South or North) of %(countries)s is not on record.") % {"countries": countries}


def _tell_both_sides(rows: Rows, names: Names) -> str:
    return _("The same country would provide and receive: %(countries)s.") % {
        "countries": listed(_all(rows), {**names.countries})
    }


def _tell_shared_languages(rows: Rows, _names: Names) -> str:
    return _("They share a working language: %(languages)s.") % {
        "languages": listed(_firsts(rows), LANGUAGES)
    }


def _tell_understood(rows: Rows, _names: Names) -> str:
    return _(
        "The offer works in %(offered)s and the need in %(asked)s: neighbouring languages.",
    ) % both_languages(*rows[0])


def _tell_interpretation(rows: Rows, _names: Names) -> str:
    return _(
        "The offer works in %(offered)s and the need in %(asked)s: with interpretation.",
    ) % both_languages(*rows[0])


def _tell_preferred_by_offer(rows: Rows, names: Names) -> str:
    return _("The offer prefers %(countries)s.") % {"countries": listed(_firsts(rows), {**names.countries})}


def _tell_preferred_by_need(rows: Rows, names: Names) -> str:
    return _("The need prefers %(countries)s.") % {"countries": listed(_firsts(rows), {**names.countries})}


def _tell_groups(rows: Rows, names: Names) -> str:
    return _("Both countries belong to %(groups)s.") % {"groups": listed(_firsts(rows), {**names.groups})}


def _tell_apart(rows: Rows, _names: Names) -> str:
    days = int(rows[0][0])
    return ngettext(
        "The two periods lie %(days)s day apart.",
        "The two periods lie %(days)s days apart.",
        days,
    ) % {"days": days}


def _tell_period(rows: Rows, _names: Names) -> str:
    first, last = rows[0]
    if first and last:
        return _("Both are free from %(first)s until %(last)s.") % {
            "first": day_of(first),
            "last": day_of(last),
        }
    if first:
        return _("Both are free from %(first)s on.") % {"first": day_of(first)}
    if last:
        return _("Both are free until %(last)s.") % {"last": day_of(last)}
    return _("Their periods overlap.")


def _tell_delivery(rows: Rows, _names: Names) -> str:
    offered, asked = rows[0]
    return _("Delivery: the offer says “%(offered)s”, the need “%(asked)s”.") % {
        "offered": listed([offered], DELIVERIES),
        "asked": listed([asked], DELIVERIES),
    }


def _tell_financing(rows: Rows, _names: Names) -> str:
    offered, asked = rows[0]
    return _("Who pays: the offer says “%(offered)s”, the need “%(asked)s”.") % {
        "offered": listed([offered], PAYERS),
        "asked": listed([asked], PAYERS),
    }


def _tell_meaning(rows: Rows, _names: Names) -> str:
    return _("The two texts mean alike things: %(percent)s of 100.") % {"percent": rows[0][0]}


EVIDENCE: dict[str, Tell] = {
    "shared_theme": _tell_themes,
    "shared_area": _tell_areas,
    "shared_sector": _tell_sectors,
    "shared_goal": _tell_goals,
    "shared_concept": _tell_concepts,
    "shared_word": _tell_words,
    "computed": _tell_computed,
    "with_third_party": _tell_third_party,
    "recipient_outside_south": _tell_outside_south,
    "side_of_recipient_unknown": _tell_unknown_recipient,
    "country_on_both_sides": _tell_both_sides,
    "shared_language": _tell_shared_languages,
    "languages_understood": _tell_understood,
    "interpretation_needed": _tell_interpretation,
    "preferred_by_offer": _tell_preferred_by_offer,
    "preferred_by_need": _tell_preferred_by_need,
    "shared_group": _tell_groups,
    "no_common_day": _tell_apart,
    "common_period": _tell_period,
    "delivery": _tell_delivery,
    "financing": _tell_financing,
    "near_in_meaning": _tell_meaning,
}


def say_evidence(code: str, rows: Rows, names: Names) -> str:
    return EVIDENCE[code](rows, names)
