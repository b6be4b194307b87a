# ruff: noqa: ARG002 - each call gets all that a request has
"""A plain AIStore in memory, by the letter of the API, which can be told to misbehave.

It knows what the public client uses and nothing more; what our own server adds isn't here.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PREFIX = "/t9k/aistore/server"
KEY = "0b2d41f6-4b57-4a57-9d0e-6a2c1c1b7d11"
FORBIDDEN = "0b2d41f6-4b57-4a57-9d0e-6a2c1c1b7d12"
USER = "demo"
PAGE_CAP = 7
"""Fewer than asked for: a client must go by the size of the answer."""


@dataclass
class Node:
    """One node with its objects."""

    fields: dict[str, Any]
    objects: dict[str, bytes] = field(default_factory=dict)


@dataclass
class Fault:
    """What happens to the next requests that match.

    Attributes:
        method: such as ``POST``.
        path: a pattern for the path below the API.
        status: the answer; 0 drops the connection without any.
        times: to how many requests.
        after: whether the request is carried out before it is dropped.
        cut: bytes of the answer's body that are sent before the connection is dropped.
    """

    method: str
    path: str
    status: int = 0
    times: int = 1
    after: bool = False
    cut: int | None = None


class World:
    """All that the server holds."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.edges: set[tuple[str, str]] = set()
        self.parts: dict[str, dict[int, bytes]] = {}
        self.requests: list[tuple[str, str]] = []
        self.faults: list[Fault] = []
        self.shared: list[str] = []
        self.ranges: list[str] = []
        self.sends_parts = True
        self.lock = threading.Lock()
        self.add(f"/{USER}", "Folder")

    def add(self, path: str, type_: str, **fields: Any) -> Node:
        """Put a node there."""
        storage = {"Folder": 0, "Shortcut": 0, "Model": 3, "Dataset": 3}.get(type_, 2)
        node = Node(
            {
                "id": str(uuid.uuid4()),
                "name": path.rpartition("/")[2],
                "path": path,
                "type": type_,
                "storageType": storage,
                "labels": [],
                "description": "",
                "extra": "",
                "editor": USER,
                "modifiedTimestamp": "2026-11-23T08:05:24.390002Z",
                "permission": "own",
            }
            | fields
        )
        self.nodes[path] = node
        return node

    def find(self, which: str) -> Node | None:
        """By path or id."""
        if which in self.nodes:
            return self.nodes[which]
        return next((node for node in self.nodes.values() if node.fields["id"] == which), None)

    def split(self, path: str) -> tuple[Node | None, str]:
        """The node that an object's path begins with, and the object's key."""
        parts = path.strip("/").split("/")
        for count in range(len(parts), 0, -1):
            *above, last = parts[:count]
            base = (
                last.partition(":")[0]
                if self.nodes.get("/" + "/".join([*above, last])) is None
                else last
            )
            node = self.nodes.get("/" + "/".join([*above, base]))
            if node is not None and node.fields["storageType"] >= 2:
                return node, "/".join(parts[count:])
        return None, ""

    def fault_for(self, method: str, path: str) -> Fault | None:
        """The fault that strikes this request; each does so a number of times."""
        for fault in self.faults:
            if fault.method == method and fault.times and re.search(fault.path, path):
                fault.times -= 1
                return fault
        return None


class _RefusalError(Exception):
    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status, self.text = status, text


