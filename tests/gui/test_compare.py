"""Comparing Runs in the running program, by mouse and keyboard."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from em_desktop.domain.curves import XAxis
from em_desktop.domain.paths import NodePath
from em_desktop.domain.smoothing import Smoothing, smooth
from em_desktop.gui.dialogs.name import NameDialog
from em_desktop.gui.panes.compare.chips import MemberChip
from tests.gui.compare_desk import (
    ShownComparison,
    compare,
    make_run,
    open_folder,
    record,
    select,
)
from tests.gui.desk import running
from tests.gui.run_desk import state_title

CURVES = {"val": {"accuracy": [0.5, 0.8, 0.7], "loss": [1.0, 0.5, 0.6]}}
WORSE = {"val": {"accuracy": [0.4, 0.6, 0.65], "loss": [1.2, 0.9, 0.8]}}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A folder ``runs`` with three Runs: two alike but for two parameters, and one apart."""
    folder = tmp_path / "store" / "runs"
    net = {"units": 64, "act": "relu"}
    make_run(folder, "alpha", "120001_aaaaaa", {"lr": 0.1, "net": net, "seed": 1}, CURVES)
    make_run(
        folder,
        "beta",
        "120002_bbbbbb",
        {"lr": 0.01, "net": {**net, "units": 128}, "seed": 1},
        WORSE,
    )
    make_run(folder, "gamma", "120003_cccccc", {"lr": "0.1", "net": net, "seed": 1})
    return folder.parent


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def test_selected_runs_are_compared_in_a_tab_of_their_own(
    qtbot: QtBot, application: QApplication, store: Path, state: Path
) -> None:
    with running(qtbot, state, store) as desk:
        shown = compare(desk, "runs", ["alpha", "beta"])
        assert shown.names() == ["alpha", "beta"]
        assert desk.page.title == "Compare 2"
        assert shown.pane.head.title == "Compare 2 runs"
        assert shown.chart_names() == ["accuracy val", "loss val"]
        assert shown.drawn("accuracy val") == ["alpha", "beta"]
        assert desk.window.inspector is not None
        assert not desk.window.inspector.isVisible()
        desk.press("Alt+Up")
        desk.wait(lambda: desk.is_at("runs"))


def test_the_selection_bar_compares_and_folders_stand_for_their_runs(
    qtbot: QtBot, application: QApplication, store: Path, state: Path
) -> None:
    with running(qtbot, state, store) as desk:
        pane = open_folder(desk, "runs")
        select(desk, pane)
        assert pane.bar.compare.text() == "Compare 3"
        QTest.mouseClick(pane.bar.compare, Qt.MouseButton.LeftButton)
        first = ShownComparison(desk)
        assert first.names() == ["alpha", "beta", "gamma"]
        first_id = first.pane.comparison.id
        desk.click_row("runs")
        desk.press("Ctrl+Shift+C")
        desk.wait(lambda: desk.page.is_comparison)
        second = ShownComparison(desk)
        assert second.names() == ["alpha", "beta", "gamma"]
        assert second.pane.comparison.id != first_id


def test_parameters_are_side_by_side_with_what_differs_first(
    qtbot: QtBot, application: QApplication, store: Path, state: Path
) -> None:
    with running(qtbot, state, store) as desk:
        shown = compare(desk, "runs", ["alpha", "beta"])
        assert shown.rows() == {
            "val/accuracy best": ["0.8", "0.65 −0.15"],
            "lr": ["0.1", "0.01"],
            "net.units": ["64", "128"],
            "net.act": ["relu", "relu"],
            "seed": ["1", "1"],
        }
        assert shown.pane.details.badge.text == "2 of 4 differ"
        shown.pane.details.only.click()
        assert list(shown.rows()) == ["val/accuracy best", "lr", "net.units"]
        shown.pane.details.only.click()
        shown.pane.details.first.click()
        assert list(shown.rows())[1:] == ["lr", "net.units", "net.act", "seed"]


def test_a_number_here_and_text_there_are_told_apart(
    qtbot: QtBot, application: QApplication, store: Path, state: Path
) -> None:
    with running(qtbot, state, store) as desk:
        shown = compare(desk, "runs", ["alpha", "gamma"])
        assert shown.rows()["lr"] == ["0.1", "“0.1”"]
        assert shown.rows()["val/accuracy best"] == ["0.8", "–"]


