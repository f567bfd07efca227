"""On what a benchmark ran."""

from __future__ import annotations

import os
import platform
from pathlib import Path

CPUINFO, MEMINFO = Path("/proc/cpuinfo"), Path("/proc/meminfo")
KIB_PER_GIB = 1 << 20


def describe_machine() -> str:
    memory = int(_find(MEMINFO, "MemTotal").split()[0]) / KIB_PER_GIB
    return (
        f"{os.cpu_count()} cores of {_find(CPUINFO, 'model name')}, {memory:.0f} GiB, "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    )


def _find(path: Path, name: str) -> str:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(name)), "unknown")
