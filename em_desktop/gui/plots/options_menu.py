"""The menu of a page of charts: what has no control in its toolbar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from em_desktop.domain.curves import XAxis
from em_desktop.domain.smoothing import Smoothing
from em_desktop.gui.plots.page import ChartStates
from em_desktop.gui.plots.view import ChartSize, View

if TYPE_CHECKING:
    from em_desktop.gui.plots.toolbar import ChartToolbar

_MOST_METRICS = 60


class OptionsMenu(QObject):
    """Makes the menu; lives as long as it."""

    def __init__(self, bar: ChartToolbar, states: ChartStates | None, menu: QMenu) -> None:
        super().__init__(menu)
        self._bar, self._states, self._menu = bar, states, menu
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for toggle in (bar.log, bar.outliers, bar.crosshair):
            self._switch(menu, toggle.text(), toggle.setChecked, on=toggle.isChecked())
        self._switch(menu, self.tr("Log x"), bar.set_log_x, on=bar.log_x)
        menu.addSeparator()
        self._add_axes()
        self._add_smoothing()
        if states is not None:
            self._add_layout(states)

    def _add_axes(self) -> None:
        bar = self._bar
        axes = self._menu.addMenu(self.tr("X axis"))
        names = {
            XAxis.STEP: self.tr("Step"),
            XAxis.EPOCH: self.tr("Epoch"),
            XAxis.WALL: self.tr("Wall time"),
            XAxis.RELATIVE: self.tr("Relative"),
            XAxis.ACTIVE: self.tr("Relative without pauses"),
        }
        offered = {kind: (names[kind], kind is bar.axis) for kind in bar.kinds}
        self._choices(axes, offered, self._choose_axis)
        metrics = self._menu.addMenu(self.tr("Metric on the x axis"))
        metrics.setEnabled(bool(bar.metrics))
        shown = bar.x_metric if bar.axis is XAxis.METRIC else ""
        choices = {name: (name, name == shown) for name in bar.metrics[:_MOST_METRICS]}
        self._choices(metrics, choices, self._choose_metric)

    def _add_smoothing(self) -> None:
        names = {
            Smoothing.AVERAGE: self.tr("Moving average (as TensorBoard)"),
            Smoothing.GAUSSIAN: self.tr("Gaussian"),
            Smoothing.MEAN: self.tr("Running mean"),
        }
        kinds = self._menu.addMenu(self.tr("Kind of smoothing"))
        shown = self._bar.kind
        self._choices(kinds, {k: (t, k is shown) for k, t in names.items()}, self._choose_kind)

    def _add_layout(self, states: ChartStates) -> None:
        menu, history = self._menu, states.history
        names = {
            ChartSize.SMALL: self.tr("Small"),
            ChartSize.MEDIUM: self.tr("Medium"),
            ChartSize.LARGE: self.tr("Large"),
        }
        sizes = menu.addMenu(self.tr("Size of charts"))
        shown = history.view.size
        self._choices(sizes, {s: (t, s is shown) for s, t in names.items()}, self._choose_size)
        self._switch(menu, self.tr("Zoom charts together"), states.set_linked, on=states.linked)
        menu.addSeparator()
        if self._bar.derives:
            self._add_derived(history.view)
        undo = menu.addAction(self.tr("Undo layout"))
        undo.setEnabled(history.can_undo)
        undo.triggered.connect(history.undo)
        redo = menu.addAction(self.tr("Redo layout"))
        redo.setEnabled(history.can_redo)
        redo.triggered.connect(history.redo)

    def _add_derived(self, view: View) -> None:
        menu = self._menu
        menu.addAction(self.tr("Computed metric...")).triggered.connect(self._bar.ask_for_derived)
        for name, expression in view.derived:
            text = self.tr("Remove %1").replace("%1", f"{name} = {expression}")
            action = menu.addAction(text)
            action.setData(name)
            action.triggered.connect(self._remove_derived)
        menu.addSeparator()

    def _switch(self, menu: QMenu, text: str, do: Callable[[bool], None], *, on: bool) -> None:
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(on)
        action.toggled.connect(do)

    def _choices(
        self,
        menu: QMenu,
        choices: dict[Any, tuple[str, bool]],
        choose: Callable[[QAction], None],
    ) -> None:
        group = QActionGroup(menu)
        for value, (text, chosen) in choices.items():
            action = menu.addAction(text)
            action.setData(value)
            action.setCheckable(True)
            action.setChecked(chosen)
            group.addAction(action)
        group.triggered.connect(choose)

    def _choose_axis(self, action: QAction) -> None:
        self._bar.choose_axis(XAxis(action.data()))

    def _choose_metric(self, action: QAction) -> None:
        self._bar.choose_x_metric(str(action.data()))

    def _choose_kind(self, action: QAction) -> None:
        self._bar.set_kind(Smoothing(action.data()))

    def _choose_size(self, action: QAction) -> None:
        if self._states is not None:
            history = self._states.history
            history.change(replace(history.view, size=ChartSize(action.data())))

    def _remove_derived(self) -> None:
        action = self.sender()
        if self._states is not None and isinstance(action, QAction):
            history = self._states.history
            history.change(history.view.with_derived(str(action.data()), ""))


def options_menu(bar: ChartToolbar, states: ChartStates | None) -> QMenu:
    """A new menu of a toolbar, in the current language and state."""
    menu = QMenu(bar)
    OptionsMenu(bar, states, menu)
    return menu
