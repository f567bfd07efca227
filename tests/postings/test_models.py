import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from needs.models import Need, NeedText
from offers.models import Offer, OfferText
from postings.choices import Status
from postings.models import Posting, PostingText
from tests.factories_postings import make_need, make_offer, publish


@pytest.mark.parametrize(
    ("twin", "base"),
    [(Offer, Posting), (Need, Posting), (OfferText, PostingText), (NeedText, PostingText)],
)
def test_a_twin_keeps_every_constraint_and_index_of_its_base(twin, base):
    """A `class Meta:` without its base's would lose them silently."""
    label = {"app_label": twin._meta.app_label, "class": twin._meta.model_name}
    own = {rule.name for rule in (*twin._meta.constraints, *twin._meta.indexes)}
    assert {rule.name % label for rule in (*base.Meta.constraints, *getattr(base.Meta, "indexes", []))} <= own


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["offers_offer", "needs_need"])
def test_the_database_itself_knows_the_constraints(table):
    with connection.cursor() as cursor:
        names = set(connection.introspection.get_constraints(cursor, table))
    assert {f"{table}_period_in_order", f"{table}_status_known", f"{table}_valid_until_a_day"} <= names


@pytest.mark.django_db
@pytest.mark.parametrize("make", [make_offer, make_need])
@pytest.mark.parametrize(
    "nonsense",
    [
        {"period_from": "2027-02-01", "period_until": "2027-01-01"},
        {"status": "somewhere"},
        {"visibility": "nobody"},
        {"expires_on": None},
        {"role": ""},
    ],
)
def test_the_database_refuses_nonsense_in_what_is_no_draft(make, nonsense):
    posting = publish(make())
    with pytest.raises(IntegrityError), transaction.atomic():
        type(posting).objects.filter(pk=posting.pk).update(**nonsense)


@pytest.mark.django_db
def test_a_draft_may_hold_dates_out_of_order():
    assert make_offer(period_from="2027-02-01", period_until="2027-01-01").status == Status.DRAFT


@pytest.mark.django_db
def test_a_title_is_read_in_the_readers_language_or_in_the_original():
    offer = make_offer()
    offer.texts.create(language="pt", title="Formação de agentes portuários", origin="human")
    titles = {}
    for language in ("en", "pt-br", "fr"):
        with translation.override(language):
            titles[language] = Offer.objects.get().title
    assert titles == {
        "en": "Training of port officers",
        "pt-br": "Formação de agentes portuários",
        "fr": "Training of port officers",
    }


@pytest.mark.django_db
def test_references_count_up_within_a_year():
    assert [make_offer().reference for _ in range(2)] == ["OF-2026-0001", "OF-2026-0002"]
    assert make_need().reference == "NE-2026-0001"
