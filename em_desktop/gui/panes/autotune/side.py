"""The panel beside the trials: one trial, or how the search is set up."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from em_desktop.domain.autotune import Search
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
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages = QStackedWidget(self)
        self._areas = tuple(_scroll_area(self._pages) for _ in range(2))
        for area in self._areas:
            self._pages.addWidget(area)
        self.trial = TrialPanel(context, self._areas[0].viewport())
        _scroll(self._areas[0], self.trial)
        self._search_panel: SearchPanel | None = None
        self._search: tuple[Search, datetime] | None = None
        self.copy = push_button("", "copy", self)
        self.copy.clicked.connect(self.trial.copy_as_yaml)
        self._switch = Segments(((TRIAL, ""), (SEARCH, "")), self)
        self._switch.chosen.connect(self.show_page)
        bar = QWidget(self)
        theme.set_lengths(bar, height="toolbar")
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
    def search(self) -> SearchPanel:
        """The search's set-up; made when it is first wanted."""
        if self._search_panel is None:
            self._search_panel = SearchPanel(self._areas[1].viewport())
            _scroll(self._areas[1], self._search_panel)
            if self._search is not None:
                self._search_panel.set_search(*self._search)
        return self._search_panel

    def set_search(self, search: Search, now: datetime) -> None:
        """Take what is known of the search."""
        self._search = search, now
        if self._search_panel is not None:
            self._search_panel.set_search(search, now)

    @property
    def page(self) -> str:
        """``trial`` or ``search``."""
        return SEARCH if self._pages.currentIndex() else TRIAL

    def show_page(self, page: str) -> None:
        """Show ``trial`` or ``search``."""
        if page in {TRIAL, SEARCH}:
            self._switch.choose(page)
            if page == SEARCH:
                self.search.show()
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


def _scroll_area(parent: QWidget) -> QScrollArea:
    area = QScrollArea(parent)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area


def _scroll(area: QScrollArea, page: QWidget) -> None:
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    theme.set_look(page, area="surface")
    area.setWidget(page)
