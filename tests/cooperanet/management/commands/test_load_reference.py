from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from directory.models import Country


def test_the_command_prints_a_count_per_kind(db):
    told = StringIO()
    call_command("load_reference", stdout=told)
    lines = told.getvalue().splitlines()
    assert "countries: 134 created, 0 changed, 0 unchanged" in lines
    assert len(lines) >= 9


def test_an_edited_row_is_told(db):
    call_command("load_reference", stdout=StringIO())
    Country.objects.filter(code="HT").update(edited_at="2026-01-01T00:00Z")
    told = StringIO()
    call_command("load_reference", stdout=told)
    assert (
        "countries: 0 created, 0 changed, 133 unchanged, 1 edited here and left alone"
        in told.getvalue().splitlines()
    )


def test_a_missing_file_ends_the_command_with_its_name(db, tmp_path: Path):
    with pytest.raises(CommandError, match=r"languages\.csv is missing"):
        call_command("load_reference", folder=tmp_path)
