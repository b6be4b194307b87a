"""Where the points of a curve lie, and what of them a window shows.

A `Track` says where the points are along x, a `Trace` what their values are. Both may be
views of mapped files with ten million numbers: what is asked of them reads few.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from em_desktop.domain.metrics import Floats
from em_desktop.domain.pyramid import Places, Pyramid

MOST_SEGMENTS = 100
_AT_ONCE = 1 << 20
_SAMPLE = 20_000


@dataclass(frozen=True, slots=True)
class Columns:
    """The pixel columns of a window that have points of a track.

    Attributes:
        starts: the first point of each.
        ends: the point after its last.
        x: places of its first and its last point, one after the other.
    """

    starts: Places
    ends: Places
    x: Floats


@dataclass(frozen=True, slots=True)
class Track:
    """Where points lie along x, in the order in which they were recorded.

    Attributes:
        x: float64 without NaN, as recorded; within a segment it doesn't decrease.
        segments: the parts that a line joins, each a slice of ``x``.
        origin: what is taken from ``x`` to have the place on the axis.
        log: whether places are base-10 logarithms; all of ``x`` is above zero then.
    """

    x: Floats
    segments: tuple[slice, ...]
    origin: float = 0.0
    log: bool = False
    _columns: dict[object, Columns] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def along(
        cls, x: Floats, *, origin: float = 0.0, log: bool = False, steady: bool = False
    ) -> Track:
        """The track of points at ``x`` (no NaN); ``steady`` if it is known never to decrease."""
        parts = [slice(0, len(x))] if steady and len(x) else _segments(x)
        return cls(x, tuple(parts), origin, log)

    def __len__(self) -> int:
        return len(self.x)

    def place(self, point: int) -> float:
        """Where a point is on the axis."""
        return float(self.places(self.x[point : point + 1])[0])

    def places(self, x: Floats) -> Floats:
        """Where recorded numbers are on the axis."""
        moved = x - self.origin if self.origin else x
        return np.log10(moved) if self.log else moved

    def recorded(self, places: Floats) -> Floats:
        """Which recorded numbers are at these places."""
        if self.log:
            with np.errstate(over="ignore"):
                places = np.power(10.0, places)
        return places + self.origin if self.origin else places

    @property
    def extent(self) -> tuple[float, float] | None:
        """Smallest and largest place; None without points."""
        if not len(self.x):
            return None
        low = min(self.x[part.start] for part in self.segments)
        high = max(self.x[part.stop - 1] for part in self.segments)
        ends = self.places(np.array([low, high]))
        return float(ends[0]), float(ends[1])

    def nearest(self, at: float) -> int | None:
        """The point nearest to a place; the one recorded later among equals.

        None where the place is outside of what was recorded.
        """
        extent = self.extent
        if extent is None or not extent[0] <= at <= extent[1]:
            return None
        best, apart = -1, float("inf")
        for part in self.segments:
            x = self.x[part]
            after = int(np.searchsorted(x, self.recorded(np.array([at]))[0], side="right"))
            for place in (after - 1, after):
                if not 0 <= place < len(x):
                    continue
                distance = abs(self.place(part.start + place) - at)
                if distance < apart or (distance == apart and place < after):
                    best, apart = part.start + place, distance
        return self._last_equal(best)

    def _last_equal(self, point: int) -> int:
        """The last recorded of the points that are where this one is."""
        found = point
        for part in self.segments:
            x = self.x[part]
            place = int(np.searchsorted(x, self.x[point], side="right")) - 1
            if place >= 0 and x[place] == self.x[point]:
                found = max(found, part.start + place)
        return found

    def beside(self, at: float, by: int) -> float:
        """The place of the ``by``-th point after (before, if negative) a place."""
        recorded = self.recorded(np.array([at]))[0]
        side: Literal["left", "right"] = "right" if by > 0 else "left"
        step = by - 1 if by > 0 else by
        counts = [int(np.searchsorted(self.x[part], recorded, side)) for part in self.segments]
        if len(self.segments) == 1:
            place = counts[0] + step
            return self.place(min(max(place, 0), len(self.x) - 1))
        ascending = np.unique(self.x)
        place = int(np.searchsorted(ascending, recorded, side)) + step
        found = ascending[min(max(place, 0), len(ascending) - 1)]
        return float(self.places(np.array([found]))[0])

    def window(self, low: float, high: float) -> Iterator[tuple[int, int]]:
        """Of each segment the first point in a window, and the one after the last."""
        left, right = self.recorded(np.array([low, high]))
        for part in self.segments:
            x = self.x[part]
            first = int(np.searchsorted(x, left))
            last = int(np.searchsorted(x, right, side="right"))
            yield part.start + first, part.start + max(first, last)

    def columns(self, part: tuple[int, int], window: tuple[float, float], count: int) -> Columns:
        """The columns of a part of a segment; those of the last window are kept.

        A point before the window or after it has a column of its own.
        """
        key = (part, window, count)
        if key not in self._columns:
            if len(self._columns) > 4 * MOST_SEGMENTS:
                self._columns.clear()
            self._columns[key] = self._found_columns(part, window, count)
        return self._columns[key]

    def _found_columns(
        self, part: tuple[int, int], window: tuple[float, float], count: int
    ) -> Columns:
        start, stop = part
        x = self.x[start:stop]
        edges = self.recorded(_edges(*window, count))
        places = np.empty(count + 2, np.intp)
        places[0] = 0
        places[1:-1] = np.searchsorted(x, edges[:-1])
        places[-1] = np.searchsorted(x, edges[-1], side="right")
        first = places[places < len(x)]
        starts = start + first[np.concatenate(([True], first[1:] > first[:-1]))]
        ends = np.append(starts[1:], stop)
        return Columns(starts, ends, self.places(self.x[_paired(starts, ends - 1)]))


def _paired(one: NDArray[np.intp], other: NDArray[np.intp]) -> NDArray[np.intp]:
    return np.stack((one, other), axis=1).reshape(-1)


def _segments(x: Floats) -> list[slice]:
    """The runs of ``x`` (no NaN) within which it doesn't decrease."""
    falls: list[NDArray[np.intp]] = []
    for start in range(0, max(len(x) - 1, 0), _AT_ONCE):
        part = x[start : start + _AT_ONCE + 1]
        falls.append(np.flatnonzero(part[1:] < part[:-1]) + start + 1)
    edges = [0, *(int(edge) for part in falls for edge in part), len(x)]
    return [slice(*pair) for pair in pairwise(edges)] if len(x) else []


