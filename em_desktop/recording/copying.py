"""Copying files into a recording, fast, and so that no half file ever has its name."""

# Path objects cost as much as copying a small file does.
# ruff: noqa: PTH105, PTH108, PTH116, PTH118, PTH120

from __future__ import annotations

import errno
import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

from em_desktop.formats.files import TEMPORARY_PREFIX

_SMALL = 1 << 20  # read and written in one go
_CHUNK = 1 << 26
_READ = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_WRITE = (
    os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
)
_CANT_COPY_INSIDE = {errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM}


def copy_files(source: Path, target: Path, names: list[str]) -> None:
    """Copy files from one directory to another.

    Raises:
        OSError: one can't be read or written; those before it are there.
    """
    for name in names:
        copy_file(f"{source}{os.sep}{name}", f"{target}{os.sep}{name}")


def copy_file(source: str, target: str) -> None:
    """Copy one file; what is at ``target`` is replaced in one step.

    Raises:
        OSError: it can't be read or written.
    """
    mark = f"{TEMPORARY_PREFIX}{os.getpid()}-{threading.get_ident()}"
    temporary = os.path.join(os.path.dirname(target), mark)
    reading = os.open(source, _READ)
    try:
        status = os.fstat(reading)
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), source)
        writing = os.open(temporary, _WRITE, stat.S_IMODE(status.st_mode) & 0o777 | 0o200)
        try:
            _copy_content(reading, writing, status.st_size)
        finally:
            os.close(writing)
        os.replace(temporary, target)
    except BaseException:
        _remove(temporary)
        raise
    finally:
        os.close(reading)


def error_path(error: OSError, default: Path) -> str:
    """The file that an error is about."""
    name = error.filename
    return os.fsdecode(name) if isinstance(name, str | bytes) else os.fspath(default)


def walk_files(directory: str, leave_out: tuple[int, int]) -> Iterator[tuple[str, list[str]]]:
    """The files below a directory, links followed, each directory once in a chain of links.

    Args:
        directory: where to begin.
        leave_out: device and number of a directory that isn't entered.

    Yields:
        a directory's path relative to ``directory`` (empty for itself) and the names of its
        regular files. Pipes, sockets and devices aren't named.

    Raises:
        OSError: a directory can't be listed.
    """
    pending: list[tuple[str, tuple[tuple[int, int], ...]]] = [("", ())]
    while pending:
        relative, above = pending.pop()
        path = os.path.join(directory, relative) if relative else directory
        status = os.stat(path)
        identity = (status.st_dev, status.st_ino)
        if identity in above or identity == leave_out:
            continue
        files = []
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.is_file():
                    files.append(entry.name)
                elif entry.is_dir():
                    inner = f"{relative}/{entry.name}" if relative else entry.name
                    pending.append((inner, (*above, identity)))
        yield relative, sorted(files)


def identity_of(path: Path) -> tuple[int, int]:
    """Device and number of a directory."""
    status = path.stat()
    return status.st_dev, status.st_ino


def _copy_content(reading: int, writing: int, size: int) -> None:
    if size > _SMALL and _copied_inside(reading, writing, size):
        return
    while data := os.read(reading, _SMALL):
        view = memoryview(data)
        while view:
            view = view[os.write(writing, view) :]
        if len(data) > size:  # most files are small; that was all
            break


def _copied_inside(reading: int, writing: int, size: int) -> bool:
    """Let the system copy, without the bytes passing through here; False if it can't."""
    if not hasattr(os, "copy_file_range"):
        return False
    left = size
    try:
        while left > 0:
            done = os.copy_file_range(reading, writing, min(left, _CHUNK))
            if not done:
                break
            left -= done
    except OSError as error:
        if error.errno not in _CANT_COPY_INSIDE or left != size:
            raise
        return False
    return True


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return
