"""What it means that a value equals, or comes before, what a filter names.

- Letters' case doesn't count.
- A value that is missing equals nothing and comes before nothing; so ``!=`` is true of it.
- A text that is a number (``1e-5``, which recorders write as text) counts as that number
  where it is compared with one; a number equals the text that it is written as.
- NaN equals ``nan`` alone and comes before nothing.
- A time that is compared with a duration is compared by its age: ``modified > 7d`` is
  longer ago than seven days. A date stands for the whole day, a minute for the whole minute.
- Where a row has several values (labels), one that fits is enough.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from operator import eq, ge, gt, le, lt
from typing import Any, TypeAlias

from em_desktop.domain.query.parser import number
from em_desktop.domain.query.syntax import Literal, Moment, Operator
from em_desktop.domain.query.tokens import NUMBER_LIKE

FieldValue: TypeAlias = bool | int | float | str | datetime | timedelta | tuple[str, ...] | None
"""What a row has in a column: times are aware; None where it has nothing."""

ORDERS: dict[Operator, Callable[[Any, Any], Any]] = {
    Operator.EQUAL: eq,
    Operator.LESS: lt,
    Operator.AT_MOST: le,
    Operator.GREATER: gt,
    Operator.AT_LEAST: ge,
}


def fits(value: FieldValue, operator: Operator, literal: Literal, now: datetime) -> bool:
    """Whether a value is what a comparison asks for.

    Args:
        value: what the row has.
        operator: how they are compared.
        literal: what the filter names.
        now: an aware time, for ages; dates without a zone are meant in its zone.
    """
    if operator is Operator.UNEQUAL:
        return not fits(value, Operator.EQUAL, literal, now)
    if isinstance(value, tuple):
        return any(fits(one, operator, literal, now) for one in value)
    match literal.value:
        case bool(wanted):
            return operator is Operator.EQUAL and _as_bool(value) is wanted
        case int(wanted) | float(wanted):
            return _number_fits(value, operator, wanted) or _same_text(value, operator, literal)
        case timedelta() as wanted:
            return _span_fits(value, operator, wanted, now) or _same_text(value, operator, literal)
        case Moment() as wanted:
            if isinstance(value, datetime):
                return moment_fits(value, operator, wanted, now)
            return _same_text(value, operator, literal)
        case str(text):
            return _text_fits(value, operator, text)


def fit_together(value: FieldValue, operator: Operator, other: FieldValue) -> bool:
    """Whether the values of two columns compare so; only values of one kind do."""
    if operator is Operator.UNEQUAL:
        return not fit_together(value, Operator.EQUAL, other)
    if isinstance(value, tuple) or isinstance(other, tuple):
        return operator is Operator.EQUAL and value == other
    if isinstance(value, bool) or isinstance(other, bool):
        return operator is Operator.EQUAL and value is other
    if isinstance(value, str) and isinstance(other, str):
        return bool(ORDERS[operator](value.casefold(), other.casefold()))
    for kind in ((int, float), datetime, timedelta):
        if isinstance(value, kind) and isinstance(other, kind):
            return bool(ORDERS[operator](value, other))
    return False


def text_of(value: FieldValue) -> str | None:
    """A value as a filter's texts and patterns see it; None where there is none."""
    match value:
        case None | tuple():
            return None
        case bool():
            return "true" if value else "false"
        case float() if math.isnan(value):
            return "nan"
        case str():
            return value
        case datetime():
            return value.isoformat()
        case _:
            return str(value)


def as_number(text: str) -> int | float | None:
    """The number that a text is; None where it is none."""
    return number(text) if NUMBER_LIKE.fullmatch(text) else None


def moment_fits(value: datetime, operator: Operator, moment: Moment, now: datetime) -> bool:
    """Whether a time lies before, in or after a moment."""
    begin, end = limits(moment, now)
    match operator:
        case Operator.EQUAL:
            return begin <= value < end
        case Operator.LESS:
            return value < begin
        case Operator.AT_MOST:
            return value < end
        case Operator.GREATER:
            return value >= end
        case _:
            return value >= begin


def limits(moment: Moment, now: datetime) -> tuple[datetime, datetime]:
    """When a moment begins and ends, in the zone of ``now`` unless it names its own."""
    begin = moment.begin
    if begin.tzinfo is None:
        begin = begin.replace(tzinfo=now.tzinfo)
    try:
        return begin, begin + moment.length
    except OverflowError:  # the last day of the calendar
        return begin, datetime.max.replace(tzinfo=begin.tzinfo)


def _number_fits(value: FieldValue, operator: Operator, wanted: float) -> bool:
    if isinstance(value, str):
        value = as_number(value)
    if isinstance(value, timedelta):
        value = value.total_seconds()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    if math.isnan(wanted):
        return operator is Operator.EQUAL and math.isnan(value)
    return bool(ORDERS[operator](value, wanted))


def _span_fits(value: FieldValue, operator: Operator, wanted: timedelta, now: datetime) -> bool:
    if isinstance(value, datetime):
        value = now - value
    if isinstance(value, timedelta):
        return bool(ORDERS[operator](value, wanted))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return bool(ORDERS[operator](value, wanted.total_seconds()))


def _same_text(value: FieldValue, operator: Operator, literal: Literal) -> bool:
    """Whether a text is just what was written, such as a parameter that looks like a date."""
    return (
        operator is Operator.EQUAL
        and isinstance(value, str)
        and value.casefold() == literal.text.casefold()
    )


def _text_fits(value: FieldValue, operator: Operator, text: str) -> bool:
    if isinstance(value, str):
        return bool(ORDERS[operator](value.casefold(), text.casefold()))
    if operator is not Operator.EQUAL:
        return False
    if isinstance(value, int | float) and not isinstance(value, bool):
        wanted = as_number(text)
        return wanted is not None and value == wanted
    own = text_of(value)
    return own is not None and own.casefold() == text.casefold()


def _as_bool(value: FieldValue) -> bool | None:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.casefold())
    return None
