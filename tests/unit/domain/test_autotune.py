from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import pytest

from em_desktop.domain.autotune import (
    Algorithm,
    CurvePoint,
    Direction,
    Report,
    Search,
    SearchParameter,
    Trial,
    TrialGroup,
    TrialMetrics,
    TrialStatus,
    best_trial,
    count_trials,
    optimization_curve,
)
from em_desktop.domain.nodes import Status

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def trial(
    sequence: int, final: float | None = None, status: TrialStatus = TrialStatus.SUCCEEDED
) -> Trial:
    return Trial(f"t{sequence}", sequence, status, final=final)


def test_the_best_trial_is_the_greatest_or_the_smallest_by_direction() -> None:
    trials = [trial(0, 0.5), trial(1, 0.9), trial(2, 0.1)]

    assert best_trial(trials, Direction.MAXIMIZE) == trials[1]
    assert best_trial(trials, Direction.MINIMIZE) == trials[2]


def test_of_equal_values_the_lower_number_is_the_best_whatever_the_order() -> None:
    trials = [trial(7, 0.9), trial(3, 0.9), trial(5, 0.9)]

    best = best_trial(trials, Direction.MAXIMIZE)

    assert best is not None
    assert best.sequence == 3


def test_only_succeeded_trials_with_a_finite_metric_take_part() -> None:
    trials = [
        trial(0, math.inf),
        trial(1, math.nan),
        trial(2, None),
        trial(3, 0.99, TrialStatus.EARLY_STOPPED),
        trial(4, 0.98, TrialStatus.RUNNING),
        trial(5, 0.2),
    ]

    assert best_trial(trials, Direction.MAXIMIZE) == trials[5]
    assert optimization_curve(trials, Direction.MAXIMIZE) == (CurvePoint(5, 0.2),)
    assert best_trial(trials[:5], Direction.MAXIMIZE) is None


def test_the_curve_is_the_best_so_far_by_number() -> None:
    trials = [trial(3, 0.7), trial(0, 0.5), trial(1, 0.4), trial(2, 0.7)]

    assert optimization_curve(trials, Direction.MAXIMIZE) == (
        CurvePoint(0, 0.5),
        CurvePoint(1, 0.5),
        CurvePoint(2, 0.7),
        CurvePoint(3, 0.7),
    )
    assert [point.best for point in optimization_curve(trials, Direction.MINIMIZE)] == [
        0.5,
        0.4,
        0.4,
        0.4,
    ]


def test_trials_are_counted_by_what_their_state_means() -> None:
    counts = count_trials(trial(number, status=status) for number, status in enumerate(TrialStatus))

    assert counts == {
        TrialGroup.SUCCEEDED: 1,
        TrialGroup.FAILED: 2,
        TrialGroup.EARLY_STOPPED: 1,
        TrialGroup.CANCELED: 2,
        TrialGroup.RUNNING: 1,
        TrialGroup.WAITING: 1,
    }


def test_a_running_trial_lasts_until_now_and_an_ended_one_until_its_end() -> None:
    start = NOON - timedelta(minutes=5)
    running = Trial("a", 0, TrialStatus.RUNNING, started=start)
    ended = Trial("b", 1, TrialStatus.FAILED, started=start, ended=start + timedelta(seconds=9))
    waiting = Trial("c", 2, TrialStatus.WAITING, submitted=start)

    assert running.duration_at(NOON) == timedelta(minutes=5)
    assert ended.duration_at(NOON) == timedelta(seconds=9)
    assert waiting.duration_at(NOON) is None
    assert [one.is_finished for one in (running, ended, waiting)] == [False, True, False]


def test_running_time_is_the_recorded_one_else_end_or_now_less_start() -> None:
    start = NOON - timedelta(hours=1)

    recorded = Search("", "", Status.RUNNING, started=start, recorded_time=timedelta(seconds=3))
    ended = Search("", "", Status.COMPLETE, started=start, ended=start + timedelta(minutes=2))
    running = Search("", "", Status.RUNNING, started=start)

    assert recorded.running_time_at(NOON) == timedelta(seconds=3)
    assert ended.running_time_at(NOON) == timedelta(minutes=2)
    assert running.running_time_at(NOON) == timedelta(hours=1)
    assert Search("", "", Status.QUEUED).running_time_at(NOON) is None


def test_the_direction_is_the_tuners_else_the_advisors_else_maximize() -> None:
    silent = Algorithm("TPE")
    minimizing = Algorithm("BOHB", direction=Direction.MINIMIZE)

    assert Search("", "", Status.COMPLETE).direction is Direction.MAXIMIZE
    assert Search("", "", Status.COMPLETE, tuner=silent).direction is Direction.MAXIMIZE
    both = Search("", "", Status.COMPLETE, tuner=silent, advisor=minimizing)
    assert both.direction is Direction.MINIMIZE
    assert both.method is silent


@pytest.mark.parametrize(
    ("parameter", "bounds", "log", "integer", "categorical"),
    [
        (SearchParameter("a", "choice", ("relu", "tanh")), None, False, False, True),
        (SearchParameter("a", "choice", (16, 64, 32)), (16.0, 64.0), False, True, True),
        (SearchParameter("a", "choice", (True, False)), None, False, False, True),
        (SearchParameter("a", "randint", (5, 13)), (5.0, 12.0), False, True, False),
        (SearchParameter("a", "uniform", (0, 1.2)), (0.0, 1.2), False, False, False),
        (SearchParameter("a", "quniform", (0, 2, 0.25)), (0.0, 2.0), False, False, False),
        (SearchParameter("a", "quniform", (0, 10, 2)), (0.0, 10.0), False, True, False),
        (SearchParameter("a", "loguniform", (1e-6, 100)), (1e-6, 100.0), True, False, False),
        (SearchParameter("a", "lognormal", (0, 1)), None, True, False, False),
        (SearchParameter("a", "normal", (0, 1)), None, False, False, False),
        (SearchParameter("a", "uniform", ("low", 1)), None, False, False, False),
        (SearchParameter("a", "spline", (0, 1)), None, False, False, False),
    ],
)
def test_a_search_parameter_knows_its_axis(
    parameter: SearchParameter,
    bounds: tuple[float, float] | None,
    log: bool,
    integer: bool,
    categorical: bool,
) -> None:
    assert parameter.bounds == bounds
    assert (parameter.is_log, parameter.is_integer, parameter.is_categorical) == (
        log,
        integer,
        categorical,
    )


def test_a_normal_parameter_has_a_mean_and_a_deviation() -> None:
    assert SearchParameter("a", "qnormal", (3, 0.5, 1)).moments == (3.0, 0.5)
    assert SearchParameter("a", "qnormal", (3, 0.5, 1)).step == 1.0
    assert SearchParameter("a", "uniform", (3, 4)).moments is None


def test_metrics_give_their_curve_and_the_names_beside_it() -> None:
    metrics = TrialMetrics(
        (Report(10, 0.5, extra={"f1": 0.4}), Report(20, None, extra={"auc": 0.9})),
        Report(0, 0.6, extra={"f1": 0.5}),
    )

    assert list(metrics.steps) == [10, 20]
    assert metrics.values[0] == 0.5
    assert math.isnan(metrics.values[1])
    assert metrics.extra_names == ("f1", "auc")
