"""The index of parameters and metric summaries: right, quick to open, and never in the way."""

from __future__ import annotations

import math
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from em_desktop.domain.metrics import Series
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.domain.query import Function
from em_desktop.domain.run_digest import MetricDigest, RunDigest, default_function, field_place
from em_desktop.formats.run_digest import read_digest, state_of
from em_desktop.formats.source import DirectorySource
from em_desktop.index.runs import Indexed, RunIndex, Wanted, read_runs

RUN = "digits_cnn_lr_a_261123_120018_b6yu88"
FOLDER = NodePath(("runs",))


@pytest.fixture
def index(tmp_path: Path) -> Iterator[RunIndex]:
    index = RunIndex(tmp_path / "cache")
    yield index
    index.close()


def source(folder: Path, name: str = "run") -> DirectorySource:
    return DirectorySource(folder / name)


def record(
    folder: Path, name: str = "run", lr: object = 0.1, losses: tuple[float, ...] = ()
) -> None:
    """Write a small Run, as old as can be."""
    place = folder / name
    (place / "metrics").mkdir(parents=True, exist_ok=True)
    (place / "hyperparameters.yaml").write_text(f"lr: {lr}\n")
    lines = "".join(
        f"- value:\n    loss: {loss}\n  sequence:\n    epoch: null\n    step: {step}\n"
        f"    timestamp: '2026-11-23T12:00:{step:02}+00:00'\n"
        for step, loss in enumerate(losses)
    )
    (place / "metrics" / "val.yaml").write_text(lines)
    age(place)


def age(place: Path, seconds: float = 3600) -> None:
    then = time.time() - seconds
    for file in place.rglob("*"):
        os.utime(file, (then, then))


def read(folder: Path, *known: Indexed, name: str = "run") -> Indexed | None:
    """What reading a Run anew finds; None where it hasn't changed."""
    fingerprint = known[0].fingerprint if known else ""
    wanted = Wanted(FOLDER.child(name), source(folder, name), fingerprint)
    found = read_runs([wanted], folder / "columns", 10).runs
    return found[0] if found else None


def loaded(index: RunIndex, folder: NodePath = FOLDER, *, below: bool = False) -> list[Indexed]:
    return [one for page in index.load("store", folder, below=below) for one in page]


def test_a_digest_of_a_recorded_run_has_its_parameters_metrics_and_facts(recordings: Path) -> None:
    digest = read_digest(DirectorySource(recordings / "runs" / RUN))
    assert digest.parameters["lr"] == 0.003
    assert "val/accuracy" in digest.metrics
    accuracy = digest.metrics["val/accuracy"]
    assert accuracy.minimum <= accuracy.mean <= accuracy.maximum
    assert "platform.python" in digest.facts


def test_every_sample_has_a_digest(recordings: Path) -> None:
    for place in sorted((recordings / "runs").iterdir()):
        digest = read_digest(DirectorySource(place))
        for name, metric in digest.metrics.items():
            assert metric.records >= metric.not_finite >= 0, (place.name, name)


def test_a_metric_in_short_is_what_numpy_says() -> None:
    values = np.array([3.0, math.nan, 1.0, math.inf, 2.0])
    steps = np.arange(5.0)
    digest = MetricDigest.of(Series(steps, steps, steps, values))
    assert digest == MetricDigest(2.0, 1.0, 3.0, 2.0, 5, 2, 4.0, 2.0, 0.0)


def test_a_metric_without_finite_values_has_its_last_one() -> None:
    one = np.array([math.nan])
    digest = MetricDigest.of(Series(one, one, one, one))
    assert math.isnan(digest.minimum)
    assert (digest.records, digest.not_finite) == (1, 1)
    nothing = np.empty(0)
    assert MetricDigest.of(Series(nothing, nothing, nothing, nothing)).records == 0


def test_the_mean_of_the_largest_numbers_is_finite() -> None:
    values = np.full(4, 1.7e308)
    assert MetricDigest.of(Series(values, values, values, values)).mean == pytest.approx(1.7e308)


def test_the_best_value_is_the_largest_or_smallest_as_the_name_says() -> None:
    digest = MetricDigest(2.0, 1.0, 3.0, 2.0, 3, 0, 4.0, 2.0, 0.0)
    numbers = [digest.number(Function.BEST, name) for name in ("val/accuracy", "val/loss", "x")]
    assert numbers == [3.0, 1.0, 2.0]
    assert [default_function(name) for name in ("val/loss", "x")] == [Function.BEST, Function.LAST]
    for function in (Function.MIN, Function.MAX, Function.MEAN, Function.COUNT, Function.BEST):
        for name in ("val/accuracy", "val/loss", "x"):
            assert digest[field_place(function, name)] == digest.number(function, name)


def test_what_was_saved_is_loaded_exactly(index: RunIndex, tmp_path: Path) -> None:
    values = {"a": 1, "b": 1.0, "c": True, "d": None, "e": "学", "f": 2**70, "g": math.inf}
    digest = RunDigest.of(
        values, {"val/x": MetricDigest(*map(float, range(9)))}, {"git.branch": "m"}
    )
    for path in (FOLDER.child("one"), NodePath(("top\udcff",))):
        index.save("store", [Indexed(path, "f", digest)])
        (found,) = loaded(index, path.parent)
        assert found.path == path
        assert {name: (type(value), value) for name, value in found.digest.parameters.items()} == {
            name: (type(value), value) for name, value in values.items()
        }
        assert dict(found.digest.metrics) == dict(digest.metrics)
        assert dict(found.digest.facts) == {"git.branch": "m"}


