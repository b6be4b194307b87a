"""Labels, description and marks in the inspector, for one node and for many."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from em_desktop.domain.nodes import Node
from em_desktop.domain.operations import Remove, SetDescription, SetLabels
from em_desktop.gui.i18n import Translator
from em_desktop.gui.inspector import Inspector
from em_desktop.gui.inspector.sections import NodeSections
from em_desktop.gui.jobs import JobState
from em_desktop.gui.labelling import LabelEditor
from em_desktop.gui.node_color import CHOICES
from em_desktop.gui.tasks import Tasks
from tests.gui.stage import Stage, staged

CONTROL = Qt.KeyboardModifier.ControlModifier
ONE = "digits_train_mlp"
OTHERS = ("digits_cnn_lr_a", "digits_cnn_lr_b", "digits_cnn_lr_c")


@pytest.fixture
def stage(
    qtbot: QtBot, application: QApplication, tasks: Tasks, recordings: Path
) -> Iterator[Stage]:
    with staged(qtbot, tasks, recordings) as made:
        yield made


@pytest.fixture
def inspector(stage: Stage) -> Inspector:
    made = stage.show(Inspector(stage.context), 280, 820)
    made.window().activateWindow()
    return made


def path_of(stage: Stage, name: str) -> str:
    root = Path(stage.store_id)
    return next(root.glob(f"*/{name}*")).relative_to(root).as_posix()


def node(stage: Stage, name: str) -> Node:
    location = stage.location(path_of(stage, name))
    return stage.stores.store(stage.store_id).get(location.path)


def inspect(stage: Stage, inspector: Inspector, *names: str) -> NodeSections:
    inspector.show_nodes([stage.location(path_of(stage, name)) for name in names])
    stage.qtbot.waitUntil(lambda: inspector.sections.editing.is_possible)
    stage.settle()
    return inspector.sections


def add(editor: LabelEditor, label: str) -> None:
    QTest.keyClicks(editor.field, label)
    QTest.keyClick(editor.field, Qt.Key.Key_Return)


def chip_texts(editor: LabelEditor) -> list[str]:
    return [chip.accessibleName() for chip in editor.chips]


# Labels


def test_a_label_is_added_by_keys_and_shown_at_once(stage: Stage, inspector: Inspector) -> None:
    sections = inspect(stage, inspector, ONE)
    sections.start_labelling()
    assert sections.labels.field.hasFocus()
    add(sections.labels, "best of all")
    assert sections.labels.labels == ("torch", "MLP", "基线", "best of all")
    assert sections.labels.field.hasFocus()  # ready for the next one
    stage.edited()
    assert node(stage, ONE).labels == ("torch", "MLP", "基线", "best of all")
    QTest.keyClick(sections.labels.field, Qt.Key.Key_Escape)
    assert not sections.labels.field.isVisible()


def test_labels_in_use_are_offered(stage: Stage, inspector: Inspector) -> None:
    stage.context.labels_in_use = lambda: ["baseline", "torch", "paper"]
    sections = inspect(stage, inspector, ONE)
    sections.start_labelling()
    stage.settle()
    QTest.keyClicks(sections.labels.field, "a")
    assert sections.labels.field.offers == ["baseline", "paper"]
    sections.labels.field.clear()
    QTest.keyClicks(sections.labels.field, "tor")
    assert sections.labels.field.offers == []  # the node has it


def test_a_label_is_taken_off_by_its_cross_and_by_keys(stage: Stage, inspector: Inspector) -> None:
    sections = inspect(stage, inspector, ONE)
    chip = sections.labels.chips[0]
    assert chip.accessibleName() == "Label torch"
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=chip.rect().topLeft())
    assert "torch" in sections.labels.labels  # beside the cross nothing happens
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=chip.cross.center())
    assert sections.labels.labels == ("MLP", "基线")
    sections.labels.chips[0].setFocus()
    QTest.keyClick(sections.labels.chips[0], Qt.Key.Key_Delete)
    stage.edited()
    assert node(stage, ONE).labels == ("基线",)


def test_several_nodes_are_labelled_in_one_step(stage: Stage, inspector: Inspector) -> None:
    before = [node(stage, name).labels for name in OTHERS]
    sections = inspect(stage, inspector, *OTHERS)
    sections.start_labelling()
    add(sections.labels, "ablation")
    [job] = stage.edited()
    assert job.description.count == 3
    assert all("ablation" in node(stage, name).labels for name in OTHERS)
    stage.context.editor.undo()
    stage.edited()
    assert [node(stage, name).labels for name in OTHERS] == before


def test_a_label_that_only_some_have_is_given_to_all_or_taken_off(
    stage: Stage, inspector: Inspector
) -> None:
    sections = inspect(stage, inspector, ONE, OTHERS[0])
    assert "Label MLP, on some" in chip_texts(sections.labels)
    sections.start_labelling()
    add(sections.labels, "MLP")
    stage.edited()
    assert "MLP" in node(stage, OTHERS[0]).labels
    assert "Label MLP" in chip_texts(sections.labels)
    chip = next(chip for chip in sections.labels.chips if chip.label == "MLP")
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=chip.cross.center())
    stage.edited()
    assert all("MLP" not in node(stage, name).labels for name in (ONE, OTHERS[0]))


def test_refused_labels_turn_back(stage: Stage, inspector: Inspector) -> None:
    sections = inspect(stage, inspector, ONE)
    store = stage.stores.store(stage.store_id)
    path = stage.location(path_of(stage, ONE)).path
    store.perform(SetLabels(path, ("theirs",)))  # somebody else, not yet heard of
    sections.start_labelling()
    add(sections.labels, "mine")
    [job] = stage.edited()
    assert job.state is JobState.FAILED
    stage.qtbot.waitUntil(lambda: sections.labels.labels == ("theirs",))
    assert node(stage, ONE).labels == ("theirs",)


# Description


def test_a_description_is_written_previewed_and_saved_by_keys(
    stage: Stage, inspector: Inspector
) -> None:
    sections = inspect(stage, inspector, ONE)
    sections.start_describing()
    writing = sections.writing
    assert writing.field.hasFocus()
    assert "PCA" in writing.field.toPlainText()
    writing.field.setPlainText("# New\n\nand *better*")
    writing.show_mode("preview")
    assert (writing.preview.isVisible(), writing.field.isVisible()) == (True, False)
    assert writing.preview.toPlainText().split() == ["New", "and", "better"]
    writing.show_mode("write")
    QTest.keyClick(writing.field, Qt.Key.Key_Return, CONTROL)
    assert not writing.is_editing
    assert writing.view.toPlainText().split() == ["New", "and", "better"]  # at once
    stage.edited()
    assert node(stage, ONE).description == "# New\n\nand *better*"


def test_escape_gives_up_what_was_typed(stage: Stage, inspector: Inspector) -> None:
    before = node(stage, ONE).description
    sections = inspect(stage, inspector, ONE)
    sections.start_describing()
    sections.writing.field.setPlainText("something else")
    QTest.keyClick(sections.writing.field, Qt.Key.Key_Escape)
    assert not sections.writing.is_editing
    assert stage.edited() == []
    assert node(stage, ONE).description == before


def test_a_conflict_is_said_and_the_typed_text_stays(stage: Stage, inspector: Inspector) -> None:
    sections = inspect(stage, inspector, ONE)
    sections.start_describing()
    writing = sections.writing
    writing.field.setPlainText("mine")
    store = stage.stores.store(stage.store_id)
    store.perform(SetDescription(stage.location(path_of(stage, ONE)).path, "theirs"))
    QTest.keyClick(writing.field, Qt.Key.Key_Return, CONTROL)
    [job] = stage.edited()
    assert job.state is JobState.FAILED
    stage.qtbot.waitUntil(lambda: writing.is_editing)
    assert writing.field.toPlainText() == "mine"
    assert writing.notice.isVisible()
    assert node(stage, ONE).description == "theirs"
    QTest.keyClick(writing.field, Qt.Key.Key_Return, CONTROL)
    [job] = stage.edited()
    assert job.state is JobState.DONE
    assert node(stage, ONE).description == "mine"


# Marks


def test_marks_are_set_for_all_selected_nodes(stage: Stage, inspector: Inspector) -> None:
    sections = inspect(stage, inspector, *OTHERS[:2])
    marks = sections.marks
    assert marks.favourite.accessibleName() == "Add to favourites"
    marks.favourite.click()
    marks.lock.click()
    marks.color.fill()
    marks.color.choices.actions()[3].trigger()
    assert marks.favourite.accessibleName() == "Remove from favourites"  # at once
    assert marks.lock.accessibleName() == "Unlock"
    stage.edited()
    for name in OTHERS[:2]:
        found = node(stage, name)
        assert (found.favourite, found.locked, found.color) == (True, True, CHOICES[2])
    assert not node(stage, OTHERS[2]).favourite


def test_a_node_that_vanishes_doesnt_stop_the_others(stage: Stage, inspector: Inspector) -> None:
    sections = inspect(stage, inspector, *OTHERS)
    path = stage.location(path_of(stage, OTHERS[2])).path
    store = stage.stores.store(stage.store_id)
    changes = store.perform(Remove(path)).changes
    stage.stores.changed.emit(stage.store_id, changes)
    stage.settle()
    sections.start_labelling()
    add(sections.labels, "kept")
    stage.edited()
    assert all("kept" in node(stage, name).labels for name in OTHERS[:2])


def test_the_root_cant_be_changed(stage: Stage, inspector: Inspector) -> None:
    inspector.show_nodes([stage.location("")])
    stage.qtbot.waitUntil(lambda: bool(inspector.sections.facts.facts))
    stage.settle()
    assert not inspector.sections.marks.isVisible()
    assert not inspector.sections.editing.is_possible


def test_the_language_changes(stage: Stage, inspector: Inspector, qapp: QApplication) -> None:
    sections = inspect(stage, inspector, ONE)
    english = sections.marks.lock.accessibleName()
    translator = Translator(qapp)
    translator.use("zh_CN")
    try:
        QApplication.processEvents()
        assert sections.marks.favourite.accessibleName() != ""
    finally:
        translator.use("en")
    QApplication.processEvents()
    assert sections.marks.lock.accessibleName() == english


def test_of_very_many_nodes_one_is_shown_and_none_changed(
    stage: Stage, inspector: Inspector
) -> None:
    shown = stage.location(path_of(stage, ONE))
    others = [stage.location(f"runs/missing{number}") for number in range(100_000)]
    inspector.show_nodes([shown, *others])
    stage.qtbot.waitUntil(lambda: bool(inspector.sections.facts.facts))
    stage.settle()
    assert not inspector.sections.editing.is_possible
    assert not inspector.sections.marks.isVisible()
    assert inspector.sections.labels.labels == ("torch", "MLP", "基线")
