"""From a recorded series to what a chart draws: x axes, smoothing, gaps, few enough points.

Everything is a pure function of arrays and quick enough for a million points.
Non-finite values never reach a line: they are gaps, and their places are kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from em_desktop.domain.metrics import Floats, MetricTable, Series, Summary, segments, summarize

_SMOOTHING_BLOCK = 32
_MOST_SEGMENTS = 100
_PERCENTILE_SAMPLE = 50_000


class XAxis(StrEnum):
    """What runs along a chart's x axis."""

    STEP = "step"
    EPOCH = "epoch"
    WALL = "wall"
    """Seconds since 1970 (UTC)."""
    RELATIVE = "relative"
    """Seconds since the Run's first record of any type."""


def first_time(tables: Iterable[MetricTable]) -> float:
    """The earliest recorded time in seconds since 1970; NaN where none is recorded."""
    starts = [np.fmin.reduce(table.time) for table in tables if len(table)]
    return float(np.fmin.reduce(starts)) if starts else float("nan")


def x_values(series: Series, axis: XAxis, start: float) -> Floats:
    """Where a series' records lie on an axis; NaN where a record doesn't say.

    Args:
        series: the records.
        axis: which of their columns.
        start: zero of `XAxis.RELATIVE`, in seconds since 1970.
    """
    match axis:
        case XAxis.STEP:
            return series.step
        case XAxis.EPOCH:
            return series.epoch
        case XAxis.WALL:
            return series.time
        case XAxis.RELATIVE:
            return series.time - start


def smooth(values: Floats, weight: float) -> Floats:
    """The debiased exponential moving average, as TensorBoard draws it.

    With ``s[n] = weight * s[n-1] + (1 - weight) * v[n]`` and ``s[0] = 0`` the result is
    ``s[n] / (1 - weight**n)``. NaN and infinities pass through and don't count.

    Args:
        values: any length.
        weight: from 0 (the values themselves) to below 1.
    """
    if not 0 <= weight < 1:
        raise ValueError(f"a smoothing weight is in [0, 1), not {weight}")
    finite = np.isfinite(values)
    known = values if finite.all() else values[finite]
    if weight == 0 or len(known) == 0:
        return values.copy()
    # Sixteenths, counted from the first value: nothing overflows, a constant stays constant.
    scaled = known * 0.0625
    origin = scaled[0]
    counts = np.arange(1, len(known) + 1, dtype=np.float64)
    averaged = _decaying_sums((scaled - origin) * (1 - weight), weight)
    averaged /= -np.expm1(counts * np.log(weight))
    averaged += origin
    averaged *= 16
    if len(known) == len(values):
        return averaged
    smoothed = values.copy()
    smoothed[finite] = averaged
    return smoothed


