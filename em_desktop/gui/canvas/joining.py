"""Adding inputs and outputs to Runs by dropping data on them, and removing them again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QMenu, QWidget

from em_desktop.domain.flow_graph import FlowNode, Side, key_of
from em_desktop.domain.flow_layout import Ends
from em_desktop.domain.lineage import DATA_TYPES
from em_desktop.domain.nodes import NodeType
from em_desktop.domain.paths import NodePath, printable
from em_desktop.domain.recordings import Role
from em_desktop.errors import EmError
from em_desktop.gui import theme
from em_desktop.gui.dragging import clipboard_data, drag, picked_from, types_from
from em_desktop.gui.dropping import accept_drop
from em_desktop.gui.gestures import Picked
from em_desktop.gui.widgets import mark_as_removing, paint_round, paint_text, text_width

if TYPE_CHECKING:
    from em_desktop.gui.canvas.flow_view import FlowView

_DATA = DATA_TYPES | {NodeType.SHORTCUT}
"""What may be dropped; a shortcut stands for its target."""
_ROLES = {Side.UPSTREAM: Role.INPUT, Side.DOWNSTREAM: Role.OUTPUT}
_GAP = 6


@dataclass(frozen=True, slots=True)
class Spot:
    """A side of a Run, where data is dropped.

    Attributes:
        key: of the Run in the graph.
        why_not: why it can't be dropped there; empty where it can.
    """

    key: str
    path: NodePath
    side: Side
    why_not: str = ""


class Joining(QObject):
    """Takes what is dropped on the canvas of a `FlowView`, and offers to remove edges.

    Attributes:
        hint: what is said while something is dragged over a Run.
    """

    def __init__(self, owner: FlowView) -> None:
        super().__init__(owner)
        self._owner = owner
        self._view = owner.view
        self._view.draggable = DATA_TYPES
        self.hint = JoinHint(self._view.viewport())
        self._view.setAcceptDrops(True)
        self._view.viewport().setAcceptDrops(True)
        self._view.viewport().installEventFilter(self)
        self._view.drag_asked.connect(self.drag)
        self._view.removal_asked.connect(self.remove)
        self._view.edge_menu_asked.connect(self.show_edge_menu)

    # ---- dragging

    def drag(self, key: str) -> None:
        """Let the user drag a node of the canvas: onto a Run, or anywhere that takes nodes."""
        node = self._view.drawing.graph.nodes[key].node
        if node is not None:
            drag(self._view, self._owner.context, Picked.of(self._store_id, [node]))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, ARG002
        match event:
            case QDragMoveEvent() | QDragEnterEvent():
                self._over(event)
                return True
            case QDropEvent():
                self._drop(event)
                return True
        if event.type() is QEvent.Type.DragLeave:
            self.hint.hide()
            return True
        return False

    def _over(self, event: QDropEvent) -> None:
        picked = picked_from(self._owner.context, event.mimeData())
        spot = None if picked is None else self._spot(event, picked)
        self._show_hint(spot)
        is_new = event.type() is QEvent.Type.DragEnter  # refused, no move would be told
        if picked is not None and (is_new or (spot is not None and not spot.why_not)):
            accept_drop(event)
        else:
            event.ignore()

    def _drop(self, event: QDropEvent) -> None:
        self.hint.hide()
        picked = picked_from(self._owner.context, event.mimeData())
        spot = None if picked is None else self._spot(event, picked)
        if picked is None or spot is None or spot.why_not:
            event.ignore()
            return
        accept_drop(event)
        self._owner.context.gestures.join(picked, spot.path, _ROLES[spot.side])

    def _spot(self, event: QDropEvent, picked: Picked) -> Spot | None:
        """The side of a Run below the pointer."""
        place = event.position().toPoint()
        drawing, key = self._view.drawing, self._view.node_at(place)
        node = None if key is None else drawing.graph.nodes[key]
        if key is None or node is None or node.node is None or node.type is not NodeType.RUN:
            return None
        way = self._view.mapToScene(place) - drawing.boxes[key].center()
        before = (way.y() if drawing.downward else way.x()) < 0
        side = Side.UPSTREAM if before else Side.DOWNSTREAM
        why_not = self._why_not(picked, types_from(event.mimeData()), key, side)
        return Spot(key, node.node.path, side, why_not)

    def _why_not(self, picked: Picked, types: frozenset[NodeType], key: str, side: Side) -> str:
        if picked.store_id != self._store_id:
            return self.tr("Only within a store")
        if not types <= _DATA:
            return self.tr("Only artifacts, models and datasets")
        if not self._can_write:
            return self.tr("This store can't be changed")
        known = self._view.drawing.graph.next_to(key, side)
        if all(key_of(path) in known for path in picked.paths):
            return (
                self.tr("Is an input already")
                if side is Side.UPSTREAM
                else self.tr("Is an output already")
            )
        return ""

    def _show_hint(self, spot: Spot | None) -> None:
        if spot is None:
            self.hint.hide()
            return
        text = spot.why_not or (
            self.tr("Add as input") if spot.side is Side.UPSTREAM else self.tr("Add as output")
        )
        box = self._view.drawing.boxes[spot.key]
        area = QRectF(self._view.mapFromScene(box).boundingRect())
        half = QRectF(area)
        if self._view.drawing.downward:
            half.setHeight(area.height() / 2)
        else:
            half.setWidth(area.width() / 2)
        if spot.side is Side.DOWNSTREAM:
            half.moveBottomRight(area.bottomRight())
        self.hint.show_hint(half, text, possible=not spot.why_not)

    # ---- without a pointer

    def paste(self, key: str, side: Side) -> None:
        """Join the nodes on the clipboard to a Run."""
        node = self._view.drawing.graph.nodes[key].node
        picked = self._on_clipboard()
        if node is not None and picked is not None:
            self._owner.context.gestures.join(picked, node.path, _ROLES[side])

    def can_paste(self, key: str, side: Side) -> bool:
        """Whether the clipboard holds data that this Run isn't joined to on this side."""
        picked = self._on_clipboard()
        types = types_from(clipboard_data())
        return picked is not None and not self._why_not(picked, types, key, side)

    def _on_clipboard(self) -> Picked | None:
        return picked_from(self._owner.context, clipboard_data())

    # ---- removing

    def added_at(self, key: str) -> list[Ends]:
        """The edges of a node that people added and can remove."""
        edges = self._view.drawing.graph.edges
        return [ends for ends, edge in edges.items() if edge.added and key in ends]

    def remove(self, ends: Ends) -> None:
        """Remove an edge, if people added it."""
        graph = self._view.drawing.graph
        edge = graph.edges.get(ends)
        run, data = self._sorted(ends)
        if edge is not None and edge.added and run.node is not None:
            name = printable(data.name)
            self._owner.context.gestures.separate(self._store_id, run.node.path, edge.added, name)

    def edge_text(self, ends: Ends) -> str:
        """What an edge says: that one node is an input or output of the other."""
        run, data = self._sorted(ends)
        text = (
            self.tr("%1, an output of %2") if run.key == ends[0] else self.tr("%1, an input of %2")
        )
        return text.replace("%1", printable(data.name)).replace("%2", printable(run.name))

    def _sorted(self, ends: Ends) -> tuple[FlowNode, FlowNode]:
        """The Run of an edge, and the data."""
        one, other = (self._view.drawing.graph.nodes[end] for end in ends)
        return (one, other) if one.type is NodeType.RUN else (other, one)

    def show_edge_menu(self, ends: Ends, place: QPoint) -> None:
        """The menu of an edge."""
        self.edge_menu(ends).popup(place)

    def edge_menu(self, ends: Ends) -> QMenu:
        """What can be done with an edge."""
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        edge = self._view.drawing.graph.edges.get(ends)
        is_added = edge is not None and bool(edge.added)
        text = self.tr("Remove from the data flow") if is_added else self.tr("Recorded by the run")
        action = mark_as_removing(menu.addAction(theme.icon("delete"), text))
        action.setEnabled(is_added and self._can_write)
        action.setData(ends)
        menu.triggered.connect(self._remove_chosen)
        return menu

    def fill_menu(self, menu: QMenu, key: str) -> None:
        """Offer in a node's menu to paste data as its inputs and outputs, and to remove some."""
        node = self._view.drawing.graph.nodes[key]
        if node.node is not None and node.type is NodeType.RUN:
            for side, text in (
                (Side.UPSTREAM, self.tr("Paste as input")),
                (Side.DOWNSTREAM, self.tr("Paste as output")),
            ):
                action = menu.addAction(theme.icon("paste"), text)
                action.setEnabled(self.can_paste(key, side))
                action.setData((key, side))
                action.triggered.connect(self._paste_chosen)
        added = self.added_at(key)
        if added and self._can_write:
            removing = menu.addMenu(theme.icon("delete"), self.tr("Remove from the data flow"))
            for ends in sorted(added):
                removing.addAction(self.edge_text(ends)).setData(ends)
            removing.triggered.connect(self._remove_chosen)

    def _remove_chosen(self, action: object) -> None:
        self.remove(action.data())  # type: ignore[attr-defined]

    def _paste_chosen(self) -> None:
        self.paste(*self.sender().data())  # type: ignore[attr-defined]

    @property
    def _store_id(self) -> str:
        return self._owner.locations[0].store_id

    @property
    def _can_write(self) -> bool:
        try:
            return self._owner.context.stores.store(self._store_id).capabilities.write
        except EmError:
            return False


