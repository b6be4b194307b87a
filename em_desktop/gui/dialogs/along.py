"""Offers to take the Artifacts of a Run along."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from em_desktop.domain.nodes import Node
from em_desktop.domain.paths import printable
from em_desktop.gui import wording
from em_desktop.gui.dialogs.frame import DialogFrame
from em_desktop.gui.widgets import Paragraph, TextLabel, primary_button, push_button

_MOST_NAMED = 8


class AlongDialog(DialogFrame):
    """Names the Artifacts; what is closed without an answer does nothing at all."""

    answered = Signal(bool)
    """Whether they go along."""

    def __init__(self, artifacts: Sequence[Node], place: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._artifacts = tuple(artifacts)
        self._place = place
        self._text = Paragraph("body", "text2", self)
        self.names = TextLabel("", "body", "text", self, wrap=True)
        self.alone = push_button("", parent=self)
        self.along = primary_button("", parent=self)
        self.body.addWidget(self._text)
        self.body.addWidget(self.names)
        for button in (self.alone, self.along):
            button.set_large()
            self.footer.addWidget(button)
        self.alone.clicked.connect(self._leave)
        self.along.clicked.connect(self._take)
        self.retranslate()
        self.along.setFocus()

    @Slot()
    def _take(self) -> None:
        self.accept()
        self.answered.emit(True)  # noqa: FBT003 - a signal has no keywords

    @Slot()
    def _leave(self) -> None:
        self.accept()
        self.answered.emit(False)  # noqa: FBT003 - as above

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        super().retranslate()
        self.set_title(self.tr("Take the artifacts along?"))
        text = self.tr(
            "What you copy reads or wrote artifacts that aren’t in {place} yet. Without them its "
            "data flow ends there."
        )
        self._text.set_text(wording.filled(text, place=printable(self._place)))
        names = [printable(node.name) for node in self._artifacts[:_MOST_NAMED]]
        left = len(self._artifacts) - len(names)
        if left:
            names.append(wording.filled(self.tr("and {count} more"), count=str(left)))
        self.names.setText("\n".join(names))
        self.alone.setText(self.tr("Only what I chose"))
        self.along.setText(self.tr("Take them along"))
