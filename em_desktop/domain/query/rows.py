"""Asks one row after the other: for things that have no columns."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from em_desktop.domain.query.pattern import Pattern
from em_desktop.domain.query.syntax import (
    And,
    Comparison,
    Condition,
    Field,
    Literal,
    Match,
    Member,
    Missing,
    Not,
    Operator,
    Or,
    Word,
)
from em_desktop.domain.query.values import FieldValue, fit_together, fits, text_of


class Row(Protocol):
    """What a filter can ask a row."""

    def value(self, field: Field) -> FieldValue:
        """What the row has in a column; None where it has nothing or there is no such column."""

    def holds(self, word: str) -> bool:
        """Whether a word (case folded) occurs in what a person would call the row."""


def accepts(condition: Condition, row: Row, now: datetime) -> bool:
    """Whether a condition holds of a row.

    Args:
        condition: as `parse` gives it.
        row: what is asked.
        now: an aware time in the reader's zone, for ages and dates.
    """
    match condition:
        case And(items):
            return all(accepts(item, row, now) for item in items)
        case Or(items):
            return any(accepts(item, row, now) for item in items)
        case Not(item):
            return not accepts(item, row, now)
        case Word(text):
            return row.holds(text)
        case Missing(field):
            return is_missing(row.value(field))
        case Match(field, pattern):
            return matches(row.value(field), pattern)
        case Member(field, values):
            value = row.value(field)
            return any(fits(value, Operator.EQUAL, each, now) for each in values)
        case Comparison(field, operator, operand):
            if isinstance(operand, Literal):
                return fits(row.value(field), operator, operand, now)
            return fit_together(row.value(field), operator, row.value(operand))


def is_missing(value: FieldValue) -> bool:
    """Whether a row has nothing there: no value, or no labels."""
    return value is None or value == ()


def matches(value: FieldValue, pattern: Pattern) -> bool:
    """Whether a value's text fits a pattern."""
    if isinstance(value, tuple):
        return any(pattern.fits(each) for each in value)
    text = text_of(value)
    return text is not None and pattern.fits(text)
