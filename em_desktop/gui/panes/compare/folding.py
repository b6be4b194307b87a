"""A row of controls that leaves out what has no room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from em_desktop.gui import theme

_HEIGHT = 40


class FoldingRow(QWidget):
    """Hides controls, in the order of `give_way`, until the others fit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._giving: list[QWidget] = []
        self._wanted: set[QWidget] = set()
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(theme.space.page, 0, theme.space.card, 0)
        self.row.setSpacing(theme.space.control)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(0)
        self._fit()
        theme.theme().changed.connect(self._fit)

    def give_way(self, widgets: Sequence[QWidget]) -> None:
        """These may be left out, the first one first."""
        self._giving = list(widgets)
        self._wanted = set(widgets)

    def want(self, widget: QWidget, *, wanted: bool) -> None:
        """Show a control if it has room, or not at all."""
        if wanted:
            self._wanted.add(widget)
        else:
            self._wanted.discard(widget)
        self.fold()

    def fold(self) -> None:
        """See anew what has room."""
        for widget in self._giving:
            widget.setVisible(widget in self._wanted)
        for widget in self._giving:
            if self.row.sizeHint().width() <= self.width():
                return
            widget.hide()

    def _fit(self) -> None:
        self.setFixedHeight(theme.scaled(_HEIGHT))
        self.fold()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.fold()
