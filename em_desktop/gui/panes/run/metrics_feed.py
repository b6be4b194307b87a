"""Reads a Run's metric files off the GUI thread and follows them as they grow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from PySide6.QtCore import QObject, Signal

from em_desktop.domain.metrics import MetricTable
from em_desktop.domain.problems import Problem, ProblemKind
from em_desktop.errors import AccessDeniedError, EmError, NotFoundError
from em_desktop.formats.metrics import MetricReader
from em_desktop.formats.run import MetricFile, metric_files
from em_desktop.formats.source import ObjectSource
from em_desktop.gui.tasks import Tasks
from em_desktop.index.columns import ColumnCache, StoredTable, load_table
from em_desktop.stores.base import Cancel


@dataclass(frozen=True, slots=True)
class FileList:
    """The metric files that are there, and what is wrong with the list."""

    types: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class FileRead:
    """One file's records as they are now; ``table`` is None where it can't be read."""

    type: str
    table: MetricTable | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Large:
    """A file that another process has to parse first."""

    source: ObjectSource
    file: MetricFile


@dataclass(slots=True)
class _Readers:
    """The readers of a Run's files; only one worker at a time uses them."""

    by_place: dict[tuple[str, str], MetricReader] = field(default_factory=dict)
    parsed: set[str] = field(default_factory=set)
    """Keys that another process has parsed; if the cache has them not all the same, we do."""
    lock: Lock = field(default_factory=Lock)


class MetricsFeed(QObject):
    """A Run's metric tables, by type. `refresh` reads only what is new.

    Every file arrives on its own; a file that can't be read costs only itself.
    """

    changed = Signal()
    """Other types, tables or problems."""
    failed = Signal(object)
    """The Run can't be read (`EmError`)."""

    def __init__(
        self, tasks: Tasks, source: Callable[[], ObjectSource], cache: Path, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._source = source
        self._cache = cache
        self._readers = _Readers()
        self._busy = False
        self._again = False
        self._pending: set[str] = set()
        self._list_problems: tuple[Problem, ...] = ()
        self._problems: dict[str, tuple[Problem, ...]] = {}
        self.types: tuple[str, ...] = ()
        self.tables: dict[str, MetricTable] = {}

    @property
    def complete(self) -> bool:
        """Whether every file has been read once."""
        return not self._busy and not self._pending

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, file by file."""
        found = list(self._list_problems)
        for name in self.types:
            found.extend(self._problems.get(name, ()))
        return tuple(found)

    def refresh(self) -> None:
        """Read what is there now. Asked while it reads, it reads once more afterwards."""
        if self._busy:
            self._again = True
            return
        self._busy = True
        source, cache, readers = self._source, ColumnCache(self._cache), self._readers

        def work(cancel: Cancel) -> Iterator[FileList | FileRead | _Large]:
            return _read_all(source(), cache, readers, cancel)

        self._tasks.stream(
            self,
            work,
            MetricsFeed._take,
            done=MetricsFeed._end,
            failed=MetricsFeed._fail,
            key="read",
        )

    def _take(self, found: FileList | FileRead | _Large) -> None:
        match found:
            case FileList():
                changed = (self.types, self._list_problems) != (found.types, found.problems)
                self.types, self._list_problems = found.types, found.problems
                for gone in self.tables.keys() - set(found.types):
                    del self.tables[gone]
                if changed:
                    self.changed.emit()
            case FileRead():
                self._take_file(found)
            case _Large():
                self._parse_elsewhere(found)

    def _take_file(self, read: FileRead) -> None:
        changed = read.problems != self._problems.get(read.type, ())
        if read.table is not None:
            changed = changed or read.table is not self.tables.get(read.type)
            self.tables[read.type] = read.table
        self._problems[read.type] = read.problems
        if changed:
            self.changed.emit()

    def _parse_elsewhere(self, large: _Large) -> None:
        if large.file.type in self._pending:
            return
        self._pending.add(large.file.type)

        def failed(feed: MetricsFeed, error: EmError) -> None:
            feed._pending.discard(large.file.type)
            feed._take_file(_unreadable(large.file, error))

        self._tasks.compute(
            self,
            load_table,
            (self._cache, large.source, large.file.key, large.file.type),
            MetricsFeed._stored,
            failed=failed,
            key=f"parse {large.file.key}",
            title=self.tr("Reading %1").replace("%1", large.file.key),
        )

    def _stored(self, stored: StoredTable) -> None:
        self._pending.discard(stored.type)
        self._readers.parsed.add(stored.key)
        self.refresh()

    def _end(self) -> None:
        self._busy = False
        self.changed.emit()
        if self._again:
            self._again = False
            self.refresh()

    def _fail(self, error: EmError) -> None:
        self._busy = self._again = False
        self.failed.emit(error)


def _read_all(
    source: ObjectSource, cache: ColumnCache, readers: _Readers, cancel: Cancel
) -> Iterator[FileList | FileRead | _Large]:
    files = metric_files(source)
    yield FileList(tuple(file.type for file in files.value), files.problems)
    for file in files.value:
        cancel.check()
        try:
            with readers.lock:
                place = (source.location, file.key)
                reader = readers.by_place.get(place)
                parsed = file.key in readers.parsed
                if reader is None and not parsed and cache.needs_process(source, file.key):
                    found: FileRead | _Large = _Large(source, file)
                else:
                    if reader is None:
                        reader = cache.reader(source, file.key, file.type)
                    reading = reader.update(cancel.check)
                    readers.by_place[place] = reader
                    found = FileRead(file.type, reading.value, reading.problems)
        except (NotFoundError, AccessDeniedError) as error:
            found = _unreadable(file, error)
        yield found


def _unreadable(file: MetricFile, error: EmError) -> FileRead:
    kind = ProblemKind.MISSING if isinstance(error, NotFoundError) else ProblemKind.UNREADABLE
    return FileRead(file.type, None, (Problem(file.key, kind, error.reason),))
