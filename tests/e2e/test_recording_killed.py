"""A record that was returned is there, however the process ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from em_desktop.domain.nodes import Status
from em_desktop.formats.metrics import MetricReader
from em_desktop.formats.run import metric_files, read_metadata
from em_desktop.formats.source import DirectorySource
from em_desktop.recording import Capture, em

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signals here")

KILLS = 200
MEMORY = "/dev/shm"

NURSERY = '''
"""Forks trainings and kills each at a random moment; tells what each had recorded by then."""
import json, os, random, signal, struct, sys, time
from em_desktop.recording import Capture, em

quiet = Capture(code=False, platform=False, output=False, usage=False)
chance = random.Random(20261123)

def train(acknowledge):
    run = em.create_run(name="killed", hparams={"lr": 0.1}, capture=quiet)
    os.write(acknowledge, run.local.encode().ljust(200))
    step = 0
    while True:
        for type_ in ("train", "val"):
            run.log(type_, {"loss": 1 / (step + 1), "accuracy": step / 7}, step, step // 100)
            os.write(acknowledge, struct.pack("=Bi", type_ == "val", step))
        step += 1

for _ in range(int(sys.argv[1])):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        train(writing)
    os.close(writing)
    # the moment goes by the number of records, so that a busy machine makes no difference
    wanted, data, part = 200 + 5 * chance.randrange(120), bytearray(), b"none yet"
    while part and len(data) < wanted:
        part = os.read(reading, 1 << 16)
        data += part
    time.sleep(chance.uniform(0, 0.003))  # somewhere in the next records
    os.kill(child, signal.SIGKILL)
    while part := os.read(reading, 1 << 16):
        data += part
    os.waitpid(child, 0)
    os.close(reading)
    last = {0: -1, 1: -1}
    whole = (len(data) - 200) // 5 * 5
    for type_, step in struct.iter_unpack("=Bi", bytes(data[200:200 + whole])):
        last[type_] = step
    print(json.dumps([bytes(data[:200]).decode().strip(), last[0], last[1]]), flush=True)
'''


def run_script(directory: Path, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    script = directory / "train.py"
    script.write_text(code)
    return subprocess.run(
        [sys.executable, str(script), *arguments],
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def the_run(directory: Path) -> Path:
    (run,) = (directory / ".em" / "runs").iterdir()
    return run


def metadata(run: Path) -> dict[str, Any]:
    return dict(yaml.safe_load((run / "metadata.yaml").read_text()))


def plain_steps(path: Path) -> list[int]:
    """As any YAML reader would: when it fails, without the last record."""
    text = path.read_text() if path.exists() else ""
    try:
        records = yaml.load(text, yaml.CSafeLoader)
    except yaml.YAMLError:
        end = text.rfind("\n- ") + 1  # nothing is left where it was the first record
        records = yaml.load(text[:end], yaml.CSafeLoader)
    return [
        item["sequence"]["step"]
        for item in records or []
        if isinstance(item, dict)  # a record that was cut off after its dash is null
        and isinstance(item.get("sequence"), dict)
        and item["sequence"].get("timestamp")
    ]


RECORD = """- value:
    loss: 0.5
  sequence:
    epoch: null
    step: 160
    timestamp: '2026-11-23T11:59:34.804705+08:00'
