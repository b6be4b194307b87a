"""The Hyperparameters tab and its tree: any value, searched and copied."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from em_desktop.domain.recordings import Opaque, Value
from em_desktop.formats.run import read_parameters
from em_desktop.formats.source import DirectorySource
from em_desktop.gui.models.values import ValueTree
from em_desktop.gui.panes.run.parameters import TYPING_PAUSE_MS, ParametersTab
from tests.gui.run_desk import state_title


@pytest.fixture
def tab(qtbot: QtBot, application: QApplication) -> ParametersTab:
    tab = ParametersTab()
    qtbot.addWidget(tab)
    tab.retranslate()
    tab.resize(900, 700)
    tab.show()
    return tab


def show_sample(tab: ParametersTab, samples: Path, name: str) -> None:
    [run] = (samples / "em-recordings" / "runs").glob(f"{name}_2*")
    tab.show_parameters(read_parameters(DirectorySource(run)).value)


def rows(tab: ParametersTab) -> dict[str, tuple[str, str]]:
    """What the rows that can be seen say: value and kind by dotted name."""
    model, found = tab._model, {}
    index = model.index(0, 0)
    while index.isValid():
        texts = [str(model.sibling(index.row(), column, index).data()) for column in (1, 2)]
        found[".".join(model.keys_to(index))] = (texts[0], texts[1])
        index = tab.tree.indexBelow(index)
    return found


def test_nested_parameters_are_open_and_plain_lists_stand_on_a_line(
    tab: ParametersTab, samples: Path
) -> None:
    show_sample(tab, samples, "digits_train_mlp")
    shown = rows(tab)
    assert shown["model"] == ("{6}", "map")
    assert shown["model.hidden"] == ("[128, 64]", "list")
    assert shown["model.init"] == ("null", "null")
    assert shown["model.batch_norm"] == ("false", "bool")
    assert shown["optimizer.eps"] == ("1e-08", "float")
    assert shown["备注"] == ("基线实验：两层全连接网络", "text")
    assert shown["augment.0.std"] == ("0.05", "float")
    assert shown["callbacks"] == ("[]", "list")
    assert shown["extra"] == ("{0}", "map")


def test_what_python_wrote_is_shown_as_what_it_means(tab: ParametersTab, samples: Path) -> None:
    show_sample(tab, samples, "breast_cancer_gbdt")
    shown = rows(tab)
    assert shown["learning_rate"] == ("0.08", "float")  # a NumPy scalar
    assert shown["image_size"] == ("[8, 8]", "list")  # a tuple
    assert shown["class_weight.0"] == ("1.0", "float")  # an integer key
    assert shown["report_on"] == ("[training, validation]", "list")  # an alias
    assert shown["lr_text"] == ("1e-5", "text")
    assert shown["zip_code"] == ("007", "text")
    assert shown["huge"] == ("1180591620717411303424", "int")
    assert shown["clip"] == ("inf", "float")
    assert shown["neg_zero"] == ("-0.0", "float")
    assert shown["multi_line"] == ("first line⏎⏎  indented third line⏎", "text")
    assert shown["emoji"] == ("🎯 目标", "text")
    assert (shown["ordered"][1], shown["ordered.b"]) == ("map", ("1", "int"))


def test_a_search_keeps_what_matches_and_says_how_much(
    qtbot: QtBot, tab: ParametersTab, samples: Path
) -> None:
    show_sample(tab, samples, "digits_train_mlp")
    tab.start_search()
    QTest.keyClicks(tab._search, "lr")
    qtbot.waitUntil(lambda: len(rows(tab)) == 4)
    assert list(rows(tab)) == ["optimizer", "optimizer.lr", "scheduler", "scheduler.min_lr"]
    assert tab._search._result == "2"
    QTest.keyClicks(tab._search, "xyz")
    qtbot.waitUntil(lambda: state_title(tab) == "Nothing found")
    QTest.keyClick(tab._search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(rows(tab)) > 20, timeout=10 * TYPING_PAUSE_MS)
    assert state_title(tab) == ""


def test_rows_are_copied_as_lines_values_and_json(tab: ParametersTab, samples: Path) -> None:
    show_sample(tab, samples, "digits_train_mlp")
    clipboard = QGuiApplication.clipboard()
    tab.tree.setFocus()
    tab.tree.setCurrentIndex(tab._model.index(0, 0))
    QTest.keySequence(tab.tree, "Down")
    QTest.keySequence(tab.tree, "Down")
    QTest.keySequence(tab.tree, "Ctrl+C")
    assert clipboard.text() == "model.hidden: [\n  128,\n  64\n]"
    tab.copy_values()
    assert json.loads(clipboard.text()) == [128, 64]
    tab._copy_all.click()
    copied = json.loads(clipboard.text())
    assert copied["optimizer"]["betas"] == [0.9, 0.999]
    assert copied["备注"] == "基线实验：两层全连接网络"


def test_the_same_parameters_again_close_nothing(tab: ParametersTab) -> None:
    value: Value = {"a": {"b": math.nan}, "c": [1, 2]}
    assert isinstance(value, dict)
    tab.show_parameters(value)
    tab.tree.collapse(tab._model.index(0, 0))
    tab.show_parameters({"a": {"b": float("nan")}, "c": [1, 2]})
    assert list(rows(tab)) == ["a", "c"]
    tab.show_parameters({"a": {"b": math.nan}, "c": [True, 2]})
    assert rows(tab)["c"][0] == "[true, 2]"


def test_a_hundred_thousand_values_are_shown_at_once(tab: ParametersTab) -> None:
    tab.show_parameters({f"group {n}": {"values": list(range(100))} for n in range(1000)})
    assert len(rows(tab)) == 1000
    tab.tree.expand(tab._model.index(999, 0))
    assert rows(tab)["group 999.values"] == (str(list(range(100))), "list")


def walked(model: QAbstractItemModel, parent: QModelIndex | None = None) -> int:
    """The number of rows, all opened."""
    above = parent or QModelIndex()
    count = model.rowCount(above)
    assert model.hasChildren(above) == (count > 0)
    return count + sum(walked(model, model.index(row, 0, above)) for row in range(count))


def test_the_tree_is_a_right_model_for_any_value(qapp: QApplication, samples: Path) -> None:
    model = ValueTree(("Name", "Value", "Type"))
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    numbers = random.Random(0)

    def value(depth: int) -> Value:
        kind = numbers.randrange(8 if depth else 5)
        if kind < 5:
            return (None, True, 2**70, math.inf, "text\n")[kind]
        count = numbers.randrange(4)
        if kind == 5:
            return [value(depth - 1) for _ in range(count)]
        if kind == 6:
            return Opaque("python/name", value(depth - 1))
        return {key: value(depth - 1) for key in ("a", 1, None, True)[:count]}

    for _ in range(30):
        model.set_value({str(n): value(4) for n in range(5)})
        assert walked(model) >= 5
    model.set_titles(("a", "b", "c"))
    for run in sorted((samples / "em-recordings" / "runs").iterdir()):
        model.set_value(read_parameters(DirectorySource(run)).value)
        walked(model)
    tester.deleteLater()
    model.deleteLater()
