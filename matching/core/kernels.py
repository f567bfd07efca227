"""Where the compiled engine is kept, known without loading it: its compiler reads the folder's name at import."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import sys
from contextlib import suppress
from pathlib import Path

INSTALLATION = Path(sys.prefix)
SOURCES = Path(__file__).resolve().parent
NAME = re.compile(r"kernels-[0-9a-f]{16}")
# Beside the folder in use so many of other versions stay, and whatever was used so recently: a process reads all that it
# needs when it starts.
OTHERS, RECENT_SECONDS = 3, 24 * 60 * 60


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
    note_use(Path(os.environ["NUMBA_CACHE_DIR"]))


def note_use(folder: Path) -> None:
    """Have the folder itself say when it was last used; whoever may not write to it never removes one either."""
    with suppress(OSError):
        os.utime(folder)


def remove_outdated(folder: Path, *, now: float) -> list[Path]:
    """Remove what was compiled of other versions of the sources beside `folder`; gives what is gone.

    Nothing beside a folder with a name of the caller's own, and none that a process is being made ready from.
    """
    if not NAME.fullmatch(folder.name):
        return []
    others = [path for path in folder.parent.iterdir() if NAME.fullmatch(path.name) and path != folder]
    outdated = sorted(others, key=_last_used, reverse=True)[OTHERS:]
    return [path for path in outdated if now - _last_used(path) > RECENT_SECONDS and _remove(path)]


def _last_used(folder: Path) -> float:
    """Another process may have removed it meanwhile."""
    try:
        return folder.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _remove(folder: Path) -> bool:
    """Remove a folder unless `matching.core.warm.make_ready` holds it; says whether it is gone."""
    try:
        held = os.open(folder, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder)
    except OSError:
        return False
    finally:
        os.close(held)
    return True
