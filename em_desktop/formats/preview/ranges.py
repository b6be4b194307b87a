"""An object as a seekable file that reads no more than it may."""

from __future__ import annotations

import io
import os

from em_desktop.errors import TooLargeError
from em_desktop.formats.source import ObjectSource


class ObjectReader(io.RawIOBase):
    """Reads ranges of an object; over the budget of bytes it raises `TooLargeError`."""

    def __init__(self, source: ObjectSource, key: str, size: int, budget: int) -> None:
        super().__init__()
        self._source = source
        self._key = key
        self._size = size
        self._left = budget
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise OSError("seek before the beginning")
        self._position = start + offset
        return self._position

    def read(self, size: int | None = -1) -> bytes:
        available = max(self._size - self._position, 0)
        wanted = available if size is None or size < 0 else min(size, available)
        if wanted > self._left:
            raise TooLargeError(self._key, "more would have to be read than a preview may")
        data = self._source.read(self._key, self._position, wanted) if wanted else b""
        self._left -= len(data)
        self._position += len(data)
        return data
