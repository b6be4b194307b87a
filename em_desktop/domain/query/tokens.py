"""The words of a filter: what stands where, also in one that is wrong or unfinished."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 4000
"""Characters that a filter may have."""

_WIDE = str.maketrans("（）［］＝！＜＞，", "()[]=!<>,")
"""Signs as a Chinese keyboard types them."""
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’"}
_OPERATORS = ("==", "!=", "<=", ">=", "=", "<", ">")
_SINGLE = "(),]["
_NUMBER = r"(?:\d+(?:_\d+)*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
NUMBER_LIKE = re.compile(rf"[+-]?{_NUMBER}")
"""Texts that are numbers."""
_SIZES = re.compile(rf"({_NUMBER})(B|[kKMGT]i?B)")
_DURATIONS = re.compile(r"(?:\d+(?:\.\d+)?(?:ms|w|d|h|m|s))+")
_TIMES = re.compile(
    r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?)?",
)


class TokenKind(StrEnum):
    """What a token is."""

    WORD = "word"
    NAME = "name"
    """A name in backticks."""
    TEXT = "text"
    NUMBER = "number"
    SIZE = "size"
    DURATION = "duration"
    TIME = "time"
    KEYWORD = "keyword"
    OPERATOR = "operator"
    MARK = "mark"
    """A parenthesis, bracket or comma."""


KEYWORDS = frozenset({"and", "or", "not", "in", "contains", "like", "matches", "is"})
VALUES = frozenset({TokenKind.NUMBER, TokenKind.SIZE, TokenKind.DURATION, TokenKind.TIME})


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a filter.

    Attributes:
        text: what it says: quotes taken off, keywords in lower case, operators as on an
            English keyboard.
        start, end: where it stands in the filter, in characters.
        closed: False for a text or name whose quote is never closed.
    """

    kind: TokenKind
    text: str
    start: int
    end: int
    closed: bool = True

    def is_keyword(self, *words: str) -> bool:
        return self.kind is TokenKind.KEYWORD and self.text in words

    def is_mark(self, marks: str) -> bool:
        return self.kind is TokenKind.MARK and self.text in marks


def tokenize(text: str) -> list[Token]:
    """The tokens of a filter, from left to right; never fails."""
    plain = text.translate(_WIDE)
    tokens: list[Token] = []
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        token = _next(text, plain, place)
        tokens.append(token)
        place = token.end
    return tokens


def name_text(name: str) -> str:
    """A name as it is written in a filter: in backticks where it wouldn't be read as one."""
    tokens = tokenize(name)
    if len(tokens) == 1 and tokens[0].kind is TokenKind.WORD and tokens[0].text == name:
        return name
    return "`" + name.replace("`", "``") + "`"


def quoted(text: str) -> str:
    """A text as it is written in a filter: in quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _next(text: str, plain: str, place: int) -> Token:
    if text[place] in _QUOTES:
        return _text(text, place)
    if text[place] == "`":
        return _name(text, place)
    for operator in _OPERATORS:
        if plain.startswith(operator, place):
            return Token(TokenKind.OPERATOR, operator, place, place + len(operator))
    if plain[place] in _SINGLE:
        return Token(TokenKind.MARK, plain[place], place, place + 1)
    end = _word_end(plain, place)
    word = text[place:end]
    kind = _kind(word)
    return Token(kind, word.lower() if kind is TokenKind.KEYWORD else word, place, end)


def _text(text: str, start: int) -> Token:
    close = _QUOTES[text[start]]
    parts: list[str] = []
    place = start + 1
    while place < len(text):
        letter = text[place]
        if letter == close:
            return Token(TokenKind.TEXT, "".join(parts), start, place + 1)
        if letter == "\\" and text[place + 1 : place + 2] in {"\\", close, text[start]}:
            place += 1
            letter = text[place]
        parts.append(letter)
        place += 1
    return Token(TokenKind.TEXT, "".join(parts), start, len(text), closed=False)


def _name(text: str, start: int) -> Token:
    parts: list[str] = []
    place = start + 1
    while place < len(text):
        if text[place] == "`":
            if text[place + 1 : place + 2] != "`":
                return Token(TokenKind.NAME, "".join(parts), start, place + 1)
            place += 1
        parts.append(text[place])
        place += 1
    return Token(TokenKind.NAME, "".join(parts), start, len(text), closed=False)


def _word_end(plain: str, start: int) -> int:
    """Where a word ends: brackets that are closed in it belong to it, as in ``layers[0].units``."""
    place, depth = start, 0
    while place < len(plain):
        letter = plain[place]
        if letter.isspace() or letter in "(),<>=`":
            break
        if letter == "!" and plain.startswith("!=", place) and place > start:
            break
        if letter == "[" and "]" in plain[place:]:
            depth += 1
        elif letter == "]":
            if not depth:
                break
            depth -= 1
        place += 1
    return max(place, start + 1)


def _kind(word: str) -> TokenKind:
    if word.lower() in KEYWORDS:
        return TokenKind.KEYWORD
    for pattern, kind in (
        (NUMBER_LIKE, TokenKind.NUMBER),
        (_DURATIONS, TokenKind.DURATION),
        (_SIZES, TokenKind.SIZE),
        (_TIMES, TokenKind.TIME),
    ):
        if pattern.fullmatch(word):
            return kind
    return TokenKind.WORD
