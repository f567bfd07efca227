"""Editing of reference data: institutions, and what a country belongs to."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.views.typed import show_again, typed_before
from directory.choices import Confidence, Side
from directory.models import Country, GroupMembership, Institution
from directory.services import OverlappingMembership, SideUnchanged
from jobs.core.days import day_of_record
from secretariat.forms import InstitutionForm, MembershipForm, SideForm
from secretariat.services import change_country_side, save_institution, save_membership
from secretariat.views.base import PAGE_SIZE, staff_of

LONGEST_QUERY = 100


def list_institutions(request: HttpRequest) -> HttpResponse:
    staff_of(request)
    words = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    rows = Institution.objects.for_list()
    page = Paginator(rows.named_like(words) if words else rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "secretariat/institutions.html", {"page": page, "query": words})


def edit_institution(request: HttpRequest, code: str = "") -> HttpResponse:
    """Add one, or change one by its code."""
    staff = staff_of(request)
    institution = get_object_or_404(Institution, code=code) if code else Institution()
    name = str(institution) if code else ""
    typed = typed_before(request)
    if typed is not None:
        form = show_again(InstitutionForm(instance=institution), typed)
        return render(request, "secretariat/institution.html", {"form": form, "name": name})
    form = InstitutionForm(request.POST or None, instance=institution)
    if form.is_valid():
        save_institution(form.instance, by=staff, at=timezone.now())
        messages.success(request, _("Saved. Matching reads the change within seconds."))
        return redirect("secretariat:institutions")
    status = 422 if form.is_bound else 200
    return render(request, "secretariat/institution.html", {"form": form, "name": name}, status=status)


def list_countries(request: HttpRequest) -> HttpResponse:
    staff_of(request)
    today = day_of_record(timezone.now())
    rows = [{"country": country, "side": country.side(today)} for country in Country.objects.for_list()]
    return render(request, "secretariat/countries.html", {"rows": rows, "sides": dict(Side.choices)})


def show_country(request: HttpRequest, code: str) -> HttpResponse:
    staff_of(request)
    country = get_object_or_404(Country, code=code)
    side = country.side(day_of_record(timezone.now()))
    context = {
        "country": country,
        "side": Side(side).label if side else "",
        "memberships": GroupMembership.objects.filter(country=country).for_list(),
    }
    return render(request, "secretariat/country.html", context)


def edit_side(request: HttpRequest, code: str) -> HttpResponse:
    staff = staff_of(request)
    country = get_object_or_404(Country, code=code)
    typed = typed_before(request)
    if typed is not None:
        return _show_side(request, country, show_again(SideForm(), typed))
    today = day_of_record(timezone.now())
    form = SideForm(request.POST or None, initial={"side": country.side(today), "since": today})
    if form.is_valid():
        values = {**form.cleaned_data, "side": Side(form.cleaned_data["side"])}
        try:
            change_country_side(country, **values, by=staff, at=timezone.now())
        except SideUnchanged:
            form.add_error("side", _("The country is on that side already."))
        except OverlappingMembership:
            form.add_error("since", _("Another entry begins on that day or later."))
        else:
            messages.success(request, _("Saved. Matching reads the change within seconds."))
            return redirect("secretariat:country", country.code)
    return _show_side(request, country, form)


def _show_side(request: HttpRequest, country: Country, form: SideForm) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "secretariat/side.html", {"form": form, "country": country}, status=status)


def edit_membership(request: HttpRequest, code: str, group: str = "", start: str = "") -> HttpResponse:
    """Add a membership of a group, or correct one of this country's."""
    staff = staff_of(request)
    country = get_object_or_404(Country, code=code)
    rows = GroupMembership.objects.select_related("country", "group").filter(
        country=country, group__code=group
    )
    membership = (
        get_object_or_404(rows.starting(start))
        if group
        else GroupMembership(country=country, confidence=Confidence.SOURCED)
    )
    typed = typed_before(request)
    if typed is not None:
        return _show_membership(request, country, show_again(MembershipForm(membership=membership), typed))
    form = MembershipForm(request.POST or None, membership=membership)
    if form.is_valid():
        try:
            save_membership(form.as_membership(), by=staff, at=timezone.now())
        except OverlappingMembership:
            form.add_error(
                "since", _("The country already has an entry for that group in part of that time.")
            )
        else:
            messages.success(request, _("Saved. Matching reads the change within seconds."))
            return redirect("secretariat:country", country.code)
    return _show_membership(request, country, form)


def _show_membership(request: HttpRequest, country: Country, form: MembershipForm) -> HttpResponse:
    status = 422 if form.is_bound else 200
    context = {"form": form, "country": country, "is_new": form.membership.pk is None}
    return render(request, "secretariat/membership.html", context, status=status)
