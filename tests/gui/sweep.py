"""All texts that a window shows, and which of their words come from the data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, Qt, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from em_desktop import assets
from em_desktop.domain.expressions import FUNCTIONS
from em_desktop.domain.query.syntax import Function
from em_desktop.gui.models.row_table import BUILT_IN
from em_desktop.gui.widgets import ElidedLabel, Paragraph

MARK_BEGIN, MARK_END = "[!! ", " !!]"
_WORD = re.compile("[A-Za-z]{2,}")
_ROWS = 40
"""Rows of a table that are looked at."""
_RECORDINGS = ("*.yaml", "*.json")

_PRODUCTS = {"EM", "Desktop", "AutoTune", "Git", "Python", "Qt", "PyQtGraph", "Fortran", "English"}
_PRODUCTS |= {"Optuna", "PED", "ANOVA", "Shell", "Markdown", "PROV", "AIStore", "API"}
_FORMATS = {"JSON", "YAML", "CSV", "PNG", "SVG", "README", "md", "UTF", "MD", "SHA", "URL", "ID"}
_UNITS = {"kB", "MB", "GB", "TB", "NaN", "UTC"}
_KEYS = {"Ctrl", "Shift", "Alt", "Enter", "Esc", "Del", "Tab", "Menu", "Left", "Right", "Up"}
_KEYS |= {"Down", "Space", "Home", "End", "PgUp", "PgDown", "Backspace", "Delete", "Escape"}
_TYPES = {"map", "list", "str", "int", "float", "bool", "null", "date", "metric", "Aa"}
_LANGUAGES = {*FUNCTIONS, *BUILT_IN, *(function.value for function in Function)}
"""Words of filters and of computed metrics."""
NAMES = frozenset(_PRODUCTS | _FORMATS | _UNITS | _KEYS | _TYPES | _LANGUAGES)
"""What is the same in all languages."""


@dataclass(frozen=True)
class Shown:
    """A text, and what shows it."""

    text: str
    where: str

    def __str__(self) -> str:
        return f"{self.text!r} of {self.where}"


class Pseudo(QTranslator):
    """A language of which every text is marked, and longer than in English."""

    def translate(
        self,
        context: str,  # noqa: ARG002
        source: str,
        disambiguation: str | None = None,
        n: int = -1,  # noqa: ARG002
    ) -> str:
        if (disambiguation or "").startswith("pattern"):
            return source
        return f"{MARK_BEGIN}{source}{MARK_END}"

    def isEmpty(self) -> bool:  # noqa: N802
        return False


def texts() -> list[Shown]:
    """Everything that can be read in the windows that are shown, or heard from them."""
    found: dict[Shown, None] = {}
    for widget in _visible_widgets():
        found |= dict.fromkeys(_texts_of(widget))
    return [shown for shown in found if shown.text.strip()]


def _texts_of(widget: QWidget) -> Iterator[Shown]:
    where = type(widget).__name__
    for text in (
        widget.toolTip(),
        widget.accessibleName(),
        widget.accessibleDescription(),
        widget.windowTitle() if widget.isWindow() else "",
    ):
        yield Shown(text, where)
    match widget:
        case QLabel() | QAbstractButton() | Paragraph():
            yield Shown(widget.text(), where)
        case QLineEdit() | QPlainTextEdit():
            yield Shown(widget.placeholderText(), where)
        case QHeaderView():
            yield from _titles(widget)
        case QAbstractItemView():
            yield from _cells(widget)
    for action in widget.actions():
        yield from _texts_of_action(action)


def _texts_of_action(action: QAction) -> Iterator[Shown]:
    yield Shown(action.text(), "QAction")
    yield Shown(action.toolTip(), "QAction")


def _titles(header: QHeaderView) -> Iterator[Shown]:
    model: QAbstractItemModel | None = header.model()
    for section in range(header.count() if model is not None else 0):
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            text = header.model().headerData(section, header.orientation(), role)
            if isinstance(text, str):
                yield Shown(text, f"header of {type(header.model()).__name__}")


def _cells(view: QAbstractItemView) -> Iterator[Shown]:
    model: QAbstractItemModel | None = view.model()
    if model is None:
        return
    for row in range(min(model.rowCount(), _ROWS)):
        for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount()):
            index = model.index(row, column)
            for role in (
                Qt.ItemDataRole.DisplayRole,
                Qt.ItemDataRole.ToolTipRole,
                Qt.ItemDataRole.AccessibleTextRole,
            ):
                text = index.data(role)
                if isinstance(text, str):
                    yield Shown(text, f"{type(model).__name__} column {column}")


@cache
def words_of_the_data() -> frozenset[str]:
    """The words in the names and in the recordings of the sample store."""
    store = assets.folder("sample-store")
    found: set[str] = set()
    for path in store.rglob("*"):
        found.update(_WORD.findall(path.name))
    for pattern in _RECORDINGS:
        for path in store.rglob(pattern):
            found.update(_WORD.findall(path.read_text(encoding="utf-8", errors="replace")))
    return frozenset(found)


def unknown_words(text: str, known: frozenset[str] = frozenset()) -> list[str]:
    """The Latin words of a text that are neither of the data nor names."""
    allowed = words_of_the_data() | NAMES | known
    return [word for word in _WORD.findall(text) if word not in allowed]


def clipped() -> list[str]:
    """Labels and buttons that have less room than their text needs."""
    return [
        f"{widget.text()!r} of {type(widget).__name__}"
        for widget in _visible_widgets()
        if isinstance(widget, QLabel | QAbstractButton) and _is_clipped(widget)
    ]


def clipped_paragraphs() -> list[str]:
    """Texts of several lines of which the last ones are hidden."""
    return [
        f"{widget.text()!r} of {type(widget).__name__}"
        for widget in _visible_widgets()
        if isinstance(widget, QLabel) and widget.wordWrap()
        if widget.height() < widget.heightForWidth(widget.width())
    ]


def clipped_titles() -> list[str]:
    """Titles of columns that don't fit; the columns could be made wider."""
    return [
        f"{text!r} of a column"
        for widget in _visible_widgets()
        if isinstance(widget, QHeaderView)
        for text in _narrow_titles(widget)
    ]


def _visible_widgets() -> Iterator[QWidget]:
    for window in QApplication.topLevelWidgets():
        if window.isVisible():
            yield from filter(QWidget.isVisible, (window, *window.findChildren(QWidget)))


def _is_clipped(widget: QLabel | QAbstractButton) -> bool:
    if isinstance(widget, ElidedLabel) or not widget.text():
        return False
    if isinstance(widget, QLabel) and widget.wordWrap():
        return False
    needed = widget.fontMetrics().horizontalAdvance(widget.text())
    return widget.contentsRect().width() < needed


def _narrow_titles(header: QHeaderView) -> Iterator[str]:
    if header.orientation() is Qt.Orientation.Vertical:
        return
    for section in range(header.count()):
        text = header.model().headerData(section, header.orientation())
        if isinstance(text, str) and not header.isSectionHidden(section):
            needed = header.fontMetrics().horizontalAdvance(text)
            if header.sectionSize(section) < needed:
                yield text
