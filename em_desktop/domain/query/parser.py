"""From a filter's text to its conditions."""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta

from em_desktop.domain.query.faults import QueryError, QueryFault
from em_desktop.domain.query.pattern import Pattern, PatternError, PatternKind
from em_desktop.domain.query.syntax import (
    EVERYTHING,
    And,
    Comparison,
    Condition,
    Field,
    Function,
    Literal,
    Match,
    Member,
    Missing,
    Moment,
    Not,
    Operator,
    Or,
    Word,
)
from em_desktop.domain.query.tokens import LONGEST, VALUES, Token, TokenKind, tokenize

_DEEPEST = 50
_OPENING = {"(": ")", "[": "]"}
_UNITS = {
    "ms": timedelta(milliseconds=1),
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_DURATION_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|w|d|h|m|s)")
_SIZE = re.compile(r"([^kKMGTB]+)([kKMGT]?)(i?)B")
_POWERS = {"": 0, "k": 1, "K": 1, "M": 2, "G": 3, "T": 4}
_WORDS: dict[str, float | bool] = {
    "true": True,
    "false": False,
    "nan": math.nan,
    "inf": math.inf,
    "+inf": math.inf,
    "-inf": -math.inf,
}
_LONGEST_TIME = timedelta(days=365_000)


def parse(text: str) -> Condition:
    """The condition that a filter states; `EVERYTHING` for an empty one.

    Raises:
        QueryError: it can't be understood; the error says what and where.
    """
    if len(text) > LONGEST:
        raise QueryError(QueryFault.TOO_LONG, LONGEST, len(text))
    return _Parser(text).parse()


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = tokenize(text)
        self._end = len(text.rstrip())
        self._text = text
        self._place = 0
        self._depth = 0

    def parse(self) -> Condition:
        if not self._tokens:
            return EVERYTHING
        condition = self._or()
        token = self._peek()
        if token is not None:
            raise self._wrong(QueryFault.UNEXPECTED)
        return condition

    # Tokens

    def _peek(self, ahead: int = 0) -> Token | None:
        place = self._place + ahead
        return self._tokens[place] if place < len(self._tokens) else None

    def _take(self) -> Token:
        token = self._tokens[self._place]
        self._place += 1
        return token

    def _takes_keyword(self, word: str) -> bool:
        token = self._peek()
        found = token is not None and token.is_keyword(word)
        self._place += found
        return found

    def _wrong(self, fault: QueryFault, ahead: int = 0) -> QueryError:
        """An error at the next token, or at the end."""
        token = self._peek(ahead)
        if token is None:
            return QueryError(fault, self._end, self._end)
        return self._wrong_at(fault, token)

    def _wrong_at(self, fault: QueryFault, token: Token, detail: str = "") -> QueryError:
        found = self._text[token.start : token.end]
        return QueryError(fault, token.start, token.end, found, detail)

    # Conditions

    def _or(self) -> Condition:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._wrong(QueryFault.TOO_DEEP)
        items = [self._and()]
        while self._takes_keyword("or"):
            items.append(self._and())
        self._depth -= 1
        return items[0] if len(items) == 1 else Or(tuple(items))

    def _and(self) -> Condition:
        """Conditions side by side hold together, with or without the word between them."""
        items = [self._not()]
        while True:
            token = self._peek()
            if token is None or token.is_keyword("or") or token.is_mark(")],"):
                return items[0] if len(items) == 1 else And(tuple(items))
            self._takes_keyword("and")
            items.append(self._not())

    def _not(self) -> Condition:
        negated = False
        while self._takes_keyword("not"):
            negated = not negated
        condition = self._condition()
        return Not(condition) if negated else condition

    def _condition(self) -> Condition:
        token = self._peek()
        if token is None or token.kind is TokenKind.KEYWORD:
            raise self._wrong(QueryFault.CONDITION_EXPECTED)
        if token.kind is TokenKind.OPERATOR:
            raise self._wrong(QueryFault.NAME_EXPECTED)
        if token.is_mark("("):
            self._take()
            condition = self._or()
            self._close("(")
            return condition
        if token.kind is TokenKind.MARK:
            raise self._wrong(QueryFault.UNEXPECTED)
        if self._is_compared() or token.kind is TokenKind.NAME or self._is_call():
            return self._about(self._field())
        if not token.closed:
            raise self._wrong(QueryFault.UNFINISHED_TEXT)
        return Word(self._take().text.casefold())

    def _is_call(self) -> bool:
        token, following = self._peek(), self._peek(1)
        return (
            token is not None
            and token.kind is TokenKind.WORD
            and following is not None
            and following.is_mark("(")
            and following.start == token.end
        )

    def _is_compared(self) -> bool:
        """Whether a comparison follows the next token."""
        following = self._peek(1)
        if following is None:
            return False
        if following.kind is TokenKind.OPERATOR:
            return True
        if following.is_keyword("not"):
            after = self._peek(2)
            return after is not None and after.is_keyword("in", "contains", "like", "matches")
        return following.is_keyword("in", "contains", "like", "matches", "is")

    def _close(self, opening: str) -> None:
        token = self._peek()
        if token is None or not token.is_mark(_OPENING[opening]):
            raise self._wrong(QueryFault.CLOSING_EXPECTED)
        self._take()

    # Fields and what is said about them

    def _field(self) -> Field:
        token = self._peek()
        if token is None or token.kind in {TokenKind.OPERATOR, TokenKind.MARK}:
            raise self._wrong(QueryFault.NAME_EXPECTED)
        if self._is_call():
            return self._call()
        self._take()
        self._check_closed(token)
        return Field(token.text, None, token.start, token.end)

    def _call(self) -> Field:
        token = self._take()
        function = token.text.lower()
        if function not in set(Function):
            raise self._wrong_at(QueryFault.UNKNOWN_FUNCTION, token)
        self._take()
        name = self._peek()
        if name is None or name.kind in {TokenKind.OPERATOR, TokenKind.MARK}:
            raise self._wrong(QueryFault.NAME_EXPECTED)
        self._take()
        self._check_closed(name)
        self._close("(")
        return Field(name.text, Function(function), name.start, name.end)

    def _check_closed(self, token: Token) -> None:
        if not token.closed:
            raise self._wrong_at(QueryFault.UNFINISHED_TEXT, token)

    def _about(self, field: Field) -> Condition:
        token = self._peek()
        if token is None or not (
            token.kind is TokenKind.OPERATOR
            or token.is_keyword("in", "contains", "like", "matches", "is", "not")
        ):
            raise self._wrong(QueryFault.CONDITION_EXPECTED)
        self._take()
        if token.kind is TokenKind.OPERATOR:
            operator = Operator("==" if token.text == "=" else token.text)
            return Comparison(field, operator, self._operand())
        if token.text == "is":
            negated = self._takes_keyword("not")
            return self._negated(self._missing(field), negated)
        negated = token.text == "not"
        word = self._take() if negated else token
        if word.text == "in":
            return self._negated(Member(field, self._list()), negated)
        if word.text in set(PatternKind):
            return self._negated(self._match(field, PatternKind(word.text)), negated)
        raise self._wrong_at(QueryFault.CONDITION_EXPECTED, word)

    def _negated(self, condition: Condition, negated: bool) -> Condition:
        return Not(condition) if negated else condition

    def _missing(self, field: Field) -> Missing:
        token = self._peek()
        if token is None or token.text.lower() not in {"missing", "null", "none"}:
            raise self._wrong(QueryFault.MISSING_EXPECTED)
        self._take()
        return Missing(field)

    def _match(self, field: Field, kind: PatternKind) -> Match:
        token = self._peek()
        if token is None or token.kind in {TokenKind.OPERATOR, TokenKind.MARK, TokenKind.KEYWORD}:
            raise self._wrong(QueryFault.TEXT_EXPECTED)
        self._take()
        self._check_closed(token)
        try:
            return Match(field, Pattern(kind, token.text))
        except PatternError as error:
            raise self._wrong_at(QueryFault.BAD_PATTERN, token, str(error)) from error

    def _list(self) -> tuple[Literal, ...]:
        token = self._peek()
        if token is None or not token.is_mark("(["):
            raise self._wrong(QueryFault.LIST_EXPECTED)
        opening = self._take().text
        values: list[Literal] = []
        while True:
            values.append(self._literal())
            token = self._peek()
            if token is None or not token.is_mark(","):
                break
            self._take()
        self._close(opening)
        return tuple(values)

    def _operand(self) -> Literal | Field:
        token = self._peek()
        if token is not None and (token.kind is TokenKind.NAME or self._is_call()):
            return self._field()
        return self._literal()

    def _literal(self) -> Literal:
        token = self._peek()
        if token is None or token.kind in {TokenKind.OPERATOR, TokenKind.MARK, TokenKind.KEYWORD}:
            raise self._wrong(QueryFault.VALUE_EXPECTED)
        self._take()
        self._check_closed(token)
        if token.kind is TokenKind.WORD and token.text.lower() in _WORDS:
            return Literal(_WORDS[token.text.lower()], token.text)
        if token.kind not in VALUES:
            return Literal(token.text, token.text)
        try:
            return Literal(_value(token), token.text)
        except (ValueError, OverflowError):
            raise self._wrong_at(QueryFault.BAD_TIME, token) from None