class _Handler(BaseHTTPRequestHandler):
    """Answers by ``world``."""

    protocol_version = "HTTP/1.1"
    world: World

    def log_message(self, *_: Any) -> None:
        """Nothing on the screen."""

    def do_GET(self) -> None:
        self._handle()

    do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - the library's names

    def _handle(self) -> None:
        split = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(split.query).items()}
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = split.path.removeprefix(PREFIX) if split.path.startswith(PREFIX) else ""
        with self.world.lock:
            self.world.requests.append((self.command, path))
            fault = self.world.fault_for(self.command, path)
            if fault is not None and not fault.after and fault.cut is None:
                return self._fail(fault)
            try:
                status, answer = 200, self._answer(path, query, body)
            except _RefusalError as refusal:
                status, answer = refusal.status, refusal.text.encode()
            if fault is not None and fault.cut is None:
                return self._fail(fault)
        return self._send(status, answer, fault.cut if fault else None)

    def _fail(self, fault: Fault) -> None:
        if fault.status:
            self._send(fault.status, b"out of order")
        else:
            self.close_connection = True

    def _send(self, status: int, answer: Any, cut: int | None = None) -> None:
        data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        status, data, headers = self._part(status, data)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status == 302:
            self.send_header("Location", "https://login.example.com/")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[:cut])
        self.close_connection = cut is not None

    def _part(self, status: int, data: bytes) -> tuple[int, bytes, dict[str, str]]:
        """What is sent where a part is asked for of what hasn't changed."""
        wanted = self.headers.get("Range")
        tag = f'"{_md5(data)}"'
        if status != 200 or not self.world.sends_parts:
            return status, data, {}
        if wanted is None or self.headers.get("If-Range", tag) != tag:
            return status, data, {"ETag": tag}
        self.world.ranges.append(wanted)
        start = int(wanted.removeprefix("bytes=").removesuffix("-"))
        if start >= len(data):
            return 416, b"the range is beyond the end", {}
        span = f"bytes {start}-{len(data) - 1}/{len(data)}"
        return 206, data[start:], {"ETag": tag, "Content-Range": span}

    def _answer(self, path: str, query: dict[str, str], body: bytes) -> Any:
        if not path:
            raise _RefusalError(404, "")
        if "apikey" not in query:
            raise _RefusalError(302, "log in")
        if query["apikey"] == FORBIDDEN:
            raise _RefusalError(403, "permission denied")
        if query["apikey"] != KEY:
            raise _RefusalError(400, f"api key {query['apikey']} not found\n")
        if path == "/oauth2/userinfo":
            return {"preferred_username": USER}
        name = path.removeprefix("/apis/v1/").split("/")
        method = getattr(self, f"_{self.command.lower()}_{name[0]}", None)
        if method is None:
            raise _RefusalError(404, "")
        return method(name[1:], query, body)

    def _page(self, items: list[Any], query: dict[str, str]) -> dict[str, Any]:
        page, size = int(query.get("page", 1)), min(int(query.get("size", 10)), PAGE_CAP)
        data = items[(page - 1) * size : page * size]
        told = {"page": page, "size": size, "total": len(items)}
        return {"data": data or None, "pagination": told}

    def _node(self, which: str) -> Node:
        node = self.world.find(which)
        if node is None:
            raise _RefusalError(404, f"node not found: [{which}]")
        return node

    def _get_nodes(self, rest: list[str], query: dict[str, str], body: bytes) -> Any:
        if rest in (["shared"], ["public"]):
            listed = self.world.shared if rest == ["shared"] else []
            return self._page([self.world.nodes[path].fields for path in listed], query)
        if rest == ["info"]:
            return self._node(query["node"]).fields
        parent = self._node(query["parent"]).fields["path"]
        found = [
            node.fields
            for path, node in sorted(self.world.nodes.items())
            if path.rpartition("/")[0] == parent
            and query.get("type") in {None, node.fields["type"]}
        ]
        return self._page(found, query)

    def _post_nodes(self, rest: list[str], query: dict[str, str], body: bytes) -> Any:
        value = json.loads(body)
        parent = self._node(value.pop("parent")).fields["path"]
        path = f"{parent}/{value['name']}"
        if path in self.world.nodes:
            raise _RefusalError(400, "Invalid conflicting node Name")
        node = self.world.add(path, value["type"], **value)
        return {"id": node.fields["id"]}

    def _put_nodes(self, rest: list[str], query: dict[str, str], body: bytes) -> Any:
        value = json.loads(body)
        node = self._node(value.pop("node"))
        node.fields |= value
        old = node.fields["path"]
        new = f"{old.rpartition('/')[0]}/{node.fields['name']}"
        for path in [each for each in self.world.nodes if f"{each}/".startswith(f"{old}/")]:
            moved = self.world.nodes.pop(path)
            moved.fields["path"] = new + path.removeprefix(old)
            self.world.nodes[moved.fields["path"]] = moved
        return {}

    def _delete_nodes(self, rest: list[str], query: dict[str, str], body: bytes) -> Any:
        path = self._node(json.loads(body)["node"]).fields["path"]
        for each in list(self.world.nodes):
            if each == path or each.startswith(f"{path}/"):
                del self.world.nodes[each]
        return {}

    def _get_objects(self, rest: list[str], query: dict[str, str], body: bytes) -> Any:
        node, key = self.world.split(query["path"])
        if node is None:
            raise _RefusalError(404, f"node not found: [{query['path']}]")
        if rest == ["ls"]:
            return self._page(
                [_told(key, node.objects[key]) for key in sorted(node.objects)], query
            )
        if key not in node.objects:
            raise _RefusalError(404, "object not found")
        return node.objects[key]

    def _post_objects(self, rest: list[str], query: dict[str, str], body: bytes) -> Any:
        node, key = self.world.split(query["path"])
        if node is None:
            raise _RefusalError(404, f"node not found: [{query['path']}]")
        if rest == ["multipart"]:
            upload = uuid.uuid4().hex
            self.world.parts[upload] = {}
            return {"uploadId": upload}
        if rest[:1] == ["multipart"]:
            parts = self.world.parts.pop(rest[1])
            named = json.loads(body)["parts"]
            assert [part["partNumber"] for part in named] == sorted(parts)
            assert all(part["etag"] == _md5(parts[part["partNumber"]]) for part in named)
            node.objects[key] = b"".join(parts[number] for number in sorted(parts))
            return {}
        node.objects[key] = self._form(body)
        return _told(key, node.objects[key])

    def _put_objects(self, rest: list[str], query: dict[str, str], body: bytes) -> Any:
        data = self._form(body)
        self.world.parts[rest[1]][int(query["partNumber"])] = data
        return {"eTag": _md5(data)}

    def _delete_objects(self, rest: list[str], query: dict[str, str], body: bytes) -> Any:
        if rest[:1] == ["multipart"]:
            self.world.parts.pop(rest[1], None)
            return {}
        node, key = self.world.split(query["path"])
        if node is not None:
            node.objects.pop(key, None)
        return {}

    def _post_graphs(self, rest: list[str], query: dict[str, str], body: bytes) -> Any:
        for edge in json.loads(body)["graphs"]:
            for end in edge.values():
                self._node(end.partition(":")[0])
            self.world.edges.add((edge["from"], edge["to"]))
        return {}

    def _get_graphs(self, rest: list[str], query: dict[str, str], body: bytes) -> Any:
        current = query["current"]
        return {
            "in": [{"id": source} for source, user in sorted(self.world.edges) if user == current],
            "out": [{"id": user} for source, user in sorted(self.world.edges) if source == current],
        }

    def _form(self, body: bytes) -> bytes:
        kind = self.headers["Content-Type"]
        boundary = b"--" + kind.partition("boundary=")[2].encode()
        assert kind.startswith("multipart/form-data; boundary=")
        assert body.startswith(boundary + b"\r\n")
        assert body.endswith(b"\r\n" + boundary + b"--\r\n")
        head, _, rest = body.removeprefix(boundary + b"\r\n").partition(b"\r\n\r\n")
        assert b'name="content"' in head
        return rest[: -len(boundary) - 6]


def _told(key: str, data: bytes) -> dict[str, Any]:
    return {
        "path": key,
        "size_bytes": len(data),
        "checksum": _md5(data),
        "mtime": 1763864724,
        "path_type": "object",
        "content_type": "application/octet-stream",
        "physical_address": "s3://x",
    }


def _md5(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


@contextmanager
def plain_server() -> Iterator[tuple[str, World]]:
    """A server on this computer, its address and what it holds."""
    world = World()
    handler = type("Handler", (_Handler,), {"world": world})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", world
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
