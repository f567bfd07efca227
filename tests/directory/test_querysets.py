from datetime import date

import pytest
from django.utils import translation

from directory.choices import InstitutionKind
from directory.models import Country, GroupMembership, Institution, Theme
from directory.querysets import Fold, localized


def test_names_sort_without_regard_to_case_and_accents(make_country):
    for code, name in [
        ("ZZ", "zambia"),
        ("AT", "Österreich"),
        ("EC", "Ecuador"),
        ("EG", "Égypte"),
        ("ET", "ethiopia"),
        ("PE", "Perú"),
        ("NO", "Norway"),
    ]:
        make_country(code, name)
    order = [country.code for country in Country.objects.in_name_order()]
    assert order == ["EC", "EG", "ET", "NO", "AT", "PE", "ZZ"]


def test_names_sort_in_the_language_of_the_reader_and_fall_back(make_country):
    make_country("DE", "Germany", name_es="Alemania")
    make_country("BR", "Brazil", name_es="Brasil")
    make_country("CA", "Canada")
    with translation.override("es"):
        assert list(Country.objects.in_name_order().values_list(localized("name"), flat=True)) == [
            "Alemania",
            "Brasil",
            "Canada",
        ]
    with translation.override("en"):
        assert [c.code for c in Country.objects.in_name_order()] == ["BR", "CA", "DE"]


def test_a_localized_name_reaches_through_a_relation(make_country):
    haiti = make_country("HT", "Haiti", name_fr="Haïti")
    Institution.objects.create(code="ht-x", kind=InstitutionKind.MINISTRY, country=haiti, name_en="X")
    with translation.override("fr"):
        found = Institution.objects.annotate(place=localized("country__name")).get()
    assert found.place == "Haïti"


@pytest.mark.parametrize("text", ["méx", "MEX", "xico"])
def test_a_name_is_found_by_a_folded_part(make_country, text):
    make_country("MX", "México")
    make_country("PE", "Perú")
    assert [country.code for country in Country.objects.named_like(text)] == ["MX"]


@pytest.mark.parametrize("text", ["%", "_", "\\", "'"])
def test_what_is_searched_for_is_no_pattern(make_country, text):
    make_country("MX", "México")
    assert list(Country.objects.named_like(text)) == []


@pytest.mark.parametrize(
    ("text", "folded"),
    [("ÑÃÕÇ", "naoc"), ("Côte d’Ivoire", "cote d'ivoire"), ("Âge Élevé", "age eleve")],  # noqa: RUF001 (the apostrophe is the point)
)
def test_folding_leaves_plain_small_letters(make_country, text, folded):
    make_country("MX", text)
    assert Country.objects.values_list(Fold("name_en"), flat=True).get() == folded


def test_memberships_can_be_asked_for_a_day(make_country, join):
    haiti = make_country()
    join(haiti, "OAS", since="1951", until="1960-05")
    for day, expected in [
        (date(1950, 12, 31), 0),
        (date(1951, 1, 1), 1),
        (date(1960, 4, 30), 1),
        (date(1960, 5, 1), 0),
    ]:
        assert GroupMembership.objects.on(day).count() == expected


def test_a_closed_institution_is_not_open(make_country):
    haiti = make_country()
    for code, closed in [("a", None), ("b", date(2025, 1, 1))]:
        Institution.objects.create(
            code=code,
            kind=InstitutionKind.MINISTRY,
            country=haiti,
            name_en=code,
            closed_on=closed,
        )
    Institution.objects.create(code="c", kind=InstitutionKind.MULTILATERAL, name_en="c")
    codes = Institution.objects.filter(country=haiti).values_list("code", flat=True)
    assert list(codes.open()) == ["a"]
    assert set(codes.open(on=date(2024, 12, 31))) == {"a", "b"}
    assert list(codes.open(on=date(2025, 1, 1))) == ["a"]


def test_themes_come_as_areas_each_with_its_own(db):
    second = Theme.objects.create(code="two", name_en="2", position=2)
    first = Theme.objects.create(code="one", name_en="1", position=1)
    Theme.objects.create(code="two-a", name_en="a", parent=second, position=1)
    Theme.objects.create(code="one-b", name_en="b", parent=first, position=2)
    Theme.objects.create(code="one-a", name_en="a", parent=first, position=1)
    assert [theme.code for theme in Theme.objects.for_list()] == [
        "one",
        "one-a",
        "one-b",
        "two",
        "two-a",
    ]
    assert Theme.objects.filter(parent=None).count() == 2
    assert Theme.objects.subthemes().count() == 3


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_of_institutions_costs_one_query(make_country, count, django_assert_num_queries):
    haiti = make_country()
    for number in range(count):
        Institution.objects.create(
            code=f"i{number}",
            kind=InstitutionKind.MINISTRY,
            country=haiti,
            name_en="X",
        )
    with django_assert_num_queries(1):
        names = [row.country.name for row in Institution.objects.for_list()]
    assert names == ["Haïti"] * count
