"""The calls of the AIStore HTTP API: nodes, their objects, the graph between them."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, Self

from em_desktop.errors import MalformedError, from_os_error
from em_desktop.stores.remote.answers import (
    RemoteNode,
    RemoteObject,
    mapping_of,
    md5_of,
    node_of,
    page_of,
)
from em_desktop.stores.remote.config import Login
from em_desktop.stores.remote.incoming import Incoming
from em_desktop.stores.remote.sending import Told, send
from em_desktop.stores.remote.transport import Transport

_PAGE = 1000
API = "/apis/v1"


class Client:
    """One account on a server. Safe for several threads.

    Every method raises `EmError`: NotLoggedInError, AccessDeniedError, NotFoundError,
    AlreadyExistsError, or UnavailableError where the server can't be reached.
    """

    def __init__(self, login: Login, transport: Transport | None = None) -> None:
        self.login = login
        self.transport = transport or Transport(login)
        self._user = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.transport.close()

    @property
    def user(self) -> str:
        """The name of the user whose key this is; asked once."""
        if not self._user:
            answer = self.ask("/oauth2/userinfo", {}, self.login.aistore)
            self._user = str(mapping_of(answer, self.login.aistore).get("preferred_username") or "")
            if not self._user:
                raise MalformedError(self.login.aistore, "the server doesn't say who the user is")
        return self._user

    def link(self, node_id: str) -> str:
        """The address of a node's page, for people."""
        base = self.login.aistore.rsplit("/", 2)[0]
        return f"{base}/em/web/#/folders/{node_id}/"

    # Nodes

    def node(self, which: str) -> RemoteNode:
        """A node by its path or id."""
        return node_of(self.ask(f"{API}/nodes/info", {"node": which}, which), which)

    def children(self, parent: str, type_: str = "", label: str = "") -> Iterator[RemoteNode]:
        """The nodes in a folder, of a type and with a label if these are given."""
        params = {"parent": parent, "type": type_, "label": label}
        for item in self.pages(f"{API}/nodes", {k: v for k, v in params.items() if v}, parent):
            yield node_of(item, parent)

    def child_pages(self, parent: str, first: int) -> Iterator[list[RemoteNode]]:
        """The nodes in a folder, in pages of which the first is small and comes soon.

        Args:
            parent: the folder's path.
            first: so many nodes are in the first page.
        """
        asked = {"parent": parent, "page": "1", "size": str(first)}
        answer = mapping_of(self.ask(f"{API}/nodes", asked, parent), parent)
        data, _, total = page_of(answer, parent)
        page = [node_of(item, parent) for item in data]
        if page:
            yield page
        if total > len(page):
            rest = itertools.islice(self.children(parent), len(page), None)
            while page := list(itertools.islice(rest, _PAGE)):
                yield page

    def create(
        self,
        parent: str,
        name: str,
        type_: str,
        storage_type: int,
        *,
        labels: Sequence[str] = (),
        description: str = "",
        extra: str = "",
    ) -> str:
        """Make a node; its id. Not tried again: the first attempt may have made it."""
        value = {
            "parent": parent,
            "name": name,
            "labels": list(labels),
            "description": description,
            "type": type_,
            "storageType": storage_type,
            "extra": extra,
        }
        path = f"{parent}/{name}"
        answer = self.transport.call("POST", f"{API}/nodes", value=value, subject=path)
        return str(mapping_of(answer, path).get("id") or "")

    def change(
        self, path: str, *, name: str, labels: Sequence[str], description: str, extra: str
    ) -> None:
        """Replace what is said of a node."""
        value = {
            "node": path,
            "name": name,
            "description": description,
            "labels": list(labels),
            "extra": extra,
        }
        self.transport.call("PUT", f"{API}/nodes", value=value, subject=path, safe=True)

    def delete(self, path: str) -> None:
        """Remove a node with all that is in it."""
        self.transport.call("DELETE", f"{API}/nodes", value={"node": path}, subject=path)

    # Objects

    def objects(self, path: str) -> Iterator[RemoteObject]:
        """The files of a node, or of a version: ``/demo/.../asset:main``."""
        for item in self.pages(f"{API}/objects/ls", {"path": path}, path):
            found = mapping_of(item, path)
            size = found.get("size_bytes")
            key = str(found.get("path") or "").lstrip("/")
            if not key or not isinstance(size, int):
                raise MalformedError(path, "the server's list of files can't be understood")
            mtime = found.get("mtime")
            changed = mtime if isinstance(mtime, int) else 0
            yield RemoteObject(key, size, md5_of(found.get("checksum")), changed)

    def put(self, node: str, key: str, file: Path, told: Told | None = None) -> RemoteObject:
        """Send a file; large ones in parts. What is there under this key is replaced.

        What the server says it got is compared with what was sent.

        Raises:
            ConflictError: the file changed meanwhile, or the server got something else.
        """
        try:
            with file.open("rb") as stream:
                return self.put_stream(node, key, stream, told)
        except OSError as error:
            raise from_os_error(error, os.fspath(file)) from error

    def put_bytes(self, node: str, key: str, data: bytes) -> RemoteObject:
        """Send a small file from memory."""
        import io

        return self.put_stream(node, key, io.BytesIO(data))

    def put_stream(
        self, node: str, key: str, stream: BinaryIO, told: Told | None = None
    ) -> RemoteObject:
        """Send what can be read from a seekable stream; as `put`."""
        return send(self.transport, f"{node}/{key}", key, stream, told)

    def content(
        self, path: str, start: int = 0, length: int | None = None
    ) -> AbstractContextManager[Incoming]:
        """The bytes of an object, in pieces, or a part of them where the server can.

        A connection that breaks is made again.

        Args:
            path: of its node, and its key.
            start: where the part begins.
            length: how long it is; None up to the end.
        """
        return self.transport.content(f"{API}/objects", {"path": path}, path, start, length)

    def remove(self, path: str) -> None:
        """Remove an object; that it isn't there is no error."""
        params = {"path": path}
        self.transport.call("DELETE", f"{API}/objects", params=params, subject=path, safe=True)

    def remove_many(self, node: str, keys: Sequence[str]) -> None:
        """Remove objects of a node; those that aren't there are no error."""
        value = {"node": node, "paths": list(keys)}
        self.transport.call("POST", f"{API}/objects/delete", value=value, subject=node, safe=True)

    # Graph

    def connect(self, edges: Sequence[tuple[str, str]]) -> None:
        """Note that data flows from the first of each pair of ids to the second."""
        if edges:
            value = {"graphs": [{"from": source, "to": user} for source, user in edges]}
            self.transport.call("POST", f"{API}/graphs", value=value, safe=True)

    def neighbours(self, node_id: str) -> tuple[list[RemoteNode], list[RemoteNode]]:
        """What a node is made from, and what is made from it.

        A version of an asset has ``:REF`` behind its id. Plain servers tell the ids alone;
        then the other facts are asked for.
        """
        answer = mapping_of(self.ask(f"{API}/graphs", {"current": node_id}, node_id), node_id)
        sides = []
        for side in ("in", "out"):
            found = answer.get(side)
            items = found if isinstance(found, list) else []
            sides.append([self._end(item) for item in items if isinstance(item, dict)])
        return sides[0], sides[1]

    def _end(self, item: Mapping[str, Any]) -> RemoteNode:
        told = node_of(item, "graph")
        if told.type:
            return told
        return replace(self.node(told.id.partition(":")[0]), id=told.id)

    # Inside

    def ask(self, path: str, params: Mapping[str, str], subject: str) -> Any:
        return self.transport.call("GET", path, params=params, subject=subject, safe=True)

    def pages(self, path: str, params: Mapping[str, str], subject: str) -> Iterator[Any]:
        """All entries of a list, page by page, by the page size that the server really uses."""
        page, size = 1, _PAGE
        while True:
            asked = {**params, "page": str(page), "size": str(_PAGE)}
            answer = mapping_of(self.ask(path, asked, subject), subject)
            data, size, total = page_of(answer, subject)
            yield from data
            if not data or page * size >= total:
                return
            page += 1
