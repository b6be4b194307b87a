"""A disk on which calls go wrong."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from em_desktop.errors import from_os_error
from em_desktop.recording.disk import Disk

CALLS = (
    "make_directories",
    "make_directory",
    "replace",
    "open_to_append",
    "claim",
    "share",
    "write",
    "size",
    "read",
    "truncate",
    "sync",
    "close",
    "rename",
    "touch",
    "names",
)


class FaultyDisk(Disk):
    """Real files; the calls named in ``broken`` raise, and every call is counted.

    Attributes:
        broken: call to the error number it raises.
        failing_call: the one call (counted from 0) that raises ``errno``; -1 for none.
        short: writes take this many bytes at most; 0 for no limit.
    """

    def __init__(self) -> None:
        self.broken: dict[str, int] = {}
        self.calls: list[str] = []
        self.failing_call = -1
        self.errno = errno.ENOSPC
        self.short = 0

    def break_all(self, number: int) -> None:
        self.broken = dict.fromkeys(CALLS, number)

    def mend(self) -> None:
        self.broken = {}
        self.short = 0

    def _enter(self, call: str, path: object = "") -> None:
        position = len(self.calls)
        self.calls.append(call)
        number = self.errno if position == self.failing_call else self.broken.get(call)
        if number is not None:
            error = OSError(number, os.strerror(number), os.fspath(path) if path else None)  # type: ignore[call-overload]
            raise from_os_error(error) if call == "replace" else error

    def make_directories(self, path: Path) -> None:
        self._enter("make_directories", path)
        super().make_directories(path)

    def make_directory(self, path: Path) -> None:
        self._enter("make_directory", path)
        super().make_directory(path)

    def replace(self, path: Path, data: bytes) -> None:
        self._enter("replace", path)
        super().replace(path, data)

    def open_to_append(self, path: Path) -> int:
        self._enter("open_to_append", path)
        return super().open_to_append(path)

    def claim(self, descriptor: int) -> bool:
        self._enter("claim")
        return super().claim(descriptor)

    def share(self, descriptor: int) -> None:
        self._enter("share")
        super().share(descriptor)

    def write(self, descriptor: int, data: Any) -> int:
        self._enter("write")
        return super().write(descriptor, data[: self.short] if self.short else data)

    def size(self, descriptor: int) -> int:
        self._enter("size")
        return super().size(descriptor)

    def read(self, descriptor: int, offset: int, length: int) -> bytes:
        self._enter("read")
        return super().read(descriptor, offset, length)

    def truncate(self, descriptor: int, size: int) -> None:
        self._enter("truncate")
        super().truncate(descriptor, size)

    def sync(self, descriptor: int) -> None:
        self._enter("sync")
        super().sync(descriptor)

    def close(self, descriptor: int) -> None:
        super().close(descriptor)  # it is gone, whatever the system says
        self._enter("close")

    def rename(self, path: Path, to: Path) -> None:
        self._enter("rename", path)
        super().rename(path, to)

    def touch(self, path: Path) -> None:
        self._enter("touch", path)
        super().touch(path)

    def names(self, path: Path) -> Iterator[str]:
        self._enter("names", path)
        return super().names(path)
