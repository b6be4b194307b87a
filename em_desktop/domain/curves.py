"""From a recorded series to what a chart draws: x axes, smoothing, gaps.

Everything is a pure function of arrays. Non-finite values never reach a line: they are
gaps, and their places are kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from em_desktop.domain.clocks import Clock
from em_desktop.domain.facts import Place, Sweep, axis_of, sweep
from em_desktop.domain.metrics import Floats, MetricTable, Series, Summary, summarize
from em_desktop.domain.pyramid import Pyramid
from em_desktop.domain.smoothing import Smoothing, smooth
from em_desktop.domain.tracks import MOST_SEGMENTS, Trace, Track


class XAxis(StrEnum):
    """What runs along a chart's x axis."""

    STEP = "step"
    EPOCH = "epoch"
    WALL = "wall"
    """Seconds since 1970 (UTC)."""
    RELATIVE = "relative"
    """Seconds since the Run's first record of any type."""
    ACTIVE = "active"
    """As `RELATIVE`, with pauses left out: see `clocks`."""
    METRIC = "metric"
    """Another metric of the same record."""


_PLACES: dict[XAxis, Place] = {
    XAxis.STEP: "step",
    XAxis.EPOCH: "epoch",
    XAxis.WALL: "time",
}


def first_time(tables: Iterable[MetricTable]) -> float:
    """The earliest recorded time in seconds since 1970; NaN where none is recorded."""
    starts = [sweep(table, "time").low for table in tables if len(table)]
    return float(np.fmin.reduce(starts)) if starts else float("nan")


def x_values(series: Series, axis: XAxis, clock: Clock, other: Floats | None = None) -> Floats:
    """Where a series' records lie on an axis; NaN where a record doesn't say.

    Args:
        series: the records.
        axis: which of their columns.
        clock: of the Run, for the axes that count from its start.
        other: the values of the other metric, one per record, for `XAxis.METRIC`.
    """
    match axis:
        case XAxis.STEP:
            return series.step
        case XAxis.EPOCH:
            return series.epoch
        case XAxis.WALL:
            return series.time
        case XAxis.RELATIVE:
            return series.time - clock.start
        case XAxis.ACTIVE:
            return clock.active(series.time)
        case XAxis.METRIC:
            return np.full(len(series), np.nan) if other is None else other


def x_extent(
    table: MetricTable, axis: XAxis, clock: Clock, *, metric: str = "", log: bool = False
) -> tuple[float, float] | None:
    """From the first to the last place of a table's records on an axis; None without any.

    Args:
        table: the records.
        axis: what runs along x.
        clock: of the table's Run.
        metric: which one, for `XAxis.METRIC`.
        log: whether x is logarithmic.
    """
    if axis is XAxis.METRIC:
        column = table.columns.get(metric)
        if column is None:
            return None
        x, found = column.values, Sweep().grown(column.values).extent
    else:
        place = _PLACES.get(axis, "time")
        x, found = axis_of(table, place), sweep(table, place).extent
    if found is None:
        return None
    ends = np.array(found)
    zero = 0.0
    if axis is XAxis.RELATIVE:
        zero = clock.start
        ends = ends - zero
    elif axis is XAxis.ACTIVE:
        zero = clock.start
        ends = clock.active(ends)
    if log and ends[0] <= 0:
        above = x[(x > zero) & np.isfinite(x)]
        if not len(above) or not ends[1] > 0:
            return None
        ends[0] = above.min() - zero
    if log:
        ends = np.log10(ends)
    return float(ends[0]), float(ends[1])


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
class DrawnBand:
    """The edges of a band, ready to draw."""

    lower: Trace
    upper: Trace


@dataclass(frozen=True, slots=True)
class Recipe:
    """How series are made into curves.

    Attributes:
        axis: what runs along x.
        smoothing: weight of the smoothing; it runs over all records, drawn or not.
        kind: how values are smoothed.
        log: draw the base-10 logarithm of y; values that have none are left out.
        log_x: likewise for x.
    """

    axis: XAxis = XAxis.STEP
    smoothing: float = 0.0
    kind: Smoothing = Smoothing.AVERAGE
    log: bool = False
    log_x: bool = False


