"""Listing, finding, searching and watching a folder of ten thousand Runs."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from em_desktop.domain.nodes import Node
from em_desktop.domain.paths import NodePath
from em_desktop.index.catalog import Catalog
from em_desktop.stores.base import Cancel
from em_desktop.stores.local import LocalStore
from tests.bench.framework import Result, seconds

RUNS = 10_000
FEW = 200  # for the loader that takes long
FOLDER = NodePath(("runs",))
OLD = 1_700_000_000
METADATA = """\
kind: Run
name: digits_cnn_{number:05}
labels:
- torch
- CNN
- "\\u5BF9\\u6BD4"
description: "\\u5B66\\u4E60\\u7387\\u5BF9\\u6BD4\\u5B9E\\u9A8C lr=0.{number:05}"
startTimestamp: '2026-11-23T12:00:18.825157+08:00'
endTimestamp: '2026-11-23T12:00:20.589027+08:00'
status: Complete
alternativeName: {directory}
associations:
  input:
  - kind: Artifact
    name: digits_dataset_261123_115929_fvzqdd
    localDir: .em/artifacts/digits_dataset_261123_115929_fvzqdd
  output: []
remote: []
"""


@contextmanager
def many_runs(count: int = RUNS) -> Iterator[Path]:
    """A store with one folder of Runs, old enough for the catalog to trust it."""
    with tempfile.TemporaryDirectory() as name:
        for number in range(count):
            directory = Path(name, "runs", f"digits_cnn_{number:05}_261123_120018_{number:06}")
            (directory / "metrics").mkdir(parents=True)
            text = METADATA.format(number=number, directory=directory.name)
            (directory / "metadata.yaml").write_text(text)
            for file in ("index.yaml", "hyperparameters.yaml", "stdout.log"):
                (directory / file).write_text("{}\n")
            for place in (directory / "metadata.yaml", directory):
                os.utime(place, (OLD, OLD))
        yield Path(name)


def bench_store_list() -> Iterator[Result]:
    """All rows of a folder: read from the recordings, and from the catalog."""
    with many_runs() as root, tempfile.TemporaryDirectory() as cache:
        walk = seconds(lambda: look_at_files(root / "runs"), runs=3) * 1e3
        loader = seconds(lambda: load_some(root / "runs"), runs=1) * RUNS / FEW * 1e3
        against = "scandir and stat alone"
        first = seconds(lambda: next(iter(LocalStore(root).children(FOLDER)))) * 1e3
        yield Result("first page, cold", first, "ms", target=300)
        cold = seconds(lambda: list_all(LocalStore(root)), runs=3) * 1e3
        yield Result(
            f"{RUNS:,} Runs, cold",
            cold,
            "ms",
            loader,
            "PyYAML's C loader",
            4000,
            note="files cached",
        )
        catalog = Catalog(Path(cache))
        list_all(LocalStore(root, catalog))
        first = seconds(lambda: next(iter(LocalStore(root, catalog).children(FOLDER)))) * 1e3
        yield Result("first page, from the catalog", first, "ms", target=300)
        cached = seconds(lambda: list_all(LocalStore(root, catalog))) * 1e3
        yield Result(f"{RUNS:,} Runs, from the catalog", cached, "ms", walk, against, 1000)
        catalog.close()


def bench_store_find() -> Iterator[Result]:
    """Finding a node by name in the store and in the catalog."""
    with many_runs() as root, tempfile.TemporaryDirectory() as cache:
        wanted = f"digits_cnn_{RUNS // 2:05}_261123_120018_{RUNS // 2:06}"
        walk = seconds(lambda: look_at_files(root / "runs"), runs=3) * 1e3
        ours = seconds(lambda: LocalStore(root).find(wanted), runs=3) * 1e3
        yield Result("find, first time", ours, "ms", walk, "scandir and stat alone")
        store = LocalStore(root)
        store.find(wanted)
        yield Result("find, again", seconds(lambda: store.find(wanted)) * 1e3, "ms")
        catalog = Catalog(Path(cache))
        crawl = seconds(lambda: list(catalog.crawl(LocalStore(root, catalog), Cancel())), runs=1)
        yield Result(f"crawl {RUNS:,} Runs", crawl * 1e3, "ms")
        search = seconds(lambda: catalog.search("cnn 0042", 20)) * 1e3
        yield Result("search in the catalog", search, "ms", target=50)
        catalog.close()


def bench_store_watch() -> Iterator[Result]:
    """Following a folder of many Runs and one Run of it."""
    with many_runs() as root:
        store = LocalStore(root)
        run = FOLDER.child(f"digits_cnn_00042_261123_120018_{42:06}")
        store.watch(frozenset({FOLDER, run}))
        yield Result("share of the processor", share_used(store) * 100, "%", target=8)
        yield Result("a new log line is told after", delay(store, root, run), "ms", target=1000)


def look_at_files(folder: Path) -> None:
    """The least that tells whether a folder has changed."""
    with os.scandir(folder) as scan:
        for entry in scan:
            os.stat(f"{entry.path}/metadata.yaml")  # noqa: PTH116 - as fast as it gets


def load_some(folder: Path) -> None:
    for directory in sorted(folder.iterdir())[:FEW]:
        yaml.load((directory / "metadata.yaml").read_bytes(), yaml.CSafeLoader)


def list_all(store: LocalStore) -> list[Node]:
    nodes = [node for page in store.children(FOLDER) for node in page]
    assert len(nodes) == RUNS
    return nodes


def share_used(store: LocalStore) -> float:
    """Processor time over time while nothing changes, after the first look."""
    cancel = Cancel()
    threading.Timer(6, cancel.set).start()
    started, used = time.monotonic(), time.thread_time()
    assert list(store.changes(cancel)) == []
    return (time.thread_time() - used) / (time.monotonic() - started)


def delay(store: LocalStore, root: Path, run: NodePath) -> float:
    """Milliseconds from writing a line to hearing of it."""
    cancel = Cancel()
    log = root.joinpath(*run.parts, "stdout.log")
    written = 0.0

    def write() -> None:
        nonlocal written
        written = time.monotonic()
        log.write_text("{}\nline\n")

    threading.Timer(2, write).start()
    for changes in store.changes(cancel):
        if run in changes.nodes:
            break
    return (time.monotonic() - written) * 1e3
