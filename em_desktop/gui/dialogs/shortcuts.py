"""All keyboard shortcuts, made from the table of commands."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from em_desktop.gui import theme, wording
from em_desktop.gui.actions import Commands
from em_desktop.gui.dialogs.frame import DialogFrame
from em_desktop.gui.widgets import KeyHint, TextLabel, primary_button


class ShortcutsDialog(DialogFrame):
    """Two columns of commands with their keys, by group."""

    def __init__(self, commands: Commands, parent: QWidget) -> None:
        super().__init__(parent, width=600)
        self._commands = commands
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.set_lengths(self._area, least_height=380)
        self.body.setContentsMargins(theme.space.block, 0, theme.space.control, 0)
        self.body.addWidget(self._area)
        self._done = primary_button("", "", self)
        self._done.set_large()
        self._done.clicked.connect(self.accept)
        self.footer.addWidget(self._done)
        self.retranslate()
        self._done.setFocus()

    def retranslate(self) -> None:
        super().retranslate()
        self.set_title(self.tr("Keyboard shortcuts"))
        self._area.setAccessibleName(self.tr("Keyboard shortcuts"))
        self._done.setText(self.tr("Close"))
        self._area.setWidget(self._page())

    def _page(self) -> QWidget:
        page = QWidget()
        page.setProperty("area", "raised")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, theme.space.card, theme.space.page)
        column.setSpacing(theme.space.icon)
        listed = [command for command, _ in self._commands.bound() if command.shortcuts]
        for group, commands in groupby(listed, key=lambda command: command.group):
            rows = [(command.label, command.shortcuts) for command in commands]
            if group.name == "TABS":
                rows.append((self.tr("Tab 1 to 8, last tab"), ("Alt+1", "Alt+9")))
            column.addSpacing(theme.space.control)
            column.addWidget(TextLabel(group.title, "section", "text", page))
            column.addLayout(_rows(rows, page))
        others = QCoreApplication.translate("ShortcutsDialog", "Everywhere")
        column.addSpacing(theme.space.control)
        column.addWidget(TextLabel(others, "section", "text", page))
        column.addLayout(
            _rows(
                [
                    (self.tr("Menu of the selected item"), ("Shift+F10",)),
                    (self.tr("Close the popup, then clear the selection"), ("Esc",)),
                ],
                page,
            )
        )
        column.addStretch()
        return page


def _rows(rows: list[tuple[str, tuple[str, ...]]], parent: QWidget) -> QGridLayout:
    grid = QGridLayout()
    grid.setColumnStretch(0, 1)
    grid.setHorizontalSpacing(theme.space.icon)
    grid.setVerticalSpacing(theme.space.icon)
    for number, (label, keys) in enumerate(rows):
        grid.addWidget(TextLabel(label, "body", "text2", parent), number, 0)
        for column, each in enumerate(keys[:2]):
            hint = KeyHint(wording.keys_text(QKeySequence(each)), parent)
            grid.addWidget(hint, number, 2 - column, Qt.AlignmentFlag.AlignRight)
    return grid
