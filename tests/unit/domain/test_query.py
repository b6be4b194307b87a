"""The filter language: what it accepts, what it means, and what it says when it is wrong."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import pytest

from em_desktop.domain.query import (
    EVERYTHING,
    CompletionKind,
    Field,
    FieldValue,
    Named,
    QueryError,
    QueryFault,
    TokenKind,
    accepts,
    complete,
    fields_of,
    name_text,
    parse,
    quoted,
    tokenize,
    unknown_fields,
    words_of,
)
from em_desktop.domain.query.tokens import LONGEST

NOW = datetime(2026, 11, 27, 12, tzinfo=timezone(timedelta(hours=8)))


@dataclass(frozen=True)
class Fixed:
    """A row with these values; functions are written before the name: ``min(loss)``."""

    values: Mapping[str, FieldValue]
    text: str = ""

    def value(self, field: Field) -> FieldValue:
        name = field.name if field.function is None else f"{field.function}({field.name})"
        return self.values.get(name)

    def holds(self, word: str) -> bool:
        return word in self.text


def holds(query: str, text: str = "", **values: FieldValue) -> bool:
    return accepts(parse(query), Fixed(values, text), NOW)


def holds_of(query: str, value: FieldValue) -> bool:
    """Whether a condition about ``x`` holds of a value."""
    return accepts(parse(query), Fixed({"x": value}), NOW)


def wrong(query: str) -> QueryError:
    with pytest.raises(QueryError) as caught:
        parse(query)
    return caught.value


# ---- what it accepts


def test_the_example_of_the_guide_is_understood() -> None:
    query = 'val/accuracy > 0.97 and optimizer == "adam" and modified > 7d'
    row: dict[str, FieldValue] = {
        "val/accuracy": 0.98,
        "optimizer": "adam",
        "modified": NOW - timedelta(days=8),
    }
    assert accepts(parse(query), Fixed(row), NOW)
    for name, other in (
        ("val/accuracy", 0.97),
        ("optimizer", "sgd"),
        ("modified", NOW - timedelta(days=6)),
    ):
        assert not accepts(parse(query), Fixed({**row, name: other}), NOW), name


def test_an_empty_filter_accepts_everything() -> None:
    assert parse("") == parse("   ") == EVERYTHING
    assert holds("")


def test_plain_words_are_looked_for_in_what_people_call_the_row() -> None:
    assert words_of(parse("Mnist  wide")) == ("mnist", "wide")
    assert words_of(parse("mnist lr = 1")) is None
    assert holds("mnist wide", text="mnist_wide run")
    assert not holds("mnist deep", text="mnist_wide run")
    assert holds("not draft", text="final")
    assert holds('"two words"', text="has two words in it")


@pytest.mark.parametrize(
    "word", ["c++", "50%", "a&b", "run-1", "a/b.c", "第二次", "3d", "#7", "{x}"]
)
def test_words_of_any_signs_can_be_looked_for(word: str) -> None:
    assert holds(word, text=f"the {word} run")


def test_and_binds_stronger_than_or_and_parentheses_than_both() -> None:
    assert parse("a or b and c") == parse("a or (b and c)")
    assert parse("a or b and c") != parse("(a or b) and c")
    assert parse("a b or c") == parse("(a and b) or c")
    assert parse("not a and b") == parse("(not a) and b")
    assert parse("NOT a AND b") == parse("not a and b")


def test_a_name_of_any_signs_is_written_in_backticks() -> None:
    for name in ("learning rate", "a.b", 'say "x"', "学习率", "back`tick", "and", "3", "a=b", " "):
        query = f"{name_text(name)} == 1"
        assert [field.name for field in fields_of(parse(query))] == [name], query


def test_names_with_slashes_dots_brackets_and_chinese_need_no_quotes() -> None:
    for name in ("val/accuracy", "optimizer.lr", "layers[0].units", "学习率", "weight-decay", "_x"):
        assert name_text(name) == name
        assert [field.name for field in fields_of(parse(f"{name}>1"))] == [name]


def test_signs_of_a_chinese_keyboard_mean_the_same() -> None:
    assert parse("（学习率＞1）and x！＝“y”") == parse('(学习率 > 1) and x != "y"')


def test_an_equals_sign_alone_compares_too() -> None:
    assert parse("optimizer = adam") == parse('optimizer == "adam"')


@pytest.mark.parametrize("text", ['say "x"', "back\\slash", "it's", "", "“quoted”", "a\\"])
def test_a_text_of_any_signs_can_be_quoted(text: str) -> None:
    assert holds_of(f"x == {quoted(text)}", text)


# ---- what it means


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("x == 64", 64),
        ("x == 64", 64.0),
        ("x == 64.0", 64),
        ("x >= 1e-3", 0.001),
        ("x < 1_000", 999),
        ("x == -5", -5),
        ("x == 9007199254740993", 9007199254740993),
        ("x == 1180591620717411303424", 2**70),
        ("x > 0.5", "0.75"),
        ("x == 1e-5", "1e-5"),
        ("x < 1e-4", "1e-5"),
        ('x == "64"', 64),
        ("x == adam", "Adam"),
        ("x == true", True),
        ("x == false", "False"),
        ("x == nan", math.nan),
        ("x == inf", math.inf),
        ("x > 1e308", math.inf),
        ("x in (1, 2, 3)", 2),
        ("x in [adam, sgd]", "SGD"),
        ("x not in (1, 2)", 3),
        ("x contains LAB", "a label"),
        ("x not contains z", "a label"),
        ("x like mnist_*_v?", "MNIST_wide_v2"),
        ("x matches ^run\\d+$", "run12"),
        ("x matches 'a|b'", "cab"),
        ("x contains 6", 64),
        ("x > 2h", timedelta(hours=3)),
        ("x < 1h30m", timedelta(hours=1)),
        ("x > 3600", timedelta(hours=2)),
        ("x > 90s", 91.5),
        ("x > 7d", NOW - timedelta(days=8)),
        ("x < 7d", NOW - timedelta(days=6)),
        ("x == 2026-11-20", datetime(2026, 11, 19, 16, tzinfo=UTC)),
        ("x >= 2026-11-20", datetime(2026, 11, 19, 16, tzinfo=UTC)),
        ("x > 2026-11-20", datetime(2026, 11, 20, 16, tzinfo=UTC)),
        ("x <= 2026-11-20", datetime(2026, 11, 20, 15, 59, tzinfo=UTC)),
        ("x == 2026-11-20T08:30", datetime(2026, 11, 20, 0, 30, 59, tzinfo=UTC)),
        ("x == 2026-11-20T00:30:15Z", datetime(2026, 11, 20, 0, 30, 15, 999, tzinfo=UTC)),
        ("x == 2023-01-01", "2023-01-01"),
        ("x == 3d", "3d"),
        ("x > 10MB", 10_000_001),
        ("x == 2KiB", 2048),
        ("x == paper", ("draft", "Paper")),
        ("x in (paper, draft)", ("old", "draft")),
        ("x contains pap", ("draft", "paper")),
        ("x == missing", "missing"),
        ("x is missing", None),
        ("x is missing", ()),
        ("x is not missing", 0),
        ("x is not null", math.nan),
    ],
)
def test_a_condition_holds(query: str, value: FieldValue) -> None:
    assert holds_of(query, value)


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("x == 9007199254740993", 9007199254740992),
        ("x == 1", True),
        ("x == true", 1),
        ("x > 1", True),
        ("x > 0", "many"),
        ("x < zebra", 5),
        ("x > 1", math.nan),
        ("x <= nan", math.nan),
        ("x == nan", "nan "),
        ("x > 7d", NOW - timedelta(days=7)),
        ("x > 7d", "8d"),
        ("x == 2026-11-20", datetime(2026, 11, 20, 16, tzinfo=UTC)),
        ("x > 5", NOW),
        ("x like mnist", "mnist_wide"),
        ("x matches ^b", "ab"),
        ("x != paper", ("draft", "paper")),
    ],
)
def test_a_condition_doesnt_hold(query: str, value: FieldValue) -> None:
    assert not holds_of(query, value)


@pytest.mark.parametrize(
    "condition", ["x == 1", "x < 1", "x >= 1", "x > a", "x in (1, a)", "x contains a", "x > 1d"]
)
def test_nothing_is_equal_to_a_missing_value_or_before_it(condition: str) -> None:
    assert not holds_of(condition, None)
    assert holds_of(f"not {condition}", None)


def test_unequal_is_the_opposite_of_equal_also_for_missing_values() -> None:
    for value in (None, 1, "1", "a", math.nan, True, (), NOW):
        assert holds_of("x != 1", value) is not holds_of("x == 1", value)
    assert holds_of("x != 1", None)


def test_columns_are_compared_with_each_other() -> None:
    row: dict[str, FieldValue] = {"last(loss)": 0.5, "min(loss)": 0.25, "lr": 1, "min lr": 1.0}
    assert accepts(parse("last(loss) > min(loss)"), Fixed(row), NOW)
    assert accepts(parse("lr == `min lr`"), Fixed(row), NOW)
    assert not accepts(parse("lr < `min lr`"), Fixed(row), NOW)
    assert not accepts(parse("lr == `absent`"), Fixed(row), NOW)
    assert accepts(parse("lr != `absent`"), Fixed(row), NOW)


def test_a_function_says_which_number_of_a_metric_is_meant() -> None:
    row: dict[str, FieldValue] = {"min(val/loss)": 0.05, "last(val/loss)": 0.2}
    assert accepts(parse("min(val/loss) < 0.1"), Fixed(row), NOW)
    assert not accepts(parse("LAST(`val/loss`) < 0.1"), Fixed(row), NOW)


# ---- what it says when it is wrong


@pytest.mark.parametrize(
    ("query", "fault", "start", "found"),
    [
        ("lr >", QueryFault.VALUE_EXPECTED, 4, ""),
        ("lr > and x", QueryFault.VALUE_EXPECTED, 5, "and"),
        ("lr > > 3", QueryFault.VALUE_EXPECTED, 5, ">"),
        ("lr > 1 and", QueryFault.CONDITION_EXPECTED, 10, ""),
        ("lr > 1 and or x", QueryFault.CONDITION_EXPECTED, 11, "or"),
        ("not", QueryFault.CONDITION_EXPECTED, 3, ""),
        ("`lr`", QueryFault.CONDITION_EXPECTED, 4, ""),
        ("`lr` not 3", QueryFault.CONDITION_EXPECTED, 9, "3"),
        ("> 3", QueryFault.NAME_EXPECTED, 0, ">"),
        ("min() > 3", QueryFault.NAME_EXPECTED, 4, ")"),
        ("(lr > 1", QueryFault.CLOSING_EXPECTED, 7, ""),
        ("lr in (1, 2", QueryFault.CLOSING_EXPECTED, 11, ""),
        ("lr in [1)", QueryFault.CLOSING_EXPECTED, 8, ")"),
        ("min(loss > 3", QueryFault.CLOSING_EXPECTED, 9, ">"),
        ("lr in 3", QueryFault.LIST_EXPECTED, 6, "3"),
        ("lr in (", QueryFault.VALUE_EXPECTED, 7, ""),
        ("lr > 1)", QueryFault.UNEXPECTED, 6, ")"),
        (")", QueryFault.UNEXPECTED, 0, ")"),
        ("a, b", QueryFault.UNEXPECTED, 1, ","),
        ('name == "adam', QueryFault.UNFINISHED_TEXT, 8, '"adam'),
        ("`my name > 3", QueryFault.UNFINISHED_TEXT, 0, "`my name > 3"),
        ("name contains", QueryFault.TEXT_EXPECTED, 13, ""),
        ("lr is big", QueryFault.MISSING_EXPECTED, 6, "big"),
        ("sum(loss) > 3", QueryFault.UNKNOWN_FUNCTION, 0, "sum"),
        ("name matches 'a('", QueryFault.BAD_PATTERN, 13, "'a('"),
        ("created > 2026-13-01", QueryFault.BAD_TIME, 10, "2026-13-01"),
        ("(" * 60 + "a" + ")" * 60, QueryFault.TOO_DEEP, 50, "("),
        ("a" * (LONGEST + 1), QueryFault.TOO_LONG, LONGEST, ""),
    ],
)
def test_an_error_points_at_what_is_wrong(
    query: str, fault: QueryFault, start: int, found: str
) -> None:
    error = wrong(query)
    assert (error.kind, error.start, error.found) == (fault, start, found)
    assert error.end >= error.start
    assert f"column {start + 1}" in str(error)


# ---- highlighting


def test_tokens_say_what_stands_where_also_in_a_wrong_filter() -> None:
    text = 'val/acc >= 0.9 AND (`my name` in "x, 7d 2026-01-01 5MB'
    assert [(token.kind, text[token.start : token.end]) for token in tokenize(text)] == [
        (TokenKind.WORD, "val/acc"),
        (TokenKind.OPERATOR, ">="),
        (TokenKind.NUMBER, "0.9"),
        (TokenKind.KEYWORD, "AND"),
        (TokenKind.MARK, "("),
        (TokenKind.NAME, "`my name`"),
        (TokenKind.KEYWORD, "in"),
        (TokenKind.TEXT, '"x, 7d 2026-01-01 5MB'),
    ]
    kinds = [token.kind for token in tokenize("7d 2026-01-01 5MB 1h30m 5x")]
    time, size, word = TokenKind.TIME, TokenKind.SIZE, TokenKind.WORD
    assert kinds == [TokenKind.DURATION, time, size, TokenKind.DURATION, word]


# ---- completion


class Words:
    """A vocabulary of a few columns."""

    def names(self) -> list[Named]:
        return [
            Named("status"),
            Named("val/accuracy", is_metric=True, note="metric"),
            Named("learning rate"),
            Named("optimizer"),
        ]

    def values(self, name: str, limit: int) -> list[str]:
        found = {"optimizer": ["adam", "sgd with momentum"], "learning rate": ["0.1"]}
        return found.get(name, [])[:limit]


def texts(query: str, place: int | None = None) -> list[str]:
    return [each.text for each in complete(query, len(query) if place is None else place, Words())]


def test_names_are_offered_first_where_a_condition_begins() -> None:
    for query in ("", "lr > 1 and ", "not ", "("):
        assert texts(query)[:4] == ["status", "val/accuracy", "`learning rate`", "optimizer"], query


def test_what_is_typed_narrows_completion_down() -> None:
    assert texts("acc") == ["val/accuracy"]
    assert texts("rate") == ["`learning rate`"]
    assert texts("`lea") == ["`learning rate`"]
    assert texts("xyz") == []
    assert texts("optimizer") == []


def test_values_that_occur_are_offered_behind_an_operator() -> None:
    assert texts("optimizer == ") == ['"adam"', '"sgd with momentum"']
    assert texts('optimizer == "s') == ['"sgd with momentum"']
    assert texts("`learning rate` < ") == ["0.1"]
    assert texts("optimizer in (adam, ") == ['"adam"', '"sgd with momentum"']
    assert texts("optimizer not contains ") == ['"adam"', '"sgd with momentum"']


def test_operators_are_offered_behind_a_name_and_words_behind_a_condition() -> None:
    assert texts("optimizer ")[:2] == ["==", "!="]
    assert texts("min(val/accuracy) ")[:2] == ["==", "!="]
    assert texts("optimizer == adam ") == ["and", "or"]
    assert texts("optimizer == adam o") == ["or"]


def test_only_metrics_are_offered_to_a_function_of_metrics() -> None:
    assert texts("min(") == ["val/accuracy"]
    assert len(texts("param(")) == 4


def test_a_completion_takes_the_place_of_what_is_typed() -> None:
    (found,) = complete("x > 1 and acc and y", 13, Words())
    assert (found.kind, found.start, found.end) == (CompletionKind.NAME, 10, 13)
    assert found.note == "metric"


def test_names_that_arent_there_are_told_with_the_most_similar_one() -> None:
    found = unknown_fields(parse("val/acuracy > 1 and status == x and zzz < 3"), Words())
    assert [(field.name, field.start, similar) for field, similar in found] == [
        ("val/acuracy", 0, "val/accuracy"),
        ("zzz", 36, ""),
    ]
