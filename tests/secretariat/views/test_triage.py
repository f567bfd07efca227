import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from matching.choices import Band
from matching.models import Decision, Match
from matching.services import match_due_postings
from notices.models import Notice
from postings.services import apply_transition
from tests.factories_matching import make_match, match_all, port_need, port_offer
from tests.factories_postings import NOW, make_person

pytestmark = pytest.mark.django_db


def page(match):
    return reverse("secretariat:suggestion", args=[match.need.reference, match.offer.reference])


def action(match):
    return reverse("secretariat:decide", args=[match.need.reference, match.offer.reference])


def answer(match, **values):
    return {
        "offer_revision": match.offer_revision,
        "need_revision": match.need_revision,
        "comment": "",
        "reason": "",
        **values,
    }


def test_the_list_shows_the_suggestions_that_wait(client, secretary):
    match = make_match()
    response = client.get(reverse("secretariat:suggestions"))
    assert list(response.context["page"]) == [match]
    assert match.need.title in response.content.decode()


def test_the_list_is_narrowed_by_its_filters(client, secretary):
    make_match()
    expected = {
        "q=portuarios": 1,
        "q=tea": 0,
        "q=%3F%3F": 0,
        "q=of-2026-0001": 1,
        "q=NE-2026-9999": 0,
        "theme=ports": 1,
        "theme=infrastructure": 1,
        "country=HT": 1,
        "country=CL": 1,
        "least=1000": 0,
        "least=100": 1,
        "pair=fr-es": 1,
        "pair=es-fr": 0,
        "least=nonsense": 1,
    }
    answers = {query: client.get(f"{reverse('secretariat:suggestions')}?{query}") for query in expected}
    assert {query: answer.context["page"].paginator.count for query, answer in answers.items()} == expected


def test_the_page_shows_both_texts_the_words_that_met_and_the_two_buttons(client, secretary):
    match = make_match()
    text = client.get(page(match)).content.decode()
    assert "Formation des agents portuaires" in text
    assert "Capacitación de personal portuario" in text
    assert "↔" in text
    assert text.count('name="verdict"') == 2


def test_accepting_introduces_the_parties_and_leads_to_the_next(client, secretary):
    first = make_match()
    second_need = port_need()
    match_all()
    second = Match.objects.current().get(need=second_need)
    response = client.post(action(first), answer(first, verdict="accept"))
    decision = Decision.objects.get()
    assert (decision.verdict, decision.need, decision.offer) == (
        "accepted",
        first.need,
        first.offer,
    )
    assert response.url == page(second)


def test_dismissing_needs_a_reason_and_keeps_what_was_typed(client, secretary):
    match = make_match()
    response = client.post(action(match), answer(match, verdict="dismiss", comment="Not the same level"))
    assert response.status_code == 422
    assert "Not the same level" in response.content.decode()
    assert Decision.objects.count() == 0
    client.post(action(match), answer(match, verdict="dismiss", reason="wrong_level"))
    assert Decision.objects.get().reason == "wrong_level"


def test_another_reason_needs_a_comment(client, secretary):
    match = make_match()
    response = client.post(action(match), answer(match, verdict="dismiss", reason="other"))
    assert response.context["form"].errors.keys() == {"comment"}


def test_a_second_click_says_calmly_that_it_is_decided(client, secretary):
    match = make_match()
    data = answer(match, verdict="accept")
    client.post(action(match), data)
    response = client.post(action(match), data, follow=True)
    assert Decision.objects.count() == 1
    assert "decided already" in response.content.decode()
    assert Notice.objects.filter(event="match.accepted").count() == len(
        set(Notice.objects.filter(event="match.accepted").values_list("recipient"))
    )


def test_the_button_back_and_a_reload_of_the_action_lead_to_the_page(client, secretary):
    match = make_match()
    assert client.get(action(match)).url == page(match)


