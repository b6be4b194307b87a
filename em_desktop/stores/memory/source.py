"""The objects of a node in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from em_desktop.domain.paths import check_object_key
from em_desktop.errors import NotFoundError
from em_desktop.formats.source import ObjectInfo


@dataclass(frozen=True, slots=True)
class MemorySource:
    """The objects of one node of a `MemoryStore`."""

    location: str
    objects: Mapping[str, bytes]

    def list(self, prefix: str = "") -> Iterator[ObjectInfo]:
        for key in sorted(self.objects):
            if key.startswith(prefix):
                yield self.stat(key)

    def stat(self, key: str) -> ObjectInfo:
        return ObjectInfo(key, len(self._data(key)), 0)

    def read(self, key: str, offset: int = 0, length: int | None = None) -> bytes:
        data = self._data(key)
        return data[offset:] if length is None else data[offset : offset + length]

    def _data(self, key: str) -> bytes:
        try:
            return self.objects[check_object_key(key)]
        except KeyError:
            raise NotFoundError(f"{self.location}/{key}") from None
