"""Charts behind the first ones: durations, slices, a contour, a Pareto front."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from em_desktop.domain import densities
from em_desktop.domain.autotune import Direction, TrialOrder
from em_desktop.domain.metrics import Floats
from em_desktop.domain.trial_axes import METRIC, Axis
from em_desktop.domain.trial_set import Places, TrialSet, ordered, pareto_front
from em_desktop.gui import theme, trial_words, wording
from em_desktop.gui.panes.autotune.charts.card import TrialCard
from em_desktop.gui.panes.autotune.charts.data import ShownTrials
from em_desktop.gui.panes.autotune.charts.order import OrderButton
from em_desktop.gui.panes.autotune.charts.words import (
    axis_ruler,
    axis_title,
    direction_text,
)
from em_desktop.gui.plots.axes import Scale
from em_desktop.gui.plots.points import Points, PointsView
from em_desktop.gui.plots.xy import Focus, Ruler, ruler_around
from em_desktop.gui.tasks import Tasks
from em_desktop.gui.widgets import ComboBox, Segments, TextLabel
from em_desktop.stores.base import Cancel

_CHOICE_WIDTH = 150
_MOST_SURFACE = 4000
"""From so many trials a contour is computed; of more an even sample."""
_FEWEST_FOR_SURFACE = 3


class Choice(ComboBox):
    """A list of names of which one is chosen; the choice stays while the names change."""

    picked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_small()
        theme.set_lengths(self, width=_CHOICE_WIDTH)
        self.activated.connect(self.picked)

    @property
    def key(self) -> str:
        return str(self.currentData() or "")

    def set_choices(self, choices: Sequence[tuple[str, str]], first: int = 0) -> None:
        """Offer these keys and texts; at first the one at ``first`` is chosen."""
        keys = [key for key, _ in choices]
        before = [(self.itemData(n), self.itemText(n)) for n in range(self.count())]
        if before == list(choices):
            return
        chosen = self.currentData()
        self.clear()
        for key, text in choices:
            self.addItem(text, key)
        at = keys.index(chosen) if chosen in keys else min(first, len(keys) - 1)
        self.setCurrentIndex(at)

    def choose(self, key: str) -> None:
        """As if the user had chosen it."""
        self.choose_quietly(key)
        self.picked.emit()

    def choose_quietly(self, key: str) -> None:
        """Show this one as chosen, if it is offered."""
        place = self.findData(key)
        if place >= 0:
            self.setCurrentIndex(place)


class PointsCard(TrialCard):
    """A card with one chart of points."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = PointsView(self)
        self.view.words = self.tip
        self.body.addWidget(self.view)
        self.view.clicked.connect(self.clicked)
        self.view.hovered.connect(self.hovered)

    def focus_chart(self, focus: Focus) -> None:
        self.view.set_focus(focus)


