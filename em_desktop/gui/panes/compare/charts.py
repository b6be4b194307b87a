"""The curves of all that are compared, a chart for each metric."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from em_desktop.domain.curves import joined
from em_desktop.domain.metrics import canonical_type
from em_desktop.gui.panes.compare.curves import (
    Curves,
    CurveShelf,
    chart_sections,
    chart_type,
    compared_metrics,
    compared_types,
)
from em_desktop.gui.panes.compare.linked import Linked
from em_desktop.gui.plots.board import ChartBoard
from em_desktop.gui.plots.chart import Chart, ChartOptions
from em_desktop.gui.plots.groups import ChartGroup
from em_desktop.gui.plots.links import Range
from em_desktop.gui.tasks import Tasks


class CompareCharts(ChartBoard):
    """Members that are hidden, or that a brush leaves out, have no curve."""

    hide_wanted = Signal(str, bool)
    """A member was clicked in a legend: hide it, or show it again."""

    def __init__(self, tasks: Tasks, linked: Linked, parent: QWidget | None = None) -> None:
        super().__init__(tasks, parent)
        self._linked = linked
        self._compared: tuple[Curves, ...] = ()
        self._hidden: frozenset[str] = frozenset()
        self._is_read = False
        self._shelf = CurveShelf()
        linked.hovered_changed.connect(self._raise)
        linked.selected_changed.connect(self._raise)
        linked.brushed_changed.connect(self._hide)
        self.retranslate()

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

    def redraw(self) -> None:
        """Show everything by the toolbar as it is."""
        types = compared_types(self._compared)
        self.toolbar.set_looks(types)
        self.toolbar.set_metrics(compared_metrics(self._compared))
        hidden, options = self.toolbar.types.hidden, self.options()
        shown = {look.type for look in types if look.type not in hidden}
        groups = chart_sections(self._compared, shown, self._shelf, options.axis, options.x_metric)
        self.show_groups(groups, options)
        self._hide()
        self._update_state(has_charts=bool(groups))

    def extent(self, charts: Sequence[ChartGroup], options: ChartOptions) -> Range | None:
        """From the first record of all tables of the types in these charts to the last."""
        types = {chart_type(chart.name) for chart in charts}
        return joined(
            self._shelf.extent(each, table, options)
            for each in self._compared
            for table in each.tables.values()
            if canonical_type(table.type) in types
        )

    def _update_state(self, *, has_charts: bool) -> None:
        if self.groups:
            self._states.show_content()
        elif has_charts:
            self.show_nothing_found()
        elif any(each.tables for each in self._compared):
            self.show_types_off()
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

    def chart_made(self, chart: Chart) -> None:
        """Link a new chart with everything else that shows the members."""
        chart.legend.raised.connect(self._linked.hover)
        chart.hidden_changed.connect(self._legend_clicked)
        chart.plot.set_raised(self._linked.raised or None)
        if chart.is_full_page:
            chart.set_hidden(self._out())

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

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        super().retranslate()
        if self._compared:
            self.redraw()
