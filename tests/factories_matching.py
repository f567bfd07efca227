"""Published postings of two countries that answer each other, scored by the real engine."""

from directory.models import Group, GroupMembership
from matching.models import Match
from matching.services import ensure_generation, match_due_postings
from tests.factories_postings import (
    NOW,
    make_authority,
    make_need,
    make_offer,
    make_theme,
    publish,
)

PORT_NEED = {
    "title": "Formation des agents portuaires",
    "summary": "Former les agents de sûreté des ports aux contrôles et aux inspections.",
}
PORT_OFFER = {
    "title": "Capacitación de personal portuario",
    "summary": "Curso para agentes de seguridad de los puertos sobre controles e inspecciones.",
}
TEA_OFFER = {
    "title": "Degustación de infusiones",
    "summary": "Taller de cata para aficionados.",
}


def place_on_side(institution, status="south"):
    group, _ = Group.objects.get_or_create(
        code="GLOBAL-SOUTH", defaults={"name_en": "Global South", "kind": "working_rule"}
    )
    GroupMembership.objects.get_or_create(
        country=institution.country,
        group=group,
        defaults={"status": status, "confidence": "working_rule"},
    )
    return institution


def port_need(**facts):
    """A published need of Haiti, in French."""
    facts = {
        "institution": place_on_side(make_authority("HT")),
        "original_language": "fr",
        "working_languages": ["fr"],
        "words": PORT_NEED,
        **facts,
    }
    return publish(make_need(**facts))


def port_offer(**facts):
    """A published offer of Chile, in Spanish, on the same subject."""
    facts = {
        "institution": place_on_side(make_authority("CL")),
        "original_language": "es",
        "working_languages": ["es", "fr"],
        "words": PORT_OFFER,
        **facts,
    }
    return publish(make_offer(**facts))


def tea_offer(**facts):
    """A published offer of Chile that has nothing to do with ports."""
    theme = make_theme("leisure", area="culture")
    return port_offer(words=TEA_OFFER, relations={"themes": [theme]}, **facts)


def match_all(at=NOW):
    ensure_generation(at=at)
    return match_due_postings(at=at)


def make_match(**facts):
    """Score a need of Haiti and an offer of Chile; gives the current match of the two."""
    need, offer = port_need(**facts.pop("need", {})), port_offer(**facts.pop("offer", {}))
    match_all()
    return Match.objects.current().get(offer=offer, need=need)


def stored_pairs():
    """What is stored of every match that serves, in an order of its own."""
    rows = Match.objects.current().order_by("offer_id", "need_id")
    return list(rows.values_list("offer", "need", "score", "parts", "blockers"))
