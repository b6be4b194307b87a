"""Any Runs looked at as if they were the trials of a search."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from em_desktop.domain.autotune import (
    Algorithm,
    Direction,
    Search,
    Trial,
    TrialStatus,
)
from em_desktop.domain.metrics import Floats
from em_desktop.domain.nodes import Status
from em_desktop.domain.recordings import Value
from em_desktop.domain.trial_set import Reports

_NOTHING: Floats = np.empty(0)
_STATUS = {
    Status.QUEUED: TrialStatus.WAITING,
    Status.RUNNING: TrialStatus.RUNNING,
    Status.STALLED: TrialStatus.RUNNING,
    Status.COMPLETE: TrialStatus.SUCCEEDED,
    Status.TIMEOUT: TrialStatus.SYS_CANCELED,
    Status.ERROR: TrialStatus.FAILED,
    Status.STOPPED: TrialStatus.USER_CANCELED,
    Status.UNKNOWN: TrialStatus.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What is known of a Run that is looked at as a trial.

    Attributes:
        id: names it among the others; its path, for one.
        parameters: its hyperparameters.
        metrics: the value of each metric that may be looked at.
        curve: steps of the chosen metric, and its values there.
    """

    id: str
    status: Status
    started: datetime | None = None
    ended: datetime | None = None
    parameters: Mapping[str, Value] = field(default_factory=dict)
    metrics: Mapping[str, float] = field(default_factory=dict)
    curve: tuple[Floats, Floats] = (_NOTHING, _NOTHING)


@dataclass(frozen=True, slots=True)
class RunsAsSearch:
    """A search that was never one: its trials are Runs. Show it as any other search."""

    search: Search
    trials: tuple[Trial, ...]
    reports: Reports


def as_search(
    name: str,
    runs: Iterable[RunFacts],
    parameters: Sequence[str],
    metric: str,
    direction: Direction = Direction.MAXIMIZE,
) -> RunsAsSearch:
    """Runs as the trials of a search.

    Args:
        name: what it is called.
        runs: a folder, a selection, what a filter found.
        parameters: the hyperparameters to look at; those that a Run lacks it has no value of.
        metric: the metric that is the final one; a Run without it has none.
        direction: which end of the metric is good.

    Returns:
        the search (without a search space: the values decide the axes), its trials in the
        order of their start, and their curves in the same order. Further metrics are
        further final values, so that a Pareto front can be shown.
    """
    ordered = sorted(runs, key=_order)
    trials = tuple(_trial(run, number, parameters, metric) for number, run in enumerate(ordered))
    started = [run.started for run in ordered if run.started is not None]
    search = Search(
        "",
        name,
        Status.COMPLETE,
        started=min(started, default=None),
        tuner=Algorithm("", direction=direction),
        metric=metric,
    )
    others = sorted({key for run in ordered for key in run.metrics} - {metric})
    finals = [{key: run.metrics.get(key, math.nan) for key in others} for run in ordered]
    reports = Reports.join([run.curve for run in ordered], finals)
    return RunsAsSearch(search, trials, reports)


def varying(runs: Sequence[RunFacts]) -> tuple[str, ...]:
    """The hyperparameters that aren't the same in all Runs, by first appearance.

    What a Run lacks differs from what others have. All of them where none differs.
    """
    seen: dict[str, set[str]] = {}
    having: Counter[str] = Counter()
    for run in runs:
        having.update(run.parameters.keys())
        for name, value in run.parameters.items():
            seen.setdefault(name, set()).add(repr(value))
    found = (name for name, values in seen.items() if len(values) > 1 or having[name] < len(runs))
    return tuple(found) or tuple(seen)


def _order(run: RunFacts) -> tuple[bool, float, str]:
    return run.started is None, 0.0 if run.started is None else run.started.timestamp(), run.id


def _trial(run: RunFacts, number: int, parameters: Sequence[str], metric: str) -> Trial:
    return Trial(
        id=run.id,
        sequence=number,
        status=_STATUS[run.status],
        raw_status=run.status.value,
        parameters={key: run.parameters[key] for key in parameters if key in run.parameters},
        started=run.started,
        ended=run.ended,
        final=run.metrics.get(metric),
    )
