"""Times in recordings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from em_desktop.formats.times import format_time, parse_time

EAST = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-11-23T11:59:55.276527+08:00", datetime(2026, 11, 23, 11, 59, 55, 276527, EAST)),
        ("2026-11-23T11:59:55+08:00", datetime(2026, 11, 23, 11, 59, 55, tzinfo=EAST)),
        ("2026-11-23T03:59:55Z", datetime(2026, 11, 23, 3, 59, 55, tzinfo=UTC)),
        ("2026-11-23T03:59:55", datetime(2026, 11, 23, 3, 59, 55, tzinfo=UTC)),
    ],
)
def test_a_recorded_time_is_aware(text: str, time: datetime) -> None:
    assert parse_time(text) == time


def test_offsets_differ_and_instants_compare() -> None:
    start = parse_time("2026-11-23T12:00:11.713505+08:00")
    end = parse_time("2026-11-22T23:00:14.909783-05:00")
    assert start is not None
    assert end is not None
    assert end - start == timedelta(seconds=3, microseconds=196278)


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2026-13-01T00:00:00+00:00", "0001-01-01T00:00:00+23:59", "\x00", "9" * 99],
)
def test_text_that_says_no_time_gives_none(text: str) -> None:
    assert parse_time(text) is None


def test_a_time_is_written_as_the_recorder_does() -> None:
    text = "2026-11-23T11:59:55.276527+08:00"
    time = parse_time(text)
    assert time is not None
    assert format_time(time) == text
    assert format_time(datetime(2026, 11, 23, tzinfo=UTC)) == "2026-11-23T00:00:00+00:00"


def test_a_time_without_an_offset_is_not_written() -> None:
    with pytest.raises(ValueError, match="offset"):
        format_time(datetime(2026, 11, 23))  # noqa: DTZ001 - that is the point
