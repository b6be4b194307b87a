"""The file of one cached metric table.

A fixed head (`_HEAD`: magic, checksum of all that follows it, length of the description),
a description as JSON, then the columns one after the other, each aligned to 64 bytes:
step, epoch, time and the metrics as float64, then flags (one byte per record) of the
metrics that not all records have. Numbers are in the machine's byte order: the magic says
which.
"""

from __future__ import annotations

import errno
import json
import mmap
import os
import struct
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from em_desktop.domain.metrics import Column, MetricTable
from em_desktop.domain.problems import Problem, ProblemKind
from em_desktop.formats.metric_record import Layout
from em_desktop.formats.metrics import Findings, Progress

_MAGIC = f"EMColumns1{sys.byteorder[0]}\n".encode()
_HEAD = struct.Struct("<12sIQ")  # magic, CRC-32 of the rest, length of the description
_ALIGNMENT = 64
_LONGEST_DESCRIPTION = 1 << 26


def write_columns(file: BinaryIO, table: MetricTable, progress: Progress, limit: int) -> None:
    """Write a table and how far its file was read, to the disk itself.

    Raises:
        OSError: the file would be larger than ``limit``, or what the system says.
    """
    description = json.dumps(_description(table, progress)).encode()
    arrays = list(_arrays(table))
    if sum(array.nbytes for array in arrays) + len(description) > limit:
        raise OSError(errno.EFBIG, "larger than the cache may be")
    file.write(bytes(_HEAD.size))
    checksum = 0
    parts: list[bytes | memoryview] = [description]
    position = _HEAD.size + len(description)
    for array in arrays:
        parts += [bytes(-position % _ALIGNMENT), array.view(np.uint8).data]
        position += len(parts[-2]) + len(parts[-1])
    for part in parts:
        checksum = zlib.crc32(part, checksum)
        file.write(part)
    file.seek(0)
    file.write(_HEAD.pack(_MAGIC, checksum, len(description)))
    file.flush()
    os.fsync(file.fileno())


def read_columns(path: Path, type: str) -> tuple[MetricTable, Progress] | None:  # noqa: A002
    """The table in a file, mapped into memory, and how far its metric file was read.

    None if there is no such file, or it isn't one of ours, whole and of this version.
    """
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):  # ValueError: an empty file
        return None
    if len(mapped) < _HEAD.size:
        return None
    magic, checksum, length = _HEAD.unpack_from(mapped)
    if magic != _MAGIC or zlib.crc32(memoryview(mapped)[_HEAD.size :]) != checksum:
        return None
    try:
        description = json.loads(mapped[_HEAD.size : _HEAD.size + length])
        table = _Columns(mapped, _HEAD.size + length).table(description, type)
        return table, _progress(description)
    except (ValueError, KeyError, TypeError):  # another program wrote it
        return None


def read_offset(path: Path) -> int:
    """How many bytes of the metric file are in a file's table; 0 if it isn't one of ours."""
    try:
        with path.open("rb") as file:
            magic, _, length = _HEAD.unpack(file.read(_HEAD.size))
            if magic != _MAGIC or length > _LONGEST_DESCRIPTION:
                return 0
            return int(json.loads(file.read(length))["offset"])
    except (OSError, struct.error, ValueError, KeyError, TypeError):
        return 0


class _Columns:
    """Takes one array after the other from a mapped file."""

    def __init__(self, mapped: mmap.mmap, position: int) -> None:
        self._mapped = mapped
        self._position = position

    def table(self, description: dict[str, Any], type: str) -> MetricTable:  # noqa: A002
        size = description["records"]
        step, epoch, time = (self._take(np.float64, size) for _ in range(3))
        values = {name: self._take(np.float64, size) for name in description["names"]}
        present = {name: self._take(np.bool_, size) for name in description["partly"]}
        columns = {name: Column(array, present.get(name)) for name, array in values.items()}
        return MetricTable(type, step, epoch, time, columns)

    def _take(self, kind: Any, size: int) -> NDArray[Any]:
        self._position += -self._position % _ALIGNMENT
        array = np.frombuffer(self._mapped, kind, size, self._position)
        self._position += array.nbytes
        return array


def _arrays(table: MetricTable) -> Iterator[NDArray[Any]]:
    yield from (table.step, table.epoch, table.time)
    yield from (column.values for column in table.columns.values())
    for column in table.columns.values():
        if column.present is not None:
            yield column.present


def _description(table: MetricTable, progress: Progress) -> dict[str, Any]:
    layout = progress.layout
    return {
        "records": len(table),
        "names": list(table.columns),
        "partly": [name for name, each in table.columns.items() if each.present is not None],
        "offset": progress.offset,
        "line": progress.line,
        "head": progress.head.hex(),
        "tail": progress.tail.hex(),
        "layout": layout and [layout.names, sorted(layout.fields), layout.value_last],
        "skipping": progress.skipping,
        "problems": [
            [each.file, each.kind, each.detail, each.line] for each in progress.findings.kept
        ],
        "problem_count": progress.findings.count,
        "size": progress.size,
        "mtime_ns": progress.mtime_ns,
    }


def _progress(description: dict[str, Any]) -> Progress:
    layout = description["layout"]
    problems = [
        Problem(file, ProblemKind(kind), detail, line)
        for file, kind, detail, line in description["problems"]
    ]
    return Progress(
        offset=description["offset"],
        line=description["line"],
        head=bytes.fromhex(description["head"]),
        tail=bytes.fromhex(description["tail"]),
        layout=layout and Layout(tuple(layout[0]), frozenset(layout[1]), layout[2]),
        skipping=description["skipping"],
        findings=Findings(problems, description["problem_count"]),
        size=description["size"],
        mtime_ns=description["mtime_ns"],
    )
