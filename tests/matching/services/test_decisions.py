import pytest

from accounts.models import AuditEntry
from mail.models import OutgoingMail
from matching.choices import DismissalReason
from matching.models import Decision, Match
from matching.services import (
    AlreadyDecided,
    MatchBlocked,
    NoSuchMatch,
    NotTheSecretariat,
    accept_match,
    dismiss_match,
    explain_decisions,
    explain_matches,
    find_contact,
    match_due_postings,
    rematch_everything,
    stored_parts,
    undo_decision,
)
from notices.models import Notice
from postings.services import apply_transition
from tests.factories_matching import make_match, match_all, port_need, port_offer
from tests.factories_postings import NOW, make_need, make_person, make_secretary

pytestmark = pytest.mark.django_db


def accept(match, **values):
    return accept_match(
        offer=match.offer,
        need=match.need,
        by=values.pop("by", None) or make_secretary(),
        at=NOW,
        **values,
    )


def dismiss(match, by=None):
    return dismiss_match(
        offer=match.offer,
        need=match.need,
        reason=DismissalReason.TIMING,
        by=by or make_secretary(),
        at=NOW,
    )


def test_an_acceptance_copies_what_was_seen():
    match = make_match()
    decision = accept(match)
    assert decision.reference == "MA-2026-0001"
    assert (decision.score, decision.parts, decision.generation) == (
        match.score,
        match.parts,
        match.generation,
    )
    assert decision.band == match.band
    assert (decision.offer_revision, decision.need_revision) == (
        match.offer_revision,
        match.need_revision,
    )
    assert (decision.modality, decision.modality_reason) == (
        "south_south",
        "south_first_provider_alone",
    )


def test_both_parties_are_told_and_each_country_has_its_entry_in_the_trail():
    match = make_match()
    colleague = make_person("official", match.need.institution)
    decision = accept(match)
    told = Notice.objects.filter(event="match.accepted")
    recipients = set(told.values_list("recipient", flat=True))
    assert {match.need.created_by_id, match.offer.created_by_id, colleague.pk} <= recipients
    assert set(told.values_list("target_name", flat=True)) == {"matching:match"}
    mails = OutgoingMail.objects.filter(subject__contains=decision.reference)
    assert mails.count() == told.count()
    trail = AuditEntry.objects.filter(action="decision.accepted")
    assert sorted(trail.values_list("country__code", flat=True)) == ["CL", "HT"]


def test_why_a_pair_was_dismissed_stands_in_no_countrys_trail():
    match = make_match()
    undo_decision(dismiss(match), by=make_secretary(), at=NOW)
    trail = AuditEntry.objects.filter(action__startswith="decision.")
    assert sorted(trail.values_list("action", "country")) == [
        ("decision.dismissed", None),
        ("decision.undo", None),
    ]
    assert not trail.visible_to(match.offer.created_by).exists()
    assert trail.visible_to(make_secretary()).count() == 2


def test_a_decision_outlives_rescoring_and_a_withdrawn_posting():
    match = make_match()
    decision = accept(match)
    before = Decision.objects.values().get()
    rematch_everything()
    match_due_postings(at=NOW)
    apply_transition(match.offer, "withdraw", by=match.offer.created_by, at=NOW)
    match_due_postings(at=NOW)
    assert Match.objects.count() == 0
    assert Decision.objects.values().get() == before
    assert [part.points for part in stored_parts(decision)] == [
        None if points < 0 else points for points in match.parts
    ]


def test_the_parts_of_a_decision_add_up_to_its_score():
    decision = accept(make_match())
    parts = [part for part in stored_parts(decision) if part.points is not None]
    earned = sum(part.points for part in parts)
    assert decision.score == round(1000 * earned / sum(part.max_points for part in parts))
    explained = explain_decisions([decision], on=NOW.date())[0]
    assert sum(part.points or 0 for part in explained.contributions) == earned
    assert explained.is_stored


def test_an_explanation_carries_the_points_that_are_stored():
    match = make_match()
    explained = explain_matches([match], on=NOW.date())[0]
    assert explained.is_stored
    assert any(piece.code == "shared_theme" for part in explained.contributions for piece in part.evidence)


def test_an_explanation_never_mixes_stored_points_with_evidence_for_others():
    match = make_match()
    match.parts = [points - 1 for points in match.parts]
    explained = explain_matches([match], on=NOW.date())[0]
    assert not explained.is_stored
    assert [part.points for part in explained.contributions] == [
        points if points >= 0 else None for points in match.parts
    ]
    assert not any(part.evidence for part in explained.contributions)


def test_a_pair_is_decided_once():
    match = make_match()
    first = accept(match)
    with pytest.raises(AlreadyDecided) as raised:
        dismiss(match)
    assert raised.value.decision == first


def test_after_an_undo_the_pair_can_be_decided_anew_and_the_parties_are_told():
    match = make_match()
    undone = undo_decision(accept(match), by=make_secretary(), at=NOW)
    assert undone.ended_at == NOW
    assert Notice.objects.filter(event="match.undone").exists()
    assert dismiss(match).reference == "MA-2026-0002"
    assert Decision.objects.count() == 2


def test_an_undo_twice_is_one_undo():
    decision, by = dismiss(make_match()), make_secretary()
    undo_decision(decision, by=by, at=NOW)
    undo_decision(decision, by=by, at=NOW)
    assert AuditEntry.objects.filter(action="decision.undo").count() == 1


def test_a_suggestion_that_is_stale_cannot_be_decided():
    match = make_match()
    apply_transition(match.offer, "pause", by=match.offer.created_by, at=NOW)
    with pytest.raises(NoSuchMatch):
        accept(match)


def test_a_blocked_pair_is_not_accepted_but_may_be_dismissed():
    need = port_need(interpretation_accepted=False, working_languages=["en"])
    port_offer(working_languages=["es"])
    match_all()
    match = Match.objects.get(need=need)
    with pytest.raises(MatchBlocked) as raised:
        accept(match)
    assert raised.value.codes == ["no_shared_language"]
    assert dismiss(match).verdict == "dismissed"


def test_a_posting_that_the_other_party_may_not_see_is_not_introduced():
    match = make_match(offer={"visibility": "secretariat"})
    with pytest.raises(MatchBlocked) as raised:
        accept(match)
    assert raised.value.codes == ["hidden_from_party"]


@pytest.mark.parametrize("role", ["official", "focal_point", "reader", "administrator"])
def test_nobody_but_the_secretariat_decides(role):
    match = make_match()
    with pytest.raises(NotTheSecretariat):
        accept(match, by=make_person(role, match.need.institution))
    assert Decision.objects.count() == 0


def test_a_contact_person_is_shown_by_consent_only():
    facts = {"contact_name": "Unit for ports", "contact_email": "ports@example.org"}
    need = make_need(**facts)
    need.institution.contact_email = "box@example.org"
    assert (find_contact(need).email, find_contact(need).is_person) == ("box@example.org", False)
    assert find_contact(need).is_withheld
    known = find_contact(need, for_secretariat=True)
    assert (known.email, known.is_person, known.is_withheld) == ("ports@example.org", True, True)
    need.contact_consent = True
    contact = find_contact(need)
    assert (contact.name, contact.email, contact.is_person, contact.is_withheld) == (
        "Unit for ports",
        "ports@example.org",
        True,
        False,
    )
