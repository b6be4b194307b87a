"""The best value so far, and the way to its trial."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from em_desktop.domain.autotune import Trial
from em_desktop.domain.paths import printable
from em_desktop.gui import theme, wording
from em_desktop.gui.widgets import TextLabel, link_button


class BestTrial(QWidget):
    """The best metric and a link to its trial; hidden while there is none."""

    activated = Signal(str)
    """The link was followed: the trial's id."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trial: Trial | None = None
        self._title = TextLabel("", "small", "muted", self)
        self._value = TextLabel("", "page_title", "text", self)
        self._link = link_button("", self)
        theme.set_font(self._link, "small")
        self._link.clicked.connect(self._activate)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space.control)
        for widget in (self._title, self._value, self._link):
            row.addWidget(widget)
        self.set_best(None)

    @property
    def text(self) -> str:
        return f"{self._value.text()} {self._link.text()}"

    def set_best(self, trial: Trial | None) -> None:
        """Show this trial's metric."""
        self._trial = trial
        self.setVisible(trial is not None)
        self.retranslate()

    def retranslate(self) -> None:
        self._title.setText(self.tr("Best"))
        trial = self._trial
        if trial is not None and trial.final is not None:
            self._value.setText(wording.number_text(trial.final))
            self._value.setToolTip(repr(trial.final))
            self._link.setText(self.tr("trial %1").replace("%1", printable(trial.id)))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _activate(self) -> None:
        if self._trial is not None:
            self.activated.emit(self._trial.id)
