"""The curves of groups of Runs: their means, and bands around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from em_desktop.domain.clocks import Clock
from em_desktop.domain.curves import XAxis, joined, x_values
from em_desktop.domain.run_groups import Margin
from em_desktop.domain.subjects import MetricKey
from em_desktop.errors import EmError
from em_desktop.gui import theme, wording
from em_desktop.gui.context import Context
from em_desktop.gui.panes.compare.curves import sections_of
from em_desktop.gui.panes.folder.group_curves import CurveGroup, GroupMeans, read_means
from em_desktop.gui.plots.board import ChartBoard
from em_desktop.gui.plots.chart import ChartOptions
from em_desktop.gui.plots.groups import ChartGroup, TypeLook
from em_desktop.gui.plots.lines import Line, Marker
from em_desktop.gui.plots.links import Range
from em_desktop.gui.widgets import Divider, IconButton
from em_desktop.stores.base import Cancel

_KINDS = (XAxis.STEP, XAxis.EPOCH, XAxis.RELATIVE)
"""Runs have no wall time in common."""
_CLOCK = Clock(0.0)
"""The times of a mean begin with its Runs."""


class GroupCharts(ChartBoard):
    """A chart for each metric with a line for each group, of as many Runs as there are."""

    close_wanted = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context.tasks, parent, kinds=_KINDS)
        self._context = context
        self._asked: tuple[str, tuple[CurveGroup, ...]] = ("", ())
        self._margin = Margin.DEVIATION
        self._means: GroupMeans | None = None
        self._is_read = False
        self._error: EmError | None = None
        self._lines: dict[MetricKey, list[Line]] = {}
        self.close_button = IconButton("close", "", self.toolbar, side=24, icon_side=13)
        self.close_button.clicked.connect(self.close_wanted)
        self.toolbar.add_last(self.close_button)
        self.setProperty("area", "surface")
        theme.set_look(self, area="surface")
        self.column.insertWidget(0, Divider(parent=self))
        self.column.insertWidget(1, self.toolbar)
        self.column.insertWidget(2, Divider(parent=self))
        self.retranslate()

    # What is read

    def show_means(self, store_id: str, groups: Sequence[CurveGroup], margin: Margin) -> None:
        """Show these groups; they are read unless they have been.

        Args:
            store_id: where the Runs are.
            groups: in the order of their colors.
            margin: what the bands are.
        """
        asked = (store_id, tuple(groups))
        if asked == self._asked:
            if margin is not self._margin:
                self._margin = margin
                self._make_lines()
                self.redraw()
            return
        self._asked, self._margin = asked, margin
        self._means, self._error, self._is_read, self._lines = None, None, False, {}
        self.redraw()
        try:
            store = self._context.stores.store(store_id)
        except EmError as error:
            self._fail(error)
            return
        cache, wanted = self._context.column_directory, asked[1]

        def work(cancel: Cancel) -> Iterator[GroupMeans]:
            return read_means(store, wanted, cache, cancel)

        self._context.tasks.stream(
            self,
            work,
            GroupCharts._take,
            done=GroupCharts._end,
            failed=GroupCharts._fail,
            key="means",
            title=self.tr("Reading the curves of the groups"),
        )

    def stop(self) -> None:
        """Read no more; what is asked for next is read anew."""
        self._context.tasks.cancel_all(self)
        self._asked = ("", ())

    def _take(self, means: GroupMeans) -> None:
        self._means = means
        self._make_lines()
        self.redraw()

    def _end(self) -> None:
        self._is_read = True
        self.redraw()

    def _fail(self, error: EmError) -> None:
        self._error, self._is_read = error, True
        self.redraw()

    def _make_lines(self) -> None:
        self._lines = {}
        if self._means is None:
            return
        for number, group in enumerate(self._asked[1]):
            name = f"{group.title} (n = {wording.count_text(len(group.paths))})"
            for key, mean in self._means.curves[group.key].items():
                band = mean.band(self._margin)
                line = Line(group.key, name, number, mean.series, band=band, clock=_CLOCK)
                self._lines.setdefault(key, []).append(line)

    # What is shown

    def redraw(self) -> None:
        """Show everything that was read so far."""
        types = list(dict.fromkeys(key.type for key in self._lines))
        looks = [TypeLook(name, name, n, Marker.CIRCLE) for n, name in enumerate(sorted(types))]
        self.toolbar.set_looks(looks)
        hidden = self.toolbar.types.hidden
        groups = sections_of({k: lines for k, lines in self._lines.items() if k.type not in hidden})
        self.show_groups(groups, self.options())
        self._update_state(has_charts=bool(groups))

    def extent(self, charts: Sequence[ChartGroup], options: ChartOptions) -> Range | None:
        """From the first to the last step of any mean."""
        return joined(_extent(line, options) for chart in charts for line in chart.lines)

    def _update_state(self, *, has_charts: bool) -> None:
        if self.groups:
            self._states.show_content()
        elif has_charts:
            self.show_nothing_found()
        elif self._lines:
            self.show_types_off()
        elif self._error is not None:
            words = wording.error_words(self._error)
            detail = str(self._error)
            self._states.show_state(
                "alert", words.title, words.message, (), detail, token="st_error"
            )
        elif self._is_read:
            self._states.show_state(
                "metrics",
                self.tr("No metrics"),
                self.tr("None of these runs has recorded any."),
            )
        else:
            self._states.show_loading()

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        super().retranslate()
        self.setAccessibleName(self.tr("Curves of the groups"))
        self.close_button.set_name(self.tr("Hide the curves"))
        if self._asked[1]:
            self._make_lines()
            self.redraw()


def _extent(line: Line, options: ChartOptions) -> Range | None:
    x = x_values(line.series, options.axis, _CLOCK)
    x = x[np.isfinite(x) & (x > 0)] if options.log_x else x[np.isfinite(x)]
    if not len(x):
        return None
    ends = np.array([x.min(), x.max()])
    low, high = np.log10(ends) if options.log_x else ends
    return float(low), float(high)
