"""Synthetic postings for the benches: texts in four languages and facts of real shapes, all from one seed.

The first so many are the same however many are made.
"""

from bench.synthetic.making import Maker
from bench.synthetic.texts import Text

__all__ = ["Maker", "Text"]
