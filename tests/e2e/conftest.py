"""The program as users have it: a process of its own, with a home of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.gui.conftest import (  # noqa: F401 - the same care as tests of the interface take
    application,
    empty_clipboard,
    log_lines,
    no_keys_held,
    no_leaks,
    only_new_objects,
    own_home,
    pytest_configure,
    qtbot,
)

Command: TypeAlias = Callable[..., "subprocess.CompletedProcess[str]"]


def home_environment(home: Path, **further: str) -> dict[str, str]:
    """The environment of a user who has nothing of us yet, and no display."""
    kept = ("PATH", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "FONTCONFIG_FILE")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    environment |= {"HOME": str(home), "NO_AT_BRIDGE": "1", "PYTHONUTF8": "1"}
    for name in ("config", "cache", "data", "state"):
        environment[f"XDG_{name.upper()}_HOME"] = str(home / name)
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
    return environment | {"XDG_RUNTIME_DIR": str(runtime)} | further


@pytest.fixture
def command(own_home: Path) -> Command:  # noqa: F811
    """Runs ``em-desktop`` with words as a process, and waits for its end."""

    def run(*words: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "em_desktop", *map(str, words)],
            env=home_environment(own_home, **variables),
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )

    return run
