from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from em_desktop import assets
from em_desktop.gui import i18n, wording
from em_desktop.gui.i18n import Translator


@pytest.fixture
def translator(qapp: object) -> Iterator[Translator]:
    old = QLocale()
    own = Translator()
    yield own
    own.use("en")
    own.deleteLater()
    QLocale.setDefault(old)


class Listener(QWidget):
    """Counts how often it is told that the language is another one."""

    def __init__(self) -> None:
        super().__init__()
        self.told = 0

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.told += 1


def test_the_program_speaks_english_and_chinese() -> None:
    assert i18n.languages() == ("en", "zh_CN")
    assert i18n.language_name("zh_CN") == "简体中文"
    assert i18n.system_language() in i18n.languages()


def test_qts_own_texts_change_too_and_back(translator: Translator) -> None:
    translator.use("zh_CN")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    translator.use("en")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_dates_and_numbers_go_with_the_language(translator: Translator) -> None:
    time = datetime(2024, 11, 20, 12, 0, tzinfo=UTC)
    translator.use("zh_CN")
    assert QLocale().language() == QLocale.Language.Chinese
    assert wording.full_time_text(time).startswith("2024-11-20 ")
    translator.use("en")
    assert "Nov" in wording.full_time_text(time)


def test_every_widget_hears_of_a_new_language(translator: Translator, qtbot: QtBot) -> None:
    widget = Listener()
    qtbot.addWidget(widget)
    translator.use("zh_CN")
    qtbot.waitUntil(lambda: widget.told > 0)


def test_an_unknown_language_is_refused(translator: Translator) -> None:
    with pytest.raises(ValueError, match="tlh"):
        translator.use("tlh")
    assert translator.code == "en"


def test_the_systems_language_can_be_asked_for(translator: Translator) -> None:
    translator.use(i18n.SYSTEM)
    assert translator.code == i18n.system_language()


def test_resources_lie_beside_the_package_in_a_checkout() -> None:
    assert assets.folder("translations").parent.is_dir()
    assert assets.folder("translations").name == "translations"
