"""The server over loopback: streams, small files, a million nodes, many clients."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import importlib.util
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from sqlalchemy import insert

from em_desktop.domain.grants import PUBLIC, Grant, Permission
from em_desktop.domain.nodes import NodeType
from em_desktop.domain.versions import Content
from em_desktop.stores.engine import assets, nodes, schema, sharing
from em_desktop.stores.engine.engine import SYSTEM, Engine
from em_desktop.stores.engine.paging import Page
from em_desktop.stores.engine.rows import Wanted
from em_desktop.stores.engine.session import Caller, Session
from em_desktop.stores.engine.version_tables import TableStorage
from em_desktop.versioning.manifests import EMPTY, Manifests
from tests.bench.framework import Result, seconds
from tests.server.serving import AISTORE, Person, Server

LARGE = int(os.environ.get("EM_BENCH_BYTES", str(1 << 30)))
FILES, FILE_BYTES, CONNECTIONS = 2000, 16 << 10, 8
NODES = int(os.environ.get("EM_BENCH_NODES", "1000000"))
CHILDREN = 1000
CLIENTS, ROUNDS = 100, 10
_BLOCK = 1 << 20


@contextmanager
def directory() -> Iterator[Path]:
    """A directory that is gone afterwards."""
    place = Path(tempfile.mkdtemp(prefix="em-bench-"))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def serving(place: Path) -> Iterator[Person]:
    """A server in its own process, and its administrator."""
    server = Server.start(["--data", str(place)], "--log", "warning")
    try:
        assert server.first_key is not None
        yield server.person("admin", key=server.first_key)
    finally:
        server.stop()


class Connection:
    """A plain HTTP connection: cheaper than the SDK's client, so that the server is measured."""

    def __init__(self, person: Person) -> None:
        self._key = person.key
        self._connection = http.client.HTTPConnection(urlsplit(person.server.address).netloc)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> bytes:
        """One request that must succeed."""
        mark = "&" if "?" in path else "?"
        target = f"{AISTORE}{path}{mark}apikey={self._key}"
        self._connection.request(method, target, body, headers)
        answer = self._connection.getresponse()
        data = answer.read()
        assert answer.status < 300, data
        return data

    def put(self, path: str, parts: Iterator[bytes], size: int) -> None:
        """Upload a form of this many bytes of content."""
        head = b'--x\r\nContent-Disposition: form-data; name="content"; filename="f"\r\n\r\n'
        end = b"\r\n--x--\r\n"

        def form() -> Iterator[bytes]:
            yield head
            yield from parts
            yield end

        headers = {
            "Content-Type": "multipart/form-data; boundary=x",
            "Content-Length": str(len(head) + size + len(end)),
        }
        self.ask("POST", f"/apis/v1/objects?path={quote(path)}", form(), **headers)

    def digest(self, path: str) -> str:
        """Download; the SHA-256 of what came."""
        target = f"{AISTORE}/apis/v1/objects?path={quote(path)}&apikey={self._key}"
        self._connection.request("GET", target)
        answer = self._connection.getresponse()
        found = hashlib.sha256()
        while block := answer.read(_BLOCK):
            found.update(block)
        return found.hexdigest()

    def close(self) -> None:
        self._connection.close()


def bench_server_streams() -> Iterator[Result]:
    """One large file up and down; the reference copies and hashes it on the same disk."""
    with directory() as place, serving(place / "store") as admin:
        admin.make(admin.root, "run", NodeType.RUN)
        source = place / "source"
        with source.open("wb") as file:
            for _ in range(0, LARGE, _BLOCK):
                file.write(os.urandom(_BLOCK))
        copied = LARGE / 1e6 / seconds(lambda: _copy(source, place / "copy"), 1)
        connection = Connection(admin)
        path = f"{admin.root}/run/large"
        start = time.perf_counter()
        connection.put(path, _blocks(source), LARGE)
        up = LARGE / 1e6 / (time.perf_counter() - start)
        start = time.perf_counter()
        digest = connection.digest(path)
        down = LARGE / 1e6 / (time.perf_counter() - start)
        assert digest == _digest(source)
        against = "copying and hashing it here"
        yield Result("upload", up, "MB/s", copied, against)
        yield Result("download, verified on both sides", down, "MB/s", copied, against)
        peak = _peak_memory(admin.server.process.pid)
        yield Result("peak memory of the server", peak, "MB", target=150)
        connection.close()


