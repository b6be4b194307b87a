"""Operations of people as calls of a server."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TypeAlias

from em_desktop.domain.naming import check_folder_name, free_segment, new_segment, shown_name
from em_desktop.domain.nodes import NodeType, storage_type
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
    check_move,
)
from em_desktop.domain.paths import NodePath, check_new_name
from em_desktop.errors import (
    AlreadyExistsError,
    ConflictError,
    EmError,
    InvalidMoveError,
    LockedError,
    NotFoundError,
    NotSupportedError,
)
from em_desktop.stores.remote.account import Account
from em_desktop.stores.remote.additions import Feature
from em_desktop.stores.remote.answers import RemoteNode
from em_desktop.stores.remote.edges import change_edge
from em_desktop.stores.remote.places import Territory
from em_desktop.stores.remote.states import below, state_of
from em_desktop.stores.remote.values import is_locked, set_value, unlock

_RECORDINGS = {NodeType.RUN, NodeType.ARTIFACT}
_MOST_ATTEMPTS = 5

Placing: TypeAlias = Callable[[str], Outcome]
"""Puts a node under a name; raises AlreadyExistsError where it is taken."""


class Editor:
    """Does operations in one store; one at a time.

    Args:
        account: whose they are.
        territory: the store's part of the server.
    """

    def __init__(self, account: Account, territory: Territory) -> None:
        self._account = account
        self._client = account.client
        self._territory = territory

    def perform(self, operation: Operation) -> Outcome:
        """Check and do an operation."""
        match operation:
            case CreateFolder():
                return self._create(operation)
            case Move():
                return self._move(operation)
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
            case Copy():
                return self._copy(operation)
            case AddEdge() | RemoveEdge() | RestoreEdge():
                return change_edge(self._account, self._territory, operation)
            case Chain(operations):
                return self._perform_all(operations)
            case _:
                node = self.at(operation.path)
                with self._echo("changed", node.path):
                    return set_value(self._client, node, operation)

    def at(self, path: NodePath) -> RemoteNode:
        """The node at a path.

        Raises:
            NotFoundError: nothing is there.
        """
        return self._client.node(self._address(path))

    def _address(self, path: NodePath) -> str:
        address = self._territory.address(path)
        if not address:
            raise InvalidMoveError(str(path), "nothing can be put among what others share")
        return address

    def _require(self, feature: Feature, path: NodePath) -> None:
        if feature not in self._account.features:
            raise NotSupportedError(str(path), "the server can't do this")

    @contextmanager
    def _echo(self, kind: str, address: str) -> Iterator[None]:
        """What is done within is this process's own when the feed tells of it."""
        self._account.expect((kind, address))
        try:
            yield
        except EmError:
            self._account.forget((kind, address))
            raise

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
        place: Placing,
        comes_from: NodePath | None = None,
    ) -> Outcome:
        """Place a node where it is wanted, or as ``if_taken`` says where that is taken."""
        name = wanted.name
        for _ in range(_MOST_ATTEMPTS):
            try:
                return place(name)
            except AlreadyExistsError:
                if if_taken is IfTaken.REFUSE:
                    raise AlreadyExistsError(str(wanted)) from None
            match if_taken:
                case IfTaken.SKIP:
                    return Outcome(Changes(), None)
                case IfTaken.REPLACE:
                    return self._replace(wanted, place, comes_from)
            folder = self._address(wanted.parent)
            name = free_segment(
                kind, wanted.name, [one.name for one in self._client.children(folder)]
            )
        raise ConflictError(str(wanted), "others take every name just before")

    def _replace(self, wanted: NodePath, place: Placing, comes_from: NodePath | None) -> Outcome:
        if comes_from is not None and comes_from.is_below(wanted):
            raise InvalidMoveError(str(comes_from), "it lies in what it would replace")
        removed = self._remove(Remove(wanted))
        try:
            return place(wanted.name).after(removed)
        except EmError:
            if removed.inverse is not None:
                self.perform(removed.inverse)
            raise

    def _appeared(self, path: NodePath) -> Outcome:
        node = self.at(path)
        changes = Changes(parents=frozenset({path.parent}))
        return Outcome(changes, Remove(path, state_of(self._client, node)))

    def _check_folder(self, path: NodePath) -> RemoteNode:
        folder = self.at(path)
        if folder.type != NodeType.FOLDER.value:
            raise InvalidMoveError(str(path), "only a folder takes nodes")
        return folder

    def _create(self, operation: CreateFolder) -> Outcome:
        parent, name = operation.parent, check_folder_name(operation.name)
        folder = self._check_folder(parent)
        made = {"createdTimestamp": datetime.now(UTC).isoformat().replace("+00:00", "Z")}
        return self._make(folder, parent, name, NodeType.FOLDER, made, operation.if_taken)

    def _make(
        self,
        folder: RemoteNode,
        parent: NodePath,
        name: str,
        kind: NodeType,
        notes: dict[str, str],
        if_taken: IfTaken,
    ) -> Outcome:
        storage = int(storage_type(kind))

        def create(name: str) -> Outcome:
            with self._echo("created", f"{folder.path}/{name}"):
                self._client.create(folder.path, name, kind.value, storage, extra=json.dumps(notes))
            return self._appeared(parent.child(name))

        return self._settle(NodeType.FOLDER, parent.child(name), if_taken, create)

    def _create_shortcut(self, operation: CreateShortcut) -> Outcome:
        self._require(Feature.SHORTCUTS, operation.parent)
        target = self.at(operation.target)
        folder = self._check_folder(operation.parent)
        goal = target.id
        if target.type == NodeType.SHORTCUT.value:
            goal = str(target.notes.get("target") or "")
        name = operation.name or shown_name(target.name, "", target.alternative_name)
        notes = {"target": goal}
        return self._make(
            folder,
            operation.parent,
            check_new_name(name),
            NodeType.SHORTCUT,
            notes,
            operation.if_taken,
        )

    def _move(self, operation: Move) -> Outcome:
        old = operation.path
        node = self.at(old)
        parent = self.at(operation.parent)
        check_move(old, operation.parent, _type(parent))
        if operation.expects not in {None, _identity(node)}:
            raise ConflictError(str(old), "it is another node now")
        is_rename = operation.parent == old.parent
        if not is_rename:
            self._require(Feature.MOVE, old)
        name = node.name if operation.name is None else _segment(node, operation.name)
        wanted = operation.parent.child(name)
        if wanted == old:
            return Outcome(Changes(), None)

        def move(name: str) -> Outcome:
            new = operation.parent.child(name)
            with self._echo("moved", self._address(new)):
                if Feature.MOVE in self._account.features:
                    self._account.additions.move(node.path, parent.path, name)
                else:
                    self._client.change(
                        node.path,
                        name=name,
                        labels=node.labels,
                        description=node.description,
                        extra=node.extra,
                    )
            changes = Changes(parents=frozenset({old.parent, new.parent}), moved=((old, new),))
            back = None if name == old.name else old.name
            return Outcome(changes, Move(new, old.parent, back, expects=_identity(node)))

        return self._settle(_type(node), wanted, operation.if_taken, move, old)

    def _remove(self, operation: Remove) -> Outcome:
        path = operation.path
        if path.is_root:
            raise InvalidMoveError(str(path), "a store's root stays where it is")
        node = self.at(path)
        if operation.expects not in {None, state_of(self._client, node)}:
            raise ConflictError(str(path), "somebody else has changed it since")
        for one in below(self._client, node):
            if is_locked(one):
                raise LockedError(one.path, "it is locked against deletion")
        with self._echo("removed", node.path):
            self._client.delete(node.path)
        changes = Changes(parents=frozenset({path.parent}), removed=frozenset({path}))
        if Feature.RESTORE not in self._account.features:
            return Outcome(changes, None)
        return Outcome(changes, Restore(node.id, path=path))

    def _restore(self, operation: Restore) -> Outcome:
        self._require(Feature.RESTORE, operation.path or NodePath())
        trash_id = operation.trash_id
        trashed = next(
            (one for one in self._account.additions.trashed() if one.node.id == trash_id), None
        )
        old = None if trashed is None else self._territory.path(trashed.node.path)
        if trashed is None or old is None:
            raise NotFoundError(trash_id)

        def put_back(name: str) -> Outcome:
            given = None if name == old.name else name
            with self._echo("restored", self._address(old.parent.child(name))):
                restored = self._account.additions.restore(trash_id, given)
            path = self._territory.path(restored.path)
            return self._appeared(path or old)

        return self._settle(_type(trashed.node), old, operation.if_taken, put_back)

    def _copy(self, operation: Copy) -> Outcome:
        self._require(Feature.DUPLICATE, operation.path)
        node, parent = self.at(operation.path), self.at(operation.parent)
        check_move(operation.path, operation.parent, _type(parent))
        name = node.name if operation.name is None else _segment(node, operation.name)

        def copy(name: str) -> Outcome:
            with self._echo("created", f"{parent.path}/{name}"):
                made = self._account.additions.duplicate(node.path, parent.path, name)
            for one in below(self._client, made):
                unlock(self._client, one)
            return self._appeared(operation.parent.child(name))

        wanted = operation.parent.child(name)
        return self._settle(_type(node), wanted, operation.if_taken, copy)

    def _move_object(self, operation: MoveObject) -> Outcome:
        from em_desktop.stores.remote.objects import move_object

        self._require(Feature.MOVE_OBJECTS, operation.path)
        node = self.at(operation.path)
        with self._echo("objects", node.path):
            return move_object(self._account, node, operation)

    def _remove_object(self, operation: RemoveObject) -> Outcome:
        from em_desktop.stores.remote.objects import remove_object

        node = self.at(operation.path)
        with self._echo("objects", node.path):
            return remove_object(self._client, node, operation)


def _type(node: RemoteNode) -> NodeType:
    """The node's type; of one that this app doesn't know, the one that holds nothing."""
    try:
        return NodeType(node.type)
    except ValueError:
        return NodeType.SHORTCUT


def _identity(node: RemoteNode) -> str:
    return f"node {node.id}"


def _segment(node: RemoteNode, name: str) -> str:
    """A node's name on the server after people gave it another one.

    A recording keeps its time part, if it has one; a shortcut has no ending here.
    """
    kind = _type(node)
    if kind in _RECORDINGS or kind is NodeType.FOLDER:
        return new_segment(kind, node.name, name)
    return check_new_name(name)
