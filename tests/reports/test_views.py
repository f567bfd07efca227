import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory.models import GroupMembership, Institution
from tests.factories_matching import make_match
from tests.factories_postings import (
    make_authority,
    make_need,
    make_node,
    make_offer,
    make_person,
    make_secretary,
    make_theme,
    publish,
)
from workplans.models import Plan, PlanNode

pytestmark = pytest.mark.django_db


@pytest.fixture
def posted():
    node = make_node("1.1", make_node("1"))
    need = publish(make_need(institution=make_authority("HT"), relations={"plan_nodes": [node]}))
    publish(make_offer(institution=make_authority("CL"), relations={"plan_nodes": [node]}))
    return need


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt-br"])
@pytest.mark.parametrize("name", ["country-list", "plan-list", "dashboard"])
def test_every_report_opens_for_anyone_in_every_language(client, posted, language, name):
    page = client.get(reverse(f"reports:{name}").replace("/en/", f"/{language}/"))
    assert (page.status_code, page.headers["Content-Language"]) == (200, language)


def test_a_country_names_its_focal_points_to_those_who_signed_in_only(client, posted):
    focal_point = make_person("focal_point", posted.institution)
    url = reverse("reports:country", args=["HT"])
    assert focal_point.full_name not in client.get(url).content.decode()
    client.force_login(make_person("reader", make_authority("CL")))
    assert focal_point.full_name in client.get(url).content.decode()


def test_a_country_shows_no_posting_that_the_reader_may_not_see(client):
    need = publish(make_need(institution=make_authority("HT"), visibility="secretariat"))
    url = reverse("reports:country", args=["HT"])
    assert need.reference not in client.get(url).content.decode()
    client.force_login(need.created_by)
    assert need.reference in client.get(url).content.decode()


def test_an_unknown_country_plan_and_chart_are_not_found(client, posted):
    for name, argument in (("country", "XX"), ("plan", "no-plan"), ("chart-csv", "no-chart")):
        assert client.get(reverse(f"reports:{name}", args=[argument])).status_code == 404


@pytest.mark.parametrize(
    ("name", "arguments", "links"),
    [
        ("plan", ["celac-2022"], {"/en/needs/?node=celac-2022:1": 1, "/en/offers/?node=celac-2022:1.1": 1}),
        ("country", ["HT"], {"/en/needs/?country=HT": 11}),
        ("dashboard", [], {"/en/needs/?theme=ports": 11}),
    ],
)
def test_a_figure_leads_to_the_list_of_what_it_counts(client, posted, name, arguments, links):
    for _ in range(10):
        publish(make_need(institution=posted.institution))
    page = client.get(reverse(f"reports:{name}", args=arguments)).content.decode()
    found = {link: client.get(link) for link in links if f'href="{link}"' in page}
    assert {link: answer.context["page"].paginator.count for link, answer in found.items()} == links
    assert [answer.context["ignored"] for answer in found.values()] == [[] for _ in links]


def test_every_chart_downloads_as_the_table_it_shows(client, posted):
    for slug in ("themes", "axes", "countries", "modalities", "stages"):
        answer = client.get(reverse("reports:chart-csv", args=[slug]))
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    countries = client.get(reverse("reports:chart-csv", args=["countries"])).content.decode("utf-8-sig")
    assert countries.splitlines() == ["Country,Needs,Offers", "Chile,0,1", "Haiti,1,0"]


def test_the_figure_of_suggestions_is_told_to_those_who_are_shown_them(client):
    match = make_match()
    readers = {"": None, "to you": match.need.created_by, "all": make_secretary()}
    told = {}
    for name, user in readers.items():
        if user:
            client.force_login(user)
        answer = client.get(reverse("reports:chart-csv", args=["stages"])).content.decode("utf-8-sig")
        told[name] = answer.splitlines()[1:-2]
        page = client.get(reverse("reports:dashboard")).content.decode()
        assert ("Suggested" in page) == bool(user)
    assert told == {
        "": [],
        "to you": ['"Suggested to you, not decided",1'],
        "all": ['"Suggested, not decided",1'],
    }


