"""The files of a node: a tree, and a preview of the current file."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.operations import Changes
from em_desktop.errors import EmError
from em_desktop.formats.source import ObjectInfo
from em_desktop.gui import theme, wording
from em_desktop.gui.context import Context, Location
from em_desktop.gui.counted import content_text
from em_desktop.gui.models.file_tree import FileColumn, Update
from em_desktop.gui.models.files import FilesModel
from em_desktop.gui.models.listing_rows import words_of
from em_desktop.gui.panes.files.arrivals import Arrivals
from em_desktop.gui.panes.files.editing import FilesEditing
from em_desktop.gui.panes.files.file_actions import ChosenFile
from em_desktop.gui.panes.files.preview import PreviewPanel
from em_desktop.gui.panes.files.reading import Listed, Order, arrange_files, read_files
from em_desktop.gui.panes.files.tree import FilesTree, file_icon
from em_desktop.gui.widgets import Divider, IconButton, Menu, SearchField, StateStack, TextLabel

_OPEN_ALL_UP_TO = 2000
_WIDTHS = (380, 620)


class FilesView(QWidget):
    """Tree and preview; reads through the tasks, and follows changes of the node."""

    count_changed = Signal(int)
    problems_changed = Signal(tuple)

    def __init__(self, context: Context, location: Location, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.location = location
        self.model = FilesModel(self)
        self.tree = FilesTree(self.model, self)
        self.preview = PreviewPanel(context, self)
        self.stack = StateStack(self.tree, self, row_height=28)
        self.node: Node | None = None
        self.arrivals = Arrivals(context, self)
        self.arrivals.set_location(location)
        self.editing = FilesEditing(context, self)
        self._add = IconButton("add", "", self)
        self._add_first = QAction(theme.icon("add"), "", self)
        self._filter = SearchField("", self, icon="filter")
        self._count = TextLabel("", "small", "muted", self)
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._objects: dict[str, ObjectInfo] = {}
        self._order = Order()
        self._read = False
        self._error: EmError | None = None
        self._wanted = ""
        self._retry = QAction(theme.icon("refresh"), "", self)
        self._retry.triggered.connect(self.refresh)
        self._clear_filter = QAction(self)
        self._clear_filter.triggered.connect(self._filter.clear)
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        theme.set_look(self, area="surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        top = QHBoxLayout()
        top.setContentsMargins(theme.space.card, theme.space.control, theme.space.card, 8)
        top.setSpacing(theme.space.icon)
        top.addWidget(self._filter)
        top.addWidget(self._add)
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(Divider(parent=left))
        column.addWidget(self.stack, 1)
        column.addWidget(Divider(parent=left))
        self._count.setContentsMargins(theme.space.page, 7, theme.space.page, 7)
        column.addWidget(self._count)
        self._splitter.addWidget(left)
        self._splitter.addWidget(self.preview)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(1)
        self._splitter.setStretchFactor(0, 0)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([theme.scaled(width) for width in _WIDTHS])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._splitter, 1)
        layout.addWidget(self.arrivals)

    def _connect(self) -> None:
        self._filter.textChanged.connect(self._take_filter)
        self.tree.shown.connect(self._show_key)
        self.tree.activated_file.connect(self._open_file)
        self._add.clicked.connect(self.editing.choose_files)
        self._add_first.triggered.connect(self.editing.choose_files)
        self.tree.sort_requested.connect(self._sort)
        self.tree.customContextMenuRequested.connect(self._show_menu)
        self.preview.step_requested.connect(self._step)

    # Reading

    @Slot()
    def refresh(self) -> None:
        """List the files again; what is shown stays until then."""
        try:
            store = self.context.stores.store(self.location.store_id)
        except EmError as error:
            self._failed(error)
            return
        path, order, tree = self.location.path, self._order, self.model.tree
        if not self._read:
            self.stack.show_loading()
        self.context.tasks.run(
            self,
            lambda cancel: read_files(store, path, order, tree, cancel),
            FilesView._take_files,
            failed=FilesView._failed,
            key="files",
        )

    def want(self, key: str) -> None:
        """Make a file the current one when it is there."""
        self._wanted = key

    def apply_changes(self, changes: Changes) -> None:
        """Read again if the node's files may be others."""
        if changes.touches(self.location.path):
            self.refresh()

    def relocate(self, location: Location) -> None:
        """The node moved; it is the same node."""
        self.location = location
        self.arrivals.set_location(location)
        self.preview.clear()
        self.refresh()

    def _take_files(self, listed: Listed) -> None:
        before = self._objects
        self._objects, self._read, self._error = listed.objects, True, None
        self.node = listed.node
        self._add.setVisible(self.editing.is_possible)
        self.model.set_editable(self.editing.why_kept if self.editing.is_possible else None)
        self._take_tree(listed.update)
        self.count_changed.emit(listed.update.tree.total)
        shown = self.preview.file
        if self._wanted in self._objects and shown is not None:
            wanted, self._wanted = self._wanted, ""
            self.tree.show_file(wanted)
        elif shown is None:
            self._show_first()
        elif (info := self._objects.get(shown.key)) is None:
            self.preview.clear()
        elif before.get(shown.key) not in (None, info):
            self.preview.reload()

    def _take_tree(self, update: Update) -> None:
        open_all = bool(self._order.words) and update.tree.shown <= _OPEN_ALL_UP_TO
        self.tree.show_tree(update, open_all=open_all)
        self._update_view()

    def _failed(self, error: EmError) -> None:
        self._error = error
        self._update_view()

    def _arrange(self, order: Order) -> None:
        self._order = order
        if not self._read:
            return
        objects, tree = self._objects, self.model.tree
        self.context.tasks.run(
            self,
            lambda _cancel: arrange_files(objects, order, tree),
            FilesView._take_tree,
            key="arrange",
        )

    # What is shown

    def _update_view(self) -> None:
        tree = self.model.tree
        if self._error is not None and not tree.total:
            words = wording.error_words(self._error)
            text = words.message
            self.stack.show_state(
                "alert", words.title, text, [self._retry], str(self._error), token="st_error"
            )
        elif tree.shown:
            self.stack.show_content()
        elif tree.total:
            self.stack.show_state(
                "filter",
                self.tr("Nothing matches this filter"),
                self.tr("No file here has all of these words in its path."),
                [self._clear_filter],
            )
        elif self._read and self.editing.is_possible:
            text = self.tr("Drop files and folders here, or choose some.")
            self.stack.show_state("files", self.tr("No files"), text, [self._add_first])
        elif self._read:
            self.stack.show_state(
                "files", self.tr("No files"), self.tr("Files that are added appear by themselves.")
            )
        self._write_count()

    def _write_count(self) -> None:
        tree = self.model.tree
        total, shown = wording.count_text(tree.total), wording.count_text(tree.shown)
        filtered = bool(self._order.words)
        self._filter.set_result(
            self.tr("{shown} of {total}").format(shown=shown, total=total) if filtered else ""
        )
        self._count.setText(content_text(tree.root.size, tree.shown))

    def _show_first(self) -> None:
        """Show the file that was shown before, a readme, or simply the first one."""
        tree = self.model.tree
        files = tree.files_in_order()
        if not files:
            return
        readme = (entry for entry in files if entry.name.casefold().startswith("readme"))
        wanted = tree.by_key.get(self._wanted) if self._wanted else None
        self._wanted = ""
        self.tree.show_file((wanted or next(readme, files[0])).key)

    @Slot(str)
    def _show_key(self, key: str) -> None:
        if not key or key.endswith("/"):
            return
        file = ChosenFile(self.location, key, NodeType.RUN)
        if file != self.preview.file:
            self.preview.show_file(file)
            self.preview.set_steps(shown=file_icon(key) == "image_file" and len(self._images()) > 1)

    def _images(self) -> list[str]:
        files = self.model.tree.files_in_order()
        return [entry.key for entry in files if file_icon(entry.key) == "image_file"]

    @Slot(int)
    def _step(self, step: int) -> None:
        images, shown = self._images(), self.preview.file
        if shown is not None and shown.key in images:
            place = (images.index(shown.key) + step) % len(images)
            self.tree.show_file(images[place])

    @Slot(str)
    def _open_file(self, key: str) -> None:
        self._show_key(key)
        self.preview.verbs.open_with_system()

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        menu = Menu("", self.tree)
        menu.aboutToHide.connect(menu.deleteLater)
        if [key for key in self.tree.selected_keys if not key.endswith("/")] == [
            self.tree.current_key
        ]:
            self.preview.verbs.fill(menu)
        self.editing.fill(menu)
        if not menu.isEmpty():
            menu.popup(self.tree.viewport().mapToGlobal(place))

    # Filter, sort, state, texts

    @Slot(str)
    def _take_filter(self, text: str) -> None:
        self._arrange(Order(words_of(text), self._order.column, self._order.descending))

    @Slot(object, bool)
    def _sort(self, column: FileColumn, descending: bool) -> None:
        self._arrange(Order(self._order.words, column, descending))

    def start_search(self) -> None:
        """Move the focus to the filter field."""
        self._filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._filter.selectAll()

    def save_state(self) -> dict[str, Any]:
        """What to restore when the window comes back."""
        shown = self.preview.file
        return {
            "filter": self._filter.text(),
            "file": shown.key if shown is not None else "",
            "open": self.tree.open_directories[:1000],
            "widths": self._splitter.sizes(),
        }

    def restore_state(self, state: dict[str, Any]) -> None:
        """Take back what `save_state` gave; wrong values are ignored."""
        text, file, opened = state.get("filter"), state.get("file"), state.get("open")
        widths = state.get("widths")
        if isinstance(opened, list) and opened:
            self.tree.set_open_directories({key for key in opened if isinstance(key, str)})
        if isinstance(file, str):
            self._wanted = file
        if isinstance(text, str):
            self._filter.setText(text)
        if isinstance(widths, list) and all(type(width) is int and width > 0 for width in widths):
            self._splitter.setSizes(widths)

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self._filter.set_placeholder(self.tr("Filter files"))
        self.tree.setAccessibleName(self.tr("Files"))
        self._add.set_name(self.tr("Add files..."))
        self._add_first.setText(self.tr("Add files..."))
        self._retry.setText(self.tr("Try again"))
        self._clear_filter.setText(self.tr("Clear filter"))
        if self._read:
            self._update_view()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
