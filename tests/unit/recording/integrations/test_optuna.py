"""Studies of the real Optuna, recorded as they run."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from em_desktop.domain.autotune import Direction, Trial, TrialStatus
from em_desktop.domain.nodes import Status
from em_desktop.errors import EmError
from em_desktop.formats.autotune import read_search, read_trial_metrics
from em_desktop.formats.source import DirectorySource
from em_desktop.recording import AutoTune, em
from tests.unit.recording.integrations.conftest import the_search, trials_of

optuna = pytest.importorskip("optuna")

from em_desktop.importers.optuna_study import convert_study  # noqa: E402
from em_desktop.recording.integrations.optuna import (  # noqa: E402
    StudyCallback,
    create_search,
    record_study,
)

STATUSES = [
    TrialStatus.SUCCEEDED,
    TrialStatus.SUCCEEDED,
    TrialStatus.FAILED,
    TrialStatus.EARLY_STOPPED,
    TrialStatus.SUCCEEDED,
]


@pytest.fixture(autouse=True)
def silent() -> None:
    optuna.logging.set_verbosity(optuna.logging.ERROR)


def objective(trial: Any) -> float:
    x = trial.suggest_float("x", -5, 5)
    trial.suggest_float("rate", 1e-4, 1.0, log=True)
    trial.suggest_int("units", 8, 64, step=8)
    trial.suggest_categorical("kind", ["relu", None, 3])
    trial.set_user_attr("seed", trial.number * 10)
    for step in range(4):
        trial.report(x + step, step)
        if trial.number == 3 and step == 2:
            raise optuna.TrialPruned
    if trial.number == 2:
        raise RuntimeError("out of memory")
    return float(x)


def search_of(study: Any) -> None:
    study.enqueue_trial({"x": 1.5, "rate": 0.01, "units": 16, "kind": "relu"})
    study.optimize(objective, n_trials=5, catch=(RuntimeError,))


def check(directory: Path, trials: list[Any]) -> None:
    """That a recorded search says what the study's trials say."""
    source = DirectorySource(directory)
    profile = read_search(source)
    assert profile.problems == ()
    assert profile.value.status is Status.COMPLETE
    assert profile.value.direction is Direction.MINIMIZE
    assert {each.name: each.distribution for each in profile.value.space} == {
        "x": "uniform",
        "rate": "loguniform",
        "units": "quniform",
        "kind": "choice",
    }
    found = trials_of(directory)
    assert [trial.status for trial in found] == STATUSES
    for trial, theirs in zip(found, trials, strict=True):
        assert dict(trial.parameters) == theirs.params
        assert trial.final == (theirs.value if trial.status is TrialStatus.SUCCEEDED else None)
        metrics = read_trial_metrics(source, trial.id)
        assert metrics.problems == ()
        reports = dict(zip(metrics.value.steps, metrics.value.values, strict=True))
        assert reports == theirs.intermediate_values
    assert [trial.source for trial in found] == ["customized", *["algorithm"] * 4]
    assert attributes(directory, found[3]) == {"seed": 30}


def attributes(directory: Path, trial: Trial) -> Any:
    metadata = json.loads((directory / trial.id / "metadata.json").read_text())
    return metadata["userAttributes"]


@pytest.mark.parametrize("storage", [None, "sqlite:///study.db"])
def test_a_study_is_recorded_as_it_runs(project: Path, storage: str | None) -> None:
    sampler, pruner = optuna.samplers.TPESampler(seed=1), optuna.pruners.MedianPruner()
    with record_study("digits", storage=storage, sampler=sampler, pruner=pruner) as study:
        search_of(study)
        trials = study.get_trials()
    check(the_search(project), trials)
    profile = json.loads((the_search(project) / "profile.json").read_text())
    assert profile["params"]["tuner"] == {
        "builtinTunerName": "TPESampler",
        "classArgs": {"optimize_mode": "minimize"},
    }
    assert profile["params"]["assessor"]["builtinAssessorName"] == "MedianPruner"


def test_intermediate_values_are_there_before_the_trial_ends(project: Path) -> None:
    seen: list[tuple[TrialStatus, dict[Any, Any], list[float]]] = []

    def look(trial: Any) -> float:
        trial.suggest_float("x", 1, 2)
        trial.report(0.5, 1)
        trial.report(0.25, 2)
        (found,) = trials_of(the_search(project))
        metrics = read_trial_metrics(DirectorySource(the_search(project)), found.id).value
        seen.append((found.status, dict(found.parameters), list(metrics.values)))
        return 0.0

    with record_study("live") as study:
        study.optimize(look, n_trials=1)
        x = study.best_params["x"]
    assert seen == [(TrialStatus.RUNNING, {"x": x}, [0.5, 0.25])]


