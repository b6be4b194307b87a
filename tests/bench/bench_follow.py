"""What another program writes, until it stands in the window."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from em_desktop.domain.nodes import Status
from em_desktop.domain.paths import NodePath
from em_desktop.gui.app import Application
from em_desktop.gui.models.listing import ListingModel
from em_desktop.gui.panes.folder.pane import FolderPane
from em_desktop.gui.panes.run.pane import RunPane
from tests.bench.bench_store import METADATA, RUNS, many_runs
from tests.bench.bench_window import Pulse, go, page_path, window
from tests.bench.framework import Result

WITHIN = 1000
"""Milliseconds within which it stands there."""
TIMES = 5
"""How often each thing is written."""
FEW = 20
STEPS = 60
"""What the Run logs while it is followed, ten steps a second."""
FOLDER = NodePath(("runs",))
WRITER = """\
import shutil, sys, time
from pathlib import Path

for line in sys.stdin:  # copy one file to another place, or remove a directory
    source, goal = line.rstrip("\\n").split("\\t")
    if goal:
        Path(goal).parent.mkdir(exist_ok=True)
        Path(goal).write_bytes(Path(source).read_bytes())
    else:
        shutil.rmtree(source)
    print(time.time(), flush=True)
"""
RECORDER = """\
import os, sys, time
from em_desktop.recording import em

with em.create_run(name="followed") as run:
    log = os.fdopen(os.dup(2), "w")
    print(os.path.basename(run.local), file=log, flush=True)
    sys.stdin.readline()
    for step in range(int(sys.argv[1])):
        time.sleep(0.1)
        run.log("train", {"loss": 1 / (step + 1), "accuracy": step / 100}, step=step)
        print("step", step, flush=True)
        print(time.time(), file=log, flush=True)
    sys.stdin.readline()
