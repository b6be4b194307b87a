"""What runs recorded as columns of a folder's table: found, shown, sorted, filtered, kept."""

from __future__ import annotations

import math
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import NodePath
from em_desktop.domain.query import Function
from em_desktop.domain.run_columns import ColumnSource, RunColumn
from em_desktop.domain.run_groups import Margin
from em_desktop.domain.table_text import TableFormat
from em_desktop.errors import EmError
from em_desktop.gui.dialogs.group_test import GroupTestDialog
from em_desktop.gui.models.group_rows import Grouping
from em_desktop.gui.models.groups import COUNT, TITLE
from em_desktop.gui.models.listing_rows import AnyColumn, Column
from em_desktop.gui.panes.folder.pane import FolderPane
from em_desktop.gui.tasks import Tasks
from tests.gui.stage import Stage, staged

LR = RunColumn(ColumnSource.PARAMETER, "lr")
LOSS = RunColumn(ColumnSource.METRIC, "val/loss", Function.BEST)
ACCURACY = RunColumn(ColumnSource.METRIC, "val/accuracy", Function.BEST)


def record(folder: Path, name: str, values: dict[str, object], **metrics: list[float]) -> Path:
    """A Run as a recorder writes it, an hour old."""
    place = folder / f"{name}_261123_1200{len(list(folder.iterdir())):02}_abcdef"
    (place / "metrics").mkdir(parents=True)
    metadata = {"kind": "Run", "name": name, "status": "Complete", "labels": []}
    (place / "metadata.yaml").write_text(yaml.safe_dump(metadata))
    (place / "hyperparameters.yaml").write_text(yaml.safe_dump(values, allow_unicode=True))
    steps = range(max((len(each) for each in metrics.values()), default=0))
    records = [
        {
            "value": {key: each[step] for key, each in metrics.items() if step < len(each)},
            "sequence": {"epoch": None, "step": step, "timestamp": "2026-11-23T12:00:00+00:00"},
        }
        for step in steps
    ]
    if records:
        (place / "metrics" / "val.yaml").write_text(yaml.safe_dump(records))
    age(place)
    return place


