"""Makes the trials of a search of the Runs of a folder, in a worker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from em_desktop.domain.autotune import Direction, MetricChoice
from em_desktop.domain.directions import direction_of
from em_desktop.domain.metrics import Floats, MetricTable, canonical_type
from em_desktop.domain.nodes import Node, Status
from em_desktop.domain.run_digest import RunDigest
from em_desktop.domain.runs_as_trials import RunFacts, as_search, varying
from em_desktop.errors import CancelledError, EmError
from em_desktop.formats.run import metric_files
from em_desktop.gui.panes.autotune.reading import Found, Snapshot, now, snapshot
from em_desktop.index.columns import ColumnCache
from em_desktop.stores.base import Cancel, Store

MOST_CURVES = 500
"""Of so many Runs at most the curves are read."""

_RANKS = {"val": 0, "test": 2, "train": 3}
"""By which metrics Runs are usually chosen."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How the user wants to look at Runs.

    Attributes:
        metric: by type and name; empty: the one that most Runs have.
        direction: which end of it is good; None: as its name says, else the higher one.
        parameters: the hyperparameters to look at; None: those that differ.
        choice: which value of a Run counts.
    """

    metric: str = ""
    direction: Direction | None = None
    parameters: frozenset[str] | None = None
    choice: MetricChoice = MetricChoice.FINAL


@dataclass(frozen=True, slots=True, eq=False)
class RunsShown:
    """What the page shows.

    Attributes:
        nodes: the Run of each trial, by the trial's id.
        metrics: all metrics that occur, those that most Runs have first.
        metric: the one that is looked at; empty where there is none.
        parameters: all hyperparameters that occur.
        chosen: those that are looked at.
    """

    snapshot: Snapshot
    nodes: dict[str, Node]
    metrics: tuple[str, ...]
    metric: str
    direction: Direction
    parameters: tuple[str, ...]
    chosen: frozenset[str]


def read_runs(
    store: Store,
    folder: Node,
    runs: Sequence[tuple[Node, RunDigest | None]],
    wish: Wish,
    cache: Path,
    cancel: Cancel,
) -> Iterator[RunsShown]:
    """The Runs as trials, first without their curves, then with them."""
    facts = _facts(runs)
    metrics = _metrics(facts)
    metric = wish.metric if wish.metric in metrics else next(iter(metrics), "")
    direction = wish.direction or direction_of(metric) or Direction.MAXIMIZE
    parameters = tuple(dict.fromkeys(name for one in facts for name in one.parameters))
    chosen = frozenset(varying(facts) if wish.parameters is None else wish.parameters)
    looked_at = [name for name in parameters if name in chosen]
    nodes = {one.id: node for one, (node, _) in zip(facts, runs, strict=True)}

    def shown(*, complete: bool) -> RunsShown:
        found = as_search(folder.name, facts, looked_at, metric, direction)
        reports = found.reports if complete else None
        about = Found(folder, found.search, found.trials, reports, ())
        made = snapshot(about, wish.choice if complete else MetricChoice.FINAL)
        return RunsShown(made, nodes, metrics, metric, direction, parameters, chosen)

    yield shown(complete=False)
    columns = ColumnCache(cache)
    for place, (node, digest) in enumerate(runs[:MOST_CURVES]):
        cancel.check()
        if digest is not None and metric in digest.metrics:
            facts[place] = replace(facts[place], curve=_curve(store, node, metric, columns, cancel))
    yield shown(complete=True)


def _facts(runs: Sequence[tuple[Node, RunDigest | None]]) -> list[RunFacts]:
    names = Counter(node.name for node, _ in runs)
    at = now()
    facts = []
    for node, digest in runs:
        facts.append(
            RunFacts(
                node.name if names[node.name] == 1 else node.path.name,
                node.status_at(at) or Status.UNKNOWN,
                node.started,
                node.ended,
                {} if digest is None else dict(digest.parameters),
                {} if digest is None else {key: one.last for key, one in digest.metrics.items()},
            )
        )
    return facts


def _metrics(facts: Sequence[RunFacts]) -> tuple[str, ...]:
    """The metrics that occur: first those with a good end, of validation, of most Runs."""
    counts = Counter(name for one in facts for name in one.metrics)

    def order(name: str) -> tuple[bool, int, int, str]:
        rank = _RANKS.get(name.partition("/")[0], 1)
        return direction_of(name) is None, rank, -counts[name], name

    return tuple(sorted(counts, key=order))


def _curve(
    store: Store, node: Node, metric: str, columns: ColumnCache, cancel: Cancel
) -> tuple[Floats, Floats]:
    """Steps and values of a Run's metric; nothing where they can't be read."""
    nothing = np.empty(0), np.empty(0)
    kind = metric.partition("/")[0]
    try:
        source = store.objects(node.path)
        for file in metric_files(source).value:
            if kind not in {file.type, canonical_type(file.type)}:
                continue
            table = columns.table(source, file.key, file.type, cancel.check).value
            found = _series(table, metric.partition("/")[2])
            if found is not None:
                return found
    except CancelledError:
        raise
    except EmError:  # gone or unreadable: its own page tells
        return nothing
    return nothing


def _series(table: MetricTable, name: str) -> tuple[Floats, Floats] | None:
    if name not in table.columns:
        return None
    series = table.series(name)
    return series.step, series.value
