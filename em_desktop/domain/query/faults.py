"""What can be wrong with a filter, and where."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from em_desktop.errors import EmError, Fault


class QueryFault(StrEnum):
    """What is wrong."""

    CONDITION_EXPECTED = "condition expected"
    VALUE_EXPECTED = "value expected"
    NAME_EXPECTED = "name expected"
    LIST_EXPECTED = "list in parentheses expected"
    TEXT_EXPECTED = "text expected"
    MISSING_EXPECTED = "“missing” expected"
    CLOSING_EXPECTED = "closing parenthesis expected"
    UNEXPECTED = "unexpected"
    UNFINISHED_TEXT = "the closing quote is missing"
    UNKNOWN_FUNCTION = "no such function"
    BAD_PATTERN = "the pattern can't be read"
    BAD_TIME = "no such date"
    TOO_LONG = "too long"
    TOO_DEEP = "nested too deeply"


class QueryError(EmError):
    """A filter that can't be understood.

    Attributes:
        kind: what is wrong.
        start, end: where, in characters; both at the end of the filter where something lacks.
        found: the word that is wrong; empty at the end.
        detail: what is wrong in it (a pattern), in English.
    """

    code: ClassVar[str] = "query"
    fault: ClassVar[Fault] = Fault.USER

    def __init__(
        self, kind: QueryFault, start: int, end: int, found: str = "", detail: str = ""
    ) -> None:
        reason = f"{kind}: {detail}" if detail else str(kind)
        super().__init__(found, f"{reason} at column {start + 1}")
        self.kind = kind
        self.start = start
        self.end = end
        self.found = found
        self.detail = detail
