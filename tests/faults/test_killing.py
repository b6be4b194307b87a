"""A program that is killed at any moment loses nothing and leaves nothing half-done."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked")
@pytest.mark.parametrize("seed", range(6))
def test_killed_at_any_moment_every_node_is_before_or_after(tmp_path: Path, seed: int) -> None:
    words = [sys.executable, "-m", "tests.faults.killing", str(tmp_path), str(seed), "50"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
