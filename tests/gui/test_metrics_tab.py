"""The Metrics tab with real recordings."""

from __future__ import annotations

import time

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

from em_desktop.domain.curves import XAxis
from em_desktop.domain.operations import Changes
from em_desktop.domain.problems import ProblemKind
from em_desktop.gui import theme
from em_desktop.gui.panes.run.metrics import REDRAW_EVERY, MetricsTab
from em_desktop.gui.plots.chart import Chart
from em_desktop.index import columns
from tests.gui.metric_pages import Opener, chart, records


def test_a_run_has_a_chart_per_metric_with_a_line_per_type(opener: Opener) -> None:
    tab = opener.sample("digits_train_mlp")
    names = ["loss", "accuracy", "grad_norm", "lr", "samples_per_second", "rss_mib"]
    assert [c.name for c in tab.page.charts()] == names
    loss = chart(tab, "loss")
    assert [(line.name, line.color) for line in loss.lines] == [
        ("train", 0),
        ("val", 1),
        ("test", 2),
    ]
    assert [(line.name, line.color) for line in chart(tab, "rss_mib").lines] == [("系统", 3)]
    assert loss.legend.values("test").last == "0.1075"
    assert tab.page.section("").is_open


def test_every_record_of_a_long_run_is_read(opener: Opener) -> None:
    tab = opener.sample("digits_mlp_long")
    loss = chart(tab, "loss")
    assert [len(line.series) for line in loss.lines] == [5600, 61]
    x, y = loss.plot.drawn_points("train")
    assert len(x) <= 4 * loss.plot.area.width()
    assert np.nanmax(y) == loss.lines[0].series.value.max()
    assert np.nanmin(y) == loss.lines[0].series.value.min()


def test_a_run_that_diverged_shows_where_it_became_nan(opener: Opener) -> None:
    tab = opener.sample("diabetes_sgd_diverged")
    for each in tab.page.charts():
        unusual = sum(d.curve.summary.not_finite for d in each.plot.lines)
        if unusual:
            assert f"{unusual} of" in each._note.text
            assert "NaN" in each._note.text
    assert any(each._note.text for each in tab.page.charts())


def test_a_resumed_run_has_a_segment_for_each_part(opener: Opener) -> None:
    tab = opener.sample("digits_sgd_resume")
    segments = {
        (each.name, drawn.line.name): len(drawn.curve.track.segments)
        for each in tab.page.charts()
        for drawn in each.plot.lines
    }
    assert max(segments.values()) == 2


def test_a_run_that_was_killed_shows_what_is_whole_and_tells_the_rest(opener: Opener) -> None:
    told: list[tuple[object, ...]] = []
    tab = opener.sample("digits_cnn_running")
    tab.problems_changed.connect(told.append)
    tab.refresh()
    opener.settle(tab)
    assert {problem.kind for problem in tab.feed.problems} == {ProblemKind.TRUNCATED}
    assert {problem.file for problem in tab.feed.problems} == {
        "metrics/train.yaml",
        "metrics/val.yaml",
    }
    loss = chart(tab, "loss")
    assert len(loss.lines) == 2
    assert 16 not in loss.lines[0].series.step.tolist()[-1:]


@pytest.mark.parametrize(
    "run",
    ["digits_preprocess", "digits_eval", "digits_cnn_lr_a", "breast_cancer_gbdt", "diabetes_ridge"],
)
def test_every_other_sample_opens_without_problems(opener: Opener, run: str) -> None:
    tab = opener.sample(run)
    assert tab.page.charts()
    assert tab.feed.problems == ()


def test_types_with_the_same_meaning_are_kept_apart(opener: Opener) -> None:
    tab = opener.sample("digits_eval")
    colors = {line.name: line.color for each in tab.page.charts() for line in each.lines}
    assert colors == {"test": 2, "evaluation": 3}


def test_a_run_without_metrics_says_so(opener: Opener) -> None:
    counts: list[int] = []
    tab = opener.sample("just_created", "em-variants")
    tab.count_changed.connect(counts.append)
    assert tab._states.state.title == "No metrics"
    assert tab._count == 0


