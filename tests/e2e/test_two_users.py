"""Two people at two windows over one server: each sees what the other lets them see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from em_desktop.domain.grants import Permission, Principal, PrincipalKind
from em_desktop.domain.nodes import NodeType
from em_desktop.domain.paths import NodePath
from em_desktop.gui.dialogs.caution import CautionDialog
from em_desktop.gui.gestures import Picked, Verb
from em_desktop.stores.remote.places import Place
from tests.gui.serving import LEFT, ServerDesk, connected, dialog_of, started
from tests.server.serving import Server

SECONDS = 30_000
"""As long as a busy machine may take; what is waited for is the news itself."""


@dataclass
class Both:
    """Two windows: Ann owns the experiments, Lin is let in."""

    ann: ServerDesk
    lin: ServerDesk


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with started(tmp_path / "server") as server:
        yield server


@pytest.fixture
def both(qtbot: QtBot, application: QApplication, tmp_path: Path, server: Server) -> Iterator[Both]:
    ann, lin = server.person("ann"), server.person("lin")
    ann.make("/ann", "project")
    ann.make("/ann/project", "mnist", NodeType.RUN)
    ann.make("/ann", "private")
    with (
        connected(qtbot, tmp_path / "ann", ann) as first,
        connected(qtbot, tmp_path / "lin", lin) as second,
    ):
        yield Both(first, second)


def rows_of(desk: ServerDesk) -> list[str]:
    return desk.desk.rows()


def give(desk: ServerDesk, path: str, name: str, permission: Permission | None) -> None:
    """Share a node through its dialog."""
    dialog = desk.share_dialog(desk.at(path))
    assert dialog.draft is not None
    principal = Principal(PrincipalKind.USER, name)
    if principal in dialog.draft.lines:
        row = next(row for row in dialog.lines() if row.accessibleName() == name)
        if permission is None:
            QTest.mouseClick(row.remove, LEFT)
        else:
            row.box.setCurrentIndex(row.box.findData(permission))
            row.box.activated.emit(row.box.currentIndex())
    else:
        QTest.keyClicks(dialog.people.field, name)
        desk.desk.wait(lambda: principal in dialog.people.offers)
        dialog.people.add(principal)
        dialog.wanted.setCurrentIndex(dialog.wanted.findData(permission))
        QTest.mouseClick(dialog.add, LEFT)
    desk.desk.wait(lambda: dialog.draft is not None and bool(dialog.draft.changed))
    with desk.desk.qtbot.waitSignal(dialog.saved):
        QTest.mouseClick(dialog.save_button, LEFT)


def rename(desk: ServerDesk, path: str, name: str, place: Place) -> None:
    """Give a node another name as the menu would."""
    location = desk.at(path, place)
    context = desk.desk.application.context
    node = context.stores.store(location.store_id).get(location.path)
    context.gestures.rename(location.store_id, node, name)


def test_two_people_share_edit_move_and_revoke(both: Both) -> None:
    ann, lin = both.ann, both.lin
    lin.desk.expand_row("Shared with me")
    lin.desk.wait(lambda: "Empty" in rows_of(lin))

    # share: Lin finds the project among what is shared, and nothing else of Ann's
    give(ann, "project", "lin", Permission.VIEW)
    lin.desk.wait(lambda: "ann" in rows_of(lin), SECONDS)
    lin.desk.expand_row("ann")
    lin.desk.wait(lambda: "project" in rows_of(lin), SECONDS)
    lin.desk.expand_row("project")
    lin.desk.wait(lambda: "mnist" in rows_of(lin), SECONDS)
    assert "private" not in rows_of(lin)

    # view isn't edit: the server refuses, and Lin's window shows what is there
    rename(lin, "ann/project/mnist", "mine", Place.SHARED)
    lin.desk.wait(lin.desk.window.notifier.toast.isVisible, SECONDS)
    lin.desk.wait(lambda: "mnist" in rows_of(lin) and "mine" not in rows_of(lin), SECONDS)

    # edit: what Lin renames Ann sees
    give(ann, "project", "lin", Permission.EDIT)
    ann.desk.expand_row("project")
    ann.desk.wait(lambda: "mnist" in rows_of(ann), SECONDS)
    rename(lin, "ann/project/mnist", "mnist_long", Place.SHARED)
    ann.desk.wait(lambda: "mnist_long" in rows_of(ann), SECONDS)
    lin.desk.wait(lambda: "mnist_long" in rows_of(lin), SECONDS)

    # move: what Ann takes out of the shared folder Lin sees no longer
    store_id = ann.at("").store_id
    moved = Picked(store_id, (NodePath.parse("project/mnist_long"),))
    window = ann.desk.window
    ann.desk.application.context.gestures.put(window, Verb.MOVE, moved, ann.at("private"))
    question = dialog_of(ann.desk, CautionDialog)
    assert "Lose access: lin (Can edit)" in question.text.text()
    QTest.mouseClick(question.go_on, LEFT)
    lin.desk.wait(lambda: "mnist_long" not in rows_of(lin), SECONDS)
    ann.desk.wait(lambda: "mnist_long" not in rows_of(ann), SECONDS)

    # revoke: the whole project is gone for Lin
    give(ann, "project", "lin", None)
    lin.desk.wait(lambda: "project" not in rows_of(lin), SECONDS)
    assert "project" in rows_of(ann)
