"""Searches, as they are recorded and as the reader finds them."""

from __future__ import annotations

import json
import math
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml

from em_desktop.domain.autotune import Direction, TrialGroup, TrialStatus, best_trial
from em_desktop.domain.nodes import Status
from em_desktop.errors import EmError, InvalidNameError, InvalidValueError
from em_desktop.formats import autotune as reader
from em_desktop.formats.source import DirectorySource
from em_desktop.recording import AutoTune, Trial, append_file, em, lifetime
from tests.unit.recording.faulty_disk import FaultyDisk

SPACE = {
    "lr": {"_type": "loguniform", "_value": [1e-4, 1.0]},
    "units": [16, 32],
    "depth": {"_type": "randint", "_value": [1, 5]},
}


@pytest.fixture
def search() -> AutoTune:
    return em.create_autotune("digits", SPACE, metric="loss", direction="minimize", max_trials=5)


def source(search: AutoTune) -> DirectorySource:
    return DirectorySource(Path(search.local).absolute())


def test_a_search_reads_back_whole(search: AutoTune) -> None:
    with search:
        for number, lr in enumerate((0.1, 0.01, 0.001)):
            trial = search.trial({"lr": lr, "units": 16, "depth": 2})
            for step in range(3):
                trial.report(lr + step, step, extra={"accuracy": 0.5})
            trial.finish(value=lr * 2 if number else None)
        search.trial({"lr": 1.0}, source="customized").finish("pruned", message="too high")
    assert re.fullmatch(r"\.em/autotune/digits_\d{10}", search.local)
    profile = reader.read_search(source(search))
    assert profile.problems == ()
    assert (profile.value.name, profile.value.status) == ("digits", Status.COMPLETE)
    assert profile.value.direction is Direction.MINIMIZE
    assert [(p.name, p.distribution) for p in profile.value.space] == [
        ("lr", "loguniform"),
        ("units", "choice"),
        ("depth", "randint"),
    ]
    assert profile.value.counts is not None
    assert profile.value.counts[TrialGroup.SUCCEEDED] == 3
    assert profile.value.counts[TrialGroup.EARLY_STOPPED] == 1
    assert profile.value.max_trials == 5
    trials = reader.read_trials(source(search))
    assert trials.problems == ()
    assert [trial.final for trial in trials.value] == [2.1, 0.02, 0.002, None]
    assert trials.value[3].status is TrialStatus.EARLY_STOPPED
    assert (trials.value[3].source, trials.value[3].message) == ("customized", "too high")
    best = best_trial(trials.value, profile.value.direction)
    assert best is not None
    assert best.parameters["lr"] == 0.001
    metrics = reader.read_trial_metrics(source(search), trials.value[0].id)
    assert metrics.problems == ()
    assert list(metrics.value.steps) == [0, 1, 2]
    assert metrics.value.extra_names == ("accuracy",)
    assert metrics.value.final is not None
    assert metrics.value.final.value == 2.1


def test_the_files_have_the_keys_of_the_format(search: AutoTune, samples: Path) -> None:
    trial = search.trial({"lr": 0.1})
    sample = samples / "autotune" / "timeout"
    theirs = json.loads((sample / "profile.json").read_text())
    ours = json.loads((Path(search.local) / "profile.json").read_text())
    assert list(ours) == list(theirs)
    assert list(theirs["params"]) == [key for key in ours["params"] if key != "metricName"]
    directory = next(path for path in sample.iterdir() if path.is_dir())
    theirs = json.loads((directory / "metadata.json").read_text())
    assert list(json.loads((Path(search.local) / trial.id / "metadata.json").read_text())) == list(
        theirs
    )


def test_a_running_search_is_seen_as_running(search: AutoTune) -> None:
    trial = search.trial({"lr": 0.1})
    trial.report(0.5, 1)
    assert reader.read_search(source(search)).value.status is Status.RUNNING
    (seen,) = reader.read_trials(source(search)).value
    assert seen.status is TrialStatus.RUNNING
    assert reader.read_trial_metrics(source(search), trial.id).value.values == (0.5,)


def test_reports_are_what_the_default_dumper_writes(search: AutoTune) -> None:
    trial = search.trial({"lr": 0.1})
    trial.report(1e-5, 1)
    trial.report(math.nan, 2)
    trial.finish()
    text = (Path(search.local) / trial.id / "metrics.yaml").read_text("ascii")
    assert text == yaml.dump(yaml.safe_load(text), sort_keys=False)
    assert [record["type"] for record in yaml.safe_load(text)] == [
        "PERIODICAL",
        "PERIODICAL",
        "FINAL",
    ]
    assert trial.status == "SUCCEEDED"
    metadata = json.loads((Path(search.local) / trial.id / "metadata.json").read_text())
    assert metadata["finalMetric"] is None


