"""Every sentence of the portal stands in all four languages, those of the frameworks included."""

import gettext
import re
import string
from pathlib import Path

import axes
import django
import django_filters
import pytest
import rest_framework
from babel.messages.catalog import Message

from cooperanet.framework_messages import SENTENCES
from tests.catalogues import LOCALES, extracted, translated

PERCENT = re.compile(r"%(?:\(\w+\))?[sdif]")
# Texts of the admin site and of the browsable API, which this portal does not have.
UNREACHED = {
    "Access lock out", "Attempt Time", "Failed Logins", "Form Data", "GET Data", "HTTP Accept", "IP Address",
    "Logout Time", "Meta Data", "POST Data", "Path", "Session key hash (sha256)", "User Agent", "Username",
    "access attempt", "access attempts", "access failure", "access failures", "access log", "access logs",
    "content", "main content", "navbar", "request form", "request info", "response info",
}  # fmt: skip


@pytest.mark.parametrize("locale", LOCALES.values())
def test_every_sentence_of_the_code_is_translated(locale):
    """Missing, empty and fuzzy are the same to the reader: English."""
    known = translated(locale)
    owed = [key for key in extracted() if key not in known or not is_complete(known[key])]
    assert owed == []


@pytest.mark.parametrize("locale", LOCALES.values())
def test_no_catalogue_carries_what_the_code_no_longer_says(locale):
    assert sorted(set(translated(locale)) - set(extracted()), key=str) == []


@pytest.mark.parametrize("locale", LOCALES.values())
def test_placeholders_survive_translation(locale):
    broken = [
        (key, text)
        for key, message in translated(locale).items()
        for text in texts_of(message)
        if text and not keeps_placeholders(message, text)
    ]
    assert broken == []


@pytest.mark.parametrize("locale", LOCALES.values())
def test_plural_sentences_have_every_form_of_the_language(locale):
    counts = {
        key: len(message.string)
        for key, message in translated(locale).items()
        if not isinstance(message.id, str)
    }
    forms = {"es": {2, 3}, "fr": {2, 3}, "pt_BR": {2, 3}}[locale]
    assert {key: count for key, count in counts.items() if count not in forms} == {}
    assert len(set(counts.values())) <= 1


def is_complete(message: Message) -> bool:
    return all(texts_of(message)) and not message.fuzzy


def texts_of(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def keeps_placeholders(message: Message, text: str) -> bool:
    """Exactly those of the sentence; a plural form may leave the number out where it says it in words."""
    if isinstance(message.id, str):
        return placeholders(text) == placeholders(message.id)
    singular, plural = map(placeholders, message.id)
    return placeholders(text) in (singular, plural)


def placeholders(text: str) -> set[str]:
    """`%(name)s`, `%s` and `{name}`; braces that are no placeholder are none."""
    found = set(PERCENT.findall(text))
    try:
        found |= {f"{{{name}}}" for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}
    except ValueError:
        return found
    return found


@pytest.mark.parametrize("package", [django_filters, rest_framework, axes])
def test_what_a_framework_left_untranslated_stands_in_our_catalogues(package):
    shipped = Path(package.__file__).parent / "locale"
    everything = set().union(*(compiled(file) for file in shipped.glob("*/LC_MESSAGES/django.mo")))
    missing = set().union(
        *(
            everything - compiled(shipped / locale / "LC_MESSAGES" / "django.mo")
            for locale in LOCALES.values()
        )
    )
    assert missing - UNREACHED - set(SENTENCES) == set()


@pytest.mark.parametrize("folder", ["conf", "contrib/auth", "contrib/humanize", "contrib/postgres"])
def test_django_itself_leaves_nothing_untranslated(folder):
    shipped = Path(django.__file__).parent / folder / "locale"
    known = [compiled(shipped / locale / "LC_MESSAGES" / "django.mo") for locale in LOCALES.values()]
    assert known[0] == known[1] == known[2]


def compiled(file: Path) -> set[str]:
    if not file.exists():
        return set()
    with file.open("rb") as stream:
        catalogue = gettext.GNUTranslations(stream)._catalog
    return {key[0] if isinstance(key, tuple) else key for key in catalogue if key}
