"""The examples, and the complete one of the guide, record what they say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from em_desktop.domain.autotune import TrialStatus
from em_desktop.domain.metrics import segments
from em_desktop.domain.nodes import Status
from em_desktop.formats.autotune import read_search, read_trials
from em_desktop.formats.metrics import MetricReader
from em_desktop.formats.run import log_key, metric_files, read_metadata
from em_desktop.formats.source import DirectorySource

ROOT = Path(__file__).parents[2]


def run_script(script: Path, directory: Path) -> str:
    done = subprocess.run(
        [sys.executable, str(script)],
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def only(directory: Path) -> DirectorySource:
    (entry,) = directory.iterdir()
    return DirectorySource(entry)


def test_the_network_learns_and_all_of_it_is_recorded(tmp_path: Path) -> None:
    printed = run_script(ROOT / "examples" / "digits_network.py", tmp_path)
    source = only(tmp_path / ".em" / "runs")
    metadata = read_metadata(source)
    assert metadata.problems == ()
    assert metadata.value.status is Status.COMPLETE
    artifact = only(tmp_path / ".em" / "artifacts")
    assert [link.name for link in metadata.value.associations] == [artifact.root.name]
    assert (artifact.root / "weights.npz").stat().st_size > 1000
    files = metric_files(source)
    assert files.problems == ()
    assert [file.type for file in files.value] == ["train", "val", "test"]
    table = MetricReader(source, "metrics/val.yaml", "val").update()
    assert table.problems == ()
    assert table.value.series("accuracy").value[-1] > 0.8
    assert source.read(log_key(source) or "").decode() == printed.rpartition("recorded in")[0]


def test_a_run_that_is_continued_has_two_segments(tmp_path: Path) -> None:
    run_script(ROOT / "examples" / "continue_regression.py", tmp_path)
    source = only(tmp_path / ".em" / "runs")
    table = MetricReader(source, "metrics/train.yaml", "train").update().value
    assert len(table.step) == 120 + 150
    assert len(segments(table.step)) == 2


def test_a_search_has_trials_that_were_stopped_early(tmp_path: Path) -> None:
    run_script(ROOT / "examples" / "search_forest.py", tmp_path)
    source = only(tmp_path / ".em" / "autotune")
    search, trials = read_search(source), read_trials(source)
    assert search.problems == trials.problems == ()
    assert search.value.status is Status.COMPLETE
    statuses = {trial.status for trial in trials.value}
    assert statuses == {TrialStatus.SUCCEEDED, TrialStatus.EARLY_STOPPED}


def test_the_complete_example_of_the_guide_runs_as_it_is(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "recording.md").read_text(encoding="utf-8")
    match = re.search(r"## A complete example\n\n```python\n(.*?)```", text, re.DOTALL)
    assert match is not None
    (tmp_path / "line.py").write_text(match[1], encoding="utf-8")
    assert run_script(tmp_path / "line.py", tmp_path).startswith("y = 2.")
    metadata = read_metadata(only(tmp_path / ".em" / "runs")).value
    assert metadata.status is Status.COMPLETE
    assert len(metadata.associations) == 2


@pytest.mark.parametrize("call", ["create_run", "load_run", "create_artifact", "load_artifact"])
def test_the_guide_names_every_call(call: str) -> None:
    assert f"em.{call}" in (ROOT / "docs" / "recording.md").read_text(encoding="utf-8")
