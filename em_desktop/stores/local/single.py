"""A file that lies in a folder, as the one object of its node."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from em_desktop.errors import NotFoundError, from_os_error
from em_desktop.formats.source import DirectorySource, ObjectInfo


@dataclass(frozen=True, slots=True)
class FileSource:
    """One file; its name is its key. A link is followed only where it stays in its folder."""

    file: Path

    @property
    def location(self) -> str:
        """The folder."""
        return os.fspath(self.file.parent)

    def list(self, prefix: str = "") -> Iterator[ObjectInfo]:
        if not self.file.name.startswith(prefix):
            return
        try:
            status = self.file.lstat()
        except OSError as error:
            raise from_os_error(error, os.fspath(self.file)) from error
        is_link = self.file.is_symlink()
        yield ObjectInfo(self.file.name, status.st_size, status.st_mtime_ns, is_link)

    def stat(self, key: str) -> ObjectInfo:
        return self._folder(key).stat(key)

    def read(self, key: str, offset: int = 0, length: int | None = None) -> bytes:
        return self._folder(key).read(key, offset, length)

    def _folder(self, key: str) -> DirectorySource:
        if key != self.file.name:
            raise NotFoundError(f"{self.location}/{key}", "the node is another file")
        return DirectorySource(self.file.parent)
