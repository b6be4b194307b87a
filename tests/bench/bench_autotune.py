"""Large searches: opening them cold and again, the table, brushing, the pictures of many lines."""

from __future__ import annotations

import json
import math
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np

from em_desktop.domain import densities
from em_desktop.domain.autotune import Direction, SearchParameter, Trial, TrialStatus
from em_desktop.domain.metrics import Floats
from em_desktop.domain.query import parse
from em_desktop.domain.trial_axes import METRIC, Brush, Span, brushed, metric_axis, parameter_axis
from em_desktop.domain.trial_set import Reports, TrialSet
from em_desktop.formats import autotune
from em_desktop.formats.source import DirectorySource
from em_desktop.gui.models.trial_rows import Query, Row, arrange, columns_of
from em_desktop.index.trials import TrialCache
from tests.bench.framework import Result, seconds

_TRIALS, _MANY = 10_000, 100_000
_STEPS = 20
_NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
_SPACE = (
    *(SearchParameter(f"p{number}", "uniform", (0, 1)) for number in range(8)),
    SearchParameter("lr", "loguniform", (1e-5, 1.0)),
    SearchParameter("opt", "choice", ("adam", "sgd", "adamw")),
)


def bench_autotune_open() -> Iterator[Result]:
    """10,000 trials x 10 parameters with 20 intermediate values, on disk."""
    with tempfile.TemporaryDirectory() as folder:
        root, cache = Path(folder) / "search", Path(folder) / "cache"
        write_search(root)
        parse = seconds(lambda: _read_plainly(root), runs=1)
        cold = seconds(lambda: _open(root, cache), runs=1)
        again = seconds(lambda: _open(root, cache))
        yield Result("cold", cold * 1e3, "ms", parse * 1e3, "json and yaml", target=5000)
        yield Result("again", again * 1e3, "ms", cold * 1e3, "cold", target=1000)


def bench_autotune_table() -> Iterator[Result]:
    """Filtering and sorting 10,000 trials."""
    trials = _trials(_TRIALS)
    rows = [Row(trial) for trial in trials]
    columns = columns_of(_SPACE, trials)
    half = frozenset(trial.id for trial in trials[::2])

    def arranged(query: Query) -> Callable[[], object]:
        return lambda: arrange(rows, query, columns, _NOON)

    by_metric = Query(column="metric", descending=True)
    by_number = Query(column="parameter:p3")
    for what, query in (
        ("sort by metric", by_metric),
        ("sort by a hyperparameter", by_number),
        ("filter by conditions", Query(parse("p3 > 0.5 and opt in (adam, adamw)"))),
        ("filter by words", Query(parse("adam succ"))),
        ("only brushed", Query(column="metric", only=half)),
    ):
        yield Result(what, seconds(arranged(query)) * 1e3, "ms", target=100)


def bench_autotune_brush() -> Iterator[Result]:
    """What a move of a brush computes."""
    for count in (_TRIALS, _MANY):
        found = TrialSet.of(_trials(count), _SPACE, Direction.MAXIMIZE, _NOON)
        axes = [parameter_axis(found, one.name) for one in _SPACE] + [metric_axis(found)]
        shown = np.ones(count, dtype=np.bool_)
        brushes = {"p0": Brush((Span(0.2, 0.5),)), METRIC: Brush((Span(0.4, math.inf),))}
        choose = seconds(partial(brushed, axes, brushes, shown))
        yield Result(f"choose of {count:,}", choose * 1e3, "ms", target=100)
        ups = [axis.fractions for axis in axes]
        yield Result(f"lines of {count:,}", seconds(partial(_lines, ups)) * 1e3, "ms")