@dataclass(frozen=True, slots=True)
class Curve:
    """One series made ready to draw. All arrays have one entry per point of ``track``.

    Attributes:
        track: where the points lie; records that have no place on the axis are left out.
        trace: the recorded values as they are drawn, gaps where they are not finite.
        smooth_trace: the smoothed ones; ``trace`` itself without smoothing.
        records: the record of each point; None where every record has one.
        summary: of all records' values.
        not_positive: how many points a logarithmic scale leaves out.
        unplaced: how many records have no place on the axis.
        band: the edges as they are drawn; None without a band.
    """

    track: Track
    trace: Trace
    smooth_trace: Trace
    records: NDArray[np.intp] | None
    summary: Summary
    not_positive: int
    unplaced: int
    band: DrawnBand | None = None

    @property
    def raw(self) -> Floats:
        """The recorded values, NaN and infinities as they are."""
        return self.trace.values

    @property
    def smoothed(self) -> Floats:
        """The smoothed values; ``raw`` itself without smoothing."""
        return self.smooth_trace.values

    @property
    def is_smooth(self) -> bool:
        return self.smooth_trace is not self.trace

    @property
    def traces(self) -> tuple[Trace, ...]:
        """All that is drawn of it."""
        band = () if self.band is None else (self.band.lower, self.band.upper)
        smooth = (self.smooth_trace,) if self.is_smooth else ()
        return (self.trace, *smooth, *band)

    def record(self, point: int) -> int:
        """Which record of the series a point is."""
        return point if self.records is None else int(self.records[point])


def curve(
    series: Series,
    recipe: Recipe,
    *,
    clock: Clock = Clock(),  # noqa: B008 - it is immutable
    other: Floats | None = None,
    band: Band | None = None,
) -> Curve:
    """Make a series ready to draw.

    Args:
        series: the records.
        recipe: how.
        clock: of the series' Run.
        other: as in `x_values`.
        band: edges of the band behind it, one per record. They aren't smoothed.
    """
    series.settle()
    known = series.facts
    pyramid = Pyramid.over(series.value) if known is None else known.column.pyramid
    track, records = _track(series, recipe, clock, other)
    smoothed = None
    if recipe.smoothing:
        smoothed = smooth(series.value, recipe.smoothing, recipe.kind)
        smoothed = smoothed if records is None else smoothed[records]
    if records is None:
        trace = Trace.over(series.value, log=recipe.log, pyramid=pyramid)
    else:
        trace = Trace.over(series.value[records], log=recipe.log)
    return Curve(
        track=track,
        trace=trace,
        smooth_trace=trace if smoothed is None else Trace.over(smoothed, log=recipe.log),
        records=records,
        summary=_summary(series, pyramid),
        not_positive=_not_positive(trace) if recipe.log else 0,
        unplaced=0 if records is None else len(series) - len(records),
        band=None if band is None else _drawn_band(band, records, log=recipe.log),
    )


def _track(
    series: Series, recipe: Recipe, clock: Clock, other: Floats | None
) -> tuple[Track, NDArray[np.intp] | None]:
    """The track of a series, and the record of each of its points (None: of each record)."""
    axis, origin = recipe.axis, 0.0
    if axis is XAxis.RELATIVE:
        axis, origin = XAxis.WALL, clock.start if np.isfinite(clock.start) else 0.0
    x = x_values(series, axis, clock, other)
    place = _PLACES.get(axis)
    known = None if series.facts is None or place is None else series.facts.axes.get(place)
    if known is not None and known.finite and not recipe.log_x:
        placed = None
    else:
        places = np.isfinite(x)
        if recipe.log_x:
            places &= x > origin
        placed = None if places.all() else np.flatnonzero(places)
    steady = known is not None and known.steady
    track = Track.along(
        x if placed is None else x[placed], origin=origin, log=recipe.log_x, steady=steady
    )
    if len(track.segments) > MOST_SEGMENTS:
        # Clocks that jitter: nobody can tell apart so many, so the points are joined by x.
        order = np.argsort(track.x, kind="stable")
        placed = order if placed is None else placed[order]
        track = Track.along(x[placed], origin=origin, log=recipe.log_x, steady=True)
    return track, placed


def _summary(series: Series, pyramid: Pyramid) -> Summary:
    if series.facts is None:
        return summarize(series.value)
    facts = series.facts.column
    low, high = pyramid.range or (None, None)
    last = float(series.value[-1]) if len(series) else None
    return Summary(last, low, high, len(series), facts.not_finite, facts.infinite)


def _not_positive(trace: Trace) -> int:
    found = trace.pyramid.range
    if not trace.pyramid.positive and found is not None:
        return 0  # all of them are above zero: another pyramid was made else
    return int(np.count_nonzero(np.isfinite(trace.values) & (trace.values <= 0)))


def _drawn_band(band: Band, records: NDArray[np.intp] | None, *, log: bool) -> DrawnBand:
    edges = (band.lower, band.upper)
    if records is not None:
        edges = (band.lower[records], band.upper[records])
    return DrawnBand(*(Trace.over(edge, log=log) for edge in edges))


def outlier_range(values: Floats) -> tuple[float, float] | None:
    """The 1st and the 99th percentile of finite values; None without values."""
    if len(values) == 0:
        return None
    low, high = np.percentile(values, (1, 99))
    return float(low), float(high)


def joined(ranges: Iterable[tuple[float, float] | None]) -> tuple[float, float] | None:
    """The smallest range that holds all of these; None where there is none."""
    known = [item for item in ranges if item is not None]
    return (min(low for low, _ in known), max(high for _, high in known)) if known else None
