"""How long the window stands still while pages open and fill, each in a program of its own."""

from __future__ import annotations

import multiprocessing
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from em_desktop import assets
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.gui.app import Application
from em_desktop.gui.context import Location
from em_desktop.gui.models.tree import TreeModel
from em_desktop.gui.models.tree_row import RowKind
from tests.bench.bench_store import many_runs
from tests.bench.bench_window import go, page_path, window
from tests.bench.framework import Result

PAGES = (
    ("a Run", "digits/digits_train_mlp_261123_115932_eicjg9"),
    ("another Run", "digits/digits_mlp_long_261123_035943_f0cpyd"),
    ("a folder", "digits"),
    ("an Artifact", "digits/digits_eval_report_261123_115939_mtw5h6"),
    ("an AutoTune", "tuning/sklearn-digits-autotune_1795406959"),
    ("a Model", "asset hub/models/digits-logreg"),
    ("the first Run again", "digits/digits_train_mlp_261123_115932_eicjg9"),
)
"""Pages of the sample store, in the order in which they are opened."""
ROWS = 5_000
"""Rows of one folder that the tree shows."""
TABS = ("overview", "parameters", "dataflow", "platform", "git", "log", "files", "metrics")
FILES = 10_000
"""Files of the large Artifact."""


def bench_pages_open() -> Iterator[Result]:
    """One page after another, each kind for the first time; then the tabs of a Run."""
    yield from alone(open_pages)


def bench_pages_tree() -> Iterator[Result]:
    """A folder of the tree that shows thousands of rows, and is read again."""
    yield from alone(show_rows)


def bench_pages_artifact() -> Iterator[Result]:
    """An Artifact of thousands of files."""
    yield from alone(open_artifact)


def alone(work: Callable[[], list[Result]]) -> list[Result]:
    """What some work measures in a program that has imported nothing yet."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work).result()


def open_pages() -> list[Result]:
    results = []
    with tempfile.TemporaryDirectory() as name:
        root = Path(name, "store")
        shutil.copytree(assets.folder("sample-store"), root)
        with window(Path(name, "state"), root) as (application, pulse):
            for what, path in PAGES:
                go(application, path)
                pulse.wait(lambda wanted=path: page_path(application) == wanted)  # type: ignore[misc]
                pulse.settle(application.context.tasks)
                results.append(pulse.pause(f"longest pause, {what}"))
            for tab in TABS:
                show_tab(application, tab)
                pulse.settle(application.context.tasks)
                results.append(pulse.pause(f"longest pause, its tab {tab}"))
    return results


def show_tab(application: Application, tab: str) -> None:
    page = application.window.tabs.page
    assert page is not None
    assert page.pane is not None
    page.pane.show_view(tab)


def show_rows() -> list[Result]:
    results = []
    with (
        many_runs(ROWS + 500) as root,
        tempfile.TemporaryDirectory() as state,
        window(Path(state), root) as (application, pulse),
    ):
        tree = application.window.navigator.tree.model()
        assert isinstance(tree, TreeModel)
        tasks = application.context.tasks
        folder = Location(application.context.stores.infos()[0].id, NodePath(("runs",)))
        application.window.navigator.expand([Location(folder.store_id, ROOT), folder])
        pulse.settle(tasks)
        results.append(pulse.pause("longest pause, expanding a folder"))
        at = tree.index_of(folder)
        while (count := tree.rowCount(at)) < ROWS:
            last = tree.index(count - 1, 0, at)
            row = tree.row_at(last)
            assert row is not None
            assert row.kind is RowKind.MORE
            tree.activate(last)
            pulse.wait(lambda before=count: tree.rowCount(at) > before)  # type: ignore[misc]
            pulse.settle(tasks)
        results.append(pulse.pause(f"longest pause, until it shows {ROWS:,}"))
        tree.refresh(folder)
        pulse.settle(tasks)
        results.append(pulse.pause("longest pause, reading them again"))
        (root / "runs" / "a new folder").mkdir()
        pulse.wait(lambda: tree.index_of(folder_of(folder, "a new folder")).isValid())
        pulse.settle(tasks)
        results.append(pulse.pause("longest pause, one comes in"))
    return results


def folder_of(folder: Location, name: str) -> Location:
    return Location(folder.store_id, folder.path.child(name))


def open_artifact() -> list[Result]:
    results = []
    with tempfile.TemporaryDirectory() as name:
        root, artifact = Path(name, "store"), "dataset_240101_120000_abcdef"
        for number in range(FILES):
            file = root / artifact / "files" / f"part {number // 100:03}" / f"{number:05}.txt"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{number}\n")
        for number in range(FILES // 5):
            (root / artifact / f"beside {number:05}.txt").write_text(f"{number}\n")
        (root / artifact / "metadata.yaml").write_text("kind: Artifact\nname: dataset\n")
        with window(Path(name, "state"), root) as (application, pulse):
            tasks = application.context.tasks
            go(application, artifact)
            pulse.wait(lambda: page_path(application) == artifact)
            pulse.settle(tasks)
            results.append(pulse.pause(f"longest pause, {FILES:,} files"))
            for tab in ("overview", "dataflow", "files"):
                show_tab(application, tab)
                pulse.settle(tasks)
                results.append(pulse.pause(f"longest pause, its tab {tab}"))
    return results
