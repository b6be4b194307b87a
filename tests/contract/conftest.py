"""The stores that the contract is run on, each with the same small tree in it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Protocol

import pytest

from em_desktop.domain.nodes import Node, NodeType, Status
from em_desktop.domain.paths import NodePath
from em_desktop.domain.recordings import Association, AssociationKind, Role
from em_desktop.stores.base import Store
from em_desktop.stores.local import LocalStore
from em_desktop.stores.memory import MemoryStore

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
            labels=("torch", "对比"),
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
        at = NodePath.parse(path)
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
        text = "\n".join([*lines, "remote: []", ""])
        self.file(f"{path}/metadata.yaml", text.encode())
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


@pytest.fixture(params=["memory", "local"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """Each store in turn: two Artifacts and the Run between them, a folder, a file."""
    made: MemoryWorld | LocalWorld = (
        MemoryWorld() if request.param == "memory" else LocalWorld(tmp_path / "store")
    )
    made.folder("runs")
    made.folder("empty")
    made.artifact(f"data/{DATA}", {"train.csv": b"1,2\n", "deep/er/test.csv": b"3\n"})
    made.artifact(f"data/{MODEL}", {"weights.bin": b"\x00" * 10})
    made.run(f"runs/{TRAIN}", reads=(DATA,), writes=(MODEL, "not_here_261123_120000_dddddd"))
    made.file("notes.txt", b"remember\n")
    if isinstance(made, LocalWorld):
        made.grow_old()
    yield made
    made.store.close()


@pytest.fixture
def store(world: World) -> Store:
    return world.store
