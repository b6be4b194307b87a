"""Which columns a folder's table shows, in which order and how wide; kept per folder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QObject, QPoint, QTimer, Signal, Slot
from PySide6.QtWidgets import QMenu

from em_desktop.domain.query import Function
from em_desktop.domain.run_columns import (
    METRIC_FUNCTIONS,
    FoundColumn,
    RunColumn,
    shown_at_first,
)
from em_desktop.gui import theme
from em_desktop.gui.context import Location
from em_desktop.gui.models.listing import ListingModel
from em_desktop.gui.models.listing_rows import COLUMNS, HIDDEN_AT_FIRST, AnyColumn, Column
from em_desktop.gui.models.listing_words import column_note, column_title, function_text
from em_desktop.gui.models.sorting import column_from, column_key
from em_desktop.gui.panes.folder.table import NAME, ListingTable
from em_desktop.gui.settings import COLUMNS as COLUMN_SETTINGS
from em_desktop.gui.settings import Settings
from em_desktop.gui.widgets import text_width

_KIND = "folder"
_FOLDERS = "folders"
_MOST_FOLDERS = 300
"""Folders whose columns are kept; those that were changed last."""
_WIDTHS = {
    Column.CHECK: 34,
    Column.NAME: 240,
    Column.TYPE: 84,
    Column.STATUS: 94,
    Column.LABELS: 114,
    Column.MODIFIED: 84,
    Column.CREATED: 84,
    Column.DURATION: 78,
    Column.SIZE: 84,
}
_LEAST, _MOST = 40, 800
_LEAST_RECORDED, _MOST_RECORDED = 64, 200
_SAMPLE = 50
"""Rows that say how wide a column is at first."""
_ALWAYS = frozenset({Column.CHECK, Column.NAME})
_GIVING_WAY = frozenset({Column.TYPE, Column.SIZE})
"""Hidden where recorded columns are shown, unless somebody chose otherwise."""
_SAVE_AFTER = 300


class ColumnLayout(QObject):
    """Applies the saved columns to a table, and saves what the user changes.

    As long as nobody chose columns in a folder, they are chosen by what its Runs recorded.

    Attributes:
        found: the columns that the folder's Runs have.
        table: whose columns they are.
    """

    changed = Signal()

    def __init__(self, table: ListingTable, settings: Settings) -> None:
        super().__init__(table)
        self.found: Sequence[FoundColumn] = ()
        self._table = self.table = table
        self._model: ListingModel = table.listing
        self._settings = settings
        self._folder = ""
        self._chosen: list[RunColumn] | None = None
        self._built_in_chosen = False
        self._applying = False
        self._save_timer = QTimer(self)
        self._save_timer.setSingleShot(True)
        self._save_timer.setInterval(_SAVE_AFTER)
        self._save_timer.timeout.connect(self.save)
        self._apply(settings.get(COLUMN_SETTINGS).get(_KIND))
        header = table.header
        header.sectionResized.connect(self._resized)
        header.sectionMoved.connect(self._moved)
        header.customContextMenuRequested.connect(self._show_menu)

    # What there is

    def shows(self, column: AnyColumn) -> bool:
        """Whether the column is visible."""
        if column not in self._model.columns:
            return False
        return not self._table.header.isSectionHidden(self._model.columns.index(column))

    @property
    def count(self) -> int:
        """Number of visible columns that can be hidden, and the name."""
        return sum(self.shows(one) for one in self._model.columns if one is not Column.CHECK)

    def shown(self) -> list[AnyColumn]:
        """The visible columns from left to right, without the check boxes."""
        header, columns = self._table.header, self._model.columns
        order = (header.logicalIndex(place) for place in range(header.count()))
        visible = [columns[number] for number in order if not header.isSectionHidden(number)]
        return [column for column in visible if column is not Column.CHECK]

    def offered(self) -> list[AnyColumn]:
        """The columns that can be shown and aren't: those that vary first."""
        built_in: list[AnyColumn] = [
            column for column in COLUMNS if column not in _ALWAYS and not self.shows(column)
        ]
        names = {(one.source, one.name) for one in self.shown() if isinstance(one, RunColumn)}
        recorded = sorted(self.found, key=_constant_last)
        return built_in + [
            each.column for each in recorded if (each.column.source, each.column.name) not in names
        ]

    # Changing it

    def set_place(self, location: Location) -> None:
        """The table shows this folder from now on: take the columns that are kept for it."""
        if self._save_timer.isActive():
            self.save()
        self._folder = f"{location.store_id}\n{location.path}"
        self._model.set_run_columns(())
        self._chosen, self.found = None, ()
        kept = self._settings.get(COLUMN_SETTINGS)
        own = kept.get(_FOLDERS)
        match own.get(self._folder) if isinstance(own, dict) else None:
            case {"columns": list(saved), "chosen": bool(chosen)}:
                self._apply(saved)
                self._restore_recorded(saved, chosen=chosen)
            case _:
                self._apply(kept.get(_KIND))
        self.changed.emit()

    def set_found(self, found: Sequence[FoundColumn]) -> None:
        """The folder's Runs have these columns; show what was chosen of them, or is worth it."""
        self.found = found
        columns = self._chosen
        if columns is None:
            columns = shown_at_first(found)
            if not self._built_in_chosen:
                for column in _GIVING_WAY:
                    self._hide(column, hidden=bool(columns))
        self._show_recorded(columns)
        if self._chosen is None:
            self._put_in_order(columns)
        self.changed.emit()

    def show_column(self, column: AnyColumn, *, shown: bool) -> None:
        """Show or hide a column."""
        if isinstance(column, RunColumn):
            recorded = self._recorded()
            if shown and column not in recorded:
                recorded.append(column)
            elif not shown and column in recorded:
                recorded.remove(column)
            self._chosen = recorded
            self._show_recorded(recorded)
        else:
            self._built_in_chosen = True
            self._hide(column, hidden=not shown)
        self._save_timer.start()
        self.changed.emit()

    def move_column(self, column: AnyColumn, place: int) -> None:
        """Put a visible column at a place among the visible ones; the name stays the first."""
        header, shown = self._table.header, self.shown()
        if column in _ALWAYS or column not in shown:
            return
        target = shown[min(max(place, 1), len(shown) - 1)]
        columns = self._model.columns
        own, other = (header.visualIndex(columns.index(one)) for one in (column, target))
        header.moveSection(own, other)

    def set_function(self, column: RunColumn, function: Function) -> None:
        """Show another number of a metric in the place of this one."""
        other = RunColumn(column.source, column.name, function)
        if not self.shows(other):
            header = self._table.header
            place = header.visualIndex(self._model.columns.index(column))
            self._chosen = [other if one == column else one for one in self._recorded()]
            self._show_recorded(self._chosen)
            header.moveSection(header.visualIndex(self._model.columns.index(other)), place)
        self._save_timer.start()
        self.changed.emit()

    def pin(self, column: AnyColumn, *, pinned: bool) -> None:
        """Keep a column at the left when the others scroll, or no longer."""
        header = self._table.header
        place = header.visualIndex(self._model.columns.index(column))
        if pinned and place >= header.pinned_count:
            header.moveSection(place, header.pinned_count)
            header.pinned_count += 1
        elif not pinned and NAME < place < header.pinned_count:
            header.moveSection(place, header.pinned_count - 1)
            header.pinned_count -= 1
        self._save_timer.start()
        self.changed.emit()

    def is_pinned(self, column: AnyColumn) -> bool:
        """Whether a column stays at the left."""
        header = self._table.header
        place = header.visualIndex(self._model.columns.index(column))
        return place < header.pinned_count

    @Slot()
    def reset(self) -> None:
        """All columns as at first."""
        self._chosen, self._built_in_chosen = None, False
        self._apply(None)
        self.set_found(self.found)
        self._save_timer.stop()
        kept = self._settings.get(COLUMN_SETTINGS)
        kept.pop(_KIND, None)
        if isinstance(kept.get(_FOLDERS), dict):
            kept[_FOLDERS].pop(self._folder, None)
        self._settings.set(COLUMN_SETTINGS, kept)

    @Slot()
    def save(self) -> None:
        """Write order, width and visibility into the settings, of this folder and for new ones."""
        self._save_timer.stop()
        header, columns = self._table.header, self._model.columns
        order = [header.logicalIndex(place) for place in range(header.count())]
        state = [
            {
                "column": column_key(columns[number]),
                "width": self._width(number),
                "shown": not header.isSectionHidden(number),
                "pinned": NAME < place < header.pinned_count,
            }
            for place, number in enumerate(order)
            if self._chosen is not None or number < len(COLUMNS)
        ]
        kept = self._settings.get(COLUMN_SETTINGS)
        kept[_KIND] = [one for one in state if one["column"] in COLUMNS]
        if self._folder:
            folders = kept.get(_FOLDERS)
            folders = folders if isinstance(folders, dict) else {}
            folders.pop(self._folder, None)
            folders[self._folder] = {"columns": state, "chosen": self._chosen is not None}
            kept[_FOLDERS] = dict(list(folders.items())[-_MOST_FOLDERS:])
        self._settings.set(COLUMN_SETTINGS, kept)

    # Inside

    def _recorded(self) -> list[RunColumn]:
        """The recorded columns that are shown, from left to right."""
        return [column for column in self.shown() if isinstance(column, RunColumn)]

    def _hide(self, column: Column, *, hidden: bool) -> None:
        self._table.header.setSectionHidden(COLUMNS.index(column), hidden)

    def _show_recorded(self, columns: Sequence[RunColumn]) -> None:
        numeric = [each.column for each in self.found if each.numeric]
        known = set(self._model.columns)
        self._applying = True
        self._model.set_run_columns(columns, numeric)
        for number, column in enumerate(self._model.columns):
            if column not in known:
                texts = (
                    self._model.cell_text(row, column) for row in self._model.shown_rows()[:_SAMPLE]
                )
                width = _recorded_width(column, texts)
                self._table.header.resizeSection(number, width)
        self._applying = False

    def _put_in_order(self, columns: Sequence[RunColumn]) -> None:
        """Bring recorded columns that came one after the other into their order."""
        header = self._table.header
        self._applying = True
        for place, column in enumerate(columns, len(COLUMNS)):
            header.moveSection(header.visualIndex(self._model.columns.index(column)), place)
        self._applying = False

    def _restore_recorded(self, saved: list[Any], *, chosen: bool) -> None:
        """Take the recorded columns of a folder, in their order among all others."""
        header = self._table.header
        entries = [entry for entry in saved if isinstance(entry, dict)]
        found = [RunColumn.from_key(str(entry.get("column"))) for entry in entries]
        if chosen:
            self._chosen = [column for column in found if column is not None]
            self._show_recorded(self._chosen)
        place = pinned = NAME
        self._applying = True
        for entry, column in zip(entries, found, strict=True):
            one = column_from(str(entry.get("column")))
            if one is None or one in _ALWAYS or one not in self._model.columns:
                continue
            place += 1
            number = self._model.columns.index(one)
            header.moveSection(header.visualIndex(number), place)
            if column is not None and isinstance(entry.get("width"), int):
                width = min(max(entry["width"], _LEAST), _MOST)
                header.resizeSection(number, theme.scaled(width))
            if entry.get("pinned") is True and place == pinned + 1:
                pinned = place
        header.pinned_count = pinned + 1
        self._applying = False

    def _width(self, logical: int) -> int:
        header = self._table.header
        if header.isSectionHidden(logical):
            return _WIDTHS[COLUMNS[logical]]
        return round(header.sectionSize(logical) * 100 / theme.scaled(100))

    def _apply(self, saved: Any) -> None:
        """Take the saved built-in columns; what is missing or wrong there is as at first."""
        header = self._table.header
        self._applying = True
        header.pinned_count = NAME + 1
        for logical, column in enumerate(COLUMNS):
            header.moveSection(header.visualIndex(logical), logical)
            header.setSectionHidden(logical, column in HIDDEN_AT_FIRST)
            header.resizeSection(logical, theme.scaled(_WIDTHS[column]))
        entries = saved if isinstance(saved, list) else []
        self._built_in_chosen = bool(entries)
        place = 0
        for entry in entries:
            match entry:
                case {"column": str(name), "width": int(width), "shown": bool(shown)} if (
                    name in set(COLUMNS) and name != Column.CHECK
                ):
                    place += 1
                    logical = COLUMNS.index(Column(name))
                    header.moveSection(header.visualIndex(logical), place)
                    header.setSectionHidden(logical, not shown and name not in _ALWAYS)
                    width = min(max(width, _LEAST), _MOST)
                    header.resizeSection(logical, theme.scaled(width))
        self._applying = False

    @Slot(int, int, int)
    def _resized(self, logical: int, _old: int, _new: int) -> None:
        if logical == NAME:  # it only takes what the others leave
            return
        if not self._applying and not self._table.header.is_scaling:
            self._save_timer.start()

    @Slot(int, int, int)
    def _moved(self, _logical: int, _old: int, _new: int) -> None:
        if not self._applying:
            if self._recorded():
                self._chosen = self._recorded()
            self._save_timer.start()
            self.changed.emit()

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        menu = QMenu(self._table)
        menu.aboutToHide.connect(menu.deleteLater)
        logical = self._table.header.logical_at(place.x())
        if logical >= 0:
            self.fill(menu, self._model.columns[logical])
        menu.popup(self._table.header.mapToGlobal(place))

    def fill(self, menu: QMenu, column: AnyColumn) -> None:
        """Fill a menu with what can be done with a column."""
        if isinstance(column, RunColumn) and column.is_metric:
            for function in METRIC_FUNCTIONS:
                action = menu.addAction(function_text(function))
                action.setCheckable(True)
                action.setChecked(function is column.function)
                action.triggered.connect(_Chosen(self, menu, column, function).take)
            menu.addSeparator()
        if column not in _ALWAYS:
            pinned = self.is_pinned(column)
            text = self.tr("Unpin column") if pinned else self.tr("Pin column")
            menu.addAction(text).triggered.connect(_Chosen(self, menu, column, not pinned).take)
            hide = menu.addAction(self.tr("Hide column"))
            hide.triggered.connect(_Chosen(self, menu, column, None).take)
        menu.addSeparator()
        reset = menu.addAction(theme.icon("reset"), self.tr("Reset columns"))
        reset.triggered.connect(self.reset)


