"""Print the metrics of a run."""

from __future__ import annotations

import argparse
import csv
import math
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from em_desktop.cli.output import print_json, print_problems, print_table
from em_desktop.cli.target import find_run
from em_desktop.domain.metrics import MetricTable, summarize
from em_desktop.formats.metrics import MetricReader
from em_desktop.formats.reading import Reading
from em_desktop.formats.run import metric_files
from em_desktop.formats.source import ObjectSource


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument("path", metavar="PATH", help="a run")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="all records as a list of objects")
    form.add_argument("--csv", action="store_true", help="all records, a column for each metric")


def run(arguments: argparse.Namespace) -> int:
    """Print a summary, or all records."""
    store, node = find_run(arguments.path)
    reading = read_tables(store.objects(node.path))
    if arguments.json:
        print_json([record for table in reading.value for record in records(table)])
    elif arguments.csv:
        print_csv(reading.value)
    else:
        print_summary(reading.value)
        print_problems(reading.problems)
    return 0


def read_tables(source: ObjectSource) -> Reading[tuple[MetricTable, ...]]:
    """The tables of all metric types of a run."""
    files = metric_files(source)
    readings = [MetricReader(source, each.key, each.type).update() for each in files.value]
    problems = files.problems + tuple(each for one in readings for each in one.problems)
    return Reading(tuple(one.value for one in readings), problems)


def records(table: MetricTable, start: int = 0) -> Iterator[dict[str, Any]]:
    """Each record from ``start`` on as it was written: a metric that it lacks isn't there."""
    columns = list(table.columns.items())
    for row in range(start, len(table)):
        yield {
            "type": table.type,
            "step": whole(table.step[row]),
            "epoch": whole(table.epoch[row]),
            "timestamp": moment(table.time[row]),
            "values": {
                name: float(column.values[row])
                for name, column in columns
                if column.present is None or column.present[row]
            },
        }


def whole(number: float) -> int | float | None:
    """A step or epoch: an integer where it is one, None where there is none."""
    if math.isnan(number):
        return None
    return int(number) if math.isfinite(number) and number == int(number) else float(number)


def moment(seconds: float) -> str | None:
    """A time in seconds since 1970 as ISO 8601 in UTC."""
    return None if math.isnan(seconds) else datetime.fromtimestamp(seconds, UTC).isoformat()


def print_csv(tables: tuple[MetricTable, ...]) -> None:
    """One row per record; a cell is empty where the record lacks the metric."""
    names = list(dict.fromkeys(name for table in tables for name in table.columns))
    writer = csv.writer(sys.stdout)
    writer.writerow(["type", "step", "epoch", "timestamp", *names])
    for table in tables:
        for record in records(table):
            place = (record[key] for key in ("type", "step", "epoch", "timestamp"))
            writer.writerow([*place, *(record["values"].get(name, "") for name in names)])


def print_summary(tables: tuple[MetricTable, ...]) -> None:
    """One line per metric."""

    def number(value: float | None) -> str:
        return "" if value is None else f"{value:.6g}"

    lines = []
    for table in tables:
        for name in table.columns:
            summary = summarize(table.series(name).value)
            values = (summary.last, summary.minimum, summary.maximum)
            lines.append((table.type, name, str(summary.points), *map(number, values)))
    print_table(("TYPE", "METRIC", "POINTS", "LAST", "MIN", "MAX"), lines)