def _decaying_sums(values: Floats, decay: float) -> Floats:
    """``s[n] = decay * s[n-1] + values[n]``, by blocks: inside one a product with a matrix.

    What a block hands to the next is the same recurrence over the blocks' last sums.
    """
    size = _SMOOTHING_BLOCK
    count = -(-len(values) // size)
    padded = np.zeros(count * size)
    padded[: len(values)] = values
    exponents = np.subtract.outer(np.arange(size), np.arange(size))
    triangle = np.where(exponents >= 0, decay ** np.maximum(exponents, 0), 0.0)
    sums = padded.reshape(count, size) @ triangle.T
    if count > 1:
        carried = _decaying_sums(sums[:, -1].copy(), decay**size)
        sums[1:] += np.outer(carried[:-1], decay ** np.arange(1, size + 1))
    return sums.reshape(-1)[: len(values)]


@dataclass(frozen=True, slots=True)
class Track:
    """Where points lie along x, in the order in which they were recorded.

    Attributes:
        x: float64 without NaN; within a segment it doesn't decrease.
        segments: the parts that a line joins, each a slice of ``x``.
        order: indices that sort ``x``, later records last among equals; None where
            ``x`` is sorted already.
    """

    x: Floats
    segments: tuple[slice, ...]
    order: NDArray[np.intp] | None

    @classmethod
    def along(cls, x: Floats) -> Track:
        """The track of points at ``x`` (no NaN)."""
        parts = tuple(segments(x))
        return cls(x, parts, None if len(parts) < 2 else np.argsort(x, kind="stable"))

    def __len__(self) -> int:
        return len(self.x)

    @property
    def extent(self) -> tuple[float, float] | None:
        """Smallest and largest x; None without points."""
        if not len(self.x):
            return None
        if self.order is None:
            return float(self.x[0]), float(self.x[-1])
        return float(self.x[self.order[0]]), float(self.x[self.order[-1]])

    def nearest(self, at: float) -> int | None:
        """Index of the point nearest to ``at``; the one recorded later among equals.

        None where ``at`` is outside of what was recorded.
        """
        extent = self.extent
        if extent is None or not extent[0] <= at <= extent[1]:
            return None
        ascending = self.x if self.order is None else self.x[self.order]
        after = int(np.searchsorted(ascending, at, side="right"))
        place = after - 1
        if after < len(ascending) and ascending[after] - at < at - ascending[place]:
            place = int(np.searchsorted(ascending, ascending[after], side="right")) - 1
        return place if self.order is None else int(self.order[place])

    def within(self, y: Floats, low: float, high: float) -> Floats:
        """The values of ``y`` at points from ``low`` to ``high``, without NaN."""
        if self.order is None:
            first, last = np.searchsorted(self.x, low), np.searchsorted(self.x, high, "right")
            inside = y[first:last]
        else:
            inside = y[(self.x >= low) & (self.x <= high)]
        return inside[~np.isnan(inside)]

    def drawn(self, y: Floats, low: float, high: float, columns: int) -> tuple[Floats, Floats]:
        """The points to draw for a window, such that no spike is lost.

        A segment that has more than four points per column keeps each column's smallest
        and largest value. The nearest point outside on either side is kept, so that lines
        leave the window. Segments are divided by a NaN. More than a hundred of them (clocks
        that jitter) nobody can tell apart: their points are joined by x.

        Args:
            y: one value per point; NaN is a gap.
            low: left edge of the window.
            high: right edge of the window.
            columns: how many pixel columns the window has.

        Returns:
            x and y of the points, of one length.
        """
        if len(self.segments) > _MOST_SEGMENTS and self.order is not None:
            parts = [(self.x[self.order], y[self.order])]
        else:
            parts = [(self.x[part], y[part]) for part in self.segments]
        pieces = [
            piece
            for part_x, part_y in parts
            if len((piece := _decimated(part_x, part_y, low, high, columns))[0])
        ]
        gap = np.array([np.nan])
        xs = [array for piece in pieces for array in (gap, piece[0])][1:]
        ys = [array for piece in pieces for array in (gap, piece[1])][1:]
        return (np.concatenate(xs), np.concatenate(ys)) if xs else (np.empty(0), np.empty(0))


def _decimated(
    x: Floats, y: Floats, low: float, high: float, columns: int
) -> tuple[Floats, Floats]:
    first = max(int(np.searchsorted(x, low)) - 1, 0)
    last = int(np.searchsorted(x, high, side="right")) + 1
    x, y = x[first:last], y[first:last]
    if len(x) <= 4 * columns:
        return x, y
    edges = np.searchsorted(x, np.linspace(low, high, columns + 1))
    starts = np.unique(np.concatenate(([0], edges[edges < len(x)])))
    ends = np.append(starts[1:], len(x)) - 1
    lowest, highest = np.fmin.reduceat(y, starts), np.fmax.reduceat(y, starts)
    rises = ~(y[starts] > y[ends])
    xs, ys = np.empty(2 * len(starts)), np.empty(2 * len(starts))
    xs[0::2], xs[1::2] = x[starts], x[ends]
    ys[0::2], ys[1::2] = np.where(rises, lowest, highest), np.where(rises, highest, lowest)
    return xs, ys


@dataclass(frozen=True, slots=True)
class Band:
    """What is filled behind a series: one pair of values per record, NaN where there is none.

    Attributes:
        lower: the band's lower edge, such as a mean without a standard deviation.
        upper: its upper edge.
    """

    lower: Floats
    upper: Floats


@dataclass(frozen=True, slots=True)
class Curve:
    """One series made ready to draw. All arrays have one entry per point of ``track``.

    Attributes:
        track: where the points lie; records that have no place on the axis are left out.
        raw: the recorded values, NaN and infinities as they are.
        smoothed: the smoothed values; ``raw`` itself without smoothing.
        line: ``raw`` as it is drawn (logarithm where asked for), NaN at gaps.
        smooth_line: ``smoothed`` as it is drawn; ``line`` itself without smoothing.
        records: the record of each point; None where every record has one.
        summary: of all records' values.
        unusual: x of the points that are NaN or infinite.
        not_positive: how many points a logarithmic axis leaves out.
        unplaced: how many records have no place on the axis.
        band: the edges as they are drawn; None without a band.
    """

    track: Track
    raw: Floats
    smoothed: Floats
    line: Floats
    smooth_line: Floats
    records: NDArray[np.intp] | None
    summary: Summary
    unusual: Floats
    not_positive: int
    unplaced: int
    band: Band | None = None

    def record(self, point: int) -> int:
        """Which record of the series a point is."""
        return point if self.records is None else int(self.records[point])


def curve(
    series: Series,
    axis: XAxis,
    *,
    start: float = 0.0,
    smoothing: float = 0.0,
    log: bool = False,
    band: Band | None = None,
) -> Curve:
    """Make a series ready to draw.

    Args:
        series: the records.
        axis: what runs along x.
        start: zero of `XAxis.RELATIVE`, in seconds since 1970.
        smoothing: weight of `smooth`; it runs over all records, drawn or not.
        log: draw the base-10 logarithm; values that have none are left out.
        band: edges of the band behind it, one per record. They aren't smoothed.
    """
    x = x_values(series, axis, start)
    smoothed = smooth(series.value, smoothing) if smoothing else series.value
    placed = np.isfinite(x)
    raw, records = series.value, None
    if not placed.all():
        records = np.flatnonzero(placed)
        x, raw, smoothed = x[placed], raw[placed], smoothed[placed]
    finite = np.isfinite(raw)
    line = _on_scale(raw, log=log)
    return Curve(
        track=Track.along(x),
        raw=raw,
        smoothed=smoothed,
        line=line,
        smooth_line=_on_scale(smoothed, log=log) if smoothing else line,
        records=records,
        summary=summarize(series.value),
        unusual=x[~finite],
        not_positive=int(np.count_nonzero(finite & (raw <= 0))) if log else 0,
        unplaced=int(len(series) - np.count_nonzero(placed)),
        band=None if band is None else _drawn_band(band, records, log=log),
    )


def _drawn_band(band: Band, records: NDArray[np.intp] | None, *, log: bool) -> Band:
    edges = (band.lower, band.upper)
    if records is not None:
        edges = (band.lower[records], band.upper[records])
    return Band(*(_on_scale(edge, log=log) for edge in edges))


def _on_scale(values: Floats, *, log: bool) -> Floats:
    if log:
        kept = np.isfinite(values) & (values > 0)
        return np.log10(values, where=kept, out=np.full(len(values), np.nan))
    finite = np.isfinite(values)
    return values if finite.all() else np.where(finite, values, np.nan)


def outlier_range(values: Floats) -> tuple[float, float] | None:
    """The 1st and the 99th percentile; None without values.

    Of very many values an even sample is taken. It decides only what an axis
    shows at first, never a number.
    """
    if len(values) == 0:
        return None
    sample = values[:: max(1, len(values) // _PERCENTILE_SAMPLE)]
    low, high = np.percentile(sample, (1, 99))
    return float(low), float(high)


def joined(ranges: Iterable[tuple[float, float] | None]) -> tuple[float, float] | None:
    """The smallest range that holds all of these; None where there is none."""
    known = [item for item in ranges if item is not None]
    return (min(low for low, _ in known), max(high for _, high in known)) if known else None