"""


def test_a_plain_reader_takes_whole_records_wherever_the_last_one_is_cut(tmp_path: Path) -> None:
    """What the tests below rest on."""
    path = tmp_path / "train.yaml"
    for whole in (0, 1, 2):
        for cut in range(len(RECORD)):
            path.write_text(RECORD * whole + RECORD[:cut])
            last = [160] if cut == len(RECORD) - 1 else []  # only the line end is missing
            assert plain_steps(path) == [160] * whole + last


def our_steps(run: Path, type_: str) -> list[int]:
    key = f"metrics/{type_}.yaml"
    if not (run / key).exists():
        return []
    table = MetricReader(DirectorySource(run), key, type_).update().value
    return [int(step) for step in table.step]


@pytest.fixture
def in_memory(tmp_path: Path) -> Iterator[Path]:
    """A directory in memory, where there is one.

    A kill leaves what the system has taken, whatever the disk is; its speed is out of the test.
    """
    if not os.access(MEMORY, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=MEMORY) as directory:
        yield Path(directory)


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_every_record_that_was_returned_survives_a_kill_at_any_moment(in_memory: Path) -> None:
    done = run_script(in_memory, NURSERY, str(KILLS))
    assert done.returncode == 0, done.stderr
    killed = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(killed) == KILLS
    recorded = 0
    for local, train, val in killed:
        run = in_memory / local
        for type_, last in (("train", train), ("val", val)):
            expected = list(range(last + 1))
            for found in (
                plain_steps(run / "metrics" / f"{type_}.yaml"),
                our_steps(run, type_),
            ):
                assert found[: len(expected)] == expected
                assert len(found) <= len(expected) + 1  # written, not yet returned
            recorded += len(expected)
        assert read_metadata(DirectorySource(run)).value.status is Status.RUNNING
    assert recorded > 50 * KILLS


TRAINING = """
import os, signal, sys, time
from em_desktop.recording import em

run = em.create_run(name="x")
print("printed before")
for step in range(10):
    run.log("train", {"loss": 1.0}, step)
"""


@pytest.mark.parametrize(
    ("end", "status"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", "Running"),
        ("os.kill(os.getpid(), signal.SIGTERM)", "Running"),
        ("os._exit(0)", "Running"),
        ("os.abort()", "Running"),
        ("os.kill(os.getpid(), signal.SIGINT)", "Error"),
        ("sys.exit(1)", "Error"),
        ("", "Error"),
        ("raise ValueError('bad batch')", "Error"),
        ("run.finish()", "Complete"),
        ("run.finish(); os._exit(0)", "Complete"),
    ],
)
def test_the_status_tells_how_the_script_ended(tmp_path: Path, end: str, status: str) -> None:
    run_script(tmp_path, TRAINING + end)
    run = the_run(tmp_path)
    assert metadata(run)["status"] == status
    assert (metadata(run)["endTimestamp"] is None) == (status == "Running")
    assert our_steps(run, "train") == list(range(10))
    assert "printed before\n" in (run / "stdout.log").read_text()
    assert metric_files(DirectorySource(run)).problems == ()


def test_an_uncaught_exception_is_kept_and_printed_as_ever(tmp_path: Path) -> None:
    done = run_script(tmp_path, TRAINING + "raise ValueError('bad batch')")
    run = the_run(tmp_path)
    kept = (run / "traceback.txt").read_text()
    assert kept.startswith("Traceback")
    assert kept.endswith("ValueError: bad batch\n")
    assert done.stderr == kept
    assert kept in (run / "stdout.log").read_text()
    assert done.returncode == 1


def test_a_killed_run_is_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_script(tmp_path, TRAINING + "print('cut', end=''); os.kill(os.getpid(), 9)")
    monkeypatch.chdir(tmp_path)
    with em.load_run(the_run(tmp_path), capture=Capture(usage=False)) as run:
        run.log("train", {"loss": 0.5}, 4)
        print("second part")
    assert our_steps(the_run(tmp_path), "train") == [*range(10), 4]
    assert metadata(the_run(tmp_path))["status"] == "Complete"
    assert (the_run(tmp_path) / "stdout.log").read_text().endswith("cut\nsecond part\n")


FORKING = """
import os, sys, threading
from em_desktop.recording import em

run = em.create_run(name="x")
stop = threading.Event()

def busy():
    step = 0
    while not stop.is_set():
        run.log("busy", {"x": 1.0}, step)
        step += 1

