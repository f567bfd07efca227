"""Whether a configured model of sentence embeddings can be used: a worker that cannot would park every posting."""

from collections.abc import Iterator

from django.conf import settings
from django.core.checks import CheckMessage, Error

from matching.core.sentence_models import ModelUnusable, load_model


def check_embeddings(**_options: object) -> list[CheckMessage]:
    return list(find_faults())


def find_faults() -> Iterator[CheckMessage]:
    if not settings.EMBEDDINGS:
        return
    try:
        load_model(settings.EMBEDDINGS).try_out()
    except ModelUnusable as error:
        yield Error(
            f"EMBEDDINGS names a model that cannot be used: {error}.",
            hint="Name a folder with model.onnx and tokenizer.json and install requirements-embeddings.txt, or unset it.",
            id="matching.E001",
        )
