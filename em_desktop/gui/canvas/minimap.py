"""The whole graph, small, with a frame around what is shown."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from em_desktop.gui import theme
from em_desktop.gui.canvas.drawing import Drawing
from em_desktop.gui.canvas.graph_view import GraphView
from em_desktop.gui.canvas.painting import Painter
from em_desktop.gui.widgets import paint_round

WIDTH, HEIGHT = 198, 106
_MARGIN = 12
_LARGEST = 0.2


class MiniMap(QWidget):
    """Shows where in the graph the view is; a click or drag goes there."""

    def __init__(self, view: GraphView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._picture: QPixmap | None = None
        self._drawing: Drawing | None = None
        theme.set_lengths(self, width=WIDTH, height=HEIGHT)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        view.moved.connect(self.update)
        theme.theme().changed.connect(self.forget)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(theme.scaled(WIDTH), theme.scaled(HEIGHT))

    def forget(self) -> None:
        """The graph's look has changed: paint it anew."""
        self._picture = None
        self.update()

    def _scale(self) -> float:
        bounds = self._view.drawing.bounds
        room = QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        fitting = min(room.width() / bounds.width(), room.height() / bounds.height())
        return min(fitting, _LARGEST)

    def _place(self, there: QPointF) -> QPointF:
        """Where a place of the scene is in this widget."""
        return (there - self._view.drawing.bounds.center()) * self._scale() + QPointF(
            self.width() / 2, self.height() / 2
        )

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        paint_round(painter, self.rect(), "surface", theme.radius.card, "border")
        painter.drawPixmap(0, 0, self._graph())
        shown = self._view.visible_area()
        frame = QRectF(self._place(shown.topLeft()), self._place(shown.bottomRight()))
        inside = QRectF(self.rect()).adjusted(5, 5, -5, -5)
        frame = frame.intersected(inside)
        if not frame.isEmpty():
            tint = QColor(theme.color("accent"))
            tint.setAlphaF(0.06)
            paint_round(painter, frame, tint, 0, "accent")

    def _graph(self) -> QPixmap:
        drawing, ratio = self._view.drawing, self.devicePixelRatioF()
        if self._picture is None or self._drawing is not drawing:
            self._drawing = drawing
            self._picture = QPixmap(self.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._picture)
            scale = self._scale()
            painter.translate(self.width() / 2, self.height() / 2)
            painter.scale(scale, scale)
            painter.translate(-drawing.bounds.center())
            Painter(drawing, self._view.look).paint(painter, drawing.bounds, scale)
            painter.end()
        return self._picture

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._go(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._go(event)

    def _go(self, event: QMouseEvent) -> None:
        off = event.position() - QPointF(self.width() / 2, self.height() / 2)
        self._view.center_on(off / self._scale() + self._view.drawing.bounds.center())
