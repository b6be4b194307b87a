"""An error with its technical text, to be read and copied."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from em_desktop.gui import theme
from em_desktop.gui.dialogs.frame import DialogFrame
from em_desktop.gui.widgets import TextLabel, primary_button, push_button
from em_desktop.gui.wording import ErrorWords


class ErrorDialog(DialogFrame):
    """What happened, what to do now, and the details."""

    def __init__(self, words: ErrorWords, details: str, parent: QWidget) -> None:
        super().__init__(parent, width=600)
        text = TextLabel(words.message, "body", "text2", self, wrap=True)
        self._details = QPlainTextEdit(details, self)
        self._details.setReadOnly(True)
        self._details.setTabChangesFocus(True)
        self._details.setProperty("field", "true")
        theme.set_lengths(self._details, least_height=160)
        theme.set_font(self._details, "mono_small")
        self._copy = push_button("", "copy", self)
        self._copy.clicked.connect(self._copy_details)
        self._done = primary_button("", "", self)
        self._done.clicked.connect(self.accept)
        self.body.addWidget(text)
        self.body.addWidget(self._details)
        for button in (self._copy, self._done):
            button.set_large()
            self.footer.addWidget(button)
        self.set_title(words.title)
        self.retranslate()
        self._done.setFocus()

    @Slot()
    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(self._details.toPlainText())

    def retranslate(self) -> None:
        super().retranslate()
        self._details.setAccessibleName(self.tr("Details"))
        self._copy.setText(self.tr("Copy details"))
        self._done.setText(self.tr("Close"))
