"""The field of the filter language: colors, completion, and errors where they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QMimeData, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QWidget

from em_desktop.domain.query import QueryError, Token, TokenKind, Vocabulary, tokenize
from em_desktop.gui import theme
from em_desktop.gui.widgets.buttons import IconButton
from em_desktop.gui.widgets.labels import TextLabel
from em_desktop.gui.widgets.painting import text_width
from em_desktop.gui.widgets.query_completer import QueryCompleter, ground

_LEFT = 28
_VALUES: Final = frozenset(
    {TokenKind.TEXT, TokenKind.NUMBER, TokenKind.SIZE, TokenKind.DURATION, TokenKind.TIME}
)
_COMPLETE_AFTER_MS = 120


class QueryField(QPlainTextEdit):
    """One line that a filter is typed into: icon left, result and buttons right.

    Escape clears it; when it is empty already, Escape goes on to the parent.

    Attributes:
        save_button: keeps the filter, where the owner says that it can.
    """

    text_changed = Signal()
    save_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._result = ""
        self._text = ""
        self._can_save = False
        self._vocabulary: Callable[[], Vocabulary] | None = None
        self.setProperty("query", True)  # noqa: FBT003 - Qt's signature
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        self._colors = _Highlighter(self.document())
        self._completer = QueryCompleter(self)
        self._icon = _Icon(self)
        self._placeholder = ""
        self._found = TextLabel("", "small", "muted", self)
        self._clear = self._button("clear")
        self.save_button = self._button("favourite")
        self._message = _Message(self)
        self._complete_soon = QTimer(self, singleShot=True, interval=_COMPLETE_AFTER_MS)
        self._complete_soon.timeout.connect(self.complete)
        self._clear.clicked.connect(self._clear_text)
        self.save_button.clicked.connect(self.save_requested)
        self._completer.taken.connect(self._insert)
        for floating in (self._message, self._completer):  # the window is their parent later
            self.destroyed.connect(floating.deleteLater)
        self.textChanged.connect(self._changed)
        theme.theme().changed.connect(self._fit)
        self.retranslate()
        self._fit()

    def _button(self, icon: str) -> IconButton:
        button = IconButton(icon, "", self, side=20, icon_side=14)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setCursor(Qt.CursorShape.ArrowCursor)
        button.hide()
        return button

    # What it holds

    def text(self) -> str:
        """The filter as it is typed."""
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Write another filter."""
        if text != self.text():
            self.setPlainText(" ".join(text.split("\n")))
            self.moveCursor(QTextCursor.MoveOperation.End)

    def set_placeholder(self, text: str) -> None:
        """Write what is filtered by; it is the accessible name too."""
        self._placeholder = text
        self.setAccessibleName(text)
        self._fit()

    def set_vocabulary(self, vocabulary: Callable[[], Vocabulary] | None) -> None:
        """Complete with the names and values that this gives."""
        self._vocabulary = vocabulary

    def set_can_save(self, *, can_save: bool) -> None:
        """Whether a filter can be kept."""
        self._can_save = can_save
        self._fit()

    def set_result(self, text: str) -> None:
        """Show how much was found, such as "21 of 64"."""
        self._result = text
        self._fit()

    def set_error(self, error: QueryError | None, message: str = "") -> None:
        """Underline what is wrong and say why below the field; None takes it back."""
        self.show_message(message if error is not None else "", wrong=error is not None)
        self._colors.underline(None if error is None else (error.start, error.end))

    def show_message(self, message: str, *, wrong: bool = False) -> None:
        """Say something below the field; an empty text takes it back."""
        self.setAccessibleDescription(message)
        if wrong != bool(self.property("wrong")):
            self.setProperty("wrong", wrong)
            theme.restyle(self)
        self._message.tell(message, wrong=wrong)
        self._place_message()

    @property
    def message(self) -> str:
        """What is said below the field."""
        return self._message.text() if not self._message.isHidden() else ""

    @property
    def completer_popup(self) -> QueryCompleter:
        """What may be typed next."""
        return self._completer

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self._clear.set_name(self.tr("Clear"))
        self.save_button.set_name(self.tr("Save as smart folder..."))

    # Completion

    @Slot()
    def complete(self) -> None:
        """Offer what may be typed at the cursor."""
        if self._vocabulary is None or not self.hasFocus():
            return
        place = self.textCursor().position()
        self._completer.offer(self.text(), place, self._vocabulary(), self.cursorRect())

    @Slot(int, int, str)
    def _insert(self, start: int, end: int, text: str) -> None:
        cursor = self.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text)
        self.setTextCursor(cursor)

    # Events

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        key, control = event.key(), event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if self._completer.takes(event):
            return
        if key == Qt.Key.Key_Escape and self.text():
            self._clear_text()
        elif key == Qt.Key.Key_Escape:
            event.ignore()
        elif key == Qt.Key.Key_Space and control:
            self.complete()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Up, Qt.Key.Key_Down}:
            event.ignore()
        else:
            before = self.text()
            super().keyPressEvent(event)
            if self.text() != before:
                self._complete_soon.start()
            else:
                self._completer.hide()

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802
        self.insertPlainText(" ".join(source.text().split("\n")))

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        self._complete_soon.stop()
        self._completer.hide()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        self._message.hide()
        super().hideEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Tab takes what is offered before it moves on."""
        if forward and self._completer.take_first():
            return True
        return super().focusNextPrevChild(forward)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(theme.scaled(200), theme.scaled(28))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(theme.scaled(120), theme.scaled(28))

    # Inside

    @Slot()
    def _changed(self) -> None:
        """The text itself changed, not only its colors."""
        text = self.text()
        if text != self._text:
            was_empty, self._text = not self._text, text
            if was_empty or not text:
                self._fit()
            self.text_changed.emit()

    @Slot()
    def _clear_text(self) -> None:
        self.clear()
        self._completer.hide()

    def _fit(self) -> None:
        if self.height() != theme.scaled(28):
            self.setFixedHeight(theme.scaled(28))
        theme.set_font(self, "mono")
        self._colors.rehighlight()
        side, right = self._clear.width(), 4
        shown = {self.save_button: self._can_save and bool(self.text()), self._clear: self.text()}
        for button, is_shown in shown.items():
            button.setVisible(bool(is_shown))
            if is_shown:
                right += side
                button.move(self.width() - right, (self.height() - side) // 2)
        self._found.setText(self._result)
        self._found.setVisible(bool(self._result))
        if self._result:
            width = text_width(self._result, "small") + 4
            right += width + 4
            self._found.setGeometry(self.width() - right, 0, width, self.height())
        left, height = theme.scaled(_LEFT), self.fontMetrics().height()
        self._icon.setGeometry(0, 0, left, self.height())
        top = max((self.height() - 2 - height) // 2, 0)
        self.setViewportMargins(left - 1, top, right + 4, 0)
        room = self.width() - left - right - 8
        elide = Qt.TextElideMode.ElideRight
        self.setPlaceholderText(self.fontMetrics().elidedText(self._placeholder, elide, room))
        self._place_message()

    def _place_message(self) -> None:
        """Below the field, above whatever is there: nothing jumps."""
        window = ground(self)
        if self._message.parent() is not window:
            hidden = self._message.isHidden()
            self._message.setParent(window)
            self._message.setVisible(not hidden)
        self._message.move(self.mapTo(window, self.rect().bottomLeft()))
        self._message.move(self._message.x(), self._message.y() + 4)
        self._message.raise_()


class _Icon(QWidget):
    """The funnel at the left."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        side = theme.size.icon_small
        theme.paint_icon(QPainter(self), QRect(9, 0, side, self.height()), "filter", "text2")


