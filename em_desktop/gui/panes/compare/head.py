"""The head of a comparison's page: what it is, and what can be done with the whole."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QWidget

from em_desktop.domain.comparison import Comparison
from em_desktop.domain.paths import printable
from em_desktop.gui.panes.folder.menu_button import MenuButton
from em_desktop.gui.widgets import IconButton, PageHeader, push_button


class CompareHead(PageHeader):
    """Title, where it came from, and buttons that save and export it."""

    save_wanted = Signal()
    export_wanted = Signal()
    forget_wanted = Signal()
    """Take it off the list of saved ones."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._comparison: Comparison | None = None
        self._origin = ""
        self._color = ""
        self.set_icon("compare")
        self.color = MenuButton("dot", self)
        self.save = push_button("", "save", self)
        self.export = push_button("", "export", self)
        self.forget = IconButton("delete", "", self)
        for button in (self.color, self.save, self.export, self.forget):
            self.add_action_widget(button)
        self.save.clicked.connect(self.save_wanted)
        self.export.clicked.connect(self.export_wanted)
        self.forget.clicked.connect(self.forget_wanted)
        self.retranslate()

    def show_color(self, name: str) -> None:
        """Say by what the compared are colored; empty: each has its own color."""
        self._color = name
        self.retranslate()

    def show_comparison(self, comparison: Comparison, origin: str) -> None:
        """Name it; ``origin`` is the folder from which it was made."""
        self._comparison, self._origin = comparison, origin
        self.retranslate()

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        saved = self._comparison is not None and bool(self._comparison.name)
        self.save.setText(self.tr("Rename") if saved else self.tr("Save view"))
        color = self.tr("Color: %1")
        self.color.setText(color.replace("%1", self._color or self.tr("by run")))
        self.export.setText(self.tr("Export"))
        self.forget.set_name(self.tr("Take off the list of saved comparisons"))
        self.forget.setVisible(saved)
        comparison = self._comparison
        if comparison is None:
            return
        number = len(comparison.members)
        origin = self.tr("from %1").replace("%1", self._origin) if self._origin else ""
        if comparison.name:
            self.set_title(printable(comparison.name))
            self.set_facts([self.tr("%Ln run(s)", "", number), origin])
        else:
            self.set_title(self.tr("Compare %Ln run(s)", "", number))
            self.set_facts([origin])

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
