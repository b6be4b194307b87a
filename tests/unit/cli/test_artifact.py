"""The verb ``artifact``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from em_desktop.cli.main import main


@pytest.fixture
def call(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Any:
    """Run the command in an empty directory; gives its exit code and JSON."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("EM_ARTIFACT_PARENT_DIR", raising=False)

    def run(*words: str) -> tuple[int, Any]:
        code = main([*words, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


def test_an_artifact_is_made_with_files_and_addresses(call: Any, tmp_path: Path) -> None:
    (tmp_path / "data" / "deep").mkdir(parents=True)
    (tmp_path / "data" / "deep" / "a.csv").write_text("1,2\n")
    (tmp_path / "notes.md").write_text("hello")
    code, told = call(
        "artifact", "create", "points", "data", "notes.md", "--label", "raw",
        "--description", "Points.", "--reference", "s3://bucket/all.csv",
    )  # fmt: skip
    assert code == 0
    local = told["done"][0]["path"]
    assert Path(local).parent == Path(".em/artifacts")
    assert [each["did"] for each in told["done"]] == ["created", "added", "added", "noted"]
    _, objects = call("artifact", "ls", local)
    assert objects == [
        {"path": "all.csv", "uri": "s3://bucket/all.csv"},
        {"path": "data/deep/a.csv", "size": 4},
        {"path": "notes.md", "size": 5},
    ]
    _, shown = call("show", local)
    assert (shown["labels"], shown["description"]) == (["raw"], "Points.")


def test_the_artifacts_below_a_folder_are_listed(
    call: Any, recordings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = call("artifact", "ls", str(recordings))
    assert code == 0
    assert {each["type"] for each in told} == {"Artifact"}
    assert len(told) == len(list((recordings / "artifacts").iterdir()))
    assert main(["artifact", "ls", str(recordings)]) == 0
    header, first, *_ = capsys.readouterr().out.splitlines()
    assert header.split() == ["CREATED", "NAME", "LABELS", "PATH"]
    assert str(told[0]["path"]) in first


def test_what_cannot_be_added_is_told_and_the_rest_is_there(call: Any, tmp_path: Path) -> None:
    _, told = call("artifact", "create", "x")
    local = told["done"][0]["path"]
    (tmp_path / "a.txt").write_text("a")
    code, told = call("artifact", "add", local, "missing", "a.txt", "--to", "texts/")
    assert code == 1
    assert [each["subject"] for each in told["failed"]] == ["missing"]
    _, objects = call("artifact", "ls", local)
    assert [each["path"] for each in objects] == ["texts/a.txt"]


def test_a_run_is_no_artifact(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runs = Path(__file__).parents[2] / "samples" / "em-recordings" / "runs"
    assert main(["artifact", "ls", str(next(runs.iterdir()))]) == 1
    assert "this is a recorded Run, not Artifact" in capsys.readouterr().err


def test_its_own_files_cannot_be_replaced(call: Any, tmp_path: Path) -> None:
    _, told = call("artifact", "create", "x")
    (tmp_path / "metadata.yaml").write_text("kind: Run")
    code, _ = call("artifact", "add", told["done"][0]["path"], "metadata.yaml")
    assert code == 1
