"""Markdown, rendered without HTML and without loading anything."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import (
    QDesktopServices,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrame,
    QTextFrameFormat,
    QTextTable,
)
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from em_desktop.gui import theme

_SCHEMES = frozenset({"http", "https", "mailto"})
_FEATURES = (
    QTextDocument.MarkdownFeature.MarkdownDialectGitHub
    | QTextDocument.MarkdownFeature.MarkdownNoHTML
)


class MarkdownView(QTextBrowser):
    """Shows Markdown. Pictures aren't loaded; a link opens in the browser when it is clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setAcceptDrops(False)  # what it is on takes them
        self.setUndoRedoEnabled(False)
        theme.set_font(self, "body")
        self.document().setDocumentMargin(0)
        self._text = ""
        self.anchorClicked.connect(self._open)
        theme.theme().changed.connect(self._render)

    def show_markdown(self, text: str) -> None:
        """Show a text."""
        if text != self._text:
            self._text = text
            self._render()

    def loadResource(self, kind: int, name: QUrl | str) -> Any:  # noqa: N802, ARG002
        """Nothing: what a text refers to stays where it is."""
        return None

    @Slot()
    def _render(self) -> None:
        document = self.document()
        document.setDefaultFont(self.font())
        document.setMarkdown(self._text, _FEATURES)
        _draw_tables(document.rootFrame())
        _set_code(document)

    @Slot(QUrl)
    def _open(self, link: QUrl) -> None:
        if link.scheme() in _SCHEMES:
            QDesktopServices.openUrl(link)


def _draw_tables(frame: QTextFrame) -> None:
    """One thin line between cells, where Qt draws two."""
    for child in frame.childFrames():
        if isinstance(child, QTextTable):
            style = child.format()
            style.setBorderCollapse(True)
            style.setBorder(1)
            style.setBorderBrush(theme.color("border"))
            style.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            style.setCellSpacing(0)
            style.setCellPadding(6)
            child.setFormat(style)
        _draw_tables(child)


def _set_code(document: QTextDocument) -> None:
    """Code in the font that all code has."""
    code = QTextCharFormat()
    code.setFontFamilies(theme.font("mono").families())
    stretches = []
    block = document.begin()
    while block.isValid():
        iterator = block.begin()
        while not iterator.atEnd():
            fragment = iterator.fragment()
            if fragment.charFormat().fontFixedPitch():
                stretches.append((fragment.position(), fragment.length()))
            iterator += 1
        block = block.next()
    cursor = QTextCursor(document)
    for start, length in stretches:  # afterwards, for it makes other fragments
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(code)
