"""Frequent words of live postings that no concept of the thesaurus covers."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import TypeAlias, cast

from accounts.models import User
from directory.models import Country
from matching.models import Generation
from matching.services.generations import thaw
from matching.services.twins import TWINS
from postings.models import Posting
from vocabulary.core.features import StoredFeatures
from vocabulary.core.ordinary import is_ordinary
from vocabulary.core.phrases import mentions
from vocabulary.core.reading import read_text
from vocabulary.core.thesaurus import Thesaurus, fold_label
from vocabulary.core.tokens import tokenize
from vocabulary.models import Term, WordSetAside
from vocabulary.services import thesaurus_of

# Of each side the latest: the words that people use now, found while a page is opened.
MOST_READ = 2_000
FEWEST_POSTINGS, MOST_WORDS, SHORTEST_WORD = 2, 300, 3

Read: TypeAlias = tuple[Posting, StoredFeatures]


@dataclass(frozen=True, slots=True, kw_only=True)
class UncoveredWord:
    word: str
    postings: int
    # The latest posting that says it.
    example: Posting


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncovered:
    """`read` of the `live` postings in that language that the reader may see were looked at."""

    words: list[UncoveredWord]
    read: int
    live: int


def find_uncovered_words(*, language: str, reader: User) -> Uncovered:
    """Most frequent first, without everyday words and those set aside.

    Names of countries, and words inside a phrase that a concept names, are covered.
    """
    generation = Generation.objects.serving().first()
    if generation is None:
        return Uncovered(words=[], read=0, live=0)
    read = sorted(_latest(language, reader, generation), key=_age)
    thesaurus = thesaurus_of(thaw(generation).thesaurus)
    live = sum(
        model.objects.live().visible_to(reader).filter(original_language=language).count() for model in TWINS
    )
    return Uncovered(words=_count(read, language, thesaurus), read=len(read), live=live)


def _age(read: Read) -> tuple[float, str]:
    """Latest first."""
    posting = read[0]
    published = posting.published_at
    return (-published.timestamp() if published else 0.0, posting.reference)


def _latest(language: str, reader: User, generation: Generation) -> Iterator[Read]:
    for model, twin in TWINS.items():
        rows = model.objects.live().visible_to(reader).filter(original_language=language)
        latest = {row.pk: row for row in rows.order_by("-published_at", "-pk")[:MOST_READ]}
        vectors = twin.vector.objects.filter(generation=generation, posting__in=latest)
        for pk, features in vectors.values_list("posting_id", "features"):
            yield latest[pk], cast("StoredFeatures", features)


def _count(read: list[Read], language: str, thesaurus: Thesaurus) -> list[UncoveredWord]:
    counts: Counter[str] = Counter()
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    examples: dict[str, Posting] = {}

    @cache
    def words_of(phrase: str) -> frozenset[str]:
        """Read as postings are read, so that both are the same words."""
        features = read_text(title="", body=phrase, language=language, thesaurus=thesaurus)
        return frozenset(name for name, _ in features.counts if name.startswith("w:"))

    @cache
    def says_little(surface: str) -> bool:
        return is_ordinary(surface.lower(), language)

    for posting, features in read:
        for name, surface in _uncovered(features, words_of):
            if says_little(surface):
                continue
            counts[name] += 1
            spellings[name][surface.lower()] += 1
            examples.setdefault(name, posting)
    found = (
        UncoveredWord(word=spellings[name].most_common(1)[0][0], postings=number, example=examples[name])
        for name, number in counts.items()
        if number >= FEWEST_POSTINGS
    )
    ordered = sorted(found, key=attrgetter("word"))
    ordered.sort(key=attrgetter("postings"), reverse=True)
    return _without_known(ordered[: 2 * MOST_WORDS], language, thesaurus)[:MOST_WORDS]


def _uncovered(
    features: StoredFeatures, words_of: Callable[[str], frozenset[str]]
) -> Iterator[tuple[str, str]]:
    """Words of one posting outside the phrases in which its concepts were found, with their spelling there."""
    surfaces = features["surfaces"]
    phrases = {surface for name, surface in surfaces.items() if name.startswith("c:")}
    covered = frozenset[str]().union(*map(words_of, phrases))
    for name, surface in surfaces.items():
        if name.startswith("w:") and len(surface) >= SHORTEST_WORD and name not in covered:
            yield name, surface


def _without_known(words: list[UncoveredWord], language: str, thesaurus: Thesaurus) -> list[UncoveredWord]:
    """Leave out those set aside, names of countries, and terms, among the edits that wait too."""
    keys = {word.word: fold_label(word.word) for word in words}
    known = set(Term.objects.live().filter(folded__in=keys.values()).values_list("folded", flat=True))
    known |= set(WordSetAside.objects.spoken_in(language).values_list("folded", flat=True))
    known |= {
        token.folded
        for country in Country.objects.all()
        for name in country.names.values()
        for token in tokenize(name, shouted=False)
    }
    return [
        word
        for word in words
        if keys[word.word] not in known
        and not any(mentions(list(tokenize(word.word, shouted=False)), language, thesaurus))
    ]
