"""A chart as a figure for a paper: its width in millimetres, type and lines in points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QMarginsF,
    QPointF,
    QRectF,
    QSize,
    QSizeF,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QImageWriter,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
    QPolygonF,
)
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QDoubleSpinBox, QFileDialog, QFormLayout, QWidget

from em_desktop.domain.metrics import Floats
from em_desktop.domain.tracks import Drawn
from em_desktop.gui import theme
from em_desktop.gui.dialogs.frame import DialogFrame
from em_desktop.gui.plots import ticks
from em_desktop.gui.plots.axes import LABELS, TICKS, Scale
from em_desktop.gui.plots.lines import Line, band_color, line_pen, paint_marker
from em_desktop.gui.widgets import CheckBox, Segments, TextLabel, primary_button, push_button

if TYPE_CHECKING:
    from em_desktop.gui.plots.chart import Chart

_UNITS = 20  # per point: sizes of fonts are whole numbers of them
_PER_INCH = 72 * _UNITS
_PER_MM = _PER_INCH / 25.4
_PNG_PER_INCH = 600
_COLUMNS = 1200
_GAP = 3.0  # points

PRESETS = {"one": 89.0, "half": 120.0, "two": 183.0}
"""Widths of one column, one and a half, and two, in millimetres."""


@dataclass(frozen=True, slots=True)
class FigureStyle:
    """How a figure looks.

    Attributes:
        width, height: millimetres.
        font: size of all type, in points.
        line: width of the curves, in points.
        grid: whether there are lines at the ticks.
        legend: whether the lines are named.
    """

    width: float = PRESETS["one"]
    height: float = 60.0
    font: float = 8.0
    line: float = 1.0
    grid: bool = True
    legend: bool = True


def figure_bytes(chart: Chart, style: FigureStyle, suffix: str) -> bytes:
    """A figure of what a chart shows; ``suffix`` is ``.pdf``, ``.svg`` or ``.png``."""
    figure = _Figure(chart, style)
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    size = QSize(round(style.width * _PER_MM), round(style.height * _PER_MM))
    match suffix:
        case ".pdf":
            writer = QPdfWriter(buffer)
            writer.setTitle(chart.name)
            writer.setResolution(_PER_INCH)
            page = QSizeF(style.width, style.height)
            exact = QPageSize.SizeMatchPolicy.ExactMatch
            writer.setPageSize(QPageSize(page, QPageSize.Unit.Millimeter, "", exact))
            writer.setPageMargins(QMarginsF())
            _painted(writer, figure.paint)
        case ".svg":
            generator = QSvgGenerator()
            generator.setOutputDevice(buffer)
            generator.setTitle(chart.name)
            generator.setResolution(_PER_INCH)
            generator.setSize(size)
            generator.setViewBox(QRectF(QPointF(), QSizeF(size)))
            _painted(generator, figure.paint)
        case _:
            scale = _PNG_PER_INCH / _PER_INCH
            image = QImage(size * scale, QImage.Format.Format_RGB32)
            image.setDotsPerMeterX(round(_PNG_PER_INCH / 0.0254))
            image.setDotsPerMeterY(round(_PNG_PER_INCH / 0.0254))
            image.fill(Qt.GlobalColor.white)
            painter = QPainter(image)
            painter.scale(scale, scale)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            figure.paint(painter)
            painter.end()
            QImageWriter(buffer, QByteArray(b"png")).write(image)
    buffer.close()
    return bytes(content.data())


def _painted(device: QPdfWriter | QSvgGenerator, paint: Callable[[QPainter], None]) -> None:
    painter = QPainter(device)
    paint(painter)
    painter.end()


class _Figure:
    """Paints a chart's visible window anew, in twentieths of a point."""

    def __init__(self, chart: Chart, style: FigureStyle) -> None:
        self._chart, self._style = chart, style
        self._plot = chart.plot
        self._font = QFont(theme.font("body"))
        self._font.setPixelSize(round(style.font * _UNITS))
        self._font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        self._metrics = QFontMetricsF(self._font)
        self._high = self._metrics.height()
        self._hair = 0.5 * _UNITS

    def paint(self, painter: QPainter) -> None:
        wide, high = self._style.width * _PER_MM, self._style.height * _PER_MM
        painter.setFont(self._font)
        x_scale, y_scale = self._plot.scales
        x_ticks, x_texts = _ticks(x_scale, self._plot.x_range, wide / self._high / 5)
        y_ticks, y_texts = _ticks(y_scale, self._plot.y_range, high / self._high / 2)
        left = self._high + max(map(self._metrics.horizontalAdvance, y_texts), default=0.0)
        left += 3 * _GAP * _UNITS
        legend = self._legend_height(wide - left)
        bottom = high - 2 * self._high - 2 * _GAP * _UNITS
        area = QRectF(left, legend + self._high / 2, 0, 0)
        area.setRight(wide - self._metrics.horizontalAdvance(x_texts[-1] if x_texts else "") / 2)
        area.setBottom(bottom)
        self._paint_axes(painter, area, (x_ticks, x_texts), (y_ticks, y_texts))
        painter.save()
        painter.setClipRect(area)
        for drawn in self._plot.visible_lines:
            curve = drawn.curve
            window = (*self._plot.x_range, _COLUMNS)
            if curve.band is not None:
                edges = (curve.band.lower, curve.band.upper)
                self._paint_band(
                    painter, area, drawn.line, [edge.drawn(curve.track, *window) for edge in edges]
                )
            if curve.is_smooth:
                raw = curve.trace.drawn(curve.track, *window)
                self._paint_line(painter, area, drawn.line, raw, faint=True)
            self._paint_line(
                painter, area, drawn.line, curve.smooth_trace.drawn(curve.track, *window)
            )
        painter.restore()
        self._paint_legend(painter, QRectF(left, 0, wide - left, legend))

    def _paint_axes(
        self,
        painter: QPainter,
        area: QRectF,
        x_axis: tuple[Sequence[float], Sequence[str]],
        y_axis: tuple[Sequence[float], Sequence[str]],
    ) -> None:
        gap = _GAP * _UNITS
        grid, axis = QPen(QColor("#D9DCE1"), self._hair / 2), QPen(QColor("#4A5462"), self._hair)
        text = QColor("#1B212A")
        for at, label in zip(*x_axis, strict=True):
            x = self._to(area, np.array([at]), np.zeros(1))[0, 0]
            painter.setPen(grid)
            if self._style.grid:
                painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setPen(text)
            box = QRectF(x - 500, area.bottom() + gap, 1000, self._high)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, label)
        for at, label in zip(*y_axis, strict=True):
            y = self._to(area, np.zeros(1), np.array([at]))[0, 1]
            painter.setPen(grid)
            if self._style.grid:
                painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(text)
            box = QRectF(0, y - self._high / 2, area.left() - gap, self._high)
            painter.drawText(
                box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, label
            )
        painter.setPen(axis)
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.drawLine(area.bottomLeft(), area.topLeft())
        painter.setPen(text)
        below = QRectF(area.left(), area.bottom() + gap + self._high, area.width(), self._high)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self._chart.axis_title())
        painter.save()
        painter.translate(0, area.bottom())
        painter.rotate(-90)
        beside = QRectF(0, 0, area.height(), self._high)
        painter.drawText(
            beside, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, self._chart.name
        )
        painter.restore()

    def _to(
        self, area: QRectF, x: Floats, y: Floats
    ) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        (left, right), (bottom, top) = self._plot.x_range, self._plot.y_range
        across = area.left() + (x - left) / (right - left) * area.width()
        parts = y / (top - bottom) - bottom / (top - bottom)
        return np.stack((across, area.bottom() - np.clip(parts, -9, 9) * area.height()), axis=1)

    def _pen(self, line: Line, *, faint: bool = False) -> QPen:
        pen = line_pen(line, self._style.line * (0.5 if faint else 1.0), 0.35 if faint else 1.0)
        pattern = pen.dashPattern()
        pen.setCosmetic(False)
        pen.setWidthF(pen.widthF() * _UNITS)
        if pattern:
            pen.setDashPattern(pattern)
        return pen

    def _paint_line(
        self, painter: QPainter, area: QRectF, line: Line, drawn: Drawn, *, faint: bool = False
    ) -> None:
        painter.setPen(self._pen(line, faint=faint))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for points in _runs(self._to(area, drawn.x, drawn.y)):
            painter.drawPolyline(points)
        if line.has_markers and not faint:
            painter.setBrush(self._pen(line).color())
            painter.setPen(Qt.PenStyle.NoPen)
            places = self._to(area, drawn.x, drawn.y)
            for x, y in places[np.isfinite(places).all(axis=1)].tolist():
                paint_marker(painter, line.marker, QPointF(x, y), 1.6 * self._style.line * _UNITS)

    def _paint_band(
        self, painter: QPainter, area: QRectF, line: Line, edges: Sequence[Drawn]
    ) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(band_color(line))
        lower, upper = (self._to(area, edge.x, edge.y) for edge in edges)
        known = np.isfinite(lower).all(axis=1) & np.isfinite(upper).all(axis=1)
        for polygon in _runs(np.concatenate((upper[known], lower[known][::-1]))):
            painter.drawPolygon(polygon)

    def _entries(self, wide: float) -> list[tuple[QPointF, Line]]:
        """Where the names of the lines are: in rows, as many as they need."""
        entries, x, y = [], 0.0, 0.0
        for drawn in self._plot.visible_lines:
            needed = self._metrics.horizontalAdvance(drawn.line.name) + 3 * self._high
            if x and x + needed > wide:
                x, y = 0.0, y + self._high
            entries.append((QPointF(x, y), drawn.line))
            x += needed
        return entries

    def _legend_height(self, wide: float) -> float:
        if not self._style.legend:
            return 0.0
        entries = self._entries(wide)
        return entries[-1][0].y() + self._high if entries else 0.0

    def _paint_legend(self, painter: QPainter, room: QRectF) -> None:
        for place, line in self._entries(room.width()) if self._style.legend else ():
            left, middle = room.left() + place.x(), place.y() + self._high / 2
            painter.setPen(self._pen(line))
            swatch = 1.4 * self._high
            painter.drawLine(QPointF(left, middle), QPointF(left + swatch, middle))
            painter.setPen(QColor("#1B212A"))
            box = QRectF(left + swatch + 0.3 * self._high, place.y(), room.width(), self._high)
            painter.drawText(
                box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line.name
            )


