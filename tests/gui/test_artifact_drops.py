"""Files that are dropped on an Artifact, pasted into it, deleted from it and dragged out of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDrag, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from em_desktop.domain.nodes import Node
from em_desktop.gui.context import Location
from em_desktop.gui.dialogs.taken import TakenDialog
from em_desktop.gui.dragging import node_data
from em_desktop.gui.gestures import Picked
from em_desktop.gui.i18n import Translator
from em_desktop.gui.jobs import JobState
from em_desktop.gui.panes.artifact.pane import ArtifactPane
from em_desktop.gui.panes.files.arrivals import ArrivalRow
from em_desktop.gui.panes.files.view import FilesView
from em_desktop.gui.tasks import Tasks
from em_desktop.gui.widgets import Menu
from tests.gui.drops import drag_over, drop, files_data
from tests.gui.stage import Stage, staged

CONTROL = Qt.KeyboardModifier.ControlModifier
MIDDLE = QPoint(400, 300)


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
    return next((Path(stage.store_id) / "artifacts").glob("digits_eval_report*"))


@pytest.fixture
def pane(stage: Stage, folder: Path) -> ArtifactPane:
    made = stage.pane(ArtifactPane, folder.relative_to(stage.store_id).as_posix())
    stage.listeners.append(made)
    made.window().activateWindow()
    made.files.tree.setFocus()
    return made


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """Files of the user that aren't in a store."""
    place = tmp_path / "outside"
    (place / "plots" / "deep").mkdir(parents=True)
    (place / "weights.pt").write_bytes(b"w" * 300_000)
    (place / "plots" / "a.svg").write_text("<svg/>")
    (place / "plots" / "deep" / "b.csv").write_text("x\n1\n")
    return place


def keys(pane: ArtifactPane) -> set[str]:
    return {entry.key for entry in pane.files.model.tree.files_in_order()}


def the_row(pane: ArtifactPane) -> ArrivalRow:
    [row] = pane.files.arrivals.rows
    return row


def choose(pane: ArtifactPane, *wanted: str) -> None:
    tree = pane.files.tree
    tree.show_file(wanted[0])
    for key in wanted[1:]:
        index = pane.files.model.index_of(key)
        flags = tree.selectionModel().SelectionFlag
        tree.selectionModel().select(index, flags.Select | flags.Rows)


def test_dropped_files_and_folders_arrive_checked(
    pane: ArtifactPane, stage: Stage, folder: Path, outside: Path
) -> None:
    before = keys(pane)
    data = files_data([outside / "weights.pt", outside / "plots"])
    assert drag_over(pane, MIDDLE, data)
    hint = pane.files.editing.hint_over(pane)
    assert (hint.isVisible(), hint.text) == (True, "Add 2 files to digits_eval_report")
    assert drop(pane, MIDDLE, data)
    assert not hint.isVisible()
    [job] = stage.edited()
    assert job.state is JobState.DONE
    stage.qtbot.waitUntil(
        lambda: keys(pane) - before == {"weights.pt", "plots/a.svg", "plots/deep/b.csv"}
    )
    assert (folder / "plots" / "deep" / "b.csv").read_text() == "x\n1\n"
    row = the_row(pane)
    assert "checked with SHA-256" in row.detail
    assert row.detail.startswith("300")
    expected = hashlib.sha256(b"w" * 300_000).hexdigest()
    assert expected in row.checksums
    row.sums.click()
    assert QGuiApplication.clipboard().text() == row.checksums


def test_what_arrived_is_undone_from_its_row(
    pane: ArtifactPane, stage: Stage, folder: Path, outside: Path
) -> None:
    before = keys(pane)
    drop(pane.files, MIDDLE, files_data([outside / "weights.pt"]))
    stage.edited()
    row = the_row(pane)
    assert row.undo.isVisible()
    row.undo.click()
    stage.edited()
    assert not (folder / "weights.pt").exists()
    stage.qtbot.waitUntil(lambda: keys(pane) == before)
    assert pane.files.arrivals.rows == []
    assert not pane.files.arrivals.isVisible()


