"""Offers and needs as their people make them: through the services, step by step."""

from datetime import UTC, datetime, timedelta

from accounts.models import User
from directory.choices import InstitutionKind
from directory.models import Goal, Institution, Theme
from needs.models import Need
from offers.models import Offer
from postings.services import apply_transition, create_posting
from tests.factories import make_country, make_institution, make_membership, make_secretariat, make_user
from workplans.models import Plan, PlanNode

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
COUNTRY_NAMES = {
    "HT": ("Haiti", "Haití", "Haïti", "Haiti"),
    "CL": ("Chile", "Chile", "Chili", "Chile"),
    "BR": ("Brazil", "Brasil", "Brésil", "Brasil"),
    "ES": ("Spain", "España", "Espagne", "Espanha"),
}


def make_member_state(code="HT"):
    names = dict(zip(("name_en", "name_es", "name_fr", "name_pt"), COUNTRY_NAMES[code], strict=True))
    return make_country(code, **names, official_languages=["fr"], working_languages=["fr"])


def make_authority(country="HT", code=""):
    """The cooperation authority of a member state; a body without a country for `country=None`."""
    state = make_member_state(country) if country else None
    code = code or f"authority-{country or 'none'}".lower()
    return Institution.objects.filter(code=code).first() or make_institution(
        code,
        country=state,
        name_en=f"Cooperation authority {country or ''}".strip(),
        kind=InstitutionKind.COOPERATION_AUTHORITY if state else InstitutionKind.MULTILATERAL,
    )


def make_person(role, institution=None, email=""):
    """Someone who is named by the role."""
    number = User.objects.count() + 1
    user = make_user(email or f"{role}-{number}@example.org", full_name=f"{role.title()} {number}")
    make_membership(user, institution or make_authority(), role)
    return user


def make_secretary():
    return make_person("secretariat", make_secretariat())


def make_theme(code="ports", area="infrastructure"):
    parent, _ = Theme.objects.get_or_create(
        code=area, defaults={"name_en": area.title(), "name_es": f"Área {area}"}
    )
    theme, _ = Theme.objects.get_or_create(
        code=code,
        defaults={"name_en": code.title(), "name_es": f"Tema {code}", "parent": parent},
    )
    return theme


def make_goal(number=4):
    title = {
        f"{name}_{language}": f"Goal {number}"
        for name in ("name", "title")
        for language in ("en", "es", "fr", "pt")
    }
    return Goal.objects.get_or_create(number=number, defaults=title)[0]


def make_node(code="1.1", parent=None):
    plan, _ = Plan.objects.get_or_create(code="celac-2022", defaults={"year": 2022, "name_en": "CELAC 2022"})
    node, _ = PlanNode.objects.get_or_create(
        plan=plan,
        code=code,
        defaults={"kind": "objective", "name_en": f"Objective {code}", "position": 1, "parent": parent},
    )
    return node


def _make(
    model, *, by=None, institution=None, at=NOW, words=None, relations=None, on_behalf=False, **columns
):
    institution = institution or make_authority()
    by = by or make_person("official", institution)
    columns = {
        "original_language": "en",
        "role": "first_provider",
        "working_languages": ["en"],
        "expires_on": at.date() + timedelta(days=365),
        **columns,
    }
    words = {
        "title": "Training of port officers",
        "summary": "A course for those who train port officers.",
        **(words or {}),
    }
    return create_posting(
        model(institution=institution, **columns),
        words=words,
        relations={"themes": [make_theme()], **(relations or {})},
        by=by,
        at=at,
        on_behalf=on_behalf,
    )


def make_offer(**facts):
    """A draft; its owner is a new official of the institution unless `by` is given."""
    return _make(Offer, **{"kind": "training", **facts})


def make_need(**facts):
    return _make(Need, **{"role": "recipient", **facts})


def submit(posting, at=NOW):
    return apply_transition(posting, "submit", by=posting.created_by, at=at)


def endorse(posting, at=NOW):
    return apply_transition(
        submit(posting, at), "endorse", by=make_person("focal_point", posting.institution), at=at
    )


def publish(posting, at=NOW):
    """Through the whole workflow: sent by its owner, endorsed by a focal point, published by the secretariat."""
    return apply_transition(endorse(posting, at), "publish", by=make_secretary(), at=at)
