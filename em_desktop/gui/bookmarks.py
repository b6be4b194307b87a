"""What the user pinned and opened lately."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.operations import Changes
from em_desktop.gui.comparison_place import is_comparison
from em_desktop.gui.context import Location
from em_desktop.gui.places import moved
from em_desktop.gui.session import Bookmark

_RECENT = 30


class Bookmarks(QObject):
    """Pinned nodes in the user's order, and recent ones with the newest first."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pinned: tuple[Bookmark, ...] = ()
        self.recent: tuple[Bookmark, ...] = ()

    def restore(self, pinned: tuple[Bookmark, ...], recent: tuple[Bookmark, ...]) -> None:
        """Take those of an earlier session."""
        self.pinned, self.recent = pinned, recent
        self.changed.emit()

    def is_pinned(self, location: Location) -> bool:
        return any(each.location == location and not each.view for each in self.pinned)

    def pin(self, location: Location, node: Node) -> None:
        """Pin a node as the last one."""
        if not self.is_pinned(location):
            self.pinned += (Bookmark(location, node.type, node.name),)
            self.changed.emit()

    def unpin(self, location: Location) -> None:
        self.pinned = tuple(each for each in self.pinned if each.location != location or each.view)
        self.changed.emit()

    @Slot(Location, str, object)
    def add_smart_folder(self, location: Location, name: str, state: dict[str, Any]) -> None:
        """Keep a view of a folder under a name; one of the same name there is replaced."""
        added = Bookmark(location, NodeType.FOLDER, name, json.dumps(state))
        others = (
            each
            for each in self.pinned
            if not (each.view and each.location == location and each.name == name)
        )
        self.pinned = (*others, added)
        self.changed.emit()

    def remove(self, bookmark: Bookmark) -> None:
        """Take out what was pinned."""
        self.pinned = tuple(each for each in self.pinned if each != bookmark)
        self.changed.emit()

    def note_visit(self, location: Location, node: Node) -> None:
        """A node was opened; comparisons have a list of their own."""
        if is_comparison(location.path):
            return
        visited = Bookmark(location, node.type, node.name)
        others = (each for each in self.recent if each.location != location)
        self.recent = (visited, *others)[:_RECENT]
        self.pinned = tuple(
            visited if each.location == location and not each.view else each for each in self.pinned
        )
        self.changed.emit()

    def follow(self, store_id: str, changes: Changes) -> None:
        """Nodes moved: the bookmarks go along."""
        if changes.moved:
            self.pinned = _relocated(self.pinned, store_id, changes)
            self.recent = _relocated(self.recent, store_id, changes)
            self.changed.emit()


def _relocated(
    bookmarks: tuple[Bookmark, ...], store_id: str, changes: Changes
) -> tuple[Bookmark, ...]:
    return tuple(
        replace(each, location=moved(each.location, store_id, changes)) for each in bookmarks
    )
