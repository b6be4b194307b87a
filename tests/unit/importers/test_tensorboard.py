"""TensorBoard's event files, as tensorboardX and TensorBoard's own writer made them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from em_desktop.importers.event_files import masked_crc, records
from em_desktop.importers.found import Notes
from tests.unit.importers.conftest import Desk

ToolFiles = Callable[[str], Path]


def test_every_scalar_comes_with_its_step_and_time(desk: Desk, tool_files: ToolFiles) -> None:
    run = desk.bring(tool_files("tensorboard"))["old_style"]
    assert (run["did"], run["points"], run["texts"]) == ("added", 61, 1)
    expected = [(step, float(np.float32(2 / (step + 1)))) for step in range(20)]
    assert desk.curve(run, "val", "Loss") == expected
    assert desk.curve(run, "train", "lr")[7] == (7, float(np.float32(0.1)))
    second = next(each for each in desk.records(run) if each["type"] == "val")
    assert second["timestamp"] == "2023-11-14T22:13:20.250000+00:00"


def test_hyperparameters_and_their_result_belong_to_the_run(
    desk: Desk, tool_files: ToolFiles
) -> None:
    run = desk.bring(tool_files("tensorboard"))["old_style"]
    shown = desk.show(run)
    assert shown["parameters"] == {"lr": 0.1, "layers": 2, "name": "a"}
    assert (shown["status"], shown["started"]) == ("Complete", "2023-11-14T22:13:20+00:00")
    assert [value for _, value in desk.curve(run, "train", "best")] == [0.5]


def test_texts_become_a_file_of_the_run(desk: Desk, tool_files: ToolFiles) -> None:
    run = desk.bring(tool_files("tensorboard"))["old_style"]
    text = Path(run["path"], "texts", "note.md").read_text()
    assert text == "## Step 3\n\nfirst **run**\n\n"


def test_what_is_not_carried_over_is_told(desk: Desk, tool_files: ToolFiles) -> None:
    run = desk.bring(tool_files("tensorboard"))["old_style"]
    details = [problem["detail"] for problem in run["problems"]]
    assert details == ["histograms aren't carried over", "images aren't carried over"]
    assert "histograms aren't carried over" in Path(run["path"], "import.yaml").read_text()


def test_tensor_scalars_of_train_and_validation_are_one_run(
    desk: Desk, tool_files: ToolFiles
) -> None:
    run = desk.bring(tool_files("tensorboard"))["new_style"]
    assert desk.curve(run, "train", "epoch_loss") == [(step, float(step)) for step in range(10)]
    assert desk.curve(run, "val", "epoch_loss")[9] == (9, 18.0)
    shown = desk.show(run)
    assert shown["parameters"] == {"units": 16, "dropout": 0.5, "bias": True}
    assert shown["status"] == "Error"
    assert shown["durationSeconds"] == 60.0
    assert Path(run["path"], "texts", "train_remark.md").read_text() == "## Step 0\n\nhello\n\n"


def test_a_second_import_adds_nothing(desk: Desk, tool_files: ToolFiles) -> None:
    source = tool_files("tensorboard")
    first = desk.bring(source)["old_style"]
    before = {path: path.read_bytes() for path in desk.target.rglob("*") if path.is_file()}
    again = desk.bring(source)["old_style"]
    assert (again["did"], again["points"], again["path"]) == ("unchanged", 0, first["path"])
    assert before == {path: path.read_bytes() for path in desk.target.rglob("*") if path.is_file()}


def test_only_what_was_written_since_is_added(desk: Desk, tool_files: ToolFiles) -> None:
    source = tool_files("tensorboard/old_style")
    (whole,) = source.glob("events*")
    data = whole.read_bytes()
    positions = [position for position, _ in records(whole, Notes())]
    whole.write_bytes(data[: positions[31] + 5])  # in the middle of a record
    run = desk.bring(source)["old_style"]
    early = desk.records(run)
    whole.write_bytes(data)
    run = desk.bring(source)["old_style"]
    assert run["did"] == "extended"
    assert run["points"] == 61 - len(early)
    assert len(desk.curve(run, "train", "Loss")) == len(desk.curve(run, "val", "Loss")) == 20


def test_an_import_that_was_broken_off_is_taken_back(desk: Desk, tool_files: ToolFiles) -> None:
    source = tool_files("tensorboard/old_style")
    run = desk.bring(source)["old_style"]
    place = Path(run["path"])
    ledger = (place / "import.yaml").read_text()
    (place / "import.yaml").write_text(ledger.replace("complete: true", "complete: false"))
    with (place / "metrics" / "val.yaml").open("a") as file:
        file.write("- value:\n    Loss: 9.0\n  seq")
    (place / "metrics" / "other.yaml").write_text("- value:\n")
    run = desk.bring(source)["old_style"]
    assert len(desk.curve(run, "val", "Loss")) == 20
    assert not (place / "metrics" / "other.yaml").exists()
    assert desk.show(run)["status"] == "Complete"


def test_a_moved_or_renamed_recording_is_found_again(desk: Desk, tool_files: ToolFiles) -> None:
    source = tool_files("tensorboard/old_style")
    place = Path(desk.bring(source)["old_style"]["path"])
    (desk.target / "best").mkdir()
    shutil.move(place, desk.target / "best" / place.name)
    assert desk.bring(source)["old_style"]["did"] == "unchanged"


def test_a_wrong_checksum_costs_one_record(desk: Desk, tool_files: ToolFiles) -> None:
    source = tool_files("tensorboard/new_style")
    (file,) = (source / "validation").glob("events*")
    positions = [position for position, _ in records(file, Notes())]
    data = bytearray(file.read_bytes())
    data[positions[4] + 20] ^= 0xFF
    file.write_bytes(data)
    run = desk.bring(source)["new_style"]
    assert len(desk.curve(run, "val", "epoch_loss")) == 9
    assert "damaged records" in [problem["detail"] for problem in run["problems"]]


def test_a_wrong_length_ends_the_file_with_a_note(desk: Desk, tool_files: ToolFiles) -> None:
    source = tool_files("tensorboard/new_style")
    (file,) = (source / "validation").glob("events*")
    positions = [position for position, _ in records(file, Notes())]
    data = bytearray(file.read_bytes())
    data[positions[4]] ^= 0xFF
    file.write_bytes(data)
    run = desk.bring(source)["new_style"]
    assert [step for step, _ in desk.curve(run, "val", "epoch_loss")] == [0, 1, 2, 3]
    assert any("the rest isn't read" in problem["detail"] for problem in run["problems"])


@pytest.mark.parametrize(
    ("data", "crc"), [(b"", 0), (b"123456789", 0xE3069283), (b"a", 0xC1D04330)]
)
def test_the_checksum_is_the_castagnoli_one(data: bytes, crc: int) -> None:
    assert masked_crc(data) == ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def test_a_dry_run_counts_and_writes_nothing(desk: Desk, tool_files: ToolFiles) -> None:
    run = desk.bring(tool_files("tensorboard"), "--dry-run")["old_style"]
    assert (run["did"], run["points"], run["texts"], run["path"]) == ("added", 61, 1, None)
    assert not desk.target.exists()


def test_times_are_those_of_the_tool(desk: Desk, tool_files: ToolFiles) -> None:
    run = desk.bring(tool_files("tensorboard"))["new_style"]
    assert desk.show(run)["started"] == "2023-11-14T22:13:20+00:00"
    assert "_231114_221320_" in Path(run["path"]).name


def test_hyperparameters_that_are_logged_again_and_again_are_runs_of_their_own(
    desk: Desk, tool_files: ToolFiles
) -> None:
    source = tool_files("tensorboard/old_style")
    shutil.copytree(source / "1700000030.5", source / "1700000040.5")
    assert set(desk.bring(source)) == {"old_style", "1700000030.5", "1700000040.5"}


def test_what_was_imported_is_never_imported_again(
    desk: Desk, tool_files: ToolFiles, tmp_path: Path
) -> None:
    events = next(tool_files("tensorboard/old_style").glob("events*"))
    (model,) = tool_files("mlflow/mlruns").rglob("model")
    shutil.copy(events, model / events.name)  # an artifact is a log of another tool
    desk.target = tmp_path / "source"
    first = desk.bring(tmp_path / "source")
    again = desk.bring(tmp_path / "source")
    assert set(first) == set(again) == {"old_style", "mlp", "broken"}
    assert {each["did"] for each in again.values()} == {"unchanged"}


def test_a_file_that_cannot_be_read_costs_only_itself(desk: Desk, tool_files: ToolFiles) -> None:
    source = tool_files("tensorboard")
    (source / "old_style" / "pipe").symlink_to("nowhere")
    (source / "zero").write_bytes(b"")
    assert set(desk.bring(source)) == {"old_style", "new_style"}
