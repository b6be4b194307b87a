"""The canvas with what lies over it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from em_desktop.gui import theme, wording
from em_desktop.gui.canvas.graph_view import GraphView
from em_desktop.gui.canvas.minimap import MiniMap
from em_desktop.gui.canvas.overlays import Legend, SummaryCard, ZoomBar
from em_desktop.gui.widgets import TextLabel, link_button

_MARGIN = 16
_LEAST_FOR_MAP = 480


class CanvasStage(QWidget):
    """The view fills it; the others stand in its corners.

    Attributes:
        view: the graph.
        mini_map: at the lower right.
        zoom_bar: at the lower left, with the legend beside it.
        summary: at the upper right.
        notice: at the upper left, where not everything was read.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = GraphView(self)
        self.mini_map = MiniMap(self.view, self)
        self.zoom_bar = ZoomBar(self)
        self.legend = Legend(self)
        self.summary = SummaryCard(self)
        self.notice = Notice(self)
        self.zoom_bar.less.clicked.connect(self.view.zoom_out)
        self.zoom_bar.more.clicked.connect(self.view.zoom_in)
        self.zoom_bar.fit.clicked.connect(self.view.fit)
        self.zoom_bar.home.clicked.connect(self.view.home)
        self.view.zoomed.connect(self._show_zoom)
        self._show_zoom()

    def _show_zoom(self) -> None:
        self.zoom_bar.show_zoom(self.view.zoom)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Put everything in its corner."""
        self.view.setGeometry(self.rect())
        right, bottom = self.width() - _MARGIN, self.height() - _MARGIN
        self.zoom_bar.adjustSize()
        self.zoom_bar.move(_MARGIN, bottom - self.zoom_bar.height())
        self.legend.resize(self.legend.sizeHint())
        middle = self.zoom_bar.geometry().center().y() - self.legend.height() // 2
        self.legend.move(self.zoom_bar.geometry().right() + 16, middle)
        corner = self.mini_map
        corner.move(right - corner.width(), bottom - corner.height())
        roomy = self.width() >= theme.scaled(_LEAST_FOR_MAP) and self.height() >= 240
        corner.setVisible(roomy)
        self.legend.setVisible(self.legend.geometry().right() + 8 < corner.x() or not roomy)
        self.summary.adjustSize()
        self.summary.move(right - self.summary.width(), _MARGIN)
        self.notice.adjustSize()
        self.notice.move(_MARGIN, _MARGIN)

    def retranslate(self) -> None:
        self.view.setAccessibleName(self.tr("Data flow"))
        self.mini_map.setAccessibleName(self.tr("Overview of the graph"))
        self.zoom_bar.retranslate()
        self.summary.retranslate()
        self.notice.retranslate()
        self._show_zoom()
        self.arrange()


class Notice(QFrame):
    """Says that not everything was read, and offers to go on."""

    more_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.set_look(self, card=True)
        self._shown, self._left_out, self._reading = 0, 0, False
        self._text = TextLabel("", "small", "text2", self)
        self.more = link_button("", self)
        theme.set_font(self.more, "small")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 12, 5)
        row.setSpacing(theme.space.control)
        row.addWidget(self._text)
        row.addWidget(self.more)
        self.more.clicked.connect(self.more_asked)
        self.hide()

    def show_progress(self, shown: int, left_out: int, *, reading: bool) -> None:
        """Say how many nodes are there, and how many more are known."""
        self._shown, self._left_out, self._reading = shown, left_out, reading
        self.setVisible(bool(left_out) or reading)
        self.retranslate()

    def retranslate(self) -> None:
        shown, left_out = wording.count_text(self._shown), wording.count_text(self._left_out)
        if self._reading:
            text = self.tr("Reading, %Ln node(s) so far", "", self._shown)
        else:
            text = self.tr("The first %1 nodes are shown, at least %2 more are known")
            text = text.replace("%1", shown).replace("%2", left_out)
        self._text.setText(text)
        self.more.setText(self.tr("Show more"))
        self.more.setVisible(not self._reading)
        self.adjustSize()
