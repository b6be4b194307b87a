"""Every AutoTune sample, by its values."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from em_desktop.domain.autotune import (
    Direction,
    Search,
    Trial,
    TrialGroup,
    TrialStatus,
    best_trial,
    count_trials,
    optimization_curve,
)
from em_desktop.domain.nodes import Status
from em_desktop.formats import autotune
from em_desktop.formats.source import DirectorySource


class Sample:
    """One sample, read once."""

    def __init__(self, directory: Path) -> None:
        self.source = DirectorySource(directory)
        search = autotune.read_search(self.source)
        trials = autotune.read_trials(self.source)
        assert search.problems == ()
        assert trials.problems == ()
        self.search: Search = search.value
        self.trials: tuple[Trial, ...] = trials.value
        self.by_id = {trial.id: trial for trial in trials.value}

    @property
    def counts(self) -> dict[str, int]:
        counted = count_trials(self.trials)
        return {group.value: number for group, number in counted.items() if number}

    @property
    def best(self) -> Trial | None:
        return best_trial(self.trials, self.search.direction)


@pytest.fixture(scope="module")
def keras(samples: Path) -> Sample:
    return Sample(samples / "autotune" / "keras-style-name")


@pytest.fixture(scope="module")
def timeout(samples: Path) -> Sample:
    return Sample(samples / "autotune" / "timeout")


@pytest.fixture(scope="module")
def running(samples: Path) -> Sample:
    return Sample(samples / "autotune" / "running")


@pytest.fixture(scope="module")
def nni(samples: Path) -> Sample:
    return Sample(samples / "autotune" / "nni-style-keys")


def test_the_canonical_profile_is_read_whole(keras: Sample) -> None:
    search = keras.search

    assert (search.id, search.name) == ("kq3Zt8Vn", "sklearn-digits-autotune")
    assert (search.status, search.raw_status) == (Status.COMPLETE, "DONE")
    assert search.started == datetime(2026, 11, 23, 4, 9, 19, 963972, tzinfo=UTC)
    assert search.ended == datetime(2026, 11, 23, 4, 9, 33, 715267, tzinfo=UTC)
    assert search.recorded_time == timedelta(seconds=13.751)
    assert search.max_time == timedelta(hours=1)
    assert (search.max_trials, search.concurrency, search.trials_made) == (68, 3, 68)
    assert search.direction is Direction.MAXIMIZE
    assert search.tuner is not None
    assert search.tuner.name == "TPE"
    assert search.tuner.arguments["constant_liar_type"] == "min"
    assert search.assessor is not None
    assert (search.assessor.name, search.assessor.arguments["start_step"]) == ("Medianstop", 2)
    assert search.advisor is None
    assert search.training["type"] == "tensorflow"


def test_the_canonical_search_space_keeps_its_order_and_types(keras: Sample) -> None:
    space = keras.search.space

    assert [(one.name, one.distribution) for one in space] == [
        ("hidden_units", "choice"),
        ("activation", "choice"),
        ("learning_rate", "loguniform"),
        ("momentum", "uniform"),
        ("alpha", "loguniform"),
        ("batch_size", "choice"),
        ("epochs", "randint"),
        ("dropout_like_noise", "quniform"),
        ("standardize", "choice"),
    ]
    assert space[0].values == (16, 32, 64, 128)
    assert space[2].bounds == (0.0001, 30.0)
    assert space[6].bounds == (5.0, 12.0)
    assert space[8].values == (True, False)


def test_the_canonical_trials_are_all_there(keras: Sample) -> None:
    assert len(keras.trials) == 68
    assert keras.counts == {"succeeded": 31, "failed": 15, "early_stopped": 22}
    assert keras.search.counts is not None
    assert keras.search.counts[TrialGroup.EARLY_STOPPED] == 22
    assert [trial.sequence for trial in keras.trials] == list(range(68))
    assert sum(trial.source == "customized" for trial in keras.trials) == 2


def test_an_id_that_looks_like_a_number_is_text(keras: Sample, nni: Sample) -> None:
    trial = keras.by_id["17671"]

    assert (trial.sequence, trial.status) == (2, TrialStatus.SUCCEEDED)
    assert trial.final == 0.9055555555555556
    assert trial.parameters["activation"] == "tanh"
    assert trial.parameters["standardize"] is False
    assert trial.duration_at(datetime.now(UTC)) == timedelta(seconds=1.018344)
    assert nni.by_id["1e119"].final == 0.9880257009345794


def test_the_best_of_equal_trials_is_the_first(keras: Sample) -> None:
    finals = [one.final for one in keras.trials if one.takes_part and one.final is not None]

    assert keras.best is not None
    assert (keras.best.id, keras.best.final) == ("tgrv4", 0.975925925925926)
    assert max(finals) == 0.975925925925926
    curve = optimization_curve(keras.trials, Direction.MAXIMIZE)
    assert len(curve) == 31
    assert curve[-1].best == 0.975925925925926
    assert all(one.best <= other.best for one, other in pairwise(curve))


def test_a_trial_that_failed_before_its_first_report_has_no_metrics(keras: Sample) -> None:
    failed = [trial for trial in keras.trials if trial.group is TrialGroup.FAILED]
    reported = [
        len(autotune.read_trial_metrics(keras.source, trial.id).value.periodical)
        for trial in failed
    ]

    assert sorted(reported) == [0] * 13 + [3, 3]
    assert all(trial.message for trial in failed)
    assert all(trial.final is None for trial in failed)


def test_the_final_value_is_no_point_of_the_curve(keras: Sample) -> None:
    metrics = autotune.read_trial_metrics(keras.source, "17671").value

    assert metrics.steps == tuple(float(step) for step in range(20, 241, 20))
    assert metrics.values[:2] == (0.3574074074074074, 0.5462962962962963)
    assert metrics.final is not None
    assert metrics.final.value == 0.9055555555555556


def test_a_search_that_ran_out_of_time(timeout: Sample) -> None:
    search = timeout.search

    assert search.status is Status.TIMEOUT
    assert (search.max_time, search.max_trials) == (timedelta(seconds=12), 30)
    assert search.direction is Direction.MINIMIZE
    assert len(timeout.trials) == 20
    assert timeout.counts == {"succeeded": 13, "early_stopped": 5, "canceled": 2}
    assert [trial.status for trial in timeout.trials].count(TrialStatus.SYS_CANCELED) == 2
    assert timeout.best is not None
    assert (timeout.best.id, timeout.best.final) == ("itbgj", 0.0973722405987964)


def test_a_search_that_is_still_running(running: Sample) -> None:
    assert running.search.status is Status.RUNNING
    assert running.search.ended is None
    assert len(running.trials) == 19
    assert running.counts == {"succeeded": 11, "early_stopped": 5, "running": 2, "waiting": 1}
    under_way = [trial for trial in running.trials if trial.status is TrialStatus.RUNNING]
    for trial in under_way:
        metrics = autotune.read_trial_metrics(running.source, trial.id).value
        assert len(metrics.periodical) > 0
        assert metrics.final is None
        assert trial.final is None
    (waiting,) = [trial for trial in running.trials if trial.status is TrialStatus.WAITING]
    assert waiting.started is None
    assert waiting.submitted is not None
    assert autotune.read_trial_metrics(running.source, waiting.id).value.periodical == ()


def test_a_profile_in_the_form_of_nni(nni: Sample) -> None:
    search = nni.search

    assert (search.id, search.name) == ("GfTz41uQ", "breast-cancer-gbdt")
    assert (search.status, search.raw_status) == (Status.COMPLETE, "")
    assert search.started == datetime(2026, 11, 23, 4, 6, 33, 611000, tzinfo=UTC)
    assert search.max_time == timedelta(minutes=30)
    assert search.recorded_time == timedelta(seconds=2)
    assert [one.name for one in search.space] == [
        "n_estimators",
        "learning_rate",
        "max_depth",
        "subsample",
        "criterion",
    ]
    assert search.direction is Direction.MAXIMIZE
    assert search.training == {"codeDir": ".", "command": "python3 train.py"}


def test_trials_in_the_form_of_nni(nni: Sample) -> None:
    assert len(nni.trials) == 12
    assert [trial.sequence for trial in nni.trials] == list(range(12))
    assert nni.counts == {"succeeded": 8, "failed": 2, "early_stopped": 2}
    trial = nni.by_id["1dz4e"]
    assert trial.parameters == {
        "n_estimators": 120,
        "learning_rate": 0.030967590622029178,
        "max_depth": 3,
        "subsample": 0.5,
        "criterion": "friedman_mse",
    }
    assert (trial.parameter_id, trial.source) == (6, "algorithm")
    assert trial.started == datetime(2026, 11, 23, 4, 6, 34, 836000, tzinfo=UTC)
    assert trial.final == 0.9874415887850467
    assert nni.best is not None
    assert (nni.best.id, nni.best.final) == ("v425x", 0.9889018691588785)


def test_metric_rows_of_nni_have_doubly_encoded_values(nni: Sample) -> None:
    metrics = autotune.read_trial_metrics(nni.source, "1dz4e").value

    assert metrics.steps == tuple(float(step) for step in range(12))
    assert metrics.values[:2] == (0.9788259345794392, 0.9906542056074766)
    assert metrics.periodical[0].time == datetime(2026, 11, 23, 4, 6, 35, 340000, tzinfo=UTC)
    assert metrics.final is not None
    assert metrics.final.value == 0.9874415887850467


def test_metric_rows_of_the_sdk_have_steps_and_values_beside_the_default(nni: Sample) -> None:
    metrics = autotune.read_trial_metrics(nni.source, "civ08").value

    assert metrics.steps[:3] == (10.0, 20.0, 30.0)
    assert metrics.values[0] == 0.991311331775701
    assert metrics.extra_names == ("f1",)
    assert metrics.periodical[1].extra == {"f1": 0.9771689497716894}
    assert metrics.final is not None
    assert metrics.final.value == 0.9883177570093458


@pytest.mark.parametrize("name", ["keras-style-name", "timeout", "running", "nni-style-keys"])
def test_no_trial_has_a_final_value_at_step_0(samples: Path, name: str) -> None:
    sample = Sample(samples / "autotune" / name)

    for trial in sample.trials:
        reading = autotune.read_trial_metrics(sample.source, trial.id)
        assert reading.problems == ()
        finals = () if reading.value.final is None else (reading.value.final.value,)
        assert trial.final is None or trial.final in finals
        assert len(set(reading.value.steps)) == len(reading.value.steps)
        assert not any(math.isnan(value) for value in reading.value.values)


def test_a_listing_needs_the_profile_only(samples: Path) -> None:
    summary = autotune.summarize(DirectorySource(samples / "autotune" / "timeout")).value

    assert (summary.name, summary.status) == ("digits-loss-timeout", Status.TIMEOUT)
    assert summary.started == datetime(2026, 11, 23, 4, 7, 39, 407032, tzinfo=UTC)
    assert summary.ended == datetime(2026, 11, 23, 4, 7, 51, 534072, tzinfo=UTC)
