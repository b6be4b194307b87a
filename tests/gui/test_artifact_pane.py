"""The panes of Artifacts and single files, on real recordings."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from em_desktop.domain.nodes import Node
from em_desktop.domain.operations import Changes
from em_desktop.formats.artifact import Reference
from em_desktop.gui.panes.artifact.pane import ArtifactPane
from em_desktop.gui.panes.artifact.references import ReferenceList
from em_desktop.gui.panes.file.pane import FilePane
from em_desktop.gui.panes.files.code_view import CodeView
from em_desktop.gui.tasks import Tasks
from tests.gui.stage import Stage, staged


@pytest.fixture
def stage(
    qtbot: QtBot, application: QApplication, tasks: Tasks, recordings: Path
) -> Iterator[Stage]:
    with staged(qtbot, tasks, recordings) as made:
        yield made


def artifact(stage: Stage, name: str) -> ArtifactPane:
    root = Path(stage.store_id)
    path = next(root.glob(f"artifacts/{name}*")).relative_to(root).as_posix()
    pane = stage.pane(ArtifactPane, path)
    stage.qtbot.waitUntil(lambda: pane.header.title != "")
    return pane


def test_header_and_tabs_say_what_it_is(stage: Stage) -> None:
    nodes: list[Node] = []
    root = Path(stage.store_id)
    path = next(root.glob("artifacts/digits_dataset*")).relative_to(root).as_posix()
    pane = ArtifactPane(stage.context, stage.location(path))
    pane.node_changed.connect(nodes.append)
    pane.retranslate()
    stage.show(pane)
    pane.refresh()
    stage.settle()
    assert pane.header.title == "digits_dataset"
    assert [node.name for node in nodes] == ["digits_dataset"]
    assert pane.tabs.keys == ("overview", "dataflow", "files")
    assert [node.name for node in pane.selected()] == ["digits_dataset"]
    assert pane.files.model.tree.total == 3


def test_the_overview_has_facts_flow_references_and_uploads(stage: Stage) -> None:
    pane = artifact(stage, "digits_dataset")
    overview = pane.overview
    facts = {fact.key: fact.value for fact in overview.details.facts}
    assert facts["Content"].startswith("267.2 kB, 3 file")
    assert facts["Path"].startswith("artifacts/digits_dataset_")
    assert overview.labels.labels == ("dataset", "digits", "手写数字")
    assert [row.accessibleName() for row in overview.uses.rows()] == [
        "digits_cnn_lr_a",
        "digits_cnn_lr_b",
        "digits_cnn_lr_c",
        "digits_preprocess",
    ]
    assert overview.section("sources").isHidden()
    table = overview.references.table.texts
    assert table.index(1, 0).data() == "origin/optdigits.tra"
    assert table.index(1, 1).data() == "s3://datasets/digits/v1/optdigits.tra"
    assert overview.uploads.facts[0].value.startswith("Uploaded to https://aistore.example.com")


def test_a_run_that_used_it_opens(stage: Stage) -> None:
    pane = artifact(stage, "digits_dataset")
    pane.tabs.set_current("overview")
    row = pane.overview.uses.rows()[0]
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert stage.opened[0][0].startswith("runs/digits_cnn_lr_a")


def test_a_damaged_artifact_shows_its_problems_and_its_files(stage: Stage, samples: Path) -> None:
    source = next((samples / "em-variants" / "artifacts").glob("metadata_overwritten*"))
    shutil.copytree(source, Path(stage.store_id) / "artifacts" / source.name)
    pane = artifact(stage, "metadata_overwritten")
    assert pane.header.title == "metadata_overwritten"
    assert [problem.file for problem in pane.problem_bar.problems] == ["metadata.yaml"]
    assert pane.problem_bar.isVisible()


def test_odd_file_names_are_all_there(stage: Stage, samples: Path) -> None:
    source = next((samples / "em-variants" / "artifacts").glob("odd_file_names*"))
    target = Path(stage.store_id) / "artifacts" / source.name
    shutil.copytree(source, target)
    tree = artifact(stage, "odd_file_names").files.model.tree
    expected = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    shown = {entry.key for entry in tree.files_in_order()}
    assert shown == expected - {"metadata.yaml", "references.yaml"}


def test_tab_and_file_come_back(stage: Stage) -> None:
    pane = artifact(stage, "digits_eval_report")
    pane.tabs.set_current("overview")
    state = pane.save_state()
    other = ArtifactPane(stage.context, pane.location)
    other.restore_state(state)
    stage.show(other)
    assert other.tabs.current == "overview"
    other.restore_state({"tab": 5, "files": []})
    assert other.tabs.current == "overview"


def test_search_goes_to_the_files(stage: Stage) -> None:
    pane = artifact(stage, "digits_eval_report")
    pane.tabs.set_current("overview")
    pane.start_search()
    assert pane.tabs.current == "files"


def test_an_artifact_that_is_gone_shows_the_error(stage: Stage) -> None:
    pane = stage.pane(ArtifactPane, "artifacts/nothing_261123_120000_abcdef")
    assert pane.stack.currentWidget() is pane.stack.state
    assert "nothing_261123" in pane.stack.state.text


def test_changed_labels_are_read_again(stage: Stage) -> None:
    pane = artifact(stage, "digits_eval_report")
    metadata = Path(stage.store_id, *pane.location.path.parts, "metadata.yaml")
    metadata.write_text(metadata.read_text().replace("- report\n", "- changed\n"))
    stage.change(pane, Changes(nodes=frozenset({pane.location.path})))
    assert pane.overview.labels.labels[0] == "changed"


def test_addresses_are_copied_and_only_the_webs_are_opened(
    qtbot: QtBot, application: QApplication
) -> None:
    launched: list[str] = []
    view = ReferenceList()
    qtbot.addWidget(view)
    view.opened.connect(launched.append)
    view.set_references(
        [Reference("a", "file:///etc/passwd"), Reference("b", "s3://x/y"), Reference("c", "x\ny")]
    )
    for row in range(3):
        view.table.selectRow(row)
        assert not view.open_button.isEnabled()
        view.open_address()
    assert launched == []
    view.table.selectRow(1)
    view.copy_addresses()
    assert QGuiApplication.clipboard().text() == "s3://x/y"
    view.set_references([Reference("d", "https://example.invalid/data")])
    assert view.open_button.isEnabled()


def test_a_python_file_in_a_folder_is_shown(stage: Stage) -> None:
    (Path(stage.store_id) / "train.py").write_text("import os\n\nprint(os.name)\n")
    pane = stage.pane(FilePane, "train.py")
    stage.settle()
    assert pane.header.title == "train.py"
    code = pane.preview.viewers.currentWidget()
    assert isinstance(code, CodeView)
    assert code.toPlainText() == "import os\n\nprint(os.name)\n"


def test_a_file_that_changes_is_shown_anew(stage: Stage) -> None:
    file = Path(stage.store_id) / "notes.txt"
    file.write_text("one")
    pane = stage.pane(FilePane, "notes.txt")
    stage.settle()
    file.write_text("one and two")
    stage.change(pane, Changes(nodes=frozenset({pane.location.path})))
    stage.settle()
    code = pane.preview.viewers.currentWidget()
    assert isinstance(code, CodeView)
    assert code.toPlainText() == "one and two"


def test_opening_with_the_system_uses_the_file_itself(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    (Path(stage.store_id) / "notes.txt").write_text("one")
    asked: list[str] = []

    def note(address: QUrl) -> bool:
        asked.append(address.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", note)
    pane = stage.pane(FilePane, "notes.txt")
    stage.settle()
    pane.preview.verbs.open_with_system()
    assert asked == [str(Path(stage.store_id) / "notes.txt")]
