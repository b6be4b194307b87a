"""Metrics that go wrong, and what the user sees of them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from em_desktop.domain.curves import XAxis
from tests.gui.metric_pages import Opener, chart

TIME = "2024-01-01T00:00:{:02}+00:00"


def written(values: Sequence[str], times: Sequence[str] | None = None, name: str = "loss") -> str:
    """Records of one metric as YAML, with these values and times as they are written."""
    lines = []
    for step, value in enumerate(values):
        lines += ["- value:", f"    {name}: {value}", "  sequence:", "    epoch: null"]
        lines.append(f"    step: {step}")
        if times is None:
            lines.append(f"    timestamp: '{TIME.format(step % 60)}'")
        elif times[step]:
            lines.append(f"    timestamp: '{times[step]}'")
    return "\n".join(lines) + "\n"


def test_of_99_percent_nan_the_rest_is_seen_and_the_chip_counts(opener: Opener) -> None:
    values = [".nan" if step % 100 else f"{step / 100}" for step in range(1000)]
    loss = chart(opener.run(train=written(values)), "loss")
    assert loss._note.text == "990 of 1,000 points are NaN"
    assert loss._note.isVisible()
    x, y = loss.plot.dots("train")
    assert x.tolist() == list(range(0, 1000, 100))  # no line can join them: they are dots
    assert y.tolist() == list(range(10))
    assert len(loss.plot.marks) == 990
    assert loss.legend.values("train").texts[1:] == ("NaN", "0.0000", "9.0000")


def test_of_only_infinities_the_legend_and_the_chip_tell(opener: Opener) -> None:
    loss = chart(opener.run(train=written([".inf", "-.inf", ".inf"])), "loss")
    assert loss._note.text == "3 of 3 points are NaN or infinite"
    assert loss.legend.values("train").texts[1:] == ("∞", "–", "–")
    assert loss.plot.marks.tolist() == [0, 1, 2]
    assert loss.plot.y_range == (0.0, 1.0)
    loss.grab()


def test_one_point_is_a_marker_in_the_middle(opener: Opener) -> None:
    loss = chart(opener.run(train=written(["0.5"])), "loss")
    left, right = loss.plot.x_range
    assert left < 0 < right
    assert loss.plot.dots("train")[1].tolist() == [0.5]
    assert loss.legend.values("train").texts[1:] == ("0.5000", "0.5000", "0.5000")
    assert loss.legend.note == "exact"


def test_no_points_are_no_metrics(opener: Opener) -> None:
    tab = opener.run(train="[]\n")
    assert tab._states.state.title == "No metrics"


def test_of_two_thousand_metrics_only_the_cards_in_view_are_made(opener: Opener) -> None:
    names = [f"group{number % 50}/metric{number}" for number in range(2000)]
    record = "".join(f"    {name}: {place}.5\n" for place, name in enumerate(names))
    text = "".join(f"- value:\n{record}  sequence:\n    step: {step}\n" for step in range(3))
    counts: list[int] = []
    tab = opener.run(train=text)
    tab.count_changed.connect(counts.append)
    assert tab._count == 2000
    assert len(tab.page.section_names) == 50
    assert 0 < len(tab.page.charts()) < 30
    tab.toolbar.search.setText("metric1777")
    found = ["group27/metric1777"]
    opener.qtbot.waitUntil(
        lambda: [each.name for each in tab.page.charts()] == found, timeout=10_000
    )


def test_values_at_the_ends_of_the_range_of_floats_are_drawn(opener: Opener) -> None:
    loss = chart(
        opener.run(train=written(["1.0e+308", "-1.0e+308", "5.0e-324", "1.7e+308"])), "loss"
    )
    assert loss.legend.values("train").texts[1:] == ("1.70e308", "-1.00e308", "1.70e308")
    bottom, top = loss.plot.y_range
    assert math.isfinite(bottom)
    assert math.isfinite(top)
    assert bottom <= -1e300 < 1e300 <= top  # the line leaves the window, which has a size
    for stroke in loss.plot._strokes._strokes:
        assert np.isfinite(stroke.y).all()
        assert (np.abs(stroke.y) <= 1000).all()
    loss.grab()


def test_the_smallest_float_is_no_zero(opener: Opener) -> None:
    loss = chart(opener.run(train=written(["5.0e-324", "1.0e-323"])), "loss")
    assert loss.legend.values("train").texts[1:] == ("9.88e-324", "4.94e-324", "9.88e-324")
    loss.grab()
    loss.set_own_log(log=True)
    assert loss._note.text == ""
    assert math.isfinite(loss.plot.y_range[0])
    loss.grab()


def test_times_out_of_order_are_segments(opener: Opener) -> None:
    times = [TIME.format(second) for second in (0, 10, 20, 5, 15, 25)]
    tab = opener.run(train=written(["1", "2", "3", "4", "5", "6"], times))
    tab.toolbar.choose_axis(XAxis.RELATIVE)
    opener.settle(tab)
    x, y = chart(tab, "loss").plot.drawn_points("train")
    np.testing.assert_array_equal(x, [0, 10, 20, np.nan, 5, 15, 25])
    np.testing.assert_array_equal(y, [1, 2, 3, np.nan, 4, 5, 6])
    assert chart(tab, "loss").plot.x_range[0] == 0.0


def test_missing_times_are_counted_and_without_any_the_chart_says_so(opener: Opener) -> None:
    times = [TIME.format(0), "", TIME.format(20), "yesterday"]
    tab = opener.run(train=written(["1", "2", "3", "4"], times), val=written(["1", "2"], ["", ""]))
    tab.toolbar.choose_axis(XAxis.WALL)
    opener.settle(tab)
    loss = chart(tab, "loss")
    assert "4 points have no time" in loss._note.toolTip()
    assert loss.plot.drawn_points("train")[1].tolist() == [1, 3]
    tab.toolbar.types.button("train").click()
    opener.settle(tab)
    assert chart(tab, "loss").surface._message == "Recorded without times"


def test_times_of_several_zones_lie_where_they_were(opener: Opener) -> None:
    times = [
        "2024-01-01T08:00:00+08:00",
        "2024-01-01T00:00:10+00:00",
        "2023-12-31T19:00:20-05:00",
        "2024-01-01T05:45:30+05:45",
    ]
    tab = opener.run(train=written(["1", "2", "3", "4"], times))
    tab.toolbar.choose_axis(XAxis.RELATIVE)
    opener.settle(tab)
    assert chart(tab, "loss").plot.drawn_points("train")[0].tolist() == [0, 10, 20, 30]
