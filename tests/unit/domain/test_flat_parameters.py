"""Nested parameters side by side, and which way metrics get better."""

from __future__ import annotations

import math
from typing import Any

import pytest

from em_desktop.domain.autotune import Direction
from em_desktop.domain.directions import direction_of
from em_desktop.domain.flat_parameters import MOST_PARAMETERS, flatten, value_text
from em_desktop.domain.recordings import Opaque


def test_nested_parameters_are_named_by_their_paths() -> None:
    parameters: dict[Any, Any] = {
        "lr": 0.1,
        "optimizer": {"name": "adam", "betas": [0.9, 0.999]},
        "layers": [{"units": 64}, {"units": 32}],
        "学习": {"率": 1},
        0: {None: "x", True: 1.5},
    }
    assert flatten(parameters) == {
        "lr": 0.1,
        "optimizer.name": "adam",
        "optimizer.betas": "[0.9, 0.999]",
        "layers[0].units": 64,
        "layers[1].units": 32,
        "学习.率": 1,
        "0.null": "x",
        "0.true": 1.5,
    }


def test_what_is_empty_or_opaque_is_one_value() -> None:
    parameters: dict[Any, Any] = {"a": {}, "b": [], "c": None, "d": Opaque("python/x", [1])}
    assert flatten(parameters) == {"a": "{}", "b": "[]", "c": None, "d": "[1]"}


def test_a_key_with_a_dot_doesnt_hide_a_nested_one() -> None:
    assert flatten({"a": {"b": 1}, "a.b": 2}) == {"a.b": 1, "a.b#2": 2}


def test_parameters_of_any_size_and_depth_are_bounded() -> None:
    deep: dict[Any, Any] = {"x": 1}
    for _ in range(500):
        deep = {"x": deep}
    (value,) = flatten(deep).values()
    assert isinstance(value, str)
    assert len(flatten({number: number for number in range(10_000)})) == MOST_PARAMETERS
    (text,) = flatten({"a": "x" * 10_000}).values()
    assert isinstance(text, str)
    assert len(text) == 500


def test_a_value_is_shown_as_it_was_recorded() -> None:
    shown = [value_text(value) for value in (True, None, 64, 64.0, 1e-5, "a b", 2**70)]
    assert shown == ["true", "null", "64", "64.0", "1e-05", "a b", "1180591620717411303424"]
    assert value_text(math.nan) == "NaN"


@pytest.mark.parametrize(
    "name", ["val/accuracy", "top1", "F1", "mAP", "error_score", "neg_mean_squared_error", "准确率"]
)
def test_higher_is_better(name: str) -> None:
    assert direction_of(name) is Direction.MAXIMIZE


@pytest.mark.parametrize("name", ["val/loss", "crossEntropyLoss", "RMSE", "train/nll_loss", "损失"])
def test_lower_is_better(name: str) -> None:
    assert direction_of(name) is Direction.MINIMIZE


@pytest.mark.parametrize("name", ["lr", "epoch", "", "val/", "grad_norm", "lossy"])
def test_a_name_that_doesnt_say_has_no_direction(name: str) -> None:
    assert direction_of(name) is None
