"""The nodes of a store in memory, and what they hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

from em_desktop.domain.naming import comparable
from em_desktop.domain.nodes import Node, NodeType, StorageType
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.domain.recordings import Association
from em_desktop.errors import NotFoundError, NotSupportedError
from em_desktop.stores.base import TrashedNode


@dataclass(slots=True)
class Entry:
    """A node and what it holds.

    Attributes:
        associations: what the recorder wrote that it read and wrote.
        added: the same, as people added it.
        names: directory names that it had.
        is_copy: others that name a recording by its directory's name mean the original.
        number: which thing it is, wherever it moves.
    """

    node: Node
    objects: dict[str, bytes] = field(default_factory=dict)
    associations: tuple[Association, ...] = ()
    added: tuple[Association, ...] = ()
    names: frozenset[str] = frozenset()
    is_copy: bool = False
    number: int = field(default_factory=count().__next__)

    @property
    def all_edges(self) -> dict[Association, bool]:
        """What it read and wrote, each once, and whether that was only added by people."""
        recorded = dict.fromkeys(self.associations, False)
        return recorded | {one: True for one in self.added if one not in recorded}


@dataclass(slots=True)
class Trashed:
    """What was removed: a subtree, or one object of a node."""

    what: TrashedNode
    entries: dict[NodePath, Entry] = field(default_factory=dict)
    key: str = ""
    objects: dict[str, bytes] = field(default_factory=dict)


class Entries(dict[NodePath, Entry]):
    """All nodes by path."""

    def __init__(self, name: str) -> None:
        super().__init__({ROOT: Entry(Node(ROOT, NodeType.FOLDER, name))})

    def at(self, path: NodePath) -> Entry:
        """The node at a path.

        Raises:
            NotFoundError: nothing is there.
        """
        try:
            return self[path]
        except KeyError:
            raise NotFoundError(str(path)) from None

    def described(self, path: NodePath) -> Entry:
        """The entry of a node that can have labels and a description of its own."""
        entry = self.at(path)
        if entry.node.type is NodeType.FILE:
            raise NotSupportedError(str(path), "a single file has no labels or description")
        return entry

    def state(self, path: NodePath) -> str:
        """The same text while nothing that people see of a node and all below it has changed."""
        seen = []
        for at, entry in sorted(self.subtree(path).items(), key=lambda item: item[0]):
            node = entry.node
            told = (node.labels, node.description, node.favourite, node.color, node.locked)
            objects = sorted(entry.objects.items())
            seen.append((at.parts[len(path.parts) :], node.type, told, entry.added, objects))
        return repr(seen)

    def children(self, folder: NodePath) -> list[Node]:
        """The nodes right below a folder, in order."""
        paths = sorted(path for path in self if path.parent == folder and not path.is_root)
        return [self[path].node for path in paths]

    def subtree(self, path: NodePath) -> dict[NodePath, Entry]:
        """A node and all below it."""
        return {at: entry for at, entry in self.items() if at == path or at.is_below(path)}

    def taken(self, path: NodePath, but: NodePath | None = None) -> NodePath | None:
        """The node, other than ``but``, that has a path, also where only the case differs."""
        for node in self.children(path.parent):
            if node.path != but and comparable(node.path.name) == comparable(path.name):
                return node.path
        return None

    def with_name(self, name: str) -> NodePath | None:
        """Where the recording is that has, or once had, this directory name; or a copy of it."""
        called = [
            (entry.is_copy, path)
            for path, entry in self.items()
            if path.name == name and entry.node.storage_type is not StorageType.NONE
        ]
        known = [(False, path) for path, entry in self.items() if name in entry.names]
        originals = [path for is_copy, path in called if not is_copy]
        found = sorted(originals) or sorted(path for _, path in known or called)
        return found[0] if found else None

    def with_id(self, node_id: str) -> NodePath | None:
        """Where the node with this id is."""
        known = (path for path, entry in self.items() if node_id and entry.node.id == node_id)
        return next(known, None)

    def is_referred(self, node_id: str) -> bool:
        """Whether a shortcut or a Run refers to a node by this id."""
        return any(
            (entry.node.target is not None and entry.node.target.id == node_id)
            or any(one.id.partition(":")[0] == node_id for one in entry.all_edges)
            for entry in self.values()
        )

    def target(self, association: Association) -> NodePath | None:
        """The node that a Run names as its data."""
        return self.with_id(association.id.partition(":")[0]) or (
            self.with_name(association.name) if association.name else None
        )
