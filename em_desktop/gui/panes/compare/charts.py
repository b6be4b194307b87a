"""The curves of all that are compared, a chart for each metric."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from em_desktop.domain.curves import XAxis, joined
from em_desktop.domain.metrics import canonical_type
from em_desktop.gui import theme
from em_desktop.gui.panes.compare.curves import (
    Curves,
    CurveShelf,
    chart_sections,
    chart_type,
    compared_metrics,
    compared_types,
)
from em_desktop.gui.panes.compare.linked import Linked
from em_desktop.gui.plots.chart import Chart, ChartOptions
from em_desktop.gui.plots.groups import ChartGroup, SectionGroup
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
from em_desktop.gui.tasks import Tasks
from em_desktop.gui.widgets import StateStack

_AXES = (XAxis.STEP, XAxis.EPOCH, XAxis.WALL, XAxis.RELATIVE)
_TYPE_KEYS = {Qt.Key.Key_T: "train", Qt.Key.Key_V: "val", Qt.Key.Key_E: "test"}
_SMOOTHER = 0.05


class CompareCharts(QWidget):
    """Charts under the `toolbar`, which the page puts where it belongs.

    Members that are hidden, or that a brush leaves out, have no curve.
    """

    hide_wanted = Signal(str, bool)
    """A member was clicked in a legend: hide it, or show it again."""

    def __init__(self, tasks: Tasks, linked: Linked, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._linked = linked
        self._compared: tuple[Curves, ...] = ()
        self._hidden: frozenset[str] = frozenset()
        self._is_read = False
        self._shelf = CurveShelf()
        self._groups: list[SectionGroup] = []
        self._full: Chart | None = None
        self.crosshair = Crosshair(self)
        self.states = ChartStates(self)
        services = PageServices(tasks, self.crosshair, PageScroll(), self.states)
        self.toolbar = ChartToolbar(self, swatches=False)
        self.toolbar.set_states(self.states, derives=False)
        self.page = ChartPage(services, self)
        self._clear_search = QAction(self)
        self._show_types = QAction(self)
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.page)
        self._full_page = QWidget(self)
        rows = QVBoxLayout(self._full_page)
        rows.setContentsMargins(*[theme.space.page] * 4)
        self._pages.addWidget(self._full_page)
        self._states = StateStack(self._pages, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._states)

    def _connect(self) -> None:
        self.toolbar.types_changed.connect(self.redraw)
        self.toolbar.options_changed.connect(self.redraw)
        self.toolbar.search_changed.connect(self.redraw)
        self.toolbar.axis_changed.connect(self._change_axis)
        self.toolbar.crosshair_changed.connect(self._switch_crosshair)
        self.page.full_page_requested.connect(self.show_full_page)
        self.page.chart_made.connect(self._prepare)
        self._clear_search.triggered.connect(self.toolbar.search.clear)
        self._show_types.triggered.connect(self._show_all_types)
        self._linked.hovered_changed.connect(self._raise)
        self._linked.selected_changed.connect(self._raise)
        self._linked.brushed_changed.connect(self._hide)

    # What is shown

    def show_curves(
        self, compared: Sequence[Curves], hidden: frozenset[str], *, is_read: bool
    ) -> None:
        """Show these.

        Args:
            compared: all members, in their order.
            hidden: the keys of those that have no curve.
            is_read: whether there are no further metrics to come.
        """
        self._compared, self._hidden, self._is_read = tuple(compared), hidden, is_read
        self._shelf.keep_only({each.key for each in compared})
        self.redraw()

    def charts(self) -> list[Chart]:
        """All charts that exist."""
        return self.page.charts() + ([] if self._full is None else [self._full])

    def redraw(self) -> None:
        """Show everything by the toolbar as it is."""
        types = compared_types(self._compared)
        self.toolbar.set_looks(types)
        hidden = self.toolbar.types.hidden
        shown = {look.type for look in types if look.type not in hidden}
        options = self._options()
        self.toolbar.set_metrics(compared_metrics(self._compared))
        groups = chart_sections(self._compared, shown, self._shelf, options.axis, options.x_metric)
        self._groups = self._found(groups)
        extents = {group.name: self._extent(group, options) for group in self._groups}
        self.page.show_sections(self._groups, options, extents)
        self._update_full_page(options)
        self._hide()
        self._update_state(groups)

    def _options(self) -> ChartOptions:
        return self.toolbar.options()

    def _found(self, groups: Sequence[SectionGroup]) -> list[SectionGroup]:
        wanted = self.toolbar.search.text().strip().casefold()
        if not wanted:
            self.toolbar.search.set_result("")
            return list(groups)
        found = []
        for group in groups:
            charts = tuple(chart for chart in group.charts if wanted in chart.name.casefold())
            if charts:
                found.append(SectionGroup(group.name, charts))
        text = self.tr("%1 of %2").replace("%1", str(_count(found)))
        self.toolbar.search.set_result(text.replace("%2", str(_count(groups))))
        return found

    def _extent(self, group: SectionGroup, options: ChartOptions) -> Range | None:
        """From the first record of all tables of the types in these charts to the last."""
        types = {chart_type(chart.name) for chart in group.charts}
        return joined(
            self._shelf.extent(each, table, options)
            for each in self._compared
            for table in each.tables.values()
            if canonical_type(table.type) in types
        )

    def _update_state(self, groups: Sequence[SectionGroup]) -> None:
        if self._groups:
            self._states.show_content()
        elif groups:
            self._states.show_state(
                "search",
                self.tr("No metric matches"),
                self.tr("The search looks for a part of the name."),
                [self._clear_search],
            )
        elif any(each.tables for each in self._compared):
            self._states.show_state(
                "hidden",
                self.tr("All types are switched off"),
                self.tr("Switch a type on to see its metrics."),
                [self._show_types],
            )
        elif self._is_read:
            self._states.show_state(
                "metrics",
                self.tr("No metrics"),
                self.tr(
                    "None of these runs has recorded any. They appear here as soon as one does."
                ),
            )
        else:
            self._states.show_loading()

    # Members that stand out

    def _prepare(self, chart: Chart) -> None:
        chart.legend.raised.connect(self._linked.hover)
        chart.hidden_changed.connect(self._legend_clicked)
        chart.plot.set_raised(self._linked.raised or None)

    def _out(self) -> frozenset[str]:
        brushed = self._linked.brushed
        if brushed is None:
            return self._hidden
        return self._hidden | {each.key for each in self._compared if each.key not in brushed}

    def _hide(self) -> None:
        out = self._out()
        self.page.set_hidden(out)
        if self._full is not None and self._full.legend.hidden != out:
            self._full.set_hidden(out)

    def _legend_clicked(self, name: str, hidden: frozenset[str]) -> None:
        """Hiding a member in one chart hides it in all."""
        self.states.hidden.clear()
        for chart in self.charts():
            if chart.name == name:
                for line in chart.lines:
                    if (line.key in hidden) != (line.key in self._hidden):
                        self.hide_wanted.emit(line.key, line.key in hidden)
                return

    def _raise(self) -> None:
        raised = self._linked.raised or None
        for chart in self.charts():
            chart.plot.set_raised(raised)

    # The toolbar

    def _change_axis(self) -> None:
        self.crosshair.move(None)
        self.page.forget_ranges()
        if self._full is not None:
            self._full.plot.link.choose(None)
        self.redraw()

    def _switch_crosshair(self) -> None:
        self.crosshair.set_enabled(self.toolbar.crosshair.isChecked())

    def _show_all_types(self) -> None:
        self.toolbar.types.set_hidden(())
        self.redraw()

    # One chart on the whole page

    def show_full_page(self, metric: str) -> None:
        """Show one chart alone, or all again."""
        if self._full is not None:
            self.leave_full_page()
            return
        self._full = Chart(
            metric,
            self._tasks,
            self.crosshair,
            XLink(self._full_page),
            self._full_page,
            full_page=True,
        )
        prepare_chart(self._full, self.states)
        self._full.full_page_requested.connect(self.leave_full_page)
        layout = self._full_page.layout()
        if layout is not None:
            layout.addWidget(self._full)
        self._pages.setCurrentWidget(self._full_page)
        self._update_full_page(self._options())
        self._prepare(self._full)
        self._full.setFocus()

    def leave_full_page(self) -> None:
        """All charts again."""
        full, self._full = self._full, None
        if full is not None:
            full.hide()
            full.deleteLater()
            self._pages.setCurrentWidget(self.page)
            chart = self.page.chart(full.name)
            if chart is not None:
                chart.set_own_log(self.states.log.get(chart.name))
                chart.setFocus()

    def _update_full_page(self, options: ChartOptions) -> None:
        if self._full is None:
            return
        name = self._full.name
        charts = (chart for group in self._groups for chart in group.charts)
        group = next((chart for chart in charts if chart.name == name), ChartGroup(name, ()))
        self._full.show_lines(group.lines, options, group.absent)
        arrange_chart(self._full, self.states.history.view, options)
        self._full.plot.link.set_extent(self._extent(SectionGroup("", (group,)), options))

    # Keys, state and words

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

    def start_search(self) -> None:
        self.toolbar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.toolbar.search.selectAll()

    def save_state(self) -> dict[str, Any]:
        """Toolbar, closed sections and scales (JSON values)."""
        return {
            **self.toolbar.save_state(),
            "closed": sorted(self.page.closed),
            "own_log": dict(self.states.log),
            "view": self.states.history.view.to_json(),
            "linked": self.states.linked,
        }

    def restore_state(self, state: dict[str, Any]) -> None:
        """Take back what `save_state` gave; unknown or wrong values are ignored."""
        closed, log = state.get("closed"), state.get("own_log")
        if isinstance(closed, list):
            self.page.set_closed(name for name in closed if isinstance(name, str))
        if isinstance(log, dict):
            self.states.log.update({k: v for k, v in log.items() if isinstance(v, bool)})
        self.states.history.restore(View.from_json(state.get("view")))
        if isinstance(state.get("linked"), bool):
            self.states.set_linked(state["linked"])
        self.toolbar.restore_state(state)

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self.page.setAccessibleName(self.tr("Charts"))
        self.page.retranslate()
        self._clear_search.setText(self.tr("Clear search"))
        self._show_types.setText(self.tr("Show all types"))
        if self._compared:
            self.redraw()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _count(groups: Sequence[SectionGroup]) -> int:
    return sum(len(group.charts) for group in groups)
