"""Nested values side by side."""

from __future__ import annotations

import math
from typing import Any, TypeAlias

from hypothesis import given
from hypothesis import strategies as st

from em_desktop.domain.cells import ABSENT
from em_desktop.domain.differences import path_text, value_rows
from em_desktop.domain.recordings import Opaque, Scalar, Value


def table(*values: dict[Any, Any]) -> dict[str, tuple[Any, ...]]:
    return {path_text(row.path): row.cells for row in value_rows(values)}


def differing(*values: dict[Any, Any]) -> list[str]:
    return [path_text(row.path) for row in value_rows(values) if row.differs]


def test_nested_values_have_a_row_each() -> None:
    one = {"lr": 0.1, "net": {"layers": [{"units": 64}, {"units": 32}], "act": "relu"}}
    assert table(one) == {
        "lr": (0.1,),
        "net.layers[0].units": (64,),
        "net.layers[1].units": (32,),
        "net.act": ("relu",),
    }


def test_a_list_of_plain_values_and_what_has_a_tag_is_one_value() -> None:
    fraction = Opaque("python/object/apply:fractions.Fraction", ["1/3"])
    assert table({"a": [1, [2, 3]], "b": fraction, "c": [], "d": {}}) == {
        "a": ([1, [2, 3]],),
        "b": (fraction,),
        "c": ([],),
        "d": ({},),
    }


def test_what_only_a_later_one_has_stands_behind_what_is_before_it_there() -> None:
    first = {"a": 1, "b": {"x": 1, "z": 2}, "c": 3}
    second = {"new": 0, "a": 1, "b": {"x": 1, "y": 1, "z": 2}, "d": 4, "c": 3}
    assert list(table(first, second)) == ["new", "a", "b.x", "b.y", "b.z", "d", "c"]


def test_absent_is_not_null() -> None:
    assert table({"a": None}, {}) == {"a": (None, ABSENT)}
    assert differing({"a": None}, {}) == ["a"]


def test_a_number_and_the_same_text_differ_and_are_told_apart() -> None:
    [row] = value_rows([{"lr": 1e-3}, {"lr": "0.001"}, {}])
    assert row.differs
    assert row.has_texts_and_others
    assert row.differs_from(0) == (False, True, True)


def test_nan_is_equal_to_nan_and_one_to_one_point_zero_but_not_to_true() -> None:
    assert differing({"a": math.nan, "b": 1, "c": 1}, {"a": math.nan, "b": 1.0, "c": True}) == ["c"]


def test_a_value_here_and_a_mapping_there_are_rows_of_their_own() -> None:
    assert table({"opt": "adam"}, {"opt": {"name": "adam"}}) == {
        "opt": ("adam", ABSENT),
        "opt.name": (ABSENT, "adam"),
    }


def test_keys_need_not_be_text() -> None:
    assert table({1: "one", None: 0, "训练": {True: 1}}) == {
        "1": ("one",),
        "null": (0,),
        "训练.true": (1,),
    }


Nested: TypeAlias = dict[Scalar, Value]

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.sampled_from(["", "a", "1"]), st.just(math.nan)
)
NESTED = st.dictionaries(
    st.sampled_from("abcd"),
    st.recursive(
        SCALARS,
        lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)


def leaves(value: Any, before: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    found: dict[tuple[str, ...], Any] = {}
    for key, item in value.items():
        path = (*before, key)
        found.update(leaves(item, path) if isinstance(item, dict) and item else {path: item})
    return found


@given(st.lists(NESTED, min_size=1, max_size=4))
def test_each_value_is_in_its_row_and_column_and_nowhere_else(
    values: list[Nested],
) -> None:
    rows = {row.path: row for row in value_rows(values)}
    for number, value in enumerate(values):
        expected = leaves(value)
        found = {path: row.cells[number] for path, row in rows.items()}
        assert {path for path, cell in found.items() if cell is not ABSENT} == set(expected)
        assert all(found[path] is expected[path] for path in expected)


@given(NESTED)
def test_equal_values_have_no_differences_and_keep_their_order(value: Nested) -> None:
    rows = value_rows([value, value])
    assert not any(row.differs for row in rows)
    assert [row.path for row in rows] == list(leaves(value))


@given(st.lists(NESTED, min_size=2, max_size=3), st.randoms())
def test_differences_do_not_depend_on_the_order_of_the_compared(
    values: list[Nested], random: Any
) -> None:
    shuffled = values.copy()
    random.shuffle(shuffled)
    assert set(differing(*values)) == set(differing(*shuffled))