def test_a_run_that_hasnt_changed_isnt_read_again(tmp_path: Path) -> None:
    record(tmp_path, losses=(0.5, 0.25))
    known = read(tmp_path)
    assert known is not None
    assert known.digest.metrics["val/loss"].last == 0.25
    assert read(tmp_path, known) is None


def test_what_changes_behind_the_apps_back_is_read_again(tmp_path: Path) -> None:
    record(tmp_path, losses=(0.5,))
    known = read(tmp_path)
    assert known is not None
    with (tmp_path / "run" / "hyperparameters.yaml").open("a") as file:
        file.write("batch_size: 64\n")
    changed = read(tmp_path, known)
    assert changed is not None
    assert changed.digest.parameters["batch_size"] == 64
    (tmp_path / "run" / "metrics" / "val.yaml").unlink()
    emptied = read(tmp_path, changed)
    assert emptied is not None
    assert len(emptied.digest.metrics) == 0


def test_a_run_that_was_written_just_now_is_read_again_the_next_time(tmp_path: Path) -> None:
    record(tmp_path)
    os.utime(tmp_path / "run" / "hyperparameters.yaml")
    known = read(tmp_path)
    assert known is not None
    assert known.fingerprint == ""
    age(tmp_path / "run")
    settled = read(tmp_path, known)
    assert settled is not None
    assert settled.fingerprint == state_of(source(tmp_path)).fingerprint


def test_a_run_that_is_gone_or_broken_doesnt_stop_the_others(tmp_path: Path) -> None:
    record(tmp_path, "good")
    record(tmp_path, "broken")
    (tmp_path / "broken" / "hyperparameters.yaml").write_bytes(b"\xff\xfe\0: [")
    wanted = [
        Wanted(FOLDER.child(name), source(tmp_path, name)) for name in ("gone", "broken", "good")
    ]
    fresh = read_runs(wanted, tmp_path / "columns", 10)
    assert fresh.done == 3
    found = {one.path.name: dict(one.digest.parameters) for one in fresh.runs}
    assert found.keys() == {"good", "broken"}
    assert found["good"] == {"lr": 0.1}


def test_reading_stops_when_its_time_is_up_and_says_where(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        record(tmp_path, name)
    wanted = [Wanted(FOLDER.child(name), source(tmp_path, name)) for name in ("a", "b", "c")]
    fresh = read_runs(wanted, tmp_path / "columns", 0)
    assert fresh.done == 1
    assert [one.path.name for one in fresh.runs] == ["a"]


def test_a_run_that_is_large_is_left_to_another_process(tmp_path: Path) -> None:
    record(tmp_path, "large", losses=(0.5,) * 60)
    record(tmp_path, "small")
    wanted = [Wanted(FOLDER.child(name), source(tmp_path, name)) for name in ("large", "small")]
    fresh = read_runs(wanted, tmp_path / "columns", 10, largest=1000)
    assert [one.path.name for one in fresh.runs] == ["small"]
    assert fresh.large == (wanted[0],)


def test_runs_of_subfolders_are_loaded_where_they_are_asked_for(index: RunIndex) -> None:
    digest = RunDigest.of({}, {}, {})
    paths = [("a", "x"), ("a", "b", "y"), ("ab", "z"), ("w",)]
    index.save("store", [Indexed(NodePath(parts), "", digest) for parts in paths])
    index.save("other", [Indexed(NodePath(("a", "other")), "", digest)])

    def names(folder: NodePath, *, below: bool) -> list[str]:
        return sorted(one.path.name for one in loaded(index, folder, below=below))

    assert names(NodePath(("a",)), below=False) == ["x"]
    assert names(NodePath(("a",)), below=True) == ["x", "y"]
    assert names(ROOT, below=False) == ["w"]
    assert names(ROOT, below=True) == ["w", "x", "y", "z"]


def test_runs_that_are_gone_and_stores_that_are_closed_are_forgotten(index: RunIndex) -> None:
    digest = RunDigest.of({}, {}, {})
    for name in ("a", "b"):
        index.save("store", [Indexed(FOLDER.child(name), "", digest)])
    index.save("store", [], [FOLDER.child("a")])
    assert [one.path.name for one in loaded(index)] == ["b"]
    index.forget("store")
    assert loaded(index) == []


def test_a_damaged_index_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "runs.sqlite3").write_bytes(b"no database" * 1000)
    index = RunIndex(tmp_path)
    assert loaded(index) == []
    index.save("store", [Indexed(FOLDER.child("a"), "", RunDigest.of({}, {}, {}))])
    assert len(loaded(index)) == 1
    index.close()
    assert loaded(index) == []


def test_rows_that_another_program_wrote_are_passed_over(tmp_path: Path) -> None:
    index = RunIndex(tmp_path)
    index.save("store", [Indexed(FOLDER.child("a"), "", RunDigest.of({}, {}, {}))])
    index.close()
    with closing(sqlite3.connect(tmp_path / "runs.sqlite3")) as database, database:
        database.execute("UPDATE runs SET digest = '[1, 2'")
    index = RunIndex(tmp_path)
    assert loaded(index) == []
    index.close()
