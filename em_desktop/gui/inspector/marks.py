"""What people note on nodes with one click: favourite, lock, color."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.gui import theme
from em_desktop.gui.color_menu import ColorMenu
from em_desktop.gui.node_color import shown_color
from em_desktop.gui.widgets import IconButton, paint_round

_SINGLE = frozenset({NodeType.FILE, NodeType.SHORTCUT})


class MarkButtons(QWidget):
    """Three buttons that show what is noted on the nodes, and change it for all of them."""

    favourite_chosen = Signal(bool)
    lock_chosen = Signal(bool)
    color_chosen = Signal(str)
    """A value of `node_color.CHOICES`; empty for the automatic color."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._nodes: tuple[Node, ...] = ()
        self.favourite = IconButton("favourite", "", self, side=24)
        self.lock = IconButton("locked", "", self, side=24)
        self.color = ColorButton(self)
        self.favourite.clicked.connect(self._choose_favourite)
        self.lock.clicked.connect(self._choose_lock)
        self.color.chosen.connect(self.color_chosen)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space.icon)
        for button in (self.favourite, self.lock, self.color):
            row.addWidget(button)
        row.addStretch(1)
        self.retranslate()

    def show_nodes(self, nodes: Sequence[Node], *, editable: bool) -> None:
        """Show what these have."""
        self._nodes = tuple(nodes)
        self.setVisible(editable and bool(nodes) and not any(n.path.is_root for n in nodes))
        kinds = {node.type for node in nodes}
        self.favourite.setEnabled(NodeType.FILE not in kinds)
        self.lock.setEnabled(not kinds & _SINGLE)
        self.color.setEnabled(not kinds & _SINGLE)
        self.color.show_values({node.color or "" for node in nodes})
        self.retranslate()

    @property
    def _all_favourite(self) -> bool:
        return bool(self._nodes) and all(node.favourite for node in self._nodes)

    @property
    def _all_locked(self) -> bool:
        return bool(self._nodes) and all(node.locked for node in self._nodes)

    @Slot()
    def _choose_favourite(self) -> None:
        self.favourite_chosen.emit(not self._all_favourite)

    @Slot()
    def _choose_lock(self) -> None:
        self.lock_chosen.emit(not self._all_locked)

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        star = ("favourite_on", "ty_folder") if self._all_favourite else ("favourite", "text2")
        self.favourite.set_icon(*star)
        self.favourite.set_name(
            self.tr("Remove from favourites")
            if self._all_favourite
            else self.tr("Add to favourites")
        )
        self.lock.set_icon("locked", "accent_text" if self._all_locked else "text2")
        self.lock.set_name(
            self.tr("Unlock") if self._all_locked else self.tr("Lock against deletion")
        )
        self.color.retranslate()


class ColorButton(QToolButton):
    """Shows the color of nodes, and offers others in a menu."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: set[str] = set()
        self.choices = ColorMenu(self)
        self.setMenu(self.choices)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.choices.aboutToShow.connect(self.fill)
        self.choices.chosen.connect(self.chosen)
        self._fit()
        theme.theme().changed.connect(self._fit)
        self.retranslate()

    def show_values(self, values: set[str]) -> None:
        """Show the color that nodes have; several colors are as none."""
        self._values = values
        self.update()

    @Slot()
    def fill(self) -> None:
        """Fill the menu."""
        self.choices.offer(self._values)

    def _fit(self) -> None:
        side = theme.size.control_small
        self.setFixedSize(side, side)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(theme.size.control_small, theme.size.control_small)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        side = theme.scaled(12)
        corner = (self.width() - side) // 2
        value = next(iter(self._values)) if len(self._values) == 1 else ""
        color = shown_color(value) if self.isEnabled() else None
        painter = QPainter(self)
        area = QRect(corner, corner, side, side)
        border = None if color is not None else "text2" if self.isEnabled() else "disabled"
        paint_round(painter, area, color, 3, border, 1.5)
        painter.end()

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self.setAccessibleName(self.tr("Color"))
        self.setToolTip(self.tr("Color"))
