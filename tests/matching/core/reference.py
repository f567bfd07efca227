"""The slow, obvious search: score every pair, sort, cut. And postings to try it on."""

from dataclasses import replace
from functools import lru_cache
from random import Random

from hypothesis import strategies as st

from matching.core.bands import USUAL_THRESHOLDS, is_listed
from matching.core.best import Best, Hit
from matching.core.criteria import USUAL_WEIGHTS
from matching.core.embeddings import pack_embedding
from matching.core.generation import fit_generation
from matching.core.modality import Modality, PartyKind, Role, Side
from matching.core.profile import Audience, Delivery, Financing, PostingSide, Profile
from matching.core.rank import score_many
from matching.core.ties import TIE_BITS
from matching.core.vectors import vectorise
from vocabulary.core.features import TextFeatures

LARGEST_TIE = (1 << TIE_BITS) - 1
LANGUAGES = ("en", "es", "fr", "pt")
THEMES = [f"t{number}" for number in range(5)]
# More than fit into one word of bits.
MANY_THEMES = [f"t{number}" for number in range(100)]
COUNTRIES = [f"C{number}" for number in range(6)]


def key_of(score, tie):
    return score.precise << TIE_BITS | LARGEST_TIE - tie


def slow_best(asking, rows, generation, *, k, blocked=0):
    """`rows` by place; the gone are None."""
    places = [place for place, row in enumerate(rows) if row is not None]
    scores = score_many(asking, [rows[place] for place in places], generation)
    found = {False: [], True: []}
    for place, score in zip(places, scores, strict=True):
        if is_listed(score, asking, rows[place], generation):
            hit = Hit(place, key_of(score, rows[place].tie), score.points)
            found[bool(score.blockers)].append(hit)
    for hits in found.values():
        hits.sort(key=lambda hit: -hit.key)
    return Best(tuple(found[False][:k]), tuple(found[True][:blocked]))


def slow_entering(asking, rows, generation, bars, blocked_bars):
    found = slow_best(asking, rows, generation, k=len(rows), blocked=len(rows))
    own = [
        [Hit(hit.row, hit.key >> TIE_BITS << TIE_BITS | LARGEST_TIE - asking.tie, hit.points) for hit in hits]
        for hits in (found.open, found.blocked)
    ]
    entering = (
        sorted((hit for hit in hits if hit.key > limits[hit.row]), key=lambda hit: (-hit.key, hit.row))
        for hits, limits in zip(own, (bars, blocked_bars), strict=True)
    )
    return Best(*(tuple(hits) for hits in entering))


def _texts():
    random = Random(3)  # noqa: S311 - repeatable, not secret
    words = ["w:" + "".join(random.choices("abcdef", k=4)) for _ in range(30)]
    names = words + [f"c:x{number}" for number in range(10)]
    sizes = [0, 1, 2, 3, 8, 12, 12, 12, 20, 20, 20, 20, 30]
    return [
        TextFeatures(
            language=random.choice(LANGUAGES),
            counts=tuple((name, random.choice([1, 2, 4])) for name in random.sample(names, size)),
        )
        for size in sizes * 4
    ]


TEXTS = _texts()
USUAL = fit_generation(TEXTS, thesaurus="")
GENERATIONS = (
    USUAL,
    replace(USUAL, language_factors={"en-es": 150, "en-fr": 96, "es-pt": 256}),
    # So much that points are halved; nothing for some.
    replace(USUAL, weights=dict.fromkeys(USUAL_WEIGHTS, 255) | {"geography": 0, "delivery": 3}),
    replace(USUAL, weights=dict.fromkeys(USUAL_WEIGHTS, 0) | {"text": 1}),
    replace(USUAL, weights=USUAL_WEIGHTS | {"text": 0}),
    replace(USUAL, thresholds=dict.fromkeys(USUAL_THRESHOLDS, 0)),
    replace(USUAL, thresholds=USUAL_THRESHOLDS | {"suggestion": 0, "subject": 700, "near_text": 300}),
    replace(USUAL, weights=USUAL_WEIGHTS | {"meaning": 10}),
    replace(USUAL, weights=USUAL_WEIGHTS | {"meaning": 255}),
    replace(
        USUAL,
        weights=USUAL_WEIGHTS | {"meaning": 40},
        thresholds=USUAL_THRESHOLDS | {"subject": 0, "near_text": 0},
    ),
)
MODELS = (b"the tiny", b"another!")


