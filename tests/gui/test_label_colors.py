"""The dots of labels: a color by the name, or one that the user chose."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.paths import NodePath
from em_desktop.gui import theme
from em_desktop.gui.color_menu import ColorMenu
from em_desktop.gui.context import Context
from em_desktop.gui.dialogs.labels import LabelPopup
from em_desktop.gui.gestures import Picked
from em_desktop.gui.label_colors import label_colors, offer_label_colors
from em_desktop.gui.labelling import LabelEditor
from em_desktop.gui.settings import LABEL_COLORS, Settings
from em_desktop.gui.stores import OpenStores
from em_desktop.gui.tasks import Tasks
from tests.gui.desk import running


@pytest.fixture
def context(tasks: Tasks, tmp_path: Path) -> Context:
    settings = Settings(tmp_path / "settings.json")
    return Context(tasks, OpenStores(tasks), settings, state_directory=tmp_path / "state")


def menu_of(widget: QWidget) -> ColorMenu:
    found = widget.findChildren(ColorMenu)
    assert len(found) == 1
    return found[0]


def ask_for_menu(widget: QWidget) -> None:
    """What the menu key does."""
    place = QPoint(2, 2)
    reason = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(widget, QContextMenuEvent(reason, place, widget.mapToGlobal(place)))


def checked(menu: ColorMenu) -> list[str]:
    return [action.text() for action in menu.actions() if action.isChecked()]


def test_a_labels_color_is_chosen_at_its_chip_and_taken_back(
    qtbot: QtBot, context: Context
) -> None:
    editor = LabelEditor(context)
    qtbot.addWidget(editor)
    editor.set_labels(["baseline", "paper"])
    editor.show()
    for choice, numbers in (("Color 4", {"paper": 3}), ("Automatic color", {})):
        ask_for_menu(editor.chips[1])
        menu = menu_of(editor)
        assert menu.accessibleName() == "Color of paper"
        assert checked(menu) == (["Automatic color"] if numbers else ["Color 4"])
        next(action for action in menu.actions() if action.text() == choice).trigger()
        menu.close()
        qtbot.waitUntil(lambda: not editor.findChildren(ColorMenu), timeout=10_000)
        assert label_colors(context.settings) == numbers


def test_in_the_popup_a_color_is_chosen_by_the_menu_key_and_nothing_else_changes(
    qtbot: QtBot, context: Context
) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    page.show()
    path = NodePath(("run",))
    node = Node(path, NodeType.RUN, "run", labels=("baseline", "paper"))
    popup = LabelPopup(context, Picked("store", (path,), (node,)), page)
    popup.show()
    QTest.keyClick(popup.field, Qt.Key.Key_Down)
    ask_for_menu(popup.field)
    menu = menu_of(popup)
    menu.actions()[7].trigger()
    menu.close()
    assert label_colors(context.settings) == {"paper": 6}
    assert popup.isVisible()
    popup.close()
    assert context.editor.jobs() == ()


def test_a_chosen_color_is_shown_everywhere_and_comes_back(
    qtbot: QtBot, application: QApplication, tmp_path: Path, recordings: Path
) -> None:
    state = tmp_path / "state"
    with running(qtbot, state, recordings) as desk:
        number = next(each for each in range(10) if theme.run_color(each) != color("paper"))
        settings = desk.application.settings
        menu = offer_label_colors(settings, "paper", desk.window, QPoint(0, 0))
        menu.actions()[number + 1].trigger()
        menu.close()
        assert color("paper") == theme.run_color(number)
    theme.theme().set_label_colors({})
    with running(qtbot, state):
        assert color("paper") == theme.run_color(number)
    theme.theme().set_label_colors({})


def color(label: str) -> object:
    return theme.label_color(label)


@pytest.mark.parametrize("value", [{"paper": "red"}, {"paper": 12}, {"paper": True}, {"paper": -1}])
def test_a_wrong_color_in_the_settings_is_as_none(tmp_path: Path, value: dict[str, object]) -> None:
    settings = Settings(tmp_path / "settings.json")
    settings.set(LABEL_COLORS, value)
    assert label_colors(settings) == {}
