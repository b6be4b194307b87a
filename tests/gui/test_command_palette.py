"""Ctrl+K finds nodes of all open stores and runs commands, by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from em_desktop.gui.dialogs.command_palette import CommandPalette
from em_desktop.gui.models.palette import CommandEntry, Item, Title
from tests.gui.desk import CONTROL, Desk, running

RUN = "breast_cancer_gbdt"


@pytest.fixture
def desk(
    qtbot: QtBot, application: QApplication, tmp_path: Path, recordings: Path
) -> Iterator[Desk]:
    with running(qtbot, tmp_path / "state", recordings) as made:
        finder = made.window._finder
        store = made.application.context.stores.store(str(recordings))
        for folder in ("", "runs", "artifacts"):
            list(store.children(made.location(folder).path))
        assert finder.search("gbdt", 5, [str(recordings)])
        yield made


def opened(desk: Desk) -> CommandPalette:
    desk.press("Ctrl+K")
    palette = desk.window.findChild(CommandPalette)
    assert palette is not None
    assert palette.isVisible()
    assert palette.field.hasFocus()
    return palette


def texts(palette: CommandPalette) -> list[str]:
    entries = (palette.model.entry(row) for row in range(palette.model.rowCount()))
    return [entry.text for entry in entries if entry is not None]


def test_a_node_is_found_by_parts_of_its_name_and_opened_with_enter(desk: Desk) -> None:
    palette = opened(desk)
    desk.type("gbdt cancer")
    desk.wait(lambda: RUN in texts(palette))
    entry = palette.model.entry(palette.model.first())
    assert isinstance(entry, Item)
    assert (entry.text, entry.spans) == (RUN, ((7, 13), (14, 18)))
    assert entry.place == "recordings / runs"
    desk.press("Return")
    assert not palette.isVisible()
    desk.wait(lambda: desk.page.title == RUN)


def test_control_enter_opens_in_a_new_tab(desk: Desk) -> None:
    palette = opened(desk)
    desk.type("gbdt")
    desk.wait(lambda: RUN in texts(palette))
    QTest.keyClick(palette.field, Qt.Key.Key_Return, CONTROL)
    desk.wait(lambda: desk.tab_titles() == ["recordings", RUN])


def test_a_command_is_found_and_run(desk: Desk) -> None:
    palette = opened(desk)
    desk.type(">navig")
    entry = palette.model.entry(palette.model.first())
    assert isinstance(entry, CommandEntry)
    assert (entry.text, entry.keys) == ("Navigator", "Ctrl B")
    assert not [each for each in texts(palette) if each == "Items"]
    desk.press("Return")
    assert not desk.window.navigator.isVisible()


def test_commands_that_cannot_be_used_are_not_offered(desk: Desk) -> None:
    palette = opened(desk)
    desk.type(">reopen")
    assert texts(palette) == []
    desk.press("Escape")


def test_without_words_it_shows_what_was_opened_lately(desk: Desk) -> None:
    desk.application.context.open(desk.location("runs"))
    desk.wait(lambda: desk.is_at("runs"))
    palette = opened(desk)
    assert texts(palette)[:3] == ["Recent", "runs", "recordings"]
    desk.press("Escape")


def test_arrows_go_over_titles_and_round_at_the_end(desk: Desk) -> None:
    palette = opened(desk)
    rows = palette.model.rowCount()
    seen = []
    for _ in range(rows):
        row = palette.list.currentIndex().row()
        assert not isinstance(palette.model.entry(row), Title)
        seen.append(row)
        desk.press("Down")
    assert seen[0] in seen[1:]
    desk.press("Up")
    desk.press("Escape")


def test_escape_and_a_click_beside_it_close_it_and_give_the_focus_back(desk: Desk) -> None:
    tree = desk.window.navigator.tree
    tree.setFocus()
    palette = opened(desk)
    desk.press("Escape")
    assert not palette.isVisible()
    assert tree.hasFocus()
    opened(desk)
    QTest.mouseClick(desk.window, Qt.MouseButton.LeftButton, pos=QPoint(400, 850))
    assert not palette.isVisible()


@pytest.mark.parametrize("key", ["Return", "Escape"])
def test_it_closes_also_when_what_had_the_focus_has_gone_meanwhile(desk: Desk, key: str) -> None:
    field = QLineEdit(desk.window)
    field.show()
    field.setFocus()
    palette = opened(desk)
    desk.type(">navig")
    delete(field)
    desk.press(key)
    assert not palette.isVisible()
    assert desk.window.navigator.isVisible() == (key == "Escape")


def test_a_label_is_searched_with_a_hash(desk: Desk, recordings: Path) -> None:
    palette = opened(desk)
    store = desk.application.context.stores.store(str(recordings))
    label = next(
        label
        for page in store.children(desk.location("runs").path)
        for node in page
        for label in node.labels
    )
    desk.type(f"#{label}")
    desk.wait(lambda: "Items" in texts(palette))
    assert "Commands" not in texts(palette)
    desk.press("Escape")


def test_nothing_found_is_said(desk: Desk) -> None:
    palette = opened(desk)
    desk.type("zzzzqqq")
    desk.wait(lambda: palette.model.rowCount() == 0)
    desk.wait(palette._nothing.isVisible)
    desk.press("Escape")


def test_return_waits_for_what_is_looked_for_with_all_words(desk: Desk) -> None:
    palette = opened(desk)
    desk.type("rec")
    desk.wait(lambda: texts(palette)[:2] == ["Items", "recordings"])
    palette.field.setText("gbdt")
    palette.field.textEdited.emit("gbdt")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)  # nothing was found yet
    desk.wait(lambda: desk.page.title == RUN)
    assert not palette.isVisible()
