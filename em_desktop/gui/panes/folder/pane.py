"""A folder: the table of its nodes, filtered, sorted and followed live."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QAction, QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import NodePath
from em_desktop.domain.run_columns import FoundColumn
from em_desktop.errors import EmError
from em_desktop.gui import theme
from em_desktop.gui.context import Context, Location
from em_desktop.gui.models.listing import ListingModel
from em_desktop.gui.models.listing_rows import AnyColumn, Column, Query, Row
from em_desktop.gui.models.listing_words import describer
from em_desktop.gui.models.sorting import sorted_by
from em_desktop.gui.panes.base import Pane
from em_desktop.gui.panes.folder import states
from em_desktop.gui.panes.folder.columns import ColumnLayout
from em_desktop.gui.panes.folder.editing import FolderEditing
from em_desktop.gui.panes.folder.exporting import TableExport
from em_desktop.gui.panes.folder.filtering import FolderFilter, local_now
from em_desktop.gui.panes.folder.grouping import FolderGroups
from em_desktop.gui.panes.folder.reading import (
    Fresh,
    Page,
    read_again,
    read_pages,
    read_time_parts,
)
from em_desktop.gui.panes.folder.recorded import RecordedFeed
from em_desktop.gui.panes.folder.selection_bar import SelectionBar
from em_desktop.gui.panes.folder.sizes import SizeQueue
from em_desktop.gui.panes.folder.state import FolderState
from em_desktop.gui.panes.folder.table import ListingTable
from em_desktop.gui.panes.folder.toolbar import FolderToolbar
from em_desktop.gui.panes.folder.verbs import SelectionActions
from em_desktop.gui.panes.folder.views import DATAFLOW, TRIALS, FolderViews, Viewing
from em_desktop.gui.settings import ROW_HEIGHT
from em_desktop.gui.widgets import Divider, StateStack

_ROW_HEIGHTS = {"compact": 26, "normal": 30, "comfortable": 36}
_TICK_MS = 1000
_SETTLE_MS = 100
_PUT_MS = 60
_SAY_READING_AFTER_MS = 1000


_MOST_WATCHED = 200


def _depth(path: NodePath) -> int:
    return len(path.parts)


class FolderPane(Pane):
    """Table, filter and selection of a folder."""

    offers = frozenset({DATAFLOW, TRIALS})

    def __init__(self, context: Context, location: Location, parent: QWidget | None = None) -> None:
        super().__init__(context, location, parent)
        self.model = ListingModel(local_now, self)
        self.views = FolderViews(context, location, self)
        tables = QStackedWidget(self.views.table_page)
        self.stack = StateStack(tables, self.views.table_page)
        self.table = ListingTable(self.model, tables)
        self.columns = ColumnLayout(self.table, context.settings)
        self.toolbar = FolderToolbar(self.columns, self)
        self.groups = FolderGroups(self, tables)
        self.bar = SelectionBar(self.views.table_page)
        self.verbs = SelectionActions(self)
        self.exporting = TableExport(self)
        self.editing = FolderEditing(self)
        self.filter = FolderFilter(self.toolbar, self.columns, self)
        self.recorded = RecordedFeed(context, self)
        self._sizes = SizeQueue(context.tasks, self)
        self._error: EmError | None = None
        self._followed: Location | None = None
        self.below = False
        self._folders = {location.path}
        self._listing = False
        self._stale = False
        self._complete = False
        self._seen: set[NodePath] = set()
        self._pending: list[Row] = []
        self._selected_before: tuple[NodePath, ...] | None = None
        self.kept = FolderState(self)
        self._retry = QAction(theme.icon("refresh", "on_accent"), "", self)
        self._retry.setPriority(QAction.Priority.HighPriority)
        self._retry.triggered.connect(self.refresh)
        self._clear_filter = QAction(self)
        self._clear_filter.triggered.connect(self.toolbar.clear)
        self._ticker = self._timer(_TICK_MS, self.model.tick, repeats=True)
        self._settle = self._timer(_SETTLE_MS, self._rows_settled)
        self._put_soon = self._timer(_PUT_MS, self._put_pending)
        self._say_reading = self._timer(_SAY_READING_AFTER_MS, self._show_progress)
        self._select_soon = self._timer(0, self._tell_selection)
        self.viewing = Viewing(self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        theme.set_look(self, area="surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        table_page = QVBoxLayout(self.views.table_page)
        table_page.setContentsMargins(0, 0, 0, 0)
        table_page.setSpacing(0)
        table_page.addWidget(self.stack, 1)
        table_page.addWidget(self.bar)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.toolbar)
        layout.addWidget(Divider(parent=self))
        layout.addWidget(self.views, 1)
        self.setFocusProxy(self.table)
        self.table.show_sort(self.model.query)
        self._take_row_height("row_height")

    def _connect(self) -> None:
        self.toolbar.view_chosen.connect(self.viewing.show)
        self.views.shown.connect(self.toolbar.set_view)
        self.filter.changed.connect(self._filter)
        self.toolbar.below_chosen.connect(self.set_below)
        self.toolbar.field.set_can_save(can_save=True)
        self.toolbar.field.save_requested.connect(self.kept.save_smart_folder)
        self.recorded.arrived.connect(self.model.set_digests)
        self.recorded.changed.connect(self._take_recorded)
        self.recorded.changed.connect(self.viewing.follow_rows)
        self.recorded.found.connect(self._take_columns)
        self.table.sort_requested.connect(self._sort)
        self.table.open_requested.connect(self.verbs.open)
        self.table.copy_requested.connect(self.editing.copy)
        self.toolbar.new_requested.connect(self.editing.create_folder)
        self.table.selection_changed.connect(self._select_soon.start)
        self.table.view_moved.connect(self._settle.start)
        self.table.customContextMenuRequested.connect(self.verbs.show_menu)
        self.bar.open_requested.connect(self.verbs.open)
        self.bar.compare_requested.connect(self.verbs.compare)
        self.bar.label_requested.connect(self.editing.label)
        self.bar.move_requested.connect(self.editing.move)
        self.bar.remove_requested.connect(self.editing.remove)
        self.bar.copy_path_requested.connect(self.verbs.copy_paths)
        self.bar.show_requested.connect(self.verbs.show_in_file_manager)
        self.bar.clear_requested.connect(self.table.clearSelection)
        self.bar.stop_requested.connect(self._stop)
        self.stack.loading.stopped.connect(self._stop)
        self.columns.changed.connect(self._settle.start)
        self._sizes.measured.connect(self.model.set_size)
        self._sizes.drained.connect(self._sizes_drained)
        self.context.settings.changed.connect(self._take_row_height)

    def _timer(self, milliseconds: int, then: Any, *, repeats: bool = False) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(milliseconds)
        timer.setSingleShot(not repeats)
        timer.timeout.connect(then)
        return timer

    # Reading

    def show_view(self, view: str) -> None:
        self.viewing.show(view)

    @Slot()
    def refresh(self) -> None:
        """List the folder (again); rows arrive page by page, and those that are gone leave last."""
        self._list({})

    def _list(self, known: dict[NodePath, Node]) -> None:
        """As `refresh`; of these nodes, the rows stay as they are where nothing has changed."""
        try:
            store = self.store
        except EmError as error:
            self._failed(error)
            return
        self.views.refresh()
        if self._followed != self.location:
            self._followed = self.location
            self.columns.set_place(self.location)
            self.recorded.start(self.location, below=self.below)
        path, below, describe = self.location.path, self.below, describer()
        self._listing, self._stale = True, False
        self._folders = {path}
        self._seen = set()
        self._pending = []
        if not self.model.total:
            self.stack.show_loading()
        self._say_reading.start()
        self.context.tasks.stream(
            self,
            lambda cancel: read_pages(store, path, describe, known, cancel, below=below),
            FolderPane._take_page,
            done=FolderPane._listed,
            failed=FolderPane._failed,
            key="list",
        )

    def _take_page(self, page: Page) -> None:
        self._error = None
        if page.folder is not None:
            self.editing.take_folder(page.folder)
            self.node_changed.emit(page.folder)
        if page.within is not None:
            self._folders.add(page.within)
        self._seen.update(page.paths)
        if not page.rows:
            return
        self._pending.extend(page.rows)
        if not self.model.total:
            self._put_pending()
        elif not self._put_soon.isActive():
            self._put_soon.start()

    @Slot()
    def _put_pending(self) -> None:
        """Show what arrived: once for all pages that wait, so that scrolling stays smooth."""
        self._put_soon.stop()
        rows, self._pending = self._pending, []
        self.model.put(rows)
        self.recorded.want(row.path for row in rows if row.node.type is NodeType.RUN)
        self._update_view()
        self.kept.select_again()
        self.editing.rename_new()

    def _listed(self) -> None:
        self._complete = True
        self._end_listing()
        gone = [path for path in self.model.paths() if path not in self._seen]
        self.recorded.forget(gone)
        self.model.remove(gone)
        self._update_view()
        self.toolbar.set_types(self.model.types())
        nodes = self.model.nodes()
        self.context.tasks.run(
            self.model,
            lambda _cancel: read_time_parts(nodes),
            ListingModel.set_time_parts,
            key="names",
        )
        self.kept.select_again()
        self.kept.forget()
        if self._stale:
            self._list_again()

    def _failed(self, error: EmError) -> None:
        self._error = error
        self._end_listing()

    @Slot()
    def _stop(self) -> None:
        self.context.tasks.cancel_all(self)
        self._end_listing()
        self.bar.set_stopped()

    def _end_listing(self) -> None:
        if self._pending:
            self._put_pending()
        self._listing = False
        self._say_reading.stop()
        self.bar.set_reading(None)
        self._update_view()

    @Slot()
    def _show_progress(self) -> None:
        if self._listing:
            count = self.model.total
            self.bar.set_reading(count)
            self.stack.loading.set_progress(self.tr("Reading, %Ln item(s) so far", "", count))

    def apply_changes(self, changes: Changes) -> None:
        """Update the rows that changed; list again where children came or went."""
        self.views.apply_changes(changes)
        folders = self._folders
        moved = {
            new: old for old, new in changes.moved if old in self.model and new.parent in folders
        }
        if changes.reset:
            self.refresh()
        elif not folders.isdisjoint(changes.parents | changes.nodes):
            self._list_again()
        self.model.remove(
            path for path in changes.removed if path in self.model and path not in moved.values()
        )
        touched = {path for path in changes.nodes | changes.parents if path in self.model}
        for path in touched:
            self.model.forget_size(path)
        come = {path for path in changes.nodes if path.parent in folders and not self.below}
        if touched or moved or come:
            self._read_again(touched | set(moved) | come, moved)
        self._update_view()

    def _list_again(self) -> None:
        if self._listing:  # what is under way may have missed it: once more afterwards
            self._stale = True
        else:
            self._list(self.model.known())

    def _read_again(self, paths: set[NodePath], moved: dict[NodePath, NodePath]) -> None:
        try:
            store = self.store
        except EmError:  # the page says so
            return
        words = describer()
        self.context.tasks.run(
            self,
            lambda cancel: read_again(store, paths, moved, words, cancel),
            FolderPane._take_fresh,
        )

    def _take_fresh(self, fresh: Fresh) -> None:
        self.model.move(fresh.moved)
        self.model.put(fresh.rows)
        self.model.remove(fresh.gone)
        self.recorded.forget(fresh.gone)
        rows = [*fresh.rows, *(row for _, row in fresh.moved)]
        self._seen.update(row.path for row in rows)
        self.recorded.want((row.path for row in rows if row.node.type is NodeType.RUN), first=True)
        self._update_view()
        self._settle.start()

    def relocate(self, location: Location) -> None:
        self.location = location
        self.views.relocate(location)
        self.model.clear()
        self.refresh()

    def watched(self) -> frozenset[NodePath]:
        """The folder, those below it that are shown with it, and the rows that can be seen."""
        folders = sorted(self._folders, key=_depth)[:_MOST_WATCHED]
        return self._visible_paths() | {self.location.path, *folders}

    @Slot(bool)
    def set_below(self, below: bool) -> None:
        """Show what is in subfolders too, or no longer."""
        if below != self.below:
            self.below = below
            self.toolbar.set_below(below=below)
            if self._followed is not None:
                self._followed = None
                self.refresh()

    def show_expected(self) -> None:
        """Rows were changed before the store has answered."""
        self._update_view()
        self._settle.start()

    # What is shown

    def _update_view(self) -> None:
        self.viewing.follow_rows()
        shown, total = self.model.rowCount(), self.model.total
        self.bar.set_count(shown, total)
        self.toolbar.set_result(shown, total if self._complete else None)
        if self._listing and self.bar.count_text and not self._say_reading.isActive():
            self.bar.set_reading(total)
        if shown:
            self.stack.show_content()
        elif self._error is not None:
            states.show_error(self.stack, self._error, self._retry)
        elif total:
            states.show_no_match(self.stack, total, self._clear_filter)
        elif self._followed is not None and not self._listing:
            states.show_empty(self.stack)
        self._update_ticker()

    @Slot()
    def _rows_settled(self) -> None:
        """Scrolling or sorting is over: look after the rows that can be seen now."""
        if not self.isVisible():
            return
        self.context.stores.set_watched(self, self.location.store_id, self._visible_paths())
        self.recorded.prefer(self._visible_paths())
        if self.columns.shows(Column.SIZE):
            everything = self.model.query.column is Column.SIZE
            visible = self.model.unmeasured(self.table.visible_rows())
            wanted = visible + (self.model.unmeasured() if everything else [])
            if wanted:
                self._sizes.want(self.store, wanted)

    def _visible_paths(self) -> frozenset[NodePath]:
        return frozenset(self.model.row(place).path for place in self.table.visible_rows())

    @Slot()
    def _sizes_drained(self) -> None:
        if self.model.query.column is Column.SIZE:
            self.model.sort_again()

    def _update_ticker(self) -> None:
        if self.isVisible() and self.model.has_ticking():
            if not self._ticker.isActive():
                self._ticker.start()
        else:
            self._ticker.stop()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._update_ticker()
        self._settle.start()
        self._selected_before = None
        self._select_soon.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        self._ticker.stop()
        self.context.stores.set_watched(self, self.location.store_id, ())

    @Slot(str)
    def _take_row_height(self, key: str) -> None:
        if key == ROW_HEIGHT.key:
            self.table.set_row_height(_ROW_HEIGHTS[self.context.settings.get(ROW_HEIGHT)])

    # Filter and sort

    @Slot()
    def _filter(self) -> None:
        self.set_query(self.filter.query(self.model.query))
        if self.recorded.settled:
            self.filter.check_names()

    @Slot(object, bool, bool)
    def _sort(self, column: AnyColumn, descending: bool, further: bool) -> None:
        self.set_query(sorted_by(self.model.query, column, descending=descending, further=further))

    @Slot()
    def _take_recorded(self) -> None:
        """More is known of what the Runs recorded."""
        self.recorded.examine([row.digest for row in self.model.rows() if row.digest is not None])
        if self.model.query.asks_runs:
            self.model.sort_again()
        self._update_view()

    @Slot(object)
    def _take_columns(self, found: list[FoundColumn]) -> None:
        self.columns.set_found(found)
        if self.recorded.settled:
            self.filter.check_names()

    def set_query(self, query: Query) -> None:
        """Show other rows, or in another order."""
        self.model.set_query(query)
        self.table.show_sort(query)
        self._update_view()
        self._settle.start()
        self.viewing.follow_filter()

    def start_search(self) -> None:
        if not self.views.start_search():
            self.toolbar.focus_filter()

    # Selection and what is done with it

    def selected(self) -> tuple[Node, ...]:
        return self.table.selected_nodes()

    def start_renaming(self) -> bool:
        return self.table.start_renaming()

    @Slot()
    def _tell_selection(self) -> None:
        nodes = self.selected()
        self.bar.set_selected(
            len(nodes),
            on_disk=self.verbs.is_on_disk,
            editable=self.editing.is_possible,
            shareable=self.verbs.is_shareable,
            runs=sum(node.type is NodeType.RUN for node in nodes),
        )
        paths = tuple(node.path for node in nodes)
        if self.isVisible() and paths != self._selected_before:
            self._selected_before = paths
            store_id = self.location.store_id
            chosen = tuple(Location(store_id, path) for path in paths) or (self.location,)
            self.context.inspect_requested.emit(chosen)

    # State and texts

    def save_state(self) -> dict[str, Any]:
        return self.kept.save()

    def restore_state(self, state: dict[str, Any]) -> None:
        self.kept.restore(state)

    def retranslate(self) -> None:
        self.toolbar.retranslate()
        self.bar.retranslate()
        self.groups.retranslate()
        self.views.retranslate()
        self.model.retranslate()
        self.table.setAccessibleName(self.tr("Items in this folder"))
        self._retry.setText(self.tr("Try again"))
        self._clear_filter.setText(self.tr("Clear filter"))
        if not self._listing:
            self._update_view()
