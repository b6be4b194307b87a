"""Names of branches or tags below each other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from em_desktop.domain.paths import printable
from em_desktop.gui import theme
from em_desktop.gui.widgets import RowDelegate

_ROW_HEIGHT = 26
_MOST_ROWS = 12


class NameList(QListWidget):
    """Names with an icon; long lists scroll."""

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setUniformItemSizes(True)
        self.setItemDelegate(RowDelegate(self, row_height=_ROW_HEIGHT))

    @property
    def names(self) -> list[str]:
        """What is shown, top down."""
        return [self.item(row).text() for row in range(self.count())]

    def set_names(self, names: Sequence[str]) -> None:
        """Show these; the current one stays."""
        shown = [printable(name) for name in names]
        if shown != self.names:
            current = self.names[self.currentRow()] if self.currentRow() >= 0 else ""
            self.clear()
            for name in shown:
                self.addItem(QListWidgetItem(theme.icon(self._icon), name))
            if current in shown:
                self.setCurrentRow(shown.index(current))
        rows = min(max(len(shown), 1), _MOST_ROWS)
        self.setFixedHeight(rows * theme.scaled(_ROW_HEIGHT) + 2)