@dataclass(frozen=True, slots=True)
class Drawn:
    """What of a trace reaches the screen.

    Attributes:
        x: places on the axis; NaN between segments.
        y: values on the scale; NaN at gaps.
        points: how many points the window has.
        exact: whether each of them is drawn; else each pixel's smallest and largest.
        spans: whether the points are pairs: one column's smallest and largest value each.
    """

    x: Floats
    y: Floats
    points: int = 0
    exact: bool = True
    spans: bool = False


NOTHING = Drawn(np.empty(0), np.empty(0))


@dataclass(frozen=True, slots=True)
class Trace:
    """The values of a track's points, ready to draw.

    Attributes:
        pyramid: over the values.
        log: whether y is a base-10 logarithm; values that have none are gaps.
    """

    pyramid: Pyramid
    log: bool = False

    @classmethod
    def over(cls, values: Floats, *, log: bool = False, pyramid: Pyramid | None = None) -> Trace:
        """A trace of values; ``pyramid`` is theirs, where it is known already."""
        if pyramid is None or (log and not _all_positive(pyramid)):
            pyramid = Pyramid.over(values, positive=log)
        return cls(pyramid, log)

    @property
    def values(self) -> Floats:
        """As recorded or computed, before the logarithm."""
        return self.pyramid.values

    @property
    def line(self) -> Floats:
        """All values on the scale, NaN at gaps. A large copy: drawing doesn't need it."""
        return self.scaled(self.values)

    def scaled(self, values: Floats) -> Floats:
        """Values on the scale, NaN where they have no place on it."""
        finite = np.isfinite(values)
        if self.log:
            kept = finite & (values > 0)
            return np.log10(values, where=kept, out=np.full(len(values), np.nan))
        return values if finite.all() else np.where(finite, values, np.nan)

    def range(self, track: Track, low: float, high: float) -> tuple[float, float] | None:
        """Smallest and largest value in a window, on the scale; None without any."""
        found = [
            each
            for first, last in track.window(low, high)
            if first < last and (each := self.pyramid.range_of(first, last)) is not None
        ]
        if not found:
            return None
        ends = np.array([min(low for low, _ in found), max(high for _, high in found)])
        bottom, top = self.scaled(ends)
        return float(bottom), float(top)

    def sample(self, track: Track, low: float, high: float) -> Floats:
        """Values in a window, on the scale, without gaps; of very many an even sample."""
        parts = list(track.window(low, high))
        every = max(1, sum(last - first for first, last in parts) // _SAMPLE)
        values = [self.scaled(self.values[first:last:every]) for first, last in parts]
        inside = np.concatenate(values) if values else np.empty(0)
        return inside[~np.isnan(inside)]

    def drawn(
        self, track: Track, low: float, high: float, columns: int, per_column: int = 4
    ) -> Drawn:
        """The points to draw for a window, such that no spike is lost.

        A segment that has more than some points per column keeps each column's smallest
        and largest value. The nearest point outside on either side is kept, so that lines
        leave the window. Segments are divided by a NaN.

        Args:
            track: of the same points.
            low: left edge of the window.
            high: right edge of the window.
            columns: how many pixel columns the window has.
            per_column: up to so many points for each column are drawn as they are.
        """
        xs: list[Floats] = []
        ys: list[Floats] = []
        points, exact = 0, True
        for part, (first, last) in zip(track.segments, track.window(low, high), strict=True):
            points += last - first
            start, stop = max(first - 1, part.start), min(last + 1, part.stop)
            if start >= stop:
                continue
            if xs:
                xs.append(np.array([np.nan]))
                ys.append(np.array([np.nan]))
            if stop - start <= per_column * columns:
                x, y = track.places(track.x[start:stop]), self.scaled(self.values[start:stop])
            else:
                x, y = self._decimated(track, (start, stop), (low, high), columns)
                exact = False
            xs.append(x)
            ys.append(y)
        if not xs:
            return Drawn(NOTHING.x, NOTHING.y, points)
        if len(xs) == 1:
            return Drawn(xs[0], ys[0], points, exact, spans=not exact)
        return Drawn(np.concatenate(xs), np.concatenate(ys), points, exact)

    def _decimated(
        self, track: Track, part: tuple[int, int], window: tuple[float, float], columns: int
    ) -> tuple[Floats, Floats]:
        found = track.columns(part, window, columns)
        last = found.ends - 1
        extremes = self.pyramid.extremes(found.starts, found.ends)
        rises = ~(self.values[found.starts] > self.values[last])
        ys = np.empty(len(found.x))
        ys[0::2] = np.where(rises, extremes.low, extremes.high)
        ys[1::2] = np.where(rises, extremes.high, extremes.low)
        return found.x, self.scaled(ys)

    def marks(self, track: Track, low: float, high: float, columns: int) -> Floats:
        """Places of NaN and infinities in a window; at least one in each column that has some."""
        found = []
        for first, last in track.window(low, high):
            if first >= last:
                continue
            if last - first <= 4 * columns:
                odd = ~np.isfinite(self.values[first:last])
                found.append(track.places(track.x[first:last][odd]))
            else:
                wide = track.columns((first, last), (low, high), columns)
                odd = self.pyramid.extremes(wide.starts, wide.ends, odd=True).odd
                found.append(wide.x[0::2][odd])
        return np.concatenate(found) if found else np.empty(0)


@lru_cache(maxsize=8)
def _edges(low: float, high: float, columns: int) -> Floats:
    edges = np.linspace(low, high, columns + 1)
    edges.flags.writeable = False
    return edges


def _all_positive(pyramid: Pyramid) -> bool:
    found = pyramid.range
    return pyramid.positive or (found is not None and found[0] > 0)
