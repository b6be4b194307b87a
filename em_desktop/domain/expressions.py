"""Metrics that are computed from others: a small language over the columns of a table.

``exp(loss)``, ``(precision * recall * 2) / (precision + recall)``, ``log(`optim/lr`)``,
``diff(loss)``, ``min(loss)`` (the smallest so far), ``max(train_f1, 0.5)``. A name that is
more than letters, digits, underscores and dots stands between backticks. ``step``, ``epoch``
and ``time`` (seconds since 1970) are those of the record, unless a metric has the name.

Nothing of it is Python: there is no way from an expression to anything but numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from em_desktop.domain.metrics import Column, Flags, Floats, MetricTable

LONGEST = 1000
DEEPEST = 50

Fault: TypeAlias = Literal[
    "empty",
    "too long",
    "too deep",
    "character",
    "quote",
    "value",
    "end",
    "name",
    "function",
    "arguments",
]

_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<name>[^\W\d][\w.]*)"
    r"|`(?P<quoted>[^`]+)`|(?P<sign>\*\*|[-+*/^(),]))"
)


class ExpressionError(ValueError):
    """An expression that means nothing.

    Attributes:
        fault: what is wrong.
        start, end: where, as places in the text.
        word: what stands there.
    """

    def __init__(self, fault: Fault, start: int, end: int, word: str = "") -> None:
        super().__init__(f"{fault} at {start}: {word}")
        self.fault = fault
        self.start = start
        self.end = end
        self.word = word


@dataclass(frozen=True, slots=True)
class Number:
    """A constant."""

    value: float


@dataclass(frozen=True, slots=True)
class Name:
    """A metric, and where it stands in the text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function or an operator, and what it is given."""

    function: str
    arguments: tuple[Term, ...]


Term: TypeAlias = Number | Name | Call


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression.

    Attributes:
        text: as it was written.
        term: what it means.
        names: the metrics that it uses, in their order, once each.
    """

    text: str
    term: Term
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


def _running(function: np.ufunc) -> Callable[..., Floats]:
    """All of several values, or of one column everything up to each record."""

    def apply(*columns: Floats) -> Floats:
        if len(columns) == 1:
            return np.asarray(function.accumulate(columns[0]), np.float64)
        found = columns[0]
        for column in columns[1:]:
            found = function(found, column)
        return np.asarray(found, np.float64)

    return apply


def _difference(column: Floats) -> Floats:
    return np.diff(column, prepend=np.nan) if len(column) else column


def _total(column: Floats) -> Floats:
    return np.cumsum(np.where(np.isnan(column), 0.0, column))


_MANY = 1 << 30
FUNCTIONS: dict[str, tuple[int, int, Callable[..., Floats]]] = {
    "log": (1, 1, np.log),
    "log10": (1, 1, np.log10),
    "log2": (1, 1, np.log2),
    "exp": (1, 1, np.exp),
    "sqrt": (1, 1, np.sqrt),
    "abs": (1, 1, np.abs),
    "min": (1, _MANY, _running(np.fmin)),
    "max": (1, _MANY, _running(np.fmax)),
    "diff": (1, 1, _difference),
    "cumulative": (1, 1, _total),
}
"""Fewest and most arguments of each function, and what it does."""

_OPERATORS: dict[str, Callable[..., Floats]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "^": np.power,
    "neg": np.negative,
}


def parse(text: str) -> Expression:
    """Understand an expression.

    Raises:
        ExpressionError: it means nothing; it says where and why.
    """
    if len(text) > LONGEST:
        raise ExpressionError("too long", LONGEST, len(text))
    reader = _Reader(text, _tokens(text))
    term = reader.sum(0)
    reader.expect_end()
    return Expression(text, term, tuple(dict.fromkeys(reader.names)))


def quoted(name: str) -> str:
    """A metric's name as it is written in an expression."""
    return name if re.fullmatch(r"[^\W\d][\w.]*", name) else f"`{name}`"


def check_names(expression: Expression, known: Mapping[str, object]) -> None:
    """Make sure that all names are known.

    Raises:
        ExpressionError: the first one that isn't.
    """
    pending: list[Term] = [expression.term]
    found: list[Name] = []
    while pending:
        term = pending.pop()
        if isinstance(term, Call):
            pending.extend(term.arguments)
        elif isinstance(term, Name) and term.text not in known and term.text not in _PLACES:
            found.append(term)
    if found:
        first = min(found, key=lambda name: name.start)
        raise ExpressionError("name", first.start, first.end, first.text)


_PLACES = ("step", "epoch", "time")


