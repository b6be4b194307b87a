"""CSV, TSV and JSON lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from em_desktop.importers.naming import MetricNames
from tests.unit.importers.conftest import Desk


def test_columns_of_usual_names_are_places_and_the_rest_metrics(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "training.csv"
    file.write_text(
        "epoch,step,train_loss,val_loss,timestamp\n"
        "0,10,0.5,,2024-01-02T03:04:05+00:00\n"
        "1,20,0.25,0.75,1704164650\n"
    )
    run = desk.bring(file)["training"]
    assert desk.curve(run, "train", "loss") == [(10, 0.5), (20, 0.25)]
    assert desk.curve(run, "val", "loss") == [(20, 0.75)]
    first, *_ = desk.records(run)
    assert (first["epoch"], first["timestamp"]) == (0, "2024-01-02T03:04:05+00:00")
    shown = desk.show(run)
    assert (shown["started"], shown["ended"]) == (
        "2024-01-02T03:04:05+00:00",
        "2024-01-02T03:04:10+00:00",
    )


def test_a_column_can_be_named(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "log.tsv"
    file.write_text("batch\tpart\tloss\n5\tvalidation\t0.5\n6\ttrain\t0.25\n")
    run = desk.bring(file, "--column", "step=batch", "--column", "type=part")["log"]
    assert desk.curve(run, "val", "loss") == [(5, 0.5)]
    assert desk.curve(run, "train", "loss") == [(6, 0.25)]


def test_json_lines_may_hold_different_keys(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    file.write_text('{"step": 1, "loss": 0.5}\n{"step": 2, "eval_loss": NaN, "note": "x"}\nbad\n')
    run = desk.bring(file)["log"]
    assert desk.curve(run, "train", "loss") == [(1, 0.5)]
    assert desk.curve(run, "test", "loss") == [(2, "NaN")]
    assert [problem["detail"] for problem in run["problems"]] == [
        "values of 'note' that aren't numbers",
        "lines that can't be read",
        "nothing says when it was; it has the time of the import",
    ]
    assert desk.records(run)[0]["timestamp"] is None


def test_the_files_of_a_directory_give_the_types(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "mnist"
    folder.mkdir()
    (folder / "train.csv").write_text("step,loss\n1,0.5\n")
    (folder / "validation.csv").write_text("step,loss\n1,0.75\n")
    run = desk.bring(folder)["mnist"]
    assert desk.curve(run, "train", "loss") == [(1, 0.5)]
    assert desk.curve(run, "val", "loss") == [(1, 0.75)]


def test_only_new_whole_lines_are_added(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text("step,loss\n1,0.5\n2,0.2")
    assert desk.bring(file)["log"]["points"] == 1
    file.write_text("step,loss\n1,0.5\n2,0.25\n")
    run = desk.bring(file)["log"]
    assert (run["did"], run["points"]) == ("extended", 1)
    assert desk.curve(run, "train", "loss") == [(1, 0.5), (2, 0.25)]
    assert desk.bring(file)["log"]["did"] == "unchanged"


def test_what_is_no_table_is_refused(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "notes.csv"
    file.write_text("just text\n")
    code, _ = desk.call("import", file, desk.target)
    assert code == 1
    code, _ = desk.call("import", tmp_path / "absent", desk.target)
    assert code == 1
    assert not desk.target.exists()


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("train/loss", ("train", "loss")),
        ("Loss/train", ("train", "Loss")),
        ("validation/top/5", ("val", "top/5")),
        ("eval_loss", ("test", "loss")),
        ("system/gpu", ("system", "gpu")),
        ("loss", ("train", "loss")),
        ("layer/weights", ("train", "layer/weights")),
        ("train", ("train", "train")),
        ("", ("train", "value")),
    ],
)
def test_a_metric_s_type_stands_in_its_name(name: str, place: tuple[str, str]) -> None:
    assert MetricNames().place(name) == place


def test_two_metrics_never_become_one() -> None:
    names = MetricNames()
    assert names.place("train/loss") == ("train", "loss")
    assert names.place("loss") == ("train", "loss (2)")
    assert names.place("train_loss") == ("train", "train_loss")
    assert MetricNames(names.places).place("loss") == ("train", "loss (2)")


def test_a_table_that_became_shorter_is_told(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text("step,loss\n1,0.5\n2,0.25\n")
    desk.bring(file)
    file.write_text("step,loss\n1,0.5\n")
    run = desk.bring(file)["log"]
    assert run["did"] == "unchanged"
    assert run["problems"][0]["detail"].startswith("shorter than at the last import")
