"""The view of a data flow: panning, zooming, walking along edges by key."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsScene,
    QGraphicsView,
    QToolTip,
    QWidget,
)

from em_desktop.domain.flow_graph import Side
from em_desktop.domain.flow_layout import Ends
from em_desktop.domain.nodes import NodeType
from em_desktop.gui import theme
from em_desktop.gui.canvas import words
from em_desktop.gui.canvas.drawing import Drawing
from em_desktop.gui.canvas.flow_item import FlowItem
from em_desktop.gui.canvas.painting import FULL_DETAIL, NAMES, Look, Painter, handle_box
from em_desktop.gui.canvas.walking import step_from

LEAST_ZOOM, MOST_ZOOM = 0.02, 3.0
_STEP = 1.25
_READABLE = 0.8
_MARGIN = 24
_DOTS = 24
_DRAG = 4
_MOST_STRIPS = 2
_REACH = 6
"""Pixels that the pointer may be beside an edge."""
_AROUND = 4000
"""Free room around the graph, so that every node can be brought to the middle."""


class GraphView(QGraphicsView):
    """Shows a `Drawing`. The wheel zooms, dragging moves, arrows walk along edges."""

    current_changed = Signal()
    """Another node is the current one: `current`."""
    hovered = Signal(str)
    """The pointer is over another node; empty for none."""
    activated = Signal(str, bool)
    """The user wants to open a node, in a new tab (True) or here."""
    extended = Signal(str, object)
    """The user wants to see the neighbours of a node on a `Side`."""
    highlight_asked = Signal(str)
    """A key asked to highlight ``upstream``, ``downstream`` or ``both``."""
    drag_asked = Signal(str)
    """The user drags a node."""
    edge_menu_asked = Signal(object, QPoint)
    """The menu of an edge (its ends) is wanted at a place of the screen."""
    removal_asked = Signal(object)
    """The user wants to remove an edge, given by its ends."""
    menu_asked = Signal(str, QPoint)
    """The menu of a node (or of the empty canvas) is wanted at a place of the screen."""
    zoomed = Signal()
    moved = Signal()
    """Another part of the scene is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._item = FlowItem()
        self._scene = QGraphicsScene(self)
        self._scene.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self._scene.addItem(self._item)
        self.setScene(self._scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        for bar in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            bar(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.BoundingRectViewportUpdate)
        self.draggable: frozenset[NodeType] = frozenset()
        self._pressed: QPoint | None = None
        self._dragged = False
        self._fit_wanted = True
        self._announced = ""
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self.moved)

    # ---- what is shown

    @property
    def drawing(self) -> Drawing:
        return self._item.painter.drawing

    @property
    def look(self) -> Look:
        return self._item.painter.look

    @property
    def painter(self) -> Painter:
        return self._item.painter

    @property
    def current(self) -> str | None:
        """The key of the current node."""
        return self.look.current

    @property
    def zoom(self) -> float:
        """1 shows the design's sizes."""
        return self.transform().m11()

    def show_drawing(self, drawing: Drawing, anchor: str | None = None) -> None:
        """Show another drawing; the ``anchor``, or else the middle, stays where it is."""
        before = self.drawing.boxes.get(anchor) if anchor else None
        place = None if before is None else self.mapFromScene(before.center())
        look = self.look
        if look.current not in drawing.boxes:
            look.current = None
        look.hovered = None
        self._item.set_painter(Painter(drawing, look))
        around = drawing.bounds.adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND)
        self._scene.setSceneRect(around)
        after = drawing.boxes.get(anchor) if anchor else None
        if self._fit_wanted:
            self._show_first()
        elif place is not None and after is not None:
            self._bring(after.center(), QPointF(place))
        self._announce()
        self._tell_moved()

    def refresh_look(self) -> None:
        """Paint anew after `look` was changed."""
        self._item.update()
        self._announce()

    def set_current(self, key: str | None, *, show: bool = True) -> None:
        """Make a node the current one, and bring it into view."""
        if key is not None and key not in self.drawing.boxes:
            return
        changed = key != self.current
        self.look.current, self.look.edge = key, None
        if key is not None and show:
            self.show_node(key)
        self.refresh_look()
        if changed:
            self.current_changed.emit()

    def show_node(self, key: str) -> None:
        """Scroll as little as brings a node into view."""
        box = self.drawing.boxes[key].adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
        area = self.visible_area()
        if area.contains(box):
            return
        if not area.adjusted(-area.width(), -area.height(), area.width(), area.height()).contains(
            box
        ):
            self.centerOn(box.center())
        else:
            self.ensureVisible(box, 0, 0)
        self._fit_wanted = False
        self._tell_moved()

    def center_on(self, there: QPointF) -> None:
        """Bring a place of the scene to the middle."""
        self.centerOn(there)
        self._fit_wanted = False
        self._tell_moved()

    def visible_area(self) -> QRectF:
        """The part of the scene that is shown."""
        return self.mapToScene(self.viewport().rect()).boundingRect()

    # ---- zooming

    def set_zoom(self, zoom: float, at: QPointF | None = None) -> None:
        """Zoom; the place ``at`` of the viewport (its middle by default) stays where it is."""
        zoom = min(max(zoom, LEAST_ZOOM), MOST_ZOOM)
        place = at if at is not None else QPointF(self.viewport().rect().center())
        there = self.mapToScene(place.toPoint())
        self.resetTransform()
        self.scale(zoom, zoom)
        self._bring(there, place)
        self._fit_wanted = False
        self.zoomed.emit()
        self._tell_moved()

    def zoom_in(self) -> None:
        self.set_zoom(self.zoom * _STEP)

    def zoom_out(self) -> None:
        self.set_zoom(self.zoom / _STEP)

    def fit(self) -> None:
        """Show the whole graph, but not larger than the design's sizes."""
        self._fit_wanted = True
        bounds = self.drawing.bounds
        room = self.viewport().rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        if room.width() <= 0 or room.height() <= 0:
            return
        zoom = min(room.width() / bounds.width(), room.height() / bounds.height(), 1.0)
        self.resetTransform()
        self.scale(max(zoom, LEAST_ZOOM), max(zoom, LEAST_ZOOM))
        self.centerOn(bounds.center())
        self.zoomed.emit()
        self._tell_moved()

    def _show_first(self) -> None:
        """The whole graph; where its names couldn't be read, what is around the own node."""
        self.fit()
        own = sorted(self.look.own & set(self.drawing.boxes))
        if self.zoom < _READABLE and own:
            self.resetTransform()
            self.centerOn(self._roomy_center(self.drawing.boxes[own[0]].center()))
            self.zoomed.emit()

    def _roomy_center(self, wanted: QPointF) -> QPointF:
        """The middle nearest to ``wanted`` that shows no more emptiness than it must."""
        around = self.drawing.bounds.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
        free = self.visible_area()
        half = QPointF(min(free.width(), around.width()), min(free.height(), around.height())) / 2
        least, most = around.topLeft() + half, around.bottomRight() - half
        return QPointF(
            min(max(wanted.x(), least.x()), most.x()), min(max(wanted.y(), least.y()), most.y())
        )

    def home(self) -> None:
        """Bring the page's own node to the middle and make it current."""
        for key in sorted(self.look.own & set(self.drawing.boxes))[:1]:
            self.center_on(self.drawing.boxes[key].center())
            self.set_current(key)

    def _bring(self, there: QPointF, place: QPointF) -> None:
        """Scroll until a place of the scene is at a place of the viewport."""
        off = QPointF(self.mapFromScene(there)) - place
        for bar, distance in (
            (self.horizontalScrollBar(), off.x()),
            (self.verticalScrollBar(), off.y()),
        ):
            bar.setValue(bar.value() + round(distance))

    def _tell_moved(self) -> None:
        if not self._settle.isActive():
            self._settle.start()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        if self._fit_wanted:
            self._show_first()
        self._tell_moved()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """The wheel zooms; a touchpad's two fingers (or Shift) move."""
        delta = event.angleDelta()
        if not event.pixelDelta().isNull() or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            way = event.pixelDelta() if not event.pixelDelta().isNull() else delta
            self._scroll(-way.x(), -way.y())
        elif delta.y():
            self.set_zoom(self.zoom * _STEP ** (delta.y() / 120), event.position())
        event.accept()

    def _scroll(self, right: int, down: int) -> None:
        self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() + right)
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + down)
        self._fit_wanted = False
        self._tell_moved()

    # ---- pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() in {Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton}:
            self._pressed, self._dragged = event.position().toPoint(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        place = event.position().toPoint()
        if self._pressed is None:
            self._hover(self.node_at(place))
            return
        way = place - self._pressed
        if not self._dragged and way.manhattanLength() > _DRAG and self._drag(event):
            return
        if self._dragged or way.manhattanLength() > _DRAG:
            self._dragged = True
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            self._scroll(-way.x(), -way.y())
            self._pressed = place

    def _drag(self, event: QMouseEvent) -> bool:
        """Let a node be dragged away, if one was pressed that can be; else the graph moves."""
        key = self.node_at(self._pressed or QPoint())
        node = self.drawing.graph.nodes.get(key or "")
        is_left = bool(event.buttons() & Qt.MouseButton.LeftButton)
        if node is None or node.node is None or node.type not in self.draggable or not is_left:
            return False
        self._pressed = None
        self.drag_asked.emit(key)
        return True

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        pressed, self._pressed = self._pressed, None
        self.viewport().unsetCursor()
        if pressed is None or self._dragged or event.button() != Qt.MouseButton.LeftButton:
            return
        place = event.position().toPoint()
        handle = self._handle_at(place)
        if handle is not None:
            self.extended.emit(*handle)
            return
        key = self.node_at(place)
        self.set_current(key, show=False)
        self.set_edge(self.edge_at(place) if key is None else None)
        if key is not None and self.drawing.graph.nodes[key].fold is not None:
            self.activated.emit(key, False)  # noqa: FBT003 - Qt's signature

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        key = self.node_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and key is not None:
            new_tab = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self.activated.emit(key, new_tab)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        super().leaveEvent(event)
        self._hover(None)

    def node_at(self, place: QPoint) -> str | None:
        """The node at a place of the viewport."""
        return self.drawing.at(self.mapToScene(place))

    def edge_at(self, place: QPoint) -> Ends | None:
        """The edge at a place of the viewport, where edges are told apart."""
        if self.zoom < NAMES:
            return None
        return self.drawing.edge_at(self.mapToScene(place), _REACH / self.zoom)

    def set_edge(self, ends: Ends | None) -> None:
        """Make an edge the current one; None for none."""
        self.look.edge = ends if ends in self.drawing.graph.edges else None
        self.refresh_look()

    def _handle_at(self, place: QPoint) -> tuple[str, Side] | None:
        there = self.mapToScene(place)
        around = QRectF(there.x() - 60, there.y() - 30, 120, 60)
        drawing = self.drawing
        for key in drawing.nodes_in(around) if self.zoom >= FULL_DETAIL else ():
            for side in Side:
                count = drawing.graph.beyond.get((key, side), 0)
                box = drawing.boxes[key]
                if count and handle_box(box, side, count, downward=drawing.downward).contains(
                    there
                ):
                    return key, side
        return None

    def _hover(self, key: str | None) -> None:
        if key != self.look.hovered:
            self.look.hovered = key
            self._item.update()
            self.hovered.emit(key or "")

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            handle = self._handle_at(event.pos())
            if handle is not None:
                text = (
                    self.tr("Show what it came from")
                    if handle[1] is Side.UPSTREAM
                    else self.tr("Show what uses it")
                )
                QToolTip.showText(event.globalPos(), text, self)
                return True
        return super().viewportEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            key = self.current
            box = self.drawing.boxes.get(key or "")
            place = (
                self.viewport().rect().center() if box is None else self.mapFromScene(box.center())
            )
        else:
            place = event.pos()
            key = self.node_at(place)
            self.set_current(key, show=False)
            ends = None if key is not None else self.edge_at(place)
            if ends is not None:
                self.set_edge(ends)
                self.edge_menu_asked.emit(ends, self.viewport().mapToGlobal(place))
                return
        self.menu_asked.emit(key or "", self.viewport().mapToGlobal(place))

    # ---- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        key, control = Qt.Key(event.key()), Qt.KeyboardModifier.ControlModifier
        plain = event.modifiers() in {
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
            Qt.KeyboardModifier.ShiftModifier,
        }
        highlights = {
            Qt.Key.Key_U: "upstream",
            Qt.Key.Key_D: "downstream",
            Qt.Key.Key_B: "both",
        }
        commands = {
            Qt.Key.Key_Plus: self.zoom_in,
            Qt.Key.Key_Equal: self.zoom_in,
            Qt.Key.Key_Minus: self.zoom_out,
            Qt.Key.Key_0: self.fit,
            Qt.Key.Key_Home: self.home,
        }
        steps = {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down}
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.current is not None:
            self.activated.emit(self.current, bool(event.modifiers() & control))
        elif plain and key in highlights:
            self.highlight_asked.emit(highlights[key])
        elif plain and key in commands:
            commands[key]()
        elif plain and key in steps:
            self._step(key)
        elif key == Qt.Key.Key_Delete and self.look.edge is not None:
            self.removal_asked.emit(self.look.edge)
        elif key == Qt.Key.Key_Escape and (self.current or self.look.edge) is not None:
            self.set_current(None)
        else:
            event.ignore()

    def _step(self, key: Qt.Key) -> None:
        if self.current is None:
            first = sorted(self.look.own) or sorted(self.drawing.boxes)
            self.set_current(first[0] if first else None)
        else:
            following = step_from(self.drawing, self.current, key)
            self.set_current(self.current if following is None else following)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusInEvent(event)
        self.look.focused = event.reason() not in {
            Qt.FocusReason.MouseFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        }
        self.refresh_look()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        self.look.focused = False
        self.refresh_look()

    def _announce(self) -> None:
        """Tell screen readers the current node, or how large the graph is."""
        graph = self.drawing.graph
        node = graph.nodes.get(self.current or "")
        if node is None:
            text = words.counted_text(graph.nodes.values())
        else:
            text = words.spoken_text(graph, node, self.look.measured, words.now())
        if text != self._announced:
            self._announced = text
            self.setAccessibleDescription(text)
            event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(event)

    # ---- painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Only the strips that came into view are painted, not all that lies around both."""
        rects = list(event.region())  # type: ignore[call-overload]
        strips = [self.mapToScene(rect).boundingRect() for rect in rects]
        self._item.exposed = strips if len(strips) <= _MOST_STRIPS else []
        super().paintEvent(event)
        self._item.exposed = []

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:  # noqa: N802
        rect = QRectF(rect)
        painter.fillRect(rect, theme.color("sunken"))
        if self.zoom < FULL_DETAIL:
            return
        left, top = int(rect.left() // _DOTS), int(rect.top() // _DOTS)
        right, bottom = int(rect.right() // _DOTS), int(rect.bottom() // _DOTS)
        row = QPolygonF([QPointF(x * _DOTS + 0.5, 0.5) for x in range(left, right + 2)])
        pen = QPen(theme.color("border"), 2)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.save()
        painter.translate(0, top * _DOTS)
        for _ in range(top, bottom + 2):
            painter.drawPoints(row)
            painter.translate(0, _DOTS)
        painter.restore()
