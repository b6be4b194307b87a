"""The trials' half of the page: title, filter, table, and what stands for an empty one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from em_desktop.domain.autotune import Direction, Trial
from em_desktop.gui import theme, wording
from em_desktop.gui.models.trial_rows import Columns, Fixed, Query, parse_filter
from em_desktop.gui.models.trials import TrialsModel
from em_desktop.gui.panes.autotune.table import TrialTable
from em_desktop.gui.widgets import (
    CountBadge,
    Divider,
    IconButton,
    SearchField,
    StateStack,
    TextLabel,
)

_FIELD_WIDTH = 300
_LONGEST_FILTER = 300


class TrialsView(QWidget):
    """Shows the trials as a table that is filtered and sorted by the user."""

    trial_chosen = Signal(str)
    """Another trial is the current one; empty for none."""
    side_wanted = Signal(bool)
    """The user wants to see the panel beside the table, or not."""

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
        self._field = SearchField("", self, icon="filter")
        self._field.setMaxLength(_LONGEST_FILTER)
        self._field.setMaximumWidth(theme.scaled(_FIELD_WIDTH))
        self._side = IconButton("panel_right", "", self)
        self._side.setCheckable(True)
        self._side.setChecked(True)
        self.table = TrialTable(self.model, self)
        self._stack = StateStack(self.table, self)
        self._clear = QAction(self)
        self._lay_out()
        self._field.textChanged.connect(self._filter)
        self._clear.triggered.connect(self._field.clear)
        self._side.toggled.connect(self._toggle_side)
        self.table.trial_chosen.connect(self.trial_chosen)
        self.table.sorted_by.connect(self._user_sorted)
        self.setFocusProxy(self.table)
        self.retranslate()

    def _lay_out(self) -> None:
        bar = QWidget(self)
        bar.setFixedHeight(theme.size.toolbar)
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.space.page, 0, theme.space.card, 0)
        row.setSpacing(theme.space.control)
        row.addWidget(self._title)
        row.addWidget(self._count)
        row.addSpacing(theme.space.control)
        row.addWidget(self._field, 1)
        row.addStretch(0)
        row.addWidget(self._side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(Divider(parent=self))
        column.addWidget(self._stack, 1)

    # What is shown

    def put(self, trials: Sequence[Trial], columns: Columns, best_id: str, now: datetime) -> None:
        """Show these trials instead; the current one, selection and scroll position stay."""
        before = self.current
        self.model.put(trials, columns, best_id, now)
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

    def choose(self, trial_id: str) -> bool:
        """Make a trial the current one; False where the table doesn't show it."""
        return self.table.choose(trial_id)

    def reveal(self, trial_id: str) -> None:
        """Make a trial the current one; a filter that hides it is cleared."""
        if not self.choose(trial_id):
            self._field.clear()
            self.choose(trial_id)

    # The filter

    def start_search(self) -> None:
        """Move the focus to the filter field."""
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()

    def _filter(self, text: str) -> None:
        words, comparisons = parse_filter(text)
        self.model.set_query(replace(self.model.query, words=words, comparisons=comparisons))
        self._show()

    def _show(self) -> None:
        shown, total = self.model.rowCount(), self.model.total
        filtered = bool(self._field.text().strip())
        self._count.set_count(total)
        counts = self.tr("%1 of %2").replace("%1", wording.count_text(shown))
        counts = counts.replace("%2", wording.count_text(total))
        self._field.set_result(counts if filtered else "")
        if shown:
            self._stack.show_content()
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

    # The panel beside it

    def set_side_shown(self, *, shown: bool) -> None:
        """Show the panel or not, as if the user had pressed the button."""
        self._side.setChecked(shown)

    def _toggle_side(self, shown: bool) -> None:
        self._side.set_icon("panel_right" if shown else "panel_right_off")
        self.side_wanted.emit(shown)

    def _user_sorted(self) -> None:
        self._directed = True

    # State and language

    def save_state(self) -> dict[str, Any]:
        """Filter, order and widths (JSON values)."""
        return {**self.table.save_state(), "filter": self._field.text()}

    def restore_state(self, state: dict[str, Any]) -> None:
        """Take `save_state` back; wrong values are ignored."""
        text, widths = state.get("filter"), state.get("widths")
        if isinstance(text, str):
            self._field.setText(text)
        if isinstance(widths, dict):
            self._widths = widths
        self.table.restore_order(state)

    def retranslate(self) -> None:
        self._title.setText(self.tr("Trials"))
        self._field.set_placeholder(self.tr("Filter, such as metric > 0.9"))
        self._clear.setText(self.tr("Clear filter"))
        self._side.set_name(self.tr("Show the panel beside the table"))
        self.table.retranslate()
        self.model.retranslate()
        self._show()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
