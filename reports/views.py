from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.querysets import access_of
from directory.models import Country, Institution, Theme
from jobs.core.days import day_of_record
from needs.models import Need
from offers.models import Offer
from reports.charts import (
    Chart,
    Subject,
    UnknownChart,
    draw_chart,
    draw_dashboard,
    draw_pairs,
)
from reports.exports import write_csv
from reports.services import (
    Pair,
    count_by_country,
    count_themes_of_country,
    grow_tree,
    list_plan_answers,
    live_of_country,
)
from workplans.models import Plan

# On a country's page; the lists behind the links hold the rest.
MOST_ROWS = 10


@login_not_required
def list_countries(request: HttpRequest) -> HttpResponse:
    figures = count_by_country(request.user, on=day_of_record(timezone.now()))
    silent = [row for row in figures if not row.live.needs]
    return render(request, "reports/country_list.html", {"figures": figures, "silent": silent})


@login_not_required
def show_country(request: HttpRequest, code: str) -> HttpResponse:
    today = day_of_record(timezone.now())
    country = get_object_or_404(Country.objects.with_memberships(), code=code)
    institutions = list(country.institutions.open(today).in_name_order())
    needs = live_of_country(Need, country, request.user)
    offers = live_of_country(Offer, country, request.user)
    last_need = (
        Need.objects.shown()
        .visible_to(request.user)
        .filter(institution__country=country)
        .order_by("-published_at")
        .first()
    )
    context = {
        "country": country,
        "side": country.side(today),
        "memberships": [row for row in country.groups_on(today) if row.is_full],
        "institutions": institutions,
        "has_address": any(institution.contact_email for institution in institutions),
        "secretariat": Institution.objects.secretariat(today),
        "focal_points": _focal_points(request, country),
        "needs": needs[:MOST_ROWS],
        "offers": offers[:MOST_ROWS],
        "live": Pair(needs.count(), offers.count()),
        "last_need": last_need,
        "chart": _chart_country(request, country),
    }
    return render(request, "reports/country.html", context)


def _focal_points(request: HttpRequest, country: Country) -> list[Membership]:
    """Names of people are for people who are signed in; others read the institutions' mailboxes."""
    if access_of(request.user).user_id is None:
        return []
    return list(Membership.objects.focal_points_for(country, on=day_of_record(timezone.now())))


def _chart_country(request: HttpRequest, country: Country) -> Chart:
    pairs = count_themes_of_country(country, request.user)
    themes = Theme.objects.filter(pk__in=pairs).in_name_order()
    subjects = [Subject(theme.name, pairs[theme.pk]) for theme in themes]
    title = _("Themes of %(country)s: needs and offers") % {"country": country.name}
    return draw_pairs("country", title, _("Theme"), subjects)


@login_not_required
def list_plans(request: HttpRequest) -> HttpResponse:
    return render(request, "reports/plan_list.html", {"rows": list_plan_answers(request.user)})


@login_not_required
def show_plan(request: HttpRequest, code: str) -> HttpResponse:
    plan = get_object_or_404(Plan.objects.select_related("body"), code=code)
    return render(
        request,
        "reports/plan.html",
        {"plan": plan, "tree": grow_tree(plan, request.user)},
    )


@login_not_required
def show_dashboard(request: HttpRequest) -> HttpResponse:
    today = day_of_record(timezone.now())
    figures = count_by_country(request.user, on=today)
    context = {
        "charts": draw_dashboard(request.user, on=today),
        "silent": [row for row in figures if not row.live.needs],
        "states": len(figures),
        "now": timezone.now(),
    }
    return render(request, "reports/dashboard.html", context)


@login_not_required
def download_chart(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        chart = draw_chart(slug, request.user, on=day_of_record(timezone.now()))
    except UnknownChart as error:
        raise Http404(reverse("reports:dashboard")) from error
    headers = {"Content-Disposition": f'attachment; filename="cooperanet-{slug}.csv"'}
    return HttpResponse(
        write_csv(chart.head, chart.table),
        content_type="text/csv; charset=utf-8",
        headers=headers,
    )
