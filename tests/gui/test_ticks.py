"""Ticks of axes and texts of numbers."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from em_desktop.gui.plots import ticks


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9))
def test_an_axis_has_few_ticks_and_all_are_inside(low: float, span: float) -> None:
    high = low + span
    assume(span > abs(low) * 1e-9)  # closer than that the ends alone are labelled
    found = ticks.number_ticks(low, high)
    assert len(found) <= ticks.MOST_TICKS + 1
    assert all(low - span * 1e-6 <= tick <= high + span * 1e-6 for tick in found)


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (0, 9400, ["0", "2k", "4k", "6k", "8k"]),
        (0.93, 1.0, ["0.94", "0.96", "0.98", "1.00"]),
        (0, 4, ["0", "1", "2", "3", "4"]),
        (0, 4e6, ["0", "1M", "2M", "3M", "4M"]),
        (0, 1200, ["0", "250", "500", "750", "1k"]),
        (1_000_000, 1_000_004, ["1,000,000", "1,000,001", "1,000,002", "1,000,003", "1,000,004"]),
        (-1, 1, ["-1.0", "-0.5", "0.0", "0.5", "1.0"]),
        (0, 4e-5, ["0", "1e-5", "2e-5", "3e-5", "4e-5"]),
    ],
)
def test_labels_are_short_and_tell_ticks_apart(low: float, high: float, texts: list[str]) -> None:
    assert ticks.number_texts(ticks.number_ticks(low, high)) == texts


def test_a_logarithmic_axis_has_decades() -> None:
    found = ticks.log_ticks(-5, -2)
    assert found == [-5, -4, -3, -2]
    assert ticks.log_texts(found) == ["1e-5", "1e-4", "1e-3", "1e-2"]
    assert ticks.log_texts(ticks.log_ticks(0, 1)) == ["1", "2", "5", "10"]
    assert ticks.log_texts([3, 4, 6, 307]) == ["1k", "10k", "1M", "1e307"]


def test_relative_time_has_ticks_at_whole_minutes(application: QApplication) -> None:
    assert ticks.duration_texts(ticks.duration_ticks(0, 1000)) == ["0", "5m", "10m", "15m"]
    assert ticks.duration_text(433) == "7m 13s"
    assert ticks.duration_text(7500) == "2h 05m"
    assert ticks.duration_text(0.18, 0.01) == "0.18s"
    assert ticks.duration_text(3 * 86400 + 4 * 3600) == "3d 4h"


def test_wall_time_has_ticks_at_round_local_times() -> None:
    texts = ticks.clock_texts(ticks.clock_ticks(1_700_000_000, 1_700_003_600))
    assert all(text.endswith((":00", ":15", ":30", ":45")) for text in texts)
    assert len(texts) in {4, 5}


@pytest.mark.parametrize(
    ("value", "largest", "text"),
    [
        (0.99158, 0.9991, "0.9916"),
        (9481.2, 10066.0, "9,481"),
        (2.5e-4, 1e-3, "2.50e-4"),
        (3e-5, 0.4, "3.00e-5"),
        (2.41e-4, 2.388, "2.41e-4"),
        (3.2, 12345.0, "3.20"),
        (0.0, 0.4, "0.0000"),
        (0.0, 12345.0, "0.00"),
        (-0.00001, 0.5, "-1.00e-5"),
        (1.5e12, 1.5e12, "1.50e12"),
        (math.nan, 1.0, "NaN"),
        (math.inf, 1.0, "∞"),
        (-math.inf, None, "−∞"),
    ],
)
def test_a_value_never_reads_as_zero_and_nan_is_named(
    value: float, largest: float | None, text: str
) -> None:
    assert ticks.value_text(value, largest) == text


@given(st.floats(allow_nan=True, allow_infinity=True), st.floats(0, 1e300) | st.none())
def test_every_number_has_a_text(value: float, largest: float | None) -> None:
    assert ticks.value_text(value, largest)
