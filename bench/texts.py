"""How many postings of usual length one core reads and weighs in a second of its time: `python -m bench.texts [TEXTS]`.

The texts are made of the words of the shipped ones, drawn anew for each run, 43 on average, and of made-up words, so
that the vocabulary has the long tail of a real one. The first run meets every word for the first time.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time

from bench.fit import REFERENCE, TARGET, shipped_texts
from matching.core.generation import Generation
from matching.core.vectors import vectorise_many
from vocabulary.core.reading import read_text
from vocabulary.core.thesaurus import load_thesaurus

RUNS = 5
SHARES = {"es": 45, "en": 25, "pt": 15, "fr": 15}
TITLE, WORDS, SPREAD = 7, 36, 10
RARE = 0.04
SYLLABLES = ("ba", "cor", "di", "fen", "go", "lum", "mi", "nar", "po", "ques", "ri", "san", "te", "vil", "zu")


def make_texts(count: int, seed: int) -> list[tuple[str, str, str]]:
    chance = random.Random(seed)  # noqa: S311 (no secrets)
    words = {language: _words_of(language) for language in SHARES}
    texts = []
    for language in chance.choices(list(SHARES), weights=list(SHARES.values()), k=count):
        length = max(10, round(chance.gauss(WORDS, SPREAD)))
        title, body = (
            " ".join(_word(chance, words[language]) for _ in range(some)) for some in (TITLE, length)
        )
        texts.append((title, body, language))
    return texts


def _words_of(language: str) -> list[str]:
    return [
        word
        for title, body, spoken in shipped_texts()
        if spoken == language
        for word in (title + " " + body).split()
    ]


def _word(chance: random.Random, words: list[str]) -> str:
    if chance.random() < RARE:
        return "".join(chance.choices(SYLLABLES, k=3))
    # Short runs of real text, so that phrases occur.
    start = chance.randrange(len(words) - 1)
    return " ".join(words[start : start + 1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="?", type=int, default=10_000)
    count = parser.parse_args().texts
    thesaurus = load_thesaurus(REFERENCE / "thesaurus.csv")
    generation = Generation.from_dict(json.loads(TARGET.read_text(encoding="utf-8")))
    took: dict[str, list[float]] = {"reading": [], "weighing": [], "both": []}
    for seed in range(RUNS + 1):
        texts = make_texts(count, seed)
        start = time.process_time()
        read = [
            read_text(title=title, body=body, language=language, thesaurus=thesaurus)
            for title, body, language in texts
        ]
        between = time.process_time()
        vectorise_many(read, generation)
        end = time.process_time()
        if seed == 0:
            sys.stdout.write(f"first run, nothing known: {count / (end - start):,.0f} texts a second\n")
            continue
        for name, seconds in (
            ("reading", between - start),
            ("weighing", end - between),
            ("both", end - start),
        ):
            took[name].append(count / seconds)
    for name, rates in took.items():
        sys.stdout.write(
            f"{name}: {statistics.median(rates):,.0f} texts a second (n = {RUNS}, "
            f"{min(rates):,.0f} to {max(rates):,.0f}; {count:,} texts a run)\n"
        )


if __name__ == "__main__":
    main()
