import pytest
from django.urls import reverse

from matching.models import Decision, Match
from matching.services import accept_match, dismiss_match, profiles, rebuild_matches, undo_decision
from postings.services import apply_transition
from tests.factories_matching import build_all, make_match, match_all, port_need, port_offer
from tests.factories_postings import NOW, make_authority, make_person, make_secretary

pytestmark = pytest.mark.django_db


def counterparts(posting):
    return reverse(f"matching:counterparts-{posting._meta.model_name}", args=[posting.reference])


def accept(match):
    return accept_match(offer=match.offer, need=match.need, by=make_secretary(), at=NOW)


def seen(client, user, url):
    client.logout()
    if user is not None:
        client.force_login(user)
    return client.get(url)


def test_the_owner_sees_the_suggestion_with_the_words_that_met(client):
    match = make_match()
    response = seen(client, match.need.created_by, counterparts(match.need))
    text = response.content.decode()
    assert len(response.context["cards"]) == 1
    assert match.offer.reference in text
    assert "“" in text
    assert "↔" in text


@pytest.mark.parametrize(
    ("reader", "cards"),
    [
        ("owner", 1),
        ("colleague", 1),
        ("focal_point", 1),
        ("counterpart", 1),
        ("secretary", 1),
        ("stranger", 0),
        ("public", 0),
    ],
)
def test_suggestions_are_for_the_two_parties_and_the_secretariat(client, reader, cards):
    match = make_match()
    readers = {
        "owner": lambda: match.need.created_by,
        "colleague": lambda: make_person("reader", match.need.institution),
        "focal_point": lambda: make_person("focal_point", match.need.institution),
        "counterpart": lambda: match.offer.created_by,
        "secretary": make_secretary,
        "stranger": lambda: make_person("official", make_authority("BR")),
        "public": lambda: None,
    }
    response = seen(client, readers[reader](), counterparts(match.need))
    assert (response.status_code, len(response.context["cards"])) == (200, cards)


def test_a_suggestion_whose_other_posting_is_hidden_is_not_shown_to_the_owner(client):
    match = make_match(offer={"visibility": "secretariat"})
    assert seen(client, match.need.created_by, counterparts(match.need)).context["cards"] == []
    assert seen(client, match.need.created_by, counterparts(match.offer)).status_code == 404
    assert len(seen(client, make_secretary(), counterparts(match.need)).context["cards"]) == 1


def test_everybody_sees_what_was_accepted_but_only_the_parties_its_page(client):
    match = make_match()
    decision = accept(match)
    response = seen(client, None, counterparts(match.need))
    assert [row for row, _card in response.context["accepted"]] == [decision]
    page = reverse("matching:match", args=[decision.reference])
    assert page not in response.content.decode()
    stranger = make_person("official", make_authority("BR"))
    assert seen(client, stranger, page).status_code == 404
    for reader in (match.need.created_by, match.offer.created_by, make_secretary()):
        assert seen(client, reader, page).status_code == 200


def test_a_party_sees_the_contact_of_the_other_by_consent(client):
    agreed = {"contact_name": "Unit for ports", "contact_email": "unit@example.org", "contact_consent": True}
    silent = {"contact_name": "Somebody", "contact_email": "somebody@example.org"}
    match = make_match(offer=agreed, need=silent)
    page = reverse("matching:match", args=[accept(match).reference])
    of_need = seen(client, match.need.created_by, page).content.decode()
    of_offer = seen(client, match.offer.created_by, page).content.decode()
    assert "unit@example.org" in of_need
    assert "somebody@example.org" not in of_offer


def test_a_contact_without_consent_is_marked_for_the_secretariat_and_told_as_such_to_the_party(client):
    match = make_match(need={"contact_name": "Somebody", "contact_email": "somebody@example.org"})
    page = reverse("matching:match", args=[accept(match).reference])
    of_offer = seen(client, match.offer.created_by, page).content.decode()
    assert "has not agreed to share" in of_offer
    of_secretary = seen(client, make_secretary(), page).content.decode()
    assert "somebody@example.org" in of_secretary
    assert "ask before you pass the contact on" in of_secretary


def test_only_the_secretariat_is_led_from_a_suggestion_to_its_decision(client):
    match = make_match()
    decide = reverse("secretariat:suggestion", args=[match.need.reference, match.offer.reference])
    page = counterparts(match.need)
    assert decide in seen(client, make_secretary(), page).content.decode()
    assert decide not in seen(client, match.need.created_by, page).content.decode()


