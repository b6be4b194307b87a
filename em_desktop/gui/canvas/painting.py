"""Paints a data flow, with as much detail as the zoom has room for."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap

from em_desktop.domain.flow_graph import FlowNode, Side
from em_desktop.domain.flow_layout import Ends
from em_desktop.domain.nodes import NodeType, Status
from em_desktop.gui import theme
from em_desktop.gui.canvas import words
from em_desktop.gui.canvas.drawing import Drawing
from em_desktop.gui.widgets import paint_round, paint_text, text_width
from em_desktop.gui.widgets.painting import CENTER

FULL_DETAIL = 0.6
"""From this zoom on everything is painted; below it only icons and names."""
NAMES = 0.3
"""Below this zoom only boxes are painted."""

_BAND = 5
_DIM = 0.5
_MOST_ICONS = 500
_MOST_NAMES = 20_000
_ONE_LINE = int(
    Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
)
_MOST_CURVES = 400
"""More edges than these at once are painted as thin straight lines."""
_CORNERS = {NodeType.RUN: 3, NodeType.AUTOTUNE: 3, NodeType.FILE: 3}
_LABEL_WIDTH = 36
_HANDLE = 14


@dataclass(slots=True)
class Look:
    """What is special about the nodes and edges that are painted.

    Attributes:
        own: the nodes whose page this is; their tag's text is ``own_text``.
        current: the node that keys and menus are about.
        hovered: the node under the pointer.
        lit: nodes and edges that are highlighted; None highlights nothing and dims nothing.
        found: the nodes that the search found; None if nothing is searched.
        measured: size in bytes and number of files of nodes.
        focused: whether the keyboard focus is here.
        edge: the edge that keys are about instead of a node, by its ends.
    """

    own: frozenset[str] = frozenset()
    own_text: str = ""
    current: str | None = None
    hovered: str | None = None
    lit: tuple[frozenset[str], frozenset[Ends]] | None = None
    found: frozenset[str] | None = None
    measured: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    focused: bool = False
    edge: Ends | None = None

    def is_dim(self, key: str) -> bool:
        """Whether a node stands back behind others."""
        if self.found is not None:
            return key not in self.found
        return self.lit is not None and key not in self.lit[0]

    def is_lit(self, key: str) -> bool:
        """Whether a node is highlighted."""
        if self.found is not None:
            return key in self.found
        return self.lit is not None and key in self.lit[0]


@dataclass(slots=True)
class _Far:
    """What is painted from far away: lines, and boxes by color and whether they stand back."""

    plain: list[QLineF] = field(default_factory=list)
    lit: list[QLineF] = field(default_factory=list)
    boxes: dict[tuple[str, bool], list[QRectF]] = field(default_factory=lambda: defaultdict(list))


class Painter:
    """Paints a drawing's part that is exposed."""

    def __init__(self, drawing: Drawing, look: Look) -> None:
        self.drawing = drawing
        self.look = look
        self._whole: tuple[object, _Far] | None = None
        self._takes_pixmaps = True
        self._icons: OrderedDict[tuple[object, ...], QPixmap] = OrderedDict()
        self._names: dict[tuple[str, str, float, float], str] = {}

    def paint(self, painter: QPainter, area: QRectF, scale: float) -> None:
        """Paint what touches ``area`` of the scene at a zoom of ``scale``."""
        drawing, engine = self.drawing, painter.paintEngine()
        self._takes_pixmaps = engine.hasFeature(engine.PaintEngineFeature.PixmapTransform)
        painter.save()
        if scale < NAMES:
            self._paint_far(painter)
        else:
            edges = drawing.edges_in(area)
            if len(edges) > _MOST_CURVES:
                edges = self._paint_crowd(painter, edges)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_edges(painter, edges, labels=scale >= FULL_DETAIL)
            now = words.now()
            for key in drawing.nodes_in(area):
                node, box = drawing.graph.nodes[key], drawing.boxes[key]
                self._paint_node(painter, node, box, scale, now)
        painter.restore()

    # ---- from far away

    def _paint_far(self, painter: QPainter) -> None:
        """Boxes and straight lines: all of them, as cutting off is quicker than choosing."""
        key = (self.look.lit, self.look.found)
        if self._whole is None or self._whole[0] != key:
            self._whole = key, self._far()
        far = self._whole[1]
        for lines, token in ((far.plain, "border_strong"), (far.lit, "accent")):
            painter.setPen(QPen(theme.color(token), 0))
            painter.drawLines(lines)
        painter.setPen(Qt.PenStyle.NoPen)
        for (token, dim), group in far.boxes.items():
            painter.setBrush(_faded(token, 0.35 if dim else 0.8))
            painter.drawRects(group)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("accent"), 0))
        for marked in {*self.look.own, self.look.current}:
            if marked is not None and marked in self.drawing.boxes:
                painter.drawRect(self.drawing.boxes[marked].adjusted(-16, -16, 16, 16))

    def _far(self) -> _Far:
        far, look, drawing = _Far(), self.look, self.drawing
        lit_edges = look.lit[1] if look.lit else frozenset[Ends]()
        crowded = len(drawing.graph.edges) > _MOST_CURVES
        for ends in drawing.graph.edges:
            lines = far.lit if ends in lit_edges else far.plain
            if crowded:
                lines.append(drawing.short_line(ends))
            else:
                lines.extend(drawing.line(ends).straight)
        for key, node in drawing.graph.nodes.items():
            token = theme.node_icon_name(node.type)[1]
            far.boxes[token, look.is_dim(key)].append(drawing.boxes[key])
        return far

    # ---- edges

    def _paint_edges(self, painter: QPainter, edges: Iterable[Ends], *, labels: bool) -> None:
        lit_edges = self.look.lit[1] if self.look.lit else frozenset[Ends]()
        for ends in sorted(edges, key=lambda ends: (ends in lit_edges, ends)):
            edge = self.drawing.graph.edges[ends]
            nodes = [self.drawing.graph.nodes[end] for end in ends]
            if any(node.fold is not None for node in nodes):
                continue
            is_lit = ends in lit_edges or ends == self.look.edge
            color = theme.color("accent" if is_lit else "border_strong")
            pen = QPen(color, 3 if ends == self.look.edge else 2 if is_lit else 1.5)
            if nodes[1].is_missing:
                pen.setDashPattern([3, 2])
            line = self.drawing.line(ends)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(line.path)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawPolygon(line.arrow)
            if labels and (label := words.edge_label(self.drawing.graph, edge)):
                self._paint_label(painter, line.middle, label, is_lit=is_lit)

    def _paint_crowd(self, painter: QPainter, edges: Sequence[Ends]) -> list[Ends]:
        """Paint most of very many edges as thin straight lines; the others are left to curves."""
        lit_edges = self.look.lit[1] if self.look.lit else frozenset[Ends]()
        curved = [ends for ends in edges if ends in lit_edges][:_MOST_CURVES]
        painter.setPen(QPen(theme.color("border_strong"), 0))
        left = set(edges).difference(curved)
        painter.drawLines([part for ends in left for part in self.drawing.line(ends).straight])
        return curved

    def _paint_label(self, painter: QPainter, middle: QPointF, text: str, *, is_lit: bool) -> None:
        width = min(text_width(text, "caption"), theme.scaled(_LABEL_WIDTH))
        height = theme.line_height("caption")
        area = QRectF(middle.x() - width / 2, middle.y() - height, width, height)
        paint_text(painter, area, text, "caption", "accent_text" if is_lit else "muted", CENTER)

    # ---- nodes

    def _paint_node(
        self, painter: QPainter, node: FlowNode, box: QRectF, scale: float, now: datetime
    ) -> None:
        if node.fold is not None:
            self._paint_fold(painter, node, box, scale)
            return
        look, key = self.look, node.key
        own, current, dim = key in look.own, key == look.current, look.is_dim(key)
        lit = look.is_lit(key)
        strong = own or current
        border = "accent" if strong or lit else "border" if dim else "border_strong"
        if key == look.hovered and border == "border_strong":
            border = "muted"
        fill = "accent_tint" if current else "surface"
        width = 2 if strong else 1
        self._paint_shape(painter, node, box, fill, QPen(theme.color(border), width), dim=dim)
        if current and look.focused:
            ring = box.adjusted(-3, -3, 3, 3)
            paint_round(painter, ring, None, _radius(node, ring), "focus", 1)
        if scale < FULL_DETAIL:
            self._paint_name(painter, node, box, scale, dim=dim)
        else:
            self._paint_texts(painter, node, box, now, dim=dim)
            self._paint_handles(painter, node, box)
            if own:
                self._paint_tag(painter, box)

    def _paint_shape(
        self, painter: QPainter, node: FlowNode, box: QRectF, fill: str, pen: QPen, *, dim: bool
    ) -> None:
        if node.is_missing:
            pen.setDashPattern([4 / pen.widthF(), 3 / pen.widthF()])
        inset = pen.widthF() / 2
        inner = box.adjusted(inset, inset, -inset, -inset)
        radius = _radius(node, box) - inset
        painter.setBrush(theme.color(fill))
        if node.type in {NodeType.MODEL, NodeType.DATASET}:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(inner, radius, radius)
            token = theme.node_icon_name(node.type)[1]
            whole, band = QPainterPath(), QPainterPath()
            whole.addRoundedRect(inner, radius, radius)
            band.addRect(box.left(), box.top(), _BAND + inset, box.height())
            painter.setBrush(_faded(token, _DIM if dim or node.is_missing else 1))
            painter.drawPath(whole.intersected(band))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen)
        painter.drawRoundedRect(inner, radius, radius)

    def _paint_texts(
        self, painter: QPainter, node: FlowNode, box: QRectF, now: datetime, *, dim: bool
    ) -> None:
        square = node.type in _CORNERS
        side = theme.size.icon
        center = box.left() + theme.scaled(20 if square else 24)
        icon_box = QRectF(center - side / 2, box.center().y() - side / 2, side, side)
        name, token = theme.node_icon_name(node.type)
        faded = dim or node.is_missing
        self._paint_icon(painter, icon_box, name, token, _DIM if faded else 1)
        left = box.left() + theme.scaled(37 if square else 41)
        right = box.right() - theme.scaled(8 if square else 14)
        status = None if node.node is None else node.node.status_at(now)
        if status is not None:
            right -= theme.size.icon_small + theme.space.icon
            self._paint_status(painter, box, status, dim=faded)
        line = box.height() / 2 - theme.scaled(5)
        upper = QRectF(left, box.top() + theme.scaled(6), right - left, line)
        lower = QRectF(left, box.center().y() - 1, right - left, line)
        text = words.name_text(self.drawing.graph, node)
        tone = "muted" if faded else "text"
        paint_text(painter, upper, text, "small_strong", tone)
        detail = words.detail_text(self.drawing.graph, node, self.look.measured, now)
        paint_text(painter, lower, detail, "caption", "muted")

    def _paint_status(self, painter: QPainter, box: QRectF, status: Status, *, dim: bool) -> None:
        side = theme.scaled(12)
        left = box.right() - theme.scaled(10) - side
        area = QRectF(left, box.center().y() - side / 2, side, side)
        self._paint_icon(painter, area, *theme.status_icon_name(status), 0.6 if dim else 1)

    def _paint_name(
        self, painter: QPainter, node: FlowNode, box: QRectF, scale: float, *, dim: bool
    ) -> None:
        """Icon and name, as large on the screen as there is room."""
        side = box.height() * 0.5
        icon_box = QRectF(box.left() + 10, box.center().y() - side / 2, side, side)
        name, token = theme.node_icon_name(node.type)
        self._paint_icon(painter, icon_box, name, token, _DIM if dim or node.is_missing else 1)
        font, measures = _name_font(round(min(11 / scale, box.height() * 0.5)))
        painter.setFont(font)
        painter.setPen(theme.color("muted" if dim or node.is_missing else "text"))
        area = QRectF(
            icon_box.right() + 6, box.top(), box.right() - icon_box.right() - 12, side * 2
        )
        painter.drawText(area, _ONE_LINE, self._elided(node, measures, area.width()))

    def _elided(self, node: FlowNode, measures: QFontMetricsF, width: float) -> str:
        """As much of a name as there is room for; measuring costs more than painting."""
        key = node.key, node.name, measures.height(), width
        shown = self._names.get(key)
        if shown is None:
            text = words.name_text(self.drawing.graph, node)
            shown = measures.elidedText(text, Qt.TextElideMode.ElideRight, width)
            if len(self._names) > _MOST_NAMES:
                self._names.clear()
            self._names[key] = shown
        return shown

    def _paint_tag(self, painter: QPainter, box: QRectF) -> None:
        text = self.look.own_text
        width, height = text_width(text, "caption_strong") + 10, theme.scaled(14)
        tag = QRectF(box.left() + 10, box.top() - height / 2 - 1, width, height)
        paint_round(painter, tag, "accent", 3)
        paint_text(painter, tag, text, "caption_strong", "on_accent", CENTER)

    def _paint_fold(self, painter: QPainter, node: FlowNode, box: QRectF, scale: float) -> None:
        key, look = node.key, self.look
        strong = key == look.current
        border = "accent" if strong else "muted" if key == look.hovered else "border_strong"
        fill = "accent_tint" if strong else "surface"
        area = self.fold_box(node, box)
        paint_round(painter, area, fill, area.height() / 2, border, 2 if strong else 1)
        if scale < FULL_DETAIL:
            return
        side = theme.scaled(12)
        plus = QRectF(area.left() + 9, area.center().y() - side / 2, side, side)
        self._paint_icon(painter, plus, "add", "text2", 1)
        text = words.name_text(self.drawing.graph, node)
        paint_text(painter, area.adjusted(side + 13, 0, -8, 0), text, "caption_strong", "text2")

    def fold_box(self, node: FlowNode, box: QRectF) -> QRectF:
        """A fold's pill: as wide as its text, but not wider than its box."""
        text = words.name_text(self.drawing.graph, node)
        width = min(text_width(text, "caption_strong") + theme.scaled(12) + 22, box.width())
        return QRectF(box.left() + (box.width() - width) / 2, box.top(), width, box.height())

    def _paint_handles(self, painter: QPainter, node: FlowNode, box: QRectF) -> None:
        """How many neighbours aren't shown, at the sides where they would be."""
        for side in Side:
            count = self.drawing.graph.beyond.get((node.key, side), 0)
            if count:
                area = handle_box(box, side, count, downward=self.drawing.downward)
                paint_round(painter, area, "surface", area.height() / 2, "border_strong")
                paint_text(painter, area, handle_text(count), "caption", "muted", CENTER)

    def _paint_icon(
        self, painter: QPainter, box: QRectF, name: str, token: str, opacity: float
    ) -> None:
        """An icon from a pixmap that is as sharp as the screen."""
        if not self._takes_pixmaps:
            theme.paint_icon(painter, box, name, token, opacity)
            return
        scale = abs(painter.deviceTransform().m11()) or 1.0
        pixels = max(1, round(box.width() * scale))
        color = _faded(token, opacity)
        key = (name, color.rgba(), pixels)
        pixmap = self._icons.get(key)
        if pixmap is None:
            pixmap = QPixmap(pixels, pixels)
            pixmap.fill(Qt.GlobalColor.transparent)
            inner = QPainter(pixmap)
            theme.paint_icon(inner, QRectF(0, 0, pixels, pixels), name, token, opacity)
            inner.end()
            self._icons[key] = pixmap
            if len(self._icons) > _MOST_ICONS:
                self._icons.popitem(last=False)
        painter.drawPixmap(box, pixmap, QRectF(pixmap.rect()))


