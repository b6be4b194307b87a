"""Gestures on a thousand nodes through the whole window: how long, and how long it stands still."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from em_desktop.domain.nodes import Node
from em_desktop.domain.operations import Move, Operation
from em_desktop.gui.app import Application
from em_desktop.gui.gestures import Picked
from em_desktop.gui.jobs import Job, JobState
from em_desktop.gui.panes.folder.pane import FolderPane
from tests.bench.bench_edit import FOLDER, OTHER, make_node, workplace
from tests.bench.bench_window import PAUSE, Pulse, go, page_path, window
from tests.bench.framework import Result

NODES = 1000


@dataclass(frozen=True, slots=True)
class Desk:
    """The window with a folder of a thousand Runs open, in the tree too."""

    application: Application
    pulse: Pulse
    pane: FolderPane

    @property
    def store_id(self) -> str:
        return self.pane.location.store_id

    @property
    def picked(self) -> Picked:
        self.pane.table.selectAll()
        return Picked.of(self.store_id, self.pane.selected())

    def settled(self, shows: Callable[[Node], bool], count: int) -> bool:
        """Whether all is done, and the table shows so many rows, all of them as expected."""
        nodes = self.pane.model.nodes()
        tasks, editor = self.application.context.tasks, self.application.context.editor
        return tasks.idle and not editor.running and len(nodes) == count and all(map(shows, nodes))

    def measure(
        self, what: str, begin: Callable[[], Job | None], shows: Callable[[Node], bool], count: int
    ) -> Iterator[Result]:
        """Do a gesture: until the store has it and the window shows it; and the longest pause."""
        self.pulse.wait(lambda: self.application.context.tasks.idle)
        self.pulse.rest()
        ended = list[Job]()
        self.application.context.editor.ended.connect(ended.append)
        used = time.thread_time()
        begin()
        took = self.pulse.wait(lambda: bool(ended))
        took += self.pulse.wait(lambda: self.settled(shows, count))
        assert [job.state for job in ended] == [JobState.DONE]
        used = time.thread_time() - used
        pause, busiest = self.pulse.rest_both()
        yield Result(what, took / 1e3, "s", target=2)
        yield Result(f"{what}, of the GUI thread", used, "s", note="processor time")
        yield Result(f"{what}, longest turn", busiest, "ms", target=PAUSE, note="processor time")
        yield Result(f"{what}, longest pause", pause, "ms", target=PAUSE)


@contextmanager
def desk() -> Iterator[Desk]:
    with workplace() as directory, tempfile.TemporaryDirectory() as state:
        for number in range(NODES):
            make_node(directory / "store" / "folder" / f"run{number:04}_261123_120000_{number:06}")
        with window(Path(state), directory / "store") as (application, pulse):
            go(application, str(FOLDER))
            pulse.wait(lambda: page_path(application) == str(FOLDER))
            page = application.window.tabs.page
            assert page is not None
            assert isinstance(page.pane, FolderPane)
            found = Desk(application, pulse, page.pane)
            application.window.navigator.expand([page.pane.location])
            pulse.wait(lambda: found.settled(lambda _node: True, NODES))
            yield found


def bench_edit_window_values() -> Iterator[Result]:
    """Labels on a thousand Runs, and undo."""
    with desk() as found:
        gestures, editor = found.application.context.gestures, found.application.context.editor
        yield from found.measure(
            "label 1,000 nodes in the window",
            lambda: gestures.add_labels(found.picked, ["chosen"]),
            lambda node: node.labels == ("chosen",),
            NODES,
        )
        yield from found.measure("undo that", editor.undo, lambda node: node.labels == (), NODES)


def bench_edit_window_places() -> Iterator[Result]:
    """A thousand Runs to another folder, into the trash, and undo of both."""
    with desk() as found:
        gestures, editor = found.application.context.gestures, found.application.context.editor

        def everything(_node: Node) -> bool:
            return True

        def move() -> Job:
            picked = found.picked
            moves: list[Operation] = [Move(path, OTHER) for path in picked.paths]
            return editor.do(found.store_id, moves, nodes=picked.nodes)

        yield from found.measure("move 1,000 nodes in the window", move, everything, 0)
        yield from found.measure("undo that", editor.undo, everything, NODES)
        yield from found.measure(
            "delete 1,000 nodes in the window",
            lambda: gestures.remove(found.picked),
            everything,
            0,
        )
        yield from found.measure("undo that", editor.undo, everything, NODES)
