"""A model of sentence embeddings that fits into a test: words that mean one thing have one vector."""

import json

import pytest

MEANINGS = (
    ("port", "ports", "puerto", "puertos", "portuaires", "portuario"),
    ("training", "formation", "capacitación", "formación", "curso", "former"),
    ("water", "agua", "eau"),
    ("tea", "infusiones", "cata"),
)
UNKNOWN = "[UNK]"


def make_model(folder, *, by_sentence=False, change=0.0):
    """Write model.onnx and tokenizer.json; gives the folder. `change` makes another model of the same shape."""
    onnx = pytest.importorskip("onnx")
    pytest.importorskip("onnxruntime")
    folder.mkdir(exist_ok=True)
    words = [UNKNOWN, *(word for group in MEANINGS for word in group)]
    (folder / "tokenizer.json").write_text(json.dumps(_tokenizer(words)), encoding="utf-8")
    (folder / "model.onnx").write_bytes(_model(onnx, words, by_sentence, change).SerializeToString())
    return folder


def _tokenizer(words):
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": None,
        "decoder": None,
        "model": {
            "type": "WordLevel",
            "vocab": {word: place for place, word in enumerate(words)},
            "unk_token": UNKNOWN,
        },
    }


def _vector(word, change):
    """One axis per meaning, and a common one, so that any two words are a little alike."""
    own = [0.9 if word in group else 0.0 for group in MEANINGS]
    return [0.2 + change, *own]


def _model(onnx, words, by_sentence, change):
    helper, kinds = onnx.helper, onnx.TensorProto
    table = [_vector(word, change) for word in words]
    size = len(table[0])
    flat = [number for row in table for number in row]
    nodes = [helper.make_node("Gather", ["table", "input_ids"], ["last_hidden_state"])]
    outputs = [helper.make_tensor_value_info("last_hidden_state", kinds.FLOAT, ["batch", "length", size])]
    if by_sentence:
        nodes.append(
            helper.make_node(
                "ReduceMean", ["last_hidden_state"], ["sentence_embedding"], axes=[1], keepdims=0
            )
        )
        outputs.append(helper.make_tensor_value_info("sentence_embedding", kinds.FLOAT, ["batch", size]))
    inputs = [
        helper.make_tensor_value_info(name, kinds.INT64, ["batch", "length"])
        for name in ("input_ids", "attention_mask")
    ]
    weights = [helper.make_tensor("table", kinds.FLOAT, [len(table), size], flat)]
    graph = helper.make_graph(nodes, "tiny", inputs, outputs, weights)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