def test_a_posting_that_changed_meanwhile_is_looked_at_again(client, secretary):
    match = make_match()
    data = answer(match, verdict="accept")
    apply_transition(match.offer, "renew", by=match.offer.created_by, at=NOW)
    assert client.post(action(match), data).url == reverse("secretariat:suggestions")
    match_due_postings(at=NOW)
    response = client.post(action(match), data)
    assert response.status_code == 409
    assert Decision.objects.count() == 0


def test_the_language_switch_keeps_what_was_typed_and_decides_nothing(client, secretary):
    match = make_match()
    response = client.post(action(match), answer(match, _language="es", comment="Un comentario largo"))
    text = response.content.decode()
    assert "Un comentario largo" in text
    assert '<html lang="es"' in text
    assert Decision.objects.count() == 0


def test_a_blocked_pair_cannot_be_accepted(client, secretary):
    need = port_need(interpretation_accepted=False, working_languages=["en"])
    offer = port_offer()
    match_all()
    match = Match.objects.current().get(need=need, offer=offer)
    assert match.blockers == ["no_shared_language"]
    assert 'value="accept"' not in client.get(page(match)).content.decode()
    response = client.post(action(match), answer(match, verdict="accept"))
    assert response.status_code == 409
    assert Decision.objects.count() == 0


def test_merely_possible_matches_wait_until_they_are_asked_for(client, secretary):
    match = make_match()
    listed = reverse("secretariat:suggestions")
    assert list(client.get(listed).context["page"]) == [match]
    Match.objects.update(band=Band.POSSIBLE)
    assert list(client.get(listed).context["page"]) == []
    assert list(client.get(f"{listed}?band=all").context["page"]) == [match]
    assert list(client.get(f"{listed}?band=strong").context["page"]) == []


def test_a_decision_is_taken_back_from_the_history_once(client, secretary):
    match = make_match()
    client.post(action(match), answer(match, verdict="dismiss", reason="timing"))
    decision = Decision.objects.get()
    undo = reverse("secretariat:undo", args=[decision.reference])
    listed = client.get(reverse("secretariat:decisions")).content.decode()
    assert undo in listed
    assert "Take back" in client.get(undo).content.decode()
    client.post(undo)
    client.post(undo)
    decision.refresh_from_db()
    assert decision.ended_by == secretary
    assert AuditEntry.objects.filter(action="decision.undo").count() == 1
    assert list(Match.objects.to_triage(secretary)) == [match]


def test_an_unknown_pair_and_a_hidden_page_are_the_same_404(client, secretary):
    match = make_match()
    gone = reverse("secretariat:suggestion", args=["NE-2020-0001", match.offer.reference])
    assert client.get(gone).status_code == 404
    client.force_login(make_person("official", match.need.institution))
    assert client.get(page(match)).status_code == 404


def test_an_administrator_reads_along_and_decides_nothing(client, administrator):
    match = make_match()
    client.force_login(administrator)
    text = client.get(page(match)).content.decode()
    assert 'name="verdict"' not in text
    assert client.post(action(match), answer(match, verdict="accept")).status_code == 404
    assert Decision.objects.count() == 0


def test_the_decisions_are_listed_by_their_state(client, secretary):
    match = make_match()
    client.post(action(match), answer(match, verdict="accept"))
    counts = {
        show: client.get(f"{reverse('secretariat:decisions')}?show={show}").context["page"].paginator.count
        for show in ("", "accepted", "dismissed", "ended")
    }
    assert counts == {"": 1, "accepted": 1, "dismissed": 0, "ended": 0}


def test_the_pair_comes_before_the_queue_and_names_its_languages(client, secretary):
    text = client.get(page(make_match())).content.decode()
    places = [text.index(mark) for mark in ('class="pair"', 'id="decision-form"', 'class="queue"')]
    assert places == sorted(places)
    for language in ("French", "Spanish"):
        assert f'{language} <span class="muted">(original)</span>' in text
