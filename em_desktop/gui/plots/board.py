"""Charts of metrics under a toolbar: in sections, or one on the whole page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from em_desktop.domain.curves import XAxis
from em_desktop.gui import theme
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
from em_desktop.gui.plots.toolbar import AXES, ChartToolbar
from em_desktop.gui.plots.view import View
from em_desktop.gui.tasks import Tasks
from em_desktop.gui.widgets import StateStack

_AXES = (XAxis.STEP, XAxis.EPOCH, XAxis.WALL, XAxis.RELATIVE)
_TYPE_KEYS = {Qt.Key.Key_T: "train", Qt.Key.Key_V: "val", Qt.Key.Key_E: "test"}
_SMOOTHER = 0.05


class ChartBoard(QWidget):
    """What a page with charts has, whatever they are of.

    Who extends it says in `redraw` which charts there are, and in `extent` how far they reach.
    The single letters act while a chart has the focus.

    Attributes:
        toolbar: what all charts have in common is chosen there; the page puts it where it belongs.
        states: what people set on single charts.
        page: the charts in sections.
    """

    def __init__(
        self,
        tasks: Tasks,
        parent: QWidget | None = None,
        *,
        swatches: bool = False,
        derives: bool = False,
        kinds: Sequence[XAxis] = AXES,
    ) -> None:
        """Without charts.

        Args:
            tasks: makes charts ready.
            parent: as in Qt.
            swatches: whether the types of metrics have colors.
            derives: whether metrics are computed from others.
            kinds: what can run along x.
        """
        super().__init__(parent)
        self._tasks = tasks
        self._groups: list[SectionGroup] = []
        self._full: Chart | None = None
        self.crosshair = Crosshair(self)
        self.states = ChartStates(self)
        self.toolbar = ChartToolbar(self, swatches=swatches, kinds=kinds)
        self.toolbar.set_states(self.states, derives=derives)
        services = PageServices(tasks, self.crosshair, PageScroll(), self.states)
        self.page = ChartPage(services, self)
        self._clear_search = QAction(self)
        self._show_types = QAction(self)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.page)
        self._full_page = QWidget(self)
        self._full_rows = QVBoxLayout(self._full_page)
        self._full_rows.setContentsMargins(*[theme.space.page] * 4)
        self._pages.addWidget(self._full_page)
        self._states = StateStack(self._pages, self)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addWidget(self._states, 1)
        self.toolbar.types_changed.connect(self.redraw)
        self.toolbar.options_changed.connect(self.redraw)
        self.toolbar.search_changed.connect(self.redraw)
        self.toolbar.axis_changed.connect(self._change_axis)
        self.toolbar.crosshair_changed.connect(self._switch_crosshair)
        self.page.full_page_requested.connect(self.show_full_page)
        self.page.chart_made.connect(self.chart_made)
        self._clear_search.triggered.connect(self.toolbar.search.clear)
        self._show_types.triggered.connect(self._show_all_types)

    # What others say

    def redraw(self) -> None:
        """Show everything by the toolbar as it is: by `show_groups`."""
        raise NotImplementedError

    def options(self) -> ChartOptions:
        """How all charts are drawn."""
        return self.toolbar.options()

    def extent(self, charts: Sequence[ChartGroup], options: ChartOptions) -> Range | None:
        """From the first to the last place on the x axis of these charts."""
        raise NotImplementedError

    def chart_made(self, chart: Chart) -> None:
        """There is a new chart, among the others or on the whole page."""

    # What is shown

    @property
    def groups(self) -> list[SectionGroup]:
        """The sections that are shown, with all of their charts."""
        return self._groups

    @property
    def full_page_chart(self) -> Chart | None:
        """The chart on the whole page; None while all are shown."""
        return self._full

    def charts(self) -> list[Chart]:
        """All charts that exist."""
        return self.page.charts() + ([] if self._full is None else [self._full])

    def show_groups(self, groups: Sequence[SectionGroup], options: ChartOptions) -> None:
        """Show what the search finds of these sections."""
        self._groups = self._found(groups)
        extents = {group.name: self.extent(group.charts, options) for group in self._groups}
        self.page.show_sections(self._groups, options, extents)
        self._update_full_page(options)

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

    def show_nothing_found(self) -> None:
        """Say that the search finds no chart."""
        self._states.show_state(
            "search",
            self.tr("No metric matches"),
            self.tr("The search looks for a part of the name."),
            [self._clear_search],
        )

    def show_types_off(self) -> None:
        """Say that all types are switched off."""
        self._states.show_state(
            "hidden",
            self.tr("All types are switched off"),
            self.tr("Switch a type on to see its metrics."),
            [self._show_types],
        )

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

    def start_search(self) -> None:
        """Let people type what they look for."""
        self.toolbar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.toolbar.search.selectAll()

    # One chart on the whole page

    def show_full_page(self, metric: str) -> None:
        """Show one chart on the whole page, or all again if it is shown so already."""
        if self._full is not None:
            self.leave_full_page()
            return
        link = XLink(self._full_page)
        self._full = Chart(
            metric, self._tasks, self.crosshair, link, self._full_page, full_page=True
        )
        prepare_chart(self._full, self.states)
        self._full.full_page_requested.connect(self.leave_full_page)
        self._full_rows.addWidget(self._full)
        self._pages.setCurrentWidget(self._full_page)
        self.chart_made(self._full)
        self._update_full_page(self.options())
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
            self.restore_chart(chart)
            chart.setFocus()

    def restore_chart(self, chart: Chart) -> None:
        """Give a chart back what people set on it elsewhere."""
        chart.set_own_log(self.states.log.get(chart.name))

    def _update_full_page(self, options: ChartOptions) -> None:
        full = self._full
        if full is None:
            return
        charts = (chart for group in self._groups for chart in group.charts)
        group = next((c for c in charts if c.name == full.name), ChartGroup(full.name, ()))
        full.show_lines(group.lines, options, group.absent)
        arrange_chart(full, self.states.history.view, options)
        full.plot.link.set_extent(self.extent([group], options))

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and self._full is not None:
            self.leave_full_page()
        elif (
            event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            or not self.chart_has_focus()
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

    def chart_has_focus(self) -> bool:
        """Whether the keyboard acts on a chart."""
        widget = QApplication.focusWidget()
        while widget is not None and not isinstance(widget, Chart):
            widget = widget.parentWidget()
        return widget is not None and self.isAncestorOf(widget)

    # State and words

    def save_state(self) -> dict[str, Any]:
        """Toolbar, closed sections, scales and layout (JSON values)."""
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
        for chart in self.page.charts():
            self.restore_chart(chart)
        self.toolbar.restore_state(state)

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self.toolbar.retranslate()
        self.page.setAccessibleName(self.tr("Charts"))
        self.page.retranslate()
        self._clear_search.setText(self.tr("Clear search"))
        self._show_types.setText(self.tr("Show all types"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _count(groups: Sequence[SectionGroup]) -> int:
    return sum(len(group.charts) for group in groups)
