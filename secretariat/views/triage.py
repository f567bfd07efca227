"""Suggestions that wait for a decision, one after the other."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.views.typed import show_again, typed_before
from jobs.core.days import day_of_record
from matching.charts import Names, cards_of_matches
from matching.choices import DismissalReason, Verdict
from matching.models import Decision, Match
from matching.querysets import MatchQuerySet
from matching.services import (
    AlreadyDecided,
    MatchBlocked,
    NoSuchAcceptance,
    NoSuchMatch,
    accept_match,
    dismiss_match,
    find_contact,
    find_obstacles,
    find_unintroduced,
    record_introduction,
    undo_decision,
)
from needs.models import Need
from offers.models import Offer
from secretariat.filters import SuggestionFilterSet
from secretariat.forms import ACCEPT, DISMISS, DecisionForm
from secretariat.views.base import PAGE_SIZE, staff_of

BESIDE = 6


def list_suggestions(request: HttpRequest) -> HttpResponse:
    staff = staff_of(request)
    filterset = _filter(request, staff)
    page = Paginator(filterset.found().for_cards(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "filterset": filterset,
        "page": page,
        "total": Match.objects.to_triage(staff).count(),
        "query": _query(request),
    }
    return render(request, "secretariat/suggestions.html", context)


def show_suggestion(request: HttpRequest, need: str, offer: str) -> HttpResponse:
    staff = staff_of(request)
    match = _find(staff, need, offer)
    if match is None:
        return _say_gone(request, staff, need, offer)
    form = DecisionForm(
        initial={"offer_revision": match.offer_revision, "need_revision": match.need_revision}
    )
    typed = typed_before(request)
    return _show(request, staff, match, form if typed is None else show_again(form, typed))


def decide(request: HttpRequest, need: str, offer: str) -> HttpResponse:
    """Accept or dismiss, by the button, and go on to the next suggestion of the same filters."""
    staff = staff_of(request)
    if request.method != "POST":
        return redirect(f"{reverse('secretariat:suggestion', args=[need, offer])}{_query(request)}")
    match = _find(staff, need, offer)
    if match is None:
        return _say_gone(request, staff, need, offer)
    typed = typed_before(request)
    if typed is not None:
        return _show(request, staff, match, show_again(DecisionForm(), typed))
    verdict = request.POST.get("verdict", "")
    if verdict not in {ACCEPT, DISMISS}:
        raise Http404
    form = DecisionForm(request.POST, verdict=verdict)
    if not form.is_valid():
        return _show(request, staff, match, form, status=422)
    if _has_moved_on(match, form):
        messages.warning(
            request,
            _(
                "One of the postings has changed since you opened this page. Look at it again before you decide."
            ),
        )
        again = {
            **form.cleaned_data,
            "offer_revision": match.offer_revision,
            "need_revision": match.need_revision,
        }
        return _show(request, staff, match, DecisionForm(initial=again), status=409)
    return _decide(request, staff, match, form)


def _has_moved_on(match: Match, form: DecisionForm) -> bool:
    seen = (form.cleaned_data["offer_revision"], form.cleaned_data["need_revision"])
    return seen != (match.offer_revision, match.need_revision)


def _decide(request: HttpRequest, staff: User, match: Match, form: DecisionForm) -> HttpResponse:
    following = _following(_filter(request, staff).found(), match)
    comment, at = form.cleaned_data["comment"], timezone.now()
    try:
        if form.verdict == ACCEPT:
            decision = accept_match(offer=match.offer, need=match.need, comment=comment, by=staff, at=at)
        else:
            reason = DismissalReason(form.cleaned_data["reason"])
            decision = dismiss_match(
                offer=match.offer,
                need=match.need,
                reason=reason,
                comment=comment,
                by=staff,
                at=at,
            )
    except MatchBlocked:
        messages.error(request, _("Something stands in the way; the card says what."))
        return _show(request, staff, match, form, status=409)
    except (NoSuchMatch, AlreadyDecided):
        return _say_gone(request, staff, match.need.reference, match.offer.reference)
    _say_done(request, decision)
    return redirect(
        _address(following, request)
        if following
        else f"{reverse('secretariat:suggestions')}{_query(request)}"
    )


def _say_done(request: HttpRequest, decision: Decision) -> None:
    text = (
        _("Accepted as %(reference)s; both parties have been told.")
        if decision.verdict == Verdict.ACCEPTED
        else _("Dismissed as %(reference)s.")
    )
    undo_url = reverse("secretariat:undo", args=[decision.reference])
    _say(request, messages.SUCCESS, text % {"reference": decision.reference}, undo_url, _("Take it back"))
    if find_unintroduced().filter(pk=decision.pk).exists():
        match_url = reverse("matching:match", args=[decision.reference])
        text = _("One party sees no contact of the other.")
        _say(request, messages.WARNING, text, match_url, _("Put these parties in touch"))


def _say(request: HttpRequest, level: int, text: str, url: str, step: str) -> None:
    messages.add_message(request, level, format_html('{} <a href="{}">{}</a>', text, url, step))


def _say_gone(request: HttpRequest, staff: User, need: str, offer: str) -> HttpResponse:
    """Tell a pair that was decided or rescored meanwhile from one that never was (404)."""
    pair = {"need__reference": need, "offer__reference": offer}
    decision = Decision.objects.standing().filter(**pair).first()
    if decision is not None:
        messages.info(
            request,
            _("This pair is decided already: %(verdict)s, %(reference)s.")
            % {
                "verdict": decision.get_verdict_display(),
                "reference": decision.reference,
            },
        )
        return redirect("matching:match", decision.reference)
    both = Need.objects.visible_to(staff).filter(reference=need).exists() and (
        Offer.objects.visible_to(staff).filter(reference=offer).exists()
    )
    if not both:
        raise Http404
    messages.info(
        request,
        _(
            "This pair is no suggestion at present: one of the two has changed and is being scored, or has left the lists."
        ),
    )
    return redirect("secretariat:suggestions")


def undo(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask, then take a decision back; twice is once."""
    staff = staff_of(request)
    decision = get_object_or_404(Decision.objects.for_cards(), reference=reference)
    if request.method != "POST":
        return render(request, "secretariat/undo.html", {"decision": decision})
    undo_decision(decision, by=staff, at=timezone.now())
    messages.success(
        request,
        _("%(reference)s is taken back. The pair is a suggestion again if it still scores.")
        % {
            "reference": decision.reference,
        },
    )
    return redirect("secretariat:decisions")


