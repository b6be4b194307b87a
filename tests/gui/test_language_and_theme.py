"""Language and colors change while the window is open, everywhere at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from em_desktop.gui import settings, theme
from em_desktop.gui.dialogs.frame import DialogFrame
from em_desktop.gui.dialogs.settings import SettingsDialog
from tests.gui.desk import Desk, running

_MARK = "«"
_SAME_IN_ALL = {"", "EM Desktop", "English", "简体中文", "No store open", "recordings"}
"""Names, and what a language calls itself."""


class Pseudo(QTranslator):
    """Puts every text that is translated in marks."""

    def translate(
        self,
        context: str,  # noqa: ARG002
        source: str,
        disambiguation: str | None = None,  # noqa: ARG002
        n: int = -1,  # noqa: ARG002
    ) -> str:
        return f"{_MARK}{source}»"

    def isEmpty(self) -> bool:  # noqa: N802
        return False


@pytest.fixture
def desk(qtbot: QtBot, application: QApplication, tmp_path: Path) -> Iterator[Desk]:
    with running(qtbot, tmp_path / "state") as made:
        yield made


@pytest.fixture
def pseudo(desk: Desk) -> Iterator[None]:
    translator = Pseudo()
    QCoreApplication.installTranslator(translator)
    QCoreApplication.sendPostedEvents()
    yield
    QCoreApplication.removeTranslator(translator)
    translator.deleteLater()


def bare_texts(root: QWidget) -> list[str]:
    """Texts below a widget that didn't come through the translator."""
    labels = [each.text() for each in root.findChildren(QLabel)]
    buttons = [each.text() for each in root.findChildren(QAbstractButton)]
    names = [each.accessibleName() for each in root.findChildren(QWidget)]
    actions = [each.text() for each in root.findChildren(QAction) if each.objectName()]
    return [
        text
        for text in (*labels, *buttons, *names, *actions)
        if text not in _SAME_IN_ALL and any(map(str.isalpha, text)) and _MARK not in text
    ]


@pytest.mark.usefixtures("pseudo")
def test_every_text_of_the_window_is_written_anew(desk: Desk) -> None:
    keys = {"Ctrl O", "Ctrl K"}
    assert [text for text in bare_texts(desk.window) if text not in keys] == []
    assert desk.window.commands.action("open_folder").text() == "«Open folder...»"


@pytest.mark.usefixtures("pseudo")
@pytest.mark.parametrize("name", ["settings", "shortcuts", "about"])
def test_every_text_of_a_dialog_comes_through_the_translator(desk: Desk, name: str) -> None:
    desk.window.commands.action(name).trigger()
    dialog = desk.window.findChild(DialogFrame)
    assert dialog is not None
    texts = bare_texts(dialog)
    dialog.close()
    keys = ("Ctrl", "Alt", "Shift", "F", "Esc", "Return", "Qt", "NumPy", "pyqtgraph")
    assert [text for text in texts if not text.startswith(keys)] == []


def test_the_language_goes_with_the_window(
    qtbot: QtBot, application: QApplication, tmp_path: Path
) -> None:
    with running(qtbot, tmp_path / "state") as desk:
        desk.application.context.settings.set(settings.LANGUAGE, "zh_CN")
        action = desk.window.commands.action("settings")
        desk.wait(lambda: action.text() == "设置...")
        desk.application.close()
        assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_the_settings_dialog_changes_colors_at_once(desk: Desk) -> None:
    desk.window.commands.action("settings").trigger()
    dialog = desk.window.findChild(SettingsDialog)
    assert dialog is not None
    desk.wait(dialog._theme.hasFocus)
    desk.application.context.settings.set(settings.THEME, "light")
    dialog._theme.choose("light")
    QTest.keyClick(dialog._theme, Qt.Key.Key_Right)
    assert desk.application.context.settings.get(settings.THEME) == "dark"
    assert theme.theme().scheme == "dark"
    assert desk.window.commands.action("theme_dark").isChecked()
    dialog.close()
    desk.window.commands.action("theme_light").trigger()
    assert theme.theme().scheme == "light"


def test_the_interface_size_changes_the_bars(desk: Desk) -> None:
    desk.application.context.settings.set(settings.INTERFACE_SIZE, 150)
    assert desk.window.top_bar.height() == 66
    assert desk.window.status.height() == 39
    desk.application.context.settings.set(settings.INTERFACE_SIZE, 100)
    assert desk.window.top_bar.height() == 44
