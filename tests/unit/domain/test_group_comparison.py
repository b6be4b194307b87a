"""Comparing groups without the package that does it."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from em_desktop.domain.group_comparison import GroupTest, compare_groups
from em_desktop.errors import NotInstalledError


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy", None)
    with pytest.raises(NotInstalledError) as raised:
        compare_groups(np.arange(3.0), np.arange(4.0), GroupTest.WELCH)
    assert raised.value.subject == "scipy"


def test_the_package_is_loaded_only_when_it_is_asked() -> None:
    code = "import sys, em_desktop.domain.group_comparison; sys.exit('scipy' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
