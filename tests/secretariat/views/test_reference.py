from datetime import date

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from directory.models import Country, Group, GroupMembership, Institution
from matching.models import Match
from matching.services import match_due_postings
from tests.factories_matching import make_match, place_on_side
from tests.factories_postings import NOW, make_authority

pytestmark = pytest.mark.django_db


def values_of(institution, **changes):
    values = {
        "code": institution.code,
        "name_en": institution.name_en,
        "kind": institution.kind,
        "country": institution.country.code if institution.country else "",
    }
    return values | changes


def test_an_institution_is_changed_and_the_change_is_in_the_trail(client, secretary):
    institution = make_authority("HT")
    url = reverse("secretariat:institution", args=[institution.code])
    response = client.post(url, values_of(institution, contact_email="box@example.org"))
    assert response.url == reverse("secretariat:institutions")
    institution.refresh_from_db()
    assert institution.contact_email == "box@example.org"
    entry = AuditEntry.objects.get(action="institution.edit")
    assert (entry.actor, entry.country, entry.after) == (
        secretary,
        institution.country,
        {"contact_email": "box@example.org"},
    )


def test_a_save_without_a_change_leaves_no_trace(client, secretary):
    institution = make_authority("HT")
    client.post(reverse("secretariat:institution", args=[institution.code]), values_of(institution))
    assert AuditEntry.objects.filter(action="institution.edit").count() == 0


def test_an_institution_is_added_and_closed(client, secretary):
    country = make_authority("HT").country
    new = {"code": "haiti-ports", "name_fr": "Ports d'Haïti", "kind": "ministry", "country": country.code}
    client.post(reverse("secretariat:institution-new"), new)
    institution = Institution.objects.get(code="haiti-ports")
    client.post(
        reverse("secretariat:institution", args=["haiti-ports"]),
        {**new, "closed_on": "2026-10-01"},
    )
    institution.refresh_from_db()
    assert institution.closed_on == date(2026, 10, 1)
    assert AuditEntry.objects.filter(subject="haiti-ports").count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name_en": ""}, "name_en"),
        ({"country": ""}, "country"),
        ({"contact_email": "no address"}, "contact_email"),
        ({"url": "not a url"}, "url"),
        ({"closed_on": "31/02/2026"}, "closed_on"),
    ],
)
def test_a_wrong_entry_is_said_beside_its_field(client, secretary, changes, field):
    institution = make_authority("HT")
    response = client.post(
        reverse("secretariat:institution", args=[institution.code]), values_of(institution, **changes)
    )
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])


def test_the_code_of_an_institution_stays(client, secretary):
    institution = make_authority("HT")
    client.post(
        reverse("secretariat:institution", args=[institution.code]),
        values_of(institution, code="another", acronym="X"),
    )
    institution.refresh_from_db()
    assert (institution.code, institution.acronym) == ("authority-ht", "X")


def test_institutions_are_found_by_their_name(client, secretary):
    make_authority("HT")
    make_authority("CL")
    response = client.get(f"{reverse('secretariat:institutions')}?q=authority+ht")
    assert [row.code for row in response.context["page"]] == ["authority-ht"]


def test_a_change_of_side_is_dated_audited_and_scored_anew(client, secretary):
    match = make_match()
    country = match.offer.institution.country
    response = client.post(
        reverse("secretariat:side", args=[country.code]),
        {"side": "north", "since": NOW.date().isoformat(), "note": "Decided in November"},
    )
    assert response.url == reverse("secretariat:country", args=[country.code])
    assert Country.objects.get(pk=country.pk).side(NOW.date()) == "north"
    entry = AuditEntry.objects.get(action="country.side")
    assert (entry.country, entry.reason) == (country, "Decided in November")
    assert match_due_postings(at=NOW) == 2
    assert Match.objects.current().count() == 1


def test_the_same_side_again_is_said_to_be_the_same(client, secretary):
    country = place_on_side(make_authority("CL")).country
    response = client.post(
        reverse("secretariat:side", args=[country.code]),
        {"side": "south", "since": "2026-01-01", "note": "Again"},
    )
    assert list(response.context["form"].errors) == ["side"]


def test_a_membership_is_added_ended_and_never_doubled(client, secretary):
    country = make_authority("HT").country
    Group.objects.create(code="CARICOM", name_en="Caribbean Community", kind="regional")
    new = {"group": "CARICOM", "status": "member", "since": "2002-07-02", "source": "Treaty"}
    url = reverse("secretariat:membership-new", args=[country.code])
    client.post(url, new)
    row = GroupMembership.objects.get(group_id="CARICOM")
    assert (row.since, row.since_precision) == (date(2002, 7, 2), "day")
    assert list(client.post(url, new).context["form"].errors) == ["since"]
    edit = reverse("secretariat:membership", args=[country.code, row.group_id, row.start])
    client.post(edit, {**new, "until": "2026-12-31"})
    row.refresh_from_db()
    assert row.until == date(2026, 12, 31)
    listed = client.get(reverse("secretariat:country", args=["HT"])).content.decode()
    assert "/countries/HT/memberships/CARICOM/2002-07-02/" in listed
    assert "/countries/HT/memberships/OAS/always/" in listed
    actions = AuditEntry.objects.filter(subject="HT CARICOM").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == ["membership.add", "membership.edit"]


def test_the_end_comes_after_the_start(client, secretary):
    country = make_authority("HT").country
    response = client.post(
        reverse("secretariat:membership-new", args=[country.code]),
        {"group": "OAS", "status": "member", "since": "2026-02-01", "until": "2026-01-01"},
    )
    assert list(response.context["form"].errors) == ["until"]


@pytest.mark.parametrize("start", ["1999-01-01", "2026-02-31", "soon"])
def test_a_membership_is_known_by_its_group_and_start(client, secretary, start):
    make_authority("HT")
    assert client.get(reverse("secretariat:membership", args=["HT", "OAS", "always"])).status_code == 200
    assert client.get(reverse("secretariat:membership", args=["HT", "OAS", start])).status_code == 404


def test_an_institution_names_its_country_by_code(client, secretary):
    institution = make_authority("HT")
    make_authority("CL")
    url = reverse("secretariat:institution", args=[institution.code])
    assert '<option value="HT" selected>Haiti</option>' in client.get(url).content.decode()
    values = {"code": institution.code, "name_en": "Planning", "kind": institution.kind, "country": "CL"}
    switched = client.post(url, {**values, "_language": "fr"}).content.decode()
    assert '<option value="CL" selected>Chili</option>' in switched
    client.post(url, values)
    institution.refresh_from_db()
    assert institution.country.code == "CL"


def test_the_pages_of_a_country_open(client, secretary):
    place_on_side(make_authority("HT"))
    for name, args in (("countries", []), ("country", ["HT"]), ("side", ["HT"]), ("membership-new", ["HT"])):
        assert client.get(reverse(f"secretariat:{name}", args=args)).status_code == 200


def test_an_administrator_reads_reference_data_and_changes_none(client, administrator):
    institution = make_authority("HT")
    client.force_login(administrator)
    url = reverse("secretariat:institution", args=[institution.code])
    assert client.get(url).status_code == 200
    assert client.post(url, values_of(institution, acronym="X")).status_code == 404


def test_the_language_switch_keeps_what_was_typed(client, secretary):
    institution = make_authority("HT")
    response = client.post(
        reverse("secretariat:institution", args=[institution.code]),
        values_of(institution, _language="es", acronym="typed"),
    )
    text = response.content.decode()
    assert 'value="typed"' in text
    assert '<html lang="es"' in text
    institution.refresh_from_db()
    assert institution.acronym == ""
