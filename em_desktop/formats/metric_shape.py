"""What records that differ only in their numbers have in common."""

from __future__ import annotations

import base64
import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from em_desktop.formats.metric_numbers import PADDING
from em_desktop.formats.metric_record import Layout, Record, read_record

_LONGEST_PREFIX = PADDING - 64
_FAR = 1 << 20  # more than a record has lines

_NUMBER = re.compile(rb"-?\.?[0-9]\S*|-?\.inf|\.nan|null")
_TIME = re.compile(rb"""(['"]?)\d{4}-\d\d-\d\dT[^'"\s]+\1""")
_BINARY = re.compile(rb"( +)[A-Za-z0-9+/]{11}=")


class Field(Enum):
    """What stands in a line where records differ."""

    NUMBER = "number"
    TIME = "time"
    BINARY = "binary"
    """The eight bytes of a NumPy integer in base64: the recorder doesn't convert steps."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a shape, without its end: constant bytes around at most one field."""

    prefix: bytes
    field: Field | None = None
    suffix: bytes = b""

    def filled(self, number: int) -> bytes:
        """The line with a number in its field."""
        match self.field:
            case None:
                text = b""
            case Field.NUMBER:
                text = str(number).encode()
            case Field.TIME:
                text = datetime.fromtimestamp(number, UTC).isoformat().encode()
            case Field.BINARY:
                text = base64.b64encode(number.to_bytes(8, "little"))
        return self.prefix + text + self.suffix


@dataclass(frozen=True, slots=True)
class Shape:
    """Which lines records have, and which of them hold what.

    Attributes:
        values: the line of each metric; its field is a number.
        places: the lines of ``step``, ``epoch`` and ``timestamp``, as far as they are there.
        other_fields: all lines that have a field, without those of the metrics.
    """

    lines: tuple[Line, ...]
    values: dict[str, int]
    places: dict[str, int]
    other_fields: tuple[int, ...]
    layout: Layout


def lines_of(record: bytes) -> tuple[Line, ...]:
    """A record's lines, with a field where what follows a key looks like a number or time."""
    lines = []
    for text in record.removesuffix(b"\n").split(b"\n"):
        line = text.removesuffix(b"\r")
        before, colon, scalar = line.rpartition(b": ")
        if (binary := _BINARY.fullmatch(line)) is not None:
            lines.append(Line(binary[1], Field.BINARY))
        elif not colon:
            lines.append(Line(line))
        elif (time := _TIME.fullmatch(scalar)) is not None:
            lines.append(Line(before + colon + time[1], Field.TIME, time[1]))
        elif _NUMBER.fullmatch(scalar) is not None:
            lines.append(Line(before + colon, Field.NUMBER))
        else:
            lines.append(Line(line))
    return tuple(lines)


def shape_of(lines: tuple[Line, ...]) -> Shape | None:
    """The shape of records with these lines, or None where some number isn't in a field.

    The general parser reads two records whose fields say which line they are in, once
    from zero and once from far above it. So it, and not this module, says what the
    constant parts mean; and a number that isn't as far above doesn't come from a field.
    """
    if len(lines) > _FAR or any(len(line.prefix) > _LONGEST_PREFIX for line in lines):
        return None
    near, far = (_filled(lines, start) for start in (0, _FAR))
    if near is None or far is None:
        return None
    places = _places(near)
    distances = [far.values[name] - near.values[name] for name in near.values]
    distances += [_places(far)[name] - place for name, place in places.items()]
    if any(distance != _FAR for distance in distances):
        return None
    values = {name: int(line) for name, line in near.values.items()}
    if any(lines[line].field is not Field.NUMBER for line in values.values()):
        return None
    metrics = set(values.values())
    return Shape(
        lines,
        values,
        {name: int(line) for name, line in places.items()},
        tuple(index for index, line in enumerate(lines) if line.field and index not in metrics),
        near.layout,
    )


def _filled(lines: tuple[Line, ...], start: int) -> Record | None:
    """The record that has in each field the number of its line, if nothing is wrong with it."""
    texts = [line.filled(start + index) for index, line in enumerate(lines)]
    record, problems = read_record(b"\n".join([*texts, b""]), "", 1)
    return None if problems else record


def _places(record: Record) -> dict[str, float]:
    places = {"step": record.step, "epoch": record.epoch, "timestamp": record.time}
    return {name: place for name, place in places.items() if not math.isnan(place)}
