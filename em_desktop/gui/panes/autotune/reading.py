"""What the page of a search reads, and what it makes of it, in a worker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from em_desktop.domain.autotune import (
    MetricChoice,
    Search,
    Trial,
    TrialCounts,
    best_trial,
    count_trials,
)
from em_desktop.domain.nodes import Node, Status
from em_desktop.domain.paths import NodePath
from em_desktop.domain.problems import Problem
from em_desktop.domain.trial_set import Reports, with_metric
from em_desktop.formats import autotune
from em_desktop.formats.source import ObjectSource
from em_desktop.gui.models.trial_rows import Columns, Row, columns_of, rows_of
from em_desktop.gui.panes.autotune.charts.data import ChartData
from em_desktop.stores.base import Cancel, Store

_CACHE = "autotune"


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What was read so far.

    Attributes:
        trials: by number; not all of them yet, perhaps.
        reports: what they reported; None while that isn't read.
    """

    node: Node
    search: Search
    trials: tuple[Trial, ...]
    reports: Reports | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """What the page shows of it.

    Attributes:
        trials: with the value that counts as their final metric.
        rows: a new row for each trial.
        best: the best trial, of ``compared`` ones.
        charts: what the charts show.
    """

    found: Found
    trials: tuple[Trial, ...]
    rows: tuple[Row, ...]
    columns: Columns
    counts: TrialCounts
    best: Trial | None
    compared: int
    charts: ChartData


def now() -> datetime:
    """The time, with its zone."""
    return datetime.now(UTC)


def last_moment(node: Node) -> datetime:
    """Until when running trials last: now, or the last sign of life of a stalled search."""
    at = now()
    stalled = node.status_at(at) is Status.STALLED
    return node.last_activity if stalled and node.last_activity is not None else at


def trial_reader(source: ObjectSource, cache_directory: Path) -> autotune.TrialReader:
    """Reads the trials of a search, large ones from the cache where it can."""
    from em_desktop.index.trials import TrialCache

    return autotune.TrialReader(source, TrialCache(cache_directory / _CACHE, source.location))


def snapshot(found: Found, metric: MetricChoice) -> Snapshot:
    """What to show when this value of a trial counts."""
    search, trials = found.search, found.trials
    if found.reports is not None:
        trials = with_metric(trials, found.reports, metric, search.direction)
    else:
        metric = MetricChoice.FINAL
    charts = ChartData.of(trials, search, last_moment(found.node), found.reports, metric)
    return Snapshot(
        found,
        trials,
        rows_of(trials),
        columns_of(search.space, trials),
        count_trials(trials),
        best_trial(trials, search.direction),
        int(charts.trials.takes_part.sum()),
        charts,
    )


def read(
    store: Store,
    path: NodePath,
    reader: autotune.TrialReader,
    metric: MetricChoice,
    cancel: Cancel,
) -> Iterator[Snapshot]:
    """The search, its trials (first a part of them), at last with what they reported."""
    node = store.get(path)
    search = autotune.read_search(store.objects(path))
    trials: tuple[Trial, ...] = ()
    problems: tuple[Problem, ...] = ()
    for reading in reader.update(cancel.check):
        trials, problems = reading.value, (*search.problems, *reading.problems)
        if not reader.has_reports:
            found = Found(node, search.value, trials, None, problems)
            yield snapshot(found, MetricChoice.FINAL)
    reports = reader.reports(trials, cancel.check)
    found = Found(
        node,
        search.value,
        trials,
        reports.value,
        tuple(dict.fromkeys((*problems, *reports.problems))),
    )
    yield snapshot(found, metric)
