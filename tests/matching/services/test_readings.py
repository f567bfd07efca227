from dataclasses import replace
from datetime import timedelta

import pytest

from directory.models import Country, Group
from matching.models import Generation, OfferVector
from matching.services import (
    begin_audit,
    begin_generation,
    ensure_generation,
    rebuild_matches,
)
from matching.services.generations import thaw
from matching.services.readings import fetch, read_many, read_posting
from needs.models import Need
from offers.models import Offer
from tests.factories_matching import build_all, match_all, port_need, port_offer
from tests.factories_postings import NOW, make_theme

pytestmark = pytest.mark.django_db
ON = NOW.date()


@pytest.fixture
def frozen():
    return thaw(ensure_generation(at=NOW)[0])


@pytest.fixture
def varied():
    """Postings that say much or little; a member of a group by date."""
    port_offer()
    need = port_need(urgency="high", modalities=["triangular"], delivery="remote")
    offer = port_offer(capacity=9, remaining_places=3, period_from=ON, period_until=ON + timedelta(days=9))
    offer.themes.add(make_theme("tea", area="culture"))
    for field in ("eligible", "preferred"):
        getattr(offer, f"{field}_groups").set(Group.objects.all())
        getattr(offer, f"{field}_countries").set(Country.objects.all())
    need.texts.update(title="", summary="")


def comparable(reading):
    """Arrays are compared by their bytes."""
    return replace(reading, profile=replace(reading.profile, vector=None))


@pytest.mark.usefixtures("varied")
def test_many_are_read_as_each_is_alone(frozen):
    for model in (Offer, Need):
        alone = {one.pk: read_posting(one, frozen, on=ON) for one in fetch(model, model.objects.live())}
        together = dict(read_many(model, list(alone), frozen, on=ON))
        assert {pk: comparable(one) for pk, one in together.items()} == {
            pk: comparable(one) for pk, one in alone.items()
        }


def test_one_that_cannot_be_read_keeps_no_other_from_being_read(frozen):
    broken, whole = port_need(), port_need()
    Need.objects.filter(pk=broken.pk).update(modalities=["nonsense"])
    assert [pk for pk, _ in read_many(Need, [broken.pk, whole.pk], frozen, on=ON)] == [whole.pk]


def stored(generation):
    rows = OfferVector.objects.filter(generation=generation).order_by("posting")
    return [
        (pk, revision, features, bytes(vector), bytes(facts))
        for pk, revision, features, vector, facts in rows.values_list(
            "posting", "revision", "features", "vector", "facts"
        )
    ]


@pytest.mark.parametrize("change", ["weights", "documents"])
def test_what_is_taken_over_is_what_reading_again_gives(change):
    """An audit reads everything."""
    port_offer()
    port_need()
    match_all()
    release = thaw(Generation.objects.get())
    changes = {"weights": {**release.weights, "theme": 99}, "documents": release.documents + 900}
    begin_generation(frozen=replace(release, **{change: changes[change]}), by=None, at=NOW)
    late = port_offer()
    build_all()
    serving = Generation.objects.serving().get()
    assert (serving.number, stored(serving)[-1][0]) == (2, late.pk)
    audit = begin_audit(at=NOW)
    build_all()
    assert stored(serving) == stored(audit) != []


def test_a_rebuild_as_it_serves_reads_what_was_not_read_yet():
    match_all()
    offer = port_offer()
    made = rebuild_matches(at=NOW)
    build_all()
    assert [row[0] for row in stored(made)] == [offer.pk]
