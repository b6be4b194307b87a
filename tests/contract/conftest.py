"""The stores that the contract is run on, each with the same small tree in it."""

from __future__ import annotations

import itertools
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Protocol

import pytest

from em_desktop.domain.nodes import Node, NodeType, Status
from em_desktop.domain.paths import NodePath
from em_desktop.domain.recordings import Association, AssociationKind, Role
from em_desktop.stores.base import Store
from em_desktop.stores.engine import accounts
from em_desktop.stores.engine.engine import SYSTEM, Engine
from em_desktop.stores.local import LocalStore
from em_desktop.stores.memory import MemoryStore
from em_desktop.stores.remote.account import Account
from em_desktop.stores.remote.config import login_to
from em_desktop.stores.remote.store import RemoteStore
from tests.server.backends import running
from tests.server.serving import Person, Server

STARTED = datetime.fromisoformat("2026-11-23T12:00:00+08:00")
ENDED = datetime.fromisoformat("2026-11-23T12:10:00+08:00")

DATA = "digits_data_261123_115900_aaaaaa"
MODEL = "digits_model_261123_121000_bbbbbb"
TRAIN = "digits_train_261123_120000_cccccc"


class World(Protocol):
    """A store, and another program that writes in it."""

    @property
    def store(self) -> Store: ...

    def folder(self, path: str) -> None: ...

    def file(self, path: str, data: bytes) -> None: ...

    def run(self, path: str, reads: tuple[str, ...] = (), writes: tuple[str, ...] = ()) -> None: ...

    def artifact(self, path: str, objects: dict[str, bytes]) -> None: ...

    def write(self, path: str, key: str, data: bytes) -> None: ...


def _name(path: NodePath) -> str:
    return path.name.rsplit("_", 3)[0]


RUN_LABELS = ("torch", "对比")


def run_metadata(at: NodePath, reads: tuple[str, ...], writes: tuple[str, ...]) -> bytes:
    """``metadata.yaml`` as a recorder writes it."""
    lines = [
        "kind: Run",
        f"name: {_name(at)}",
        'labels:\n- torch\n- "\\u5BF9\\u6BD4"',
        "description: lr=0.1",
        f"startTimestamp: '{STARTED.isoformat()}'",
        f"endTimestamp: '{ENDED.isoformat()}'",
        "status: Complete",
        f"alternativeName: {at.name}",
        "associations:",
    ]
    for side, names in (("input", reads), ("output", writes)):
        lines.append(f"  {side}:" if names else f"  {side}: []")
        lines += [f"  - kind: Artifact\n    name: {name}" for name in names]
    return "\n".join([*lines, "remote: []", ""]).encode()


class MemoryWorld:
    """A store in memory."""

    def __init__(self) -> None:
        self.store = MemoryStore()

    def folder(self, path: str) -> None:
        at = NodePath.parse(path)
        self.store.add(Node(at, NodeType.FOLDER, at.name))

    def file(self, path: str, data: bytes) -> None:
        at = NodePath.parse(path)
        self.store.add(Node(at, NodeType.FILE, at.name, size=len(data)), {at.name: data})

    def run(self, path: str, reads: tuple[str, ...] = (), writes: tuple[str, ...] = ()) -> None:
        at = NodePath.parse(path)
        node = Node(
            at,
            NodeType.RUN,
            _name(at),
            status=Status.COMPLETE,
            labels=RUN_LABELS,
            description="lr=0.1",
            created=STARTED,
            started=STARTED,
            ended=ENDED,
        )
        sides = ((Role.INPUT, reads), (Role.OUTPUT, writes))
        associations = tuple(
            Association(role, AssociationKind.ARTIFACT, name)
            for role, names in sides
            for name in names
        )
        self.store.add(node, {"stdout.log": b"done\n"}, associations)

    def artifact(self, path: str, objects: dict[str, bytes]) -> None:
        at = NodePath.parse(path)
        self.store.add(Node(at, NodeType.ARTIFACT, _name(at), created=STARTED), objects)

    def write(self, path: str, key: str, data: bytes) -> None:
        self.store.write(NodePath.parse(path), key, data)