class _Chosen(QObject):
    """What an entry of a column's menu does."""

    def __init__(
        self, layout: ColumnLayout, menu: QMenu, column: AnyColumn, what: Function | bool | None
    ) -> None:
        super().__init__(menu)
        self._layout = layout
        self._column = column
        self._what = what

    @Slot()
    def take(self) -> None:
        column, what = self._column, self._what
        if isinstance(what, Function):
            assert isinstance(column, RunColumn)
            self._layout.set_function(column, what)
        elif what is None:
            self._layout.show_column(column, shown=False)
        else:
            self._layout.pin(column, pinned=what)


def _constant_last(found: FoundColumn) -> bool:
    return not found.varies


def _recorded_width(column: AnyColumn, texts: Iterable[str]) -> int:
    """Pixels that a recorded column takes at first: enough for its title and most values."""
    title, note = column_title(column), column_note(column)
    width = text_width(title, "small_strong") + (text_width(note, "small") + 4 if note else 0)
    least = 100 if isinstance(column, RunColumn) and column.is_metric else _LEAST_RECORDED
    values = max((text_width(text, "small", tabular=True) for text in texts), default=0)
    wanted = max(width + 34, values + 18)
    return min(max(wanted, theme.scaled(least)), theme.scaled(_MOST_RECORDED))
