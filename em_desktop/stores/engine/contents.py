"""Contents: each is kept once under its hash, however many objects and versions have it."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, bindparam, insert, select, update

from em_desktop.domain.versions import Content
from em_desktop.errors import MalformedError, NotFoundError, from_os_error
from em_desktop.formats.files import TEMPORARY_PREFIX
from em_desktop.stores.engine import quotas
from em_desktop.stores.engine.blobs import Blobs, new_address
from em_desktop.stores.engine.errors import ContentGoneError
from em_desktop.stores.engine.schema import contents
from em_desktop.stores.engine.session import Session

SMALL = 64 << 10
"""So many bytes can be looked into while they come in."""


_IS_WANTED = contents.c.sha256 == bindparam("wanted")
_ADDRESS = select(contents.c.address).where(_IS_WANTED)
_USE = update(contents).where(_IS_WANTED).values(touched=bindparam("now"))
_INSERT = insert(contents)


class Incoming:
    """Bytes on their way in: a hidden file that is hashed while it is written.

    Used as a context: what wasn't placed at its end is gone.

    Raises:
        EmError: from every method, for what the file system refuses.
    """

    def __init__(self, directory: Path) -> None:
        try:
            descriptor, name = tempfile.mkstemp(prefix=TEMPORARY_PREFIX, dir=directory)
        except OSError as error:
            raise from_os_error(error, os.fspath(directory)) from error
        self.path = Path(name)
        self._file = os.fdopen(descriptor, "wb", buffering=0)
        self._sha256 = hashlib.sha256()
        self._md5 = hashlib.md5(usedforsecurity=False)
        self._beginning = bytearray()
        self.size = 0

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Take the next bytes."""
        try:
            view = memoryview(data)
            while view:
                view = view[self._file.write(view) or 0 :]
        except OSError as error:
            raise from_os_error(error, os.fspath(self.path)) from error
        if self.size < SMALL:
            self._beginning += data[: SMALL - self.size]
        self._sha256.update(data)
        self._md5.update(data)
        self.size += len(data)

    def finish(self) -> None:
        """All bytes are here; let them survive a power failure."""
        try:
            os.fsync(self._file.fileno())
            self._file.close()
        except OSError as error:
            raise from_os_error(error, os.fspath(self.path)) from error

    def content(self, mtime: int = 0, content_type: str = "") -> Content:
        """What came, so far."""
        return Content(
            self.size, self._sha256.hexdigest(), self._md5.hexdigest(), mtime, content_type
        )

    @property
    def small(self) -> bytes | None:
        """All of it, where it is small."""
        return bytes(self._beginning) if self.size <= SMALL else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.discard()

    def discard(self) -> None:
        """Give up what wasn't placed."""
        self._file.close()
        self.path.unlink(missing_ok=True)


@dataclass(slots=True)
class Placed:
    """A content that can be noted in the catalog.

    Attributes:
        address: where it was placed now; None where the catalog had it already.
        small: all its bytes, where they are few.
    """

    content: Content
    address: str | None
    small: bytes | None = None


def is_there(session: Session, content: Content) -> bool:
    """Whether a content needn't be placed.

    Raises:
        QuotaError: it need, and the caller has no room for it.
    """
    if address_of(session.connection, content.sha256) is not None:
        return True
    quotas.require_room(session.connection, session.caller, content.size)
    return False


def place(blobs: Blobs, incoming: Incoming, content: Content) -> Placed:
    """Bring a content to where contents lie."""
    address = new_address(content.sha256)
    blobs.place(incoming.path, address)
    return Placed(content, address, incoming.small)


def keep(session: Session, placed: Placed) -> None:
    """Note that a content is used from now on, in the transaction that uses it.

    Raises:
        QuotaError: it is new, and the caller has no room for it.
        ContentGoneError: it was collected since it was looked for: place it again.
    """
    content = placed.content
    known = session.connection.execute(_USE, {"wanted": content.sha256, "now": session.now})
    if known.rowcount:
        return
    if placed.address is None:
        raise ContentGoneError(content.sha256)
    quotas.charge(session, content.size)
    values = {
        "sha256": content.sha256,
        "md5": content.md5,
        "size": content.size,
        "address": placed.address,
        "touched": session.now,
        "owner_id": session.caller.user_id or None,
    }
    session.connection.execute(_INSERT, values)


def address_of(connection: Connection, sha256: str) -> str | None:
    """Where a content lies; None if there is none of this hash."""
    return connection.scalar(_ADDRESS, {"wanted": sha256})


def read(blobs: Blobs, address: str, content: Content, start: int, end: int) -> Iterator[bytes]:
    """The bytes of a content from ``start`` up to ``end``; verified where that is all of it.

    Raises:
        MalformedError: before the last block, where what lies there isn't what was kept.
    """
    blocks = blobs.read(address, start, end)
    if (start, end) != (0, content.size):
        yield from blocks
        return
    found = hashlib.sha256()
    held: bytes | None = None
    for block in blocks:
        if held is not None:
            yield held
        found.update(block)
        held = block
    if found.hexdigest() != content.sha256:
        raise MalformedError(address, "the content isn't what was kept: look at 'admin verify'")
    if held is not None:
        yield held


def require_address(connection: Connection, sha256: str) -> str:
    """Where a content lies.

    Raises:
        NotFoundError: the catalog doesn't know it: the store is damaged.
    """
    address = address_of(connection, sha256)
    if address is None:
        raise NotFoundError(sha256, "the content is missing: look at 'admin verify'")
    return address
