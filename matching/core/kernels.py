"""Where the compiled engine is kept, known without loading it: its compiler reads the folder's name at import."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

INSTALLATION = Path(sys.prefix)
SOURCES = Path(__file__).resolve().parent


def kernel_folder(state: Path) -> Path:
    """A folder below `state` for NUMBA_CACHE_DIR, of its own for each version of the sources.

    The compiler notices a change in the file of a function, but not in those of the functions and constants that it
    took in. What depends on the processor and on its own version it keeps apart itself.
    """
    digest = hashlib.sha256()
    for path in sorted(SOURCES.rglob("*.py")):
        digest.update(path.relative_to(SOURCES).as_posix().encode())
        digest.update(path.read_bytes())
    return state / f"kernels-{digest.hexdigest()[:16]}"


def keep_kernels(state: Path) -> None:
    """Name the folder to the compiler, which must not have been imported yet; one that was named before is kept.

    What is compiled at installation serves every run of it. Where the installation cannot be written to, a machine's
    own state does.
    """
    below = INSTALLATION if os.access(INSTALLATION, os.W_OK) else state
    os.environ.setdefault("NUMBA_CACHE_DIR", str(kernel_folder(below)))
