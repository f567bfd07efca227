import subprocess
import sys

import pytest

from matching.core import sentence_models
from matching.core.embeddings import FULL, cosine
from matching.core.sentence_models import ModelUnusable, load_model
from tests.sentence_models import make_model


@pytest.fixture(autouse=True)
def _no_model():
    load_model.cache_clear()
    yield
    load_model.cache_clear()


@pytest.fixture
def folder(tmp_path):
    return make_model(tmp_path / "model")


def test_texts_in_two_languages_that_mean_one_thing_are_near(folder):
    model = load_model(str(folder))
    spanish, french, tea = (
        model.embed(text) for text in ("Curso en puertos", "Formation portuaires", "Cata de infusiones")
    )
    assert cosine(spanish, french) > cosine(spanish, tea)
    assert cosine(spanish, model.embed("CURSO   EN <b>PUERTOS</b>")) == FULL


def test_the_vector_of_a_sentence_is_taken_where_the_model_gives_one(tmp_path, folder):
    whole = make_model(tmp_path / "whole", by_sentence=True)
    of_tokens = load_model(str(folder)).embed("water port port")
    load_model.cache_clear()
    assert load_model(str(whole)).embed("water port port")[8:] == of_tokens[8:]


def test_another_model_has_another_name(tmp_path, folder):
    one = load_model(str(folder)).embed("port")
    load_model.cache_clear()
    other = load_model(str(make_model(tmp_path / "other", change=0.1))).embed("port")
    assert (cosine(one, other), one[:8] == other[:8]) == (None, False)


def test_the_same_text_gives_the_same_bytes_whatever_was_read_before(folder):
    model = load_model(str(folder))
    alone = model.embed("agua y puertos")
    model.embed("tea " * 3_000)
    assert model.embed("agua y puertos") == alone


@pytest.mark.parametrize("text", ["", "   ", "<p></p>", "\n\n"])
def test_an_empty_text_means_nothing(folder, text):
    assert load_model(str(folder)).embed(text) == b""


@pytest.mark.parametrize("text", ["🌊" * 500, "x" * 30_000, "水と港", "<script>" * 99, "\u202eport"])
def test_a_hostile_text_gives_a_vector_or_nothing(folder, text):
    assert isinstance(load_model(str(folder)).embed(text), bytes)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        pytest.param(lambda folder: (folder / "model.onnx").unlink(), "cannot be read", id="no model"),
        pytest.param(lambda folder: (folder / "tokenizer.json").unlink(), "cannot be read", id="no tokenizer"),
        pytest.param(lambda folder: (folder / "model.onnx").write_bytes(b"what"), "model", id="a damaged model"),
        pytest.param(lambda folder: (folder / "tokenizer.json").write_text("{"), "model", id="a damaged tokenizer"),
        pytest.param(lambda folder: (folder / "tokenizer.json").write_text("{}"), "model", id="a tokenizer of nothing"),
        pytest.param(lambda folder: (folder / "tokenizer.json").write_bytes(b"\xff"), "model", id="no text at all"),
    ],
)  # fmt: skip
def test_a_model_that_cannot_be_used_says_why(folder, spoil, said):
    spoil(folder)
    with pytest.raises(ModelUnusable, match=said):
        load_model(str(folder)).try_out()


def test_a_model_that_turns_tokens_into_something_else_is_refused_when_tried(folder):
    onnx = pytest.importorskip("onnx")
    helper, kinds = onnx.helper, onnx.TensorProto
    column = [helper.make_tensor_value_info("input_ids", kinds.INT64, ["batch", "length"])]
    answer = [helper.make_tensor_value_info("ids", kinds.INT64, ["batch", "length", 1, 1])]
    axes = helper.make_tensor("axes", kinds.INT64, [2], [2, 3])
    nodes = [helper.make_node("Unsqueeze", ["input_ids", "axes"], ["ids"])]
    graph = helper.make_graph(nodes, "other", column, answer, [axes])
    other = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    (folder / "model.onnx").write_bytes(other.SerializeToString())
    with pytest.raises(ModelUnusable, match="is no vector"):
        load_model(str(folder)).try_out()


def test_without_its_packages_a_model_says_what_is_not_installed(monkeypatch, folder):
    monkeypatch.setattr(sentence_models, "PACKAGES", ("onnxruntime", "not_there_at_all"))
    with pytest.raises(ModelUnusable, match="not installed: not_there_at_all"):
        load_model(str(folder))


def test_nothing_of_it_is_loaded_unless_a_model_is_asked_for():
    code = (
        "import sys, matching.core.rank, matching.core.best, matching.core.sentence_models;"
        " print([name for name in ('onnxruntime', 'tokenizers') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout == b"[]\n"