@require_POST
def mark_introduced(request: HttpRequest, reference: str) -> HttpResponse:
    staff = staff_of(request)
    decision = get_object_or_404(Decision, reference=reference)
    try:
        record_introduction(decision, by=staff, at=timezone.now())
    except NoSuchAcceptance as error:
        raise Http404(reference) from error
    messages.success(
        request, _("Noted: the parties of %(reference)s are in touch.") % {"reference": reference}
    )
    return redirect("matching:match", reference)


def _filter(request: HttpRequest, staff: User) -> SuggestionFilterSet:
    return SuggestionFilterSet(request.GET, queryset=Match.objects.to_triage(staff))


def _find(staff: User, need: str, offer: str) -> Match | None:
    rows = Match.objects.current().suggested_to(staff).open().for_cards()
    return rows.filter(need__reference=need, offer__reference=offer).first()


def _following(found: MatchQuerySet, match: Match) -> Match | None:
    """The one after this in the queue, else the first of the others."""
    pairs = list(found.values_list("pk", flat=True))
    place = pairs.index(match.pk) if match.pk in pairs else -1
    others = pairs[place + 1 :] + pairs[: max(place, 0)]
    return found.select_related("need", "offer").get(pk=others[0]) if others else None


def _address(match: Match, request: HttpRequest) -> str:
    path = reverse("secretariat:suggestion", args=[match.need.reference, match.offer.reference])
    return f"{path}{_query(request)}"


def _query(request: HttpRequest) -> str:
    """The filters, to be carried from one suggestion to the next."""
    query = request.GET.copy()
    for name in ("page", "kept"):
        query.pop(name, None)
    return f"?{query.urlencode()}" if query else ""


def _show(
    request: HttpRequest, staff: User, match: Match, form: DecisionForm, *, status: int = 200
) -> HttpResponse:
    found = _filter(request, staff).found()
    following = _following(found, match)
    context = {
        "match": match,
        "postings": (match.need, match.offer),
        "card": cards_of_matches([match], Names(), on=day_of_record(timezone.now()), reader=staff)[0],
        "is_blocked": bool(find_obstacles(match)),
        "contacts": [(posting, find_contact(posting)) for posting in (match.need, match.offer)],
        "form": form,
        "beside": found.for_cards()[:BESIDE],
        "total": found.count(),
        "next_url": _address(following, request) if following else "",
        "query": _query(request),
    }
    return render(request, "secretariat/suggestion.html", context, status=status)
