"""Asks before nodes are deleted for good, which nothing can undo."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from em_desktop.domain.gestures import Deed, Description
from em_desktop.gui import theme, wording
from em_desktop.gui.dialogs.frame import DialogFrame
from em_desktop.gui.gesture_words import things_text
from em_desktop.gui.widgets import Paragraph, danger_button, push_button
from em_desktop.stores.base import TrashedNode


class _Sign(QWidget):
    """A red trash can."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        theme.set_lengths(self, width="icon_page", height="icon_page")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        theme.paint_icon(QPainter(self), self.rect(), "trash", "st_error")


class DeleteDialog(DialogFrame):
    """Names what goes, and that it can't be restored; Cancel is what Enter does."""

    confirmed = Signal(object)
    """Delete these entries of the trash: a tuple of their ids."""

    def __init__(self, entries: Sequence[TrashedNode], parent: QWidget) -> None:
        super().__init__(parent)
        self._ids = tuple(entry.id for entry in entries)
        nodes = [entry.node for entry in entries]
        types = {node.type for node in nodes}
        self._description = Description(
            Deed.REMOVE,
            len(nodes),
            tuple(node.name for node in nodes[:3]),
            types.pop() if len(types) == 1 else None,
        )
        self._text = Paragraph("body", "text2", self)
        self.cancel = push_button("", parent=self)
        self.confirm = danger_button("", parent=self)
        row = QHBoxLayout()
        row.setSpacing(theme.space.card)
        column = QVBoxLayout()
        column.addWidget(_Sign(self))
        column.addStretch()
        row.addLayout(column)
        row.addWidget(self._text, 1)
        self.body.addLayout(row)
        for button in (self.cancel, self.confirm):
            button.set_large()
            self.footer.addWidget(button)
        self.cancel.clicked.connect(self.reject)
        self.confirm.clicked.connect(self._confirm)
        self.retranslate()
        self.cancel.setFocus()

    @Slot()
    def _confirm(self) -> None:
        self.accept()
        self.confirmed.emit(self._ids)

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        super().retranslate()
        things = things_text(self._description)
        self.set_title(wording.filled(self.tr("Delete {things} for good?"), things=things))
        self._text.set_text(
            self.tr(
                "What leaves the trash can’t be restored. Shortcuts and dataflow links to it "
                "show it as missing."
            )
        )
        self.cancel.setText(self.tr("Cancel"))
        self.confirm.setText(self.tr("Delete for good"))
