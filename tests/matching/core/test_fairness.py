"""The law of the factors between languages, on the texts that ship with a release."""

import json
from itertools import combinations

import numpy as np
import pytest

from bench.fit import REFERENCE, TARGET, read_shipped
from matching.core.frozen import FACTOR_UNIT, Generation
from matching.core.similarity import gather, similarities_to
from matching.core.vectors import vectorise_many
from vocabulary.core.languages import LANGUAGES
from vocabulary.core.thesaurus import load_thesaurus

BEST = 10
MEAN, SPREAD = 0.02, 0.08
PAIRS = [*combinations(LANGUAGES, 2)]


@pytest.fixture(scope="module")
def shipped():
    return Generation.from_dict(json.loads(TARGET.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def best(shipped):
    """Of each text of a language, the scores of the ten nearest of another: past itself, or itself translated."""
    features = list(read_shipped(load_thesaurus(REFERENCE / "thesaurus.csv")))
    vectors = vectorise_many(features, shipped)
    by_language = {
        language: [vector for vector in vectors if vector.language == language and not vector.is_empty][::2]
        for language in LANGUAGES
    }
    gathered = {language: gather(found) for language, found in by_language.items()}

    def scores(one, other):
        rows = np.stack([similarities_to(vector, gathered[other], shipped) for vector in by_language[one]])
        return np.sort(rows, axis=1)[:, -BEST - 1 : -1]

    return {
        (one, other): np.concatenate((scores(one, other).ravel(), scores(other, one).ravel()))
        for one in LANGUAGES
        for other in LANGUAGES
    }


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_pairs_of_two_languages_score_as_pairs_of_one_do(best, one, other):
    within = np.concatenate((best[one, one], best[other, other]))
    across = best[one, other]
    assert across.mean() == pytest.approx(within.mean(), rel=MEAN)
    quantiles = [0.25, 0.5, 0.75, 0.9]
    assert np.quantile(across, quantiles) == pytest.approx(np.quantile(within, quantiles), rel=SPREAD)


def test_two_languages_near_each_other_need_less_of_a_lift(shipped):
    factors = {(one, other): shipped.factor(one, other) for one, other in PAIRS}
    assert min(factors, key=factors.get) == ("es", "pt")
    assert {shipped.factor(language, language) for language in LANGUAGES} == {FACTOR_UNIT}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mixed_list_holds_each_language_in_fair_part(best, language):
    """A quarter each would be ideal where the same texts stand in all four."""
    bar = np.quantile(np.concatenate([best[language, other] for other in LANGUAGES]), 0.75)
    above = {other: int((best[language, other] > bar).sum()) for other in LANGUAGES}
    assert all(0.15 < count / sum(above.values()) < 0.35 for count in above.values()), above
