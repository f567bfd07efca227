"""Published postings of two countries that answer each other, scored by the real engine."""

from collections import defaultdict

from directory.models import Group, GroupMembership
from matching.core.bands import band_of, is_listed
from matching.core.rank import score_many
from matching.core.shortlist import BLOCKED_DEPTH, DEPTH
from matching.models import Generation, Match
from matching.services import continue_rebuild, ensure_generation, match_due_postings
from matching.services.generations import thaw
from matching.services.readings import fetch, read_posting
from needs.models import Need
from offers.models import Offer
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


def build_all(at=NOW):
    """Do all that is left of a rebuild, however many turns it takes."""
    while continue_rebuild(at=at):
        pass


def make_match(**facts):
    """Score a need of Haiti and an offer of Chile; gives the current match of the two."""
    need, offer = port_need(**facts.pop("need", {})), port_offer(**facts.pop("offer", {}))
    match_all()
    return Match.objects.current().get(offer=offer, need=need)


COLUMNS = ("offer", "need", "offer_revision", "need_revision", "score", "band", "parts", "blockers")


def stored_pairs(generation=None):
    """All columns of every stored match but its key and the moment of scoring, in an order of its own."""
    generation = generation or Generation.objects.serving().get()
    rows = Match.objects.filter(generation=generation).order_by("offer_id", "need_id")
    return list(rows.values_list(*COLUMNS))


def expected_pairs(generation=None, *, depth=DEPTH, blocked_depth=BLOCKED_DEPTH):
    """What should be stored, from the definition: every live pair is read and scored in full, each side lists its best."""
    generation = generation or Generation.objects.serving().get()
    frozen = thaw(generation)
    offers, needs = (_read_live(model, frozen, generation) for model in (Offer, Need))
    scored = [
        (offer, need, score)
        for offer in offers
        for need, score in zip(
            needs, score_many(offer[1].profile, [need[1].profile for need in needs], frozen), strict=True
        )
        if is_listed(score, offer[1].profile, need[1].profile, frozen)
    ]
    listed = set()
    for own, other in ((0, 1), (1, 0)):
        lists = defaultdict(list)
        for pair in scored:
            key = (-pair[2].precise, pair[other][1].profile.tie)
            lists[pair[own][0].pk, bool(pair[2].blockers)].append((key, pair[0][0].pk, pair[1][0].pk))
        for (_pk, is_blocked), found in lists.items():
            best = sorted(found)[: blocked_depth if is_blocked else depth]
            listed |= {(offer, need) for _key, offer, need in best}
    return sorted(
        (
            offer.pk,
            need.pk,
            offer.revision,
            need.revision,
            score.total,
            band_of(score, frozen),
            list(score.points),
            [blocker.code for blocker in score.blockers],
        )
        for (offer, _), (need, _), score in scored
        if (offer.pk, need.pk) in listed
    )


def _read_live(model, frozen, generation):
    live = fetch(model, model.objects.live().values("pk"))
    return [(posting, read_posting(posting, frozen, on=generation.read_on)) for posting in live]
