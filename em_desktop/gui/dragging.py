"""What is dragged or put on the clipboard: nodes of ours, and files for everybody else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeData, QPoint, QRectF, Qt, QUrl
from PySide6.QtGui import QDrag, QGuiApplication, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.paths import NodePath, printable
from em_desktop.gui import theme, wording
from em_desktop.gui.context import Context, Location
from em_desktop.gui.gestures import Picked, Verb
from em_desktop.gui.places import plain_path
from em_desktop.gui.widgets import badge_width, paint_badge, paint_round, paint_text, text_width

NODES: Final = "application/x-em-desktop-nodes"
"""JSON: the store's id, the paths of the nodes, their types, and whether they were cut."""
_FILE_MANAGERS: Final = "x-special/gnome-copied-files"
_GHOST_HEIGHT = 30
_GHOST_NAME = 220
_HOT_SPOT = QPoint(-12, -12)


def node_data(context: Context, picked: Picked, *, cut: bool = False) -> QMimeData:
    """Nodes as data: other programs see their files, if they have some on this computer."""
    data = QMimeData()
    value = {
        "store": picked.store_id,
        "paths": [list(path.parts) for path in picked.paths],
        "types": [node.type.value for node in picked.nodes],
        "cut": cut,
    }
    data.setData(NODES, json.dumps(value).encode("ascii"))
    info = context.stores.info(picked.store_id)
    if not info.is_remote:
        places = [plain_path(info, path) for path in picked.paths]
        data.setUrls([QUrl.fromLocalFile(place) for place in places])
        data.setText("\n".join(printable(place) for place in places))
        urls = b"\n".join(bytes(url.toEncoded().data()) for url in data.urls())
        data.setData(_FILE_MANAGERS, b"copy\n" + urls)  # they only ever copy
    return data


def clipboard_data() -> QMimeData:
    """What is on the clipboard; empty where nothing is, for which Qt has no object then."""
    data: QMimeData | None = QGuiApplication.clipboard().mimeData()
    return QMimeData() if data is None else data


def paste(
    near: QWidget, context: Context, folder: Location, files_into: Location | None = None
) -> None:
    """Bring in what is on the clipboard: nodes that were cut or copied, or files.

    Args:
        near: the widget over whose window questions are asked.
        context: of the window.
        folder: where nodes go.
        files_into: a node that takes files itself; None where they go into the folder too.
    """
    data = clipboard_data()
    nodes, files = picked_from(context, data), files_from(data)
    if nodes is not None:
        was_cut = is_cut(data) and nodes.store_id == folder.store_id
        context.gestures.put(near, Verb.MOVE if was_cut else Verb.COPY, nodes, folder)
        if was_cut:
            QGuiApplication.clipboard().clear()  # they can be moved there once
    elif files:
        context.gestures.bring_in(near, files, files_into or folder)


def picked_from(context: Context, data: QMimeData) -> Picked | None:
    """The nodes in data, if there are some, of a store that is open here."""
    value = _value(data)
    store_id, paths = value.get("store"), value.get("paths")
    if not isinstance(store_id, str) or store_id not in context.stores:
        return None
    if not isinstance(paths, list) or not paths:
        return None
    found = [NodePath(tuple(path)) for path in paths if _is_path(path)]
    return Picked(store_id, tuple(found)) if len(found) == len(paths) else None


def types_from(data: QMimeData) -> frozenset[NodeType]:
    """The types of the nodes in data; empty where they aren't known."""
    types = _value(data).get("types")
    named = types if isinstance(types, list) else []
    return frozenset(kind for kind in NodeType if kind.value in named)


def is_cut(data: QMimeData) -> bool:
    """Whether nodes on the clipboard are to be moved when they are pasted."""
    return _value(data).get("cut") is True


def files_from(data: QMimeData) -> list[Path]:
    """The files and folders of this computer in data."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def verb_for(keys: Qt.KeyboardModifier, *, same_store: bool) -> Verb:
    """What a drop does: a plain one moves, Ctrl copies, Ctrl Shift makes a shortcut."""
    if keys & Qt.KeyboardModifier.ControlModifier:
        shift = bool(keys & Qt.KeyboardModifier.ShiftModifier)
        return Verb.SHORTCUT if shift else Verb.COPY
    return Verb.MOVE if same_store else Verb.COPY


def drag(view: QWidget, context: Context, nodes: Picked) -> None:
    """Let the user drag nodes from a view; returns when they were dropped somewhere.

    Others may only copy: what is moved is moved by us, so that it can be undone.
    """
    moving = QDrag(view)
    moving.setMimeData(node_data(context, nodes))
    moving.setPixmap(ghost(nodes.nodes, view.devicePixelRatioF()))
    moving.setHotSpot(_HOT_SPOT)
    copy, link = Qt.DropAction.CopyAction, Qt.DropAction.LinkAction
    moving.exec(copy | link, copy)


def ghost(nodes: Sequence[Node], ratio: float = 1) -> QPixmap:
    """What hangs at the pointer: the first node, and how many there are."""
    first = nodes[0]
    name, icon = printable(first.name), theme.node_icon_name(first.type)
    count = wording.count_text(len(nodes)) if len(nodes) > 1 else ""
    badge = badge_width(count) + 8 if count else 0
    room = min(text_width(name, "body"), theme.scaled(_GHOST_NAME))
    side, height = theme.size.icon, theme.scaled(_GHOST_HEIGHT)
    width = 12 + side + 8 + room + badge + 12
    pixmap = QPixmap(round(width * ratio), round(height * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    area = QRectF(0, 0, width, height)
    paint_round(painter, area, "raised", theme.radius.control, "border_strong")
    theme.paint_icon(painter, QRectF(12, 0, side, height), *icon)
    paint_text(painter, QRectF(20 + side, 0, room, height), name)
    if count:
        box = QRectF(width - 12 - badge + 8, 0, badge - 8, height)
        paint_badge(painter, box, count)
    painter.end()
    return pixmap


def _value(data: QMimeData) -> dict[str, object]:
    """Our own format; what somebody else made of it is nothing."""
    if not data.hasFormat(NODES):
        return {}
    try:
        value = json.loads(bytes(data.data(NODES).data()))
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _is_path(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(part, str) for part in value)
