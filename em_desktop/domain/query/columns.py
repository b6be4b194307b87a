"""Asks all rows at once: what `rows.accepts` says of each, as an array."""

from __future__ import annotations

from datetime import datetime, timedelta
from operator import ne
from typing import Protocol

import numpy as np

from em_desktop.domain.metrics import Flags, Floats
from em_desktop.domain.query.rows import matches
from em_desktop.domain.query.syntax import (
    And,
    Comparison,
    Condition,
    Field,
    Literal,
    Match,
    Member,
    Missing,
    Moment,
    Not,
    Operator,
    Or,
    Word,
)
from em_desktop.domain.query.values import (
    ORDERS,
    FieldValue,
    fit_together,
    fits,
    limits,
)
from em_desktop.domain.value_column import EXACT, Kind, ValueColumn, microseconds


class Columns(Protocol):
    """A table as a filter sees it."""

    def __len__(self) -> int: ...

    def column(self, field: Field) -> ValueColumn | None:
        """The values that a filter means by a name; None where there is no such column."""

    def holding(self, word: str) -> Flags:
        """Which rows hold a word (case folded) in what a person would call them."""


def select(condition: Condition, table: Columns, now: datetime) -> Flags:
    """Of which rows a condition holds.

    Args:
        condition: as `parse` gives it.
        table: what is asked.
        now: an aware time in the reader's zone, for ages and dates.
    """
    match condition:
        case And(items):
            result = np.ones(len(table), dtype=np.bool_)
            for item in items:
                result &= select(item, table, now)
            return result
        case Or(items):
            result = np.zeros(len(table), dtype=np.bool_)
            for item in items:
                result |= select(item, table, now)
            return result
        case Not(item):
            return ~select(item, table, now)
        case Word(text):
            return table.holding(text)
        case Missing(field):
            column = table.column(field)
            return np.ones(len(table), dtype=np.bool_) if column is None else column.missing
        case _:
            return _about_column(condition, table, now)


def _about_column(condition: Comparison | Member | Match, table: Columns, now: datetime) -> Flags:
    column = table.column(condition.field)
    if column is None:
        column = ValueColumn([None] * len(table))
    match condition:
        case Match(_, pattern):
            return _each(column, [matches(text, pattern) for text in column.texts]) | _by_value(
                column, [matches(value, pattern) for value in _others(column)]
            )
        case Member(_, values):
            result = np.zeros(len(table), dtype=np.bool_)
            for literal in values:
                result |= _equal_or_ordered(column, Operator.EQUAL, literal, now)
            return result
        case Comparison(_, operator, Field() as other):
            return _together(column, operator, table.column(other))
        case Comparison(_, operator, literal):
            if operator is Operator.UNEQUAL:
                return ~_equal_or_ordered(column, Operator.EQUAL, literal, now)
            return _equal_or_ordered(column, operator, literal, now)


def _equal_or_ordered(
    column: ValueColumn, operator: Operator, literal: Literal, now: datetime
) -> Flags:
    result = _each(column, [fits(text, operator, literal, now) for text in column.texts])
    numbers, kinds = column.numbers, column.kinds
    match literal.value:
        case bool(wanted):
            if operator is Operator.EQUAL:
                result |= (kinds == Kind.BOOL) & (numbers == wanted)
        case int() | float():
            result |= _numbers(column, operator, literal, now)
        case timedelta() as wanted:
            result |= (kinds == Kind.SPAN) & _ordered(numbers, operator, microseconds(wanted))
            seconds = wanted.total_seconds()
            result |= (kinds == Kind.NUMBER) & _ordered(numbers, operator, seconds)
            ages = microseconds(now) - numbers
            result |= (kinds == Kind.TIME) & _ordered(ages, operator, microseconds(wanted))
        case Moment() as moment:
            result |= (kinds == Kind.TIME) & _in_moment(numbers, operator, moment, now)
        case str():
            if operator is Operator.EQUAL:
                others = [fits(value, operator, literal, now) for value in _others(column)]
                result |= _by_value(column, others)
    return _exactly(result, column, operator, literal, now)


def _numbers(column: ValueColumn, operator: Operator, literal: Literal, now: datetime) -> Flags:
    """Numbers, and the seconds of spans, compared with a number."""
    wanted, kinds, numbers = literal.value, column.kinds, column.numbers
    assert isinstance(wanted, int | float)
    asked = (kinds == Kind.NUMBER) | (kinds == Kind.SPAN)
    if isinstance(wanted, int) and abs(wanted) > EXACT:  # no array has such a number
        chosen = np.zeros(len(column), dtype=np.bool_)
        for place in np.flatnonzero(asked).tolist():
            chosen[place] = fits(column.values[place], operator, literal, now)
        return chosen
    if np.isnan(wanted):
        is_nan: Flags = (kinds == Kind.NUMBER) & np.isnan(numbers)
        return is_nan if operator is Operator.EQUAL else np.zeros_like(asked)
    seconds = np.where(kinds == Kind.SPAN, numbers / 1e6, numbers)
    fitting: Flags = asked & _ordered(seconds, operator, wanted)
    return fitting


def _exactly(
    result: Flags, column: ValueColumn, operator: Operator, literal: Literal, now: datetime
) -> Flags:
    """Corrects the rows whose integers are too large for arrays."""
    for place in column.inexact.tolist():
        result[place] = fits(column.values[place], operator, literal, now)
    return result


def _ordered(numbers: Floats, operator: Operator, wanted: float) -> Flags:
    found: Flags = ORDERS[operator](numbers, wanted)
    return found


def _in_moment(numbers: Floats, operator: Operator, moment: Moment, now: datetime) -> Flags:
    begin, end = (microseconds(limit) for limit in limits(moment, now))
    match operator:
        case Operator.EQUAL:
            return (numbers >= begin) & (numbers < end)
        case Operator.LESS:
            return numbers < begin
        case Operator.AT_MOST:
            return numbers < end
        case Operator.GREATER:
            return numbers >= end
        case _:
            return numbers >= begin


def _each(column: ValueColumn, chosen: list[bool]) -> Flags:
    """Rows whose text is one of those chosen of the column's texts."""
    table = np.array([*chosen, False], dtype=np.bool_)  # -1, for no text, is the last one
    chosen_rows: Flags = table[column.codes]
    return chosen_rows


def _others(column: ValueColumn) -> list[FieldValue]:
    """The different values that aren't texts."""
    return [value for value in column.groups[1] if not isinstance(value, str | tuple)]


def _by_value(column: ValueColumn, chosen: list[bool]) -> Flags:
    """Rows whose value is one of those chosen of `_others`."""
    codes, values = column.groups
    answers = iter(chosen)
    table = [False if isinstance(value, str | tuple) else next(answers) for value in values]
    chosen_rows: Flags = np.array([*table, False], dtype=np.bool_)[codes]
    return chosen_rows


def _together(column: ValueColumn, operator: Operator, other: ValueColumn | None) -> Flags:
    values = column.values
    others = [None] * len(column) if other is None else other.values
    if other is not None and not (len(column.inexact) or len(other.inexact)):
        kinds = column.kinds
        if np.all(kinds == Kind.NUMBER) and np.all(other.kinds == Kind.NUMBER):
            compare = ne if operator is Operator.UNEQUAL else ORDERS[operator]
            found: Flags = compare(column.numbers, other.numbers)
            return found
    pairs = zip(values, others, strict=True)
    return np.fromiter(
        (fit_together(one, operator, two) for one, two in pairs), np.bool_, len(column)
    )
