"""The objects of one node on a server."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from typing import Any, BinaryIO

from em_desktop.domain.paths import check_object_key
from em_desktop.errors import ConflictError, InvalidNameError, NotFoundError
from em_desktop.formats.source import ObjectInfo
from em_desktop.stores.remote.answers import RemoteObject
from em_desktop.stores.remote.client import Client
from em_desktop.stores.remote.contents import Contents
from em_desktop.stores.remote.sending import LARGEST_IN_ONE

_FRESH_SECONDS = 1.0
"""So long a list counts, since readers ask for each file after the other."""


class RemoteSource:
    """Reads the objects of one node, or of one version: an `ObjectSource`.

    What is small and was read before isn't fetched again while the server's list says that
    it is the same. In another process it has connections of its own.

    Args:
        client: the account.
        address: the node's path on the server, with ``:REF`` for a version.
        contents: what was read lately.
    """

    def __init__(self, client: Client, address: str, contents: Contents | None = None) -> None:
        self._client = client
        self._address = address
        self._contents = contents or Contents()
        self._lock = threading.Lock()
        self._listed: dict[str, RemoteObject] = {}
        self._when = float("-inf")
        self._read: set[str] = set()

    @property
    def location(self) -> str:
        return self._client.login.aistore + self._address

    def list(self, prefix: str = "") -> Iterator[ObjectInfo]:
        for key, found in sorted(self._fresh().items()):
            if key.startswith(prefix):
                yield _info(found)

    def stat(self, key: str) -> ObjectInfo:
        return _info(self._known(check_object_key(key)))

    def read(self, key: str, offset: int = 0, length: int | None = None) -> bytes:
        check_object_key(key)
        if key in self._read or self._is_fresh():
            known = self._known(key)
            data = self._contents.get(known.md5) if known.md5 else None
            if data is not None:
                return data[offset:] if length is None else data[offset : offset + length]
        if length == 0:
            return b""
        data, is_whole = self._fetched(key, offset, length)
        if is_whole:
            self._contents.keep(data)
            self._read.add(key)
        return data

    def fetch(self, key: str, file: BinaryIO) -> None:
        """Write all of an object into a file, and compare it with what the server listed.

        Raises:
            ConflictError: something else arrived.
        """
        known, digest = self._known(check_object_key(key)), hashlib.md5(usedforsecurity=False)
        size = 0
        with self._client.content(f"{self._address}/{key}") as content:
            for piece in content:
                file.write(piece)
                digest.update(piece)
                size += len(piece)
        is_known = known.md5 and size <= LARGEST_IN_ONE  # of parts it may be any text
        if size != known.size or (is_known and known.md5 != digest.hexdigest()):
            raise ConflictError(f"{self._address}/{key}", "it isn't what the server listed")

    def _fetched(self, key: str, offset: int, length: int | None) -> tuple[bytes, bool]:
        """The bytes, and whether they are all of the object."""
        found = bytearray()
        with self._client.content(f"{self._address}/{key}", offset, length) as content:
            skip = offset - content.start
            wanted = None if length is None else skip + length
            for piece in content:
                found += piece
                if wanted is not None and len(found) > wanted:
                    break  # the rest isn't fetched; the connection is given up for it
        part = bytes(found[skip:wanted])
        is_end = length is None or len(part) < length
        return part, offset == 0 and is_end

    def _is_fresh(self) -> bool:
        return time.monotonic() - self._when < _FRESH_SECONDS

    def _fresh(self) -> dict[str, RemoteObject]:
        with self._lock:
            if not self._is_fresh():
                began = time.monotonic()
                self._listed = {one.key: one for one in self._objects()}
                self._when = began
            return self._listed

    def _objects(self) -> Iterator[RemoteObject]:
        """Those of the list whose keys stay inside the node; no server has others of its own."""
        for found in self._client.objects(self._address):
            try:
                check_object_key(found.key)
            except InvalidNameError:
                continue
            yield found

    def _known(self, key: str) -> RemoteObject:
        try:
            return self._fresh()[key]
        except KeyError:
            raise NotFoundError(f"{self._address}/{key}") from None

    def __reduce__(self) -> tuple[Any, ...]:
        return RemoteSource, (self._client, self._address)  # what was read stays with who read it


def _info(found: RemoteObject) -> ObjectInfo:
    """The facts of an object.

    A server's times are whole seconds. The hash makes up the rest, so that two contents
    never have the same time: caches go by it.
    """
    fraction = int(found.md5[:7], 16) if found.md5 else 0
    return ObjectInfo(found.key, found.size, found.mtime * 1_000_000_000 + fraction)
