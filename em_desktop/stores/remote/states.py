"""Whether a node on a server, with all below it, is still what it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from em_desktop.domain.nodes import NodeType, StorageType
from em_desktop.stores.base import Cancel
from em_desktop.stores.remote.answers import RemoteNode
from em_desktop.stores.remote.client import Client


def below(client: Client, node: RemoteNode, cancel: Cancel | None = None) -> Iterator[RemoteNode]:
    """A node and all nodes below it, those above first."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        if cancel is not None:
            cancel.check()
        if one.type == NodeType.FOLDER.value:
            waiting += sorted(client.children(one.path), key=lambda child: child.name, reverse=True)


def state_of(client: Client, node: RemoteNode) -> str:
    """The same text while nothing that people see of a node and all below it has changed."""
    seen = hashlib.sha256()
    for one in below(client, node):
        edges: list[list[str]] = []
        if one.type == NodeType.RUN.value:
            edges = [sorted(end.id for end in side) for side in client.neighbours(one.id)]
        holds_files = one.storage_type != StorageType.NONE
        told = [
            one.path.removeprefix(node.path),
            one.id,
            one.labels,
            one.description,
            one.notes,
            one.modified if holds_files else "",
            edges,
        ]
        seen.update(json.dumps(told, sort_keys=True).encode())
    return seen.hexdigest()
