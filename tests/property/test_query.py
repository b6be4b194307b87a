"""Filters against plain evaluation: of one row, of whole columns, and of patterns by `re`."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import process_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from em_desktop.domain.metrics import Flags
from em_desktop.domain.query import (
    Field,
    FieldValue,
    QueryError,
    accepts,
    complete,
    name_text,
    parse,
    quoted,
    tokenize,
)
from em_desktop.domain.query.columns import select
from em_desktop.domain.query.pattern import Pattern, PatternError, PatternKind
from em_desktop.domain.value_column import ValueColumn

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
NAMES = ("lr", "val/loss", "learning rate", "优化器", "a.b")
_SMALL = st.sampled_from([0, 1, 2, 64, -1, 0.5, 1e-5, math.nan, math.inf, 2**53 + 1, 2**53])
_TEXTS = st.sampled_from(["adam", "Adam", "sgd", "1e-5", "64", "true", "", "a b", "2026-11-20"])
_TIMES = st.timedeltas(timedelta(days=-20), timedelta(days=2)).map(lambda span: NOW + span)
_SPANS = st.sampled_from([timedelta(hours=1), timedelta(0), timedelta(microseconds=1)])
_LABELS = st.lists(st.sampled_from(["paper", "Draft", "64"]), max_size=2).map(tuple)
VALUES: st.SearchStrategy[FieldValue] = st.one_of(
    st.none(), st.booleans(), _SMALL, st.floats(), _TEXTS, _TIMES, _SPANS, _LABELS
)
ROWS = st.lists(
    st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, VALUES)), min_size=1, max_size=8
)


@dataclass(frozen=True)
class Row:
    values: Mapping[str, FieldValue]

    def value(self, field: Field) -> FieldValue:
        return self.values.get(field.name)

    def holds(self, word: str) -> bool:
        return word in str(self.values).casefold()


class Table:
    """The same rows as columns."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def column(self, field: Field) -> ValueColumn | None:
        if not any(field.name in row.values for row in self._rows):
            return None
        return ValueColumn([row.value(field) for row in self._rows])

    def holding(self, word: str) -> Flags:
        return np.array([row.holds(word) for row in self._rows], dtype=np.bool_)


Plain = Callable[[Mapping[str, FieldValue]], bool]
"""What a filter means, put together beside its text."""


def number_conditions() -> st.SearchStrategy[tuple[str, Plain]]:
    signs: dict[str, Callable[[float, float], bool]] = {
        "<": lambda a, b: a < b,
        "<=": lambda a, b: a <= b,
        ">": lambda a, b: a > b,
        ">=": lambda a, b: a >= b,
        "==": lambda a, b: a == b,
        "!=": lambda a, b: a != b,
    }

    def build(name: str, sign: str, wanted: float) -> tuple[str, Plain]:
        def plain(row: Mapping[str, FieldValue]) -> bool:
            value = row.get(name)
            if isinstance(value, str):
                value = {"1e-5": 1e-5, "64": 64}.get(value)
            if isinstance(value, timedelta):
                value = value.total_seconds()
            if isinstance(value, bool) or not isinstance(value, int | float):
                # Some labels look like the number 64.
                several = row.get(name)
                if isinstance(several, tuple) and "64" in several:
                    found = signs["==" if sign == "!=" else sign](64, wanted)
                    return not found if sign == "!=" else found
                return sign == "!="
            return signs[sign](value, wanted)

        return f"{name_text(name)} {sign} {wanted!r}", plain

    numbers = st.sampled_from([0, 1, 64, 0.5, 1e-5, -1, 2**53 + 1, 3600])
    return st.builds(build, st.sampled_from(NAMES), st.sampled_from(sorted(signs)), numbers)


def text_conditions() -> st.SearchStrategy[tuple[str, Plain]]:
    def build(name: str, wanted: str) -> tuple[str, Plain]:
        def plain(row: Mapping[str, FieldValue]) -> bool:
            value = row.get(name)
            texts = value if isinstance(value, tuple) else (value,)
            return any(
                wanted in str(text).casefold() for text in texts if isinstance(text, str | bool)
            )

        return f"{name_text(name)} contains {quoted(wanted.upper())}", plain

    return st.builds(build, st.sampled_from(NAMES), st.sampled_from(["adam", "s", " ", "raf"]))


def missing_conditions() -> st.SearchStrategy[tuple[str, Plain]]:
    def build(name: str) -> tuple[str, Plain]:
        return f"{name_text(name)} is missing", lambda row: row.get(name) in {None, ()}

    return st.builds(build, st.sampled_from(NAMES))


def both(children: st.SearchStrategy[tuple[str, Plain]]) -> st.SearchStrategy[tuple[str, Plain]]:
    def negated(one: tuple[str, Plain]) -> tuple[str, Plain]:
        return f"not ({one[0]})", lambda row: not one[1](row)

    def joined(one: tuple[str, Plain], two: tuple[str, Plain], word: str) -> tuple[str, Plain]:
        if word == "or":
            return f"({one[0]}) or ({two[0]})", lambda row: one[1](row) or two[1](row)
        return f"({one[0]}) {word} ({two[0]})", lambda row: one[1](row) and two[1](row)

    words = st.sampled_from(["and", "or", ""])
    return st.one_of(st.builds(negated, children), st.builds(joined, children, children, words))


FILTERS = st.recursive(
    st.one_of(number_conditions(), text_conditions(), missing_conditions()), both, max_leaves=6
)


