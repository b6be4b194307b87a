"""The tree of a node's files."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyleOptionViewItem, QWidget

from em_desktop.domain.paths import printable
from em_desktop.formats.preview.kinds import suffix_of
from em_desktop.gui import theme
from em_desktop.gui.models.file_tree import FILE_COLUMNS, Entry, FileColumn, Update
from em_desktop.gui.models.files import FilesModel
from em_desktop.gui.name_editor import NameEditor
from em_desktop.gui.naming_delegate import NamingDelegate
from em_desktop.gui.widgets import RowState, TreeView, paint_text, text_width
from em_desktop.gui.widgets.painting import RIGHT

Index = QModelIndex | QPersistentModelIndex
_OPEN_UP_TO = 200
_WIDTHS = {FileColumn.SIZE: 84, FileColumn.MODIFIED: 104}
_LEAST_NAME = 140
_ICONS = {
    "image_file": ("png", "jpg", "jpeg", "gif", "bmp", "webp", "svg", "tif", "tiff"),
    "code_file": ("py", "json", "yaml", "yml", "toml", "js", "ts", "c", "cpp", "h", "sh", "ipynb"),
    "table_file": ("csv", "tsv", "parquet", "xlsx"),
    "text_file": ("txt", "md", "log", "rst", "ini", "cfg"),
    "data_file": ("npy", "npz", "safetensors", "pt", "pth", "ckpt", "h5", "hdf5", "onnx", "joblib"),
    "archive_file": ("zip", "gz", "tar", "tgz", "bz2", "xz", "7z", "zst"),
    "audio_file": ("wav", "mp3", "flac", "ogg"),
    "video_file": ("mp4", "mov", "avi", "mkv", "webm"),
}
_ICON_OF = {suffix: icon for icon, suffixes in _ICONS.items() for suffix in suffixes}


def file_icon(key: str) -> str:
    """The icon's name for a file."""
    return _ICON_OF.get(suffix_of(key), "unknown_file")


