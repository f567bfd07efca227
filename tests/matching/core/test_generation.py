import json
from dataclasses import replace

import pytest

from matching.core.generation import Generation, fit_generation
from vocabulary.core.features import TextFeatures


def text(language, *names):
    return TextFeatures(language=language, counts=tuple((name, 2) for name in names))


def test_a_generation_survives_json_in_any_order_of_keys(generation):
    stored = json.loads(json.dumps(generation.as_dict()))
    shuffled = {name: stored[name] for name in reversed(stored)}
    read = Generation.from_dict(shuffled)
    assert (read, read.digest) == (generation, generation.digest)


def test_the_order_of_the_texts_changes_nothing(texts, generation, thesaurus):
    assert fit_generation(texts[::-1], thesaurus=thesaurus.digest) == generation


def test_another_weight_is_another_generation(generation):
    assert replace(generation, weights=generation.weights | {"theme": 26}).digest != generation.digest


@pytest.mark.parametrize("weights", [{"text": 256}, {"text": -1}, {"text": 0}, {}])
def test_weights_that_cannot_be_summed_are_refused(generation, weights):
    with pytest.raises(ValueError, match="weights"):
        replace(generation, weights=weights)


def test_rare_features_weigh_more_than_frequent_ones_and_unknown_ones_most():
    fitted = fit_generation([text("en", "w:a", "w:b"), text("en", "w:a")], thesaurus="")
    assert fitted.idf("w:a") < fitted.idf("w:b") < fitted.idf("w:never")


def test_a_pair_of_languages_that_share_less_is_raised():
    """Spanish and Portuguese texts share words with each other; English ones hardly with any."""
    spanish = [text("es", f"w:{place % 5}es", f"w:{place % 3}pt", "w:y") for place in range(30)]
    portuguese = [text("pt", f"w:{place % 5}pt", f"w:{place % 3}es", "w:y") for place in range(30)]
    english = [text("en", f"w:{place % 5}en", f"w:{place % 3}us", "w:y") for place in range(30)]
    factors = fit_generation([*spanish, *portuguese, *english], thesaurus="").language_factors
    assert factors["en-es"] > factors["es-pt"] >= factors["es-es"] == factors["en-en"]


def test_languages_with_few_texts_keep_the_usual_factor(generation):
    assert set(generation.language_factors.values()) == {64, 80}
    assert generation.factor("es", "fr") == generation.factor("fr", "es") == 80
