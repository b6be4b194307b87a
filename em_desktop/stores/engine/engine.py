"""The engine: a database and contents, opened together, and transactions of somebody."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select

from em_desktop.domain.versions import Content
from em_desktop.errors import from_os_error
from em_desktop.stores.engine import accounts, contents, migrating, objects, quotas, uploads
from em_desktop.stores.engine.blobs import Blobs, new_address, open_blobs
from em_desktop.stores.engine.contents import Incoming, Placed
from em_desktop.stores.engine.database import Database
from em_desktop.stores.engine.errors import ContentGoneError
from em_desktop.stores.engine.schema import users
from em_desktop.stores.engine.session import Caller, Role, Session, microseconds
from em_desktop.stores.engine.uploads import Part

SYSTEM = Caller(0, "", Role.ADMIN)
"""Who acts on the server's own machine."""

_ATTEMPTS = 3
_T = TypeVar("_T")


class Engine:
    """A store that many users share.

    Args:
        data: the directory of the server's own files; made if it isn't there.
        database: the catalog's address; SQLite in the directory by default.
        blobs: where contents lie; a directory in the directory by default.
        folder_limit: nodes that a folder may have directly; None: as many as there are.

    Raises:
        EmError: the directory, the database or the contents can't be used.
    """

    def __init__(
        self,
        data: Path,
        database: str | None = None,
        blobs: str | None = None,
        *,
        folder_limit: int | None = None,
    ) -> None:
        try:
            data.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise from_os_error(error, os.fspath(data)) from error
        self.data = data
        self._folder_limit = folder_limit
        self.blobs: Blobs = open_blobs(blobs, data)
        self.database = Database(database or f"sqlite:///{data / 'catalog.sqlite3'}")
        migrating.upgrade(self.database)

    def close(self) -> None:
        self.database.close()

    @contextmanager
    def reading(self, caller: Caller) -> Iterator[Session]:
        """A transaction that changes nothing."""
        with self.database.reading() as connection:
            yield Session(connection, caller, microseconds())

    @contextmanager
    def writing(self, caller: Caller) -> Iterator[Session]:
        """A transaction that is done wholly or not at all."""
        with self.database.writing() as (connection, clock):
            yield Session(
                connection, caller, microseconds(), clock, folder_limit=self._folder_limit
            )

    # who comes

    def authenticate(self, key: str) -> Caller:
        """Who came with a key.

        Raises:
            KeyNotFoundError: it opens nothing.
        """
        with self.database.reading() as connection:
            caller, is_stale = accounts.authenticate(connection, key, microseconds())
        if is_stale:
            with self.writing(caller) as session:
                accounts.note_use(session)
        return caller

    def first_administrator(self, name: str) -> str | None:
        """Make the first user and tell the key; None if there are users already."""
        with self.writing(SYSTEM) as session:
            if session.connection.scalar(select(users.c.id).limit(1)) is not None:
                return None
            accounts.add_user(session, name, Role.ADMIN)
            return accounts.add_key(session, name, "first start").key

    # what comes in

    def incoming(self) -> Incoming:
        """A place for bytes on their way in; see `put` and `put_part`."""
        return Incoming(self.blobs.incoming)

    def with_content(
        self,
        caller: Caller,
        incoming: Incoming,
        content: Content,
        work: Callable[[Placed], _T],
        check: Callable[[Session], object] = lambda _: None,
    ) -> _T:
        """Bring finished bytes to where contents lie, and do what notes them in the catalog.

        Args:
            caller: who brings them.
            incoming: the bytes.
            content: what they are.
            work: the transaction that notes them.
            check: refuses by an error what ``work`` would refuse, before anything is placed.
        """
        for attempt in range(_ATTEMPTS):
            with self.reading(caller) as session:
                check(session)
                is_there = contents.is_there(session, content)
            if is_there:
                placed = Placed(content, None, incoming.small)
            else:
                placed = contents.place(self.blobs, incoming, content)
            try:
                return work(placed)
            except ContentGoneError:
                if attempt == _ATTEMPTS - 1:
                    raise
        raise AssertionError("the loop returns or raises")

    def put_part(
        self, caller: Caller, upload: str, path: str, number: int, incoming: Incoming
    ) -> str:
        """Take a finished part of an upload; its tag."""
        content = incoming.content()
        with self.database.reading() as connection:
            quotas.require_room_for_part(connection, caller, content.size)
        address = new_address(uuid.uuid4().hex)
        self.blobs.place(incoming.path, address)
        part = Part(number, content.size, content.md5, address)
        with self.writing(caller) as session:
            old = uploads.put_part(session, upload, path, part)
        if old is not None:
            self.blobs.remove(old)
        return content.md5

    def joined(self, parts: list[Part], incoming: Incoming) -> None:
        """Write parts one after the other into one content."""
        for part in parts:
            for block in self.blobs.read(part.address, 0, part.size):
                incoming.write(block)
        incoming.finish()

    def forget(self, addresses: list[str]) -> None:
        """Remove what lies at addresses that the catalog doesn't have any more."""
        for address in addresses:
            self.blobs.remove(address)

    def read(self, found: objects.Listed, address: str, start: int, end: int) -> Iterator[bytes]:
        """The bytes of an object; see `contents.read`."""
        return contents.read(self.blobs, address, found.content, start, end)
