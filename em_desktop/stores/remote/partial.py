"""The part of a file that has arrived, kept so that a broken download goes on from there."""

from __future__ import annotations

import hashlib
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from em_desktop.formats.files import TEMPORARY_PREFIX

_PIECE = 1 << 20


class Partial:
    """A file on its way, under a hidden name beside its place. Blocks.

    What was fetched before of the same content is found again, by the content's hash in the
    name; of one place only the newest part is kept. Two that fetch the same at the same time
    don't meet: the second gets a file of its own, which isn't kept.

    Args:
        place: where the file goes when it is whole; its directory is there.
        content: what names the content: its hash; empty where nobody knows, then nothing is
            kept, since what can't be checked mustn't be gone on with.

    Attributes:
        size: bytes that are here.
        found: how many of them were here from the beginning.

    Raises:
        OSError: here and in all methods: the disk is full, access is denied...
    """

    def __init__(self, place: Path, content: str) -> None:
        self._place = place
        self._digest = hashlib.md5(usedforsecurity=False)
        mark = hashlib.sha256(os.fsencode(place.name)).hexdigest()[:12]
        self._siblings = f"{TEMPORARY_PREFIX}part-{mark}-"
        self._path = place.with_name(f"{self._siblings}{content}")
        file = _owned(self._path) if content else None
        self._kept = file is not None
        self._placed = False
        if file is None:
            own = f"{TEMPORARY_PREFIX}{os.getpid()}-{threading.get_ident()}-{mark}"
            self._path = place.with_name(own)
            file = self._path.open("w+b")
        self._file: BinaryIO = file
        self.size = self._read()
        self.found = self.size

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
        if self._placed:
            return
        if not self._kept or not self.size:
            self._path.unlink(missing_ok=True)
            return
        with suppress(OSError):
            for other in self._place.parent.glob(f"{self._siblings}*"):
                if other != self._path:
                    other.unlink()

    @property
    def md5(self) -> str:
        """Of what is here, lower-case hex."""
        return self._digest.hexdigest()

    def write(self, piece: bytes) -> None:
        """Put the next bytes behind what is here."""
        self._file.write(piece)
        self._digest.update(piece)
        self.size += len(piece)

    def begin_anew(self) -> None:
        """Forget what is here."""
        self._file.seek(0)
        self._file.truncate()
        self._digest = hashlib.md5(usedforsecurity=False)
        self.size = self.found = 0

    def take_place(self) -> None:
        """Have the file, which is whole, take its place in one step."""
        self._file.flush()
        os.fsync(self._file.fileno())
        if sys.platform == "win32":  # what is open can't be renamed there
            self._file.close()
        self._path.replace(self._place)
        self._placed = True

    def _read(self) -> int:
        size = 0
        while piece := self._file.read(_PIECE):
            self._digest.update(piece)
            size += len(piece)
        return size


def _owned(path: Path) -> BinaryIO | None:
    """The file, made if needed, for this process and thread alone; None if another has it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
    if sys.platform == "win32":
        return os.fdopen(descriptor, "r+b")
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        mine = os.path.samestat(os.fstat(descriptor), path.stat())
    except OSError:  # another has it, has just finished it, or there are no locks here
        mine = False
    if not mine:
        os.close(descriptor)
        return None
    return os.fdopen(descriptor, "r+b")
