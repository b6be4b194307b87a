"""A file, or a part of one, as the body of a form, sent without holding it in memory."""

from __future__ import annotations

import hashlib
import os
from typing import BinaryIO

from em_desktop.errors import ConflictError

_PIECE = 1 << 20


class FormBody:
    """``multipart/form-data`` with one part, ``content``. Can be read once.

    It is as long as it said at the beginning: a file that grows is sent up to there, one
    that shrinks is an error.

    Attributes:
        content_type: the request's ``Content-Type``.
    """

    def __init__(self, file: BinaryIO, length: int, subject: str) -> None:
        boundary = os.urandom(16).hex()
        self.content_type = f"multipart/form-data; boundary={boundary}"
        self._head = (
            f"--{boundary}\r\n"
            'Content-Disposition: form-data; name="content"; filename="content"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        self._tail = f"\r\n--{boundary}--\r\n".encode()
        self._size = len(self._head) + length + len(self._tail)
        self._file = file
        self._left = length
        self._subject = subject
        self._hash = hashlib.md5(usedforsecurity=False)
        self._rest = bytearray(self._head)

    def __len__(self) -> int:
        return self._size

    @property
    def md5(self) -> str:
        """Of the content that was read so far, lower-case hex."""
        return self._hash.hexdigest()

    def read(self, size: int = -1) -> bytes:
        """The next bytes; none at the end.

        Raises:
            ConflictError: the file became shorter.
        """
        wanted = _PIECE if size < 0 else size
        while len(self._rest) < wanted and (self._left or self._tail):
            if self._left:
                data = self._file.read(min(_PIECE, self._left))
                if not data:
                    raise ConflictError(self._subject, "it became shorter while it was sent")
                self._hash.update(data)
                self._left -= len(data)
                self._rest += data
            else:
                self._rest += self._tail
                self._tail = b""
        piece = bytes(self._rest[:wanted])
        del self._rest[:wanted]
        return piece
