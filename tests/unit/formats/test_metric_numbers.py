"""Numbers and times in bulk are, bit for bit, what Python makes of each."""

from __future__ import annotations

import math
import random
import struct
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from em_desktop.domain.metrics import Flags, Floats
from em_desktop.formats.metric_numbers import (
    PADDING,
    Bytes,
    Positions,
    pad,
    parse_numbers,
    parse_times,
)
from tests.unit.formats.metric_reference import bits


def fields(texts: list[str]) -> tuple[Bytes, Positions, Positions]:
    encoded = [text.encode() for text in texts]
    lengths = np.array([len(text) for text in encoded], np.int64)
    ends = PADDING + np.cumsum(lengths)
    return pad(b"".join(encoded)), ends - lengths, ends


def numbers(*texts: str) -> tuple[Floats, Flags]:
    return parse_numbers(*fields(list(texts)))


def written(number: float) -> str:
    """As the recorder writes a float."""
    text = yaml.safe_dump(number).splitlines()[0]
    return text.strip()


@given(st.lists(st.floats(), min_size=1))
def test_every_float_that_is_written_comes_back_with_the_same_bits(values: list[float]) -> None:
    read, understood = numbers(*map(written, values))
    assert understood.all()
    assert [bits(number) for number in read.tolist()] == [bits(number) for number in values]


def test_a_hundred_thousand_floats_of_all_magnitudes_come_back_with_the_same_bits() -> None:
    chance = random.Random(7)
    values = [
        struct.unpack("<d", chance.getrandbits(64).to_bytes(8, "little"))[0] for _ in range(50_000)
    ]
    values += [chance.gauss(0, 1) * 10 ** chance.randint(-12, 12) for _ in range(50_000)]
    read, understood = numbers(*map(written, values))
    assert understood.all()
    assert [bits(number) for number in read.tolist()] == [bits(number) for number in values]


@given(st.lists(st.from_regex(r"-?[0-9]{1,20}\.[0-9]{1,20}(e[+-][0-9]{2,3})?", fullmatch=True)))
def test_a_decimal_that_is_understood_is_rounded_to_the_nearest_float(texts: list[str]) -> None:
    read, understood = numbers(*texts)
    for text, number, is_understood in zip(texts, read.tolist(), understood, strict=True):
        mantissa = text.lstrip("-").partition("e")[0]
        assert is_understood or len(mantissa) > 19
        assert bits(number) == (bits(float(text)) if is_understood else "nan")


@pytest.mark.parametrize(
    "text",
    [
        "5e-324",
        "1.7976931348623157e+308",
        "2.2250738585072014e-308",
        "2.225073858507201e-308",
        "-0.0",
        "0.0",
        "0.0e+00",
        "9007199254740993.0",  # exactly between two floats
        "9007199254740991.0",
        "1.0e+23",
        "8.5e+22",
        "0.1",
        "0.000112233445566778899",
        "3.0000000000000004e-05",
        "1.0e+400",
        "1.0e-400",
        "143",
        "0",
        "-7",
        "999999999999999999",
        "9007199254740993",
    ],
)
def test_hard_numbers(text: str) -> None:
    text = text if "e" not in text or "." in text else text.replace("e", ".0e")
    read, understood = numbers(text, "1.0")
    assert understood.all()
    assert bits(float(read[0])) == bits(float(text))


def test_nan_and_the_infinities_are_numbers_and_null_only_when_asked_for() -> None:
    texts = [".nan", ".inf", "-.inf", "null"]
    read, understood = numbers(*texts)
    assert understood.tolist() == [True, True, True, False]
    assert math.isnan(read[0])
    assert read[1:3].tolist() == [math.inf, -math.inf]
    read, understood = parse_numbers(*fields(texts), null=True)
    assert understood.all()
    assert math.isnan(read[3])


@pytest.mark.parametrize(
    "text",
    [
        "", "-", ".", "-.", "1.", ".5", "+1.0", "--1.0", "1.0.0", "1..0", "1_000", "0x1F", "012",
        "00", "-0", "1e-05", "1.0e-5", "1.0e05", "1.0E-05", "1.0e-1234", "e-05", ".e-05", "1e-005",
        "-.nan", "..nan", ".NaN", "-null", "~", "true", "'1.0'", "1.0 ", " 1.0", "1.0\r", "1,5",
        "12:30:45", "١.٢", "1.0e-0a", "1.0ee-05", "1-2.0", "1.0-", "9" * 25, "1." + "0" * 24,
        "12345678901234567890.5",
    ],
)  # fmt: skip
def test_what_is_written_otherwise_is_left_to_the_parser(text: str) -> None:
    read, understood = numbers("1.5", text, "2.5")
    assert understood.tolist() == [True, False, True]
    assert math.isnan(read[1])


@given(
    st.lists(
        st.datetimes(
            min_value=datetime(1901, 1, 1),  # noqa: DTZ001 - the offset is added
            max_value=datetime(2199, 1, 1),  # noqa: DTZ001
            timezones=st.integers(-1439, 1439).map(lambda m: timezone(timedelta(minutes=m))),
        ),
        min_size=1,
    )
)
def test_every_time_that_is_written_comes_back(times: list[datetime]) -> None:
    read, understood = parse_times(*fields([time.isoformat() for time in times]))
    assert understood.all()
    assert read.tolist() == [time.timestamp() for time in times]


def test_times_with_and_without_fraction_can_be_mixed() -> None:
    read, understood = parse_times(
        *fields(["2026-11-23T12:00:21.144402+08:00", "2026-11-23T12:00:21-05:30"])
    )
    assert understood.all()
    assert read[0] == datetime(2026, 11, 23, 4, 0, 21, 144402, UTC).timestamp()
    assert read[1] == datetime(2026, 11, 23, 17, 30, 21, 0, UTC).timestamp()


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-29T12:00:21+08:00", "2026-13-01T12:00:21+08:00", "2026-00-01T12:00:21+08:00",
        "2026-11-00T12:00:21+08:00", "2026-11-23T24:00:21+08:00", "2026-11-23T12:60:21+08:00",
        "2026-11-23T12:00:60+08:00", "2026-11-23T12:00:21*08:00", "2026-11-23T12:00:21+24:00",
        "2026-11-23T12:00:21+08:60", "2026-11-23 12:00:21+08:00", "2026-11-23T12:00:21", "",
        "2026-11-23T12:00:21Z", "2026-11-23T12:00:21.144+08:00", "2026/11/23T12:00:21+08:00",
        "2026-11-23T12:00:21.14440a+08:00", "2026-11-23T12:00:21,144402+08:00",
        "1026-11-23T12:00:21+08:00", "9999-12-31T23:59:59-08:00", "202a-11-23T12:00:21+08:00",
    ],
)  # fmt: skip
def test_a_time_written_otherwise_is_left_to_the_parser(text: str) -> None:
    read, understood = parse_times(*fields(["2026-11-23T12:00:21+08:00", text]))
    assert understood.tolist() == [True, False]
    assert math.isnan(read[1])


def test_no_fields_are_no_numbers() -> None:
    assert len(numbers()[0]) == 0
    assert len(parse_times(*fields([]))[0]) == 0
