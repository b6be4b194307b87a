"""The language of the program, and of its dates and numbers; it can change while it runs."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from em_desktop import assets

SYSTEM: Final = "system"
_SOURCE: Final = "en"
_NAMES: Final = {"en": "English", "zh_CN": "简体中文"}
_QT_CATALOGS: Final = ("qt", "qtbase")


def languages() -> tuple[str, ...]:
    """Codes of the languages that the program speaks."""
    return tuple(_NAMES)


def language_name(code: str) -> str:
    """What a language calls itself."""
    return _NAMES[code]


def system_language() -> str:
    """The language of the program that comes first in what the desktop asks for."""
    for wanted in QLocale.system().uiLanguages():
        if wanted.startswith("zh"):
            return "zh_CN"
        if wanted.startswith("en"):
            return "en"
    return _SOURCE


class Translator(QObject):
    """Installs a language. Every widget hears of it by a LanguageChange event."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._code = _SOURCE
        self._installed: list[QTranslator] = []

    @property
    def code(self) -> str:
        """The language in use."""
        return self._code

    def use(self, code: str) -> None:
        """Speak this language from now on.

        Args:
            code: one of `languages`, or ``system``.

        Raises:
            ValueError: the program doesn't speak it.
        """
        chosen = system_language() if code == SYSTEM else code
        if chosen not in _NAMES:
            raise ValueError(f"no such language: {code}")
        self.close()
        self._code = chosen
        QLocale.setDefault(_locale(chosen))
        if chosen != _SOURCE:
            qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            for catalog in _QT_CATALOGS:
                self._install(f"{catalog}_{chosen}", qt)
        self._install(f"em_desktop_{chosen}", str(assets.folder("translations")))

    def close(self) -> None:
        """Take back what is installed: texts are as they were before."""
        old, self._installed = self._installed, []
        for translator in old:
            QCoreApplication.removeTranslator(translator)
            translator.deleteLater()

    def _install(self, name: str, folder: str) -> None:
        """Install one catalog, if it is there: English needs one for plurals only."""
        translator = QTranslator(self)
        if translator.load(name, folder):
            QCoreApplication.installTranslator(translator)
            self._installed.append(translator)
        else:
            translator.deleteLater()


def _locale(code: str) -> QLocale:
    """Dates and numbers go with the language; the desktop's own variant of it is kept."""
    system = QLocale.system()
    language = QLocale(code)
    return system if system.language() == language.language() else language
