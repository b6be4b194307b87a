"""The calls of the AIStore HTTP API: nodes, their objects, the graph between them."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Self

from em_desktop.errors import ConflictError, MalformedError, from_os_error
from em_desktop.stores.remote.config import Login
from em_desktop.stores.remote.form import FormBody
from em_desktop.stores.remote.incoming import Incoming
from em_desktop.stores.remote.transport import Transport

MEBI = 1 << 20
LARGEST_IN_ONE = 100 * MEBI
"""Bytes of a file that is sent in one request; larger ones go in parts."""
_PAGE = "1000"
_API = "/apis/v1"

Told = Callable[[int], None]
"""Called with the number of bytes that were sent or received since the last call."""


@dataclass(frozen=True, slots=True)
class RemoteNode:
    """A node as the server tells of it.

    Attributes:
        path: from the user down: ``/demo/digits/mnist``.
        type: ``Folder``, ``Run``, ``Artifact``...
        extra: text that the one who made it keeps there.
        permission: of the asking user: ``own``, ``edit`` or ``view``.
    """

    id: str
    name: str
    path: str
    type: str
    storage_type: int
    labels: tuple[str, ...] = ()
    description: str = ""
    extra: str = ""
    permission: str = ""

    @property
    def alternative_name(self) -> str:
        """Which recording it is: the name of its directory; empty where it doesn't say."""
        try:
            found = json.loads(self.extra)
        except ValueError:
            return ""
        name = found.get("alternativeName") if isinstance(found, dict) else None
        return name if isinstance(name, str) else ""


@dataclass(frozen=True, slots=True)
class RemoteObject:
    """A file of a node.

    Attributes:
        key: its path in the node.
        size: bytes.
        md5: lower-case hex; empty where the server doesn't say.
    """

    key: str
    size: int
    md5: str = ""


