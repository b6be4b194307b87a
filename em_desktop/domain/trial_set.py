"""The trials of a search as columns of numbers: orders, best so far, shares, Pareto fronts.

Everything is a pure function of arrays with one entry per trial, quick enough for 100,000.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from em_desktop.domain.autotune import (
    Direction,
    MetricChoice,
    SearchParameter,
    Trial,
    TrialGroup,
    TrialMetrics,
    TrialOrder,
    TrialStatus,
)
from em_desktop.domain.metrics import Flags, Floats

Places: TypeAlias = NDArray[np.intp]
"""Positions of trials in a `TrialSet`."""

GROUPS = tuple(TrialGroup)


@dataclass(frozen=True, slots=True, eq=False)
class Reports:
    """What trials reported while they ran, all of them in three arrays.

    Attributes:
        starts: where each trial's reports begin; one entry more than there are trials.
        steps: the step of each report, rising within a trial.
        values: the value of each report; NaN where it has none.
        finals: further values of the final reports by name, one per trial, NaN for none.
    """

    starts: Places
    steps: Floats
    values: Floats
    finals: Mapping[str, Floats]

    @classmethod
    def of(cls, metrics: Sequence[TrialMetrics]) -> Reports:
        """Those of several trials, in their order."""
        pairs = [(np.array(one.steps), np.array(one.values)) for one in metrics]
        extras = [{} if one.final is None else one.final.extra for one in metrics]
        return cls.join(pairs, extras)

    @classmethod
    def join(
        cls,
        curves: Sequence[tuple[Floats, Floats]],
        finals: Sequence[Mapping[str, float]],
    ) -> Reports:
        """Steps and values of each trial, and the further values of its final report."""
        starts = np.zeros(len(curves) + 1, dtype=np.intp)
        np.cumsum([len(steps) for steps, _ in curves], out=starts[1:])
        names = dict.fromkeys(name for extra in finals for name in extra)
        return cls(
            starts,
            np.concatenate([np.empty(0), *(steps for steps, _ in curves)]),
            np.concatenate([np.empty(0), *(values for _, values in curves)]),
            {name: np.array([extra.get(name, math.nan) for extra in finals]) for name in names},
        )

    def curve(self, place: int) -> tuple[Floats, Floats]:
        """Steps and values of one trial."""
        part = slice(int(self.starts[place]), int(self.starts[place + 1]))
        return self.steps[part], self.values[part]

    def summary(self, choice: MetricChoice, direction: Direction) -> Floats:
        """One value per trial; NaN where nothing finite was reported."""
        if choice is MetricChoice.BEST:
            largest = direction is Direction.MAXIMIZE
            choice = MetricChoice.LARGEST if largest else MetricChoice.SMALLEST
        result = np.full(len(self.starts) - 1, np.nan)
        finite = np.isfinite(self.values)
        counts = np.diff(np.concatenate(([0], np.cumsum(finite)))[self.starts])
        known = self.values[finite]
        some = counts > 0
        ends = np.cumsum(counts)[some]
        if len(known):
            starts = ends - counts[some]
            match choice:
                case MetricChoice.SMALLEST:
                    result[some] = np.minimum.reduceat(known, starts)
                case MetricChoice.LARGEST:
                    result[some] = np.maximum.reduceat(known, starts)
                case _:
                    result[some] = known[ends - 1]
        return result


def no_reports(count: int) -> Reports:
    """Those of trials of which nothing was read."""
    return Reports(np.zeros(count + 1, dtype=np.intp), np.empty(0), np.empty(0), {})


def with_metric(
    trials: Sequence[Trial], reports: Reports, choice: MetricChoice, direction: Direction
) -> tuple[Trial, ...]:
    """The trials with another value as their final metric; None where they have no such value.

    Args:
        trials: as they were read.
        reports: theirs, in the same order.
        choice: `MetricChoice.FINAL` leaves them as they are.
        direction: what the best value is.
    """
    if choice is MetricChoice.FINAL:
        return tuple(trials)
    values = reports.summary(choice, direction).tolist()
    return tuple(
        trial
        if trial.final == value
        else replace(trial, final=None if math.isnan(value) else value)
        for trial, value in zip(trials, values, strict=True)
    )


@dataclass(frozen=True, eq=False)
class TrialSet:
    """Trials and their numbers, one entry per trial in every array.

    Attributes:
        trials: by number.
        space: the search space; empty where none is known.
        direction: which metrics are good.
        reports: what they reported.
        metric: the final metric; NaN for none.
        value: the metric, else the last value that was reported; NaN for neither.
        duration: in seconds; NaN where it isn't known.
        sequence: the trials' numbers.
        group: position of the trial's group in `GROUPS`.
    """

    trials: tuple[Trial, ...]
    space: tuple[SearchParameter, ...]
    direction: Direction
    reports: Reports
    metric: Floats
    value: Floats
    duration: Floats
    sequence: Floats
    group: NDArray[np.int8]

    @classmethod
    def of(
        cls,
        trials: Sequence[Trial],
        space: Sequence[SearchParameter],
        direction: Direction,
        now: datetime,
        reports: Reports | None = None,
    ) -> TrialSet:
        """The columns of these trials.

        Args:
            trials: by number.
            space: the search space.
            direction: which metrics are good.
            now: until when running trials last.
            reports: theirs, in the same order; None where they weren't read.
        """
        reports = reports or no_reports(len(trials))
        metric = np.array([math.nan if one.final is None else one.final for one in trials])
        last = reports.summary(MetricChoice.LAST, direction)
        positions = {group: place for place, group in enumerate(GROUPS)}
        durations = (one.duration_at(now) for one in trials)
        return cls(
            tuple(trials),
            tuple(space),
            direction,
            reports,
            metric.astype(np.float64),
            np.where(np.isfinite(metric), metric, last).astype(np.float64),
            np.array([math.nan if one is None else one.total_seconds() for one in durations]),
            np.array([one.sequence for one in trials], dtype=np.float64),
            np.array([positions[one.group] for one in trials], dtype=np.int8),
        )

    def __len__(self) -> int:
        return len(self.trials)

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each trial is, by id."""
        return {trial.id: place for place, trial in enumerate(self.trials)}

    @cached_property
    def takes_part(self) -> Flags:
        """Which trials can be the best."""
        return np.array([trial.takes_part for trial in self.trials], dtype=np.bool_)

    @cached_property
    def best(self) -> int | None:
        """The best trial's place; of equal ones that with the lower number."""
        if not self.takes_part.any():
            return None
        candidates = np.flatnonzero(self.takes_part)
        values = self.goodness(self.metric[candidates])
        return int(candidates[np.argmax(values)])

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """Names of the hyperparameters: those of the search space, then those of the trials."""
        names = dict.fromkeys(parameter.name for parameter in self.space)
        for trial in self.trials:
            names.update(dict.fromkeys(trial.parameters))
        return tuple(names)

    def goodness(self, values: Floats) -> Floats:
        """The values turned so that great ones are good."""
        return values if self.direction is Direction.MAXIMIZE else -values

    def of_groups(self, groups: Iterable[TrialGroup]) -> Flags:
        """Which trials are of these groups."""
        wanted = [GROUPS.index(group) for group in groups]
        return np.isin(self.group, wanted)

    def counts(self) -> dict[TrialGroup, int]:
        """How many trials there are of each group."""
        found = np.bincount(self.group, minlength=len(GROUPS)).tolist()
        return dict(zip(GROUPS, found, strict=True))

    def finished(self) -> Flags:
        """Which trials are no longer under way."""
        open_states = {TrialStatus.RUNNING, TrialStatus.WAITING}
        return np.array([one.status not in open_states for one in self.trials], dtype=np.bool_)


