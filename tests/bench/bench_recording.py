"""What recording costs a training script, beside the tools that people would use instead."""

from __future__ import annotations

import importlib
import importlib.util
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from em_desktop.recording import Capture, em
from tests.bench.framework import Result, in_fresh_processes, seconds

RECORDS = 100_000
FEW = 2_000  # for the other tools; some need a millisecond for each
MANY = 1_000_000
FILES = 10_000
TRIALS = 10_000
QUIET = Capture(code=False, platform=False, output=False, usage=False)

Log = Callable[[int, float, float], object]


def bench_recording_log() -> Iterator[Result]:
    """One call with two metrics, as the training loop feels it."""
    with a_directory(), em.create_run(name="bench", capture=QUIET) as run:
        ours = call_times(lambda step, a, b: run.log("train", {"loss": a, "acc": b}, step))
    others = {name: call_times(log, FEW) for name, log in other_tools()}
    note = "each record is with the system when its call returns"
    yield Result("median of one call", statistics.median(ours), "us", target=20, note=note)
    yield Result("99.9th percentile", percentile(ours, 0.999), "us", target=1000)
    yield Result(f"{RECORDS:,} records in all", sum(ours) / 1e6, "s", target=3)
    for name, times in others.items():
        median = statistics.median(times)
        yield Result("median of one call", statistics.median(ours), "us", median, name)
        slowest = percentile(times, 0.999)
        yield Result("99.9th percentile", percentile(ours, 0.999), "us", slowest, name)
        seconds_of_all = sum(times) / 1e6 * RECORDS / FEW
        note = f"theirs from {FEW:,} records"
        what = f"{RECORDS:,} records in all"
        yield Result(what, sum(ours) / 1e6, "s", seconds_of_all, name, note=note)


