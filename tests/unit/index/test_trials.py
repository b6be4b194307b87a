"""The cache of large searches."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from em_desktop.domain.autotune import Trial
from em_desktop.domain.trial_set import Reports
from em_desktop.formats.autotune import TrialReader
from em_desktop.formats.source import DirectorySource
from em_desktop.index import trials as cached
from em_desktop.index.trials import TrialCache


class CountingSource(DirectorySource):
    """Counts what is read."""

    reads = 0

    def read(self, key: str, offset: int = 0, length: int | None = None) -> bytes:
        CountingSource.reads += 1
        return super().read(key, offset, length)


def write(root: Path, number: int, final: float = 0.5) -> None:
    folder = root / f"t{number:03}"
    folder.mkdir(exist_ok=True)
    metadata = {
        "sequenceId": number,
        "status": "SUCCEEDED",
        "hyperParameters": {"lr": 0.1, "opt": "adam", "deep": {"a": [1, None]}},
        "startTime": "2026-11-23T04:09:20.25Z",
        "endTime": "2026-11-23T04:09:21Z",
        "finalMetric": final,
    }
    (folder / "metadata.json").write_text(json.dumps(metadata))
    (folder / "metrics.yaml").write_text(
        f"- type: PERIODICAL\n  value:\n    default: {final}\n  sequence:\n    epoch: null\n"
        "    step: 1\n    timestamp: null\n"
        f"- type: FINAL\n  value:\n    default: {final}\n    f1: 0.25\n  sequence:\n"
        "    epoch: null\n    step: 0\n    timestamp: null\n"
    )


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(cached, "LEAST_TRIALS", 3)
    root = tmp_path / "search"
    root.mkdir()
    for number in range(5):
        write(root, number)
    return root


def read(root: Path, cache: Path) -> tuple[tuple[Trial, ...], Reports, int]:
    source = CountingSource(root)
    reader = TrialReader(source, TrialCache(cache, source.location))
    CountingSource.reads = 0
    *_, trials = reader.update()
    reports = reader.reports(trials.value)
    return trials.value, reports.value, CountingSource.reads


def assert_same(one: Reports, other: Reports) -> None:
    np.testing.assert_array_equal(one.starts, other.starts)
    np.testing.assert_array_equal(one.steps, other.steps)
    np.testing.assert_array_equal(one.values, other.values)
    assert {key: value.tolist() for key, value in one.finals.items()} == {
        key: value.tolist() for key, value in other.finals.items()
    }


def test_what_was_read_once_is_not_read_again(root: Path, tmp_path: Path) -> None:
    first, reports, reads = read(root, tmp_path / "cache")
    second, again, reads_again = read(root, tmp_path / "cache")

    assert (reads, reads_again) == (10, 0)
    assert second == first
    assert_same(again, reports)
    assert again.finals["f1"].tolist() == [0.25] * 5


def test_only_trials_that_changed_are_read(root: Path, tmp_path: Path) -> None:
    read(root, tmp_path / "cache")
    write(root, 2, 0.75)
    write(root, 7)

    trials, _, reads = read(root, tmp_path / "cache")

    assert [trial.final for trial in trials] == [0.5, 0.5, 0.75, 0.5, 0.5, 0.5]
    assert reads == 4
    assert read(root, tmp_path / "cache")[2] == 0


def test_a_removed_trial_leaves_the_cache(root: Path, tmp_path: Path) -> None:
    read(root, tmp_path / "cache")
    for name in ("metadata.json", "metrics.yaml"):
        (root / "t001" / name).unlink()

    read(root, tmp_path / "cache")

    kept = TrialCache(tmp_path / "cache", str(root)).load()
    assert sorted(kept) == ["t000", "t002", "t003", "t004"]


@pytest.mark.parametrize("damage", [b"", b"nonsense" * 1000])
def test_a_damaged_cache_is_made_anew(root: Path, tmp_path: Path, damage: bytes) -> None:
    first, _, _ = read(root, tmp_path / "cache")
    [file] = (tmp_path / "cache").iterdir()
    file.write_bytes(damage)

    trials, _, reads = read(root, tmp_path / "cache")

    assert (trials, reads) == (first, 10)
    assert read(root, tmp_path / "cache")[2] == 0


def test_a_deleted_cache_loses_nothing(root: Path, tmp_path: Path) -> None:
    first, _, _ = read(root, tmp_path / "cache")
    [file] = (tmp_path / "cache").iterdir()
    file.unlink()

    assert read(root, tmp_path / "cache")[0] == first


def test_a_trial_with_a_problem_is_read_each_time(root: Path, tmp_path: Path) -> None:
    (root / "t003" / "metadata.json").write_text('{"status": "SUCC')
    read(root, tmp_path / "cache")

    assert read(root, tmp_path / "cache")[2] >= 1


def test_a_small_search_has_no_cache(tmp_path: Path) -> None:
    root = tmp_path / "search"
    root.mkdir()
    write(root, 0)

    read(root, tmp_path / "cache")

    assert not (tmp_path / "cache").exists()


def test_a_place_that_cannot_be_written_costs_nothing(root: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file in the way")

    assert len(read(root, tmp_path / "cache")[0]) == 5


def test_the_oldest_files_go_first(root: Path, tmp_path: Path) -> None:
    source = DirectorySource(root)
    for name in ("one", "two"):
        reader = TrialReader(source, TrialCache(tmp_path / "cache", name, limit=30_000))
        *_, trials = reader.update()
        reader.reports(trials.value)

    assert len(list((tmp_path / "cache").iterdir())) <= 2
    assert TrialCache(tmp_path / "cache", "two").load()
