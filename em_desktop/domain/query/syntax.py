"""What a filter says, as a tree of conditions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from em_desktop.domain.query.pattern import Pattern


class Function(StrEnum):
    """Which number of a metric, or which of several columns of one name."""

    LAST = "last"
    MIN = "min"
    MAX = "max"
    BEST = "best"
    MEAN = "mean"
    COUNT = "count"
    PARAM = "param"
    """The hyperparameter of this name, should something else have it too."""
    METRIC = "metric"
    """The metric of this name, likewise."""


class Operator(StrEnum):
    """How a column is compared with a value."""

    EQUAL = "=="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    GREATER = ">"
    AT_LEAST = ">="


@dataclass(frozen=True, slots=True)
class Field:
    """A column that a condition asks for.

    Attributes:
        name: of the column, such as ``lr`` or ``val/loss``.
        function: which number of it; None where the filter doesn't say.
        start, end: where it stands in the filter.
    """

    name: str
    function: Function | None = None
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, minute, second or microsecond: a time up to which it says.

    Attributes:
        begin: without a zone unless the filter names one; then the reader's zone counts.
        length: how long it lasts.
    """

    begin: datetime
    length: timedelta


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that a column is compared with.

    Attributes:
        value: a `Moment` for a date; a `timedelta` for an age or a duration.
        text: as it was written, without quotes.
    """

    value: bool | int | float | str | timedelta | Moment
    text: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class Word:
    """A text that occurs anywhere in a row's name, labels, type or status.

    Attributes:
        text: case folded.
    """

    text: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A column compared with a value or with another column."""

    field: Field
    operator: Operator
    operand: Literal | Field


@dataclass(frozen=True, slots=True)
class Member:
    """A column that has one of several values."""

    field: Field
    values: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A column whose text fits a pattern."""

    field: Field
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Missing:
    """A column in which a row has nothing (or a recorded null)."""

    field: Field


@dataclass(frozen=True, slots=True)
class Not:
    """What doesn't hold."""

    item: Condition


@dataclass(frozen=True, slots=True)
class And:
    """All hold; true of everything without items."""

    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one holds."""

    items: tuple[Condition, ...]


Condition: TypeAlias = Word | Comparison | Member | Match | Missing | Not | And | Or
EVERYTHING = And(())


def fields_of(condition: Condition) -> Iterator[Field]:
    """The columns that a condition asks for, from left to right."""
    match condition:
        case And(items) | Or(items):
            for item in items:
                yield from fields_of(item)
        case Not(item):
            yield from fields_of(item)
        case Comparison(asked, _, operand):
            yield asked
            if isinstance(operand, Field):
                yield operand
        case Member(asked) | Match(asked) | Missing(asked):
            yield asked


def words_of(condition: Condition) -> tuple[str, ...] | None:
    """The words of a condition that consists of words alone; None for any other one."""
    match condition:
        case Word(text):
            return (text,)
        case And(items) if all(isinstance(item, Word) for item in items):
            return tuple(item.text for item in items if isinstance(item, Word))
    return None
