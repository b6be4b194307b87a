"""The words in a search's charts."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

from em_desktop.domain.autotune import Direction, MetricChoice, TrialOrder
from em_desktop.domain.paths import printable
from em_desktop.domain.trial_axes import METRIC, Axis, AxisScale
from em_desktop.domain.trial_set import TrialSet
from em_desktop.gui import trial_words, wording
from em_desktop.gui.plots.axes import Scale
from em_desktop.gui.plots.parallel_axes import AxisText
from em_desktop.gui.plots.xy import Ruler

_TICKS = 5
_MOST_IN_TIP = 12
_MARGIN = 0.04


def order_text(order: TrialOrder) -> str:
    """What an order of trials is called."""
    translate = QCoreApplication.translate
    match order:
        case TrialOrder.NUMBER:
            return translate("trials", "In order")
        case TrialOrder.ASCENDING:
            return translate("trials", "Ascending")
        case TrialOrder.DESCENDING:
            return translate("trials", "Descending")


def direction_text(direction: Direction) -> str:
    """Which end of a metric is the good one."""
    translate = QCoreApplication.translate
    if direction is Direction.MAXIMIZE:
        return translate("trials", "maximize")
    return translate("trials", "minimize")


def axis_title(axis: Axis, choice: MetricChoice, metric: str = "") -> str:
    """What an axis is called; ``metric`` is the name of the metric, where it is known."""
    return trial_words.metric_text(choice, metric) if axis.key == METRIC else printable(axis.key)


def axis_text(axis: Axis, choice: MetricChoice, direction: Direction, metric: str = "") -> AxisText:
    """What is written at an axis of parallel coordinates."""
    translate = QCoreApplication.translate
    note = ""
    if axis.key == METRIC:
        note = direction_text(direction)
    elif axis.outside:
        note = translate("trials", "%1 outside").replace("%1", wording.count_text(axis.outside))
    elif axis.scale is AxisScale.LOG:
        note = translate("trials", "log")
    elif axis.integer:
        note = translate("trials", "integer")
    return AxisText(axis_title(axis, choice, metric), note, axis_ticks(axis))


def axis_ticks(axis: Axis) -> tuple[tuple[float, str], ...]:
    """The ticks of an axis of parallel coordinates: part of the axis, and text."""
    marks = _ruler(axis).marks(_TICKS * 25)
    length = axis.high - axis.low
    placed = ((((value - axis.low) / length), text) for value, text in marks)
    return tuple((part, text) for part, text in placed if -1e-9 <= part <= 1 + 1e-9)


def axis_ruler(axis: Axis) -> Ruler:
    """An axis along a chart, with some room at its ends."""
    margin = (axis.high - axis.low) * _MARGIN
    if axis.scale is AxisScale.CATEGORIES:
        margin = 0.5
    ruler = _ruler(axis)
    return Ruler(axis.low - margin, axis.high + margin, ruler.scale, ruler.names)


def _ruler(axis: Axis) -> Ruler:
    if axis.scale is AxisScale.CATEGORIES:
        names = tuple(trial_words.parameter_text(one) or "“”" for one in axis.categories)
        return Ruler(axis.low, axis.high, names=names)
    scale = Scale.LOG if axis.scale is AxisScale.LOG else Scale.NUMBER
    return Ruler(axis.low, axis.high, scale)


def value_text(value: float) -> str:
    """A metric in a tooltip; a dash for none."""
    return "–" if math.isnan(value) else wording.number_text(value)


def trial_tip(trials: TrialSet, place: int, choice: MetricChoice) -> str:
    """What a chart's tooltip says of a trial."""
    trial = trials.trials[place]
    number = QCoreApplication.translate("trials", "Trial %1, number %2")
    number = number.replace("%1", printable(trial.id)).replace("%2", str(trial.sequence))
    lines = [number, trial_words.trial_state_text(trial)]
    value = float(trials.value[place])
    if trial.final is not None:
        lines.append(f"{trial_words.metric_text(choice)}: {value_text(trial.final)}")
    elif not math.isnan(value):
        lines.append(f"{trial_words.metric_text(MetricChoice.LAST)}: {value_text(value)}")
    for name, item in list(trial.parameters.items())[:_MOST_IN_TIP]:
        lines.append(f"{printable(name)}: {trial_words.parameter_text(item)}")
    return "\n".join(lines)
