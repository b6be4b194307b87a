"""The command line on the real recordings."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from em_desktop import __version__
from em_desktop.cli.main import main

MLP = "digits_train_mlp_261123_115932_eicjg9"


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run the command with words; gives its exit code, output and errors."""

    def run(*words: str | Path) -> tuple[int, str, str]:
        code = main([str(word) for word in words])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_ls_as_json_names_every_node_below(call: Any, recordings: Path) -> None:
    code, output, _ = call("ls", "--recursive", "--json", recordings)
    nodes = {node["path"]: node for node in json.loads(output)}
    assert code == 0
    assert [path for path in nodes if "/" not in path] == ["artifacts", "runs"]
    assert len(nodes) == 2 + 14 + 9
    run = nodes[f"runs/{MLP}"]
    assert run["name"] == "digits_train_mlp"
    assert (run["type"], run["storageType"], run["status"]) == ("Run", 2, "Complete")
    assert run["id"] is None
    assert run["labels"] == ["torch", "MLP", "基线"]
    assert run["durationSeconds"] == pytest.approx(2.000831)
    assert nodes["runs"]["storageType"] == 0


def test_ls_without_recursive_lists_one_level(call: Any, recordings: Path) -> None:
    _, output, _ = call("ls", "--json", recordings / "runs")
    assert len(json.loads(output)) == 14


def test_ls_prints_a_table_for_people(call: Any, recordings: Path) -> None:
    _, output, _ = call("ls", recordings / "runs")
    header, *lines = output.splitlines()
    assert header.split() == ["TYPE", "STATUS", "NAME", "PATH"]
    assert any(line.split() == ["Run", "Complete", "digits_train_mlp", MLP] for line in lines)


def test_ls_shows_every_kind_of_node_of_the_sample_store(call: Any) -> None:
    store = Path(__file__).parents[3] / "resources" / "sample-store"
    _, output, _ = call("ls", "-r", "--json", store)
    kinds = {node["type"] for node in json.loads(output)}
    expected = {"Folder", "Shortcut", "Run", "Artifact", "AutoTune", "Model", "Dataset", "File"}
    assert kinds == expected


def test_ls_of_what_is_not_there_says_which_path(call: Any, tmp_path: Path) -> None:
    code, output, errors = call("ls", tmp_path / "absent")
    assert (code, output) == (1, "")
    assert errors.startswith("em-desktop: not found:")
    assert "absent" in errors


def test_show_as_json_holds_what_the_run_says(call: Any, recordings: Path) -> None:
    code, output, _ = call("show", "--json", recordings / "runs" / MLP)
    shown = json.loads(output)
    assert code == 0
    assert shown["parameters"]["optimizer"]["betas"] == [0.9, 0.999]
    assert shown["parameters"]["备注"] == "基线实验：两层全连接网络"
    assert shown["platform"]["hostname"] == "workstation"
    assert shown["git"]["commit"] == "8d14ae83c02710a49098ddd0c5ffd9fa759117e2"
    assert shown["metrics"]["val"]["accuracy"]["points"] == 12
    assert [edge["name"] for edge in shown["inputs"]] == ["digits_features_261123_115929_wingwi"]
    assert shown["problems"] == []


def test_show_finds_inputs_within_a_store(call: Any, recordings: Path) -> None:
    (recordings / ".em-store").mkdir()
    _, output, _ = call("show", "--json", recordings / "runs" / MLP)
    shown = json.loads(output)
    assert shown["inputs"][0]["path"] == "artifacts/digits_features_261123_115929_wingwi"
    assert shown["path"] == f"runs/{MLP}"


def test_show_finds_inputs_of_a_run_beside_its_script(call: Any, recordings: Path) -> None:
    recorded = recordings.rename(recordings.with_name(".em"))
    _, output, _ = call("show", "--json", recorded / "runs" / MLP)
    shown = json.loads(output)
    assert shown["inputs"][0]["path"] == ".em/artifacts/digits_features_261123_115929_wingwi"


def test_show_tells_which_line_of_which_file_is_broken(call: Any, recordings: Path) -> None:
    (run,) = (recordings / "runs").glob("digits_cnn_running_*")
    _, output, _ = call("show", "--json", run)
    broken = {problem["file"] for problem in json.loads(output)["problems"]}
    assert {"metrics/train.yaml", "metrics/val.yaml"} <= broken


def test_show_lists_an_artifacts_objects_and_references(call: Any, recordings: Path) -> None:
    (artifact,) = (recordings / "artifacts").glob("digits_dataset_*")
    _, output, _ = call("show", "--json", artifact)
    shown = json.loads(output)
    assert [item["key"] for item in shown["objects"]] == [
        "csv/test.csv",
        "csv/train.csv",
        "docs/说明.md",
    ]
    assert shown["references"]["origin/optdigits.tra"] == "s3://datasets/digits/v1/optdigits.tra"


def test_show_summarizes_a_search(call: Any, samples: Path) -> None:
    _, output, _ = call("show", "--json", samples / "autotune" / "keras-style-name")
    shown = json.loads(output)
    assert len(shown["trials"]) == 68
    assert shown["trialCounts"]["succeeded"] == 31


def test_show_without_json_prints_facts(call: Any, recordings: Path) -> None:
    code, output, _ = call("show", recordings / "runs" / MLP)
    assert code == 0
    assert "status:" in output
    assert "Complete" in output


def test_metrics_as_csv_has_a_column_for_each_metric(call: Any, recordings: Path) -> None:
    _, output, _ = call("metrics", "--csv", recordings / "runs" / MLP)
    rows = list(csv.DictReader(io.StringIO(output)))
    assert rows[0]["type"] == "train"
    assert rows[0]["step"] == "3"
    assert float(rows[0]["loss"]) == 2.17399001121521
    assert {row["type"] for row in rows} == {"train", "val", "test", "系统"}


def test_metrics_as_json_keep_nan_and_infinity_as_text(call: Any, recordings: Path) -> None:
    (run,) = (recordings / "runs").glob("diabetes_sgd_diverged_*")
    _, output, _ = call("metrics", "--json", run)
    values = {value for record in json.loads(output) for value in record["values"].values()}
    assert {"NaN", "Infinity"} <= values


def test_metrics_of_what_is_no_run_is_refused(call: Any, recordings: Path) -> None:
    code, _, errors = call("metrics", recordings)
    assert code == 1
    assert "not a run" in errors


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.strip() == f"em-desktop {__version__}"


def test_help_names_every_verb(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    output = capsys.readouterr().out
    assert all(verb in output for verb in ("ls", "show", "metrics", "tour"))


def test_without_a_display_the_window_is_refused_with_a_way_out(
    call: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    code, _, errors = call()
    assert code == 1
    assert "em-desktop tour" in errors