class FilesDelegate(NamingDelegate):
    """Icon and name, number of files in a directory, size and time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, row_height=28, paints_row=False)

    def paint_cell(
        self,
        painter: QPainter,
        rect: QRectF,
        index: Index,
        state: RowState,
    ) -> None:
        model = index.model()
        if not isinstance(model, FilesModel):
            return
        if FILE_COLUMNS[index.column()] is FileColumn.NAME:
            _paint_name(painter, rect.adjusted(4, 0, -8, 0), model.entry(index), state)
            return
        text = str(model.data(index))
        area = rect.adjusted(8, 0, -12, 0)
        if FILE_COLUMNS[index.column()] is FileColumn.SIZE:
            paint_text(painter, area, text, "small", "text2", RIGHT, tabular=True)
        else:
            paint_text(painter, area, text, "small", "muted")

    def name_editor(self, index: Index, parent: QWidget) -> NameEditor | None:
        model = index.model()
        if not isinstance(model, FilesModel):
            return None
        entry = model.entry(index)
        editor = NameEditor(entry.name, partial(model.why_not, entry), parent)
        if not entry.is_directory:
            editor.select_stem()
        return editor

    def name_left(self, _option: QStyleOptionViewItem) -> int:
        return theme.size.icon + 6


def _paint_name(painter: QPainter, area: QRectF, entry: Entry, state: RowState) -> None:
    side = theme.size.icon
    icon, token = ("folder", "ty_folder") if entry.is_directory else (file_icon(entry.key), "text2")
    theme.paint_icon(painter, QRectF(area.left(), area.top(), side, area.height()), icon, token)
    area.setLeft(area.left() + side + 8)
    name = printable(entry.name)
    width = min(text_width(name, "small"), area.width())
    box = QRectF(area.left(), area.top(), width, area.height())
    elide = Qt.TextElideMode.ElideMiddle
    paint_text(painter, box, name, "small", state.text_token, elide=elide)
    if entry.is_link:
        small = theme.size.icon_small - 2
        mark = QRectF(area.left() + width + 6, area.top(), small, area.height())
        theme.paint_icon(painter, mark, "link", "muted")


class FilesTree(TreeView):
    """Directories and files; what is open stays open when the files change."""

    shown = Signal(str)
    """The current file's key; a directory's ends in a slash; empty for none."""
    activated_file = Signal(str)
    copy_requested = Signal()
    cut_requested = Signal()
    paste_requested = Signal()
    remove_requested = Signal()
    drag_requested = Signal()
    """The user drags the selected files."""
    sort_requested = Signal(object, bool)

    def __init__(self, model: FilesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent, row_height=28)
        self._model = model
        self._open: set[str] = set()
        self._known = False
        self._setting = False
        self.setItemDelegate(FilesDelegate(self))
        self.setModel(model)
        self.setHeaderHidden(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        header = self.header()
        header.setSectionsMovable(False)
        header.setStretchLastSection(False)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for number, column in enumerate(FILE_COLUMNS):
            if column in _WIDTHS:
                header.resizeSection(number, theme.scaled(_WIDTHS[column]))
        header.sectionClicked.connect(self._sort_by)
        self.expanded.connect(self._note_open)
        self.collapsed.connect(self._note_closed)
        self.doubleClicked.connect(self._activate)

    @property
    def current_key(self) -> str:
        """The key of the current row; empty for none."""
        index = self.currentIndex()
        return self._model.entry(index).key if index.isValid() else ""

    @property
    def selected_keys(self) -> list[str]:
        """The keys of the selected rows in order, without those inside a selected directory."""
        rows = self.selectionModel().selectedRows()
        keys: list[str] = []
        for key in sorted(self._model.entry(index).key for index in rows):
            if not any(key.startswith(above) for above in keys if above.endswith("/")):
                keys.append(key)
        return keys

    @property
    def open_directories(self) -> list[str]:
        """The keys of the directories that are open."""
        return sorted(self._open)

    def set_open_directories(self, keys: set[str]) -> None:
        """Open these when the files are there."""
        self._open, self._known = keys, True

    def show_tree(self, update: Update, *, open_all: bool) -> None:
        """Show files; the current one and what is open stay so.

        Args:
            update: the files.
            open_all: open every directory, as after filtering.
        """
        key, scrolled = self.current_key, self.verticalScrollBar().value()
        self._setting = True
        tree = update.tree
        reset = self._model.take(update)
        if reset:
            if open_all or (not self._known and len(tree.entries) <= _OPEN_UP_TO):
                self.expandAll()
            else:
                self._expand(self._open)
            if not open_all and not self._known:
                self._known = True
                self._open = {entry.key for entry in tree.entries if entry.is_directory}
                if len(tree.entries) > _OPEN_UP_TO:
                    self._open = set()
            if key:
                self._make_current(key)
            self.verticalScrollBar().setValue(scrolled)
        self._setting = False

    def show_file(self, key: str) -> bool:
        """Make a file the current one, and visible; whether it is there."""
        return self._make_current(key, scroll=True)

    def _make_current(self, key: str, *, scroll: bool = False) -> bool:
        index = self._model.index_of(key)
        if not index.isValid():
            return False
        flags = QItemSelectionModel.SelectionFlag  # whatever keys are held
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        if scroll:
            self.scrollTo(index)
        return True

    def _expand(self, keys: set[str]) -> None:
        for key in sorted(keys):
            index = self._model.index_of(key)
            if index.isValid():
                self.expand(index)

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802
        super().currentChanged(current, previous)
        self.shown.emit(self._model.entry(current).key if current.isValid() else "")

    @Slot(QModelIndex)
    def _note_open(self, index: QModelIndex) -> None:
        if not self._setting:
            self._open.add(self._model.entry(index).key)

    @Slot(QModelIndex)
    def _note_closed(self, index: QModelIndex) -> None:
        if not self._setting:
            self._open.discard(self._model.entry(index).key)

    @Slot(QModelIndex)
    def _activate(self, index: QModelIndex) -> None:
        entry = self._model.entry(index)
        if entry.is_directory:
            first = index.siblingAtColumn(0)
            self.setExpanded(first, not self.isExpanded(first))
        else:
            self.activated_file.emit(entry.key)

    @Slot(int)
    def _sort_by(self, section: int) -> None:
        header = self.header()
        column = FILE_COLUMNS[section]
        descending = header.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
        self.sort_requested.emit(column, descending)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self._activate(index)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_requested.emit()
        elif event.matches(QKeySequence.StandardKey.Cut):
            self.cut_requested.emit()
        elif event.key() == Qt.Key.Key_F2:
            self.start_renaming()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_requested.emit()
        elif event.key() == Qt.Key.Key_Delete and not event.modifiers():
            self.remove_requested.emit()
        else:
            super().keyPressEvent(event)

    @Slot()
    def start_renaming(self) -> None:
        """Let the user type another name for the current row, if it can have one."""
        index = self.currentIndex().siblingAtColumn(0)
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.scrollTo(index)
            self.edit(index)

    def startDrag(self, _actions: Qt.DropAction) -> None:  # noqa: N802
        self.drag_requested.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        widths = sum(theme.scaled(width) for width in _WIDTHS.values())
        narrow = self.viewport().width() - widths < theme.scaled(_LEAST_NAME)
        self.setColumnHidden(FILE_COLUMNS.index(FileColumn.MODIFIED), narrow)
