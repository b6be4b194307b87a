"""Where contents lie: files of a directory, or objects of an S3 service.

A content is named by its hash in the catalog; its address here is never used twice,
so that collecting an old copy can't hit a new one.
"""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from em_desktop.errors import InvalidNameError, InvalidValueError, NotFoundError, from_os_error
from em_desktop.formats.durable import sync_directory

BLOCK = 1 << 20
"""So many bytes are read and given on at a time."""

_ADDRESS = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32,64}\.[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Lying:
    """A content that lies there: its address, its size in bytes, and since when."""

    address: str
    size: int
    since: datetime


class Blobs(Protocol):
    """Keeps contents. Every method raises `EmError`; several processes may use one at a time."""

    @property
    def incoming(self) -> Path:
        """A directory of this computer where contents are written before they are placed."""

    def place(self, source: Path, address: str) -> None:
        """Make a finished file of `incoming` the content at an address; the file is gone then."""

    def read(self, address: str, start: int, end: int) -> Iterator[bytes]:
        """The bytes from ``start`` up to ``end``, in blocks.

        Raises:
            NotFoundError: nothing lies there.
        """

    def remove(self, address: str) -> None:
        """Forget a content; nothing there is no error."""

    def all(self) -> Iterator[Lying]: ...

    @property
    def location(self) -> str:
        """Where this is, for people."""


def new_address(name: str) -> str:
    """An address that was never used before, for a content with this hash or id."""
    return f"{name[:2]}/{name}.{uuid.uuid4().hex[:12]}"


def check_address(address: str) -> str:
    """``address``, if it can be one.

    Raises:
        InvalidNameError: it could lead elsewhere.
    """
    if _ADDRESS.fullmatch(address) is None:
        raise InvalidNameError(address, "no address of a content")
    return address


class DirectoryBlobs:
    """Contents as read-only files below a directory, ``ab/ab12....``."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.incoming = root / "incoming"
        try:
            self.incoming.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise from_os_error(error, os.fspath(root)) from error

    @property
    def location(self) -> str:
        return os.fspath(self.root)

    def place(self, source: Path, address: str) -> None:
        target = self._path(address)
        try:
            target.parent.mkdir(exist_ok=True)
            source.chmod(0o444)
            source.replace(target)
            sync_directory(target.parent)
        except OSError as error:
            raise from_os_error(error, os.fspath(target)) from error

    def read(self, address: str, start: int, end: int) -> Iterator[bytes]:
        path = self._path(address)
        try:
            with path.open("rb", buffering=0) as file:
                file.seek(start)
                left = end - start
                while left > 0:
                    block = file.read(min(BLOCK, left))
                    if not block:
                        raise NotFoundError(os.fspath(path), f"it ends {left} bytes too early")
                    left -= len(block)
                    yield block
        except OSError as error:
            raise from_os_error(error, os.fspath(path)) from error

    def remove(self, address: str) -> None:
        path = self._path(address)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise from_os_error(error, os.fspath(path)) from error

    def all(self) -> Iterator[Lying]:
        for directory in sorted(self.root.glob("[0-9a-f][0-9a-f]")):
            try:
                with os.scandir(directory) as entries:
                    for entry in entries:
                        status = entry.stat()
                        since = datetime.fromtimestamp(status.st_mtime, UTC)
                        yield Lying(f"{directory.name}/{entry.name}", status.st_size, since)
            except OSError as error:
                raise from_os_error(error, os.fspath(directory)) from error

    def _path(self, address: str) -> Path:
        return self.root / check_address(address)


def open_blobs(address: str | None, data: Path) -> Blobs:
    """The contents at an address: ``s3://BUCKET/PREFIX``, a directory, or by default the data's.

    Raises:
        InvalidValueError: the address is none of these.
    """
    scheme = urlsplit(address or "").scheme
    if scheme == "s3":
        from em_desktop.stores.engine.blobs_s3 import S3Blobs

        assert address is not None
        return S3Blobs(address, data / "incoming")
    if scheme and scheme != "file":
        raise InvalidValueError(address or "", "objects lie in a directory or at s3://BUCKET")
    return DirectoryBlobs(Path(address.removeprefix("file://")) if address else data / "objects")