def age(place: Path) -> None:
    then = time.time() - 3600
    for file in [*place.rglob("*"), place]:
        os.utime(file, (then, then))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four runs: two with the same parameters but for the seed."""
    runs = tmp_path / "store" / "runs"
    runs.mkdir(parents=True)
    record(runs, "one", {"lr": 0.1, "seed": 1, "depth": 3}, loss=[0.5, 0.25], accuracy=[0.7, 0.8])
    record(runs, "two", {"lr": 0.1, "seed": 2, "depth": 3}, loss=[0.4, 0.3], accuracy=[0.9, 0.6])
    record(runs, "three", {"lr": 0.01, "seed": 1, "depth": 3}, loss=[0.2], accuracy=[0.95])
    record(runs, "four", {"lr": "auto", "seed": 2, "depth": 3})
    return runs.parent


@pytest.fixture
def stage(qtbot: QtBot, application: QApplication, tasks: Tasks, folder: Path) -> Iterator[Stage]:
    with staged(qtbot, tasks, folder) as made:
        yield made


@pytest.fixture
def pane(stage: Stage) -> FolderPane:
    return opened(stage)


def opened(stage: Stage, path: str = "runs") -> FolderPane:
    """A pane that knows what all of its runs recorded."""
    pane = stage.pane(FolderPane, path)
    recorded_known(stage, pane)
    return pane


def recorded_known(stage: Stage, pane: FolderPane) -> None:
    stage.qtbot.waitUntil(lambda: pane.recorded.settled, timeout=60_000)
    stage.qtbot.waitUntil(lambda: bool(pane.columns.found), timeout=60_000)
    stage.settle()


def names(pane: FolderPane) -> list[str]:
    return [pane.model.row(place).node.name for place in range(pane.model.rowCount())]


def cells(pane: FolderPane, column: AnyColumn) -> dict[str, str]:
    rows = (pane.model.row(place) for place in range(pane.model.rowCount()))
    return {row.node.name: pane.model.cell_text(row, column) for row in rows}


def type_filter(pane: FolderPane, text: str) -> None:
    pane.start_search()
    pane.toolbar.field.clear()
    if text.isascii():
        QTest.keyClicks(pane.toolbar.field, text)
    else:  # as an input method does
        pane.toolbar.field.insertPlainText(text)


def click_header(
    pane: FolderPane, column: AnyColumn, keys: Qt.KeyboardModifier | None = None
) -> None:
    header, number = pane.table.header, list(pane.model.columns).index(column)
    pane.table.horizontalScrollBar().setValue(0)
    place = QPoint(header.sectionViewportPosition(number) + header.sectionSize(number) // 2, 10)
    modifier = keys or Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, modifier, place)


def test_columns_of_what_varies_come_by_themselves(pane: FolderPane) -> None:
    assert {LR, LOSS, ACCURACY} <= set(pane.columns.shown())
    constant = RunColumn(ColumnSource.PARAMETER, "depth")
    assert constant not in pane.columns.shown()
    assert constant in pane.columns.offered()
    assert cells(pane, LR) == {"one": "0.1", "two": "0.1", "three": "0.01", "four": "auto"}
    assert cells(pane, ACCURACY) == {"one": "0.8", "two": "0.9", "three": "0.95", "four": ""}
    assert cells(pane, LOSS)["two"] == "0.3"


def test_another_number_of_a_metric_takes_the_columns_place(pane: FolderPane) -> None:
    place = pane.columns.shown().index(ACCURACY)
    pane.columns.set_function(ACCURACY, Function.LAST)
    last = RunColumn(ColumnSource.METRIC, "val/accuracy", Function.LAST)
    assert pane.columns.shown()[place] == last
    assert cells(pane, last)["two"] == "0.6"


def test_runs_are_filtered_by_what_they_recorded(pane: FolderPane) -> None:
    type_filter(pane, "lr == 0.1 and val/accuracy > 0.85")
    assert names(pane) == ["two"]
    type_filter(pane, "lr is not missing and not lr > 0")
    assert names(pane) == ["four"]
    type_filter(pane, "last(val/accuracy) < 0.7")
    assert names(pane) == ["two"]
    type_filter(pane, "tw lr < 0.5")
    assert names(pane) == ["two"]
    type_filter(pane, "")
    assert len(names(pane)) == 4


def test_a_wrong_filter_keeps_the_last_result_and_says_where_it_is_wrong(
    pane: FolderPane,
) -> None:
    type_filter(pane, "lr == 0.1")
    for letter in " and":
        QTest.keyClicks(pane.toolbar.field, letter)
        assert names(pane) == ["one", "two"], "“a” and “an” may become “and”"
    assert pane.toolbar.field.message.startswith("Column 14, at the end")
    assert pane.toolbar.field.accessibleDescription() == pane.toolbar.field.message
    QTest.keyClicks(pane.toolbar.field, " seed == 2")
    assert names(pane) == ["two"]
    assert pane.toolbar.field.message == ""


def test_a_name_that_nothing_has_is_told_with_the_most_similar_one(pane: FolderPane) -> None:
    type_filter(pane, "val/acuracy > 0.5")
    assert names(pane) == []
    assert "val/acuracy" in pane.toolbar.field.message
    assert "val/accuracy" in pane.toolbar.field.message


def test_names_and_values_are_completed_while_typing(pane: FolderPane, stage: Stage) -> None:
    field = pane.toolbar.field
    type_filter(pane, "val/ac")
    stage.qtbot.waitUntil(lambda: field.completer_popup.texts == ["val/accuracy"], timeout=20_000)
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert field.text() == "val/accuracy"
    type_filter(pane, "lr == a")
    stage.qtbot.waitUntil(lambda: field.completer_popup.texts == ["auto"], timeout=20_000)
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == 'lr == "auto"'
    assert names(pane) == ["four"]
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""


def test_titles_sort_by_what_runs_recorded_and_shift_by_several(pane: FolderPane) -> None:
    seed = RunColumn(ColumnSource.PARAMETER, "seed")
    pane.columns.show_column(seed, shown=True)
    click_header(pane, ACCURACY)
    assert names(pane) == ["three", "two", "one", "four"], "the best first, those without last"
    click_header(pane, ACCURACY)
    assert names(pane) == ["one", "two", "three", "four"]
    click_header(pane, seed)
    click_header(pane, LR, Qt.KeyboardModifier.ShiftModifier)
    assert names(pane) == ["three", "one", "two", "four"]
    assert len(pane.table.header.sorts) == 2
    click_header(pane, Column.NAME)
    assert len(pane.table.header.sorts) == 1


def test_chosen_columns_are_kept_for_the_folder_alone(
    pane: FolderPane, stage: Stage, folder: Path
) -> None:
    depth = RunColumn(ColumnSource.PARAMETER, "depth")
    pane.columns.show_column(depth, shown=True)
    pane.columns.show_column(LR, shown=False)
    pane.columns.move_column(depth, 1)
    pane.columns.pin(depth, pinned=True)
    pane.columns.save()
    expected = pane.columns.shown()
    other = opened(stage)
    assert other.columns.shown() == expected
    assert other.columns.is_pinned(depth)
    record(folder, "beside", {"lr": 1})
    record(folder, "another", {"lr": 2})
    elsewhere = opened(stage, "")
    assert LR in elsewhere.columns.shown()
    assert depth not in elsewhere.columns.shown()
    other.columns.reset()
    assert LR in other.columns.shown()


def test_the_name_stays_readable_when_columns_come_and_grow(pane: FolderPane) -> None:
    pane.resize(800, 400)
    header = pane.table.header
    for each in pane.model.columns[2:]:
        if isinstance(each, RunColumn):
            pane.columns.show_column(each, shown=True)
    header.resizeSection(3, 300)
    assert header.sectionSize(1) >= 160
    pane.resize(2000, 400)
    assert header.sectionSize(1) > 160


def test_columns_that_are_pinned_stay_when_the_others_scroll(pane: FolderPane) -> None:
    pane.columns.show_column(RunColumn(ColumnSource.PARAMETER, "seed"), shown=True)
    pane.resize(800, 400)
    pane.table.header.resizeSection(1, 200)
    pane.table.horizontalScrollBar().setValue(pane.table.horizontalScrollBar().maximum())
    pinned = [pane.model.columns[number] for number, _, _ in pane.table.header.pinned()]
    assert pinned == [Column.CHECK, Column.NAME]


def test_what_changes_on_disk_changes_in_the_table(
    pane: FolderPane, stage: Stage, folder: Path
) -> None:
    place = next((folder / "runs").glob("one_*"))
    (place / "hyperparameters.yaml").write_text("lr: 0.5\nseed: 1\n")
    stage.change(pane, Changes(nodes=frozenset({NodePath(("runs", place.name))})))
    stage.qtbot.waitUntil(lambda: cells(pane, LR)["one"] == "0.5", timeout=60_000)
    type_filter(pane, "lr == 0.5")
    assert names(pane) == ["one"]


def test_the_next_time_what_is_known_comes_from_the_index(
    pane: FolderPane, stage: Stage, folder: Path
) -> None:
    again = [
        one
        for page in stage.context.run_index().load(stage.store_id, NodePath(("runs",)), below=False)
        for one in page
    ]
    assert {str(one.digest.parameters["lr"]) for one in again} == {"0.1", "0.01", "auto"}
    assert all(one.fingerprint for one in again)
    assert len(again) == 4


@pytest.mark.parametrize(
    "name", ["learning rate", "a.b", 'say "x"', "学习率", "back`tick", "it's", "and"]
)
def test_names_of_any_signs_are_shown_and_filtered_by(
    stage: Stage, folder: Path, name: str
) -> None:
    odd = folder / "odd"
    odd.mkdir()
    record(odd, "x", {name: 1})
    record(odd, "y", {name: 2})
    pane = opened(stage, "odd")
    column = RunColumn(ColumnSource.PARAMETER, name)
    assert cells(pane, column) == {"x": "1", "y": "2"}
    quoted = name.replace("`", "``")
    type_filter(pane, f"`{quoted}` > 1")
    assert names(pane) == ["y"]
    assert pane.toolbar.field.message == ""


def test_nan_and_infinity_are_named_and_come_last(stage: Stage, folder: Path) -> None:
    odd = folder / "odd"
    odd.mkdir()
    record(odd, "bad", {"x": math.nan}, score=[math.nan])
    record(odd, "good", {"x": 1.5}, score=[1.0, math.inf])
    pane = opened(stage, "odd")
    x = RunColumn(ColumnSource.PARAMETER, "x")
    last = RunColumn(ColumnSource.METRIC, "val/score", Function.LAST)
    pane.columns.show_column(last, shown=True)
    assert cells(pane, x) == {"bad": "NaN", "good": "1.5"}
    assert cells(pane, last) == {"bad": "NaN", "good": "∞"}
    for _ in range(2):
        click_header(pane, x)
        assert names(pane) == ["good", "bad"]
    type_filter(pane, "x == nan")
    assert names(pane) == ["bad"]


def test_the_column_chooser_finds_shows_and_orders(pane: FolderPane) -> None:
    pane.toolbar.choose_columns()
    chooser = pane.toolbar.chooser
    chooser.search.setText("dep")
    depth = RunColumn(ColumnSource.PARAMETER, "depth")
    assert chooser.model.entries[1:] == [depth]
    chooser.list.setCurrentIndex(chooser.model.index(1))
    QTest.keyClick(chooser.list, Qt.Key.Key_Space)
    assert depth in pane.columns.shown()
    chooser.search.clear()
    row = chooser.model.entries.index(depth)
    data = chooser.model.mimeData([chooser.model.index(row)])
    top = chooser.model.index(1)
    chooser.model.dropMimeData(data, Qt.DropAction.MoveAction, 1, 0, top.parent())
    assert pane.columns.shown()[1] == depth
    chooser.close()


# ---- groups


def group_by(pane: FolderPane, *names: str, excluding: bool = False) -> None:
    pane.groups.set_grouping(Grouping(names, excluding))


def group_cells(pane: FolderPane, section: int) -> list[str]:
    model = pane.groups.table.groups
    return [model.cell_text(entry, section) for entry in model.entries]


def test_runs_are_grouped_by_a_parameter_with_means_and_margins(pane: FolderPane) -> None:
    group_by(pane, "lr")
    assert pane.groups.pages.currentWidget() is pane.groups.splitter
    assert group_cells(pane, TITLE) == ["lr = 0.01", "lr = 0.1", "lr = auto"]
    assert group_cells(pane, COUNT) == ["1", "2", "1"]
    model = pane.groups.table.groups
    section = 2 + model.columns.index(ACCURACY)
    assert group_cells(pane, section) == ["0.95", "0.85 ± 0.071", ""]
    model.set_margin(Margin.ERROR)
    assert group_cells(pane, section)[1] == "0.85 ± 0.05"
    model.set_margin(Margin.INTERVAL)
    assert group_cells(pane, section)[1] == "0.85 [0.8, 0.9]"
    tip = model.data(model.index(1, section), Qt.ItemDataRole.ToolTipRole)
    assert "median: 0.85" in tip
    assert "n: 2" in tip


def test_everything_except_the_seed_is_one_choice_of_the_button(pane: FolderPane) -> None:
    menu = pane.toolbar.group_button.choices
    pane.groups.fill(menu)
    (action,) = [each for each in menu.actions() if each.text() == "Everything except seed"]
    action.trigger()
    assert pane.groups.grouping == Grouping(("seed",), excluding=True)
    assert group_cells(pane, COUNT) == ["1", "2", "1"]
    assert pane.toolbar.group_button.text() == "Group: all but seed"


def test_groups_follow_the_filter(pane: FolderPane, stage: Stage) -> None:
    group_by(pane, "lr")
    type_filter(pane, "lr == 0.1")
    stage.qtbot.waitUntil(lambda: group_cells(pane, COUNT) == ["2"], timeout=20_000)


def test_a_group_opens_and_selecting_it_selects_its_runs(pane: FolderPane) -> None:
    group_by(pane, "lr")
    table = pane.groups.table
    table.setCurrentIndex(table.groups.index(1, 0))
    QTest.keyClick(table, Qt.Key.Key_Right)
    assert group_cells(pane, TITLE) == ["lr = 0.01", "lr = 0.1", "one", "two", "lr = auto"]
    table.selectRow(1)
    assert sorted(node.name for node in pane.selected()) == ["one", "two"]
    table.selectRow(2)
    assert [node.name for node in pane.selected()] == ["one"]
    QTest.keyClick(table, Qt.Key.Key_Escape)
    assert pane.selected() == ()


def test_groups_are_sorted_by_means(pane: FolderPane) -> None:
    group_by(pane, "lr")
    model = pane.groups.table.groups
    section = 2 + model.columns.index(ACCURACY)
    model.sort_by(section)
    assert group_cells(pane, TITLE) == ["lr = 0.01", "lr = 0.1", "lr = auto"]
    model.sort_by(section)
    assert group_cells(pane, TITLE) == ["lr = 0.1", "lr = 0.01", "lr = auto"]


def mean_curves(pane: FolderPane, stage: Stage, metric: str) -> dict[str, list[float]]:
    """What the chart of a metric draws: the mean of each group by the name of its line."""
    charts = pane.groups.charts
    assert charts is not None
    name = f"{metric}\u2002val"
    stage.qtbot.waitUntil(lambda: charts.page.chart(name) is not None, timeout=30_000)
    chart = charts.page.chart(name)
    assert chart is not None
    stage.qtbot.waitUntil(lambda: bool(chart.plot.lines), timeout=30_000)
    return {drawn.line.name: drawn.curve.raw.tolist() for drawn in chart.plot.lines}


def test_the_curves_of_groups_are_means_with_bands(pane: FolderPane, stage: Stage) -> None:
    group_by(pane, "lr")
    menu = pane.toolbar.group_button.choices
    pane.groups.fill(menu)
    (action,) = [each for each in menu.actions() if each.text() == "Curves of the groups"]
    action.trigger()
    found = mean_curves(pane, stage, "loss")
    assert found.keys() == {"lr = 0.01 (n = 1)", "lr = 0.1 (n = 2)"}
    assert found["lr = 0.1 (n = 2)"] == pytest.approx([0.45, 0.275])
    charts = pane.groups.charts
    assert charts is not None
    assert charts.isVisible()
    chart = charts.page.chart("loss\u2002val")
    assert chart is not None

    def width() -> float:
        band = chart.plot.lines[1].curve.band
        assert band is not None
        return float(band.upper.values[0] - band.lower.values[0])

    assert width() == pytest.approx(2 * math.sqrt(0.005))
    pane.groups.set_margin(Margin.ERROR)
    stage.qtbot.waitUntil(lambda: width() < 0.11)
    assert width() == pytest.approx(0.1)
    QTest.mouseClick(charts.close_button, Qt.MouseButton.LeftButton)
    assert not charts.isVisible()
    assert not pane.groups.has_curves


def test_the_curves_of_groups_follow_the_grouping_and_go_with_it(
    pane: FolderPane, stage: Stage
) -> None:
    group_by(pane, "lr")
    pane.groups.set_curves(on=True)
    mean_curves(pane, stage, "loss")
    group_by(pane, "seed")
    charts = pane.groups.charts
    assert charts is not None
    stage.qtbot.waitUntil(
        lambda: "seed = 1 (n = 2)" in mean_curves(pane, stage, "accuracy"), timeout=30_000
    )
    assert mean_curves(pane, stage, "accuracy")["seed = 1 (n = 2)"] == pytest.approx([0.825, 0.8])
    pane.groups.set_grouping(None)
    assert not charts.isVisible()


def test_groups_without_metrics_say_so(pane: FolderPane, stage: Stage) -> None:
    pane.toolbar.set_text("name == four")
    stage.settle()
    group_by(pane, "lr")
    pane.groups.set_curves(on=True)
    charts = pane.groups.charts
    assert charts is not None
    stage.qtbot.waitUntil(lambda: charts._states.state.title == "No metrics", timeout=30_000)


def test_a_grouping_comes_back_with_the_folder(pane: FolderPane, stage: Stage) -> None:
    group_by(pane, "lr")
    pane.groups.set_margin(Margin.ERROR)
    pane.groups.set_curves(on=True)
    state = pane.save_state()
    other = FolderPane(stage.context, stage.location("runs"))
    other.retranslate()
    other.restore_state(state)
    stage.show(other)
    other.refresh()
    recorded_known(stage, other)
    stage.qtbot.waitUntil(lambda: group_cells(other, COUNT) == ["1", "2", "1"], timeout=20_000)
    assert other.groups.table.groups.margin is Margin.ERROR
    assert other.groups.has_curves
    other.groups.set_grouping(None)
    assert other.groups.pages.currentWidget() is other.table


# ---- export


def test_the_table_is_copied_as_csv_with_every_digit(pane: FolderPane, stage: Stage) -> None:
    for column in pane.columns.shown():
        pane.columns.show_column(column, shown=column in {Column.NAME, LR, ACCURACY})
    pane.exporting.copy(TableFormat.CSV)
    stage.settle()
    assert QGuiApplication.clipboard().text().splitlines() == [
        "Name,lr,val/accuracy best",
        "four,auto,",
        "one,0.1,0.8",
        "three,0.01,0.95",
        "two,0.1,0.9",
    ]


def test_groups_are_saved_with_all_statistics(
    pane: FolderPane, stage: Stage, tmp_path: Path
) -> None:
    group_by(pane, "lr")
    pane.exporting.save(tmp_path / "groups.csv")
    stage.settle()
    head, *lines = (tmp_path / "groups.csv").read_text().splitlines()
    assert head.startswith("lr,runs,")
    assert "best(val/accuracy) median" in head
    assert len(lines) == 3
    pane.exporting.save(tmp_path / "groups.tex")
    stage.settle()
    assert "0.85 $\\pm$ 0.071" in (tmp_path / "groups.tex").read_text()


def test_a_place_that_cant_be_written_is_told(
    pane: FolderPane, stage: Stage, tmp_path: Path
) -> None:
    errors: list[EmError] = []
    stage.context.error_raised.connect(lambda error, _location: errors.append(error))
    pane.exporting.save(tmp_path / "no" / "such" / "folder.csv")
    stage.settle()
    assert [error.code for error in errors] == ["not_found"]


# ---- subfolders


def test_subfolders_are_included_where_they_are_asked_for(
    stage: Stage, folder: Path, pane: FolderPane
) -> None:
    deep = folder / "runs" / "sweep" / "first"
    deep.mkdir(parents=True)
    record(deep, "deep", {"lr": 5.0, "seed": 9})
    pane.refresh()
    stage.settle()
    assert "deep" not in names(pane)
    pane.set_below(below=True)
    recorded_known(stage, pane)
    assert names(pane) == ["deep", "four", "one", "three", "two"]
    row = pane.model.row(0)
    assert row.folder == "sweep / first"
    assert cells(pane, LR)["deep"] == "5.0"
    type_filter(pane, "lr > 1")
    assert names(pane) == ["deep"]
    type_filter(pane, "")
    place = record(deep, "later", {"lr": 6.0})
    stage.change(pane, Changes(parents=frozenset({NodePath(("runs", "sweep", "first"))})))
    assert "later" in names(pane)
    path = NodePath(("runs", "sweep", "first", place.name))
    stage.change(pane, Changes(removed=frozenset({path})))
    assert "later" not in names(pane)
    pane.set_below(below=False)
    stage.settle()
    assert names(pane) == ["sweep", "four", "one", "three", "two"]


def test_subfolders_stay_included_over_a_restart(pane: FolderPane, stage: Stage) -> None:
    pane.set_below(below=True)
    stage.settle()
    other = FolderPane(stage.context, stage.location("runs"))
    other.restore_state(pane.save_state())
    assert other.below
    stage.show(other)
    other.refresh()
    stage.settle()
    assert other.model.total == 4


# ---- two groups


def test_two_selected_groups_are_compared_by_tests(
    stage: Stage, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("scipy")
    runs = folder / "seeds"
    runs.mkdir()
    for seed in range(4):
        record(runs, f"a{seed}", {"lr": 0.1, "seed": seed}, score=[0.5 + seed / 100])
        record(runs, f"b{seed}", {"lr": 0.2, "seed": seed}, score=[0.7 + seed / 90])
    pane = opened(stage, "seeds")
    group_by(pane, "lr")
    table = pane.groups.table
    table.selectAll()
    assert len(pane.groups.selected_groups()) == 2
    pane.groups.compare_groups()
    dialog = pane.window().findChild(GroupTestDialog)
    assert dialog is not None
    stage.qtbot.waitUntil(lambda: len(dialog.model.cells) == 1, timeout=60_000)
    title, first, second, _, welch, effect, _, rank, paired, _ = dialog.model.cells[0]
    assert title == "val/score best"
    assert (first, second) == ("0.515", "0.716667")
    assert float(welch) < 0.001
    assert float(effect) < -5
    assert float(rank) == -1
    assert float(paired) < 0.001
    dialog.copy()
    assert QGuiApplication.clipboard().text().startswith("Metric,mean of A,")
    dialog.close()


def test_without_the_package_the_dialog_says_how_to_install_it(
    pane: FolderPane, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "scipy", None)
    group_by(pane, "seed")
    pane.groups.table.selectAll()
    pane.groups.compare_groups()
    dialog = pane.window().findChild(GroupTestDialog)
    assert dialog is not None
    stage.qtbot.waitUntil(lambda: "pip install" in dialog.note.text(), timeout=60_000)
    dialog.close()
