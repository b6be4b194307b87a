"""Stores on a server over loopback: listing, opening a Run, large files and many small ones."""

from __future__ import annotations

import os
import queue
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from em_desktop.domain.nodes import NodeType
from em_desktop.domain.operations import CreateFolder
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.formats import run
from em_desktop.formats.source import DirectorySource
from em_desktop.index.columns import ColumnCache
from em_desktop.stores.base import Cancel
from em_desktop.stores.remote.account import Account
from em_desktop.stores.remote.config import login_to
from em_desktop.stores.remote.store import RemoteStore
from em_desktop.sync.deliveries import transfer_of
from em_desktop.sync.plans import Plan, plan_export, plan_import
from tests.bench.bench_metrics import metric_file
from tests.bench.bench_server import (
    CONNECTIONS,
    FILE_BYTES,
    FILES,
    LARGE,
    Connection,
    directory,
    serving,
)
from tests.bench.framework import Result, seconds
from tests.server.serving import Person

_BLOCK = 1 << 20
LATENCY = 0.02
FEW = 100
POINTS = 100_000


@contextmanager
def store_of(person: Person) -> Iterator[RemoteStore]:
    store = RemoteStore(Account.at(login_to(person.server.address, person.key)))
    try:
        yield store
    finally:
        store.close()


