"""Whole objects, piece by piece: checksums and copies."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from em_desktop.errors import ConflictError, from_os_error
from em_desktop.formats.source import ObjectSource

_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Digests:
    """How far an object is hashed; the sums are empty until it is done."""

    done: int
    total: int
    md5: str = ""
    sha256: str = ""


def digests(source: ObjectSource, key: str) -> Iterator[Digests]:
    """MD5 and SHA-256 of an object: one value after each piece, the sums in the last one.

    Raises:
        ConflictError: the object changed meanwhile.
        EmError: it can't be read.
    """
    md5 = hashlib.md5(usedforsecurity=False)
    sha256 = hashlib.sha256()
    before = source.stat(key)
    done = 0
    for piece in _pieces(source, key):
        md5.update(piece)
        sha256.update(piece)
        done += len(piece)
        yield Digests(done, max(before.size, done))
    after = source.stat(key)
    if (after.size, after.mtime_ns) != (before.size, before.mtime_ns) or done != before.size:
        raise ConflictError(key, "it changed while it was read")
    yield Digests(done, done, md5.hexdigest(), sha256.hexdigest())


def save_copy(source: ObjectSource, key: str, target: Path) -> Iterator[int]:
    """Write an object to a file, which is replaced in one step at the end; yields bytes done.

    Closing the iterator before its end leaves nothing behind.

    Raises:
        EmError: the object can't be read, or the target can't be written.
    """
    partial = target.with_name(f".em-copy-{secrets.token_hex(6)}")
    try:
        done = 0
        with partial.open("xb") as file:
            for piece in _pieces(source, key):
                file.write(piece)
                done += len(piece)
                yield done
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    except OSError as error:
        raise from_os_error(error, os.fspath(target)) from error
    finally:
        partial.unlink(missing_ok=True)


def _pieces(source: ObjectSource, key: str) -> Iterator[bytes]:
    offset = 0
    while piece := source.read(key, offset, _PIECE):
        yield piece
        offset += len(piece)