class Client:
    """One account on a server. May be used by one thread at a time.

    Every method raises `EmError`: NotLoggedInError, AccessDeniedError, NotFoundError,
    AlreadyExistsError, or UnavailableError where the server can't be reached.
    """

    def __init__(self, login: Login, transport: Transport | None = None) -> None:
        self.login = login
        self._transport = transport or Transport(login)
        self._user = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._transport.close()

    @property
    def user(self) -> str:
        """The name of the user whose key this is; asked once."""
        if not self._user:
            answer = self._ask("/oauth2/userinfo", {}, self.login.aistore)
            self._user = str(_mapping(answer, self.login.aistore).get("preferred_username") or "")
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
        return _node(self._ask(f"{_API}/nodes/info", {"node": which}, which), which)

    def children(self, parent: str, type_: str = "", label: str = "") -> Iterator[RemoteNode]:
        """The nodes in a folder, of a type and with a label if these are given."""
        params = {"parent": parent, "type": type_, "label": label}
        for item in self._pages(f"{_API}/nodes", {k: v for k, v in params.items() if v}, parent):
            yield _node(item, parent)

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
        answer = self._transport.call("POST", f"{_API}/nodes", value=value, subject=path)
        return str(_mapping(answer, path).get("id") or "")

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
        self._transport.call("PUT", f"{_API}/nodes", value=value, subject=path, safe=True)

    def delete(self, path: str) -> None:
        """Remove a node with all that is in it."""
        self._transport.call("DELETE", f"{_API}/nodes", value={"node": path}, subject=path)

    # Objects

    def objects(self, path: str) -> Iterator[RemoteObject]:
        """The files of a node, or of a version: ``/demo/.../asset:main``."""
        for item in self._pages(f"{_API}/objects/ls", {"path": path}, path):
            found = _mapping(item, path)
            size = found.get("size_bytes")
            key = str(found.get("path") or "").lstrip("/")
            if not key or not isinstance(size, int):
                raise MalformedError(path, "the server's list of files can't be understood")
            yield RemoteObject(key, size, _md5(found.get("checksum")))

    def put(self, node: str, key: str, file: Path, told: Told | None = None) -> RemoteObject:
        """Send a file; large ones in parts. What is there under this key is replaced.

        What the server says it got is compared with what was sent.

        Raises:
            ConflictError: the file changed meanwhile, or the server got something else.
        """
        path = f"{node}/{key}"
        try:
            with file.open("rb") as stream:
                size = os.fstat(stream.fileno()).st_size
                if size > LARGEST_IN_ONE:
                    return self._put_in_parts(path, key, stream, size, told)
                return self._put_whole(path, key, stream, size, told)
        except OSError as error:
            raise from_os_error(error, os.fspath(file)) from error

    def put_bytes(self, node: str, key: str, data: bytes) -> RemoteObject:
        """Send a small file from memory."""
        import io

        return self._put_whole(f"{node}/{key}", key, io.BytesIO(data), len(data), None)

    def content(self, path: str, start: int = 0) -> AbstractContextManager[Incoming]:
        """The bytes of an object, in pieces, from the byte ``start`` on where the server can.

        ``path`` is that of its node and its key. A connection that breaks is made again.
        """
        return self._transport.content(f"{_API}/objects", {"path": path}, path, start)

    def remove(self, path: str) -> None:
        """Remove an object; that it isn't there is no error."""
        params = {"path": path}
        self._transport.call("DELETE", f"{_API}/objects", params=params, subject=path, safe=True)

    # Graph

    def connect(self, edges: Sequence[tuple[str, str]]) -> None:
        """Note that data flows from the first of each pair of ids to the second."""
        if edges:
            value = {"graphs": [{"from": source, "to": user} for source, user in edges]}
            self._transport.call("POST", f"{_API}/graphs", value=value, safe=True)

    def neighbours(self, node_id: str) -> tuple[list[str], list[str]]:
        """The ids of what a node is made from, and of what is made from it."""
        answer = _mapping(self._ask(f"{_API}/graphs", {"current": node_id}, node_id), node_id)
        sides = []
        for side in ("in", "out"):
            found = answer.get(side)
            items = found if isinstance(found, list) else []
            sides.append([str(item["id"]) for item in items if isinstance(item, dict)])
        return sides[0], sides[1]

    # Inside

    def _put_whole(
        self, path: str, key: str, stream: BinaryIO, size: int, told: Told | None
    ) -> RemoteObject:
        bodies: list[FormBody] = []

        def body() -> FormBody:
            stream.seek(0)
            bodies.append(FormBody(stream, size, path))
            return bodies[-1]

        params = {"path": path}
        answer = self._transport.call(
            "POST", f"{_API}/objects", params=params, body=body, subject=path, safe=True
        )
        if told is not None:
            told(size)
        md5 = bodies[-1].md5
        found = answer if isinstance(answer, dict) else {}
        checksum = _md5(found.get("checksum")) or md5
        if found.get("size_bytes", size) != size or checksum != md5:
            raise ConflictError(path, "the server got something else than what was sent")
        return RemoteObject(key, size, md5)

    def _put_in_parts(
        self, path: str, key: str, stream: BinaryIO, size: int, told: Told | None
    ) -> RemoteObject:
        params = {"path": path}
        begin = self._transport.call(
            "POST", f"{_API}/objects/multipart", params=params, subject=path
        )
        address = f"{_API}/objects/multipart/{_mapping(begin, path).get('uploadId')}"
        part_size = math.isqrt(size // MEBI) * MEBI
        parts = []
        try:
            for number, start in enumerate(range(0, size, part_size), 1):
                length = min(part_size, size - start)

                def body(start: int = start, length: int = length) -> FormBody:
                    stream.seek(start)
                    return FormBody(stream, length, path)

                answer = self._transport.call(
                    "PUT", address, params={**params, "partNumber": str(number)}, body=body,
                    subject=path, safe=True,
                )  # fmt: skip
                parts.append({"etag": _mapping(answer, path).get("eTag"), "partNumber": number})
                if told is not None:
                    told(length)
            if os.fstat(stream.fileno()).st_size < size:
                raise ConflictError(path, "it became shorter while it was sent")
            self._transport.call(
                "POST", address, params=params, value={"parts": parts}, subject=path
            )
        except BaseException:
            self._cancel_parts(address, params, path)
            raise
        return RemoteObject(key, size)

    def _cancel_parts(self, address: str, params: Mapping[str, str], path: str) -> None:
        """The server keeps nothing; what went wrong before is what counts."""
        from em_desktop.errors import EmError

        try:
            self._transport.call("DELETE", address, params=params, subject=path)
        except EmError:
            return

    def _ask(self, path: str, params: Mapping[str, str], subject: str) -> Any:
        return self._transport.call("GET", path, params=params, subject=subject, safe=True)

    def _pages(self, path: str, params: Mapping[str, str], subject: str) -> Iterator[Any]:
        """All entries of a list, page by page, by the page size that the server really uses."""
        page = 1
        while True:
            asked = {**params, "page": str(page), "size": _PAGE}
            answer = _mapping(self._ask(path, asked, subject), subject)
            data = answer.get("data") or []
            told = _mapping(answer.get("pagination"), subject)
            if not isinstance(data, list):
                raise MalformedError(subject, "the server's list can't be understood")
            yield from data
            if not data or page * _count(told, "size", subject) >= _count(told, "total", subject):
                return
            page += 1


def _md5(value: Any) -> str:
    """A checksum if it is an MD5; of objects sent in parts some servers have another."""
    text = str(value or "").lower()
    return text if len(text) == 32 and set(text) <= set("0123456789abcdef") else ""


def _count(pagination: Mapping[str, Any], name: str, subject: str) -> int:
    value = pagination.get(name)
    if not isinstance(value, int) or value < 1:
        raise MalformedError(subject, "the server's list can't be understood")
    return value


def _mapping(value: Any, subject: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise MalformedError(subject, "the server's answer can't be understood")
    return value


def _node(value: Any, subject: str) -> RemoteNode:
    found = _mapping(value, subject)
    labels = found.get("labels")
    storage = found.get("storageType")
    return RemoteNode(
        id=str(found.get("id") or ""),
        name=str(found.get("name") or ""),
        path=str(found.get("path") or ""),
        type=str(found.get("type") or ""),
        storage_type=storage if isinstance(storage, int) else 0,
        labels=tuple(str(label) for label in labels) if isinstance(labels, list) else (),
        description=str(found.get("description") or ""),
        extra=str(found.get("extra") or ""),
        permission=str(found.get("permission") or ""),
    )