def bench_server_small_files() -> Iterator[Result]:
    """Many small files over a few connections, as the SDK's protocol sends them."""
    with directory() as place, serving(place) as admin:
        admin.make(admin.root, "run", NodeType.RUN)
        data = os.urandom(FILE_BYTES)

        def work(number: int) -> None:
            connection = Connection(admin)
            for index in range(number, FILES, CONNECTIONS):
                content = index.to_bytes(8) + data[8:]
                connection.put(f"{admin.root}/run/{index}", iter([content]), FILE_BYTES)
            connection.close()

        before = _processor_seconds(admin.server.process.pid)
        taken = _together(work, CONNECTIONS)
        busy = _processor_seconds(admin.server.process.pid) - before
        assert len(admin.objects(f"{admin.root}/run")) == FILES
    note = f"{FILES} files of 16 KiB, {CONNECTIONS} connections, each flushed to the disk"
    yield Result("upload of small files", FILES / taken, "files/s", note=note)
    yield Result("CPU of the server", busy / FILES * 1e3, "ms a file")
    if importlib.util.find_spec("mlflow") is None:
        print("MLflow isn't installed and is left out: pip install -e '.[bench]'")
        return
    theirs = _mlflow_files_a_second()
    yield Result("upload", FILES / taken, "files/s", theirs, "MLflow", target_ratio=5)


def _mlflow_files_a_second() -> float:
    """The same files as artifacts, to MLflow's server with its SQLite and a directory."""
    mlflow: Any = importlib.import_module("mlflow")
    with directory() as place, _mlflow_server(place) as address:
        (place / "files").mkdir()
        for index in range(FILES):
            (place / "files" / str(index)).write_bytes(os.urandom(FILE_BYTES))
        mlflow.set_tracking_uri(address)
        mlflow.set_experiment("bench")
        with mlflow.start_run():
            start = time.perf_counter()
            mlflow.log_artifacts(str(place / "files"))
            return FILES / (time.perf_counter() - start)


