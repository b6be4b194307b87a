"""One column of a table of many rows: values of any kinds as arrays."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from em_desktop.domain.metrics import Flags, Floats
from em_desktop.domain.natural_order import natural_key
from em_desktop.domain.query.values import FieldValue

Codes: TypeAlias = NDArray[np.intp]
EXACT = 2**53
"""Integers up to this are exact as float64."""


class Kind(IntEnum):
    """What a value is; smaller ones come first where a column is sorted."""

    NUMBER = 0
    BOOL = 1
    TIME = 2
    SPAN = 3
    TEXT = 4
    TEXTS = 5
    MISSING = 6


class ValueColumn:
    """The values of a column, one per row; arrays are made when they are first asked for.

    Args:
        values: the rows' values, in their order; not changed any more.
    """

    def __init__(self, values: Sequence[FieldValue]) -> None:
        self.values = values

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def kinds(self) -> NDArray[np.int8]:
        """The `Kind` of each value."""
        kinds = {kind: _kind(kind) for kind in set(map(type, self.values))}
        return np.fromiter((kinds[type(value)] for value in self.values), np.int8, len(self))

    @cached_property
    def numbers(self) -> Floats:
        """Numbers, 0 or 1 for booleans, microseconds for times (since 1970) and spans; else NaN.

        Integers beyond 2**53 lose digits here; `inexact` says where.
        """
        result = np.full(len(self), np.nan)
        values = self.values
        for kind in np.unique(self.kinds).tolist():
            if kind < Kind.TEXT:
                places = np.flatnonzero(self.kinds == kind)
                found = (values[place] for place in places.tolist())
                result[places] = np.fromiter(map(_AS_FLOAT[kind], found), np.float64, len(places))
        return result

    @cached_property
    def inexact(self) -> Codes:
        """Rows whose integer isn't exactly the one in `numbers`."""
        large = np.flatnonzero((self.kinds == Kind.NUMBER) & (np.abs(self.numbers) >= EXACT))
        whole = [place for place in large.tolist() if isinstance(self.values[place], int)]
        return np.array(whole, dtype=np.intp)

    @cached_property
    def texts(self) -> tuple[str | tuple[str, ...], ...]:
        """The different texts (and sets of labels), in the order in which they first occur."""
        return tuple(self._coded[0])

    @cached_property
    def codes(self) -> Codes:
        """Each row's place in `texts`; -1 where it has no text."""
        return self._coded[1]

    @cached_property
    def _coded(self) -> tuple[list[str | tuple[str, ...]], Codes]:
        codes = np.full(len(self), -1, dtype=np.intp)
        known: dict[str | tuple[str, ...], int] = {}
        is_text = (self.kinds == Kind.TEXT) | (self.kinds == Kind.TEXTS)
        places = np.flatnonzero(is_text)
        for place in places.tolist():
            value = self.values[place]
            assert isinstance(value, str | tuple)
            codes[place] = known.setdefault(value, len(known))
        return list(known), codes

    @cached_property
    def missing(self) -> Flags:
        """Where a row has no value (or no labels)."""
        missing: Flags = self.kinds == Kind.MISSING
        if () in self.texts:
            missing = missing | (self.codes == self.texts.index(()))
        return missing

    @cached_property
    def is_nan(self) -> Flags:
        """Where a row has a number that is none."""
        is_nan: Flags = (self.kinds == Kind.NUMBER) & np.isnan(self.numbers)
        return is_nan

    @cached_property
    def ranks(self) -> Codes:
        """Places in the ascending order of the values; equal values have the same one.

        Numbers come before texts; texts are ordered without regard to case, with numbers in
        them by their value; NaN comes after all numbers. Rows without a value have the
        highest rank.
        """
        ranks = np.zeros(len(self), dtype=np.intp)
        below = 0
        for kind in np.unique(self.kinds).tolist():
            places = np.flatnonzero(self.kinds == kind)
            if kind == Kind.MISSING:
                ranks[places] = below
            elif kind >= Kind.TEXT:
                order = _text_ranks(self.texts)
                ranks[places] = below + order[self.codes[places]]
            else:
                _, inverse = np.unique(self.numbers[places], return_inverse=True)
                ranks[places] = below + inverse
            below = int(ranks[places].max()) + 1
        ranks[self.missing] = below
        return ranks

    @cached_property
    def groups(self) -> tuple[Codes, tuple[FieldValue, ...]]:
        """Each row's place among the different values, and these, in the order of their ranks.

        ``1`` and ``1.0`` are one value, ``True`` and ``"1"`` are others; all NaN are one.
        """
        known: dict[object, int] = {}
        distinct: list[FieldValue] = []
        codes = np.empty(len(self), dtype=np.intp)
        for place, value in enumerate(self.values):
            key = _identity(value)
            code = known.get(key)
            if code is None:
                code = known[key] = len(distinct)
                distinct.append(value)
            codes[place] = code
        order = np.argsort(ValueColumn(distinct).ranks, kind="stable")
        places = np.empty(len(order), dtype=np.intp)
        places[order] = np.arange(len(order))
        return places[codes], tuple(distinct[place] for place in order.tolist())

    @cached_property
    def is_constant(self) -> bool:
        """Whether all rows that have a value have the same one, and all have one."""
        return len(self.groups[1]) <= 1

    @cached_property
    def is_numeric(self) -> bool:
        """Whether most of the values are numbers, so that they are aligned as such."""
        counts = np.bincount(self.kinds, minlength=len(Kind))
        present = len(self) - counts[Kind.MISSING]
        return bool(present) and 2 * int(counts[Kind.NUMBER] + counts[Kind.SPAN]) >= present


def _kind(type_: type) -> Kind:
    for kinds, kind in (
        (bool, Kind.BOOL),
        (int, Kind.NUMBER),
        (float, Kind.NUMBER),
        (str, Kind.TEXT),
        (datetime, Kind.TIME),
        (timedelta, Kind.SPAN),
        (tuple, Kind.TEXTS),
    ):
        if issubclass(type_, kinds):
            return kind
    return Kind.MISSING


def _float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def microseconds(value: datetime | timedelta) -> int:
    """A span, or an aware time since 1970, exactly."""
    span = value - _EPOCH if isinstance(value, datetime) else value
    return span // _MICROSECOND


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_AS_FLOAT: dict[int, Callable[[Any], float]] = {
    Kind.NUMBER: _float,
    Kind.BOOL: float,
    Kind.TIME: microseconds,
    Kind.SPAN: microseconds,
}


def _identity(value: FieldValue) -> object:
    if isinstance(value, bool):
        return (bool, value)
    if isinstance(value, float) and math.isnan(value):
        return (float, "nan")
    return None if value == () else value


def _text_ranks(texts: Sequence[str | tuple[str, ...]]) -> Codes:
    keys = [natural_key(text if isinstance(text, str) else ", ".join(text)) for text in texts]
    order = {key: place for place, key in enumerate(sorted(set(keys)))}
    return np.array([order[key] for key in keys], dtype=np.intp)
