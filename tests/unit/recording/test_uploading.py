"""Uploads from training scripts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from em_desktop.errors import InvalidValueError, NotLoggedInError
from em_desktop.recording import em, uploading
from tests.unit.recording.conftest import QUIET
from tests.unit.stores.remote.plain_server import KEY, USER, Fault, World, plain_server

pytest.importorskip("requests")


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[World]:
    """What the server holds that the script is logged in to."""
    monkeypatch.setenv("T9K_CONFIG", str(tmp_path / "none.yaml"))
    with plain_server() as (address, world):
        world.add(f"/{USER}/default", "Folder")
        assert em.login(address, KEY) == USER
        yield world
        em.logout()


def test_a_script_uploads_its_run_with_what_it_made(world: World) -> None:
    model = em.create_artifact("model")
    Path("weights.bin").write_bytes(b"123")
    model.add_file("weights.bin")
    with em.create_run(name="training", capture=QUIET) as run:
        run.log("train", {"loss": 0.5}, 1)
        run.mark_output(model)
    done = run.upload()
    assert (done.did, done.path) == ("created", f"/{USER}/default/training")
    assert world.nodes[f"/{USER}/default/model"].objects["weights.bin"] == b"123"
    assert world.edges == {(done.node_id, done.artifacts[0].node_id)}
    assert [entry["id"] for entry in run.remote] == [done.node_id]
    metadata = yaml.safe_load((Path(run.local) / "metadata.yaml").read_text())
    assert metadata["remote"] == run.remote
    assert (
        world.nodes[done.path].objects["metadata.yaml"]
        == (Path(run.local) / "metadata.yaml").read_bytes()
    )


def test_a_later_change_does_not_lose_the_upload(world: World) -> None:
    artifact = em.create_artifact("data")
    artifact.upload(folder="a/b", make_folder=True)
    run = em.create_run(name="x", capture=QUIET)
    run.upload()
    run.labels = ["later"]
    run.finish()
    for recording in (artifact, run):
        metadata = yaml.safe_load((Path(recording.local) / "metadata.yaml").read_text())
        assert [entry["action"] for entry in metadata["remote"]] == ["upload"]
    assert f"/{USER}/a/b/data" in world.nodes


def test_a_recording_is_uploaded_by_its_path(world: World) -> None:
    run = em.create_run(name="x", capture=QUIET)
    run.finish()
    assert em.upload(run.local).did == "created"
    assert em.upload(run.local, conflict_strategy="error").did == "updated"


def test_a_run_uploads_itself_while_it_is_recorded_and_at_its_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploading, "BETWEEN", 0.02)
    uploaded = threading.Event()
    work = uploading.AutoUpload._upload

    def tell(self: uploading.AutoUpload) -> None:
        work(self)
        uploaded.set()

    monkeypatch.setattr(uploading.AutoUpload, "_upload", tell)
    with em.create_run(name="x", auto_upload=True, capture=QUIET) as run:
        run.log("train", {"loss": 1.0}, 1)
        assert uploaded.wait(60)
        there = world.nodes[f"/{USER}/default/x"].objects
        assert b"status: Running" in there["metadata.yaml"]
        run.log("train", {"loss": 0.5}, 2)
    assert there["metrics/train.yaml"].count(b"- value") == 2
    assert b"status: Complete" in there["metadata.yaml"]


def test_a_server_that_fails_costs_a_warning(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.faults.append(Fault("POST", "nodes", status=500, times=9))
    with em.create_run(name="x", auto_upload=True, capture=QUIET) as run:
        run.log("train", {"loss": 1.0}, 1)
    assert run.status == "Complete"
    assert len(run.metrics["train"]) == 1
    assert "it can't be uploaded" in caplog.text
    assert KEY not in caplog.text


def test_without_a_login_the_error_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("T9K_CONFIG", str(tmp_path / "none.yaml"))
    run = em.create_run(name="x", capture=QUIET)
    with pytest.raises(NotLoggedInError, match="log in first"):
        run.upload()
    with pytest.raises(InvalidValueError, match="both"):
        em.login("https://x.example.com")


def test_a_strategy_that_is_not_known_is_told_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(InvalidValueError, match="conflict_strategy"):
        em.create_run(name="x", auto_upload=True, conflict_strategy="ask")
    assert not Path(".em").exists()


def test_the_configuration_file_is_enough(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with plain_server() as (address, world):
        world.add(f"/{USER}/default", "Folder")
        config = {
            "current-context": "here",
            "contexts": [{"name": "here", "server": address, "auth": {"apikey": KEY}}],
        }
        (tmp_path / "config.yaml").write_text(yaml.safe_dump(config))
        monkeypatch.setenv("T9K_CONFIG", str(tmp_path / "config.yaml"))
        run = em.create_run(name="x", capture=QUIET)
        run.finish()
        assert run.upload().did == "created"
        assert em.login() == USER
        em.logout()
