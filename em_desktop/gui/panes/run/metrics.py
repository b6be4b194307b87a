"""The Metrics tab of a Run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from em_desktop.domain.curves import XAxis, first_time, joined, x_extent
from em_desktop.domain.metrics import MetricTable
from em_desktop.domain.operations import Changes
from em_desktop.errors import EmError
from em_desktop.formats.source import ObjectSource
from em_desktop.gui import theme, wording
from em_desktop.gui.context import Context, Location
from em_desktop.gui.panes.run.metrics_feed import MetricsFeed
from em_desktop.gui.plots.chart import Chart, ChartOptions
from em_desktop.gui.plots.derived import DerivedTables
from em_desktop.gui.plots.dialogs import DerivedDialog
from em_desktop.gui.plots.groups import (
    ChartGroup,
    SectionGroup,
    SeriesShelf,
    metric_names,
    section_groups,
    type_looks,
)
from em_desktop.gui.plots.links import Crosshair, PageScroll, Range, XLink
from em_desktop.gui.plots.page import (
    ChartPage,
    ChartStates,
    PageServices,
    arrange_chart,
    prepare_chart,
)
from em_desktop.gui.plots.toolbar import ChartToolbar
from em_desktop.gui.plots.view import View
from em_desktop.gui.widgets import Divider, StateStack

REDRAW_EVERY = 250
"""Milliseconds between two redraws of a Run that is being written."""

_COLUMNS = "columns"
_AXES = (XAxis.STEP, XAxis.EPOCH, XAxis.WALL, XAxis.RELATIVE)
_TYPE_KEYS = {Qt.Key.Key_T: "train", Qt.Key.Key_V: "val", Qt.Key.Key_E: "test"}
_SMOOTHER = 0.05


class MetricsTab(QWidget):
    """A chart per metric, in sections; follows a Run that is being written.

    The single letters of the charts act while a chart has the focus.
    """

    count_changed = Signal(int)
    """How many metrics there are."""
    problems_changed = Signal(tuple)
    """What is wrong with the metric files."""

    def __init__(self, context: Context, location: Location, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.location = location
        self._count = -1
        self._error: EmError | None = None
        self._shelf = SeriesShelf()
        self._extents: dict[str, tuple[MetricTable, ChartOptions, Range | None]] = {}
        self._shown: dict[str, MetricTable] = {}
        self._groups: list[SectionGroup] = []
        self._full: Chart | None = None
        cache = Path(context.cache_directory) / _COLUMNS
        self.feed = MetricsFeed(context.tasks, self._open_source, cache, self)
        self.crosshair = Crosshair(self)
        self.states = ChartStates(self)
        services = PageServices(context.tasks, self.crosshair, PageScroll(), self.states)
        self.toolbar = ChartToolbar(self)
        self.toolbar.set_states(self.states)
        self._derived = DerivedTables(context.tasks, self)
        self.page = ChartPage(services, self)
        self._retry = QAction(self)
        self._clear_search = QAction(self)
        self._show_types = QAction(self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(REDRAW_EVERY)
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        self.setProperty("area", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.page)
        self._full_page = QWidget(self)
        rows = QVBoxLayout(self._full_page)
        rows.setContentsMargins(*[theme.space.page] * 4)
        self._pages.addWidget(self._full_page)
        self._states = StateStack(self._pages, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.toolbar)
        layout.addWidget(Divider(parent=self))
        layout.addWidget(self._states, 1)

    def _connect(self) -> None:
        self.feed.changed.connect(self._redraw_soon)
        self.feed.failed.connect(self._show_error)
        self._soon.timeout.connect(self._redraw)
        self.toolbar.types_changed.connect(self._redraw)
        self.toolbar.options_changed.connect(self._redraw)
        self.toolbar.search_changed.connect(self._redraw)
        self.toolbar.axis_changed.connect(self._change_axis)
        self.toolbar.crosshair_changed.connect(self._switch_crosshair)
        self.toolbar.derived_requested.connect(self.ask_for_derived)
        self.states.history.changed.connect(self._redraw)
        self._derived.changed.connect(self._redraw_soon)
        self.page.full_page_requested.connect(self.show_full_page)
        self._retry.triggered.connect(self.refresh)
        self._clear_search.triggered.connect(self.toolbar.search.clear)
        self._show_types.triggered.connect(self._show_all_types)

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
        self._redraw()

    def _redraw_soon(self) -> None:
        self._error = None
        if not self._soon.isActive():
            if self._count < 0:
                self._redraw()  # what comes first is shown at once
            self._soon.start()

    # -- what is shown

    def _options(self) -> ChartOptions:
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

    def _redraw(self) -> None:
        tables = self._shown = self.tables
        names = metric_names(tables)
        self.toolbar.set_metrics(names)
        if names or self.feed.complete:
            self._tell(len(names))
        looks = type_looks(self.feed.types)
        self.toolbar.set_looks([looks[name] for name in looks if name in tables])
        shown = set(tables) - self.toolbar.types.hidden
        options = self._options()
        groups = section_groups(tables, looks, shown, self._shelf, options.x_metric)
        self._groups = self._found(groups)
        extents = {group.name: self._extent(group, options) for group in self._groups}
        self.page.show_sections(self._groups, options, extents)
        self._update_full_page(options)
        self._update_state(names)

    def _tell(self, count: int) -> None:
        if count != self._count:
            self._count = count
            self.count_changed.emit(count)
        self.problems_changed.emit(self.feed.problems)

    def _found(self, groups: Sequence[SectionGroup]) -> list[SectionGroup]:
        wanted = self.toolbar.search.text().strip().casefold()
        total = sum(len(group.charts) for group in groups)
        if not wanted:
            self.toolbar.search.set_result("")
            return list(groups)
        found = []
        for group in groups:
            charts = tuple(chart for chart in group.charts if wanted in chart.name.casefold())
            if charts:
                found.append(SectionGroup(group.name, charts))
        count = sum(len(group.charts) for group in found)
        self.toolbar.search.set_result(
            self.tr("%1 of %2").replace("%1", str(count)).replace("%2", str(total))
        )
        return found

    def _extent(self, group: SectionGroup, options: ChartOptions) -> Range | None:
        types = {line.key for chart in group.charts for line in chart.lines}
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
        if self._groups:
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
            self._states.show_state(
                "search",
                self.tr("No metric matches"),
                self.tr("The search looks for a part of the name."),
                [self._clear_search],
            )
        else:
            self._states.show_state(
                "hidden",
                self.tr("All types are switched off"),
                self.tr("Switch a type on to see its metrics."),
                [self._show_types],
            )

    def _change_axis(self) -> None:
        self.crosshair.move(None)
        self.page.forget_ranges()
        if self._full is not None:
            self._full.plot.link.choose(None)
        self._redraw()

    def _switch_crosshair(self) -> None:
        self.crosshair.set_enabled(self.toolbar.crosshair.isChecked())

    def _show_all_types(self) -> None:
        self.toolbar.types.set_hidden(())
        self._redraw()

    # -- one chart on the whole page

    @property
    def full_page_chart(self) -> Chart | None:
        return self._full

    def show_full_page(self, metric: str) -> None:
        """Show one metric on the whole page, or all charts again if it is shown so already."""
        if self._full is not None:
            self.leave_full_page()
            return
        link = XLink(self._full_page)
        self._full = Chart(
            metric, self.context.tasks, self.crosshair, link, self._full_page, full_page=True
        )
        prepare_chart(self._full, self.states)
        self._full.full_page_requested.connect(self.leave_full_page)
        layout = self._full_page.layout()
        if layout is not None:
            layout.addWidget(self._full)
        self._pages.setCurrentWidget(self._full_page)
        self._update_full_page(self._options())
        self._full.setFocus()

    def leave_full_page(self) -> None:
        """All charts again."""
        full, self._full = self._full, None
        if full is None:
            return
        full.hide()
        full.deleteLater()
        self._pages.setCurrentWidget(self.page)
        chart = self.page.chart(full.name)
        if chart is not None:
            prepared = self.states.hidden.get(full.name, frozenset())
            chart.set_hidden(prepared)
            chart.set_own_log(self.states.log.get(full.name))
            chart.setFocus()

    def _update_full_page(self, options: ChartOptions) -> None:
        if self._full is None:
            return
        name = self._full.name
        group = next(
            (c for g in self._groups for c in g.charts if c.name == name), ChartGroup(name, ())
        )
        extents = [self._table_extent(self._shown[line.key], options) for line in group.lines]
        self._full.show_lines(group.lines, options, group.absent)
        arrange_chart(self._full, self.states.history.view, options)
        self._full.plot.link.set_extent(joined(extents))

    # -- keys

    def start_search(self) -> None:
        self.toolbar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.toolbar.search.selectAll()

    def event(self, event: QEvent) -> bool:
        """Undo and redo are those of the layout while a chart has the focus and there are some."""
        if isinstance(event, QKeyEvent) and self._chart_has_focus():
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

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and self._full is not None:
            self.leave_full_page()
        elif (
            event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            or not self._chart_has_focus()
            or not self._act(key)
        ):
            super().keyPressEvent(event)

    def _act(self, key: Qt.Key) -> bool:
        bar = self.toolbar
        match key:
            case Qt.Key.Key_1 | Qt.Key.Key_2 | Qt.Key.Key_3 | Qt.Key.Key_4:
                bar.choose_axis(_AXES[key - Qt.Key.Key_1])
            case Qt.Key.Key_T | Qt.Key.Key_V | Qt.Key.Key_E:
                bar.types.toggle(_TYPE_KEYS[key])
            case Qt.Key.Key_L:
                bar.log.toggle()
            case Qt.Key.Key_O:
                bar.outliers.toggle()
            case Qt.Key.Key_C:
                bar.crosshair.toggle()
            case Qt.Key.Key_BracketLeft:
                bar.set_smoothing(bar.smoothing - _SMOOTHER)
            case Qt.Key.Key_BracketRight:
                bar.set_smoothing(bar.smoothing + _SMOOTHER)
            case _:
                return False
        return True

    def _chart_has_focus(self) -> bool:
        widget = QApplication.focusWidget()
        while widget is not None and not isinstance(widget, Chart):
            widget = widget.parentWidget()
        return widget is not None and self.isAncestorOf(widget)

    # -- state and words

    def save_state(self) -> dict[str, Any]:
        hidden = {name: sorted(keys) for name, keys in self.states.hidden.items() if keys}
        return {
            **self.toolbar.save_state(),
            "closed": sorted(self.page.closed),
            "hidden": hidden,
            "own_log": dict(self.states.log),
            "view": self.states.history.view.to_json(),
            "linked": self.states.linked,
        }

    def restore_state(self, state: dict[str, Any]) -> None:
        """Take back what `save_state` gave; unknown or wrong values are ignored."""
        closed, hidden, log = state.get("closed"), state.get("hidden"), state.get("own_log")
        if isinstance(closed, list):
            self.page.set_closed(name for name in closed if isinstance(name, str))
        if isinstance(hidden, dict):
            for name, keys in hidden.items():
                if isinstance(keys, list):
                    self.states.hidden[name] = frozenset(k for k in keys if isinstance(k, str))
        if isinstance(log, dict):
            self.states.log.update({k: v for k, v in log.items() if isinstance(v, bool)})
        self.states.history.restore(View.from_json(state.get("view")))
        if isinstance(state.get("linked"), bool):
            self.states.set_linked(state["linked"])
        for chart in self.page.charts():
            prepared = self.states.hidden.get(chart.name, frozenset())
            chart.set_hidden(prepared)
            chart.set_own_log(self.states.log.get(chart.name))
        self.toolbar.restore_state(state)

    def retranslate(self) -> None:
        self.page.setAccessibleName(self.tr("Charts"))
        self.page.retranslate()
        self._retry.setText(self.tr("Try again"))
        self._clear_search.setText(self.tr("Clear search"))
        self._show_types.setText(self.tr("Show all types"))
        if self._count >= 0:
            self._redraw()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
