"""How well the text criterion finds what belongs together across languages: `python -m bench.quality`.

Scores the development split beside its published baselines. Nothing is fitted to the split's sentences,
unless `--fit pool` asks for frequencies from the pool, as the baselines take theirs.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from statistics import mean
from typing import Any

from bench.fit import REFERENCE, TARGET
from matching.core.generation import Generation, fit_generation
from matching.core.similarity import similarities
from matching.core.vectors import TextVector, vectorise
from vocabulary.core.features import TextFeatures
from vocabulary.core.reading import read_text
from vocabulary.core.thesaurus import Thesaurus, load_thesaurus

ROOT = Path(__file__).resolve().parent.parent
SPLIT = ROOT.parent / "shared" / "data" / "evaluation" / "sdg_dev"
DEPTH = 10
# No indicator of the split is in Portuguese, so no share would be fair there.
LANGUAGES_WITH_A_POOL = ("en", "es", "fr")
GROUPS = ("pair", "mixed", "mono")


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    queries: list[dict[str, str]]
    pool: list[dict[str, str]]
    gains: dict[str, dict[str, int]]
    tasks: list[dict[str, Any]]
    baselines: dict[str, dict[str, Any]]


def read_split(folder: Path) -> Split:
    published = json.loads((folder / "baselines.json").read_text(encoding="utf-8"))
    gains: dict[str, dict[str, int]] = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, document, gain = line.split("\t")
        gains.setdefault(query, {})[document] = int(gain)
    return Split(
        queries=_lines(folder / "queries.jsonl"),
        pool=_lines(folder / "pool.jsonl"),
        gains=gains,
        tasks=published["tasks"],
        baselines=published["baselines"],
    )


def _lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read_rows(rows: Iterable[dict[str, str]], thesaurus: Thesaurus) -> list[TextFeatures]:
    return [
        read_text(
            title=row["title"],
            body=row["text"],
            language=row["language"],
            thesaurus=thesaurus,
        )
        for row in rows
    ]


def ndcg(order: Sequence[str], gains: dict[str, int]) -> float:
    best = _discounted(sorted(gains.values(), reverse=True))
    return _discounted([gains.get(document, 0) for document in order]) / best if best else 0.0


def _discounted(gains: Sequence[int]) -> float:
    return sum(((1 << gain) - 1) / log2(place + 2) for place, gain in enumerate(gains[:DEPTH]))


class Judge:
    """Runs the tasks of a split under one generation."""

    def __init__(self, split: Split, thesaurus: Thesaurus, generation: Generation) -> None:
        self.split = split
        self.generation = generation
        self.queries = self._vectors(split.queries, thesaurus)
        self.pool = self._vectors(split.pool, thesaurus)

    def _vectors(self, rows: list[dict[str, str]], thesaurus: Thesaurus) -> list[TextVector]:
        return [vectorise(text, self.generation) for text in read_rows(rows, thesaurus)]

    def run(self, task: dict[str, Any]) -> tuple[float, float]:
        """Give the mean nDCG and the share of other languages among the first."""
        kept = [
            (row, vector)
            for row, vector in zip(self.split.pool, self.pool, strict=True)
            if row["language"] in task["pool_languages"]
        ]
        found = [
            self._query(query, vector, kept)
            for query, vector in zip(self.split.queries, self.queries, strict=True)
            if query["language"] == task["query_language"]
        ]
        return mean(value for value, _ in found), mean(share for _, share in found)

    def _query(
        self,
        query: dict[str, str],
        vector: TextVector,
        kept: Sequence[tuple[dict[str, str], TextVector]],
    ) -> tuple[float, float]:
        fits = similarities(vector, [other for _, other in kept], self.generation)
        rows = [kept[place][0] for place in (-fits).argsort(kind="stable")]
        gains = self.split.gains[query["id"]]
        cut = {row["id"]: gains.get(row["id"], 0) for row in rows}
        foreign = mean(row["language"] != query["language"] for row in rows[:DEPTH])
        return ndcg([row["id"] for row in rows], cut), foreign


def engine_row(judge: Judge) -> dict[str, float]:
    results = [(task, *judge.run(task)) for task in judge.split.tasks]
    row = {group: mean(value for task, value, _ in results if task["group"] == group) for group in GROUPS}
    row["other-language share"] = mean(
        share
        for task, _, share in results
        if task["group"] == "mixed" and task["query_language"] in LANGUAGES_WITH_A_POOL
    )
    return row


def baseline_row(figures: dict[str, Any]) -> dict[str, float]:
    row = {group: figures[f"mean {group}"]["ndcg10"] for group in GROUPS}
    share = figures["mean mixed"].get("other_language_share_en_es_fr")
    return row if share is None else row | {"other-language share": share}


def judge_engine(split: Split, fit: str) -> dict[str, float]:
    thesaurus = load_thesaurus(REFERENCE / "thesaurus.csv")
    if fit == "shipped":
        generation = Generation.from_dict(json.loads(TARGET.read_text(encoding="utf-8")))
    else:
        generation = fit_generation(read_rows(split.pool, thesaurus), thesaurus=thesaurus.digest)
    return engine_row(Judge(split, thesaurus, generation))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", type=Path, default=SPLIT)
    parser.add_argument("--fit", choices=("shipped", "pool"), default="shipped")
    options = parser.parse_args()
    split = read_split(options.split)
    rows = {name: baseline_row(figures) for name, figures in split.baselines.items()}
    rows[f"engine, fitted to {options.fit}"] = judge_engine(split, options.fit)
    columns = (*GROUPS, "other-language share")
    lines = [f"{'nDCG@10':32}" + "".join(f"{column:>22}" for column in columns)]
    for name, row in rows.items():
        lines.append(f"{name:32}" + "".join(f"{value:22.3f}" for value in row.values()))
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
