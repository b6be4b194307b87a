"""The calls that a server may know beyond the AIStore API, and which of them it does."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from em_desktop.domain.grants import (
    Grant,
    GrantAction,
    Permission,
    Principal,
    PrincipalKind,
    Source,
)
from em_desktop.errors import MalformedError, NotFoundError, NotLoggedInError
from em_desktop.formats.times import parse_time
from em_desktop.stores.remote.answers import RemoteNode, mapping_of, node_of
from em_desktop.stores.remote.client import API, Client
from em_desktop.stores.remote.transport import Manners


class Feature(StrEnum):
    """Something that a server says it can do, by the name that it has there."""

    MOVE = "move"
    SHORTCUTS = "shortcuts"
    GRANTS = "grants"
    USERS = "users"
    GROUPS = "groups"
    CHANGES = "changes"
    SEARCH = "search"
    RANGE = "range"
    TRASH = "trash"
    RESTORE = "restore"
    DISCONNECT = "disconnect"
    DUPLICATE = "duplicate"
    MOVE_OBJECTS = "move-objects"
    OBJECTS_OF_MANY = "objects-of-many"
    IDEMPOTENCY = "idempotency-key"
    BEARER = "bearer"


_KNOWN = {feature.value: feature for feature in Feature}


def discover(client: Client) -> frozenset[Feature]:
    """What the server can do; from now on the client does as it understands.

    A plain AIStore can do none of it. The key goes into the header first, so that a server
    that can read it there never sees it in an address.

    Raises:
        NotLoggedInError: the key isn't known (any more).
        EmError: the server can't be reached, or doesn't let this user in.
    """
    transport = client.transport
    transport.manners = Manners(bearer=True)
    try:
        features = _features(client)
    except NotLoggedInError as error:
        if error.reason.startswith("api key"):
            raise
        features = frozenset()
    if Feature.BEARER not in features:
        transport.manners = Manners()
        features = _features(client)
    transport.manners = Manners(Feature.BEARER in features, Feature.IDEMPOTENCY in features)
    return features


def _features(client: Client) -> frozenset[Feature]:
    try:
        answer = client.ask(f"{API}/capabilities", {}, client.login.aistore)
    except NotFoundError:
        return frozenset()
    names = answer.get("api") if isinstance(answer, dict) else None
    told = names if isinstance(names, list) else []
    return frozenset(_KNOWN[name] for name in told if isinstance(name, str) and name in _KNOWN)


@dataclass(frozen=True, slots=True)
class RemoteTrashed:
    """A node in the server's trash; its path is where it was."""

    node: RemoteNode
    removed: datetime | None
    by: str


@dataclass(frozen=True, slots=True)
class RemoteChange:
    """Something that happened on the server.

    Attributes:
        kind: ``created``, ``changed``, ``moved``, ``removed``, ``restored``, ``objects``,
            ``versions``, ``grants`` or ``graph``.
        path: where the node is since; empty where it can't be seen any more.
        old_path: where it was seen before, if that was elsewhere or is over.
    """

    kind: str
    node: str
    path: str
    old_path: str


@dataclass(frozen=True, slots=True)
class News:
    """A piece of the feed of changes, and the cursor to go on with."""

    changes: tuple[RemoteChange, ...]
    cursor: str


@dataclass(frozen=True, slots=True)
class Sharing:
    """Who may do what at a node.

    Attributes:
        path: the node's, from its user down: ``/ann/digits``.
        owner: who may do everything.
        mine: what the asking user may do.
        explanation: why, as an English sentence.
        sources: who else may do something, each with the node where that was said;
            those with another path are inherited.
    """

    path: str
    owner: str
    mine: Permission | None
    explanation: str
    sources: tuple[Source, ...]


