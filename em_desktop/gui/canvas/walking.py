"""Where arrow keys lead in a drawn data flow."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt

from em_desktop.domain.flow_graph import Side
from em_desktop.gui.canvas.drawing import Drawing


def step_from(drawing: Drawing, key: str, arrow: Qt.Key) -> str | None:
    """The node that an arrow leads to; None where it leads nowhere.

    Along the flow: to a neighbour; across it: to the next node of the layer.
    """
    back, ahead = Qt.Key.Key_Left, Qt.Key.Key_Right
    if drawing.downward:
        back, ahead = Qt.Key.Key_Up, Qt.Key.Key_Down
    if arrow in {back, ahead}:
        side = Side.UPSTREAM if arrow == back else Side.DOWNSTREAM
        return _nearest(drawing, key, drawing.graph.next_to(key, side))
    forward = arrow in {Qt.Key.Key_Down, Qt.Key.Key_Right}
    return _nearest(drawing, key, _beside(drawing, key, forward=forward))


def _beside(drawing: Drawing, key: str, *, forward: bool) -> list[str]:
    places = drawing.placement.places
    along, across = places[key]
    return [
        each
        for each, (layer, place) in places.items()
        if layer == along and ((place > across) if forward else (place < across))
    ]


def _nearest(drawing: Drawing, key: str, keys: Iterable[str]) -> str | None:
    here = drawing.boxes[key].center()

    def distance(other: str) -> tuple[float, str]:
        way = drawing.boxes[other].center() - here
        return abs(way.x()) + abs(way.y()), other

    others = [each for each in keys if each != key and each in drawing.boxes]
    return min(others, key=distance, default=None)
