"""The data flow: which Run read and wrote what."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from em_desktop.domain.lineage import Edge, Lineage
from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.paths import AlternativeName, NodePath
from em_desktop.domain.recordings import Association, Role
from em_desktop.errors import EmError
from em_desktop.formats import node_meta, run, shortcut
from em_desktop.formats.node_meta import NodeMeta
from em_desktop.formats.recording import METADATA
from em_desktop.formats.source import DirectorySource
from em_desktop.stores.base import Cancel
from em_desktop.stores.local.locator import Directory, Index, Locator
from em_desktop.stores.local.places import Places

_MOST_BYTES = 16 << 20
_SETTLED = 2.0
"""Seconds; a file that was changed since may be changed again without another time stamp."""


class Flow:
    """Joins what the Runs of a store name to the nodes that are there."""

    def __init__(self, places: Places, locator: Locator) -> None:
        self._places = places
        self._locator = locator
        self._texts = _Texts()

    def lineage(self, node: Node, cancel: Cancel | None = None) -> Lineage:
        """The direct neighbours of a node; a Run's own, else the Runs that name it."""
        if node.type in {NodeType.FOLDER, NodeType.SHORTCUT, NodeType.FILE}:
            return Lineage()
        if node.type is NodeType.RUN:
            edges = [(edge.association.role, edge) for edge in self.of_run(node, cancel)]
            return Lineage(_side(edges, Role.INPUT), _side(edges, Role.OUTPUT))
        index = self._locator.index(cancel)
        edges = [
            (one.role, Edge(directory.path, one, is_added))
            for directory, one, is_added in self._naming(_names(node, index), index, cancel)
            if _target(one, directory.path, index) == node.path
        ]
        return Lineage(inputs=_side(edges, Role.OUTPUT), outputs=_side(edges, Role.INPUT))

    def of_run(self, run: Node, cancel: Cancel | None = None) -> tuple[Edge, ...]:
        """What a Run read and wrote, in its order."""
        index = self._locator.index(cancel)
        source = DirectorySource(self._places.locate(run.path))
        found = _associations(source, node_meta.read(source).value)
        return tuple(
            Edge(_target(one, run.path, index), one, is_added) for one, is_added in found.items()
        )

    def target(self, association: Association, origin: NodePath) -> NodePath | None:
        """The node that a Run at ``origin`` means, if it is in the store."""
        return _target(association, origin, self._locator.index())

    def is_named(self, name: str) -> bool:
        """Whether a recording of the store refers to something by this directory name."""
        found = self._naming({name}, self._locator.index(), None)
        return any(association.name == name for _, association, _ in found)

    def is_referred(self, node_id: str) -> bool:
        """Whether a shortcut or a recording of the store refers to a node by this id."""
        self._locator.forget()
        index = self._locator.index()
        found = self._naming({node_id}, index, None)
        if any(association.id.partition(":")[0] == node_id for _, association, _ in found):
            return True
        return any(
            node_id in _shortcut_ids(directory.place)
            for directory in index.directories
            if not directory.is_leaf
        )

    def _naming(
        self, names: set[str], index: Index, cancel: Cancel | None
    ) -> Iterator[tuple[Directory, Association, bool]]:
        """Associations of all Runs that may refer to one of these names and ids.

        With each whether it was added in the app.
        """
        needles = [_needle(name) for name in names]
        self._texts.bound(len(index.directories))
        for directory in index.directories:
            if cancel is not None:
                cancel.check()
            edges = directory.meta is not None and directory.meta.edges
            if edges or (directory.has_metadata and self._texts.mention(directory, needles)):
                source = DirectorySource(Path(directory.place))
                for association, is_added in _associations(source, directory.meta).items():
                    yield directory, association, is_added


def _shortcut_ids(place: str) -> set[str]:
    """The ids that the shortcuts in a folder point at."""
    try:
        names = [name for name in os.listdir(place) if shortcut.is_shortcut(name)]  # noqa: PTH208
        source = DirectorySource(Path(place))
        return {shortcut.read(source, name).value.target.id or "" for name in names}
    except (OSError, EmError):
        return set()


def _names(node: Node, index: Index) -> set[str]:
    """All that a recording may call a node."""
    own = (one.meta for one in index.directories if one.path == node.path)
    meta = next(own, None) or NodeMeta()
    return {node.path.name, *meta.previous_names, *([node.id] if node.id else [])}


def _needle(name: str) -> bytes:
    """Bytes that stand in a ``metadata.yaml`` that refers to ``name``; empty if that's unsure.

    The recorder escapes what isn't ASCII and may break lines at blanks, but never inside
    the time part.
    """
    parts = AlternativeName.parse(name)
    if parts is not None:
        return parts.suffix.encode()
    return name.encode() if name.isascii() and name.isprintable() and " " not in name else b""


class _Texts:
    """What Runs refer to, as bytes; a file is read again only when it has changed."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[tuple[int, ...], bytes]] = {}

    def bound(self, directories: int) -> None:
        """Forget everything once much of it can't be there any more."""
        if len(self._known) > 2 * directories + 100:
            self._known.clear()

    def mention(self, directory: Directory, needles: Iterable[bytes]) -> bool:
        """Whether a Run may refer to one of these."""
        try:
            found = os.stat(os.path.join(directory.place, METADATA))  # noqa: PTH116, PTH118 - quick
        except (OSError, ValueError):
            return False
        stamp = (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)
        known = self._known.get(directory.place)
        if known is None or known[0] != stamp:
            try:
                data = DirectorySource(Path(directory.place)).read(METADATA, 0, _MOST_BYTES)
            except EmError:
                return False
            start = data.find(b"associations")
            known = stamp, data[start:] if start >= 0 else b""
            if time.time() - max(found.st_mtime, found.st_ctime) > _SETTLED:
                self._known[directory.place] = known
        return any(needle in known[1] for needle in needles)


def _associations(source: DirectorySource, meta: NodeMeta | None) -> dict[Association, bool]:
    """What a Run read and wrote, each once, and whether that was only added in the app."""
    try:
        recorded = run.read_metadata(source).value.associations
    except EmError:  # gone or unreadable: its own page tells
        recorded = ()
    added = meta.edges if meta is not None else ()
    found = dict.fromkeys(recorded, False)
    return found | {one: True for one in added if one not in found}


def _target(association: Association, origin: NodePath, index: Index) -> NodePath | None:
    """The node that a Run at ``origin`` means: by id, else by (old) directory name."""
    node_id = association.id.partition(":")[0]  # of a version: <node id>:<ref>
    path = index.with_id(node_id) if node_id else None
    if path is None and association.name:
        path = index.with_name(association.name, origin)
    return path


def _side(edges: Iterable[tuple[Role, Edge]], role: Role) -> tuple[Edge, ...]:
    return tuple(edge for side, edge in edges if side is role)