def bench_autotune_columns() -> Iterator[Result]:
    """Trials as columns and axes, in a worker."""
    for count in (_TRIALS, _MANY):
        trials = _trials(count)
        steps = np.arange(_STEPS, dtype=np.float64)
        curves = [(steps, np.sqrt(steps) * number) for number in range(count)]
        reports = Reports.join(curves, [{}] * count)
        columns = seconds(partial(_columns, trials, reports), runs=3)
        yield Result(f"columns of {count:,}", columns * 1e3, "ms")
        yield Result(f"curves of {count:,}", seconds(partial(_curves, reports)) * 1e3, "ms")


def _lines(fractions: list[Floats]) -> None:
    for left, right in pairwise(fractions):
        densities.bundle(left, right, 80, 160)


def _columns(trials: list[Trial], reports: Reports) -> None:
    found = TrialSet.of(trials, _SPACE, Direction.MAXIMIZE, _NOON, reports)
    for parameter in _SPACE:
        parameter_axis(found, parameter.name)


def _curves(reports: Reports) -> None:
    places = np.arange(len(reports.starts) - 1)
    top = float(reports.values.max())
    densities.curves(reports, places, (0, _STEPS - 1), (0, top), (240, 140))


def _open(root: Path, cache: Path) -> None:
    source = DirectorySource(root)
    reader = autotune.TrialReader(source, TrialCache(cache, source.location))
    search = autotune.read_search(source).value
    *_, trials = reader.update()
    reports = reader.reports(trials.value).value
    found = TrialSet.of(trials.value, search.space, search.direction, _NOON, reports)
    for name in found.parameters:
        parameter_axis(found, name)


def _read_plainly(root: Path) -> None:
    """The same files by the plain libraries; of the YAML a tenth, counted ten times."""
    import yaml

    files = sorted(root.glob("*/metadata.json"))
    for file in files:
        json.loads(file.read_text())
    start = time.perf_counter()
    for file in files[::10]:
        yaml.load(file.with_name("metrics.yaml").read_text(), yaml.CSafeLoader)
    time.sleep((time.perf_counter() - start) * 9)


def _trials(count: int) -> list[Trial]:
    chance = random.Random(1)
    trials = []
    for number in range(count):
        parameters: dict[str, str | float] = {f"p{n}": chance.random() for n in range(8)}
        parameters |= {"lr": 10 ** chance.uniform(-5, 0), "opt": chance.choice(("adam", "sgd"))}
        started = _NOON + timedelta(seconds=number)
        trials.append(
            Trial(
                f"t{number:06}",
                number,
                TrialStatus.SUCCEEDED,
                parameters=parameters,
                started=started,
                ended=started + timedelta(seconds=chance.randint(5, 900)),
                final=chance.random(),
            )
        )
    return trials


def write_search(root: Path, count: int = _TRIALS) -> None:
    """Write a search of so many trials."""
    root.mkdir(parents=True)
    space = {one.name: {"_type": one.distribution, "_value": list(one.values)} for one in _SPACE}
    profile = {"name": "large", "status": "DONE", "params": {"searchSpace": space}}
    (root / "profile.json").write_text(json.dumps(profile))
    for trial in _trials(count):
        folder = root / trial.id
        folder.mkdir()
        assert trial.started is not None
        assert trial.ended is not None
        metadata = {
            "formatVersion": 1,
            "trialJobId": trial.id,
            "sequenceId": trial.sequence,
            "status": "SUCCEEDED",
            "hyperParameters": dict(trial.parameters),
            "startTime": trial.started.isoformat(),
            "endTime": trial.ended.isoformat(),
            "finalMetric": trial.final,
            "message": "",
        }
        (folder / "metadata.json").write_text(json.dumps(metadata))
        record = (
            "- type: {}\n  value:\n    default: {!r}\n  sequence:\n    epoch: null\n"
            "    step: {}\n    timestamp: '2026-11-23T12:00:00Z'\n"
        )
        final = trial.final or 0.0
        lines = [record.format("PERIODICAL", final * n / _STEPS, n) for n in range(_STEPS)]
        text = "".join([*lines, record.format("FINAL", final, 0)])
        (folder / "metrics.yaml").write_text(text)
