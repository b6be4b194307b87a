"""Numbers together with what they count, in the singular or plural that a language asks for."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QObject

from em_desktop.gui import wording


class Counted(QObject):
    """The texts that functions need; only `tr` in a class lets plurals be collected."""

    def files(self, count: int) -> str:
        return self.tr("%Ln file(s)", "", count)

    def bytes(self, count: int) -> str:
        return self.tr("%Ln byte(s)", "", count)


_COUNTED: Final = Counted()


def files_text(count: int) -> str:
    """A number of files: "37 files"."""
    return _COUNTED.files(count)


def bytes_text(count: int) -> str:
    """A size to the byte: "48,210,334 bytes"."""
    return _COUNTED.bytes(count)


def content_text(size: int, files: int) -> str:
    """How much a node holds: "48.2 MB, 37 files"."""
    text = QCoreApplication.translate("Counted", "%1, %2", "a size and a number of files")
    return text.replace("%1", wording.size_text(size)).replace("%2", files_text(files))