def test_a_dismissed_suggestion_leaves_the_page_and_stays_known_to_the_secretariat(client):
    match = make_match()
    decision = dismiss_match(offer=match.offer, need=match.need, reason="timing", by=make_secretary(), at=NOW)
    page = reverse("matching:match", args=[decision.reference])
    owner = match.need.created_by
    response = seen(client, owner, counterparts(match.need))
    assert (response.context["cards"], response.context["dismissed"]) == ([], [])
    assert seen(client, owner, page).status_code == 404
    secretary = make_secretary()
    assert seen(client, secretary, counterparts(match.need)).context["dismissed"] == [decision]
    assert seen(client, secretary, page).status_code == 200


def test_the_page_of_a_match_that_was_taken_back_is_gone_for_the_parties(client):
    match = make_match()
    decision = undo_decision(accept(match), by=make_secretary(), at=NOW)
    page = reverse("matching:match", args=[decision.reference])
    assert seen(client, match.need.created_by, page).status_code == 404
    assert "unit@example.org" not in seen(client, make_secretary(), page).content.decode()


def test_a_posting_withdrawn_later_is_not_shown_to_the_other_party(client):
    match = make_match()
    page = reverse("matching:match", args=[accept(match).reference])
    apply_transition(match.offer, "withdraw", by=match.offer.created_by, at=NOW)
    response = seen(client, match.need.created_by, page)
    assert response.status_code == 200
    assert match.offer.title not in response.content.decode()
    standing = [(posting.status, since) for posting, since in response.context["postings"]]
    assert standing == [("published", match.need.published_at), ("withdrawn", NOW)]


def test_a_blocked_suggestion_is_folded_away_with_what_blocks_it(client):
    need = port_need(interpretation_accepted=False, working_languages=["en"])
    port_offer(working_languages=["es"])
    match_all()
    response = seen(client, need.created_by, counterparts(need))
    assert (response.context["cards"], response.context["blocked_count"]) == ([], 1)
    assert "interpretation is not accepted" in response.content.decode()


def first_raise(response):
    return response.context["cards"][0].raises[0]


def make_match_apart(**facts):
    """The two parties work in different languages."""
    return make_match(offer={"working_languages": ["es"], **facts}, need={"working_languages": ["fr"]})


def test_each_party_reads_first_what_it_could_change_itself_and_where(client):
    match = make_match_apart()
    pages = {
        "need": (match.need, match.need.created_by, "Accept Spanish as a working language."),
        "offer": (match.offer, match.offer.created_by, "Accept French as a working language."),
    }
    for kind, (own, owner, sentence) in pages.items():
        response = seen(client, owner, counterparts(own))
        told = first_raise(response)
        assert (told.kind, told.sentence) == (kind, sentence)
        edit = reverse(f"{own.url_namespace}:edit", args=[own.reference])
        assert told.url == f"{edit}#id_working_languages"
        assert 'id="id_working_languages"' in client.get(edit).content.decode()
        others = [row.url for row in response.context["cards"][0].raises if row.kind != kind]
        assert others
        assert set(others) == {""}


def test_the_secretariat_reads_what_either_side_could_change_and_edits_neither(client):
    match = make_match_apart()
    raises = seen(client, make_secretary(), counterparts(match.need)).context["cards"][0].raises
    assert {row.kind for row in raises} == {"need", "offer"}
    assert {row.url for row in raises} == {""}


def test_who_may_only_read_is_not_led_to_the_form(client):
    match = make_match_apart()
    reader = make_person("reader", match.need.institution)
    told = first_raise(seen(client, reader, counterparts(match.need)))
    assert (told.kind, told.url) == ("need", "")


def test_the_cheapest_change_is_shown_and_the_others_are_folded(client):
    match = make_match_apart()
    response = seen(client, match.need.created_by, counterparts(match.need))
    shown, _, folded = response.content.decode().partition("more change")
    first, *others = response.context["cards"][0].raises
    assert f">{first.gain}<" in shown
    assert first.sentence in shown
    assert all(row.sentence in folded for row in others)


def test_a_blocked_suggestion_says_what_would_open_the_way(client):
    match = make_match(
        offer={"working_languages": ["es"], "interpretation_accepted": False},
        need={"working_languages": ["fr"]},
    )
    response = seen(client, match.offer.created_by, counterparts(match.offer))
    [card] = response.context["blocked"]
    assert [(row.kind, row.effect) for row in card.raises][:2] == [
        ("offer", "Then nothing stands in the way any more."),
        ("offer", "Then nothing stands in the way any more."),
    ]
    assert "What would open the way" in response.content.decode()


