"""The run table: its index, and filtering, sorting and grouping what many Runs recorded."""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import numpy as np

from em_desktop.domain.nodes import Node, NodeType, Status
from em_desktop.domain.paths import NodePath
from em_desktop.domain.query import Function, parse
from em_desktop.domain.recordings import Scalar
from em_desktop.domain.run_columns import ColumnSource, RunColumn, discover
from em_desktop.domain.run_digest import MetricDigest, RunDigest
from em_desktop.domain.run_groups import Statistic, group_rows
from em_desktop.formats.source import DirectorySource
from em_desktop.gui.models.listing_rows import Query, Row, arrange, make_row
from em_desktop.gui.models.row_table import RowTable
from em_desktop.index.runs import Indexed, RunIndex, Wanted, read_runs
from tests.bench.framework import Result, seconds

_RUNS, _MANY = 10_000, 100_000
_ON_DISK = 200
_NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
_PARAMETERS, _METRICS = 20, 10
_FILTER = 'm/accuracy0 > 0.5 and optimizer == "adam" and p3 < 0.7 and modified < 7d'


def bench_table_index() -> Iterator[Result]:
    """Runs with 20 parameters and 10 metrics of 50 records: read, kept, opened again."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        wanted = [_write(root, number) for number in range(_ON_DISK)]
        columns = root / "columns"
        read = seconds(lambda: read_runs(wanted, columns, 1e9), runs=1)
        yield Result("read a Run", read / _ON_DISK * 1e3, "ms", note="in another process")
        known = read_runs(wanted, columns, 1e9).runs
        checked = [
            Wanted(one.path, each.source, one.fingerprint)
            for one, each in zip(known, wanted, strict=True)
        ]
        check = seconds(lambda: read_runs(checked, columns, 1e9))
        per_run = check / _ON_DISK * 1e3
        yield Result("check a Run", per_run, "ms", read / _ON_DISK * 1e3, "reading it")
    for count in (_RUNS, _MANY):
        yield from _saving(count, target=1000.0 if count == _RUNS else 10_000.0)


def _saving(count: int, target: float) -> Iterator[Result]:
    runs = [Indexed(row.path, "f", row.digest) for row in _rows(count) if row.digest]
    texts = [json.dumps(dict(one.digest.parameters)) for one in runs]
    with tempfile.TemporaryDirectory() as folder:
        index = RunIndex(Path(folder))
        save = seconds(lambda: index.save("store", runs), runs=1)
        opened = seconds(lambda: _load(index), runs=3)
        index.close()
    plain = seconds(lambda: [json.loads(text) for text in texts], runs=3)
    yield Result(f"save {count:,}", save * 1e3, "ms")
    against = "json of the parameters"
    yield Result(f"open {count:,}", opened * 1e3, "ms", plain * 1e3, against, target)


def bench_table_query() -> Iterator[Result]:
    """Filtering, sorting and grouping of 10,000 and 100,000 Runs."""
    for count in (_RUNS, _MANY):
        rows = _rows(count)
        target = 100.0 if count == _RUNS else 1000.0
        arrange(rows, Query(), _NOON)
        for what, work in _works(rows).items():
            yield Result(f"{what} {count:,}", seconds(work) * 1e3, "ms", target=target)
        digests = [row.digest for row in rows if row.digest is not None]
        found = seconds(partial(discover, digests), runs=3)
        yield Result(f"find columns of {count:,}", found * 1e3, "ms", note="in a worker")


def _works(rows: list[Row]) -> dict[str, Callable[[], object]]:
    metric = RunColumn(ColumnSource.METRIC, "m/accuracy0", Function.BEST)
    parameter = RunColumn(ColumnSource.PARAMETER, "optimizer")
    condition = parse(_FILTER)
    return {
        "filter by words": lambda: arrange(rows, Query(words=("run", "complete")), _NOON),
        "filter by conditions": lambda: arrange(rows, Query(condition=condition), _NOON),
        "sort by a metric": lambda: arrange(rows, Query(column=metric, descending=True), _NOON),
        "sort by two columns": lambda: arrange(
            rows, Query(column=parameter, then=((metric, True),)), _NOON
        ),
        "group": lambda: _group(rows),
    }


def _group(rows: list[Row]) -> None:
    table = RowTable(rows, _NOON)
    keys = ("optimizer", "p0", "p1")
    columns = [table.values(RunColumn(ColumnSource.PARAMETER, name)) for name in keys]
    groups = group_rows(columns, len(rows))
    metric = table.values(RunColumn(ColumnSource.METRIC, "m/accuracy0", Function.BEST))
    for statistic in (Statistic.MEAN, Statistic.MEDIAN, Statistic.DEVIATION, Statistic.COUNT):
        groups.statistic(np.asarray(metric.numbers), statistic)


def _load(index: RunIndex) -> int:
    return sum(len(page) for page in index.load("store", NodePath(("runs",)), below=False))


def _rows(count: int) -> list[Row]:
    generator = random.Random(7)
    rows = []
    for number in range(count):
        name = f"run{number}"
        node = Node(
            NodePath(("runs", name)),
            NodeType.RUN,
            name,
            status=Status.COMPLETE,
            modified=_NOON - timedelta(hours=number % 1000),
        )
        row = make_row(node, _describe)
        parameters: dict[str, Scalar] = {"optimizer": generator.choice(("adam", "sgd", "adamw"))}
        parameters |= {
            f"p{place}": round(generator.random(), 1 if place < 2 else 6)
            for place in range(_PARAMETERS - 1)
        }
        metrics = {
            f"m/accuracy{place}": MetricDigest(*(generator.random() for _ in range(9)))
            for place in range(_METRICS)
        }
        row.digest = RunDigest.of(parameters, metrics, {"git.branch": "main"})
        rows.append(row)
    return rows


def _describe(node: Node) -> str:
    return f"{node.type}\n{node.status}"


def _write(root: Path, number: int) -> Wanted:
    generator = random.Random(number)
    place = root / f"run{number}"
    (place / "metrics").mkdir(parents=True)
    parameters = "".join(f"p{each}: {generator.random()}\n" for each in range(_PARAMETERS))
    (place / "hyperparameters.yaml").write_text(parameters)
    lines = []
    for step in range(50):
        values = "".join(f"    m{each}: {generator.random()}\n" for each in range(_METRICS))
        lines.append(
            f"- value:\n{values}  sequence:\n    epoch: null\n    step: {step}\n"
            f"    timestamp: '2026-11-23T12:00:{step:02}.000001+00:00'\n"
        )
    (place / "metrics" / "val.yaml").write_text("".join(lines))
    return Wanted(NodePath(("runs", place.name)), DirectorySource(place))
