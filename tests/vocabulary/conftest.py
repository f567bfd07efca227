import pytest

from directory.models import Goal, Sector, Theme
from directory.services import load_reference
from tests.factories import NOW
from tests.factories_vocabulary import ROWS, write_file
from vocabulary.services import load_concepts
from vocabulary.services.releases import THESAURUS_FILE


@pytest.fixture
def subjects(db):
    """The goals, sectors and themes that the concepts of these tests name."""
    for number in (4, 9, 14):
        Goal.objects.create(number=number, name_en=f"Goal {number}")
    for code in ("110", "210"):
        Sector.objects.create(code=code, name_en=f"Sector {code}")
    for code in ("ports", "schools"):
        Theme.objects.create(code=code, name_en=code.title())


@pytest.fixture
def folder(tmp_path):
    """A folder of reference files that holds a thesaurus of three concepts."""
    write_file(tmp_path, ROWS)
    return tmp_path


@pytest.fixture
def small(subjects, folder):
    """The three concepts, loaded."""
    return load_concepts(folder=folder, at=NOW)


@pytest.fixture
def shipped(db):
    """The shipped thesaurus, loaded, with the themes that it names."""
    load_reference(folder=THESAURUS_FILE.parent, at=NOW)
    return load_concepts(folder=THESAURUS_FILE.parent, at=NOW)
