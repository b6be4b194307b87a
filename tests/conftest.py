"""Fixtures for all tests."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import hypothesis
import pytest

# A busy machine makes one example slow; the time of a test is limited as a whole.
hypothesis.settings.register_profile("steady", deadline=None)
hypothesis.settings.load_profile("steady")

SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture(scope="session")
def samples() -> Path:
    """The real recordings, read only: ``em-recordings``, ``em-variants``, ``autotune``."""
    return SAMPLES


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    """A writable copy of the real recordings: ``runs`` and ``artifacts`` are inside.

    It is an hour old, however new the checkout is: a killed Run is stalled.
    """
    copy = Path(shutil.copytree(SAMPLES / "em-recordings", tmp_path / "recordings"))
    hour_ago = time.time() - 3600
    for place in [*copy.rglob("*"), copy]:
        os.utime(place, (hour_ago, hour_ago))
    return copy