def test_a_transfer_is_paused_continued_and_cancelled_from_its_row(
    pane: ArtifactPane, stage: Stage, folder: Path, outside: Path
) -> None:
    large = outside / "large.bin"
    with large.open("wb") as file:
        for _ in range(64):
            file.write(bytes(4_000_000))
    drop(pane, MIDDLE, files_data([large]))
    stage.qtbot.waitUntil(lambda: bool(pane.files.arrivals.rows), timeout=10_000)
    row = the_row(pane)
    stage.qtbot.waitUntil(lambda: row.job.state is JobState.RUNNING and row.job.done > 0)
    assert row.text == "Adding “large.bin”"
    row.pause.click()
    stage.qtbot.waitUntil(lambda: row.job.progress is not None and row.job.progress.paused)
    assert row.pause.accessibleName() == "Continue"
    assert not (folder / "large.bin").exists()
    row.pause.click()
    row.cancel.click()
    [job] = stage.edited()
    assert job.state is JobState.CANCELLED
    assert not (folder / "large.bin").exists()
    assert [place.name for place in folder.iterdir() if "large" in place.name] == []
    assert row.again.isVisible()
    row.again.click()
    [again] = stage.edited()
    assert again.state is JobState.DONE
    assert (folder / "large.bin").stat().st_size == 256_000_000


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("skip", {"report.txt": "old"}),
        ("replace", {"report.txt": "new"}),
        ("keep_both", {"report.txt": "old", "report (2).txt": "new"}),
    ],
)
def test_taken_names_are_asked_first(
    pane: ArtifactPane,
    stage: Stage,
    folder: Path,
    outside: Path,
    answer: str,
    expected: dict[str, str],
) -> None:
    (folder / "report.txt").write_text("old")
    (outside / "report.txt").write_text("new")
    drop(pane, MIDDLE, files_data([outside / "report.txt"]))
    stage.qtbot.waitUntil(lambda: pane.window().findChild(TakenDialog) is not None)
    dialog = pane.window().findChild(TakenDialog)
    assert isinstance(dialog, TakenDialog)
    assert (folder / "report.txt").read_text() == "old"
    getattr(dialog, answer).click()
    stage.edited()
    found = {place.name: place.read_text() for place in folder.glob("report*.txt")}
    assert found == expected


def test_what_the_recorder_keeps_isnt_taken_and_the_reason_is_said(
    pane: ArtifactPane, stage: Stage, folder: Path, outside: Path
) -> None:
    before = (folder / "metadata.yaml").read_bytes()
    (outside / "metadata.yaml").write_text("broken: true")
    data = files_data([outside / "metadata.yaml"])
    assert not drag_over(pane, MIDDLE, data)
    assert pane.files.editing.hint_over(pane).text == "The recorder keeps “metadata.yaml”"
    QGuiApplication.clipboard().setMimeData(files_data([outside / "metadata.yaml"]))
    QTest.keyClick(pane.files.tree, Qt.Key.Key_V, CONTROL)
    assert stage.messages == ["The recorder keeps “metadata.yaml”"]
    stage.edited()
    assert (folder / "metadata.yaml").read_bytes() == before


def test_files_are_dropped_into_a_directory_of_the_artifact(
    pane: ArtifactPane, stage: Stage, folder: Path, outside: Path
) -> None:
    tree = pane.files.tree
    row = tree.visualRect(pane.files.model.index_of("report/figures/")).center()
    place = tree.viewport().mapTo(pane, row)
    data = files_data([outside / "weights.pt", outside / "plots"])
    assert drag_over(pane, place, data)
    hint = pane.files.editing.hint_over(pane)
    assert hint.text == "Add 2 files to report/figures"
    assert drop(pane, place, data)
    stage.edited()
    assert (folder / "report" / "figures" / "weights.pt").stat().st_size == 300_000
    assert (folder / "report" / "figures" / "plots" / "a.svg").exists()
    stage.context.editor.undo()
    stage.edited()
    assert not (folder / "report" / "figures" / "weights.pt").exists()


def test_nodes_and_own_files_are_refused(pane: ArtifactPane, stage: Stage, folder: Path) -> None:
    run = next((Path(stage.store_id) / "runs").iterdir())
    location = stage.location(run.relative_to(stage.store_id).as_posix())
    data = node_data(stage.context, Picked(stage.store_id, (location.path,)))
    assert not drag_over(pane, MIDDLE, data)
    assert "no nodes" in pane.files.editing.hint_over(pane).text
    assert not drag_over(pane, MIDDLE, files_data([folder / "report"]))
    assert pane.files.editing.hint_over(pane).text == "Is here already"
    assert not drag_over(pane, MIDDLE, QMimeData())