def evaluate(expression: Expression, table: MetricTable) -> Column | None:
    """The column of a table's records; None if the table lacks one of the metrics.

    A record has a value where it has all metrics of the expression. What has no value as a
    number (a division by zero, the logarithm of a negative number) is NaN or infinite, as
    in NumPy.
    """
    given: dict[str, Floats] = {}
    present: Flags | None = None
    for name in expression.names:
        column = table.columns.get(name)
        if column is not None:
            given[name] = column.values
            if column.present is not None:
                present = column.present if present is None else present & column.present
        elif name in _PLACES:
            given[name] = {"step": table.step, "epoch": table.epoch, "time": table.time}[name]
        else:
            return None
    count = len(table)
    if present is not None:
        count = int(np.count_nonzero(present))
        given = {name: values[present] for name, values in given.items()}
    with np.errstate(all="ignore"):
        found = np.broadcast_to(_value(expression.term, given), (count,)).astype(np.float64)
    if present is None:
        return Column(found)
    values = np.full(len(table), np.nan)
    values[present] = found
    return Column(values, present)


def _value(term: Term, given: Mapping[str, Floats]) -> Floats:
    match term:
        case Number(value):
            return np.array([value])
        case Name(text):
            return given[text]
        case Call(function, arguments):
            values = [_value(argument, given) for argument in arguments]
            if function in _OPERATORS:
                return np.asarray(_OPERATORS[function](*values), np.float64)
            return np.asarray(FUNCTIONS[function][2](*values), np.float64)


def _tokens(text: str) -> list[_Token]:
    tokens = []
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            rest = text[place:].lstrip()
            if not rest:
                break
            start = len(text) - len(rest)
            fault: Fault = "quote" if rest[0] == "`" else "character"
            raise ExpressionError(fault, start, start + 1, rest[0])
        kind = str(found.lastgroup)
        start = found.start(kind) - (kind == "quoted")
        tokens.append(_Token(kind, found[kind], start, found.end()))
        place = found.end()
    return tokens


class _Reader:
    """Reads terms by the precedence of their operators."""

    def __init__(self, text: str, tokens: Sequence[_Token]) -> None:
        self._text = text
        self._tokens = tokens
        self._place = 0
        self.names: list[str] = []

    def sum(self, depth: int) -> Term:
        """Terms with plus and minus between them."""
        if depth > DEEPEST:
            token = self._tokens[min(self._place, len(self._tokens) - 1)]
            raise ExpressionError("too deep", token.start, token.end)
        term = self._product(depth)
        while (sign := self._take("+", "-")) is not None:
            term = Call(sign, (term, self._product(depth)))
        return term

    def expect_end(self) -> None:
        if self._place < len(self._tokens):
            token = self._tokens[self._place]
            raise ExpressionError("end", token.start, token.end, token.text)

    def _product(self, depth: int) -> Term:
        term = self._signed(depth)
        while (sign := self._take("*", "/")) is not None:
            term = Call(sign, (term, self._signed(depth)))
        return term

    def _signed(self, depth: int) -> Term:
        negative = False
        while (sign := self._take("+", "-")) is not None:
            negative = negative != (sign == "-")
        term = self._power(depth)
        return Call("neg", (term,)) if negative else term

    def _power(self, depth: int) -> Term:
        base = self._single(depth)
        if self._take("^", "**") is None:
            return base
        if depth > DEEPEST:
            raise ExpressionError("too deep", 0, len(self._text))
        negative = self._take("-") is not None
        exponent = self._power(depth + 1)
        return Call("^", (base, Call("neg", (exponent,)) if negative else exponent))

    def _single(self, depth: int) -> Term:
        token = self._next()
        match token.kind:
            case "number":
                return Number(float(token.text))
            case "quoted":
                return self._name(token)
            case "name":
                if self._take("(") is not None:
                    return self._call(token, depth)
                return self._name(token)
        if token.text != "(":
            raise ExpressionError("value", token.start, token.end, token.text)
        term = self.sum(depth + 1)
        self._close(token)
        return term

    def _name(self, token: _Token) -> Name:
        self.names.append(token.text)
        return Name(token.text, token.start, token.end)

    def _call(self, function: _Token, depth: int) -> Term:
        if function.text not in FUNCTIONS:
            raise ExpressionError("function", function.start, function.end, function.text)
        arguments = [self.sum(depth + 1)]
        while self._take(",") is not None:
            arguments.append(self.sum(depth + 1))
        self._close(function)
        fewest, most, _ = FUNCTIONS[function.text]
        if not fewest <= len(arguments) <= most:
            raise ExpressionError("arguments", function.start, function.end, function.text)
        return Call(function.text, tuple(arguments))

    def _close(self, opened: _Token) -> None:
        if self._take(")") is None:
            if self._place < len(self._tokens):
                token = self._tokens[self._place]
                raise ExpressionError("end", token.start, token.end, token.text)
            raise ExpressionError("value", opened.start, len(self._text), "(")

    def _take(self, *signs: str) -> str | None:
        if self._place < len(self._tokens):
            token = self._tokens[self._place]
            if token.kind == "sign" and token.text in signs:
                self._place += 1
                return token.text
        return None

    def _next(self) -> _Token:
        if self._place >= len(self._tokens):
            end = len(self._text)
            raise ExpressionError("value" if self._tokens else "empty", end, end)
        self._place += 1
        return self._tokens[self._place - 1]
