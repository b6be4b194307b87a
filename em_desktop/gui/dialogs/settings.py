"""What can be chosen; every choice takes effect at once."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from em_desktop.gui import settings, theme
from em_desktop.gui.dialogs.frame import DialogFrame
from em_desktop.gui.i18n import language_name, languages
from em_desktop.gui.settings import Settings
from em_desktop.gui.widgets import Segments, TextLabel, primary_button


class SettingsDialog(DialogFrame):
    """Colors, language, interface size and row height."""

    def __init__(self, values: Settings, parent: QWidget) -> None:
        super().__init__(parent, width=600)
        self._values = values
        self._theme = Segments([(key, "") for key in settings.THEME.choices], self)
        self._language = Segments([(key, "") for key in settings.LANGUAGE.choices], self)
        self._size = Segments([(str(each), "") for each in settings.INTERFACE_SIZE.choices], self)
        self._rows = Segments([(key, "") for key in settings.ROW_HEIGHT.choices], self)
        self._taken = Segments([(key, "") for key in settings.IF_TAKEN.choices], self)
        self._labels = [TextLabel("", "body", "text", self) for _ in range(5)]
        self._done = primary_button("", "", self)
        self._done.set_large()
        self._done.clicked.connect(self.accept)
        self._lay_out()
        self._theme.chosen.connect(self._choose_theme)
        self._language.chosen.connect(self._choose_language)
        self._size.chosen.connect(self._choose_size)
        self._rows.chosen.connect(self._choose_rows)
        self._taken.chosen.connect(self._choose_taken)
        self.retranslate()
        self._theme.setFocus()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setColumnMinimumWidth(0, theme.scaled(140))
        grid.setColumnStretch(1, 1)
        grid.setVerticalSpacing(theme.space.page)
        choices = (self._theme, self._language, self._size, self._rows, self._taken)
        for row, (label, choice) in enumerate(zip(self._labels, choices, strict=True)):
            grid.addWidget(label, row, 0)
            grid.addWidget(choice, row, 1)
        self.body.addLayout(grid)
        self.body.addStretch()
        self.footer.addWidget(self._done)

    @Slot(str)
    def _choose_theme(self, key: str) -> None:
        self._values.set(settings.THEME, key)

    @Slot(str)
    def _choose_language(self, key: str) -> None:
        self._values.set(settings.LANGUAGE, key)

    @Slot(str)
    def _choose_size(self, key: str) -> None:
        self._values.set(settings.INTERFACE_SIZE, int(key))

    @Slot(str)
    def _choose_rows(self, key: str) -> None:
        self._values.set(settings.ROW_HEIGHT, key)

    @Slot(str)
    def _choose_taken(self, key: str) -> None:
        self._values.set(settings.IF_TAKEN, key)

    def retranslate(self) -> None:
        super().retranslate()
        self.set_title(self.tr("Settings"))
        labels = (
            self.tr("Colors"),
            self.tr("Language"),
            self.tr("Interface size"),
            self.tr("Height of table rows"),
            self.tr("Where a name is taken"),
        )
        choices = (self._theme, self._language, self._size, self._rows, self._taken)
        for label, choice, name in zip(self._labels, choices, labels, strict=True):
            label.setText(name)
            choice.setAccessibleName(name)
        system = self.tr("System")
        self._theme.set_texts(
            {"system": system, "light": self.tr("Light"), "dark": self.tr("Dark")}
        )
        names = {code: language_name(code) for code in languages()}
        self._language.set_texts({"system": system, **names})
        self._size.set_texts({key: f"{key} %" for key in self._size.keys})
        self._rows.set_texts(
            {
                "compact": self.tr("Compact"),
                "normal": self.tr("Normal"),
                "comfortable": self.tr("Comfortable"),
            }
        )
        self._theme.choose(self._values.get(settings.THEME))
        self._language.choose(self._values.get(settings.LANGUAGE))
        self._size.choose(str(self._values.get(settings.INTERFACE_SIZE)))
        self._taken.set_texts(
            {
                settings.ASK: self.tr("Ask"),
                "keep both": self.tr("Keep both"),
                "replace": self.tr("Replace"),
                "skip": self.tr("Skip"),
                "refuse": self.tr("Stop"),
            }
        )
        self._taken.choose(self._values.get(settings.IF_TAKEN))
        self._rows.choose(self._values.get(settings.ROW_HEIGHT))
        self._done.setText(self.tr("Close"))