def ordered(trials: TrialSet, shown: Flags, order: TrialOrder) -> Places:
    """The shown trials side by side; those without a value come last, equal ones by number."""
    places = np.flatnonzero(shown)
    if order is TrialOrder.NUMBER:
        return places
    values = trials.value[places]
    keys = values if order is TrialOrder.ASCENDING else -values
    return places[np.argsort(keys, kind="stable")]


def best_so_far(trials: TrialSet) -> tuple[Floats, Floats]:
    """The optimisation curve: number and best metric of each trial that takes part."""
    places = np.flatnonzero(trials.takes_part)
    best = trials.goodness(np.maximum.accumulate(trials.goodness(trials.metric[places])))
    return trials.sequence[places], best


def share_threshold(trials: TrialSet, shown: Flags, share: float) -> float | None:
    """The value from which on a trial is among the best; None without values.

    Args:
        trials: all of them.
        shown: those among which the best are sought.
        share: how many of them are the best ones, above 0 and up to 1; at least one trial.
    """
    values = trials.value[shown]
    good = np.sort(trials.goodness(values[np.isfinite(values)]))[::-1]
    if not len(good):
        return None
    last = good[min(max(math.ceil(share * len(good) - 1e-9), 1), len(good)) - 1]
    return float(trials.goodness(np.array([last]))[0])


def pareto_front(x: Floats, y: Floats, directions: tuple[Direction, Direction]) -> Flags:
    """Which points no other point beats in both metrics; those without one of them never.

    Args:
        x: the first metric.
        y: the second metric.
        directions: which end of each is the good one.
    """
    first, second = (
        values if direction is Direction.MAXIMIZE else -values
        for values, direction in zip((x, y), directions, strict=True)
    )
    front = np.zeros(len(x), dtype=np.bool_)
    places = np.flatnonzero(np.isfinite(first) & np.isfinite(second))
    if not len(places):
        return front
    # The best in x first, and of equal ones the best in y: each must beat all before it in y.
    places = places[np.lexsort((-second[places], -first[places]))]
    best = np.maximum.accumulate(second[places])
    before = np.concatenate(([-np.inf], best[:-1]))
    kept = second[places] > before
    front[places[kept]] = True
    pairs = set(zip(first[front].tolist(), second[front].tolist(), strict=True))
    for place in places[~kept].tolist():  # the same point twice is on the front twice
        front[place] = (first[place], second[place]) in pairs
    return front
