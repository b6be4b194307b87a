"""The toolbar over a Run's charts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QSlider, QWidget

from em_desktop.domain.curves import XAxis
from em_desktop.domain.smoothing import STRONGEST, Smoothing
from em_desktop.gui import theme
from em_desktop.gui.plots.groups import TypeLook
from em_desktop.gui.plots.options import ChartOptions
from em_desktop.gui.plots.options_menu import options_menu
from em_desktop.gui.plots.page import ChartStates
from em_desktop.gui.plots.types import TypeToggles
from em_desktop.gui.widgets import (
    Divider,
    IconButton,
    LineEdit,
    SearchField,
    Segments,
    TextLabel,
    Toggle,
)

_HUNDRED = 100
_SLIDER_WIDTH = 84
_FIND_WIDTH = 118
AXES = (XAxis.STEP, XAxis.EPOCH, XAxis.WALL, XAxis.RELATIVE, XAxis.ACTIVE)
_IN_MENU = frozenset({XAxis.ACTIVE, XAxis.METRIC})


class ChartToolbar(QWidget):
    """Types, x axis, smoothing, scale and search; what doesn't fit folds into a menu.

    Args:
        swatches: whether the types have the colors of the curves.
        kinds: what can run along x, besides a metric.
    """

    types_changed = Signal()
    axis_changed = Signal()
    options_changed = Signal()
    """Smoothing, scale or outliers."""
    crosshair_changed = Signal()
    search_changed = Signal()
    derived_requested = Signal()
    """Ask for a metric that is computed."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        swatches: bool = True,
        kinds: Sequence[XAxis] = AXES,
    ) -> None:
        super().__init__(parent)
        self.kinds = tuple(kinds)
        self.types = TypeToggles(self, swatches=swatches)
        self.axes = Segments(
            [(kind.value, "") for kind in self.kinds if kind not in _IN_MENU], self
        )
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.number = LineEdit("", self)
        self.log = Toggle("", self)
        self.outliers = Toggle("", self)
        self.crosshair = Toggle("", self)
        self.search = SearchField("", self)
        self._axis_label = TextLabel("", "small", "text2", self)
        self._smoothing_label = TextLabel("", "small", "text2", self)
        self._more = IconButton("more", "", self, side=24)
        self._weight = 0.0
        self._metrics: tuple[str, ...] = ()
        self._states: ChartStates | None = None
        self.derives = False
        self.kind = Smoothing.AVERAGE
        self.log_x = False
        self.x_metric = ""
        self._set_up()
        self._lay_out()
        self._connect()
        self.retranslate()

    def _set_up(self) -> None:
        self.slider.setRange(0, _HUNDRED)
        self.slider.setPageStep(10)
        theme.set_lengths(self.slider, width=_SLIDER_WIDTH)
        self.number.set_small()
        theme.set_lengths(self.number, width=48)
        self.number.setTextMargins(-4, 0, -4, 0)
        self.number.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._show_number()
        self.crosshair.setChecked(True)
        self.search.set_small()
        theme.set_lengths(self.search, least_width=_FIND_WIDTH, most_width=200)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.set_lengths(self, height="toolbar")

    def _lay_out(self) -> None:
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(theme.space.page, 0, theme.space.page, 0)
        row.setSpacing(theme.space.control)
        row.addWidget(self.types)
        self._add_divider(row)
        row.addWidget(self._axis_label)
        row.addWidget(self.axes)
        self._add_divider(row)
        for widget in (self._smoothing_label, self.slider, self.number):
            row.addWidget(widget)
        self._add_divider(row)
        for control in (self.log, self.outliers, self.crosshair, self._more):
            row.addWidget(control)
        row.addStretch(1)
        row.addWidget(self.search)

    def _add_divider(self, row: QHBoxLayout) -> None:
        row.addSpacing(theme.space.icon)
        row.addWidget(Divider(Qt.Orientation.Vertical, self, length=16))
        row.addSpacing(theme.space.icon)

    def _connect(self) -> None:
        self.types.changed.connect(self.types_changed)
        self.axes.chosen.connect(self.axis_changed)
        self.slider.valueChanged.connect(self._slid)
        self.number.editingFinished.connect(self._numbered)
        self.log.toggled.connect(self.options_changed)
        self.outliers.toggled.connect(self.options_changed)
        self.crosshair.toggled.connect(self.crosshair_changed)
        self.search.textChanged.connect(self.search_changed)
        self._more.clicked.connect(self._show_menu)

    @property
    def axis(self) -> XAxis:
        return XAxis(self.axes.key)

    @property
    def smoothing(self) -> float:
        """The weight, 0 to 0.999."""
        return self._weight

    def options(
        self, start: float = 0.0, pauses: tuple[tuple[float, float], ...] = ()
    ) -> ChartOptions:
        """What is chosen here; the arguments are those of `ChartOptions`."""
        return ChartOptions(
            axis=self.axis,
            start=start,
            smoothing=self.smoothing,
            log=self.log.isChecked(),
            ignore_outliers=self.outliers.isChecked(),
            kind=self.kind,
            log_x=self.log_x,
            x_metric=self.x_metric if self.axis is XAxis.METRIC else "",
            pauses=pauses,
        )

    def set_metrics(self, names: Sequence[str]) -> None:
        """The metrics that can run along x."""
        self._metrics = tuple(names)

    def set_looks(self, looks: Sequence[TypeLook]) -> None:
        self.types.set_looks(looks)
        self.types.setVisible(bool(looks))
        self._fold()

    def choose_axis(self, axis: XAxis) -> None:
        """As if the user had chosen it."""
        if axis is not self.axis and axis in {*self.kinds, XAxis.METRIC}:
            self._show_axes(axis)
            self.axis_changed.emit()

    def choose_x_metric(self, name: str) -> None:
        """Let a metric run along x."""
        if name != self.x_metric or self.axis is not XAxis.METRIC:
            self.x_metric = name
            self._show_axes(XAxis.METRIC)
            self.axis_changed.emit()

    def _show_axes(self, axis: XAxis) -> None:
        """Have a segment more for an axis that comes from the menu."""
        texts = self._axis_texts()
        if axis in _IN_MENU:
            texts[axis.value] = self.x_metric if axis is XAxis.METRIC else self.tr("No pauses")
        self.axes.set_options(list(texts.items()))
        self.axes.choose(axis.value)
        self._fold()

    def set_log_x(self, log: bool) -> None:
        """Have a logarithmic x axis, or a linear one."""
        if log != self.log_x:
            self.log_x = log
            self.axis_changed.emit()

    def set_kind(self, kind: Smoothing) -> None:
        """Smooth in another way."""
        if kind is not self.kind:
            self.kind = kind
            self.options_changed.emit()

    def set_smoothing(self, weight: float) -> None:
        """As if the user had set it."""
        weight = round(min(max(weight, 0.0), STRONGEST), 3)
        blocker = QSignalBlocker(self.slider)
        self.slider.setValue(math.ceil(weight * _HUNDRED - 1e-9))
        blocker.unblock()
        changed, self._weight = weight != self._weight, weight
        self._show_number()
        if changed:
            self.options_changed.emit()

    def _slid(self, value: int) -> None:
        self.set_smoothing(value / _HUNDRED)

    def _numbered(self) -> None:
        with suppress(ValueError):  # what is no number changes nothing
            self.set_smoothing(float(self.number.text().replace(",", ".")))
        self._show_number()

    def _show_number(self) -> None:
        places = 2 if round(self.smoothing, 2) == self.smoothing else 3
        self.number.setText(f"{self.smoothing:.{places}f}")

    # -- what doesn't fit

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """Hide as little as makes the rest fit: toggles, labels, then slider and x axes."""
        groups: tuple[tuple[QWidget, ...], ...] = (
            (self.log, self.outliers, self.crosshair),
            (self._axis_label, self._smoothing_label),
            (self.slider,),
            (self.axes,),
        )
        for widget in (widget for group in groups for widget in group):
            widget.show()
        for group in groups:
            if self._row.sizeHint().width() - self._spare() <= self.width():
                break
            for widget in group:
                widget.hide()

    def _spare(self) -> int:
        return self.search.sizeHint().width() - self.search.minimumWidth()

    def add_last(self, widget: QWidget) -> None:
        """Have another control behind all others."""
        self._row.addWidget(widget)

    def menu(self) -> QMenu:
        """All that has no control of its own, or whose control doesn't fit."""
        return options_menu(self, self._states)

    def set_states(self, states: ChartStates, *, derives: bool = True) -> None:
        """The page's states, which the menu changes too; ``derives``: it can compute metrics."""
        self._states, self.derives = states, derives

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics that can run along x."""
        return self._metrics

    def ask_for_derived(self) -> None:
        self.derived_requested.emit()

    def _show_menu(self) -> None:
        self.menu().popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    # -- state and words

    def save_state(self) -> dict[str, Any]:
        return {
            "axis": self.axis.value,
            "x_metric": self.x_metric,
            "log_x": self.log_x,
            "smoothing": self.smoothing,
            "smoothing_kind": self.kind.value,
            "log": self.log.isChecked(),
            "ignore_outliers": self.outliers.isChecked(),
            "crosshair": self.crosshair.isChecked(),
            "hidden_types": sorted(self.types.hidden),
        }

    def restore_state(self, state: dict[str, Any]) -> None:
        if isinstance(state.get("x_metric"), str):
            self.x_metric = state["x_metric"]
        axis = state.get("axis")
        if axis in set(XAxis) and (axis != XAxis.METRIC.value or self.x_metric):
            self.choose_axis(XAxis(axis))
        if isinstance(state.get("log_x"), bool):
            self.set_log_x(state["log_x"])
        if state.get("smoothing_kind") in set(Smoothing):
            self.set_kind(Smoothing(state["smoothing_kind"]))
        smoothing = state.get("smoothing")
        if isinstance(smoothing, int | float):
            self.set_smoothing(float(smoothing))
        for key, toggle in (
            ("log", self.log),
            ("ignore_outliers", self.outliers),
            ("crosshair", self.crosshair),
        ):
            if isinstance(state.get(key), bool):
                toggle.setChecked(state[key])
        hidden = state.get("hidden_types")
        if isinstance(hidden, list):
            self.types.set_hidden(name for name in hidden if isinstance(name, str))
            self.types_changed.emit()

    def _axis_texts(self) -> dict[str, str]:
        names = {
            XAxis.STEP: self.tr("Step"),
            XAxis.EPOCH: self.tr("Epoch"),
            XAxis.WALL: self.tr("Wall time"),
            XAxis.RELATIVE: self.tr("Relative"),
        }
        return {kind.value: text for kind, text in names.items() if kind in self.kinds}

    def retranslate(self) -> None:
        self.types.setAccessibleName(self.tr("Metric types"))
        self._axis_label.setText(self.tr("X axis"))
        self.axes.setAccessibleName(self.tr("X axis"))
        self._show_axes(self.axis)
        self.axes.setToolTip(self.tr("Keys 1 to 4 while a chart has the focus"))
        self._smoothing_label.setText(self.tr("Smoothing"))
        self.slider.setAccessibleName(self.tr("Smoothing"))
        self.slider.setToolTip(self.tr("Smoothing ([ and ])"))
        self.number.setAccessibleName(self.tr("Smoothing, 0 to 0.999"))
        for toggle, text, key in (
            (self.log, self.tr("Log y"), "L"),
            (self.outliers, self.tr("Ignore outliers"), "O"),
            (self.crosshair, self.tr("Crosshair"), "C"),
        ):
            toggle.setText(text)
            toggle.setAccessibleName(text)
            toggle.setToolTip(f"{text} ({key})")
            toggle.updateGeometry()
        self.search.set_placeholder(self.tr("Find metric"))
        self._more.set_name(self.tr("More options"))
        self._fold()
