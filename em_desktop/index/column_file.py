"""The file of one cached metric table. It grows in place, as its metric file does.

It begins with two heads (`_HEAD`) and room for a description (JSON) for each of them; the
valid one with the higher number counts. Then come the columns, each aligned to 64 bytes and
with room for more records than there are: step, epoch, time and the metrics as float64,
flags (one byte per record) of the metrics that not all records have, and of the others, in
large tables, the levels of their pyramids. Numbers are in the machine's byte order: the
magic says which.

Rows are added where nobody looks yet, and count once a new head says so: a reader or a
writer that dies in between never sees half of them. Whoever adds the same rows of the same
metric file at the same time writes the same bytes.
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
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from em_desktop.domain.facts import PLACES, ColumnFacts, Sweep, TableFacts
from em_desktop.domain.metrics import Column, MetricTable
from em_desktop.domain.problems import Problem, ProblemKind
from em_desktop.domain.pyramid import Level, Pyramid, level_sizes
from em_desktop.formats.metric_record import Layout
from em_desktop.formats.metrics import Findings, Progress

CHECKED = 64 << 20
"""Files with at most so many bytes of columns are read as a whole and checked when opened."""

_MAGIC = f"EMColumns2{sys.byteorder[0]}\n".encode()
_HEAD = struct.Struct("<12sIQQQ")  # magic, CRC-32 of the description, its length, its room, number
_FIRST = 128
_ALIGNMENT = 64
_LONGEST_DESCRIPTION = 1 << 26
_LEAST_ROOM = 1024  # records
_NAMES = ("names", "partly", "leveled")


class _OutdatedError(Exception):
    """A file isn't the one that is to be added to, or has no more room."""


