"""Asks for a name."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from em_desktop.domain.naming import check_folder_name
from em_desktop.domain.paths import check_new_name
from em_desktop.errors import InvalidNameError
from em_desktop.gui import wording
from em_desktop.gui.dialogs.frame import DialogFrame
from em_desktop.gui.widgets import LineEdit, TextLabel, primary_button, push_button


class NameDialog(DialogFrame):
    """A field for a name that is checked while it is typed."""

    named = Signal(str)
    """The name that was chosen."""

    class Purpose(Enum):
        """What gets the name."""

        FOLDER = "folder"
        ARTIFACT = "artifact"
        RENAME = "rename"
        COMPARISON = "comparison"
        SMART_FOLDER = "smart folder"

    def __init__(self, purpose: NameDialog.Purpose, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._purpose = purpose
        self.field = LineEdit("", self)
        self.field.setText(name)
        self.field.selectAll()
        self.why = TextLabel("", "small", "st_error", self, wrap=True)
        self._cancel = push_button("", parent=self)
        self.confirm = primary_button("", parent=self)
        self.body.addWidget(self.field)
        self.body.addWidget(self.why)
        for button in (self._cancel, self.confirm):
            button.set_large()
            self.footer.addWidget(button)
        self.field.textChanged.connect(self._check)
        self._cancel.clicked.connect(self.reject)
        self.confirm.clicked.connect(self._finish)
        self.confirm.setDefault(True)
        self.retranslate()
        self.field.setFocus()

    @Slot()
    def _check(self) -> None:
        """Say why the name can't be used; an empty field isn't scolded."""
        text = self.field.text().strip()
        why = ""
        try:
            free = {NameDialog.Purpose.COMPARISON, NameDialog.Purpose.SMART_FOLDER}
            if text and self._purpose not in free:
                (check_folder_name if self._is_folder else check_new_name)(text)
        except InvalidNameError as error:
            words = wording.error_words(error)
            why = words.message
        self.field.set_wrong(why)
        self.why.setText(why)
        self.confirm.setEnabled(bool(text) and not why)

    @property
    def _is_folder(self) -> bool:
        return self._purpose is NameDialog.Purpose.FOLDER

    @Slot()
    def _finish(self) -> None:
        name = self.field.text().strip()
        self.accept()
        self.named.emit(name)

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        super().retranslate()
        match self._purpose:
            case NameDialog.Purpose.FOLDER:
                title, confirm = self.tr("New folder"), self.tr("Create")
            case NameDialog.Purpose.ARTIFACT:
                title, confirm = self.tr("New artifact"), self.tr("Create")
            case NameDialog.Purpose.RENAME:
                title, confirm = self.tr("Rename"), self.tr("Rename")
            case NameDialog.Purpose.COMPARISON:
                title, confirm = self.tr("Save comparison"), self.tr("Save")
            case NameDialog.Purpose.SMART_FOLDER:
                title, confirm = self.tr("Save as smart folder"), self.tr("Save")
        self.set_title(title)
        self.field.setAccessibleName(self.tr("Name"))
        self._cancel.setText(self.tr("Cancel"))
        self.confirm.setText(confirm)
        self._check()