def test_a_trial_without_reports_has_no_metrics_file(search: AutoTune) -> None:
    trial = search.trial({"lr": 0.1})
    trial.finish("failed", message="out of memory")
    assert not (Path(search.local) / trial.id / "metrics.yaml").exists()


def test_an_exception_fails_the_trial_and_the_search(search: AutoTune) -> None:
    trial = search.trial({"lr": 0.1})

    def fail() -> None:
        with search, trial:
            trial.report(1 / 0, 1)

    with pytest.raises(ZeroDivisionError):
        fail()
    assert trial.status == "FAILED"
    assert search.status == "ERROR"
    profile = json.loads((Path(search.local) / "profile.json").read_text())
    assert "ZeroDivisionError" in profile["message"]


def test_what_still_runs_at_the_end_is_canceled(search: AutoTune) -> None:
    trial = search.trial({"lr": 0.1})
    search.finish("timeout")
    assert trial.status == "SYS_CANCELED"
    assert reader.read_search(source(search)).value.status is Status.TIMEOUT


def test_a_trial_ends_once(search: AutoTune) -> None:
    trial = search.trial({"lr": 0.1})
    trial.finish(value=1.0)
    trial.finish("failed")
    assert trial.status == "SUCCEEDED"


def test_trials_that_threads_end_are_all_counted(search: AutoTune) -> None:
    states = ["succeeded", "failed", "pruned", "canceled"] * 10
    trials = [search.trial({"lr": 0.1}) for _ in [*states, "left running"]]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(Trial.finish, trials, states))
    profile = json.loads((Path(search.local) / "profile.json").read_text())
    assert profile["trialCounts"] == {
        "succeeded": 10, "failed": 10, "earlyStopped": 10, "canceled": 10, "running": 1,
        "waiting": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    "space",
    [
        {"x": {"_type": "uniform", "_value": [1]}},
        {"x": {"_type": "wild", "_value": [1, 2]}},
        {"x": {"_type": "uniform", "_value": ["a", "b"]}},
        {"x": []},
        {"x": 3},
        {"x": {"_value": [1]}},
        "text",
    ],
)
def test_a_search_space_of_another_form_is_refused(space: Any) -> None:
    with pytest.raises(InvalidValueError):
        em.create_autotune("x", space)
    assert not Path(".em").exists()


def test_bad_arguments_are_refused(search: AutoTune) -> None:
    with pytest.raises(InvalidValueError, match="direction"):
        em.create_autotune("x", SPACE, direction="up")
    with pytest.raises(InvalidNameError):
        em.create_autotune("a/b", SPACE)
    with pytest.raises(InvalidValueError):
        search.trial({"lr": object()})
    with pytest.raises(InvalidValueError, match="state"):
        search.trial({"lr": 1}).finish("well")
    with pytest.raises(InvalidValueError, match="status"):
        search.finish("well")


def test_two_searches_of_one_second_have_their_own_directories() -> None:
    assert em.create_autotune("x", SPACE).local != em.create_autotune("x", SPACE).local


def test_what_the_disk_refused_is_written_when_it_recovers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(append_file, "_PAUSE", 0.0)
    disk = FaultyDisk()
    search = em.create_autotune("x", SPACE, disk=disk)
    trial = search.trial({"lr": 0.1})
    disk.broken = {"replace": 28, "open_to_append": 28, "write": 28}
    trial.report(0.5, 1)
    trial.finish()
    search.finish()
    disk.mend()
    search.finish()  # what the end of the script does
    (seen,) = reader.read_trials(source(search)).value
    assert (seen.status, seen.final) == (TrialStatus.SUCCEEDED, 0.5)
    assert reader.read_search(source(search)).value.status is Status.COMPLETE
    assert search not in lifetime._unfinished


def test_a_search_whose_script_ends_is_an_error(search: AutoTune) -> None:
    lifetime._finish_all()
    profile = json.loads((Path(search.local) / "profile.json").read_text())
    assert (profile["status"], profile["message"]) == (
        "ERROR",
        "the script ended before the search did",
    )


def test_a_directory_that_cannot_be_written_is_told_at_once() -> None:
    disk = FaultyDisk()
    disk.broken = {"replace": 28}
    with pytest.raises(EmError, match="can't be written"):
        em.create_autotune("x", SPACE, disk=disk)
