"""What the cards with charts of trials have in common."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from em_desktop.gui import theme
from em_desktop.gui.panes.autotune.charts.data import ShownTrials
from em_desktop.gui.panes.autotune.charts.words import trial_tip
from em_desktop.gui.plots.trial_marks import BEST
from em_desktop.gui.plots.xy import Focus
from em_desktop.gui.widgets import Card, paint_text, text_width


class TrialCard(Card):
    """A chart of trials. It computes when it is on the screen, not before."""

    clicked = Signal(int, bool)
    """A trial was clicked: its place, and whether to add it to the selection."""
    hovered = Signal(int)
    """The place of the trial under the pointer; -1 for none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._shown: ShownTrials | None = None
        self._focus = Focus()
        self._stale = False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        margin = theme.space.card
        self.body.setContentsMargins(margin, 0, theme.space.icon, theme.space.icon)

    @property
    def shown(self) -> ShownTrials | None:
        return self._shown

    def show_trials(self, shown: ShownTrials) -> None:
        """Show these trials."""
        self._shown = shown
        self._update_chart()

    def set_focus(self, focus: Focus) -> None:
        """Have other trials stand out."""
        self._focus = focus
        if not self._stale:
            self.focus_chart(focus)

    def _update_chart(self) -> None:
        self._stale = True
        if self.isVisible() and self._shown is not None:
            self._stale = False
            self.draw_chart(self._shown)
            self.focus_chart(self._focus)

    def redraw_chart(self) -> None:
        """An option of the card changed."""
        self._update_chart()

    def draw_chart(self, shown: ShownTrials) -> None:
        """Draw the trials; the card is on the screen."""
        raise NotImplementedError

    def focus_chart(self, focus: Focus) -> None:
        """Draw what stands out; the card is on the screen."""
        raise NotImplementedError

    def tip(self, place: int) -> str:
        """What the tooltip says of a trial."""
        if self._shown is None or place >= len(self._shown.trials):
            return ""
        return trial_tip(self._shown.trials, place, self._shown.data.metric)

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        raise NotImplementedError

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            self._update_chart()
        super().changeEvent(event)

    def showEvent(self, event: object) -> None:  # noqa: N802
        super().showEvent(event)  # type: ignore[arg-type]
        if self._stale:
            self._update_chart()


class BestLegend(QWidget):
    """A piece of the line of the best so far, and what it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        theme.set_lengths(self, height="legend_row")
        theme.theme().changed.connect(self._fit)

    def set_text(self, text: str) -> None:
        self._text = text
        self._fit()
        self.update()

    @Slot()
    def _fit(self) -> None:
        self.setFixedWidth(text_width(self._text, "caption") + 24)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        color, middle = theme.run_color(BEST), self.height() // 2
        painter.fillRect(0, middle + 2, 8, 2, color)
        painter.fillRect(7, middle - 3, 2, 7, color)
        painter.fillRect(8, middle - 3, 8, 2, color)
        area = self.rect().adjusted(20, 0, 0, 0)
        paint_text(painter, area, self._text, "caption", "text2")
