import pytest

from matching.models import Generation, Match, OfferVector
from matching.services import begin_audit, rebuild_matches
from needs.models import Need
from notices.models import Notice
from notices.services import render_notices
from tests.factories_matching import build_all, expected_pairs, match_all, port_need, port_offer, stored_pairs
from tests.factories_postings import NOW, make_theme

pytestmark = pytest.mark.django_db


@pytest.fixture
def serving(secretary):
    for _ in range(3):
        port_need()
        port_offer()
    match_all()
    return Generation.objects.serving().get()


def audit():
    begin_audit(at=NOW)
    build_all()
    return Generation.objects.serving().get()


def told():
    return list(Notice.objects.filter(event="match.audit"))


def test_an_audit_that_finds_nothing_leaves_what_serves(serving):
    assert audit() == serving
    assert (told(), Generation.objects.building().count()) == ([], 0)


def test_a_difference_is_told_with_its_figures_and_healed(serving, secretary):
    gone, wrong = Match.objects.order_by("pk")[:2]
    gone.delete()
    Match.objects.filter(pk=wrong.pk).update(score=1)
    extra = port_need()
    Match.objects.create(
        **{
            name: getattr(wrong, name)
            for name in ("offer", "generation", "offer_revision", "score", "band", "parts", "scored_at")
        },
        need=extra,
        need_revision=extra.revision,
    )
    Need.objects.filter(pk=extra.pk).update(published_at=None, status="draft")
    assert audit() != serving
    assert stored_pairs() == expected_pairs()
    notice = next(notice for notice in told() if notice.recipient == secretary)
    assert notice.params == {"generation": "G1", "missing": 1, "surplus": 1, "changed": 1}
    (text,) = render_notices([notice], reader=secretary)
    assert "right: 1 was missing, 1 was too many, 1 had other figures." in text
    notice.params = {**notice.params, "missing": 2, "surplus": 0}
    (text,) = render_notices([notice], reader=secretary)
    assert "right: 2 were missing, 0 were too many, 1 had other figures." in text


def test_an_audit_reads_the_postings_themselves(serving):
    """A rebuild takes over what was read; an audit finds a theme that was changed behind the back of everyone."""
    Need.objects.first().themes.set([make_theme("tea", area="culture")])
    rebuild_matches(at=NOW)
    build_all()
    assert (told(), stored_pairs() == expected_pairs()) == ([], False)
    audit()
    assert (told() != [], stored_pairs() == expected_pairs()) == (True, True)


def test_while_postings_wait_nothing_is_compared(serving):
    """One that cannot be matched is shown as such already."""
    Need.objects.filter(pk=port_need().pk).update(modalities=["nonsense"])
    Match.objects.first().delete()
    assert (audit(), told()) == (serving, [])


def test_an_audit_waits_for_a_rebuild_and_a_rebuild_ends_an_audit(serving):
    building = rebuild_matches(at=NOW)
    assert begin_audit(at=NOW) is None
    build_all()
    audited = begin_audit(at=NOW)
    assert rebuild_matches(at=NOW) != audited
    assert Generation.objects.building().get().number == building.number + 2
    assert OfferVector.objects.filter(generation=building).count() == 3
