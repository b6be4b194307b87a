"""The copied sample store looks as old as its recordings are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from em_desktop.domain.nodes import Status
from em_desktop.domain.paths import NodePath
from em_desktop.stores.local import LocalStore
from em_desktop.stores.local.sample import copy_sample_store


def test_recordings_are_as_old_as_they_say(tmp_path: Path) -> None:
    store = LocalStore(copy_sample_store(tmp_path / "sample"))
    run = store.get(NodePath.parse("digits/digits_train_mlp_261123_115932_eicjg9"))
    assert run.ended is not None
    assert run.modified == run.ended


def test_a_killed_run_lasted_until_its_last_record(tmp_path: Path) -> None:
    store = LocalStore(copy_sample_store(tmp_path / "sample"))
    run = store.get(NodePath.parse("digits/digits_cnn_running_261123_120008_pyq5r1"))
    now = datetime(2027, 1, 1, tzinfo=UTC)
    assert run.status_at(now) is Status.STALLED
    duration = run.duration_at(now)
    assert duration is not None
    assert timedelta(0) < duration < timedelta(seconds=10)


def test_a_half_made_copy_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "sample.part").mkdir()
    (tmp_path / "sample.part" / "stray").touch()
    copy = copy_sample_store(tmp_path / "sample")
    assert not (copy / "stray").exists()
    assert (copy / "README.md").exists()
