"""Runs of a folder, a selection or a filter, looked at as if they were a search."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from em_desktop.domain.autotune import Direction
from em_desktop.gui.panes.folder.pane import FolderPane
from em_desktop.gui.panes.folder.runs_page import RunsPage
from em_desktop.gui.panes.folder.runs_reading import RunsShown
from em_desktop.gui.panes.folder.views import TABLE, TRIALS
from em_desktop.gui.tasks import Tasks
from tests.gui.stage import Stage, staged

CNN = {"digits_cnn_lr_a", "digits_cnn_lr_b", "digits_cnn_lr_c"}


@pytest.fixture
def stage(qtbot: QtBot, tasks: Tasks, recordings: Path) -> Iterator[Stage]:
    with staged(qtbot, tasks, recordings) as made:
        yield made


@pytest.fixture
def pane(stage: Stage) -> FolderPane:
    made = stage.pane(FolderPane, "runs", 1200, 900)
    stage.qtbot.waitUntil(lambda: made.recorded.settled, timeout=60_000)
    return made


def page_of(pane: FolderPane) -> RunsPage:
    assert pane.views.runs_page is not None
    return pane.views.runs_page


def shown(stage: Stage, pane: FolderPane, names: set[str] | None = None) -> RunsShown:
    """What the page shows, when the curves are there too, of these Runs."""

    def ready() -> bool:
        found = None if pane.views.runs_page is None else pane.views.runs_page.shown
        return (
            found is not None
            and found.snapshot.found.reports is not None
            and (names is None or {node.name for node in found.nodes.values()} == names)
        )

    stage.qtbot.waitUntil(ready, timeout=60_000)
    found = page_of(pane).shown
    assert found is not None
    return found


def look(stage: Stage, pane: FolderPane) -> RunsShown:
    pane.toolbar.view_chosen.emit(TRIALS)
    return shown(stage, pane)


def test_all_runs_of_a_folder_are_its_trials(stage: Stage, pane: FolderPane) -> None:
    found = look(stage, pane)
    rows = [pane.model.row(place) for place in range(pane.model.rowCount())]
    assert {node.path for node in found.nodes.values()} == {row.path for row in rows}
    assert found.metric == "val/accuracy"
    digests = {row.path: row.digest for row in rows}
    for trial in found.snapshot.trials:
        digest = digests[found.nodes[trial.id].path]
        known = digest is not None and found.metric in digest.metrics
        assert (trial.final is not None) == known
        if digest is not None and known:
            assert trial.final == digest.metrics[found.metric].last


def test_the_metric_has_its_own_name(stage: Stage, pane: FolderPane) -> None:
    look(stage, pane)
    model = page_of(pane).body.trials.model
    titles = [model.title(column) for column in range(model.columnCount())]
    assert "val/accuracy" in titles
    assert "Final metric" not in titles


def test_curves_are_those_of_the_runs(stage: Stage, pane: FolderPane) -> None:
    found = look(stage, pane)
    trials = found.snapshot.charts.trials
    place = next(n for n, one in enumerate(trials.trials) if one.id == "digits_cnn_lr_a")
    steps, values = trials.reports.curve(place)
    assert len(steps) == len(values) > 1
    assert values[-1] == trials.trials[place].final
    assert np.all(np.diff(steps) > 0)


def test_only_what_is_selected_is_looked_at(stage: Stage, pane: FolderPane) -> None:
    rows = [pane.model.row(place) for place in range(pane.model.rowCount())]
    pane.table.select_rows([n for n, row in enumerate(rows) if row.node.name in CNN])
    menu = QMenu()
    pane.verbs.fill(menu)
    action = next(each for each in menu.actions() if each.text() == "Look at as trials")
    assert action.isEnabled()
    action.trigger()
    menu.deleteLater()
    found = shown(stage, pane, CNN)
    assert "lr" in found.chosen
    page = page_of(pane)
    assert page._count.text() == "Only 3 chosen runs"
    page.everything.click()
    assert len(shown(stage, pane, {row.node.name for row in rows}).nodes) == len(rows)
    assert not page.everything.isVisible()


def test_only_what_the_filter_finds_is_looked_at(stage: Stage, pane: FolderPane) -> None:
    look(stage, pane)
    pane.toolbar.set_text("cnn_lr")
    shown(stage, pane, CNN)
    pane.toolbar.set_text("")
    assert len(shown(stage, pane, None).nodes) >= 3


def test_metric_direction_and_parameters_are_chosen(stage: Stage, pane: FolderPane) -> None:
    found = look(stage, pane)
    page = page_of(pane)
    assert found.direction is Direction.MAXIMIZE
    page.metric_choice.choose("val/loss")
    page.metric_choice.picked.emit()
    stage.qtbot.waitUntil(
        lambda: page.shown is not None and page.shown.metric == "val/loss", timeout=60_000
    )
    found = shown(stage, pane)
    assert found.direction is Direction.MINIMIZE
    finals = [one.final for one in found.snapshot.trials if one.final is not None]
    best = found.snapshot.best
    assert best is not None
    assert best.final is not None
    assert best.final <= max(finals)
    QTest.keyClick(page.direction, Qt.Key.Key_Left)
    stage.qtbot.waitUntil(
        lambda: page.shown is not None and page.shown.direction is Direction.MAXIMIZE,
        timeout=60_000,
    )
    found = shown(stage, pane)
    assert found.snapshot.best is not None
    assert found.snapshot.best.final == max(
        one.final
        for one in found.snapshot.trials
        if one.final is not None and one.status.value == "SUCCEEDED"
    )
    page.parameters.choices.aboutToShow.emit()
    action = page.parameters.choices.actions()[0]
    name, before = str(action.data()), page.shown is not None and page.shown.chosen
    action.trigger()
    stage.qtbot.waitUntil(
        lambda: page.shown is not None and page.shown.chosen != before, timeout=60_000
    )
    assert page.shown is not None
    assert (name in page.shown.chosen) != (isinstance(before, frozenset) and name in before)


def test_a_run_is_inspected_and_opened_from_its_row(stage: Stage, pane: FolderPane) -> None:
    found = look(stage, pane)
    page = page_of(pane)
    page.body.trials.choose("digits_cnn_lr_b")
    path = str(found.nodes["digits_cnn_lr_b"].path)
    assert stage.inspected == [path]
    page.body.trials.table.activated.emit(page.body.trials.table.currentIndex())
    assert stage.opened == [(path, False)]


def test_the_view_comes_back_with_the_window(stage: Stage, pane: FolderPane) -> None:
    look(stage, pane)
    page = page_of(pane)
    page.metric_choice.choose("val/loss")
    page.metric_choice.picked.emit()
    shown(stage, pane)
    state = json.loads(json.dumps(pane.save_state()))
    other = FolderPane(stage.context, pane.location)
    stage.show(other, 1200, 900)
    other.restore_state({"view": TABLE, "runs": {"metric": 3, "parameters": "x", "choice": 1}})
    other.restore_state(state)
    other.refresh()
    stage.qtbot.waitUntil(
        lambda: (
            other.views.runs_page is not None
            and other.views.runs_page.shown is not None
            and other.views.runs_page.shown.metric == "val/loss"
        ),
        timeout=60_000,
    )
