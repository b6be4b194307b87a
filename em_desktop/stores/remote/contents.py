"""Small contents that were read lately, by what they are."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict

LARGEST = 1 << 20
_MOST_BYTES = 64 << 20


class Contents:
    """A bounded cache of small files by their MD5; safe for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0

    def get(self, md5: str) -> bytes | None:
        """The content with this hash, if it is still known."""
        with self._lock:
            found = self._kept.get(md5)
            if found is not None:
                self._kept.move_to_end(md5)
            return found

    def keep(self, data: bytes) -> None:
        """Remember a content, if it is small; those not asked for longest are forgotten."""
        if len(data) > LARGEST:
            return
        md5 = hashlib.md5(data, usedforsecurity=False).hexdigest()
        with self._lock:
            if md5 not in self._kept:
                self._kept[md5] = data
                self._size += len(data)
            while self._size > _MOST_BYTES:
                _, gone = self._kept.popitem(last=False)
                self._size -= len(gone)