def bench_recording_plain_write() -> Iterator[Result]:
    """The same against the least that durable recording can cost: a line of JSON, one write."""
    import json

    with a_directory():
        descriptor = os.open("lines", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

        def write_line(step: int, a: float, b: float) -> None:
            line = {"loss": a, "acc": b, "step": step, "time": time.time()}
            os.write(descriptor, (json.dumps(line) + "\n").encode())

        plain = call_times(write_line)
        os.close(descriptor)
        with em.create_run(name="bench", capture=QUIET) as run:
            ours = call_times(lambda step, a, b: run.log("train", {"loss": a, "acc": b}, step))
    yield Result(
        "median of one call",
        statistics.median(ours),
        "us",
        statistics.median(plain),
        "json.dumps, os.write",
    )


def bench_recording_memory() -> Iterator[Result]:
    """Memory doesn't grow with the number of records."""
    few = in_fresh_processes(record_many, 10_000, runs=1)
    many = in_fresh_processes(record_many, MANY, runs=1)
    yield Result(
        f"growth over {MANY:,} records",
        max(many.peak - few.peak, 0.0),
        "MB",
        target=2,
        note=f"peak {many.peak:.0f} MB, of the whole process",
    )
    yield Result(f"{MANY:,} records", many.seconds, "s")


def bench_recording_import() -> Iterator[Result]:
    """Importing the library, and making a Run."""
    statement = "import em_desktop.recording"
    yield Result(
        "import em_desktop.recording",
        import_time(statement),
        "ms",
        import_time("import numpy"),
        "import numpy",
        target=100,
    )
    with a_directory():
        create = seconds(lambda: em.create_run(name="bench", capture=Capture()).finish())
    yield Result("create_run and finish", create * 1e3, "ms")


def bench_recording_add_dir() -> Iterator[Result]:
    """Copying many small files into an Artifact."""
    with a_directory():
        a_tree(Path("tree"), FILES)
        command = ["cp", "-r", "tree"]
        copies = iter(range(100))
        reference = seconds(lambda: subprocess.run([*command, f"copy{next(copies)}"], check=True))
        ours = seconds(lambda: em.create_artifact("bench").add_dir("tree"))
    yield Result(
        f"add_dir, {FILES:,} files", ours * 1e3, "ms", reference * 1e3, "cp -r", target_ratio=0.5
    )


def bench_recording_trials() -> Iterator[Result]:
    """A search of many trials: the last ones cost no more than the first ones."""
    with a_directory():
        search = em.create_autotune("bench", {"lr": [0.1, 0.01]})
        times = []
        for _ in range(TRIALS):
            start = time.thread_time()
            with search.trial({"lr": 0.1}) as trial:
                trial.report(0.5, 1)
            times.append((time.thread_time() - start) * 1e6)
        search.finish()
    tenth = TRIALS // 10
    first, last = statistics.median(times[:tenth]), statistics.median(times[-tenth:])
    what = f"CPU of a trial, the last of {TRIALS:,}"
    yield Result(what, last, "us", first, "the first ones", target_ratio=0.8)


@contextmanager
def a_directory() -> Iterator[Path]:
    """An empty working directory."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as directory:
        os.chdir(directory)
        try:
            yield Path(directory)
        finally:
            os.chdir(before)


def call_times(log: Log, count: int = RECORDS) -> list[float]:
    """Microseconds of each call."""
    chance = random.Random(1)
    values = [(chance.random(), chance.random()) for _ in range(count)]
    times = []
    for step, (a, b) in enumerate(values):
        start = time.perf_counter_ns()
        log(step, a, b)
        times.append((time.perf_counter_ns() - start) / 1e3)
    return times


def percentile(times: list[float], share: float) -> float:
    return sorted(times)[int(len(times) * share)]


def other_tools() -> Iterator[tuple[str, Log]]:
    """The ``log`` of each tool that is installed here, writing to this disk.

    Most of them hand records to a thread or process and return before anything is written.
    """
    for name, module, make in (
        ("TensorBoard (tensorboardX)", "tensorboardX", _tensorboard),
        ("W&B offline", "wandb", _wandb),
        ("MLflow", "mlflow", _mlflow),
        ("Aim", "aim", _aim),
        ("trackio", "trackio", _trackio),
    ):
        if importlib.util.find_spec(module) is None:
            print(f"{name} isn't installed and is left out: pip install -e '.[bench]'")
            continue
        with a_directory(), make(importlib.import_module(module)) as log:
            yield name, log


@contextmanager
def _tensorboard(module: Any) -> Iterator[Log]:
    with module.SummaryWriter("logs") as writer:

        def log(step: int, a: float, b: float) -> None:
            writer.add_scalar("loss", a, step)
            writer.add_scalar("acc", b, step)

        yield log


@contextmanager
def _wandb(module: Any) -> Iterator[Log]:
    with module.init(mode="offline", project="bench", dir=".") as run:
        yield lambda step, a, b: run.log({"loss": a, "acc": b}, step=step)


@contextmanager
def _mlflow(module: Any) -> Iterator[Log]:
    module.set_tracking_uri(f"sqlite:///{Path.cwd()}/mlflow.db")
    with module.start_run():
        yield lambda step, a, b: module.log_metrics({"loss": a, "acc": b}, step=step)


@contextmanager
def _aim(module: Any) -> Iterator[Log]:
    with closing(module.Run(repo=".")) as run:

        def log(step: int, a: float, b: float) -> None:
            run.track(a, name="loss", step=step)
            run.track(b, name="acc", step=step)

        yield log


@contextmanager
def _trackio(module: Any) -> Iterator[Log]:
    module.init(project="bench")
    yield lambda step, a, b: module.log({"loss": a, "acc": b}, step=step)
    module.finish()


def record_many(count: int) -> None:
    with a_directory(), em.create_run(name="bench", capture=QUIET) as run:
        for step in range(count):
            run.log("train", {"loss": 1 / (step + 1), "acc": 0.5}, step, step // 100)


def import_time(statement: str) -> float:
    """Milliseconds of CPU, the best of several new processes; compiled before, as installed."""
    code = (
        "import time; start = time.process_time()\n"
        f"{statement}\n"
        "print(1e3 * (time.process_time() - start))"
    )
    with tempfile.TemporaryDirectory() as compiled:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled, "PYTHONDONTWRITEBYTECODE": ""}
        words = [sys.executable, "-c", code]
        runs = [
            subprocess.run(words, capture_output=True, check=True, env=environment).stdout
            for _ in range(8)
        ]
    return min(float(printed) for printed in runs[1:])


def a_tree(root: Path, count: int) -> None:
    chance = random.Random(1)
    for number in range(count):
        directory = root / f"{number // 100:03}"
        if number % 100 == 0:
            directory.mkdir(parents=True)
        (directory / f"{number:05}.bin").write_bytes(chance.randbytes(chance.randrange(200, 8000)))
