"""The Metrics tab of a Run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from em_desktop.domain.curves import XAxis, first_time, joined, x_extent
from em_desktop.domain.metrics import MetricTable
from em_desktop.domain.operations import Changes
from em_desktop.errors import EmError
from em_desktop.formats.source import ObjectSource
from em_desktop.gui import wording
from em_desktop.gui.context import Context, Location
from em_desktop.gui.panes.run.metrics_feed import MetricsFeed
from em_desktop.gui.plots.board import ChartBoard
from em_desktop.gui.plots.chart import Chart, ChartOptions
from em_desktop.gui.plots.derived import DerivedTables
from em_desktop.gui.plots.dialogs import DerivedDialog
from em_desktop.gui.plots.groups import (
    ChartGroup,
    SeriesShelf,
    metric_names,
    section_groups,
    type_looks,
)
from em_desktop.gui.plots.links import Range
from em_desktop.gui.widgets import Divider

REDRAW_EVERY = 250
"""Milliseconds between two redraws of a Run that is being written."""

_COLUMNS = "columns"


class MetricsTab(ChartBoard):
    """A chart per metric, in sections; follows a Run that is being written."""

    count_changed = Signal(int)
    """How many metrics there are."""
    problems_changed = Signal(tuple)
    """What is wrong with the metric files."""

    def __init__(self, context: Context, location: Location, parent: QWidget | None = None) -> None:
        super().__init__(context.tasks, parent, swatches=True, derives=True)
        self.context = context
        self.location = location
        self._count = -1
        self._error: EmError | None = None
        self._shelf = SeriesShelf()
        self._extents: dict[str, tuple[MetricTable, ChartOptions, Range | None]] = {}
        self._shown: dict[str, MetricTable] = {}
        cache = Path(context.cache_directory) / _COLUMNS
        self.feed = MetricsFeed(context.tasks, self._open_source, cache, self)
        self._derived = DerivedTables(context.tasks, self)
        self._retry = QAction(self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(REDRAW_EVERY)
        self.setProperty("area", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.column.insertWidget(0, self.toolbar)
        self.column.insertWidget(1, Divider(parent=self))
        self._connect()
        self.retranslate()

    def _connect(self) -> None:
        self.feed.changed.connect(self._redraw_soon)
        self.feed.failed.connect(self._show_error)
        self._soon.timeout.connect(self.redraw)
        self.toolbar.derived_requested.connect(self.ask_for_derived)
        self.states.history.changed.connect(self.redraw)
        self._derived.changed.connect(self._redraw_soon)
        self._retry.triggered.connect(self.refresh)

    # -- reading

    def _open_source(self) -> ObjectSource:
        return self.context.stores.store(self.location.store_id).objects(self.location.path)

    def refresh(self) -> None:
        """Read what is new."""
        if self._count < 0:
            self._states.show_loading()
        self.feed.refresh()

    def apply_changes(self, changes: Changes) -> None:
        if changes.touches(self.location.path):
            self.refresh()

    def _show_error(self, error: EmError) -> None:
        self._error = error
        self.redraw()

    def _redraw_soon(self) -> None:
        self._error = None
        if not self._soon.isActive():
            if self._count < 0:
                self.redraw()  # what comes first is shown at once
            self._soon.start()

    # -- what is shown

    def options(self) -> ChartOptions:
        """How all charts are drawn."""
        tables = self.feed.tables
        active = self.toolbar.axis is XAxis.ACTIVE
        pauses = self._derived.pauses(tables) if active else ()
        return self.toolbar.options(first_time(tables.values()), pauses)

    @property
    def tables(self) -> dict[str, MetricTable]:
        """The Run's tables, with the metrics that are computed."""
        return self._derived.tables(self.feed.tables, self.states.history.view.derived)

    def ask_for_derived(self) -> None:
        """Ask for a metric that is computed from others."""
        recorded = metric_names(self.feed.tables)
        taken = dict(self.states.history.view.derived)
        dialog = DerivedDialog(recorded, taken, self.window())
        dialog.derived.connect(self._add_derived)
        dialog.open()

    def _add_derived(self, name: str, expression: str) -> None:
        history = self.states.history
        history.change(history.view.with_derived(name, expression))

    def redraw(self) -> None:
        """Show everything as it was read so far."""
        tables = self._shown = self.tables
        names = metric_names(tables)
        self.toolbar.set_metrics(names)
        if names or self.feed.complete:
            self._tell(len(names))
        looks = type_looks(self.feed.types)
        self.toolbar.set_looks([looks[name] for name in looks if name in tables])
        shown = set(tables) - self.toolbar.types.hidden
        options = self.options()
        groups = section_groups(tables, looks, shown, self._shelf, options.x_metric)
        self.show_groups(groups, options)
        self._update_state(names)

    def _tell(self, count: int) -> None:
        if count != self._count:
            self._count = count
            self.count_changed.emit(count)
        self.problems_changed.emit(self.feed.problems)

    def extent(self, charts: Sequence[ChartGroup], options: ChartOptions) -> Range | None:
        """From the first record of the tables in these charts to the last."""
        types = {line.key for chart in charts for line in chart.lines}
        return joined(self._table_extent(self._shown[name], options) for name in types)

    def _table_extent(self, table: MetricTable, options: ChartOptions) -> Range | None:
        wanted = ChartOptions(
            axis=options.axis,
            start=options.start,
            log_x=options.log_x,
            x_metric=options.x_metric,
            pauses=options.pauses,
        )
        known = self._extents.get(table.type)
        if known is None or known[0] is not table or known[1] != wanted:
            extent = x_extent(
                table, options.axis, options.clock, metric=options.x_metric, log=options.log_x
            )
            known = self._extents[table.type] = (table, wanted, extent)
        return known[2]

    def _update_state(self, names: Sequence[str]) -> None:
        if self.groups:
            self._states.show_content()
        elif self._error is not None:
            words = wording.error_words(self._error)
            text = words.message
            self._states.show_state(
                "alert", words.title, text, [self._retry], str(self._error), token="st_error"
            )
        elif not names and not self.feed.complete:
            return
        elif not names:
            self._states.show_state(
                "metrics",
                self.tr("No metrics"),
                self.tr("This run hasn't recorded any. They appear here as soon as it does."),
            )
        elif self.toolbar.search.text().strip():
            self.show_nothing_found()
        else:
            self.show_types_off()

    # -- keys, state and words

    def event(self, event: QEvent) -> bool:
        """Undo and redo are those of the layout while a chart has the focus and there are some."""
        if isinstance(event, QKeyEvent) and self.chart_has_focus():
            history = self.states.history
            undo = event.matches(QKeySequence.StandardKey.Undo) and history.can_undo
            redo = event.matches(QKeySequence.StandardKey.Redo) and history.can_redo
            if event.type() is QEvent.Type.ShortcutOverride and (undo or redo):
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress and (undo or redo):
                (history.undo if undo else history.redo)()
                return True
        return super().event(event)

    def restore_chart(self, chart: Chart) -> None:
        super().restore_chart(chart)
        chart.set_hidden(self.states.hidden.get(chart.name, frozenset()))

    def save_state(self) -> dict[str, Any]:
        hidden = {name: sorted(keys) for name, keys in self.states.hidden.items() if keys}
        return {**super().save_state(), "hidden": hidden}

    def restore_state(self, state: dict[str, Any]) -> None:
        """Take back what `save_state` gave; unknown or wrong values are ignored."""
        hidden = state.get("hidden")
        if isinstance(hidden, dict):
            for name, keys in hidden.items():
                if isinstance(keys, list):
                    self.states.hidden[name] = frozenset(k for k in keys if isinstance(k, str))
        super().restore_state(state)

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        super().retranslate()
        self._retry.setText(self.tr("Try again"))
        if self._count >= 0:
            self.redraw()
