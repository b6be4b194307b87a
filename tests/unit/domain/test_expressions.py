"""Computed metrics against Python's own arithmetic; errors and where they are."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_desktop.domain.expressions import (
    DEEPEST,
    LONGEST,
    ExpressionError,
    check_names,
    evaluate,
    parse,
    quoted,
)
from em_desktop.domain.metrics import Column, Floats, MetricTable

nan = math.nan


def floats(*values: float) -> Floats:
    return np.array(values, dtype=np.float64)


def table(**columns: Floats) -> MetricTable:
    count = len(next(iter(columns.values())))
    steps = np.arange(count, dtype=np.float64)
    return MetricTable(
        "train", steps, steps / 10, steps + 100, {name: Column(v) for name, v in columns.items()}
    )


def value(text: str, **columns: Floats) -> list[float]:
    found = evaluate(parse(text), table(**columns))
    assert found is not None
    return list(found.values.tolist())


terms = st.recursive(
    st.one_of(
        st.floats(0.1, 9).map(lambda number: (f"{number:.3f}", f"{number:.3f}")),
        st.sampled_from([("a", "a"), ("b", "b"), ("`c/d e`", "c")]),
    ),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/"]), inner).map(
            lambda made: tuple(f"({made[0][n]} {made[1]} {made[2][n]})" for n in (0, 1))
        ),
        inner.map(lambda made: (f"-{made[0]}", f"(-{made[1]})")),
        inner.map(lambda made: (f"exp(0.01 * {made[0]})", f"np.exp(0.01 * {made[1]})")),
        inner.map(lambda made: (f"abs({made[0]})", f"np.abs({made[1]})")),
        inner.map(lambda made: (f"({made[0]})^2", f"({made[1]})**2")),
    ),
    max_leaves=12,
)


@given(terms)
def test_arithmetic_is_that_of_numpy(made: tuple[str, str]) -> None:
    a, b, c = floats(1, 2, 3), floats(-0.5, 0.25, 8), floats(7, 0, nan)
    columns = {"a": Column(a), "b": Column(b), "c/d e": Column(c)}
    found = evaluate(parse(made[0]), MetricTable("t", a, a, a, columns))
    assert found is not None
    with np.errstate(all="ignore"):
        expected = eval(made[1], {"np": np, "a": a, "b": b, "c": c})
    np.testing.assert_allclose(found.values, np.broadcast_to(expected, 3), rtol=1e-12)


@given(st.text(max_size=40))
def test_any_text_is_an_expression_or_an_error_that_says_where(text: str) -> None:
    try:
        parse(text)
    except ExpressionError as error:
        start = error.start
    else:
        start = 0
    assert 0 <= start <= len(text)


def test_precedence_is_that_of_mathematics() -> None:
    assert value("1 + 2 * 3 ^ 2 ^ 0.5 - -4 / 2", a=floats(0)) == [1 + 2 * 3 ** (2**0.5) + 2]
    assert value("-2 ^ 2", a=floats(0)) == [-4]
    assert value("2 ** -1", a=floats(0)) == [0.5]


def test_functions_over_records_go_in_their_order() -> None:
    a = floats(3, 1, 2)
    assert value("min(a)", a=a) == [3, 1, 1]
    assert value("max(a)", a=a) == [3, 3, 3]
    assert value("min(a, 1.5)", a=a) == [1.5, 1, 1.5]
    assert value("cumulative(a)", a=a) == [3, 4, 6]
    assert value("diff(a)", a=a)[1:] == [-2, 1]
    assert math.isnan(value("diff(a)", a=a)[0])
    assert value("step + epoch + time", a=a) == pytest.approx([100, 102.1, 104.2])


def test_what_has_no_value_is_nan_or_infinite() -> None:
    found = value("log(a) + 1 / a", a=floats(0, -1, 1))
    assert found[2] == 1
    assert math.isnan(found[0]) or math.isinf(found[0])
    assert math.isnan(found[1])


def test_a_record_without_one_of_the_metrics_has_no_value() -> None:
    present = np.array([True, False, True])
    columns = {"a": Column(floats(1, nan, 3), present), "b": Column(floats(1, 2, 4))}
    steps = floats(0, 1, 2)
    found = evaluate(parse("cumulative(a) * b"), MetricTable("t", steps, steps, steps, columns))
    assert found is not None
    assert found.present is not None
    assert found.present.tolist() == [True, False, True]
    assert found.values[found.present].tolist() == [1, 16]
    assert evaluate(parse("a + absent"), MetricTable("t", steps, steps, steps, columns)) is None


@pytest.mark.parametrize(
    ("text", "fault", "start"),
    [
        ("", "empty", 0),
        ("a +", "value", 3),
        ("a b", "end", 2),
        ("(a", "value", 0),
        ("a )", "end", 2),
        ("sine(a)", "function", 0),
        ("1 + log(a, b)", "arguments", 4),
        ("a $ b", "character", 2),
        ("`a", "quote", 0),
        ("a + * b", "value", 4),
        ("min()", "value", 4),
        ("__import__('os')", "character", 11),
        ("a" * (LONGEST + 1), "too long", LONGEST),
    ],
)
def test_an_error_says_what_and_where(text: str, fault: str, start: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert (caught.value.fault, caught.value.start) == (fault, start)


def test_nesting_is_bounded() -> None:
    parse("(" * DEEPEST + "1" + ")" * DEEPEST)
    with pytest.raises(ExpressionError, match="too deep"):
        parse("(" * 400 + "1" + ")" * 400)
    with pytest.raises(ExpressionError, match="too deep"):
        parse("2" + "^2" * 400)


def test_an_unknown_name_is_pointed_at() -> None:
    check_names(parse("a + step"), {"a": 1})
    with pytest.raises(ExpressionError) as caught:
        check_names(parse("a + `b/c` * d"), {"a": 1})
    assert (caught.value.word, caught.value.start, caught.value.end) == ("b/c", 4, 9)


@given(
    st.text(
        st.characters(exclude_characters="`", exclude_categories=["Cs"]), min_size=1, max_size=20
    )
)
def test_any_name_can_be_quoted(name: str) -> None:
    assert parse(quoted(name)).names == (name,)
