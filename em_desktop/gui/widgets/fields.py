"""Fields for input."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QStyleOptionViewItem, QWidget

from em_desktop.gui import theme
from em_desktop.gui.widgets.buttons import IconButton
from em_desktop.gui.widgets.delegate import AnyIndex, RowDelegate, row_state
from em_desktop.gui.widgets.painting import (
    LEFT,
    RIGHT,
    paint_check,
    paint_focus_ring,
    paint_round,
    paint_text,
    text_width,
)

_ICON_ROOM = 28


class LineEdit(QLineEdit):
    """A text field that can show that its text is wrong."""

    def __init__(self, accessible_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        theme.set_font(self, "body")

    @property
    def wrong(self) -> bool:
        return bool(self.property("wrong"))

    def set_wrong(self, why: str) -> None:
        """Frame it in red and say why to screen readers; an empty text takes it back."""
        self.setAccessibleDescription(why)
        if bool(why) != self.wrong:
            self.setProperty("wrong", bool(why))
            right = theme.scaled(_ICON_ROOM) - 8 if why else 0
            self.setTextMargins(0, 0, right, 0)
            theme.restyle(self)

    def set_small(self) -> None:
        """24 instead of 28 pixels high."""
        self.setProperty("small", True)  # noqa: FBT003
        theme.set_font(self, "small", tabular=True)
        theme.restyle(self)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        if self.wrong:
            room = theme.scaled(_ICON_ROOM)
            area = QRect(self.width() - room, 0, room, self.height())
            side = theme.size.icon_small
            area.adjust((room - side) // 2, 0, -((room - side) // 2), 0)
            theme.paint_icon(QPainter(self), area, "alert", "st_error")


class SearchField(QLineEdit):
    """A field to search or filter by: icon left, result and clear button right.

    Escape clears it; when it is empty already, Escape goes on to the parent.
    """

    cleared = Signal()

    def __init__(
        self, placeholder: str = "", parent: QWidget | None = None, *, icon: str = "search"
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._result = ""
        self._clear = IconButton("clear", "", self, side=20, icon_side=14)
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.setCursor(Qt.CursorShape.ArrowCursor)
        self._clear.hide()
        self._clear.clicked.connect(self._clear_text)
        self.textChanged.connect(self._fit)
        theme.set_font(self, "body")
        theme.theme().changed.connect(self._fit)
        self.set_placeholder(placeholder)
        self.retranslate()
        self._fit()

    def set_placeholder(self, text: str) -> None:
        """Write what is searched for; it is the accessible name too."""
        self.setPlaceholderText(text)
        self.setAccessibleName(text)

    def retranslate(self) -> None:
        self._clear.set_name(self.tr("Clear"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def set_result(self, text: str) -> None:
        """Show how much was found, such as "21 of 64"."""
        self._result = text
        self._fit()

    def set_small(self) -> None:
        """24 instead of 28 pixels high."""
        theme.set_font(self, "small")
        theme.set_look(self, small=True)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(theme.scaled(200), super().sizeHint().height())

    def _clear_text(self) -> None:
        self.clear()
        self.cleared.emit()

    def _fit(self) -> None:
        self._clear.setVisible(bool(self.text()))
        right = text_width(self._result, "small") + 8 if self._result else 0
        right += self._clear.width() if self.text() else 0
        self.setTextMargins(theme.scaled(_ICON_ROOM) - 8, 0, right, 0)
        top = (self.height() - self._clear.height()) // 2
        self._clear.move(self.width() - self._clear.width() - 4, top)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Escape and self.text():
            self._clear_text()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        painter = QPainter(self)
        side = theme.size.icon_small
        theme.paint_icon(painter, QRect(9, 0, side, self.height()), self._icon, "text2")
        if self._result:
            right = self._clear.width() + 8 if self.text() else 8
            area = QRect(0, 0, self.width() - right, self.height())
            paint_text(painter, area, self._result, "small", "muted", RIGHT)


class _ChoiceDelegate(RowDelegate):
    """Paints the rows of a combo box's list."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, row_height=28, role="body")

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        state = row_state(option, index)
        if state.selected or state.hovered:
            paint_round(painter, option.rect, "selected", theme.radius.control)
        self.paint_cell(painter, QRectF(option.rect), index, state)


class ComboBox(QComboBox):
    """A choice from a list, with our chevron."""

    def __init__(self, accessible_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        self.setItemDelegate(_ChoiceDelegate(self))
        theme.set_font(self, "body")

    def set_small(self) -> None:
        """24 instead of 28 pixels high."""
        theme.set_font(self, "small")
        theme.set_look(self, small=True)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        side = theme.size.chevron
        area = QRect(self.width() - side - 9, 0, side, self.height())
        token = "text2" if self.isEnabled() else "disabled"
        theme.paint_icon(QPainter(self), area, "chevron_down", token)


class CheckBox(QCheckBox):
    """A check box with our mark; `setTristate` for "some"."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.set_font(self, "body")
        theme.theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:  # noqa: N802
        text = text_width(self.text(), "body") + 8 if self.text() else 0
        return QSize(theme.size.check + 6 + text, theme.scaled(24))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self.sizeHint()

    def hitButton(self, position: object) -> bool:  # noqa: N802, ARG002
        return True

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        side = theme.size.check
        area = QRect(3, 0, side, self.height())
        enabled = self.isEnabled()
        paint_check(painter, area, self.checkState(), enabled=enabled, hovered=self.underMouse())
        if self.hasFocus():
            middle = self.height() // 2
            ring = QRect(0, middle - side // 2 - 3, side + 6, side + 6)
            paint_focus_ring(painter, ring, theme.radius.check + 2)
        text = self.rect().adjusted(side + 11, 0, 0, 0)
        paint_text(painter, text, self.text(), "body", "text" if enabled else "disabled", LEFT)
