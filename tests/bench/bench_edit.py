"""Copying, moving, labelling and undoing, in large and in many."""

from __future__ import annotations

import hashlib
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from em_desktop.domain.gestures import Batch
from em_desktop.domain.operations import Move, Operation, Remove, SetLabels
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.stores.local import LocalStore
from em_desktop.sync.editing import Done, Editing
from em_desktop.sync.history import History
from em_desktop.sync.plans import plan_import
from em_desktop.sync.transfers import Transfer
from tests.bench.framework import Result, in_fresh_processes, seconds

LARGE = 1 << 30
SMALL, SMALL_FILES = 16 << 10, 10_000
OLD = 1_763_900_000
"""When recordings were written: long enough ago for what is read of them to be remembered."""
MEMORY = Path("/dev/shm")
FOLDER, OTHER = NodePath(("folder",)), NodePath(("other",))


@contextmanager
def workplace(where: Path | None = None) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=where) as name:
        root = Path(name, "store")
        make_node(root / "data_261123_120000_aaaaaa", "Artifact")
        (root / "folder").mkdir()
        (root / "other").mkdir()
        Path(name, "outside").mkdir()
        yield Path(name)


def make_node(place: Path, kind: str = "Run") -> None:
    """A recording as a recorder writes it, some time ago."""
    place.mkdir(parents=True)
    stamp = "2026-11-23T12:00:00.000000+00:00"
    times = (
        f"startTimestamp: '{stamp}'\nendTimestamp: '{stamp}'\nstatus: Complete\n"
        if kind == "Run"
        else f"createdTimestamp: '{stamp}'\n"
    )
    edges = "associations:\n  input: []\n  output: []\n" if kind == "Run" else ""
    text = (
        f"kind: {kind}\nname: {place.name[:-21]}\nlabels: []\ndescription: ''\n{times}"
        f"alternativeName: {place.name}\n{edges}remote: []\n"
    )
    (place / "metadata.yaml").write_text(text)
    for each in (place / "metadata.yaml", place):
        os.utime(each, (OLD, OLD))


def editing_of(directory: Path) -> Editing:
    store = LocalStore(directory / "store")
    return Editing(store, History(directory / "states", store.info.id))


def put_in(directory: Path, source: Path) -> None:
    """A whole transfer onto the Artifact, planned, hashed, durable and undoable."""
    editing = editing_of(directory)
    target = NodePath(("data_261123_120000_aaaaaa",))
    transfer = Transfer(plan_import(editing.store, target, [source]), editing)
    list(transfer.run())
    assert transfer.result is not None
    assert transfer.result.failures == ()
    editing.close()


def hash_file(place: Path) -> None:
    digest, buffer = hashlib.sha256(), bytearray(4 << 20)
    with place.open("rb", buffering=0) as file:
        while count := file.readinto(buffer):
            digest.update(memoryview(buffer)[:count])


def done_in(work: Iterator[object]) -> float:
    """Seconds that a gesture takes."""
    start = time.perf_counter()
    *_, last = work
    assert isinstance(last, Done)
    assert last.failures == ()
    return time.perf_counter() - start


def bench_edit_copy_large() -> Iterator[Result]:
    """One GiB into an Artifact, in memory and on disk."""
    for where in (MEMORY, None):
        if where is not None and not where.is_dir():
            continue
        with workplace(where) as directory:
            source = directory / "outside" / "large"
            with source.open("wb") as file:
                for _ in range(LARGE >> 24):
                    file.write(os.urandom(1 << 24))
            hashing = LARGE / 1e6 / seconds(partial(hash_file, source), runs=3)
            copied = directory / "store" / "data_261123_120000_aaaaaa" / "large"
            times = []
            for _ in range(3):
                start = time.perf_counter()
                put_in(directory, source)
                times.append(time.perf_counter() - start)
                copied.unlink()
            ours = LARGE / 1e6 / statistics.median(times)
            if where is not None:
                yield Result(
                    "copy 1 GiB, hashed", ours, "MB/s", hashing, "hashing alone", target_ratio=0.7
                )
                continue
            plain = directory / "plain"
            command = ["dd", f"if={source}", f"of={plain}", "bs=4M", "conv=fsync"]
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            disk = LARGE / 1e6 / (time.perf_counter() - start)
            what = "copy 1 GiB, hashed, onto the disk"
            yield Result(what, ours, "MB/s", disk, "dd conv=fsync", target_ratio=0.7)


