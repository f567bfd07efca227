"""Fit the release's generation to the texts that ship with it: `python -m bench.fit [--check]`.

Writes `fixtures/reference/generation.json`: how common each feature is, the factors between languages, the
weights, and the digest of the thesaurus that the texts were read with. No labels and no split are looked at.
Run it after every change of the thesaurus, the featuriser, the scorer, the weights or the thresholds; a test says when it
was forgotten.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from matching.core.generation import Generation, fit_generation
from vocabulary.core.features import TextFeatures
from vocabulary.core.languages import LANGUAGES
from vocabulary.core.reading import read_text
from vocabulary.core.thesaurus import Thesaurus, load_thesaurus

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "fixtures" / "reference"
DEMO = ROOT / "fixtures" / "demo"
TARGET = REFERENCE / "generation.json"
WORDS = ("summary", "situation", "result_wanted", "details")


def fit_release() -> Generation:
    thesaurus = load_thesaurus(REFERENCE / "thesaurus.csv")
    return fit_generation(read_shipped(thesaurus), thesaurus=thesaurus.digest)


def read_shipped(thesaurus: Thesaurus) -> Iterator[TextFeatures]:
    """Read what a release says in words: plans, themes and the demonstration postings."""
    for title, body, language in shipped_texts():
        yield read_text(title=title, body=body, language=language, thesaurus=thesaurus)


def shipped_texts() -> Iterator[tuple[str, str, str]]:
    """Title, body and language of every text."""
    for path in sorted((REFERENCE / "plans").glob("*.json")):
        for node in json.loads(path.read_text(encoding="utf-8"))["nodes"]:
            yield from ((node[f"name_{code}"], node[f"aim_{code}"], code) for code in LANGUAGES)
    for theme in json.loads((REFERENCE / "themes.json").read_text(encoding="utf-8")):
        yield from ((theme[f"name_{code}"], theme[f"scope_{code}"], code) for code in LANGUAGES)
    for path in sorted(DEMO.glob("*-*.json")):
        for posting in json.loads(path.read_text(encoding="utf-8")):
            words = "\n\n".join(posting.get(field, "") for field in WORDS)
            yield posting["title"], words, posting["language"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 if the file is out of date"
    )
    options = parser.parse_args()
    text = json.dumps(fit_release().as_dict(), ensure_ascii=False, sort_keys=True, indent=0) + "\n"
    if options.check:
        sys.exit(0 if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text else 1)
    TARGET.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{TARGET.relative_to(ROOT)}: {len(text):,} bytes\n")


if __name__ == "__main__":
    main()
