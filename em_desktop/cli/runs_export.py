"""``runs export``: many Runs as one table."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from em_desktop.cli.ls import walk
from em_desktop.cli.metrics import read_tables, records
from em_desktop.cli.output import jsonable
from em_desktop.cli.progress import with_progress
from em_desktop.cli.target import find_target
from em_desktop.domain.metrics import MetricTable, summarize
from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.recordings import Opaque
from em_desktop.errors import EmError, from_os_error
from em_desktop.formats.run import read_parameters
from em_desktop.formats.source import ObjectSource
from em_desktop.stores.base import Store

FORMATS = ("csv", "json", "jsonl")
_PLACE = ("path", "name", "type", "step", "epoch", "timestamp")

Row = dict[str, Any]


class Export:
    """Write Runs as one table: a row for each with its parameters and last metrics, or all records.

    A column of a parameter is named lr or optimizer.lr, of a metric val/loss.
    """

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="+", metavar="PATH", help="Runs, and folders with Runs below them"
        )
        parser.add_argument("--records", action="store_true", help="a row for each record")
        parser.add_argument("--format", choices=FORMATS, default="csv", help="csv by default")
        parser.add_argument("-o", "--output", metavar="FILE", type=Path, help="not to the screen")

    def run(self, arguments: argparse.Namespace) -> int:
        """Write it; 1 if a Run or folder couldn't be read."""
        failed: list[str] = []
        runs = list(_runs(arguments.paths, failed))
        table = RecordTable() if arguments.records else RunTable()
        for store, node in with_progress(runs, (str(node.path) for _, node in runs)):
            try:
                table.add(node, store.objects(node.path))
            except EmError as error:
                failed.append(str(error))
        with _output(arguments.output) as stream:
            write_rows(table.columns, table.rows(), arguments.format, stream)
        for reason in failed:
            print(f"em-desktop: {reason}", file=sys.stderr)
        return 1 if failed else 0


def _runs(paths: Iterable[str], failed: list[str]) -> Iterator[tuple[Store, Node]]:
    for text in paths:
        store, path = find_target(text)
        node = store.get(path)
        nodes = walk(store, path, recursive=True, failed=failed) if node.is_folder else [node]
        for each in nodes:
            if each.type is NodeType.RUN:
                yield store, each


class RunTable:
    """A row for each Run: facts, parameters, the last value of each metric."""

    def __init__(self) -> None:
        self._rows: list[Row] = []

    @property
    def columns(self) -> list[str]:
        """All that occur."""
        return list(dict.fromkeys(name for row in self._rows for name in row))

    def add(self, node: Node, source: ObjectSource) -> None:
        """Read a Run."""
        now = datetime.now(UTC)
        duration = node.duration_at(now)
        row: Row = {
            "path": str(node.path),
            "name": node.name,
            "status": str(node.status_at(now) or ""),
            "labels": ", ".join(node.labels),
            "started": node.started,
            "ended": node.ended,
            "seconds": None if duration is None else duration.total_seconds(),
        }
        for name, value in flat(read_parameters(source).value):
            row[name if name not in row else f"parameter {name}"] = value
        for table in read_tables(source).value:
            for name in table.columns:
                row[f"{table.type}/{name}"] = summarize(table.series(name).value).last
        self._rows.append(row)

    def rows(self) -> Iterator[Row]:
        """The rows, in order."""
        return iter(self._rows)


class RecordTable:
    """A row for each record. Until it is written it is held as columns of numbers."""

    def __init__(self) -> None:
        self._read: list[tuple[Node, MetricTable]] = []

    @property
    def columns(self) -> list[str]:
        """The place of a record, and all metrics."""
        metrics = dict.fromkeys(name for _, table in self._read for name in table.columns)
        return [*_PLACE, *metrics]

    def add(self, node: Node, source: ObjectSource) -> None:
        """Read a Run."""
        self._read += [(node, table) for table in read_tables(source).value]

    def rows(self) -> Iterator[Row]:
        """The rows, by Run and type, as they were recorded."""
        for node, table in self._read:
            for record in records(table):
                values = record.pop("values")
                yield {"path": str(node.path), "name": node.name, **record, **values}


def flat(values: Mapping[Any, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Nested mappings as pairs of ``optimizer.lr`` and value. Lists stay one value."""
    for key, value in values.items():
        name = f"{before}{key}"
        if isinstance(value, Mapping) and value and not isinstance(value, Opaque):
            yield from flat(value, f"{name}.")
        else:
            yield name, value


def write_rows(columns: list[str], rows: Iterator[Row], form: str, stream: TextIO) -> None:
    """Rows as a CSV table, a list of objects, or an object on each line."""
    if form == "csv":
        writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
        return
    lines = (json.dumps(jsonable(row), ensure_ascii=False, allow_nan=False) for row in rows)
    if form == "jsonl":
        stream.writelines(f"{line}\n" for line in lines)
        return
    between = "[\n"
    for line in lines:
        stream.write(f"{between}{line}")
        between = ",\n"
    stream.write("\n]\n" if between == ",\n" else "[]\n")


def _cell(value: Any) -> Any:
    """Lists and the like as JSON; times as ISO 8601."""
    plain = jsonable(value)
    return json.dumps(plain, ensure_ascii=False) if isinstance(plain, dict | list) else plain


@contextmanager
def _output(path: Path | None) -> Iterator[TextIO]:
    if path is None:
        yield sys.stdout
        return
    try:
        with path.open("w", encoding="utf-8", newline="") as stream:
            yield stream
    except OSError as error:
        raise from_os_error(error, str(path)) from error
