"""Recordings in a directory of the test's own."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from em_desktop.recording import Capture, lifetime

QUIET = Capture(code=False, platform=False, output=False, usage=False)
"""Nothing is captured: what a test records is all that there is."""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The working directory; recordings that a test left open are ended after it."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("EM_") or name.endswith("RANK")]:
        monkeypatch.delenv(name)
    hook = sys.excepthook
    yield tmp_path
    for recording in tuple(lifetime._unfinished):
        recording.finish("Error")
        lifetime.forget(recording)
    sys.excepthook = hook


@pytest.fixture
def quiet() -> Capture:
    return QUIET
