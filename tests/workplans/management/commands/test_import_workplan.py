from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from workplans.models import Plan, PlanNode

pytestmark = pytest.mark.django_db

CELAC = "000_edc691d4d84c5b8b.txt"
AGENDA = "001_70383375705fb406.txt"


def run(path, **options):
    told = StringIO()
    call_command("import_workplan", str(path), stdout=told, **options)
    return told.getvalue()


def test_it_says_what_it_understood(seed_folder):
    told = run(seed_folder / CELAC)
    assert "   15 axes" in told
    assert "   60 strategies" in told
    assert "Lines that could not be placed: 0" in told
    assert "Imported: 91 created, 0 changed, 0 unchanged." in told


def test_a_second_run_changes_nothing(seed_folder):
    run(seed_folder / CELAC)
    assert "0 created, 0 changed, 91 unchanged" in run(seed_folder / CELAC)


def test_a_dry_run_writes_nothing(seed_folder):
    assert "Dry run, nothing written: 91 created" in run(seed_folder / CELAC, dry_run=True)
    assert not Plan.objects.exists()


def test_an_agenda_is_recognised_and_not_imported(seed_folder):
    assert "not a work plan: there is nothing to import" in run(seed_folder / AGENDA)
    assert not Plan.objects.exists()


def test_a_line_that_cannot_be_placed_is_printed(seed_folder, tmp_path):
    text = (seed_folder / CELAC).read_text(encoding="utf-8")
    changed = tmp_path / "plan.txt"
    changed.write_text(
        text.replace("Objectif", "Une ligne venue d'ailleurs\n\nObjectif", 1), encoding="utf-8"
    )
    told = run(changed, dry_run=True)
    assert "Une ligne venue d'ailleurs" in told
    assert "Lines that could not be placed: 0" not in told


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02\xff" * 100, "not plain text"),
        ("Objectif : café".encode("latin-1"), "UTF-8"),
        (b"Nothing that anyone planned.\n", "layouts"),
        (b"a" * 50_000_000, "at most"),
    ],
    ids=["empty", "binary", "latin-1", "unknown layout", "50 MB"],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_reason_and_changes_nothing(tmp_path, content, message):
    path = tmp_path / "file.txt"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=message):
        run(path)
    assert (Plan.objects.count(), PlanNode.objects.count()) == (0, 0)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"missing\.txt"):
        run(tmp_path / "missing.txt")
