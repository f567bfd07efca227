"""An edited thesaurus reads the same whether it is read alone or beside the one that it was edited from."""

import time
from dataclasses import replace
from random import Random

import pytest

from vocabulary.core.editions import load_edition
from vocabulary.core.thesaurus import ThesaurusError, load_thesaurus, write_thesaurus
from vocabulary.services import shipped_thesaurus

PARTS = ("digest", "concepts", "phrases", "longest")


def read_both(text, known):
    """Give what one and the other read; terms of one word come in any order."""
    return [
        (
            *(getattr(thesaurus, part) for part in PARTS),
            {
                language: {code: sorted(words) for code, words in found.items()}
                for language, found in thesaurus.words.items()
            },
        )
        for thesaurus in (load_thesaurus(text, complete=False), load_edition(text, known=known))
    ]


def reword(concept, language, label):
    return replace(concept, labels={**concept.labels, language: (*concept.labels[language], label)})


def without_links(concepts):
    codes = {concept.code for concept in concepts}
    return [replace(one, broader=tuple(code for code in one.broader if code in codes)) for one in concepts]


def edit(concepts, seed):
    """Take some away, give some a term of another, move some to other codes, and shuffle them all."""
    random = Random(seed)  # noqa: S311 (which edits, not a secret)
    chosen = random.sample(concepts, min(12, len(concepts)))
    moved, met = chosen[4:8], chosen[8:]
    kept = [one for one in concepts if one not in chosen]
    others = [reword(one, "en", random.choice(kept).labels["en"][0]) for one in met]
    edited = [*kept, *others, *(replace(one, code=f"a-{one.code}") for one in moved)]
    random.shuffle(edited)
    return without_links(edited)


@pytest.mark.parametrize("seed", range(3))
def test_an_edition_reads_like_the_whole_file(seed):
    known = shipped_thesaurus()
    alone, beside = read_both(write_thesaurus(edit(list(known.concepts.values()), seed)), known)
    assert beside == alone


def test_the_same_concepts_in_another_order_read_the_same(thesaurus):
    alone, beside = read_both(write_thesaurus(reversed(thesaurus.concepts.values())), thesaurus)
    assert beside == alone


@pytest.mark.parametrize("cell", ["the | of", "port"])
def test_faults_are_those_of_the_whole_file(thesaurus, cell):
    text = write_thesaurus(thesaurus.concepts.values()) + f"quay,,,99,,{cell},,,\n"
    with pytest.raises(ThesaurusError) as alone:
        load_thesaurus(text, complete=False)
    with pytest.raises(ThesaurusError) as beside:
        load_edition(text, known=thesaurus)
    assert beside.value.problems == alone.value.problems


def test_an_edition_of_few_edits_is_read_in_a_fraction_of_the_time():
    known = shipped_thesaurus()
    text = write_thesaurus(edit(list(known.concepts.values()), 0))

    def spent(read):
        start = time.process_time()
        read()
        return time.process_time() - start

    whole = min(spent(lambda: load_thesaurus(text, complete=False)) for _ in range(2))
    assert min(spent(lambda: load_edition(text, known=known)) for _ in range(3)) < whole / 3
