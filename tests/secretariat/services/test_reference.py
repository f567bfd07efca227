from pathlib import Path

import pytest
from django.conf import settings

from accounts.models import AuditEntry
from directory.models import Country
from matching.services import count_behind
from secretariat.services import load_reference_files
from tests.factories_matching import make_match
from tests.factories_postings import NOW

pytestmark = pytest.mark.django_db

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "reference"


def load():
    load_reference_files(folder=FOLDER, at=NOW)
    entries = AuditEntry.objects.filter(action="reference.load")
    return {entry.subject: (entry.actor, entry.after) for entry in entries}


def test_a_load_keeps_one_entry_per_kind_by_the_system_itself():
    trail = load()
    assert trail["countries"] == (None, {"created": 134})
    assert set(trail) == {
        "languages",
        "goals",
        "sectors",
        "themes",
        "theme links",
        "countries",
        "groups",
        "memberships",
        "institutions",
    }


def test_a_load_that_changes_nothing_leaves_no_entry_and_one_change_leaves_one():
    load()
    count = AuditEntry.objects.count()
    load()
    assert AuditEntry.objects.count() == count
    Country.objects.filter(code="HT").update(name_fr="Haiti")
    load()
    entry = AuditEntry.objects.order_by("-pk").first()
    assert (AuditEntry.objects.count(), entry.subject, entry.after) == (
        count + 1,
        "countries",
        {"changed": 1},
    )


def test_what_a_load_changed_is_matched_anew():
    make_match()
    assert count_behind() == 0
    load()
    assert count_behind() == 2