def test_of_many_members_only_chips_in_view_are_widgets(
    qtbot: QtBot, application: QApplication, store: Path, state: Path
) -> None:
    for number in range(60):
        make_run(store / "many", f"run{number:02}", f"1300{number:02}_{number:06}")
    with running(qtbot, state, store) as desk:
        shown = compare(desk, "many")
        chips = shown.pane.chips
        assert len(shown.names()) == 60
        assert len(chips.findChildren(MemberChip)) < 60
        last = chips.chip(shown.key("run59"))
        assert chips.viewport().rect().contains(last.mapTo(chips.viewport(), last.rect().center()))
        QTest.mouseClick(last.eye, Qt.MouseButton.LeftButton)
        shown.settle()
        assert shown.pane.comparison.member(shown.key("run59")).hidden
        assert chips.chip(shown.key("run59")).chip.is_hidden


def test_the_baseline_decides_the_differences(
    qtbot: QtBot, application: QApplication, store: Path, state: Path
) -> None:
    with running(qtbot, state, store) as desk:
        shown = compare(desk, "runs", ["alpha", "beta"])
        shown.pane.set_baseline(shown.key("beta"))
        assert shown.rows()["val/accuracy best"] == ["0.8 +0.15", "0.65"]
        shown.pane.details.views._take(3)
        assert shown.pane.details.changes.texts() == [
            "lr went from 0.01 to 0.1",
            "net.units went from 128 to 64",
        ]


def test_hiding_and_removing_change_no_colors_and_are_undone(
    qtbot: QtBot, application: QApplication, store: Path, state: Path
) -> None:
    with running(qtbot, state, store) as desk:
        shown = compare(desk, "runs")
        looks = shown.looks()
        chart = shown.chart("accuracy val")
        QTest.mouseClick(shown.pane.chips.chip(shown.key("alpha")).eye, Qt.MouseButton.LeftButton)
        assert shown.drawn("accuracy val") == ["beta"]
        assert shown.drawn("loss val") == ["beta"]
        assert shown.looks() == looks
        chart.legend.row(shown.key("alpha")).click()
        assert shown.drawn("loss val") == ["alpha", "beta"]
        close = shown.pane.chips.chip(shown.key("alpha")).close_button
        QTest.mouseClick(close, Qt.MouseButton.LeftButton)
        assert shown.names() == ["beta", "gamma"]
        assert shown.looks() == {name: looks[name] for name in ("beta", "gamma")}
        shown.pane.setFocus()
        desk.press("Ctrl+Z")
        desk.wait(lambda: shown.names() == ["alpha", "beta", "gamma"])
        assert shown.looks() == looks
        desk.press("Ctrl+Shift+Z")
        desk.wait(lambda: shown.names() == ["beta", "gamma"])


def test_the_chips_work_by_keyboard(
    qtbot: QtBot, application: QApplication, store: Path, state: Path
) -> None:
    with running(qtbot, state, store) as desk:
        shown = compare(desk, "runs")
        chip = shown.pane.chips.chip(shown.key("beta"))
        chip.setFocus()
        QTest.keyClick(chip, Qt.Key.Key_Space)
        assert shown.pane.comparison.member(shown.key("beta")).hidden
        QTest.keyClick(chip, Qt.Key.Key_Delete)
        assert shown.names() == ["alpha", "gamma"]


def test_what_is_pointed_at_stands_out_everywhere(
    qtbot: QtBot, application: QApplication, store: Path, state: Path
) -> None:
    with running(qtbot, state, store) as desk:
        shown = compare(desk, "runs", ["alpha", "beta"])
        key = shown.key("beta")
        shown.pane.linked.hover(key)
        assert shown.chart("accuracy val").plot.raised == key
        assert shown.chart("loss val").plot.raised == key
        shown.pane.linked.hover(None)
        assert shown.chart("loss val").plot.raised is None
        QTest.mouseClick(shown.pane.chips.chip(key), Qt.MouseButton.LeftButton)
        assert shown.pane.linked.selected == key


def test_a_chosen_color_is_the_nodes_and_no_other_member_changes(
    qtbot: QtBot, application: QApplication, store: Path, state: Path
) -> None:
    from em_desktop.gui.node_color import CHOICES

    with running(qtbot, state, store) as desk:
        shown = compare(desk, "runs")
        looks = shown.looks()
        taken = looks["beta"] % 10
        shown.pane.set_color(shown.key("alpha"), CHOICES[taken])
        shown.settle()
        assert shown.looks() == {**looks, "alpha": taken + 10}
        node = shown.pane.readers.node(shown.key("alpha"))
        assert node is not None
        desk.wait(lambda: "color" in _node_file(store, node.path))


