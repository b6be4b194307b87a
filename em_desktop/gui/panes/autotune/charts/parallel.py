"""Parallel coordinates in a card: brushes, the best part, which axes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QSlider, QWidget

from em_desktop.domain.autotune import Direction
from em_desktop.domain.metrics import Flags
from em_desktop.domain.trial_axes import METRIC, Axis, Brush, Span, brushed
from em_desktop.domain.trial_set import share_threshold
from em_desktop.gui import theme, wording
from em_desktop.gui.panes.autotune.charts.card import TrialCard
from em_desktop.gui.panes.autotune.charts.data import ShownTrials
from em_desktop.gui.panes.autotune.charts.words import axis_text, axis_title
from em_desktop.gui.panes.folder.menu_button import MenuButton
from em_desktop.gui.plots.brushes import read_brushes, write_brushes
from em_desktop.gui.plots.parallel import ParallelView
from em_desktop.gui.plots.xy import Focus
from em_desktop.gui.tasks import Tasks
from em_desktop.gui.widgets import Divider, LineEdit, TextLabel, push_button

_SLIDER_WIDTH = 80
_EVERYTHING = 100
_WITH_TOP, _WITH_COUNT = 600, 430
_MOST_AXES = 10
"""So many axes are shown at first; the others are one click away."""


class ParallelCard(TrialCard):
    """The axes of all hyperparameters and the metric, and what people brushed on them."""

    brushes_changed = Signal()

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = ParallelView(tasks, self)
        self.view.words = self.tip
        self._order: list[str] = []
        self._hidden: set[str] | None = None
        self._top_label = TextLabel("", "small", "text2", self)
        self.top = QSlider(Qt.Orientation.Horizontal, self)
        self.top.setRange(1, _EVERYTHING)
        self.top.setValue(_EVERYTHING)
        self.top.setPageStep(10)
        theme.set_lengths(self.top, width=_SLIDER_WIDTH)
        self.number = LineEdit("", self)
        self.number.set_small()
        theme.set_lengths(self.number, width=50)
        self.number.setTextMargins(-4, 0, -4, 0)
        self.number.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._count = TextLabel("", "small", "text2", self)
        self.clear = push_button("", "close", self)
        self.clear.set_small()
        self.choose_axes = MenuButton("columns", self)
        self.choose_axes.set_small()
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        divider = self._divider = Divider(Qt.Orientation.Vertical, self, length=16)
        for widget in (
            self._top_label,
            self.top,
            self.number,
            divider,
            self._count,
            self.clear,
            self.choose_axes,
        ):
            self.add_header_widget(widget)
        self.set_header_spacing(theme.space.control)
        self.body.setContentsMargins(2, 4, 2, 2)
        self.body.addWidget(self.view)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """Leave out what has no room in the header."""
        width = self.width() / theme.scaled(100) * 100
        for widget in (self._top_label, self.top, self.number, self._divider):
            widget.setVisible(width >= _WITH_TOP)
        self._count.setVisible(width >= _WITH_COUNT)

    def _connect(self) -> None:
        self.top.valueChanged.connect(self._slid)
        self.number.editingFinished.connect(self._numbered)
        self.clear.clicked.connect(self.clear_brushes)
        self.choose_axes.choices.aboutToShow.connect(self._fill_axes)
        self.choose_axes.choices.triggered.connect(self._toggle_axis)
        self.view.brushes_changed.connect(self._brushed)
        self.view.order_changed.connect(self._reordered)
        self.view.clicked.connect(self.clicked)
        self.view.hovered.connect(self.hovered)

    # What is brushed

    @property
    def brushes(self) -> Mapping[str, Brush]:
        """What is chosen on the axes, by their keys."""
        return self.view.brushes

    def brushed(self, shown: ShownTrials) -> Flags | None:
        """Which of the shown trials the brushes take; None without a brush.

        A brush on an axis that isn't shown counts as well: it is only out of sight.
        """
        brushes = {key: one for key, one in self.brushes.items() if key in shown.data.axes}
        if not brushes:
            return None
        return brushed(list(shown.data.axes.values()), brushes, shown.shown)

    def set_brushes(self, brushes: Mapping[str, Brush]) -> None:
        """As if the user had brushed."""
        self.view.set_brushes(brushes)
        self._brushed()

    def clear_brushes(self) -> None:
        """Take all brushes away."""
        self.set_brushes({})

    def _brushed(self) -> None:
        self._show_top()
        self.brushes_changed.emit()

    def _slid(self) -> None:
        self._brush_top(self.top.value())

    def _numbered(self) -> None:
        text = self.number.text().replace("%", "").strip()
        with suppress(ValueError):  # what is no number changes nothing
            self.top.setValue(min(max(round(float(text)), 1), _EVERYTHING))
        self._show_top()

    def _brush_top(self, percent: int) -> None:
        """Brush the best part on the metric's axis, open at its good end."""
        shown = self._shown
        brushes = {key: one for key, one in self.brushes.items() if key != METRIC}
        if shown is not None and percent < _EVERYTHING:
            least = share_threshold(shown.trials, shown.shown, percent / _EVERYTHING)
            if least is not None:
                maximize = shown.trials.direction is Direction.MAXIMIZE
                span = Span(least, math.inf) if maximize else Span(-math.inf, least)
                brushes[METRIC] = Brush((span,))
        self.view.set_brushes(brushes)
        self.number.setText(_percent(percent))
        self.brushes_changed.emit()

    def _show_top(self) -> None:
        """Have the slider tell which part of the trials the brush on the metric takes."""
        percent = _EVERYTHING
        shown, brush = self._shown, self.brushes.get(METRIC)
        if shown is not None and brush:
            axis = shown.data.axes[METRIC]
            known = int((shown.shown & ~np.isnan(axis.positions)).sum())
            taken = int(brushed([axis], {METRIC: brush}, shown.shown).sum())
            percent = min(max(round(taken / max(known, 1) * _EVERYTHING), 1), _EVERYTHING)
        with QSignalBlocker(self.top):
            self.top.setValue(percent)
        self.number.setText(_percent(percent))

    # Which axes

    def _axes(self, shown: ShownTrials) -> list[Axis]:
        """The visible axes, left to right."""
        keys = self._keys(shown)
        hidden = self._hidden_of(keys)
        return [shown.data.axes[key] for key in keys if key not in hidden]

    def _keys(self, shown: ShownTrials) -> list[str]:
        """All axes: as people put them in order, new ones before the metric where that is last."""
        known = shown.data.axes
        kept = [key for key in self._order if key in known]
        if not kept:
            return list(known)
        new = [key for key in known if key not in set(kept)]
        at = kept.index(METRIC) if kept[-1:] == [METRIC] else len(kept)
        return [*kept[:at], *new, *kept[at:]]

    def _hidden_of(self, keys: list[str]) -> set[str]:
        if self._hidden is not None:
            return self._hidden
        return set([key for key in keys if key != METRIC][_MOST_AXES - 1 :])

    def _fill_axes(self) -> None:
        menu = self.choose_axes.choices
        menu.clear()
        if self._shown is None:
            return
        keys = self._keys(self._shown)
        hidden = self._hidden_of(keys)
        for key in keys:
            axis = self._shown.data.axes[key]
            data = self._shown.data
            action = menu.addAction(axis_title(axis, data.metric, data.metric_name))
            action.setCheckable(True)
            action.setChecked(key not in hidden)
            action.setEnabled(key in hidden or len(keys) - len(hidden & set(keys)) > 2)
            action.setData(key)

    def _toggle_axis(self, action: QAction) -> None:
        self.show_axis(str(action.data()), shown=action.isChecked())

    def show_axis(self, key: str, *, shown: bool) -> None:
        """Show or hide an axis."""
        if self._shown is None:
            return
        hidden = set(self._hidden_of(self._keys(self._shown)))
        self._hidden = hidden - {key} if shown else hidden | {key}
        self.redraw_chart()

    def _reordered(self, keys: list[str]) -> None:
        """Keep the order of the visible axes; hidden ones stay behind their neighbor."""
        if self._shown is None:
            return
        visible = iter(keys)
        hidden = self._hidden_of(self._keys(self._shown))
        self._order = [key if key in hidden else next(visible) for key in self._keys(self._shown)]

    # Drawing

    def draw_chart(self, shown: ShownTrials) -> None:
        data = shown.data
        axes = self._axes(shown)
        about = data.metric, data.trials.direction, data.metric_name
        texts = {axis.key: axis_text(axis, *about) for axis in axes}
        self.view.show_axes(axes, texts, np.flatnonzero(shown.shown), shown.tone(), shown.best)
        self.choose_axes.set_count(len(axes))
        self._show_top()

    def focus_chart(self, focus: Focus) -> None:
        self.view.set_focus(focus)
        self._show_count(focus)

    def _show_count(self, focus: Focus) -> None:
        shown = self._shown
        if shown is None:
            return
        total = int(shown.shown.sum())
        if focus.brushed is None:
            text = self.tr("%1 trials")
            self._count.setText(text.replace("%1", wording.count_text(total)))
        else:
            text = self.tr("%1 of %2 brushed")
            text = text.replace("%1", wording.count_text(int(focus.brushed.sum())))
            self._count.setText(text.replace("%2", wording.count_text(total)))
        self.clear.setEnabled(focus.brushed is not None)

    # State and language

    def save_state(self) -> dict[str, Any]:
        """Axes and brushes (JSON values)."""
        return {
            "order": self._order,
            "hidden": None if self._hidden is None else sorted(self._hidden),
            "brushes": write_brushes(self.brushes),
        }

    def restore_state(self, state: dict[str, Any]) -> None:
        """Take `save_state` back; wrong values are ignored."""
        order, hidden = state.get("order"), state.get("hidden")
        if isinstance(order, list) and all(isinstance(key, str) for key in order):
            self._order = list(dict.fromkeys(order))
        if isinstance(hidden, list) and all(isinstance(key, str) for key in hidden):
            self._hidden = set(hidden)
        if isinstance(state.get("brushes"), dict):
            self.set_brushes(read_brushes(state["brushes"]))

    def retranslate(self) -> None:
        self.set_title(self.tr("Parallel coordinates"))
        self.view.setAccessibleName(self.tr("Parallel coordinates"))
        self.view.setAccessibleDescription(
            self.tr(
                "Left and Right choose an axis, with Ctrl they move it. Space brushes it, Up and "
                "Down move the brush, plus and minus resize it, Delete clears it."
            )
        )
        self._top_label.setText(self.tr("Top"))
        self.top.setAccessibleName(self.tr("Best part of the trials in percent"))
        self.number.setAccessibleName(self.tr("Best part of the trials in percent"))
        self.clear.setText(self.tr("Clear brushes"))
        self.choose_axes.setText(self.tr("Axes"))
        self._show_top()
        self._show_count(self._focus)


def _percent(percent: int) -> str:
    return f"{percent} %"
