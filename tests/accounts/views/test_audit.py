"""The audit trail as people read it."""

import pytest

from accounts.services import record_audit
from tests.catalogues import translated
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def test_the_trail_is_told_in_words(client, secretary):
    record_audit(
        actor=secretary,
        action="posting.endorse",
        subject="NE-2026-0007",
        before={"status": "submitted", "unstored_input": {"title": "x"}},
        after={"status": "endorsed", "unstored_input": {}},
        at=NOW,
    )
    client.force_login(secretary, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/en/account/audit/").content.decode()
    assert 'Need or offer endorsed: <span class="ref">NE-2026-0007</span>' in page
    assert '<span class="muted">Status:</span> Awaiting endorsement → Endorsed, awaiting publication' in page


@pytest.mark.parametrize("msgid", ["%(label)s:", "%(label)s: %(value)s"])
def test_a_french_label_stands_off_its_colon(msgid):
    assert translated("fr")[msgid, None].string == msgid.replace(":", "\u00a0:")
