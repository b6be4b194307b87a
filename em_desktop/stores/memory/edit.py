"""Operations on the nodes of a store in memory."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime

from em_desktop.domain.naming import check_folder_name, new_segment, shown_name
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
from em_desktop.domain.paths import NodePath
from em_desktop.errors import (
    AlreadyExistsError,
    ConflictError,
    InvalidMoveError,
    InvalidNameError,
    NotFoundError,
    NotSupportedError,
)
from em_desktop.stores.base import TrashedNode
from em_desktop.stores.memory.entries import Entries, Entry, Trashed
from em_desktop.stores.protected import check_replaceable


class Editor:
    """Changes the entries; what is removed goes to ``trash``, by id."""

    def __init__(self, entries: Entries, trash: dict[str, Trashed]) -> None:
        self._entries = entries
        self._trash = trash

    def perform(self, operation: Operation) -> Outcome:
        """Check and do an operation."""
        match operation:
            case CreateFolder():
                return self._create(operation)
            case Move():
                return self._move(operation)
            case SetLabels(path, labels, before):
                entry = self._entries.described(path)
                old = entry.node.labels
                _check_before(path, before, old)
                entry.node = replace(entry.node, labels=labels)
                return Outcome(_touched(path), SetLabels(path, old, labels))
            case SetDescription(path, description, expected):
                entry = self._entries.described(path)
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
        if not self._entries.at(operation.parent).node.is_folder:
            raise InvalidMoveError(str(operation.parent), "only a folder takes nodes")
        self._entries.check_free(path)
        self._entries[path] = Entry(Node(path, NodeType.FOLDER, operation.name))
        return Outcome(Changes(parents=frozenset({operation.parent})), Remove(path))

    def _move(self, operation: Move) -> Outcome:
        old = operation.path
        entry = self._entries.at(old)
        check_move(old, operation.parent, self._entries.at(operation.parent).node.type)
        name = operation.name
        segment = old.name if name is None else new_segment(entry.node.type, old.name, name)
        new = operation.parent.child(segment)
        if new == old:
            return Outcome(Changes(), None)
        self._entries.check_free(new, old)
        for at, inside in self._entries.subtree(old).items():
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
        entry = self._entries.at(path)
        if path.is_root:
            raise InvalidMoveError(str(path), "a store's root stays where it is")
        trash_id = str(uuid.uuid4())
        subtree = self._entries.subtree(path)
        self._trash[trash_id] = Trashed(
            TrashedNode(trash_id, entry.node, datetime.now(UTC)), subtree
        )
        for at in subtree:
            del self._entries[at]
        changes = Changes(parents=frozenset({path.parent}), removed=frozenset({path}))
        return Outcome(changes, Restore(trash_id))

    def _remove_object(self, path: NodePath, key: str) -> Outcome:
        entry = self._entries.at(path)
        check_object(entry.node, key)
        if entry.node.type is NodeType.FILE:
            raise NotSupportedError(str(path), "a single file is removed as a node")
        if key not in entry.objects:
            raise NotFoundError(f"{path}/{key}")
        trash_id = str(uuid.uuid4())
        at = NodePath((*path.parts, *key.split("/")))
        node = Node(at, NodeType.FILE, at.name, size=len(entry.objects[key]))
        what = TrashedNode(trash_id, node, datetime.now(UTC))
        self._trash[trash_id] = Trashed(what, {path: entry}, key, entry.objects.pop(key))
        return Outcome(_touched(path), Restore(trash_id))

    def _restore(self, trash_id: str) -> Outcome:
        try:
            trashed = self._trash[trash_id]
        except KeyError:
            raise NotFoundError(trash_id) from None
        if trashed.key:
            (path,) = trashed.entries
            objects = self._entries.at(path).objects
            if trashed.key in objects:
                raise AlreadyExistsError(f"{path}/{trashed.key}")
            objects[trashed.key] = trashed.data
            del self._trash[trash_id]
            return Outcome(_touched(path), RemoveObject(path, trashed.key))
        path = trashed.what.node.path
        if not self._entries.at(path.parent).node.is_folder:
            raise InvalidMoveError(str(path.parent), "only a folder takes nodes")
        self._entries.check_free(path)
        self._entries.update(trashed.entries)
        del self._trash[trash_id]
        return Outcome(Changes(parents=frozenset({path.parent})), Remove(path))


def check_object(node: Node, key: str) -> None:
    """Refuse to change an object that isn't people's own."""
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
