"""Runs to compare, and short words for what the page of a comparison shows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from em_desktop.domain.paths import NodePath
from em_desktop.gui.context import Location
from em_desktop.gui.panes.compare.pane import ComparePane
from em_desktop.gui.panes.folder.pane import FolderPane
from em_desktop.gui.plots.chart import Chart
from tests.gui.desk import Desk


def make_run(
    folder: Path,
    name: str,
    suffix: str,
    parameters: Mapping[str, Any] | None = None,
    metrics: Mapping[str, Mapping[str, Sequence[float]]] | None = None,
    status: str = "Complete",
) -> Path:
    """A Run: ``metrics`` are the values of each metric of each type."""
    run = folder / f"{name}_261123_{suffix}"
    run.mkdir(parents=True)
    (run / "metadata.yaml").write_text(
        f"name: {json.dumps(name)}\nstatus: {status}\nkind: Run\nlabels: []\n", "utf-8"
    )
    values = {"lr": 0.1} if parameters is None else parameters
    (run / "hyperparameters.yaml").write_text(json.dumps(values), "utf-8")  # JSON is YAML
    for kind, columns in ({} if metrics is None else metrics).items():
        file = run / "metrics" / f"{kind}.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text("".join(record(n, row) for n, row in enumerate(rows(columns))), "utf-8")
    return run


def rows(columns: Mapping[str, Sequence[float]]) -> list[dict[str, float]]:
    count = max(map(len, columns.values()))
    return [
        {name: each[n] for name, each in columns.items() if n < len(each)} for n in range(count)
    ]


def record(step: int, values: Mapping[str, float]) -> str:
    """One record as the recorder appends it."""
    lines = "".join(f"    {json.dumps(name)}: {float(value)!r}\n" for name, value in values.items())
    return (
        f"- value:\n{lines}  sequence:\n    epoch: null\n    step: {step}\n"
        f"    timestamp: '2026-11-23T12:00:{step % 60:02}+08:00'\n"
    )


class ShownComparison:
    """What a user sees of the comparison in the current tab."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        desk.wait(
            lambda: desk.page.is_comparison and isinstance(desk.page.pane, ComparePane), 10_000
        )
        pane = desk.page.pane
        assert isinstance(pane, ComparePane)
        self.pane = pane
        self.settle()

    def settle(self) -> None:
        """Wait until everything has been read and drawn."""
        tasks = self.desk.application.context.tasks
        for _ in range(2):
            self.desk.wait(lambda: tasks.idle and self.pane.is_settled, 30_000)

    def names(self) -> list[str]:
        """What the chips say."""
        self.settle()
        return [f"{each.name} {each.note}".strip() for each in self.pane.chips.chips]

    def key(self, name: str) -> str:
        """The key of a member by its name."""
        return next(each.key for each in self.pane.comparison.members if each.name == name)

    def looks(self) -> dict[str, int]:
        return {each.name: each.look for each in self.pane.comparison.members}

    def chart(self, name: str) -> Chart:
        """The chart of a metric: "accuracy val"."""
        self.settle()
        wanted = name.replace(" ", "\u2002")
        self.desk.wait(lambda: self.pane.charts.page.chart(wanted) is not None)
        found = self.pane.charts.page.chart(wanted)
        assert found is not None
        return found

    def chart_names(self) -> list[str]:
        """All charts, also those out of view."""
        self.settle()
        groups = self.pane.charts.groups
        return [chart.name.replace("\u2002", " ") for group in groups for chart in group.charts]

    def drawn(self, name: str) -> list[str]:
        """Whose curves a chart draws."""
        return [drawn.line.name for drawn in self.chart(name).plot.visible_lines]

    def rows(self) -> dict[str, list[str]]:
        """The table: title and cells, with their notes."""
        self.settle()
        model = self.pane.details.table.compared
        return {
            f"{row.title} {row.note}".rstrip(): [f"{c.text} {c.note}".rstrip() for c in row.cells]
            for row in model.rows
        }


def open_folder(desk: Desk, path: str) -> FolderPane:
    """Show a folder, and wait until it is listed."""
    desk.application.context.open(desk.location(path))
    desk.wait(lambda: desk.is_at(path) and isinstance(desk.page.pane, FolderPane), 10_000)
    pane = desk.page.pane
    assert isinstance(pane, FolderPane)
    desk.wait(lambda: desk.application.context.tasks.idle, 10_000)
    return pane


def select(desk: Desk, pane: FolderPane, names: Sequence[str] = ()) -> None:
    """Select rows of a folder by their names; all of them without any."""
    selection = pane.table.selectionModel()
    selection.clearSelection()
    for row in range(pane.model.rowCount()):
        if not names or pane.model.row(row).node.name in names:
            flags = selection.SelectionFlag.Select | selection.SelectionFlag.Rows
            selection.select(pane.model.index(row, 0), flags)
    pane.table.setFocus()
    desk.wait(lambda: bool(pane.selected()) and pane.bar.compare.isVisible())


def compare(desk: Desk, path: str, names: Sequence[str] = ()) -> ShownComparison:
    """Compare Runs of a folder by the keyboard."""
    select(desk, open_folder(desk, path), names)
    desk.press("Ctrl+Shift+C")
    return ShownComparison(desk)


def location(desk: Desk, path: str) -> Location:
    return Location(desk.application.context.stores.infos()[0].id, NodePath.parse(path))
