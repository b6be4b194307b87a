"""One record of a metric file, read by the general YAML parser: slow, and for every form."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from em_desktop.domain.problems import Problem, ProblemKind
from em_desktop.formats import yaml_io
from em_desktop.formats.times import parse_time

SEQUENCE = frozenset({"epoch", "step", "timestamp"})
"""What the recorder always writes in a record's ``sequence``."""

_BREAKING = {ProblemKind.MALFORMED, ProblemKind.TRUNCATED, ProblemKind.TOO_LARGE, ProblemKind.EMPTY}


@dataclass(frozen=True, slots=True)
class Layout:
    """Which keys a record has.

    Attributes:
        names: the metrics in ``value``, those that aren't numbers too.
        fields: the keys of ``sequence``.
        value_last: whether ``value`` is written after ``sequence``.
    """

    names: tuple[str, ...]
    fields: frozenset[str]
    value_last: bool

    def is_whole(self, previous: Layout | None) -> bool:
        """Whether a last record of this layout can be taken to be written completely.

        A record that was cut off after one of its lines is valid. It is whole when
        it has all that the recorder writes, or all that the record before it has.
        """
        if self.value_last:
            return previous is None or self.names == previous.names
        return self.fields >= SEQUENCE or (previous is not None and self.fields == previous.fields)


@dataclass(frozen=True, slots=True)
class Record:
    """The numbers of one record; step, epoch and time are NaN where absent."""

    values: dict[str, float]
    step: float
    epoch: float
    time: float
    layout: Layout


def name_of(key: Any) -> str:
    """The metric's name for a key, which need not be text in YAML."""
    if isinstance(key, str):
        return key
    return "null" if key is None else str(key).lower()


def read_record(text: bytes, file: str, line: int) -> tuple[Record | None, list[Problem]]:
    """Read one record.

    Args:
        text: its lines; the first begins with ``- ``.
        file: how problems name the file.
        line: the 1-based line where the record begins.

    Returns:
        The record, or None where it can't be understood, and what is wrong.
    """
    reading = yaml_io.load(text, file=file)
    problems = [_moved(problem, line) for problem in reading.problems]
    if any(problem.kind in _BREAKING for problem in problems):
        return None, problems
    items = reading.value
    item = items[0] if isinstance(items, list) and len(items) == 1 else None
    if not isinstance(item, dict) or "value" not in item:
        problems.append(_wrong(file, line, "a record isn't a mapping that has a value"))
        return None, problems
    values = {} if item["value"] is None else item["value"]
    sequence = item.get("sequence") or {}
    if not isinstance(values, dict) or not isinstance(sequence, dict):
        problems.append(_wrong(file, line, "value and sequence aren't both mappings"))
        return None, problems
    numbers: dict[str, float] = {}
    for key, value in values.items():
        number = _number(value)
        if number is None:
            problems.append(_wrong(file, line, f"{name_of(key)} isn't a number"))
        else:
            numbers[name_of(key)] = number
    order = list(item)
    layout = Layout(
        tuple(map(name_of, values)),
        frozenset(map(name_of, sequence)),
        "sequence" in item and order.index("value") > order.index("sequence"),
    )
    places = {
        field: _place(sequence.get(field), field, file, line, problems)
        for field in ("step", "epoch", "timestamp")
    }
    return Record(numbers, places["step"], places["epoch"], places["timestamp"], layout), problems


def _place(value: Any, field: str, file: str, line: int, problems: list[Problem]) -> float:
    """A number of ``sequence``, or its time in seconds; NaN where there is none."""
    if value is None:
        return math.nan
    if field != "timestamp":
        number = _number(value)
    else:
        time = parse_time(value) if isinstance(value, str) else None
        number = None if time is None else time.timestamp()
    if number is None:
        problems.append(_wrong(file, line, f"{field} isn't understood"))
        return math.nan
    return number


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return None


def _wrong(file: str, line: int, detail: str) -> Problem:
    return Problem(file, ProblemKind.WRONG_TYPE, detail, line)


def _moved(problem: Problem, line: int) -> Problem:
    """A problem of a record's text as one of the file's."""
    kind = problem.kind
    if kind in {ProblemKind.TRUNCATED, ProblemKind.EMPTY}:  # the record's end isn't the file's
        kind = ProblemKind.MALFORMED
    return replace(problem, kind=kind, line=line + (problem.line or 1) - 1)
