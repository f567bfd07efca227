import pytest

from accounts.models import AuditEntry
from directory.services import ReferenceFileInvalid
from tests.factories import NOW
from tests.factories_vocabulary import ROWS, make_row, write_file
from vocabulary.models import Concept, Term
from vocabulary.services import (
    add_concept,
    load_concepts,
    retire_concept,
    shipped_thesaurus,
    update_concept,
    working_thesaurus,
)
from vocabulary.services.releases import THESAURUS_FILE

pytestmark = pytest.mark.django_db


def edit(code, by, **facts):
    concept = Concept.objects.get(code=code)
    return update_concept(concept=concept, row=make_row(**facts), revision=concept.revision, by=by, at=NOW)


def test_the_file_becomes_rows_and_the_same_file_again_changes_nothing(subjects, folder):
    assert str(load_concepts(folder=folder, at=NOW)) == "3 created, 0 changed, 0 unchanged"
    harbour = Concept.objects.get(code="harbour")
    assert harbour.labels["en"] == ("harbour", "port")
    assert [above.code for above in harbour.broader.all()] == ["transport"]
    assert (harbour.themes.get().code, harbour.goals.get().number, harbour.sectors.get().code) == (
        "ports",
        9,
        "210",
    )
    rows = list(Concept.objects.order_by("pk").values())
    assert str(load_concepts(folder=folder, at=NOW)) == "0 created, 0 changed, 3 unchanged"
    assert list(Concept.objects.order_by("pk").values()) == rows
    assert AuditEntry.objects.get(subject="thesaurus").after == {"created": 3}


def test_a_later_file_changes_what_nobody_edited_and_retires_what_left_it(subjects, folder):
    load_concepts(folder=folder, at=NOW)
    write_file(folder, ["jetty,,,,,jetty | port,muelle,jetée,cais", ROWS[0].replace(" | port", ""), ROWS[2]])
    assert (
        str(load_concepts(folder=folder, at=NOW))
        == "1 created, 1 changed, 1 unchanged, 1 retired: no longer in the file"
    )
    assert Term.objects.live().get(label="port", language="en").concept.code == "jetty"
    school = Concept.objects.get(code="school")
    assert (school.retired_at, school.retired_by, school.terms.live().count()) == (NOW, None, 0)
    write_file(folder, ROWS)
    load_concepts(folder=folder, at=NOW)
    assert sorted(Concept.objects.live().values_list("code", flat=True)) == ["harbour", "school", "transport"]


def test_what_the_secretariat_edited_stays_whatever_the_file_says(subjects, folder, secretary):
    load_concepts(folder=folder, at=NOW)
    edit("school", secretary, en="school | place of learning", es="escuela")
    add_concept(row=make_row(en="seaport"), by=secretary, at=NOW)
    transport = Concept.objects.get(code="transport")
    retire_concept(concept=transport, revision=transport.revision, why="Too broad", by=secretary, at=NOW)
    write_file(folder, [ROWS[0].replace("port,puerto", "port | seaport,puerto"), ROWS[1], ROWS[2]])
    assert (
        str(load_concepts(folder=folder, at=NOW))
        == "0 created, 0 changed, 1 unchanged, 2 edited here and left alone, 1 terms left with concepts edited here"
    )
    assert Concept.objects.get(code="school").labels == {
        "en": ("school", "place of learning"),
        "es": ("escuela",),
        "fr": (),
        "pt": (),
    }
    assert Concept.objects.get(code="transport").retired_by == secretary


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["Port,,,,,port,puerto,port,porto"], "line 2: code 'Port'"),
        (["port,nowhere,,,,port,puerto,port,porto"], "theme 'nowhere' is not known"),
        (["port,,,,,port,,port,porto"], "no term in es"),
        (
            ["port,,,,,port,puerto,port,porto", "quay,,,,,quay | PORT,muelle,quai,cais"],
            r"'PORT' \[en\] is a term of port and of quay",
        ),
    ],
)
def test_a_file_with_a_fault_is_refused_whole(subjects, folder, rows, message):
    write_file(folder, rows)
    with pytest.raises(ReferenceFileInvalid, match=message):
        load_concepts(folder=folder, at=NOW)
    assert Concept.objects.count() == 0


def test_a_missing_or_binary_file_is_named(subjects, tmp_path):
    with pytest.raises(ReferenceFileInvalid, match=r"thesaurus\.csv is missing"):
        load_concepts(folder=tmp_path, at=NOW)
    (tmp_path / "thesaurus.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ReferenceFileInvalid, match=r"thesaurus\.csv cannot be read"):
        load_concepts(folder=tmp_path, at=NOW)


def test_the_shipped_file_loads_whole_and_reads_as_before(shipped):
    assert Concept.objects.live().count() == shipped.created
    assert str(load_concepts(folder=THESAURUS_FILE.parent, at=NOW)).startswith("0 created, 0 changed,")
    assert working_thesaurus() is shipped_thesaurus()
