"""The panel beside the trials: one trial, or how the search is set up."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from em_desktop.gui import theme
from em_desktop.gui.context import Context
from em_desktop.gui.panes.autotune.search_panel import SearchPanel
from em_desktop.gui.panes.autotune.trial_panel import TrialPanel
from em_desktop.gui.widgets import Divider, Segments, push_button

TRIAL, SEARCH = "trial", "search"
_LEAST_WIDTH = 260


class SidePanel(QWidget):
    """Two pages under a switch.

    Attributes:
        trial: the chosen trial.
        search: the search's set-up.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.trial = TrialPanel(context, self)
        self.search = SearchPanel(self)
        self.copy = push_button("", "copy", self)
        self.copy.clicked.connect(self.trial.copy_as_yaml)
        self._switch = Segments(((TRIAL, ""), (SEARCH, "")), self)
        self._switch.chosen.connect(self.show_page)
        self._pages = QStackedWidget(self)
        self._areas = _scrolled(self.trial), _scrolled(self.search)
        for area in self._areas:
            self._pages.addWidget(area)
        bar = QWidget(self)
        bar.setFixedHeight(theme.size.toolbar)
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.space.page, 0, theme.space.card, 0)
        row.addWidget(self._switch)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(Divider(parent=self))
        column.addWidget(self._pages, 1)
        self._foot = QWidget(self)
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(theme.space.page, theme.space.control, theme.space.page, 8)
        foot.addWidget(self.copy)
        foot.addStretch(1)
        line = Divider(parent=self._foot)
        column.addWidget(line)
        column.addWidget(self._foot)
        self._line = line
        self.trial.trial_changed.connect(self._show_foot)
        self._show_foot()
        self.setMinimumWidth(_LEAST_WIDTH)
        self.retranslate()

    @property
    def page(self) -> str:
        """``trial`` or ``search``."""
        return SEARCH if self._pages.currentIndex() else TRIAL

    def show_page(self, page: str) -> None:
        """Show ``trial`` or ``search``."""
        if page in {TRIAL, SEARCH}:
            self._switch.choose(page)
            self._pages.setCurrentIndex((TRIAL, SEARCH).index(page))
            self._show_foot()

    def _show_foot(self) -> None:
        shown = self.page == TRIAL and self.trial.trial is not None
        self._foot.setVisible(shown)
        self._line.setVisible(shown)

    def retranslate(self) -> None:
        texts = self.tr("Trial"), self.tr("Search set-up")
        self._switch.set_texts(dict(zip((TRIAL, SEARCH), texts, strict=True)))
        self.copy.setText(self.tr("Copy YAML"))
        self.copy.setToolTip(self.tr("Copy the hyperparameters as YAML"))
        self._switch.setAccessibleName(self.tr("What the panel shows"))
        for area, text in zip(self._areas, texts, strict=True):
            area.setAccessibleName(text)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _scrolled(page: QWidget) -> QScrollArea:
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    theme.set_look(page, area="surface")
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(page)
    return area
