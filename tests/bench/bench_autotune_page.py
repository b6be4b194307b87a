"""The page of a large search in the window: until everything is drawn, and its pauses."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from em_desktop.gui.app import Application
from em_desktop.gui.panes.autotune.charts.block import ChartBlock
from em_desktop.gui.panes.autotune.pane import AutoTunePane
from tests.bench.bench_autotune import write_search
from tests.bench.bench_window import PAUSE, go, page_path, window
from tests.bench.framework import Result


def bench_autotune_page() -> Iterator[Result]:
    """10,000 trials x 10 parameters with 20 intermediate values: the whole page."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name, "store")
        write_search(root / "search")
        for how, target in (("cold", 5000), ("again", 1000)):
            with window(Path(name, "state"), root) as (application, pulse):
                go(application, "search")
                took = pulse.wait(lambda app=application: is_drawn(app))  # type: ignore[misc]
                yield Result(f"page, {how}", took, "ms", target=target)
                pulse.wait(lambda app=application: app.context.tasks.idle)  # type: ignore[misc]
                yield Result(f"longest pause, {how}", pulse.rest(), "ms", target=PAUSE)


def is_drawn(application: Application) -> bool:
    """Whether the page shows all that was read, in the charts too."""
    page = application.window.tabs.page
    if page_path(application) != "search" or page is None:
        return False
    pane = page.pane
    block = None if not isinstance(pane, AutoTunePane) else pane.findChild(ChartBlock)
    return block is not None and block.shown is not None and block.shown.data.complete
