"""The navigator's rows for saved comparisons."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from em_desktop.domain.paths import printable
from em_desktop.gui import theme
from em_desktop.gui.comparison_place import comparison_location
from em_desktop.gui.context import Context
from em_desktop.gui.widgets import Button, TextLabel, quiet_button

_MOST = 12
"""Further ones are found with the command palette."""


class ComparisonRows(QWidget):
    """A title and a button for each saved comparison; nothing while there is none."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._title = TextLabel("", "section", "text2", self)
        theme.set_lengths(self._title, height="section_header")
        self._title.setContentsMargins(theme.space.control, 0, 0, 0)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.space.icon, 0, theme.space.icon, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._title)
        context.comparisons.listed.connect(self._show)
        self.retranslate()

    @property
    def buttons(self) -> list[Button]:
        """Those that can be clicked, from the top."""
        return [button for button in self.findChildren(Button) if not button.isHidden()]

    @Slot()
    def _show(self) -> None:
        for old in self.findChildren(Button):
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        saved = self._context.comparisons.saved()[:_MOST]
        for comparison in saved:
            button = quiet_button("", "compare", self)
            button.setText(printable(comparison.name).replace("&", "&&"))
            count = self.tr("%Ln run(s)", "", len(comparison.members))
            button.setToolTip(f"{printable(comparison.name)}\n{count}")
            button.setProperty("comparison", comparison.id)
            button.setStyleSheet("text-align: left;")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(self._open)
            self._column.addWidget(button)
        self.setVisible(bool(saved))

    @Slot()
    def _open(self) -> None:
        key = str(self.sender().property("comparison"))
        self._context.open(comparison_location(key))

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self._title.setText(self.tr("Comparisons"))
        self._show()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
