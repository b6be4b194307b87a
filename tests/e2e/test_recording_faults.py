"""Everything that the disk can do wrong, under a training loop."""

from __future__ import annotations

import errno
import logging
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from em_desktop.errors import EmError
from em_desktop.recording import Capture, Run, append_file, em, lifetime
from tests.unit.recording.faulty_disk import FaultyDisk

STEPS = 20
ERRORS = [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO, errno.ENOENT, errno.EINTR]
CAPTURE = Capture(code=False, platform=False, usage=False)


@pytest.fixture(autouse=True)
def log_lines() -> None:
    """Warnings are what these tests are about."""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(append_file, "_PAUSE", 0.0)
    yield
    for recording in tuple(lifetime._unfinished):
        recording.finish("Error")
        lifetime.forget(recording)


def train(run: Run) -> list[float]:
    """A loop whose results don't depend on the recording."""
    weight, losses = 5.0, []
    for step in range(STEPS):
        loss = (weight - 2.0) ** 2
        weight -= 0.1 * 2 * (weight - 2.0)
        run.log("train", {"loss": loss, "weight": weight}, step)
        if step % 5 == 4:
            run.log("val", {"loss": loss}, step)
            print("validated", step)
        if step == 7:
            run.hparams.update({"weight": weight})
        losses.append(loss)
    run.mark_output({"kind": "Model", "id": "1", "path": "/m"})
    return losses


def losses_of(run: Run, type_: str = "train") -> list[float]:
    records: Any = yaml.safe_load((Path(run.local) / "metrics" / f"{type_}.yaml").read_text())
    return [record["value"]["loss"] for record in records]


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[float], int, int]:
    """The results without faults, and how many calls the loop makes after how many before it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("faultless"))
        disk = FaultyDisk()
        run = em.create_run(name="x", capture=CAPTURE, disk=disk)
        before = len(disk.calls)
        losses = train(run)
        run.finish()
        return losses, before, len(disk.calls)


@pytest.mark.parametrize("number", ERRORS, ids=errno.errorcode.get)
def test_any_call_may_fail_once_and_nothing_is_missing(
    number: int, expected: tuple[list[float], int, int], caplog: pytest.LogCaptureFixture
) -> None:
    losses, before, calls = expected
    for failing in range(before, calls):
        caplog.clear()
        disk = FaultyDisk()
        run = em.create_run(name="x", capture=CAPTURE, disk=disk)
        disk.errno, disk.failing_call = number, failing
        assert train(run) == losses
        run.finish()
        assert losses_of(run) == losses, disk.calls[failing]
        assert losses_of(run, "val") == losses[4::5]
        metadata = yaml.safe_load((Path(run.local) / "metadata.yaml").read_text())
        assert metadata["status"] == "Complete"
        assert metadata["associations"]["output"]
        hparams = yaml.safe_load((Path(run.local) / "hyperparameters.yaml").read_text())
        assert "weight" in hparams
        assert len(caplog.records) <= 1
        assert not lifetime._unfinished


@pytest.mark.parametrize("number", ERRORS, ids=errno.errorcode.get)
def test_the_disk_may_be_gone_from_any_moment_until_the_end(
    number: int, expected: tuple[list[float], int, int], caplog: pytest.LogCaptureFixture
) -> None:
    losses, before, calls = expected
    for first in range(before, calls, 3):
        caplog.clear()
        disk = FaultyDisk()
        run = em.create_run(name="x", capture=CAPTURE, disk=disk)
        break_from(disk, first, number)
        assert train(run) == losses
        run.finish()
        assert [record.levelno for record in caplog.records] in ([], [logging.WARNING])
        disk.mend()
        run.finish()  # what the end of the script does
        assert losses_of(run) == losses
        assert yaml.safe_load((Path(run.local) / "metadata.yaml").read_text())["status"] == (
            "Complete"
        )
        assert not lifetime._unfinished


def break_from(disk: FaultyDisk, first: int, number: int) -> None:
    """Every call from the ``first`` on fails."""
    enter = disk._enter

    def entering(call: str, path: object = "") -> None:
        if len(disk.calls) == first:
            disk.break_all(number)
        enter(call, path)

    disk._enter = entering  # type: ignore[method-assign]


def test_a_call_that_fails_while_a_run_is_made_is_an_error_that_says_so() -> None:
    disk = FaultyDisk()
    em.create_run(name="x", capture=CAPTURE, disk=disk).finish()
    calls = disk.calls
    for failing in range(calls.index("open_to_append")):
        disk = FaultyDisk()
        disk.failing_call = failing
        if calls[failing] == "names":  # the index can do without
            em.create_run(name="x", capture=CAPTURE, disk=disk).finish()
            continue
        with pytest.raises(EmError, match="No space left"):
            em.create_run(name="x", capture=CAPTURE, disk=disk)


def test_a_dead_disk_does_not_slow_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(append_file, "_PAUSE", 1.0)
    disk = FaultyDisk()
    run = em.create_run(name="x", capture=CAPTURE, disk=disk)
    run.log("train", {"loss": 1.0}, 0)
    disk.break_all(errno.EIO)
    before = len(disk.calls)
    for step in range(10_000):
        run.log("train", {"loss": 1.0}, step)
    assert len(disk.calls) - before < 500  # it is tried now and then, not at each record
    disk.mend()
    run.finish()
    assert len(losses_of(run)) == 10_001


def test_a_directory_that_is_removed_under_the_loop_is_no_trouble(
    expected: tuple[list[float], int, int], caplog: pytest.LogCaptureFixture
) -> None:
    run = em.create_run(name="x", capture=CAPTURE)
    run.log("train", {"loss": 1.0}, 0)
    shutil.rmtree(run.local)
    assert train(run) == expected[0]
    run.finish()
    assert len(caplog.records) == 1
    assert run._keeper is not None
    run._keeper.stop()
    lifetime.forget(run)


FULL = """
import resource, sys
from em_desktop.recording import Capture, em

soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
run = em.create_run(name="x", capture=Capture(usage=False))
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
for step in range(1000):
    run.log("train", {"loss": 1 / (step + 1)}, step)
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
run.finish()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit for the size of files")
def test_a_file_that_the_system_refuses_to_let_grow_is_completed_later(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0
    assert done.stderr.count("can't be written") == 1
    (run,) = (tmp_path / ".em" / "runs").iterdir()
    records = yaml.load((run / "metrics" / "train.yaml").read_text(), yaml.CSafeLoader)
    assert [record["sequence"]["step"] for record in records] == list(range(1000))
