"""The choice of an order of trials."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from em_desktop.domain.autotune import TrialOrder
from em_desktop.gui.panes.autotune.charts.words import order_text
from em_desktop.gui.widgets import IconButton


class OrderButton(IconButton):
    """Opens a menu of orders."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("sort", "", parent, side=24)
        self._order = TrialOrder.NUMBER
        self.clicked.connect(self._open)

    @property
    def order(self) -> TrialOrder:
        return self._order

    def choose(self, order: TrialOrder) -> None:
        """As if the user had chosen it."""
        if order is not self._order:
            self._order = order
            self.retranslate()
            self.chosen.emit()

    def make_menu(self) -> QMenu:
        """The orders, the current one checked."""
        menu = QMenu(self)
        for order in TrialOrder:
            action = menu.addAction(order_text(order))
            action.setCheckable(True)
            action.setChecked(order is self._order)
            action.setData(order.value)
        menu.triggered.connect(self._take)
        return menu

    def _open(self) -> None:
        menu = self.make_menu()
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _take(self, action: QAction) -> None:
        self.choose(TrialOrder(action.data()))

    def retranslate(self) -> None:
        name = self.tr("Order of the trials: %1").replace("%1", order_text(self._order))
        self.set_name(name)
