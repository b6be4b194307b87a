"""The other Runs in the folders of the compared: what gray lines and points stand for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from em_desktop.domain.compared_axes import Item, item_of
from em_desktop.domain.comparison import Member, Newcomer
from em_desktop.domain.differences import leaves_of
from em_desktop.domain.metrics import MetricTable
from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.paths import NodePath
from em_desktop.domain.subjects import metric_summaries
from em_desktop.errors import EmError
from em_desktop.formats import run
from em_desktop.formats.source import ObjectSource
from em_desktop.gui.context import Context
from em_desktop.gui.panes.compare.reading import newcomer_of
from em_desktop.index.columns import ColumnCache
from em_desktop.stores.base import Cancel, Store

_COLUMNS = "columns"
_MOST_OTHERS = 500
_PAGE = 25


@dataclass(frozen=True, slots=True)
class OtherRun:
    """A Run that isn't compared, but could be."""

    newcomer: Newcomer
    item: Item


class OtherRuns(QObject):
    """Reads them when it is switched on; at most 500."""

    changed = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._is_on = False
        self._folders: frozenset[tuple[str, NodePath]] = frozenset()
        self._found: list[OtherRun] = []
        self._members: tuple[Member, ...] = ()

    @property
    def runs(self) -> list[OtherRun]:
        """Those that aren't compared."""
        if not self._is_on:
            return []
        return [
            each
            for each in self._found
            if not any(member.is_same(each.newcomer) for member in self._members)
        ]

    def switch(self, *, on: bool) -> None:
        """Read and show them, or not."""
        self._is_on = on
        self._read()
        self.changed.emit()

    def set_members(self, members: Sequence[Member]) -> None:
        """These are compared now."""
        self._members = tuple(members)
        self._read()

    def stop(self) -> None:
        """Read no more."""
        self._context.tasks.cancel_all(self)

    def _read(self) -> None:
        folders = frozenset(
            (member.place.store_id, member.place.path.parent) for member in self._members
        )
        if not self._is_on or folders == self._folders:
            return
        self._folders, self._found = folders, []
        cache = ColumnCache(Path(self._context.cache_directory) / _COLUMNS)
        stores = []
        for store_id, path in sorted(folders):
            try:
                stores.append((self._context.stores.store(store_id), path))
            except EmError:  # its chip says so
                continue

        def work(cancel: Cancel) -> Iterator[list[OtherRun]]:
            return _read_all(stores, cache, cancel)

        self._context.tasks.stream(
            self,
            work,
            OtherRuns._take,
            failed=OtherRuns._fail,
            key="others",
            title=self.tr("Reading the other runs"),
        )

    def _take(self, found: list[OtherRun]) -> None:
        self._found += found
        self.changed.emit()

    def _fail(self, error: EmError) -> None:
        self._context.report(error)


def _read_all(
    stores: Sequence[tuple[Store, NodePath]], cache: ColumnCache, cancel: Cancel
) -> Iterator[list[OtherRun]]:
    left = _MOST_OTHERS
    for store, path in stores:
        for page in store.children(path, cancel):
            runs = [node for node in page if node.type is NodeType.RUN][:left]
            left -= len(runs)
            for start in range(0, len(runs), _PAGE):
                yield _read_page(store, runs[start : start + _PAGE], cache, cancel)


def _read_page(
    store: Store, nodes: Sequence[Node], cache: ColumnCache, cancel: Cancel
) -> list[OtherRun]:
    found = []
    for node in nodes:
        cancel.check()
        try:
            source = store.objects(node.path)
            parameters = run.read_parameters(source).value
            summaries = metric_summaries(_tables(source, cache, cancel))
        except EmError as error:
            if error.retryable:
                raise
            continue  # gone meanwhile, or not readable
        newcomer = newcomer_of(store.info.id, node)
        found.append(OtherRun(newcomer, item_of(node.name, leaves_of(parameters), summaries)))
    return found


def _tables(source: ObjectSource, cache: ColumnCache, cancel: Cancel) -> dict[str, MetricTable]:
    """The metric tables that needn't be parsed for long; a large file counts once it was opened."""
    tables = {}
    for file in run.metric_files(source).value:
        if not cache.needs_process(source, file.key):
            reading = cache.reader(source, file.key, file.type).update(cancel.check)
            tables[file.type] = reading.value
    return tables
