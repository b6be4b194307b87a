"""The trials' half of the page: title, filter, table, and what stands for an empty one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from em_desktop.domain.autotune import Direction, Trial
from em_desktop.domain.query import (
    EVERYTHING,
    Condition,
    QueryError,
    parse,
    unknown_fields,
)
from em_desktop.gui import theme, wording
from em_desktop.gui.models.trial_query import TrialVocabulary
from em_desktop.gui.models.trial_rows import Columns, Fixed, Query, Row
from em_desktop.gui.models.trials import TrialsModel
from em_desktop.gui.panes.autotune.table import TrialTable
from em_desktop.gui.panes.folder.filtering import error_text
from em_desktop.gui.panes.folder.menu_button import MenuButton
from em_desktop.gui.widgets import (
    CountBadge,
    Divider,
    StateStack,
    TextLabel,
    Toggle,
    push_button,
)
from em_desktop.gui.widgets.query_field import QueryField

_FIELD_WIDTH = 300
_WIDE = 620


class TrialsView(QWidget):
    """Shows the trials as a table that is filtered and sorted by the user."""

    trial_chosen = Signal(str)
    """Another trial is the current one; empty for none."""
    export_wanted = Signal(bool)
    """The table is wanted as CSV: in a file, or on the clipboard (False)."""

    def __init__(self, now: datetime, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._complete = False
        self._ended = False
        self.model = TrialsModel(now, self)
        self.model.set_query(Query(column=Fixed.METRIC.value, descending=True))
        self._widths: dict[str, Any] = {}
        self._directed = False
        self._title = TextLabel("", "section", "text", self)
        self._count = CountBadge(None, self)
        self._field = QueryField(self)
        self._field.set_vocabulary(self._vocabulary)
        self._condition: Condition = EVERYTHING
        theme.set_lengths(self._field, most_width=_FIELD_WIDTH)
        self.only_brushed = Toggle("", self)
        self.compare = push_button("", "compare", self)
        self._columns = MenuButton("columns", self)
        self._export = MenuButton("export", self)
        self._brushed: frozenset[str] | None = None
        self.table = TrialTable(self.model, self)
        self._stack = StateStack(self.table, self)
        self._clear = QAction(self)
        self._all = QAction(self)
        self._all.triggered.connect(self._show_all)
        self._lay_out()
        self._field.text_changed.connect(self._read_filter)
        self._clear.triggered.connect(self._clear_filter)
        self.table.trial_chosen.connect(self.trial_chosen)
        self.table.sorted_by.connect(self._user_sorted)
        self.table.columns_changed.connect(self._count_columns)
        self.table.selection_changed.connect(self._count_selected)
        self.compare.clicked.connect(self.table.compare_wanted)
        self.only_brushed.toggled.connect(self._filter_again)
        self._columns.choices.aboutToShow.connect(self._fill_columns)
        self._columns.choices.triggered.connect(self._toggle_column)
        self._export.choices.aboutToShow.connect(self._fill_export)
        self._export.choices.triggered.connect(self._ask_for_export)
        self.setFocusProxy(self.table)
        self.retranslate()

    def _lay_out(self) -> None:
        bar = QWidget(self)
        bar.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.set_lengths(bar, height="toolbar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.space.page, 0, theme.space.card, 0)
        row.setSpacing(theme.space.control)
        row.addWidget(self._title)
        row.addWidget(self._count)
        row.addSpacing(theme.space.control)
        row.addWidget(self._field, 1)
        row.addWidget(self.only_brushed)
        row.addStretch(0)
        for button in (self.compare, self._columns, self._export):
            button.set_small()
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(Divider(parent=self))
        column.addWidget(self._stack, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fold()

    def _count_selected(self) -> None:
        """Say on the button how many trials would be compared."""
        count = len(self.table.selected_rows())
        self.compare.setEnabled(count > 0)
        text = self.tr("Compare %1").replace("%1", wording.count_text(count))
        wide = self.width() >= theme.scaled(_WIDE)
        self.compare.setText("" if not wide else text if count > 1 else self.tr("Compare"))

    def _fold(self) -> None:
        """Leave out words in the bar where there is no room for them."""
        wide = self.width() >= theme.scaled(_WIDE)
        self._columns.setText(self.tr("Columns") if wide else "")
        self._export.setText(self.tr("CSV") if wide else "")
        self._count_selected()
        self._title.setVisible(wide)

    # What is shown

    def put(
        self,
        trials: Sequence[Trial],
        columns: Columns,
        best_id: str,
        now: datetime,
        made: Sequence[Row] = (),
    ) -> None:
        """Show these trials instead; the current one, selection and scroll position stay."""
        before = self.current
        self.model.put(trials, columns, best_id, now, made)
        self.table.fit_columns()
        self.table.show_order()
        if self._widths:
            self.table.restore_widths(self._widths)
            self._widths = {}
        if before is not None and self.current is None:
            self.choose(before.id)
        self._show()

    def set_direction(self, direction: Direction) -> None:
        """Put the best trials first, unless the user has asked for another order."""
        if not self._directed:
            self._directed = True
            descending = direction is Direction.MAXIMIZE
            self.model.set_query(replace(self.model.query, descending=descending))

    def set_complete(self, *, ended: bool) -> None:
        """All trials of now are there.

        Args:
            ended: no further ones will come.
        """
        self._complete, self._ended = True, ended
        self._show()

    def tick(self, now: datetime) -> None:
        """The clock went on."""
        self.model.tick(now)

    @property
    def has_running(self) -> bool:
        """Whether a shown trial runs."""
        return self.model.has_running()

    # The current trial

    @property
    def current(self) -> Trial | None:
        """The trial of the current row."""
        index = self.table.currentIndex()
        return self.model.trial_at(index.row()) if index.isValid() else None

    @property
    def selected_ids(self) -> tuple[str, ...]:
        """The trials of the selected rows."""
        return tuple(self.model.trial_at(row).id for row in self.table.selected_rows())

    def choose(self, trial_id: str) -> bool:
        """Make a trial the current one; False where the table doesn't show it."""
        return self.table.choose(trial_id)

    def reveal(self, trial_id: str) -> None:
        """Make a trial the current one; a filter that hides it is cleared."""
        if not self.choose(trial_id):
            self._clear_filter()
            if not self.choose(trial_id):
                self.only_brushed.setChecked(False)
                self.choose(trial_id)

    # The filter

    def start_search(self) -> None:
        """Move the focus to the filter field."""
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()

    def set_brushed(self, trial_ids: frozenset[str] | None) -> None:
        """Say which trials are brushed in the charts; None without a brush."""
        self._brushed = trial_ids
        self.only_brushed.setEnabled(trial_ids is not None or self.only_brushed.isChecked())
        if self.only_brushed.isChecked():
            self._filter_again()

    def _vocabulary(self) -> TrialVocabulary:
        """What can be named in a filter."""
        notes = self.tr("trial"), self.tr("hyperparameter")
        model = self.model
        return TrialVocabulary(model.rows(), model.columns, model.now, notes)

    def _read_filter(self) -> None:
        """Another filter was typed; while it is wrong, the last right one stays in force."""
        try:
            condition = parse(self._field.text())
        except QueryError as error:
            self._field.set_error(error, error_text(error))
            return
        self._field.set_error(None)
        self._condition = condition
        self._filter_again()
        self._check_names()

    def _check_names(self) -> None:
        """Say which name of the filter no trial has."""
        unknown = unknown_fields(self._condition, self._vocabulary()) if self._complete else ()
        message = ""
        if unknown:
            field, similar = unknown[0]
            message = self.tr("No trial has “%1”.").replace("%1", field.name)
            if similar:
                message += " " + self.tr("Did you mean “%1”?").replace("%1", similar)
        self._field.show_message(message)

    def _clear_filter(self) -> None:
        self._field.set_text("")

    def _filter_again(self) -> None:
        only = self._brushed if self.only_brushed.isChecked() else None
        self.model.set_query(replace(self.model.query, condition=self._condition, only=only))
        self._show()

    def _show(self) -> None:
        shown, total = self.model.rowCount(), self.model.total
        filtered = bool(self._field.text().strip()) or self.model.query.only is not None
        self._count.set_count(total)
        counts = self.tr("%1 of %2").replace("%1", wording.count_text(shown))
        counts = counts.replace("%2", wording.count_text(total))
        self._field.set_result(counts if filtered else "")
        if shown:
            self._stack.show_content()
        elif total and not self._field.text().strip():
            title = self.tr("No trial is brushed")
            text = self.tr("The brushes in the charts take none of the %1 trials.")
            text = text.replace("%1", wording.count_text(total))
            self._stack.show_state("filter", title, text, (self._all,))
        elif total:
            title = self.tr("No trial matches")
            text = self.tr("None of the %1 trials matches “%2”.")
            text = text.replace("%1", wording.count_text(total))
            text = text.replace("%2", self._field.text().strip())
            self._stack.show_state("filter", title, text, (self._clear,))
        elif self._complete:
            text = (
                self.tr("The search ended without a trial.")
                if self._ended
                else self.tr("A trial appears here as soon as the search starts it.")
            )
            title = self.tr("No trials") if self._ended else self.tr("No trials yet")
            self._stack.show_state("trials", title, text)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Escape and self.table.selectionModel().hasSelection():
            self.table.clearSelection()
        else:
            super().keyPressEvent(event)

    # Columns and export

    def _count_columns(self) -> None:
        self._columns.set_count(len(self.table.visible_columns))

    def _fill_columns(self) -> None:
        menu, columns = self._columns.choices, self.model.columns
        menu.clear()
        shown = set(self.table.visible_columns)
        for column in range(len(columns)):
            action = menu.addAction(self.model.title(column))
            action.setCheckable(True)
            action.setChecked(column in shown)
            action.setEnabled(shown != {column})
            action.setData(columns.key(column))

    def _toggle_column(self, action: QAction) -> None:
        self.table.show_column(str(action.data()), shown=action.isChecked())

    def _fill_export(self) -> None:
        menu = self._export.choices
        menu.clear()
        menu.addAction(theme.icon("copy"), self.tr("Copy as CSV")).setData(False)
        menu.addAction(theme.icon("export"), self.tr("Save as CSV…")).setData(True)

    def _ask_for_export(self, action: QAction) -> None:
        self.export_wanted.emit(bool(action.data()))

    def _show_all(self) -> None:
        self.only_brushed.setChecked(False)

    def _user_sorted(self) -> None:
        self._directed = True

    # State and language

    def save_state(self) -> dict[str, Any]:
        """Filter, order and widths (JSON values)."""
        return {
            **self.table.save_state(),
            "filter": self._field.text(),
            "only_brushed": self.only_brushed.isChecked(),
        }

    def restore_state(self, state: dict[str, Any]) -> None:
        """Take `save_state` back; wrong values are ignored."""
        text, widths = state.get("filter"), state.get("widths")
        if isinstance(text, str):
            self._field.set_text(text)
        if isinstance(widths, dict):
            self._widths = widths
        self.table.restore_order(state)
        self.only_brushed.setChecked(state.get("only_brushed") is True)

    def retranslate(self) -> None:
        self._title.setText(self.tr("Trials"))
        self._field.set_placeholder(self.tr("Filter, such as metric > 0.9"))
        self._clear.setText(self.tr("Clear filter"))
        self._all.setText(self.tr("Show all trials"))
        self.only_brushed.setText(self.tr("Only brushed"))
        self.only_brushed.setToolTip(self.tr("Show only the trials that are brushed in the charts"))
        self._columns.setAccessibleName(self.tr("Columns"))
        self.compare.setAccessibleName(self.tr("Compare the selected trials"))
        self.compare.setToolTip(self.tr("Compare the selected trials, also beside runs"))
        self._export.setAccessibleName(self.tr("Table as CSV"))
        self._fold()
        self.table.retranslate()
        self.model.retranslate()
        self._show()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