def _node_file(store: Path, path: NodePath) -> str:
    file = store.joinpath(*path.parts) / ".em-node.yaml"
    return file.read_text("utf-8") if file.exists() else ""


def test_a_comparison_comes_back_after_a_restart_as_it_was(
    qtbot: QtBot, application: QApplication, store: Path, state: Path
) -> None:
    with running(qtbot, state, store) as desk:
        shown = compare(desk, "runs", ["alpha", "beta"])
        shown.pane.set_baseline(shown.key("beta"))
        shown.pane.charts.toolbar.set_smoothing(0.3)
        shown.pane.details.only.click()
        looks = shown.looks()
    with running(qtbot, state) as desk:
        shown = ShownComparison(desk)
        assert shown.names() == ["alpha", "beta"]
        assert shown.looks() == looks
        assert shown.pane.charts.toolbar.smoothing == 0.3
        assert list(shown.rows()) == ["val/accuracy best", "lr", "net.units"]
        assert shown.pane.comparison.baseline_key == shown.key("beta")


def test_a_saved_one_finds_its_runs_wherever_they_were_moved(
    qtbot: QtBot, application: QApplication, store: Path, state: Path
) -> None:
    with running(qtbot, state, store) as desk:
        shown = compare(desk, "runs", ["alpha", "beta"])
        QTest.mouseClick(shown.pane.head.save, Qt.MouseButton.LeftButton)
        dialog = desk.application.frame.findChild(NameDialog)
        assert dialog is not None
        dialog.field.setText("学习率")
        QTest.keyClick(dialog.field, Qt.Key.Key_Return)
        desk.wait(lambda: desk.page.title == "学习率")
        desk.wait(lambda: all(each.node_id for each in shown.pane.comparison.members))
    elsewhere = store / "best" / "renamed_261123_120001_aaaaaa"
    elsewhere.parent.mkdir()
    shutil.move(store / "runs" / "alpha_261123_120001_aaaaaa", elsewhere)
    with running(qtbot, state) as desk:
        shown = ShownComparison(desk)
        assert desk.page.title == "学习率"
        assert shown.drawn("accuracy val") == ["alpha", "beta"]
        paths = [str(each.place.path) for each in shown.pane.comparison.members]
        assert paths[0] == "best/renamed_261123_120001_aaaaaa"
        assert [each.name for each in desk.application.context.comparisons.saved()] == ["学习率"]


def test_members_follow_a_move_in_the_program_at_once(
    qtbot: QtBot, application: QApplication, store: Path, state: Path
) -> None:
    from em_desktop.domain.operations import CreateFolder, Move

    with running(qtbot, state, store) as desk:
        shown = compare(desk, "runs", ["alpha", "beta"])
        editor, store_id = desk.application.context.editor, desk.location("").store_id
        editor.do(store_id, [CreateFolder(NodePath(()), "best")])
        path = shown.pane.comparison.members[0].place.path
        editor.do(store_id, [Move(path, NodePath(("best",)))])
        desk.wait(lambda: shown.pane.comparison.members[0].place.path.parts[0] == "best", 10_000)
        shown.settle()
        assert shown.drawn("accuracy val") == ["alpha", "beta"]
        assert not shown.pane.chips.chip("1").chip.trouble


def test_a_run_that_is_deleted_while_it_is_shown_stays_with_a_warning(
    qtbot: QtBot, application: QApplication, store: Path, state: Path
) -> None:
    with running(qtbot, state, store) as desk:
        shown = compare(desk, "runs", ["alpha", "beta"])
        key = shown.key("alpha")
        shutil.rmtree(store / "runs" / "alpha_261123_120001_aaaaaa")
        desk.wait(lambda: bool(shown.pane.chips.chip(key).chip.trouble), 20_000)
        assert "No longer here" in shown.pane.chips.chip(key).toolTip()
        assert shown.drawn("accuracy val") == ["alpha", "beta"]
        assert shown.rows()["lr"] == ["0.1", "0.01"]


def test_a_running_run_is_followed(
    qtbot: QtBot, application: QApplication, store: Path, state: Path
) -> None:
    run = make_run(
        store / "runs",
        "live",
        "120009_dddddd",
        metrics={"val": {"accuracy": [0.1]}},
        status="Running",
    )
    with running(qtbot, state, store) as desk:
        shown = compare(desk, "runs", ["alpha", "live"])
        with (run / "metrics" / "val.yaml").open("a") as file:
            file.write(record(1, {"accuracy": 0.95}))
        desk.wait(lambda: shown.rows()["val/accuracy best"] == ["0.8", "0.95 +0.15"], 20_000)


