"""``runs tail``: the newest records or log lines of a Run, and those to come."""

from __future__ import annotations

import argparse
import json
import sys
import time
from datetime import UTC, datetime
from typing import Any, Protocol

from em_desktop.cli.metrics import records
from em_desktop.cli.output import jsonable
from em_desktop.cli.target import find_run
from em_desktop.domain.metrics import canonical_type
from em_desktop.domain.nodes import Status
from em_desktop.domain.paths import printable
from em_desktop.errors import NotFoundError
from em_desktop.formats.log import LogReader
from em_desktop.formats.metrics import MetricReader
from em_desktop.formats.run import log_key, metric_files
from em_desktop.formats.source import ObjectSource

_PAUSE = 0.5
"""Seconds between two looks. Polling sees what another computer writes, too."""


class Tail:
    """Print the newest records of a Run, or lines of its log, and follow it while it runs."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("path", metavar="PATH", help="a Run")
        parser.add_argument("-n", "--lines", type=int, default=10, metavar="N", help="how many")
        parser.add_argument("-f", "--follow", action="store_true", help="go on until it ends")
        parser.add_argument("--type", action="append", default=[], help="only this metric type")
        parser.add_argument("--log", action="store_true", help="what it printed, not its metrics")
        parser.add_argument("--json", action="store_true", help="an object on each line")

    def run(self, arguments: argparse.Namespace) -> int:
        """Print them; follow until the Run doesn't run any more, or Ctrl C."""
        store, node = find_run(arguments.path)
        source = store.objects(node.path)
        types = [canonical_type(name) for name in arguments.type]
        tail: Following = LogLines(source) if arguments.log else MetricRecords(source, types)
        count = max(arguments.lines, 0)
        newest = tail.new()
        _print(newest[len(newest) - min(count, len(newest)) :], as_json=arguments.json)
        while arguments.follow:
            # the status first: what came before the end is seen by the look after it
            ended = store.get(node.path).status_at(datetime.now(UTC)) is not Status.RUNNING
            _print(tail.new(), as_json=arguments.json)
            if ended:
                break
            time.sleep(_PAUSE)
        return 0


class Following(Protocol):
    """Something that grows."""

    def new(self) -> list[dict[str, Any]]:
        """What came since the last call, oldest first."""


class MetricRecords:
    """The records of all metric files of a Run, or of some types.

    Args:
        source: the Run's objects.
        types: only these; all if there are none.
    """

    def __init__(self, source: ObjectSource, types: list[str]) -> None:
        self._source = source
        self._types = types
        self._readers: dict[str, MetricReader] = {}
        self._told: dict[str, int] = {}

    def new(self) -> list[dict[str, Any]]:
        """Records as `records` gives them, by time."""
        found: list[dict[str, Any]] = []
        for file in metric_files(self._source).value:
            if self._types and canonical_type(file.type) not in self._types:
                continue
            reader = self._readers.setdefault(
                file.key, MetricReader(self._source, file.key, file.type)
            )
            table = reader.update().value
            found += records(table, self._told.get(file.key, 0))
            self._told[file.key] = len(table)
        return sorted(found, key=lambda record: record["timestamp"] or "")


class LogLines:
    """The whole lines of a Run's log.

    Raises:
        NotFoundError: nothing was logged.
    """

    def __init__(self, source: ObjectSource) -> None:
        key = log_key(source)
        if key is None:
            raise NotFoundError(source.location, "this Run has no log")
        self._source = source
        self._key = key
        self._reader = LogReader(source, key)
        self._told = 0

    def new(self) -> list[dict[str, Any]]:
        """Lines as objects with ``line`` (from 1) and ``text``."""
        total = 0
        for size in self._reader.scan():
            total = size.bytes
        count = self._reader.line_count
        if total and self._source.read(self._key, total - 1, 1) != b"\n":
            count -= 1  # it isn't finished
        first, self._told = self._told, max(count, 0)
        lines = self._reader.lines(first, max(count - first, 0))
        return [{"line": first + n, "text": line.text} for n, line in enumerate(lines, 1)]


def _print(items: list[dict[str, Any]], *, as_json: bool) -> None:
    for item in items:
        if as_json:
            print(json.dumps(jsonable(item), ensure_ascii=False, allow_nan=False))
        else:
            print(printable(item["text"] if "text" in item else _record_text(item)))
    sys.stdout.flush()


def _record_text(record: dict[str, Any]) -> str:
    """``12:00:00 train step 5 epoch 1 loss=0.5``."""
    parts = [record["type"]]
    if record["timestamp"] is not None:
        moment = datetime.fromisoformat(record["timestamp"]).astimezone()
        parts.insert(0, f"{moment:%H:%M:%S}")
    places = ("step", "epoch")
    parts += [f"{name} {record[name]}" for name in places if record[name] is not None]
    values = (f"{name}={value:.6g}" for name, value in record["values"].items())
    return "  ".join([" ".join(parts), *values])
