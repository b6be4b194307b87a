"""Adding inputs and outputs to Runs on the canvas, and removing them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from em_desktop.domain.flow_graph import Side
from em_desktop.domain.nodes import NodeType
from em_desktop.domain.operations import Changes, CreateShortcut
from em_desktop.domain.paths import NodePath
from em_desktop.domain.recordings import Association, AssociationKind, Role
from em_desktop.gui.canvas.flow_view import FlowView
from em_desktop.gui.dragging import node_data
from em_desktop.gui.gestures import Picked
from em_desktop.gui.tasks import Tasks
from tests.gui.drops import drag_mouse, drag_over, drop
from tests.gui.flow_world import FlowWorld, opened
from tests.gui.stage import Stage, staged

RUN, DATA, SPARE = "/em-example/train", "/em-example/digits", "/em-example/spare"


@pytest.fixture
def world() -> FlowWorld:
    made = FlowWorld()
    for name in ("digits", "spare", "weights"):
        made.data(name)
    made.asset("classifier", NodeType.MODEL)
    made.run("train", ("digits",), ("weights",))
    made.run("other", ("digits",))
    return made


@pytest.fixture
def stage(qtbot: QtBot, tasks: Tasks, tmp_path: Path, world: FlowWorld) -> Iterator[Stage]:
    with staged(qtbot, tasks, tmp_path, opened(world)) as made:
        yield made


@pytest.fixture
def canvas(stage: Stage) -> Canvas:
    return Canvas(stage)


class Canvas:
    """The data flow of the Run, which hears of what the store says."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.flow = FlowView(stage.context, [stage.location("em-example/train")])
        self.flow.retranslate()
        stage.show(self.flow, 1100, 600)
        self.flow.refresh()
        stage.settle()
        stage.stores.changed.connect(self._changed)

    def _changed(self, _store_id: str, changes: Changes) -> None:
        self.flow.apply_changes(changes)

    @property
    def edges(self) -> set[tuple[str, str]]:
        return set(self.flow.view.drawing.graph.edges)

    @property
    def hint(self) -> str:
        hint = self.flow.joining.hint
        return hint.text if hint.isVisible() else ""

    def side(self, key: str, share: float) -> QPoint:
        """A place in a node's box, from its left (0) to its right edge (1)."""
        box = self.flow.view.drawing.boxes[key]
        return self.flow.view.mapFromScene(
            QPointF(box.left() + share * box.width(), box.center().y())
        )

    def picked(self, *paths: str) -> Picked:
        store = self.stage.stores.store(self.stage.store_id)
        nodes = [store.get(NodePath.parse(path)) for path in paths]
        return Picked.of(self.stage.store_id, nodes)

    def hover(self, key: str, share: float, *paths: str) -> bool:
        data = node_data(self.stage.context, self.picked(*paths))
        return drag_over(self.flow.view.viewport(), self.side(key, share), data)

    def drop(self, key: str, share: float, *paths: str) -> bool:
        data = node_data(self.stage.context, self.picked(*paths))
        done = drop(self.flow.view.viewport(), self.side(key, share), data)
        self.settle()
        return done

    def settle(self) -> None:
        self.stage.edited()
        self.stage.settle()

    def middle_of(self, ends: tuple[str, str]) -> QPoint:
        path = self.flow.view.drawing.line(ends).path
        return self.flow.view.mapFromScene(path.pointAtPercent(0.5))


def texts(menu: QMenu) -> dict[str, bool]:
    return {action.text(): action.isEnabled() for action in menu.actions() if action.text()}


def test_data_dropped_on_the_left_of_a_run_becomes_its_input(canvas: Canvas) -> None:
    assert canvas.hover(RUN, 0.2, "em-example/spare")
    assert canvas.hint == "Add as input"
    assert canvas.drop(RUN, 0.2, "em-example/spare")
    assert (SPARE, RUN) in canvas.edges
    assert canvas.hint == ""
    canvas.stage.context.editor.undo()
    canvas.settle()
    assert (SPARE, RUN) not in canvas.edges
    canvas.stage.context.editor.redo()
    canvas.settle()
    assert (SPARE, RUN) in canvas.edges


def test_data_dropped_on_the_right_of_a_run_becomes_its_output(canvas: Canvas) -> None:
    assert canvas.hover(RUN, 0.8, "hub/classifier")
    assert canvas.hint == "Add as output"
    assert canvas.drop(RUN, 0.8, "hub/classifier", "em-example/spare")
    assert {(RUN, "/hub/classifier"), (RUN, SPARE)} <= canvas.edges
    undoable = canvas.stage.context.editor.can_undo
    assert undoable is not None
    assert undoable.count == 2


def test_where_data_flows_down_the_upper_half_takes_inputs(canvas: Canvas) -> None:
    canvas.flow.toolbar.direction.choose("down")
    canvas.flow.toolbar.view_changed.emit()
    canvas.settle()
    box = canvas.flow.view.drawing.boxes[RUN]
    place = canvas.flow.view.mapFromScene(box.center() - QPointF(0, box.height() / 4))
    data = node_data(canvas.stage.context, canvas.picked("em-example/spare"))
    assert drag_over(canvas.flow.view.viewport(), place, data)
    assert canvas.hint == "Add as input"


