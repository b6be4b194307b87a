"""The tree view of the navigator: rows that come in cost what they are, not what is shown."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView
from pytestqt.qtbot import QtBot

from em_desktop.gui.navigator_tree import StoreTree

FOLDERS, CHILDREN = 20, 100


class Counting(QStandardItemModel):
    """Folders of rows; knows how often it was asked for a row's children."""

    asked = 0

    def __init__(self) -> None:
        super().__init__()
        for number in range(FOLDERS):
            self.appendRow(folder(f"{number:02}", CHILDREN))

    def hasChildren(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> bool:  # noqa: B008, N802
        self.asked += 1
        return super().hasChildren(parent)


def folder(name: str, children: int) -> QStandardItem:
    made = QStandardItem(name)
    for number in range(children):
        made.appendRow(QStandardItem(f"{name}/{number:02}"))
    return made


@pytest.fixture
def tree(qtbot: QtBot) -> StoreTree:
    made = StoreTree()
    qtbot.addWidget(made)
    model = Counting()
    model.setParent(made)
    made.setModel(model)
    made.resize(240, 400)
    made.show()
    made.expandAll()
    made.doItemsLayout()
    return made


def counting(tree: StoreTree) -> Counting:
    model = tree.model()
    assert isinstance(model, Counting)
    return model


def below(tree: StoreTree, text: str) -> str:
    """The text of the row that is shown below the one with a text."""
    [item] = counting(tree).findItems(text)
    return str(tree.indexBelow(item.index()).data())


def test_a_row_that_comes_in_is_shown_and_the_others_are_not_asked_again(tree: StoreTree) -> None:
    model = counting(tree)
    first = model.item(0)
    before, model.asked = model.asked, 0
    assert before > FOLDERS * CHILDREN
    first.insertRow(0, [QStandardItem("new")])
    assert below(tree, "00") == "new"
    tree.grab()
    assert model.asked < 3 * CHILDREN


def test_what_is_expanded_selected_and_scrolled_to_stays(tree: StoreTree) -> None:
    model = counting(tree)
    inner = folder("inner", 3)
    model.item(0).appendRow(inner)
    tree.expand(inner.index())
    tree.setCurrentIndex(inner.child(1).index())
    bar = tree.verticalScrollBar()
    bar.setValue(bar.maximum())
    place = bar.value()
    told: list[QModelIndex] = []
    tree.collapsed.connect(told.append)
    model.item(0).insertRow(0, [QStandardItem("new")])
    assert told == []
    assert tree.isExpanded(model.item(0).index())
    assert tree.isExpanded(inner.index())
    assert tree.indexBelow(inner.index()).data() == "inner/00"
    assert tree.currentIndex() == inner.child(1).index()
    assert bar.value() == place


def test_a_name_that_is_being_typed_stays_open_when_a_row_comes_in(
    qtbot: QtBot, tree: StoreTree
) -> None:
    model = counting(tree)
    child = model.item(0).child(2).index()
    tree.setCurrentIndex(child)
    tree.edit(child)
    editing = QAbstractItemView.State.EditingState
    assert tree.state() is editing
    model.item(0).insertRow(0, [QStandardItem("new")])
    qtbot.waitUntil(lambda: below(tree, "00") == "new", timeout=10_000)
    assert tree.state() is editing
