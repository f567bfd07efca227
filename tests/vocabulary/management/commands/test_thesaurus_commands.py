from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from vocabulary.core.skos import LARGEST_FILE
from vocabulary.models import Concept
from vocabulary.services import working_thesaurus

pytestmark = pytest.mark.django_db

TEXT = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://terms.example.org/aquifer> a skos:Concept ; skos:prefLabel "aquifer"@en, "Brunnen"@de .
"""


def run(name, *args, **options):
    told = StringIO()
    call_command(name, *map(str, args), stdout=told, **options)
    return told.getvalue()


def test_import_prints_notes_and_counts_and_a_dry_run_changes_nothing(small, tmp_path):
    path = tmp_path / "aquifer.ttl"
    path.write_text(TEXT, encoding="utf-8")
    assert run("import_thesaurus", path, dry_run=True).splitlines() == [
        "https://terms.example.org/aquifer: 1 labels in de are left out",
        "would be: 1 added, 0 changed, 0 unchanged, 1 notes",
    ]
    assert Concept.objects.filter(code="aquifer").count() == 0
    assert run("import_thesaurus", path).splitlines()[-1] == "1 added, 0 changed, 0 unchanged, 1 notes"
    assert Concept.objects.filter(code="aquifer").count() == 1


def test_import_prints_what_each_concept_that_is_here_gains(small, tmp_path):
    path = tmp_path / "school.ttl"
    path.write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        '<https://terms.example.org/school> a skos:Concept ; skos:prefLabel "academy"@en .\n',
        encoding="utf-8",
    )
    gain = "school gains 'academy' [en], exactMatch https://terms.example.org/school"
    said = "0 added, 1 changed, 0 unchanged, 0 notes"
    assert run("import_thesaurus", path).splitlines()[-1] == "0 added, 0 changed, 0 unchanged, 1 notes"
    told = run("import_thesaurus", path, by_code=True, dry_run=True)
    assert told.splitlines() == [gain, f"would be: {said}"]
    assert run("import_thesaurus", path, by_code=True).splitlines() == [gain, said]


def test_export_and_import_through_files(small, tmp_path):
    before = working_thesaurus().digest
    assert run("export_thesaurus", tmp_path / "all.ttl") == ""
    assert run("export_thesaurus") == (tmp_path / "all.ttl").read_text(encoding="utf-8")
    Concept.objects.all().delete()
    run("import_thesaurus", tmp_path / "all.ttl")
    assert working_thesaurus().digest == before


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.ttl", b"", "empty.ttl: it is empty. Nothing was changed."),
        ("picture.ttl", b"\x89PNG\xff", "picture.ttl: it is not written in UTF-8. Nothing was changed."),
        ("large.ttl", b" " * 50_000_000, f"large.ttl: it is larger than {LARGEST_FILE // 1_000_000} MB"),
        ("bomb.rdf", b'<!DOCTYPE x [<!ENTITY a "a">]><x/>', "it declares a document type or entities"),
    ],
)
def test_a_hostile_file_ends_the_command_with_its_name(small, tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CommandError) as caught:
        run("import_thesaurus", tmp_path / name)
    assert said in str(caught.value)
    assert Concept.objects.count() == 3


def test_a_file_that_cannot_be_opened_is_named(small, tmp_path):
    for path in (tmp_path / "none.ttl", tmp_path):
        with pytest.raises(CommandError, match="cannot be opened"):
            run("import_thesaurus", path)
    with pytest.raises(CommandError, match="cannot be written"):
        run("export_thesaurus", tmp_path)
