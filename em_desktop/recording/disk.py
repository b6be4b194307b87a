"""The operating system as the recorder uses it: the one place where recording does I/O.

Tests put a disk that fails in its place, so that each call can go wrong in turn.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from em_desktop.formats.files import write_file

_NEW_FILE_MODE = 0o666
_NEW_DIRECTORY_MODE = 0o777
_APPENDING = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
_DIRECTORY = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_LONGEST_CLAIM = 0.5  # seconds
_BETWEEN_LOOKS = 0.001  # seconds
_BINARY = getattr(os, "O_BINARY", 0)

if sys.platform != "win32":  # which has no such locks
    import fcntl


class Disk:
    """Real files. Every method raises OSError, or EmError where it is said."""

    def make_directories(self, path: Path) -> None:
        """Make a directory and those above it; what is there already stays."""
        path.mkdir(_NEW_DIRECTORY_MODE, parents=True, exist_ok=True)

    def make_directory(self, path: Path) -> None:
        """Make a directory that isn't there yet."""
        path.mkdir(_NEW_DIRECTORY_MODE)

    def replace(self, path: Path, data: bytes) -> None:
        """Write a whole file; a crash leaves the old one or the new one.

        Raises:
            EmError: it couldn't be written.
        """
        write_file(path, data)

    def open_to_append(self, path: Path) -> int:
        """A descriptor whose writes go to the end, whoever else writes to the file."""
        return os.open(path, _APPENDING | _BINARY, _NEW_FILE_MODE)

    def claim(self, descriptor: int) -> bool:
        """Whether nobody else has the file open for appending; nobody can until `share`.

        True too where the file system can't tell.
        """
        if sys.platform == "win32":
            return True
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # it has no locks
            return True
        return True

    def share(self, descriptor: int) -> None:
        """Be one of those who have the file open for appending, until the descriptor is closed.

        Waits a little while another has claimed it.

        Raises:
            BlockingIOError: another has claimed it for longer than it should take.
        """
        if sys.platform == "win32":
            return
        end = time.monotonic() + _LONGEST_CLAIM
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= end:
                    raise
                time.sleep(_BETWEEN_LOOKS)
            except OSError:  # as above
                return
            else:
                return

    def write(self, descriptor: int, data: bytes | memoryview) -> int:
        """Write once; how many bytes were taken."""
        return os.write(descriptor, data)

    def size(self, descriptor: int) -> int:
        return os.fstat(descriptor).st_size

    def read(self, descriptor: int, offset: int, length: int) -> bytes:
        """Bytes of an open file; the place where it is appended to doesn't change."""
        os.lseek(descriptor, offset, os.SEEK_SET)
        return os.read(descriptor, length)

    def truncate(self, descriptor: int, size: int) -> None:
        os.ftruncate(descriptor, size)

    def sync(self, descriptor: int) -> None:
        os.fsync(descriptor)

    def close(self, descriptor: int) -> None:
        os.close(descriptor)

    def rename(self, path: Path, to: Path) -> None:
        path.replace(to)

    def touch(self, path: Path) -> None:
        """Set a file's time to now."""
        os.utime(path)

    def names(self, path: Path) -> Iterator[str]:
        """What lies in a directory."""
        return iter(sorted(entry.name for entry in path.iterdir()))

    def hold_directory(self, path: Path) -> int:
        """A descriptor that stays with a directory when it is moved; -1 where there are none."""
        return os.open(path, _DIRECTORY) if hasattr(os, "O_DIRECTORY") else -1

    def path_of(self, directory: int) -> Path | None:
        """Where a held directory is now; None if it was removed or the system can't tell."""
        if sys.platform == "darwin":
            import fcntl

            answer = fcntl.fcntl(directory, fcntl.F_GETPATH, bytes(1024))
            path = Path(os.fsdecode(answer.rstrip(b"\0")))
        else:
            path = Path(f"/proc/self/fd/{directory}").readlink()
        return path if path.is_dir() else None


class NoDisk(Disk):
    """Takes everything and keeps nothing: for processes that shall not record."""

    def make_directories(self, path: Path) -> None:
        del path

    def make_directory(self, path: Path) -> None:
        del path

    def replace(self, path: Path, data: bytes) -> None:
        del path, data

    def open_to_append(self, path: Path) -> int:
        del path
        return 0

    def claim(self, descriptor: int) -> bool:
        del descriptor
        return True

    def share(self, descriptor: int) -> None:
        del descriptor

    def write(self, descriptor: int, data: bytes | memoryview) -> int:
        del descriptor
        return len(data)

    def size(self, descriptor: int) -> int:
        del descriptor
        return 0

    def read(self, descriptor: int, offset: int, length: int) -> bytes:
        del descriptor, offset, length
        return b""

    def truncate(self, descriptor: int, size: int) -> None:
        del descriptor, size

    def sync(self, descriptor: int) -> None:
        del descriptor

    def close(self, descriptor: int) -> None:
        del descriptor

    def rename(self, path: Path, to: Path) -> None:
        del path, to

    def touch(self, path: Path) -> None:
        del path

    def names(self, path: Path) -> Iterator[str]:
        del path
        return iter(())

    def hold_directory(self, path: Path) -> int:
        del path
        return -1
