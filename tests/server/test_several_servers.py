"""Several servers over one PostgreSQL and one S3 are one store."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from em_desktop.domain.nodes import NodeType
from em_desktop.stores.engine.backing_up import back_up, restore
from em_desktop.stores.engine.checking import verify
from em_desktop.stores.engine.collecting import collect
from em_desktop.stores.engine.engine import Engine
from tests.server.backends import Backend
from tests.server.serving import SECONDS, Person, Server, node_body

BACKENDS = ["postgresql", "postgresql+s3"]


@pytest.fixture(scope="module")
def second(
    server: Server, data: Path, backend: Backend, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """Another server over the same database and contents; only they are shared."""
    options = Backend(backend.database, backend.objects or str(data / "objects")).options
    started = Server.start(["--data", str(tmp_path_factory.mktemp("second")), *options])
    yield started
    started.stop()


@pytest.fixture
def twin(second: Server, ann: Person) -> Person:
    """The same person at the other server."""
    return Person(second, ann.name, ann.key)


def test_what_one_takes_the_other_gives(ann: Person, twin: Person) -> None:
    ann.make(ann.root, "run", NodeType.RUN)
    data = random.Random(0).randbytes(3_000_000)
    ann.put(f"{ann.root}/run/file", data)
    assert twin.get(f"{ann.root}/run/file") == data
    headers = {"Range": "bytes=1000000-1999999"}
    params = {"path": f"{ann.root}/run/file"}
    part = twin.ask("GET", "/apis/v1/objects", params, headers=headers)
    assert (part.status_code, part.content) == (206, data[1_000_000:2_000_000])


def test_an_upload_in_parts_goes_to_both(ann: Person, twin: Person) -> None:
    ann.make(ann.root, "model", NodeType.MODEL)
    path = f"{ann.root}/model:main/weights"
    upload, listed = ann.upload_in_parts(path, [b"a" * 500_000])
    place = f"/apis/v1/objects/multipart/{upload}"
    params = {"path": path, "partNumber": 2}
    tag = twin.done("PUT", place, params, files={"content": b"b" * 10})["eTag"]
    listed.append({"etag": tag, "partNumber": 2})
    twin.done("POST", place, {"path": path}, json={"parts": listed})
    assert ann.get(path) == b"a" * 500_000 + b"b" * 10
    assert twin.commit(f"{ann.root}/model")
    assert ann.objects(f"{ann.root}/model:main") == {"weights": 500_010}


def test_who_waits_at_one_hears_what_happens_at_the_other(ann: Person, twin: Person) -> None:
    start = str(ann.done("GET", "/apis/v1/changes")["cursor"])
    heard = []
    params = {"since": start, "wait": 50}
    waiting = threading.Thread(
        target=lambda: heard.append(ann.done("GET", "/apis/v1/changes", params))
    )
    waiting.start()
    twin.make(ann.root, "there")
    waiting.join(SECONDS)
    assert [change["path"] for change in heard[0]["changes"]] == [f"{ann.root}/there"]


def test_changes_at_both_at_once_are_some_order_of_them(
    people: Callable[..., Person], second: Server
) -> None:
    """Of each name one creation wins; moved nodes are in one place; the feed has all, once."""
    ann = people("ann")
    twin = Person(second, ann.name, ann.key)
    for name in ("left", "right"):
        ann.make(ann.root, name)
    start = str(ann.done("GET", "/apis/v1/changes")["cursor"])
    won: list[tuple[str, str]] = []

    def work(who: Person, seed: int) -> None:
        chance = random.Random(seed)
        for number in chance.sample(range(30), 30):
            body = node_body(f"{ann.root}/left", str(number))
            made = who.ask("POST", "/apis/v1/nodes", json=body)
            if made.status_code == 200:
                won.append(("created", str(number)))
            move = {"node": f"{ann.root}/left/{number}", "parent": f"{ann.root}/right"}
            if who.ask("POST", "/apis/v1/nodes/move", json=move).status_code == 200:
                won.append(("moved", str(number)))

    threads = [
        threading.Thread(target=work, args=(who, seed)) for seed, who in enumerate([ann, twin])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS * 2)
    left, right = ann.children(f"{ann.root}/left"), twin.children(f"{ann.root}/right")
    moved = sorted(name for what, name in won if what == "moved")
    created = [name for what, name in won if what == "created"]
    assert moved == sorted(right)
    assert sorted(created) == sorted([*left, *right])
    found = ann.done("GET", "/apis/v1/changes", {"since": start})["changes"]
    assert len(found) == len(won)
    sequences = [change["sequence"] for change in found]
    assert sequences == sorted(set(sequences))


def test_upkeep_is_the_same_wherever_things_lie(
    ann: Person, engine: Engine, tmp_path: Path
) -> None:
    ann.make(ann.root, "run", NodeType.RUN)
    for text in (b"first", b"second"):
        ann.put(f"{ann.root}/run/file", text + ann.name.encode())
    assert collect(engine, grace=timedelta(0)).contents >= 1
    assert verify(engine).problems == []
    back_up(engine, tmp_path / "backup")
    other = Engine(tmp_path / "other")
    restore(other, tmp_path / "backup")
    assert verify(other).problems == []
    other.close()
