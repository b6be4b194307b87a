"""A chart as CSV text, as a picture and as vectors."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPoint, QRect, QSizeF
from PySide6.QtGui import QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from em_desktop.domain.metrics import Series
from em_desktop.gui.plots.lines import Line

_ROWS_BETWEEN_CHECKS = 10_000
_DOTS_PER_INCH = 96


def number_cell(value: float) -> str:
    """A number in full, as short as it can be read back; empty for none (NaN)."""
    if np.isnan(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(float(value))


def value_cell(value: float) -> str:
    """A recorded value in full; NaN and infinities by name."""
    return repr(float(value))


def time_cell(seconds: float) -> str:
    """A time in ISO form (UTC); empty for none."""
    if not np.isfinite(seconds) or not -62e9 < seconds < 253e9:
        return ""
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def record_cells(series: Series, record: int) -> tuple[str, str, str, str]:
    """Step, epoch, time and value of one record."""
    return (
        number_cell(series.step[record]),
        number_cell(series.epoch[record]),
        time_cell(series.time[record]),
        value_cell(series.value[record]),
    )


def csv_text(metric: str, lines: Sequence[Line], check: Callable[[], None]) -> str:
    """All records of a chart's lines as CSV.

    Args:
        metric: heads the column of values.
        lines: what to write, one after the other.
        check: called now and then; what it raises ends the work.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(("series", "step", "epoch", "time", metric))
    for line in lines:
        for record in range(len(line.series)):
            if record % _ROWS_BETWEEN_CHECKS == 0:
                check()
            writer.writerow((line.name, *record_cells(line.series, record)))
    return buffer.getvalue()


def png_bytes(widget: QWidget) -> bytes:
    """A widget as it is on the screen."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    widget.grab().save(buffer, "PNG")
    buffer.close()
    return bytes(content.data())


def pdf_bytes(widget: QWidget, title: str) -> bytes:
    """A widget as vectors on a page of its size; text stays text."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setResolution(_DOTS_PER_INCH)
    size = QSizeF(widget.size()) / _DOTS_PER_INCH
    writer.setPageSize(
        QPageSize(size, QPageSize.Unit.Inch, "", QPageSize.SizeMatchPolicy.ExactMatch)
    )
    writer.setPageMargins(QMarginsF())
    painter = QPainter(writer)
    widget.render(painter, QPoint())
    painter.end()
    buffer.close()
    return bytes(content.data())


def svg_bytes(widget: QWidget, title: str) -> bytes:
    """A widget as vectors."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setTitle(title)
    generator.setSize(widget.size())
    generator.setViewBox(QRect(0, 0, widget.width(), widget.height()))
    painter = QPainter(generator)
    widget.render(painter, QPoint())
    painter.end()
    buffer.close()
    return bytes(content.data())
