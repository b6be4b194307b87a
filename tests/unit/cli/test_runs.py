"""The verb ``runs`` on the real recordings, and on Runs that are being recorded."""

from __future__ import annotations

import csv
import io
import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from em_desktop.cli.main import main
from em_desktop.recording import Capture, em

MLP = "digits_train_mlp_261123_115932_eicjg9"
QUIET = Capture(code=False, platform=False, output=False, usage=False)


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run the command with words; gives its exit code, output and errors."""

    def run(*words: str | Path) -> tuple[int, str, str]:
        code = main([str(word) for word in words])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_runs_are_listed_from_all_folders_below_newest_first(call: Any, recordings: Path) -> None:
    code, output, _ = call("runs", "ls", recordings, "--json")
    runs = json.loads(output)
    assert code == 0
    assert len(runs) == 14
    assert {run["type"] for run in runs} == {"Run"}
    starts = [run["started"] for run in runs]
    assert len(set(starts)) > 10
    assert runs[0]["name"] == "digits_logreg_assets"


def test_runs_are_filtered_by_status_and_label(call: Any, recordings: Path) -> None:
    _, output, _ = call("runs", "ls", recordings, "--status", "error", "--json")
    assert [run["name"] for run in json.loads(output)] == ["digits_sklearn_mlp_error"]
    _, output, _ = call("runs", "ls", recordings, "--label", "基线", "--json")
    assert [run["name"] for run in json.loads(output)] == ["digits_train_mlp"]
    _, output, _ = call("runs", "ls", recordings, "-n", "2")
    header, *lines = output.splitlines()
    assert header.split() == ["STATUS", "STARTED", "TOOK", "NAME", "LABELS", "PATH"]
    assert len(lines) == 2


def test_show_is_for_runs_only(call: Any, recordings: Path) -> None:
    code, output, _ = call("runs", "show", recordings / "runs" / MLP, "--json")
    assert (code, json.loads(output)["name"]) == (0, "digits_train_mlp")
    artifact = next((recordings / "artifacts").iterdir())
    code, _, errors = call("runs", "show", artifact)
    assert code == 1
    assert "not a run; its type is Artifact" in errors


def test_tail_prints_the_newest_records_of_all_types_by_time(call: Any, recordings: Path) -> None:
    _, output, _ = call("runs", "tail", recordings / "runs" / MLP, "-n", "3", "--json")
    records = [json.loads(line) for line in output.splitlines()]
    assert [record["type"] for record in records] == ["val", "系统", "test"]
    _, output, _ = call(
        "runs", "tail", recordings / "runs" / MLP, "--type", "validation", "-n", "1"
    )
    assert "val step 216 epoch 12  loss=0.159725" in output
    _, output, _ = call("runs", "tail", recordings / "runs" / MLP, "-n", "0")
    assert output == ""


def test_tail_prints_the_end_of_the_log_as_a_terminal_shows_it(call: Any, recordings: Path) -> None:
    _, output, _ = call("runs", "tail", recordings / "runs" / MLP, "--log", "-n", "1")
    assert output == "测试集准确率 0.9639\n"


def test_tail_follows_until_the_run_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run = em.create_run(name="live", capture=QUIET)
    run.log("train", {"loss": 1.0}, 0)
    command = [sys.executable, "-m", "em_desktop", "runs", "tail", "-f", "--json", run.local]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as tail:
        assert tail.stdout is not None
        assert json.loads(tail.stdout.readline())["step"] == 0
        for step in range(1, 4):
            run.log("train", {"loss": 1.0 / step}, step)
            assert json.loads(tail.stdout.readline())["step"] == step
        run.log("val", {"loss": math.nan}, 4)
        run.finish()
        rest = [json.loads(line) for line in tail.stdout]
        assert [(each["type"], each["values"]["loss"]) for each in rest] == [("val", "NaN")]
        assert tail.wait(60) == 0


def test_a_table_has_a_row_for_each_run(call: Any, recordings: Path) -> None:
    code, output, _ = call("runs", "export", recordings)
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(output))}
    assert code == 0
    assert len(rows) == 14
    assert rows["digits_cnn_lr_a"]["lr"] != rows["digits_cnn_lr_b"]["lr"]
    assert rows["digits_train_mlp"]["test/accuracy"] == "0.9638888835906982"
    assert rows["breast_cancer_gbdt"]["splits"] == '["training", "validation"]'
    assert rows["digits_sklearn_mlp_error"]["status"] == "Error"


def test_all_records_are_exported_into_a_file(call: Any, recordings: Path, tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    code, output, _ = call(
        "runs", "export", recordings / "runs" / MLP, "--records", "--format", "jsonl", "-o", file
    )
    assert (code, output) == (0, "")
    records = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    _, listed, _ = call("metrics", recordings / "runs" / MLP, "--json")
    assert [(record["type"], record["step"], record.get("loss")) for record in records] == [
        (each["type"], each["step"], each["values"].get("loss")) for each in json.loads(listed)
    ]


def test_json_is_one_list_also_where_there_is_nothing(call: Any, tmp_path: Path) -> None:
    _, output, _ = call("runs", "export", tmp_path, "--format", "json")
    assert json.loads(output) == []


def test_nested_parameters_are_columns(
    call: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    hparams = {"a": {"b": [1, math.inf]}, "name": "mine", "empty": {}}
    em.create_run(name="x", hparams=hparams, capture=QUIET).finish()
    _, output, _ = call("runs", "export", tmp_path, "--format", "json")
    (row,) = json.loads(output)
    assert row["a.b"] == [1, "Infinity"]
    assert (row["name"], row["parameter name"], row["empty"]) == ("x", "mine", {})


def test_what_cannot_be_written_is_an_error(call: Any, recordings: Path, tmp_path: Path) -> None:
    code, _, errors = call("runs", "export", recordings, "-o", tmp_path / "none" / "x.csv")
    assert code == 1
    assert "not found" in errors


def test_a_folder_that_is_not_there_is_an_error(call: Any, tmp_path: Path) -> None:
    code, _, errors = call("runs", "ls", tmp_path / "none")
    assert code == 1
    assert "none" in errors
