"""``kill -9`` while people work: what was confirmed is there, nothing is there by half."""

from __future__ import annotations

import hashlib
import os
import random
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests

from em_desktop.domain.nodes import NodeType
from em_desktop.stores.engine.checking import verify
from em_desktop.stores.engine.engine import Engine
from tests.server.serving import Person, Server

MOMENTS = int(os.environ.get("EM_KILL_MOMENTS", "3"))


@dataclass
class Work:
    """What one of the people did, and what they were told that it is done."""

    who: Person
    number: int
    confirmed: dict[str, bytes] = field(default_factory=dict)
    commits: list[str] = field(default_factory=list)
    folders: int = 0
    chance: random.Random = field(default_factory=lambda: random.Random(0))
    uploads: list[tuple[str, str, list[Any], bytes]] = field(default_factory=list)

    @property
    def run(self) -> str:
        return f"{self.who.root}/run{self.number}"

    @property
    def asset(self) -> str:
        return f"{self.who.root}/model{self.number}"

    def go_on(self, stop: threading.Event) -> None:
        """Upload, commit, move and share until the server is gone."""
        try:
            while not stop.is_set():
                self._step(self.chance)
        except requests.RequestException:
            return  # killed: what wasn't confirmed may be there or not

    def _step(self, chance: random.Random) -> None:
        data = chance.randbytes(chance.choice([10, 3000, 400_000]))
        key = f"{self.run}/{chance.randrange(20)}"
        self.confirmed.pop(key, None)
        self.who.put(key, data)
        self.confirmed[key] = data
        self.who.put(f"{self.asset}:main/{self.folders}", data)
        self.commits.append(self.who.commit(self.asset))
        name = f"folder{self.folders}-{self.number}"
        self.who.make(self.who.root, name)
        self.folders += 1
        self.who.share(f"{self.who.root}/{name}", ("public", "", "view"))
        move = {"node": f"{self.who.root}/{name}", "parent": f"{self.who.root}/target"}
        self.who.done("POST", "/apis/v1/nodes/move", json=move)
        path = f"{self.run}/large{self.folders}"
        upload, listed = self.who.upload_in_parts(path, [data, data])
        self.uploads.append((path, upload, listed, data + data))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_killed_server_has_all_that_it_confirmed_and_nothing_by_half(tmp_path: Path) -> None:
    options = ["--data", str(tmp_path)]
    server = Server.start(options)
    assert server.first_key is not None
    key = server.first_key
    admin = server.person("admin", key=key)
    admin.make(admin.root, "target")
    works = [Work(admin, number, chance=random.Random(number)) for number in range(2)]
    for work in works:
        admin.make(admin.root, f"run{work.number}", NodeType.RUN)
        admin.make(admin.root, f"model{work.number}", NodeType.MODEL)
    chance = random.Random(os.environ.get("EM_KILL_SEED", "0"))
    for _ in range(MOMENTS):
        stop = threading.Event()
        threads = [threading.Thread(target=work.go_on, args=(stop,)) for work in works]
        for thread in threads:
            thread.start()
        time.sleep(chance.uniform(0.5, 3.0))  # the moment is what is tested
        server.kill()
        for thread in threads:
            thread.join(60)
        server = Server.start(options)
        for work in works:
            work.who = server.person("admin", key=key)
            look_after(work)
    server.stop()
    engine = Engine(tmp_path)
    assert verify(engine).problems == []
    engine.close()


def look_after(work: Work) -> None:
    """What was confirmed is there; interrupted uploads go on."""
    who = work.who
    listed = who.objects(work.run)
    for path, data in work.confirmed.items():
        assert who.get(path) == data
        assert listed[path.removeprefix(f"{work.run}/")] == len(data)
    known = {one["id"] for one in who.listed("/apis/v1/nodes/commits", _main(work))}
    assert known >= set(work.commits)
    for name in who.children(f"{who.root}/target"):
        found = who.done("GET", "/apis/v1/nodes/grants", {"node": f"{who.root}/target/{name}"})
        assert found["grants"] == []  # it moved wholly: the folder isn't shared
    for path, upload, parts, whole in work.uploads:
        place = f"/apis/v1/objects/multipart/{upload}"
        who.done("POST", place, {"path": path}, json={"parts": parts})
        content = who.get(path)
        assert hashlib.sha256(content).digest() == hashlib.sha256(whole).digest()
    work.uploads.clear()


def _main(work: Work) -> dict[str, str]:
    return {"node": work.asset, "ref": "main"}
