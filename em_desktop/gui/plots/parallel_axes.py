"""Painting the axes of parallel coordinates: titles, ticks, bands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QColor, QPainter

from em_desktop.gui import theme
from em_desktop.gui.plots.parallel_brushing import Band
from em_desktop.gui.plots.parallel_lines import Layout
from em_desktop.gui.widgets.painting import (
    CENTER,
    LEFT,
    metrics,
    paint_round,
    paint_text,
    text_width,
)

BAND = 14.0
HANDLE = 4.0
_LABEL_LEFT = 8
_MOST_LABEL = 110


@dataclass(frozen=True, slots=True)
class AxisText:
    """What is written at an axis.

    Attributes:
        title: its name.
        note: below it in small: "log".
        ticks: fraction of the axis and text.
    """

    title: str
    note: str
    ticks: tuple[tuple[float, str], ...]


def title_box(layout: Layout, number: int, title: str) -> QRectF:
    """Where an axis' title is."""
    pitch = layout.plot.width() / max(layout.axes - 1, 1)
    wide = min(text_width(title, "caption_strong") + 8, max(pitch - 4, 24))
    left = layout.axis_x(number) - wide / 2
    left = min(max(left, 2), layout.size.width() - wide - 2)
    return QRectF(left, 1, wide, metrics("caption_strong").height())


def paint_title(
    painter: QPainter, layout: Layout, number: int, text: AxisText, token: str, *, focused: bool
) -> None:
    """Paint an axis' title and the note below it."""
    box, line = title_box(layout, number, text.title), metrics("caption").height()
    if focused:
        paint_round(painter, box.adjusted(0, -1, 0, 1), "accent_tint", theme.radius.check)
    paint_text(painter, box, text.title, "caption_strong", token, CENTER)
    below = QRectF(box.left() - 20, box.bottom() - 1, box.width() + 40, line)
    paint_text(painter, below, text.note, "caption", "muted", CENTER)


def paint_axis(
    painter: QPainter, layout: Layout, number: int, text: AxisText, bands: Sequence[Band]
) -> None:
    """Paint an axis with its bands and ticks."""
    x, plot = layout.axis_x(number), layout.plot
    for band in bands:
        _paint_band(painter, layout, x, band)
    strong = theme.color("text2")
    painter.fillRect(QRectF(x, plot.top(), 1, plot.height() + 1), strong)
    line = metrics("caption").height()
    lowest = plot.bottom() + line
    for fraction, label in sorted(text.ticks):
        y = round(layout.y(fraction))
        painter.fillRect(QRectF(x - 3, y, 7, 1), strong)
        if y + line * 0.8 <= lowest:
            lowest = y
            _paint_label(painter, x, y, label, "text2")


def paint_none(painter: QPainter, layout: Layout, number: int) -> None:
    """Paint the place below an axis of trials without a value."""
    x = layout.axis_x(number)
    painter.fillRect(QRectF(x - 3, layout.slot, 7, 1), theme.color("border_strong"))
    label = QCoreApplication.translate("ParallelView", "none")
    _paint_label(painter, x, layout.slot, label, "muted")


def _paint_label(painter: QPainter, x: float, y: float, label: str, token: str) -> None:
    line = metrics("caption").height()
    wide = min(text_width(label, "caption", tabular=True), _MOST_LABEL)
    box = QRectF(x + _LABEL_LEFT, y - line / 2, wide + 1, line)
    ground = QColor(theme.color("surface"))
    ground.setAlphaF(0.72)
    paint_round(painter, box.adjusted(-2, 1, 2, -1), ground, theme.radius.check)
    paint_text(painter, box, label, "caption", token, LEFT, tabular=True)


def _paint_band(painter: QPainter, layout: Layout, x: float, band: Band) -> None:
    top, bottom = layout.y(band.high), layout.y(band.low)
    box = QRectF(x + 0.5 - BAND / 2, top, BAND, max(bottom - top, 2.0))
    fill = QColor(theme.color("accent"))
    fill.setAlphaF(0.2)
    paint_round(painter, box, fill, 2, "accent")
    for y in (top, bottom):
        handle = QRectF(box.left() - 0.5, y - HANDLE / 2, BAND + 1, HANDLE)
        paint_round(painter, handle, "accent", 2)
