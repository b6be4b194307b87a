"""Colors the compared by a hyperparameter or a metric instead of by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from em_desktop.domain.compared_axes import Item, axis_keys, axis_name, differing_keys, item_axis
from em_desktop.domain.paths import printable
from em_desktop.domain.trial_axes import AxisScale
from em_desktop.gui.plots.lines import Ink, Shade

_UNKNOWN = ""
"""The ink of one that has no value: gray."""
_MOST_OFFERED = 40


def inks_by(items: Sequence[Item], key: str) -> list[Ink]:
    """The color of each item by its place on an axis: a shade of numbers, a color of words."""
    axis = item_axis(items, key)
    inks: list[Ink] = []
    for position, part in zip(axis.positions.tolist(), axis.fractions.tolist(), strict=True):
        if np.isnan(position):
            inks.append(_UNKNOWN)
        else:
            inks.append(int(position) if axis.scale is AxisScale.CATEGORIES else Shade(part))
    return inks


class Coloring(QObject):
    """By what the compared are colored, and the menu that chooses it."""

    changed = Signal()

    def __init__(self, menu: QMenu, parent: QObject) -> None:
        super().__init__(parent)
        self._menu = menu
        self._key = ""
        self._items: dict[str, Item] = {}
        menu.aboutToShow.connect(self._fill)
        menu.triggered.connect(self._choose)

    @property
    def key(self) -> str:
        """The axis that decides; empty: each has its own color."""
        return self._key if self._is_known() else ""

    @property
    def wanted(self) -> str:
        """What people chose, also while nothing that is compared has it."""
        return self._key

    @property
    def name(self) -> str:
        """What that is called."""
        return printable(axis_name(self.key))

    def choose(self, key: str) -> None:
        """Color by this axis; empty: each by itself."""
        if key != self._key:
            self._key = key
            self.changed.emit()

    def set_items(self, items: Mapping[str, Item]) -> None:
        """These are compared, by the keys of the members."""
        self._items = dict(items)

    def inks(self) -> dict[str, Ink]:
        """The colors of the members by their keys; empty: each has its own."""
        if not self.key:
            return {}
        return dict(zip(self._items, inks_by(list(self._items.values()), self.key), strict=True))

    def _is_known(self) -> bool:
        return bool(self._key) and self._key in axis_keys(list(self._items.values()))

    def _fill(self) -> None:
        self._menu.clear()
        items = list(self._items.values())
        metrics = [key for key in axis_keys(items) if key.startswith("metric:")]
        group = QActionGroup(self._menu)
        for key in ("", *differing_keys(items)[:_MOST_OFFERED], *metrics[:_MOST_OFFERED]):
            action = self._menu.addAction(printable(axis_name(key)) or self.tr("by run"))
            action.setCheckable(True)
            action.setChecked(key == self.key)
            action.setData(key)
            group.addAction(action)

    def _choose(self, action: QAction) -> None:
        self.choose(str(action.data()))
