"""Copying files and trees: in big pieces, hashed while they stream, holes kept, durable at the end.

What is verified: the hash is of the bytes that were handed to the system; the source
mustn't change meanwhile (size and time are compared before and after), the system must
have taken every byte (sizes are compared), and `make_durable` has it all on the disk
before the copy gets its name. It isn't read back: that would come from memory.

Everything is a generator of how many bytes went by, so that whoever takes them can show
progress, wait, or stop: closing it removes nothing but leaves no file open.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import stat
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from io import FileIO
from pathlib import Path
from typing import Any

from em_desktop.errors import ConflictError, NotSupportedError, UnavailableError, from_os_error
from em_desktop.formats.files import TEMPORARY_PREFIX, sync_directory

_PIECE = 4 << 20
_FEW = 32
_COPIERS = 4
"""Threads that copy small files: most of their time they wait for the file system."""
_MOST_UNDER_WAY = 64
_ZEROS = bytes(1 << 20)


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


@dataclass(frozen=True, slots=True)
class Copied:
    """Progress: bytes since the last one, and the file that is finished with them, if one is.

    Attributes:
        sha256: of the finished file; empty for links and directories.
    """

    size: int
    finished: str | None = None
    sha256: str = ""


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
    source: Path, target: Path, entries: Iterator[Entry] | list[Entry]
) -> Generator[Copied, None, None]:
    """Make ``target``, which isn't there, of the entries of a tree (see `walk`).

    Times and permissions stay. It isn't durable yet; see `make_durable`.

    Raises:
        ConflictError: a file changed while it was copied.
        EmError: something can't be read or written.
    """
    directories = []
    with ThreadPoolExecutor(_COPIERS, "copy") as pool:
        under_way: deque[Future[Copied]] = deque()
        try:
            for entry in entries:
                old, new = (_below(root, entry.key) for root in (source, target))
                if entry.kind is EntryKind.FILE and entry.size > _PIECE:
                    sha256 = yield from copy_file(old, new)
                    yield Copied(0, entry.key, sha256)
                elif entry.kind is EntryKind.FILE:
                    under_way.append(pool.submit(_copy_whole, old, new, entry.key))
                    while len(under_way) > _MOST_UNDER_WAY or (under_way and under_way[0].done()):
                        yield under_way.popleft().result()
                else:
                    _make(entry.kind, old, new)
                    yield Copied(0, entry.key if entry.kind is EntryKind.LINK else None)
                    if entry.kind is EntryKind.DIRECTORY:
                        directories.append((old, new))
            while under_way:
                yield under_way.popleft().result()
        finally:
            for future in under_way:
                future.cancel()
    for old, new in reversed(directories):  # what comes into them changes their times
        with suppress(OSError):
            _keep_facts(old, new)


def _below(root: Path, key: str) -> str:
    return f"{root}/{key}" if key else os.fspath(root)


def _make(kind: EntryKind, old: str, new: str) -> None:
    """Make a link or directory like an old one."""
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


def copy_file(source: str, target: str) -> Generator[Copied, None, str]:
    """Make the file ``target``, which isn't there; gives its SHA-256 as hexadecimal text.

    Raises:
        ConflictError: the file changed while it was copied.
        EmError: it can't be read or written.
    """
    place = source
    try:
        reading = os.open(source, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | _BINARY)
        try:
            before = os.fstat(reading)
            place = target
            writing = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
            try:
                if before.st_size <= _PIECE:
                    sha256 = yield from _copy_small(reading, writing, before, source)
                else:
                    sha256 = yield from _copy_large(reading, writing, before, source)
                _check(os.fstat(reading), before, source)
                if os.fstat(writing).st_size != before.st_size:
                    raise UnavailableError(target, "not every byte was taken")
                _keep_facts_of_open(writing, target, before)
            finally:
                os.close(writing)
        finally:
            os.close(reading)
    except OSError as error:
        raise from_os_error(error, os.fsdecode(error.filename or place)) from error
    return sha256


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


def _copy_small(
    reading: int, writing: int, status: os.stat_result, source: str
) -> Generator[Copied, None, str]:
    data = os.read(reading, status.st_size + 1) if status.st_size else os.read(reading, 1)
    if len(data) != status.st_size:
        raise ConflictError(source, "it changed while it was copied")
    _write(writing, data)
    yield Copied(len(data))
    return hashlib.sha256(data).hexdigest()


def _copy_large(
    reading: int, writing: int, status: os.stat_result, source: str
) -> Generator[Copied, None, str]:
    """Two threads: one hashes a piece while this one writes it and reads the next."""
    digest = hashlib.sha256()
    buffers = [memoryview(bytearray(_PIECE)) for _ in range(2)]
    at, turn = 0, 0
    file = FileIO(reading, closefd=False)
    with ThreadPoolExecutor(1, "hash") as hasher:
        pending = [hasher.submit(digest.update, b"")] * 2
        try:
            for start, end in _data_ranges(reading, status.st_size):
                yield from _hash_hole(digest, hasher, start - at)
                at = start
                os.lseek(reading, start, os.SEEK_SET)
                os.lseek(writing, start, os.SEEK_SET)
                while at < end:
                    pending[turn].result()
                    piece = buffers[turn][: min(_PIECE, end - at)]
                    count = file.readinto(piece)
                    if count == 0:
                        raise ConflictError(source, "it became shorter while it was copied")
                    pending[turn] = hasher.submit(digest.update, piece[:count])
                    _write(writing, piece[:count])
                    at += count
                    turn = 1 - turn
                    yield Copied(count)
            yield from _hash_hole(digest, hasher, status.st_size - at)
            os.ftruncate(writing, status.st_size)  # a hole at the end
        finally:
            for future in pending:
                future.result()
    return digest.hexdigest()


def _hash_hole(
    digest: Any, hasher: ThreadPoolExecutor, length: int
) -> Generator[Copied, None, None]:
    """A hole is zeros for the hash; nothing is written."""
    while length > 0:
        count = min(length, 64 * len(_ZEROS))
        hasher.submit(_hash_zeros, digest, count).result()
        length -= count
        yield Copied(count)


def _hash_zeros(digest: Any, count: int) -> None:
    for _ in range(count // len(_ZEROS)):
        digest.update(_ZEROS)
    digest.update(_ZEROS[: count % len(_ZEROS)])


def _data_ranges(descriptor: int, size: int) -> Iterator[tuple[int, int]]:
    """Where a file has data; all of it where the system doesn't tell."""
    if not hasattr(os, "SEEK_DATA"):
        yield 0, size
        return
    at = 0
    while at < size:
        try:
            start = os.lseek(descriptor, at, os.SEEK_DATA)
            end = os.lseek(descriptor, start, os.SEEK_HOLE)
        except OSError as error:
            if error.errno == errno.ENXIO:  # no data any more
                return
            start, end = at, size
        yield start, min(end, size)
        at = end


def _write(descriptor: int, data: bytes | memoryview) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _check(now: os.stat_result, before: os.stat_result, source: str) -> None:
    if (now.st_size, now.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        raise ConflictError(source, "it changed while it was copied")


def _kind(status: os.stat_result, place: str) -> tuple[EntryKind, int]:
    if stat.S_ISREG(status.st_mode):
        return EntryKind.FILE, status.st_size
    if stat.S_ISDIR(status.st_mode):
        return EntryKind.DIRECTORY, 0
    if stat.S_ISLNK(status.st_mode):
        return EntryKind.LINK, 0
    raise NotSupportedError(place, "neither a file, a folder nor a link")


def _keep_facts_of_open(descriptor: int, target: str, status: os.stat_result) -> None:
    by_descriptor = os.name == "posix"
    with suppress(PermissionError, NotImplementedError):  # foreign file systems have no modes
        if by_descriptor:
            os.fchmod(descriptor, stat.S_IMODE(status.st_mode) | stat.S_IWUSR)
    times = (status.st_atime_ns, status.st_mtime_ns)
    with suppress(PermissionError):
        os.utime(descriptor if by_descriptor else target, ns=times)


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