class DurationCard(PointsCard):
    """How long each trial took."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._note = TextLabel("", "caption", "muted", self)
        self.order = OrderButton(self)
        self.add_header_widget(self._note)
        self.add_header_widget(self.order)
        self.order.chosen.connect(self.redraw_chart)
        self.retranslate()

    def draw_chart(self, shown: ShownTrials) -> None:
        trials, order = shown.trials, self.order.order
        timed = replace(trials, value=trials.duration)
        places = ordered(timed, shown.shown, order)
        places = places[np.isfinite(trials.duration[places])]
        by_number = order is TrialOrder.NUMBER
        x = trials.sequence[places] if by_number else np.arange(len(places), dtype=np.float64)
        y = trials.duration[places]
        best = (shown.best,) if shown.best >= 0 else ()
        points = Points(places, x, y, trials.group[places], marked=best)
        negative = float(y.min(initial=0.0)) < 0
        ruler = ruler_around(np.append(y, 0.0), Scale.DURATION)
        last = float(x.max(initial=1.0))
        margin = max(last * 0.01, 0.5)
        y_ruler = ruler if negative else replace(ruler, low=0.0)
        self.view.show_points(points, Ruler(-margin, last + margin), y_ruler)
        without = int(shown.shown.sum()) - len(places)
        text = self.tr("%1 without times").replace("%1", wording.count_text(without))
        self._note.setText(text if without else "")
        self.view.set_message("" if len(places) else self.tr("No trial has times"))

    def retranslate(self) -> None:
        self.set_title(self.tr("Duration per trial"))
        self.view.setAccessibleName(self.tr("Duration per trial"))
        self.order.retranslate()


class SliceCard(PointsCard):
    """The metric over one hyperparameter."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parameter = Choice(self)
        self._note = TextLabel("", "caption", "muted", self)
        self.add_header_widget(self._note)
        self.add_header_widget(self.parameter)
        self.parameter.picked.connect(self.redraw_chart)
        self.retranslate()

    def draw_chart(self, shown: ShownTrials) -> None:
        axes = parameter_axes(shown)
        self.parameter.set_choices(choices_of(axes, shown))
        axis = shown.data.axes.get(self.parameter.key)
        if axis is None:
            self.view.show_points(Points(), Ruler(), Ruler())
            self.view.set_message(self.tr("No hyperparameters"))
            return
        trials = shown.trials
        places = np.flatnonzero(shown.shown & ~np.isnan(axis.positions))
        values = trials.value[places]
        y = np.where(np.isfinite(values), values, np.nan)
        best = (shown.best,) if shown.best >= 0 else ()
        points = Points(places, axis.positions[places], y, trials.group[places], marked=best)
        self.view.show_points(points, axis_ruler(axis), ruler_around(y))
        without = int(shown.shown.sum()) - len(places)
        text = self.tr("%1 without a value").replace("%1", wording.count_text(without))
        self._note.setText(text if without else "")
        self.view.set_message("" if len(places) else self.tr("No trial has a value here"))

    def retranslate(self) -> None:
        self.set_title(self.tr("Slice"))
        self.view.setAccessibleName(self.tr("Metric over one hyperparameter"))
        self.parameter.setAccessibleName(self.tr("Hyperparameter"))


