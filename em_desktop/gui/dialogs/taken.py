"""Asks what happens where a name is taken."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from em_desktop.domain.operations import IfTaken
from em_desktop.domain.paths import printable
from em_desktop.gui import theme, wording
from em_desktop.gui.dialogs.frame import DialogFrame
from em_desktop.gui.widgets import CheckBox, Paragraph, TextLabel, primary_button, push_button


class TakenDialog(DialogFrame):
    """One taken name after another, or all at once: keep both, replace or skip.

    What is closed without an answer does nothing at all.
    """

    answered = Signal(object)
    """All answers: dict of name and `IfTaken`."""
    made_usual = Signal(str)
    """This `IfTaken` is the answer from now on."""

    def __init__(self, names: Sequence[str], place: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._names = list(names)
        self._place = place
        self._answers: dict[str, IfTaken] = {}
        self._name = TextLabel("", "strong", "text", self, wrap=True)
        self._text = Paragraph("body", "text2", self)
        self.for_all = CheckBox("", self)
        self.usual = CheckBox("", self)
        self.skip = push_button("", parent=self)
        self.replace = push_button("", parent=self)
        self.keep_both = primary_button("", parent=self)
        self.body.addWidget(self._name)
        self.body.addWidget(self._text)
        self.body.addWidget(self.for_all)
        self.body.addWidget(self.usual)
        for button in (self.skip, self.replace, self.keep_both):
            button.set_large()
            self.footer.addWidget(button)
        self.skip.clicked.connect(self._skip)
        self.replace.clicked.connect(self._replace)
        self.keep_both.clicked.connect(self._keep_both)
        self.retranslate()
        self.keep_both.setFocus()

    @Slot()
    def _skip(self) -> None:
        self._answer(IfTaken.SKIP)

    @Slot()
    def _replace(self) -> None:
        self._answer(IfTaken.REPLACE)

    @Slot()
    def _keep_both(self) -> None:
        self._answer(IfTaken.KEEP_BOTH)

    def _answer(self, answer: IfTaken) -> None:
        if self.usual.isChecked():
            self.made_usual.emit(answer.value)
        is_for_all = self.for_all.isChecked() or self.usual.isChecked()
        count = len(self._names) if is_for_all else 1
        for name in self._names[:count]:
            self._answers[name] = answer
        del self._names[:count]
        if self._names:
            self.retranslate()
            return
        self.accept()
        self.answered.emit(self._answers)

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        super().retranslate()
        self.set_title(self.tr("The name is taken"))
        name = printable(self._names[0]) if self._names else ""
        self._name.setText(
            wording.filled(
                self.tr("There is a “{name}” in {place} already."),
                name=name,
                place=printable(self._place),
            )
        )
        self._text.set_text(self.tr("What is replaced goes to the trash, and can be restored."))
        left = len(self._names) - 1
        self.for_all.setVisible(left > 0)
        self.for_all.setText(self.tr("The same for {count} more").format(count=left))
        self.usual.setText(self.tr("Always, until I change it in the settings"))
        self.skip.setText(self.tr("Skip"))
        self.replace.setText(self.tr("Replace"))
        self.keep_both.setText(self.tr("Keep both"))
        self._text.setMinimumHeight(theme.line_height("body"))