def test_new_records_appear_and_only_they_are_read(opener: Opener) -> None:
    tab = opener.run(train=records(0, 10, loss=1.0))
    before = chart(tab, "loss")
    assert len(before.lines[0].series) == 10
    opener.append("train", records(10, 5, loss=0.5))
    tab.apply_changes(Changes(nodes=frozenset({tab.location.path})))
    opener.qtbot.waitUntil(lambda: len(chart(tab, "loss").lines[0].series) == 15)
    assert chart(tab, "loss") is before
    assert before.plot.drawn_points("train")[1].tolist() == [1.0] * 10 + [0.5] * 5
    assert before.plot.x_range[1] > 14
    assert before.legend.values("train").last == "0.5000"


def test_a_type_that_comes_later_appears(opener: Opener) -> None:
    tab = opener.run(train=records(0, 3, loss=1.0))
    opener.append("val", records(0, 2, loss=2.0, accuracy=0.5))
    tab.refresh()
    opener.qtbot.waitUntil(lambda: tab.page.chart("accuracy") is not None)
    assert [line.name for line in chart(tab, "loss").lines] == ["train", "val"]


def test_a_broken_file_costs_only_itself(opener: Opener) -> None:
    told: list[tuple[object, ...]] = []
    tab = opener.run(train=records(0, 3, loss=1.0), val="{{{ not yaml\n")
    tab.problems_changed.connect(told.append)
    tab.refresh()
    opener.settle(tab)
    assert len(chart(tab, "loss").lines) == 1
    assert [problem.file for problem in tab.feed.problems] == ["metrics/val.yaml"]


def test_a_run_that_grows_is_redrawn_at_most_four_times_a_second(opener: Opener) -> None:
    tab = opener.run(train=records(0, 3, loss=1.0))
    redrawn = []
    tab._soon.timeout.connect(lambda: redrawn.append(time.monotonic()))
    for number in range(6):
        opener.append("train", records(3 + number, 1, loss=1.0))
        tab.refresh()
        opener.qtbot.waitUntil(lambda: tab.feed.complete)
    opener.settle(tab)
    gaps = np.diff(redrawn)
    assert np.all(gaps >= REDRAW_EVERY / 1000 * 0.9)
    assert len(chart(tab, "loss").lines[0].series) == 9


def test_the_event_loop_goes_on_while_a_file_is_read(opener: Opener) -> None:
    text = records(0, 20_000, loss=1.5, accuracy=0.25)
    late: list[float] = []
    last = time.perf_counter()

    def beat() -> None:
        nonlocal last
        now = time.perf_counter()
        late.append(now - last)
        last = now

    timer = QTimer()
    timer.setInterval(5)
    timer.timeout.connect(beat)
    opener.scratch.mkdir()
    timer.start()
    tab = opener.run(train=text)
    timer.stop()
    assert len(chart(tab, "loss").lines[0].series) == 20_000
    assert sorted(late)[-3] < 0.25  # measured in tests/bench without other load


def test_a_large_file_is_parsed_in_another_process(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "LONG", 1 << 20)
    tab = opener.run(train=records(0, 10_000, loss=1.5), val=records(0, 5, loss=2.5))
    opener.qtbot.waitUntil(lambda: len(tab.feed.tables) == 2, timeout=30_000)
    opener.settle(tab)
    assert [len(line.series) for line in chart(tab, "loss").lines] == [10_000, 5]
    assert list((tab.context.cache_directory / "columns").iterdir())
    opener.append("train", records(10_000, 1, loss=0.5))
    tab.refresh()
    opener.qtbot.waitUntil(lambda: len(chart(tab, "loss").lines[0].series) == 10_001)


def focus(tab: MetricsTab, name: str) -> Chart:
    found = chart(tab, name)
    tab.activateWindow()
    found.setFocus()
    assert found.hasFocus()
    return found


