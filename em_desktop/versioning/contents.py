"""The contents of objects, each kept once under its SHA-256, however many versions have it."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from em_desktop.errors import MalformedError, NotFoundError, from_os_error
from em_desktop.formats.durable import sync_directory
from em_desktop.formats.files import TEMPORARY_PREFIX

_BLOCK = 1 << 20
_HEX = re.compile(r"[0-9a-f]{64}")
_READ_ONLY = 0o444


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept: bytes, and its hashes as lower-case hex."""

    size: int
    sha256: str
    md5: str


class DirectoryContents:
    """Contents as read-only files ``ab/ab12...`` below a directory.

    Every method raises `EmError` for what the file system refuses.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def keep(self, source: BinaryIO) -> Kept:
        """Keep what a stream holds; a crash leaves nothing but a temporary file."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(prefix=TEMPORARY_PREFIX, dir=self.root)
            temporary = Path(name)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    kept = _copy(source, file)
                    file.flush()
                    os.fsync(file.fileno())
                self._place(temporary, kept.sha256)
            finally:
                temporary.unlink(missing_ok=True)
        except OSError as error:
            raise from_os_error(error, os.fspath(self.root)) from error
        return kept

    def _place(self, temporary: Path, sha256: str) -> None:
        target = self.path(sha256)
        if target.exists():
            return
        target.parent.mkdir(exist_ok=True)
        temporary.chmod(_READ_ONLY)
        temporary.replace(target)
        sync_directory(target.parent)

    def has(self, sha256: str) -> bool:
        return self.path(sha256).exists()

    def path(self, sha256: str) -> Path:
        """Where a content is kept, if it is.

        Raises:
            NotFoundError: the text is no hash.
        """
        if _HEX.fullmatch(sha256) is None:
            raise NotFoundError(sha256, "no hash of a content")
        return self.root / sha256[:2] / sha256

    def read(self, sha256: str) -> Iterator[bytes]:
        """A content in blocks, verified.

        Raises:
            MalformedError: at the end, where what was read isn't what was kept.
        """
        path = self.path(sha256)
        found = hashlib.sha256()
        try:
            with path.open("rb") as file:
                while block := file.read(_BLOCK):
                    found.update(block)
                    yield block
        except OSError as error:
            raise from_os_error(error, os.fspath(path)) from error
        if found.hexdigest() != sha256:
            raise MalformedError(os.fspath(path), "the content isn't what was kept")

    def remove(self, sha256: str) -> None:
        """Forget a content; the caller knows that no version has it."""
        path = self.path(sha256)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise from_os_error(error, os.fspath(path)) from error

    def all(self) -> Iterator[str]:
        """The hashes of all contents."""
        try:
            for directory in sorted(self.root.glob("[0-9a-f][0-9a-f]")):
                yield from sorted(
                    one.name for one in directory.iterdir() if _HEX.fullmatch(one.name)
                )
        except OSError as error:
            raise from_os_error(error, os.fspath(self.root)) from error


def _copy(source: BinaryIO, target: BinaryIO) -> Kept:
    sha256, md5, size = hashlib.sha256(), hashlib.md5(usedforsecurity=False), 0
    while block := source.read(_BLOCK):
        sha256.update(block)
        md5.update(block)
        target.write(block)
        size += len(block)
    return Kept(size, sha256.hexdigest(), md5.hexdigest())
