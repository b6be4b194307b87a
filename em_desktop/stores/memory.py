"""A store in memory: the reference that the contract of all stores was written against."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import BinaryIO

from em_desktop.domain.lineage import Edge, Lineage
from em_desktop.domain.naming import check_folder_name, comparable, new_segment, shown_name
from em_desktop.domain.nodes import Node, NodeType, StorageType
from em_desktop.domain.operations import (
    Changes,
    CreateFolder,
    Move,
    Operation,
    Outcome,
    Remove,
    RemoveObject,
    Restore,
    SetDescription,
    SetLabels,
    check_move,
)
from em_desktop.domain.paths import ROOT, NodePath, check_object_key
from em_desktop.domain.recordings import Association, Role
from em_desktop.errors import (
    AlreadyExistsError,
    ConflictError,
    InvalidMoveError,
    InvalidNameError,
    NotFoundError,
    NotSupportedError,
)
from em_desktop.formats.source import ObjectInfo, ObjectSource
from em_desktop.stores.base import Cancel, Capabilities, StoreInfo, TrashedNode
from em_desktop.stores.protected import check_replaceable

_PAGE = 100


@dataclass(slots=True)
class _Entry:
    """A node and what it holds."""

    node: Node
    objects: dict[str, bytes] = field(default_factory=dict)
    associations: tuple[Association, ...] = ()
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MemorySource:
    """The objects of one node of a `MemoryStore`."""

    location: str
    objects: Mapping[str, bytes]

    def list(self, prefix: str = "") -> Iterator[ObjectInfo]:
        for key in sorted(self.objects):
            if key.startswith(prefix):
                yield self.stat(key)

    def stat(self, key: str) -> ObjectInfo:
        return ObjectInfo(key, len(self._data(key)), 0)

    def read(self, key: str, offset: int = 0, length: int | None = None) -> bytes:
        data = self._data(key)
        return data[offset:] if length is None else data[offset : offset + length]

    def _data(self, key: str) -> bytes:
        try:
            return self.objects[check_object_key(key)]
        except KeyError:
            raise NotFoundError(f"{self.location}/{key}") from None


@dataclass(slots=True)
class _Trashed:
    """What was removed: a subtree, or one object of a node."""

    what: TrashedNode
    entries: dict[NodePath, _Entry] = field(default_factory=dict)
    key: str = ""
    data: bytes = b""


class MemoryStore:
    """Holds nodes of every type; `add` and `write` play the other programs that write in it."""

    def __init__(self, name: str = "memory") -> None:
        self.info = StoreInfo(id=f"memory:{name}", name=name, location=name)
        self.capabilities = Capabilities()
        self._lock = threading.RLock()
        self._entries = {ROOT: _Entry(Node(ROOT, NodeType.FOLDER, name))}
        self._trash: dict[str, _Trashed] = {}
        self._watched: frozenset[NodePath] = frozenset()
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
                    self._entries[above] = _Entry(Node(above, NodeType.FOLDER, above.name))
            self._entries[node.path] = _Entry(node, dict(objects or {}), associations)
        self._tell(Changes(parents=frozenset({node.path.parent})))

    def write(self, path: NodePath, key: str, data: bytes) -> None:
        """Write an object, as if another program had."""
        with self._lock:
            self._entry(path).objects[check_object_key(key)] = data
        self._tell(Changes(nodes=frozenset({path})))

    def get(self, path: NodePath) -> Node:
        with self._lock:
            return self._entry(path).node

    def find(self, node_id: str) -> Node:
        with self._lock:
            for entry in self._entries.values():
                if node_id and entry.node.id == node_id:
                    return entry.node
            path = self._by_name(node_id)
            if path is None:
                raise NotFoundError(node_id)
            return self._entries[path].node

    def identify(self, path: NodePath) -> str:
        with self._lock:
            entry = self._entry(path)
            if entry.node.type in {NodeType.FILE, NodeType.SHORTCUT}:
                raise NotSupportedError(str(path), "a single file has no id")
            if entry.node.id is None:
                entry.node = replace(entry.node, id=str(uuid.uuid4()))
            return entry.node.id or ""

    def children(self, path: NodePath, cancel: Cancel | None = None) -> Iterator[Sequence[Node]]:
        with self._lock:
            self._entry(path)
            nodes = [
                entry.node
                for at, entry in sorted(self._entries.items())
                if self._is_child(at, path)
            ]
        for start in range(0, len(nodes), _PAGE):
            if cancel is not None:
                cancel.check()
            yield nodes[start : start + _PAGE]

    def measure(self, path: NodePath, cancel: Cancel | None = None) -> tuple[int, int]:
        with self._lock:
            self._entry(path)
            sizes = [
                len(data)
                for entry in self._subtree(path).values()
                for data in entry.objects.values()
            ]
        if cancel is not None:
            cancel.check()
        return sum(sizes), len(sizes)

    def objects(self, path: NodePath) -> ObjectSource:
        with self._lock:
            entry = self._entry(path)
        if entry.node.storage_type not in {StorageType.FILE, StorageType.FILES}:
            raise NotSupportedError(str(path), "it holds no files")
        return MemorySource(f"{self.info.location}/{path}", entry.objects)

    def put(self, path: NodePath, key: str, content: BinaryIO) -> Changes:
        check_object_key(key)
        with self._lock:
            entry = self._entry(path)
            _check_put(entry.node, key)
            entry.objects[key] = content.read()
        return self._tell(Changes(nodes=frozenset({path})))

    def lineage(self, path: NodePath, cancel: Cancel | None = None) -> Lineage:
        if cancel is not None:
            cancel.check()
        with self._lock:
            entry = self._entry(path)
            if entry.node.type is NodeType.RUN:
                found = [(self._target(one), one) for one in dict.fromkeys(entry.associations)]
                flows = [(one.role, Edge(target, one)) for target, one in found]
                return Lineage(_side(flows, Role.INPUT), _side(flows, Role.OUTPUT))
            flows = [
                (one.role, Edge(at, one))
                for at, other in sorted(self._entries.items())
                for one in dict.fromkeys(other.associations)
                if self._target(one) == path
            ]
        return Lineage(inputs=_side(flows, Role.OUTPUT), outputs=_side(flows, Role.INPUT))

    def perform(self, operation: Operation) -> Outcome:
        with self._lock:
            outcome = self._perform(operation)
        self._tell(outcome.changes)
        return outcome

    def trashed(self) -> Sequence[TrashedNode]:
        with self._lock:
            return [trashed.what for trashed in reversed(self._trash.values())]

    def empty_trash(self, ids: Sequence[str] | None = None) -> None:
        with self._lock:
            for trash_id in list(self._trash) if ids is None else ids:
                if self._trash.pop(trash_id, None) is None:
                    raise NotFoundError(trash_id)

    def watch(self, paths: frozenset[NodePath]) -> None:
        self._watched = paths

    def changes(self, cancel: Cancel) -> Iterator[Changes]:
        feed = _Feed()
        self._feeds.append(feed)
        try:
            while not cancel.is_set:
                yield from feed.next()
        finally:
            self._feeds.remove(feed)

    def close(self) -> None:
        self._watched = frozenset()

    def _entry(self, path: NodePath) -> _Entry:
        try:
            return self._entries[path]
        except KeyError:
            raise NotFoundError(str(path)) from None

    def _is_child(self, path: NodePath, folder: NodePath) -> bool:
        return path.parent == folder and not path.is_root

    def _subtree(self, path: NodePath) -> dict[NodePath, _Entry]:
        return {at: entry for at, entry in self._entries.items() if at == path or at.is_below(path)}

    def _by_name(self, name: str) -> NodePath | None:
        """Where the recording is that has, or once had, this alternative name."""
        for at, entry in sorted(self._entries.items()):
            if at.name == name and entry.node.storage_type is not StorageType.NONE:
                return at
        for at, entry in sorted(self._entries.items()):
            if name in entry.names:
                return at
        return None

    def _target(self, association: Association) -> NodePath | None:
        wanted = association.id.partition(":")[0]
        for at, entry in self._entries.items():
            if wanted and entry.node.id == wanted:
                return at
        return self._by_name(association.name) if association.name else None

    def _tell(self, changes: Changes) -> Changes:
        for feed in list(self._feeds):
            feed.add(changes)
        return changes

    def _perform(self, operation: Operation) -> Outcome:
        match operation:
            case CreateFolder():
                return self._create(operation)
            case Move():
                return self._move(operation)
            case SetLabels(path, labels, before):
                entry = self._entry(path)
                old = entry.node.labels
                _check_before(path, before, old)
                entry.node = replace(entry.node, labels=labels)
                return Outcome(_touched(path), SetLabels(path, old, labels))
            case SetDescription(path, description, expected):
                entry = self._entry(path)
                text = entry.node.description
                _check_before(path, expected, text)
                entry.node = replace(entry.node, description=description)
                return Outcome(_touched(path), SetDescription(path, text, description))
            case Remove(path):
                return self._remove(path)
            case Restore(trash_id):
                return self._restore(trash_id)
            case RemoveObject(path, key):
                return self._remove_object(path, key)

    def _create(self, operation: CreateFolder) -> Outcome:
        path = operation.parent.child(check_folder_name(operation.name))
        if not self._entry(operation.parent).node.is_folder:
            raise InvalidMoveError(str(operation.parent), "only a folder takes nodes")
        self._check_free(path)
        self._entries[path] = _Entry(Node(path, NodeType.FOLDER, operation.name))
        return Outcome(Changes(parents=frozenset({operation.parent})), Remove(path))

    def _move(self, operation: Move) -> Outcome:
        old = operation.path
        entry = self._entry(old)
        check_move(old, operation.parent, self._entry(operation.parent).node.type)
        name = operation.name
        segment = old.name if name is None else new_segment(entry.node.type, old.name, name)
        new = operation.parent.child(segment)
        if new == old:
            return Outcome(Changes(), None)
        self._check_free(new, old)
        for at, inside in self._subtree(old).items():
            del self._entries[at]
            inside.node = replace(inside.node, path=at.rebased(old, new))
            self._entries[inside.node.path] = inside
        if segment != old.name:
            entry.names = (entry.names | {old.name}) - {segment}
            entry.node = replace(entry.node, name=shown_name(segment, "", ""))
        changes = Changes(parents=frozenset({old.parent, new.parent}), moved=((old, new),))
        back = None if segment == old.name else old.name
        return Outcome(changes, Move(new, old.parent, back))

    def _remove(self, path: NodePath) -> Outcome:
        entry = self._entry(path)
        if path.is_root:
            raise InvalidMoveError(str(path), "a store's root stays where it is")
        trash_id = str(uuid.uuid4())
        subtree = self._subtree(path)
        self._trash[trash_id] = _Trashed(
            TrashedNode(trash_id, entry.node, datetime.now(UTC)), subtree
        )
        for at in subtree:
            del self._entries[at]
        changes = Changes(parents=frozenset({path.parent}), removed=frozenset({path}))
        return Outcome(changes, Restore(trash_id))

    def _remove_object(self, path: NodePath, key: str) -> Outcome:
        entry = self._entry(path)
        check_object_key(key)
        _check_put(entry.node, key)
        if entry.node.type is NodeType.FILE:
            raise NotSupportedError(str(path), "a single file is removed as a node")
        if key not in entry.objects:
            raise NotFoundError(f"{path}/{key}")
        trash_id = str(uuid.uuid4())
        at = NodePath((*path.parts, *key.split("/")))
        node = Node(at, NodeType.FILE, at.name, size=len(entry.objects[key]))
        what = TrashedNode(trash_id, node, datetime.now(UTC))
        self._trash[trash_id] = _Trashed(what, {path: entry}, key, entry.objects.pop(key))
        return Outcome(_touched(path), Restore(trash_id))

    def _restore(self, trash_id: str) -> Outcome:
        try:
            trashed = self._trash[trash_id]
        except KeyError:
            raise NotFoundError(trash_id) from None
        if trashed.key:
            (path,) = trashed.entries
            objects = self._entry(path).objects
            if trashed.key in objects:
                raise AlreadyExistsError(f"{path}/{trashed.key}")
            objects[trashed.key] = trashed.data
            del self._trash[trash_id]
            return Outcome(_touched(path), RemoveObject(path, trashed.key))
        path = trashed.what.node.path
        if not self._entry(path.parent).node.is_folder:
            raise InvalidMoveError(str(path.parent), "only a folder takes nodes")
        self._check_free(path)
        self._entries.update(trashed.entries)
        del self._trash[trash_id]
        return Outcome(Changes(parents=frozenset({path.parent})), Remove(path))

    def _check_free(self, path: NodePath, but: NodePath | None = None) -> None:
        for at in self._entries:
            is_other = at != but and self._is_child(at, path.parent)
            if is_other and comparable(at.name) == comparable(path.name):
                raise AlreadyExistsError(str(at))


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


def _check_put(node: Node, key: str) -> None:
    if node.storage_type not in {StorageType.FILE, StorageType.FILES}:
        raise NotSupportedError(str(node.path), "it holds no files")
    check_replaceable(node.type, key)
    if node.type is NodeType.FILE and key != node.path.name:
        raise InvalidNameError(key, "a single file holds itself alone")


def _check_before(path: NodePath, before: object, now: object) -> None:
    if before is not None and before != now:
        raise ConflictError(str(path), f"it is {now!r} now")


def _touched(path: NodePath) -> Changes:
    return Changes(nodes=frozenset({path}))


def _side(flows: Sequence[tuple[Role, Edge]], role: Role) -> tuple[Edge, ...]:
    return tuple(edge for side, edge in flows if side is role)
