"""Brings what Runs recorded into a folder's table: what is known at once, then all else."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from em_desktop.domain.paths import NodePath
from em_desktop.domain.run_columns import FoundColumn, discover
from em_desktop.domain.run_digest import RunDigest
from em_desktop.errors import CancelledError, EmError
from em_desktop.formats.source import DirectorySource, ObjectSource
from em_desktop.gui.context import Context, Location
from em_desktop.stores.base import Cancel, Store

if TYPE_CHECKING:  # brings the database library
    from em_desktop.index.runs import Fresh, Indexed, Wanted

_FEW = 60
"""Up to this many small Runs are read in a thread: starting a process would take longer."""
_BATCH = 300
_THREAD_SECONDS = 0.3
_PROCESS_SECONDS = 0.5
_LARGE = 2 << 20
"""A Run with more bytes of metrics than this is read in another process."""
_TELL_MS = 250
_MANY, _TELL_MANY_MS = 1000, 2000
"""Of many Runs news is told more rarely: looking through all of them takes a while."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """The next Runs to read, and what reading them here has found already."""

    wanted: tuple[Wanted, ...]
    fresh: Fresh | None


class RecordedFeed(QObject):
    """Reads and follows the digests of a folder's Runs. What is known comes first.

    Every Run is checked by the sizes and times of its files once, and again when
    something changes in it; what has changed is read, the Runs that can be seen first.
    """

    arrived = Signal(list)
    """Pairs of `NodePath` and `RunDigest`."""
    changed = Signal()
    """Digests have arrived; said from time to time, and at the end."""
    found = Signal(object)
    """The columns that the Runs have: a list of `FoundColumn`."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._location: Location | None = None
        self._below = False
        self._fingerprints: dict[NodePath, str] = {}
        self._waiting: OrderedDict[NodePath, None] = OrderedDict()
        self._large: list[Wanted] = []
        self._batch: list[NodePath] = []
        self._asked: tuple[Wanted, ...] = ()
        self._loaded = self._busy = False
        self._news = True
        self._tell_soon = QTimer(self, singleShot=True, interval=_TELL_MS)
        self._tell_soon.timeout.connect(self.changed)

    @property
    def remaining(self) -> int:
        """How many Runs weren't looked at yet."""
        return len(self._waiting) + len(self._large)

    @property
    def settled(self) -> bool:
        """Whether everything that is known of has been looked at."""
        return self._loaded and not self._busy and not self.remaining

    def start(self, location: Location, *, below: bool) -> None:
        """From now on it is about this folder, and the folders below it if asked for."""
        self._context.tasks.cancel_all(self)
        self._location, self._below = location, below
        self._fingerprints.clear()
        self._waiting.clear()
        self._large.clear()
        self._loaded = self._busy = False
        self._news = True
        index, store_id = self._context.run_index, location.store_id

        def load(cancel: Cancel) -> Iterator[Sequence[Indexed]]:
            for page in index().load(store_id, location.path, below=below):
                cancel.check()
                yield page

        self._context.tasks.stream(
            self,
            load,
            RecordedFeed._take_known,
            done=RecordedFeed._take_loaded,
            failed=RecordedFeed._load_failed,
            key="load",
        )

    def want(self, paths: Iterable[NodePath], *, first: bool = False) -> None:
        """Look at these Runs (again); ``first`` before all others that wait."""
        added = list(paths)
        self._waiting.update(dict.fromkeys(added))
        if first:
            for path in reversed(added):
                self._waiting.move_to_end(path, last=False)
        self._next()

    def prefer(self, paths: Iterable[NodePath]) -> None:
        """Of those that wait, look at these before all others."""
        self.want([path for path in paths if path in self._waiting], first=True)

    def forget(self, paths: Iterable[NodePath]) -> None:
        """These Runs are gone."""
        gone = list(paths)
        for path in gone:
            self._waiting.pop(path, None)
            self._fingerprints.pop(path, None)
        if gone:
            self._save((), gone)

    def examine(self, digests: Sequence[RunDigest]) -> None:
        """Find out which columns Runs have; `found` tells."""
        self._context.tasks.run(
            self, lambda _cancel: discover(digests), RecordedFeed._take_found, key="discover"
        )

    def _take_found(self, found: list[FoundColumn]) -> None:
        self.found.emit(found)

    def _take_known(self, known: Sequence[Indexed]) -> None:
        for one in known:
            self._fingerprints[one.path] = one.fingerprint
        self._bring(known)

    def _take_loaded(self) -> None:
        self._loaded = True
        self._next()

    def _load_failed(self, _error: EmError) -> None:
        self._take_loaded()  # without the index everything is read

    def _bring(self, runs: Sequence[Indexed]) -> None:
        if runs:
            self.arrived.emit([(one.path, one.digest) for one in runs])
            if not self._tell_soon.isActive():
                self._tell_soon.start(
                    _TELL_MS if len(self._fingerprints) < _MANY else _TELL_MANY_MS
                )

    def _next(self) -> None:
        """Take the next batch, unless one is under way."""
        location = self._location
        if self._busy or not self._loaded or location is None:
            return
        if not self.remaining:
            if self._news:
                self._news = False
                self._tell_soon.start(_TELL_MS)
            return
        self._news = True
        try:
            store = self._context.stores.store(location.store_id)
        except EmError:  # the pane says so
            self._waiting.clear()
            return
        self._busy = True
        if self._large:
            self._compute((self._large.pop(0),))
            return
        batch = list(islice(self._waiting, _BATCH))
        known = {path: self._fingerprints.get(path, "") for path in batch}
        few = len(self._waiting) <= _FEW or not store.capabilities.files
        columns = self._context.column_directory

        def prepare(cancel: Cancel) -> _Prepared:
            from em_desktop.index.runs import read_runs

            wanted = _wanted(store, known, cancel)
            if not few or not wanted:
                return _Prepared(wanted, None)
            return _Prepared(wanted, read_runs(wanted, columns, _THREAD_SECONDS, _LARGE))

        self._batch = batch
        self._context.tasks.run(
            self,
            prepare,
            RecordedFeed._take_prepared,
            failed=RecordedFeed._failed,
            key="read",
        )

    def _take_prepared(self, prepared: _Prepared) -> None:
        present = {one.path for one in prepared.wanted}
        for path in self._batch:
            if path not in present:  # gone, or not to be read
                self._waiting.pop(path, None)
        if prepared.fresh is not None:
            self._take_fresh(prepared.wanted, prepared.fresh)
        elif prepared.wanted:
            self._compute(prepared.wanted)
        else:
            self._busy = False
            self._next()

    def _compute(self, wanted: tuple[Wanted, ...]) -> None:
        from em_desktop.index.runs import read_runs

        self._asked = wanted
        self._context.tasks.compute(
            self,
            read_runs,
            (wanted, self._context.column_directory, _PROCESS_SECONDS),
            RecordedFeed._take_computed,
            failed=RecordedFeed._failed,
            key="read",
        )

    def _take_computed(self, fresh: Fresh) -> None:
        self._take_fresh(self._asked, fresh)

    def _take_fresh(self, wanted: Sequence[Wanted], fresh: Fresh) -> None:
        for one in wanted[: fresh.done]:
            self._waiting.pop(one.path, None)
        self._large += fresh.large
        for run in fresh.runs:
            self._fingerprints[run.path] = run.fingerprint
        if fresh.runs:
            self._save(fresh.runs, ())
            self._bring(fresh.runs)
        self._busy = False
        self._next()

    def _failed(self, _error: EmError) -> None:
        """The batch can't be read at all: go on without it."""
        for path in self._batch:
            self._waiting.pop(path, None)
        self._busy = False
        self._next()

    def _save(self, runs: Sequence[Indexed], gone: Sequence[NodePath]) -> None:
        if self._location is not None:
            index, store_id = self._context.run_index, self._location.store_id
            self._context.tasks.run(
                self,
                lambda _cancel: index().save(store_id, runs, gone),
                RecordedFeed._saved,
                failed=RecordedFeed._not_saved,
            )

    def _saved(self, _nothing: None) -> None:
        """Nobody waits for it."""

    def _not_saved(self, _error: EmError) -> None:
        """The next time they are read again."""


def _wanted(store: Store, known: dict[NodePath, str], cancel: Cancel) -> tuple[Wanted, ...]:
    from em_desktop.index.runs import Wanted

    found = []
    on_disk = store.capabilities.files  # then nothing has to be read for it
    for path, fingerprint in known.items():
        cancel.check()
        try:
            source: ObjectSource = (
                DirectorySource(store.location(path)) if on_disk else store.objects(path)
            )
            found.append(Wanted(path, source, fingerprint))
        except CancelledError:
            raise
        except EmError:
            continue
    return tuple(found)
