"""The objects of one node, wherever they are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from em_desktop.domain.paths import check_object_key
from em_desktop.errors import InvalidNameError, NotFoundError, from_os_error


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """One file of a node.

    Attributes:
        key: its path inside the node, with slashes.
        size: bytes.
        mtime_ns: nanoseconds since 1970; the server's time for remote objects.
        is_link: a symbolic link (shown; followed only where it stays inside the node).
    """

    key: str
    size: int
    mtime_ns: int
    is_link: bool = False


class ObjectSource(Protocol):
    """Reads the objects of one node. Values are picklable, so that a process may read too.

    Every method raises `EmError` with the object's path: NotFoundError,
    AccessDeniedError or UnavailableError.
    """

    @property
    def location(self) -> str:
        """Where this is, for messages and cache keys."""

    def list(self, prefix: str = "") -> Iterator[ObjectInfo]:
        """All objects whose key begins with ``prefix`` (a directory ends in a slash), sorted."""

    def stat(self, key: str) -> ObjectInfo:
        """Size and time of one object."""

    def read(self, key: str, offset: int = 0, length: int | None = None) -> bytes:
        """At most ``length`` bytes from ``offset``; fewer at the end of the object."""


@dataclass(frozen=True, slots=True)
class DirectorySource:
    """The files below a directory. Links are followed only where they stay inside it."""

    root: Path

    @property
    def location(self) -> str:
        return os.fspath(self.root)

    def list(self, prefix: str = "") -> Iterator[ObjectInfo]:
        directory, _, start = prefix.rpartition("/")
        if directory:
            check_object_key(directory)
        yield from self._walk(directory, start)

    def stat(self, key: str) -> ObjectInfo:
        path = self._path(key)
        try:
            status = path.stat()
        except OSError as error:
            raise from_os_error(error, os.fspath(path)) from error
        return ObjectInfo(key, status.st_size, status.st_mtime_ns, path.is_symlink())

    def read(self, key: str, offset: int = 0, length: int | None = None) -> bytes:
        path = self._path(key)
        try:
            if not path.is_file():  # a pipe or device would never end
                raise NotFoundError(os.fspath(path), "not a regular file")
            with path.open("rb") as file:
                file.seek(offset)
                return file.read() if length is None else file.read(length)
        except OSError as error:
            raise from_os_error(error, os.fspath(path)) from error

    def _path(self, key: str) -> Path:
        check_object_key(key)
        path = self.root / key
        if not self._passes_link(key):
            return path
        try:
            inside = path.resolve().is_relative_to(self.root.resolve())
        except (OSError, RuntimeError) as error:  # a loop of links
            raise NotFoundError(os.fspath(path), str(error)) from error
        if not inside:
            raise InvalidNameError(os.fspath(path), "a link that leaves its node isn't followed")
        return path

    def _passes_link(self, key: str) -> bool:
        """Whether a part of the key is a link; resolving each path is several times dearer."""
        place = os.fspath(self.root)
        for part in key.split("/"):
            place = f"{place}{os.sep}{part}"
            if os.path.islink(place):  # noqa: PTH114 - a Path for each part costs more
                return True
        return False

    def _walk(self, directory: str, start: str = "") -> Iterator[ObjectInfo]:
        path = self.root / directory if directory else self.root
        try:
            with os.scandir(path) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError as error:
            raise from_os_error(error, os.fspath(path)) from error
        for entry in entries:
            if not entry.name.startswith(start):
                continue
            key = f"{directory}/{entry.name}" if directory else entry.name
            try:
                is_link = entry.is_symlink()
                if not is_link and entry.is_dir(follow_symlinks=False):
                    yield from self._walk(key)
                    continue
                status = entry.stat(follow_symlinks=False)
            except FileNotFoundError:  # removed while listing
                continue
            except OSError as error:
                raise from_os_error(error, entry.path) from error
            yield ObjectInfo(key, status.st_size, status.st_mtime_ns, is_link)
