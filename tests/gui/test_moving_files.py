"""Files of a node get other names and directories, by mouse and keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDrag
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from em_desktop.gui.gesture_words import undo_text
from em_desktop.gui.jobs import JobState
from em_desktop.gui.name_editor import NameEditor
from em_desktop.gui.panes.artifact.pane import ArtifactPane
from em_desktop.gui.tasks import Tasks
from tests.gui.drops import drag_over, drop
from tests.gui.stage import Stage, staged

CONTROL = Qt.KeyboardModifier.ControlModifier
REPORT, README = "report/report.json", "report/README.md"


@pytest.fixture
def stage(
    qtbot: QtBot, application: QApplication, tasks: Tasks, recordings: Path
) -> Iterator[Stage]:
    with staged(qtbot, tasks, recordings) as made:
        made.stores.changed.connect(lambda _store, changes: made.tell(changes))
        yield made


@pytest.fixture
def folder(stage: Stage) -> Path:
    """The Artifact's directory."""
    found = next((Path(stage.store_id) / "artifacts").glob("digits_eval_report*"))
    (found / "plots").mkdir()
    (found / "plots" / "loss.svg").write_text("<svg/>")
    return found


@pytest.fixture
def pane(stage: Stage, folder: Path) -> ArtifactPane:
    made = stage.pane(ArtifactPane, folder.relative_to(stage.store_id).as_posix())
    stage.listeners.append(made)
    made.window().activateWindow()
    made.files.tree.setFocus()
    stage.qtbot.waitUntil(lambda: {REPORT, README} <= keys(made), timeout=10_000)
    return made


def keys(pane: ArtifactPane) -> set[str]:
    return {entry.key for entry in pane.files.model.tree.files_in_order()}


def start_naming(pane: ArtifactPane, key: str) -> NameEditor | None:
    pane.files.tree.show_file(key)
    QTest.keyClick(pane.files.tree, Qt.Key.Key_F2)
    found = pane.files.tree.viewport().findChildren(NameEditor)
    return found[-1] if found else None


def row_place(pane: ArtifactPane, key: str) -> QPoint:
    """Where a row is, seen from the pane."""
    tree = pane.files.tree
    index = pane.files.model.index_of(key)
    tree.scrollTo(index)
    place = tree.visualRect(index).center()
    return pane.mapFromGlobal(tree.viewport().mapToGlobal(place))


def test_a_file_is_renamed_in_its_row_stays_the_current_one_and_goes_back(
    pane: ArtifactPane, stage: Stage, folder: Path
) -> None:
    before, content = keys(pane), (folder / REPORT).read_bytes()
    field = start_naming(pane, REPORT)
    assert field is not None
    assert field.selectedText() == "report"
    QTest.keyClicks(field, "result")
    QTest.keyClick(field, Qt.Key.Key_Return)
    [job] = stage.edited()
    assert job.state is JobState.DONE
    stage.qtbot.waitUntil(
        lambda: keys(pane) == before - {REPORT} | {"report/result.json"}, timeout=10_000
    )
    assert (folder / "report" / "result.json").read_bytes() == content
    assert pane.files.tree.current_key == "report/result.json"
    editor = stage.context.editor
    assert undo_text(editor.can_undo) == "Undo renaming of “report.json”"
    editor.undo()
    stage.qtbot.waitUntil(lambda: keys(pane) == before, timeout=10_000)


@pytest.mark.parametrize("name", ["README.md", "readme.md", ".hidden", "a/b"])
def test_a_name_that_cannot_be_given_is_refused_with_the_reason(
    pane: ArtifactPane, folder: Path, name: str
) -> None:
    field = start_naming(pane, REPORT)
    assert field is not None
    field.setText(name)
    assert field.reason.text() != ""
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert (folder / REPORT).exists()


def test_what_the_recorder_keeps_has_no_other_name(pane: ArtifactPane) -> None:
    why_kept = pane.files.editing.why_kept
    assert why_kept("metadata.yaml") == "The recorder keeps “metadata.yaml”"
    pane.files.model.set_editable(lambda key: why_kept("metadata.yaml") if key == REPORT else "")
    assert start_naming(pane, REPORT) is None
    assert start_naming(pane, README) is not None


def test_a_file_is_dragged_into_a_directory_of_its_node(
    pane: ArtifactPane, stage: Stage, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = keys(pane)
    seen = []

    def execute(drag: QDrag, *_actions: Qt.DropAction) -> Qt.DropAction:
        hint, data = pane.files.editing.hint_over(pane), drag.mimeData()
        seen.append((drag_over(pane, row_place(pane, "report/"), data), hint.text))
        seen.append((drag_over(pane, row_place(pane, "plots/"), data), hint.text))
        assert drop(pane, row_place(pane, "plots/"), data)
        return Qt.DropAction.CopyAction

    monkeypatch.setattr(QDrag, "exec", execute)
    pane.files.tree.show_file(REPORT)
    pane.files.tree.startDrag(Qt.DropAction.CopyAction)
    assert seen == [(False, "Is here already"), (True, "Move “report.json” to plots")]
    stage.edited()
    now = before - {REPORT} | {"plots/report.json"}
    stage.qtbot.waitUntil(lambda: keys(pane) == now, timeout=10_000)
    assert (folder / "plots" / "report.json").exists()


def test_files_are_cut_and_pasted_into_another_directory_or_none(
    pane: ArtifactPane, stage: Stage
) -> None:
    before, tree = keys(pane), pane.files.tree
    tree.show_file(README)
    QTest.keyClick(tree, Qt.Key.Key_X, CONTROL)
    tree.show_file("plots/loss.svg")
    QTest.keyClick(tree, Qt.Key.Key_V, CONTROL)
    stage.edited()
    now = before - {README} | {"plots/README.md"}
    stage.qtbot.waitUntil(lambda: keys(pane) == now, timeout=10_000)
    stage.context.editor.undo()
    stage.qtbot.waitUntil(lambda: keys(pane) == before, timeout=10_000)


def test_a_directory_is_renamed_and_does_not_go_into_itself(
    pane: ArtifactPane, stage: Stage
) -> None:
    moving = pane.files.editing.moving
    assert moving.why_not(["report/"], "report/deep") == "A folder can’t go into itself"
    assert moving.why_not(["plots/"], "") == "Is here already"
    field = start_naming(pane, "plots/")
    assert field is not None
    field.setText("figures")
    QTest.keyClick(field, Qt.Key.Key_Return)
    stage.edited()
    stage.qtbot.waitUntil(lambda: "figures/loss.svg" in keys(pane), timeout=10_000)
