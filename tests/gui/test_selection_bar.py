"""The strip below a folder's table: what it offers for a selection, and what has room."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from em_desktop.gui.panes.folder.selection_bar import SelectionBar

EVERYTHING = ["Compare with...", "Open", "Move...", "Label", "Copy path", "Show in file manager"]
LEAVING = ["Show in file manager", "Copy path", "Open", "Label"]
"""The buttons in the order in which they give way."""
ALWAYS = ["Delete", "Clear"]


@pytest.fixture
def bar(qtbot: QtBot, application: QApplication) -> SelectionBar:
    made = SelectionBar()
    qtbot.addWidget(made)
    made.resize(1600, made.height())
    made.show()
    return made


def offered(bar: SelectionBar) -> list[str]:
    return [button.text() for button in bar.findChildren(QPushButton) if button.isVisible()]


def choose_a_run(bar: SelectionBar) -> None:
    bar.set_selected(1, on_disk=True, editable=True, runs=1)


def test_a_wide_bar_offers_all_that_can_be_done(bar: SelectionBar) -> None:
    choose_a_run(bar)
    assert sorted(offered(bar)) == sorted(EVERYTHING + ALWAYS)


def test_buttons_without_room_give_way_one_after_the_other_and_come_back(
    bar: SelectionBar,
) -> None:
    choose_a_run(bar)
    gone: list[str] = []
    for width in range(1600, 100, -20):
        bar.resize(width, bar.height())
        left_out = [text for text in EVERYTHING + ALWAYS if text not in offered(bar)]
        gone += [text for text in left_out if text not in gone]
        assert sorted(left_out) == sorted(gone)
        assert len(left_out) == len(LEAVING) or bar._row.sizeHint().width() <= width
    assert gone == LEAVING
    bar.resize(1600, bar.height())
    assert sorted(offered(bar)) == sorted(EVERYTHING + ALWAYS)


def test_what_can_not_be_done_is_not_offered_however_wide_it_is(bar: SelectionBar) -> None:
    bar.set_selected(2, on_disk=True, editable=False)
    assert sorted(offered(bar)) == sorted(["Open 2", "Copy paths", "Clear"])
