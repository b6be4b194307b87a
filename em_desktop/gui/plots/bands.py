"""The bands behind a plot's lines."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from em_desktop.domain.metrics import Floats


class BandItem(pg.GraphicsObject):  # type: ignore[misc]
    """One filled band, in parts of the window; gaps (NaN) divide it."""

    def __init__(self) -> None:
        super().__init__()
        self._polygons: list[QPolygonF] = []
        self._color = QColor()
        self.setCacheMode(self.CacheMode.DeviceCoordinateCache)

    def set_color(self, color: QColor) -> None:
        self._color = color
        self.update()

    def set_edges(self, x: Floats, lower: Floats, upper: Floats) -> None:
        """Fill between two edges over the same x."""
        known = np.isfinite(lower) & np.isfinite(upper)
        gaps = np.flatnonzero(np.diff(np.concatenate(([0], known.astype(np.int8), [0]))))
        self._polygons = [
            _polygon(x[first:last], lower[first:last], upper[first:last])
            for first, last in gaps.reshape(-1, 2).tolist()
        ]
        self.prepareGeometryChange()
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802
        return QRectF(0, 0, 1, 1)

    def paint(self, painter: QPainter, *_: object) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._color)
        for polygon in self._polygons:
            painter.drawPolygon(polygon)


def _polygon(x: Floats, lower: Floats, upper: Floats) -> QPolygonF:
    polygon: QPolygonF = pg.functions.create_qpolygonf(2 * len(x))
    points = pg.functions.ndarray_from_qpolygonf(polygon)
    points[:, 0] = np.concatenate((x, x[::-1]))
    points[:, 1] = np.concatenate((upper, lower[::-1]))
    return polygon