def handle_text(count: int) -> str:
    """How many neighbours aren't shown."""
    return f"+{count}" if count < 100 else "99+"


def handle_box(box: QRectF, side: Side, count: int, *, downward: bool) -> QRectF:
    """Where the number of hidden neighbours stands at a node."""
    height = theme.scaled(_HANDLE)
    width = max(text_width(handle_text(count), "caption") + 8, height)
    if downward:
        middle = box.top() if side is Side.UPSTREAM else box.bottom()
        return QRectF(box.center().x() - width / 2, middle - height / 2, width, height)
    if side is Side.UPSTREAM:
        return QRectF(box.left() - width - 2, box.bottom() - height, width, height)
    return QRectF(box.right() + 2, box.bottom() - height, width, height)


def _radius(node: FlowNode, box: QRectF) -> float:
    if node.type is NodeType.ARTIFACT:
        return box.height() / 2
    return _CORNERS.get(node.type, theme.radius.popup)


def _faded(token: str, opacity: float) -> QColor:
    color = QColor(theme.color(token))
    color.setAlphaF(opacity)
    return color


@cache
def _name_font(pixels: int) -> tuple[QFont, QFontMetricsF]:
    font = theme.font("small_strong")
    font.setPixelSize(max(1, pixels))
    return font, QFontMetricsF(font)
