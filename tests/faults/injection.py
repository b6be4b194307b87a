"""Lets the system refuse one call: the seam are the functions of ``os``, and renaming."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from em_desktop.stores.local import renaming

CALLS = (
    "chmod",
    "fchmod",
    "fstat",
    "fsync",
    "ftruncate",
    "link",
    "listdir",
    "lstat",
    "mkdir",
    "open",
    "read",
    "readlink",
    "rename",
    "replace",
    "rmdir",
    "scandir",
    "stat",
    "symlink",
    "unlink",
    "utime",
    "write",
)


class Faults:
    """Counts the calls that are about a directory, and lets one of them fail."""

    def __init__(self, root: Path) -> None:
        self._root = os.fspath(root)
        self._at = -1
        self._code = 0
        self.count = 0
        self.failed = ""

    def arm(self, at: int, code: int) -> None:
        """Let the call number ``at`` fail with an error code."""
        self._at, self._code, self.count, self.failed = at, code, 0, ""

    def disarm(self) -> None:
        """Let all calls pass from now on."""
        self._at = -1

    def wrapped(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*arguments: Any, **options: Any) -> Any:
            self._pass(name, arguments)
            return call(*arguments, **options)

        return wrapper

    def _pass(self, name: str, arguments: tuple[Any, ...]) -> None:
        first = arguments[0] if arguments else ""
        is_ours = isinstance(first, int) or os.fsdecode(first).startswith(self._root)
        if self._at < 0 or not is_ours:
            return
        self.count += 1
        if self.count == self._at:
            self.failed = name
            place = None if isinstance(first, int) else os.fsdecode(first)
            raise OSError(self._code, os.strerror(self._code), place)


@contextmanager
def faults(root: Path) -> Iterator[Faults]:
    """The functions of the system, wrapped."""
    seam = Faults(root)
    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            if hasattr(os, name):
                patch.setattr(os, name, seam.wrapped(name, getattr(os, name)))
        rename = renaming.rename_without_replacing
        wrapped = seam.wrapped("renameat2", rename)
        for module in ("edit", "objects", "trash"):
            patch.setattr(f"em_desktop.stores.local.{module}.rename_without_replacing", wrapped)
        yield seam
