"""The pages of what was found: the counterparts of a posting, and an accepted match."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.models import User
from accounts.querysets import Access, access_of
from jobs.core.days import day_of_record
from matching.charts import (
    Card,
    Names,
    cards_of_decisions,
    cards_of_matches,
    say_modality,
)
from matching.choices import Verdict
from matching.models import Decision, Match
from matching.querysets import side_of
from matching.services import find_contact, find_unintroduced, is_behind
from postings.models import Posting

PAGE_SIZE = 10
MOST_BLOCKED = 20


@login_not_required
def show_counterparts(request: HttpRequest, reference: str, model: type[Posting]) -> HttpResponse:
    visible = model.objects.visible_to(request.user).for_list()
    posting = get_object_or_404(visible, reference=reference)
    suggested = Match.objects.current().answering(posting).suggested_to(request.user)
    undecided = suggested.open().best_first().for_cards()
    page = Paginator(undecided.unblocked(), PAGE_SIZE).get_page(request.GET.get("page"))
    blocked = undecided.blocked()
    decided = Decision.objects.about(posting).visible_to(request.user).newest_first()
    access, names = access_of(request.user), Names()
    context = {
        "posting": posting,
        "kind": side_of(posting),
        "page": page,
        "cards": _cards(list(page), names, request.user),
        "blocked_count": blocked.count(),
        "blocked": _cards(list(blocked[:MOST_BLOCKED]), names, request.user),
        "accepted": _decided(list(decided.accepted().for_cards()), names),
        "dismissed": list(decided.dismissed().for_cards()) if access.is_secretariat else [],
        "decide_template": "matching/_decide.html" if access.is_secretariat else "",
        "sees_suggestions": _sees_suggestions(posting, access),
        "is_behind": is_behind(posting),
    }
    return render(request, "matching/counterparts.html", context)


def show_match(request: HttpRequest, reference: str) -> HttpResponse:
    concerning = Decision.objects.concerning(request.user).for_cards()
    decision = get_object_or_404(concerning, reference=reference)
    is_shown = (
        access_of(request.user).is_staff
        or Decision.objects.visible_to(request.user).filter(pk=decision.pk).exists()
    )
    names = Names()
    contacts = _contacts(decision, access_of(request.user))
    context = {
        "decision": decision,
        "card": _decided([decision], names)[0][1] if is_shown else None,
        "modality_reason": say_modality(decision.modality_reason, [], names),
        "postings": [(posting, _since(posting)) for posting in (decision.need, decision.offer)],
        "contacts": contacts,
        "sees_contacts": all(item["contact"].is_reachable for item in contacts),
        "is_to_introduce": find_unintroduced().filter(pk=decision.pk).exists(),
    }
    return render(request, "matching/match.html", context)


def _sees_suggestions(posting: Posting, access: Access) -> bool:
    own = access.institution_ids | access.focal_institution_ids
    return access.is_staff or posting.institution_id in own


def _cards(matches: list[Match], names: Names, reader: User | AnonymousUser) -> list[Card]:
    return cards_of_matches(matches, names, on=day_of_record(timezone.now()), reader=reader)


def _decided(decisions: list[Decision], names: Names) -> list[tuple[Decision, Card]]:
    cards = cards_of_decisions(decisions, names, on=day_of_record(timezone.now()))
    return list(zip(decisions, cards, strict=True))


def _since(posting: Posting) -> datetime | None:
    """When the posting came to the status that it has."""
    steps = posting.status_changes.filter(target=posting.status).exclude(source=posting.status)
    return steps.order_by("-at").values_list("at", flat=True).first()


def _contacts(decision: Decision, access: Access) -> list[dict[str, Any]]:
    """The other party's for a party, both for the staff; only an acceptance that stands introduces anyone."""
    if decision.ended_at is not None or decision.verdict != Verdict.ACCEPTED:
        return []
    own = access.institution_ids | access.focal_institution_ids
    return [
        {
            "posting": posting,
            "contact": find_contact(posting, for_secretariat=access.is_secretariat),
            "shown": find_contact(posting),
        }
        for posting in (decision.need, decision.offer)
        if access.is_staff or posting.institution_id not in own
    ]
