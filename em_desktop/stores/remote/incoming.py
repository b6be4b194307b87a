"""The bytes of an object on their way, over as many connections as it takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from em_desktop.errors import ConflictError, EmError

if TYPE_CHECKING:
    import requests

NOTHING_LEFT = 416
"""The status of an answer to a range that begins behind the end."""
ATTEMPTS = 4
"""How often something is tried that may be tried again."""
_PIECE = 1 << 20
_SHA256 = re.compile(r'"([0-9a-f]{64})"')
_RANGE = re.compile(r"bytes (\d+)-")

Ask: TypeAlias = "Callable[[dict[str, str]], requests.Response]"
"""Asks for the object with further headers; the answer isn't read yet."""


class Incoming:
    """An object's bytes in pieces, as they were sent; a connection that breaks is made again.

    It goes on where it broke, as long as every new connection brings something. What arrived
    twice is left out where a server can't send parts.

    Args:
        ask: sends the request.
        broken: what is raised for a failure of the connection, and a wait before the next
            attempt: gets the failure and how many came after each other.
        failures: the kinds of errors that mean a broken connection.
        subject: what errors are about.
        start: of the bytes that are wanted.
        length: how many bytes are wanted; a server that can't send parts sends all.

    Attributes:
        start: of the bytes that come: 0 where the server can't send parts.

    Raises:
        EmError: here and while pieces are read: the server refuses, or can't be reached.
    """

    def __init__(
        self,
        ask: Ask,
        broken: Callable[[Exception, int], EmError | None],
        failures: tuple[type[Exception], ...],
        subject: str,
        start: int = 0,
        length: int | None = None,
    ) -> None:
        self._end = None if length is None else start + length
        self._ask = ask
        self._broken = broken
        self._failures = failures
        self._subject = subject
        self._tag = ""
        self._response = self._asked(start)
        self.start = start if self._is_over() else _start_of(self._response)
        if self.start > start:
            self.close()
            raise ConflictError(subject, "the server sends another part than was asked for")
        self._tag = self._response.headers.get("ETag") or ""

    @property
    def sha256(self) -> str:
        """The hash of the whole object, lower-case hex; empty where the server doesn't tell it."""
        match = _SHA256.fullmatch(self._tag)
        return match[1] if match else ""

    def __iter__(self) -> Iterator[bytes]:
        position, failed = self.start, 0
        while True:
            try:
                for piece in self._pieces_from(position):
                    position += len(piece)
                    failed = 0
                    yield piece
                return
            except self._failures as error:
                failed += 1
                self.close()
                told = self._broken(error, failed)
            if told is not None:
                raise told
            self._response = self._asked(position)

    def close(self) -> None:
        self._response.close()

    def _asked(self, start: int) -> requests.Response:
        headers = {}
        if start or self._end is not None:
            headers["Range"] = f"bytes={start}-{'' if self._end is None else self._end - 1}"
        if start and self._tag:
            headers["If-Range"] = self._tag
        return self._ask(headers)

    def _is_over(self) -> bool:
        return bool(self._response.status_code == NOTHING_LEFT)

    def _pieces_from(self, position: int) -> Iterator[bytes]:
        """What comes from the present connection, without what is before ``position``."""
        if self._is_over():
            return
        tag = self._response.headers.get("ETag") or ""
        known = position - _start_of(self._response)
        if tag != self._tag or known < 0:
            raise ConflictError(self._subject, "it changed while it was fetched")
        for piece in self._response.raw.stream(_PIECE, decode_content=False):
            fresh = piece[known:]
            known = max(0, known - len(piece))
            if fresh:
                yield fresh


def _start_of(response: requests.Response) -> int:
    """Which byte of the object the answer begins with."""
    if response.status_code != 206:
        return 0
    match = _RANGE.match(response.headers.get("Content-Range") or "")
    return int(match[1]) if match else 0