@pytest.mark.parametrize(
    ("path", "share", "reason"),
    [
        ("em-example/other", 0.2, "Only artifacts, models and datasets"),
        ("em-example", 0.2, "Only artifacts, models and datasets"),
        ("em-example/digits", 0.2, "Is an input already"),
        ("em-example/weights", 0.8, "Is an output already"),
    ],
)
def test_what_cannot_be_joined_is_refused_with_the_reason(
    canvas: Canvas, path: str, share: float, reason: str
) -> None:
    before = canvas.edges
    assert not canvas.hover(RUN, share, path)
    assert canvas.hint == reason
    assert not canvas.drop(RUN, share, path)
    assert canvas.edges == before


def test_only_runs_take_data(canvas: Canvas) -> None:
    assert not canvas.hover(DATA, 0.2, "em-example/spare")
    assert canvas.hint == ""


def test_a_shortcut_stands_for_what_it_leads_to(canvas: Canvas, world: FlowWorld) -> None:
    world.store.perform(CreateShortcut(NodePath(("em-example", "spare")), NodePath(("hub",))))
    assert canvas.drop(RUN, 0.2, "hub/spare.shortcut.yaml")
    assert (SPARE, RUN) in canvas.edges


def test_an_added_edge_is_removed_by_key_and_comes_back_by_undo(canvas: Canvas) -> None:
    canvas.drop(RUN, 0.2, "em-example/spare")
    view, ends = canvas.flow.view, (SPARE, RUN)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=canvas.middle_of(ends))
    assert view.look.edge == ends
    QTest.keyClick(view, Qt.Key.Key_Delete)
    canvas.settle()
    assert ends not in canvas.edges
    canvas.stage.context.editor.undo()
    canvas.settle()
    assert ends in canvas.edges


def test_an_edge_says_whether_it_can_be_removed(canvas: Canvas) -> None:
    canvas.drop(RUN, 0.2, "em-example/spare")
    joining = canvas.flow.joining
    assert texts(joining.edge_menu((SPARE, RUN))) == {"Remove from the data flow": True}
    assert texts(joining.edge_menu((DATA, RUN))) == {"Recorded by the run": False}
    before = canvas.edges
    joining.remove((DATA, RUN))
    canvas.settle()
    assert canvas.edges == before


def test_a_node_without_a_pointer_gets_inputs_from_the_clipboard(canvas: Canvas) -> None:
    data = node_data(canvas.stage.context, canvas.picked("em-example/spare"))
    QGuiApplication.clipboard().setMimeData(data)
    assert texts(canvas.flow.menus.menu(RUN))["Paste as input"]
    canvas.flow.joining.paste(RUN, Side.UPSTREAM)
    canvas.settle()
    assert (SPARE, RUN) in canvas.edges
    menu = canvas.flow.menus.menu(RUN)
    assert texts(menu)["Paste as input"] is False
    (removing,) = [each.menu() for each in menu.actions() if isinstance(each.menu(), QMenu)]
    assert isinstance(removing, QMenu)
    (action,) = removing.actions()
    assert action.text() == "spare, an input of train"
    action.trigger()
    canvas.settle()
    assert (SPARE, RUN) not in canvas.edges


def test_dragging_data_leaves_the_graph_where_it_is(canvas: Canvas, qtbot: QtBot) -> None:
    view = canvas.flow.view
    view.drag_asked.disconnect(canvas.flow.joining.drag)  # a drag would wait for a real mouse
    start, far = canvas.side(DATA, 0.5), QPoint(30, 30)
    before = view.visible_area()
    with qtbot.waitSignal(view.drag_asked) as dragged:
        QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
        drag_mouse(view.viewport(), start + far)
    assert dragged.args == [DATA]
    assert view.visible_area() == before
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=start + far)


def test_an_added_edge_to_what_is_gone_is_drawn_as_missing(
    canvas: Canvas, world: FlowWorld
) -> None:
    lost = Association(Role.INPUT, AssociationKind.ARTIFACT, "lost", "id-lost", "old/lost")
    world.store._entries[NodePath(("em-example", "train"))].added = (lost,)
    canvas.flow.refresh()
    canvas.settle()
    node = canvas.flow.view.drawing.graph.nodes["?id-lost"]
    assert (node.is_missing, node.name) == (True, "lost")
    canvas.flow.joining.remove(("?id-lost", RUN))
    canvas.settle()
    assert ("?id-lost", RUN) not in canvas.edges


def test_the_menu_of_a_run_is_there_with_an_empty_clipboard(canvas: Canvas) -> None:
    QGuiApplication.clipboard().clear()
    menu = canvas.flow.menus.menu(RUN)
    assert texts(menu)["Paste as input"] is False
    menu.deleteLater()
