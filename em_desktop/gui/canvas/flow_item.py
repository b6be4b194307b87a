"""The item of the scene that is the data flow."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from em_desktop.gui.canvas.drawing import Drawing
from em_desktop.gui.canvas.painting import Look, Painter


class FlowItem(QGraphicsItem):
    """One item paints all nodes: thousands of items would cost more than what they show.

    Attributes:
        exposed: the parts of the scene to paint; if empty, what Qt says.
    """

    def __init__(self) -> None:
        super().__init__()
        self.painter = Painter(Drawing(), Look())
        self.exposed: list[QRectF] = []
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def set_painter(self, painter: Painter) -> None:
        """Paint something else."""
        self.prepareGeometryChange()
        self.painter = painter
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802
        return self.painter.drawing.bounds.adjusted(-60, -60, 60, 60)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        scale = option.levelOfDetailFromTransform(painter.worldTransform())
        ratio = painter.device().devicePixelRatioF()
        for area in self.exposed or [option.exposedRect]:
            around = area.adjusted(-4, -16, 4, 4)
            painter.setClipRect(around)
            self.painter.paint(painter, around, scale / ratio if ratio else scale)
