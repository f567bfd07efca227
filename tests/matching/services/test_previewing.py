import pytest

from matching.core.bands import is_suggestion
from matching.core.rank import score_many
from matching.services import preview_weights, weights_of
from matching.services.generations import serving_generation, thaw, weigh
from matching.services.previewing import TOP
from matching.services.readings import fetch, read_posting
from needs.models import Need
from offers.models import Offer
from tests.factories_matching import PORT_OFFER, match_all, port_need, port_offer, tea_offer
from tests.factories_postings import make_theme

pytestmark = pytest.mark.django_db


def other_weights(**weights):
    return {**weights_of(serving_generation()), **weights}


def make_world():
    """Two needs, and more offers than a preview shows, that differ in words, themes and languages."""
    port_need()
    port_need(working_languages=["es"], words={"title": "Agua", "summary": "Agua potable en escuelas."})
    for at in range(TOP):
        languages = ["es", "fr"] if at % 2 else ["en"]
        words = {**PORT_OFFER, "summary": " ".join([PORT_OFFER["summary"], *["controles navales"] * at])}
        port_offer(working_languages=languages, words=words)
    tea_offer()
    port_offer(relations={"themes": [make_theme("ports", area="transport")]})
    port_offer(words={"title": "Agua potable", "summary": "Agua para escuelas rurales."})
    match_all()


def best_of(need, frozen):
    """From the definition: read and score every live offer in full."""
    on = serving_generation().read_on
    offers = fetch(Offer, Offer.objects.live().values("pk"))
    profiles = [read_posting(offer, frozen, on=on).profile for offer in offers]
    asking = read_posting(fetch(Need, [need.pk])[0], frozen, on=on).profile
    scored = zip(offers, profiles, score_many(asking, profiles, frozen), strict=True)
    best = sorted(
        (-score.precise, profile.tie, score.total, offer.reference)
        for offer, profile, score in scored
        if not score.blockers and is_suggestion(score, frozen)
    )
    return [(reference, total) for *_key, total, reference in best[:TOP]]


@pytest.mark.parametrize(
    "weights", [{}, {"languages": 255}, {"text": 255, "theme": 0}, {"theme": 255, "text": 1, "period": 0}]
)
def test_a_preview_shows_what_scoring_every_offer_in_full_gives(weights):
    make_world()
    now = thaw(serving_generation())
    then = weigh(now, weights)
    previews = preview_weights(weights=weights)
    assert [preview.need for preview in previews] == list(Need.objects.order_by("reference"))
    for preview in previews:
        shown = [
            [(place.offer.reference, place.score) for place in places]
            for places in (preview.before, preview.after)
        ]
        assert shown == [best_of(preview.need, now), best_of(preview.need, then)]
    assert any(preview.changes for preview in previews) == bool(weights)


def test_a_preview_says_what_rises_falls_comes_and_goes():
    make_world()
    for preview in preview_weights(weights={"languages": 255}):
        before = {place.offer: place for place in preview.before}
        for place in preview.after:
            known = before.get(place.offer)
            assert place.other_rank == (known.rank if known else None)
            assert place.rises == -place.falls == (known.rank - place.rank if known else 0)


def test_a_preview_costs_the_same_for_any_number_of_postings(django_assert_num_queries):
    make_world()
    with django_assert_num_queries(9):
        preview_weights(weights={"theme": 1})
    port_need()
    port_offer()
    match_all()
    with django_assert_num_queries(9):
        preview_weights(weights={"theme": 1})
