"""Any Runs looked at as if they were a search."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from em_desktop.domain.autotune import Direction, TrialStatus, best_trial
from em_desktop.domain.nodes import Status
from em_desktop.domain.runs_as_trials import RunFacts, as_search, varying

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def run(name: str, minutes: int, loss: float, status: Status = Status.COMPLETE) -> RunFacts:
    return RunFacts(
        name,
        status,
        NOON + timedelta(minutes=minutes),
        NOON + timedelta(minutes=minutes + 5),
        {"lr": 0.1 * minutes, "other": 1},
        {"val/loss": loss, "val/accuracy": 1 - loss},
        (np.array([1.0, 2.0]), np.array([loss + 1, loss])),
    )


def test_runs_are_trials_in_the_order_of_their_start() -> None:
    found = as_search(
        "digits",
        [run("late", 9, 0.2), run("early", 1, 0.1), run("broken", 5, 0.0, Status.ERROR)],
        ["lr", "absent"],
        "val/loss",
        Direction.MINIMIZE,
    )

    assert [trial.id for trial in found.trials] == ["early", "broken", "late"]
    assert [trial.sequence for trial in found.trials] == [0, 1, 2]
    assert found.trials[1].status is TrialStatus.FAILED
    assert dict(found.trials[0].parameters) == {"lr": 0.1}
    assert [trial.final for trial in found.trials] == [0.1, 0.0, 0.2]
    best = best_trial(found.trials, found.search.direction)
    assert best is not None
    assert best.id == "early"


def test_curves_and_further_metrics_come_along() -> None:
    found = as_search("digits", [run("a", 1, 0.25)], ["lr"], "val/loss")

    steps, values = found.reports.curve(0)
    assert (steps.tolist(), values.tolist()) == ([1, 2], [1.25, 0.25])
    assert list(found.reports.finals) == ["val/accuracy"]
    assert found.reports.finals["val/accuracy"].tolist() == [0.75]


def test_a_run_without_the_metric_or_a_start_has_none() -> None:
    bare = RunFacts("bare", Status.QUEUED)
    found = as_search("digits", [bare, run("a", 1, 0.5)], ["lr"], "val/loss")

    assert [trial.id for trial in found.trials] == ["a", "bare"]
    assert found.trials[1].final is None
    assert np.isnan(found.reports.finals["val/accuracy"][1])
    assert as_search("none", [], ["lr"], "loss").trials == ()


def test_parameters_that_differ_are_looked_at_first() -> None:
    runs = [run("a", 1, 0.5), run("b", 2, 0.5)]
    assert varying(runs) == ("lr",)
    assert varying(runs[:1]) == ("lr", "other")
    assert varying([*runs, RunFacts("bare", Status.QUEUED)]) == ("lr", "other")
    assert varying([]) == ()
