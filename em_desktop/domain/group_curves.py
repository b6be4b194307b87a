"""The curves of many Runs as their mean at each step; no Run's curve is kept for that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from em_desktop.domain.curves import Band
from em_desktop.domain.metrics import Floats, Series
from em_desktop.domain.run_groups import Margin

_NORMAL_95 = 1.959963984540054
"""Within so many standard errors of the mean a normal distribution has 95 % of its weight."""


@dataclass(frozen=True, slots=True)
class MeanCurve:
    """The mean of some curves.

    Attributes:
        series: by step; its epoch is the mean one, its time the mean of seconds since the
            start of a Run.
        deviation: standard deviation of the sample at each step; NaN where only one Run has it.
        counts: how many Runs have a finite value at each step.
    """

    series: Series
    deviation: Floats
    counts: NDArray[np.intp]

    def band(self, margin: Margin) -> Band:
        """What is around the mean; the interval is that of a normal distribution."""
        wide = self.deviation
        if margin is not Margin.DEVIATION:
            wide = wide / np.sqrt(self.counts)
        if margin is Margin.INTERVAL:
            wide = wide * _NORMAL_95
        return Band(self.series.value - wide, self.series.value + wide)


class CurveMean:
    """Takes curves one after the other, by Welford's method, which loses no digits."""

    def __init__(self) -> None:
        self._step = np.empty(0)
        self._count = np.empty(0, dtype=np.intp)
        self._mean = np.empty(0)
        self._squares = np.empty(0)
        self._epoch, self._time = np.empty(0), np.empty(0)

    def add(self, series: Series, start: float = 0.0) -> None:
        """Take a curve; of a step that it has several times, the last record counts.

        Args:
            series: values that aren't finite, and records without a step, are left out.
            start: of the Run, in seconds since 1970.
        """
        kept = np.isfinite(series.step) & np.isfinite(series.value)
        steps, places = np.unique(series.step[kept][::-1], return_index=True)
        last = np.flatnonzero(kept)[::-1][places]
        at = self._places(steps)
        self._count[at] += 1
        weight = 1.0 / self._count[at]
        apart = series.value[last] - self._mean[at]
        self._mean[at] += apart * weight
        self._squares[at] += apart * (series.value[last] - self._mean[at])
        self._epoch[at] += (series.epoch[last] - self._epoch[at]) * weight
        self._time[at] += (series.time[last] - start - self._time[at]) * weight

    def _places(self, steps: Floats) -> NDArray[np.intp]:
        """Where these steps are, after there is room for them."""
        if not np.array_equal(steps, self._step):
            known = self._step
            self._step = np.union1d(known, steps)
            before = np.searchsorted(self._step, known)
            self._count = _spread_out(self._count, before, len(self._step))
            for name in ("_mean", "_squares", "_epoch", "_time"):
                setattr(self, name, _spread_out(getattr(self, name), before, len(self._step)))
        return np.searchsorted(self._step, steps).astype(np.intp)

    def curve(self) -> MeanCurve:
        """The mean of what was taken so far."""
        with np.errstate(divide="ignore", invalid="ignore"):
            deviation = np.sqrt(self._squares / (self._count - 1))
        arrays = (each.copy() for each in (self._step, self._epoch, self._time, self._mean))
        step, epoch, time, mean = arrays
        return MeanCurve(Series(step, epoch, time, mean), deviation, self._count.copy())


def _spread_out(values: NDArray, places: NDArray[np.intp], size: int) -> NDArray:  # type: ignore[type-arg]
    """Values at other places of a longer array, zero between them."""
    longer = np.zeros(size, dtype=values.dtype)
    longer[places] = values
    return longer
