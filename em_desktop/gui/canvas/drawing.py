"""The geometry of a data flow: boxes, lines between them, and what lies where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Generic, TypeVar

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPainterPathStroker

from em_desktop.domain.flow_graph import FlowGraph
from em_desktop.domain.flow_layout import Ends, Placement, Point, Spacing
from em_desktop.gui import theme
from em_desktop.gui.canvas.reading import Arrangement

T = TypeVar("T")

NODE_WIDTH, NODE_HEIGHT, FOLD_HEIGHT = 162, 48, 24
_GAP_ALONG, _GAP_ACROSS = 42, 28
_DOWN_ALONG, _DOWN_ACROSS = 56, 24
_ARROW = 6
_DIP = 40
_STEP = 2


def spacing(*, downward: bool = False) -> Spacing:
    """The distances at the current interface size."""
    if downward:
        along, across = NODE_HEIGHT + _DOWN_ALONG, NODE_WIDTH + _DOWN_ACROSS
    else:
        along, across = NODE_WIDTH + _GAP_ALONG, NODE_HEIGHT + _GAP_ACROSS
    return Spacing(theme.scaled(along), theme.scaled(across))


@dataclass(frozen=True, slots=True)
class Line:
    """An edge as it is drawn.

    Attributes:
        arrow: the tip's three corners.
        middle: where a label can stand.
        straight: the line in a few straight parts, for small pictures.
    """

    path: QPainterPath
    arrow: tuple[QPointF, QPointF, QPointF]
    middle: QPointF
    straight: tuple[QLineF, ...]


class _Areas(Generic[T]):
    """Rectangles of things: comparing all with an area is quicker than sorting them into cells."""

    def __init__(self, areas: Mapping[T, QRectF]) -> None:
        self._things = list(areas)
        sides = [(r.left(), r.right(), r.top(), r.bottom()) for r in areas.values()]
        self._sides = np.array(sides, dtype=np.float64).reshape(-1, 4).T

    def touching(self, area: QRectF) -> list[T]:
        """The things whose rectangles have something in common with an area, in their order."""
        left, right, top, bottom = self._sides
        inside = (left < area.right()) & (right > area.left())
        inside &= (top < area.bottom()) & (bottom > area.top())
        return [self._things[place] for place in np.flatnonzero(inside).tolist()]


class Drawing:
    """Where each node and edge of an arrangement is in the scene.

    Attributes:
        graph: what is drawn.
        boxes: of the nodes, by key.
        downward: whether data flows top down instead of left to right.
    """

    def __init__(self, arrangement: Arrangement | None = None, *, downward: bool = False) -> None:
        self.graph = FlowGraph() if arrangement is None else arrangement.graph
        self.placement = Placement() if arrangement is None else arrangement.placement
        self.downward = downward
        self._width, self._height = theme.scaled(NODE_WIDTH), theme.scaled(NODE_HEIGHT)
        self.boxes = {key: self._box(key, place) for key, place in self.placement.places.items()}
        self.bounds = self._bounds()
        self._lines: dict[Ends, Line] = {}

    def _point(self, place: Point) -> QPointF:
        along, across = place
        return QPointF(across, along) if self.downward else QPointF(along, across)

    def _box(self, key: str, place: Point) -> QRectF:
        center, fold = self._point(place), self.graph.nodes[key].fold
        width, height = self._width, self._height
        if fold is not None:
            more = _DOWN_ACROSS if self.downward else _GAP_ALONG
            width, height = width + theme.scaled(more), theme.scaled(FOLD_HEIGHT)
        left, top = round(center.x() - width / 2), round(center.y() - height / 2)
        return QRectF(left, top, width, height)

    def _bounds(self) -> QRectF:
        if not self.boxes:
            return QRectF(0, 0, 1, 1)
        boxes = self.boxes.values()
        left, top = min(box.left() for box in boxes), min(box.top() for box in boxes)
        right, bottom = max(box.right() for box in boxes), max(box.bottom() for box in boxes)
        return QRectF(left, top, right - left, bottom - top)

    # ---- edges

    def line(self, ends: Ends) -> Line:
        """An edge's line; made when it is first asked for."""
        line = self._lines.get(ends)
        if line is None:
            line = self._lines[ends] = self._make_line(ends)
        return line

    def short_line(self, ends: Ends) -> QLineF:
        """An edge as one straight line."""
        source, target = self.boxes[ends[0]], self.boxes[ends[1]]
        return QLineF(self._exit(source), self._entry(target))

    def _make_line(self, ends: Ends) -> Line:
        if ends[0] == ends[1]:
            return self._loop(self.boxes[ends[0]])
        source, target = (self.boxes[end] for end in ends)
        if ends in self.placement.closing:
            return self._way_back(source, target)
        points = [self._exit(source)]
        for bend in self.placement.bends.get(ends, ()):
            points += self._passage(self._point(bend))
        points.append(self._entry(target))
        if len(points) == 2:
            self._straighten(points)
        path = QPainterPath(points[0])
        for number in range(1, len(points)):
            one, two = points[number - 1], points[number]
            if number % 2:
                path.cubicTo(*self._curve(one, two), two)
            else:
                path.lineTo(two)
        straight = tuple(QLineF(one, two) for one, two in pairwise(points))
        middle = (points[0] + points[1]) / 2
        return Line(path, self._arrow(points[-1]), middle, straight)

    def _straighten(self, points: list[QPointF]) -> None:
        """Take out a step of a pixel or two that comes from rounding."""
        off = points[1] - points[0]
        if self.downward and abs(off.x()) <= _STEP:
            points[0].setX(points[1].x())
        elif not self.downward and abs(off.y()) <= _STEP:
            points[0].setY(points[1].y())

    def _exit(self, box: QRectF) -> QPointF:
        if self.downward:
            return QPointF(box.center().x(), box.bottom())
        return QPointF(box.right(), box.center().y())

    def _entry(self, box: QRectF) -> QPointF:
        """Where the arrow begins: its tip is 2 pixels before the box."""
        room = _ARROW + 2
        if self.downward:
            return QPointF(box.center().x(), box.top() - room)
        return QPointF(box.left() - room, box.center().y())

    def _passage(self, center: QPointF) -> tuple[QPointF, QPointF]:
        """An edge passes a layer straight."""
        half = QPointF(0, self._height) if self.downward else QPointF(self._width, 0)
        return center - half / 2, center + half / 2

    def _curve(self, one: QPointF, two: QPointF) -> tuple[QPointF, QPointF]:
        if self.downward:
            middle = (one.y() + two.y()) / 2
            return QPointF(one.x(), middle), QPointF(two.x(), middle)
        middle = (one.x() + two.x()) / 2
        return QPointF(middle, one.y()), QPointF(middle, two.y())

    def _arrow(self, base: QPointF) -> tuple[QPointF, QPointF, QPointF]:
        half = _ARROW / 2 + 0.5
        if self.downward:
            across, ahead = QPointF(half, 0), QPointF(0, _ARROW)
        else:
            across, ahead = QPointF(0, half), QPointF(_ARROW, 0)
        return base - across, base + ahead, base + across

    def _way_back(self, source: QRectF, target: QRectF) -> Line:
        """From below one box to below the other, dipping under both."""
        one = QPointF(source.center().x(), source.bottom())
        two = QPointF(target.center().x(), target.bottom() + _ARROW + 2)
        low = max(one.y(), two.y()) + _DIP
        path = QPainterPath(one)
        path.cubicTo(QPointF(one.x(), low), QPointF(two.x(), low), two)
        return Line(path, self._upward(two), path.pointAtPercent(0.5), (QLineF(one, two),))

    def _loop(self, box: QRectF) -> Line:
        """From a box to itself."""
        one = QPointF(box.center().x() + 24, box.bottom())
        two = QPointF(box.center().x() - 24, box.bottom() + _ARROW + 2)
        path = QPainterPath(one)
        low = box.bottom() + _DIP
        path.cubicTo(QPointF(one.x(), low), QPointF(two.x(), low), two)
        return Line(path, self._upward(two), path.pointAtPercent(0.5), (QLineF(one, two),))

    def _upward(self, base: QPointF) -> tuple[QPointF, QPointF, QPointF]:
        half = QPointF(_ARROW / 2 + 0.5, 0)
        return base - half, base - QPointF(0, _ARROW), base + half

    # ---- what lies where

    def nodes_in(self, area: QRectF) -> list[str]:
        """The nodes whose boxes touch an area."""
        return self._node_areas.touching(area)

    def edges_in(self, area: QRectF) -> list[Ends]:
        """The edges that may touch an area."""
        return self._edge_areas.touching(area)

    def at(self, place: QPointF) -> str | None:
        """The node at a place of the scene."""
        around = QRectF(place.x() - 0.5, place.y() - 0.5, 1, 1)
        return next((key for key in self.nodes_in(around) if self.boxes[key].contains(place)), None)

    def edge_at(self, place: QPointF, reach: float) -> Ends | None:
        """The edge nearest to a place of the scene, if one is within ``reach``."""
        around = QRectF(place.x() - reach, place.y() - reach, 2 * reach, 2 * reach)
        for narrow in (reach / 3, reach):
            stroker = QPainterPathStroker()
            stroker.setWidth(2 * narrow)
            for ends in sorted(self.edges_in(around)):
                is_drawn = all(self.graph.nodes[end].fold is None for end in ends)
                if is_drawn and stroker.createStroke(self.line(ends).path).contains(place):
                    return ends
        return None

    @cached_property
    def _node_areas(self) -> _Areas[str]:
        return _Areas(self.boxes)

    @cached_property
    def _edge_areas(self) -> _Areas[Ends]:
        return _Areas({ends: self._extent(ends) for ends in self.graph.edges})

    def _extent(self, ends: Ends) -> QRectF:
        """A box around an edge, without making its line."""
        around = self.boxes[ends[0]].united(self.boxes[ends[1]])
        for bend in self.placement.bends.get(ends, ()):
            point = self._point(bend)
            around = around.united(QRectF(point.x() - 1, point.y() - 1, 2, 2))
        return around.adjusted(0, 0, 0, _DIP) if ends in self.placement.closing else around
