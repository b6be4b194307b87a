"""A Run in the running program, and short words for what its pane shows."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QLabel, QWidget

from em_desktop.domain.nodes import Status
from em_desktop.domain.problems import ProblemKind
from em_desktop.gui.panes.run.pane import RunPane
from em_desktop.gui.widgets import FactList, PageHeader, PageTabs, ProblemBar, StateView
from tests.gui.desk import Desk

RUN_METADATA = """\
kind: Run
name: {name}
labels: []
description: ''
startTimestamp: '2026-11-23T11:59:32+08:00'
endTimestamp: null
status: {status}
alternativeName: {name}_261123_115932_abcdef
associations: {{input: [], output: []}}
remote: []
"""


class ShownRun:
    """What a user sees of the Run in the current tab."""

    def __init__(self, desk: Desk, pane: RunPane) -> None:
        self.desk = desk
        self.pane = pane

    @property
    def header(self) -> PageHeader:
        return self.pane._header

    @property
    def status(self) -> Status | None:
        return self.header._status.status

    @property
    def facts_line(self) -> str:
        return self.header._facts.text()

    @property
    def labels(self) -> tuple[str, ...]:
        return self.header._labels.labels

    def problems(self) -> set[tuple[str, int | None, ProblemKind]]:
        bar = self.pane._problem_bar
        assert bar.isVisibleTo(self.pane) == bool(bar.problems)
        return {(each.file, each.line, each.kind) for each in bar.problems}

    @property
    def problem_bar(self) -> ProblemBar:
        return self.pane._problem_bar

    def counts(self) -> dict[str, int]:
        """The numbers behind the tabs' texts."""
        tabs = self.page_tabs._row.tabs
        return {tab.key: tab.count for tab in tabs if tab.count is not None}

    @property
    def page_tabs(self) -> PageTabs:
        return self.pane._tabs

    def show(self, tab: str) -> None:
        """Bring a tab to the front, and wait until it has read everything."""
        self.pane.show_tab(tab)
        settle(self.desk)
        self.desk.wait(lambda: not self.pane.metrics._soon.isActive())

    def facts(self, facts: FactList) -> dict[str, str]:
        return {fact.key: fact.value for fact in facts.facts}

    def details(self) -> dict[str, str]:
        return self.facts(self.pane.overview._detail_facts)

    def log_lines(self) -> list[str]:
        """The lines of the log that the view has."""
        view = self.pane.log._view
        lines = (view.line(number) for number in range(view.line_count))
        return ["" if line is None else line.text for line in lines]


def settle(desk: Desk) -> None:
    """Wait until no work goes on."""
    desk.wait(lambda: desk.application.context.tasks.idle, 10_000)


def open_run(desk: Desk, path: str, tab: str = "overview") -> ShownRun:
    """Show a Run in the current tab, and wait until everything was read."""
    desk.application.context.open(desk.location(path))
    desk.wait(lambda: desk.is_at(path) and isinstance(desk.page.pane, RunPane))
    pane = desk.page.pane
    assert isinstance(pane, RunPane)
    desk.wait(lambda: pane._read is not None, 10_000)
    run = ShownRun(desk, pane)
    run.show(tab)
    return run


def write_run(folder: Path, name: str = "live", status: str = "Running") -> Path:
    """A new Run as the recorder leaves it right after creation."""
    run = folder / f"{name}_261123_115932_abcdef"
    (run / "metrics").mkdir(parents=True)
    (run / "metadata.yaml").write_text(RUN_METADATA.format(name=name, status=status))
    (run / "index.yaml").write_text(
        "hyperparameters: hyperparameters.yaml\ngit: git.yaml\nplatform: platform.yaml\n"
        "metrics: {}\n"
    )
    (run / "hyperparameters.yaml").write_text("lr: 0.1\n")
    (run / "platform.yaml").write_text("hostname: workstation\n")
    (run / "git.yaml").write_text("repo_path: null\n")
    (run / "stdout.log").write_text("")
    return run


def texts(widget: QWidget) -> list[str]:
    """All texts of labels that are visible."""
    return [each.text() for each in widget.findChildren(QLabel) if each.isVisible() and each.text()]


def state_title(widget: QWidget) -> str:
    """The title of what is shown instead of content; empty if there is content."""
    shown = [view.title for view in widget.findChildren(StateView) if view.isVisible()]
    return shown[0] if shown else ""
