"""The inspector, on real recordings."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from em_desktop import assets
from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import NodePath
from em_desktop.gui.context import Location
from em_desktop.gui.inspector import Inspector
from em_desktop.gui.inspector.growing_text import GrowingMarkdown
from em_desktop.gui.settings import INSPECTOR
from em_desktop.gui.tasks import Tasks
from em_desktop.gui.trash_place import TRASH
from em_desktop.gui.widgets import StatusPill
from tests.gui.stage import Stage, staged


@pytest.fixture
def stage(
    qtbot: QtBot, application: QApplication, tasks: Tasks, recordings: Path
) -> Iterator[Stage]:
    with staged(qtbot, tasks, recordings) as made:
        yield made


@pytest.fixture
def inspector(stage: Stage) -> Inspector:
    return stage.show(Inspector(stage.context), 280, 820)


def path_of(stage: Stage, name: str) -> str:
    root = Path(stage.store_id)
    return next(root.glob(f"*/{name}*")).relative_to(root).as_posix()


def inspect(stage: Stage, inspector: Inspector, *names: str) -> None:
    inspector.show_nodes([stage.location(path_of(stage, name)) for name in names])
    stage.qtbot.waitUntil(lambda: bool(inspector.sections.facts.facts))
    stage.settle()


def facts(inspector: Inspector) -> dict[str, str]:
    return {fact.key: fact.value for fact in inspector.sections.facts.facts}


def test_a_runs_facts_labels_and_description_are_shown(stage: Stage, inspector: Inspector) -> None:
    inspect(stage, inspector, "digits_train_mlp")
    shown = facts(inspector)
    assert shown["Path"] == "recordings / runs / digits_train_mlp"
    assert shown["Type"] == "Run"
    assert shown["Duration"] == "2s"
    assert "10 file" in shown["Size"]
    assert shown["Alt. name"].startswith("digits_train_mlp_")
    assert inspector.sections.labels.labels == ("torch", "MLP", "基线")
    assert "PCA" in inspector.sections.description.toPlainText()
    status = inspector.findChild(StatusPill)
    assert isinstance(status, StatusPill)
    assert status.status == "Complete"


def test_the_trash_is_no_node_that_has_facts(stage: Stage, inspector: Inspector) -> None:
    inspect(stage, inspector, "digits_train_mlp")
    run = stage.location(path_of(stage, "digits_train_mlp"))
    trash = Location(stage.store_id, TRASH)
    shown = []
    for chosen in ([trash, run], [trash]):
        inspector.show_nodes(chosen)
        shown.append(inspector.current)
    assert shown == [run, None]
    assert not inspector._scroll.isVisible()


def test_inputs_and_outputs_open_what_they_name(stage: Stage, inspector: Inspector) -> None:
    inspect(stage, inspector, "digits_train_mlp")
    flow = inspector.sections.flow
    stage.qtbot.waitUntil(lambda: bool(flow.inputs.rows()))
    stage.settle()
    [row] = flow.inputs.rows()
    assert row.accessibleName() == "digits_features"
    assert flow.inputs.ends[0].size is not None
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert stage.opened == [(path_of(stage, "digits_features"), False)]


def test_what_isnt_in_the_store_is_named_and_opens_nothing(
    stage: Stage, inspector: Inspector
) -> None:
    inspect(stage, inspector, "digits_logreg_assets")
    flow = inspector.sections.flow
    stage.qtbot.waitUntil(lambda: bool(flow.outputs.rows()))
    missing = [row for row in flow.outputs.rows() if not row.isEnabled()]
    assert [row.accessibleName() for row in missing][-1] == "digits-logreg"
    assert missing[0].toolTip().startswith("Not in this store")
    QTest.mouseClick(missing[0], Qt.MouseButton.LeftButton)
    assert stage.opened == []


def test_an_artifact_says_who_produced_and_who_used_it(stage: Stage, inspector: Inspector) -> None:
    inspect(stage, inspector, "digits_features")
    flow = inspector.sections.flow
    stage.qtbot.waitUntil(lambda: bool(flow.outputs.rows()))
    assert flow.input_title.text() == "Produced by"
    assert [row.accessibleName() for row in flow.inputs.rows()] == ["digits_preprocess"]
    assert [row.accessibleName() for row in flow.outputs.rows()] == [
        "digits_eval",
        "digits_logreg_assets",
        "digits_train_mlp",
    ]


def test_the_versions_of_a_model_that_a_run_wrote_are_told_apart(
    stage: Stage, inspector: Inspector
) -> None:
    place = Path(stage.store_id) / "models" / "digits-logreg"
    shutil.copytree(assets.folder("sample-store") / "asset hub" / "models" / place.name, place)
    inspect(stage, inspector, place.name)
    flow = inspector.sections.flow
    stage.qtbot.waitUntil(lambda: bool(flow.inputs.rows()))
    assert [row.accessibleName() for row in flow.inputs.rows()] == [
        "digits_logreg_assets, v1",
        "digits_logreg_assets, commit 0a1d07f",
        "digits_logreg_assets, tag 20261123",
        "digits_logreg_assets",
    ]


def test_the_pager_walks_through_several_nodes(stage: Stage, inspector: Inspector) -> None:
    names = ("digits_cnn_lr_a", "digits_cnn_lr_b", "digits_cnn_lr_c")
    inspect(stage, inspector, *names)
    assert inspector.current == stage.location(path_of(stage, names[0]))
    inspector.show_next()
    assert inspector.current == stage.location(path_of(stage, names[1]))
    inspector.show_previous()
    inspector.show_previous()
    assert inspector.current == stage.location(path_of(stage, names[2]))


def test_the_node_that_is_added_to_the_selection_is_shown(
    stage: Stage, inspector: Inspector
) -> None:
    inspect(stage, inspector, "digits_cnn_lr_a")
    inspect(stage, inspector, "digits_cnn_lr_a", "digits_cnn_lr_c")
    assert inspector.current == stage.location(path_of(stage, "digits_cnn_lr_c"))
    inspect(stage, inspector, "digits_cnn_lr_b", "digits_cnn_lr_c", "digits_eval")
    assert inspector.current == stage.location(path_of(stage, "digits_cnn_lr_c"))


def test_closed_sections_are_remembered(stage: Stage, inspector: Inspector) -> None:
    inspect(stage, inspector, "digits_train_mlp")
    header = inspector.sections.labels.parentWidget()
    assert header is not None
    stage.settings.set(INSPECTOR, {"labels": False})
    other = stage.show(Inspector(stage.context), 280, 820)
    inspect(stage, other, "digits_train_mlp")
    assert not other.sections.labels.isVisible()
    assert other.sections.facts.isVisible()


def test_a_change_on_disk_is_followed(stage: Stage, inspector: Inspector) -> None:
    inspect(stage, inspector, "digits_cnn_running")
    path = path_of(stage, "digits_cnn_running")
    metadata = Path(stage.store_id, path, "metadata.yaml")
    metadata.write_text(metadata.read_text().replace("- torch\n", "- followed\n"))
    stage.stores.changed.emit(stage.store_id, Changes(nodes=frozenset({NodePath.parse(path)})))
    stage.qtbot.waitUntil(lambda: inspector.sections.labels.labels[:1] == ("followed",))


def test_a_damaged_recording_shows_its_problems(
    stage: Stage, inspector: Inspector, samples: Path
) -> None:
    variants = Path(stage.store_id) / "variants"
    shutil.copytree(samples / "em-variants" / "runs", variants)
    inspect(stage, inspector, "digits_metadata_empty")
    section = inspector.sections
    assert not section.facts.isHidden()
    texts = [
        label.text()
        for label in section.findChildren(type(inspector.sections.flow.input_title))
        if label.isVisible()
    ]
    assert any(text.startswith("metadata.yaml") for text in texts)


def test_a_node_that_is_gone_says_so(stage: Stage, inspector: Inspector) -> None:
    inspect(stage, inspector, "digits_eval")
    path = NodePath.parse(path_of(stage, "digits_eval"))
    stage.stores.changed.emit(stage.store_id, Changes(removed=frozenset({path})))
    visible = [
        label.text()
        for label in inspector.findChildren(type(inspector.sections.flow.input_title))
        if label.isVisible()
    ]
    assert any("any more" in text for text in visible)


def test_a_description_loads_nothing_and_shows_no_html(
    qtbot: QtBot, application: QApplication
) -> None:
    view = GrowingMarkdown()
    qtbot.addWidget(view)
    view.show_markdown(
        "<script>x</script> **bold** ![p](http://example.invalid/a.png) [l](file:///etc)"
    )
    assert "<script>" in view.toPlainText()
    assert "bold" in view.toPlainText()
    assert view.loadResource(2, QUrl("http://example.invalid/a.png")) is None
