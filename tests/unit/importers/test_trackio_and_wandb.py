"""trackio's databases, and W&B's offline runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.unit.importers.conftest import Desk

ToolFiles = Callable[[str], Path]


def test_a_trackio_project_comes_with_its_runs(desk: Desk, tool_files: ToolFiles) -> None:
    runs = desk.bring(tool_files("trackio"))
    assert list(runs) == ["first", "second"]
    second = runs["second"]
    assert desk.curve(second, "train", "loss") == [(step, 2 / (step + 1)) for step in range(10)]
    assert desk.curve(second, "val", "loss")[0] == (0, 4.0)
    assert desk.show(second)["parameters"] == {"lr": 0.2, "layers": [16, 8]}
    assert Path(second["path"]).parent.name == "digits"
    assert [problem["detail"] for problem in second["problems"]] == [
        "values of 'text' that aren't numbers (10 times)"
    ]


def test_logged_images_are_copied(desk: Desk, tool_files: ToolFiles) -> None:
    run = desk.bring(tool_files("trackio"))["first"]
    (output,) = desk.show(run)["outputs"]
    (image,) = (Path(run["path"]).parent / output["name"] / "10").iterdir()
    assert image.read_bytes().startswith(b"\x89PNG")


def test_a_second_import_of_a_project_adds_nothing(desk: Desk, tool_files: ToolFiles) -> None:
    source = tool_files("trackio")
    desk.bring(source)
    assert {each["did"] for each in desk.bring(source).values()} == {"unchanged"}


def test_an_offline_run_comes_with_all_that_was_recorded(desk: Desk, tool_files: ToolFiles) -> None:
    run = desk.bring(tool_files("wandb"))["mlp"]
    assert run["id"] == "abc12345"
    assert desk.curve(run, "train", "loss") == [(step, 1 / (step + 1)) for step in range(10)]
    assert desk.curve(run, "val", "loss")[9] == (9, 0.2)
    shown = desk.show(run)
    assert shown["parameters"] == {"lr": 0.1, "model": {"layers": [16, 8], "bias": True}}
    assert shown["labels"] == ["vision", "mlp"]
    assert (shown["description"], shown["status"]) == ("A small network", "Complete")
    assert shown["platform"]["python"] == "CPython 3.11.7"
    assert shown["platform"]["os"].startswith("Linux-")
    assert shown["git"]["entry_point"].endswith("make_wandb.py")
    assert Path(run["path"]).parent.name == "digits"
    (output,) = shown["outputs"]
    weights = Path(run["path"]).parent / output["name"] / "weights.txt"
    assert weights.read_text() == "1 2 3\n"


def test_an_offline_run_that_goes_on_is_extended(desk: Desk, tool_files: ToolFiles) -> None:
    source = tool_files("wandb")
    (log,) = source.rglob("*.wandb")
    data = log.read_bytes()
    log.write_bytes(data[: len(data) // 2])
    first = desk.bring(source)["mlp"]
    assert desk.show(first)["status"] == "Running"
    log.write_bytes(data)
    again = desk.bring(source)["mlp"]
    assert again["path"] == first["path"]
    assert (again["did"], first["points"] + again["points"]) == ("extended", 20)
    assert len(desk.curve(again, "train", "loss")) == 10
    assert desk.show(again)["status"] == "Complete"