def test_runs_of_one_name_are_told_apart_by_their_time(
    qtbot: QtBot, application: QApplication, store: Path, state: Path
) -> None:
    make_run(store / "runs", "alpha", "130000_eeeeee", {"lr": 1.0})
    with running(qtbot, state, store) as desk:
        shown = compare(desk, "runs", ["alpha"])
        assert shown.names() == ["alpha 11-23 12:00:01", "alpha 11-23 13:00:00"]


def test_runs_without_metrics_say_so_and_chinese_names_are_shown(
    qtbot: QtBot, application: QApplication, store: Path, state: Path
) -> None:
    make_run(store / "中文", "训练一", "120004_ffffff", {"学习率": 0.1})
    make_run(store / "中文", "训练二", "120005_gggggg", {"学习率": 0.2})
    with running(qtbot, state, store) as desk:
        shown = compare(desk, "中文")
        assert shown.names() == ["训练一", "训练二"]
        assert shown.rows() == {"学习率": ["0.1", "0.2"]}
        assert state_title(shown.pane.charts) == "No metrics"


def test_runs_of_two_stores_are_compared_and_one_may_be_closed(
    qtbot: QtBot, application: QApplication, store: Path, state: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    make_run(other, "delta", "120006_hhhhhh", {"lr": 0.5}, CURVES)
    with running(qtbot, state, store) as desk:
        shown = compare(desk, "runs", ["alpha"])
        context = desk.application.context
        ids: list[str] = []
        context.stores.open_folder(other, ids.append)
        desk.wait(lambda: bool(ids))
        shown.pane.verbs.add_nodes(ids[0], (NodePath(("delta_261123_120006_hhhhhh",)),))
        desk.wait(lambda: shown.names() == ["alpha", "delta"])
        shown.settle()
        assert shown.rows()["lr"] == ["0.1", "0.5"]
        context.stores.close(ids[0])
        shown.pane.refresh()
        shown.settle()
        assert shown.pane.chips.chip(shown.key("delta")).chip.trouble
        assert shown.drawn("accuracy val") == ["alpha", "delta"]


def test_two_hundred_runs_are_compared_and_no_more(
    qtbot: QtBot, application: QApplication, tmp_path: Path, state: Path
) -> None:
    store = tmp_path / "many"
    for number in range(205):
        metrics = {"val": {"accuracy": [0.1, number / 205]}}
        make_run(store / "runs", f"r{number}", f"12{number:04}_aaaaaa", {"lr": number}, metrics)
    with running(qtbot, state, store) as desk:
        desk.click_row("runs")
        desk.wait(lambda: desk.is_at("runs"), 10_000)
        desk.press("Ctrl+Shift+C")
        shown = ShownComparison(desk)
        assert len(shown.names()) == 200
        desk.wait(lambda: len(shown.chart("accuracy val").lines) == 200, 20_000)
        assert len(set(shown.looks().values())) == 200
        assert len(shown.rows()["lr"]) == 200


def test_the_menu_of_the_charts_has_further_axes_and_smoothing_for_all_runs(
    qtbot: QtBot, application: QApplication, store: Path, state: Path
) -> None:
    with running(qtbot, state, store) as desk:
        shown = compare(desk, "runs", ["alpha", "beta"])
        charts = shown.pane.charts
        charts.toolbar.set_smoothing(0.5)
        charts.toolbar.set_kind(Smoothing.MEAN)
        charts.toolbar.set_log_x(True)
        qtbot.waitUntil(
            lambda: any(each.plot.log_x and each.plot.has_points for each in charts.charts()),
            timeout=10_000,
        )
        [shown_chart, *_] = [each for each in charts.charts() if each.plot.log_x]
        for drawn in shown_chart.plot.lines:
            expected = smooth(drawn.line.series.value, 0.5, Smoothing.MEAN)
            kept = [drawn.curve.record(point) for point in range(len(drawn.curve.track))]
            assert drawn.curve.smoothed.tolist() == expected[kept].tolist()
        charts.toolbar.set_log_x(False)
        charts.toolbar.choose_x_metric("loss")
        qtbot.waitUntil(
            lambda: all(each.plot.axis is XAxis.METRIC for each in charts.charts()), timeout=10_000
        )
        texts = [action.text() for action in charts.toolbar.menu().actions()]
        assert "Zoom charts together" in texts
        assert "Computed metric..." not in texts
