"""Compiled code is kept apart for each version of the sources, which its compiler alone does not notice."""

from pathlib import Path

from matching.core.kernels import keep_kernels

keep_kernels(Path(__file__).resolve().parent.parent.parent / ".state")
