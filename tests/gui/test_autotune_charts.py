"""The charts of a search: the values behind them, brushing, one selection for all."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import yaml
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt, QTranslator
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from em_desktop.domain.autotune import MetricChoice, TrialGroup, TrialOrder
from em_desktop.domain.importance import Importances
from em_desktop.domain.trial_axes import METRIC, AxisScale, Brush, Span, category_key
from em_desktop.domain.trial_set import GROUPS
from em_desktop.errors import NotInstalledError
from em_desktop.gui import settings, theme
from em_desktop.gui.panes.autotune.charts.block import ChartBlock
from em_desktop.gui.panes.autotune.charts.importance import ImportanceCard
from em_desktop.gui.panes.autotune.pane import AutoTunePane
from em_desktop.gui.panes.autotune.side import SidePanel
from em_desktop.gui.panes.autotune.trials_view import TrialsView
from em_desktop.gui.plots.bundle import BundleView
from em_desktop.gui.plots.parallel import ParallelView
from em_desktop.gui.plots.points import PointsView
from em_desktop.gui.widgets import ProblemBar
from tests.gui.test_autotune_pane import Opener, chosen, opener, part, shown_ids

__all__ = ["opener"]

BEST = "tgrv4"
"""The best trial of the first sample."""


def charts(pane: AutoTunePane, opener: Opener) -> ChartBlock:
    """The charts, when they show all that was read."""
    block = part(pane, ChartBlock)
    opener.qtbot.waitUntil(
        lambda: block.shown is not None and block.shown.data.complete, timeout=60_000
    )
    return block


def rest(opener: Opener, pane: AutoTunePane) -> None:
    """Wait until the table has followed the brushes."""
    opener.qtbot.waitUntil(lambda: not pane._body._brush_timer.isActive(), timeout=60_000)
    opener.settle()


def place_of(block: ChartBlock, trial_id: str) -> int:
    assert block.shown is not None
    return block.shown.trials.places[trial_id]


def ids_of(block: ChartBlock, places: object) -> list[str]:
    assert block.shown is not None
    return [block.shown.trials.trials[place].id for place in np.asarray(places).tolist()]


def drag(widget: QWidget, start: QPointF, end: QPointF) -> None:
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=start.toPoint())
    move(widget, (start + end) / 2, pressed=True)
    move(widget, end, pressed=True)
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=end.toPoint())


def move(widget: QWidget, to: QPointF, *, pressed: bool = False) -> None:
    buttons = Qt.MouseButton.LeftButton if pressed else Qt.MouseButton.NoButton
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        to,
        QPointF(widget.mapToGlobal(to.toPoint())),
        Qt.MouseButton.NoButton,
        buttons,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(widget, event)


def axis_point(view: ParallelView, key: str, fraction: float) -> QPointF:
    number = [axis.key for axis in view.axes].index(key)
    layout = view.layout_of_axes
    return QPointF(layout.axis_x(number), layout.y(fraction))


# The values behind the charts


def test_each_trial_is_a_point_at_its_metric_or_its_last_report(opener: Opener) -> None:
    pane = opener.pane("keras-style-name")
    points = charts(pane, opener).metric_card.view.points

    ids = ids_of(part(pane, ChartBlock), points.places)
    trials = {trial.id: trial for trial in part(pane, TrialsView).model.trials}
    assert len(ids) == 68
    for trial_id, x, y, group in zip(ids, points.x, points.y, points.groups, strict=True):
        trial = trials[trial_id]
        assert x == trial.sequence
        assert GROUPS[group] is trial.group
        if trial.final is not None:
            assert y == trial.final
    without = [trial_id for trial_id, y in zip(ids, points.y, strict=True) if np.isnan(y)]
    assert len(without) == 13  # they failed before their first report
    assert {trials[trial_id].group for trial_id in without} == {TrialGroup.FAILED}


def test_the_line_of_the_best_so_far_ends_at_the_best(opener: Opener) -> None:
    up = charts(opener.pane("keras-style-name"), opener).metric_card.view.points
    down = charts(opener.pane("timeout"), opener).metric_card.view.points

    for points, rises in ((up, True), (down, False)):
        assert points.line is not None
        steps = np.diff(points.line[1])
        assert (steps >= 0).all() if rises else (steps <= 0).all()
    assert up.line is not None
    assert up.line[1][-1] == pytest.approx(0.975926, abs=1e-6)


def test_trials_can_stand_by_their_metric(opener: Opener) -> None:
    block = charts(opener.pane("keras-style-name"), opener)
    block.metric_card.order.choose(TrialOrder.DESCENDING)

    points = block.metric_card.view.points
    known = points.y[~np.isnan(points.y)]
    assert (np.diff(known) <= 0).all()
    assert ids_of(block, points.places)[0] == BEST
    assert points.line is None


def test_hidden_trials_are_counted_and_come_back(opener: Opener) -> None:
    block = charts(opener.pane("keras-style-name"), opener)
    toggle = block.toggles[TrialGroup.FAILED]
    assert toggle.accessibleName() == "15 failed"

    QTest.mouseClick(toggle, Qt.MouseButton.LeftButton)

    assert len(block.metric_card.view.points.places) == 53
    assert len(block.parallel.view.places) == 53
    assert toggle.accessibleName() == "15 failed"
    QTest.mouseClick(toggle, Qt.MouseButton.LeftButton)
    assert len(block.metric_card.view.points.places) == 68


def test_the_curves_are_those_that_were_reported(opener: Opener) -> None:
    block = charts(opener.pane("keras-style-name"), opener)
    view = block.curves.view
    assert block.shown is not None

    steps, values = block.shown.trials.reports.curve(place_of(block, BEST))
    assert (len(steps), steps[0]) == (12, 40.0)
    assert values[-1] == pytest.approx(0.975926, abs=1e-6)
    assert len(view.places) == 55  # 13 trials reported nothing
    every = block.shown.trials.reports.steps
    assert (view.x_ruler.low, view.x_ruler.high) == (every.min(), every.max())


def test_the_curves_of_the_selected_trials_alone(opener: Opener) -> None:
    pane = opener.pane("keras-style-name")
    block = charts(pane, opener)
    block.curves.show_only_selected(only=True)
    assert ids_of(block, block.curves.view.places) == [BEST]

    table = part(pane, TrialsView).table
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)

    assert set(ids_of(block, block.curves.view.places)) == {BEST, "y66iw"}


def test_the_axes_have_the_scale_of_the_search_space(opener: Opener) -> None:
    view = charts(opener.pane("keras-style-name"), opener).parallel.view

    axes = {axis.key: axis for axis in view.axes}
    assert list(axes)[-1] == METRIC
    assert axes["learning_rate"].scale is AxisScale.LOG
    assert view.texts["learning_rate"].note == "log"
    assert view.texts["epochs"].note == "integer"
    assert view.texts[METRIC].note == "maximize"
    assert [text for _, text in view.texts["activation"].ticks] == ["logistic", "tanh", "relu"]
    assert axes["hidden_units"].categories == (16, 32, 64, 128)


def test_durations_are_those_of_the_table(opener: Opener) -> None:
    block = charts(opener.pane("keras-style-name"), opener)
    block.show_page("duration")

    points = block.duration.view.points
    number = ids_of(block, points.places).index(BEST)
    assert points.y[number] == pytest.approx(1.3, abs=0.1)


def test_a_slice_shows_one_hyperparameter(opener: Opener) -> None:
    block = charts(opener.pane("keras-style-name"), opener)
    block.show_page("slice")
    block.slice.parameter.choose("alpha")

    points = block.slice.view.points
    number = ids_of(block, points.places).index(BEST)
    assert 10 ** points.x[number] == pytest.approx(0.00261844, rel=1e-4)
    assert points.y[number] == pytest.approx(0.975926, abs=1e-6)


def test_a_contour_is_high_near_the_best_trials(opener: Opener) -> None:
    block = charts(opener.pane("keras-style-name"), opener)
    block.show_page("contour")
    block.contour.across.choose("learning_rate")
    block.contour.up.choose("momentum")
    opener.qtbot.waitUntil(lambda: block.contour.view.points.grid is not None, timeout=60_000)

    points = block.contour.view.points
    assert points.grid is not None
    assert points.grid.shape == (48, 48)
    assert np.nanmax(points.grid) == pytest.approx(1.0)
    number = ids_of(block, points.places).index(BEST)
    assert points.y[number] == pytest.approx(0.682019, abs=1e-6)


def test_one_metric_has_no_pareto_front(opener: Opener) -> None:
    block = charts(opener.pane("keras-style-name"), opener)
    block.show_page("pareto")

    assert block.pareto.view.message == "The trials of this search report one metric"


def test_two_metrics_have_a_pareto_front(opener: Opener) -> None:
    directory = opener.root / "two"
    for number, (default, size) in enumerate([(0.9, 5), (0.8, 2), (0.7, 4), (0.5, 1)]):
        write_trial(directory, number, final=default, size=size)
    (directory / "profile.json").write_text('{"status": "DONE"}')
    block = charts(opener.pane("two"), opener)
    block.show_page("pareto")
    block.pareto.aims[1].choose("minimize")
    block.pareto.redraw_chart()

    assert block.pareto.view.points.marked == (3, 1, 0)
    assert block.pareto._note.text() == "3 of 4 on the front"


def test_charts_that_are_not_shown_compute_nothing(opener: Opener) -> None:
    block = charts(opener.pane("keras-style-name"), opener)

    for card in (block.duration, block.slice, block.contour, block.pareto):
        assert len(card.view.points.places) == 0


# Which value counts


def test_the_best_reported_value_can_be_the_metric_of_everything(opener: Opener) -> None:
    pane = opener.pane("keras-style-name")
    block = charts(pane, opener)

    block.value_choice.choose(MetricChoice.LARGEST.value)
    opener.qtbot.waitUntil(
        lambda: block.shown is not None and block.shown.data.metric is MetricChoice.LARGEST,
        timeout=60_000,
    )

    model = part(pane, TrialsView).model
    assert model.title(3) == "Largest reported"
    assert all(trial.final is not None for trial in model.trials if trial.group is not FAILED)
    assert block.parallel.view.texts[METRIC].title == "Largest reported"
    state = pane.save_state()
    assert state["metric"] == "largest"


FAILED = TrialGroup.FAILED


# Importance


def test_importances_are_computed_when_they_are_asked_for(opener: Opener) -> None:
    block = charts(opener.pane("keras-style-name"), opener)
    card = block.importance
    assert card.found is None

    QTest.mouseClick(card.ask, Qt.MouseButton.LeftButton)
    opener.qtbot.waitUntil(lambda: card.found is not None, timeout=60_000)

    assert card.view.shares[0][0] in {"momentum", "learning_rate"}
    assert sum(share for _, share in card.view.shares) == pytest.approx(1)
    assert card.note.startswith("Rests on 31 trials that succeeded.")
    assert opener.context.settings.get(settings.IMPORTANCE)


def test_without_optuna_the_card_says_what_to_install(opener: Opener) -> None:
    card = charts(opener.pane("keras-style-name"), opener).importance

    card._failed(NotInstalledError("optuna"))

    assert 'pip install "em-desktop[analysis]"' in card.note


def test_too_few_trials_are_told(opener: Opener) -> None:
    card = charts(opener.pane("keras-style-name"), opener).importance

    card._take(Importances((), 2, 0))

    assert card.note.startswith("2 trials are too few to tell.")


def test_the_charts_do_not_import_optuna(opener: Opener) -> None:
    charts(opener.pane("keras-style-name"), opener)

    assert ImportanceCard.__module__ in sys.modules
    assert "optuna" not in sys.modules or "test_importance" in " ".join(sys.modules)


# Brushing


def test_a_drag_on_an_axis_brushes_and_the_table_follows(opener: Opener) -> None:
    pane = opener.pane("keras-style-name")
    block = charts(pane, opener)
    view, trials = block.parallel.view, part(pane, TrialsView)
    trials.only_brushed.setEnabled(True)
    trials.only_brushed.setChecked(True)

    drag(view, axis_point(view, "momentum", 0.45), axis_point(view, "momentum", 0.7))
    rest(opener, pane)

    [span] = view.brushes["momentum"].spans
    assert span.low == pytest.approx(0.54, abs=0.02)
    assert span.high == pytest.approx(0.84, abs=0.02)
    expected = {
        trial.id
        for trial in trials.model.trials
        if span.low <= float(str(trial.parameters["momentum"])) <= span.high
    }
    assert block.brushed_ids == frozenset(expected)
    assert set(shown_ids(pane)) == expected
    assert block.parallel._count.text() == f"{len(expected)} of 68 brushed"


def test_a_band_is_moved_resized_and_cleared(opener: Opener) -> None:
    view = charts(opener.pane("keras-style-name"), opener).parallel.view
    drag(view, axis_point(view, "momentum", 0.2), axis_point(view, "momentum", 0.4))

    drag(view, axis_point(view, "momentum", 0.3), axis_point(view, "momentum", 0.5))
    [moved] = view.brushes["momentum"].spans
    assert (moved.low, moved.high) == pytest.approx((0.48, 0.72), abs=0.03)

    drag(view, axis_point(view, "momentum", 0.6), axis_point(view, "momentum", 0.8))
    [longer] = view.brushes["momentum"].spans
    assert (longer.low, longer.high) == pytest.approx((0.48, 0.96), abs=0.03)

    place = axis_point(view, "momentum", 0.5).toPoint()
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=place)
    assert not view.brushes


def test_a_click_on_a_category_takes_it_in_and_out(opener: Opener) -> None:
    pane = opener.pane("keras-style-name")
    block = charts(pane, opener)
    view = block.parallel.view

    def click(fraction: float) -> None:
        place = axis_point(view, "activation", fraction).toPoint()
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place + QPoint(12, 0))

    click(1.0)
    click(0.0)
    names = view.brushes["activation"].names
    assert names == {category_key("relu"), category_key("logistic")}
    click(0.0)
    assert view.brushes["activation"].names == {category_key("relu")}
    model = part(pane, TrialsView).model
    expected = {t.id for t in model.trials if t.parameters["activation"] == "relu"}
    assert block.brushed_ids == frozenset(expected)


def test_the_best_fifth_is_brushed_by_the_slider(opener: Opener) -> None:
    block = charts(opener.pane("keras-style-name"), opener)

    block.parallel.top.setValue(20)

    assert block.shown is not None
    values = block.shown.trials.value
    known = np.sort(values[np.isfinite(values)])[::-1]
    least = known[int(np.ceil(0.2 * len(known))) - 1]
    [span] = block.parallel.brushes[METRIC].spans
    assert (span.low, span.high) == (least, float("inf"))
    assert block.brushed_ids is not None
    assert len(block.brushed_ids) == int((known >= least).sum())
    block.parallel.top.setValue(100)
    assert block.brushed_ids is None


def test_the_best_of_a_minimized_metric_are_the_small_ones(opener: Opener) -> None:
    block = charts(opener.pane("timeout"), opener)

    block.parallel.top.setValue(1)

    assert block.shown is not None
    trials = block.shown.trials
    best = trials.trials[int(np.nanargmin(trials.value))].id
    assert block.brushed_ids == frozenset({best})


def test_brushing_works_without_a_pointer(opener: Opener) -> None:
    view = charts(opener.pane("keras-style-name"), opener).parallel.view
    view.setFocus()
    for _ in range(3):
        QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Space)
    [first] = view.brushes["momentum"].spans
    QTest.keyClick(view, Qt.Key.Key_Down)
    [lower] = view.brushes["momentum"].spans
    QTest.keyClick(view, Qt.Key.Key_Plus)
    [longer] = view.brushes["momentum"].spans

    assert lower.low < first.low
    assert longer.high - longer.low > lower.high - lower.low
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert not view.brushes


def test_an_axis_is_dragged_by_its_title_and_stays_there(opener: Opener) -> None:
    pane = opener.pane("keras-style-name")
    block = charts(pane, opener)
    view = block.parallel.view
    layout = view.layout_of_axes

    drag(view, QPointF(layout.axis_x(4), 8), QPointF(layout.axis_x(1), 8))

    assert [axis.key for axis in view.axes][:3] == ["hidden_units", "alpha", "activation"]
    opener.change(pane)
    assert [axis.key for axis in view.axes][1] == "alpha"


def test_an_axis_can_be_hidden_and_its_brush_still_counts(opener: Opener) -> None:
    block = charts(opener.pane("keras-style-name"), opener)
    block.parallel.set_brushes({"momentum": Brush((Span(0.5, 1.0),))})
    before = block.brushed_ids

    block.parallel.show_axis("momentum", shown=False)

    assert "momentum" not in [axis.key for axis in block.parallel.view.axes]
    assert block.brushed_ids == before


def test_no_trial_brushed_is_told_with_the_way_out(opener: Opener) -> None:
    pane = opener.pane("keras-style-name")
    block, trials = charts(pane, opener), part(pane, TrialsView)
    block.parallel.set_brushes({"momentum": Brush((Span(5.0, 6.0),))})
    rest(opener, pane)
    trials.only_brushed.setChecked(True)

    assert trials._stack.currentWidget() is not trials.table
    trials._all.trigger()
    assert len(shown_ids(pane)) == 68


# One selection


def test_a_click_on_a_point_shows_the_trial_everywhere(opener: Opener) -> None:
    pane = opener.pane("keras-style-name")
    block = charts(pane, opener)
    view = block.metric_card.view
    place = view.pixel_of(place_of(block, "y66iw"))
    assert place is not None

    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place.toPoint())

    assert chosen(pane) == "y66iw"
    assert block.focus_of_charts.current == place_of(block, "y66iw")
    assert part(pane, TrialsView).current is not None


def test_the_current_row_stands_out_in_the_charts(opener: Opener) -> None:
    pane = opener.pane("keras-style-name")
    block = charts(pane, opener)
    assert block.focus_of_charts.current == place_of(block, BEST)

    table = part(pane, TrialsView).table
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down)

    assert block.focus_of_charts.current == place_of(block, "y66iw")


def test_the_trial_under_the_pointer_stands_out_in_charts_and_table(opener: Opener) -> None:
    pane = opener.pane("keras-style-name")
    block, table = charts(pane, opener), part(pane, TrialsView).table
    view = block.metric_card.view
    place = view.pixel_of(place_of(block, "y66iw"))
    assert place is not None

    move(view, place)
    assert table.hovered_row == part(pane, TrialsView).model.place("y66iw")
    assert block.focus_of_charts.hovered == place_of(block, "y66iw")

    row = table.visualRect(table.model().index(0, 1)).center()
    move(table.viewport(), QPointF(row))
    assert block.focus_of_charts.hovered == place_of(block, BEST)


def test_a_click_with_ctrl_adds_to_the_selection(opener: Opener) -> None:
    pane = opener.pane("keras-style-name")
    block = charts(pane, opener)
    view = block.metric_card.view
    place = view.pixel_of(place_of(block, "y66iw"))
    assert place is not None

    control = Qt.KeyboardModifier.ControlModifier
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, control, place.toPoint())

    assert set(part(pane, TrialsView).selected_ids) == {BEST, "y66iw"}
    assert set(block.focus_of_charts.selected) == {place_of(block, t) for t in (BEST, "y66iw")}


def test_the_keys_go_from_point_to_point(opener: Opener) -> None:
    pane = opener.pane("timeout")
    view = charts(pane, opener).metric_card.view
    view.setFocus()
    before = chosen(pane)

    QTest.keyClick(view, Qt.Key.Key_Right)

    model = part(pane, TrialsView).model
    first, second = model.trial(before), model.trial(chosen(pane))
    assert first is not None
    assert second is not None
    assert second.sequence == first.sequence + 1


# Following, state, words


def test_brushes_and_the_choice_stay_while_a_search_is_followed(opener: Opener) -> None:
    pane = opener.pane("running")
    block = charts(pane, opener)
    pane.show_trial("0c1mv")
    block.parallel.top.setValue(30)
    before = dict(block.parallel.brushes)
    assert before
    model = part(pane, TrialsView).model
    waiting = next(trial for trial in model.trials if trial.raw_status == "WAITING")

    file = opener.root / "running" / waiting.id / "metadata.json"
    metadata = json.loads(file.read_text())
    metadata |= {"status": "SUCCEEDED", "finalMetric": 0.999, "startTime": metadata["submitTime"]}
    file.write_text(json.dumps(metadata))
    opener.change(pane)
    opener.qtbot.waitUntil(lambda: waiting.id in (block.brushed_ids or ()), timeout=60_000)

    assert dict(block.parallel.brushes) == before
    assert chosen(pane) == "0c1mv"
    assert block.shown is not None
    assert block.shown.data.best == place_of(block, waiting.id)


def test_what_was_set_comes_back(opener: Opener) -> None:
    pane = opener.pane("keras-style-name")
    block = charts(pane, opener)
    block.parallel.set_brushes(
        {"momentum": Brush((Span(0.5, float("inf")),)), "activation": Brush(names=frozenset({"x"}))}
    )
    block.parallel.show_axis("alpha", shown=False)
    block.toggles[TrialGroup.FAILED].setChecked(False)
    part(pane, TrialsView).table.show_column("parameter:alpha", shown=False)
    block.show_page("slice")
    state = json.loads(json.dumps(pane.save_state()))

    other = opener.pane("keras-style-name")
    other.restore_state(state)
    again = charts(other, opener)

    assert dict(again.parallel.brushes) == dict(block.parallel.brushes)
    assert again.hidden_groups == {TrialGroup.FAILED}
    assert again.pages.key == "slice"
    again.show_page("overview")
    assert "alpha" not in [axis.key for axis in again.parallel.view.axes]
    assert len(part(other, TrialsView).table.visible_columns) == 13


@pytest.mark.parametrize("wrong", [{"charts": {"parallel": {"brushes": {"a": [1]}, "order": 5}}}])
def test_a_wrong_state_changes_nothing(opener: Opener, wrong: dict[str, object]) -> None:
    pane = opener.pane("keras-style-name")
    pane.restore_state(wrong)

    assert charts(pane, opener).brushed_ids is None


class Pseudo(QTranslator):
    """Puts every text that is translated in marks."""

    def translate(
        self,
        context: str,  # noqa: ARG002
        source: str,
        disambiguation: str | None = None,  # noqa: ARG002
        n: int = -1,  # noqa: ARG002
    ) -> str:
        return f"«{source}»"

    def isEmpty(self) -> bool:  # noqa: N802
        return False


def test_the_words_follow_the_language(opener: Opener) -> None:
    block = charts(opener.pane("keras-style-name"), opener)
    translator = Pseudo()
    QCoreApplication.installTranslator(translator)
    QCoreApplication.sendPostedEvents()
    try:
        assert block.parallel._count.text() == "«68 trials»"
        assert block.metric_card.view.accessibleName() == "«Metric per trial»"
        assert block.parallel.view.texts[METRIC].title == "«Final metric»"
        assert block.toggles[TrialGroup.FAILED].accessibleName() == "15 «failed»"
    finally:
        QCoreApplication.removeTranslator(translator)
        translator.deleteLater()
    QCoreApplication.sendPostedEvents()
    assert block.metric_card.view.accessibleName() == "Metric per trial"


@pytest.mark.parametrize("kind", [PointsView, BundleView, ParallelView])
def test_the_charts_take_the_colors_of_the_theme(opener: Opener, kind: type[QWidget]) -> None:
    pane = opener.pane("keras-style-name")
    block = charts(pane, opener)
    view = next(each for each in block.findChildren(kind) if each.isVisible())

    for mode in ("dark", "light"):
        theme.theme().mode = mode
        QApplication.processEvents()
        assert view.grab().toImage().pixelColor(2, 2) == theme.color("surface")


def test_hyperparameters_are_copied_as_yaml(opener: Opener) -> None:
    pane = opener.pane("keras-style-name")

    QTest.mouseClick(part(pane, SidePanel).copy, Qt.MouseButton.LeftButton)

    copied = yaml.safe_load(QGuiApplication.clipboard().text())
    assert copied["activation"] == "logistic"
    assert copied["hidden_units"] == 128


def test_the_table_is_exported_as_it_is_shown(opener: Opener, tmp_path: Path) -> None:
    pane = opener.pane("timeout")
    table = part(pane, TrialsView).table
    table.show_column("state", shown=False)
    table.sort_by("number", descending=False)

    pane._body.save_csv(str(tmp_path / "trials.csv"))
    opener.settle()

    rows = list(csv.reader((tmp_path / "trials.csv").read_text().splitlines()))
    assert rows[0][:4] == ["No.", "Trial", "Final metric", "Duration"]
    assert [row[1] for row in rows[1:3]] == ["j1iba", "pgdaf"]
    assert len(rows) == 21


# Bad input


def write_trial(
    directory: Path, number: int, *, final: object = 0.5, size: int | None = None, **more: object
) -> Path:
    folder = directory / f"t{number}"
    folder.mkdir(parents=True)
    metadata = {
        "sequenceId": number,
        "status": "SUCCEEDED",
        "hyperParameters": {"lr": 0.1 * (number + 1)},
        "startTime": "2026-11-23T04:09:20Z",
        "endTime": "2026-11-23T04:09:30Z",
        "finalMetric": final,
    }
    (folder / "metadata.json").write_text(json.dumps(metadata | more))
    if size is not None:
        (folder / "metrics.yaml").write_text(
            f"- type: FINAL\n  value:\n    default: {final}\n    size: {size}\n  sequence:\n"
            "    epoch: null\n    step: 0\n    timestamp: null\n"
        )
    return folder


def problem_files(pane: AutoTunePane) -> set[str]:
    return {problem.file for problem in part(pane, ProblemBar).problems}


def test_what_is_shown_stays_when_the_profile_goes(opener: Opener) -> None:
    pane = opener.pane("keras-style-name")
    block = charts(pane, opener)
    (opener.root / "keras-style-name" / "profile.json").unlink()

    opener.change(pane)

    assert len(block.metric_card.view.points.places) == 68
    assert len(shown_ids(pane)) == 68


def test_a_cut_off_profile_is_told_and_the_trials_decide_the_axes(opener: Opener) -> None:
    directory = opener.root / "keras-style-name"
    (directory / "profile.json").write_text('{"name": "a", "params": {"searchSpa')

    pane = opener.pane("keras-style-name")
    axes = {axis.key: axis for axis in charts(pane, opener).parallel.view.axes}

    assert problem_files(pane) == {"profile.json"}
    assert axes["learning_rate"].scale is AxisScale.LOG
    assert axes["activation"].scale is AxisScale.CATEGORIES


def test_a_search_in_nni_style_has_all_charts(opener: Opener) -> None:
    block = charts(opener.pane("nni-style-keys"), opener)

    assert len(block.metric_card.view.points.places) == 12
    assert block.shown is not None
    steps, values = block.shown.trials.reports.curve(place_of(block, "civ08"))
    assert len(steps) == len(values) > 3
    assert len(block.curves.view.places) >= 8


def test_values_that_do_not_match_the_search_space_are_told_at_their_axis(
    opener: Opener,
) -> None:
    directory = opener.root / "strange"
    space = {"lr": {"_type": "uniform", "_value": [0, 0.25]}, "gone": {"_type": "choice"}}
    for number in range(4):
        write_trial(directory, number)
    profile = {"status": "DONE", "params": {"searchSpace": space}}
    (directory / "profile.json").write_text(json.dumps(profile))

    view = charts(opener.pane("strange"), opener).parallel.view

    assert view.texts["lr"].note == "2 outside"
    assert view.axes[0].high == pytest.approx(0.4)
    gone = next(axis for axis in view.axes if axis.key == "gone")
    assert gone.unplaced == 4


def test_text_for_a_number_costs_its_record_only(opener: Opener) -> None:
    directory = opener.root / "text"
    folder = write_trial(directory, 0, final="high")
    (folder / "metrics.yaml").write_text(
        "".join(
            f"- type: PERIODICAL\n  value:\n    default: {value}\n  sequence:\n    step: {step}\n"
            for step, value in enumerate(("0.5", "high", "0.7"))
        )
    )
    (directory / "profile.json").write_text('{"status": "DONE"}')

    pane = opener.pane("text")
    points = charts(pane, opener).metric_card.view.points

    assert points.y.tolist() == [0.7]  # its last report
    assert "t0/metrics.yaml" in problem_files(pane)


def test_a_duration_below_zero_is_drawn_below_zero(opener: Opener) -> None:
    directory = opener.root / "back"
    write_trial(directory, 0, endTime="2026-11-23T04:09:10Z")
    (directory / "profile.json").write_text('{"status": "DONE"}')
    block = charts(opener.pane("back"), opener)
    block.show_page("duration")

    assert block.duration.view.points.y.tolist() == [-10.0]
    assert block.duration.view.y_ruler.low < -10


def test_two_trials_with_one_number_are_both_shown(opener: Opener) -> None:
    directory = opener.root / "twins"
    write_trial(directory, 0)
    write_trial(directory, 1, final=0.7, sequenceId=0)
    (directory / "profile.json").write_text('{"status": "DONE"}')
    pane = opener.pane("twins")

    points = charts(pane, opener).metric_card.view.points
    assert (points.x.tolist(), points.y.tolist()) == ([0.0, 0.0], [0.5, 0.7])
    assert len(shown_ids(pane)) == 2


def test_a_folder_without_metadata_is_no_trial(opener: Opener) -> None:
    directory = opener.root / "timeout"
    (directory / "zzzzz").mkdir()
    (directory / "zzzzz" / "metrics.yaml").write_text("- 1\n")

    pane = opener.pane("timeout")

    assert len(charts(pane, opener).metric_card.view.points.places) == 20


def test_metrics_that_are_not_finite_never_break_a_chart(opener: Opener) -> None:
    directory = opener.root / "wild"
    finals = ["NaN", "Infinity", "-Infinity", "1e308", "-1e308"]
    for number, final in enumerate(finals):
        folder = write_trial(directory, number)
        file = folder / "metadata.json"
        file.write_text(file.read_text().replace('"finalMetric": 0.5', f'"finalMetric": {final}'))
    (directory / "profile.json").write_text('{"status": "DONE"}')
    pane = opener.pane("wild")
    block = charts(pane, opener)

    for page in block.pages.keys:
        block.show_page(page)
        opener.settle()
        assert not pane.grab().isNull()
    assert np.isfinite(block.metric_card.view.points.y).sum() == 2


def test_a_search_of_nothing_has_no_charts(opener: Opener) -> None:
    directory = opener.root / "none"
    directory.mkdir()
    (directory / "profile.json").write_text('{"status": "RUNNING"}')

    pane = opener.pane("none")

    assert not part(pane, ChartBlock).isVisible()


# Many trials


@pytest.fixture
def many(opener: Opener) -> Callable[[int], AutoTunePane]:
    def make(count: int) -> AutoTunePane:
        directory = opener.root / "many"
        for number in range(count):
            folder = write_trial(directory, number, final=number / count)
            (folder / "metrics.yaml").write_text(
                "".join(
                    f"- type: PERIODICAL\n  value:\n    default: {number * step / count}\n"
                    f"  sequence:\n    epoch: null\n    step: {step}\n    timestamp: null\n"
                    for step in range(3)
                )
            )
        (directory / "profile.json").write_text('{"status": "DONE"}')
        return opener.pane("many")

    return make


def test_very_many_lines_are_a_density(opener: Opener, many: Callable[[int], AutoTunePane]) -> None:
    pane = many(600)
    block = charts(pane, opener)
    opener.qtbot.waitUntil(lambda: block.curves.view._image is not None, timeout=60_000)

    lines = block.parallel.view.lines
    assert lines.is_density
    assert block.curves.view.is_density
    opener.qtbot.waitUntil(lambda: "rest" in lines._counts, timeout=60_000)
    assert lines._counts["rest"][:, 60].sum() == 600

    block.parallel.top.setValue(90)
    opener.qtbot.waitUntil(lambda: "lit" in lines._counts, timeout=60_000)
    assert lines._counts["lit"][:, 60].sum() == 540
