import pytest
from django.core.checks import run_checks

from matching.checks import check_embeddings
from matching.core.sentence_models import load_model
from tests.sentence_models import make_model


@pytest.fixture(autouse=True)
def _no_model():
    load_model.cache_clear()
    yield
    load_model.cache_clear()


def found(settings, folder):
    settings.EMBEDDINGS = str(folder) if folder else ""
    return [(row.id, row.is_serious()) for row in check_embeddings()]


def test_without_a_model_there_is_nothing_to_say(settings):
    assert found(settings, None) == []


def test_a_model_that_works_is_fine(settings, tmp_path):
    assert found(settings, make_model(tmp_path)) == []


def test_a_model_that_is_not_there_keeps_the_portal_from_starting(settings, tmp_path):
    assert found(settings, tmp_path / "nowhere") == [("matching.E001", True)]


def test_a_damaged_model_is_named_with_its_fault(settings, tmp_path):
    folder = make_model(tmp_path)
    (folder / "model.onnx").write_bytes(b"what")
    settings.EMBEDDINGS = str(folder)
    [fault] = check_embeddings()
    assert str(folder) in fault.msg
    assert "requirements-embeddings.txt" in fault.hint


@pytest.mark.django_db
def test_the_check_is_one_of_those_that_run_at_the_start(settings, tmp_path):
    settings.EMBEDDINGS = str(tmp_path / "nowhere")
    assert "matching.E001" in {row.id for row in run_checks()}
