"""What others share, as a tree: a folder for each of them, and those that lead to what is shared.

The folders in between hold nothing but the way; the server doesn't show what else is in them.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

from em_desktop.domain.paths import NodePath
from em_desktop.stores.remote.answers import RemoteNode, node_of
from em_desktop.stores.remote.client import API, Client
from em_desktop.stores.remote.places import Place, Territory

_FRESH_SECONDS = 2.0


class Granted:
    """The tops of the trees that others share. Safe for several threads."""

    def __init__(self, client: Client, territory: Territory) -> None:
        self._client = client
        self._territory = territory
        self._lock = threading.Lock()
        self._tops: dict[NodePath, RemoteNode] = {}
        self._when = float("-inf")

    def leads_on(self, path: NodePath) -> bool:
        """Whether a path is only the way to what is shared."""
        return path.is_root or any(top.is_below(path) for top in self._fresh())

    def children(self, path: NodePath) -> list[tuple[NodePath, RemoteNode | None]]:
        """What is right below such a path, in order; None for the folders in between."""
        tops = self._fresh()
        depth = len(path.parts) + 1
        found: dict[NodePath, RemoteNode | None] = {}
        for top in tops:
            if top.is_below(path):
                child = NodePath(top.parts[:depth])
                found[child] = tops.get(child)
        return sorted(found.items(), key=lambda item: item[0])

    def tops(self) -> Iterator[RemoteNode]:
        """Where what is shared begins."""
        yield from self._fresh().values()

    def forget(self) -> None:
        """Ask the server again the next time."""
        self._when = float("-inf")

    def _fresh(self) -> dict[NodePath, RemoteNode]:
        with self._lock:
            if time.monotonic() - self._when > _FRESH_SECONDS:
                which = "shared" if self._territory.place is Place.SHARED else "public"
                tops: dict[NodePath, RemoteNode] = {}
                for item in self._client.pages(f"{API}/nodes/{which}", {}, which):
                    node = node_of(item, which)
                    path = self._territory.path(node.path)
                    if path is not None:
                        tops[path] = node
                self._tops, self._when = tops, time.monotonic()
            return self._tops
