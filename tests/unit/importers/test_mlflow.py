"""MLflow's directories and databases."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from em_desktop.importers.sources import exact_value
from tests.unit.importers.conftest import Desk

ToolFiles = Callable[[str], Path]
STORES = pytest.mark.parametrize("part", ["mlruns", "mlflow.db"])


@STORES
def test_a_run_comes_with_all_that_was_recorded(
    desk: Desk, tool_files: ToolFiles, part: str
) -> None:
    runs = desk.bring(tool_files("mlflow") / part)
    assert set(runs) == {"mlp", "broken"}  # the removed one isn't there
    run = runs["mlp"]
    shown = desk.show(run)
    assert shown["parameters"] == {"lr": 0.1, "optimizer": "adam"}
    assert shown["labels"] == ["team: vision"]
    assert shown["description"] == "A *small* network"
    assert shown["status"] == "Complete"
    assert (shown["started"], shown["ended"]) == (
        "2023-11-14T22:13:20+00:00",
        "2023-11-14T22:14:20+00:00",
    )
    assert desk.curve(run, "train", "loss") == [(step, 1 / (step + 1)) for step in range(10)]
    assert desk.curve(run, "val", "loss")[3] == (3, 0.5)
    assert desk.curve(run, "train", "score") == [(10, "NaN")]
    times = [each["timestamp"] for each in desk.records(run) if each["type"] == "val"]
    assert times[9] == "2023-11-14T22:13:29+00:00"
    assert Path(run["path"]).parent.name == "digits"


@STORES
def test_artifacts_are_copied_and_marked_as_outputs(
    desk: Desk, tool_files: ToolFiles, part: str
) -> None:
    run = desk.bring(tool_files("mlflow") / part)["mlp"]
    assert run["files"] == 1
    (output,) = desk.show(run)["outputs"]
    artifact = Path(run["path"]).parent / output["name"]
    assert (artifact / "model" / "weights.txt").read_text() == "1 2 3\n"


def test_files_that_an_interrupted_import_left_are_taken_over(
    desk: Desk, tool_files: ToolFiles
) -> None:
    source = tool_files("mlflow") / "mlruns"
    shutil.rmtree(desk.bring(source)["mlp"]["path"])
    assert desk.bring(source)["mlp"]["did"] == "added"
    assert len(list((desk.target / "digits").glob("mlp-files_*"))) == 1


@STORES
def test_a_failed_run_is_an_error(desk: Desk, tool_files: ToolFiles, part: str) -> None:
    shown = desk.show(desk.bring(tool_files("mlflow") / part)["broken"])
    assert (shown["status"], shown["durationSeconds"]) == ("Error", 1.0)


@STORES
def test_a_second_import_adds_nothing(desk: Desk, tool_files: ToolFiles, part: str) -> None:
    source = tool_files("mlflow") / part
    desk.bring(source)
    assert {each["did"] for each in desk.bring(source).values()} == {"unchanged"}


def test_new_rows_are_added(desk: Desk, tool_files: ToolFiles) -> None:
    source = tool_files("mlflow") / "mlflow.db"
    desk.bring(source)
    with sqlite3.connect(source) as database:
        (id_,) = database.execute("select run_uuid from runs where name = 'mlp'").fetchone()
        row = ("train_loss", 0.01, 1_700_000_030_000, id_, 30, 0)
        database.execute("insert into metrics values (?, ?, ?, ?, ?, ?)", row)
    database.close()
    run = desk.bring(source)["mlp"]
    assert (run["did"], run["points"]) == ("extended", 1)
    assert desk.curve(run, "train", "loss")[-1] == (30, 0.01)


def test_new_lines_and_files_are_added(desk: Desk, tool_files: ToolFiles) -> None:
    source = tool_files("mlflow") / "mlruns"
    desk.bring(source)
    (metric,) = source.rglob("metrics/train_loss")
    with metric.open("a") as file:
        file.write("1700000030000 0.01 30\n1700000031000 0.0")
    (metric.parents[1] / "artifacts" / "model" / "more.txt").write_text("4\n")
    run = desk.bring(source)["mlp"]
    assert (run["did"], run["points"], run["files"]) == ("extended", 1, 1)
    assert desk.curve(run, "train", "loss")[-1] == (30, 0.01)
    assert len(desk.show(run)["outputs"]) == 1


def test_no_file_outside_of_the_source_is_ever_copied(
    desk: Desk, tool_files: ToolFiles, tmp_path: Path
) -> None:
    source = tool_files("mlflow") / "mlflow.db"
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key").write_text("x")
    for address in (str(secret), f"file://{secret}", "file:../secret", "../../secret"):
        with sqlite3.connect(source) as database:
            database.execute("update runs set artifact_uri = ?", [address])
        database.close()
        desk.target = tmp_path / f"out{len(address)}"
        assert [each["files"] for each in desk.bring(source).values()] == [0, 0]


def test_links_among_artifacts_are_not_followed(
    desk: Desk, tool_files: ToolFiles, tmp_path: Path
) -> None:
    source = tool_files("mlflow") / "mlruns"
    (tmp_path / "key").write_text("x")
    (weights,) = source.rglob("weights.txt")
    (weights.parent / "link").symlink_to(tmp_path / "key")
    (weights.parent / "all").symlink_to(tmp_path)
    run = desk.bring(source)["mlp"]
    assert run["files"] == 1
    assert "links aren't followed" in [problem["detail"] for problem in run["problems"]]


def test_an_artifact_cannot_take_the_place_of_the_recording_s_own_file(
    desk: Desk, tool_files: ToolFiles
) -> None:
    source = tool_files("mlflow") / "mlruns"
    (weights,) = source.rglob("weights.txt")
    (weights.parents[1] / "metadata.yaml").write_text("kind: Run\n")
    run = desk.bring(source)["mlp"]
    (output,) = desk.show(run)["outputs"]
    artifact = Path(run["path"]).parent / output["name"]
    assert (artifact / "_metadata.yaml").read_text() == "kind: Run\n"
    assert "kind: Artifact" in (artifact / "metadata.yaml").read_text()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1", 0.1),
        ("-3", -3),
        ("1e-05", 1e-05),
        ("True", True),
        ("None", None),
        ("007", "007"),
        ("1_000", "1_000"),
        ("nan", "nan"),
        ("1e5", "1e5"),
        ("[1]", "[1]"),
    ],
)
def test_a_text_becomes_a_number_only_if_nothing_is_lost(text: str, value: object) -> None:
    assert exact_value(text) == value
    assert type(exact_value(text)) is type(value)


def test_secrets_are_masked(desk: Desk, tool_files: ToolFiles) -> None:
    source = tool_files("mlflow") / "mlflow.db"
    with sqlite3.connect(source) as database:
        (id_,) = database.execute("select run_uuid from runs where name = 'mlp'").fetchone()
        database.execute("insert into params values ('api_key', 'sesame123', ?)", [id_])
        row = ("mlflow.source.git.repoURL", "https://me:word@example.org/x.git", id_)
        database.execute("insert into tags values (?, ?, ?)", row)
    database.close()
    run = desk.bring(source)["mlp"]
    written = "".join(path.read_text() for path in Path(run["path"]).rglob("*.yaml"))
    assert desk.show(run)["parameters"]["api_key"] == "***"
    assert "sesame123" not in written
    assert "word@" not in written
    assert "example.org/x.git" in written
