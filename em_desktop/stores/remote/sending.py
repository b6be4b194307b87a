"""Sending a file: in one request, or in parts side by side where it is large."""

from __future__ import annotations

import hashlib
import math
import os
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, BinaryIO

from em_desktop.errors import ConflictError, EmError
from em_desktop.stores.remote.answers import RemoteObject, mapping_of, md5_of
from em_desktop.stores.remote.form import FormBody
from em_desktop.stores.remote.transport import Transport

MEBI = 1 << 20
LARGEST_IN_ONE = 100 * MEBI
"""Bytes of a file that is sent in one request; larger ones go in parts."""
_OBJECTS = "/apis/v1/objects"
_AT_ONCE = 4

Told = Callable[[int], None]
"""Called with the number of bytes that were sent or received since the last call.

Fewer than none where something has to be sent again. What it raises ends the sending.
"""


def send(
    transport: Transport, path: str, key: str, stream: BinaryIO, told: Told | None = None
) -> RemoteObject:
    """Send what is in a seekable stream. What is there already is replaced.

    What the server says it got is compared with what was sent.

    Args:
        transport: of the server.
        path: the object's, with its node's.
        key: the object's.
        stream: from its beginning to its end.
        told: is told how far it is; perhaps by several threads.

    Raises:
        ConflictError: it changed meanwhile, or the server got something else.
        EmError: the server refuses, or can't be reached.
    """
    size = stream.seek(0, os.SEEK_END)
    sending = _Sending(transport, path, stream, size, told or _nobody)
    md5 = sending.in_parts() if size > LARGEST_IN_ONE else sending.whole()
    return RemoteObject(key, size, md5)


class _Sending:
    """One file on its way."""

    def __init__(
        self, transport: Transport, path: str, stream: BinaryIO, size: int, told: Told
    ) -> None:
        self._transport = transport
        self._path = path
        self._params = {"path": path}
        self._stream = stream
        self._lock = threading.Lock()
        self._size = size
        self._told = told

    def whole(self) -> str:
        """In one request; the content's MD5."""
        bodies = _Bodies(self, 0, self._size)
        answer = self._call("POST", _OBJECTS, self._params, body=bodies.make)
        md5 = bodies.last.md5
        found = answer if isinstance(answer, dict) else {}
        self._compare(found, md5)
        return md5

    def in_parts(self) -> str:
        """In parts; the content's MD5 where the server is known to tell the true one."""
        begun = self._call("POST", f"{_OBJECTS}/multipart", self._params)
        address = f"{_OBJECTS}/multipart/{mapping_of(begun, self._path).get('uploadId')}"
        part_size = math.isqrt(self._size // MEBI) * MEBI
        starts = range(0, self._size, part_size)
        try:
            with ThreadPoolExecutor(_AT_ONCE + 1, "parts") as pool:
                md5 = pool.submit(self._hash)
                parts = [
                    pool.submit(self._part, address, number, start, part_size)
                    for number, start in enumerate(starts, 1)
                ]
                try:
                    listed = [part.result() for part in parts]
                except BaseException:
                    pool.shutdown(cancel_futures=True)
                    raise
                if self._stream.seek(0, os.SEEK_END) < self._size:
                    raise ConflictError(self._path, "it became shorter while it was sent")
                answer = self._call("POST", address, self._params, value={"parts": listed})
                if not self._tells_hashes:
                    return ""
                self._compare(answer if isinstance(answer, dict) else {}, md5.result())
                return md5.result()
        except BaseException:
            self._cancel(address)
            raise

    def read(self, at: int, length: int) -> bytes:
        """A piece of the content; parts are read side by side."""
        with self._lock:
            self._stream.seek(at)
            return self._stream.read(length)

    def tell(self, count: int) -> None:
        """Bytes went by."""
        self._told(count)

    @property
    def path(self) -> str:
        return self._path

    @property
    def _tells_hashes(self) -> bool:
        """Of objects sent in parts plain servers may have any text as their checksum."""
        return self._transport.manners.idempotency

    def _part(self, address: str, number: int, start: int, part_size: int) -> dict[str, Any]:
        bodies = _Bodies(self, start, min(part_size, self._size - start), is_hashed=False)
        params = {**self._params, "partNumber": str(number)}
        answer = self._call("PUT", address, params, body=bodies.make)
        return {"etag": mapping_of(answer, self._path).get("eTag"), "partNumber": number}

    def _hash(self) -> str:
        digest = hashlib.md5(usedforsecurity=False)
        if self._tells_hashes:
            at = 0
            while piece := self.read(at, 4 * MEBI):
                digest.update(piece)
                at += len(piece)
        return digest.hexdigest()

    def _compare(self, found: Mapping[str, Any], md5: str) -> None:
        checksum = md5_of(found.get("checksum")) or md5
        if found.get("size_bytes", self._size) != self._size or checksum != md5:
            raise ConflictError(self._path, "the server got something else than what was sent")

    def _cancel(self, address: str) -> None:
        """The server keeps nothing; what went wrong before is what counts."""
        with suppress(EmError):
            self._call("DELETE", address, self._params)

    def _call(
        self,
        method: str,
        address: str,
        params: Mapping[str, str],
        *,
        value: Any = None,
        body: Callable[[], FormBody] | None = None,
    ) -> Any:
        return self._transport.call(
            method,
            address,
            params=params,
            value=value,
            body=body,
            subject=self._path,
            safe=body is not None,
        )


class _Bodies:
    """The bodies of one request, of which there is another for each attempt."""

    def __init__(
        self, sending: _Sending, start: int, length: int, *, is_hashed: bool = True
    ) -> None:
        self._sending = sending
        self._start = start
        self._length = length
        self._is_hashed = is_hashed
        self.last: FormBody

    def make(self) -> FormBody:
        """A body that wasn't read yet."""
        before: FormBody | None = getattr(self, "last", None)
        if before is not None and before.sent:
            self._sending.tell(-before.sent)
        self.last = FormBody(
            self._sending.read,
            self._start,
            self._length,
            self._sending.path,
            told=self._sending.tell,
            is_hashed=self._is_hashed,
        )
        return self.last


def _nobody(count: int) -> None:
    """Nobody wants to know."""
