"""A description that is as high as its text."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QSizeF, Qt, Slot
from PySide6.QtWidgets import QWidget

from em_desktop.gui import theme
from em_desktop.gui.panes.files.markdown_view import MarkdownView

_MOST_CHARACTERS = 20_000


class GrowingMarkdown(MarkdownView):
    """Markdown without scroll bars, in the secondary text color; the page around it scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.set_font(self, "small")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)

    def show_markdown(self, text: str) -> None:
        super().show_markdown(text[:_MOST_CHARACTERS])

    @Slot(QSizeF)
    def _fit(self, size: QSizeF) -> None:
        self.setFixedHeight(max(ceil(size.height()), 1))