@pytest.mark.parametrize(
    ("modalities", "title"),
    [
        ([], "Nothing is published yet"),
        ([[]], "Needs accept each modality alike"),
        ([[], ["triangular"]], "Most needs accept: Triangular cooperation"),
    ],
)
def test_the_chart_of_modalities_says_what_it_found(client, modalities, title):
    for names in modalities:
        publish(make_need(modalities=names))
    charts = {chart.slug: chart for chart in client.get(reverse("reports:dashboard")).context["charts"]}
    assert charts["modalities"].title == title


def test_the_dashboard_names_the_silent_states(client, posted):
    page = client.get(reverse("reports:dashboard")).content.decode()
    assert "1 of 2 member states has no live need" in page


def test_a_stranger_is_sent_to_an_address_only_where_there_is_one(client, posted):
    url = reverse("reports:country", args=["HT"])
    assert "write to the institutions" not in client.get(url).content.decode()
    assert "the secretariat of the portal passes your question on" in client.get(url).content.decode()
    assert "has not entered its mail address" in client.get(url).content.decode()
    Institution.objects.filter(kind="secretariat").update(contact_email="hub@example.org")
    assert "mailto:hub@example.org" in client.get(url).content.decode()
    Institution.objects.filter(pk=posted.institution_id).update(contact_email="mfa@example.org")
    page = client.get(url).content.decode()
    assert "write to the institutions" in page
    assert "mailto:mfa@example.org" in page
    assert "hub@example.org" not in page


@pytest.mark.parametrize(
    ("since", "precision", "words"),
    [
        ("1981-01-01", "year", "since 1981"),
        ("1981-05-01", "month", "since May 1981"),
        ("1981-05-02", "day", "since May 2, 1981"),
    ],
)
def test_a_membership_tells_no_more_of_its_start_than_is_known(client, posted, since, precision, words):
    rows = GroupMembership.objects.filter(country__code="HT", group__code="OAS")
    rows.update(since=since, since_precision=precision)
    assert words in client.get(reverse("reports:country", args=["HT"])).content.decode()


@pytest.mark.parametrize(
    ("confidence", "times"), [("sourced", 0), ("working_rule", 0), ("general_knowledge", 2)]
)
def test_a_country_tells_where_each_membership_was_read_and_what_is_not_verified(
    client, posted, confidence, times
):
    rows = GroupMembership.objects.filter(country__code="HT", group__code="OAS")
    rows.update(confidence=confidence, source="A list of 2020", note="Date to be checked")
    page = client.get(reverse("reports:country", args=["HT"])).content.decode()
    assert ("A list of 2020" in page, "Date to be checked" in page) == (True, True)
    # Beside the membership and again among the sources.
    assert page.count("General knowledge, not verified") == times


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("country", ["HT"]),
        ("country-list", []),
        ("plan", ["celac-2022"]),
        ("plan-list", []),
        ("dashboard", []),
    ],
)
def test_a_report_asks_the_database_as_often_for_three_times_as_much(
    client, posted, django_assert_num_queries, name, arguments
):
    url = reverse(f"reports:{name}", args=arguments)
    fill_reports(1)
    client.get(url)
    with CaptureQueriesContext(connection) as before:
        client.get(url)
    fill_reports(2)
    fill_reports(3)
    with django_assert_num_queries(len(before)):
        client.get(url)


def fill_reports(number):
    """One more of everything that a report shows."""
    node = make_node(f"1.{number}", make_node("1"))
    facts = {"relations": {"plan_nodes": [node], "themes": [make_theme(f"theme-{number}")]}}
    publish(make_need(institution=make_authority("HT", code=f"ht-{number}"), **facts))
    publish(make_offer(institution=make_authority("HT"), **facts))
    publish(make_offer(institution=make_authority(("CL", "BR", "ES")[number - 1]), **facts))
    other = Plan.objects.create(code=f"plan-{number}", year=2000 + number, name_en="Plan")
    PlanNode.objects.create(plan=other, code="1", kind="axis", position=1, name_en="Axis")
