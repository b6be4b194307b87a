"""Reading many metric records at once.

Nearly all records of a file have the same lines but for their numbers. Such a `Shape`
is found from one record, by the general YAML parser. Then all records of that shape
are verified, every byte of them, and converted in bulk. A record of which a single
byte isn't as expected goes through the YAML parser on its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from em_desktop.domain.metrics import Flags, Floats
from em_desktop.domain.problems import Problem
from em_desktop.formats.metric_numbers import (
    PADDING,
    Bytes,
    Positions,
    pad,
    parse_binaries,
    parse_numbers,
    parse_times,
    words,
)
from em_desktop.formats.metric_record import Layout, Record, read_record
from em_desktop.formats.metric_shape import Field, Line, Shape, lines_of, shape_of

_MOST_SHAPES = 256  # remembered per file
_MOST_LINES = 10_000  # of a shape

Piece: TypeAlias = tuple[NDArray[np.int64], Floats]


@dataclass(slots=True)
class Batch:
    """The records of one text, in order.

    Attributes:
        columns: metrics in the order of first appearance; for each the pieces that
            its values came in: rows (distinct) and values.
        layout: of the last record; None if there is none.
        broken: how many records were left out.
    """

    step: Floats
    epoch: Floats
    time: Floats
    columns: dict[str, list[Piece]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    layout: Layout | None = None
    broken: int = 0

    def __len__(self) -> int:
        return len(self.step)


class Scanner:
    """Reads texts of one file; remembers the shapes it has seen.

    Args:
        file: how problems name the file.
    """

    def __init__(self, file: str) -> None:
        self._file = file
        self._shapes: dict[tuple[Line, ...], Shape | None] = {}

    def scan(self, text: bytes, first_line: int = 1) -> Batch:
        """Read all records of a text.

        Args:
            text: whole records: the first line begins with ``- ``, the last has a line end.
            first_line: the number of the first line, for problems.
        """
        rows = _Rows(text)
        left = np.arange(len(rows))
        for known in self._shapes.values():
            if known is not None and len(left):
                left = rows.take(known, left)
        slow: list[int] = []
        while len(left):
            row = int(left[0])
            if rows.height(row) <= _MOST_LINES:
                shape = self._learn(lines_of(rows.text(row)))
                left = left if shape is None else rows.take(shape, left)
            if len(left) and left[0] == row:  # of no shape, or an odd value in it
                slow.append(row)
                left = left[1:]
        problems: list[Problem] = []
        for row in slow:
            record, found = read_record(rows.text(row), self._file, first_line + rows.line(row))
            problems += found
            rows.put(row, record)
        return rows.batch(problems)

    def _learn(self, lines: tuple[Line, ...]) -> Shape | None:
        """The shape of a record if it is a new one; it is remembered, also if there is none."""
        if lines in self._shapes:
            return None
        while self._shapes and (
            len(self._shapes) >= _MOST_SHAPES
            or sum(map(len, self._shapes)) + len(lines) > 10 * _MOST_LINES
        ):
            del self._shapes[next(iter(self._shapes))]
        shape = self._shapes[lines] = shape_of(lines)
        return shape


class _Rows:
    """The records of a text, being read."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._buffer = pad(text)
        breaks = np.flatnonzero(self._buffer == ord("\n"))
        self._starts: Positions = np.concatenate(([PADDING], breaks[:-1] + 1))
        self._ends: Positions = breaks
        if b"\r" in text:
            self._ends = breaks - (self._buffer[breaks - 1] == ord("\r"))
        dashes = (self._buffer[self._starts] == ord("-")) & (
            self._buffer[self._starts + 1] == ord(" ")
        )
        self._first: NDArray[np.int64] = np.flatnonzero(dashes)
        self._counts = np.diff(self._first, append=len(self._starts))
        size = len(self._first)
        self._places = {name: np.full(size, np.nan) for name in ("step", "epoch", "timestamp")}
        self._columns: dict[str, list[Piece]] = {}
        self._firsts: dict[str, tuple[int, int]] = {}  # row, and place in it
        self._read = np.zeros(size, np.bool_)
        self._last: tuple[int, Layout | None] = (-1, None)

    def __len__(self) -> int:
        return len(self._first)

    def line(self, row: int) -> int:
        return int(self._first[row])

    def height(self, row: int) -> int:
        """How many lines the record has."""
        return int(self._counts[row])

    def text(self, row: int) -> bytes:
        start = self._starts[self._first[row]] - PADDING
        if row + 1 == len(self):
            return self._text[start:]
        return self._text[start : self._starts[self._first[row + 1]] - PADDING]

    def take(self, shape: Shape, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Read those of ``rows`` that are of the shape; returns the others."""
        fitting = rows[self._counts[rows] == len(shape.lines)]
        if not len(fitting):
            return rows
        fitting = fitting[self._has_constants(shape, fitting)]
        values, understood = self._numbers(shape, list(shape.values.values()), fitting)
        places: dict[str, Floats] = {}
        names = {line: name for name, line in shape.places.items()}
        for line in shape.other_fields:  # those that aren't wanted are verified too
            at = self._field(shape, line, fitting)
            parsed, fits = self._parse(shape.lines[line].field, *at)
            understood &= fits
            if line in names:
                places[names[line]] = parsed
        if not understood.all():
            fitting, values = fitting[understood], values[understood]
            places = {name: place[understood] for name, place in places.items()}
        if not len(fitting):
            return rows
        for name, place in places.items():
            self._places[name][fitting] = place
        for index, name in enumerate(shape.values):
            self._add(name, index, fitting, values[:, index])
        self._note_read(fitting, shape.layout)
        return rows[~self._read[rows]]

    def put(self, row: int, record: Record | None) -> None:
        """Take over one record that was read by itself, or leave it out."""
        if record is None:
            return
        for name, place in (
            ("step", record.step),
            ("epoch", record.epoch),
            ("timestamp", record.time),
        ):
            self._places[name][row] = place
        rows = np.array([row])
        for index, (name, value) in enumerate(record.values.items()):
            self._add(name, index, rows, np.array([value]))
        self._note_read(rows, record.layout)

    def batch(self, problems: list[Problem]) -> Batch:
        """What was read, without the records that weren't."""
        names = sorted(self._columns, key=self._firsts.__getitem__)
        columns = {name: self._columns[name] for name in names}
        places = self._places
        if not self._read.all():
            places = {name: place[self._read] for name, place in places.items()}
            moved = np.cumsum(self._read) - 1
            columns = {
                name: [(moved[rows], values) for rows, values in pieces]
                for name, pieces in columns.items()
            }
        return Batch(
            places["step"],
            places["epoch"],
            places["timestamp"],
            columns,
            problems,
            self._last[1],
            int(np.count_nonzero(~self._read)),
        )

    def _has_constants(self, shape: Shape, rows: NDArray[np.int64]) -> Flags:
        """Which rows have the shape's constant bytes, and no more where a line is constant."""
        fits = np.ones(len(rows), np.bool_)
        for offset, line in enumerate(shape.lines):
            index = self._first[rows] + offset
            start, end = self._starts[index], self._ends[index]
            constant = len(line.prefix) + len(line.suffix)
            fits &= (end - start > constant) if line.field else (end - start == constant)
            fits &= _has_bytes(self._buffer, start, line.prefix)
            if line.suffix:
                fits &= self._buffer[end - 1] == line.suffix[0]
        return fits

    def _numbers(
        self, shape: Shape, lines: list[int], rows: NDArray[np.int64]
    ) -> tuple[Floats, Flags]:
        """The metrics of the rows as a matrix, and which rows are numbers in all columns."""
        index = self._first[rows][:, None] + np.array(lines, np.int64)
        lengths = np.array([len(shape.lines[line].prefix) for line in lines], np.int64)
        start = (self._starts[index] + lengths).ravel()
        values, understood = parse_numbers(self._buffer, start, self._ends[index].ravel())
        size = (len(rows), len(lines))
        all_understood: Flags = np.logical_and.reduce(understood.reshape(size), axis=1)
        return values.reshape(size), all_understood

    def _field(
        self, shape: Shape, line: int, rows: NDArray[np.int64]
    ) -> tuple[Positions, Positions]:
        """Where a line's field begins and ends in each row."""
        index = self._first[rows] + line
        form = shape.lines[line]
        return self._starts[index] + len(form.prefix), self._ends[index] - len(form.suffix)

    def _parse(self, field: Field | None, start: Positions, end: Positions) -> tuple[Floats, Flags]:
        if field is Field.TIME:
            return parse_times(self._buffer, start, end)
        if field is Field.BINARY:
            return parse_binaries(self._buffer, start, end)
        return parse_numbers(self._buffer, start, end, null=True)

    def _add(self, name: str, place: int, rows: NDArray[np.int64], values: Floats) -> None:
        first = int(rows[0]), place
        self._firsts[name] = min(self._firsts.get(name, first), first)
        self._columns.setdefault(name, []).append((rows, values))

    def _note_read(self, rows: NDArray[np.int64], layout: Layout) -> None:
        self._read[rows] = True
        if rows[-1] > self._last[0]:
            self._last = int(rows[-1]), layout


def _has_bytes(buffer: Bytes, at: Positions, expected: bytes) -> Flags:
    """Where the expected bytes stand at a position."""
    size = len(expected)
    fits = np.ones(len(at), np.bool_)
    for start in range(0, size, 8):
        offset = min(start, max(0, size - 8))  # the last part overlaps the one before
        part = expected[offset : offset + 8]
        word = words(buffer, at + offset)
        if len(part) < 8:
            word &= np.uint64((1 << 8 * len(part)) - 1)
        fits &= word == np.uint64(int.from_bytes(part, "little"))
    return fits
