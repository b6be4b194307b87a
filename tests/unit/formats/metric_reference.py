"""A slow and plain reading of metric files to compare with, and files in memory."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

import yaml

from em_desktop.domain.metrics import MetricTable
from em_desktop.errors import NotFoundError
from em_desktop.formats.metrics import MetricReader
from em_desktop.formats.reading import Reading
from em_desktop.formats.source import ObjectInfo

KEY = "metrics/train.yaml"

Row: TypeAlias = tuple[str, str, str, dict[str, str]]
"""Bits of step, epoch and time, and of each metric that the record has."""


def bits(number: float) -> str:
    return "nan" if math.isnan(number) else struct.pack(">d", number).hex()


def table_rows(table: MetricTable) -> list[Row]:
    """The table record by record."""
    rows: list[Row] = []
    for index in range(len(table)):
        values = {
            name: bits(float(column.values[index]))
            for name, column in table.columns.items()
            if column.present is None or column.present[index]
        }
        places = (table.step[index], table.epoch[index], table.time[index])
        step, epoch, time = (bits(float(place)) for place in places)
        rows.append((step, epoch, time, values))
    return rows


def plain_rows(text: str) -> list[Row]:
    """What PyYAML's loader makes of a whole file, with Python's own float and datetime."""
    rows: list[Row] = []
    for record in yaml.load(text, Loader=yaml.CSafeLoader) or []:
        sequence = record["sequence"]
        time = sequence.get("timestamp")
        seconds = math.nan if time is None else datetime.fromisoformat(time).timestamp()
        values = {str(name): bits(float(value)) for name, value in record["value"].items()}
        rows.append((_place(sequence, "step"), _place(sequence, "epoch"), bits(seconds), values))
    return rows


def _place(sequence: dict[str, Any], name: str) -> str:
    value = sequence.get(name)
    return bits(math.nan if value is None else float(value))


def recorded(*records: dict[str, Any]) -> str:
    """The text that the recorder writes for records."""
    return "".join(yaml.safe_dump([record], sort_keys=False) for record in records)


def record(step: int, **values: float) -> dict[str, Any]:
    time = f"2026-11-23T12:00:{step % 60:02}.{step % 1_000_000:06}+08:00"
    return {"value": values, "sequence": {"epoch": 1, "step": step, "timestamp": time}}


@dataclass
class MemorySource:
    """Objects in memory; ``reads`` says what was read: offset and length."""

    contents: dict[str, bytes] = field(default_factory=dict)
    reads: list[tuple[int, int | None]] = field(default_factory=list)
    written: int = 0

    @property
    def location(self) -> str:
        return "memory"

    def list(self, prefix: str = "") -> Iterator[ObjectInfo]:
        return (self.stat(key) for key in sorted(self.contents) if key.startswith(prefix))

    def stat(self, key: str) -> ObjectInfo:
        if key not in self.contents:
            raise NotFoundError(key)
        return ObjectInfo(key, len(self.contents[key]), self.written)

    def read(self, key: str, offset: int = 0, length: int | None = None) -> bytes:
        self.stat(key)
        self.reads.append((offset, length))
        end = None if length is None else offset + length
        return self.contents[key][offset:end]

    def write(self, text: str | bytes, key: str = KEY) -> None:
        self.contents[key] = text.encode() if isinstance(text, str) else text
        self.written += 1

    def append(self, text: str | bytes, key: str = KEY) -> None:
        more = text.encode() if isinstance(text, str) else text
        self.write(self.contents.get(key, b"") + more, key)


def read(text: str | bytes) -> Reading[MetricTable]:
    """Read a whole file."""
    source = MemorySource()
    source.write(text)
    return MetricReader(source, KEY, "train").update()
