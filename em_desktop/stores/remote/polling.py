"""Finding out what others change on a server that doesn't tell: looking again and again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from em_desktop.domain.nodes import NodeType, StorageType
from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import NodePath
from em_desktop.errors import AccessDeniedError, EmError, NotFoundError
from em_desktop.stores.remote.answers import RemoteNode
from em_desktop.stores.remote.client import Client
from em_desktop.stores.remote.places import Territory

_SECONDS = 1.0
_SHARE = 9
"""The pause after a look is so many times as long as the look, at least a second."""


class Polling:
    """Looks after the watched nodes alone: their facts, children and objects.

    Args:
        client: the account.
        territory: the store's.
        tell: is given what has changed.
        fail: is given the reason when the server doesn't answer any more.
    """

    def __init__(
        self,
        client: Client,
        territory: Territory,
        tell: Callable[[Changes], None],
        fail: Callable[[EmError], None],
    ) -> None:
        self._client = client
        self._territory = territory
        self._tell = tell
        self._fail = fail
        self._lock = threading.Lock()
        self._watched: frozenset[NodePath] = frozenset()
        self._seen: dict[NodePath, Any] = {}
        self._own: set[NodePath] = set()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def watch(self, paths: frozenset[NodePath]) -> None:
        """Look after these from now on; what changes after this call is told."""
        for path in paths - self._watched:
            self._seen[path] = self._look(path)
        with self._lock:
            self._watched = paths
            self._seen = {path: seen for path, seen in self._seen.items() if path in paths}

    def begin(self) -> None:
        """Look from now on."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, daemon=True, name="polling")
                self._thread.start()

    def excuse(self, paths: Iterable[NodePath]) -> None:
        """What the next look finds at these is this process's own doing."""
        with self._lock:
            self._own |= set(paths)

    def close(self) -> None:
        """Look no more."""
        self._ended.set()

    def _run(self) -> None:
        pause = _SECONDS
        while not self._ended.wait(pause):
            began = time.monotonic()
            try:
                self._round()
            except EmError as error:
                if not self._ended.is_set():
                    self._fail(error)
                return
            pause = max(_SECONDS, _SHARE * (time.monotonic() - began))

    def _round(self) -> None:
        with self._lock:
            watched, own, self._own = self._watched, self._own, set()
        nodes: set[NodePath] = set()
        parents: set[NodePath] = set()
        removed: set[NodePath] = set()
        for path in watched:
            before, now = self._seen.get(path), self._look(path)
            self._seen[path] = now
            if before == now or path in own:
                continue
            if now is None:
                removed.add(path)
            elif before is None or before[0] != now[0]:
                parents.add(path)
                nodes.add(path)
            else:
                nodes.add(path)
        if nodes or parents or removed:
            self._tell(Changes(frozenset(nodes), frozenset(parents), (), frozenset(removed)))

    def _look(self, path: NodePath) -> tuple[Any, Any] | None:
        """The children, and the facts and objects, of a node; None where there is none."""
        address = self._territory.address(path)
        if not address:
            return (), ()
        try:
            node = self._client.node(address)
            children = sorted(map(_facts, self._children(node, address)))
            objects = [(one.key, one.size, one.md5, one.mtime) for one in self._objects(node)]
        except (NotFoundError, AccessDeniedError):
            return None
        return children, (_facts(node), objects)

    def _children(self, node: RemoteNode, address: str) -> Iterable[RemoteNode]:
        return self._client.children(address) if node.type == NodeType.FOLDER.value else ()

    def _objects(self, node: RemoteNode) -> Iterable[Any]:
        return self._client.objects(node.path) if node.storage_type == StorageType.FILES else ()


def _facts(node: RemoteNode) -> tuple[Any, ...]:
    return (node.id, node.name, node.type, node.modified, node.labels, node.description, node.extra)
