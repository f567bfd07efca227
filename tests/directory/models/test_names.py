import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from directory.models import Country, Theme

NAMES = {
    "name_en": "Ports",
    "name_es": "Puertos",
    "name_fr": "Ports maritimes",
    "name_pt": "Portos",
}


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "Ports"),
        ("es", "Puertos"),
        ("fr", "Ports maritimes"),
        ("pt-br", "Portos"),
        ("de", "Ports"),
        (None, "Ports"),
    ],
)
def test_a_name_is_in_the_language_of_the_reader(language, name):
    with translation.override(language):
        assert Theme(**NAMES).name == name


@pytest.mark.parametrize(
    ("missing", "language", "name"),
    [
        ({"fr"}, "fr", "Ports [en]"),
        ({"fr", "en"}, "fr", "Puertos [es]"),
        ({"en", "es", "fr"}, "en", "Portos [pt]"),
        ({"en", "es", "fr", "pt"}, "en", ""),
    ],
)
def test_a_name_in_another_language_says_which(missing, language, name):
    theme = Theme(**NAMES | {f"name_{code}": "" for code in missing})
    with translation.override(language):
        assert str(theme) == name


def test_the_scope_of_a_theme_follows_the_reader():
    theme = Theme(scope_en="Harbours", scope_pt="Cais")
    with translation.override("pt-br"):
        assert theme.scope == "Cais"


def test_all_names_are_at_hand_for_exports():
    assert Theme(**NAMES).names == {
        "en": "Ports",
        "es": "Puertos",
        "fr": "Ports maritimes",
        "pt": "Portos",
    }


def test_the_database_refuses_a_row_without_any_name(db):
    with (
        pytest.raises(IntegrityError, match="directory_country_has_a_name"),
        transaction.atomic(),
    ):
        Country.objects.create(code="HT")
