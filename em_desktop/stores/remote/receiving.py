"""Bringing nodes with their files to a server."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from em_desktop.domain.naming import free_segment
from em_desktop.domain.nodes import NodeType, storage_type
from em_desktop.domain.operations import Changes, IfTaken, Outcome, Remove, RemoveObject
from em_desktop.domain.paths import NodePath, check_new_name
from em_desktop.errors import AlreadyExistsError, EmError, InvalidMoveError
from em_desktop.stores.remote.account import Account
from em_desktop.stores.remote.additions import Feature
from em_desktop.stores.remote.answers import RemoteNode, RemoteObject
from em_desktop.stores.remote.edit import Editor
from em_desktop.stores.remote.objects import check_object, objects_at, objects_state
from em_desktop.stores.remote.places import Territory
from em_desktop.stores.remote.sending import Told
from em_desktop.stores.remote.states import state_of


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A node that is to be made.

    Attributes:
        notes: what its extra text says, as JSON.
    """

    kind: NodeType
    name: str
    labels: tuple[str, ...] = ()
    description: str = ""
    notes: Mapping[str, Any] = field(default_factory=dict)


class Filling:
    """One node that files are put into. Safe for several threads.

    Attributes:
        there: what it holds already, by keys.
    """

    def __init__(self, account: Account, node: RemoteNode, there: Sequence[RemoteObject]) -> None:
        self._account = account
        self.node = node
        self.there = {one.key: one for one in there}

    def put(self, key: str, stream: BinaryIO, told: Told | None = None) -> RemoteObject:
        """Create or replace a file; what the server got is compared with what was sent."""
        echo = ("objects", self.node.path)
        self._account.expect(echo)
        try:
            return self._account.client.put_stream(self.node.path, key, stream, told)
        except BaseException:
            self._account.forget(echo)
            raise


class Receiver:
    """Makes and fills nodes in one store.

    Args:
        account: whose they are.
        territory: the store's part of the server.
        editor: of the store.
    """

    def __init__(self, account: Account, territory: Territory, editor: Editor) -> None:
        self._account = account
        self._client = account.client
        self._territory = territory
        self._editor = editor

    def make(
        self, parent: NodePath, new: Newcomer, if_taken: IfTaken = IfTaken.REFUSE
    ) -> tuple[NodePath, Outcome]:
        """Make an empty node in a folder; where it is, and what had to be done for it.

        Raises:
            AlreadyExistsError: the name is taken, and ``if_taken`` refuses or skips that.
            InvalidNameError, AccessDeniedError: it can't be made there.
        """
        folder = self._editor.at(parent)
        if folder.type != NodeType.FOLDER.value:
            raise InvalidMoveError(str(parent), "only a folder takes nodes")
        name, done = check_new_name(new.name), Outcome(Changes(), None)
        try:
            self._create(folder, name, new)
        except AlreadyExistsError:
            if if_taken is IfTaken.REPLACE:
                done = self._editor.perform(Remove(parent.child(name)))
            elif if_taken is IfTaken.KEEP_BOTH:
                taken = [one.name for one in self._client.children(folder.path)]
                name = free_segment(new.kind, name, taken)
            else:
                raise
            try:
                self._create(folder, name, new)
            except EmError:
                if done.inverse is not None:
                    self._editor.perform(done.inverse)
                raise
        return parent.child(name), done

    def fill(self, path: NodePath) -> Filling:
        """Begin to put files into a node."""
        node = self._client.node(self._territory.address(path))
        return Filling(self._account, node, list(self._client.objects(node.path)))

    def filled(self, path: NodePath, key: str, *, existed: bool) -> Outcome:
        """What it is that a file, or a directory of files, was put into a node."""
        node = self._client.node(self._territory.address(path))
        changes = Changes(nodes=frozenset({path}))
        if existed:  # what was there is gone: a server keeps no old files
            return Outcome(changes, None)
        state = objects_state(objects_at(self._client, node, key))
        return Outcome(changes, RemoveObject(path, key, expects=state))

    def arrived(self, path: NodePath, before: Outcome) -> Outcome:
        """What it is that a node was made and filled.

        Args:
            path: where it is.
            before: what had to be done for it.
        """
        node = self._client.node(self._territory.address(path))
        changes = Changes(parents=frozenset({path.parent}))
        inverse = Remove(path, state_of(self._client, node))
        return Outcome(changes, inverse).after(before)

    def withdraw(self, path: NodePath) -> None:
        """Let a node that wasn't finished be gone, for good."""
        node = self._client.node(self._territory.address(path))
        self._account.expect(("removed", node.path))
        self._client.delete(node.path)
        if Feature.TRASH in self._account.features:
            self._account.additions.purge([node.id])

    def connect(self, edges: Sequence[tuple[str, str]]) -> None:
        """Note data flows between ids."""
        self._client.connect(edges)

    def check(self, path: NodePath, key: str) -> None:
        """Refuse a file that isn't people's own to put there; see `Store.put`."""
        check_object(self._client.node(self._territory.address(path)), key)

    def _create(self, folder: RemoteNode, name: str, new: Newcomer) -> None:
        echo = ("created", f"{folder.path}/{name}")
        self._account.expect(echo)
        try:
            self._client.create(
                folder.path,
                name,
                new.kind.value,
                int(storage_type(new.kind)),
                labels=new.labels,
                description=new.description,
                extra=json.dumps(dict(new.notes), ensure_ascii=False),
            )
        except EmError:
            self._account.forget(echo)
            raise
