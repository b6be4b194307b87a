"""A description, and the field in which it is written."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from em_desktop.gui import theme, wording
from em_desktop.gui.inspector.growing_text import GrowingMarkdown
from em_desktop.gui.widgets import Segments, TextLabel, primary_button, push_button

_FIELD_HEIGHT = 150
_SAVE_KEYS: Final = QKeySequence("Ctrl+Return")


class DescriptionEditor(QWidget):
    """Shows Markdown; while it is edited, a field with a preview in its place.

    Ctrl+Enter saves and Escape gives up. What is typed stays when the node changes meanwhile.
    """

    saved = Signal(str, str)
    """The new text, and the one that it takes the place of."""
    editing_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._before = ""
        self.view = GrowingMarkdown(self)
        self._editor = QWidget(self)
        self.field = _Field(self._editor)
        self.preview = GrowingMarkdown(self._editor)
        self._modes = Segments((("write", ""), ("preview", "")), self._editor)
        self.notice = TextLabel("", "small", "st_warning", self._editor, wrap=True)
        self.save = primary_button("", parent=self._editor)
        self.cancel = push_button("", parent=self._editor)
        self._lay_out()
        self._modes.chosen.connect(self.show_mode)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.stop)
        self.field.confirmed.connect(self._save)
        self.field.given_up.connect(self.stop)
        self.retranslate()

    def _lay_out(self) -> None:
        theme.set_lengths(self.field, height=_FIELD_HEIGHT)
        theme.set_font(self.field, "mono")
        theme.set_look(self.field, field=True)
        self._modes.choose("write")
        self.preview.hide()
        self.notice.hide()
        self._editor.hide()
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.space.icon)
        buttons.addWidget(self._modes)
        buttons.addStretch(1)
        for button in (self.cancel, self.save):
            button.set_small()
            buttons.addWidget(button)
        column = QVBoxLayout(self._editor)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space.control)
        for widget in (self.field, self.preview, self.notice):
            column.addWidget(widget)
        column.addLayout(buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.view)
        whole.addWidget(self._editor)

    @property
    def is_editing(self) -> bool:
        return not self._editor.isHidden()

    def set_text(self, text: str) -> None:
        """Show the description as it is now; what is typed isn't touched."""
        if self.is_editing and text not in {self._before, self.field.toPlainText()}:
            self.say_conflict(text)
        self._text = text
        self.view.show_markdown(text)

    def say_conflict(self, text: str) -> None:
        """Somebody else changed it while it was edited: saving again takes that one's place."""
        self._before = text
        self.notice.setText(
            self.tr(
                "It was changed by somebody else meanwhile. Save again to replace that text, "
                "or cancel to read it."
            )
        )
        self.notice.show()

    @Slot()
    def start(self) -> None:
        """Edit the text."""
        if not self.is_editing:
            self._begin(self._text, self._text)

    def resume(self, draft: str, now: str) -> None:
        """Edit again what couldn't be saved, because the description is another one now."""
        self._begin(draft, now)
        self.say_conflict(now)

    def _begin(self, text: str, before: str) -> None:
        self._before = before
        self.field.setPlainText(text)
        self.notice.hide()
        self._show_editor(shown=True)
        self._modes.choose("write")
        self.show_mode("write")
        self.field.moveCursor(self.field.textCursor().MoveOperation.End)
        self.field.setFocus()

    @Slot()
    def stop(self) -> None:
        """Give up what was typed."""
        self._show_editor(shown=False)

    def _show_editor(self, *, shown: bool) -> None:
        self._editor.setVisible(shown)
        self.view.setVisible(not shown)
        self.editing_changed.emit(shown)

    @Slot()
    def _save(self) -> None:
        text = self.field.toPlainText().rstrip()
        self._show_editor(shown=False)
        if text != self._before:
            self.saved.emit(text, self._before)

    @Slot(str)
    def show_mode(self, mode: str) -> None:
        """Show the field, or what its text looks like."""
        is_preview = mode == "preview"
        if is_preview:
            self.preview.show_markdown(self.field.toPlainText())
        self.preview.setVisible(is_preview)
        self.field.setVisible(not is_preview)

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self._modes.set_texts({"write": self.tr("Write"), "preview": self.tr("Preview")})
        self.view.setAccessibleName(self.tr("Description"))
        self.preview.setAccessibleName(self.tr("Preview of the description"))
        self.field.setAccessibleName(self.tr("Description (Markdown)"))
        self.field.setPlaceholderText(self.tr("What is it for? Markdown is understood."))
        self.save.setText(self.tr("Save"))
        self.save.setToolTip(self.tr("Save ({keys})").format(keys=wording.keys_text(_SAVE_KEYS)))
        self.cancel.setText(self.tr("Cancel"))


class _Field(QPlainTextEdit):
    confirmed = Signal()
    given_up = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)

    def event(self, event: QEvent) -> bool:
        """Escape and Ctrl+Enter belong to the field, not to what it is in."""
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and _is_own(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        elif _is_save(event):
            self.confirmed.emit()
        else:
            super().keyPressEvent(event)


def _is_own(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Escape or _is_save(event)


def _is_save(event: QKeyEvent) -> bool:
    control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    return control and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
