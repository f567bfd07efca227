import re
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.choices import Role
from accounts.models import AuditEntry, Invitation, Membership
from accounts.services import invite_person, record_audit
from mail.models import OutgoingMail
from tests.factories import PASSWORD, make_person

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def as_(client, request):
    def sign_in(name):
        client.force_login(request.getfixturevalue(name), backend=BACKEND)
        return client

    return sign_in


@pytest.fixture
def invitation(focal_point, home):
    return invite_person(
        by=focal_point,
        email="n@example.org",
        full_name="N",
        institution=home,
        role="official",
        language="fr",
        at=timezone.now(),
    )


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("owner", 403),
        ("stranger", 403),
        ("focal_point", 200),
        ("secretary", 200),
        ("administrator", 200),
    ],
)
def test_only_who_looks_after_people_sees_them(as_, who, status):
    assert as_(who).get("/en/account/people/").status_code == status


def test_a_focal_point_sees_the_own_country_alone(as_, focal_point, owner, stranger, invitation):
    page = as_("focal_point").get("/en/account/people/").content.decode()
    assert (owner.email in page, invitation.email in page, stranger.email in page) == (True, True, False)


def test_people_are_found_by_every_word(as_, owner, colleague):
    page = as_("administrator").get("/en/account/people/", {"q": "odette own"}).content.decode()
    assert (owner.email in page, colleague.email in page) == (True, False)


def test_an_invitation_is_sent_from_the_page(as_, home):
    response = as_("focal_point").post(
        "/en/account/people/invite/",
        {
            "email": "New@example.org",
            "full_name": "New",
            "institution": home.code,
            "role": "official",
            "language": "es",
        },
    )
    assert response.status_code == 302
    assert Invitation.objects.get().email == "new@example.org"


def test_places_and_roles_are_named_by_what_is_public(as_, home, owner, invitation):
    form = as_("focal_point").get("/en/account/people/invite/").context["form"]
    assert [str(value) for value, _label in form.fields["institution"].choices] == [home.code]
    page = as_("focal_point").get("/en/account/people/").content.decode()
    assert str(owner.memberships.get().key) in page
    assert str(invitation.key) in page
    assert re.search(r"/(?:memberships|invitations)/[0-9]+/", page) is None


def test_an_address_gets_no_flood_of_invitations(as_, home):
    browser = as_("focal_point")
    data = {
        "email": "n@example.org",
        "full_name": "N",
        "institution": home.code,
        "role": "official",
        "language": "es",
    }
    answers = [browser.post("/en/account/people/invite/", data) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 200]
    assert list(answers[3].context["form"].errors) == ["__all__"]
    assert OutgoingMail.objects.count() == 3


@pytest.mark.parametrize(
    "change", [{"role": "secretariat"}, {"role": "administrator"}, {"institution": "abroad"}]
)
def test_a_role_or_place_beyond_reach_is_no_choice(as_, home, abroad, change):
    data = {
        "email": "n@example.org",
        "full_name": "N",
        "institution": home.code,
        "role": "official",
        "language": "es",
    } | change
    data["institution"] = abroad.code if data["institution"] == "abroad" else data["institution"]
    response = as_("focal_point").post("/en/account/people/invite/", data)
    assert list(response.context["form"].errors) == list(change)
    assert Invitation.objects.count() == 0


def test_an_invitation_is_withdrawn_by_its_country_and_unknown_to_others(as_, abroad, invitation, client):
    path = f"/en/account/people/invitations/{invitation.key}/withdraw/"
    client.force_login(make_person(abroad, Role.FOCAL_POINT), backend=BACKEND)
    assert client.post(path).status_code == 404
    assert as_("focal_point").get(path).status_code == 405
    assert as_("focal_point").post(path).status_code == 302
    invitation.refresh_from_db()
    assert invitation.revoked_at is not None


def test_a_role_ends_after_a_question(as_, owner):
    membership = owner.memberships.get()
    path = f"/en/account/people/memberships/{membership.key}/end/"
    assert as_("focal_point").get(path).status_code == 200
    assert Membership.objects.open().filter(pk=membership.pk).exists()
    assert as_("focal_point").post(path, {"reason": "moved"}).status_code == 302
    assert not Membership.objects.open().filter(pk=membership.pk).exists()
    assert AuditEntry.objects.get(action="membership.end").reason == "moved"


@pytest.mark.parametrize("who", ["stranger", "secretary"])
def test_a_role_out_of_reach_is_as_unknown_as_one_that_never_was(as_, request, who):
    hidden = request.getfixturevalue(who).memberships.get()
    for key in (hidden.key, uuid4()):
        assert as_("focal_point").post(f"/en/account/people/memberships/{key}/end/").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_list(as_, home, django_assert_num_queries):
    browser = as_("focal_point")
    browser.get("/en/account/people/")
    with django_assert_num_queries(9) as few:
        browser.get("/en/account/people/")
    for _person in range(3):
        make_person(home)
    with django_assert_num_queries(len(few)):
        browser.get("/en/account/people/")


def test_access_ends_with_the_next_request_of_an_open_session(client, owner, focal_point):
    client.post("/en/account/sign-in/", {"username": focal_point.email, "password": PASSWORD})
    assert client.get("/en/account/people/").status_code == 200
    Membership.objects.filter(user=focal_point).update(until=timezone.now().date())
    assert client.get("/en/account/people/").status_code == 403


@pytest.mark.parametrize(("who", "sees"), [("owner", True), ("stranger", False), ("secretary", True)])
def test_the_audit_page_shows_what_concerns_the_reader(as_, owner, home, who, sees):
    record_audit(
        actor=owner,
        action="posting.submit",
        subject="NE-2026-0001",
        country=home.country,
        at=timezone.now(),
        before={"status": "draft"},
        after={"status": "submitted"},
    )
    page = as_(who).get("/en/account/audit/", {"subject": "0001"}).content.decode()
    assert ("Draft → Awaiting endorsement" in page) is sees


@pytest.mark.parametrize("query", ["since=nonsense", "action=unknown", "page=99", "until=2026-02-31"])
def test_a_bad_audit_filter_is_no_error(as_, query):
    assert as_("secretary").get(f"/en/account/audit/?{query}").status_code == 200


def test_a_reader_of_the_institution_sees_no_audit(client, home):
    client.force_login(make_person(home, Role.READER), backend=BACKEND)
    assert client.get("/en/account/audit/").status_code == 403


def test_each_role_is_a_row_with_its_facts_and_its_action(as_, owner, focal_point):
    page = as_("focal_point").get("/en/account/people/").content.decode()
    rows = {
        name: row
        for row in page.split('<li class="row')[1:]
        for name in ("Odette Owner", "Fabien Focal")
        if name in row
    }
    assert "Port authority" in rows["Odette Owner"]
    assert "since Jan. 1, 2020" in rows["Odette Owner"]
    assert f"/memberships/{owner.memberships.get().key}/end/" in rows["Odette Owner"]
    assert "/end/" not in rows["Fabien Focal"]
