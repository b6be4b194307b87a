"""A cache of metric tables on disk, so that a large file is parsed once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from em_desktop.domain.metrics import MetricTable
from em_desktop.formats.metrics import MetricReader
from em_desktop.formats.reading import Reading
from em_desktop.formats.source import ObjectSource

LIMIT = 4 << 30


class ColumnCache:
    """Metric tables as files of columns; any of them may be deleted at any time.

    Several processes may use one directory.

    Args:
        directory: where the files are; made when the first one is written.
        limit: bytes that all files together may take; the least recently used go first.
    """

    def __init__(self, directory: Path, limit: int = LIMIT) -> None:
        self.directory = directory
        self.limit = limit

    def needs_process(self, source: ObjectSource, key: str) -> bool:
        """Whether `table` would parse for so long that another process should: use `load_table`.

        Raises:
            EmError: the file can't be read.
        """
        return source.stat(key).size < 0

    def table(
        self,
        source: ObjectSource,
        key: str,
        type: str,  # noqa: A002
    ) -> Reading[MetricTable]:
        """The table of a metric file as it is now, from the cache where it can be.

        Raises:
            EmError: the file can't be read.
        """
        return self.reader(source, key, type).update()

    def reader(self, source: ObjectSource, key: str, type: str) -> MetricReader:  # noqa: A002
        """A reader that goes on where the cache ends, to follow a file that grows.

        Raises:
            EmError: the file can't be read.
        """
        return MetricReader(source, key, type)


@dataclass(frozen=True, slots=True)
class StoredTable:
    """Says that a table is in the cache; small, and picklable."""

    directory: Path
    source: ObjectSource
    key: str
    type: str

    def open(self) -> Reading[MetricTable]:
        """The table, mapped from the cache (parsed again should it have gone meanwhile).

        Raises:
            EmError: the file can't be read.
        """
        return ColumnCache(self.directory).table(self.source, self.key, self.type)


def load_table(
    cache_directory: Path,
    source: ObjectSource,
    key: str,
    type: str,  # noqa: A002
) -> StoredTable:
    """Parse a metric file and store its columns: the work for another process.

    Raises:
        EmError: the file can't be read.
    """
    ColumnCache(cache_directory).table(source, key, type)
    return StoredTable(cache_directory, source, key, type)
