"""Read-only text with line numbers and colors, of which only what is visible is colored."""

from __future__ import annotations

from bisect import bisect_left

from PySide6.QtCore import QRect, QSize, Qt, Slot
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from em_desktop.formats.preview.text import Ink, Span
from em_desktop.gui import theme

_TOKENS = {
    Ink.COMMENT: "muted",
    Ink.KEYWORD: "accent_text",
    Ink.NAME: "ty_artifact",
    Ink.STRING: "ty_dataset",
    Ink.NUMBER: "ty_autotune",
    Ink.TAG: "accent_text",
}
_GUTTER_PADDING = 12


class CodeView(QPlainTextEdit):
    """Shows a text; nothing is parsed here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setAcceptDrops(False)  # what it is on takes them
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        theme.set_font(self, "mono")
        self.document().setDocumentMargin(8)
        self._numbered = True
        self._spans: tuple[Span, ...] = ()
        self._starts: list[int] = []
        self._formats: dict[Ink, QTextCharFormat] = {}
        self._gutter = _Gutter(self)
        self.updateRequest.connect(self._follow)
        self.blockCountChanged.connect(self._resize_gutter)
        theme.theme().changed.connect(self._recolor)
        self._recolor()

    def show_text(self, text: str, spans: tuple[Span, ...] = (), *, numbered: bool = True) -> None:
        """Show a text and its colors.

        Args:
            text: what to show.
            spans: offsets into ``text``, in characters and in order.
            numbered: whether lines have numbers.
        """
        if text == self.toPlainText() and spans == self._spans:
            return
        scrolled = self.verticalScrollBar().value()
        keep = self.toPlainText()[:64] == text[:64]
        self._numbered = numbered
        self._spans = _in_code_units(text, spans)
        self._starts = [span.start for span in self._spans]
        self.setPlainText(text)
        self._resize_gutter()
        self._color_visible()
        if keep:
            self.verticalScrollBar().setValue(scrolled)

    @property
    def numbered(self) -> bool:
        return self._numbered

    def gutter_width(self) -> int:
        """Pixels left of the text."""
        if not self._numbered:
            return 0
        digits = max(len(str(self.blockCount())), 2)
        return self.fontMetrics().horizontalAdvance("0") * digits + 2 * _GUTTER_PADDING

    def paint_gutter(self, painter: QPainter, rect: QRect) -> None:
        """Paint the numbers of the visible lines."""
        painter.fillRect(rect, theme.color("surface"))
        painter.setPen(theme.color("muted"))
        painter.setFont(theme.font("mono_small"))
        block = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        while block.isValid() and top <= rect.bottom():
            height = self.blockBoundingRect(block).height()
            if top + height >= rect.top():
                box = QRect(0, round(top), self._gutter.width() - _GUTTER_PADDING, round(height))
                line = box.adjusted(0, 0, 0, self.fontMetrics().height() - box.height())
                alignment = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(line, alignment, str(block.blockNumber() + 1))
            top += height
            block = block.next()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._resize_gutter()
        self._color_visible()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # the text has the interface's size
            return
        super().wheelEvent(event)

    @Slot()
    def _resize_gutter(self) -> None:
        width = self.gutter_width()
        self.setViewportMargins(width, 0, 0, 0)
        contents = self.contentsRect()
        self._gutter.setGeometry(contents.left(), contents.top(), width, contents.height())
        self._gutter.setVisible(width > 0)

    @Slot(QRect, int)
    def _follow(self, rect: QRect, dy: int) -> None:
        if dy:
            self._gutter.scroll(0, dy)
            self._color_visible()
        else:
            self._gutter.update(0, rect.y(), self._gutter.width(), rect.height())

    @Slot()
    def _recolor(self) -> None:
        self._formats = {}
        for ink, token in _TOKENS.items():
            style = QTextCharFormat()
            style.setForeground(theme.color(token))
            self._formats[ink] = style
        block = self.document().begin()
        while block.isValid():
            block.setUserState(-1)
            block = block.next()
        self._color_visible()
        self._gutter.update()

    def _color_visible(self) -> None:
        if not self._spans:
            return
        block = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        bottom = self.viewport().height()
        while block.isValid() and top <= bottom:
            if block.userState() == -1:
                self._color(block)
            top += self.blockBoundingRect(block).height()
            block = block.next()

    def _color(self, block: QTextBlock) -> None:
        block.setUserState(1)
        start, end = block.position(), block.position() + block.length()
        place = max(bisect_left(self._starts, start) - 1, 0)
        ranges = []
        for span in self._spans[place:]:
            if span.start >= end:
                break
            first, last = max(span.start, start), min(span.start + span.length, end)
            if first < last:
                stretch = QTextLayout.FormatRange()
                stretch.start, stretch.length = first - start, last - first
                stretch.format = self._formats[span.ink]
                ranges.append(stretch)
        block.layout().setFormats(ranges)
        self.document().markContentsDirty(start, max(block.length() - 1, 0))


class _Gutter(QWidget):
    def __init__(self, view: CodeView) -> None:
        super().__init__(view)
        self._view = view
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(self._view.gutter_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        self._view.paint_gutter(painter, event.rect())
        painter.end()


def _in_code_units(text: str, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Offsets as Qt counts them: characters beyond U+FFFF are two."""
    if not spans or text.isascii() or all(ord(character) < 0x10000 for character in text):
        return spans
    wide = [index for index, character in enumerate(text) if ord(character) >= 0x10000]
    return tuple(
        Span(
            span.start + bisect_left(wide, span.start),
            span.length
            + bisect_left(wide, span.start + span.length)
            - bisect_left(wide, span.start),
            span.ink,
        )
        for span in spans
    )
