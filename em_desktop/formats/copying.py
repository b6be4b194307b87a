"""Copying trees, durable at the end; `file_copy` copies each file of them.

Nothing is read back at the end: that would come from memory. `make_durable` has it all on the
disk before the copy gets its name.

Everything is a generator of how many bytes went by, so that whoever takes them can show
progress, wait, or stop: closing it removes nothing but leaves no file open.
"""

from __future__ import annotations

import ctypes
import os
import stat
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from em_desktop.errors import NotSupportedError, from_os_error
from em_desktop.formats.durable import sync_directory
from em_desktop.formats.file_copy import PIECE, Copied, Leftover, copy_file, has_hash
from em_desktop.formats.files import TEMPORARY_PREFIX

_FEW = 32
_COPIERS = 4
"""Threads that copy small files: most of their time they wait for the file system."""
_MOST_UNDER_WAY = 64


class EntryKind(StrEnum):
    """What a tree is made of."""

    FILE = "file"
    DIRECTORY = "directory"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a tree.

    Attributes:
        key: its path below the root, with slashes; empty for the root itself.
        size: bytes of a file; 0 else.
    """

    key: str
    kind: EntryKind
    size: int = 0


def walk(root: Path, is_wanted: Callable[[str], bool] = lambda _: True) -> Iterator[Entry]:
    """All that is in a tree, each directory before what is in it, beginning with the root.

    Unfinished files and links' targets don't belong to it.

    Args:
        root: a directory, file or link.
        is_wanted: whether an entry right below the root belongs to it, by name.

    Raises:
        NotSupportedError: there is a pipe, socket or device.
        EmError: something can't be looked at.
    """
    try:
        kind, size = _kind(root.lstat(), os.fspath(root))
        yield Entry("", kind, size)
        if kind is not EntryKind.DIRECTORY:
            return
        pending = [""]
        while pending:
            directory = pending.pop()
            with os.scandir(root / directory) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
            for entry in entries:
                if entry.name.startswith(TEMPORARY_PREFIX) or not (
                    directory or is_wanted(entry.name)
                ):
                    continue
                key = f"{directory}/{entry.name}" if directory else entry.name
                kind, size = _kind(entry.stat(follow_symlinks=False), entry.path)
                yield Entry(key, kind, size)
                if kind is EntryKind.DIRECTORY:
                    pending.append(key)
    except OSError as error:
        raise from_os_error(error) from error


def copy_tree(
    source: Path,
    target: Path,
    entries: Iterable[Entry],
    left: Leftover | None = None,
) -> Generator[Copied, None, None]:
    """Make ``target``, which isn't there, of the entries of a tree (see `walk`).

    Times and permissions stay. It isn't durable yet; see `make_durable`.

    Args:
        source: the tree.
        target: the copy; what an earlier copy has left there is used as far as ``left`` says,
            where the source is the same still; of parts the hash is compared first.
        entries: of the tree.
        left: is kept up to date; where this copy breaks off it tells another one how to go on.

    Raises:
        ConflictError: a file changed while it was copied.
        EmError: something can't be read or written.
    """
    left = Leftover() if left is None else left
    is_second = bool(left)
    directories = []
    with ThreadPoolExecutor(_COPIERS, "copy") as pool:
        under_way: deque[Future[Copied]] = deque()
        try:
            for entry in entries:
                old, new = (_below(root, entry.key) for root in (source, target))
                if is_second and _is_done(entry, old, new, left):
                    yield Copied(entry.size, entry.key, left.finished[entry.key])
                elif entry.kind is EntryKind.FILE and entry.size > PIECE:
                    sha256 = yield from copy_file(old, new, left, entry.key)
                    left.note(entry.key, sha256)
                    yield Copied(0, entry.key, sha256)
                elif entry.kind is EntryKind.FILE:
                    under_way.append(pool.submit(_copy_whole, old, new, entry.key))
                    while len(under_way) > _MOST_UNDER_WAY or (under_way and under_way[0].done()):
                        yield _finished(under_way.popleft().result(), left)
                else:
                    _make(entry.kind, old, new, is_second=is_second)
                    yield Copied(0, entry.key if entry.kind is EntryKind.LINK else None)
                    if entry.kind is EntryKind.DIRECTORY:
                        directories.append((old, new))
            while under_way:
                yield _finished(under_way.popleft().result(), left)
        finally:
            for future in under_way:
                future.cancel()
    for old, new in reversed(directories):  # what comes into them changes their times
        with suppress(OSError):
            _keep_facts(old, new)


def _finished(piece: Copied, left: Leftover) -> Copied:
    if piece.finished is not None:
        left.note(piece.finished, piece.sha256)
    return piece


def _is_done(entry: Entry, old: str, new: str, left: Leftover) -> bool:
    """Whether an earlier copy has done this; what it has half done is cleared away."""
    if entry.kind is not EntryKind.FILE or not os.path.lexists(new):
        return False
    try:
        before, after = os.lstat(old), os.lstat(new)
        same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
        sha256 = left.finished.get(entry.key)
        if same and sha256 is not None and (left.is_proven or has_hash(new, sha256)):
            return True
        left.finished.pop(entry.key, None)
        if entry.key not in left.parts:
            os.unlink(new)  # noqa: PTH108
    except OSError as error:
        raise from_os_error(error, new) from error
    return False


def _below(root: Path, key: str) -> str:
    return f"{root}/{key}" if key else os.fspath(root)


def _make(kind: EntryKind, old: str, new: str, *, is_second: bool) -> None:
    """Make a link or directory like an old one; an earlier copy may have made it."""
    if is_second and os.path.lexists(new):
        return
    try:
        if kind is EntryKind.LINK:
            os.symlink(os.readlink(old), new)  # noqa: PTH211, PTH115 - bytes as they are
        else:
            os.mkdir(new)  # noqa: PTH102
    except OSError as error:
        raise from_os_error(error, new) from error


def _copy_whole(old: str, new: str, key: str) -> Copied:
    """Copy a small file in one go."""
    pieces = copy_file(old, new)
    size = 0
    while True:
        try:
            size += next(pieces).size
        except StopIteration as end:
            return Copied(size, key, end.value)


def make_durable(root: Path, files: int) -> None:
    """See to it that a copied tree survives a power failure.

    Args:
        root: the tree.
        files: how many are in it. For many, all of the file system is asked at once, where
            that can be done; that is far quicker than asking for each.

    Raises:
        EmError: the disk couldn't keep it.
    """
    try:
        if files <= _FEW or not _sync_file_system(root):
            _sync_each(root)
    except OSError as error:
        raise from_os_error(error, os.fspath(root)) from error


def _kind(status: os.stat_result, place: str) -> tuple[EntryKind, int]:
    if stat.S_ISREG(status.st_mode):
        return EntryKind.FILE, status.st_size
    if stat.S_ISDIR(status.st_mode):
        return EntryKind.DIRECTORY, 0
    if stat.S_ISLNK(status.st_mode):
        return EntryKind.LINK, 0
    raise NotSupportedError(place, "neither a file, a folder nor a link")


def _keep_facts(source: str, target: str) -> None:
    status = os.stat(source)  # noqa: PTH116
    os.chmod(target, stat.S_IMODE(status.st_mode) | stat.S_IRWXU)  # noqa: PTH101
    os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))


def _sync_each(root: Path) -> None:
    for entry in walk(root):
        place = root / entry.key if entry.key else root
        if entry.kind is EntryKind.DIRECTORY:
            sync_directory(place)
        elif entry.kind is EntryKind.FILE:
            descriptor = os.open(place, os.O_RDWR | _BINARY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _sync_file_system(root: Path) -> bool:
    """Whether everything of the file system is on its disk now."""
    function = _syncfs()
    if function is None:
        return False
    descriptor = os.open(root, os.O_RDONLY)
    try:
        if function(descriptor) != 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code), os.fspath(root))
    finally:
        os.close(descriptor)
    return True


@cache
def _syncfs() -> Any:
    if sys.platform != "linux":
        return None
    return getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)


_BINARY = getattr(os, "O_BINARY", 0)
