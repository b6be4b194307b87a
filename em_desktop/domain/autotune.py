"""A hyperparameter search and its trials, as values."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from em_desktop.domain.nodes import Status
from em_desktop.domain.recordings import Value


class Direction(StrEnum):
    """Which end of the metric is the good one."""

    MAXIMIZE = "maximize"
    MINIMIZE = "minimize"

    def better(self, one: float, other: float) -> bool:
        """Whether ``one`` is strictly better than ``other``."""
        return one > other if self is Direction.MAXIMIZE else one < other


class MetricChoice(StrEnum):
    """Which of a trial's values counts."""

    FINAL = "final"
    LAST = "last"
    SMALLEST = "smallest"
    LARGEST = "largest"
    BEST = "best"
    """The smallest or the largest reported value, by the search's direction."""


class TrialOrder(StrEnum):
    """How trials stand side by side."""

    NUMBER = "number"
    ASCENDING = "ascending"
    DESCENDING = "descending"


class TrialStatus(StrEnum):
    """The state of a trial, as its metadata says."""

    WAITING = "WAITING"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    EARLY_STOPPED = "EARLY_STOPPED"
    USER_CANCELED = "USER_CANCELED"
    SYS_CANCELED = "SYS_CANCELED"
    """What a time limit does."""
    UNKNOWN = "UNKNOWN"
    """A state that no rule names; `Trial.raw_status` has its text."""


class TrialGroup(StrEnum):
    """What a trial is counted as."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    EARLY_STOPPED = "early_stopped"
    CANCELED = "canceled"
    RUNNING = "running"
    WAITING = "waiting"


_GROUPS = {
    TrialStatus.SUCCEEDED: TrialGroup.SUCCEEDED,
    TrialStatus.FAILED: TrialGroup.FAILED,
    TrialStatus.UNKNOWN: TrialGroup.FAILED,
    TrialStatus.EARLY_STOPPED: TrialGroup.EARLY_STOPPED,
    TrialStatus.USER_CANCELED: TrialGroup.CANCELED,
    TrialStatus.SYS_CANCELED: TrialGroup.CANCELED,
    TrialStatus.RUNNING: TrialGroup.RUNNING,
    TrialStatus.WAITING: TrialGroup.WAITING,
}


def trial_group(status: TrialStatus) -> TrialGroup:
    """What trials of this state are counted as."""
    return _GROUPS[status]


TrialCounts = Mapping[TrialGroup, int]
"""How many trials there are of each group; a group without any may be missing."""


def count_trials(trials: Iterable[Trial]) -> dict[TrialGroup, int]:
    """How many trials there are of each group, all groups named."""
    counts = dict.fromkeys(TrialGroup, 0)
    for trial in trials:
        counts[trial.group] += 1
    return counts


_LOGARITHMIC = frozenset({"loguniform", "qloguniform", "lognormal", "qlognormal"})
_NORMAL = frozenset({"normal", "qnormal", "lognormal", "qlognormal"})
_RANGES = frozenset({"uniform", "quniform", "loguniform", "qloguniform"})


@dataclass(frozen=True, slots=True)
class SearchParameter:
    """One dimension of the search space.

    Attributes:
        name: the hyperparameter's name, literally.
        distribution: ``choice``, ``randint``, ``uniform``, ``quniform``, ``loguniform``,
            ``qloguniform``, ``normal``, ``qnormal``, ``lognormal``, ``qlognormal``; any other
            text as it was written.
        values: the options of a choice; else the distribution's arguments in the order of
            the search space (low, high, step; or mean, deviation, step).
    """

    name: str
    distribution: str
    values: tuple[Value, ...] = ()

    @property
    def is_categorical(self) -> bool:
        """Whether it takes one of a list of options (numbers or not)."""
        return self.distribution == "choice"

    @property
    def is_log(self) -> bool:
        """Whether equal factors are equally likely, so that a log axis fits."""
        return self.distribution in _LOGARITHMIC

    @property
    def is_integer(self) -> bool:
        """Whether all of its values are whole numbers."""
        if self.distribution == "randint":
            return True
        if self.is_categorical:
            return bool(self.values) and all(_is_integer(value) for value in self.values)
        step = self.step
        bounds = self.bounds
        return (
            step is not None and bounds is not None and step.is_integer() and bounds[0].is_integer()
        )

    @property
    def bounds(self) -> tuple[float, float] | None:
        """Smallest and largest possible value; None where there is none or it isn't a number.

        The upper limit of ``randint`` is excluded in the search space; here it is the
        largest number that can come.
        """
        numbers = [number for value in self.values if (number := _number(value)) is not None]
        if self.is_categorical:
            complete = bool(numbers) and len(numbers) == len(self.values)
            return (min(numbers), max(numbers)) if complete else None
        if len(numbers) < 2:
            return None
        if self.distribution == "randint":
            return numbers[0], numbers[1] - 1
        return (numbers[0], numbers[1]) if self.distribution in _RANGES else None

    @property
    def moments(self) -> tuple[float, float] | None:
        """Mean and standard deviation of a normal distribution; None for all others.

        Those of ``lognormal`` are of the logarithm.
        """
        if self.distribution not in _NORMAL or len(self.values) < 2:
            return None
        mean, deviation = _number(self.values[0]), _number(self.values[1])
        return None if mean is None or deviation is None else (mean, deviation)

    @property
    def step(self) -> float | None:
        """What values are rounded to a multiple of; None where they aren't."""
        quantized = self.distribution.startswith("q") and len(self.values) > 2
        return _number(self.values[2]) if quantized else None


