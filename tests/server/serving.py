"""A real server in a process of its own, and people who talk to it over HTTP as the SDK does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import requests

from em_desktop.domain.nodes import NodeType, storage_type

ROOT = Path(__file__).parents[2]
AISTORE = "/t9k/aistore/server"
ASSET_HUB = "/t9k/asset-hub/server"
SECONDS = 60.0
"""How long an answer may take on a busy machine."""

Answer: TypeAlias = Any
"""A `requests.Response`; the library brings no types."""


def command(*words: str, module: str = "em_desktop", **environment: str) -> subprocess.Popen[str]:
    """The em-desktop command, started; or another module that takes the same words."""
    return subprocess.Popen(
        [sys.executable, "-m", module, *words],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def admin(*words: str, options: Sequence[str]) -> Any:
    """What ``em-desktop admin ... --json`` prints."""
    process = command("admin", *words, *options, "--json")
    printed, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, errors
    return json.loads(printed) if printed.strip() else None


@dataclass
class Server:
    """A server process.

    Attributes:
        options: of the command, which say where the store is.
        first_key: the administrator's, at the first start.
        log: what it wrote to standard error.
    """

    options: Sequence[str]
    process: subprocess.Popen[str]
    address: str
    first_key: str | None
    log: list[str] = field(default_factory=list)
    session: requests.Session = field(default_factory=requests.Session)
    reader: threading.Thread | None = None

    @classmethod
    def start(cls, options: Sequence[str], *further: str, module: str = "em_desktop") -> Server:
        """Start one on a free port, and wait until it listens."""
        process = command("serve", *options, "--port", "0", *further, module=module)
        assert process.stdout is not None
        assert process.stderr is not None
        key = None
        for line in process.stdout:
            if "told this once" in line:
                key = line.split()[-1]
            if line.startswith("listening on "):
                server = cls(options, process, line.split()[-1], key)
                process.stdout.close()
                server.reader = threading.Thread(target=server._read, daemon=True)
                server.reader.start()
                return server
        raise AssertionError(process.stderr.read())

    def _read(self) -> None:
        assert self.process.stderr is not None
        self.log.extend(self.process.stderr)

    @property
    def base(self) -> str:
        return self.address + AISTORE

    @property
    def hub(self) -> str:
        return self.address + ASSET_HUB

    def person(self, name: str, *, key: str | None = None) -> Person:
        """A user with a key; a new one unless a key is given."""
        if key is None:
            key = str(admin("user", "add", name, options=self.options)["key"])
        return Person(self, name, key)

    def kill(self) -> None:
        """End it as a power failure would."""
        self.process.kill()
        self._ended()

    def stop(self) -> int:
        """End it as an administrator would; the exit code."""
        self.process.terminate()
        return self._ended()

    def _ended(self) -> int:
        code = self.process.wait(SECONDS)
        assert self.reader is not None
        self.reader.join(SECONDS)
        assert self.process.stderr is not None
        self.process.stderr.close()
        self.session.close()
        return code


@dataclass
class Person:
    """Somebody with a key, who asks as the SDK asks."""

    server: Server
    name: str
    key: str

    @property
    def root(self) -> str:
        return f"/{self.name}"

    def ask(
        self,
        method: str,
        path: str,
        params: dict[str, Any] | None = None,
        *,
        base: str | None = None,
        **further: Any,
    ) -> Answer:
        """One request; the key is in the query."""
        return self.server.session.request(
            method,
            (base or self.server.base) + path,
            params={"apikey": self.key, **(params or {})},
            allow_redirects=False,
            timeout=SECONDS,
            **further,
        )

    def session_get(self, path_and_query: str) -> Answer:
        """A GET whose query is sent as it is written here."""
        address = f"{self.server.base}{path_and_query}&apikey={self.key}"
        return self.server.session.get(address, allow_redirects=False, timeout=SECONDS)

    def done(self, method: str, path: str, params: Any = None, **further: Any) -> Any:
        """One request that must succeed; its JSON."""
        answer = self.ask(method, path, params, **further)
        assert answer.status_code < 300, (answer.status_code, answer.text)
        return answer.json()

    def make(self, parent: str, name: str, kind: NodeType = NodeType.FOLDER, **further: Any) -> str:
        """Create a node; its id."""
        body = node_body(parent, name, kind) | further
        return str(self.done("POST", "/apis/v1/nodes", json=body)["id"])

    def info(self, node: str) -> dict[str, Any]:
        found: dict[str, Any] = self.done("GET", "/apis/v1/nodes/info", {"node": node})
        return found

    def listed(self, path: str, params: Any = None, size: int = 1000) -> list[Any]:
        """All entries of a list, page by page, as the SDK reads them."""
        return list(self._pages(path, params or {}, size))

    def _pages(self, path: str, params: dict[str, Any], size: int) -> Iterator[Any]:
        number = 1
        while True:
            found = self.done("GET", path, {**params, "page": number, "size": size})
            yield from found["data"] or []
            page = found["pagination"]
            if not found["data"] or number * page["size"] >= page["total"]:
                return
            number += 1

    def children(self, parent: str, **params: str) -> list[str]:
        found = self.listed("/apis/v1/nodes", {"parent": parent, **params})
        return [str(node["name"]) for node in found]

    def put(self, path: str, data: bytes) -> dict[str, Any]:
        """Upload an object as the SDK does."""
        found: dict[str, Any] = self.done(
            "POST",
            "/apis/v1/objects",
            {"path": path},
            files={"content": ("ignored name.bin", data)},
        )
        return found

    def get(self, path: str) -> bytes:
        answer = self.ask("GET", "/apis/v1/objects", {"path": path})
        assert answer.status_code == 200, answer.text
        return bytes(answer.content)

    def get_status(self, path: str) -> int:
        return int(self.ask("GET", "/apis/v1/objects", {"path": path}).status_code)

    def objects(self, path: str) -> dict[str, int]:
        """Keys and sizes."""
        found = self.listed("/apis/v1/objects/ls", {"path": path})
        return {str(one["path"]): int(one["size_bytes"]) for one in found}

    def share(self, node: str, *grants: tuple[str, str, str]) -> Any:
        """Let exactly these hold: kind, name, permission."""
        body = [{"kind": kind, "name": name, "permission": given} for kind, name, given in grants]
        return self.done("PUT", "/apis/v1/nodes/grants", {"node": node}, json=body)

    def permission(self, node: str) -> str | None:
        """What they may do at a node; None where the server says 403."""
        answer = self.ask("GET", "/apis/v1/nodes/info", {"node": node})
        if answer.status_code == 403:
            return None
        return str(answer.json()["permission"])

    def commit(self, asset: str, message: str = "more", branch: str = "main") -> str:
        params = {"node": asset, "branch": branch}
        made = self.done("POST", "/apis/v1/nodes/commits", params, json={"message": message})
        return str(made["id"])

    def upload_in_parts(self, path: str, parts: Sequence[bytes]) -> tuple[str, list[Any]]:
        """Begin an upload and put parts; its id, and the list that ends it."""
        begun = self.done("POST", "/apis/v1/objects/multipart", {"path": path})
        upload = str(begun["uploadId"])
        listed = []
        for number, data in enumerate(parts, 1):
            tag = self.done(
                "PUT",
                f"/apis/v1/objects/multipart/{upload}",
                {"path": path, "partNumber": number},
                files={"content": data},
            )["eTag"]
            listed.append({"etag": tag, "partNumber": number})
        return upload, listed


def node_body(parent: str, name: str, kind: NodeType = NodeType.FOLDER) -> dict[str, Any]:
    """The body that makes a node, as the SDK sends it."""
    return {
        "parent": parent,
        "name": name,
        "labels": [],
        "description": "",
        "type": kind.value,
        "storageType": int(storage_type(kind)),
        "extra": "{}",
    }
