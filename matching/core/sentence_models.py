"""Models of sentence embeddings, which a deployment may have on its disk; nothing is ever fetched.

The module that reads them is imported by its name: its packages are optional, so no import statement may lead to it.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, cast

READER = "matching.core.onnx_model"
PACKAGES = ("onnxruntime", "tokenizers")


class ModelUnusable(ValueError):
    """Packages are not installed, or the files are missing, damaged, or no model that turns tokens into vectors."""


class SentenceModel(Protocol):
    def embed(self, text: str) -> bytes:
        """Give the packed embedding, empty for an empty text. Raises ModelUnusable."""

    def try_out(self) -> None:
        """Raise ModelUnusable unless a plain sentence gives a vector."""


@lru_cache(maxsize=1)
def load_model(folder: str) -> SentenceModel:
    """Read a model once per process. Raises ModelUnusable."""
    missing = [name for name in PACKAGES if find_spec(name) is None]
    if missing:
        raise ModelUnusable(f"not installed: {', '.join(missing)}")
    return cast("SentenceModel", import_module(READER).OnnxModel(Path(folder)))
