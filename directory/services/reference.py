from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from directory.models import (
    Country,
    Goal,
    Group,
    GroupMembership,
    Institution,
    Language,
    Sector,
    Theme,
    parse_partial_date,
)
from directory.services.loading import (
    ReferenceFileInvalid,
    Tally,
    find,
    names_of,
    read_list,
    read_table,
    store,
)

# Any number that no other lock of the portal uses: two processes that start together load one after the other.
_LOADING_LOCK = 7_106_101


@transaction.atomic
def load_reference(*, folder: Path, at: datetime) -> dict[str, Tally]:
    """Bring the directory to what the files say. Rows that the secretariat edited stay as they are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOADING_LOCK])
    loaders: Mapping[str, Callable[[Path, datetime], Tally]] = {
        "languages": _load_languages,
        "goals": _load_goals,
        "sectors": _load_sectors,
        "themes": _load_themes,
        "theme links": _load_theme_links,
        "countries": _load_countries,
        "groups": _load_groups,
        "memberships": _load_memberships,
        "institutions": _load_institutions,
    }
    return {kind: load(folder, at) for kind, load in loaders.items()}


def _load_languages(folder: Path, at: datetime) -> Tally:
    rows = [
        Language(code=row["code"], is_portal=row["is_portal"] == "yes", **names_of(row))
        for row in read_table(folder / "languages.csv")
    ]
    return store(rows, model=Language, key=lambda row: row.code, at=at)


def _load_goals(folder: Path, at: datetime) -> Tally:
    rows = [
        Goal(
            number=int(row["number"]),
            title_en=row["title_en"],
            title_es=row["title_es"],
            title_fr=row["title_fr"],
            title_pt=row["title_pt"],
            **names_of(row),
        )
        for row in read_table(folder / "goals.csv")
    ]
    return store(rows, model=Goal, key=lambda row: row.number, at=at)


def _load_sectors(folder: Path, at: datetime) -> Tally:
    rows = [
        Sector(code=row["code"], status=row["status"], **names_of(row))
        for row in read_table(folder / "sectors.csv")
    ]
    return store(rows, model=Sector, key=lambda row: row.code, at=at)


def _load_countries(folder: Path, at: datetime) -> Tally:
    rows = [
        Country(
            code=row["code"],
            iso3=row["iso3"],
            m49=row["m49"],
            kind=row["kind"],
            official_languages=row["official_languages"].split(),
            working_languages=row["working_languages"].split(),
            **names_of(row),
        )
        for row in read_table(folder / "countries.csv")
    ]
    return store(rows, model=Country, key=lambda row: row.code, at=at)


def _load_groups(folder: Path, at: datetime) -> Tally:
    rows = [
        Group(code=row["code"], kind=row["kind"], note=row["note"], **names_of(row))
        for row in read_table(folder / "groups.csv")
    ]
    return store(rows, model=Group, key=lambda row: row.code, at=at)


def _load_memberships(folder: Path, at: datetime) -> Tally:
    countries = dict(Country.objects.values_list("code", "pk"))
    groups = set(Group.objects.values_list("code", flat=True))
    rows = [_read_membership(row, countries, groups) for row in read_table(folder / "memberships.csv")]
    # An edit may move the start, by which rows are told apart: one edited row makes the whole history of that
    # country in that group the secretariat's.
    edited = set(GroupMembership.objects.exclude(edited_at=None).values_list("country", "group__code"))
    return store(
        rows,
        model=GroupMembership,
        key=lambda row: (row.country_id, row.group_id, row.since),
        at=at,
        is_kept=lambda new, _old: (new.country_id, new.group_id) in edited,
    )


def _read_membership(row: dict[str, str], countries: Mapping[str, int], groups: set[str]) -> GroupMembership:
    where = f"memberships.csv, {row['country']} in {row['group']}"
    if row["group"] not in groups:
        raise ReferenceFileInvalid(f"{where}: the group is not known")
    try:
        since, until = (
            parse_partial_date(row["since"]),
            parse_partial_date(row["until"]),
        )
    except ValueError as error:
        raise ReferenceFileInvalid(f"{where}: not a date: {error}") from error
    return GroupMembership(
        country_id=find(countries, row["country"], where),
        group_id=row["group"],
        since=since.day,
        since_precision=since.precision,
        until=until.day,
        until_precision=until.precision,
        status=row["status"],
        confidence=row["confidence"],
        source=row["source"],
        note=row["note"],
    )


def _load_institutions(folder: Path, at: datetime) -> Tally:
    countries = dict(Country.objects.values_list("code", "pk"))
    rows = [
        Institution(
            code=row["code"],
            acronym=row["acronym"],
            kind=row["kind"],
            country_id=find(countries, row["country"], f"institutions.csv, {row['code']}")
            if row["country"]
            else None,
            url=row["url"],
            **names_of(row),
        )
        for row in read_table(folder / "institutions.csv")
    ]
    return store(rows, model=Institution, key=lambda row: row.code, at=at)


def _load_themes(folder: Path, at: datetime) -> Tally:
    """Areas before their sub-themes, which name them."""
    rows = read_list(folder / "themes.json")
    areas = _store_themes([row for row in rows if row["parent"] is None], at)
    return areas + _store_themes([row for row in rows if row["parent"] is not None], at)


def _store_themes(rows: Sequence[dict[str, Any]], at: datetime) -> Tally:
    parents = dict(Theme.objects.values_list("code", "pk"))
    return store(
        [_read_theme(row, parents) for row in rows],
        model=Theme,
        key=lambda row: row.code,
        at=at,
    )


def _read_theme(row: dict[str, Any], parents: Mapping[str, int]) -> Theme:
    where = f"themes.json, {row['code']}"
    return Theme(
        code=row["code"],
        parent_id=None if row["parent"] is None else find(parents, row["parent"], where),
        position=row["position"],
        scope_en=row["scope_en"],
        scope_es=row["scope_es"],
        scope_fr=row["scope_fr"],
        scope_pt=row["scope_pt"],
        **names_of(row),
    )


def _load_theme_links(folder: Path, _at: datetime) -> Tally:
    """Goals and sectors of each theme; counts themes, not links."""
    goals = {str(number): pk for number, pk in Goal.objects.values_list("number", "pk")}
    sectors = dict(Sector.objects.values_list("code", "pk"))
    themes = {theme.code: theme for theme in Theme.objects.prefetch_related("goals", "sectors")}
    tally = Tally()
    for row in read_list(folder / "themes.json"):
        theme, where = themes[row["code"]], f"themes.json, {row['code']}"
        had = (
            {goal.pk for goal in theme.goals.all()},
            {sector.pk for sector in theme.sectors.all()},
        )
        wanted = (
            {find(goals, str(number), where) for number in row["goals"]},
            {find(sectors, code, where) for code in row["sectors"]},
        )
        if theme.edited_at is not None:
            tally.kept += 1
        elif had == wanted:
            tally.unchanged += 1
        else:
            theme.goals.set(wanted[0])
            theme.sectors.set(wanted[1])
            tally.created += not any(had)
            tally.changed += any(had)
    return tally
