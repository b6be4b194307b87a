"""The time of a Run: from its start, with or without the pauses in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from em_desktop.domain.metrics import Floats

PAUSE = 50.0
"""A pause is a gap between records of more than so many times their median interval,"""
LEAST_PAUSE = 120.0
"""and of at least so many seconds: a long validation isn't one."""
_SAMPLE = 100_000
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Clock:
    """Counts the seconds of a Run.

    Attributes:
        start: its first record, in seconds since 1970; NaN where no time is recorded.
        pauses: start and end of each pause, in seconds since 1970, in order.
    """

    start: float = 0.0
    pauses: tuple[tuple[float, float], ...] = ()

    def active(self, time: Floats) -> Floats:
        """Seconds since the start without the pauses; within a pause the clock stands still."""
        if not self.pauses:
            return time - self.start
        begins, ends = np.array(self.pauses).T
        lengths = ends - begins
        before = np.concatenate(([0.0], np.cumsum(lengths)))
        passed = np.searchsorted(ends, time, side="right")
        active = time - self.start - before[passed]
        inside = passed < len(ends)
        into = np.where(inside, time - begins[np.minimum(passed, len(ends) - 1)], 0.0)
        return np.asarray(active - np.fmax(into, 0.0), np.float64)


def pauses(times: Iterable[Floats]) -> tuple[tuple[float, float], ...]:
    """The pauses of a Run: gaps in which none of its files has a record.

    A gap is a pause if it is longer than `PAUSE` times the median interval of the file
    with the most records, and than `LEAST_PAUSE`.

    Args:
        times: of the records of each of its files, seconds since 1970, in any order.
    """
    known = [_ascending(each) for each in times]
    known = [each for each in known if len(each)]
    if not known:
        return ()
    known.sort(key=len, reverse=True)
    busiest = known[0]
    bound = max(PAUSE * _median_interval(busiest), LEAST_PAUSE)
    ends = [each[[0, -1]] for each in known]
    first, last = min(low for low, _ in ends), max(high for _, high in ends)
    around = np.concatenate(([first], busiest, [last]))
    found = []
    for place in np.flatnonzero(np.diff(around) > bound)[:_MOST]:
        found += _gaps(float(around[place]), float(around[place + 1]), known[1:], bound)
    return tuple(found)


def _ascending(times: Floats) -> Floats:
    finite = np.isfinite(times)
    known = times if finite.all() else times[finite]
    return known if not (known[1:] < known[:-1]).any() else np.sort(known)


def _median_interval(times: Floats) -> float:
    intervals = np.diff(times[:_SAMPLE])
    intervals = intervals[intervals > 0]
    return float(np.median(intervals)) if len(intervals) else 0.0


def _gaps(
    start: float, end: float, others: Sequence[Floats], bound: float
) -> list[tuple[float, float]]:
    """The parts of a gap in one file that are long, and gaps in all others too."""
    inside = [
        times[np.searchsorted(times, start, "right") : np.searchsorted(times, end)]
        for times in others
    ]
    marks = np.concatenate(([start], np.sort(np.concatenate([*inside, np.empty(0)])), [end]))
    return [
        (float(marks[place]), float(marks[place + 1]))
        for place in np.flatnonzero(np.diff(marks) > bound)
    ]