threading.Thread(target=busy, daemon=True).start()
children = []
for number in range(20):
    child = os.fork()
    if child == 0:
        for step in range(50):
            run.log("train", {"worker": number}, step)
        run.log(f"worker{number}", {"x": number}, 1)
        print("from a child", flush=True)
        if number % 2:
            sys.exit(3)  # runs what is registered for the exit
        os._exit(0)
    children.append(child)
for child in children:
    os.waitpid(child, 0)
stop.set()
run.log("train", {"worker": -1}, 99)
assert run.status == "Running"
run.finish()
"""


def test_forked_children_record_whole_and_do_not_end_the_run(tmp_path: Path) -> None:
    done = run_script(tmp_path, FORKING)
    assert done.returncode == 0, done.stderr
    run = the_run(tmp_path)
    assert metadata(run)["status"] == "Complete"
    records = yaml.load((run / "metrics" / "train.yaml").read_text(), yaml.CSafeLoader)
    assert len(records) == 20 * 50 + 1
    for number in range(20):
        steps = [item["sequence"]["step"] for item in records if item["value"]["worker"] == number]
        assert steps == list(range(50))
    types = {file.type for file in metric_files(DirectorySource(run)).value}
    assert types >= {f"worker{number}" for number in range(20)}
    assert metric_files(DirectorySource(run)).problems == ()
    printed = (run / "stdout.log").read_text()  # lines of two children may mix: print writes twice
    assert printed.count("from a child") == printed.count("\n") == 20


SHARING = """
import sys
from em_desktop.recording import Capture, em

run = em.load_run(sys.argv[1], capture=Capture(code=False, platform=False, usage=False))
for step in range(2000):
    run.log("train", {"rank": int(sys.argv[2])}, step)
run.finish()
"""


def test_processes_that_load_one_run_append_whole_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    em.create_run(name="x", capture=Capture(output=False, usage=False)).finish()
    run = the_run(tmp_path)
    (tmp_path / "worker.py").write_text(SHARING)
    workers = [
        subprocess.Popen([sys.executable, "worker.py", str(run), str(rank)], cwd=tmp_path)
        for rank in range(4)
    ]
    assert [worker.wait(100) for worker in workers] == [0] * 4
    records = yaml.load((run / "metrics" / "train.yaml").read_text(), yaml.CSafeLoader)
    for rank in range(4):
        steps = [item["sequence"]["step"] for item in records if item["value"]["rank"] == rank]
        assert steps == list(range(2000))


SIGNALS = """
import signal
from em_desktop.recording import em

run = em.create_run(name="x")
count = 0

def handle(number, frame):
    global count
    mine, count = count, count + 1  # another signal may come in the middle of this one
    run.log("train", {"from_handler": 1.0}, mine)

signal.signal(signal.SIGALRM, handle)
signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
for step in range(20000):
    run.log("train", {"from_loop": 1.0}, step)
signal.setitimer(signal.ITIMER_REAL, 0)
run.finish()
print(count)
"""


def test_a_signal_handler_may_record_in_the_middle_of_everything(tmp_path: Path) -> None:
    done = run_script(tmp_path, SIGNALS)
    assert done.returncode == 0, done.stderr
    run = the_run(tmp_path)
    records = yaml.load((run / "metrics" / "train.yaml").read_text(), yaml.CSafeLoader)
    for name, count in (("from_loop", 20_000), ("from_handler", int(done.stdout))):
        steps = [item["sequence"]["step"] for item in records if name in item["value"]]
        assert sorted(steps) == list(range(count))
    assert int(done.stdout) > 10


RANKS = """
from em_desktop.recording import em

with em.create_run(name="distributed", processes="first") as run:
    for step in range(10):
        run.log("train", {"loss": 1.0}, step)
"""


def test_of_a_distributed_training_the_first_process_alone_may_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for rank in range(3):
        monkeypatch.setenv("RANK", str(rank))
        done = run_script(tmp_path, RANKS)
        assert (done.returncode, done.stderr) == (0, "")
    assert our_steps(the_run(tmp_path), "train") == list(range(10))
