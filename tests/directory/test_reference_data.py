"""What fixtures/reference says, once loaded."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from django.db import transaction

from directory.choices import CountryKind, InstitutionKind, SectorStatus
from directory.models import (
    Country,
    Goal,
    Group,
    GroupMembership,
    Institution,
    Language,
    Sector,
    Theme,
)
from directory.querysets import NAME_LANGUAGES
from directory.services import load_reference

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 21)
OPEN_ROWS = {
    "ALADI": {"member": 13},
    "CAN": {"member": 4, "associate": 5},
    "CARICOM": {"member": 15, "associate": 6, "associate_signed": 1},
    "CELAC": {"member": 33},
    "DAC": {"member": 33},
    "EU": {"member": 27},
    "GLOBAL-SOUTH": {"south": 75, "north": 49},
    "INCOME-HIC": {"listed": 62},
    "INCOME-LIC": {"listed": 4},
    "INCOME-LMIC": {"listed": 23},
    "INCOME-UMIC": {"listed": 37},
    "LDC": {"member": 10},
    "LLDC": {"member": 8},
    "MERCOSUR": {"member": 5, "associate": 7, "suspended": 1},
    "OAS": {"member": 32, "not_participating": 1, "disputed": 1},
    "OAS-OBSERVER": {"observer": 69, "suspended": 1},
    "ODA-ELIGIBLE": {"recipient": 70},
    "OECS": {"member": 7, "associate": 4},
    "PACIFIC-ALLIANCE": {"member": 4, "associate": 1},
    "SEGIB": {"member": 22},
    "SICA": {"member": 8},
    "SIDS": {"member": 22, "associate": 4},
}


@pytest.fixture(scope="module", autouse=True)
def _loaded(django_db_setup, django_db_blocker, reference_folder):
    """Load once for all tests here; each runs in a savepoint of this transaction, which is undone at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference(folder=reference_folder, at=datetime(2026, 11, 1, tzinfo=UTC))
        yield
        transaction.set_rollback(True)


def test_the_open_memberships_are_as_many_as_counted():
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in GroupMembership.objects.filter(until=None):
        found[row.group_id][row.status] += 1
    assert found == OPEN_ROWS


def test_every_group_has_its_rows():
    assert set(Group.objects.values_list("code", flat=True)) == set(OPEN_ROWS)


def test_the_open_rows_are_those_in_force_today():
    assert set(GroupMembership.objects.on(DAY)) == set(GroupMembership.objects.filter(until=None))


@pytest.mark.parametrize(
    ("day", "members"),
    [(date(2020, 1, 1), 35), (date(2023, 11, 18), 35), (date(2023, 11, 19), 34)],
)
def test_the_members_of_the_oas_are_counted_by_the_day(day, members):
    assert Country.objects.members_of("OAS", on=day).count() == members


@pytest.mark.parametrize(
    ("code", "statuses"),
    [
        (
            "CU",
            {
                1961: "member",
                1962: "excluded",
                2008: "excluded",
                2010: "not_participating",
                2026: "not_participating",
            },
        ),
        ("NI", {1949: "member", 2022: "member", 2024: ""}),
        ("VE", {1949: "member", 2018: "member", 2020: "disputed", 2026: "disputed"}),
    ],
)
def test_a_status_in_the_oas_holds_from_the_day_on_which_it_began(code, statuses):
    country = Country.objects.get(code=code)
    rows = {
        year: [row for row in country.groups_on(date(year, 6, 30)) if row.group_id == "OAS"]
        for year in statuses
    }
    assert {year: "".join(row.status for row in found) for year, found in rows.items()} == statuses


def test_no_state_was_in_dispute_before_a_dispute_could_begin():
    """A row has one status: what changed later is a row of its own."""
    odd = ["disputed", "suspended", "excluded", "not_participating"]
    charter = date(1948, 4, 30)
    assert [str(row) for row in GroupMembership.objects.filter(status__in=odd, since=charter)] == []
    assert [str(row) for row in GroupMembership.objects.filter(status__in=odd, since=None)] == []


def test_no_two_rows_of_a_country_in_a_group_overlap():
    histories = defaultdict(list)
    for row in GroupMembership.objects.all():
        histories[row.country_id, row.group_id].append((row.since or date.min, row.until or date.max))
    overlapping = [
        key
        for key, spans in histories.items()
        if any(first[1] > second[0] for first, second in pairwise(sorted(spans)))
    ]
    assert overlapping == []


def test_a_country_that_graduated_was_on_the_list_before():
    cabo_verde = Country.objects.get(code="CV")
    days = [date(2007, 12, 19), date(2007, 12, 20)]
    assert [cabo_verde.is_member("LDC", on=day) for day in days] == [True, False]


@pytest.mark.parametrize(
    ("code", "side"),
    [
        ("CL", "south"),
        ("UY", "south"),
        ("US", "north"),
        ("CA", "north"),
        ("EU", ""),
        ("AI", ""),
    ],
)
def test_the_side_does_not_follow_a_list_of_donors(code, side):
    assert Country.objects.get(code=code).side(on=DAY) == side


