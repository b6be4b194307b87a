"""Records are, byte for byte, what PyYAML's default dumper writes."""

from __future__ import annotations

import math
import struct
from datetime import datetime
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from em_desktop.formats.times import parse_time
from em_desktop.recording import metric_record
from em_desktop.recording.metric_record import Clock, RecordWriter, float_text
from em_desktop.recording.notices import Notices

NAMES = [
    "loss", "train/loss", "系统", "🎯", "yes", "on", "null", "", " ", "1", "1e5", "0x1F",
    "2023-01-01", "a: b", "a #b", "- a", "? a", "a\nb", "a\tb", "'", '"', "\\", "[x]", "{x}",
    "*a", "&a", "!a", "%a", "@a", "`a", "x" * 130, "a few words " * 20, "\x00", "\x85", "\ufeff",
    "=", "<<", "~",
]  # fmt: skip


def writer() -> RecordWriter:
    return RecordWriter(Notices("run"))


def dumped_again(text: bytes) -> str:
    return yaml.dump(yaml.safe_load(text), sort_keys=False)


def the_one(text: bytes) -> dict[str, Any]:
    records = yaml.safe_load(text)
    assert len(records) == 1
    return dict(records[0])


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_any_kind_is_written_as_the_dumper_does(name: str) -> None:
    text = writer().record({name: 0.25, "second": 1.0}, 1, 2)
    assert the_one(text)["value"] == {name: 0.25, "second": 1.0}
    assert text.decode("ascii") == dumped_again(text)


@given(st.text(max_size=200), st.floats())
def test_any_name_and_number_reads_back(name: str, number: float) -> None:
    text = writer().record({name: number}, 1, None)
    value = the_one(text)["value"]
    cleaned = name.encode("utf-8", "backslashreplace").decode()
    assert struct.pack("d", value[cleaned]) == struct.pack("d", number) or math.isnan(number)
    assert text.decode("ascii") == dumped_again(text)


@given(st.floats())
def test_floats_are_written_as_the_dumper_does(number: float) -> None:
    assert float_text(number) == yaml.dump(number).split("\n")[0]


@pytest.mark.parametrize(
    ("step", "written"),
    [
        (3, "3"),
        (2**70, str(2**70)),
        (-1, "-1"),
        (1.5, "1.5"),
        (np.int64(7), "7"),
        (np.float32(0.5), "0.5"),
        (np.array([9]), "9"),
        ("12", "12"),
        (True, "1"),
        (None, "null"),
        (math.nan, "null"),
        (math.inf, "null"),
        ("soon", "null"),
        ([1, 2], "null"),
        pytest.param(10**5000, "null", id="huge"),
    ],
)
def test_a_step_is_a_number_or_null(step: Any, written: str) -> None:
    lines = writer().record({"loss": 1.0}, step, None).decode().splitlines()
    assert lines[4] == f"    step: {written}"


class Tensor:
    """As PyTorch's: one element by ``item``."""

    def __init__(self, *values: float) -> None:
        self.values = values

    def item(self) -> float:
        if len(self.values) != 1:
            raise RuntimeError("a Tensor with 2 elements cannot be converted to Scalar")
        return self.values[0]


class Eager:
    """As TensorFlow's: an array by ``numpy``."""

    def numpy(self) -> Any:
        return np.float32(0.5)


@pytest.mark.parametrize(
    "value",
    [
        0.5, np.float64(0.5), np.float16(0.5), np.array(0.5), np.array([[0.5]]), Tensor(0.5),
        Eager(), "0.5",
    ],
)  # fmt: skip
def test_one_number_of_any_library_is_taken(value: Any) -> None:
    assert the_one(writer().record({"x": value}, 1, 1))["value"] == {"x": 0.5}


@pytest.mark.parametrize(
    "value",
    [
        None,
        "high",
        [1.0],
        {},
        np.array([1.0, 2.0]),
        Tensor(1.0, 2.0),
        object(),
        1j,
        pytest.param(10**400, id="huge"),
    ],
)
def test_what_is_not_one_number_is_left_out_and_told_once(
    value: Any, caplog: pytest.LogCaptureFixture
) -> None:
    target = writer()
    for _ in range(3):
        record = the_one(target.record({"bad": value, "good": 1.0}, 1, 1))
        assert record["value"] == {"good": 1.0}
    assert len(caplog.records) == 1
    assert "'bad'" in caplog.text


def test_no_metrics_make_an_empty_value() -> None:
    text = writer().record({}, 1, None)
    assert the_one(text)["value"] == {}
    assert text.decode() == dumped_again(text)


def test_half_a_surrogate_pair_is_written_as_an_escape(caplog: pytest.LogCaptureFixture) -> None:
    assert the_one(writer().record({"\ud800": 1.0}, 1, 1))["value"] == {"\\ud800": 1.0}
    assert "recorded changed" in caplog.text


def test_names_do_not_fill_the_memory() -> None:
    target = writer()
    for number in range(metric_record._MOST_NAMES + 10):
        target._names[f"n{number}"] = f"    n{number}: "
    target.record({"another": 1.0}, 1, 1)
    assert len(target._names) == 1


def test_the_time_has_an_offset_and_reads_back() -> None:
    before = datetime.now().astimezone()
    text = Clock().now()
    time = parse_time(text)
    assert time is not None
    assert before.replace(microsecond=before.microsecond) <= time
    assert time.isoformat() == text


def test_the_fraction_is_absent_at_a_whole_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time_ns", lambda: 1_700_000_000 * 10**9 + 999)
    assert Clock(utc=True).now() == "2023-11-14T22:13:20Z"
