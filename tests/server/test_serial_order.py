"""Many people change one tree at two servers at once: it is as if they did it one by one.

The feed says in which order. Each request that was confirmed is in it once, as it was asked for;
told in that order to a plain tree, each can be done; and the tree is then that of the servers.
"""

from __future__ import annotations

import os
import random
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from em_desktop.domain.nodes import NodeType
from em_desktop.stores.engine.checking import verify
from em_desktop.stores.engine.engine import SYSTEM, Engine
from em_desktop.stores.engine.schema import changes
from tests.server.backends import Backend
from tests.server.serving import Person, Server, node_body

OPERATIONS = int(os.environ.get("EM_SERIAL_OPERATIONS", "600"))
"""10,000 take some minutes."""
WORKERS = 6
NAMES = [f"n{number}" for number in range(8)]
BACKENDS = ["sqlite", "postgresql"]


@pytest.fixture
def twin(ann: Person, data: Path, backend: Backend, tmp_path: Path) -> Iterator[Person]:
    """The same person at another server over the same store."""
    if backend.database is None:
        options = ["--data", str(data)]
    else:
        options = ["--data", str(tmp_path), "--objects", str(data / "objects"), *backend.options]
    second = Server.start(options)
    yield Person(second, ann.name, ann.key)
    second.stop()


@dataclass
class Confirmed:
    """What the servers said that they did, as the feed tells of it: kind, path, old path."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    events: Counter[tuple[str, str, str | None]] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)

    def note(self, status: int, kind: str, path: str, old: str | None = None) -> None:
        with self.lock:
            self.statuses[status] += 1
            if status == 200:
                self.events[kind, path, old] += 1


class Worker:
    """Does random things with few names, so that they get in each other's way."""

    def __init__(self, who: Person, seed: int, done: Confirmed) -> None:
        self._who = who
        self._chance = random.Random(seed)
        self._done = done

    def work(self, count: int) -> None:
        for _ in range(count):
            what = self._chance.choices(
                [self._create, self._move, self._remove, self._put], [4, 4, 1, 3]
            )[0]
            what()

    def _path(self, most: int) -> str:
        depth = self._chance.randint(0, most)
        return "/".join([self._who.root, *self._chance.choices(NAMES, k=depth)])

    def _ask(self, method: str, path: str, body: dict[str, Any]) -> int:
        return int(self._who.ask(method, path, json=body).status_code)

    def _create(self) -> None:
        parent, name = self._path(2), self._chance.choice(NAMES)
        kind = self._chance.choice([NodeType.FOLDER, NodeType.FOLDER, NodeType.RUN])
        status = self._ask("POST", "/apis/v1/nodes", node_body(parent, name, kind))
        self._done.note(status, "created", f"{parent}/{name}")

    def _move(self) -> None:
        node, parent, name = self._path(3), self._path(2), self._chance.choice(NAMES)
        body = {"node": node, "parent": parent, "name": name}
        status = self._ask("POST", "/apis/v1/nodes/move", body)
        self._done.note(status, "moved", f"{parent}/{name}", node)

    def _remove(self) -> None:
        node = self._path(3)
        self._done.note(self._ask("DELETE", "/apis/v1/nodes", {"node": node}), "removed", node)

    def _put(self) -> None:
        path = f"{self._path(3)}/file"
        data = self._chance.randbytes(20)
        answer = self._who.ask("POST", "/apis/v1/objects", {"path": path}, files={"content": data})
        key = answer.json()["path"] if answer.status_code == 200 else "file"
        self._done.note(int(answer.status_code), "objects", path.removesuffix(f"/{key}"))


class Tree:
    """Nodes by id, as the feed tells of them one after the other."""

    def __init__(self, root: str) -> None:
        self._root = root
        self.paths: dict[str, str] = {}

    def do(self, change: Any) -> None:
        """What was done can be done in this state."""
        node, path, old = change.node, change.path, change.old_path
        match change.kind:
            case "created":
                self._require_place(path)
                self.paths[node] = path
            case "moved":
                assert self.paths[node] == old
                assert not f"{path}/".startswith(f"{old}/") or path == old
                below = {
                    one: at for one, at in self.paths.items() if f"{at}/".startswith(f"{old}/")
                }
                for one in below:
                    del self.paths[one]
                self._require_place(path)
                self.paths |= {one: path + at.removeprefix(old) for one, at in below.items()}
            case "removed":
                gone = self.paths[node]
                self.paths = {
                    one: at for one, at in self.paths.items() if not f"{at}/".startswith(f"{gone}/")
                }
            case "objects":
                assert self.paths[node] == path

    def _below(self, path: str) -> dict[str, str]:
        """A node and what is in it."""
        return {one: at for one, at in self.paths.items() if f"{at}/".startswith(f"{path}/")}

    def _require_place(self, path: str) -> None:
        assert path not in self.paths.values()
        parent = path.rpartition("/")[0]
        assert parent == self._root or parent in self.paths.values()


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_whatever_people_do_at_once_equals_some_order_of_it(
    ann: Person, twin: Person, engine: Engine
) -> None:
    start = engine.database.last_change()
    done = Confirmed()
    workers = [Worker((ann, twin)[seed % 2], seed, done) for seed in range(WORKERS)]
    threads = [
        threading.Thread(target=worker.work, args=(OPERATIONS // WORKERS,)) for worker in workers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(done.statuses) <= {200, 400, 403, 404, 409}
    assert done.statuses[200] > OPERATIONS / 20
    found = history(engine, start)
    assert Counter((one.kind, one.path, one.old_path) for one in found) == done.events
    tree = Tree(ann.root)
    for change in found:
        tree.do(change)
    for who in (ann, twin):
        assert set(all_paths(who)) == set(tree.paths.values())
    assert verify(engine).problems == []


def history(engine: Engine, after: int) -> list[Any]:
    """All changes in their order, as they were noted: the feed tells people only what they see."""
    query = select(changes).where(changes.c.sequence > after).order_by(changes.c.sequence)
    with engine.reading(SYSTEM) as session:
        return list(session.connection.execute(query))


def all_paths(who: Person, folder: str | None = None) -> Iterator[str]:
    for node in who.listed("/apis/v1/nodes", {"parent": folder or who.root}):
        yield node["path"]
        if node["type"] == "Folder":
            yield from all_paths(who, node["path"])
