"""The item model of a node's files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from em_desktop.domain.naming import comparable
from em_desktop.domain.paths import check_new_name, printable
from em_desktop.errors import AlreadyExistsError, InvalidNameError
from em_desktop.gui import wording
from em_desktop.gui.counted import bytes_text
from em_desktop.gui.models.file_tree import (
    FILE_COLUMNS,
    Entry,
    FileColumn,
    FileTree,
    Update,
    build_tree,
)

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_NAME = FILE_COLUMNS.index(FileColumn.NAME)
_DIRECTORY = (
    Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled
)
_FILE = _DIRECTORY | Qt.ItemFlag.ItemNeverHasChildren
"""Made once, and kept for names: the tree asks all rows for their flags when it lays them out."""


class FilesModel(QAbstractItemModel):
    """A `FileTree`; an index carries the number of its entry, never a pointer."""

    renamed = Signal(str, str)
    """The user gave the file or directory of this key another name."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tree = build_tree(())
        self._now = datetime.now(UTC)
        self._why_kept: Callable[[str], str] | None = None
        self._name_flags: dict[str, Qt.ItemFlag] = {}

    def set_editable(self, why_kept: Callable[[str], str] | None) -> None:
        """Let names be changed; what ``why_kept`` gives a reason for keeps its own.

        Args:
            why_kept: asked with a key; None where no name can be changed.
        """
        self._why_kept = why_kept
        self._name_flags.clear()

    def why_not(self, entry: Entry, name: str) -> str:
        """Why a file can't be given a name, for people; empty where it can."""
        try:
            check_new_name(name)
            above = self._tree.root if entry.parent is None else entry.parent
            taken = comparable(name)
            if any(comparable(one.name) == taken and one is not entry for one in above.members):
                raise AlreadyExistsError(name)
        except (InvalidNameError, AlreadyExistsError) as error:
            return wording.error_words(error).message
        return "" if self._why_kept is None else self._why_kept(f"{above.key}{name}")

    @property
    def tree(self) -> FileTree:
        return self._tree

    def take(self, update: Update) -> bool:
        """Show another tree; whether the view was reset (its open directories are lost then)."""
        self._now = datetime.now(UTC)
        if update.changed is None or update.before is not self._tree:
            self.beginResetModel()
            self._tree = update.tree
            self.endResetModel()
            return True
        self._tree = update.tree
        last = len(FILE_COLUMNS) - 1
        for number in update.changed:
            if number:
                entry = self._tree.entries[number]
                self.dataChanged.emit(self._index(entry, 0), self._index(entry, last))
        return False

    def entry(self, index: Index) -> Entry:
        """The entry of an index; the root for an invalid one."""
        return self._tree.entries[index.internalId()] if index.isValid() else self._tree.root

    def index_of(self, key: str) -> QModelIndex:
        """Where an entry is; invalid if it isn't in the tree."""
        entry = self._tree.by_key.get(key)
        return QModelIndex() if entry is None or not entry.number else self._index(entry, 0)

    def _index(self, entry: Entry, column: int) -> QModelIndex:
        return self.createIndex(entry.row, column, entry.number)

    # What Qt asks

    def index(self, row: int, column: int, parent: Index = _NO_INDEX) -> QModelIndex:
        members = self.entry(parent).members
        if not (0 <= row < len(members) and 0 <= column < len(FILE_COLUMNS)):
            return QModelIndex()
        return self._index(members[row], column)

    def parent(self, index: Index = _NO_INDEX) -> Any:
        above = self.entry(index).parent
        return QModelIndex() if above is None or not above.number else self._index(above, 0)

    def rowCount(self, parent: Index = _NO_INDEX) -> int:  # noqa: N802
        return 0 if parent.column() > 0 else len(self.entry(parent).members)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:  # noqa: N802, ARG002
        return len(FILE_COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry, column = self.entry(index), FILE_COLUMNS[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(entry, column)
            case Qt.ItemDataRole.EditRole:
                return entry.name if column is FileColumn.NAME else None
            case Qt.ItemDataRole.ToolTipRole:
                return _tool_tip(entry, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column_title(FILE_COLUMNS[section])
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(FILE_COLUMNS[section])
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        entry = self.entry(index)
        if index.column() != _NAME or self._why_kept is None:
            return _DIRECTORY if entry.is_directory else _FILE
        flags = self._name_flags.get(entry.key)
        if flags is None:
            flags = _DIRECTORY if entry.is_directory else _FILE
            if not self._why_kept(entry.key):
                flags |= Qt.ItemFlag.ItemIsEditable
            self._name_flags[entry.key] = flags
        return flags

    def setData(  # noqa: N802
        self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """A name was typed: ask for it; it is shown when the store has it."""
        if not index.isValid() or role != Qt.ItemDataRole.EditRole:
            return False
        entry = self.entry(index)
        if value == entry.name or self.why_not(entry, value):
            return False
        self.renamed.emit(entry.key.rstrip("/"), value)
        return True

    def _text(self, entry: Entry, column: FileColumn) -> str:
        match column:
            case FileColumn.NAME:
                return printable(entry.name)
            case FileColumn.SIZE:
                return wording.size_text(entry.size)
            case FileColumn.MODIFIED:
                return wording.time_text(file_time(entry.mtime_ns), self._now)


def file_time(mtime_ns: int) -> datetime:
    """The moment of a file's time stamp; the nearest that can be shown where it is absurd."""
    try:
        return datetime.fromtimestamp(mtime_ns / 1e9, UTC)
    except (OverflowError, ValueError, OSError):
        return (
            datetime.max.replace(tzinfo=UTC) if mtime_ns > 0 else datetime.min.replace(tzinfo=UTC)
        )


def column_title(column: FileColumn) -> str:
    """A column's title."""
    match column:
        case FileColumn.NAME:
            return QCoreApplication.translate("FilesModel", "Name")
        case FileColumn.SIZE:
            return QCoreApplication.translate("FilesModel", "Size")
        case FileColumn.MODIFIED:
            return QCoreApplication.translate("FilesModel", "Modified")


def _tool_tip(entry: Entry, column: FileColumn) -> str:
    match column:
        case FileColumn.NAME:
            return printable(entry.key)
        case FileColumn.MODIFIED:
            return wording.full_time_text(file_time(entry.mtime_ns))
        case FileColumn.SIZE:
            return bytes_text(entry.size)


def _alignment(column: FileColumn) -> Qt.AlignmentFlag:
    right = column is FileColumn.SIZE
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
