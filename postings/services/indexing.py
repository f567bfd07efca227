from django.contrib.postgres.search import SearchVector
from django.db.models import Value

from postings.models import Posting
from vocabulary.services import index_text


def index_posting(posting: Posting) -> None:
    """Write the lexemes of all its texts, in every language, into `search`; a title and the reference weigh more."""
    texts = list(posting.texts.all())
    titles = [index_text(text.title, language=text.language) for text in texts]
    bodies = [index_text(text.body, language=text.language) for text in texts]
    reference = posting.reference.lower().replace("-", "_")
    type(posting).objects.filter(pk=posting.pk).update(
        search=SearchVector(Value(" ".join([*titles, reference])), config="simple", weight="A")
        + SearchVector(Value(" ".join(bodies)), config="simple", weight="B"),
    )
