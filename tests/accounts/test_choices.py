import pytest

from accounts.choices import FIELD_LABELS
from directory.models import GroupMembership, Institution
from needs.models import Need, NeedText
from offers.models import Offer, OfferText
from postings.services.changes import own_columns


@pytest.mark.parametrize("model", [Need, Offer])
def test_every_field_of_a_posting_that_the_trail_may_name_has_a_label(model):
    columns = [name.removesuffix("_id") for name in own_columns(model())]
    relations = [field.name for field in model._meta.many_to_many]
    words = [*NeedText.word_fields, *OfferText.word_fields]
    assert [name for name in (*columns, *relations, *words) if name not in FIELD_LABELS] == []


@pytest.mark.parametrize("model", [GroupMembership, Institution])
def test_every_field_of_reference_data_that_the_secretariat_edits_has_a_label(model):
    fields = [field.name for field in model._meta.concrete_fields if field.editable and not field.primary_key]
    assert [name for name in fields if name not in FIELD_LABELS] == []
