"""A folder looked at otherwise than as a table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from em_desktop.domain.operations import AddEdge
from em_desktop.domain.paths import NodePath
from em_desktop.domain.recordings import Role
from em_desktop.gui.panes.folder.pane import FolderPane
from em_desktop.gui.panes.folder.views import DATAFLOW, TABLE, VIEWS
from em_desktop.gui.tasks import Tasks
from tests.gui.flow_world import FlowWorld, mnist, opened
from tests.gui.stage import Stage, staged

KERAS, FIRST = "/em-example/mnist_keras", "/em-example/prep_mnist"


@pytest.fixture
def world() -> FlowWorld:
    return mnist()


@pytest.fixture
def stage(qtbot: QtBot, tasks: Tasks, tmp_path: Path, world: FlowWorld) -> Iterator[Stage]:
    with staged(qtbot, tasks, tmp_path, opened(world)) as made:
        yield made


@pytest.fixture
def pane(stage: Stage) -> FolderPane:
    return stage.pane(FolderPane, "em-example", 1200, 700)


def choose(pane: FolderPane, view: str) -> None:
    """Choose a view in the toolbar, by key."""
    switch = pane.toolbar._view
    step = VIEWS.index(view) - VIEWS.index(switch.key)
    for _ in range(abs(step)):
        QTest.keyClick(switch, Qt.Key.Key_Right if step > 0 else Qt.Key.Key_Left)


def nodes(pane: FolderPane) -> set[str]:
    assert pane.views.flow_page is not None
    return set(pane.views.flow_page.flow.view.drawing.graph.nodes)


def select(pane: FolderPane, *names: str) -> None:
    places = [pane.model.place(NodePath(("em-example", name))) for name in names]
    pane.table.select_rows([place for place in places if place is not None])


def test_the_whole_of_a_folder_is_one_graph(stage: Stage, pane: FolderPane) -> None:
    choose(pane, DATAFLOW)
    stage.settle()
    assert {KERAS, FIRST, "/hub/mnist", "/hub/mnist-classifier"} <= nodes(pane)
    assert pane.views.flow_page is not None
    assert not pane.views.flow_page.everything.isVisible()
    choose(pane, TABLE)
    assert pane.table.isVisible()


def test_the_graph_of_a_selection_says_so_and_shows_the_whole_again(
    stage: Stage, pane: FolderPane
) -> None:
    select(pane, "prep_mnist")
    menu = QMenu()
    pane.verbs.fill(menu)
    next(each for each in menu.actions() if each.text() == "Show data flow").trigger()
    stage.settle()
    assert nodes(pane) == {FIRST, "/hub/mnist", "/em-example/mnist_dataset"}
    page = pane.views.flow_page
    assert page is not None
    assert page._text.text() == "Only 1 chosen item, and what is next to it"
    page.everything.click()
    stage.settle()
    assert KERAS in nodes(pane)
    assert not page.everything.isVisible()


def test_the_graph_follows_the_filter(stage: Stage, pane: FolderPane, qtbot: QtBot) -> None:
    choose(pane, DATAFLOW)
    pane.toolbar.set_text("augment")
    wanted = {"/em-example/augment_emnist", "/hub/emnist", "/em-example/emnist_aug"}
    qtbot.waitUntil(lambda: nodes(pane) == wanted, timeout=20_000)
    pane.toolbar.set_text("")
    qtbot.waitUntil(lambda: KERAS in nodes(pane), timeout=20_000)


def test_a_change_of_the_data_flow_is_shown(
    stage: Stage, pane: FolderPane, world: FlowWorld
) -> None:
    choose(pane, DATAFLOW)
    stage.settle()
    run, data = NodePath.parse("em-example/prep_mnist"), NodePath.parse("em-example/eval_report")
    outcome = world.store.perform(AddEdge(run, Role.INPUT, data))
    stage.change(pane, outcome.changes)
    assert pane.views.flow_page is not None
    edges = pane.views.flow_page.flow.view.drawing.graph.edges
    assert ("/em-example/eval_report", FIRST) in edges


def test_the_view_comes_back_with_the_window(stage: Stage, pane: FolderPane) -> None:
    choose(pane, DATAFLOW)
    stage.settle()
    state = json.loads(json.dumps(pane.save_state()))
    other = FolderPane(stage.context, pane.location)
    stage.show(other)
    other.restore_state({"view": 3, "flow": "nonsense"})
    other.restore_state(state)
    other.refresh()
    stage.settle()
    assert other.views.current == DATAFLOW
    assert KERAS in nodes(other)


def test_search_goes_to_the_view_in_front(stage: Stage, pane: FolderPane) -> None:
    choose(pane, DATAFLOW)
    stage.settle()
    pane.start_search()
    assert pane.views.flow_page is not None
    assert pane.views.flow_page.flow.toolbar.search.hasFocus()
