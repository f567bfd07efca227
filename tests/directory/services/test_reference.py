import csv
import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from directory.models import Country, GroupMembership, Institution, Theme
from directory.services import (
    ReferenceFileInvalid,
    Tally,
    load_reference,
    update_membership,
)

LATER = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, reference_folder: Path) -> Path:
    """Copy the reference files, to be changed by a test."""
    return Path(shutil.copytree(reference_folder, tmp_path / "reference"))


def change(path: Path, where: dict, **new: str) -> None:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    rows = [row | new if where.items() <= row.items() else row for row in rows]
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def test_the_first_loading_creates_every_row(reference):
    assert {kind: tally.created for kind, tally in reference.items()} == {
        "languages": 70,
        "goals": 17,
        "sectors": 44,
        "themes": 55,
        "theme links": 55,
        "countries": 134,
        "groups": 22,
        "memberships": 690,
        "institutions": 128,
    }


def test_loading_twice_changes_nothing(reference, reference_folder):
    again = load_reference(folder=reference_folder, at=LATER)
    assert again == {kind: Tally(unchanged=tally.created) for kind, tally in reference.items()}


def test_loading_again_only_reads(reference, reference_folder, django_assert_max_num_queries):
    with django_assert_max_num_queries(25) as queries:
        load_reference(folder=reference_folder, at=LATER)
    verbs = {query["sql"].split()[0] for query in queries.captured_queries}
    assert verbs == {"SAVEPOINT", "SELECT", "RELEASE"}


def test_only_what_changed_in_the_files_is_written(reference, folder):
    change(folder / "countries.csv", {"code": "HT"}, name_fr="Haïti (République)")
    before = Country.objects.get(code="BR").loaded_at
    tallies = load_reference(folder=folder, at=LATER)
    assert tallies["countries"] == Tally(changed=1, unchanged=133)
    assert Country.objects.get(code="HT").name_fr == "Haïti (République)"
    assert Country.objects.get(code="HT").loaded_at == LATER
    assert Country.objects.get(code="BR").loaded_at == before


def test_a_row_that_left_the_files_stays(reference, folder):
    lines = (folder / "institutions.csv").read_text(encoding="utf-8").splitlines()
    (folder / "institutions.csv").write_text("\n".join(lines[:-1]), encoding="utf-8")
    load_reference(folder=folder, at=LATER)
    assert Institution.objects.count() == 128


def test_what_the_files_do_not_carry_is_not_blanked(reference, reference_folder):
    Institution.objects.filter(code="br-abc").update(
        contact_email="abc@example.org", closed_on=date(2026, 1, 1)
    )
    load_reference(folder=reference_folder, at=LATER)
    row = Institution.objects.get(code="br-abc")
    assert (row.contact_email, row.closed_on) == ("abc@example.org", date(2026, 1, 1))


def test_an_edited_country_is_left_alone_and_counted(reference, reference_folder):
    Country.objects.filter(code="HT").update(name_es="República de Haití", edited_at=LATER)
    tallies = load_reference(folder=reference_folder, at=LATER)
    assert tallies["countries"] == Tally(unchanged=133, kept=1)
    assert Country.objects.get(code="HT").name_es == "República de Haití"


def test_one_edit_makes_the_history_in_that_group_the_secretariats(reference, reference_folder):
    cuba = GroupMembership.objects.get(country__code="CU", group__code="OAS", since=date(1948, 4, 30))
    cuba.since = date(1948, 5, 1)
    update_membership(membership=cuba, at=LATER)
    tallies = load_reference(folder=reference_folder, at=LATER)
    assert tallies["memberships"] == Tally(unchanged=687, kept=3)
    assert GroupMembership.objects.count() == 690


def test_an_edited_theme_keeps_its_links(reference, folder):
    rows = json.loads((folder / "themes.json").read_text(encoding="utf-8"))
    rows[0]["goals"], rows[1]["goals"] = [1], [1]
    (folder / "themes.json").write_text(json.dumps(rows), encoding="utf-8")
    kept, changed = (Theme.objects.get(code=row["code"]) for row in rows[:2])
    Theme.objects.filter(pk=kept.pk).update(scope_en="Edited", edited_at=LATER)
    had = list(kept.goals.order_by("number"))
    tallies = load_reference(folder=folder, at=LATER)
    assert tallies["theme links"] == Tally(changed=1, unchanged=53, kept=1)
    assert list(kept.goals.order_by("number")) == had
    assert [goal.number for goal in changed.goals.all()] == [1]


@pytest.mark.parametrize(
    ("file", "where", "new", "message"),
    [
        ("memberships.csv", {"country": "HT"}, {"country": "XX"}, "'XX' is not known"),
        ("memberships.csv", {"group": "OAS"}, {"group": "NATO"}, "group is not known"),
        ("memberships.csv", {"group": "OAS"}, {"since": "soon"}, "not a date: soon"),
        ("institutions.csv", {"code": "br-abc"}, {"country": "XX"}, "br-abc: 'XX'"),
    ],
)
@pytest.mark.usefixtures("db")
def test_a_file_that_names_the_unknown_changes_nothing(folder, file, where, new, message):
    change(folder / file, where, **new)
    with pytest.raises(ReferenceFileInvalid, match=message):
        load_reference(folder=folder, at=LATER)
    assert Country.objects.count() == 0


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("goals.csv", None, "goals.csv is missing"),
        ("goals.csv", b"number,name_en\n1,\xff\n", "goals.csv cannot be read"),
        ("goals.csv", b"number,name_en\n1\n", "wrong number of cells"),
        ("themes.json", b"{", "themes.json cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(db, folder, file, content, message):
    (folder / file).unlink()
    if content is not None:
        (folder / file).write_bytes(content)
    with pytest.raises(ReferenceFileInvalid, match=message):
        load_reference(folder=folder, at=LATER)
