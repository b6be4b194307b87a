"""Asks before something is done that others notice, or that can't be taken back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from em_desktop.gui.caution import Question
from em_desktop.gui.dialogs.frame import DialogFrame
from em_desktop.gui.widgets import Paragraph, danger_button, primary_button, push_button


class CautionDialog(DialogFrame):
    """One question after the other; Cancel is what Enter does."""

    confirmed = Signal()
    """All of them were confirmed."""

    def __init__(self, questions: Sequence[Question], parent: QWidget) -> None:
        super().__init__(parent)
        self._questions = list(questions)
        self.text = Paragraph("body", "text2", self)
        self.cancel = push_button("", parent=self)
        self.go_on = primary_button("", parent=self)
        self.finish = danger_button("", parent=self)
        self.body.addWidget(self.text)
        for button in (self.cancel, self.go_on, self.finish):
            button.set_large()
            self.footer.addWidget(button)
        self.cancel.clicked.connect(self.reject)
        self.go_on.clicked.connect(self._confirm)
        self.finish.clicked.connect(self._confirm)
        self.retranslate()
        self.cancel.setFocus()

    @Slot()
    def _confirm(self) -> None:
        del self._questions[0]
        if self._questions:
            self.retranslate()
            self.cancel.setFocus()
            return
        self.accept()
        self.confirmed.emit()

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        super().retranslate()
        self.cancel.setText(self.tr("Cancel"))
        if not self._questions:
            return
        question = self._questions[0]
        self.set_title(question.title)
        self.text.set_text(question.text)
        for button, shown in (
            (self.go_on, not question.is_final),
            (self.finish, question.is_final),
        ):
            button.setText(question.confirm)
            button.setVisible(shown)
        self.adjustSize()