def _number(value: Value) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return None


def _is_integer(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


@dataclass(frozen=True, slots=True)
class Algorithm:
    """A tuner, assessor or advisor: its name and its arguments.

    Attributes:
        arguments: ``classArgs``, names literally.
        direction: what its ``optimize_mode`` says; None where it says nothing.
    """

    name: str
    arguments: Mapping[str, Value] = field(default_factory=dict)
    direction: Direction | None = None


@dataclass(frozen=True, slots=True)
class SearchSummary:
    """What a listing shows of a search: what its profile alone says."""

    name: str
    status: Status
    started: datetime | None = None
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """The profile of a hyperparameter search.

    Attributes:
        raw_status: the state as it was written; empty where nothing was.
        message: why it failed.
        recorded_time: running time so far as the profile gives it.
        max_time, max_trials, concurrency: None means no limit, or not known.
        space: the search space, in the order of the profile.
        training: how a trial is run, as it was written; shown as it is.
        counts: the profile's copy, for quick lists; the trial folders are the truth.
        trials_made: number of trials made so far, as the profile gives it.
        metric: what the trials' final metric is called; empty where nothing says it.
    """

    id: str
    name: str
    status: Status
    raw_status: str = ""
    message: str = ""
    started: datetime | None = None
    ended: datetime | None = None
    recorded_time: timedelta | None = None
    max_time: timedelta | None = None
    max_trials: int | None = None
    concurrency: int | None = None
    space: tuple[SearchParameter, ...] = ()
    training: Mapping[str, Value] = field(default_factory=dict)
    tuner: Algorithm | None = None
    assessor: Algorithm | None = None
    advisor: Algorithm | None = None
    counts: TrialCounts | None = None
    trials_made: int | None = None
    metric: str = ""

    @property
    def method(self) -> Algorithm | None:
        """What proposes the trials: the tuner, else the advisor."""
        return self.tuner or self.advisor

    @property
    def direction(self) -> Direction:
        """Which values are good: by the tuner, else the advisor, else the great ones."""
        for algorithm in (self.tuner, self.advisor):
            if algorithm is not None and algorithm.direction is not None:
                return algorithm.direction
        return Direction.MAXIMIZE

    def running_time_at(self, now: datetime) -> timedelta | None:
        """Running time so far; None where neither it nor a start is known."""
        if self.recorded_time is not None:
            return self.recorded_time
        return None if self.started is None else (self.ended or now) - self.started


@dataclass(frozen=True, slots=True)
class Trial:
    """One try of a search.

    Attributes:
        id: the name of its folder; text, also where it looks like a number.
        sequence: 0, 1, 2... in the order of creation.
        raw_status: the state as it was written.
        parameters: hyperparameter name to value, names literally.
        source: who chose the parameters: ``algorithm``, ``customized``, ``resumed``.
        final: the final metric; NaN and infinities are possible. None: none was reported.
        message: error text, or the reason why it was stopped.
    """

    id: str
    sequence: int
    status: TrialStatus
    raw_status: str = ""
    parameters: Mapping[str, Value] = field(default_factory=dict)
    parameter_id: int | None = None
    source: str = ""
    submitted: datetime | None = None
    started: datetime | None = None
    ended: datetime | None = None
    final: float | None = None
    message: str = ""

    @property
    def group(self) -> TrialGroup:
        return trial_group(self.status)

    @property
    def is_finished(self) -> bool:
        """Whether nothing more comes from it."""
        match self.status:
            case TrialStatus.RUNNING | TrialStatus.WAITING:
                return False
            case TrialStatus.UNKNOWN:
                return self.ended is not None
        return True

    @property
    def takes_part(self) -> bool:
        """Whether it can be the best: succeeded, with a finite final metric."""
        return (
            self.status is TrialStatus.SUCCEEDED
            and self.final is not None
            and math.isfinite(self.final)
        )

    def duration_at(self, now: datetime) -> timedelta | None:
        """End less start, up to now while it runs; None where one of them isn't known."""
        if self.started is None:
            return None
        end = now if self.status is TrialStatus.RUNNING else self.ended
        return None if end is None else end - self.started


@dataclass(frozen=True, slots=True)
class Report:
    """One value that a trial reported.

    Attributes:
        step: where it was reported; 0 for every final value, and then it means nothing.
        value: the metric that is optimized; None where the report lacks it.
        time: when it was reported.
        extra: further named values of the same report.
    """

    step: float
    value: float | None
    time: datetime | None = None
    extra: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TrialMetrics:
    """All that a trial reported.

    Attributes:
        periodical: intermediate values by rising step, each step once.
        final: the final value; not a point of the curve (its step means nothing).
    """

    periodical: tuple[Report, ...] = ()
    final: Report | None = None

    @property
    def steps(self) -> tuple[float, ...]:
        return tuple(report.step for report in self.periodical)

    @property
    def values(self) -> tuple[float, ...]:
        """One per step; NaN where the report has no value."""
        return tuple(
            math.nan if report.value is None else report.value for report in self.periodical
        )

    @property
    def extra_names(self) -> tuple[str, ...]:
        """Names of further values, in the order of their first appearance."""
        reports = (*self.periodical, *(() if self.final is None else (self.final,)))
        return tuple(dict.fromkeys(name for report in reports for name in report.extra))


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The best final metric up to and including a trial."""

    sequence: int
    best: float


def best_trial(trials: Iterable[Trial], direction: Direction) -> Trial | None:
    """The best of the trials that take part; of equal ones that with the lower number."""
    best: Trial | None = None
    for trial in sorted(trials, key=_by_sequence):
        if trial.takes_part and (best is None or _beats(trial, best, direction)):
            best = trial
    return best


def optimization_curve(trials: Iterable[Trial], direction: Direction) -> tuple[CurvePoint, ...]:
    """The best metric so far, one point for each trial that takes part, by its number."""
    points: list[CurvePoint] = []
    for trial in sorted(trials, key=_by_sequence):
        if not trial.takes_part or trial.final is None:
            continue
        if points and not direction.better(trial.final, points[-1].best):
            points.append(CurvePoint(trial.sequence, points[-1].best))
        else:
            points.append(CurvePoint(trial.sequence, trial.final))
    return tuple(points)


def _by_sequence(trial: Trial) -> tuple[int, str]:
    return trial.sequence, trial.id


def _beats(trial: Trial, best: Trial, direction: Direction) -> bool:
    return (
        trial.final is not None
        and best.final is not None
        and direction.better(trial.final, best.final)
    )
