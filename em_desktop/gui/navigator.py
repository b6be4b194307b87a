"""The panel at the left: what is pinned, and the trees of all open stores."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QModelIndex,
    QPoint,
    QSignalBlocker,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QVBoxLayout, QWidget

from em_desktop.domain.nodes import Node
from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.gui import theme
from em_desktop.gui.bookmarks import Bookmarks
from em_desktop.gui.comparison_rows import ComparisonRows
from em_desktop.gui.context import Context, Location
from em_desktop.gui.dragging import drag
from em_desktop.gui.drop_hint import DropHint
from em_desktop.gui.dropping import DropTarget, DropZone
from em_desktop.gui.gestures import Picked
from em_desktop.gui.models.tree import TreeModel
from em_desktop.gui.models.tree_row import Row, RowKind
from em_desktop.gui.navigator_delegate import NavigatorDelegate
from em_desktop.gui.navigator_tree import ServersHeading, StoreTree
from em_desktop.gui.pinned import PinnedList
from em_desktop.gui.places import moved
from em_desktop.gui.server_names import is_server
from em_desktop.gui.trash_rows import TrashRows
from em_desktop.gui.widgets import IconButton, Paragraph, TextLabel

_WATCHED_RUNS = 200


class Navigator(QWidget):
    """Pinned nodes over the open stores; tells the context what to open and to inspect."""

    add_wanted = Signal()
    """The user wants to open a folder."""
    connect_wanted = Signal()
    """The user wants to connect to a server."""
    account_menu_wanted = Signal(str, QPoint)
    """Show the menu of the account that is known by this name."""
    menu_wanted = Signal(object, QPoint)
    """Show the menu of this `Location` at this place."""
    changed = Signal()
    """Folders were expanded or collapsed."""
    files_dropped = Signal(object)
    """Files were dropped beside the rows: list of `Path`."""

    def __init__(
        self, context: Context, bookmarks: Bookmarks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._expanded: set[Location] = set()
        self._reveal: Location | None = None
        self._revealing = False
        self._followed: Location | None = None
        self._awaited: Location | None = None
        self._has_chosen = False
        self.model = TreeModel(context, self)
        self.tree = StoreTree(self)
        self.pinned = PinnedList(context, bookmarks, self)
        self.comparisons = ComparisonRows(context, self)
        self.trash = TrashRows(context, self)
        self._pinned_title = TextLabel("", "section", "text2", self)
        self._title = TextLabel("", "section", "text2", self)
        self._add = IconButton("add", "", self, side=24, icon_side=14)
        self._nothing = Paragraph("small", "muted", self)
        self._servers = TextLabel("", "section", "text2", self)
        self._connect_button = IconButton("add", "", self, side=24, icon_side=14)
        self._no_server = Paragraph("small", "muted", self)
        self._heading: ServersHeading | None = None
        self._known_accounts: set[str] = set()
        self._watch_timer = QTimer(self)
        self._watch_timer.setSingleShot(True)
        self._watch_timer.setInterval(0)
        self._lay_out()
        self._connect(bookmarks)
        self.retranslate()
        self._show_sections()

    def _lay_out(self) -> None:
        self.setProperty("area", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(theme.size.navigator_least)
        self.setMaximumWidth(theme.size.navigator_most)
        self.tree.setModel(self.model)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.tree.setDragEnabled(True)
        delegate = NavigatorDelegate(self.model)
        delegate.is_refused = self._is_refused
        self.tree.setItemDelegate(delegate)
        self.tree.drop_zone = DropZone(
            self.tree, self._context, self._drop_target, opens_folders=True
        )
        self._drop_hint = DropHint(self.tree)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.space.icon, 0, 0)
        column.setSpacing(0)
        column.addLayout(_header(self._pinned_title))
        column.addLayout(_inset(self.pinned))
        column.addWidget(self.comparisons)
        column.addLayout(_header(self._title, self._add))
        column.addLayout(_inset(self._nothing, theme.space.card, theme.space.control))
        self._trees = _inset(self.tree)
        column.addLayout(self._trees)
        column.addLayout(_header(self._servers, self._connect_button))
        column.addLayout(_inset(self._no_server, theme.space.card, theme.space.card))
        self._filler = QWidget(self)
        column.addWidget(self._filler, 1)
        column.addWidget(self.trash)

    def _connect(self, bookmarks: Bookmarks) -> None:
        stores = self._context.stores
        self._add.clicked.connect(self.add_wanted)
        self._connect_button.clicked.connect(self.connect_wanted)
        self._watch_timer.timeout.connect(self._watch)
        self.tree.opened.connect(self._open)
        self.tree.menu_wanted.connect(self._want_menu)
        self.tree.drag_wanted.connect(self._drag)
        if self.tree.drop_zone is not None:
            self.tree.drop_zone.elsewhere.connect(self.files_dropped)
            self.tree.drop_zone.changed.connect(self._show_hint)
        later = Qt.ConnectionType.QueuedConnection  # the editor is closed before the row moves
        self.model.rename_wanted.connect(self._rename, later)
        self.tree.expanded.connect(self._note_expanded)
        self.tree.collapsed.connect(self._note_collapsed)
        self.tree.selectionModel().selectionChanged.connect(self._inspect)
        self.model.folder_read.connect(self._folder_read)
        self.model.dataChanged.connect(self._context.nodes_shown)
        self.model.rowsInserted.connect(self._rows_inserted)
        bookmarks.changed.connect(self._show_sections)
        self.pinned.node_menu_wanted.connect(self.menu_wanted)
        stores.opened.connect(self._show_sections)
        stores.closed.connect(self._show_sections)
        stores.availability_changed.connect(self._store_available)
        stores.changed.connect(self._store_changed)

    # What is selected and expanded

    def selected(self) -> Location | None:
        """The node of the current row, or of the first selected one."""
        indexes = self.tree.selectionModel().selectedIndexes()
        current = self.tree.currentIndex()
        first = current if current in indexes or not indexes else indexes[0]
        return self.model.location_at(first) if indexes else None

    def picked(self) -> Picked | None:
        """The selected nodes, of the current row's store; not the stores themselves."""
        at = self.selected()
        if at is None:
            return None
        rows = [self.model.row_at(each) for each in self.tree.selectionModel().selectedIndexes()]
        nodes = [
            row.node
            for row in rows
            if row is not None
            and row.node is not None
            and row.kind is RowKind.NODE
            and row.store_id == at.store_id
        ]
        return Picked.of(at.store_id, nodes) if nodes else None

    def known_folders(self) -> list[tuple[Location, Node]]:
        """The stores and folders that were read, in the order of the tree."""
        found = []
        for info in self._context.stores.infos():
            root = self.model.rows.find(info.id, ROOT)
            rows = [] if root is None else [root]
            rows += sorted(self.model.rows.nodes(info.id), key=lambda row: row.path)
            found += [
                (Location(info.id, row.path), row.node)
                for row in rows
                if row.node is not None and row.node.is_folder
            ]
        return found

    def start_renaming(self, location: Location) -> bool:
        """Let the user write another name in the node's row; whether there is such a row."""
        index = self.model.index_of(location)
        if not index.isValid() or not self.isVisible():
            return False
        self.tree.setCurrentIndex(index)
        self.tree.scrollTo(index)
        self.tree.setFocus()
        self.tree.edit(index)
        return True

    def focused_node(self) -> Location | None:
        """The selected node, if the keyboard focus is in this panel."""
        if self.tree.hasFocus():
            return self.selected()
        return self.pinned.selected() if self.pinned.hasFocus() else None

    def expanded(self) -> tuple[Location, ...]:
        """The folders that the user expanded, also where they can't be shown now."""
        return tuple(sorted(self._expanded, key=lambda each: (each.store_id, each.path)))

    def expand(self, locations: Iterable[Location]) -> None:
        """Expand these folders as soon as they are there."""
        for location in sorted(locations, key=lambda each: len(each.path.parts)):
            self._expanded.add(location)
            self._expand_shown(location)

    def reveal(self, location: Location | None) -> None:
        """Select a node's row; the folders above it are expanded where need be."""
        self._reveal = location
        self._continue_reveal()

    def await_page(self, location: Location) -> None:
        """A page is on its way; the user may choose another row before it is there."""
        if location != self._awaited:
            self._awaited, self._has_chosen = location, False

    def follow(self, location: Location) -> None:
        """Reveal where a page is; once, for the user may be choosing another row by now."""
        if location != self._followed:
            self._followed = location
            if location != self._awaited or not self._has_chosen:
                self.reveal(location)
        self._awaited = None

    def refresh(self) -> None:
        """Read all expanded folders again."""
        for info in self._context.stores.infos():
            self.model.refresh(Location(info.id, ROOT))

    def _continue_reveal(self) -> None:
        location = self._reveal
        if location is None:
            return
        for path in location.path.ancestors():
            above = self.model.index_of(Location(location.store_id, path))
            if not above.isValid():
                return
            if not self.tree.isExpanded(above):
                self.tree.expand(above)
        index = self.model.index_of(location)
        if index.isValid():
            self._reveal = None
            self._revealing = True
            self.tree.setCurrentIndex(index)
            self.tree.scrollTo(index)
            self._revealing = False

    def _expand_shown(self, location: Location) -> None:
        index = self.model.index_of(location)
        if index.isValid() and self.model.hasChildren(index):
            self.tree.expand(index)

    @Slot(QModelIndex)
    def _note_expanded(self, index: QModelIndex) -> None:
        location = self.model.location_at(index)
        if location is not None:
            self._expanded.add(location)
        self._watch_timer.start()
        self.changed.emit()

    @Slot(QModelIndex)
    def _note_collapsed(self, index: QModelIndex) -> None:
        location = self.model.location_at(index)
        if location is not None:
            self._expanded.discard(location)
        self._watch_timer.start()
        self.changed.emit()

    @Slot(QModelIndex, int, int)
    def _rows_inserted(self, parent: QModelIndex, first: int, last: int) -> None:
        for position in range(first, last + 1):
            index = self.model.index(position, 0, parent)
            if self.model.location_at(index) in self._expanded:
                QTimer.singleShot(0, self, self._expand_wanted)
                return

    @Slot()
    def _show_accounts(self) -> None:
        """Open what is new of them, and put its button into the heading above them."""
        rows = self.model.rows.accounts()
        for row in rows:
            if row.name not in self._known_accounts:
                self.tree.expand(self.model.index_of_row(row))
        self._known_accounts = {row.name for row in rows}
        index = self.model.index_of_heading()
        if index.isValid() and self.tree.indexWidget(index) is None:
            self._heading = ServersHeading(self.tree.viewport())
            self._heading.connect_wanted.connect(self.connect_wanted)
            self.tree.setIndexWidget(index, self._heading)

    @Slot()
    def _expand_wanted(self) -> None:
        for location in self.expanded():
            self._expand_shown(location)

    @Slot(object)
    def _folder_read(self, _location: Location) -> None:
        self._continue_reveal()
        self._watch_timer.start()

    # What the user does

    @Slot(QModelIndex, bool)
    def _open(self, index: QModelIndex, new_tab: bool) -> None:
        location = self.model.location_at(index)
        if location is not None:
            self._context.open(location, new_tab=new_tab)
        else:
            self.model.activate(index)

    @Slot(QItemSelection)
    def _inspect(self) -> None:
        location, picked = self.selected(), self.picked()
        if location is not None and not self._revealing:
            self._has_chosen = self.tree.hasFocus()
            several = () if picked is None else picked.locations
            self._context.inspect_requested.emit(several if location in several else (location,))

    @Slot(QModelIndex, QPoint)
    def _want_menu(self, index: QModelIndex, place: QPoint) -> None:
        location, account = self.model.location_at(index), self.model.account_at(index)
        if location is not None:
            self.menu_wanted.emit(location, place)
        elif account:
            self.account_menu_wanted.emit(account, place)

    # Dragging and dropping

    @Slot()
    def _drag(self) -> None:
        picked = self.picked()
        if picked is not None:
            drag(self.tree, self._context, picked)

    def _drop_target(self, place: QPoint) -> DropTarget | None:
        index = self.tree.indexAt(place)
        row = self.model.row_at(index)
        if row is None or row.kind not in {RowKind.STORE, RowKind.NODE} or row.node is None:
            return None
        return DropTarget(Location(row.store_id, row.path), row.node, index)

    @Slot()
    def _show_hint(self) -> None:
        """Say what a drop below all rows does; rows say it themselves."""
        hint = None if self.tree.drop_zone is None else self.tree.drop_zone.hint
        if hint is None or hint.row.isValid():
            self._drop_hint.hide()
        else:
            self._drop_hint.show_hint(hint.text, possible=hint.is_possible)

    def _is_refused(self, row: Row) -> bool:
        zone = self.tree.drop_zone
        if zone is None or row.node is None:
            return False
        return zone.refuses(Location(row.store_id, row.path), row.node)

    @Slot(object, object, str)
    def _rename(self, location: Location, node: Node, name: str) -> None:
        self._context.gestures.rename(location.store_id, node, name, self)

    # What happens to the stores

    @Slot()
    def _show_sections(self) -> None:
        ids = [info.id for info in self._context.stores.infos()]
        has_server = any(map(is_server, ids))
        self.tree.setVisible(bool(ids))
        self._column.setStretchFactor(self._trees, 1 if ids else 0)
        self._filler.setVisible(not ids)
        self._nothing.setVisible(all(map(is_server, ids)))
        for widget in (self._servers, self._connect_button, self._no_server):
            widget.setVisible(not has_server)
        if has_server:
            QTimer.singleShot(0, self, self._show_accounts)
        has_pins = self.pinned.count() > 0
        self._pinned_title.setVisible(has_pins)
        self.pinned.setVisible(has_pins)

    @Slot(str)
    def _store_available(self, store_id: str) -> None:
        self._followed = None
        if self._context.stores.root(store_id) is None:
            self._reveal = None
            with QSignalBlocker(self.tree):  # it stays among the wanted ones
                self.tree.collapse(self.model.index_of(Location(store_id, ROOT)))
        self._expand_wanted()

    @Slot(str, object)
    def _store_changed(self, store_id: str, changes: Changes) -> None:
        if changes.moved:
            self._expanded = {moved(each, store_id, changes) for each in self._expanded}

    @Slot()
    def _watch(self) -> None:
        """Ask to hear of the expanded folders and of the running Runs that are shown in them."""
        for info in self._context.stores.infos():
            watched: set[NodePath] = set()
            for row in self.model.rows.folders(info.id):
                index = self.model.index_of(Location(info.id, row.path))
                if self.tree.isExpanded(index):
                    watched.add(row.path)
            running = [
                row.path for row in self.model.rows.running(info.id) if row.path.parent in watched
            ]
            self._context.stores.set_watched(self, info.id, watched | set(running[:_WATCHED_RUNS]))

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self._pinned_title.setText(self.tr("Pinned"))
        self._title.setText(self.tr("This computer"))
        self._add.set_name(self.tr("Open folder"))
        self._nothing.set_text(self.tr("Folders that you open are listed here."))
        self._servers.setText(self.tr("Servers"))
        self._connect_button.set_name(self.tr("Connect to a server"))
        self._no_server.set_text(self.tr("Servers that you connect to are listed here."))
        self.tree.setAccessibleName(self.tr("Folders and servers"))
        self.pinned.setAccessibleName(self.tr("Pinned"))
        self.tree.viewport().update()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _inset(view: QWidget, side: int = theme.space.icon, below: int = 0) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(side, 0, side, below)
    row.addWidget(view)
    return row


def _header(title: TextLabel, button: IconButton | None = None) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(theme.space.card, 0, theme.space.control, 0)
    theme.set_lengths(title, height="section_header")
    row.addWidget(title, 1)
    if button is not None:
        row.addWidget(button)
    return row
