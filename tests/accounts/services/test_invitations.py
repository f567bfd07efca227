import re
from datetime import timedelta

import pytest

from accounts import services
from accounts.choices import Role
from accounts.models import AuditEntry, Invitation, Membership, User
from mail.models import OutgoingMail
from tests.factories import NOW, PASSWORD, make_institution, make_person

pytestmark = pytest.mark.django_db


def invite(by, institution, role=Role.OFFICIAL, email="New.Person@example.org", at=NOW):
    return services.invite_person(
        by=by, email=email, full_name="New Person", institution=institution, role=role, language="fr", at=at
    )


def token_in_mail():
    return re.search(r"/account/invitation/([\w-]+)/", OutgoingMail.objects.latest("pk").body).group(1)


def test_an_invited_person_sets_a_password_and_holds_the_role(focal_point, home):
    invite(focal_point, home)
    user = services.accept_invitation(token=token_in_mail(), password=PASSWORD, full_name="New Name", at=NOW)
    assert (user.email, user.full_name, user.language) == ("new.person@example.org", "New Name", "fr")
    assert user.check_password(PASSWORD)
    assert list(user.memberships.values_list("institution", "role")) == [(home.pk, "official")]


def test_the_database_holds_no_usable_link_once_the_mail_is_gone(focal_point, home):
    invitation = invite(focal_point, home)
    assert token_in_mail() not in invitation.token_hash


def test_an_invitation_works_once(focal_point, home):
    invite(focal_point, home)
    token = token_in_mail()
    services.accept_invitation(token=token, password=PASSWORD, at=NOW)
    with pytest.raises(services.InvitationClosedError):
        services.accept_invitation(token=token, password=PASSWORD, at=NOW)
    assert User.objects.filter(email="new.person@example.org").count() == 1


def test_an_invitation_ends_after_fourteen_days(focal_point, home):
    invite(focal_point, home)
    with pytest.raises(services.InvitationClosedError):
        services.find_invitation(token=token_in_mail(), at=NOW + timedelta(days=14))


def test_a_withdrawn_invitation_no_longer_works(focal_point, home):
    invitation = invite(focal_point, home)
    token = token_in_mail()
    services.revoke_invitation(invitation=invitation, by=focal_point, at=NOW)
    with pytest.raises(services.InvitationClosedError):
        services.find_invitation(token=token, at=NOW)


def test_a_second_invitation_replaces_the_first(focal_point, home):
    invite(focal_point, home)
    first = token_in_mail()
    invite(focal_point, home)
    with pytest.raises(services.InvitationClosedError):
        services.find_invitation(token=first, at=NOW)
    assert Invitation.objects.open(NOW).count() == 1


def test_an_address_gets_no_flood_and_its_last_link_stays_good(focal_point, home):
    for _ in range(3):
        invite(focal_point, home)
    token = token_in_mail()
    with pytest.raises(services.TooManyMailsError):
        invite(focal_point, home)
    assert services.find_invitation(token=token, at=NOW).institution == home
    assert invite(focal_point, home, at=NOW + timedelta(hours=1)).institution == home


def test_a_person_with_an_account_keeps_the_password_and_gains_the_role(secretary, stranger, home):
    invite(secretary, home, email=stranger.email)
    user = services.accept_invitation(token=token_in_mail(), password="another secret entirely", at=NOW)  # noqa: S106
    assert user == stranger
    assert user.check_password(PASSWORD)
    assert user.memberships.count() == 2


def test_a_new_account_needs_a_password(focal_point, home):
    invite(focal_point, home)
    with pytest.raises(services.PasswordNeededError):
        services.accept_invitation(token=token_in_mail(), at=NOW)
    assert Invitation.objects.open(NOW).count() == 1


def test_nobody_is_invited_to_a_role_that_is_held(focal_point, owner, home):
    with pytest.raises(services.AlreadyMemberError):
        invite(focal_point, home, email=owner.email.upper())


@pytest.mark.parametrize(
    ("who", "where", "role", "allowed"),
    [
        ("focal_point", "home", Role.FOCAL_POINT, True),
        ("focal_point", "home", Role.READER, True),
        ("focal_point", "home", Role.SECRETARIAT, False),
        ("focal_point", "abroad", Role.OFFICIAL, False),
        ("owner", "home", Role.READER, False),
        ("stranger", "home", Role.READER, False),
        ("secretary", "abroad", Role.SECRETARIAT, True),
        ("secretary", "abroad", Role.ADMINISTRATOR, False),
        ("administrator", "abroad", Role.ADMINISTRATOR, True),
    ],
)
def test_who_may_invite_whom(request, who, where, role, allowed):
    by, institution = request.getfixturevalue(who), request.getfixturevalue(where)
    if allowed:
        assert invite(by, institution, role).role == role
        return
    with pytest.raises(services.NotAllowedToManageError):
        invite(by, institution, role)
    assert OutgoingMail.objects.count() == 0


def test_the_focal_point_of_a_body_without_country_invites_its_own_people_only(home):
    bank = make_institution("bank")
    banker = make_person(bank, Role.FOCAL_POINT)
    assert invite(banker, bank).institution == bank
    with pytest.raises(services.NotAllowedToManageError):
        invite(banker, home)


def test_granting_and_ending_are_audited_with_the_country(focal_point, home, owner):
    invite(focal_point, home)
    services.accept_invitation(token=token_in_mail(), password=PASSWORD, at=NOW)
    services.end_membership(membership=owner.memberships.get(), by=focal_point, reason="left", at=NOW)
    entries = AuditEntry.objects.order_by("pk").values_list("action", "country", "reason")
    assert list(entries) == [
        ("invitation.send", home.country_id, ""),
        ("membership.grant", home.country_id, ""),
        ("invitation.accept", home.country_id, ""),
        ("membership.end", home.country_id, "left"),
    ]


def test_a_membership_ends_today_and_only_once(focal_point, owner):
    membership = services.end_membership(membership=owner.memberships.get(), by=focal_point, at=NOW)
    assert membership.until == NOW.date()
    assert Membership.objects.current(NOW.date()).filter(user=owner).count() == 0
    with pytest.raises(services.AlreadyEndedError):
        services.end_membership(membership=membership, by=focal_point, at=NOW)


def test_a_focal_point_ends_no_role_abroad_and_not_the_own_one(focal_point, stranger):
    with pytest.raises(services.NotAllowedToManageError):
        services.end_membership(membership=stranger.memberships.get(), by=focal_point, at=NOW)
    with pytest.raises(services.OwnMembershipError):
        services.end_membership(membership=focal_point.memberships.get(), by=focal_point, at=NOW)
