"""What lies over the canvas: zoom buttons, the legend, the summary of a node."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from em_desktop.domain.nodes import NodeType
from em_desktop.gui import theme, wording
from em_desktop.gui.widgets import (
    Divider,
    ElidedLabel,
    Fact,
    FactList,
    IconButton,
    TextLabel,
    paint_round,
    paint_text,
    text_width,
)

SUMMARY_WIDTH = 330
_KINDS = (NodeType.RUN, NodeType.ARTIFACT, NodeType.DATASET, NodeType.MODEL)
_SWATCH = (14, 12)
_LEGEND_GAP = 16


class ZoomBar(QFrame):
    """Minus, the zoom, plus; fit, home, refresh."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.set_look(self, card=True)
        self.less, self.more, self.fit, self.home, self.refresh = (
            IconButton(name, "", self, side=26, icon_side=14)
            for name in ("some", "add", "full_page", "crosshair", "refresh")
        )
        self._text = TextLabel("", "small_strong", "text", self)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.set_lengths(self._text, least_width=44)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 3, 4, 3)
        row.setSpacing(2)
        row.addWidget(self.less)
        row.addWidget(self._text)
        row.addWidget(self.more)
        row.addWidget(Divider(Qt.Orientation.Vertical, self, length=16))
        for button in (self.fit, self.home, self.refresh):
            row.addWidget(button)

    def show_zoom(self, zoom: float) -> None:
        """Write the zoom; 1 is 100 %."""
        percent = wording.count_text(round(zoom * 100))
        self._text.setText(self.tr("%1 %").replace("%1", percent))

    def retranslate(self) -> None:
        self.less.set_name(self.tr("Zoom out"), "-")
        self.more.set_name(self.tr("Zoom in"), "+")
        self.fit.set_name(self.tr("Show the whole graph"), "0")
        self.home.set_name(self.tr("Go to the node of this page"), "Home")
        self.refresh.set_name(self.tr("Read again"))


class Legend(QWidget):
    """The shapes and what they mean."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:  # noqa: N802
        widths = (text_width(wording.type_text(kind), "small") for kind in _KINDS)
        return QSize(sum(w + _SWATCH[0] + 6 + _LEGEND_GAP for w in widths), theme.scaled(20))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        paint_round(painter, self.rect(), "sunken", theme.radius.control)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = _LEGEND_GAP / 2
        for kind in _KINDS:
            text = wording.type_text(kind)
            top = (self.height() - _SWATCH[1]) / 2
            _paint_swatch(painter, QRectF(left, top, *_SWATCH), kind)
            left += _SWATCH[0] + 6
            width = text_width(text, "small")
            paint_text(painter, QRectF(left, 0, width, self.height()), text, "small", "text2")
            left += width + _LEGEND_GAP


def _paint_swatch(painter: QPainter, box: QRectF, kind: NodeType) -> None:
    color = theme.color(theme.node_icon_name(kind)[1])
    radius = {NodeType.RUN: 2.0, NodeType.ARTIFACT: box.height() / 2}.get(kind, 3.0)
    shape = QPainterPath()
    shape.addRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    painter.fillPath(shape, theme.color("surface"))
    if kind in {NodeType.MODEL, NodeType.DATASET}:
        band = QPainterPath()
        band.addRect(box.left(), box.top(), 5, box.height())
        painter.fillPath(shape.intersected(band), color)
    painter.strokePath(shape, QPen(color, 1.2))


class SummaryCard(QFrame):
    """What is known of one node."""

    closed = Signal()
    link_activated = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.set_look(self, card=True)
        theme.set_lengths(self, width=SUMMARY_WIDTH)
        self._picture = _Picture(self)
        self.title = ElidedLabel("", "section", "text", self)
        self.close_button = IconButton("close", "", self, side=22, icon_side=14)
        self.facts = FactList(self)
        header = QHBoxLayout()
        header.setSpacing(theme.space.control)
        header.addWidget(self._picture)
        header.addWidget(self.title, 1)
        header.addWidget(self.close_button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(14, 10, 10, 12)
        rows.setSpacing(theme.space.control)
        rows.addLayout(header)
        rows.addWidget(self.facts)
        self.close_button.clicked.connect(self.closed)
        self.facts.activated.connect(self.link_activated)
        self.hide()

    def show_node(self, icon: tuple[str, str], title: str, facts: Sequence[Fact]) -> None:
        """Show a node."""
        self._picture.icon = icon
        self._picture.update()
        self.title.setText(title)
        self.facts.set_facts(facts)
        self.setAccessibleName(title)
        self.show()
        self.adjustSize()

    def retranslate(self) -> None:
        self.close_button.set_name(self.tr("Close"))


class _Picture(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.icon = ("run", "ty_run")
        theme.set_lengths(self, width=18, height=18)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        theme.paint_icon(QPainter(self), self.rect(), *self.icon)
