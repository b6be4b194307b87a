"""A part of a server, as one user sees it, as a store."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from em_desktop.domain.grants import Grant
from em_desktop.domain.lineage import Lineage
from em_desktop.domain.nodes import Node, NodeType, StorageType
from em_desktop.domain.operations import Changes, Operation, Outcome
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.errors import EmError, NotFoundError, NotSupportedError
from em_desktop.formats.asset import Refs
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
from em_desktop.stores.remote.account import Account
from em_desktop.stores.remote.additions import Feature, RemoteChange, Sharing
from em_desktop.stores.remote.answers import RemoteNode
from em_desktop.stores.remote.edit import Editor
from em_desktop.stores.remote.feed import Audience, changes_in
from em_desktop.stores.remote.flow import Flow
from em_desktop.stores.remote.granted import Granted
from em_desktop.stores.remote.objects import check_object
from em_desktop.stores.remote.places import Place, Territory
from em_desktop.stores.remote.polling import Polling
from em_desktop.stores.remote.receiving import Receiver
from em_desktop.stores.remote.source import RemoteSource
from em_desktop.stores.remote.states import below
from em_desktop.stores.remote.versions import read_refs

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_T = TypeVar("_T")
_FIRST_PAGE = 100
_FEW = 3
_AT_ONCE = 8
_PAGE = 1000


class RemoteStore:
    """The nodes of a user, or those that others share with them.

    Args:
        account: the connection, which several stores may share. The last one closes it.
        place: which part.

    Attributes:
        receiver: makes and fills nodes, as transfers do.
    """

    def __init__(self, account: Account, place: Place = Place.MINE) -> None:
        self.account = account
        self.place = place
        self._client = account.client
        self._territory = Territory(place, account.user)
        ending = "" if place is Place.MINE else f"/{place.value}"
        self.info = StoreInfo(
            id=account.address + ending,
            name=account.user,
            location=account.client.login.aistore + self._territory.address(ROOT),
            is_remote=True,
        )
        self.capabilities = _capabilities(account.features)
        self._lock = threading.RLock()
        self._editor = Editor(account, self._territory)
        self.receiver = Receiver(account, self._territory, self._editor)
        self._flow = Flow(account.client, self._territory)
        self._granted = None if place is Place.MINE else Granted(account.client, self._territory)
        self._audience = Audience()
        self._polling = (
            Polling(account.client, self._territory, self._audience.tell, self._audience.fail)
            if account.feed is None
            else None
        )
        account.enter(self)

    def address(self, path: NodePath) -> str:
        """The path of a node on the server, from its user down: ``/ann/digits``."""
        return self._territory.address(path)

    def notes(self, path: NodePath) -> dict[str, Any]:
        """What clients keep in the extra text of a node."""
        return self._at(path).notes

    # Reading

    def get(self, path: NodePath) -> Node:
        if self._granted is not None and self._granted.leads_on(path):
            return self._way(path)
        node = self.account.reader.node(self._at(path), path)
        return replace(node, name=self.info.name) if path.is_root else node

    def find(self, node_id: str) -> Node:
        remote = self._found(node_id)
        path = self._territory.path(remote.path)
        if path is None:
            raise NotFoundError(node_id)
        return self.account.reader.node(remote, path)

    def identify(self, path: NodePath) -> str:
        return self._at(path).id

    def children(self, path: NodePath, cancel: Cancel | None = None) -> Iterator[Sequence[Node]]:
        if self._granted is not None and self._granted.leads_on(path):
            shown = [
                self._way(child) if remote is None else self.account.reader.node(remote, child)
                for child, remote in self._granted.children(path)
            ]
            yield from _pages(shown)
            return
        if self._at(path).type != NodeType.FOLDER.value:
            return
        for page in self._child_pages(self.address(path)):
            if cancel is not None:
                cancel.check()
            yield self.account.reader.nodes(page, path)

    def measure(self, path: NodePath, cancel: Cancel | None = None) -> tuple[int, int]:
        size = files = 0
        for top in self._tops(path):
            for node in below(self._client, top, cancel):
                for found in self._files(node):
                    size, files = size + found, files + 1
        return size, files

    def objects(self, path: NodePath) -> ObjectSource:
        node = self._at(path)
        if node.storage_type != StorageType.FILES:
            raise NotSupportedError(str(path), "it holds no files")
        return RemoteSource(self._client, node.path, self.account.contents)

    def refs(self, path: NodePath) -> Reading[Refs]:
        node = self._at(path)
        if node.storage_type != StorageType.VERSIONS:
            raise NotSupportedError(str(path), "it has no versions")
        return Reading(read_refs(self._client, node.path))

    def lineage(self, path: NodePath, cancel: Cancel | None = None) -> Lineage:
        if cancel is not None:
            cancel.check()
        if self._granted is not None and self._granted.leads_on(path):
            return Lineage()
        return self._flow.lineage(self._at(path), cancel)

    # Changing

    def put(self, path: NodePath, key: str, content: BinaryIO) -> Changes:
        node = self._at(path)
        check_object(node, key)
        echo = ("objects", node.path)
        self.account.expect(echo)
        try:
            self._client.put_stream(node.path, key, content)
        except EmError:
            self.account.forget(echo)
            raise
        return self._told(Changes(nodes=frozenset({path})))

    def perform(self, operation: Operation) -> Outcome:
        with self._lock:
            outcome = self._editor.perform(operation)
        self._told(outcome.changes)
        return outcome

    def perform_all(self, operations: Sequence[Operation]) -> list[Outcome | EmError]:
        if len(operations) < _FEW:
            return one_by_one(self.perform, operations)

        def attempt(operation: Operation) -> Outcome | EmError:
            try:
                return self._editor.perform(operation)
            except EmError as error:
                return error

        with self._lock, ThreadPoolExecutor(_AT_ONCE, "perform") as pool:
            outcomes = list(pool.map(attempt, operations))
        done = [one.changes for one in outcomes if isinstance(one, Outcome)]
        self._told(Changes.all_of(done))
        return outcomes

    def location(self, path: NodePath) -> Path:
        raise NotSupportedError(str(path), "it lies on a server")

    def receive(self, path: NodePath) -> AbstractContextManager[Arrival]:
        raise NotSupportedError(str(path), "it lies on a server")

    # The trash

    def trashed(self) -> Sequence[TrashedNode]:
        if not self.capabilities.trash:
            raise NotSupportedError(self.info.location, "the server has no trash")
        found = []
        for one in self.account.additions.trashed():
            path = self._territory.path(one.node.path)
            if path is not None:
                node = self.account.reader.gone(one.node, path)
                removed = one.removed or datetime.fromtimestamp(0, UTC)
                found.append(TrashedNode(one.node.id, node, removed))
        return found

    def empty_trash(self, ids: Sequence[str] | None = None) -> None:
        if ids is None:
            ids = [one.id for one in self.trashed()]
        elif not self.capabilities.trash:
            raise NotSupportedError(self.info.location, "the server has no trash")
        if ids and not self.account.additions.purge(ids):
            raise NotFoundError(ids[0])

    # Sharing

    def sharing(self, path: NodePath) -> Sharing:
        """Who may do what at a node, and why.

        Raises:
            NotSupportedError: the server has no sharing.
        """
        self._require(Feature.GRANTS)
        return self.account.additions.sharing(self.address(path))

    def share(self, path: NodePath, grants: Sequence[Grant]) -> Sharing:
        """Let exactly these grants hold at a node; what changes holds below it, too.

        Raises:
            AccessDeniedError: the user may not share it, or not as much.
            NotSupportedError: the server has no sharing.
        """
        self._require(Feature.GRANTS)
        return self.account.additions.share(self.address(path), grants)

    # Changes

    def watch(self, paths: frozenset[NodePath]) -> None:
        if self._polling is not None:
            self._polling.watch(paths)
        elif self.account.feed is not None:
            self.account.feed.mark()

    def changes(self, cancel: Cancel) -> Iterator[Changes]:
        source = self._polling or self.account.feed
        assert source is not None
        return self._audience.listen(cancel, source.begin)

    def heard(self, found: list[tuple[RemoteChange, bool]] | None) -> None:
        """Take what the server's feed tells of all its nodes."""
        if self._granted is not None:
            self._granted.forget()
        if found is None:
            self._audience.tell(Changes(reset=True))
            return
        for changes in changes_in(self._territory, found):
            self._audience.tell(changes)

    def lost(self, error: EmError) -> None:
        """Take that the server tells nothing any more."""
        self._audience.fail(error)

    def close(self) -> None:
        if self._polling is not None:
            self._polling.close()
        self.account.leave(self)

    # Inside

    def tell(self, changes: Changes) -> Changes:
        """Tell listeners what this process has done by means of the receiver."""
        return self._told(changes)

    def _told(self, changes: Changes) -> Changes:
        if self._polling is not None:
            moved = [path for pair in changes.moved for path in pair]
            touched = {*changes.nodes, *changes.parents, *changes.removed, *moved}
            self._polling.excuse(touched)
        self._audience.tell(replace(changes, own=True))
        return changes

    def _child_pages(self, address: str) -> Iterator[list[RemoteNode]]:
        """The nodes of a folder by name; plain servers may have another order."""
        if self.account.features:
            return self._client.child_pages(address, _FIRST_PAGE)
        nodes = sorted(self._client.children(address), key=lambda node: node.name)
        return _pages(nodes)

    def _require(self, feature: Feature) -> None:
        if feature not in self.account.features:
            raise NotSupportedError(self.info.location, "the server can't do this")

    def _at(self, path: NodePath) -> RemoteNode:
        if self._granted is not None and path.is_root:
            raise NotSupportedError(self.info.location, "it is no node of the server")
        return self._client.node(self.address(path))

    def _way(self, path: NodePath) -> Node:
        return Node(path, NodeType.FOLDER, path.name or self.info.name)

    def _tops(self, path: NodePath) -> list[RemoteNode]:
        """The nodes of the server that are at a path or, of a way, begin below it."""
        if self._granted is None or not self._granted.leads_on(path):
            return [self._at(path)]
        tops = self._granted.tops()
        found = [(one, self._territory.path(one.path)) for one in tops]
        return [one for one, at in found if at is not None and at.is_below(path)]

    def _files(self, node: RemoteNode) -> Iterator[int]:
        """The sizes of a node's files; of a Model or Dataset those of its main branch."""
        if node.storage_type == StorageType.NONE:
            return
        version = ":main" if node.storage_type == StorageType.VERSIONS else ""
        for found in self._client.objects(node.path + version):
            yield found.size

    def _found(self, node_id: str) -> RemoteNode:
        """A node by its id or the name of its recording's directory."""
        if _ID.fullmatch(node_id):
            return self._client.node(node_id)
        if Feature.SEARCH in self.account.features:
            named = self.account.additions.search(node_id, under=self.address(ROOT))
        else:
            named = (one for top in self._tops(ROOT) for one in below(self._client, top))
        for one in named:
            if node_id in {one.alternative_name, one.name} and one.storage_type:
                return one
        raise NotFoundError(node_id)


def _capabilities(features: frozenset[Feature]) -> Capabilities:
    return Capabilities(
        trash=Feature.TRASH in features and Feature.RESTORE in features,
        grants=Feature.GRANTS in features,
        move=Feature.MOVE in features,
        copy=Feature.DUPLICATE in features,
        shortcuts=Feature.SHORTCUTS in features,
        edges=Feature.DISCONNECT in features,
        files=False,
        single_files=False,
        object_trash=False,
        move_objects=Feature.MOVE_OBJECTS in features,
    )


def _pages(nodes: list[_T]) -> Iterator[list[_T]]:
    """These in pages, of which the first is small and none is empty."""
    if nodes:
        yield nodes[:_FIRST_PAGE]
    for start in range(_FIRST_PAGE, len(nodes), _PAGE):
        yield nodes[start : start + _PAGE]
