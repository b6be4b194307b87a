"""Trials as points over two axes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from em_desktop.domain import densities
from em_desktop.domain.metrics import Floats
from em_desktop.domain.trial_set import GROUPS, Places
from em_desktop.gui import theme
from em_desktop.gui.plots.trial_marks import BEST, MARKS, Form, paint_marks
from em_desktop.gui.plots.xy import (
    Focus,
    Ruler,
    XYView,
    colored_image,
    density_image,
    mixed,
    nearest,
    polygon,
)

MOST_POINTS = 2_500
"""More points than this are a picture of their density."""
_MOST_BRUSHED = 600
_FAINT = 0.28
_RAISED = 4.2
_ON_GRID = 1.9


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """What a chart of points shows; all arrays are of one length.

    Attributes:
        places: which trials they are.
        x, y: where they are; NaN in ``y`` puts a trial at the lower edge (it has no value).
        groups: positions in `GROUPS`.
        line: x and y of a line in steps (best so far).
        marked: places of trials that are drawn as the best ones.
        grid: values to color the background by, 0 to 1, by row from the top.
    """

    places: Places = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    x: Floats = field(default_factory=lambda: np.empty(0))
    y: Floats = field(default_factory=lambda: np.empty(0))
    groups: NDArray[np.int8] = field(default_factory=lambda: np.empty(0, dtype=np.int8))
    line: tuple[Floats, Floats] | None = None
    marked: tuple[int, ...] = ()
    grid: Floats | None = None


def no_words(_place: int) -> str:
    """Says nothing of a trial."""
    return ""


class PointsView(XYView):
    """Points by group, a line of the best so far, and what stands out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points = Points()
        self._focus = Focus()
        self._pixels = np.empty((0, 2))
        self._where: dict[int, int] = {}
        self.words: Callable[[int], str] = no_words

    @property
    def points(self) -> Points:
        return self._points

    @property
    def is_density(self) -> bool:
        """Whether there are too many points to draw each."""
        return len(self._points.places) > MOST_POINTS

    def show_points(self, points: Points, x: Ruler, y: Ruler) -> None:
        """Show these points on these axes."""
        self._points = points
        self._where = {place: number for number, place in enumerate(points.places.tolist())}
        self.set_rulers(x, y)

    def set_focus(self, focus: Focus) -> None:
        """Have other trials stand out."""
        before, self._focus = self._focus, focus
        if before.brushed is not focus.brushed:
            self.redraw()
        else:
            self.update()

    def redraw(self) -> None:
        if hasattr(self, "_points"):
            y = np.where(np.isnan(self._points.y), self.y_ruler.low, self._points.y)
            self._pixels = self.to_pixels(self._points.x, y)
        super().redraw()

    def pixel_of(self, place: int) -> QPointF | None:
        """Where a trial is; None where it isn't shown."""
        number = self._where.get(place)
        return None if number is None else QPointF(*self._pixels[number].tolist())

    # Painting

    def paint_still(self, painter: QPainter) -> None:
        points, brushed = self._points, self._focus.brushed
        if points.grid is not None:
            colors = theme.theme().ordered_colors()
            self._paint_image(painter, colored_image(points.grid, colors))
        if points.line is not None and len(points.line[0]):
            self._paint_line(painter, *points.line)
        if self.is_density:
            self._paint_density(painter)
            return
        inside = (
            np.ones(len(points.places), dtype=np.bool_)
            if brushed is None
            else brushed[points.places]
        )
        for chosen, strength in ((~inside, _FAINT), (inside, 1.0)):
            self._paint_groups(painter, chosen, strength)

    def _paint_groups(self, painter: QPainter, chosen: NDArray[np.bool_], strength: float) -> None:
        for number, group in enumerate(GROUPS):
            wanted = chosen & (self._points.groups == number)
            if wanted.any():
                mark = MARKS[group]
                places = polygon(self._pixels[wanted])
                if self._points.grid is not None:  # has to stand out from any color
                    paint_marks(painter, places, Form.DOT, theme.color("text"), _ON_GRID + 0.8)
                    paint_marks(painter, places, Form.DOT, theme.color("surface"), _ON_GRID)
                else:
                    paint_marks(painter, places, mark.form, mixed(mark.color, strength))

    def _paint_density(self, painter: QPainter) -> None:
        points, brushed, area = self._points, self._focus.brushed, self.area
        width, height = max(int(area.width() / 2), 1), max(int(area.height() / 2), 1)
        x = (self._pixels[:, 0] - area.left()) / max(area.width(), 1)
        y = (area.bottom() - self._pixels[:, 1]) / max(area.height(), 1)
        counts = densities.points(x, y, width, height)
        if points.grid is not None:
            color = theme.color("text2")
        else:
            color = theme.run_color(0) if brushed is None else theme.color("muted")
        self._paint_image(painter, density_image(counts, color, 0.2))
        if brushed is None:
            return
        inside = brushed[points.places]
        if inside.sum() <= _MOST_BRUSHED:
            self._paint_groups(painter, inside, 1.0)
        else:
            counts = densities.points(x[inside], y[inside], width, height)
            self._paint_image(painter, density_image(counts, theme.run_color(0), 0.35))

    def _paint_image(self, painter: QPainter, image: QImage) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self.area, image, QRectF(image.rect()))

    def _paint_line(self, painter: QPainter, x: Floats, y: Floats) -> None:
        corners = self.to_pixels(np.repeat(x, 2)[1:], np.repeat(y, 2)[:-1])
        painter.setPen(QPen(theme.run_color(BEST), 1.6))
        painter.drawPolyline(QPolygonF(polygon(_without_repeats(corners))))

    def paint_live(self, painter: QPainter) -> None:
        focus = self._focus
        for place in self._points.marked:
            self._paint_ring(painter, place, QPen(theme.run_color(BEST), 1.8), _RAISED)
        for place in focus.selected[:_MOST_BRUSHED] if len(focus.selected) > 1 else ():
            self._paint_ring(painter, place, QPen(theme.color("text"), 1.2), _RAISED)
        current = theme.run_color(BEST if focus.current in self._points.marked else 0)
        self._paint_ring(painter, focus.current, QPen(current, 2.2), _RAISED, fill=True)
        self._paint_ring(painter, focus.hovered, QPen(theme.color("text"), 1.4), _RAISED + 1)

    def _paint_ring(
        self, painter: QPainter, place: int, pen: QPen, radius: float, *, fill: bool = False
    ) -> None:
        at = self.pixel_of(place)
        if at is not None:
            painter.setPen(pen)
            painter.setBrush(theme.color("surface") if fill else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(at, radius, radius)

    # The pointer and the keys

    def trial_at(self, position: QPointF) -> int:
        if not self.area.adjusted(-6, -6, 6, 6).contains(position):
            return -1
        found = nearest(self._pixels, position)
        return int(self._points.places[found]) if found >= 0 else -1

    def describe(self, place: int) -> str:
        return self.words(place)

    def step(self, by: int) -> int:
        if not len(self._points.places):
            return -1
        order: Sequence[int] = np.argsort(self._points.x, kind="stable").tolist()
        number = self._where.get(self._focus.current)
        at = order.index(number) + by if number is not None else 0
        return int(self._points.places[order[min(max(at, 0), len(order) - 1)]])


def _without_repeats(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Corners of a line in steps, without those in the middle of a straight part."""
    if len(corners) < 3:
        return corners
    same_y = (corners[1:-1, 1] == corners[:-2, 1]) & (corners[1:-1, 1] == corners[2:, 1])
    return corners[np.concatenate(([True], ~same_y, [True]))]
