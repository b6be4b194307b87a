"""A file, or a part of one, as the body of a form, sent without holding it in memory."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator

from em_desktop.errors import ConflictError

_PIECE = 1 << 20


class FormBody:
    """``multipart/form-data`` with one part, ``content``, in large pieces. Can be read once.

    It is as long as it said at the beginning: a file that grows is sent up to there, one
    that shrinks is an error.

    Args:
        read: gives a piece of the file, by where it begins and how long it is.
        start: where the content begins in the file.
        length: how long it is.
        subject: what errors are about.
        told: is told of the bytes that were read since the last time.
        is_hashed: whether `md5` is wanted.

    Attributes:
        content_type: the request's ``Content-Type``.
        sent: how many bytes of the content were read.
    """

    def __init__(
        self,
        read: Callable[[int, int], bytes],
        start: int,
        length: int,
        subject: str,
        *,
        told: Callable[[int], None],
        is_hashed: bool = True,
    ) -> None:
        boundary = os.urandom(16).hex()
        self.content_type = f"multipart/form-data; boundary={boundary}"
        self.sent = 0
        self._head = (
            f"--{boundary}\r\n"
            'Content-Disposition: form-data; name="content"; filename="content"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        self._tail = f"\r\n--{boundary}--\r\n".encode()
        self._size = len(self._head) + length + len(self._tail)
        self._read = read
        self._start = start
        self._length = length
        self._subject = subject
        self._told = told
        self._hash = hashlib.md5(usedforsecurity=False)
        self._is_hashed = is_hashed

    def __len__(self) -> int:
        return self._size

    @property
    def md5(self) -> str:
        """Of the content that was read so far, lower-case hex."""
        return self._hash.hexdigest()

    def __iter__(self) -> Iterator[bytes]:
        """The bytes.

        Raises:
            ConflictError: the file became shorter.
        """
        yield self._head
        while self.sent < self._length:
            yield self._next()
        yield self._tail

    def _next(self) -> bytes:
        data = self._read(self._start + self.sent, min(_PIECE, self._length - self.sent))
        if not data:
            raise ConflictError(self._subject, "it became shorter while it was sent")
        if self._is_hashed:
            self._hash.update(data)
        self.sent += len(data)
        self._told(len(data))
        return data
