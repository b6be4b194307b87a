"""Copying one file: in big pieces, hashed while they stream, holes kept; going on with a part.

What is verified: the hash is of the bytes that were handed to the system; the source
mustn't change meanwhile (size and time are compared before and after), and the system must
have taken every byte (sizes are compared). A part that an earlier copy has left is read and
its hash compared before it is gone on with.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from io import FileIO
from typing import Any

from em_desktop.errors import ConflictError, UnavailableError, from_os_error

PIECE = 4 << 20
_NOTED = 64 << 20
"""After so many bytes of a large file it is noted how it can be gone on with."""
_ZEROS = bytes(1 << 20)
_BINARY = getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Copied:
    """Progress: bytes since the last one, and the file that is finished with them, if one is.

    Attributes:
        sha256: of the finished file; empty for links and directories.
    """

    size: int
    finished: str | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """The beginning of a file that was copied before the copy broke off.

    Attributes:
        size: bytes of it.
        sha256: of those bytes.
        source: size and time of the whole file then.
    """

    size: int
    sha256: str
    source: tuple[int, int]


@dataclass(slots=True)
class Leftover:
    """What a copy of a tree that broke off has done, so that another one goes on from there.

    Attributes:
        finished: SHA-256 of the files that are whole, by their keys; empty for links.
        parts: of large files, by their keys.
        tell: called with a key and what is known of it from now on: the SHA-256 of a whole
            file, or a part.
        is_proven: the files are as this process has written them; else whether they have
            their hashes is to be seen.
    """

    finished: dict[str, str] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)
    tell: Callable[[str, str | Part], None] | None = None
    is_proven: bool = True

    def __bool__(self) -> bool:
        return bool(self.finished or self.parts)

    def note(self, key: str, what: str | Part) -> None:
        """Note that a file is whole, by its SHA-256, or that a part of it is there."""
        if isinstance(what, Part):
            self.parts[key] = what
        else:
            self.finished[key] = what
            self.parts.pop(key, None)
        if self.tell is not None:
            self.tell(key, what)


def copy_file(
    source: str, target: str, left: Leftover | None = None, key: str = ""
) -> Generator[Copied, None, str]:
    """Make the file ``target``, which isn't there; gives its SHA-256 as hexadecimal text.

    Args:
        source: the file.
        target: the copy.
        left: where the part of it that is there is noted, and taken from, by ``key``.
        key: of the file.

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
            left = Leftover() if left is None else left
            done = yield from _usable_part(target, left, key, before)
            mode = os.O_WRONLY if done is not None else os.O_WRONLY | os.O_CREAT | os.O_EXCL
            writing = os.open(target, mode | _BINARY, 0o600)
            try:
                if before.st_size <= PIECE:
                    sha256 = yield from _copy_small(reading, writing, before, source)
                else:
                    large = _Large(reading, writing, before, source, left, key)
                    sha256 = yield from large.copy(done)
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


def _copy_small(
    reading: int, writing: int, status: os.stat_result, source: str
) -> Generator[Copied, None, str]:
    data = os.read(reading, status.st_size + 1) if status.st_size else os.read(reading, 1)
    if len(data) != status.st_size:
        raise ConflictError(source, "it changed while it was copied")
    _write(writing, data)
    yield Copied(len(data))
    return hashlib.sha256(data).hexdigest()


def has_hash(place: str, sha256: str) -> bool:
    """Whether a file can be read and has this hash."""
    try:
        with open(place, "rb") as file:  # noqa: PTH123
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False


def _usable_part(
    target: str, left: Leftover, key: str, status: os.stat_result
) -> Generator[Copied, None, tuple[int, Any] | None]:
    """Size and digest of the part that is there, if it is still what was written; else none is."""
    part = left.parts.pop(key, None)
    if part is None:
        return None
    digest, is_whole = hashlib.sha256(), False
    if part.source == (status.st_size, status.st_mtime_ns):
        at = 0
        with suppress(FileNotFoundError), open(target, "rb", buffering=0) as file:  # noqa: PTH123
            while at < part.size and (piece := file.read(min(PIECE, part.size - at))):
                digest.update(piece)
                at += len(piece)
                yield Copied(len(piece))
        is_whole = at == part.size and digest.hexdigest() == part.sha256
        if not is_whole:
            yield Copied(-at)
    if not is_whole:
        with suppress(FileNotFoundError):
            os.unlink(target)  # noqa: PTH108
    return (part.size, digest) if is_whole else None


class _Large:
    """Two threads: one hashes a piece while this one writes it and reads the next."""

    def __init__(
        self,
        reading: int,
        writing: int,
        status: os.stat_result,
        source: str,
        left: Leftover,
        key: str,
    ) -> None:
        self._reading, self._writing = reading, writing
        self._status, self._source = status, source
        self._left, self._key = left, key
        self._digest = hashlib.sha256()
        self._noted = 0

    def copy(self, done: tuple[int, Any] | None) -> Generator[Copied, None, str]:
        """Copy all, or what is missing behind what is done: so many bytes, of this digest."""
        at = 0
        if done is not None:
            at, self._digest = done
            self._note(at)
        size = self._status.st_size
        buffers = [memoryview(bytearray(PIECE)) for _ in range(2)]
        turn = 0
        file = FileIO(self._reading, closefd=False)
        with ThreadPoolExecutor(1, "hash") as hasher:
            pending = [hasher.submit(self._digest.update, b"")] * 2
            try:
                for start, end in _data_ranges(self._reading, at, size):
                    yield from _hash_hole(self._digest, hasher, start - at)
                    at = start
                    os.lseek(self._reading, start, os.SEEK_SET)
                    os.lseek(self._writing, start, os.SEEK_SET)
                    while at < end:
                        pending[turn].result()
                        piece = buffers[turn][: min(PIECE, end - at)]
                        count = file.readinto(piece)
                        if count == 0:
                            raise ConflictError(
                                self._source, "it became shorter while it was copied"
                            )
                        pending[turn] = hasher.submit(self._digest.update, piece[:count])
                        _write(self._writing, piece[:count])
                        at += count
                        turn = 1 - turn
                        if at - self._noted >= _NOTED:
                            for future in pending:
                                future.result()
                            self._note(at)
                        yield Copied(count)
                yield from _hash_hole(self._digest, hasher, size - at)
                os.ftruncate(self._writing, size)  # a hole at the end
            finally:
                for future in pending:
                    future.result()
        return self._digest.hexdigest()

    def _note(self, at: int) -> None:
        """From here on another copy can go on, should this one break off."""
        self._noted = at
        source = (self._status.st_size, self._status.st_mtime_ns)
        self._left.note(self._key, Part(at, self._digest.hexdigest(), source))


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


def _data_ranges(descriptor: int, at: int, size: int) -> Iterator[tuple[int, int]]:
    """Where a file has data from ``at`` on; all of it where the system doesn't tell."""
    if not hasattr(os, "SEEK_DATA"):
        yield at, size
        return
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


def _keep_facts_of_open(descriptor: int, target: str, status: os.stat_result) -> None:
    by_descriptor = os.name == "posix"
    with suppress(PermissionError, NotImplementedError):  # foreign file systems have no modes
        if by_descriptor:
            os.fchmod(descriptor, stat.S_IMODE(status.st_mode) | stat.S_IWUSR)
    times = (status.st_atime_ns, status.st_mtime_ns)
    with suppress(PermissionError):
        os.utime(descriptor if by_descriptor else target, ns=times)
