"""The verb ``import``, and what becomes of what it made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from em_desktop.cli.main import main
from em_desktop.recording import em
from tests.unit.importers.conftest import FIXTURES, Desk

ToolFiles = Callable[[str], Path]


def test_every_tool_is_found_in_one_directory(desk: Desk) -> None:
    code, told = desk.call("import", FIXTURES, desk.target, "--json")
    assert code == 0
    found = [(each["kind"], each["name"]) for each in told["imported"]]
    assert sorted(found) == [
        ("mlflow", "broken"),
        ("mlflow", "mlp"),
        ("optuna", "journal-search"),
        ("optuna", "rdb-search"),
        ("optuna", "two-goals"),
        ("tensorboard", "new_style"),
        ("tensorboard", "old_style"),
        ("trackio", "first"),
        ("trackio", "second"),
        ("wandb", "mlp"),
    ]


def test_one_tool_can_be_chosen(desk: Desk) -> None:
    assert list(desk.bring(FIXTURES, "--from", "trackio")) == ["first", "second"]
    code, _ = desk.call("import", FIXTURES / "optuna", desk.target, "--from", "wandb")
    assert code == 1


def test_what_was_done_is_told_in_lines(
    desk: Desk, tool_files: ToolFiles, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tool_files("tensorboard/old_style")
    assert main(["import", str(source), str(desk.target)]) == 0
    first, *notes = capsys.readouterr().out.splitlines()
    assert first.startswith("added  tensorboard  old_style  61 points, 1 texts  ")
    assert notes == [
        "    old_style: histograms aren't carried over",
        "    old_style: images aren't carried over",
    ]
    assert main(["import", str(source), str(desk.target)]) == 0
    assert capsys.readouterr().out.startswith("unchanged  tensorboard  old_style  nothing new")


def test_a_column_of_no_place_is_refused(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.csv").write_text("step,loss\n1,0.5\n")
    words = ["import", str(tmp_path / "x.csv"), str(desk.target), "--column", "batch=x"]
    assert main(words) == 1
    assert "step, epoch, time, type" in capsys.readouterr().err


def test_an_imported_run_can_be_gone_on_with(desk: Desk, tool_files: ToolFiles) -> None:
    source = tool_files("mlflow/mlruns")
    run = desk.bring(source)["mlp"]
    with em.load_run(run["path"], capture=em.Capture(usage=False, output=False)) as more:
        more.log("val", {"loss": 0.125}, step=10)
    (metric,) = source.rglob("metrics/val_loss")
    with metric.open("a") as file:
        file.write("1700000030000 0.0625 11\n")
    again = desk.bring(source)["mlp"]
    assert again["points"] == 1
    curve = desk.curve(again, "val", "loss")
    assert curve[-3:] == [(9, 0.2), (10, 0.125), (11, 0.0625)]
    assert desk.show(again)["status"] == "Complete"


def test_a_target_that_is_a_file_is_an_error(desk: Desk, tool_files: ToolFiles) -> None:
    desk.target.write_text("")
    code, told = desk.call("import", tool_files("trackio"), desk.target, "--json")
    assert code == 1
    assert told is None or all(each["did"] == "failed" for each in told["imported"])


def test_a_metric_file_of_an_import_is_what_the_recorder_writes(
    desk: Desk, tool_files: ToolFiles
) -> None:
    run = desk.bring(tool_files("mlflow/mlruns"))["mlp"]
    text = Path(run["path"], "metrics", "val.yaml").read_text()
    assert text.startswith(
        "- value:\n    loss: 2.0\n  sequence:\n    epoch: null\n    step: 0\n"
        "    timestamp: '2023-11-14T22:13:20+00:00'\n- value:\n"
    )
    with em.load_run(run["path"], capture=em.Capture(usage=False, output=False)) as loaded:
        assert loaded.metrics["val"][1]["value"] == {"loss": 1.0}
