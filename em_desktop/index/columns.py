"""A cache of metric tables on disk, so that a large file is parsed once."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from em_desktop.domain.metrics import MetricTable
from em_desktop.formats.files import TEMPORARY_PREFIX
from em_desktop.formats.metrics import MetricReader, Progress
from em_desktop.formats.reading import Reading
from em_desktop.formats.source import ObjectSource
from em_desktop.index.column_file import add_rows, read_columns, read_offset, write_columns

LIMIT = 4 << 30
SMALL = 256 << 10
"""Smaller files are parsed each time: that takes a millisecond or two."""
LONG = 8 << 20
"""Parsing more than this at once is work for another process."""

_SUFFIX = ".columns"
_ABANDONED_AFTER = 24 * 60 * 60  # seconds until an unfinished file counts as left behind


class ColumnCache:
    """Metric tables as files of columns; any of them may be deleted at any time.

    Several processes may use one directory: a file is replaced in one step. What
    can't be stored (no space, no access) is parsed again the next time.

    Args:
        directory: where the files are; made when the first one is written.
        limit: bytes that all files together may take; the least recently used go first.
    """

    def __init__(self, directory: Path, limit: int = LIMIT) -> None:
        self._directory = directory
        self._limit = limit

    def needs_process(self, source: ObjectSource, key: str) -> bool:
        """Whether `table` would parse for so long that another process should: use `load_table`.

        Raises:
            EmError: the file can't be read.
        """
        size = source.stat(key).size
        return size > LONG and size - read_offset(self._path(source, key)) > LONG

    def table(
        self,
        source: ObjectSource,
        key: str,
        type: str,  # noqa: A002
        check: Callable[[], None] | None = None,
    ) -> Reading[MetricTable]:
        """The table of a metric file as it is now, from the cache where it can be.

        Args:
            source: the Run's objects.
            key: the metric file.
            type: what to name the table by.
            check: called from time to time while parsing; what it raises ends it.

        Raises:
            EmError: the file can't be read.
        """
        return self.reader(source, key, type, check).update(check)

    def reader(
        self,
        source: ObjectSource,
        key: str,
        type: str,  # noqa: A002
        check: Callable[[], None] | None = None,
    ) -> MetricReader:
        """A reader to follow a file that grows; its table is already as the file is now.

        What wasn't in the cache has been parsed and stored. The arguments are those of `table`.

        Raises:
            EmError: the file can't be read.
        """
        path = self._path(source, key)
        found = read_columns(path, type) if source.stat(key).size >= SMALL else None
        if found is None:
            reader, stored = MetricReader(source, key, type), Progress()
        else:
            table, stored = found
            reader = MetricReader(source, key, type, table, stored)
            with suppress(OSError):
                os.utime(path)  # used just now
        offset, records = stored.offset, 0 if found is None else len(found[0])
        reading = reader.update(check)
        progress = reader.progress
        anew = progress is not stored  # the file was read from its start
        grown = progress.offset - offset >= SMALL
        if anew or (grown and not self._extend(path, reader, records)):
            self._store(path, reading.value, progress)
        return reader

    def _path(self, source: ObjectSource, key: str) -> Path:
        name = hashlib.sha256(f"{source.location}\0{key}".encode(errors="surrogateescape"))
        return self._directory / (name.hexdigest()[:40] + _SUFFIX)

    def _extend(self, path: Path, reader: MetricReader, records: int) -> bool:
        """Add to a table's file what its reader has read after so many records."""
        try:
            return add_rows(path, reader.update().value, reader.progress, records)
        except OSError:
            return True  # no space: what was stored stays

    def _store(self, path: Path, table: MetricTable, progress: Progress) -> None:
        """Write a table's file, if it may be as large as it is and the disk takes it."""
        with suppress(OSError):
            if progress.size < SMALL:
                path.unlink(missing_ok=True)
                return
            self._directory.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(prefix=TEMPORARY_PREFIX, dir=self._directory)
            temporary = Path(name)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    write_columns(file, table, progress, self._limit)
                temporary.replace(path)
            finally:
                temporary.unlink(missing_ok=True)
            self._make_room()

    def _make_room(self) -> None:
        """Delete the files that were used least recently, and those of writers that died."""
        files = []
        for path in self._directory.iterdir():
            with suppress(OSError):
                status = path.stat()
                if path.suffix == _SUFFIX:
                    files.append((status.st_mtime_ns, _size_on_disk(status), path))
                elif (
                    path.name.startswith(TEMPORARY_PREFIX)
                    and time.time() - status.st_mtime > _ABANDONED_AFTER
                ):
                    path.unlink()
        total = sum(size for _, size, _ in files)
        for _, size, path in sorted(files):
            if total <= self._limit:
                return
            with suppress(OSError):  # in use by another process, on some systems
                path.unlink()
                total -= size


def _size_on_disk(status: os.stat_result) -> int:
    """Room that isn't used yet takes none where the system says so."""
    return int(getattr(status, "st_blocks", status.st_size // 512)) * 512


@dataclass(frozen=True, slots=True)
class StoredTable:
    """Says that a table is in the cache; small, and picklable."""

    directory: Path
    limit: int
    source: ObjectSource
    key: str
    type: str

    def open(self) -> Reading[MetricTable]:
        """The table, mapped from the cache (parsed again should it have gone meanwhile).

        Raises:
            EmError: the file can't be read.
        """
        return self.reader().update()

    def reader(self) -> MetricReader:
        """As `open`, to follow the file.

        Raises:
            EmError: the file can't be read.
        """
        return ColumnCache(self.directory, self.limit).reader(self.source, self.key, self.type)


def load_table(
    cache_directory: Path,
    source: ObjectSource,
    key: str,
    type: str,  # noqa: A002
    limit: int = LIMIT,
) -> StoredTable:
    """Parse a metric file and store its columns: the work for another process.

    Raises:
        EmError: the file can't be read.
    """
    ColumnCache(cache_directory, limit).reader(source, key, type)
    return StoredTable(cache_directory, limit, source, key, type)
