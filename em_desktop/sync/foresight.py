"""What will undo an operation, told before it is done; and whether it was done, after a crash."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from em_desktop.domain.lineage import association_with
from em_desktop.domain.naming import new_segment
from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.operations import (
    AddEdge,
    Chain,
    Copy,
    CreateFolder,
    CreateShortcut,
    IfTaken,
    Move,
    MoveObject,
    Operation,
    Remove,
    RemoveEdge,
    RemoveObject,
    Restore,
    RestoreEdge,
    SetColor,
    SetDescription,
    SetFavourite,
    SetIdentity,
    SetLabels,
    SetLocked,
)
from em_desktop.domain.paths import NodePath
from em_desktop.domain.recordings import Association
from em_desktop.errors import EmError
from em_desktop.stores.base import Store
from em_desktop.sync.history import Foreseen


def foresee(store: Store, operation: Operation) -> tuple[Foreseen, ...]:
    """What will undo an operation and its parts, in the order of doing.

    What can't be told beforehand (a number that is added to a name) is left out: after a
    crash in that very moment it can't be undone, but is there.

    Raises:
        EmError: the node can't be read; the operation would fail too.
    """
    match operation:
        case Chain(operations):
            return tuple(one for part in operations for one in foresee(store, part))
        case SetLabels(path, labels):
            return (Foreseen(SetLabels(path, store.get(path).labels, labels)),)
        case SetDescription(path, text):
            return (Foreseen(SetDescription(path, store.get(path).description, text)),)
        case SetFavourite(path, flag):
            return (Foreseen(SetFavourite(path, store.get(path).favourite, flag)),)
        case SetColor(path, color):
            return (Foreseen(SetColor(path, store.get(path).color or "", color)),)
        case SetLocked(path, flag):
            return (Foreseen(SetLocked(path, store.get(path).locked, flag)),)
        case SetIdentity(path):
            return (Foreseen(SetIdentity(path, store.get(path).id or "")),)
        case AddEdge(path, role, data):
            edge = association_with(store.get(data), role)
            identity = () if edge.id else (Foreseen(SetIdentity(data, "")),)
            known = _edge_like(store, path, edge) is not None
            return (*identity, Foreseen(RemoveEdge(path, edge), known))
        case RemoveEdge(path, edge):
            return (Foreseen(RestoreEdge(path, edge), _edge_like(store, path, edge) is None),)
        case RestoreEdge(path, edge):
            return (Foreseen(RemoveEdge(path, edge), _edge_like(store, path, edge) is not None),)
        case Remove(path):
            return (Foreseen(Restore("", path=path)),)
        case RemoveObject(path, key):
            return (Foreseen(Restore("", path=NodePath((*path.parts, *key.split("/"))))),)
        case MoveObject():
            return _moving_object(store, operation)
        case Restore(path=path):
            return () if path is None else _appearing(store, path, operation.if_taken)
        case CreateFolder(parent, name):
            return _appearing(store, parent.child(name), operation.if_taken)
        case _:
            return _placing(store, operation)


def inverses_of(store: Store, foreseen: Iterable[Foreseen], since: datetime) -> list[Operation]:
    """Of what was foreseen before a crash, what undoes that which was really done.

    Raises:
        EmError: the store can't be read.
    """
    found = [(one, _if_done(store, one, since)) for one in foreseen]
    return [inverse for _, inverse in found if inverse is not None]


def _placing(store: Store, operation: Move | Copy | CreateShortcut) -> tuple[Foreseen, ...]:
    node = store.get(operation.target if isinstance(operation, CreateShortcut) else operation.path)
    if isinstance(operation, CreateShortcut):
        segment = new_segment(NodeType.SHORTCUT, "", operation.name or node.name)
    elif operation.name is None:
        segment = node.path.name
    else:
        segment = new_segment(node.type, node.path.name, operation.name)
    new = operation.parent.child(segment)
    appearing = _appearing(store, new, operation.if_taken)
    if not isinstance(operation, Move) or not appearing:
        return appearing
    name = None if segment == node.path.name else node.path.name
    return (*appearing[:-1], Foreseen(Move(new, node.path.parent, name), appearing[-1].existed))


def _appearing(store: Store, path: NodePath, if_taken: IfTaken) -> tuple[Foreseen, ...]:
    """A node will be at a path; what it replaces will be in the trash."""
    if not _exists(store, path):
        return (Foreseen(Remove(path)),)
    match if_taken:
        case IfTaken.REPLACE:
            return Foreseen(Restore("", path=path)), Foreseen(Remove(path))
        case IfTaken.REFUSE:
            return (Foreseen(Remove(path), existed=True),)
        case _:
            return ()


def _moving_object(store: Store, operation: MoveObject) -> tuple[Foreseen, ...]:
    path, key, new_key = operation.path, operation.key, operation.new_key
    back = MoveObject(path, new_key, key)
    if not _has_object(store, path, new_key):
        return (Foreseen(back),)
    match operation.if_taken:
        case IfTaken.REPLACE:
            replaced = NodePath((*path.parts, *new_key.split("/")))
            return Foreseen(Restore("", path=replaced)), Foreseen(back)
        case IfTaken.REFUSE:
            return (Foreseen(back, existed=True),)
        case _:
            return ()


def _if_done(store: Store, foreseen: Foreseen, since: datetime) -> Operation | None:
    match foreseen.inverse:
        case Restore("", path=path):
            for one in store.trashed():  # newest first
                if one.node.path == path and one.removed >= since:
                    return Restore(one.id, path=path)
            return None
        case Move(path, parent, name):
            old = parent.child(path.name if name is None else name)
            is_done = not foreseen.existed and _exists(store, path) and not _exists(store, old)
            return foreseen.inverse if is_done else None
        case Remove(path):
            return Remove(path) if not foreseen.existed and _exists(store, path) else None
        case MoveObject(path, key, old):
            is_done = _has_object(store, path, key) and not _has_object(store, path, old)
            return foreseen.inverse if is_done and not foreseen.existed else None
        case RemoveObject(path, key):
            is_done = not foreseen.existed and _has_object(store, path, key)
            return foreseen.inverse if is_done else None
        case RemoveEdge(path, edge):
            found = None if foreseen.existed else _edge_like(store, path, edge)
            return None if found is None else RemoveEdge(path, found)
        case RestoreEdge(path, edge):
            is_done = not foreseen.existed and _edge_like(store, path, edge) is None
            return foreseen.inverse if is_done else None
        case SetIdentity(path, node_id):
            changed = (_node(store, path) or Node(path, NodeType.FILE, "")).id
            return None if (changed or "") == node_id else foreseen.inverse
        case inverse:
            return inverse if _is_set(store, inverse) else None


def _is_set(store: Store, inverse: Operation) -> bool:
    """Whether a node has the value that the inverse expects to replace."""
    match inverse:
        case SetLabels(path, old_labels, labels):
            node = _node(store, path)
            return node is not None and node.labels == labels != old_labels
        case SetDescription(path, old_text, text):
            node = _node(store, path)
            return node is not None and node.description == text != old_text
        case SetFavourite(path, old_flag, flag):
            node = _node(store, path)
            return node is not None and node.favourite == flag != old_flag
        case SetColor(path, old_color, color):
            node = _node(store, path)
            return node is not None and (node.color or "") == color != old_color
        case SetLocked(path, old_flag, flag):
            node = _node(store, path)
            return node is not None and node.locked == flag != old_flag
    return False


def _node(store: Store, path: NodePath) -> Node | None:
    try:
        return store.get(path)
    except EmError:
        return None


def _exists(store: Store, path: NodePath) -> bool:
    return _node(store, path) is not None


def _has_object(store: Store, path: NodePath, key: str) -> bool:
    try:
        source = store.objects(path)
        return any(info.key == key or info.key.startswith(f"{key}/") for info in source.list(key))
    except EmError:
        return False


def _edge_like(store: Store, path: NodePath, edge: Association) -> Association | None:
    """A Run's edge; one whose data had no id yet when it was foreseen has one now."""
    try:
        lineage = store.lineage(path)
    except EmError:
        return None
    for one in (*lineage.inputs, *lineage.outputs):
        found = one.association
        if (found if edge.id else replace(found, id="")) == edge:
            return found
    return None
