"""A field for a name in the midst of a table or tree, which says why a name can't be given."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget
from shiboken6 import isValid

from em_desktop.gui import theme
from em_desktop.gui.widgets import LineEdit, TextLabel

_GAP = 2
_WIDEST = 320


class NameEditor(LineEdit):
    """The editor of a cell; the reason hangs below it, or above where there is no room.

    Args:
        name: the name now.
        why_not: why a text can't be the name, for people; empty where it can.
        parent: the viewport of the view.
    """

    def __init__(self, name: str, why_not: Callable[[str], str], parent: QWidget) -> None:
        super().__init__("", parent)
        self._name = name
        self._why_not = why_not
        self._room = parent
        self._selects_stem = False
        self._bubble = QFrame(parent)
        theme.set_look(self._bubble, popup=True)
        self.reason = TextLabel("", "small", "st_error", self._bubble, wrap=True)
        layout = QVBoxLayout(self._bubble)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.addWidget(self.reason)
        self._bubble.hide()
        self.setAccessibleName(self.tr("New name"))
        self.set_small()
        self.setText(name)
        self.selectAll()
        self.textChanged.connect(self._check)
        self.destroyed.connect(self._bubble.deleteLater)

    @property
    def name(self) -> str:
        """What was typed, without blanks at its ends."""
        return self.text().strip()

    @property
    def can_be_taken(self) -> bool:
        """Whether this can be the name."""
        return bool(self.name) and not self.wrong

    def select_stem(self) -> None:
        """Select what comes before the ending of a file's name, when the field gets the focus.

        Not at once, because views select all of a field that they have made.
        """
        self._selects_stem = True

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter ends the editing; the view behind mustn't open the row by it too."""
        super().keyPressEvent(event)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusInEvent(event)
        if self._selects_stem:
            self._selects_stem = False
            stem, dot, _ = self._name.rpartition(".")
            self.setSelection(0, len(stem) if dot and stem else len(self._name))

    @Slot()
    def _check(self) -> None:
        name = self.name
        why = "" if not name or name == self._name else self._why_not(name)
        self.set_wrong(why)
        self.reason.setText(why)
        self._bubble.setVisible(bool(why) and self.isVisible())
        self._place()

    def _place(self) -> None:
        if not self._bubble.isVisibleTo(self._room):
            return
        room = self._room.rect()
        width = min(max(self.width(), theme.scaled(_WIDEST)), room.width())
        self._bubble.setFixedWidth(width)
        self._bubble.adjustSize()
        below = self.geometry().bottom() + _GAP
        above = self.geometry().top() - self._bubble.height() - _GAP
        top = below if below + self._bubble.height() <= room.bottom() else max(above, 0)
        left = min(self.x(), room.right() - width)
        self._bubble.move(QPoint(max(left, 0), top))
        self._bubble.raise_()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        if isValid(self._bubble):
            self._bubble.hide()

    def moveEvent(self, event: QMoveEvent) -> None:  # noqa: N802
        super().moveEvent(event)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._place()