@contextmanager
def _mlflow_server(place: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [
        sys.executable, "-m", "mlflow", "server", "--backend-store-uri", f"sqlite:///{place}/ml.db",
        "--artifacts-destination", str(place / "artifacts"), "--port", str(port),
    ]  # fmt: skip
    log = (place / "log").open("wb")
    server = subprocess.Popen(words, cwd=place, stdout=log, stderr=log, start_new_session=True)
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()
        log.close()


def _wait_for(port: int) -> None:
    for _ in range(1800):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise AssertionError("MLflow's server didn't start")


def bench_server_clients() -> Iterator[Result]:
    """Many clients that list and ask for changes."""
    with directory() as place, serving(place) as admin:
        for number in range(50):
            admin.make(admin.root, f"folder{number}")
        times: list[float] = []

        def work(_: int) -> None:
            connection = Connection(admin)
            for _ in range(ROUNDS):
                for path in (f"/apis/v1/nodes?parent={admin.root}", "/apis/v1/changes?since=1"):
                    start = time.perf_counter()
                    connection.ask("GET", path)
                    times.append(time.perf_counter() - start)
                time.sleep(1)
            connection.close()

        _together(work, CLIENTS)
        assert len(times) == CLIENTS * ROUNDS * 2
        slow = statistics.quantiles(times, n=20)[-1] * 1000
        note = f"{CLIENTS} clients, each two requests a second"
        yield Result("95th percentile of an answer", slow, "ms", target=200, note=note)


def bench_server_start() -> Iterator[Result]:
    """From the command to the open port, with a store that is there already."""
    with directory() as place:
        with serving(place):
            pass

        def start() -> None:
            Server.start(["--data", str(place)], "--log", "warning").stop()

        yield Result("start and stop", seconds(start, 3), "s", target=1.5)


def bench_server_million_nodes() -> Iterator[Result]:
    """Folders in a tree of a million nodes: the work of the engine and the database."""
    with directory() as place:
        engine = Engine(place)
        caller = _filled(engine)
        with engine.reading(caller) as session:
            _, total = nodes.children(session, "/ann/big/0", nodes.Filter(), Page(1, CHILDREN))
            assert total == CHILDREN

            def children() -> None:
                nodes.children(session, "/ann/big/0", nodes.Filter(), Page(1, CHILDREN))

            yield Result(f"{CHILDREN} children", seconds(children) * 1000, "ms", target=30)
        guest = Caller(2, "bob")
        with engine.writing(caller) as session:
            sharing.share(session, "/ann/big", [Grant(PUBLIC, Permission.VIEW)])
        with engine.reading(guest) as session:

            def resolve() -> None:
                for number in range(100):
                    nodes.info(session, f"/ann/big/{number % (NODES // CHILDREN)}/{number}")

            taken = seconds(resolve) * 10
            yield Result("a path with its permission", taken, "ms", target=2, note="as a guest")
        choices = iter([Permission.EDIT, Permission.VIEW] * 10)

        def share() -> None:
            with engine.writing(caller) as session:
                sharing.share(session, "/ann/big", [Grant(PUBLIC, next(choices))])

        yield Result("sharing the folder of all", seconds(share) * 1000, "ms", target=50)
        places = iter([("/ann/big", "/ann/other"), ("/ann/other/big", "/ann")] * 10)

        def move() -> None:
            with engine.writing(caller) as session:
                nodes.move(session, *next(places))

        yield Result("moving the folder of all", seconds(move, 4) * 1000, "ms", target=50)
        engine.close()


def bench_server_million_objects() -> Iterator[Result]:
    """Ten changed objects in a Dataset of a million."""
    with directory() as place:
        engine = Engine(place)
        caller = _filled(engine, count=1)
        with engine.writing(caller) as session:
            row = nodes.create(session, "/ann", NodeType.DATASET, 3, Wanted("data"))
            asset = assets.require(session, row, Permission.EDIT)
            _fill_version(session, asset)
        numbers = iter(range(1000))

        def commit() -> None:
            number = next(numbers)
            with engine.writing(caller) as session:
                versions = assets.require(session, "/ann/data", Permission.EDIT).versions
                for index in range(10):
                    content = Content(1, f"{number:064}", f"{number:032}")
                    versions.put("main", f"images/{index * NODES // 10:08}.png", content)
                assets.commit(session, "/ann/data", "main", "ten")

        yield Result("a commit of ten", seconds(commit, 3), "s", target=1)
        with engine.reading(caller) as session:
            history, _ = assets.history(session, "/ann/data", "main", Page(1, 2))
            ids = [commit_id for commit_id, _ in history]

            def compare() -> None:
                found = assets.differences(session, "/ann/data", ids[1], ids[0], Page(1, 100))
                assert found[1] == 10

            yield Result(
                "comparing it with the one before", seconds(compare) * 1000, "ms", target=200
            )
        engine.close()


def _filled(engine: Engine, count: int | None = None) -> Caller:
    """A user with a folder of folders of a thousand nodes each."""
    from em_desktop.stores.engine import accounts

    with engine.writing(SYSTEM) as session:
        accounts.add_user(session, "ann")
        accounts.add_user(session, "bob")
    caller = Caller(1, "ann")
    folders = (NODES if count is None else count) // CHILDREN
    with engine.writing(caller) as session:
        nodes.create(session, "/ann", NodeType.FOLDER, 0, Wanted("big"))
        nodes.create(session, "/ann", NodeType.FOLDER, 0, Wanted("other"))
        top = nodes.info(session, "/ann/big").row.id
        session.connection.execute(
            insert(schema.nodes), [_row(1000 + n, top, str(n)) for n in range(folders)]
        ) if folders else None
        for folder in range(folders):
            first = 1_000_000 + folder * CHILDREN
            rows = [_row(first + n, 1000 + folder, str(n)) for n in range(CHILDREN)]
            session.connection.execute(insert(schema.nodes), rows)
    return caller


def _row(number: int, parent: int, name: str) -> dict[str, Any]:
    return {
        "id": number,
        "uuid": str(uuid.UUID(int=number)),
        "parent_id": parent,
        "name": name,
        "type": "Folder",
        "storage_type": 0,
        "labels": "[]",
        "description": "",
        "extra": json.dumps({}),
        "editor": "ann",
        "created": 0,
        "modified": 0,
        "moved_at": 0,
        "is_reserved": False,
        "found_by": name,
        "parameters": "",
    }


def _fill_version(session: Session, asset: assets.Asset) -> None:
    store = Manifests(TableStorage(session, asset.located.node.id))
    entries = (
        (f"images/{number:08}.png", Content(16384, f"{number:064x}", f"{number:032x}"))
        for number in range(NODES)
    )
    manifest = store.changed(store.load(EMPTY), entries)
    asset.versions.replace("main", manifest, "many", "ann", 1)


def _together(work: Callable[[int], None], count: int) -> float:
    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - start


def _copy(source: Path, target: Path) -> None:
    sha256, md5 = hashlib.sha256(), hashlib.md5(usedforsecurity=False)
    with target.open("wb") as file:
        for block in _blocks(source):
            sha256.update(block)
            md5.update(block)
            file.write(block)
        file.flush()
        os.fsync(file.fileno())


def _blocks(source: Path) -> Iterator[bytes]:
    with source.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _digest(source: Path) -> str:
    found = hashlib.sha256()
    for block in _blocks(source):
        found.update(block)
    return found.hexdigest()


def _processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak_memory(process: int) -> float:
    status = Path(f"/proc/{process}/status")
    if not status.exists():
        return float("nan")
    line = next(one for one in status.read_text().splitlines() if one.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024 / 1e6
