"""Parameters of all kinds as values that can be written."""

from __future__ import annotations

import argparse
import enum
import math
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import pytest

from em_desktop.errors import InvalidValueError, TooLargeError
from em_desktop.formats.yaml_io import dump, load
from em_desktop.recording.values import LONGEST_TEXT, MOST_VALUES, to_mapping, to_value


class Color(enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    HIGH = 3


@dataclass
class Config:
    lr: float
    layers: tuple[int, ...]


@pytest.mark.parametrize(
    ("value", "recorded"),
    [
        ((1, 2), [1, 2]),
        ({"b", "a"}, ["a", "b"]),
        (range(3), [0, 1, 2]),
        (OrderedDict(b=1, a=2), {"b": 1, "a": 2}),
        ({0: 1.0, None: "x", True: 2}, {0: 1.0, None: "x", True: 2}),
        (np.float64(0.1), 0.1),
        (np.float32(0.5), 0.5),
        (np.int64(3), 3),
        (np.bool_(1), True),
        (np.str_("a"), "a"),
        (np.array([[1, 2], [3, 4]]), [[1, 2], [3, 4]]),
        (np.array(7), 7),
        (Color.RED, "red"),
        (Level.HIGH, 3),
        (PurePosixPath("a/b"), "a/b"),
        (date(2026, 11, 23), "2026-11-23"),
        (Config(0.1, (1, 2)), {"lr": 0.1, "layers": [1, 2]}),
        (argparse.Namespace(lr=0.1), {"lr": 0.1}),
        (2**80, 2**80),
        (None, None),
        (True, True),
    ],
)
def test_values_of_all_kinds_become_plain(value: Any, recorded: Any) -> None:
    converted = to_value(value, "x")
    assert converted == recorded
    assert type(converted) is type(recorded)
    assert load(dump({"x": converted})).value == {"x": recorded}


def test_not_a_number_is_a_value() -> None:
    assert math.isnan(to_mapping({"x": np.nan}, "hparams")["x"])  # type: ignore[arg-type]


def test_the_same_list_twice_is_no_cycle() -> None:
    shared = [1]
    assert to_value({"a": shared, "b": shared}, "x") == {"a": [1], "b": [1]}


def cyclic_list() -> Any:
    items: list[Any] = [1]
    items.append(items)
    return items


def cyclic_mapping() -> Any:
    mapping: dict[str, Any] = {}
    mapping["self"] = {"deeper": mapping}
    return mapping


def deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "kind", "reason"),
    [
        (cyclic_list(), InvalidValueError, "contains itself"),
        (cyclic_mapping(), InvalidValueError, "contains itself"),
        (deep(100_000), TooLargeError, "levels"),
        ("x" * (LONGEST_TEXT + 1), TooLargeError, "1,048,577 characters"),
        ([0] * (MOST_VALUES + 1), TooLargeError, "more than"),
        (np.zeros(MOST_VALUES + 1), TooLargeError, "record it as a file"),
        pytest.param(10**20_000, TooLargeError, "digits", id="integer"),
        (object(), InvalidValueError, "object"),
        (print, InvalidValueError, "builtin_function_or_method"),
        (b"x", InvalidValueError, "bytes"),
        ("\ud800", InvalidValueError, "Unicode"),
        ({(1, 2): 3}, InvalidValueError, "tuple"),
        (1j, InvalidValueError, "complex"),
    ],
)
def test_what_cannot_be_recorded_is_told_with_its_place(
    value: Any, kind: type[Exception], reason: str
) -> None:
    with pytest.raises(kind, match=reason):
        to_mapping({"model": {"x": value}}, "hparams")


def test_the_place_of_a_bad_value_is_named() -> None:
    with pytest.raises(InvalidValueError, match=r"hparams\.layers\[1\]\.init"):
        to_mapping({"layers": [{}, {"init": object()}]}, "hparams")


@pytest.mark.parametrize("value", [1, "text", [1, 2], None, Path("x")])
def test_parameters_are_a_mapping(value: Any) -> None:
    with pytest.raises(InvalidValueError, match="mapping"):
        to_mapping(value, "hparams")
