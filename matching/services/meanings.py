"""Sentence embeddings of postings, where a deployment has put a model on its disk."""

from dataclasses import replace

from django.conf import settings

from matching.core.criteria import weighs_meaning
from matching.core.generation import Generation as FrozenGeneration
from matching.core.sentence_models import load_model
from matching.core.vectors import TextVector
from postings.models import Posting, PostingText


def add_embedding(vector: TextVector, posting: Posting, generation: FrozenGeneration) -> TextVector:
    """Add what the posting's original text means; the same vector without a model, or without a weight for it.

    Called where vectors are made to be stored, so that scores are made of stored numbers alone. Raises ValueError
    where the model fails.
    """
    return embed_text(vector, posting.original_text, generation)


def embed_text(vector: TextVector, text: PostingText | None, generation: FrozenGeneration) -> TextVector:
    if text is None or not settings.EMBEDDINGS or not weighs_meaning(generation):
        return vector
    return replace(vector, embedding=load_model(settings.EMBEDDINGS).embed(f"{text.title}\n{text.body}"))
