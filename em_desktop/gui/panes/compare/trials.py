"""Trials of an AutoTune among the compared, as if each were a Run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from em_desktop.domain.autotune import Report, Trial, TrialMetrics, TrialStatus
from em_desktop.domain.comparison import Newcomer, Place
from em_desktop.domain.metrics import Column, MetricTable
from em_desktop.domain.nodes import Node, Status
from em_desktop.domain.recordings import Scalar, Value
from em_desktop.domain.run_colors import identity, own_color
from em_desktop.domain.subjects import Subject
from em_desktop.formats import autotune
from em_desktop.gui.panes.compare.reading import ReadSubject, find_node
from em_desktop.stores.base import Cancel, Store

TYPE, METRIC = "trial", "metric"
"""What a trial reports has no name of its own: so it is called ``trial/metric``."""

_STATUS = {
    TrialStatus.WAITING: Status.QUEUED,
    TrialStatus.RUNNING: Status.RUNNING,
    TrialStatus.SUCCEEDED: Status.COMPLETE,
    TrialStatus.FAILED: Status.ERROR,
    TrialStatus.EARLY_STOPPED: Status.STOPPED,
    TrialStatus.USER_CANCELED: Status.STOPPED,
    TrialStatus.SYS_CANCELED: Status.TIMEOUT,
    TrialStatus.UNKNOWN: Status.UNKNOWN,
}


def trial_name(search: str, trial_id: str) -> str:
    """What a trial is called outside of its search."""
    return f"{search} {trial_id}"


def trial_newcomers(store_id: str, search: Node, trial_ids: Sequence[str]) -> list[Newcomer]:
    """Trials of a search as something to compare."""
    root = identity(search.path, search.id)
    return [
        Newcomer(
            Place(store_id, search.path, each),
            trial_name(search.name, each),
            own_color(f"{root}/{each}"),
            node_id=search.id or "",
        )
        for each in trial_ids
    ]


def read_trial_subject(store: Store, place: Place, node_id: str, cancel: Cancel) -> ReadSubject:
    """Everything about a trial, its curve too.

    Raises:
        EmError: it is gone, or its store is.
    """
    node = find_node(store, place, node_id)
    source = store.objects(node.path)
    trial = autotune.read_trial(source, place.part).value
    cancel.check()
    metrics = autotune.read_trial_metrics(source, place.part).value
    name = trial_name(node.name, place.part)
    parameters: dict[Scalar, Value] = dict(trial.parameters.items())
    subject = Subject(
        name=name,
        status=_STATUS[trial.status],
        started=trial.started,
        ended=trial.ended,
        last_activity=node.last_activity,
        labels=node.labels,
        description=trial.message,
        parameters=parameters,
    )
    return ReadSubject(subject, replace(node, name=name), {TYPE: trial_table(trial, metrics)})


def trial_table(trial: Trial, metrics: TrialMetrics) -> MetricTable:
    """What a trial reported, as a metric file of a Run: its final value is the last point.

    The final value stands at the last step, where the last intermediate value isn't the same.
    """
    reports = list(metrics.periodical)
    final = metrics.final.value if metrics.final is not None else trial.final
    if final is not None and (not reports or reports[-1].value != final):
        reports.append(Report(reports[-1].step if reports else 0.0, final))
    names = dict.fromkeys(name for one in reports for name in one.extra)
    columns = {METRIC: _column([one.value for one in reports])}
    columns |= {name: _column([one.extra.get(name) for one in reports]) for name in names}
    times = [math.nan if one.time is None else one.time.timestamp() for one in reports]
    steps = np.array([one.step for one in reports], dtype=np.float64)
    return MetricTable(TYPE, steps, np.full(len(reports), np.nan), np.array(times), columns)


def _column(values: Sequence[float | None]) -> Column:
    known = [math.nan if value is None else value for value in values]
    present = np.array([value is not None for value in values], dtype=np.bool_)
    return Column(np.array(known, dtype=np.float64), None if present.all() else present)
