"""What a chart says of its data in words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QObject

from em_desktop.domain.curves import XAxis
from em_desktop.gui.plots.lines import DrawnLine, Line
from em_desktop.gui.plots.options import ChartOptions
from em_desktop.gui.plots.plot import Fidelity
from em_desktop.gui.plots.surface import x_text
from em_desktop.gui.plots.ticks import clock_text, step_text

_COUNTED = frozenset({XAxis.STEP, XAxis.EPOCH, XAxis.METRIC})


class ChartWords(QObject):
    """Sentences and names for one chart; nothing of it is kept."""

    def notes(self, lines: Sequence[DrawnLine], options: ChartOptions) -> list[str]:
        """What isn't drawn as a line, and why: NaN, values without a logarithm or a place."""
        curves = [drawn.curve for drawn in lines]
        points = sum(curve.summary.points for curve in curves)
        unusual = sum(curve.summary.not_finite for curve in curves)
        notes = []
        if unusual:
            text = (
                self.tr("%1 of %2 points are NaN or infinite")
                if any(curve.summary.infinite for curve in curves)
                else self.tr("%1 of %2 points are NaN")
            )
            notes.append(text.replace("%1", f"{unusual:,}").replace("%2", f"{points:,}"))
        left_out = sum(curve.not_positive for curve in curves)
        if left_out:
            notes.append(self.tr("%Ln value(s) ≤ 0 left out", "", left_out))
        unplaced = sum(curve.unplaced for curve in curves)
        if 0 < unplaced < points:
            notes.append(self._unplaced(unplaced, options))
        return notes

    def gaps_hint(self) -> str:
        return self.tr("NaN and infinite points are gaps in the line and ticks on the x axis.")

    def _unplaced(self, count: int, options: ChartOptions) -> str:
        if options.log_x:
            return self.tr("%Ln point(s) have no place on a logarithmic x axis", "", count)
        match options.axis:
            case XAxis.STEP:
                return self.tr("%Ln point(s) have no step", "", count)
            case XAxis.EPOCH:
                return self.tr("%Ln point(s) have no epoch", "", count)
            case XAxis.METRIC:
                return self.tr("%Ln point(s) have no %1", "", count).replace("%1", options.x_metric)
            case _:
                return self.tr("%Ln point(s) have no time", "", count)

    def nothing(self, lines: Sequence[Line], options: ChartOptions) -> str:
        """Why there is nothing to see."""
        if not any(len(line.series) for line in lines):
            return self.tr("Not recorded")
        match options.axis:
            case _ if options.log_x:
                return self.tr("Nothing above 0 on the x axis")
            case XAxis.STEP:
                return self.tr("Recorded without steps")
            case XAxis.EPOCH:
                return self.tr("Recorded without epochs")
            case XAxis.METRIC:
                return self.tr("Never recorded together with %1").replace("%1", options.x_metric)
            case _:
                return self.tr("Recorded without times")

    def axis_name(self, options: ChartOptions) -> str:
        """The title of a place on the x axis; %1 stands for it."""
        match options.axis:
            case XAxis.STEP:
                return self.tr("Step %1")
            case XAxis.EPOCH:
                return self.tr("Epoch %1")
            case XAxis.METRIC:
                return f"{options.x_metric} %1"
            case _:
                return "%1"

    def axis_title(self, options: ChartOptions) -> str:
        """The name of the x axis."""
        match options.axis:
            case XAxis.STEP:
                return self.tr("Step")
            case XAxis.EPOCH:
                return self.tr("Epoch")
            case XAxis.METRIC:
                return options.x_metric
            case XAxis.WALL:
                return self.tr("Time")
            case _:
                return self.tr("Time since the start")

    def record_facts(self, line: Line, record: int, options: ChartOptions) -> str:
        """What else is known of a record."""
        series, axis = line.series, options.axis
        step, epoch, time = (
            float(column[record]) for column in (series.step, series.epoch, series.time)
        )
        facts = []
        if axis is not XAxis.STEP and not np.isnan(step):
            facts.append(self.tr("step %1").replace("%1", step_text(step)))
        if axis is not XAxis.EPOCH and not np.isnan(epoch):
            facts.append(self.tr("epoch %1").replace("%1", step_text(epoch)))
        start = (line.clock or options.clock).start
        if axis in _COUNTED and np.isfinite(time - start):
            facts.append(x_text(time - start, XAxis.RELATIVE))
        elif axis in {XAxis.RELATIVE, XAxis.ACTIVE} and np.isfinite(time):
            facts.append(clock_text(time))
        return " · ".join(facts)

    def fidelity(self, fidelity: Fidelity) -> str:
        """How much of what was recorded is drawn."""
        if not fidelity.points:
            return ""
        if fidelity.exact:
            return self.tr("exact")
        text = self.tr("%1 of %2 points")
        return text.replace("%1", f"{fidelity.drawn:,}").replace("%2", f"{fidelity.points:,}")

    def fidelity_hint(self) -> str:
        return self.tr(
            "More points than pixels: of each pixel column the smallest and the largest value"
            " are drawn, so that no spike is hidden. Zoom in to see every point."
        )
