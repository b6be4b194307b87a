"""The panel "How was this made?"."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from em_desktop.domain.flow_story import Step, story_script, story_text
from em_desktop.domain.paths import printable
from em_desktop.formats.files import write_file
from em_desktop.gui import theme
from em_desktop.gui.canvas import words
from em_desktop.gui.tasks import Tasks
from em_desktop.gui.widgets import Divider, ElidedLabel, IconButton, Segments, push_button
from em_desktop.stores.base import Cancel

PANEL_WIDTH = 420


class MakingPanel(QWidget):
    """The steps that led to a node, as text or as a shell script."""

    closed = Signal()

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._name = ""
        self._steps: tuple[Step, ...] = ()
        self.title = ElidedLabel("", "section", "text", self)
        self.close_button = IconButton("close", "", self, side=24, icon_side=14)
        self.form = Segments([("text", ""), ("script", "")], self)
        self.copy = push_button("", "copy", self)
        self.save = push_button("", "save", self)
        self.text = QPlainTextEdit(self)
        self._lay_out()
        self.form.chosen.connect(self._write)
        self.copy.clicked.connect(self.copy_text)
        self.save.clicked.connect(self.ask_where_to_save)
        self.close_button.clicked.connect(self.closed)
        self.retranslate()

    def _lay_out(self) -> None:
        theme.set_look(self, area="surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        theme.set_lengths(self, width=PANEL_WIDTH)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        theme.set_font(self.text, "mono_small")
        header, tools = QHBoxLayout(), QHBoxLayout()
        header.addWidget(self.title, 1)
        header.addWidget(self.close_button)
        tools.setSpacing(theme.space.control)
        tools.addWidget(self.form)
        tools.addStretch(1)
        for button in (self.copy, self.save):
            button.set_small()
            tools.addWidget(button)
        inner = QVBoxLayout()
        inner.setContentsMargins(theme.space.card, theme.space.control, theme.space.card, 0)
        inner.setSpacing(theme.space.control)
        inner.addLayout(header)
        inner.addLayout(tools)
        inner.addWidget(self.text, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(Divider(Qt.Orientation.Vertical, self))
        row.addLayout(inner, 1)

    def show_steps(self, name: str, steps: tuple[Step, ...]) -> None:
        """Show how ``name`` was made."""
        self._name, self._steps = name, steps
        self._write()

    def _write(self) -> None:
        if self.form.key == "script":
            content = story_script(self._name, self._steps)
        else:
            content = story_text(self._name, self._steps, words.story_words())
        if content != self.text.toPlainText():
            self.text.setPlainText(content)
        self.title.setText(self.tr("How “%1” was made").replace("%1", printable(self._name)))

    def copy_text(self) -> None:
        """Put what is shown on the clipboard."""
        QGuiApplication.clipboard().setText(self.text.toPlainText())

    def ask_where_to_save(self) -> None:
        """Ask for a file to write what is shown into."""
        ending = "sh" if self.form.key == "script" else "txt"
        name = printable(self._name).replace("/", "_").replace("\\", "_")
        dialog = QFileDialog(self, self.tr("Save steps"), f"{name}.{ending}")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending)
        dialog.fileSelected.connect(self.save_to)
        dialog.open()

    def save_to(self, file: str) -> None:
        """Write what is shown into a file."""
        path, content = Path(file), self.text.toPlainText().encode("utf-8", "replace")

        def work(_cancel: Cancel) -> None:
            write_file(path, content)

        self._tasks.run(self, work, MakingPanel._saved, title=self.tr("Save steps"))

    def _saved(self, _result: None) -> None:
        """The file is there; nothing to show."""

    def retranslate(self) -> None:
        self.form.set_texts({"text": self.tr("Steps"), "script": self.tr("Shell script")})
        self.form.setAccessibleName(self.tr("Form"))
        self.copy.setText(self.tr("Copy"))
        self.save.setText(self.tr("Save..."))
        self.close_button.set_name(self.tr("Close"))
        self.text.setAccessibleName(self.tr("Steps"))
        self._write()
