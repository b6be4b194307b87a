"""A data flow as a picture, as vectors and as a lineage document."""

from __future__ import annotations

import json

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator

from em_desktop.domain.flow_graph import FlowGraph
from em_desktop.domain.flow_prov import prov_document
from em_desktop.gui import theme
from em_desktop.gui.canvas.drawing import Drawing
from em_desktop.gui.canvas.painting import Look, Painter

_MARGIN = 24
_PIXELS = 2.0
_MOST_SIDE = 16_000
"""Pixels; a larger graph gets a smaller scale."""


def png_bytes(drawing: Drawing, look: Look) -> bytes:
    """The whole graph as a PNG, two pixels for one of the design."""
    area = _area(drawing)
    scale = min(_PIXELS, _MOST_SIDE / area.width(), _MOST_SIDE / area.height())
    width, height = round(area.width() * scale), round(area.height() * scale)
    image = QImage(max(width, 1), max(height, 1), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(theme.color("sunken"))
    painter = QPainter(image)
    painter.scale(scale, scale)
    _paint(painter, drawing, look, area)
    painter.end()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    buffer.close()
    return bytes(content.data())


def svg_bytes(drawing: Drawing, look: Look, title: str) -> bytes:
    """The whole graph as vectors."""
    area = _area(drawing)
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setTitle(title)
    generator.setSize(area.size().toSize())
    generator.setViewBox(QRectF(0, 0, area.width(), area.height()))
    painter = QPainter(generator)
    painter.fillRect(QRectF(0, 0, area.width(), area.height()), theme.color("sunken"))
    _paint(painter, drawing, look, area)
    painter.end()
    buffer.close()
    return bytes(content.data())


def prov_bytes(graph: FlowGraph) -> bytes:
    """The graph as W3C PROV-JSON."""
    return (json.dumps(prov_document(graph), indent=2, ensure_ascii=True) + "\n").encode("ascii")


def _area(drawing: Drawing) -> QRectF:
    return drawing.bounds.adjusted(-_MARGIN, -_MARGIN, _MARGIN, 2 * _MARGIN)


def _paint(painter: QPainter, drawing: Drawing, look: Look, area: QRectF) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    painter.translate(-area.topLeft())
    plain = Look(look.own, look.own_text, None, None, look.lit, look.found, look.measured)
    Painter(drawing, plain).paint(painter, area, 1.0)
