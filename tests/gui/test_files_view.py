"""The files of a node and their previews, on real recordings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QImageWriter
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import NodePath
from em_desktop.errors import MalformedError, TooLargeError
from em_desktop.formats.preview.structure import read_json
from em_desktop.formats.preview.text import Ink, Span, lex
from em_desktop.formats.source import ObjectInfo
from em_desktop.gui import theme, wording
from em_desktop.gui.models.file_tree import FileColumn, build_tree, compare
from em_desktop.gui.models.files import FilesModel
from em_desktop.gui.panes.files.code_view import CodeView
from em_desktop.gui.panes.files.facts_view import FactsView
from em_desktop.gui.panes.files.image_view import ImageView, decode_image
from em_desktop.gui.panes.files.markdown_view import MarkdownView
from em_desktop.gui.panes.files.structure_view import StructureModel, StructureView
from em_desktop.gui.panes.files.text_table import TextTable
from em_desktop.gui.panes.files.view import FilesView
from em_desktop.gui.tasks import Tasks
from em_desktop.gui.widgets import ProblemBar
from tests.gui.stage import Stage, staged

CONTROL = Qt.KeyboardModifier.ControlModifier
Fatal = QAbstractItemModelTester.FailureReportingMode.Fatal


@pytest.fixture
def stage(
    qtbot: QtBot, application: QApplication, tasks: Tasks, recordings: Path
) -> Iterator[Stage]:
    with staged(qtbot, tasks, recordings) as made:
        yield made


@pytest.fixture
def report(stage: Stage) -> Path:
    """The directory of the sample Artifact with pictures, a table and a document."""
    return next((Path(stage.store_id) / "artifacts").glob("digits_eval_report*"))


@pytest.fixture
def view(stage: Stage, report: Path) -> FilesView:
    return opened(stage, report)


def opened(stage: Stage, folder: Path) -> FilesView:
    path = folder.relative_to(stage.store_id).as_posix()
    made = stage.show(FilesView(stage.context, stage.location(path)), 1000, 760)
    made.refresh()
    stage.settle()
    return made


def rows(view: FilesView) -> list[str]:
    """The keys that are shown, from top to bottom."""
    found, index = [], view.model.index(0, 0)
    while index.isValid():
        found.append(view.model.entry(index).key)
        index = view.tree.indexBelow(index)
    return found


def show(stage: Stage, view: FilesView, key: str) -> None:
    assert view.tree.show_file(key)
    stage.settle()


def test_files_are_a_tree_and_the_readme_is_shown_first(view: FilesView) -> None:
    assert rows(view) == [
        "report/",
        "report/figures/",
        "report/figures/per_class/",
        "report/figures/per_class/f1.png",
        "report/figures/confusion_matrix.png",
        "report/confusion_matrix.csv",
        "report/README.md",
        "report/report.json",
    ]
    assert view.preview.file is not None
    assert view.preview.file.key == "report/README.md"
    page = view.preview.viewers.currentWidget()
    assert isinstance(page, MarkdownView)
    assert page.toPlainText().strip() != ""


def test_words_filter_the_files(view: FilesView, stage: Stage) -> None:
    view.start_search()
    field = view.focusWidget()
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "matrix png")
    stage.settle()
    assert [key for key in rows(view) if not key.endswith("/")] == [
        "report/figures/confusion_matrix.png"
    ]
    field.clear()
    stage.settle()
    assert len(rows(view)) == 8


def test_files_sort_by_size(view: FilesView, stage: Stage) -> None:
    view.tree.sort_requested.emit(FileColumn.SIZE, True)  # noqa: FBT003 - a signal
    stage.settle()
    files = [key for key in rows(view) if key.count("/") == 1 and not key.endswith("/")]
    assert files == ["report/report.json", "report/confusion_matrix.csv", "report/README.md"]


def test_an_image_is_shown_to_fit_and_in_its_own_size(view: FilesView, stage: Stage) -> None:
    show(stage, view, "report/figures/confusion_matrix.png")
    image = view.preview.viewers.currentWidget()
    assert isinstance(image, ImageView)
    assert "360 × 324 pixels" in view.preview.viewers.facts()
    assert image.fits
    image.resize(200, 200)
    assert image.zoom < 1
    QTest.keyClick(image, Qt.Key.Key_1)
    assert image.zoom == 1
    QTest.keyClick(image, Qt.Key.Key_Plus)
    assert image.zoom == 1.25
    QTest.keyClick(image, Qt.Key.Key_0)
    assert image.fits


def test_next_and_previous_go_through_the_images(view: FilesView, stage: Stage) -> None:
    show(stage, view, "report/figures/confusion_matrix.png")
    view.preview.step_requested.emit(1)
    assert view.tree.current_key == "report/figures/per_class/f1.png"
    view.preview.step_requested.emit(1)
    assert view.tree.current_key == "report/figures/confusion_matrix.png"


def test_a_table_is_shown_as_a_table_and_as_text(view: FilesView, stage: Stage) -> None:
    show(stage, view, "report/confusion_matrix.csv")
    table = view.preview.viewers.currentWidget()
    assert isinstance(table, TextTable)
    assert table.texts.rowCount() == 10
    assert table.texts.index(0, 0).data() == "36"
    view.preview.viewers.show_mode("text")
    text = view.preview.viewers.currentWidget()
    assert isinstance(text, CodeView)
    assert text.toPlainText().startswith("36,0,0")


def test_json_is_shown_as_a_tree(view: FilesView, stage: Stage) -> None:
    show(stage, view, "report/report.json")
    tree = view.preview.viewers.currentWidget()
    assert isinstance(tree, StructureView)
    first = tree.items.index(0, 0)
    assert first.data() == "0: {4}"
    assert tree.items.index(0, 0, first).data() == "precision: 1.0"
    tree.setCurrentIndex(tree.items.index(0, 0, first))
    QTest.keyClick(tree, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "1.0"


def test_a_numpy_file_shows_type_shape_and_values(stage: Stage) -> None:
    folder = next((Path(stage.store_id) / "artifacts").glob("digits_features*"))
    view = opened(stage, folder)
    show(stage, view, "features/npy/train_x.npy")
    shown = view.preview.viewers.currentWidget()
    assert isinstance(shown, FactsView)
    facts = {fact.key: fact.value for fact in shown.facts.facts}
    expected = np.load(folder / "features" / "npy" / "train_x.npy")
    assert (facts["Type"], facts["Shape"]) == ("float32", "1437 × 32")
    assert facts["Elements"] == wording.count_text(45984)
    assert shown.table.texts.index(1, 2).data() == str(expected[1, 1])


def test_a_safetensors_file_shows_its_tensors(stage: Stage, report: Path) -> None:
    header = json.dumps(
        {
            "__metadata__": {"format": "pt"},
            "w": {"dtype": "F32", "shape": [3, 2], "data_offsets": [0, 24]},
        }
    ).encode()
    (report / "m.safetensors").write_bytes(len(header).to_bytes(8, "little") + header + b"\0" * 24)
    view = opened(stage, report)
    show(stage, view, "m.safetensors")
    shown = view.preview.viewers.currentWidget()
    assert isinstance(shown, FactsView)
    assert {fact.key: fact.value for fact in shown.facts.facts} == {
        "Tensors": "1",
        "Parameters": "6",
        "Values": "24 B",
        "format": "pt",
    }
    assert [shown.table.texts.index(0, column).data() for column in range(4)] == [
        "w",
        "F32",
        "3 × 2",
        "24 B",
    ]


def test_a_damaged_image_is_explained_and_the_rest_works(stage: Stage, report: Path) -> None:
    (report / "bad.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"junk" * 10)
    view = opened(stage, report)
    show(stage, view, "bad.png")
    assert view.preview.viewers.nothing_to_show()[1] == "No preview"
    assert not view.preview.viewers.isVisible()
    show(stage, view, "report/report.json")
    assert view.preview.viewers.isVisible()


def test_a_drawing_is_shown_and_its_text_beside_it(stage: Stage, report: Path) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><g/></svg>'
    (report / "loss.svg").write_text(drawing)
    view = opened(stage, report)
    show(stage, view, "loss.svg")
    assert isinstance(view.preview.viewers.currentWidget(), ImageView)
    assert "40 × 20 pixels" in view.preview.viewers.facts()
    assert [mode for mode, _ in view.preview.viewers.modes()] == ["view", "text"]
    view.preview.viewers.show_mode("text")
    page = view.preview.viewers.currentWidget()
    assert isinstance(page, CodeView)
    assert drawing in page.toPlainText()


def test_a_damaged_drawing_is_shown_as_text_with_the_reason(stage: Stage, report: Path) -> None:
    (report / "bad.svg").write_text("<svg><g></svg>")
    view = opened(stage, report)
    show(stage, view, "bad.svg")
    assert isinstance(view.preview.viewers.currentWidget(), CodeView)
    bar = view.preview.findChild(ProblemBar)
    assert bar is not None
    assert bar.isVisible()


def test_an_empty_file_and_a_link_out_of_the_node_are_explained(stage: Stage, report: Path) -> None:
    (report / "empty.txt").touch()
    (report / "link.txt").symlink_to("/etc/hostname")
    view = opened(stage, report)
    assert view.model.tree.by_key["link.txt"].is_link
    show(stage, view, "empty.txt")
    assert view.preview.viewers.nothing_to_show()[1] == "This file is empty"
    show(stage, view, "link.txt")
    assert not view.preview.viewers.isVisible()


def test_checksums_are_computed_on_demand(view: FilesView, stage: Stage, report: Path) -> None:
    show(stage, view, "report/report.json")
    sums = view.preview.checksums
    assert sums.facts.isHidden()
    sums.compute()
    stage.settle()
    data = (report / "report" / "report.json").read_bytes()
    assert [fact.value for fact in sums.facts.facts] == [
        hashlib.md5(data).hexdigest(),
        hashlib.sha256(data).hexdigest(),
    ]
    show(stage, view, "report/README.md")
    assert sums.facts.isHidden()


def test_a_copy_is_saved_in_the_background(
    view: FilesView, stage: Stage, report: Path, tmp_path: Path
) -> None:
    show(stage, view, "report/report.json")
    view.preview.verbs.save_copy_to(str(tmp_path / "copy.json"))
    stage.settle()
    assert (tmp_path / "copy.json").read_bytes() == (report / "report/report.json").read_bytes()
    assert stage.messages == ["Saved a copy as copy.json"]


def test_the_path_of_a_file_is_copied(view: FilesView, stage: Stage, report: Path) -> None:
    show(stage, view, "report/report.json")
    view.tree.setFocus()
    QTest.keyClick(view.tree, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == str(report / "report" / "report.json")


def test_new_files_appear_and_what_is_open_stays_so(
    view: FilesView, stage: Stage, report: Path
) -> None:
    view.tree.collapse(view.model.index_of("report/figures/per_class/"))
    show(stage, view, "report/report.json")
    (report / "new.txt").write_text("words")
    counts: list[int] = []
    view.count_changed.connect(counts.append)
    view.apply_changes(Changes(nodes=frozenset({view.location.path})))
    stage.settle()
    assert counts == [6]
    assert "new.txt" in rows(view)
    assert "report/figures/per_class/f1.png" not in rows(view)
    assert view.tree.current_key == "report/report.json"


def test_a_file_that_grows_is_shown_anew(view: FilesView, stage: Stage, report: Path) -> None:
    show(stage, view, "report/report.json")
    (report / "report" / "report.json").write_text('{"grown": 1}')
    view.apply_changes(Changes(nodes=frozenset({view.location.path})))
    stage.settle()
    stage.settle()
    tree = view.preview.viewers.currentWidget()
    assert isinstance(tree, StructureView)
    assert tree.items.index(0, 0).data() == "grown: 1"


def test_changes_of_other_nodes_are_none_of_its_business(view: FilesView) -> None:
    view.apply_changes(Changes(nodes=frozenset({NodePath(("other",))})))
    assert view.context.tasks.idle


def test_the_state_comes_back(view: FilesView, stage: Stage, report: Path) -> None:
    show(stage, view, "report/report.json")
    state = view.save_state()
    path = report.relative_to(stage.store_id).as_posix()
    other = FilesView(stage.context, stage.location(path))
    other.restore_state(state | {"widths": "wrong"})
    stage.show(other)
    other.refresh()
    stage.settle()
    assert other.tree.current_key == "report/report.json"


def test_python_is_colored_where_it_is_visible(qtbot: QtBot, application: QApplication) -> None:
    text = "import os\n" + "x = 1  # 🎯 note\n" * 2000
    code = CodeView()
    qtbot.addWidget(code)
    code.resize(600, 300)
    code.show()
    code.show_text(text, lex(text, "a.py"))
    first = code.document().findBlockByNumber(0).layout().formats()
    assert first[0].format.foreground().color() == theme.color("accent_text")
    last = code.document().findBlockByNumber(1900).layout().formats()
    assert last == []
    second = code.document().findBlockByNumber(1).layout().formats()
    comment = next(each for each in second if each.start == 7)
    assert comment.length == len("# 🎯 note") + 1


def test_spans_before_the_beginning_and_of_nothing_do_no_harm(
    qtbot: QtBot, application: QApplication
) -> None:
    code = CodeView()
    qtbot.addWidget(code)
    code.show()
    code.show_text("abc", (Span(1, 100, Ink.STRING),))
    code.show_text("", ())
    assert code.toPlainText() == ""


def png(width: int, height: int) -> bytes:
    from PySide6.QtCore import QBuffer, QIODevice

    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, b"PNG").write(image)
    return bytes(buffer.data().data())


def test_a_large_image_is_decoded_smaller_and_keeps_its_size_in_words(
    application: QApplication,
) -> None:
    decoded = decode_image(png(6000, 100), "a.png")
    assert (decoded.size.width(), decoded.image.width(), decoded.small.width()) == (
        6000,
        4096,
        1024,
    )


def test_an_image_bomb_is_refused_before_it_is_decoded(application: QApplication) -> None:
    data = bytearray(png(10, 10))
    data[16:24] = (60_000).to_bytes(4, "big") + (60_000).to_bytes(4, "big")
    with pytest.raises(MalformedError):
        decode_image(bytes(data), "bomb.png")


def test_bytes_that_are_no_image_are_refused(application: QApplication) -> None:
    with pytest.raises(MalformedError) as caught:
        decode_image(b"BM" + b"\0" * 100, "a.bmp")
    assert not isinstance(caught.value, TooLargeError)


def infos(count: int) -> list[ObjectInfo]:
    return [
        ObjectInfo(f"d{number % 7}/e{number % 3}/f{number}", number, 0) for number in range(count)
    ]


def all_keys(model: FilesModel, parent: QModelIndex) -> list[str]:
    found = []
    for row in range(model.rowCount(parent)):
        index = model.index(row, 0, parent)
        found.append(model.entry(index).key)
        found += all_keys(model, index)
    return found


def test_the_files_model_keeps_its_promises(application: QApplication) -> None:
    model = FilesModel()
    tester = QAbstractItemModelTester(model, Fatal, None)
    for count in (0, 40, 3, 40):
        tree = build_tree(infos(count))
        model.take(compare(model.tree, tree))
        assert all_keys(model, QModelIndex()) == [entry.key for entry in tree.entries[1:]]
    grown = [ObjectInfo(info.key, info.size + 1, 5) for info in infos(40)]
    assert model.take(compare(model.tree, build_tree(grown))) is False
    assert model.tree.by_key["d0/e0/f0"].size == 1
    assert tester.model() is model


def test_the_document_model_keeps_its_promises(application: QApplication) -> None:
    model = StructureModel()
    tester = QAbstractItemModelTester(model, Fatal, None)
    for text in ('{"a": [1, {"b": null}], "c": {}}', "[]", "5", "[[[[1]]]]"):
        model.set_root(read_json(text).root)
    inner = model.index(0, 0, model.index(0, 0, model.index(0, 0)))
    assert model.path(inner) == "0.0.0"
    assert tester.model() is model


def test_markdown_is_rendered_in_a_moment(
    qtbot: QtBot, application: QApplication, benchmark_seconds: Callable[[], float]
) -> None:
    view = MarkdownView()
    qtbot.addWidget(view)
    view.show_markdown("# Title\n\nSome *words* and a `value`.\n\n" * 1600)
    assert benchmark_seconds() < 2


@pytest.fixture
def benchmark_seconds() -> Callable[[], float]:
    import time

    began = time.monotonic()
    return lambda: time.monotonic() - began


def test_tables_of_markdown_have_one_line_and_code_has_the_font_of_code(
    application: QApplication, qtbot: QtBot
) -> None:
    view = MarkdownView()
    qtbot.addWidget(view)
    view.show_markdown("| a | b |\n|---|---|\n| `x` | y |\n\n- [ ] some `code` here\n")
    [table] = view.document().rootFrame().childFrames()
    style = table.frameFormat().toTableFormat()
    assert (style.borderCollapse(), style.border(), style.cellSpacing()) == (True, 1, 0)
    mono = theme.font("mono").families()
    for text in ("x", "code"):
        assert view.document().find(text).charFormat().fontFamilies() == mono
    assert view.document().find("some").charFormat().fontFamilies() != mono