@dataclass(frozen=True, slots=True)
class _Region:
    """Where a column is in a file: its kind, its offset, and how many values there are of it."""

    kind: Any
    offset: int
    count: int


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where everything is in a file.

    Attributes:
        names: the metrics, in their order.
        partly: those that not all records have.
        leveled: those that have pyramids.
        capacity: for how many records there is room.
        start: where the columns begin.
    """

    names: tuple[str, ...]
    partly: tuple[str, ...]
    leveled: tuple[str, ...]
    capacity: int
    start: int

    @classmethod
    def of(cls, table: MetricTable, capacity: int, start: int) -> _Plan:
        partly = tuple(name for name, each in table.columns.items() if each.present is not None)
        leveled = () if table.facts is None else tuple(table.facts.columns)
        return cls(tuple(table.columns), partly, leveled, capacity, start)

    def regions(self, records: int) -> Iterator[_Region]:
        """All columns, with ``records`` in them: in the order of `_arrays`."""
        offset = self.start
        for kind, room, count in self._sizes(records):
            yield _Region(kind, offset, count)
            offset += -(-room * np.dtype(kind).itemsize // _ALIGNMENT) * _ALIGNMENT

    def _sizes(self, records: int) -> Iterator[tuple[Any, int, int]]:
        for _ in range(len(PLACES) + len(self.names)):
            yield np.float64, self.capacity, records
        for _ in self.partly:
            yield np.bool_, self.capacity, records
        rooms, counts = level_sizes(self.capacity), level_sizes(records)
        counts += [0] * (len(rooms) - len(counts))
        for _ in self.leveled:
            for room, count in zip(rooms, counts, strict=True):
                for kind in (np.float64, np.float64, np.bool_):
                    yield kind, room, count

    @property
    def size(self) -> int:
        """Bytes of the file."""
        last = list(self.regions(0))[-1]
        room = [size for _, size, _ in self._sizes(0)][-1]
        wide = room * np.dtype(last.kind).itemsize
        return last.offset + -(-int(wide) // _ALIGNMENT) * _ALIGNMENT


def write_columns(file: BinaryIO, table: MetricTable, progress: Progress, limit: int) -> None:
    """Write a table and how far its file was read into an empty file, to the disk itself.

    Raises:
        OSError: the columns have more than ``limit`` bytes, or what the system says.
    """
    capacity = len(table) + max(len(table) // 2, _LEAST_ROOM)
    arrays = list(_arrays(table, capacity))
    if sum(array.nbytes for array in arrays) > limit:
        raise OSError(errno.EFBIG, "larger than the cache may be")
    checksums = [zlib.crc32(array.view(np.uint8).data) for array in arrays]
    text = _description(table, progress, capacity, checksums)
    room = 2 * len(text) + 4096
    start = -(-(_FIRST + 2 * room) // _ALIGNMENT) * _ALIGNMENT
    plan = _Plan.of(table, capacity, start)
    file.truncate(plan.size)
    for region, array in zip(plan.regions(len(table)), arrays, strict=True):
        file.seek(region.offset)
        file.write(array.view(np.uint8).data)
    _write_head(file, text, room, number=0)


def add_rows(path: Path, table: MetricTable, progress: Progress, stored: int) -> bool:
    """Add what a table has more than a file's ``stored`` records; False if that can't be done.

    It can't where the file has other columns or no more room, or where somebody else has
    written it. ``table`` must begin with what is in the file.

    Raises:
        OSError: what the system says.
    """
    try:
        with path.open("r+b", buffering=0) as file:
            _add(file, table, progress, stored)
    except _OutdatedError:
        return False
    return True


def _add(file: BinaryIO, table: MetricTable, progress: Progress, stored: int) -> None:
    found = _newest(lambda offset, size: _read(file, offset, size))
    if found is None or found.description["records"] != stored:
        raise _OutdatedError
    before, plan = found.description, found.plan
    same = _Plan.of(table, plan.capacity, plan.start) == plan
    if not same or not stored <= len(table) <= plan.capacity:
        raise _OutdatedError
    checksums = list(before["checksums"])
    regions = zip(plan.regions(stored), _arrays(table, plan.capacity), strict=True)
    for number, (region, array) in enumerate(regions):
        new = array[region.count :].view(np.uint8).data
        if len(new):
            file.seek(region.offset + region.count * array.itemsize)
            file.write(new)
            checksums[number] = zlib.crc32(new, checksums[number])
    text = _description(table, progress, plan.capacity, checksums)
    if len(text) > found.room:
        raise _OutdatedError
    os.fsync(file.fileno())
    _write_head(file, text, found.room, found.number + 1)


def _write_head(file: BinaryIO, text: bytes, room: int, number: int) -> None:
    slot = number % 2
    file.seek(_FIRST + slot * room)
    file.write(text)
    file.seek(slot * (_FIRST // 2))
    file.write(_HEAD.pack(_MAGIC, zlib.crc32(text), len(text), room, number))
    file.flush()
    os.fsync(file.fileno())


def read_columns(path: Path, type: str) -> tuple[MetricTable, Progress] | None:  # noqa: A002
    """The table in a file, mapped into memory, and how far its metric file was read.

    None if there is no such file, or it isn't one of ours, whole and of this version. Of
    large files only the description is read now, and what is asked of the columns later.
    """
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):  # ValueError: an empty file
        return None
    try:
        found = _newest(lambda offset, size: mapped[offset : offset + size])
        if found is None or len(mapped) != found.plan.size:
            return None
        arrays = [
            np.frombuffer(mapped, region.kind, region.count, region.offset)
            for region in found.plan.regions(found.description["records"])
        ]
        if sum(array.nbytes for array in arrays) <= CHECKED:
            checksums = [zlib.crc32(array.view(np.uint8).data) for array in arrays]
            if checksums != found.description["checksums"]:
                return None
        return _table(found, arrays, type), _progress(found.description)
    except (ValueError, KeyError, TypeError, IndexError):  # another program wrote it
        return None


def read_offset(path: Path) -> int:
    """How many bytes of the metric file are in a file's table; 0 if it isn't one of ours."""
    try:
        with path.open("rb") as file:
            found = _newest(lambda offset, size: _read(file, offset, size))
        return 0 if found is None else int(found.description["offset"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


@dataclass(frozen=True, slots=True)
class _Found:
    """The newest description of a file."""

    description: dict[str, Any]
    plan: _Plan
    room: int
    number: int


def _newest(read: Any) -> _Found | None:
    """The description that counts.

    Args:
        read: gives the bytes at an offset; fewer at the end of the file.

    Raises:
        ValueError, KeyError, TypeError: another program wrote it.
    """
    heads = []
    for slot in range(2):
        head = read(slot * (_FIRST // 2), _HEAD.size)
        if len(head) == _HEAD.size:
            heads.append((slot, *_HEAD.unpack(head)))
    for slot, magic, checksum, length, room, number in sorted(heads, key=lambda head: -head[-1]):
        if magic != _MAGIC or length > min(room, _LONGEST_DESCRIPTION):
            continue
        text = read(_FIRST + slot * room, length)
        if zlib.crc32(text) == checksum:
            found = json.loads(text)
            start = -(-(_FIRST + 2 * room) // _ALIGNMENT) * _ALIGNMENT
            names, partly, leveled = (tuple(found[key]) for key in _NAMES)
            plan = _Plan(names, partly, leveled, int(found["capacity"]), start)
            return _Found(found, plan, room, number)
    return None


def _read(file: BinaryIO, offset: int, size: int) -> bytes:
    file.seek(offset)
    return file.read(size)


def _table(found: _Found, arrays: list[NDArray[Any]], type: str) -> MetricTable:  # noqa: A002
    given = iter(arrays)
    step, epoch, time = (next(given) for _ in PLACES)
    values = {name: next(given) for name in found.plan.names}
    present = {name: next(given) for name in found.plan.partly}
    columns = {name: Column(array, present.get(name)) for name, array in values.items()}
    if "axes" not in found.description:
        return MetricTable(type, step, epoch, time, columns)
    rooms = level_sizes(found.plan.capacity)
    counts = level_sizes(found.description["records"])
    facts = {}
    for name in found.plan.leveled:
        levels = [Level(next(given), next(given), next(given)) for _ in rooms]
        pyramid = Pyramid(values[name], tuple(levels[: len(counts)]))
        facts[name] = ColumnFacts(pyramid, *found.description["odd"][name])
    axes = {place: Sweep(*found.description["axes"][place]) for place in PLACES}
    return MetricTable(type, step, epoch, time, columns, TableFacts(axes, facts))


def _arrays(table: MetricTable, capacity: int) -> Iterator[NDArray[Any]]:
    """All columns of a table, as they are in its file."""
    yield from (table.step, table.epoch, table.time)
    yield from (column.values for column in table.columns.values())
    for column in table.columns.values():
        if column.present is not None:
            yield column.present
    if table.facts is not None:
        for facts in table.facts.columns.values():
            levels = facts.pyramid.levels
            for level in levels:
                yield from (level.low, level.high, level.odd)
            for _ in range(len(level_sizes(capacity)) - len(levels)):
                yield from (np.empty(0), np.empty(0), np.empty(0, np.bool_))


def _description(
    table: MetricTable, progress: Progress, capacity: int, checksums: list[int]
) -> bytes:
    layout = progress.layout
    found = {
        "records": len(table),
        "capacity": capacity,
        "names": list(table.columns),
        "partly": [name for name, each in table.columns.items() if each.present is not None],
        "leveled": [],
        "checksums": checksums,
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
    if table.facts is not None:
        sweeps = table.facts.axes
        found["leveled"] = list(table.facts.columns)
        found["axes"] = {
            place: [each.low, each.high, each.finite, each.steady, each.last]
            for place, each in sweeps.items()
        }
        found["odd"] = {
            name: [each.not_finite, each.infinite] for name, each in table.facts.columns.items()
        }
    return json.dumps(found).encode()


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
