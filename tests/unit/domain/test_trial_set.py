"""Trials as columns: orders, best so far, shares, Pareto fronts, summaries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from em_desktop.domain.autotune import (
    Direction,
    MetricChoice,
    Report,
    Trial,
    TrialGroup,
    TrialMetrics,
    TrialOrder,
    TrialStatus,
    best_trial,
    optimization_curve,
)
from em_desktop.domain.trial_set import (
    Reports,
    TrialSet,
    best_so_far,
    ordered,
    pareto_front,
    share_threshold,
    with_metric,
)

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NAN = float("nan")


def trial(number: int, final: float | None, status: TrialStatus = TrialStatus.SUCCEEDED) -> Trial:
    started = NOON - timedelta(seconds=number)
    return Trial(f"t{number}", number, status, final=final, started=started, ended=NOON)


def curve(*values: float) -> TrialMetrics:
    return TrialMetrics(tuple(Report(float(step), value) for step, value in enumerate(values)))


def trial_set(
    trials: Sequence[Trial],
    curves: Sequence[TrialMetrics] | None = None,
    direction: Direction = Direction.MAXIMIZE,
) -> TrialSet:
    reports = None if curves is None else Reports.of(curves)
    return TrialSet.of(trials, (), direction, NOON, reports)


def test_an_early_stopped_trial_stands_at_its_last_report() -> None:
    trials = [trial(0, 0.9), trial(1, None, TrialStatus.EARLY_STOPPED)]

    found = trial_set(trials, [curve(0.5, 0.8), curve(0.2, 0.3, NAN)])

    assert found.value.tolist() == [0.9, 0.3]
    assert np.isnan(found.metric[1])
    assert found.duration.tolist() == [0.0, 1.0]


def test_the_last_smallest_largest_and_best_reported_values() -> None:
    reports = Reports.of([curve(3, 1, 2), curve(), curve(NAN), curve(5, float("inf"))])

    def summary(choice: MetricChoice, direction: Direction = Direction.MAXIMIZE) -> list[str]:
        return [f"{value:g}" for value in reports.summary(choice, direction)]

    assert summary(MetricChoice.LAST) == ["2", "nan", "nan", "5"]
    assert summary(MetricChoice.SMALLEST) == ["1", "nan", "nan", "5"]
    assert summary(MetricChoice.LARGEST) == ["3", "nan", "nan", "5"]
    assert summary(MetricChoice.BEST, Direction.MINIMIZE) == ["1", "nan", "nan", "5"]
    assert summary(MetricChoice.BEST, Direction.MAXIMIZE) == ["3", "nan", "nan", "5"]


def test_another_value_can_be_the_final_one() -> None:
    trials = [trial(0, 0.5), trial(1, 0.7)]
    reports = Reports.of([curve(0.9, 0.5), curve()])

    best = with_metric(trials, reports, MetricChoice.BEST, Direction.MAXIMIZE)

    assert [one.final for one in best] == [0.9, None]
    assert with_metric(trials, reports, MetricChoice.FINAL, Direction.MAXIMIZE) == tuple(trials)


def test_trials_stand_by_number_or_by_value_with_those_without_one_last() -> None:
    found = trial_set([trial(0, 0.5), trial(1, None), trial(2, 0.9), trial(3, 0.5)])
    shown = np.ones(4, dtype=np.bool_)

    assert ordered(found, shown, TrialOrder.NUMBER).tolist() == [0, 1, 2, 3]
    assert ordered(found, shown, TrialOrder.ASCENDING).tolist() == [0, 3, 2, 1]
    assert ordered(found, shown, TrialOrder.DESCENDING).tolist() == [2, 0, 3, 1]
    shown[2] = False
    assert ordered(found, shown, TrialOrder.DESCENDING).tolist() == [0, 3, 1]


@given(
    st.lists(st.one_of(st.none(), st.floats(-5, 5), st.just(float("inf"))), max_size=30),
    st.sampled_from(Direction),
)
def test_the_curve_of_the_best_is_that_of_the_plain_rule(
    finals: list[float | None], direction: Direction
) -> None:
    trials = [trial(number, final) for number, final in enumerate(finals)]
    found = trial_set(trials, direction=direction)

    expected = optimization_curve(trials, direction)
    x, y = best_so_far(found)

    assert x.tolist() == [point.sequence for point in expected]
    assert y.tolist() == [point.best for point in expected]
    best = best_trial(trials, direction)
    assert (None if found.best is None else found.trials[found.best]) == best


def test_the_best_share_is_at_least_one_trial() -> None:
    found = trial_set([trial(number, number / 10) for number in range(10)])
    shown = np.ones(10, dtype=np.bool_)

    assert share_threshold(found, shown, 0.2) == 0.8
    assert share_threshold(found, shown, 0.01) == 0.9
    assert share_threshold(found, shown, 1.0) == 0.0
    assert share_threshold(found, np.zeros(10, dtype=np.bool_), 0.2) is None
    minimized = trial_set(found.trials, direction=Direction.MINIMIZE)
    assert share_threshold(minimized, shown, 0.2) == 0.1


def test_groups_are_counted_and_chosen() -> None:
    found = trial_set([trial(0, 1.0), trial(1, None, TrialStatus.FAILED), trial(2, 2.0)])

    assert found.counts()[TrialGroup.SUCCEEDED] == 2
    assert found.of_groups({TrialGroup.FAILED}).tolist() == [False, True, False]


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=40))
def test_no_point_of_the_pareto_front_is_beaten_and_all_others_are(
    points: list[tuple[int, int]],
) -> None:
    x, y = (np.array([point[axis] for point in points], dtype=np.float64) for axis in (0, 1))

    front = pareto_front(x, y, (Direction.MINIMIZE, Direction.MAXIMIZE))

    def beaten(place: int) -> bool:
        ax, ay = points[place]
        return any(bx <= ax and by >= ay and (bx, by) != (ax, ay) for bx, by in points)

    assert front.tolist() == [not beaten(place) for place in range(len(points))]


def test_a_trial_without_one_of_the_metrics_is_never_on_the_front() -> None:
    x, y = np.array([1.0, NAN, 5.0]), np.array([1.0, 9.0, NAN])
    maximize = Direction.MAXIMIZE

    assert pareto_front(x, y, (maximize, maximize)).tolist() == [True, False, False]