print(time.time(), file=log, flush=True)
"""


def bench_follow_few() -> Iterator[Result]:
    """A folder of a few Runs."""
    with many_runs(FEW) as root:
        yield from follow_folder(root, FEW)


def bench_follow_many() -> Iterator[Result]:
    """A folder of ten thousand Runs."""
    with many_runs() as root:
        yield from follow_folder(root, RUNS)


def bench_follow_run() -> Iterator[Result]:
    """A Run that is being recorded: its curves, its log, its state."""
    yield from follow_run("metrics", "a point in a chart", points_shown)
    yield from follow_run("log", "a line of the log", lines_shown)


@dataclass(frozen=True, slots=True)
class Writer:
    """Another program, and what it is told to write."""

    process: subprocess.Popen[str]
    directory: Path

    def write(self, text: str, goal: Path) -> float:
        """Write a file there; when that was done, in seconds since 1970."""
        source = self.directory / "next"
        source.write_text(text)
        return self._ask(f"{source}\t{goal}")

    def remove(self, goal: Path) -> float:
        """Remove a directory there; when that was done."""
        return self._ask(f"{goal}\t")

    def _ask(self, line: str) -> float:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())


@contextmanager
def other_program() -> Iterator[Writer]:
    with (
        tempfile.TemporaryDirectory() as name,
        subprocess.Popen(
            [sys.executable, "-c", WRITER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        yield Writer(process, Path(name))


def follow_folder(root: Path, count: int) -> Iterator[Result]:
    with (
        tempfile.TemporaryDirectory() as state,
        other_program() as writer,
        window(Path(state), root) as (application, pulse),
    ):
        go(application, str(FOLDER))
        pulse.wait(lambda: page_path(application) == str(FOLDER))
        page = application.window.tabs.page
        assert page is not None
        assert isinstance(page.pane, FolderPane)
        application.window.navigator.expand([page.pane.location])
        watched = Watched(application, pulse, page.pane, writer, root / "runs")
        pulse.wait(lambda: watched.model.total == count)
        watched.settle()
        pulse.rest()
        yield from watched.measure(f"a new Run among {count:,}", watched.add)
        yield from watched.measure(f"a Run in view of {count:,} ends", watched.change_first)
        yield from watched.measure(f"a Run out of view of {count:,} ends", watched.change_last)
        yield from watched.measure(f"a Run of {count:,} is gone", watched.remove)
        yield pulse.pause(f"longest pause, following {count:,}")


@dataclass(slots=True)
class Watched:
    """The window with a folder open, in the tree too."""

    application: Application
    pulse: Pulse
    pane: FolderPane
    writer: Writer
    place: Path

    @property
    def model(self) -> ListingModel:
        return self.pane.model

    def settle(self) -> None:
        self.pulse.settle(self.application.context.tasks, 1.5)

    def measure(self, what: str, act: Callable[[int], float]) -> Iterator[Result]:
        """Do something several times; the milliseconds from the write to the window."""
        taken = []
        for number in range(TIMES):
            written = act(number)
            taken.append((time.time() - written) * 1e3)
            self.settle()
        yield delays(what, taken)

    def add(self, number: int) -> float:
        name = f"another_{number:05}_261123_130018_{number:06}"
        written = self._write(self.place / name, "Running")
        self.pulse.wait(lambda: FOLDER.child(name) in self.model)
        return written

    def change_first(self, number: int) -> float:
        return self._change(number)

    def change_last(self, number: int) -> float:
        return self._change(self.model.rowCount() - 1 - number)

    def _change(self, at: int) -> float:
        path = self.model.row(at).path

        def is_shown() -> bool:
            at = self.model.place(path)
            return at is not None and self.model.row(at).node.status is Status.ERROR

        written = self._write(self.place / path.name, "Error")
        self.pulse.wait(is_shown)
        return written

    def _write(self, run: Path, status: str) -> float:
        text = METADATA.format(number=7, directory=run.name).replace("Complete", status)
        return self.writer.write(text, run / "metadata.yaml")

    def remove(self, number: int) -> float:
        path = self.model.row(self.model.rowCount() // 2 + number).path
        written = self.writer.remove(self.place / path.name)
        self.pulse.wait(lambda: path not in self.model)
        return written


def delays(what: str, taken: list[float]) -> Result:
    note = f"the longest of {len(taken)}; {statistics.median(taken):.0f} ms usually"
    return Result(what, max(taken), "ms", target=WITHIN, note=note)


def follow_run(tab: str, what: str, shown: Callable[[RunPane], int]) -> Iterator[Result]:
    """How long after it was recorded something is shown, and how a tab's pauses are meanwhile."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name, "store")
        root.mkdir()
        with (
            recorder(root) as (process, log),
            window(Path(name, "state"), root) as (application, pulse),
        ):
            run = log.readline().strip()
            go(application, run)
            pulse.wait(lambda: page_path(application) == run)
            page = application.window.tabs.page
            assert page is not None
            assert isinstance(page.pane, RunPane)
            pane = page.pane
            pane.show_tab(tab)
            pulse.settle(application.context.tasks)
            pulse.rest()
            tell(process)
            seen: list[float] = []

            def all_seen() -> bool:
                seen.extend([time.time()] * (shown(pane) - len(seen)))
                return len(seen) == STEPS

            pulse.wait(all_seen)
            written = [float(log.readline()) for _ in range(STEPS)]
            yield delays(what, [(b - a) * 1e3 for a, b in zip(written, seen, strict=True)])
            yield pulse.pause(f"longest pause, {what}")
            tell(process)
            pulse.wait(lambda: pane.selected()[0].status is Status.COMPLETE)
            yield delays("the end of a Run", [(time.time() - float(log.readline())) * 1e3])


@contextmanager
def recorder(root: Path) -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    """A training below ``root``, and what it tells: its directory, and when it wrote."""
    with subprocess.Popen(
        [sys.executable, "-c", RECORDER, str(STEPS)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=os.environ | {"EM_RUN_PARENT_DIR": str(root), "PYTHONPATH": os.pathsep.join(sys.path)},
        cwd=root,
        text=True,
    ) as process:
        assert process.stderr is not None
        yield process, process.stderr


def tell(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def points_shown(pane: RunPane) -> int:
    """How many points of its curve a Run's first chart has."""
    charts = pane.metrics.page.charts()
    return max((len(line.series) for chart in charts for line in chart.lines), default=0)


def lines_shown(pane: RunPane) -> int:
    """How many lines of its log a Run's page has, with their texts."""
    known = pane.log._known
    count = 0 if known is None else known.lines
    return count if count and pane.log._view.line(count - 1) is not None else 0