class LocalWorld:
    """A folder on disk."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()
        self.store = LocalStore(root)

    def folder(self, path: str) -> None:
        (self.root / path).mkdir(parents=True)

    def file(self, path: str, data: bytes) -> None:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)

    def run(self, path: str, reads: tuple[str, ...] = (), writes: tuple[str, ...] = ()) -> None:
        text = run_metadata(NodePath.parse(path), reads, writes)
        self.file(f"{path}/metadata.yaml", text)
        self.file(f"{path}/stdout.log", b"done\n")

    def artifact(self, path: str, objects: dict[str, bytes]) -> None:
        at = NodePath.parse(path)
        text = (
            f"kind: Artifact\nname: {_name(at)}\nlabels: []\ndescription: ''\n"
            f"createdTimestamp: '{STARTED.isoformat()}'\nalternativeName: {at.name}\nremote: []\n"
        )
        self.file(f"{path}/metadata.yaml", text.encode())
        for key, data in objects.items():
            self.file(f"{path}/{key}", data)

    def write(self, path: str, key: str, data: bytes) -> None:
        self.file(f"{path}/{key}", data)

    def grow_old(self) -> None:
        """Let all of it be written an hour ago."""
        hour_ago = time.time() - 3600
        for place in [*self.root.rglob("*"), self.root]:
            os.utime(place, (hour_ago, hour_ago))


class RemoteWorld:
    """A user's part of a server, which is spoken to as the public client does."""

    def __init__(self, person: Person) -> None:
        self.person = person
        login = login_to(person.server.address, person.key)
        self.store = RemoteStore(Account.at(login))

    def folder(self, path: str) -> None:
        above = self.person.root
        for part in path.split("/"):
            if part not in self.person.children(above):
                self.person.make(above, part)
            above = f"{above}/{part}"

    def file(self, path: str, data: bytes) -> None:
        """Servers have no single files; an Artifact of one file takes their part."""
        self._make(path, NodeType.ARTIFACT, {})
        self.write(path, path.rpartition("/")[2], data)

    def run(self, path: str, reads: tuple[str, ...] = (), writes: tuple[str, ...] = ()) -> None:
        name = NodePath.parse(path).name
        run = self._make(path, NodeType.RUN, {"alternativeName": name}, RUN_LABELS, "lr=0.1")
        self.write(path, "metadata.yaml", run_metadata(NodePath.parse(path), reads, writes))
        self.write(path, "stdout.log", b"done\n")
        known = {self.person.info(f"{self.person.root}/{one}")["name"]: one for one in self._data()}
        for names, is_input in ((reads, True), (writes, False)):
            for other in names:
                if other in known:
                    data = self.person.info(f"{self.person.root}/{known[other]}")["id"]
                    ends = {"from": data, "to": run} if is_input else {"from": run, "to": data}
                    self.person.done("POST", "/apis/v1/graphs", json={"graphs": [ends]})

    def artifact(self, path: str, objects: dict[str, bytes]) -> None:
        name = NodePath.parse(path).name
        self._make(path, NodeType.ARTIFACT, {"alternativeName": name})
        for key, data in objects.items():
            self.write(path, key, data)

    def write(self, path: str, key: str, data: bytes) -> None:
        self.person.put(f"{self.person.root}/{path}/{key}", data)

    def _data(self) -> list[str]:
        return [f"data/{name}" for name in self.person.children(f"{self.person.root}/data")]

    def _make(
        self,
        path: str,
        kind: NodeType,
        notes: dict[str, str],
        labels: tuple[str, ...] = (),
        description: str = "",
    ) -> str:
        above, _, name = path.rpartition("/")
        if above:
            self.folder(above)
        return self.person.make(
            f"{self.person.root}/{above}".rstrip("/"),
            name,
            kind,
            extra=json.dumps(notes),
            labels=list(labels),
            description=description,
        )


TRAITS = {
    "single_files": "a server has no single files",
    "dangling_edges": "a server forgets the edges of what is gone",
    "late_ids": "a server gives ids to all nodes",
    "one_case": "a server tells names apart that differ in case only",
    "own_metadata": "a server's nodes need no metadata file",
}
"""What isn't so everywhere and no capability is about; servers lack all of it."""
SERVERS = {
    "remote": ("em_desktop", "sqlite"),
    "plain server": ("tests.server.base_only", "sqlite"),
    "postgresql": ("em_desktop", "postgresql"),
    "postgresql and s3": ("em_desktop", "postgresql+s3"),
}
"""What is served: by which module, and where that keeps its store."""
_NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Person]]:
    """A new user on one of the real servers, which are started when they are needed."""
    servers: dict[str, tuple[Server, Engine]] = {}
    stack = ExitStack()

    def person(world: str) -> Person:
        if world not in servers:
            module, kept = SERVERS[world]
            backend = stack.enter_context(running(kept))
            data = tmp_path_factory.mktemp("served")
            server = Server.start(["--data", str(data), *backend.options], module=module)
            servers[world] = server, Engine(data, backend.database, backend.objects)
        server, engine = servers[world]
        name = f"user{next(_NUMBERS)}"
        with engine.writing(SYSTEM) as session:
            accounts.add_user(session, name)
            return Person(server, name, accounts.add_key(session, name).key)

    yield person
    for server, engine in servers.values():
        engine.close()
        server.stop()
    stack.close()


def _world(
    request: pytest.FixtureRequest, tmp_path: Path
) -> MemoryWorld | LocalWorld | RemoteWorld:
    match request.param:
        case "memory":
            return MemoryWorld()
        case "local":
            return LocalWorld(tmp_path / "store")
    return RemoteWorld(request.getfixturevalue("serve")(request.param))


@pytest.fixture(params=["memory", "local", *SERVERS])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """Each store in turn: two Artifacts and the Run between them, a folder, a file."""
    made = _world(request, tmp_path)
    try:
        _skip_what_it_lacks(request, made)
        made.folder("runs")
        made.folder("empty")
        made.artifact(f"data/{DATA}", {"train.csv": b"1,2\n", "deep/er/test.csv": b"3\n"})
        made.artifact(f"data/{MODEL}", {"weights.bin": b"\x00" * 10})
        made.run(f"runs/{TRAIN}", reads=(DATA,), writes=(MODEL, "not_here_261123_120000_dddddd"))
        made.file("notes.txt", b"remember\n")
        if isinstance(made, LocalWorld):
            made.grow_old()
        yield made
    finally:
        made.store.close()


def _skip_what_it_lacks(request: pytest.FixtureRequest, world: World) -> None:
    """Skip a test of what the store doesn't have, as it says itself or `TRAITS` do."""
    capabilities = world.store.capabilities
    known = {one.name: getattr(capabilities, one.name) for one in fields(capabilities)}
    known |= dict.fromkeys(TRAITS, not world.store.info.is_remote)
    for marker in request.node.iter_markers("needs"):
        for name in marker.args:
            if not known[name]:
                pytest.skip(TRAITS.get(name, f"the store's capabilities lack {name}"))


@pytest.fixture
def store(world: World) -> Store:
    return world.store