def test_where_a_posting_is_hidden_from_the_other_party_no_change_of_another_kind_is_told(client):
    match = make_match_apart(visibility="secretariat")
    [card] = seen(client, make_secretary(), counterparts(match.need)).context["cards"]
    assert (len(card.blockers), card.raises) == (1, ())


def test_the_parts_add_up_to_the_total_and_what_is_left_out_is_named(client):
    match = make_match(need={"delivery": ""}, offer={"delivery": "remote"})
    response = seen(client, match.need.created_by, counterparts(match.need))
    [card] = response.context["cards"]
    counted = [part for part in card.parts if not part.missing]
    assert card.earned == sum(part.points for part in counted)
    assert card.possible == sum(part.max_points for part in counted)
    assert card.total == round(1000 * card.earned / card.possible)
    assert "Delivery" in card.left_out
    text = response.content.decode()
    assert f"{card.earned} of {card.possible} points that count: {card.total} of 1000." in text
    assert f"Left out: {card.left_out}." in text


def test_the_words_that_met_stand_in_the_languages_in_which_they_were_written(client):
    match = make_match()
    response = seen(client, match.need.created_by, counterparts(match.need))
    quotes = [quote for part in response.context["cards"][0].parts for quote in part.quotes]
    assert 1 <= len(quotes) <= 5
    assert {(quote.need_language, quote.offer_language) for quote in quotes} == {("fr", "es")}
    quote = quotes[0]
    assert f'<span lang="fr">«{quote.need}»</span> ↔ <span lang="es">«{quote.offer}»</span>' in (
        response.content.decode()
    )


def test_what_was_decided_is_not_told_what_would_raise_it(client):
    match = make_match_apart()
    page = reverse("matching:match", args=[accept(match).reference])
    card = seen(client, match.need.created_by, page).context["card"]
    assert (card.raises, len(card.reasons) > 0) == ((), True)


def test_the_page_of_a_match_says_after_a_rebuild_what_it_said_before(client):
    match = make_match()
    decision = accept(match)
    url = reverse("matching:match", args=[decision.reference])
    before = seen(client, match.need.created_by, url).context["card"]
    rebuild_matches(at=NOW)
    build_all()
    assert seen(client, match.need.created_by, url).context["card"] == before
    assert "changed since" not in before.note
    assert any("portuario" in reason for reason in before.reasons)


def test_the_page_of_a_match_says_what_has_changed_since_it_was_decided(client):
    match = make_match()
    url = reverse("matching:match", args=[accept(match).reference])
    match.offer.themes.set([])
    card = seen(client, match.need.created_by, url).context["card"]
    assert ("The postings are the same" in card.note, card.reasons) == (True, ())
    apply_transition(match.offer, "renew", by=match.offer.created_by, at=NOW)
    assert "the postings have changed since" in seen(client, match.need.created_by, url).context["card"].note


def test_while_scoring_is_under_way_the_page_says_so(client):
    need = port_need()
    match_all()
    apply_transition(need, "renew", by=need.created_by, at=NOW)
    assert "Scoring is under way" in seen(client, need.created_by, counterparts(need)).content.decode()


def test_a_card_whose_stored_points_no_longer_come_about_says_so_and_quotes_nothing(client):
    match = make_match()
    Match.objects.update(parts=[max(points - 1, -1) for points in match.parts])
    response = seen(client, match.need.created_by, counterparts(match.need))
    assert "This score is being renewed" in response.content.decode()
    assert [card.reasons for card in response.context["cards"]] == [()]


def test_hidden_and_unknown_postings_are_the_same_404(client):
    hidden = port_need(visibility="secretariat")
    unknown = reverse("matching:counterparts-need", args=["NE-1999-0001"])
    assert seen(client, None, counterparts(hidden)).status_code == 404
    assert seen(client, None, unknown).status_code == 404


def test_a_page_before_any_reference_data_says_that_there_is_nothing(client):
    need = port_need()
    assert seen(client, need.created_by, counterparts(need)).status_code == 200


def count_queries(client, django_assert_max_num_queries, user, url):
    seen(client, user, url)
    profiles._shelf = None
    with django_assert_max_num_queries(200) as counted:
        assert seen(client, user, url).status_code == 200
    return len(counted)


def test_three_cards_cost_no_more_queries_than_one(client, django_assert_max_num_queries):
    match = make_match()
    owner, url = match.need.created_by, counterparts(match.need)
    one = count_queries(client, django_assert_max_num_queries, owner, url)
    port_offer()
    port_offer()
    match_all()
    assert Match.objects.current().count() == 3
    assert count_queries(client, django_assert_max_num_queries, owner, url) == one
    assert Decision.objects.count() == 0