def test_keys_of_the_charts_page(opener: Opener) -> None:
    tab = opener.sample("digits_train_mlp")
    loss = focus(tab, "loss")

    def press(key: Qt.Key) -> None:
        QTest.keyClick(loss, key)
        opener.settle(tab)

    for key, axis in (
        (Qt.Key.Key_2, XAxis.EPOCH),
        (Qt.Key.Key_3, XAxis.WALL),
        (Qt.Key.Key_4, XAxis.RELATIVE),
        (Qt.Key.Key_1, XAxis.STEP),
    ):
        press(key)
        assert loss.plot.axis is axis
    press(Qt.Key.Key_V)
    assert [line.name for line in loss.lines] == ["train", "test"]
    press(Qt.Key.Key_V)
    assert [line.name for line in loss.lines] == ["train", "val", "test"]
    press(Qt.Key.Key_L)
    assert loss.plot.log
    press(Qt.Key.Key_O)
    assert loss.options.ignore_outliers
    press(Qt.Key.Key_BracketRight)
    assert loss.options.smoothing == pytest.approx(0.05)
    press(Qt.Key.Key_BracketLeft)
    assert loss.options.smoothing == 0
    tab.crosshair.move(50.0)
    press(Qt.Key.Key_C)
    assert tab.crosshair.x is None
    press(Qt.Key.Key_C)
    assert tab.crosshair.x == 50.0


def test_letters_in_the_search_field_search(opener: Opener) -> None:
    tab = opener.sample("digits_train_mlp")
    tab.activateWindow()
    tab.start_search()
    QTest.keyClicks(tab.toolbar.search, "l")
    opener.settle(tab)
    assert [c.name for c in tab.page.charts()] == ["loss", "lr", "samples_per_second"]
    assert tab.toolbar.axis is XAxis.STEP
    assert not tab.toolbar.log.isChecked()
    tab.toolbar.search.setText("no such metric")
    assert tab._states.state.title == "No metric matches"
    tab._states.state.buttons()[0].click()
    opener.settle(tab)
    assert len(tab.page.charts()) == 6


def test_a_chart_fills_the_page_and_goes_back(opener: Opener) -> None:
    tab = opener.sample("digits_train_mlp")
    loss = focus(tab, "loss")
    QTest.keyClick(loss, Qt.Key.Key_F)
    full = tab.full_page_chart
    assert full is not None
    assert full.name == "loss"
    opener.qtbot.waitUntil(lambda: full.plot.height() > 400)
    assert (
        full.plot.drawn_points("train")[0].tolist() == loss.plot.drawn_points("train")[0].tolist()
    )
    QTest.mouseClick(full.legend.row("val"), Qt.MouseButton.LeftButton)
    QTest.keyClick(full, Qt.Key.Key_Escape)
    assert tab.full_page_chart is None
    assert loss.legend.hidden == {"val"}


def test_sections_close_and_closed_ones_have_no_charts(opener: Opener) -> None:
    text = records(0, 3, **{"loss": 1.0, "optim/lr": 0.1, "optim/grad_norm": 2.0})
    tab = opener.run(train=text)
    assert tab.page.section_names == ["", "optim"]
    assert list(tab.page.grid("optim").charts) == ["optim/lr", "optim/grad_norm"]
    tab.page.section("optim")._header.click()
    opener.settle(tab)
    assert tab.page.grid("optim").charts == {}
    assert tab.save_state()["closed"] == ["optim"]


def test_of_hundreds_of_metrics_only_those_in_view_are_made(opener: Opener) -> None:
    text = records(0, 2, **{f"layer/{number}": float(number) for number in range(300)})
    tab = opener.run(train=text)
    made = len(tab.page.charts())
    assert 6 <= made <= 18
    bar = tab.page.verticalScrollBar()
    bar.setValue(bar.maximum())
    opener.settle(tab)
    assert tab.page.chart("layer/299") is not None
    assert len(tab.page.charts()) <= 2 * made


