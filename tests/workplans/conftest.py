"""The published documents, as they are; they lie beside the project, never in it."""

import os
from pathlib import Path

import pytest

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "data" / "seeds"


@pytest.fixture(scope="session")
def seed_folder() -> Path:
    """Without the folder a test is skipped, and fails under CI."""
    if not SEEDS.is_dir():
        reason = "the published documents (../shared/data/seeds beside the project) are absent"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return SEEDS
