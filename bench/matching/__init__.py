"""Compiled code is kept apart for each version of the sources, which its compiler alone does not notice."""

import os
import sys
from pathlib import Path

from matching.core.kernels import kernel_folder

os.environ.setdefault("NUMBA_CACHE_DIR", str(kernel_folder(Path(sys.prefix))))
