"""Texts and lines."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from em_desktop.gui import theme
from em_desktop.gui.theme import FontRole

_PARAGRAPH_WIDTH = 340


class TextLabel(QLabel):
    """A plain text (never HTML) in the font of a role and a color of the theme."""

    def __init__(
        self,
        text: str = "",
        role: FontRole = "body",
        token: str = "text",
        parent: QWidget | None = None,
        *,
        wrap: bool = False,
        selectable: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        theme.set_font(self, role)
        theme.set_tone(self, token)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.setText(text)


class Paragraph(QWidget):
    """A text of several lines, as far apart as the design wants; labels set them closer."""

    def __init__(
        self,
        role: FontRole = "body",
        token: str = "text2",
        parent: QWidget | None = None,
        *,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        super().__init__(parent)
        self._role: FontRole = role
        self._token = token
        self._align = align
        self._text = ""
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.theme().changed.connect(self.updateGeometry)

    def text(self) -> str:
        return self._text

    def set_text(self, text: str) -> None:
        """Show another text."""
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        return len(self._lines(width)) * theme.line_height(self._role)

    def sizeHint(self) -> QSize:  # noqa: N802
        width = theme.scaled(_PARAGRAPH_WIDTH)
        return QSize(width, self.heightForWidth(width))

    def _lines(self, width: int) -> list[str]:
        """The text broken at words, or inside a word that is longer than a line."""
        lines = []
        for part in self._text.splitlines():
            layout = QTextLayout(part, theme.font(self._role))
            options = QTextOption()
            options.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
            layout.setTextOption(options)
            layout.beginLayout()
            while (line := layout.createLine()).isValid():
                line.setLineWidth(max(width, 1))
                start = line.textStart()
                lines.append(part[start : start + line.textLength()].strip())
            layout.endLayout()
        return lines

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        painter.setFont(theme.font(self._role))
        painter.setPen(theme.color(self._token))
        height = theme.line_height(self._role)
        flags = self._align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        for number, line in enumerate(self._lines(self.width())):
            painter.drawText(QRect(0, number * height, self.width(), height), flags, line)


class ElidedLabel(QLabel):
    """One line of text, shortened to the room there is; the tooltip has all of it then."""

    def __init__(
        self,
        text: str = "",
        role: FontRole = "body",
        token: str = "text",
        parent: QWidget | None = None,
        *,
        elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__(parent)
        self._elide = elide
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.set_font(self, role)
        theme.set_tone(self, token)
        self.setText(text)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        hint = super().minimumSizeHint()
        least = self.fontMetrics().horizontalAdvance("…")
        return QSize(min(hint.width(), least), hint.height())

    def sizeHint(self) -> QSize:  # noqa: N802
        measures = self.fontMetrics()
        margins = self.contentsMargins()
        width = measures.horizontalAdvance(self.text()) + margins.left() + margins.right() + 1
        return QSize(width, super().sizeHint().height())

    def shown_text(self) -> str:
        """The text as it is painted, perhaps shortened."""
        room = self.contentsRect().width()
        return self.fontMetrics().elidedText(self.text(), self._elide, room)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        flags = self.alignment() | Qt.TextFlag.TextSingleLine
        painter.drawText(self.contentsRect(), flags, self.shown_text())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and not self.toolTip():
            cut_off = self.shown_text() != self.text()
            self.setToolTip(self.text() if cut_off else "")
            handled = super().event(event)
            self.setToolTip("")
            return handled
        return super().event(event)


class Divider(QFrame):
    """A line of one pixel between panels."""

    def __init__(
        self,
        orientation: Qt.Orientation = Qt.Orientation.Horizontal,
        parent: QWidget | None = None,
        *,
        length: int = 0,
    ) -> None:
        super().__init__(parent)
        horizontal = orientation == Qt.Orientation.Horizontal
        self.setProperty("line", "horizontal" if horizontal else "vertical")
        if length and horizontal:
            theme.set_lengths(self, width=length)
        elif length:
            theme.set_lengths(self, height=length)
