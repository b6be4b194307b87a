"""Nested values are found, pruned and written as text."""

from __future__ import annotations

import math

import pytest

from em_desktop.domain.recordings import Opaque, Value
from em_desktop.gui.models.values import as_json, count_leaves, pruned, value_text

PARAMETERS: Value = {
    "model": {"hidden": [128, 64], "dropout": 0.1, "init": None},
    "augment": [{"name": "noise"}, {"name": "none"}],
    "备注": "基线",
    0: 1.0,
}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (1e-05, "1e-05"),
        (math.nan, "nan"),
        (-math.inf, "-inf"),
        (1180591620717411303424, "1180591620717411303424"),
        ("two\nlines", "two⏎lines"),
        ([128, 64], "[128, 64]"),
        ([[1], [2]], "[2]"),
        ({"a": 1}, "{1}"),
        (Opaque("python/tuple", [1, 2]), "python/tuple [1, 2]"),
    ],
)
def test_a_value_is_shown_as_it_was_written(value: Value, text: str) -> None:
    assert value_text(value) == text


def test_pruning_keeps_what_matches_and_what_leads_to_it() -> None:
    assert pruned(PARAMETERS, "DROP") == {"model": {"dropout": 0.1}}
    assert pruned(PARAMETERS, "noise") == {"augment": {"0": {"name": "noise"}}}
    assert pruned(PARAMETERS, "基线") == {"备注": "基线"}
    assert pruned(PARAMETERS, "absent") == {}


def test_a_matching_name_keeps_all_that_is_in_it() -> None:
    assert pruned(PARAMETERS, "model") == {"model": PARAMETERS["model"]}  # type: ignore[index,call-overload]


def test_null_can_be_found() -> None:
    assert pruned(PARAMETERS, "null") == {"model": {"init": None}}


def test_leaves_are_counted_and_a_plain_list_is_one() -> None:
    assert count_leaves(PARAMETERS) == 7


def test_copied_json_keeps_keys_that_are_not_text() -> None:
    assert '"0": 1.0' in as_json(PARAMETERS)