class ContourCard(PointsCard):
    """The metric over two hyperparameters: points on a surface of means."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.across, self.up = Choice(self), Choice(self)
        self._basis = TextLabel("", "caption", "muted", self)
        for widget in (self._basis, self.across, self.up):
            self.add_header_widget(widget)
        self.across.picked.connect(self.redraw_chart)
        self.up.picked.connect(self.redraw_chart)
        self.retranslate()

    def draw_chart(self, shown: ShownTrials) -> None:
        axes = parameter_axes(shown)
        self.across.set_choices(choices_of(axes, shown), 0)
        self.up.set_choices(choices_of(axes, shown), 1)
        x, y = (shown.data.axes.get(choice.key) for choice in (self.across, self.up))
        if x is None or y is None or len(axes) < 2:
            self.view.show_points(Points(), Ruler(), Ruler())
            self.view.set_message(self.tr("This needs two hyperparameters"))
            return
        known = shown.shown & ~np.isnan(x.positions) & ~np.isnan(y.positions)
        places = np.flatnonzero(known)
        marked = (shown.best,) if shown.best >= 0 else ()
        points = Points(
            places,
            x.positions[places],
            y.positions[places],
            shown.trials.group[places],
            marked=marked,
        )
        self.view.show_points(points, axis_ruler(x), axis_ruler(y))
        with_value = places[np.isfinite(shown.trials.value[places])]
        self._ask_for_surface(shown.trials, points, x, y, with_value)

    def _ask_for_surface(
        self, trials: TrialSet, points: Points, x: Axis, y: Axis, places: Places
    ) -> None:
        count = wording.count_text(len(places))
        self._basis.setText(self.tr("from %1 trials").replace("%1", count))
        if len(places) < _FEWEST_FOR_SURFACE:
            self.view.set_message(self.tr("Too few trials with a value"))
            return
        self.view.set_message("")
        sample = places[:: max(1, -(-len(places) // _MOST_SURFACE))]
        rulers = axis_ruler(x), axis_ruler(y)
        across, up = (
            (axis.positions[sample] - ruler.low) / (ruler.high - ruler.low)
            for axis, ruler in zip((x, y), rulers, strict=True)
        )
        values = trials.goodness(trials.value[sample])

        def work(cancel: Cancel) -> tuple[Points, Floats]:
            grid = densities.surface(across, up, values, check=cancel.check)
            return points, grid

        self._tasks.run(self, work, ContourCard._take_surface, key="surface")

    def _take_surface(self, result: tuple[Points, Floats]) -> None:
        points, grid = result
        if points.places is not self.view.points.places:
            return  # asked anew meanwhile
        known = grid[~np.isnan(grid)]
        if len(known):
            low, high = np.percentile(known, (5, 100)).tolist()
            parts = np.clip((grid - low) / ((high - low) or 1.0), 0, 1)
            shown = replace(points, grid=parts)
            self.view.show_points(shown, self.view.x_ruler, self.view.y_ruler)

    def retranslate(self) -> None:
        self.set_title(self.tr("Contour"))
        self.view.setAccessibleName(self.tr("Metric over two hyperparameters"))
        self.across.setAccessibleName(self.tr("Hyperparameter across"))
        self.up.setAccessibleName(self.tr("Hyperparameter upwards"))


class ParetoCard(PointsCard):
    """Two metrics against each other, and the trials that none beats in both."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.across, self.up = Choice(self), Choice(self)
        self.aims = tuple(Segments(_AIMS, self) for _ in range(2))
        self._note = TextLabel("", "caption", "muted", self)
        self._directed = False
        self.add_header_widget(self._note)
        for choice, aim in zip((self.across, self.up), self.aims, strict=True):
            row = QWidget(self)
            pair = QHBoxLayout(row)
            pair.setContentsMargins(8, 0, 0, 0)
            pair.setSpacing(theme.space.icon)
            pair.addWidget(choice)
            pair.addWidget(aim)
            self.add_header_widget(row)
            choice.picked.connect(self.redraw_chart)
            aim.chosen.connect(self.redraw_chart)
        self.retranslate()

    def draw_chart(self, shown: ShownTrials) -> None:
        metrics = self._metrics(shown)
        names = [
            (key, trial_words.metric_text(shown.data.metric) if key == METRIC else key)
            for key in metrics
        ]
        self.across.set_choices(names, 0)
        self.up.set_choices(names, 1)
        if not self._directed:
            self._directed = True
            for aim in self.aims:
                aim.choose(shown.trials.direction.value)
        if len(metrics) < 2:
            self.view.show_points(Points(), Ruler(), Ruler())
            self.view.set_message(self._nothing(shown))
            self._note.setText("")
            return
        x, y = metrics[self.across.key], metrics[self.up.key]
        places = np.flatnonzero(shown.shown & np.isfinite(x) & np.isfinite(y))
        directions = Direction(self.aims[0].key), Direction(self.aims[1].key)
        front = places[pareto_front(x[places], y[places], directions)]
        front = front[np.argsort(x[front], kind="stable")]
        points = Points(
            places,
            x[places],
            y[places],
            shown.trials.group[places],
            line=(x[front], y[front]),
            marked=tuple(front.tolist()),
        )
        self.view.show_points(points, ruler_around(x[places]), ruler_around(y[places]))
        self.view.set_message("")
        text = self.tr("%1 of %2 on the front").replace("%1", wording.count_text(len(front)))
        self._note.setText(text.replace("%2", wording.count_text(len(places))))

    def _metrics(self, shown: ShownTrials) -> dict[str, Floats]:
        """All final values by name; the one that the search is about first."""
        return {METRIC: shown.trials.metric, **shown.trials.reports.finals}

    def _nothing(self, shown: ShownTrials) -> str:
        if not shown.data.complete:
            return self.tr("Reading…")
        return self.tr("The trials of this search report one metric")

    def retranslate(self) -> None:
        self.set_title(self.tr("Pareto front"))
        self.view.setAccessibleName(self.tr("Two metrics against each other"))
        self.across.setAccessibleName(self.tr("Metric across"))
        self.up.setAccessibleName(self.tr("Metric upwards"))
        texts = {aim.value: direction_text(aim) for aim in Direction}
        for segments, name in zip(
            self.aims,
            (self.tr("Good end of the metric across"), self.tr("Good end of the metric upwards")),
            strict=True,
        ):
            segments.set_texts(texts)
            segments.setAccessibleName(name)


_AIMS = tuple((aim.value, "") for aim in Direction)


def parameter_axes(shown: ShownTrials) -> list[Axis]:
    """The axes of the hyperparameters."""
    return [axis for key, axis in shown.data.axes.items() if key != METRIC]


def choices_of(axes: Sequence[Axis], shown: ShownTrials) -> list[tuple[str, str]]:
    """Keys and names of axes, for a choice."""
    return [
        (axis.key, axis_title(axis, shown.data.metric, shown.data.metric_name)) for axis in axes
    ]