@lru_cache
def _vector(place, generation_place):
    return vectorise(TEXTS[place], GENERATIONS[generation_place])


def embedded(random, vector):
    """What a text means has nothing to do with its words here; some have none, and a few are of another model."""
    numbers = random.choice([[], *[[random.randint(-3, 9) for _ in range(3)]] * 4])
    return replace(vector, embedding=pack_embedding(random.choice([MODELS[0]] * 4 + [MODELS[1]]), numbers))


def some(random, values, *sizes):
    return frozenset(random.sample(values, random.choice(sizes)))


def posting(random, side, tie, generation_place):
    """Anything may be unsaid, and most things may be shared."""
    themes = some(random, *random.choice([(THEMES, 0, 1, 2, 3), (MANY_THEMES, 1, 4, 18)]))
    numbers = [int(theme[1:]) for theme in themes]
    text = random.randrange(len(TEXTS))
    return Profile(
        id=f"{side.value}-{tie}",
        side=side,
        tie=tie,
        text=TEXTS[text],
        vector=embedded(random, _vector(text, generation_place)),
        themes=themes,
        areas=frozenset(f"a{number // 2}" for number in numbers),
        sectors=frozenset(f"s{number % 3}" for number in numbers),
        goals=some(random, range(1, 5), 0, 1, 2),
        modalities=some(random, list(Modality), 0, 0, 2, 4),
        role=random.choice([None, None, *Role]),
        kind=random.choice([PartyKind.STATE, *PartyKind]),
        country=random.choice([None, *COUNTRIES]),
        country_side=random.choice([Side.SOUTH, Side.SOUTH, Side.NORTH, None]),
        groups=some(random, ["G1", "G2", "G3"], 0, 1, 2),
        languages=some(random, LANGUAGES, 0, 1, 2),
        accepts_interpretation=random.random() < 0.8,
        eligible=some(random, COUNTRIES, 0, 0, 4),
        preferred=some(random, COUNTRIES, 0, 1, 2),
        available_from=random.choice([None, 740_000 + random.randrange(50)]),
        available_until=random.choice([None, 740_000 + random.randrange(100)]),
        delivery=random.choice([None, *Delivery]),
        financing=random.choice([None, *Financing]),
        remaining=random.choice([None, None, 3, 0]),
        is_open=random.random() < 0.9,
        audience=random.choice(list(Audience)),
        reads_states=random.random() < 0.7,
    )


@st.composite
def postings(draw, side, generation_place, *, least=0, most=12):
    """Each from a number of its own: to draw every fact by itself takes ten times as long."""
    seeds = draw(st.lists(st.integers(0, 1 << 32), min_size=least, max_size=most))
    ties = draw(st.permutations(range(len(seeds))))
    return [
        posting(Random(seed), side, tie, generation_place)  # noqa: S311 - repeatable, not secret
        for seed, tie in zip(seeds, ties, strict=True)
    ]


@st.composite
def markets(draw, *, most=12):
    """A generation, rows of one side, and some of the other that ask."""
    place = draw(st.integers(0, len(GENERATIONS) - 1))
    sides = draw(st.permutations(list(PostingSide)))
    rows = draw(postings(sides[0], place, most=most))
    asking = draw(postings(sides[1], place, least=1, most=3))
    return GENERATIONS[place], sides[0], rows, asking


def crowd(seed, side, size, *, generation_place=0):
    """Many postings at once, for what only shows among many."""
    random = Random(seed)  # noqa: S311 - repeatable, not secret
    return [
        Profile(
            id=f"{side.value}-{tie}",
            side=side,
            tie=tie,
            vector=embedded(random, _vector(random.randrange(len(TEXTS)), generation_place)),
            themes=frozenset(random.sample(THEMES, random.choice([0, 1, 1, 2]))),
            areas=frozenset(random.sample(["a1", "a2", "a3"], 1)),
            modalities=frozenset(random.sample(list(Modality), random.choice([0, 3]))),
            country=random.choice([None, *COUNTRIES]),
            country_side=Side.SOUTH,
            languages=frozenset(random.sample(LANGUAGES, random.choice([0, 1, 2]))),
            delivery=random.choice([None, *Delivery]),
            available_from=random.choice([None, 740_000 + random.randrange(100)]),
        )
        for tie in random.sample(range(size), size)
    ]
