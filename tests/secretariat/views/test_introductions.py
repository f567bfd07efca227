"""A party that sees no contact of the other: the secretariat is told before and after, and says when it is done."""

import pytest
from django.urls import reverse

from matching.models import Decision
from matching.services import accept_match, undo_decision
from tests.factories_matching import make_match
from tests.factories_postings import NOW

pytestmark = pytest.mark.django_db
WITHHELD = {"contact_name": "Somebody", "contact_email": "somebody@example.org"}
AGREED = {"contact_name": "Unit", "contact_email": "unit@example.org", "contact_consent": True}
FIGURE = 'parties to put in touch</a></th><td class="num">{}</td>'


def suggestion(match):
    return reverse("secretariat:suggestion", args=[match.need.reference, match.offer.reference])


def accept(client, match):
    form = {"offer_revision": match.offer_revision, "need_revision": match.need_revision, "comment": ""}
    action = reverse("secretariat:decide", args=[match.need.reference, match.offer.reference])
    return client.post(action, {**form, "reason": "", "verdict": "accept"}, follow=True)


def give_mailbox(posting):
    posting.institution.contact_email = "box@example.org"
    posting.institution.save()


def test_the_secretariat_is_warned_before_it_accepts(client, secretary):
    match = make_match(need=WITHHELD)
    page = client.get(suggestion(match)).content.decode()
    assert page.count("Its contact person has not agreed to be shown") == 1
    assert page.count("It names no contact") == 1
    give_mailbox(match.need)
    page = client.get(suggestion(match)).content.decode()
    assert "Its contact person has not agreed" not in page
    assert "will see the mailbox of the institution, box@example.org" in page


def test_nothing_is_warned_of_where_both_agreed(client, secretary):
    match = make_match(need=AGREED, offer=AGREED)
    page = client.get(suggestion(match)).content.decode()
    assert ("will see" in page, "put the two in touch" in page) == (False, False)
    answer = accept(client, match)
    assert "sees no contact" not in answer.content.decode()
    assert FIGURE.format(0) in client.get(reverse("secretariat:desk")).content.decode()


def test_the_desk_keeps_a_match_in_mind_until_the_parties_are_in_touch(client, secretary):
    match = make_match(need=WITHHELD, offer=AGREED)
    answer = accept(client, match)
    decision = Decision.objects.get()
    page = reverse("matching:match", args=[decision.reference])
    assert page in answer.content.decode()
    queue = f"{reverse('secretariat:decisions')}?show=introduce"
    desk = client.get(reverse("secretariat:desk")).content.decode()
    assert (queue in desk, FIGURE.format(1) in desk) == (True, True)
    assert list(client.get(queue).context["page"]) == [decision]
    words = client.get(page).content.decode()
    assert ("Put these parties in touch" in words, "The other party sees no contact." in words) == (
        True,
        True,
    )
    done = client.post(reverse("secretariat:introduced", args=[decision.reference]), follow=True)
    words = done.content.decode()
    assert done.redirect_chain == [(page, 302)]
    assert ("Put these parties in touch" in words, "put the parties in touch on" in words) == (False, True)
    assert list(client.get(queue).context["page"]) == []


def test_a_party_reads_that_it_was_put_in_touch(client, secretary):
    match = make_match(need=WITHHELD, offer=AGREED)
    decision = accept_match(offer=match.offer, need=match.need, by=secretary, at=NOW)
    page = reverse("matching:match", args=[decision.reference])
    client.force_login(match.offer.created_by)
    words = client.get(page).content.decode()
    assert ("the secretariat will put you in touch" in words, "Put these parties" in words) == (True, False)
    assert ("Wait until the secretariat" in words, "Write to the other party" in words) == (True, False)
    client.force_login(secretary)
    client.post(reverse("secretariat:introduced", args=[decision.reference]))
    client.force_login(match.offer.created_by)
    words = client.get(page).content.decode()
    assert ("will put you in touch" in words, "put the parties in touch on" in words) == (False, True)
    assert ("Wait until the secretariat" in words, "Write to the other party" in words) == (False, True)
    assert "somebody@example.org" not in words


def test_nobody_else_says_that_the_parties_are_in_touch(client, secretary, administrator):
    match = make_match()
    decision = accept_match(offer=match.offer, need=match.need, by=secretary, at=NOW)
    action = reverse("secretariat:introduced", args=[decision.reference])
    for person in (administrator, match.need.created_by):
        client.force_login(person)
        assert client.post(action).status_code == 404
    client.force_login(secretary)
    undo_decision(decision, by=secretary, at=NOW)
    assert client.post(action).status_code == 404
    decision.refresh_from_db()
    assert decision.introduced_at is None
