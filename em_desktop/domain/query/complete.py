"""What may be typed next in a filter: names of columns first, then values, then words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Protocol

from em_desktop.domain.query.syntax import Condition, Field, Function, fields_of
from em_desktop.domain.query.tokens import (
    NUMBER_LIKE,
    Token,
    TokenKind,
    name_text,
    quoted,
    tokenize,
)

MOST = 50
_OPERATORS = ("==", "!=", "<", "<=", ">", ">=", "contains", "like", "matches", "in", "is missing")
_COMPARING = frozenset({"in", "contains", "like", "matches"})
_METRIC_FUNCTIONS = tuple(each for each in Function if each not in {"param", "metric"})


class CompletionKind(StrEnum):
    """What a completion is."""

    NAME = "name"
    VALUE = "value"
    FUNCTION = "function"
    OPERATOR = "operator"
    KEYWORD = "keyword"


@dataclass(frozen=True, slots=True)
class Completion:
    """Something that may be typed.

    Attributes:
        text: what takes the place of the filter's characters from ``start`` to ``end``.
        shown: what a list shows; without quotes.
        note: what kind of column a name is, in the words of who knows the columns.
    """

    kind: CompletionKind
    text: str
    shown: str
    start: int
    end: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A column that can be named in a filter.

    Attributes:
        is_metric: whether ``last()`` and so on can be asked of it.
        note: a word on what it is.
    """

    name: str
    is_metric: bool = False
    note: str = ""


class Vocabulary(Protocol):
    """What completion knows of a table."""

    def names(self) -> Sequence[Named]:
        """The columns, those first that matter most."""

    def values(self, name: str, limit: int) -> Sequence[str]:
        """Values that occur in a column as texts, the most frequent first."""


def complete(text: str, place: int, vocabulary: Vocabulary) -> list[Completion]:
    """What may stand at a place of a filter, the likeliest first.

    Args:
        text: the filter as far as it is typed.
        place: of the cursor, in characters.
        vocabulary: the names and values that there are.
    """
    before = [token for token in tokenize(text[:place]) if token.start < place]
    typed = before[-1] if before and _is_typed(before[-1], place) else None
    if typed is not None:
        before.pop()
    start = place if typed is None else typed.start
    stem = "" if typed is None else typed.text.casefold()
    found = _at(before, typed, vocabulary)
    fitting = [
        (rank, number, each)
        for number, each in enumerate(found)
        if (rank := _rank(each.shown, stem)) is not None
    ]
    fitting.sort(key=lambda each: each[:2])
    return [
        Completion(each.kind, each.text, each.shown, start, place, each.note)
        for _, _, each in fitting[:MOST]
        if typed is None or each.text != text[start:place]
    ]


def unknown_fields(condition: Condition, vocabulary: Vocabulary) -> list[tuple[Field, str]]:
    """Columns that a filter asks for and that aren't there, each with the most similar name.

    The name is empty where none is similar.
    """
    known = [each.name for each in vocabulary.names()]
    names = set(known)
    return [
        (field, next(iter(get_close_matches(field.name, known, 1)), ""))
        for field in fields_of(condition)
        if field.name not in names
    ]


def _is_typed(token: Token, place: int) -> bool:
    """Whether the cursor is still in, or right behind, a token that is typed."""
    if token.kind in {TokenKind.OPERATOR, TokenKind.MARK}:
        return False
    if token.kind in {TokenKind.TEXT, TokenKind.NAME}:
        return not token.closed
    return token.end >= place


def _rank(shown: str, stem: str) -> int | None:
    """How well something fits what is typed; None if it doesn't."""
    folded = shown.casefold()
    if folded.startswith(stem):
        return 0
    if any(part.startswith(stem) for part in folded.replace("/", ".").split(".")):
        return 1
    return 2 if stem in folded else None


def _at(before: list[Token], typed: Token | None, vocabulary: Vocabulary) -> list[Completion]:
    field = _compared_field(before)
    if field is not None:
        return _values(field, vocabulary)
    if before and before[-1].is_mark("(") and _function_before(before) is not None:
        return _names(vocabulary, metrics_only=_function_before(before) in _METRIC_FUNCTIONS)
    if _awaits_condition(before):
        return [*_names(vocabulary), *_functions(), _word(CompletionKind.KEYWORD, "not")]
    if _ends_with_field(before, vocabulary):
        return [_word(CompletionKind.OPERATOR, each) for each in _OPERATORS]
    if typed is not None and not typed.closed:
        return []
    return [_word(CompletionKind.KEYWORD, each) for each in ("and", "or")]


def _compared_field(before: list[Token]) -> Token | None:
    """The name whose value is to be typed."""
    place = len(before) - 1
    if place >= 0 and (before[place].is_mark("([,")):
        while place >= 0 and not before[place].is_keyword("in"):
            if before[place].is_keyword("and", "or") or before[place].kind is TokenKind.OPERATOR:
                return None
            place -= 1
    if place < 1:
        return None
    token = before[place]
    if token.kind is not TokenKind.OPERATOR and not token.is_keyword(*_COMPARING):
        return None
    place -= 1
    if before[place].is_keyword("not"):
        place -= 1
    if place >= 1 and before[place].is_mark(")"):
        place -= 1
    return before[place] if place >= 0 else None


def _function_before(before: list[Token]) -> str | None:
    if len(before) < 2 or before[-2].end != before[-1].start:
        return None
    name = before[-2].text.lower()
    return name if name in set(Function) else None


def _awaits_condition(before: list[Token]) -> bool:
    return not before or before[-1].is_keyword("and", "or", "not") or before[-1].is_mark("(")


def _ends_with_field(before: list[Token], vocabulary: Vocabulary) -> bool:
    last = before[-1]
    if last.is_mark(")") and len(before) > 3:
        return _function_before(before[:-2]) is not None
    after_operator = len(before) > 1 and (
        before[-2].kind is TokenKind.OPERATOR or before[-2].is_keyword(*_COMPARING)
    )
    named = last.kind is TokenKind.NAME or any(
        each.name == last.text for each in vocabulary.names()
    )
    return named and not after_operator


def _names(vocabulary: Vocabulary, *, metrics_only: bool = False) -> list[Completion]:
    return [
        Completion(CompletionKind.NAME, name_text(each.name), each.name, 0, 0, each.note)
        for each in vocabulary.names()
        if each.is_metric or not metrics_only
    ]


def _functions() -> list[Completion]:
    return [
        Completion(CompletionKind.FUNCTION, f"{each}(", f"{each}()", 0, 0)
        for each in _METRIC_FUNCTIONS
    ]


def _values(field: Token, vocabulary: Vocabulary) -> list[Completion]:
    return [
        Completion(CompletionKind.VALUE, _value_text(each), each, 0, 0)
        for each in vocabulary.values(field.text, MOST)
    ]


def _value_text(value: str) -> str:
    plain = NUMBER_LIKE.fullmatch(value) or value in {"true", "false", "nan"}
    return value if plain else quoted(value)


def _word(kind: CompletionKind, text: str) -> Completion:
    return Completion(kind, text, text, 0, 0)
