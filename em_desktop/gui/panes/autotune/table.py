"""The table of trials: filter, order, selection, copying."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QAbstractItemView, QMenu, QWidget

from em_desktop.gui import theme, trial_words
from em_desktop.gui.models.trial_rows import FIXED, Excerpt, Fixed, as_tsv
from em_desktop.gui.models.trials import TrialsModel
from em_desktop.gui.widgets import (
    RowDelegate,
    RowState,
    TableView,
    cell_area,
    paint_number,
    paint_text,
    text_width,
)
from em_desktop.gui.widgets.delegate import AnyIndex

_WIDTHS = {
    Fixed.NUMBER: 48,
    Fixed.TRIAL: 76,
    Fixed.STATE: 112,
    Fixed.METRIC: 124,
    Fixed.DURATION: 76,
}
_MOST_WIDTH = 220
_SAMPLED_ROWS = 50


class TrialDelegate(RowDelegate):
    """Paints the state with its icon and the metric with its bar."""

    def __init__(self, model: TrialsModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def paint_cell(self, painter: QPainter, rect: QRectF, index: AnyIndex, state: RowState) -> None:
        column = self._model.columns.fixed(index.column())
        if column is Fixed.STATE:
            self._paint_state(painter, cell_area(rect), index, state)
        elif column is Fixed.METRIC:
            trial = self._model.trial_at(index.row())
            scale = self._model.scale
            text = index.data() or ""
            paint_number(
                painter,
                rect,
                text,
                state,
                fraction=scale.fraction(trial.final),
                best=trial.id == self._model.best_id,
            )
        else:
            super().paint_cell(painter, rect, index, state)

    def _paint_state(
        self, painter: QPainter, area: QRectF, index: AnyIndex, state: RowState
    ) -> None:
        side = theme.size.icon_small
        name, token = trial_words.trial_icon(self._model.trial_at(index.row()))
        box = QRectF(area.left(), area.top(), side, area.height())
        theme.paint_icon(painter, box, name, token)
        area.setLeft(area.left() + side + 6)
        loud = token in {"st_error", "st_running"}
        text_token = token if loud and state.enabled else "text2"
        paint_text(painter, area, index.data(), "small", text_token)


class TrialTable(TableView):
    """Shows a `TrialsModel`; several rows can be selected, and copied as a table."""

    trial_chosen = Signal(str)
    """The current row's trial; empty for none."""
    sorted_by = Signal()
    """The user asked for another order."""
    trial_hovered = Signal(str)
    """The trial under the pointer; empty for none."""
    selection_changed = Signal()
    compare_wanted = Signal()
    """The user wants to compare the selected trials."""
    columns_changed = Signal()
    """Other columns are visible."""

    def __init__(self, model: TrialsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trials = model
        self._fitted: tuple[str, ...] | None = None
        self._hidden: frozenset[str] = frozenset()
        self.setModel(model)
        self.setItemDelegate(TrialDelegate(model, self))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        header = self.horizontalHeader()
        header.setSortIndicatorShown(True)
        header.setSectionsMovable(True)
        header.sectionClicked.connect(self._sort_or_turn)
        self.selectionModel().currentRowChanged.connect(self._choose)
        self.selectionModel().selectionChanged.connect(self.selection_changed)
        model.modelReset.connect(self.show_order)
        self._copy = QAction(self)
        self._copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        self._copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._copy.triggered.connect(self.copy_selected)
        self.addAction(self._copy)
        self._compare = QAction(self)
        self._compare.triggered.connect(self.compare_wanted)
        self.show_order()
        self.retranslate()

    # Order and columns

    def sort_by(self, key: str, *, descending: bool) -> None:
        """Order by the column of this key."""
        self._trials.set_query(replace(self._trials.query, column=key, descending=descending))
        self.show_order()
        self.sorted_by.emit()

    def show_order(self) -> None:
        """Point the header's arrow at the column that is sorted by."""
        query = self._trials.query
        column = self._trials.columns.place(query.column)
        order = Qt.SortOrder.DescendingOrder if query.descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(-1 if column is None else column, order)

    def fit_columns(self) -> None:
        """Give new columns a width by their first rows; what the user set stays."""
        columns = self._trials.columns
        if columns.parameters == self._fitted:
            self._make_room_for_numbers()
            return
        self._fitted = columns.parameters
        for column in range(len(columns)):
            fixed = columns.fixed(column)
            width = self._width_of(column) if fixed is None else theme.scaled(_WIDTHS[fixed])
            if fixed is Fixed.TRIAL:  # ids are short, names of Runs aren't
                width = max(width, self._width_of(column))
            self.setColumnWidth(column, width)
        self._make_room_for_numbers()
        self._apply_hidden()

    def _make_room_for_numbers(self) -> None:
        """Numbers of many trials have more digits than those that came first."""
        place = FIXED.index(Fixed.NUMBER)
        width = text_width(str(self._trials.total), "small", tabular=True) + 20
        if not self.isColumnHidden(place) and self.columnWidth(place) < width:
            self.setColumnWidth(place, width)

    @property
    def visible_columns(self) -> list[int]:
        """Places of the columns that aren't hidden, left to right."""
        header = self.horizontalHeader()
        shown = [n for n in range(header.count()) if not header.isSectionHidden(n)]
        return sorted(shown, key=header.visualIndex)

    def show_column(self, key: str, *, shown: bool) -> None:
        """Show or hide the column of this key; one is always left."""
        hidden = self._hidden - {key} if shown else self._hidden | {key}
        if shown or len(self.visible_columns) > 1:
            self._hidden = hidden
            self._apply_hidden()

    def _apply_hidden(self) -> None:
        columns = self._trials.columns
        for column in range(len(columns)):
            self.setColumnHidden(column, columns.key(column) in self._hidden)
        self.columns_changed.emit()

    def _width_of(self, column: int) -> int:
        rows = range(min(self._trials.rowCount(), _SAMPLED_ROWS))
        texts = (self._trials.index(row, column).data() or "" for row in rows)
        cells = max((text_width(text, "small", tabular=True) for text in texts), default=0)
        title = text_width(self._trials.title(column), "small_strong") + theme.size.chevron + 4
        return min(max(cells, title) + 20, theme.scaled(_MOST_WIDTH))

    def _sort_or_turn(self, column: int) -> None:
        query = self._trials.query
        key = self._trials.columns.key(column)
        descending = not query.descending if key == query.column else key == Fixed.METRIC
        self.sort_by(key, descending=descending)

    # Rows

    def choose(self, trial_id: str) -> bool:
        """Make a trial's row the current one; False where it isn't shown."""
        place = self._trials.place(trial_id)
        if place is None:
            return False
        index = self._trials.index(place, 0)
        self.selectionModel().setCurrentIndex(
            index,
            QItemSelectionModel.SelectionFlag.ClearAndSelect
            | QItemSelectionModel.SelectionFlag.Rows,
        )
        self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        return True

    def selected_rows(self) -> list[int]:
        """Places of the selected rows, top down."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def copy_selected(self) -> None:
        """Put the selected rows on the clipboard, tab-separated with a line of titles."""
        rows = self.selected_rows()
        if rows:
            lines = self._trials.excerpt(rows, self.visible_columns).lines()
            QGuiApplication.clipboard().setText(as_tsv(lines))

    def excerpt(self) -> Excerpt:
        """All rows and columns as they are shown."""
        return self._trials.excerpt(range(self._trials.rowCount()), self.visible_columns)

    def select(self, trial_id: str) -> None:
        """Add a trial's row to the selection, or take it out."""
        place = self._trials.place(trial_id)
        if place is not None:
            self.selectionModel().select(
                self._trials.index(place, 0),
                QItemSelectionModel.SelectionFlag.Toggle | QItemSelectionModel.SelectionFlag.Rows,
            )

    def point_at(self, trial_id: str) -> None:
        """Show that the pointer is on this trial, somewhere else; empty for none."""
        place = self._trials.place(trial_id)
        super()._hover(-1 if place is None else place)

    def _hover(self, row: int) -> None:
        if row != self.hovered_row:
            super()._hover(row)
            known = 0 <= row < self._trials.rowCount()
            self.trial_hovered.emit(self._trials.trial_at(row).id if known else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selected()
            event.accept()
        else:
            super().keyPressEvent(event)

    def _choose(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self.trial_chosen.emit(self._trials.trial_at(current.row()).id if current.isValid() else "")

    # Menu

    def make_menu(self) -> QMenu:
        """Copying, comparing, and sorting without a pointer."""
        menu = QMenu(self)
        self._copy.setEnabled(bool(self.selected_rows()))
        menu.addAction(self._copy)
        self._compare.setEnabled(bool(self.selected_rows()))
        menu.addAction(self._compare)
        order = menu.addMenu(theme.icon("sort"), self.tr("Sort by"))
        columns = self._trials.columns
        for column in range(len(columns)):
            action = order.addAction(self._trials.title(column))
            action.setCheckable(True)
            action.setChecked(columns.key(column) == self._trials.query.column)
            action.setData(column)
        order.triggered.connect(self._sort_from_menu)
        return menu

    def _sort_from_menu(self, action: QAction) -> None:
        self._sort_or_turn(int(action.data()))

    def _show_menu(self, position: QPoint) -> None:
        menu = self.make_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.viewport().mapToGlobal(position))

    # State

    def save_state(self) -> dict[str, Any]:
        """Order, widths and hidden columns (JSON values)."""
        query, columns = self._trials.query, self._trials.columns
        widths = {columns.key(column): self.columnWidth(column) for column in range(len(columns))}
        return {
            "column": query.column,
            "descending": query.descending,
            "widths": {key: width for key, width in widths.items() if width},
            "hidden": sorted(self._hidden),
        }

    def restore_order(self, state: dict[str, Any]) -> None:
        """Take the order and the hidden columns of `save_state` back."""
        column, descending, hidden = (state.get(key) for key in ("column", "descending", "hidden"))
        if isinstance(hidden, list):
            self._hidden = frozenset(key for key in hidden if isinstance(key, str))
            self._apply_hidden()
        if isinstance(column, str) and isinstance(descending, bool):
            self.sort_by(column, descending=descending)

    def restore_widths(self, widths: dict[str, Any]) -> None:
        """Take the widths of `save_state` back, for the columns that are there."""
        for key, width in widths.items():
            place = self._trials.columns.place(key)
            if place is not None and isinstance(width, int) and 20 <= width <= 1000:
                self.setColumnWidth(place, width)

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Trials"))
        self._copy.setText(self.tr("Copy rows"))
        self._copy.setIcon(theme.icon("copy"))
        self._compare.setText(self.tr("Compare"))
        self._compare.setIcon(theme.icon("compare"))