def _value(token: Token) -> int | float | timedelta | Moment:
    """The value of a number, size, duration or time.

    Raises:
        ValueError, OverflowError: there is no such time.
    """
    text = token.text
    match token.kind:
        case TokenKind.NUMBER:
            return number(text)
        case TokenKind.SIZE:
            found = _SIZE.fullmatch(text)
            assert found is not None
            base = 1024 if found[3] else 1000
            return number(found[1]) * int(base ** _POWERS[found[2]])
        case TokenKind.DURATION:
            total = timedelta()
            for amount, unit in _DURATION_PART.findall(text):
                total += float(amount) * _UNITS[unit]
            if total > _LONGEST_TIME:
                raise OverflowError
            return total
    return _moment(text)


def number(text: str) -> int | float:
    """The number that a text is: an integer where it is written as one.

    Raises:
        ValueError: it is none.
    """
    try:
        return int(text)
    except ValueError:
        return float(text)


def _moment(text: str) -> Moment:
    begin = datetime.fromisoformat(text)
    if "T" not in text:
        return Moment(begin, timedelta(days=1))
    if "." in text:
        return Moment(begin, timedelta(microseconds=1))
    clock = re.sub(r"Z$|[+-]\d\d:?\d\d$", "", text.partition("T")[2])
    return Moment(begin, timedelta(seconds=1) if clock.count(":") > 1 else timedelta(minutes=1))
