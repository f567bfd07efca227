"""A model of sentence embeddings in two files: from a text to the numbers that `matching.core.embeddings` packs.

Imported by name alone, by `matching.core.sentence_models`: the two packages that it needs are optional. It opens no connection.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession, SessionOptions
from tokenizers import Encoding, Tokenizer

from matching.core.embeddings import NAME_BYTES, pack_embedding
from matching.core.sentence_models import ModelUnusable
from vocabulary.core.tokens import clean

MODEL_FILE, TOKENIZER_FILE = "model.onnx", "tokenizer.json"
# What models of this kind were trained to read; a longer text is judged by its beginning, where its title stands.
MOST_TOKENS = 256
BY_SENTENCE = "sentence_embedding"
# Axes of an answer that holds a vector per token; one with a vector per sentence has one less.
PER_TOKEN = 3
TRIAL = "Training of port officers. Formación de agentes portuarios."


class OnnxModel:
    """One text at a time and on one thread, so that a vector depends on its text alone."""

    def __init__(self, folder: Path) -> None:
        """Raise ModelUnusable."""
        model, tokenizer = (_read(folder / name) for name in (MODEL_FILE, TOKENIZER_FILE))
        self.name = hashlib.sha256(hashlib.sha256(model).digest() + tokenizer).digest()[:NAME_BYTES]
        try:
            json.loads(tokenizer)
            self._tokenizer = Tokenizer.from_str(tokenizer.decode())
            self._tokenizer.enable_truncation(max_length=MOST_TOKENS)
            self._tokenizer.no_padding()
            self._session = InferenceSession(model, _options(), providers=["CPUExecutionProvider"])
        except Exception as error:  # both packages raise nothing narrower
            raise ModelUnusable(f"{folder}: {error}") from error
        self._inputs = {row.name for row in self._session.get_inputs()}
        outputs = [row.name for row in self._session.get_outputs()]
        self._output = BY_SENTENCE if BY_SENTENCE in outputs else outputs[0]

    def embed(self, text: str) -> bytes:
        """Give the packed embedding, empty for an empty text. Raises ModelUnusable."""
        words = clean(text).strip()
        if not words:
            return b""
        encoding = self._tokenizer.encode(words)
        if not encoding.ids:
            return b""
        return pack_embedding(self.name, self._pool(encoding))

    def try_out(self) -> None:
        """Raise ModelUnusable unless a plain sentence gives a vector."""
        if not self.embed(TRIAL):
            raise ModelUnusable("the model gives nothing for a plain sentence")

    def _pool(self, encoding: Encoding) -> NDArray[np.float32]:
        """Take the vector of the sentence, else the mean of those of its tokens."""
        columns = {
            "input_ids": encoding.ids,
            "attention_mask": encoding.attention_mask,
            "token_type_ids": encoding.type_ids,
        }
        given = {name: np.array([columns[name]], dtype=np.int64) for name in columns if name in self._inputs}
        try:
            found = np.asarray(self._session.run([self._output], given)[0])
        except Exception as error:
            raise ModelUnusable(str(error)) from error
        if found.ndim == PER_TOKEN:
            mask = np.array(encoding.attention_mask, dtype=np.float64)
            return np.asarray((found[0] * mask[:, None]).sum(axis=0) / max(mask.sum(), 1), dtype=np.float32)
        if found.ndim == PER_TOKEN - 1:
            return np.asarray(found[0], dtype=np.float32)
        raise ModelUnusable(f"{self._output} is no vector: its shape is {found.shape}")


def _options() -> SessionOptions:
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return options


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelUnusable(f"{path} cannot be read: {error.strerror}") from error
