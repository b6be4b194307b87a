"""Looking into a search and along the data, in the whole program: brush, jump, add an edge."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from em_desktop.domain.paths import NodePath
from em_desktop.gui.canvas.flow_view import FlowView
from em_desktop.gui.dragging import node_data
from em_desktop.gui.gestures import Picked
from em_desktop.gui.panes.autotune.charts.block import ChartBlock
from em_desktop.gui.panes.autotune.pane import AutoTunePane
from em_desktop.gui.panes.autotune.trials_view import TrialsView
from em_desktop.gui.panes.run.pane import RunPane
from em_desktop.stores.local.sample import copy_sample_store
from tests.gui.desk import Desk, running
from tests.gui.drops import drop
from tests.gui.run_desk import settle
from tests.gui.test_autotune_charts import axis_point, drag

RUN = "digits/digits_train_mlp_261123_115932_eicjg9"
PREPARED = "digits/digits_preprocess_261123_115929_5749r3"
TABLE = "tabular/breast_cancer_csv_261123_115955_vykb3y"
SEARCH = "tuning/sklearn-digits-autotune_1795406959"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return copy_sample_store(tmp_path / "experiments")


@pytest.fixture
def desk(qtbot: QtBot, application: QApplication, tmp_path: Path, store: Path) -> Iterator[Desk]:
    with running(qtbot, tmp_path / "state", store) as made:
        made.wait(lambda: "digits" in made.rows())
        yield made


def open_node(desk: Desk, path: str) -> None:
    desk.application.context.open(desk.location(path))
    desk.wait(lambda: desk.is_at(path), 60_000)
    settle(desk)


def flow_of(desk: Desk) -> FlowView:
    """The data flow of the Run's page, when it is drawn."""
    pane = desk.page.pane
    assert isinstance(pane, RunPane)
    pane.show_tab("dataflow")
    flow = pane.findChild(FlowView)
    assert flow is not None
    desk.wait(lambda: flow.answer is not None and flow.answer.complete, 60_000)
    settle(desk)
    return flow


def test_a_brush_narrows_the_trials_of_a_search(desk: Desk) -> None:
    open_node(desk, SEARCH)
    pane = desk.page.pane
    assert isinstance(pane, AutoTunePane)
    desk.wait(lambda: pane.findChild(ChartBlock) is not None, 60_000)
    block, trials = pane.findChild(ChartBlock), pane.findChild(TrialsView)
    assert block is not None
    assert trials is not None
    desk.wait(lambda: block.shown is not None and block.shown.data.complete, 60_000)
    view = block.parallel.view
    drag(view, axis_point(view, "momentum", 0.45), axis_point(view, "momentum", 0.7))
    desk.wait(trials.only_brushed.isEnabled, 60_000)
    QTest.mouseClick(trials.only_brushed, Qt.MouseButton.LeftButton)
    brushed = block.brushed_ids
    assert brushed
    desk.wait(lambda: trials.model.rowCount() == len(brushed), 60_000)
    axis = block.shown.data.axes["momentum"] if block.shown is not None else None
    assert axis is not None
    low, high = (axis.position(fraction) for fraction in (0.45, 0.7))
    for trial_id in brushed:
        trial = trials.model.trial(trial_id)
        assert trial is not None
        value = trial.parameters["momentum"]
        assert isinstance(value, float)
        assert low - 0.02 <= value <= high + 0.02


def test_a_double_click_jumps_to_where_the_data_came_from(desk: Desk) -> None:
    open_node(desk, RUN)
    flow = flow_of(desk)
    key = f"/{PREPARED}"
    flow.view.show_node(key)
    place = flow.view.mapFromScene(flow.view.drawing.boxes[key].center())
    QTest.mouseDClick(flow.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    desk.wait(lambda: desk.is_at(PREPARED), 60_000)
    desk.press("Alt+Left")
    desk.wait(lambda: desk.is_at(RUN), 60_000)


def test_data_dropped_on_a_run_is_its_input_until_that_is_undone(desk: Desk, store: Path) -> None:
    open_node(desk, RUN)
    flow = flow_of(desk)
    key, kept = f"/{RUN}", store / RUN / ".em-node.yaml"
    flow.view.show_node(key)
    box = flow.view.drawing.boxes[key]
    place = flow.view.mapFromScene(box.center() - QPointF(box.width() / 4, 0))
    location = desk.location(TABLE)
    node = desk.application.context.stores.store(location.store_id).get(NodePath.parse(TABLE))
    data = node_data(desk.application.context, Picked.of(location.store_id, [node]))
    assert drop(flow.view.viewport(), QPoint(place), data)
    ends = (f"/{TABLE}", key)
    desk.wait(lambda: ends in flow.view.drawing.graph.edges, 60_000)
    assert "breast_cancer_csv" in kept.read_text()
    desk.press("Ctrl+Z")
    desk.wait(lambda: ends not in flow.view.drawing.graph.edges, 60_000)
    assert not kept.exists()
    desk.press("Ctrl+Shift+Z")
    desk.wait(lambda: ends in flow.view.drawing.graph.edges, 60_000)
