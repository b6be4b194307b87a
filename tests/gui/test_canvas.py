"""What a user sees of the data flow, and does with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from em_desktop.domain.flow_folds import fold_key
from em_desktop.domain.flow_graph import Side
from em_desktop.domain.nodes import NodeType
from em_desktop.domain.recordings import AssociationKind
from em_desktop.gui import theme
from em_desktop.gui.canvas import words
from em_desktop.gui.canvas.flow_view import FlowView, folder_flow
from em_desktop.gui.canvas.painting import FULL_DETAIL, NAMES, handle_box
from em_desktop.gui.tasks import Tasks
from tests.gui.flow_world import FlowWorld, mnist, opened
from tests.gui.stage import Stage, staged

KERAS = "/em-example/mnist_keras"
FOLD = fold_key("/em-example/mnist_dataset", Side.DOWNSTREAM, NodeType.RUN)
PROVENANCE = {
    "/hub/mnist",
    "/hub/emnist",
    *(
        f"/em-example/{name}"
        for name in ("prep_mnist", "augment_emnist", "mnist_dataset", "emnist_aug", "mnist_keras")
    ),
}


class Flow:
    """A data flow on the screen."""

    def __init__(self, stage: Stage, view: FlowView) -> None:
        self.stage = stage
        self.view = view

    @property
    def nodes(self) -> set[str]:
        return set(self.view.view.drawing.graph.nodes)

    @property
    def edges(self) -> set[tuple[str, str]]:
        return set(self.view.view.drawing.graph.edges)

    def place(self, key: str) -> QPoint:
        canvas = self.view.view
        return canvas.mapFromScene(canvas.drawing.boxes[key].center())

    def click(self, key: str) -> None:
        self.view.view.show_node(key)
        QTest.mouseClick(self.view.view.viewport(), Qt.MouseButton.LeftButton, pos=self.place(key))
        self.stage.settle()

    def press(self, *keys: Qt.Key, control: bool = False) -> None:
        modifier = (
            Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
        )
        for key in keys:
            QTest.keyClick(self.view.view, key, modifier)
        self.stage.settle()

    def lit(self) -> set[str]:
        look = self.view.view.look
        return set() if look.lit is None else set(look.lit[0])

    def facts(self) -> dict[str, str]:
        return {fact.key: fact.value for fact in self.view.stage.summary.facts.facts}


@pytest.fixture
def world() -> FlowWorld:
    return mnist()


@pytest.fixture
def stage(qtbot: QtBot, tasks: Tasks, tmp_path: Path, world: FlowWorld) -> Iterator[Stage]:
    with staged(qtbot, tasks, tmp_path, opened(world)) as made:
        yield made


def show(stage: Stage, path: str, *, folder: bool = False) -> Flow:
    location = stage.location(path)
    view = folder_flow(stage.context, location) if folder else FlowView(stage.context, [location])
    view.retranslate()
    stage.show(view, 1440, 700)
    view.refresh()
    stage.settle()
    return Flow(stage, view)


def test_three_steps_up_and_down_and_what_is_joined_to_them_are_shown(stage: Stage) -> None:
    flow = show(stage, "em-example/mnist_keras")
    assert flow.nodes >= PROVENANCE
    assert {"/hub/mnist-classifier", "/em-example/ensemble_eval", FOLD} <= flow.nodes
    assert ("/em-example/mnist_dataset", KERAS) in flow.edges
    fold = flow.view.view.drawing.graph.nodes[FOLD]
    assert words.name_text(flow.view.view.drawing.graph, fold) == "17 more runs use mnist_dataset"


def test_fewer_steps_show_less_and_say_that_there_is_more(stage: Stage) -> None:
    flow = show(stage, "em-example/mnist_keras")
    flow.view.toolbar.upstream.set_steps(1)
    flow.view.toolbar.downstream.less.click()
    flow.view.toolbar.related.setChecked(False)
    stage.settle()
    assert "/em-example/mnist_dataset" in flow.nodes
    assert "/em-example/prep_mnist" not in flow.nodes
    assert "/hub/mnist-classifier" not in flow.nodes
    beyond = flow.view.view.drawing.graph.beyond
    assert beyond["/em-example/mnist_dataset", Side.UPSTREAM] == 1
    assert beyond["/em-example/mnist_dataset", Side.DOWNSTREAM] == 27


def test_a_click_on_the_number_at_a_node_shows_its_hidden_neighbours(stage: Stage) -> None:
    flow = show(stage, "em-example/mnist_keras")
    flow.view.toolbar.upstream.set_steps(1)
    flow.view.refresh()
    stage.settle()
    canvas, key = flow.view.view, "/em-example/mnist_dataset"
    box = handle_box(canvas.drawing.boxes[key], Side.UPSTREAM, 1, downward=False)
    place = canvas.mapFromScene(box.center())
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)
    stage.settle()
    assert "/em-example/prep_mnist" in flow.nodes
    assert "/hub/mnist" not in flow.nodes


def test_provenance_and_impact_are_highlighted_by_key(stage: Stage) -> None:
    flow = show(stage, "em-example/mnist_keras")
    flow.press(Qt.Key.Key_U)
    assert flow.lit() == PROVENANCE
    assert flow.view.toolbar.highlight.key == "upstream"
    flow.press(Qt.Key.Key_D)
    assert "/hub/mnist-classifier" in flow.lit()
    assert "/hub/mnist" not in flow.lit()
    flow.press(Qt.Key.Key_D)
    assert flow.lit() == set()


def test_arrows_walk_along_edges_and_screen_readers_hear_it(stage: Stage) -> None:
    flow = show(stage, "em-example/mnist_keras")
    canvas = flow.view.view
    flow.press(Qt.Key.Key_Right)
    assert canvas.current == KERAS
    assert canvas.accessibleDescription().startswith("Run, mnist_keras, Complete, 18m 04s")
    flow.press(Qt.Key.Key_Right)
    assert canvas.current in {"/em-example/mnist_keras_ckpt", "/em-example/eval_report"}
    flow.press(Qt.Key.Key_Left, Qt.Key.Key_Left)
    assert canvas.current in {"/em-example/mnist_dataset", "/em-example/emnist_aug"}
    before = canvas.current
    flow.press(Qt.Key.Key_Down if before.endswith("aug") else Qt.Key.Key_Up)
    assert {before, canvas.current} == {"/em-example/mnist_dataset", "/em-example/emnist_aug"}
    flow.press(Qt.Key.Key_Home)
    assert canvas.current == KERAS


def test_enter_and_double_click_open_a_node(stage: Stage) -> None:
    flow = show(stage, "em-example/mnist_keras")
    flow.click("/em-example/prep_mnist")
    flow.press(Qt.Key.Key_Return)
    flow.press(Qt.Key.Key_Return, control=True)
    viewport = flow.view.view.viewport()
    place = flow.place("/em-example/emnist_aug")
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    assert stage.opened == [
        ("em-example/prep_mnist", False),
        ("em-example/prep_mnist", True),
        ("em-example/emnist_aug", False),
    ]


def test_a_fold_opens_in_place(stage: Stage) -> None:
    flow = show(stage, "em-example/mnist_keras")
    hub = flow.place("/em-example/mnist_dataset")
    flow.click(FOLD)
    assert FOLD not in flow.nodes
    assert sum(key.startswith("/em-example/mnist_fp") for key in flow.nodes) == 25
    moved = flow.place("/em-example/mnist_dataset") - hub
    assert abs(moved.x()) <= 1


def test_the_summary_tells_what_the_current_node_is(stage: Stage) -> None:
    flow = show(stage, "em-example/mnist_keras")
    flow.view.view.set_current("/hub/mnist-classifier")
    facts = flow.facts()
    assert facts["Version"] == "commit 9f31c0a"
    assert facts["Made by"].startswith("export_onnx")
    assert facts["Upstream"] == "9 nodes, 2 datasets, 4 runs, 3 artifacts"
    flow.press(Qt.Key.Key_Escape)
    assert flow.view.stage.summary.isHidden()


def test_an_output_of_a_running_run_is_not_written_yet(stage: Stage) -> None:
    flow = show(stage, "em-example/mnist_keras")
    missing = flow.view.view.drawing.graph.nodes["?ensemble_report"]
    assert words.detail_text(flow.view.view.drawing.graph, missing, {}, words.now()) == (
        "not written yet"
    )
    flow.click("?ensemble_report")
    assert flow.facts()["State"] == "Not written yet"
    flow.press(Qt.Key.Key_Return)
    assert stage.opened == []


def test_search_goes_from_find_to_find(stage: Stage) -> None:
    flow = show(stage, "em-example/mnist_keras")
    field = flow.view.toolbar.search
    QTest.keyClicks(field, "CKPT")
    found = flow.view.view.look.found
    assert found is not None
    assert len(found) == 3
    visited = []
    for _ in range(4):
        QTest.keyClick(field, Qt.Key.Key_Return)
        visited.append(flow.view.view.current)
    assert set(visited) == found
    assert visited[0] == visited[3]
    field.clear()
    assert flow.view.view.look.found is None


def test_without_artifacts_runs_are_joined_to_runs(stage: Stage) -> None:
    flow = show(stage, "em-example/mnist_keras")
    flow.view.toolbar.set_hidden_types(frozenset({NodeType.ARTIFACT}))
    stage.settle()
    assert ("/em-example/prep_mnist", KERAS) in flow.edges
    assert "/em-example/mnist_dataset" not in flow.nodes


def test_data_flows_top_down_too(stage: Stage) -> None:
    flow = show(stage, "em-example/mnist_keras")
    QTest.keyClick(flow.view.toolbar.direction, Qt.Key.Key_Right)
    stage.settle()
    boxes = flow.view.view.drawing.boxes
    assert boxes["/hub/mnist"].bottom() < boxes["/em-example/prep_mnist"].top()
    flow.press(Qt.Key.Key_Home, Qt.Key.Key_Up)
    assert flow.view.view.current in {"/em-example/mnist_dataset", "/em-example/emnist_aug"}


def test_how_it_was_made_is_told_as_text_and_script(stage: Stage, tmp_path: Path) -> None:
    flow = show(stage, "em-example/mnist_keras")
    flow.view.toolbar.upstream.set_steps(1)
    flow.view.toolbar.making.click()
    stage.settle()
    panel = flow.view.making
    text = panel.text.toPlainText()
    assert [line for line in text.splitlines() if line.startswith("Step")] == [
        "Step 1 of 3: prep_mnist",
        "Step 2 of 3: augment_emnist",
        "Step 3 of 3: mnist_keras",
    ]
    assert "Reads: mnist, tag v1.2 (hub/mnist)" in text
    assert "with changes that were not committed" in text
    QTest.keyClick(panel.form, Qt.Key.Key_Right)
    panel.copy.click()
    script = QGuiApplication.clipboard().text()
    assert "git checkout --detach 8d14ae83c02710a49098ddd0c5ffd9fa759117e2" in script
    assert script.rstrip().endswith("python src/mnist_keras.py")
    panel.save_to(str(tmp_path / "again.sh"))
    stage.settle()
    assert (tmp_path / "again.sh").read_text() == script


def test_the_graph_is_saved_as_picture_drawing_and_document(stage: Stage, tmp_path: Path) -> None:
    flow = show(stage, "em-example/mnist_keras")
    for ending in ("png", "svg", "json"):
        flow.view.menus.save(str(tmp_path / f"flow.{ending}"))
    stage.settle()
    image = QImage(str(tmp_path / "flow.png"))
    bounds = flow.view.view.drawing.bounds
    assert image.width() == round((bounds.width() + 48) * 2)
    svg = ET.parse(tmp_path / "flow.svg").getroot()
    texts = {"".join(each.itertext()).strip() for each in svg.iter() if each.tag.endswith("text")}
    assert {"mnist_keras", "This run", "tag v1.2"} <= texts
    document = json.loads((tmp_path / "flow.json").read_text())
    assert "em:%2Fem-example%2Fmnist_fp00" in document["activity"]  # folds aren't left out


def test_a_folder_is_one_graph_with_its_surroundings(stage: Stage) -> None:
    flow = show(stage, "em-example", folder=True)
    assert {KERAS, "/hub/mnist", "/hub/mnist-classifier"} <= flow.nodes
    assert flow.lit() == set()
    assert flow.view.view.look.own == frozenset()


def test_zoom_shows_less_detail_and_fits(stage: Stage) -> None:
    flow = show(stage, "em-example/mnist_keras")
    canvas = flow.view.view
    assert canvas.zoom == 1  # the whole graph would be too small to read
    flow.press(Qt.Key.Key_0)
    assert canvas.visible_area().contains(canvas.drawing.bounds)
    flow.press(Qt.Key.Key_Plus)
    flow.press(Qt.Key.Key_Minus)
    place = QPointF(300, 200)
    there = canvas.mapToScene(place.toPoint())
    for zoom in (NAMES - 0.01, FULL_DETAIL - 0.01, 1.5):
        canvas.set_zoom(zoom, place)
        moved = canvas.mapToScene(place.toPoint()) - there
        assert abs(moved.x()) < 8 / zoom
        assert abs(moved.y()) < 8 / zoom


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_own_run_has_an_accent_border_in_both_themes(stage: Stage, mode: theme.Mode) -> None:
    theme.theme().mode = mode
    flow = show(stage, "em-example/mnist_keras")
    flow.view.grab()
    canvas = flow.view.view
    box = canvas.drawing.boxes[KERAS]
    place = canvas.mapFromScene(box.bottomLeft() + QPointF(box.width() / 2, -1))
    image = canvas.viewport().grab().toImage()
    assert QColor(image.pixel(place)) == theme.color("accent")
    theme.theme().mode = "system"


def test_state_is_kept_and_nonsense_is_ignored(stage: Stage) -> None:
    flow = show(stage, "em-example/mnist_keras")
    flow.view.toolbar.upstream.set_steps(None)
    flow.view.toolbar.set_hidden_types(frozenset({NodeType.DATASET}))
    flow.view.view.set_current(KERAS)
    state = json.loads(json.dumps(flow.view.save_state()))
    other = FlowView(stage.context, [stage.location("em-example/mnist_keras")])
    stage.show(other)
    other.restore_state({"highlight": 3, "upstream": "x", "hidden_types": "Run", "current": 1})
    other.restore_state(state)
    other.refresh()
    stage.settle()
    assert other.save_state() == state


def test_a_node_without_data_flow_says_so(stage: Stage, world: FlowWorld) -> None:
    world.run("alone")
    flow = show(stage, "em-example/alone")
    assert flow.view._states.currentWidget() is flow.view._states.state
    assert "No data flow" in flow.view._states.state.accessibleName()


def test_a_node_that_is_gone_says_so(stage: Stage) -> None:
    flow = show(stage, "em-example/absent")
    assert "It isn't there any more" in flow.view._states.state.accessibleName()


def test_a_run_with_five_hundred_inputs_is_readable(stage: Stage, world: FlowWorld) -> None:
    names = tuple(f"shard{number:03}" for number in range(500))
    world.run("many", names, ("many",))
    flow = show(stage, "em-example/many")
    flow.view._limit = 1000
    flow.view.refresh()
    stage.settle()
    key = fold_key("/em-example/many", Side.UPSTREAM, NodeType.ARTIFACT)
    fold = flow.view.view.drawing.graph.nodes[key].fold
    assert fold is not None
    assert fold.count == 492


def test_more_than_the_first_nodes_are_read_when_asked_for(stage: Stage, world: FlowWorld) -> None:
    world.run("many", tuple(f"shard{number:03}" for number in range(500)))
    flow = show(stage, "em-example/many")
    notice = flow.view.stage.notice
    assert notice.isVisible()
    assert flow.view.answer is not None
    assert (len(flow.view.answer.graph.nodes), flow.view.answer.left_out) == (300, 201)
    notice.more.click()
    stage.settle()
    assert len(flow.view.answer.graph.nodes) == 501
    assert notice.isHidden()


def test_cycles_self_edges_and_doubled_edges_are_drawn_once(stage: Stage, world: FlowWorld) -> None:
    world.data("state")
    world.run("loop", ("state", "state", "loop", "tag:mnist:v1", "tag:mnist:v2"), ("state",))
    flow = show(stage, "em-example/loop")
    loop, state = "/em-example/loop", "/em-example/state"
    assert {(state, loop), (loop, state)} <= flow.edges
    graph = flow.view.view.drawing.graph
    versions = graph.edges["/hub/mnist", loop].versions
    assert [(each.kind, each.name) for each in versions] == [
        (AssociationKind.TAG, "v1"),
        (AssociationKind.TAG, "v2"),
    ]
    assert not flow.view.grab().isNull()
    assert words.detail_text(graph, graph.nodes["/hub/mnist"], {}, words.now()) == "3 versions"


def test_every_control_has_a_name(stage: Stage) -> None:
    flow = show(stage, "em-example/mnist_keras")
    flow.view.show_making()
    stage.settle()
    for kind in (QAbstractButton, QLineEdit, QPlainTextEdit):
        for widget in flow.view.findChildren(kind):
            assert isinstance(widget, QWidget)
            text = widget.text() if isinstance(widget, QAbstractButton) else ""
            assert widget.accessibleName() or text
    menu = flow.view.menus.menu(KERAS)
    assert [each.text() for each in menu.actions() if each.text()][:2] == [
        "Open",
        "Open in new tab",
    ]
    menu.close()