def _runs(points: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> list[QPolygonF]:
    """The parts of a line without gaps."""
    known = np.isfinite(points).all(axis=1)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], known.astype(np.int8), [0]))))
    return [
        QPolygonF([QPointF(x, y) for x, y in points[first:last].tolist()])
        for first, last in edges.reshape(-1, 2).tolist()
    ]


def _ticks(scale: Scale, window: tuple[float, float], most: float) -> tuple[list[float], list[str]]:
    values = TICKS[scale](*window, max(2, min(ticks.MOST_TICKS, int(most))))
    return values, LABELS[scale](values)


class FigureDialog(DialogFrame):
    """Asks for the size and the looks of a figure, then for its file."""

    chosen = Signal(str, object)
    """The file, and the `FigureStyle`."""

    def __init__(self, metric: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._metric = metric
        style = FigureStyle()
        self.preset = Segments([(key, "") for key in PRESETS], self)
        self.width_field = self._field(20, 500, style.width, " mm")
        self.height_field = self._field(20, 500, style.height, " mm")
        self.font_field = self._field(4, 40, style.font, " pt")
        self.line_field = self._field(0.1, 10, style.line, " pt")
        self.grid = CheckBox("", self)
        self.legend = CheckBox("", self)
        self._labels = [TextLabel("", "small", "text2", self) for _ in range(5)]
        self._cancel = push_button("", parent=self)
        self.confirm = primary_button("", parent=self)
        self._lay_out()
        self.preset.chosen.connect(self._take_preset)
        self._cancel.clicked.connect(self.reject)
        self.confirm.clicked.connect(self._ask_file)
        self.retranslate()
        self.width_field.setFocus()

    def _field(self, least: float, most: float, value: float, unit: str) -> QDoubleSpinBox:
        field = QDoubleSpinBox(self)
        field.setRange(least, most)
        field.setDecimals(1)
        field.setValue(value)
        field.setSuffix(unit)
        field.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)  # Up and Down step too
        field.lineEdit().setTextMargins(theme.space.icon, 0, 0, 0)
        return field

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(theme.space.control)
        fields = (
            self.preset,
            self.width_field,
            self.height_field,
            self.font_field,
            self.line_field,
        )
        for label, field in zip(self._labels, fields, strict=True):
            form.addRow(label, field)
        self.body.addLayout(form)
        for box in (self.grid, self.legend):
            box.setChecked(True)
            self.body.addWidget(box)
        for button in (self._cancel, self.confirm):
            button.set_large()
            self.footer.addWidget(button)
        self.confirm.setDefault(True)

    @property
    def style_chosen(self) -> FigureStyle:
        return FigureStyle(
            self.width_field.value(),
            self.height_field.value(),
            self.font_field.value(),
            self.line_field.value(),
            self.grid.isChecked(),
            self.legend.isChecked(),
        )

    @Slot(str)
    def _take_preset(self, key: str) -> None:
        self.width_field.setValue(PRESETS[key])

    @Slot()
    def _ask_file(self) -> None:
        name = self._metric.replace("/", "_") or "figure"
        dialog = QFileDialog(self, self.windowTitle(), f"{name}.pdf")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(
            [
                self.tr("PDF document (*.pdf)"),
                self.tr("SVG drawing (*.svg)"),
                self.tr("PNG picture (*.png)"),
            ]
        )
        dialog.setDefaultSuffix("pdf")
        dialog.fileSelected.connect(self._finish)
        dialog.open()

    @Slot(str)
    def _finish(self, file: str) -> None:
        known = {".pdf", ".svg", ".png"}
        path = file if Path(file).suffix.lower() in known else f"{file}.pdf"
        self.accept()
        self.chosen.emit(path, self.style_chosen)

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        super().retranslate()
        self.set_title(self.tr("Figure of %1").replace("%1", self._metric))
        names = (
            self.tr("Page columns"),
            self.tr("Width"),
            self.tr("Height"),
            self.tr("Type size"),
            self.tr("Line width"),
        )
        fields = (
            self.preset,
            self.width_field,
            self.height_field,
            self.font_field,
            self.line_field,
        )
        for label, field, text in zip(self._labels, fields, names, strict=True):
            label.setText(text)
            field.setAccessibleName(text)
        self.preset.set_texts(
            {"one": self.tr("One"), "half": self.tr("One and a half"), "two": self.tr("Two")}
        )
        self.grid.setText(self.tr("Grid"))
        self.legend.setText(self.tr("Legend"))
        self._cancel.setText(self.tr("Cancel"))
        self.confirm.setText(self.tr("Save..."))
