"""What benchmarks are made of: results, medians, fresh processes."""

from __future__ import annotations

import gc
import importlib
import math
import multiprocessing
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

DIRECTORY = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Result:
    """One figure.

    Attributes:
        what: what was measured, such as ``first read``.
        value: the figure, in ``unit``.
        unit: units of rates (``MB/s``) count up, all others (``ms``, ``MB``) count down.
        reference: the figure of something known, measured in the same run, in the same unit.
        against: what the reference is.
        target: what the value must reach, or with ``target_ratio`` the ratio.
        note: how it was measured, where that isn't obvious.
    """

    what: str
    value: float
    unit: str
    reference: float | None = None
    against: str = ""
    target: float | None = None
    target_ratio: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times better than the reference; None without one."""
        if self.reference is None:
            return None
        better, worse = self.value, self.reference
        if not self._counts_up:
            better, worse = worse, better
        return better / worse if worse else math.inf

    @property
    def reached(self) -> bool | None:
        """Whether the targets are reached; None if there are none."""
        if self.target is None and self.target_ratio is None:
            return None
        reached = True
        if self.target is not None:
            better = self.value >= self.target if self._counts_up else self.value <= self.target
            reached = better
        if self.target_ratio is not None:
            reached = reached and (self.ratio or 0) >= self.target_ratio
        return reached

    @property
    def _counts_up(self) -> bool:
        return self.unit.endswith("/s")


Benchmark: TypeAlias = Callable[[], Iterator[Result]]


def benchmarks() -> dict[str, Benchmark]:
    """All functions named ``bench_NAME`` in the modules ``bench_*.py`` here, by NAME."""
    found: dict[str, Benchmark] = {}
    for path in sorted(DIRECTORY.glob("bench_*.py")):
        module = importlib.import_module(f"tests.bench.{path.stem}")
        for name, member in vars(module).items():
            if name.startswith("bench_") and callable(member):
                found[name.removeprefix("bench_")] = member
    return found


def seconds(work: Callable[[], object], runs: int = 5) -> float:
    """The median time of several runs, each after a garbage collection."""
    times = []
    for _ in range(runs):
        gc.collect()
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


@dataclass(frozen=True, slots=True)
class ProcessRun:
    """What one call took in a process of its own.

    Attributes:
        seconds: of the call itself, without starting Python and importing.
        peak: megabytes of memory, of the whole process; NaN where the system doesn't tell.
    """

    seconds: float
    peak: float


def in_fresh_processes(
    function: Callable[..., object], *arguments: Any, runs: int = 3
) -> ProcessRun:
    """The median of several runs, each in a new process; all must be picklable."""
    measured = []
    for _ in range(runs):
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
            measured.append(pool.submit(_measured, function, arguments).result())
    return ProcessRun(
        statistics.median(run.seconds for run in measured),
        statistics.median(run.peak for run in measured),
    )


def machine() -> dict[str, str]:
    """Where a result was measured."""
    return {"python": platform.python_version(), "system": platform.platform()}


def _measured(function: Callable[..., object], arguments: tuple[Any, ...]) -> ProcessRun:
    start = time.perf_counter()
    function(*arguments)
    return ProcessRun(time.perf_counter() - start, _peak_memory())


def _peak_memory() -> float:
    """Megabytes. Linux's ``getrusage`` counts the parent's memory too, so not that."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
    if sys.platform == "darwin":
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return math.nan