def bench_edit_copy_many() -> Iterator[Result]:
    """Ten thousand small files into an Artifact."""
    with workplace() as directory:
        source = directory / "outside" / "many"
        for number in range(SMALL_FILES):
            place = source / f"{number % 100}" / f"{number}"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(number.to_bytes(4, "big") * (SMALL // 4))
        os.sync()
        copied = directory / "store" / "data_261123_120000_aaaaaa" / "many"
        ours, plain = [], []
        for _ in range(3):
            start = time.perf_counter()
            subprocess.run(["cp", "-r", source, directory / "plain"], check=True)
            plain.append(time.perf_counter() - start)
            shutil.rmtree(directory / "plain")
            os.sync()
            start = time.perf_counter()
            put_in(directory, source)
            ours.append(time.perf_counter() - start)
            shutil.rmtree(copied)
            os.sync()
        rate = SMALL_FILES / statistics.median(ours)
        reference = SMALL_FILES / statistics.median(plain)
        what = "copy 10,000 files of 16 KiB, durable"
        yield Result(what, rate, "files/s", reference, "cp -r", target_ratio=0.5)


def bench_edit_move() -> Iterator[Result]:
    """A folder with a hundred thousand nodes into another folder."""
    with workplace() as directory:
        root = directory / "store"
        for number in range(100_000):
            place = root / "folder" / f"{number % 100}" / f"{number}"
            place.parent.mkdir(exist_ok=True)
            place.touch()
        editing = editing_of(directory)
        move = done_in(editing.do(Batch.of([Move(FOLDER, OTHER)])))
        undo = done_in(editing.undo())
        start = time.perf_counter()
        (root / "folder").rename(root / "other" / "folder")
        rename = time.perf_counter() - start
        yield Result("move 100,000 nodes", move * 1e3, "ms", rename * 1e3, "rename", target=50)
        yield Result("undo that", undo * 1e3, "ms", target=50)


def bench_edit_many_nodes() -> Iterator[Result]:
    """Labels on a thousand Runs; deleting a folder of five thousand, and undo."""
    with workplace() as directory:
        names = [f"run{number:04}_261123_120000_{number:06}" for number in range(5000)]
        for name in names:
            make_node(directory / "store" / "folder" / name)
        editing = editing_of(directory)
        operations: list[Operation] = [
            SetLabels(FOLDER.child(name), ("chosen",)) for name in names[:1000]
        ]
        label = done_in(editing.do(Batch.of(operations)))
        yield Result("label 1,000 nodes", label, "s", target=2)
        yield Result("undo that", done_in(editing.undo()), "s", target=2)
        remove = done_in(editing.do(Batch.of([Remove(FOLDER)])))
        yield Result("delete a folder of 5,000 nodes", remove, "s")
        yield Result("undo that", done_in(editing.undo()), "s", target=1)
        many: list[Operation] = [Remove(FOLDER.child(name)) for name in names[:1000]]
        yield Result("delete 1,000 nodes", done_in(editing.do(Batch.of(many))), "s")
        yield Result("undo that", done_in(editing.undo()), "s")
        assert len(next(iter(editing.store.children(ROOT)))) == 3


def bench_edit_copy_extremes() -> Iterator[Result]:
    """A large file that is nearly all hole, and very many small ones: time, and memory.

    ``EM_BENCH_SPARSE_GB`` and ``EM_BENCH_SMALL_FILES`` make it larger.
    """
    sparse = int(os.environ.get("EM_BENCH_SPARSE_GB", "4"))
    many = int(os.environ.get("EM_BENCH_SMALL_FILES", "20000"))
    for count, gigabytes in ((1, sparse), (10, 0), (many, 0)):
        with workplace() as directory:
            source = directory / "outside" / "source"
            if gigabytes:
                with source.open("wb") as file:
                    for position in range(0, gigabytes << 30, 1 << 30):
                        file.seek(position)
                        file.write(b"data")
                    file.truncate(gigabytes << 30)
            else:
                make_small_files(source, count)
            run = in_fresh_processes(put_in, directory, source, runs=1)
            what = f"a sparse file of {gigabytes} GiB" if gigabytes else f"{count:,} small files"
            yield Result(f"copy {what}", run.seconds, "s")
            yield Result(f"copy {what}, memory", run.peak, "MB", target=200)
            copied = directory / "store" / "data_261123_120000_aaaaaa" / "source"
            if gigabytes:
                blocks = copied.stat().st_blocks * 512 / 1e6
                yield Result("space that the copy takes on the disk", blocks, "MB", target=1)
            else:
                assert sum(len(files) for _, _, files in os.walk(copied)) == count


def make_small_files(place: Path, count: int) -> None:
    for number in range(count):
        directory = place / f"{number // 1000}"
        if number % 1000 == 0:
            directory.mkdir(parents=True)
        (directory / f"{number}").write_bytes(number.to_bytes(4, "big") * 25)
