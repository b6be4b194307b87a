"""How the window was left, so that it comes back like that."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from em_desktop.domain.nodes import NodeType
from em_desktop.domain.paths import NodePath
from em_desktop.gui.context import Location
from em_desktop.gui.history import Visit
from em_desktop.gui.kept_file import read_kept

_VERSION = 1

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A node that the user pinned or opened lately, with what is shown before it is read.

    Attributes:
        name: of the node, or what the user called the smart folder.
        view: of a smart folder: how its pane shows the folder, as JSON; else empty.
    """

    location: Location
    type: NodeType
    name: str
    view: str = ""

    def view_state(self) -> dict[str, Any]:
        """The state that `Pane.restore_state` takes; empty unless it is a smart folder."""
        try:
            state = json.loads(self.view) if self.view else {}
        except ValueError:
            return {}
        return state if isinstance(state, dict) else {}


@dataclass(frozen=True, slots=True)
class TabState:
    """An open tab: where it has been, and where it is.

    Attributes:
        name, type: of the node that it shows, for its tab until the node is read again.
    """

    visits: tuple[Visit, ...]
    position: int = 0
    name: str = ""
    type: NodeType = NodeType.FILE


@dataclass(frozen=True, slots=True)
class Session:
    """Everything that is the user's own about the window; the defaults are a first start's.

    Attributes:
        navigator_width, inspector_width, activity_height: logical pixels; 0: the design's.
        stores: ids of the open stores.
    """

    navigator_width: int = 0
    inspector_width: int = 0
    navigator: bool = True
    inspector: bool = True
    activity: bool = False
    activity_height: int = 0
    stores: tuple[str, ...] = ()
    expanded: tuple[Location, ...] = ()
    tabs: tuple[TabState, ...] = ()
    current_tab: int = 0
    pinned: tuple[Bookmark, ...] = ()
    recent: tuple[Bookmark, ...] = field(default=())


def to_json(session: Session) -> str:
    """The session as text."""
    value = {
        "version": _VERSION,
        "navigator_width": session.navigator_width,
        "inspector_width": session.inspector_width,
        "navigator": session.navigator,
        "inspector": session.inspector,
        "activity": session.activity,
        "activity_height": session.activity_height,
        "stores": list(session.stores),
        "expanded": [_location(location) for location in session.expanded],
        "tabs": [
            {
                "visits": [
                    {**_location(visit.location), "state": visit.state} for visit in tab.visits
                ],
                "position": tab.position,
                "name": tab.name,
                "type": str(tab.type),
            }
            for tab in session.tabs
        ],
        "current_tab": session.current_tab,
        "pinned": [_bookmark(bookmark) for bookmark in session.pinned],
        "recent": [_bookmark(bookmark) for bookmark in session.recent],
    }
    return json.dumps(value, indent=1)


def from_json(text: str) -> Session:
    """The session of a text; what isn't understood is left out."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return Session()
    if not isinstance(value, dict):
        return Session()
    return Session(
        navigator_width=_get(value, "navigator_width", int, 0),
        inspector_width=_get(value, "inspector_width", int, 0),
        navigator=_get(value, "navigator", bool, default=True),
        inspector=_get(value, "inspector", bool, default=True),
        activity=_get(value, "activity", bool, default=False),
        activity_height=_get(value, "activity_height", int, 0),
        stores=tuple(store for store in _get(value, "stores", list, []) if isinstance(store, str)),
        expanded=_each(value, "expanded", _read_location),
        tabs=_each(value, "tabs", _read_tab),
        current_tab=_get(value, "current_tab", int, 0),
        pinned=_each(value, "pinned", _read_bookmark),
        recent=_each(value, "recent", _read_bookmark),
    )


def load(path: Path) -> Session:
    """The session that was saved, or that of a first start (a small file)."""
    return from_json(read_kept(path))


def _location(location: Location) -> dict[str, Any]:
    return {"store": location.store_id, "path": list(location.path.parts)}


def _bookmark(bookmark: Bookmark) -> dict[str, Any]:
    found = {**_location(bookmark.location), "type": str(bookmark.type), "name": bookmark.name}
    return {**found, "view": bookmark.view} if bookmark.view else found


def _get(value: dict[str, Any], key: str, kind: type[T], default: T) -> T:
    found = value.get(key)
    if isinstance(found, bool) and kind is not bool:
        return default
    return found if isinstance(found, kind) else default


def _each(
    value: dict[str, Any], key: str, read: Callable[[dict[str, Any]], T | None]
) -> tuple[T, ...]:
    items = _get(value, key, list, [])
    found = (read(item) for item in items if isinstance(item, dict))
    return tuple(item for item in found if item is not None)


def _read_location(value: dict[str, Any]) -> Location | None:
    store, path = value.get("store"), value.get("path")
    if not isinstance(store, str) or not isinstance(path, list):
        return None
    if not all(isinstance(part, str) for part in path):
        return None
    return Location(store, NodePath(tuple(path)))


def _read_bookmark(value: dict[str, Any]) -> Bookmark | None:
    location = _read_location(value)
    kind, name = value.get("type"), value.get("name")
    if location is None or kind not in set(NodeType) or not isinstance(name, str):
        return None
    return Bookmark(location, NodeType(kind), name, _get(value, "view", str, ""))


def _read_visit(value: dict[str, Any]) -> Visit | None:
    location = _read_location(value)
    return None if location is None else Visit(location, _get(value, "state", dict, {}))


def _read_tab(value: dict[str, Any]) -> TabState | None:
    visits = _each(value, "visits", _read_visit)
    if not visits:
        return None
    kind = value.get("type")
    return TabState(
        visits,
        _get(value, "position", int, 0),
        _get(value, "name", str, ""),
        NodeType(kind) if kind in set(NodeType) else NodeType.FILE,
    )
