"""Reading one node at a time."""

from __future__ import annotations

import os
import stat
import threading

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.paths import NodePath
from em_desktop.errors import EmError, NotFoundError
from em_desktop.stores.local.describe import (
    describe_directory,
    describe_file,
    is_alive,
    unreadable,
    with_activity,
)
from em_desktop.stores.local.markers import read_markers
from em_desktop.stores.local.places import RECORDINGS, Places, is_gone

_MOST_REMEMBERED = 4096


class NodeReader:
    """The nodes of a store as they are now; what hasn't changed isn't parsed again."""

    def __init__(self, places: Places, name: str) -> None:
        self._places = places
        self._name = name
        self._lock = threading.Lock()
        self._remembered: dict[NodePath, tuple[str, Node]] = {}
        self._alive: set[NodePath] = set()

    def node(self, path: NodePath) -> Node:
        """The node at a path.

        Raises:
            NotFoundError: nothing is there, or it is an object inside a recording.
            UnavailableError: the store's directory is gone.
        """
        place = self._places.locate(path)
        with self._places.errors():
            status = place.lstat()
        for above in path.ancestors()[1:]:
            folder = self._directory(os.fspath(self._places.locate(above)), above)
            if not folder.is_folder:
                raise NotFoundError(str(path), f"{above} holds files, not nodes")
        if path.is_root:
            return self._root(self._directory(os.fspath(place), path))
        if not stat.S_ISDIR(status.st_mode):
            if path.name == RECORDINGS:
                raise NotFoundError(str(path), "what begins with a dot is not a node")
            return describe_file(os.fspath(place), path, status)
        return self.note(self._directory(os.fspath(place), path))

    def note(self, node: Node) -> Node:
        """Remember whether a node says that it is running."""
        with self._lock:
            if is_alive(node):
                self._alive.add(node.path)
            else:
                self._alive.discard(node.path)
        return node

    def alive_in(self, folder: NodePath) -> frozenset[str]:
        """The names of the nodes in a folder that said they are running when last read."""
        with self._lock:
            return frozenset(path.name for path in self._alive if path.parent == folder)

    def _directory(self, place: str, path: NodePath) -> Node:
        try:
            markers = read_markers(place)
            fingerprint = markers.fingerprint
            with self._lock:
                known = self._remembered.get(path)
            if known is not None and known[0] == fingerprint:
                node = known[1]
                return with_activity(place, node) if is_alive(node) else node
            node, may_keep = describe_directory(place, path, markers)
        except (OSError, EmError) as error:
            if is_gone(place):
                raise NotFoundError(place) from error
            return unreadable(path, error)
        if may_keep and markers.settled:
            with self._lock:
                if len(self._remembered) >= _MOST_REMEMBERED:
                    self._remembered.clear()
                self._remembered[path] = (fingerprint, node)
        return node

    def _root(self, node: Node) -> Node:
        """The root is a Folder, also where the directory is a recording."""
        is_folder = node.is_folder
        return Node(
            node.path,
            NodeType.FOLDER,
            self._name,
            id=node.id,
            labels=node.labels if is_folder else (),
            description=node.description if is_folder else "",
            modified=node.modified,
            favourite=node.favourite,
            color=node.color,
            locked=node.locked,
        )
