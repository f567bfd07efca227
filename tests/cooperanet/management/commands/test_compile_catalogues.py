import gettext
import os

import pytest
from django.core.management import call_command

CATALOGUE = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

#, fuzzy
msgid "Offer"
msgstr "Offerte ?"

msgid "Need"
msgstr "Besoin"

msgid "%(count)s need"
msgid_plural "%(count)s needs"
msgstr[0] "%(count)s besoin"
msgstr[1] "%(count)s besoins"
"""


@pytest.fixture
def source(tmp_path, settings):
    settings.BASE_DIR, settings.LOCALE_PATHS = tmp_path, [tmp_path / "locale"]
    folder = tmp_path / "locale" / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    file = folder / "django.po"
    file.write_text(CATALOGUE)
    return file


def test_a_catalogue_is_compiled_with_its_plurals_and_without_doubtful_texts(source):
    call_command("compile_catalogues")
    with source.with_suffix(".mo").open("rb") as stream:
        catalogue = gettext.GNUTranslations(stream)
    assert catalogue.gettext("Need") == "Besoin"
    assert catalogue.ngettext("%(count)s need", "%(count)s needs", 2) == "%(count)s besoins"
    assert catalogue.gettext("Offer") == "Offer"


def test_only_what_is_newer_is_compiled_again(source, capsys):
    call_command("compile_catalogues")
    call_command("compile_catalogues")
    assert capsys.readouterr().out == "compiled locale/fr/LC_MESSAGES/django.po\n"
    later = source.with_suffix(".mo").stat().st_mtime + 10
    os.utime(source, (later, later))
    call_command("compile_catalogues")
    assert capsys.readouterr().out == "compiled locale/fr/LC_MESSAGES/django.po\n"