@given(FILTERS, ROWS)
def test_a_filter_means_what_its_parts_mean(
    query: tuple[str, Plain], rows: list[dict[str, FieldValue]]
) -> None:
    text, plain = query
    condition = parse(text)
    assert [accepts(condition, Row(row), NOW) for row in rows] == [plain(row) for row in rows]


_OPERANDS = [
    *("0", "64", "1e-5", "nan", "inf", "-inf", "true", "false", "adam", '"64"', '"1e-5"', '""'),
    *("9007199254740993", "9007199254740992", "1h", "0s", "7d", "2026-11-20", "1MB", "`lr`"),
    *("2026-11-20T10:30", "1180591620717411303424", "`val/loss`", "3600"),
]
_CONDITIONS = st.one_of(
    st.builds(
        lambda name, sign, operand: f"{name_text(name)} {sign} {operand}",
        st.sampled_from(NAMES),
        st.sampled_from(["==", "!=", "<", "<=", ">", ">="]),
        st.sampled_from(_OPERANDS),
    ),
    st.builds(
        lambda name, rest: f"{name_text(name)} {rest}",
        st.sampled_from(NAMES),
        st.sampled_from(
            ["in (1, adam, 7d)", "not in (64, true)", "like *a*", "matches '^.?d'", "contains 4"]
        ),
    ),
    st.sampled_from(["adam", "not adam", "lr is missing", "lr is not missing"]),
)


@given(st.lists(_CONDITIONS, min_size=1, max_size=4), st.sampled_from([" and ", " or "]), ROWS)
def test_columns_answer_as_rows_do(
    conditions: list[str], word: str, rows: list[dict[str, FieldValue]]
) -> None:
    condition = parse(word.join(conditions))
    each = [Row(row) for row in rows]
    chosen = select(condition, Table(each), NOW)
    assert chosen.tolist() == [accepts(condition, row, NOW) for row in each]


@given(st.text(max_size=60))
@settings(max_examples=400)
def test_any_text_is_a_filter_or_has_an_error_with_a_place(text: str) -> None:
    end = 0
    for token in tokenize(text):
        assert end <= token.start < token.end <= len(text)
        end = token.end
    error = None
    try:
        accepts(parse(text), Row({}), NOW)
    except QueryError as caught:
        error = caught
    if error is not None:
        assert 0 <= error.start <= error.end <= len(text)
        assert error.found == text[error.start : error.end]


@given(st.text(min_size=1, max_size=30), st.text(max_size=30))
def test_any_name_and_any_text_can_be_written_in_a_filter(name: str, text: str) -> None:
    condition = parse(f"{name_text(name)} == {quoted(text)}")
    assert accepts(condition, Row({name: text}), NOW)


class _NoWords:
    def names(self) -> list[object]:
        return []

    def values(self, name: str, limit: int) -> list[str]:
        return [name, "x"][:limit]


@given(st.text(alphabet="ab`\"'()<=,.é and", max_size=30), st.integers(0, 30))
def test_completion_of_any_text_stays_within_it(text: str, place: int) -> None:
    place = min(place, len(text))
    for found in complete(text, place, _NoWords()):  # type: ignore[arg-type]  # it has no names
        assert 0 <= found.start <= found.end == place


# ---- patterns

_ATOMS = st.sampled_from(
    ["a", "b", "c", ".", "[ab]", "[^a]", r"\d", r"\w", r"\s", r"\.", "^", "$", "[a-c]", r"[\d_]"]
)


def _expressions(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    repeats = st.sampled_from(["*", "+", "?", "{2}", "{1,2}", "{0,}", "{,2}", "*?"])
    return st.one_of(
        st.builds(lambda a, b: a + b, children, children),
        st.builds(lambda a, b: f"(?:{a}|{b})", children, children),
        st.builds(lambda a, repeat: f"(?:{a}){repeat}", children, repeats),
    )


@given(st.recursive(_ATOMS, _expressions, max_leaves=8), st.text("abcABx1_. ", max_size=12))
@settings(max_examples=500)
def test_a_regular_expression_fits_where_pythons_fits(expression: str, text: str) -> None:
    expected = re.search(expression.replace("$", r"\Z"), text, re.IGNORECASE | re.DOTALL)
    assert Pattern(PatternKind.MATCHES, expression).fits(text) is (expected is not None)


@given(st.text("ab*?c.[", max_size=8), st.text("abcAB.[", max_size=10))
def test_a_shell_pattern_fits_as_its_stars_say(pattern: str, text: str) -> None:
    expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    expected = re.fullmatch(expression, text, re.IGNORECASE | re.DOTALL)
    assert Pattern(PatternKind.LIKE, pattern).fits(text) is (expected is not None)


@pytest.mark.parametrize(
    "expression", ["(a+)+$b", "^(a|aa)*$", "^(a*)*(a*)*$", "(.*)(.*)(.*)(.*)b"]
)
def test_an_expression_that_hangs_other_engines_ends(expression: str) -> None:
    before = process_time()
    assert not Pattern(PatternKind.MATCHES, expression).fits("a" * 5000 + "!")
    assert process_time() - before < 20  # others would take longer than the universe


@pytest.mark.parametrize(
    "expression",
    ["a(", "a)", "[a", "*a", "(?=a)", r"\1", "a{300}", "(((a{90}){90}){90})", r"\b", "[b-a]", "\\"],
)
def test_an_expression_that_cant_be_read_says_so(expression: str) -> None:
    with pytest.raises(PatternError):
        Pattern(PatternKind.MATCHES, expression)