@contextmanager
def at_a_distance(person: Person) -> Iterator[Person]:
    """The same server, each answer and question of which is half a `LATENCY` on its way."""
    listening = socket.create_server(("127.0.0.1", 0))
    host, port = person.server.address.rpartition("/")[2].split(":")

    def carry(source: socket.socket, target: socket.socket) -> None:
        while data := source.recv(1 << 16):
            time.sleep(LATENCY / 2)
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)

    def accept() -> None:
        while True:
            try:
                near, _ = listening.accept()
            except OSError:
                return
            far = socket.create_connection((host, int(port)))
            for ends in ((near, far), (far, near)):
                threading.Thread(target=carry, args=ends, daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    try:
        yield replace(person, server=replace(person.server, address=address))
    finally:
        listening.close()


def bench_remote_listing() -> Iterator[Result]:
    """A folder of a thousand nodes, as the window lists it."""
    with directory() as place, serving(place) as admin, store_of(admin) as store:
        for kind, name in ((NodeType.ARTIFACT, "artifacts"), (NodeType.RUN, "runs")):
            admin.make(admin.root, name)
            for number in range(1000):
                admin.make(f"{admin.root}/{name}", f"node{number:04}", kind)
                if kind is NodeType.RUN:
                    path = f"{admin.root}/{name}/node{number:04}/metadata.yaml"
                    admin.put(path, b"kind: Run\nname: x\nstatus: Complete\n")
        artifacts, runs = NodePath(("artifacts",)), NodePath(("runs",))
        first = seconds(lambda: next(iter(store.children(artifacts))))
        yield Result("first page of 1,000 artifacts", first * 1e3, "ms", target=75)
        whole = seconds(lambda: list(store.children(artifacts)))
        yield Result("1,000 artifacts", whole * 1e3, "ms", target=150)
        first = seconds(lambda: next(iter(store.children(runs))), 1)
        yield Result("first page of 1,000 runs that nobody has listed", first * 1e3, "ms")
        cold = seconds(lambda: list(store.children(runs)), 1)
        yield Result("all of them", cold * 1e3, "ms", note="each Run's metadata is read")
        whole = seconds(lambda: list(store.children(runs)))
        yield Result("1,000 runs again", whole * 1e3, "ms", target=150)


def bench_remote_changes() -> Iterator[Result]:
    """How soon one who looks at a folder hears of what another one does in it."""
    with (
        directory() as place,
        serving(place) as admin,
        store_of(admin) as one,
        store_of(admin) as other,
    ):
        other.watch(frozenset({ROOT}))
        cancel = Cancel()
        heard: queue.SimpleQueue[float] = queue.SimpleQueue()

        def listen() -> None:
            for _ in other.changes(cancel):
                heard.put(time.perf_counter())

        listener = threading.Thread(target=listen)
        listener.start()
        times = []
        for number in range(10):
            began = time.perf_counter()
            one.perform(CreateFolder(ROOT, f"folder{number}"))
            times.append(heard.get(timeout=30) - began)
        cancel.set()
        listener.join()
        yield Result("heard after", max(times) * 1e3, "ms", target=2000, note="the slowest of 10")


def bench_remote_run() -> Iterator[Result]:
    """Opening a Run of 100,000 points, first and again."""
    with directory() as place, serving(place / "server") as admin, store_of(admin) as store:
        admin.make(admin.root, "run", NodeType.RUN)
        with metric_file(POINTS) as (source, size):
            admin.put(f"{admin.root}/run/metrics/train.yaml", source.read("train.yaml"))
        index = b"metrics:\n- type: train\n  path: metrics/train.yaml\n"
        admin.put(f"{admin.root}/run/index.yaml", index)
        admin.put(f"{admin.root}/run/metadata.yaml", b"kind: Run\nname: run\nstatus: Complete\n")

        def open_run() -> None:
            node = store.get(NodePath(("run",)))
            files = store.objects(node.path)
            run.read_metadata(files)
            run.read_parameters(files)
            cache = ColumnCache(place / "cache")
            assert len(cache.table(files, "metrics/train.yaml", "train").value) == POINTS

        note = f"{size / 1e6:.0f} MB of metrics"
        yield Result("first", seconds(open_run, 1) * 1e3, "ms", target=1000, note=note)
        yield Result("again", seconds(open_run) * 1e3, "ms", target=200)


def bench_remote_streams() -> Iterator[Result]:
    """One large file up and down as transfers do it; the reference is the raw protocol."""
    with directory() as place, serving(place / "server") as admin, store_of(admin) as store:
        admin.make(admin.root, "raw", NodeType.ARTIFACT)
        source = place / "source"
        with source.open("wb") as file:
            for _ in range(0, LARGE, _BLOCK):
                file.write(os.urandom(_BLOCK))
        connection = Connection(admin)
        path = f"{admin.root}/raw/large"

        def blocks() -> Iterator[bytes]:
            with source.open("rb") as file:
                while block := file.read(_BLOCK):
                    yield block

        raw_up = rate(lambda: connection.put(path, blocks(), LARGE))
        up = rate(lambda: carry_out(plan_import(store, ROOT, [source]).named("ours")))
        yield Result("upload", up, "MB/s", raw_up, "the raw protocol", target_ratio=0.8)
        raw_down = rate(lambda: connection.digest(path))
        (place / "away").mkdir()
        ours = NodePath(("ours",))
        down = rate(lambda: carry_out(plan_export(store, [ours], place / "away", keys=["source"])))
        note = "ours is on the disk in the end, the raw one is thrown away"
        yield Result("download", down, "MB/s", raw_down, "the raw protocol", None, 0.8, note)
        connection.close()


def bench_remote_small_files() -> Iterator[Result]:
    """Many small files up and down, near the server and at a distance."""
    with directory() as place, serving(place / "server") as admin:
        admin.make(admin.root, "raw", NodeType.ARTIFACT)
        source = small_files(place / "files", FILES)

        def raw(number: int) -> None:
            connection = Connection(admin)
            for index in range(number, FILES, CONNECTIONS):
                data = (source / f"{index}").read_bytes()
                connection.put(f"{admin.root}/raw/{index}", iter([data]), FILE_BYTES)
            connection.close()

        threads = [threading.Thread(target=raw, args=(n,)) for n in range(CONNECTIONS)]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        raw_up = FILES / (time.perf_counter() - began)
        with store_of(admin) as store:
            up = FILES / taken(lambda: carry_out(plan_import(store, ROOT, [source]).named("ours")))
            against = f"the raw protocol, {CONNECTIONS} connections"
            yield Result("upload", up, "files/s", raw_up, against, target_ratio=0.8)
            (place / "away").mkdir()
            ours = NodePath(("ours",))
            down = FILES / taken(lambda: carry_out(plan_export(store, [ours], place / "away")))
            yield Result("download", down, "files/s")
        few = small_files(place / "few", FEW)
        with at_a_distance(admin) as far, store_of(far) as store:
            singly = FEW / taken(lambda: one_at_a_time(store, few))
            up = FEW / taken(lambda: carry_out(plan_import(store, ROOT, [few]).named("far")))
            note = f"{FEW} files, {LATENCY * 1e3:.0f} ms there and back"
            yield Result("upload at a distance", up, "files/s", singly, "one by one", None, 5, note)


def small_files(place: Path, count: int) -> Path:
    place.mkdir()
    data = os.urandom(FILE_BYTES)
    for index in range(count):
        (place / f"{index}").write_bytes(index.to_bytes(8) + data[8:])
    return place


def one_at_a_time(store: RemoteStore, source: Path) -> None:
    client = store.account.client
    client.create(store.address(ROOT), "single", NodeType.ARTIFACT.value, 2)
    for info in DirectorySource(source).list():
        client.put(f"{store.address(ROOT)}/single", info.key, source / info.key)


def carry_out(plan: Plan) -> None:
    transfer = transfer_of(plan)
    for _ in transfer.run():
        pass
    assert transfer.result is not None
    assert transfer.result.failures == ()


def taken(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def rate(work: Callable[[], object]) -> float:
    return LARGE / 1e6 / taken(work)
