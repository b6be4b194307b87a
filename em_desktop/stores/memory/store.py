"""A store in memory: the reference that the contract of all stores was written against."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from em_desktop.domain.lineage import Edge, Lineage
from em_desktop.domain.nodes import Node, NodeType, StorageType
from em_desktop.domain.operations import Changes, Operation, Outcome
from em_desktop.domain.paths import NodePath, check_object_key
from em_desktop.domain.recordings import Association, Role
from em_desktop.errors import EmError, NotFoundError, NotSupportedError
from em_desktop.formats.asset import Refs, read_refs
from em_desktop.formats.reading import Reading
from em_desktop.formats.source import ObjectSource
from em_desktop.stores.base import (
    Arrival,
    Cancel,
    Capabilities,
    StoreInfo,
    TrashedNode,
    one_by_one,
)
from em_desktop.stores.memory.edit import Editor, check_object
from em_desktop.stores.memory.entries import Entries, Entry, Trashed
from em_desktop.stores.memory.source import MemorySource

_PAGE = 100


class MemoryStore:
    """Holds nodes of every type; `add` and `write` play the other programs that write in it."""

    def __init__(self, name: str = "memory") -> None:
        self.info = StoreInfo(id=f"memory:{name}", name=name, location=name)
        self.capabilities = Capabilities(files=False)
        self._lock = threading.RLock()
        self._entries = Entries(name)
        self._trash: dict[str, Trashed] = {}
        self._editor = Editor(self._entries, self._trash)
        self._feeds: list[_Feed] = []

    def add(
        self,
        node: Node,
        objects: Mapping[str, bytes] | None = None,
        associations: tuple[Association, ...] = (),
    ) -> None:
        """Put a node in, as if another program had; the folders above it come by themselves."""
        with self._lock:
            for above in node.path.ancestors():
                if above not in self._entries:
                    self._entries[above] = Entry(Node(above, NodeType.FOLDER, above.name))
            self._entries[node.path] = Entry(node, dict(objects or {}), associations)
        self._tell(Changes(parents=frozenset({node.path.parent})), own=False)

    def write(self, path: NodePath, key: str, data: bytes) -> None:
        """Write an object, as if another program had."""
        with self._lock:
            self._entries.at(path).objects[check_object_key(key)] = data
        self._tell(Changes(nodes=frozenset({path})), own=False)

    def get(self, path: NodePath) -> Node:
        with self._lock:
            return self._entries.at(path).node

    def find(self, node_id: str) -> Node:
        with self._lock:
            path = self._entries.with_id(node_id) or self._entries.with_name(node_id)
            if path is None:
                raise NotFoundError(node_id)
            return self._entries[path].node

    def identify(self, path: NodePath) -> str:
        with self._lock:
            entry = self._entries.at(path)
            if entry.node.type in {NodeType.FILE, NodeType.SHORTCUT}:
                raise NotSupportedError(str(path), "a single file has no id")
            if entry.node.id is None:
                entry.node = replace(entry.node, id=str(uuid.uuid4()))
            return entry.node.id or ""

    def children(self, path: NodePath, cancel: Cancel | None = None) -> Iterator[Sequence[Node]]:
        with self._lock:
            self._entries.at(path)
            nodes = self._entries.children(path)
        for start in range(0, len(nodes), _PAGE):
            if cancel is not None:
                cancel.check()
            yield nodes[start : start + _PAGE]

    def measure(self, path: NodePath, cancel: Cancel | None = None) -> tuple[int, int]:
        with self._lock:
            self._entries.at(path)
            sizes = [
                len(data)
                for entry in self._entries.subtree(path).values()
                for data in entry.objects.values()
            ]
        if cancel is not None:
            cancel.check()
        return sum(sizes), len(sizes)

    def objects(self, path: NodePath) -> ObjectSource:
        with self._lock:
            entry = self._entries.at(path)
        if entry.node.storage_type not in {StorageType.FILE, StorageType.FILES}:
            raise NotSupportedError(str(path), "it holds no files")
        return MemorySource(f"{self.info.location}/{path}", entry.objects)

    def refs(self, path: NodePath) -> Reading[Refs]:
        with self._lock:
            entry = self._entries.at(path)
        if entry.node.storage_type is not StorageType.VERSIONS:
            raise NotSupportedError(str(path), "it has no versions")
        return read_refs(MemorySource(f"{self.info.location}/{path}", entry.objects))

    def put(self, path: NodePath, key: str, content: BinaryIO) -> Changes:
        check_object_key(key)
        with self._lock:
            entry = self._entries.at(path)
            check_object(entry.node, key)
            entry.objects[key] = content.read()
        return self._tell(Changes(nodes=frozenset({path})))

    def location(self, path: NodePath) -> Path:
        raise NotSupportedError(str(path), "it lies in memory")

    def receive(self, path: NodePath) -> AbstractContextManager[Arrival]:
        raise NotSupportedError(str(path), "it lies in memory")

    def lineage(self, path: NodePath, cancel: Cancel | None = None) -> Lineage:
        if cancel is not None:
            cancel.check()
        with self._lock:
            entry = self._entries.at(path)
            if entry.node.type is NodeType.RUN:
                flows = [
                    (one.role, Edge(self._entries.target(one), one, is_added))
                    for one, is_added in entry.all_edges.items()
                ]
                return Lineage(_side(flows, Role.INPUT), _side(flows, Role.OUTPUT))
            flows = [
                (one.role, Edge(at, one, is_added))
                for at, other in sorted(self._entries.items())
                for one, is_added in other.all_edges.items()
                if self._entries.target(one) == path
            ]
        return Lineage(inputs=_side(flows, Role.OUTPUT), outputs=_side(flows, Role.INPUT))

    def perform(self, operation: Operation) -> Outcome:
        with self._lock:
            outcome = self._editor.perform(operation)
        self._tell(outcome.changes)
        return outcome

    def perform_all(self, operations: Sequence[Operation]) -> list[Outcome | EmError]:
        return one_by_one(self.perform, operations)

    def trashed(self) -> Sequence[TrashedNode]:
        with self._lock:
            return [trashed.what for trashed in reversed(self._trash.values())]

    def empty_trash(self, ids: Sequence[str] | None = None) -> None:
        with self._lock:
            for trash_id in list(self._trash) if ids is None else ids:
                if self._trash.pop(trash_id, None) is None:
                    raise NotFoundError(trash_id)

    def watch(self, paths: frozenset[NodePath]) -> None:
        """Nothing needs to be looked after: all changes are made here, and all are told."""

    def changes(self, cancel: Cancel) -> Iterator[Changes]:
        feed = _Feed()
        self._feeds.append(feed)
        try:
            while not cancel.is_set:
                yield from feed.next()
        finally:
            self._feeds.remove(feed)

    def close(self) -> None:
        """Nothing is held open."""

    def _tell(self, changes: Changes, *, own: bool = True) -> Changes:
        told = replace(changes, own=own)
        for feed in list(self._feeds):
            feed.add(told)
        return changes


class _Feed:
    """What one listener hasn't heard yet."""

    def __init__(self) -> None:
        self._news: list[Changes] = []
        self._arrived = threading.Condition()

    def add(self, changes: Changes) -> None:
        with self._arrived:
            self._news.append(changes)
            self._arrived.notify_all()

    def next(self) -> list[Changes]:
        with self._arrived:
            self._arrived.wait_for(lambda: bool(self._news), timeout=0.05)
            news, self._news = self._news, []
        return [changes for changes in news if changes]


def _side(flows: Sequence[tuple[Role, Edge]], role: Role) -> tuple[Edge, ...]:
    return tuple(edge for side, edge in flows if side is role)
