import copy
import re
from datetime import timedelta
from itertools import count

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from offers.models import Offer
from tests.factories import make_country
from tests.factories_postings import NOW, make_offer, publish

pytestmark = pytest.mark.django_db
NUMBERS = count(5000)
# Few different hours, so that many rows share one: ties are where pages go wrong.
HOURS = st.integers(0, 3)


@pytest.fixture
def pattern():
    """A published offer of which the tests make many."""
    offer = publish(make_offer())
    Offer.objects.filter(pk=offer.pk).update(visibility="secretariat")
    return offer


def add_offers(pattern, hours):
    rows = []
    for hour in hours:
        row = copy.copy(pattern)
        row.pk, row._state = None, copy.copy(pattern._state)
        row._state.adding = True
        row.reference, row.published_at = f"OF-2026-{next(NUMBERS)}", NOW + timedelta(hours=hour)
        row.visibility, row.form_key = "public", None
        rows.append(row)
    return {row.reference for row in Offer.objects.bulk_create(rows)}


def read(url):
    page = Client().get(url).json()
    return [row["reference"] for row in page["results"]], page


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    first=st.lists(HOURS, max_size=12),
    later=st.lists(st.lists(HOURS, max_size=3), max_size=8),
    size=st.integers(1, 5),
)
def test_the_pages_together_are_the_snapshot_and_no_row_comes_twice(pattern, first, later, size):
    with transaction.atomic():
        snapshot, seen, arrivals = add_offers(pattern, first), [], iter(later)
        added, url = set(), f"/api/v1/offers/?page_size={size}"
        while url:
            rows, page = read(url)
            assert len(rows) <= size
            seen, url = seen + rows, page["next"]
            added |= add_offers(pattern, next(arrivals, []))
        assert len(seen) == len(set(seen))
        assert snapshot <= set(seen) <= snapshot | added
        transaction.set_rollback(True)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hours=st.lists(HOURS, min_size=1, max_size=9), size=st.integers(1, 4))
def test_the_way_back_shows_the_same_pages(pattern, hours, size):
    with transaction.atomic():
        add_offers(pattern, hours)
        there, url = [], f"/api/v1/offers/?page_size={size}"
        while url:
            rows, page = read(url)
            there, url = [*there, rows], page["next"]
        back, url = [rows], page["previous"]
        while url:
            rows, page = read(url)
            back, url = [rows, *back], page["previous"]
        assert [row for rows in back for row in rows] == [row for rows in there for row in rows]
        transaction.set_rollback(True)


def test_the_newest_come_first(pattern):
    add_offers(pattern, [1, 3, 2])
    page = Client().get("/api/v1/offers/").json()
    hours = [row["published_at"] for row in page["results"]]
    assert hours == sorted(hours, reverse=True)
    assert (page["next"], page["previous"]) == (None, None)


def test_the_header_and_the_body_give_the_same_links_and_keep_the_filters(pattern):
    add_offers(pattern, [1, 1, 2, 2, 3])
    url = "/api/v1/offers/?page_size=2&kind=training&published_since=2026-01-01"
    middle = Client().get(Client().get(url).json()["next"])
    links = dict(reversed(pair) for pair in re.findall(r'<([^>]+)>; rel="(\w+)"', middle["Link"]))
    assert links == {"next": middle.json()["next"], "prev": middle.json()["previous"]}
    for link in links.values():
        assert link.startswith("http://testserver/api/v1/offers/?")
        assert "kind=training" in link
        assert "page_size=2" in link
        assert "published_since=2026-01-01" in link


def test_the_only_page_has_no_links(pattern):
    assert "Link" not in Client().get("/api/v1/offers/")


@pytest.mark.parametrize("size", ["0", "-1", "201", "ten", "", "1.5", "٣", "9" * 5000, "1e2"])
def test_a_page_size_out_of_bounds_is_refused_by_name(ask, refused, size):
    problem = refused(ask(f"themes/?page_size={size}"), 400)
    assert [row["pointer"] for row in problem["errors"]] == ["page_size"]


@pytest.mark.parametrize("size", ["1", "200"])
def test_a_page_size_within_bounds_is_taken(ask, size):
    assert ask(f"themes/?page_size={size}").status_code == 200


def test_a_cursor_that_this_list_did_not_give_is_refused(ask, refused):
    for code in ("HT", "CL", "BR"):
        make_country(code)
    cursor = re.search(r"cursor=([^&]+)", ask("countries/?page_size=1").json()["next"])[1]
    assert ask(f"countries/?page_size=1&cursor={cursor}").json()["results"][0]["code"] == "CL"
    for where in (
        f"offers/?cursor={cursor}",
        f"countries/?cursor=x{cursor}",
        "countries/?cursor=",
        "countries/?cursor=%00%FF",
    ):
        problem = refused(ask(where), 400)
        assert [row["pointer"] for row in problem["errors"]] == ["cursor"]
