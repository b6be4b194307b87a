"""One writer at a time: in this process, and among all that have a store open."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class Exclusive:
    """A lock on the directory of a store, which leaves nothing in it.

    It is advisory and short. Where the system or the file system has no such locks
    (Windows, some network drives), the threads of one process wait for each other, and
    other processes are told from by renaming without replacing.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = threading.RLock()
        self._depth = 0

    @contextmanager
    def held(self) -> Iterator[None]:
        """Wait for the turn, and keep it until the end of the block."""
        with self._lock:
            descriptor = self._locked() if self._depth == 0 else None
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if descriptor is not None:
                    os.close(descriptor)

    def _locked(self) -> int | None:
        if sys.platform == "win32":
            return None
        import fcntl

        try:
            descriptor = os.open(self._root, os.O_RDONLY)
        except OSError:  # what is done next tells why
            return None
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        return descriptor


@contextmanager
def marked_in_use(directory: Path) -> Iterator[None]:
    """Show other processes that somebody works in ``directory``; see `is_in_use`."""
    descriptor = None
    if sys.platform != "win32":
        import fcntl

        with suppress(OSError):
            descriptor = os.open(directory, os.O_RDONLY)
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def is_in_use(directory: Path) -> bool:
    """Whether a process that is alive works in ``directory``; False where nobody can tell."""
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        descriptor = os.open(directory, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    else:
        return False
    finally:
        os.close(descriptor)
