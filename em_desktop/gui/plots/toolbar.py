"""The toolbar over a Run's charts."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QSlider, QWidget

from em_desktop.domain.curves import XAxis
from em_desktop.gui import theme
from em_desktop.gui.plots.groups import TypeLook
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

MOST_SMOOTHING = 0.99
_HUNDRED = 100
_SLIDER_WIDTH = 84
_FIND_WIDTH = 118
_AXES = tuple(axis.value for axis in (XAxis.STEP, XAxis.EPOCH, XAxis.WALL, XAxis.RELATIVE))


class ChartToolbar(QWidget):
    """Types, x axis, smoothing, scale and search; what doesn't fit folds into a menu.

    Args:
        swatches: whether the types have the colors of the curves.
    """

    types_changed = Signal()
    axis_changed = Signal()
    options_changed = Signal()
    """Smoothing, scale or outliers."""
    crosshair_changed = Signal()
    search_changed = Signal()

    def __init__(self, parent: QWidget | None = None, *, swatches: bool = True) -> None:
        super().__init__(parent)
        self.types = TypeToggles(self, swatches=swatches)
        self.axes = Segments([(axis, "") for axis in _AXES], self)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.number = LineEdit("", self)
        self.log = Toggle("", self)
        self.outliers = Toggle("", self)
        self.crosshair = Toggle("", self)
        self.search = SearchField("", self)
        self._axis_label = TextLabel("", "small", "text2", self)
        self._smoothing_label = TextLabel("", "small", "text2", self)
        self._more = IconButton("more", "", self, side=24)
        self._set_up()
        self._lay_out()
        self._connect()
        self.retranslate()

    def _set_up(self) -> None:
        self.slider.setRange(0, int(MOST_SMOOTHING * _HUNDRED))
        self.slider.setPageStep(10)
        self.slider.setFixedWidth(theme.scaled(_SLIDER_WIDTH))
        self.number.set_small()
        self.number.setFixedWidth(theme.scaled(48))
        self.number.setTextMargins(-4, 0, -4, 0)
        self.number.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._show_number()
        self.crosshair.setChecked(True)
        self.search.set_small()
        self.search.setMinimumWidth(theme.scaled(_FIND_WIDTH))
        self.search.setMaximumWidth(theme.scaled(200))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.size.toolbar)

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
        self._more.hide()

    def _add_divider(self, row: QHBoxLayout) -> None:
        row.addSpacing(theme.space.icon)
        row.addWidget(Divider(Qt.Orientation.Vertical, self, length=theme.scaled(16)))
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
        return self.slider.value() / _HUNDRED

    def set_looks(self, looks: Sequence[TypeLook]) -> None:
        self.types.set_looks(looks)
        self.types.setVisible(bool(looks))
        self._fold()

    def choose_axis(self, axis: XAxis) -> None:
        """As if the user had chosen it."""
        if axis is not self.axis:
            self.axes.choose(axis.value)
            self.axis_changed.emit()

    def set_smoothing(self, weight: float) -> None:
        """As if the user had set it."""
        self.slider.setValue(round(min(max(weight, 0.0), MOST_SMOOTHING) * _HUNDRED))

    def _slid(self) -> None:
        self._show_number()
        self.options_changed.emit()

    def _numbered(self) -> None:
        with suppress(ValueError):  # what is no number changes nothing
            self.set_smoothing(float(self.number.text().replace(",", ".")))
        self._show_number()

    def _show_number(self) -> None:
        self.number.setText(f"{self.smoothing:.2f}")

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
        self._more.hide()
        for group in groups:
            if self._row.sizeHint().width() - self._spare() <= self.width():
                break
            for widget in group:
                widget.hide()
            self._more.show()

    def _spare(self) -> int:
        return self.search.sizeHint().width() - self.search.minimumWidth()

    def menu(self) -> QMenu:
        """What doesn't fit."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for toggle in (self.log, self.outliers, self.crosshair):
            action = menu.addAction(toggle.text())
            action.setCheckable(True)
            action.setChecked(toggle.isChecked())
            action.toggled.connect(toggle.setChecked)
        if self.axes.isHidden():
            menu.addSeparator()
            group = QActionGroup(menu)
            for axis, text in self._axis_texts().items():
                action = menu.addAction(text)
                action.setData(axis)
                action.setCheckable(True)
                action.setChecked(axis == self.axis.value)
                group.addAction(action)
            group.triggered.connect(self._choose_from_menu)
        return menu

    def _choose_from_menu(self, action: QAction) -> None:
        self.choose_axis(XAxis(action.data()))

    def _show_menu(self) -> None:
        self.menu().popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    # -- state and words

    def save_state(self) -> dict[str, Any]:
        return {
            "axis": self.axis.value,
            "smoothing": self.smoothing,
            "log": self.log.isChecked(),
            "ignore_outliers": self.outliers.isChecked(),
            "crosshair": self.crosshair.isChecked(),
            "hidden_types": sorted(self.types.hidden),
        }

    def restore_state(self, state: dict[str, Any]) -> None:
        if state.get("axis") in _AXES:
            self.choose_axis(XAxis(state["axis"]))
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
        return {
            XAxis.STEP.value: self.tr("Step"),
            XAxis.EPOCH.value: self.tr("Epoch"),
            XAxis.WALL.value: self.tr("Wall time"),
            XAxis.RELATIVE.value: self.tr("Relative"),
        }

    def retranslate(self) -> None:
        self.types.setAccessibleName(self.tr("Metric types"))
        self._axis_label.setText(self.tr("X axis"))
        self.axes.setAccessibleName(self.tr("X axis"))
        self.axes.set_texts(self._axis_texts())
        self.axes.setToolTip(self.tr("Keys 1 to 4 while a chart has the focus"))
        self._smoothing_label.setText(self.tr("Smoothing"))
        self.slider.setAccessibleName(self.tr("Smoothing"))
        self.slider.setToolTip(self.tr("Smoothing ([ and ])"))
        self.number.setAccessibleName(self.tr("Smoothing, 0 to 0.99"))
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