class Additions:
    """Calls that only some servers answer; ask the features before."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def move(self, node: str, parent: str, name: str | None = None) -> RemoteNode:
        """Put a node into another folder, give it another name, or both."""
        value = {"node": node, "parent": parent} | ({} if name is None else {"name": name})
        return node_of(self._call("POST", "/nodes/move", value, node), node)

    def duplicate(self, node: str, parent: str, name: str) -> RemoteNode:
        """Make a second node of one, with all that is in it and below it."""
        value = {"node": node, "parent": parent, "name": name}
        return node_of(self._call("POST", "/nodes/duplicate", value, node), node)

    def move_objects(self, node: str, key: str, new_key: str) -> None:
        """Give a file of a node, or a directory of files in it, another key."""
        value = {"node": node, "from": key, "to": new_key}
        self._call("POST", "/objects/move", value, f"{node}/{key}")

    def objects_of(self, node_ids: Sequence[str], key: str) -> dict[str, bytes | None]:
        """The files of this key in many nodes, by the nodes' ids; None where there is none.

        Those that aren't small, and those of nodes that the user doesn't see, are left out.
        """
        params = {"nodes": ",".join(node_ids), "key": key}
        answer = self._client.ask(f"{API}/objects/many", params, key)
        found: dict[str, bytes | None] = {}
        for item in mapping_of(answer, key).get("objects") or []:
            told = mapping_of(item, key)
            node_id, content = str(told.get("node") or ""), told.get("content")
            if isinstance(content, str):
                try:
                    found[node_id] = base64.b64decode(content, validate=True)
                except ValueError:
                    raise MalformedError(key, "the server's files can't be understood") from None
            elif told.get("size_bytes") == -1:
                found[node_id] = None
        return found

    def disconnect(self, source: str, user: str) -> None:
        """Take back that data flows from one id to the other."""
        self._call("DELETE", "/graphs", {"graphs": [{"from": source, "to": user}]}, source)

    def restore(self, node_id: str, name: str | None = None) -> RemoteNode:
        """Take a node out of the trash, back into the folder where it was."""
        value = {"node": node_id} | ({} if name is None else {"name": name})
        return node_of(self._call("POST", "/nodes/restore", value, node_id), node_id)

    def trashed(self) -> Iterator[RemoteTrashed]:
        """What is in the trash, newest first."""
        for item in self._client.pages(f"{API}/nodes/trash", {}, "trash"):
            found = mapping_of(item, "trash")
            removed = parse_time(str(found.get("removedTimestamp") or ""))
            by = str(found.get("removedBy") or "")
            yield RemoteTrashed(node_of(found, "trash"), removed, by)

    def purge(self, node_ids: Sequence[str]) -> int:
        """Delete for good what is in the trash; how many nodes that were."""
        answer = self._call("DELETE", "/nodes/trash", {"nodes": list(node_ids)}, "trash")
        purged = mapping_of(answer, "trash").get("purged")
        return purged if isinstance(purged, int) else 0

    def search(self, words: str, type_: str = "", under: str = "") -> Iterator[RemoteNode]:
        """Nodes by words in what they say of themselves."""
        params = {"q": words, "type": type_, "under": under}
        given = {name: value for name, value in params.items() if value}
        for item in self._client.pages(f"{API}/search", given, words):
            yield node_of(item, words)

    def news(self, cursor: str, seconds: int) -> News:
        """What changed after a cursor, waiting so long for it; without one, where to begin.

        Raises:
            NotFoundError: the server doesn't know any more what was since.
        """
        params = {"since": cursor, "wait": str(seconds)} if cursor else {}
        answer = self._client.ask(f"{API}/changes", params, "changes")
        found = mapping_of(answer, "changes")
        items = found.get("changes")
        if not isinstance(items, list):
            raise MalformedError("changes", "the server's feed can't be understood")
        return News(tuple(map(_change, items)), str(found.get("cursor") or ""))

    def sharing(self, node: str) -> Sharing:
        """Who may do what at a node, and why."""
        answer = self._client.ask(f"{API}/nodes/grants", {"node": node}, node)
        return _sharing(answer, node)

    def share(self, node: str, grants: Sequence[Grant]) -> Sharing:
        """Let exactly these grants hold at a node; what changes holds below it, too.

        Raises:
            AccessDeniedError: the user may not share it, or not as much.
        """
        value = [
            {
                "kind": grant.principal.kind.value,
                "name": grant.principal.name,
                "permission": grant.permission.value,
            }
            for grant in grants
        ]
        return _sharing(self._call("PUT", "/nodes/grants", value, node, {"node": node}), node)

    def users(self, part: str) -> list[str]:
        """Names of users that have this in them, of any case; the first ones."""
        return self._names("users", part)

    def groups(self, part: str) -> list[str]:
        """Names of groups, as `users`."""
        return self._names("groups", part)

    def _names(self, what: str, part: str) -> list[str]:
        answer = self._client.ask(f"{API}/{what}", {"q": part, "size": "50"}, what)
        items = mapping_of(answer, what).get("data") or []
        return [str(mapping_of(item, what).get("name") or "") for item in items]

    def _call(
        self, method: str, path: str, value: Any, subject: str, params: dict[str, str] | None = None
    ) -> Any:
        return self._client.transport.call(
            method, f"{API}{path}", params=params, value=value, subject=subject
        )


def _change(value: Any) -> RemoteChange:
    found = mapping_of(value, "changes")
    texts = (str(found.get(name) or "") for name in ("kind", "node", "path", "oldPath"))
    return RemoteChange(*texts)


def _sharing(value: Any, node: str) -> Sharing:
    found = mapping_of(value, node)
    mine = found.get("permission")
    items = found.get("grants")
    try:
        return Sharing(
            path=str(found.get("path") or ""),
            owner=str(found.get("owner") or ""),
            mine=None if mine is None else Permission(mine),
            explanation=str(found.get("explanation") or ""),
            sources=tuple(_source(mapping_of(item, node)) for item in items or ()),
        )
    except ValueError:
        raise MalformedError(node, "the server's grants can't be understood") from None


def _source(found: dict[str, Any]) -> Source:
    principal = Principal(PrincipalKind(str(found.get("kind"))), str(found.get("name") or ""))
    action = GrantAction(
        0,
        principal,
        Permission(str(found.get("permission"))),
        parse_time(str(found.get("since") or "")),
        str(found.get("by") or ""),
    )
    return Source(str(found.get("source") or ""), action)