def test_the_countries_are_states_territories_and_one_union():
    kinds = Counter(Country.objects.values_list("kind", flat=True))
    assert kinds == {
        CountryKind.STATE: 124,
        CountryKind.TERRITORY: 9,
        CountryKind.UNION: 1,
    }


@pytest.mark.parametrize("model", [Country, Group, Goal, Sector, Language, Theme, Institution])
def test_every_row_has_a_name_in_four_languages(model):
    unnamed = [
        (row.pk, language)
        for row in model.objects.all()
        for language in NAME_LANGUAGES
        if not row.names[language].strip()
    ]
    assert unnamed == []


@pytest.mark.parametrize("field", ["name_en", "name_es", "name_fr", "name_pt"])
@pytest.mark.parametrize("model", [Country, Institution])
def test_no_two_rows_share_a_name(model, field):
    names = Counter(model.objects.values_list(field, flat=True))
    assert [name for name, count in names.items() if count > 1] == []


def test_bolivia_and_venezuela_go_by_their_short_names():
    names = Country.objects.filter(code__in=["BO", "VE"]).in_name_order()
    assert [country.name_en for country in names] == ["Bolivia", "Venezuela"]


def test_every_language_that_a_country_uses_is_there():
    used = {
        code
        for country in Country.objects.all()
        for code in country.official_languages + country.working_languages
    }
    known = set(Language.objects.values_list("code", flat=True))
    assert used | set(NAME_LANGUAGES) == known
    assert set(Language.objects.filter(is_portal=True).values_list("code", flat=True)) == set(NAME_LANGUAGES)


def test_every_country_writes_in_a_language_of_the_portal():
    strays = [
        country.code
        for country in Country.objects.all()
        if not country.working_languages or not set(country.working_languages) <= set(NAME_LANGUAGES)
    ]
    assert strays == []


def test_every_oas_member_ever_has_one_cooperation_authority():
    members = Country.objects.members_of("OAS", on=date(2020, 1, 1))
    authorities = Counter(
        Institution.objects.filter(
            kind=InstitutionKind.COOPERATION_AUTHORITY, country__in=members
        ).values_list("country__code", flat=True)
    )
    assert authorities == dict.fromkeys(members.values_list("code", flat=True), 1)


def test_there_is_one_secretariat():
    found = Institution.objects.filter(kind=InstitutionKind.SECRETARIAT)
    assert [row.code for row in found] == ["oas-sedi"]


def test_only_bodies_of_a_state_or_union_have_a_country():
    of_states = {InstitutionKind.COOPERATION_AUTHORITY, InstitutionKind.MINISTRY}
    wrong = [
        row.code
        for row in Institution.objects.all()
        if (row.kind in of_states) != (row.country_id is not None)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "code",
    [
        "segib", "mercosur", "celac-ppt", "caricom", "sica", "paho", "eclac", "idb",
        "caf", "cdb", "cabei", "iica", "unesco", "unesco-iesalc", "fao", "ilo", "imo",
        "oas-iacd", "oas-cip", "cdema", "cepredenac", "caprade", "cenpromype", "alce",
    ],
)  # fmt: skip
def test_the_bodies_that_the_work_plans_name_are_there(code):
    assert Institution.objects.filter(code=code, country=None).open().exists()


def test_the_goals_are_seventeen_with_their_titles():
    goals = list(Goal.objects.all())
    assert [goal.number for goal in goals] == list(range(1, 18))
    assert all(goal.title_en and goal.title_es and goal.title_fr and goal.title_pt for goal in goals)


def test_the_withdrawn_sectors_are_marked():
    withdrawn = Sector.objects.exclude(status=SectorStatus.ACTIVE)
    assert [sector.code for sector in withdrawn] == ["230", "920"]
    assert Sector.objects.filter(status=SectorStatus.ACTIVE).count() == 42


def test_six_areas_have_twenty_five_to_sixty_themes_in_all():
    assert Theme.objects.filter(parent=None).count() == 6
    assert 25 <= Theme.objects.count() <= 60
    assert all(theme.parent.is_area for theme in Theme.objects.subthemes().for_list())


def test_every_theme_leads_to_goals_and_to_active_sectors():
    for theme in Theme.objects.prefetch_related("goals", "sectors"):
        assert theme.goals.all(), theme.code
        assert {sector.status for sector in theme.sectors.all()} == {"active"}, theme.code


@pytest.mark.parametrize("model", [Country, Group, Goal, Sector, Language, Theme, Institution])
def test_french_is_written_with_the_apostrophe_of_print(model):
    columns = [field.name for field in model._meta.concrete_fields if field.name.endswith("_fr")]
    texts = [text for row in model.objects.values_list(*columns) for text in row]
    assert [text for text in texts if "'" in text] == []
