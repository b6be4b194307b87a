"""Each rule of tolerant reading, on small made-up files."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from em_desktop.domain.autotune import Direction, Search, SearchParameter, Trial, TrialStatus
from em_desktop.domain.nodes import Status
from em_desktop.domain.problems import ProblemKind
from em_desktop.errors import CancelledError
from em_desktop.formats import autotune
from em_desktop.formats.autotune_fields import as_duration, as_time, decoded
from em_desktop.formats.source import DirectorySource

NOON = datetime(2023, 10, 25, 12, 0, tzinfo=UTC)


@pytest.fixture
def node(tmp_path: Path) -> Path:
    directory = tmp_path / "mnist-search_1698219235"
    directory.mkdir()
    return directory


def search_of(node: Path, profile: Mapping[str, Any] | str) -> Search:
    text = profile if isinstance(profile, str) else json.dumps(profile)
    (node / "profile.json").write_text(text, encoding="utf-8")
    return autotune.read_search(DirectorySource(node)).value


def add_trial(node: Path, name: str, metadata: Mapping[str, Any] | str, metrics: str = "") -> None:
    (node / name).mkdir(exist_ok=True)
    text = metadata if isinstance(metadata, str) else json.dumps(metadata)
    (node / name / "metadata.json").write_text(text, encoding="utf-8")
    if metrics:
        (node / name / "metrics.yaml").write_text(metrics, encoding="utf-8")


def trial_of(node: Path, metadata: Mapping[str, Any] | str, metrics: str = "") -> Trial:
    add_trial(node, "abcde", metadata, metrics)
    (trial,) = autotune.read_trials(DirectorySource(node)).value
    return trial


# Rule 1 to 3: values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('"\\"0.98\\""', 0.98),
        ('"0.98"', 0.98),
        ("0.98", 0.98),
        ('{"a": [1]}', {"a": [1]}),
        ("no JSON", "no JSON"),
        ("[1, 2", "[1, 2"),
        ("", ""),
    ],
)
def test_json_text_in_a_text_is_read_twice(text: str, value: Any) -> None:
    assert decoded(text) == value


def test_python_spellings_of_numbers_that_are_not_finite_are_read(node: Path) -> None:
    trial = trial_of(node, '{"status": "SUCCEEDED", "finalMetric": NaN}')
    other = trial_of(node, '{"status": "SUCCEEDED", "finalMetric": -Infinity}')

    assert trial.final is not None
    assert math.isnan(trial.final)
    assert other.final == -math.inf


@pytest.mark.parametrize(
    ("value", "time"),
    [
        ("2023-10-25T12:00:00Z", NOON),
        ("2023-10-25T14:00:00+02:00", NOON),
        ("2023-10-25T12:00:00.5Z", NOON + timedelta(seconds=0.5)),
        ("2023-10-25T12:00:00.123456789Z", NOON + timedelta(microseconds=123456)),
        (NOON.timestamp(), NOON),
        (NOON.timestamp() * 1000, NOON),
        (str(int(NOON.timestamp() * 1000)), NOON),
        (0, None),
        (-1, None),
        ("", None),
        (None, None),
        ("0001-01-01T00:00:00Z", None),
        ("soon", None),
        (1e300, None),
        (math.nan, None),
        (True, None),
        ("9999-12-31T23:59:59-23:59", None),
    ],
)
def test_times_of_all_writers(value: Any, time: datetime | None) -> None:
    assert as_time(value) == time


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (3600, 3600),
        ("3600", 3600),
        ("1h", 3600),
        ("30m", 1800),
        ("45s", 45),
        ("2d", 172_800),
        ("1h30m", 5400),
        ("0.5h", 1800),
        ("soon", None),
        ("h", None),
        ("5" * 100_000 + "x", None),
        (-5, None),
        (math.inf, None),
    ],
)
def test_durations_are_seconds_or_text(value: Any, seconds: float | None) -> None:
    expected = None if seconds is None else timedelta(seconds=seconds)
    assert as_duration(value) == expected


@pytest.mark.parametrize("text", ["", "{", '{"name": "a', "[1]", '"x"', "null"])
def test_a_profile_that_is_no_object_counts_as_absent(node: Path, text: str) -> None:
    (node / "profile.json").write_text(text)

    reading = autotune.read_search(DirectorySource(node))

    assert reading.value == Search("", "mnist-search", Status.UNKNOWN)
    assert [problem.file for problem in reading.problems] == ["profile.json"]


# Rule 4: the profile


def test_key_names_are_compared_without_case_underscore_and_hyphen(node: Path) -> None:
    search = search_of(
        node,
        {
            "experiment_id": 7,
            "EXPERIMENT-NAME": "a",
            "Params": {"max_trial_num": "12", "MaxExecSeconds": "1h"},
            "STATUS": "running",
        },
    )

    assert (search.id, search.name, search.status) == ("7", "a", Status.RUNNING)
    assert (search.max_trials, search.max_time) == (12, timedelta(hours=1))


def test_parameters_are_looked_for_in_params_then_spec_then_the_top(node: Path) -> None:
    search = search_of(
        node,
        {
            "params": {"maxTrialNum": 1},
            "spec": {"maxTrialNum": 2, "trialConcurrency": 3},
            "trialConcurrency": 4,
            "maxExecDuration": 60,
        },
    )

    assert (search.max_trials, search.concurrency) == (1, 3)
    assert search.max_time == timedelta(minutes=1)


def test_a_profile_in_the_form_of_the_platforms_resource(node: Path) -> None:
    search = search_of(
        node,
        {
            "metadata": {"name": "resource"},
            "status": {"phase": "Timeout"},
            "spec": {
                "maxTrialNum": 5,
                "searchSpace": '{"lr": {"_type": "loguniform", "_value": [0.1, 1]}}',
                "tuner": {"name": "Random", "classArgs": '{"optimize-mode": "minimize"}'},
                "advisor": {"className": "BOHB"},
            },
        },
    )

    assert (search.name, search.status) == ("resource", Status.TIMEOUT)
    assert search.space == (SearchParameter("lr", "loguniform", (0.1, 1)),)
    assert search.direction is Direction.MINIMIZE
    assert search.tuner is not None
    assert search.advisor is not None
    assert (search.tuner.name, search.advisor.name) == ("Random", "BOHB")


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("PENDING", Status.QUEUED),
        ("INITIALIZED", Status.QUEUED),
        ("RUNNING", Status.RUNNING),
        ("NO_MORE_TRIAL", Status.RUNNING),
        ("TUNER_NO_MORE_TRIAL", Status.RUNNING),
        ("STOPPING", Status.RUNNING),
        ("DONE", Status.COMPLETE),
        ("STOPPED", Status.COMPLETE),
        ("VIEWED", Status.COMPLETE),
        ("TIMEOUT", Status.TIMEOUT),
        ("ERROR", Status.ERROR),
        ("hibernating", Status.UNKNOWN),
    ],
)
@pytest.mark.parametrize("key", ["status", "phase", "state"])
def test_the_states_of_a_search(node: Path, key: str, word: str, status: Status) -> None:
    search = search_of(node, {key: word})

    assert (search.status, search.raw_status) == (status, word)


@pytest.mark.parametrize(
    ("profile", "status"),
    [
        ({"startTime": 10}, Status.RUNNING),
        ({"startTime": 10, "endTime": 20}, Status.COMPLETE),
        ({"startTime": 10, "endTime": 20, "maxExecSeconds": 10, "nextSequenceId": 3}, "Timeout"),
        (
            {"execDuration": 9, "endTime": 20, "maxExecSeconds": 10, "maxTrialNum": 4},
            Status.COMPLETE,
        ),
        (
            {"execDuration": 10, "endTime": 20, "maxExecSeconds": 10, "maxTrialNum": 4},
            Status.TIMEOUT,
        ),
        (
            {
                "execDuration": 10,
                "endTime": 20,
                "maxExecSeconds": 10,
                "maxTrialNum": 4,
                "nextSequenceId": 4,
            },
            Status.COMPLETE,
        ),
    ],
)
def test_the_state_of_a_profile_without_one(
    node: Path, profile: Mapping[str, Any], status: Status
) -> None:
    assert search_of(node, profile).status == status


def test_trial_folders_are_counted_where_the_state_depends_on_them(node: Path) -> None:
    profile = {"execDuration": 10, "endTime": 20, "maxExecSeconds": 10, "maxTrialNum": 2}
    add_trial(node, "aaaaa", {})
    assert search_of(node, profile).status is Status.TIMEOUT

    add_trial(node, "bbbbb", {})
    assert search_of(node, profile).status is Status.COMPLETE


def test_running_time_and_messages_under_other_names(node: Path) -> None:
    search = search_of(
        node, {"execDuration": 12.5, "errors": ["no image", "", "no quota"], "status": "ERROR"}
    )

    assert search.recorded_time == timedelta(seconds=12.5)
    assert search.message == "no image\nno quota"
    assert search_of(node, {"serverNote": "stopped by root"}).message == "stopped by root"


@pytest.mark.parametrize(
    ("settings", "training"),
    [
        ({"trainingConfig": {"type": "pytorch"}, "trial": {"a": 1}}, {"type": "pytorch"}),
        ({"trainingService": '{"platform": "local"}'}, {"platform": "local"}),
        ({"trial": {"command": "python a.py"}}, {"command": "python a.py"}),
        (
            {"clusterMetaData": [{"key": "codeDir", "value": "."}, {"key": "n", "value": 2}]},
            {"codeDir": ".", "n": 2},
        ),
        ({"trialCommand": "python a.py"}, {"trialCommand": "python a.py"}),
        ({}, {}),
    ],
)
def test_how_trials_are_run_has_many_names(
    node: Path, settings: Mapping[str, Any], training: Mapping[str, Any]
) -> None:
    assert search_of(node, {"params": settings}).training == training


def test_trial_counts_may_be_a_list_of_states(node: Path) -> None:
    rows = [
        {"trialJobStatus": "SUCCEEDED", "trialJobNumber": 3},
        {"trialJobStatus": "USER_CANCELED", "trialJobNumber": 1},
        {"trialJobStatus": "SYS_CANCELED", "trialJobNumber": 2},
        {"trialJobStatus": "odd", "trialJobNumber": 1},
    ]

    counts = search_of(node, {"trialCounts": rows}).counts

    assert counts is not None
    assert {group.value: number for group, number in counts.items() if number} == {
        "succeeded": 3,
        "failed": 1,
        "canceled": 3,
    }


def test_search_space_of_unknown_form_is_kept_as_it_is(node: Path) -> None:
    nested: Any = {"_name": "conv", "kernel": {"_type": "choice", "_value": [3, 5]}}
    search = search_of(
        node,
        {
            "searchSpace": {
                "a": {"_type": "spline", "_value": [1]},
                "b": 3,
                "c": {"_type": "qlognoraml", "_value": "[0, 1, 2]"},
                "d": {"_type": "choice", "_value": [nested, None, True]},
            }
        },
    )

    assert search.space == (
        SearchParameter("a", "spline", (1,)),
        SearchParameter("b", "", (3,)),
        SearchParameter("c", "qlognormal", (0, 1, 2)),
        SearchParameter("d", "choice", (nested, None, True)),
    )


def test_a_value_of_the_wrong_type_costs_only_itself(node: Path) -> None:
    (node / "profile.json").write_text('{"name": [], "maxTrialNum": {}, "startTime": "soon"}')

    reading = autotune.read_search(DirectorySource(node))

    assert reading.value.name == "mnist-search"
    assert reading.value.started is None
    assert [problem.kind for problem in reading.problems] == [ProblemKind.WRONG_TYPE]
    assert reading.problems[0].detail == "startTime: str"


# Rule 5: trials


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Succeeded", TrialStatus.SUCCEEDED),
        ("Complete", TrialStatus.SUCCEEDED),
        ("Done", TrialStatus.SUCCEEDED),
        ("Error", TrialStatus.FAILED),
        ("Pending", TrialStatus.WAITING),
        ("Starting", TrialStatus.WAITING),
        ("Created", TrialStatus.WAITING),
        ("Pruned", TrialStatus.EARLY_STOPPED),
        ("Early stopped", TrialStatus.EARLY_STOPPED),
        ("Canceled", TrialStatus.USER_CANCELED),
        ("cancelled", TrialStatus.USER_CANCELED),
        ("Stopped", TrialStatus.USER_CANCELED),
        ("sys_canceled", TrialStatus.SYS_CANCELED),
        ("Melted", TrialStatus.UNKNOWN),
    ],
)
def test_the_states_of_a_trial(node: Path, word: str, status: TrialStatus) -> None:
    trial = trial_of(node, {"status": word})

    assert (trial.status, trial.raw_status) == (status, word)


@pytest.mark.parametrize(
    "written",
    [
        {"lr": 0.1, "Batch_Size": 3},
        '{"lr": 0.1, "Batch_Size": 3}',
        ['{"lr": 9}', '{"lr": 0.1, "Batch_Size": 3}'],
        [{"lr": 9}, {"lr": 0.1, "Batch_Size": 3}],
        {"parameter_id": 4, "parameters": {"lr": 0.1, "Batch_Size": 3}},
        ['{"parameter_source": "resumed", "parameters": "{\\"lr\\": 0.1, \\"Batch_Size\\": 3}"}'],
    ],
)
@pytest.mark.parametrize("key", ["hyperParameters", "params", "parameter", "hparams", "parameters"])
def test_hyperparameters_in_all_wrappings(node: Path, key: str, written: Any) -> None:
    assert trial_of(node, {key: written}).parameters == {"lr": 0.1, "Batch_Size": 3}


def test_a_hyperparameter_called_parameters_is_no_wrapper(node: Path) -> None:
    assert trial_of(node, {"params": {"parameters": {"a": 1}}}).parameters == {
        "parameters": {"a": 1}
    }


@pytest.mark.parametrize(
    "written",
    [
        0.5,
        "0.5",
        '"0.5"',
        {"default": 0.5, "value": 9},
        {"accuracy": 0.5},
        [{"data": '"0.4"'}, {"type": "FINAL", "data": '"0.5"'}],
        [{"type": "FINAL", "data": '{"default": 0.5, "f1": 9}'}],
        [{"type": "FINAL", "value": 0.5}, {"type": "PERIODICAL", "data": 9}],
    ],
)
def test_final_metrics_in_all_wrappings(node: Path, written: Any) -> None:
    assert trial_of(node, {"status": "SUCCEEDED", "finalMetricData": written}).final == 0.5


def test_a_final_metric_comes_from_the_reports_where_the_metadata_has_none(node: Path) -> None:
    reports = (
        "- type: PERIODICAL\n  value: 0.1\n  step: 5\n- type: FINAL\n  value: .inf\n  step: 0\n"
    )
    periodical = "- type: PERIODICAL\n  value: 0.1\n  step: 5\n"

    assert trial_of(node, {"status": "SUCCEEDED", "finalMetric": None}, reports).final == math.inf
    assert trial_of(node, {"status": "SUCCEEDED"}, periodical).final is None


def test_an_ended_trial_without_a_start_began_when_it_was_submitted(node: Path) -> None:
    time = "2023-10-25T12:00:00Z"

    assert trial_of(node, {"status": "FAILED", "submitTime": time}).started == NOON
    assert trial_of(node, {"status": "WAITING", "submitTime": time}).started is None


def test_the_folders_name_is_the_id(node: Path) -> None:
    add_trial(node, "1e119", {"id": "other"})
    add_trial(node, "17671", {"trialJobId": 17671})

    reading = autotune.read_trials(DirectorySource(node))

    assert [trial.id for trial in reading.value] == ["17671", "1e119"]
    assert [(problem.file, problem.kind) for problem in reading.problems] == [
        ("1e119/metadata.json", ProblemKind.INCONSISTENT)
    ]


def test_trials_without_a_number_follow_by_start_then_id(node: Path) -> None:
    add_trial(node, "ccccc", {"startTime": 100})
    add_trial(node, "aaaaa", {"startTime": 200})
    add_trial(node, "bbbbb", {"startTime": 100})
    add_trial(node, "zzzzz", {"number": "4"})

    trials = autotune.read_trials(DirectorySource(node)).value

    assert [(trial.id, trial.sequence) for trial in trials] == [
        ("zzzzz", 4),
        ("bbbbb", 5),
        ("ccccc", 6),
        ("aaaaa", 7),
    ]


def test_what_is_no_trial_is_ignored(node: Path) -> None:
    add_trial(node, "aaaaa", {})
    add_trial(node, ".hidden", {})
    add_trial(node, "bbbbb.tmp", {})
    (node / "logs").mkdir()
    (node / "logs" / "trial.log").write_text("x")
    (node / "aaaaa" / "deeper").mkdir()
    (node / "aaaaa" / "deeper" / "metadata.json").write_text("{}")

    reading = autotune.read_trials(DirectorySource(node))

    assert [trial.id for trial in reading.value] == ["aaaaa"]
    assert reading.problems == ()


def test_a_damaged_trial_costs_only_itself(node: Path) -> None:
    add_trial(node, "aaaaa", {"status": "SUCCEEDED"})
    add_trial(node, "bbbbb", '{"status": "SUCC')

    reading = autotune.read_trials(DirectorySource(node))

    assert [trial.id for trial in reading.value] == ["aaaaa"]
    assert [(problem.file, problem.kind) for problem in reading.problems] == [
        ("bbbbb/metadata.json", ProblemKind.TRUNCATED)
    ]


def test_a_second_reading_reads_only_what_changed(node: Path) -> None:
    source = CountingSource(node)
    for name in ("aaaaa", "bbbbb"):
        add_trial(node, name, {"status": "RUNNING"})
    reader = autotune.TrialReader(source)
    (first,) = reader.update()
    assert source.reads == ["aaaaa/metadata.json", "bbbbb/metadata.json"]

    source.reads.clear()
    add_trial(node, "bbbbb", {"status": "SUCCEEDED", "finalMetric": 1})
    add_trial(node, "ccccc", {"status": "WAITING"})
    (second,) = reader.update()

    assert source.reads == ["bbbbb/metadata.json", "ccccc/metadata.json"]
    assert [trial.status.value for trial in first.value] == ["RUNNING", "RUNNING"]
    assert [trial.status.value for trial in second.value] == ["RUNNING", "SUCCEEDED", "WAITING"]


def test_a_trial_that_is_being_written_keeps_what_was_known(node: Path) -> None:
    reader = autotune.TrialReader(DirectorySource(node))
    add_trial(node, "aaaaa", {"status": "RUNNING"})
    list(reader.update())

    add_trial(node, "aaaaa", "")
    (written,) = reader.update()
    add_trial(node, "aaaaa", {"status": "FAILED"})
    (complete,) = reader.update()

    assert [trial.status for trial in written.value] == [TrialStatus.RUNNING]
    assert [problem.kind for problem in written.problems] == [ProblemKind.EMPTY]
    assert [trial.status for trial in complete.value] == [TrialStatus.FAILED]
    assert complete.problems == ()


def test_many_trials_arrive_in_growing_parts_and_can_be_given_up(node: Path) -> None:
    for number in range(450):
        add_trial(node, f"{number:05}", {"sequenceId": number})

    parts = [len(part.value) for part in autotune.TrialReader(DirectorySource(node)).update()]

    assert parts == [200, 450]
    with pytest.raises(CancelledError):
        autotune.read_trials(DirectorySource(node), give_up_after(10))


def give_up_after(calls: int) -> Callable[[], None]:
    left = iter(range(calls))

    def check() -> None:
        if next(left, None) is None:
            raise CancelledError

    return check


class CountingSource(DirectorySource):
    """Notes which objects are read."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        object.__setattr__(self, "reads", [])

    reads: list[str]

    def read(self, key: str, offset: int = 0, length: int | None = None) -> bytes:
        self.reads.append(key)
        return super().read(key, offset, length)
