"""The first charts: metric per trial, intermediate curves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from em_desktop.domain.autotune import TrialGroup, TrialOrder
from em_desktop.domain.trial_set import GROUPS, best_so_far, ordered
from em_desktop.gui import theme
from em_desktop.gui.panes.autotune.charts.card import BestLegend, TrialCard
from em_desktop.gui.panes.autotune.charts.data import ShownTrials
from em_desktop.gui.panes.autotune.charts.order import OrderButton
from em_desktop.gui.plots.bundle import BundleView
from em_desktop.gui.plots.points import Points, PointsView
from em_desktop.gui.plots.xy import Focus, Ruler, ruler_around
from em_desktop.gui.tasks import Tasks
from em_desktop.gui.widgets import Segments

_FIRST_ROW, _SECOND_ROW = 190, 206
_STRETCHES = (381, 211, 267)
_NARROW = 600
_ALL, _SELECTED = "all", "selected"
_ENDED = frozenset({TrialGroup.SUCCEEDED, TrialGroup.RUNNING, TrialGroup.WAITING})


class Overview(QWidget):
    """Three charts side by side over a wide one; one below the other where it is narrow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)

    def put(self, first: Sequence[TrialCard], wide: TrialCard) -> None:
        """Take these cards, which are its children already."""
        for card in first:
            theme.set_lengths(card, least_height=_FIRST_ROW)
        theme.set_lengths(wide, least_height=_SECOND_ROW)
        self._row.setSpacing(theme.space.card)
        for card, stretch in zip(first, _STRETCHES, strict=True):
            self._row.addWidget(card, stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space.card)
        column.addLayout(self._row, _FIRST_ROW)
        column.addWidget(wide, _SECOND_ROW)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        wide = self.width() >= theme.scaled(_NARROW)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._row.setDirection(across if wide else down)


class MetricCard(TrialCard):
    """The metric of each trial by number or sorted, with the best so far."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = PointsView(self)
        self.view.words = self.tip
        self.order = OrderButton(self)
        self._legend = BestLegend(self)
        self.add_header_widget(self._legend)
        self.add_header_widget(self.order)
        self.body.addWidget(self.view)
        self.order.chosen.connect(self.redraw_chart)
        self.view.clicked.connect(self.clicked)
        self.view.hovered.connect(self.hovered)
        self.retranslate()

    def draw_chart(self, shown: ShownTrials) -> None:
        trials, order = shown.trials, self.order.order
        places = ordered(trials, shown.shown, order)
        by_number = order is TrialOrder.NUMBER
        x = trials.sequence[places] if by_number else np.arange(len(places), dtype=np.float64)
        y = np.where(np.isfinite(trials.value[places]), trials.value[places], np.nan)
        best = shown.best
        points = Points(
            places,
            x,
            y,
            trials.group[places],
            line=best_so_far(trials) if by_number else None,
            marked=(best,) if best >= 0 else (),
        )
        last = float(x.max(initial=1.0))
        self._legend.setVisible(by_number)
        x_ruler = Ruler(-max(last * 0.01, 0.5), last + max(last * 0.02, 0.5))
        self.view.show_points(points, x_ruler, ruler_around(y))
        empty = not np.isfinite(y).any()
        self.view.set_message(self.tr("No metric yet") if empty else "")

    def focus_chart(self, focus: Focus) -> None:
        self.view.set_focus(focus)

    def retranslate(self) -> None:
        self.set_title(self.tr("Metric per trial"))
        self.view.setAccessibleName(self.tr("Metric per trial"))
        self._legend.set_text(self.tr("best so far"))
        self.order.retranslate()


class CurvesCard(TrialCard):
    """What trials reported while they ran: of all of them, or of the selected ones."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = BundleView(tasks, self)
        self.view.words = self.tip
        self._which = Segments(((_ALL, ""), (_SELECTED, "")), self)
        self.add_header_widget(self._which)
        self.body.addWidget(self.view)
        self._which.chosen.connect(self.redraw_chart)
        self.view.clicked.connect(self.clicked)
        self.view.hovered.connect(self.hovered)
        self.retranslate()

    @property
    def only_selected(self) -> bool:
        return self._which.key == _SELECTED

    def show_only_selected(self, *, only: bool) -> None:
        """As if the user had chosen it."""
        self._which.choose(_SELECTED if only else _ALL)
        self.redraw_chart()

    def set_focus(self, focus: Focus) -> None:
        changed = focus.selected != self._focus.selected
        super().set_focus(focus)
        if changed and self.only_selected:
            self.redraw_chart()

    def draw_chart(self, shown: ShownTrials) -> None:
        trials = shown.trials
        wanted = shown.shown.copy()
        if self.only_selected:
            inside = np.zeros(len(trials), dtype=np.bool_)
            inside[list(self._focus.selected)] = True
            wanted &= inside
        ended = [number for number, group in enumerate(GROUPS) if group in _ENDED]
        places = np.flatnonzero(wanted)
        dashed = places[~np.isin(trials.group[places], ended)]
        best = shown.best if shown.best >= 0 and wanted[shown.best] else -1
        self.view.show_reports(trials.reports, places, frozenset(dashed.tolist()), best)
        self.view.set_message("" if len(self.view.places) else self._nothing(shown))

    def _nothing(self, shown: ShownTrials) -> str:
        if not shown.data.complete:
            return self.tr("Reading…")
        return self.tr("No intermediate values")

    def focus_chart(self, focus: Focus) -> None:
        self.view.set_focus(focus)

    def retranslate(self) -> None:
        self.set_title(self.tr("Intermediate curves"))
        self.view.setAccessibleName(self.tr("Intermediate curves by step"))
        self._which.set_texts({_ALL: self.tr("All"), _SELECTED: self.tr("Selected")})
        self._which.setAccessibleName(self.tr("Whose curves are drawn"))