@pytest.mark.parametrize(("width", "columns"), [(1209, 3), (800, 2), (420, 1)])
def test_cards_stand_in_as_many_columns_as_fit(opener: Opener, width: int, columns: int) -> None:
    tab = opener.sample("digits_train_mlp")
    tab.resize(width, 786)
    opener.settle(tab)
    grid = tab.page.grid("")
    tops = {name: grid.place(name).top() for name in ("loss", "accuracy", "grad_norm", "lr")}
    first_row = [name for name, top in tops.items() if top == tops["loss"]]
    assert len(first_row) == min(columns, 4)


def test_what_was_set_comes_back(opener: Opener) -> None:
    tab = opener.sample("digits_train_mlp")
    tab.toolbar.choose_axis(XAxis.EPOCH)
    tab.toolbar.set_smoothing(0.6)
    tab.toolbar.outliers.setChecked(True)
    tab.toolbar.types.toggle("test")
    chart(tab, "loss").legend.row("val").click()
    chart(tab, "lr").set_own_log(log=True)
    state = tab.save_state()
    again = opener.sample("digits_train_mlp")
    again.restore_state(state)
    opener.settle(again)
    assert again.save_state() == state
    loss = chart(again, "loss")
    assert loss.plot.axis is XAxis.EPOCH
    assert loss.options.smoothing == 0.6
    assert [line.name for line in loss.lines] == ["train", "val"]
    assert [drawn.line.name for drawn in loss.plot.visible_lines] == ["train"]
    assert chart(again, "lr").plot.log


def test_a_wrong_state_changes_nothing(opener: Opener) -> None:
    tab = opener.sample("digits_train_mlp")
    before = tab.save_state()
    tab.restore_state(
        {"axis": "sideways", "smoothing": "much", "log": 3, "hidden": [1], "closed": {"a": 1}}
    )
    assert tab.save_state() == before


def test_without_types_the_page_offers_to_show_them(opener: Opener) -> None:
    tab = opener.sample("digits_sklearn_mlp_error")
    for look in list(tab.toolbar.types._buttons):
        tab.toolbar.types.button(look).click()
    assert tab._states.state.title == "All types are switched off"
    tab._states.state.buttons()[0].click()
    opener.settle(tab)
    assert tab.page.charts()


def test_relative_time_counts_from_the_first_record_of_any_type(opener: Opener) -> None:
    tab = opener.run(train=records(10, 3, loss=1.0), val=records(5, 1, loss=2.0))
    tab.toolbar.choose_axis(XAxis.RELATIVE)
    opener.settle(tab)
    loss = chart(tab, "loss")
    assert loss.plot.drawn_points("train")[0].tolist() == [5, 6, 7]
    assert loss.plot.drawn_points("val")[0].tolist() == [0]


def test_a_theme_switch_repaints_the_page(opener: Opener) -> None:
    tab = opener.sample("digits_train_mlp")
    light = tab.grab().toImage()
    theme.theme().mode = "dark"
    opener.settle(tab)
    dark = tab.grab().toImage()
    corner = (dark.width() // 2, dark.height() - 20)
    assert light.pixelColor(*corner) != dark.pixelColor(*corner)
    assert dark.pixelColor(*corner) == theme.color("surface")


def test_every_control_of_the_toolbar_has_a_name(opener: Opener) -> None:
    tab = opener.sample("digits_train_mlp")
    bar = tab.toolbar
    controls = [bar.axes, bar.slider, bar.number, bar.log, bar.outliers, bar.crosshair, bar.search]
    assert all(control.accessibleName() for control in controls)
    assert bar.types.button("train").accessibleName() == "train"


def test_the_number_beside_the_slider_sets_the_smoothing(opener: Opener) -> None:
    tab = opener.sample("digits_train_mlp")
    for typed, weight in (("0.8", 0.8), ("7", 0.999), ("abc", 0.999), ("0,25", 0.25)):
        tab.toolbar.number.setText(typed)
        tab.toolbar.number.editingFinished.emit()
        assert tab.toolbar.smoothing == pytest.approx(weight)
        assert tab.toolbar.number.text() == f"{weight:.3f}".removesuffix("0")
