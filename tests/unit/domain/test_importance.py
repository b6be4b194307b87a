"""Importances of hyperparameters by Optuna."""

from __future__ import annotations

import random
import sys
from datetime import UTC, datetime

import pytest

from em_desktop.domain import importance
from em_desktop.domain.autotune import Direction, SearchParameter, Trial, TrialStatus
from em_desktop.domain.importance import (
    compute_importances,
    importance_task,
)
from em_desktop.domain.recordings import Value
from em_desktop.domain.trial_set import TrialSet
from em_desktop.errors import NotInstalledError

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SPACE = (
    SearchParameter("lr", "loguniform", (1e-5, 1.0)),
    SearchParameter("noise", "uniform", (0, 1)),
    SearchParameter("opt", "choice", ("adam", "sgd")),
)


def searched(count: int, direction: Direction = Direction.MAXIMIZE) -> TrialSet:
    """Trials whose metric depends on the learning rate alone."""
    chance = random.Random(1)
    trials = []
    for number in range(count):
        exponent = chance.uniform(-5, 0)
        value = -((exponent + 2) ** 2)
        parameters: dict[str, Value] = {
            "lr": 10**exponent,
            "noise": chance.random(),
            "opt": chance.choice(["adam", "sgd"]),
        }
        final = value if direction is Direction.MAXIMIZE else -value
        trials.append(
            Trial(f"t{number}", number, TrialStatus.SUCCEEDED, parameters=parameters, final=final)
        )
    return TrialSet.of(trials, SPACE, direction, NOON)


@pytest.mark.parametrize("direction", list(Direction))
def test_what_makes_the_difference_is_the_most_important(direction: Direction) -> None:
    found = compute_importances(importance_task(searched(120, direction)))

    assert found.shares[0][0] == "lr"
    assert found.shares[0][1] > 0.7
    assert sum(share for _, share in found.shares) == pytest.approx(1)
    assert {name for name, _ in found.shares} == {"lr", "noise", "opt"}
    assert (found.trials, found.left_out) == (120, 0)


def test_a_parameter_that_never_varied_is_not_looked_at() -> None:
    trials = [
        Trial(f"t{n}", n, TrialStatus.SUCCEEDED, parameters={"a": n, "b": 1}, final=float(n))
        for n in range(20)
    ]
    task = importance_task(TrialSet.of(trials, (), Direction.MAXIMIZE, NOON))

    assert [column.name for column in task.columns] == ["a"]


def test_it_says_how_many_trials_it_does_not_rest_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importance, "MOST_TRIALS", 50)

    task = importance_task(searched(120))

    assert (len(task.metric), task.left_out) == (40, 80)


def test_trials_that_lack_a_parameter_or_failed_are_left_out() -> None:
    trials = [
        Trial(f"t{n}", n, TrialStatus.SUCCEEDED, parameters={"a": n, "b": n * n}, final=float(n))
        for n in range(10)
    ]
    trials.append(Trial("x", 10, TrialStatus.SUCCEEDED, parameters={"a": 1}, final=1.0))
    trials.append(Trial("y", 11, TrialStatus.FAILED, parameters={"a": 1, "b": 2}, final=1.0))

    task = importance_task(TrialSet.of(trials, (), Direction.MAXIMIZE, NOON))

    assert (len(task.metric), task.left_out) == (10, 1)


def test_too_few_trials_tell_nothing() -> None:
    found = compute_importances(importance_task(searched(3)))

    assert (found.shares, found.trials) == ((), 3)


def test_without_optuna_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "optuna", None)

    with pytest.raises(NotInstalledError) as raised:
        compute_importances(importance_task(searched(10)))

    assert raised.value.subject == "optuna"


def test_values_outside_of_the_search_space_do_not_end_it() -> None:
    trials = [
        Trial(f"t{n}", n, TrialStatus.SUCCEEDED, parameters={"lr": 10.0**n}, final=float(n))
        for n in range(-8, 8)
    ]

    found = compute_importances(
        importance_task(TrialSet.of(trials, SPACE[:1], Direction.MAXIMIZE, NOON))
    )

    assert [name for name, _ in found.shares] == ["lr"]
