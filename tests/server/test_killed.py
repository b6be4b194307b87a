"""``kill -9`` while people work: what was confirmed is there, nothing is there by half."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import random
import signal
import socket
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests

from em_desktop.cli.main import main
from em_desktop.domain.nodes import NodeType
from em_desktop.stores.engine.checking import verify
from em_desktop.stores.engine.engine import Engine
from tests.server.serving import SECONDS, Person, Server

MOMENTS = int(os.environ.get("EM_KILL_MOMENTS", "100"))
SHORTEST, LONGEST = 0.02, 0.5
"""Seconds after which a server is killed."""
_FORKS = multiprocessing.get_context("forkserver") if sys.platform != "win32" else None


@dataclass
class Work:
    """What one of the people did, and what they were told that it is done."""

    who: Person
    number: int
    confirmed: dict[str, bytes] = field(default_factory=dict)
    lately: set[str] = field(default_factory=set)
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
        self.lately.add(key)
        self.who.put(f"{self.asset}:main/{self.folders}", data)
        self.commits.append(self.who.commit(self.asset))
        self.folders += 1  # what a kill left unconfirmed may have the name
        name = f"folder{self.folders}-{self.number}"
        self.who.make(self.who.root, name)
        self.who.share(f"{self.who.root}/{name}", ("public", "", "view"))
        move = {"node": f"{self.who.root}/{name}", "parent": f"{self.who.root}/target"}
        self.who.done("POST", "/apis/v1/nodes/move", json=move)
        path = f"{self.run}/large{self.folders}"
        upload, listed = self.who.upload_in_parts(path, [data, data])
        self.uploads.append((path, upload, listed, data + data))


def serve(options: list[str], port: int) -> None:
    """A server, as the command starts it, in a process that has imported all of it already."""
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    main(["serve", *options, "--port", str(port), "--log", "warning"])


class Nursery:
    """Servers that are there at once: a hundred that start anew would take minutes."""

    def __init__(self, options: list[str]) -> None:
        assert _FORKS is not None
        _FORKS.set_forkserver_preload(["em_desktop.server.run", "em_desktop.server.app", __name__])
        self._options = options
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._process: Any = None

    def start(self) -> Server:
        """One that listens."""
        assert _FORKS is not None
        self._process = _FORKS.Process(target=serve, args=(self._options, self._port), daemon=True)
        self._process.start()
        deadline = time.monotonic() + SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", self._port), 1).close()
                break
            except OSError:
                assert self._process.is_alive()
                assert time.monotonic() < deadline
                time.sleep(0.005)  # nothing else tells that it listens
        return Server(self._options, self._process, f"http://127.0.0.1:{self._port}", None)

    def kill(self) -> None:
        self._process.kill()
        self._process.join()
        assert self._process.exitcode == -signal.SIGKILL


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.skipif(_FORKS is None, reason="processes aren't forked on Windows")
def test_a_killed_server_has_all_that_it_confirmed_and_nothing_by_half(tmp_path: Path) -> None:
    options = ["--data", str(tmp_path)]
    first = Server.start(options)
    assert first.first_key is not None
    key = first.first_key
    admin = first.person("admin", key=key)
    admin.make(admin.root, "target")
    works = [Work(admin, number, chance=random.Random(number)) for number in range(2)]
    for work in works:
        admin.make(admin.root, f"run{work.number}", NodeType.RUN)
        admin.make(admin.root, f"model{work.number}", NodeType.MODEL)
    first.stop()
    nursery = Nursery(options)
    chance = random.Random(os.environ.get("EM_KILL_SEED", "0"))
    for _ in range(MOMENTS):
        server = nursery.start()
        for work in works:
            work.who = server.person("admin", key=key)
            look_after(work)
        stop = threading.Event()
        threads = [threading.Thread(target=work.go_on, args=(stop,)) for work in works]
        for thread in threads:
            thread.start()
        time.sleep(chance.uniform(SHORTEST, LONGEST))  # the moment is what is tested
        nursery.kill()
        stop.set()
        for thread in threads:
            thread.join(SECONDS)
        server.session.close()
    server = nursery.start()
    for work in works:
        work.who = server.person("admin", key=key)
        look_after(work)
        look_at_all(work)
    assert sum(work.folders for work in works) > MOMENTS / 2
    nursery.kill()
    engine = Engine(tmp_path)
    assert verify(engine).problems == []
    engine.close()


def look_after(work: Work) -> None:
    """What was confirmed lately is there; interrupted uploads go on."""
    who = work.who
    listed = who.objects(work.run)
    for path in work.lately:
        if path in work.confirmed:
            assert who.get(path) == work.confirmed[path]
            assert listed[path.removeprefix(f"{work.run}/")] == len(work.confirmed[path])
    work.lately.clear()
    if work.commits:
        found = who.done("GET", "/apis/v1/nodes/commits", {**_main(work), "size": 20})
        assert work.commits[-1] in {one["id"] for one in found["data"]}
    for path, upload, parts, whole in work.uploads:
        place = f"/apis/v1/objects/multipart/{upload}"
        who.done("POST", place, {"path": path}, json={"parts": parts})
        content = who.get(path)
        assert hashlib.sha256(content).digest() == hashlib.sha256(whole).digest()
    work.uploads.clear()


def look_at_all(work: Work) -> None:
    """All that was confirmed from the beginning."""
    who = work.who
    for path, data in work.confirmed.items():
        assert who.get(path) == data
    known = {one["id"] for one in who.listed("/apis/v1/nodes/commits", _main(work))}
    assert known >= set(work.commits)
    for name in who.children(f"{who.root}/target"):
        found = who.done("GET", "/apis/v1/nodes/grants", {"node": f"{who.root}/target/{name}"})
        assert found["grants"] == []  # it moved wholly: the folder isn't shared


def _main(work: Work) -> dict[str, str]:
    return {"node": work.asset, "ref": "main"}
