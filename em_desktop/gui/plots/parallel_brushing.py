"""What a drag or a key does to the brush of an axis; without Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from em_desktop.domain.trial_axes import Axis, AxisScale, Brush, Span, category_key, span_brush

_FIRST_BAND = 0.1
_CATEGORY_REACH = 0.3
"""How far a band stands out over its categories, in categories."""


class Grip(StrEnum):
    """Which part of a band is dragged."""

    NEW = "new"
    WHOLE = "whole"
    LOW = "low"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Band:
    """A part of an axis that is brushed, in fractions of the axis."""

    low: float
    high: float


def bands(axis: Axis, brush: Brush | None) -> list[Band]:
    """The bands that show a brush on its axis, from the lower end up."""
    if not brush:
        return []
    if axis.scale is not AxisScale.CATEGORIES:
        spans = sorted(brush.spans, key=lambda span: span.low)
        return [
            Band(axis.fraction(span.low), axis.fraction(span.high))
            for span in spans
            if span.high >= axis.low and span.low <= axis.high
        ]
    places = [n for n, one in enumerate(axis.categories) if category_key(one) in brush.names]
    runs = groupby(enumerate(places), key=lambda pair: pair[1] - pair[0])
    found = []
    for _, run in runs:
        members = [place for _, place in run]
        low, high = members[0] - _CATEGORY_REACH, members[-1] + _CATEGORY_REACH
        length = axis.high - axis.low
        found.append(Band((low - axis.low) / length, (high - axis.low) / length))
    return found


def grip_at(found: list[Band], fraction: float, reach: float) -> tuple[Grip, int]:
    """What is taken hold of at a place: part of a band and its number, or nothing yet.

    Args:
        found: the bands of the axis.
        fraction: where the pointer is.
        reach: how far from its ends a band can be resized.
    """
    for number, band in enumerate(found):
        middle = (band.low + band.high) / 2
        if abs(fraction - band.low) <= reach and fraction < middle:
            return Grip.LOW, number
        if abs(fraction - band.high) <= reach and fraction >= middle:
            return Grip.HIGH, number
        if band.low <= fraction <= band.high:
            return Grip.WHOLE, number
    return Grip.NEW, -1


@dataclass(frozen=True, slots=True)
class BrushDrag:
    """A drag on an axis that makes or changes a band.

    Attributes:
        axis: the axis.
        before: its brush when the drag began.
        grip: what is dragged.
        number: which band.
        start: where the drag began, as a fraction.
        adds: a new band leaves the others.
    """

    axis: Axis
    before: Brush
    grip: Grip
    number: int
    start: float
    adds: bool = False

    def at(self, fraction: float) -> Brush:
        """The brush with the pointer at this place."""
        fraction = min(max(fraction, 0.0), 1.0)
        found = bands(self.axis, self.before)
        if self.grip is Grip.NEW:
            others = found if self.adds else []
            return _brush(self.axis, [*others, _ordered(self.start, fraction)])
        band = found[self.number]
        match self.grip:
            case Grip.LOW:
                changed = _ordered(fraction, band.high)
            case Grip.HIGH:
                changed = _ordered(band.low, fraction)
            case _:
                by = min(max(fraction - self.start, -band.low), 1 - band.high)
                changed = Band(band.low + by, band.high + by)
        rest = [one for number, one in enumerate(found) if number != self.number]
        return _brush(self.axis, [*rest, changed])


def toggled(axis: Axis, brush: Brush, fraction: float) -> Brush:
    """The brush with the category nearest to a place added or taken away."""
    key = category_key(axis.value(axis.position(fraction)))
    return replace(brush, names=brush.names ^ {key})


def moved(axis: Axis, brush: Brush, by: float) -> Brush:
    """The brush with all of its bands moved by a fraction, not over the ends of the axis."""
    if axis.scale is AxisScale.CATEGORIES:
        keys = [category_key(one) for one in axis.categories]
        places = [number for number, key in enumerate(keys) if key in brush.names]
        step = 1 if by > 0 else -1
        if places and min(places) + step >= 0 and max(places) + step < len(keys):
            return Brush(names=frozenset(keys[place + step] for place in places))
        return brush
    found = bands(axis, brush)
    if not found:
        return brush
    by = min(max(by, -found[0].low), 1 - max(band.high for band in found))
    return _brush(axis, [Band(band.low + by, band.high + by) for band in found])


def grown(axis: Axis, brush: Brush, by: float) -> Brush:
    """The brush with its bands longer (or shorter) by a fraction at both ends."""
    if axis.scale is AxisScale.CATEGORIES:
        return brush
    found = [Band(max(one.low - by, 0), min(one.high + by, 1)) for one in bands(axis, brush)]
    return _brush(axis, [band for band in found if band.high - band.low > abs(by) / 2])


def around(axis: Axis, place: int) -> Brush:
    """A first band: around the trial at a place, or in the middle of the axis."""
    fraction = 0.5
    if 0 <= place < len(axis.positions) and axis.positions[place] == axis.positions[place]:
        fraction = axis.fraction(float(axis.positions[place]))
    if axis.scale is AxisScale.CATEGORIES:
        return toggled(axis, Brush(), fraction)
    low, high = max(fraction - _FIRST_BAND, 0), min(fraction + _FIRST_BAND, 1)
    return _brush(axis, [Band(low, high)])


def _ordered(one: float, other: float) -> Band:
    return Band(min(one, other), max(one, other))


def _brush(axis: Axis, found: list[Band]) -> Brush:
    """The brush of these bands; a band that reaches an end of the axis stays open there."""
    if axis.scale is AxisScale.CATEGORIES:
        parts = [span_brush(axis, axis.position(one.low), axis.position(one.high)) for one in found]
        return Brush(names=frozenset().union(*(part.names for part in parts)))
    return Brush(tuple(_span(axis, one) for one in found))


def _span(axis: Axis, band: Band) -> Span:
    low = float("-inf") if band.low <= 0 else axis.position(band.low)
    high = float("inf") if band.high >= 1 else axis.position(band.high)
    return Span(low, high)
