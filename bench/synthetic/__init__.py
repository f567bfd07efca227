"""Synthetic postings for the benches: texts in four languages and facts of real shapes, all from one seed.

Postings are made in chunks, each from the seed and its own place, so that any number of processes make the same ones.
"""

from bench.synthetic.chunks import CHUNK
from bench.synthetic.making import Maker
from bench.synthetic.texts import Text

__all__ = ["CHUNK", "Maker", "Text"]