def test_trials_of_several_threads_do_not_mix(project: Path) -> None:
    together = threading.Barrier(3, timeout=60)

    def wait(trial: Any) -> float:
        together.wait()
        for step in range(20):
            trial.report(trial.number, step)
        return float(trial.number)

    with record_study("threads") as study:
        study.optimize(wait, n_trials=6, n_jobs=3)
    found = trials_of(the_search(project))
    assert sorted(trial.final or 0 for trial in found) == [0, 1, 2, 3, 4, 5]
    for trial in found:
        metrics = read_trial_metrics(DirectorySource(the_search(project)), trial.id).value
        assert list(metrics.values) == [trial.final] * 20


def test_trials_of_a_loaded_study_come_first(project: Path) -> None:
    before = optuna.create_study(storage="sqlite:///study.db", study_name="digits")
    search_of(before)
    with record_study("digits", storage="sqlite:///study.db", load_if_exists=True) as study:
        study.optimize(objective, n_trials=1)
        assert len(study.trials) == 6
    found = trials_of(the_search(project))
    assert [trial.status for trial in found] == [*STATUSES, TrialStatus.SUCCEEDED]
    assert found[0].started == before.trials[0].datetime_start.astimezone()
    assert found[0].ended == before.trials[0].datetime_complete.astimezone()


def test_a_callback_records_the_trials_that_ended(project: Path) -> None:
    study = optuna.create_study(study_name="digits")
    with create_search(study) as search:
        study.enqueue_trial({"x": 1.5, "rate": 0.01, "units": 16, "kind": "relu"})
        study.optimize(
            objective, n_trials=5, catch=(RuntimeError,), callbacks=[StudyCallback(search)]
        )
    check(the_search(project), study.trials)


def test_a_finished_study_is_converted_and_a_second_time_adds_what_is_new(project: Path) -> None:
    study = optuna.create_study(study_name="digits")
    study.set_user_attr("note", "made by hand")
    search_of(study)
    done = convert_study(study, project / "converted")
    assert (done.did, done.trials, done.error) == ("added", 5, None)
    assert done.path is not None
    check(done.path, study.trials)
    profile = json.loads((done.path / "profile.json").read_text())
    assert profile["userAttributes"] == {"note": "made by hand"}
    assert profile["params"]["assessor"]["builtinAssessorName"] == "MedianPruner"
    assert convert_study(study, project / "converted").did == "unchanged"
    study.optimize(objective, n_trials=1)
    again = convert_study(study, project / "converted")
    assert (again.did, again.trials, again.path) == ("extended", 1, done.path)


def test_of_several_goals_the_first_is_the_metric(project: Path) -> None:
    with record_study("goals", directions=["maximize", "minimize"]) as study:
        study.optimize(lambda trial: (trial.suggest_float("x", 0, 1), 2.0), n_trials=2)
        values = [trial.values[0] for trial in study.trials]
    assert read_search(DirectorySource(the_search(project))).value.direction is Direction.MAXIMIZE
    found = trials_of(the_search(project))
    assert [trial.final for trial in found] == values
    metrics = read_trial_metrics(DirectorySource(the_search(project)), found[0].id).value
    assert metrics.extra_names == ("goal 2",)


def test_an_exception_of_the_objective_ends_the_search_as_an_error(project: Path) -> None:
    def fail(trial: Any) -> float:
        raise MemoryError("too large")

    def search() -> None:
        with record_study("fails") as study:
            study.optimize(fail, n_trials=3)

    with pytest.raises(MemoryError):
        search()
    profile = json.loads((the_search(project) / "profile.json").read_text())
    assert profile["status"] == "ERROR"
    assert "MemoryError: too large" in profile["message"]
    assert [trial.status for trial in trials_of(the_search(project))] == [TrialStatus.FAILED]


def test_a_disk_that_refuses_trials_does_not_stop_the_study(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, project: Path
) -> None:
    def refuse(self: AutoTune, *_: Any, **__: Any) -> None:
        raise EmError(self.local, "the disk is full")

    with record_study("full") as study:
        monkeypatch.setattr(em.AutoTune, "trial", refuse)
        study.optimize(objective, n_trials=2)
        assert len(study.trials) == 2
    assert "trial 0 isn't recorded: error: " in caplog.text