class JoinHint(QWidget):
    """Marks half of a Run, and says what a drop does there, or why it can't be."""

    def __init__(self, viewport: QWidget) -> None:
        super().__init__(viewport)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.text = ""
        self._half = QRectF()
        self._possible = True
        self.hide()

    def show_hint(self, half: QRectF, text: str, *, possible: bool) -> None:
        """Mark an area of the viewport."""
        self.text, self._half, self._possible = text, half, possible
        self.setAccessibleName(text)
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.raise_()
        self.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        if self._possible:
            tint = theme.color("accent_tint")
            tint.setAlphaF(0.35)
            paint_round(painter, self._half, tint, theme.radius.control, "accent", 2)
        width = text_width(self.text, "small_strong") + 16
        height = theme.size.chip
        top = self._half.top() - height - _GAP
        if top < 0:
            top = self._half.bottom() + _GAP
        left = min(max(self._half.center().x() - width / 2, 0), self.width() - width)
        chip = QRectF(round(left), round(top), width, height)
        fill, token = ("accent", "on_accent") if self._possible else ("raised", "text2")
        border = "accent" if self._possible else "border_strong"
        paint_round(painter, chip, fill, theme.radius.control, border)
        paint_text(painter, chip, self.text, "small_strong", token, Qt.AlignmentFlag.AlignCenter)
