from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db import connection, transaction

from postings.models import Posting, PostingText
from vocabulary.services import index_texts

TEXTS = ("texts",)


def index_posting(posting: Posting) -> None:
    """Write the lexemes of all its texts, in every language, into `search`; a title and the reference weigh more."""
    index_postings(type(posting), [posting.pk])


@transaction.atomic
def index_postings(model: type[Posting], pks: Collection[int]) -> int:
    """Index many; gives how many read otherwise than before. Whoever edits one of them meanwhile waits, or is waited for."""
    rows = model.objects.filter(pk__in=pks).order_by("pk").select_for_update(no_key=True)
    postings = list(rows.only("reference").prefetch_related(*TEXTS))
    texts = [(posting.pk, text) for posting in postings for text in posting.texts.all()]
    titles = ((text.title, text.language) for _pk, text in texts)
    bodies = ((text.body, text.language) for _pk, text in texts)
    lexemes = index_texts((*titles, *bodies))
    of_titles, of_bodies = _joined(texts, lexemes[: len(texts)]), _joined(texts, lexemes[len(texts) :])
    references = {posting.pk: posting.reference.lower().replace("-", "_") for posting in postings}
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {model._meta.db_table} AS posting SET search = news.search"  # noqa: S608 (a table of our own)
            " FROM (SELECT pk, setweight(to_tsvector('simple', titles), 'A')"
            " || setweight(to_tsvector('simple', bodies), 'B') AS search"
            " FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS given (pk, titles, bodies)) AS news"
            " WHERE posting.id = news.pk AND posting.search IS DISTINCT FROM news.search",
            [
                list(references),
                [f"{of_titles.get(pk, '')} {reference}" for pk, reference in references.items()],
                [of_bodies.get(pk, "") for pk in references],
            ],
        )
        return int(cursor.rowcount)


def _joined(texts: Iterable[tuple[int, PostingText]], lexemes: Iterable[str]) -> dict[int, str]:
    """Those of all texts of a posting."""
    found: dict[int, list[str]] = defaultdict(list)
    for (pk, _text), words in zip(texts, lexemes, strict=True):
        found[pk].append(words)
    return {pk: " ".join(words) for pk, words in found.items()}
