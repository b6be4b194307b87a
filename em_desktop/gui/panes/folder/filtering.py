"""From what is typed into a folder's filter field to what the table shows."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal, Slot

from em_desktop.domain.query import (
    EVERYTHING,
    Condition,
    QueryError,
    QueryFault,
    TokenKind,
    parse,
    tokenize,
    unknown_fields,
    words_of,
)
from em_desktop.domain.query.tokens import KEYWORDS
from em_desktop.gui.models.listing_rows import Query
from em_desktop.gui.models.row_table import ListingVocabulary
from em_desktop.gui.panes.folder.columns import ColumnLayout
from em_desktop.gui.panes.folder.toolbar import FolderToolbar

translate = QCoreApplication.translate
_RESTS_MS = 700
"""How long typing rests before "a" is looked for that might have become "and"."""


def local_now() -> datetime:
    """The time in the reader's zone, in which dates of filters are meant."""
    return datetime.now().astimezone()


class FolderFilter(QObject):
    """Reads the filter field. While it is wrong, the last right filter stays in force.

    Attributes:
        words, condition: what must hold.
    """

    changed = Signal()
    """Other rows are to be shown."""

    def __init__(self, toolbar: FolderToolbar, columns: ColumnLayout, parent: QObject) -> None:
        super().__init__(parent)
        self.words: tuple[str, ...] = ()
        self.condition: Condition = EVERYTHING
        self._parsed: Condition = EVERYTHING
        self._typed: Condition = EVERYTHING
        self._take_soon = QTimer(self, singleShot=True, interval=_RESTS_MS)
        self._take_soon.timeout.connect(self._take)
        self._toolbar = toolbar
        self._columns = columns
        self._rows = columns.table.listing
        toolbar.filter_changed.connect(self.read)
        toolbar.field.set_vocabulary(self.vocabulary)

    def vocabulary(self) -> ListingVocabulary:
        """What can be named in a filter here."""
        return ListingVocabulary(self._rows.rows(), self._columns.found, local_now())

    def query(self, before: Query) -> Query:
        """What the table shows with this filter, in the order as before."""
        return Query(
            self.words,
            self._toolbar.types,
            before.column,
            before.descending,
            before.then,
            self.condition,
        )

    @Slot()
    def read(self) -> None:
        """The field or the types have changed."""
        try:
            parsed = parse(self._toolbar.text)
        except QueryError as error:
            self._toolbar.field.set_error(error, error_text(error))
            return
        self._toolbar.field.set_error(None)
        self._typed = parsed
        typing = self._toolbar.field.hasFocus()
        if typing and _is_keyword_begun(self._toolbar.text, parsed):
            self._take_soon.start()
        else:
            self._take()

    @Slot()
    def _take(self) -> None:
        """What was read last is in force from now on."""
        self._take_soon.stop()
        parsed = self._parsed = self._typed
        words = words_of(parsed)
        self.words = words or ()
        self.condition = EVERYTHING if words is not None else parsed
        self.changed.emit()

    def check_names(self) -> None:
        """Say which columns of the filter nothing here has; everything is known by now."""
        if self._toolbar.field.property("wrong"):
            return
        unknown = unknown_fields(self._parsed, self.vocabulary())
        message = ""
        if unknown:
            field, similar = unknown[0]
            message = self.tr("Nothing here has “{name}”.").format(name=field.name)
            if similar:
                message += " " + self.tr("Did you mean “{name}”?").format(name=similar)
        self._toolbar.field.show_message(message)


def _is_keyword_begun(text: str, parsed: Condition) -> bool:
    """Whether the last word, behind a condition, may become "and" or another such word."""
    tokens = tokenize(text)
    if words_of(parsed) is not None or tokens[-1].kind is not TokenKind.WORD:
        return False
    if tokens[-1].end < len(text) or tokens[-2].kind is TokenKind.OPERATOR:
        return False
    return any(word.startswith(tokens[-1].text.lower()) for word in KEYWORDS)


def error_text(error: QueryError) -> str:
    """What is wrong with a filter and what is expected, with its column."""
    text = _fault_text(error.kind)
    found = f"“{error.found}”" if error.found else translate("FolderFilter", "the end")
    return translate("FolderFilter", "Column {column}, at {found}: {text}").format(
        column=error.start + 1, found=found, text=text
    )


def _fault_text(fault: QueryFault) -> str:
    match fault:
        case QueryFault.CONDITION_EXPECTED:
            return translate("FolderFilter", "a condition is expected, such as lr > 0.1")
        case QueryFault.VALUE_EXPECTED:
            return translate(
                "FolderFilter", "a value is expected: a number, a text, a date or a time such as 7d"
            )
        case QueryFault.NAME_EXPECTED:
            return translate("FolderFilter", "the name of a column is expected")
        case QueryFault.LIST_EXPECTED:
            return translate("FolderFilter", "a list in parentheses is expected, such as (1, 2)")
        case QueryFault.TEXT_EXPECTED:
            return translate("FolderFilter", "a text is expected")
        case QueryFault.MISSING_EXPECTED:
            return translate("FolderFilter", "“is missing” or “is not missing” is expected")
        case QueryFault.CLOSING_EXPECTED:
            return translate("FolderFilter", "a closing parenthesis is expected")
        case QueryFault.UNFINISHED_TEXT:
            return translate("FolderFilter", "the closing quotation mark is missing")
        case QueryFault.UNKNOWN_FUNCTION:
            return translate(
                "FolderFilter", "there are best, last, min, max, mean, count, param and metric"
            )
        case QueryFault.BAD_PATTERN:
            return translate("FolderFilter", "this regular expression can't be read")
        case QueryFault.BAD_TIME:
            return translate("FolderFilter", "there is no such date or time")
        case QueryFault.TOO_LONG:
            return translate("FolderFilter", "the filter is too long")
        case QueryFault.TOO_DEEP:
            return translate("FolderFilter", "parentheses are nested too deeply")
        case _:
            return translate(
                "FolderFilter", "this isn't expected here; put it in quotation marks to look for it"
            )
