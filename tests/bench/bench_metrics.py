"""Reading, opening again and following large metric files."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

import yaml

from em_desktop.formats.metrics import MetricReader
from em_desktop.formats.source import DirectorySource
from em_desktop.index.columns import ColumnCache
from tests.bench.framework import Result, in_fresh_processes, seconds

KEY = "train.yaml"
RECORDS = 1_000_000
FEW = 20_000  # for the loader that needs a minute for all of them
START = datetime(2026, 11, 23, 12, tzinfo=timezone(timedelta(hours=8)))


def bench_metrics_read() -> Iterator[Result]:
    """The first reading of a million records with two metrics."""
    with metric_file(RECORDS) as (source, size), metric_file(FEW) as (few, few_size):
        text = few.read(KEY).decode()
        loader = few_size / 1e6 / seconds(lambda: yaml.load(text, yaml.CSafeLoader), runs=3)
        ours = few_size / 1e6 / seconds(lambda: read_all(few))
        against = "PyYAML's C loader"
        yield Result(
            f"rate, {FEW:,} records", ours, "MB/s", loader, against, note="both on the same text"
        )
        run = in_fresh_processes(read_all, source)
        yield Result(
            f"rate, {RECORDS:,} records",
            size / 1e6 / run.seconds,
            "MB/s",
            loader,
            against,
            target_ratio=80,
            note=f"{size / 1e6:.0f} MB in a new process; the loader's rate is that of {FEW:,}",
        )
        yield Result("time, 2 metrics", run.seconds, "s")
        yield Result("peak memory", run.peak, "MB", target=400, note="of the whole process")


def bench_metrics_reopen() -> Iterator[Result]:
    """Opening a table from the column cache."""
    with metric_file(RECORDS) as (source, _), tempfile.TemporaryDirectory() as directory:
        cache = ColumnCache(Path(directory))
        parse = seconds(lambda: cache.table(source, KEY, "train"), runs=1)
        time = seconds(lambda: ColumnCache(Path(directory)).table(source, KEY, "train"))
        yield Result(
            f"open {RECORDS:,} records again", time * 1e3, "ms", parse * 1e3, "parse, store", 100
        )


def bench_metrics_follow() -> Iterator[Result]:
    """Reading what was appended to a file that is followed."""
    with metric_file(RECORDS) as (source, _):
        reader = MetricReader(source, KEY, "train")
        first = seconds(reader.update, runs=1)
        times = []
        for start in range(RECORDS, RECORDS + 5000, 1000):
            with (source.root / KEY).open("a") as file:
                write_records(file.write, start, start + 1000)
            times.append(seconds(reader.update, runs=1))
            assert len(reader.update().value) == start + 1000
        times.sort()
        what = f"1,000 records more than {RECORDS:,}"
        yield Result(what, times[2] * 1e3, "ms", first * 1e3, "reading all")


def read_all(source: DirectorySource) -> None:
    reading = MetricReader(source, KEY, "train").update()
    assert len(reading.value) >= FEW
    assert not reading.problems


@contextmanager
def metric_file(records: int) -> Iterator[tuple[DirectorySource, int]]:
    """A file as the recorder writes it, and its size."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / KEY
        with path.open("w") as file:
            write_records(file.write, 0, records)
        yield DirectorySource(Path(directory)), path.stat().st_size


def write_records(write: Callable[[str], object], start: int, stop: int) -> None:
    chance = random.Random(start)
    for step in range(start, stop):
        time = (START + timedelta(microseconds=1234 * step)).isoformat(timespec="microseconds")
        write(
            f"- value:\n    loss: {chance.gauss(1, 0.3)!r}\n"
            f"    accuracy: {chance.uniform(0.001, 1)!r}\n"
            f"  sequence:\n    epoch: {step // 1000}\n    step: {step}\n    timestamp: '{time}'\n"
        )
