"""What is asked before something on a server that can't simply be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from em_desktop.domain.grants import Permission, Preview, Principal, PrincipalKind
from em_desktop.domain.nodes import NodeType
from em_desktop.domain.paths import NodePath
from em_desktop.gui.caution import is_in_hub, questions_before_move
from em_desktop.gui.dialogs.caution import CautionDialog
from em_desktop.gui.gestures import Picked, Verb
from tests.gui.desk import running
from tests.gui.serving import LEFT, ServerDesk, connected, dialog_of, open_connect, started
from tests.server.serving import ASSET_HUB, Person, Server
from tests.unit.stores.remote.plain_server import KEY, plain_server

LIN = Principal(PrincipalKind.USER, "lin")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with started(tmp_path / "server") as server:
        yield server


@pytest.fixture
def demo(server: Server) -> Person:
    person = server.person("demo")
    server.person("lin")
    person.done("GET", "/apis/v1/init", base=server.address + ASSET_HUB)
    person.make("/demo/t9k-assethub/model", "llm")
    person.make("/demo", "private")
    person.make("/demo", "shared")
    person.make("/demo/private", "mnist", NodeType.RUN)
    person.share("/demo/shared", ("user", "lin", "edit"))
    return person


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, demo: Person) -> Iterator[ServerDesk]:
    with connected(qtbot, tmp_path / "state", demo) as desk:
        yield desk


def picked(desk: ServerDesk, path: str) -> Picked:
    store = desk.desk.application.context.stores.store(desk.account)
    return Picked.of(desk.account, [store.get(NodePath.parse(path))])


def idle(desk: ServerDesk) -> None:
    """Wait until nothing that was asked for is under way."""
    context = desk.desk.application.context
    desk.desk.wait(lambda: not context.editor.running and context.tasks.idle)


def test_what_belongs_to_an_asset_hub_is_known_by_its_path() -> None:
    mine, others = "https://host/server#ann", "https://host/server#ann/shared"
    assert is_in_hub(mine, NodePath.parse("t9k-assethub/model"))
    assert is_in_hub(others, NodePath.parse("lin/t9k-assethub/model/llm"))
    assert not is_in_hub(mine, NodePath.parse("work/t9k-assethub"))
    assert not is_in_hub("/home/ann", NodePath.parse("t9k-assethub"))


def test_deleting_from_the_asset_hub_is_asked_twice_with_the_reason(
    desk: ServerDesk, demo: Person
) -> None:
    gestures = desk.desk.application.context.gestures
    gestures.remove(picked(desk, "t9k-assethub/model/llm"), desk.desk.window)
    dialog = dialog_of(desk.desk, CautionDialog)
    assert "t9k-assethub holds the Models and Datasets" in dialog.text.text()
    assert dialog.focusWidget() is dialog.cancel
    QTest.mouseClick(dialog.go_on, LEFT)
    assert "Without its two folders model and dataset" in dialog.text.text()
    assert demo.children("/demo/t9k-assethub/model") == ["llm"]
    QTest.mouseClick(dialog.finish, LEFT)
    desk.desk.wait(lambda: demo.children("/demo/t9k-assethub/model") == [])
    idle(desk)


def test_giving_it_up_changes_nothing(desk: ServerDesk, demo: Person) -> None:
    context = desk.desk.application.context
    node = picked(desk, "t9k-assethub/model/llm").nodes[0]
    context.gestures.rename(desk.account, node, "other", desk.desk.window)
    dialog = dialog_of(desk.desk, CautionDialog)
    QTest.mouseClick(dialog.go_on, LEFT)
    QTest.mouseClick(dialog.cancel, LEFT)
    assert not context.editor.running
    assert demo.children("/demo/t9k-assethub/model") == ["llm"]


def test_elsewhere_nothing_is_asked_since_it_can_be_undone(desk: ServerDesk, demo: Person) -> None:
    context = desk.desk.application.context
    context.gestures.remove(picked(desk, "private/mnist"), desk.desk.window)
    desk.desk.wait(lambda: demo.children("/demo/private") == [])
    idle(desk)
    context.editor.undo()
    desk.desk.wait(lambda: demo.children("/demo/private") == ["mnist"])
    idle(desk)


def test_before_a_move_it_is_said_who_gains_access(desk: ServerDesk, demo: Person) -> None:
    gestures = desk.desk.application.context.gestures
    gestures.put(desk.desk.window, Verb.MOVE, picked(desk, "private/mnist"), desk.at("shared"))
    dialog = dialog_of(desk.desk, CautionDialog)
    assert dialog.windowTitle() == "Moving changes who has access"
    assert dialog.text.text() == (
        "What is moved gets exactly the people of shared.\nGain access: lin (Can edit)"
    )
    QTest.mouseClick(dialog.go_on, LEFT)
    desk.desk.wait(lambda: demo.children("/demo/shared") == ["mnist"])
    idle(desk)


def test_before_a_move_it_is_said_who_loses_access(desk: ServerDesk, demo: Person) -> None:
    demo.share("/demo/private/mnist", ("user", "lin", "view"))
    demo.make("/demo", "drafts")
    gestures = desk.desk.application.context.gestures
    gestures.put(desk.desk.window, Verb.MOVE, picked(desk, "private/mnist"), desk.at("drafts"))
    dialog = dialog_of(desk.desk, CautionDialog)
    assert dialog.text.text().endswith("\nLose access: lin (Can view)")
    QTest.mouseClick(dialog.cancel, LEFT)
    assert demo.children("/demo/drafts") == []


def test_a_move_that_changes_nobodys_access_is_not_asked_about() -> None:
    assert questions_before_move(Preview(), "work") == []
    changed = Preview(changed={LIN: (Permission.VIEW, Permission.EDIT)})
    [question] = questions_before_move(changed, "work")
    assert "Have other permissions: lin (Can edit)" in question.text


def test_without_a_trash_deleting_is_asked_about(qtbot: QtBot, tmp_path: Path) -> None:
    with plain_server() as (address, world), running(qtbot, tmp_path / "state") as desk:
        world.add("/demo/examples", "Folder")
        dialog = open_connect(desk)
        QTest.keyClicks(dialog.address, address)
        QTest.keyClicks(dialog.key, KEY)
        QTest.mouseClick(dialog.connect_button, LEFT)
        desk.wait(lambda: "examples" in desk.rows())
        desk.click_row("examples")
        desk.wait(lambda: desk.window.tabs.page is not None and desk.page.title == "examples")
        desk.window.commands.action("trash").trigger()
        question = dialog_of(desk, CautionDialog)
        assert "what is deleted can’t be restored" in question.text.text()
        assert "/demo/examples" in world.nodes
        QTest.mouseClick(question.finish, LEFT)
        desk.wait(lambda: "/demo/examples" not in world.nodes)
        context = desk.application.context
        desk.wait(lambda: not context.editor.running and context.tasks.idle)