class _Message(QLabel):
    """One line below the field."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setContentsMargins(8, 3, 8, 3)
        theme.set_font(self, "small")
        theme.set_look(self, tip=True)
        self.hide()

    def tell(self, message: str, *, wrong: bool) -> None:
        self.setText(message)
        theme.set_tone(self, "st_error" if wrong else "text2")
        self.adjustSize()
        self.setVisible(bool(message))


class _Highlighter(QSyntaxHighlighter):
    """Names, operators, words and values in their colors; what is wrong is underlined."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._wrong: tuple[int, int] | None = None

    def underline(self, place: tuple[int, int] | None) -> None:
        if place != self._wrong:
            self._wrong = place
            self.rehighlight()

    def highlightBlock(self, text: str) -> None:  # noqa: N802
        tokens = tokenize(text)
        for place, token in enumerate(tokens):
            before = tokens[place - 1] if place else None
            style = QTextCharFormat()
            style.setForeground(theme.color(_token_color(token, before)))
            self.setFormat(token.start, token.end - token.start, style)
        if self._wrong is not None:
            start, end = self._wrong
            if start >= len(text.rstrip()):  # what lacks at the end is shown at the last sign
                start = max(len(text.rstrip()) - 1, 0)
            for place in range(start, max(end, start + 1)):
                style = self.format(place)
                style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
                style.setUnderlineColor(theme.color("st_error"))
                self.setFormat(place, 1, style)


def _token_color(token: Token, before: Token | None) -> str:
    if token.is_keyword("and", "or", "not"):
        return "accent_text"
    if token.kind in {TokenKind.KEYWORD, TokenKind.OPERATOR, TokenKind.MARK}:
        return "muted"
    if token.kind in _VALUES:
        return "ty_dataset"
    is_value = before is not None and (
        before.kind is TokenKind.OPERATOR
        or before.is_keyword("contains", "like", "matches", "is")
        or before.is_mark(",[")
    )
    return "ty_dataset" if is_value and token.kind is TokenKind.WORD else "text"
