"""Optuna's storages: a database and a journal with the same study."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.importers.conftest import Desk

ToolFiles = Callable[[str], Path]
STORAGES = pytest.mark.parametrize(
    ("part", "name"), [("study.db", "rdb-search"), ("journal.log", "journal-search")]
)


@STORAGES
def test_a_study_comes_with_its_trials(
    desk: Desk, tool_files: ToolFiles, part: str, name: str
) -> None:
    shown = desk.show(desk.bring(tool_files("optuna") / part)[name])
    assert (shown["type"], shown["direction"], shown["status"]) == (
        "AutoTune",
        "minimize",
        "Complete",
    )
    assert [trial["status"] for trial in shown["trials"]] == [
        "SUCCEEDED",
        "SUCCEEDED",
        "SUCCEEDED",
        "EARLY_STOPPED",
        "FAILED",
        "EARLY_STOPPED",
        "SUCCEEDED",
        "SUCCEEDED",
    ]
    first, second = shown["trials"][:2]
    assert first["parameters"] == {"x": 1.0, "rate": 0.01, "units": 16, "kind": "relu"}
    assert type(first["parameters"]["units"]) is int
    assert (first["finalMetric"], second["finalMetric"]) == (0.0, 27.925300777843095)
    assert shown["bestTrial"] == first["id"]


@STORAGES
def test_the_search_space_is_that_of_the_distributions(
    desk: Desk, tool_files: ToolFiles, part: str, name: str
) -> None:
    search = desk.bring(tool_files("optuna") / part)[name]
    profile = json.loads(Path(search["path"], "profile.json").read_text())
    assert profile["params"]["searchSpace"] == {
        "x": {"_type": "uniform", "_value": [-5.0, 5.0]},
        "rate": {"_type": "loguniform", "_value": [0.0001, 1.0]},
        "units": {"_type": "quniform", "_value": [8, 64, 8]},
        "kind": {"_type": "choice", "_value": ["relu", "tanh"]},
    }
    assert profile["userAttributes"] == {"note": "made by hand"}


@STORAGES
def test_intermediate_values_are_reports(
    desk: Desk, tool_files: ToolFiles, part: str, name: str
) -> None:
    search = desk.bring(tool_files("optuna") / part)[name]
    first, pruned = _trial(search, 0), _trial(search, 3)
    assert (first["parameterSource"], pruned["parameterSource"]) == ("customized", "algorithm")
    assert first["userAttributes"] == {"seed": 0}
    text = Path(search["path"], first["trialJobId"], "metrics.yaml").read_text()
    assert text.count("- type: PERIODICAL") == 5
    assert text.startswith("- type: PERIODICAL\n  value:\n    default: 5.0\n")
    assert text.count("- type: FINAL\n  value:\n    default: 0.0\n") == 1
    text = Path(search["path"], pruned["trialJobId"], "metrics.yaml").read_text()
    assert (text.count("PERIODICAL"), text.count("FINAL")) == (3, 0)
    assert pruned["finalMetric"] is None


def test_further_goals_stand_beside_the_first(desk: Desk, tool_files: ToolFiles) -> None:
    search = desk.bring(tool_files("optuna") / "study.db")["two-goals"]
    trial = _trial(search, 1)
    text = Path(search["path"], trial["trialJobId"], "metrics.yaml").read_text()
    assert "    goal 2: 2.0\n" in text
    assert search["problems"][0]["detail"].startswith("of 2 goals only the first is the metric")


@STORAGES
def test_a_second_import_adds_nothing(
    desk: Desk, tool_files: ToolFiles, part: str, name: str
) -> None:
    source = tool_files("optuna") / part
    desk.bring(source)
    again = desk.bring(source)[name]
    assert (again["did"], again["trials"], again["points"]) == ("unchanged", 0, 0)


def test_trials_that_went_on_are_brought_up_to_date(desk: Desk, tool_files: ToolFiles) -> None:
    source = tool_files("optuna") / "journal.log"
    lines = source.read_bytes().splitlines(keepends=True)
    ends = [number for number, line in enumerate(lines) if b'"state":1' in line]
    source.write_bytes(b"".join(lines[: ends[1]]))  # the second trial runs
    search = desk.bring(source)["journal-search"]
    shown = desk.show(search)
    assert [trial["status"] for trial in shown["trials"]] == ["SUCCEEDED", "RUNNING"]
    source.write_bytes(b"".join(lines))
    search = desk.bring(source)["journal-search"]
    assert (search["did"], search["trials"]) == ("extended", 7)
    shown = desk.show(search)
    assert len(shown["trials"]) == 8
    assert shown["trials"][1]["finalMetric"] == 27.925300777843095


def test_a_running_trial_gets_its_new_reports(desk: Desk, tool_files: ToolFiles) -> None:
    source = tool_files("optuna") / "journal.log"
    lines = source.read_bytes().splitlines(keepends=True)
    reports = [number for number, line in enumerate(lines) if b'"op_code":7' in line]
    source.write_bytes(b"".join(lines[: reports[1]]))
    desk.bring(source)
    source.write_bytes(b"".join(lines[: reports[3]]))
    search = desk.bring(source)["journal-search"]
    trial = _trial(search, 0)
    text = Path(search["path"], trial["trialJobId"], "metrics.yaml").read_text()
    assert text.count("PERIODICAL") == 3


def test_a_database_of_an_older_version_can_be_read(desk: Desk, tool_files: ToolFiles) -> None:
    source = tool_files("optuna") / "study.db"
    with sqlite3.connect(source) as database:
        database.execute("alter table trial_values drop column value_type")
        table = "trial_intermediate_values"
        database.execute(f"alter table {table} drop column intermediate_value_type")
    database.close()
    shown = desk.show(desk.bring(source)["rdb-search"])
    assert shown["trials"][1]["finalMetric"] == 27.925300777843095


def _trial(search: dict[str, Any], number: int) -> dict[str, Any]:
    for path in Path(search["path"]).glob("*/metadata.json"):
        metadata: dict[str, Any] = json.loads(path.read_text())
        if metadata["sequenceId"] == number:
            return metadata
    raise AssertionError(number)
