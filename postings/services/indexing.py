from django.contrib.postgres.search import SearchVector
from django.db.models import Value

from postings.models import Posting
from vocabulary.services import index_text


def index_posting(posting: Posting) -> None:
    """Write the lexemes of all its texts (title and body, every language) and its reference into `search`."""
    lexemes = " ".join(
        [index_text(f"{text.title}\n{text.body}", language=text.language) for text in posting.texts.all()],
    )
    type(posting).objects.filter(pk=posting.pk).update(
        search=SearchVector(
            Value(f"{lexemes} {posting.reference.lower().replace('-', '_')}"),
            config="simple",
        ),
    )
