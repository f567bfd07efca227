import pytest

from accounts.models import AuditEntry
from tests.factories import NOW
from vocabulary.models import WordSetAside
from vocabulary.services import WordSaysNothing, bring_word_back, set_word_aside

pytestmark = pytest.mark.django_db


def test_a_word_is_set_aside_once_in_its_language_whatever_its_accents(secretary):
    asked = {"by": secretary, "at": NOW}
    assert set_word_aside(word="sesión", language="es", **asked)
    assert not set_word_aside(word="sesion", language="es", **asked)
    assert set_word_aside(word="session", language="en", **asked)
    assert [(row.language, row.word, row.by, row.at) for row in WordSetAside.objects.order_by("pk")] == [
        ("es", "sesión", secretary, NOW),
        ("en", "session", secretary, NOW),
    ]
    assert bring_word_back(word="sesion", language="es", **asked)
    assert not bring_word_back(word="sesion", language="es", **asked)
    assert list(AuditEntry.objects.order_by("pk").values_list("action", "subject")) == [
        ("word.aside", "word es sesión"),
        ("word.aside", "word en session"),
        ("word.back", "word es sesión"),
    ]


def test_what_cannot_be_read_is_not_set_aside(secretary):
    with pytest.raises(WordSaysNothing):
        set_word_aside(word="!", language="es", by=secretary, at=NOW)
