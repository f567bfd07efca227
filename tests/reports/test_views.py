import pytest
from django.urls import reverse

from tests.factories_postings import (
    make_authority,
    make_need,
    make_node,
    make_offer,
    make_person,
    publish,
)

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


def test_a_plan_shows_needs_and_offers_beside_its_nodes(client, posted):
    page = client.get(reverse("reports:plan", args=["celac-2022"])).content.decode()
    assert "?plan_node=celac-2022:1.1" in page


def test_every_chart_downloads_as_the_table_it_shows(client, posted):
    for slug in ("themes", "axes", "countries", "modalities", "stages"):
        answer = client.get(reverse("reports:chart-csv", args=[slug]))
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    countries = client.get(reverse("reports:chart-csv", args=["countries"])).content.decode("utf-8-sig")
    assert countries.splitlines() == ["Country,Needs,Offers", "Chile,0,1", "Haiti,1,0"]


def test_the_dashboard_names_the_silent_states(client, posted):
    page = client.get(reverse("reports:dashboard")).content.decode()
    assert "1 of 2 member states have no live need" in page
