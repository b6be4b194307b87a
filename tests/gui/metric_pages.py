"""Metrics tabs of real Runs, for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

from pytestqt.qtbot import QtBot

from em_desktop.domain.paths import NodePath
from em_desktop.gui.context import Context, Location
from em_desktop.gui.panes.run.metrics import MetricsTab
from em_desktop.gui.plots.chart import Chart
from em_desktop.gui.settings import Settings
from em_desktop.gui.stores import OpenStores, local_store
from em_desktop.gui.tasks import Tasks
from em_desktop.stores.base import Store


class OneStore:
    """Stands for the open stores: there is one, and it is any."""

    def __init__(self, root: Path) -> None:
        self._store = local_store(root)

    def store(self, _store_id: str) -> Store:
        return self._store

    def close(self) -> None:
        self._store.close()


class Opener:
    """Opens Metrics tabs and waits until they have read everything."""

    def __init__(self, qtbot: QtBot, tasks: Tasks, samples: Path, scratch: Path) -> None:
        self.qtbot, self.tasks, self.samples, self.scratch = qtbot, tasks, samples, scratch
        self.stores: list[OneStore] = []

    def sample(self, name: str, folder: str = "em-recordings") -> MetricsTab:
        """A tab of the sample Run whose directory begins with ``name``."""
        root = self.samples / folder
        [run] = [path for path in (root / "runs").iterdir() if path.name.startswith(name)]
        return self.tab(root, NodePath(("runs", run.name)))

    def run(self, **files: str) -> MetricsTab:
        """A tab of a new Run in the scratch folder with these metric files."""
        run = self.scratch / "run_240101_120000_abcdef"
        (run / "metrics").mkdir(parents=True)
        (run / "metadata.yaml").write_text("kind: Run\nname: run\nstatus: Running\n")
        named = "".join(f"  {name}: metrics/{name}.yaml\n" for name in files)
        (run / "index.yaml").write_text(f"metrics:\n{named}" if files else "metrics: {}\n")
        for name, text in files.items():
            (run / "metrics" / f"{name}.yaml").write_text(text)
        return self.tab(self.scratch, NodePath((run.name,)))

    def append(self, name: str, text: str) -> None:
        run = self.scratch / "run_240101_120000_abcdef"
        with (run / "metrics" / f"{name}.yaml").open("a") as file:
            file.write(text)

    def tab(self, root: Path, path: NodePath) -> MetricsTab:
        store = OneStore(root)
        self.stores.append(store)
        settings = Settings(self.scratch / "settings.json")
        context = Context(self.tasks, cast(OpenStores, store), settings)
        tab = MetricsTab(context, Location("store", path))
        context.setParent(tab)
        self.qtbot.addWidget(tab)
        tab.resize(1209, 786)
        tab.show()
        tab.refresh()
        self.settle(tab)
        return tab

    def settle(self, tab: MetricsTab) -> None:
        """Wait until all is read and drawn."""

        def settled() -> bool:
            return (
                self.tasks.idle
                and tab.feed.complete
                and not tab._soon.isActive()
                and not tab.page._soon.isActive()
            )

        self.qtbot.waitUntil(settled, timeout=30_000)


def chart(tab: MetricsTab, name: str) -> Chart:
    found = tab.page.chart(name)
    assert found is not None
    return found


def records(first: int, count: int, **value: float) -> str:
    """Metric records as the recorder writes them."""
    lines = []
    for step in range(first, first + count):
        lines.append("- value:")
        lines.extend(f"    {name}: {number}" for name, number in value.items())
        moment = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=step)
        lines.extend(
            [
                "  sequence:",
                "    epoch: null",
                f"    step: {step}",
                f"    timestamp: '{moment.isoformat()}'",
            ]
        )
    return "\n".join(lines) + "\n"
