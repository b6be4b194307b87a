"""Which columns a folder's table shows, in which order and how wide; kept in the settings."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QPoint, QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from em_desktop.gui import theme
from em_desktop.gui.models.listing import column_title
from em_desktop.gui.models.listing_rows import COLUMNS, HIDDEN_AT_FIRST, Column
from em_desktop.gui.panes.folder.table import NAME, ListingTable
from em_desktop.gui.settings import COLUMNS as COLUMN_SETTINGS
from em_desktop.gui.settings import Settings

_KIND = "folder"
_WIDTHS = {
    Column.CHECK: 34,
    Column.NAME: 240,
    Column.TYPE: 84,
    Column.STATUS: 100,
    Column.LABELS: 132,
    Column.MODIFIED: 104,
    Column.CREATED: 104,
    Column.DURATION: 86,
    Column.SIZE: 84,
}
_LEAST, _MOST = 40, 800
_ALWAYS = frozenset({Column.CHECK, Column.NAME})
_SAVE_AFTER = 300


class ColumnLayout(QObject):
    """Applies the saved columns to a table, and saves what the user changes."""

    changed = Signal()

    def __init__(self, table: ListingTable, settings: Settings) -> None:
        super().__init__(table)
        self._table = table
        self._settings = settings
        self._save_timer = QTimer(self)
        self._save_timer.setSingleShot(True)
        self._save_timer.setInterval(_SAVE_AFTER)
        self._save_timer.timeout.connect(self.save)
        self._apply(settings.get(COLUMN_SETTINGS).get(_KIND))
        header = table.header
        header.sectionResized.connect(self._resized)
        header.sectionMoved.connect(self._moved)
        header.customContextMenuRequested.connect(self._show_menu)

    def shows(self, column: Column) -> bool:
        """Whether the column is visible."""
        return not self._table.header.isSectionHidden(COLUMNS.index(column))

    @property
    def count(self) -> int:
        """Number of visible columns that can be hidden, and the name."""
        return sum(self.shows(column) for column in COLUMNS if column is not Column.CHECK)

    def show_column(self, column: Column, *, shown: bool) -> None:
        """Show or hide a column."""
        self._table.header.setSectionHidden(COLUMNS.index(column), not shown)
        self._save_timer.start()
        self.changed.emit()

    def fill(self, menu: QMenu) -> None:
        """Fill a menu with a check mark for each column."""
        menu.clear()
        for column in COLUMNS:
            if column in _ALWAYS:
                continue
            action = menu.addAction(column_title(column))
            action.setCheckable(True)
            action.setChecked(self.shows(column))
            action.setData(str(column))
            action.triggered.connect(self._toggle)
        menu.addSeparator()
        reset = menu.addAction(theme.icon("reset"), self.tr("Reset columns"))
        reset.triggered.connect(self.reset)

    @Slot()
    def reset(self) -> None:
        """All columns as at first."""
        self._apply(None)
        self._save_timer.start()
        self.changed.emit()

    @Slot()
    def save(self) -> None:
        """Write order, width and visibility into the settings."""
        header = self._table.header
        state = [
            {
                "column": str(COLUMNS[header.logicalIndex(place)]),
                "width": self._width(header.logicalIndex(place)),
                "shown": not header.isSectionHidden(header.logicalIndex(place)),
            }
            for place in range(header.count())
        ]
        kept = self._settings.get(COLUMN_SETTINGS)
        kept[_KIND] = state
        self._settings.set(COLUMN_SETTINGS, kept)

    def _width(self, logical: int) -> int:
        header = self._table.header
        if header.isSectionHidden(logical):
            return _WIDTHS[COLUMNS[logical]]
        return round(header.sectionSize(logical) * 100 / theme.scaled(100))

    def _apply(self, saved: Any) -> None:
        """Take the saved columns; what is missing or wrong there is as at first."""
        header = self._table.header
        for logical, column in enumerate(COLUMNS):
            header.moveSection(header.visualIndex(logical), logical)
            header.setSectionHidden(logical, column in HIDDEN_AT_FIRST)
            header.resizeSection(logical, theme.scaled(_WIDTHS[column]))
        entries = saved if isinstance(saved, list) else []
        place = 0
        for entry in entries:
            match entry:
                case {"column": str(name), "width": int(width), "shown": bool(shown)} if (
                    name in COLUMNS and name != Column.CHECK
                ):
                    place += 1
                    logical = COLUMNS.index(Column(name))
                    header.moveSection(header.visualIndex(logical), place)
                    header.setSectionHidden(logical, not shown and name not in _ALWAYS)
                    width = min(max(width, _LEAST), _MOST)
                    header.resizeSection(logical, theme.scaled(width))

    @Slot()
    def _toggle(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.show_column(Column(action.data()), shown=action.isChecked())

    @Slot(int, int, int)
    def _resized(self, logical: int, _old: int, _new: int) -> None:
        if logical != NAME:  # it only takes what the others leave
            self._save_timer.start()

    @Slot(int, int, int)
    def _moved(self, _logical: int, _old: int, _new: int) -> None:
        self._save_timer.start()

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        menu = QMenu(self._table)
        menu.aboutToHide.connect(menu.deleteLater)
        self.fill(menu)
        menu.popup(self._table.header.mapToGlobal(place))
