"""The references of an Artifact: objects that lie somewhere else, with their addresses."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from em_desktop.domain.paths import printable
from em_desktop.formats.artifact import Reference
from em_desktop.gui import places_on_disk, theme
from em_desktop.gui.panes.files.text_table import TextTable
from em_desktop.gui.widgets import push_button

_OPENABLE = frozenset({"http", "https"})
_MOST_ROWS = 8
_ROW, _HEADER = 26, 32


class ReferenceList(QWidget):
    """A table of keys and addresses. Nothing is opened but by the button."""

    opened = Signal(str)
    """The user opened this address."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._references: tuple[Reference, ...] = ()
        self.table = TextTable(self)
        self.open_button = push_button("", "open", self)
        self.copy_button = push_button("", "copy", self)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.space.control)
        for button in (self.copy_button, self.open_button):
            button.set_small()
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.space.control)
        layout.addWidget(self.table)
        layout.addLayout(buttons)
        self.open_button.clicked.connect(self.open_address)
        self.copy_button.clicked.connect(self.copy_addresses)
        self.table.doubleClicked.connect(self.open_address)
        self.table.selectionModel().selectionChanged.connect(self._update_buttons)
        self.retranslate()

    def set_references(self, references: Sequence[Reference]) -> None:
        """Show these."""
        if tuple(references) != self._references:
            self._references = tuple(references)
            self._fill()

    def selected(self) -> list[Reference]:
        """The selected references; the only one if there is just one."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        if not rows and len(self._references) == 1:
            rows = [0]
        return [self._references[row] for row in rows]

    @Slot()
    def open_address(self) -> None:
        """Open the selected address in the browser."""
        for reference in self.selected()[:1]:
            if _can_open(reference):
                self.opened.emit(reference.uri)
                QDesktopServices.openUrl(QUrl(reference.uri, QUrl.ParsingMode.StrictMode))

    @Slot()
    def copy_addresses(self) -> None:
        """Put the selected addresses (without a selection all) on the clipboard."""
        chosen = self.selected() or list(self._references)
        places_on_disk.copy_text("\n".join(reference.uri for reference in chosen))

    def _fill(self) -> None:
        rows = [(printable(one.key), printable(one.uri)) for one in self._references]
        self.table.show_rows([self.tr("Path"), self.tr("Address")], rows)
        height = min(len(rows), _MOST_ROWS) * _ROW + _HEADER + 2
        theme.set_lengths(self.table, height=height)
        self._update_buttons()

    @Slot()
    def _update_buttons(self) -> None:
        chosen = self.selected()
        self.open_button.setEnabled(len(chosen) == 1 and _can_open(chosen[0]))

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self.copy_button.setText(self.tr("Copy address"))
        self.open_button.setText(self.tr("Open in browser"))
        self.table.setAccessibleName(self.tr("References"))
        self._fill()


def _can_open(reference: Reference) -> bool:
    """Whether an address is one of the web; anything else might run something."""
    address = QUrl(reference.uri, QUrl.ParsingMode.StrictMode)
    return address.isValid() and address.scheme() in _OPENABLE and bool(address.host())