def test_files_are_pasted(pane: ArtifactPane, stage: Stage, folder: Path, outside: Path) -> None:
    QGuiApplication.clipboard().setMimeData(files_data([outside / "weights.pt"]))
    QTest.keyClick(pane.files.tree, Qt.Key.Key_V, CONTROL)
    stage.edited()
    assert (folder / "weights.pt").stat().st_size == 300_000


def test_chosen_files_are_added(
    pane: ArtifactPane, stage: Stage, folder: Path, outside: Path
) -> None:
    pane.files.editing.add_chosen([str(outside / "weights.pt")])
    stage.edited()
    assert (folder / "weights.pt").exists()


def test_deleted_files_go_to_the_trash_and_come_back(
    pane: ArtifactPane, stage: Stage, folder: Path
) -> None:
    wanted = ["report/report.json", "report/README.md"]
    assert all((folder / key).exists() for key in wanted)
    choose(pane, *wanted)
    QTest.keyClick(pane.files.tree, Qt.Key.Key_Delete)
    [job] = stage.edited()
    assert job.state is JobState.DONE
    assert not any((folder / key).exists() for key in wanted)
    stage.qtbot.waitUntil(lambda: not keys(pane) & set(wanted))
    stage.context.editor.undo()
    stage.edited()
    assert all((folder / key).exists() for key in wanted)


def test_the_files_of_a_run_are_kept(stage: Stage) -> None:
    run = next((Path(stage.store_id) / "runs").glob("digits_train_mlp*"))
    path = run.relative_to(stage.store_id).as_posix()
    view = stage.show(FilesView(stage.context, stage.location(path)), 1000, 760)
    view.refresh()
    stage.settle()
    view.tree.show_file("metadata.yaml")
    menu = Menu("", view)
    view.editing.fill(menu)
    remove = menu.actions()[-1]
    assert (remove.text(), remove.isEnabled()) == ("Move to trash", False)
    assert "recorder keeps" in remove.toolTip()
    QTest.keyClick(view.tree, Qt.Key.Key_Delete)
    stage.edited()
    assert (run / "metadata.yaml").exists()
    assert stage.messages == ["The recorder keeps “metadata.yaml”"]


def test_files_are_dragged_out_as_files(
    pane: ArtifactPane, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dragged: list[QMimeData] = []

    def execute(drag: QDrag, *_actions: Qt.DropAction) -> Qt.DropAction:
        assert not drag.pixmap().isNull()
        dragged.append(drag.mimeData())
        return Qt.DropAction.CopyAction

    monkeypatch.setattr(QDrag, "exec", execute)
    choose(pane, "report/report.json", "report/README.md")
    pane.files.tree.startDrag(Qt.DropAction.CopyAction)
    [data] = dragged
    assert {url.toLocalFile() for url in data.urls()} == {
        str(folder / "report" / "report.json"),
        str(folder / "report" / "README.md"),
    }


def test_the_rows_speak_the_language(
    pane: ArtifactPane, stage: Stage, outside: Path, qapp: QApplication
) -> None:
    drop(pane, MIDDLE, files_data([outside / "weights.pt"]))
    stage.edited()
    row = the_row(pane)
    assert row.cancel.accessibleName() == "Close"
    assert row.accessibleName().startswith("Added “weights.pt”")
    translator = Translator(qapp)
    translator.use("zh_CN")
    try:
        QApplication.processEvents()
        assert row.sums.text() != ""
    finally:
        translator.use("en")
    row.cancel.click()
    assert pane.files.arrivals.rows == []


def test_another_nodes_transfer_isnt_shown(pane: ArtifactPane, stage: Stage, outside: Path) -> None:
    other = next((Path(stage.store_id) / "artifacts").glob("digits_dataset*"))
    location: Location = stage.location(other.relative_to(stage.store_id).as_posix())
    stage.context.gestures.bring_in(pane, [outside / "weights.pt"], location)
    stage.edited()
    assert (other / "weights.pt").exists()
    assert pane.files.arrivals.rows == []
    assert isinstance(pane.selected()[0], Node)
