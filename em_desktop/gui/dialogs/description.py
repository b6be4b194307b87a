"""Edits a node's description."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit, QStackedLayout, QTextBrowser, QWidget

from em_desktop.gui import theme, wording
from em_desktop.gui.dialogs.frame import DialogFrame
from em_desktop.gui.gesture_words import quoted
from em_desktop.gui.widgets import Segments, primary_button, push_button


class DescriptionDialog(DialogFrame):
    """A field for Markdown and what it looks like."""

    described = Signal(str)
    """The description that was written."""

    def __init__(self, name: str, text: str, parent: QWidget) -> None:
        super().__init__(parent, width=theme.size.dialog_wide)
        self._name = name
        self.mode = Segments((("write", ""), ("preview", "")), self)
        self.field = QPlainTextEdit(text, self)
        self._preview = QTextBrowser(self)
        self._cancel = push_button("", parent=self)
        self.confirm = primary_button("", parent=self)
        self._lay_out()
        self.mode.chosen.connect(self._show_mode)
        self._cancel.clicked.connect(self.reject)
        self.confirm.clicked.connect(self._finish)
        self.retranslate()
        self.field.setFocus()

    def _lay_out(self) -> None:
        for view in (self.field, self._preview):
            theme.set_look(view, field=True)
            theme.set_lengths(view, least_height=220)
        theme.set_font(self.field, "mono")
        theme.set_font(self._preview, "body")
        self.field.setTabChangesFocus(True)
        self._preview.setOpenLinks(False)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.field)
        self._stack.addWidget(self._preview)
        self.mode.choose("write")
        self.body.addWidget(self.mode)
        self.body.addLayout(self._stack)
        for button in (self._cancel, self.confirm):
            button.set_large()
            self.footer.addWidget(button)

    @Slot(str)
    def _show_mode(self, mode: str) -> None:
        self._preview.setMarkdown(self.field.toPlainText())
        self._stack.setCurrentIndex(1 if mode == "preview" else 0)

    @Slot()
    def _finish(self) -> None:
        self.accept()
        self.described.emit(self.field.toPlainText())

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        super().retranslate()
        self.set_title(wording.filled(self.tr("Description of {name}"), name=quoted(self._name)))
        self.mode.set_texts({"write": self.tr("Write"), "preview": self.tr("Preview")})
        self.field.setAccessibleName(self.tr("Description (Markdown)"))
        self.field.setPlaceholderText(self.tr("What is it for? Markdown is understood."))
        self._preview.setAccessibleName(self.tr("Preview"))
        self._cancel.setText(self.tr("Cancel"))
        self.confirm.setText(self.tr("Save"))
