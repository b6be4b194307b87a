"""Operations on the nodes of a store in memory."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from em_desktop.domain.naming import check_folder_name, free_segment, new_segment, shown_name
from em_desktop.domain.nodes import Node, NodeType, ShortcutTarget, StorageType
from em_desktop.domain.operations import (
    AddEdge,
    Chain,
    Changes,
    Copy,
    CreateFolder,
    CreateShortcut,
    IfTaken,
    Move,
    MoveObject,
    Operation,
    Outcome,
    Remove,
    RemoveEdge,
    RemoveObject,
    Restore,
    RestoreEdge,
    SetIdentity,
    check_move,
    check_object_move,
)
from em_desktop.domain.paths import NodePath
from em_desktop.errors import (
    AlreadyExistsError,
    ConflictError,
    EmError,
    InvalidMoveError,
    InvalidNameError,
    LockedError,
    NotFoundError,
    NotSupportedError,
)
from em_desktop.stores.base import TrashedNode
from em_desktop.stores.memory.edges import change_edge
from em_desktop.stores.memory.entries import Entries, Entry, Trashed
from em_desktop.stores.memory.values import set_value
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
            case Copy():
                return self._copy(operation)
            case CreateShortcut():
                return self._create_shortcut(operation)
            case Remove():
                return self._remove(operation)
            case Restore():
                return self._restore(operation)
            case RemoveObject():
                return self._remove_object(operation)
            case MoveObject():
                return self._move_object(operation)
            case AddEdge() | RemoveEdge() | RestoreEdge():
                return change_edge(self._entries, operation)
            case Chain(operations):
                return self._perform_all(operations)
            case _:
                return set_value(self._entries, operation)

    def _perform_all(self, operations: Sequence[Operation]) -> Outcome:
        total = Outcome(Changes(), None)
        for operation in operations:
            try:
                total = self.perform(operation).after(total)
            except EmError:
                if total.inverse is not None:
                    self.perform(total.inverse)
                raise
        return total

    def _settle(
        self,
        kind: NodeType,
        wanted: NodePath,
        if_taken: IfTaken,
        place: Callable[[NodePath], Outcome],
        comes_from: NodePath | None = None,
    ) -> Outcome:
        """Place a node where it is wanted, or as ``if_taken`` says where that is taken."""
        taken = self._entries.taken(wanted, comes_from)
        if taken is None:
            return place(wanted)
        match if_taken:
            case IfTaken.REFUSE:
                raise AlreadyExistsError(str(taken))
            case IfTaken.SKIP:
                return Outcome(Changes(), None)
            case IfTaken.KEEP_BOTH:
                names = [node.path.name for node in self._entries.children(wanted.parent)]
                return place(wanted.parent.child(free_segment(kind, wanted.name, names)))
            case IfTaken.REPLACE:
                if comes_from is not None and comes_from.is_below(taken):
                    raise InvalidMoveError(str(comes_from), "it lies in what it would replace")
                removed = self._remove(Remove(taken))
                return place(wanted).after(removed)

    def _appeared(self, path: NodePath) -> Outcome:
        changes = Changes(parents=frozenset({path.parent}))
        return Outcome(changes, Remove(path, self._entries.state(path)))

    def _create(self, operation: CreateFolder) -> Outcome:
        path = operation.parent.child(check_folder_name(operation.name))
        self._check_folder(operation.parent)

        def create(path: NodePath) -> Outcome:
            self._entries[path] = Entry(Node(path, NodeType.FOLDER, path.name))
            return self._appeared(path)

        return self._settle(NodeType.FOLDER, path, operation.if_taken, create)

    def _move(self, operation: Move) -> Outcome:
        old = operation.path
        entry = self._entries.at(old)
        check_move(old, operation.parent, self._entries.at(operation.parent).node.type)
        if operation.expects not in {None, f"number {entry.number}"}:
            raise ConflictError(str(old), "it is another node now")
        wanted = operation.parent.child(_segment(entry.node, operation.name))
        if wanted == old:
            return Outcome(Changes(), None)

        def move(new: NodePath) -> Outcome:
            for at, inside in self._entries.subtree(old).items():
                del self._entries[at]
                inside.node = replace(inside.node, path=at.rebased(old, new))
                self._entries[inside.node.path] = inside
            if new.name != old.name:
                entry.names = (entry.names | {old.name}) - {new.name}
                _rename(entry, old, new)
            changes = Changes(parents=frozenset({old.parent, new.parent}), moved=((old, new),))
            back = None if new.name == old.name else old.name
            return Outcome(changes, Move(new, old.parent, back, expects=f"number {entry.number}"))

        return self._settle(entry.node.type, wanted, operation.if_taken, move, old)

    def _copy(self, operation: Copy) -> Outcome:
        old = operation.path
        original = self._entries.at(old).node
        check_move(old, operation.parent, self._entries.at(operation.parent).node.type)

        def copy(new: NodePath) -> Outcome:
            for at, inside in self._entries.subtree(old).items():
                path = at.rebased(old, new)
                node = replace(inside.node, path=path, id=None, locked=False)
                self._entries[path] = Entry(
                    node, dict(inside.objects), inside.associations, inside.added, is_copy=True
                )
            if new.name != old.name:
                _rename(self._entries[new], old, new)
            return self._appeared(new)

        wanted = operation.parent.child(_segment(original, operation.name))
        return self._settle(original.type, wanted, operation.if_taken, copy)

    def _create_shortcut(self, operation: CreateShortcut) -> Outcome:
        entry = self._entries.at(operation.target)
        self._check_folder(operation.parent)
        segment = new_segment(NodeType.SHORTCUT, "", operation.name or entry.node.name)
        given = Outcome(Changes(), None)
        target = entry.node.target or ShortcutTarget(entry.node.id, entry.node.path)
        if entry.node.target is None and entry.node.type is not NodeType.FILE and not target.id:
            target = ShortcutTarget(str(uuid.uuid4()), entry.node.path)
            identity = SetIdentity(entry.node.path, "")
            given = Outcome(Changes(nodes=frozenset({entry.node.path})), identity)

        def create(path: NodePath) -> Outcome:
            name = path.name.removesuffix(".shortcut.yaml")
            self._entries[path] = Entry(Node(path, NodeType.SHORTCUT, name, target=target))
            if entry.node.target is None:
                entry.node = replace(entry.node, id=target.id)
            return self._appeared(path).after(given)

        wanted = operation.parent.child(segment)
        return self._settle(NodeType.SHORTCUT, wanted, operation.if_taken, create)

    def _remove(self, operation: Remove) -> Outcome:
        path = operation.path
        entry = self._entries.at(path)
        if path.is_root:
            raise InvalidMoveError(str(path), "a store's root stays where it is")
        if operation.expects not in {None, self._entries.state(path)}:
            raise ConflictError(str(path), "somebody else has changed it since")
        subtree = self._entries.subtree(path)
        locked = [at for at, inside in subtree.items() if inside.node.locked]
        if locked:
            raise LockedError(str(locked[0]), "it is locked against deletion")
        trash_id = str(uuid.uuid4())
        self._trash[trash_id] = Trashed(
            TrashedNode(trash_id, entry.node, datetime.now(UTC)), subtree
        )
        for at in subtree:
            del self._entries[at]
        changes = Changes(parents=frozenset({path.parent}), removed=frozenset({path}))
        return Outcome(changes, Restore(trash_id, path=path))

    def _remove_object(self, operation: RemoveObject) -> Outcome:
        path, key = operation.path, operation.key
        entry = self._entries.at(path)
        check_object(entry.node, key)
        if entry.node.type is NodeType.FILE:
            raise NotSupportedError(str(path), "a single file is removed as a node")
        if entry.node.locked:
            raise LockedError(str(path), "it is locked against deletion")
        taken = _objects(entry, key)
        if not taken:
            raise NotFoundError(f"{path}/{key}")
        if operation.expects not in {None, repr(taken)}:
            raise ConflictError(f"{path}/{key}", "somebody else has changed it since")
        trash_id = str(uuid.uuid4())
        at = NodePath((*path.parts, *key.split("/")))
        is_file = key in entry.objects
        kind, size = NodeType.FILE if is_file else NodeType.FOLDER, len(entry.objects.get(key, b""))
        node = Node(at, kind, at.name, size=size if is_file else None)
        what = TrashedNode(trash_id, node, datetime.now(UTC))
        self._trash[trash_id] = Trashed(what, {path: entry}, key, taken)
        for one in taken:
            del entry.objects[one]
        return Outcome(Changes(nodes=frozenset({path})), Restore(trash_id, path=path))

    def _move_object(self, operation: MoveObject) -> Outcome:
        path, key, new_key = operation.path, operation.key, operation.new_key
        entry = self._entries.at(path)
        for each in (key, new_key):
            check_object(entry.node, each)
        if entry.node.type is NodeType.FILE:
            raise NotSupportedError(str(path), "a single file is renamed as a node")
        moved = _objects(entry, key)
        if not moved:
            raise NotFoundError(f"{path}/{key}")
        if operation.expects not in {None, repr(moved)}:
            raise ConflictError(f"{path}/{key}", "somebody else has changed it since")
        if new_key == key:
            return Outcome(Changes(), None)
        check_object_move(key, new_key)
        directory, _, name = new_key.rpartition("/")
        removed = None
        if _objects(entry, new_key):
            match operation.if_taken:
                case IfTaken.SKIP:
                    return Outcome(Changes(), None)
                case IfTaken.KEEP_BOTH:
                    kind = NodeType.FILE if new_key in entry.objects else NodeType.FOLDER
                    prefix = f"{directory}/" if directory else ""
                    inside = [one for one in entry.objects if one.startswith(prefix)]
                    names = [one.removeprefix(prefix).partition("/")[0] for one in inside]
                    new_key = prefix + free_segment(kind, name, names)
                case IfTaken.REPLACE if key.startswith(f"{new_key}/"):
                    raise InvalidMoveError(key, "it lies in what it would replace")
                case IfTaken.REPLACE:
                    removed = self._remove_object(RemoveObject(path, new_key))
                case IfTaken.REFUSE:
                    raise AlreadyExistsError(f"{path}/{new_key}")
        for one, data in moved.items():
            del entry.objects[one]
            entry.objects[new_key + one.removeprefix(key)] = data
        inverse = MoveObject(path, new_key, key, expects=repr(_objects(entry, new_key)))
        outcome = Outcome(Changes(nodes=frozenset({path})), inverse)
        return outcome if removed is None else outcome.after(removed)

    def _restore(self, operation: Restore) -> Outcome:
        trash_id = operation.trash_id
        try:
            trashed = self._trash[trash_id]
        except KeyError:
            raise NotFoundError(trash_id) from None
        if trashed.key:
            (path,) = trashed.entries
            entry = self._entries.at(path)
            if _objects(entry, trashed.key):
                raise AlreadyExistsError(f"{path}/{trashed.key}")
            entry.objects |= trashed.objects
            del self._trash[trash_id]
            inverse = RemoveObject(path, trashed.key, repr(_objects(entry, trashed.key)))
            return Outcome(Changes(nodes=frozenset({path})), inverse)
        old = trashed.what.node.path
        self._check_folder(old.parent)

        def put_back(new: NodePath) -> Outcome:
            for at, inside in trashed.entries.items():
                path = at.rebased(old, new)
                inside.node = replace(inside.node, path=path)
                self._entries[path] = inside
            if new.name != old.name:
                _rename(self._entries[new], old, new)
            del self._trash[trash_id]
            return self._appeared(new)

        return self._settle(trashed.what.node.type, old, operation.if_taken, put_back)

    def _check_folder(self, path: NodePath) -> None:
        if not self._entries.at(path).node.is_folder:
            raise InvalidMoveError(str(path), "only a folder takes nodes")


def check_object(node: Node, key: str) -> None:
    """Refuse to change an object that isn't people's own."""
    if node.storage_type not in {StorageType.FILE, StorageType.FILES}:
        raise NotSupportedError(str(node.path), "it holds no files")
    check_replaceable(node.type, key)
    if node.type is NodeType.FILE and key != node.path.name:
        raise InvalidNameError(key, "a single file holds itself alone")


def _segment(node: Node, name: str | None) -> str:
    return node.path.name if name is None else new_segment(node.type, node.path.name, name)


def _rename(entry: Entry, old: NodePath, new: NodePath) -> None:
    """Let a node's shown name, and a single file's key, be those of its new path."""
    name = new.name.removesuffix(".shortcut.yaml")
    entry.node = replace(entry.node, name=shown_name(name, "", ""))
    if entry.node.type is NodeType.FILE and old.name in entry.objects:
        entry.objects = {new.name: entry.objects[old.name]}


def _objects(entry: Entry, key: str) -> dict[str, bytes]:
    """The object of this key, or all in the directory of this name."""
    return {
        one: data
        for one, data in sorted(entry.objects.items())
        if one == key or one.startswith(f"{key}/")
    }
