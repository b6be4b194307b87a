"""The page of a search, with real searches."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QMenu,
    QPlainTextEdit,
    QTableView,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from em_desktop.domain.autotune import TrialGroup, TrialStatus
from em_desktop.domain.nodes import Status
from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import NodePath
from em_desktop.gui import theme
from em_desktop.gui.context import Context, Location
from em_desktop.gui.panes.autotune.pane import AutoTunePane
from em_desktop.gui.panes.autotune.progress import SearchProgress
from em_desktop.gui.panes.autotune.side import SidePanel
from em_desktop.gui.panes.autotune.trial_files import PreviewDialog
from em_desktop.gui.panes.autotune.trial_panel import TrialPanel
from em_desktop.gui.panes.autotune.trials_view import TrialsView
from em_desktop.gui.panes.compare.pane import ComparePane
from em_desktop.gui.settings import Settings
from em_desktop.gui.stores import OpenStores
from em_desktop.gui.tasks import Tasks
from em_desktop.gui.widgets import PageHeader, ProblemBar, StateView, text_width
from em_desktop.gui.widgets.query_field import QueryField

W = TypeVar("W", bound=QWidget)


class Opener:
    """Opens pages of searches in a copy of the samples, and waits until they have read."""

    def __init__(self, qtbot: QtBot, tasks: Tasks, root: Path, settings: Path) -> None:
        self.qtbot, self.tasks, self.root = qtbot, tasks, root
        self.stores = OpenStores(tasks)
        self.ids: list[str] = []
        self.panes: list[AutoTunePane] = []
        self.stores.open_folder(root, self.ids.append)
        qtbot.waitUntil(lambda: bool(self.ids), timeout=60_000)
        self.context = Context(
            tasks, self.stores, Settings(settings), data_directory=settings.parent / "data"
        )

    def pane(self, name: str, width: int = 1150, height: int = 780) -> AutoTunePane:
        pane = AutoTunePane(self.context, Location(self.ids[0], NodePath((name,))))
        self.qtbot.addWidget(pane)
        self.panes.append(pane)
        pane.retranslate()
        pane.resize(width, height)
        pane.show()
        pane.refresh()
        self.settle()
        return pane

    def settle(self) -> None:
        """Wait until everything was read, and the charts were made of it."""
        self.qtbot.waitUntil(lambda: self.tasks.idle, timeout=60_000)
        self.qtbot.waitUntil(lambda: self.tasks.idle, timeout=60_000)

        charts = [pane._body._chart_timer for pane in self.panes]
        self.qtbot.waitUntil(lambda: not any(timer.isActive() for timer in charts), timeout=60_000)
        self.qtbot.waitUntil(lambda: self.tasks.idle, timeout=60_000)

    def change(self, pane: AutoTunePane) -> None:
        pane.apply_changes(Changes(nodes=frozenset({pane.location.path})))
        self.settle()


@pytest.fixture
def opener(
    qtbot: QtBot, application: QApplication, tasks: Tasks, samples: Path, tmp_path: Path
) -> Iterator[Opener]:
    root = Path(shutil.copytree(samples / "autotune", tmp_path / "searches"))
    for path in (root, *root.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    opener = Opener(qtbot, tasks, root, tmp_path / "settings.json")
    yield opener
    opener.panes.clear()
    tasks.close()
    opener.stores.close_all()
    opener.context.deleteLater()
    opener.stores.deleteLater()


def part(pane: AutoTunePane, kind: type[W]) -> W:
    """The one widget of this kind in a page."""
    found = pane.findChild(kind)
    assert isinstance(found, kind)
    return found


def table_of(pane: AutoTunePane) -> QTableView:
    return part(pane, QTableView)


def shown_ids(pane: AutoTunePane) -> list[str]:
    model = part(pane, TrialsView).model
    return [model.trial_at(row).id for row in range(model.rowCount())]


def panel_of(pane: AutoTunePane) -> TrialPanel:
    return part(pane, SidePanel).trial


def chosen(pane: AutoTunePane) -> str:
    trial = panel_of(pane).trial
    return "" if trial is None else trial.id


def test_the_header_says_state_aim_and_best_value(opener: Opener) -> None:
    pane = opener.pane("keras-style-name")

    header = part(pane, PageHeader)
    assert header.title == "keras-style-name"
    assert pane._best.text == "0.975926 trial tgrv4"
    progress = part(pane, SearchProgress)
    assert progress.time.accessibleName() == "Time: 13s of 1h 00m"
    assert progress.trials.accessibleName() == "Trials: 68 of 68"
    assert progress.counts.accessibleName() == "31 succeeded, 22 early stopped, 15 failed"


def test_the_counts_of_a_running_search(opener: Opener) -> None:
    pane = opener.pane("running")

    assert part(pane, SearchProgress).counts.shown == [
        (TrialGroup.SUCCEEDED, 11),
        (TrialGroup.RUNNING, 2),
        (TrialGroup.WAITING, 1),
        (TrialGroup.EARLY_STOPPED, 5),
        (TrialGroup.FAILED, 0),
    ]


def test_the_best_trials_come_first_whatever_the_direction(opener: Opener) -> None:
    assert shown_ids(opener.pane("keras-style-name"))[0] == "tgrv4"
    assert shown_ids(opener.pane("timeout"))[0] == "itbgj"


def test_the_best_trial_is_shown_with_its_parameters_and_curve(opener: Opener) -> None:
    pane = opener.pane("keras-style-name")

    panel = panel_of(pane)
    values = {fact.key: fact.value for fact in panel.facts}
    assert chosen(pane) == "tgrv4"
    assert values["hidden_units"] == "128"
    assert values["activation"] == "logistic"
    assert values["Duration"] == "1.3s"
    assert panel.curve.accessibleDescription().startswith("12 points, last 0.97")


def test_extra_values_have_their_own_curve(opener: Opener) -> None:
    pane = opener.pane("nni-style-keys")
    pane.show_trial("civ08")
    opener.settle()

    names = [curve.accessibleName() for curve in panel_of(pane)._extra if curve.isVisibleTo(pane)]
    assert names == ["f1"]


def test_a_failed_trial_says_why(opener: Opener) -> None:
    pane = opener.pane("nni-style-keys")
    pane.show_trial("bamuu")
    opener.settle()

    assert panel_of(pane)._note.text.startswith("InvalidParameterError: The 'subsample'")
    assert panel_of(pane).curve.accessibleDescription() == "No points recorded"


def test_a_click_on_a_header_sorts_and_turns(opener: Opener) -> None:
    pane = opener.pane("keras-style-name")
    header = table_of(pane).horizontalHeader()
    place = header.sectionViewportPosition(0) + 10
    click = header.viewport().rect().topLeft()
    click.setX(place)
    click.setY(10)

    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=click)
    assert shown_ids(pane)[:2] == ["s8akw", "k4l7r"]
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=click)
    assert shown_ids(pane)[-2:] == ["k4l7r", "s8akw"]
    assert chosen(pane) == "tgrv4"


def test_sorting_works_without_a_pointer(opener: Opener) -> None:
    pane = opener.pane("timeout")
    menu = part(pane, TrialsView).table.make_menu()
    [order] = menu.findChildren(QMenu)

    [number] = [action for action in order.actions() if action.text() == "No."]
    number.trigger()

    assert shown_ids(pane)[:2] == ["j1iba", "pgdaf"]
    menu.deleteLater()


def test_the_filter_leaves_what_matches_and_says_how_much(opener: Opener) -> None:
    pane = opener.pane("keras-style-name")
    pane.start_search()
    field = part(pane, QueryField)
    assert field.hasFocus()

    QTest.keyClicks(field, "relu hidden_units>=64 metric>0.95")
    model = part(pane, TrialsView).model
    found = [model.trial_at(row) for row in range(model.rowCount())]
    assert found
    assert all(trial.parameters["activation"] == "relu" for trial in found)
    assert all((trial.final or 0) > 0.95 for trial in found)

    field.set_text("nothing like this")
    state = next(s for s in pane.findChildren(StateView) if s.isVisible())
    assert state.title == "No trial matches"
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert len(shown_ids(pane)) == 68


def test_a_hidden_best_trial_is_brought_back_by_its_link(opener: Opener) -> None:
    pane = opener.pane("keras-style-name")
    part(pane, QueryField).set_text("failed")
    assert "tgrv4" not in shown_ids(pane)

    pane._best.activated.emit("tgrv4")
    opener.settle()

    assert chosen(pane) == "tgrv4"
    assert part(pane, QueryField).text() == ""


def test_several_rows_are_copied_as_a_table(opener: Opener) -> None:
    pane = opener.pane("timeout")
    table = table_of(pane)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:4] == ["No.", "Trial", "State", "Final metric"]
    assert lines[1].split("\t")[:4] == ["4", "itbgj", "Succeeded", "0.0973722405987964"]
    assert len(lines) == 3


def test_the_arrow_keys_go_through_the_trials(opener: Opener) -> None:
    pane = opener.pane("timeout")
    pane.setFocus()
    QTest.keyClick(table_of(pane), Qt.Key.Key_Down)
    opener.settle()

    assert chosen(pane) == shown_ids(pane)[1]
    assert panel_of(pane).curve.accessibleDescription() != "No points recorded"


def test_the_set_up_is_one_click_away(opener: Opener) -> None:
    pane = opener.pane("keras-style-name")
    side = part(pane, SidePanel)
    side.show_page("search")

    values = {fact.key: fact.value for fact in side.search.facts}
    assert side.page == "search"
    assert values["ID"] == "kq3Zt8Vn"
    assert values["Time limit"] == "1h 00m"
    assert values["At a time"] == "3"
    assert values["learning_rate"] == "0.0001 to 30, log"
    assert values["epochs"] == "5 to 12"


def test_a_running_search_is_followed_and_the_choice_stays(opener: Opener) -> None:
    pane = opener.pane("running")
    pane.show_trial("0c1mv")
    directory = opener.root / "running"
    waiting = next(t for t in part(pane, TrialsView).model.trials if t.raw_status == "WAITING")

    file = directory / waiting.id / "metadata.json"
    metadata = json.loads(file.read_text())
    metadata |= {"status": "SUCCEEDED", "finalMetric": 0.999, "startTime": metadata["submitTime"]}
    file.write_text(json.dumps(metadata))
    opener.change(pane)

    assert shown_ids(pane)[0] == waiting.id
    assert chosen(pane) == "0c1mv"
    assert pane._best.text == f"0.999 trial {waiting.id}"
    assert (TrialGroup.SUCCEEDED, 12) in part(pane, SearchProgress).counts.shown


def test_the_curve_of_a_running_trial_grows(opener: Opener) -> None:
    pane = opener.pane("running")
    model = part(pane, TrialsView).model
    trial = next(t for t in model.trials if t.status is TrialStatus.RUNNING)
    pane.show_trial(trial.id)
    opener.settle()
    points = int(panel_of(pane).curve.accessibleDescription().split()[0])

    with (opener.root / "running" / trial.id / "metrics.yaml").open("a") as file:
        file.write("- type: PERIODICAL\n  value:\n    default: 0.5\n  sequence:\n    step: 99999\n")
    opener.change(pane)

    assert panel_of(pane).curve.accessibleDescription().startswith(f"{points + 1} points")


def test_changes_elsewhere_are_not_read(opener: Opener) -> None:
    pane = opener.pane("timeout")
    (opener.root / "timeout" / "itbgj" / "metadata.json").unlink()

    pane.apply_changes(Changes(nodes=frozenset({NodePath(("running",))})))
    opener.settle()

    assert len(shown_ids(pane)) == 20


def test_damaged_files_cost_only_themselves(opener: Opener) -> None:
    directory = opener.root / "keras-style-name"
    (directory / "profile.json").write_text('{"name": "a", "params": {"maxTr')
    (directory / "17671" / "metadata.json").write_text("[1]")

    pane = opener.pane("keras-style-name")

    problems = part(pane, ProblemBar).problems
    assert {problem.file for problem in problems} >= {"profile.json", "17671/metadata.json"}
    assert len(shown_ids(pane)) == 67


def test_a_search_that_could_not_start_says_why(opener: Opener) -> None:
    directory = opener.root / "new"
    directory.mkdir()
    (directory / "profile.json").write_text('{"status": "ERROR", "message": "no image"}')

    pane = opener.pane("new")

    assert pane._note.text == "no image"
    state = next(s for s in pane.findChildren(StateView) if s.isVisible())
    assert (state.title, state.text) == ("No trials", "The search ended without a trial.")
    assert part(pane, SidePanel).page == "search"


def test_a_search_that_is_gone_can_be_tried_again(opener: Opener) -> None:
    pane = opener.pane("gone")
    state = next(s for s in pane.findChildren(StateView) if s.isVisible())
    assert "gone" in state.text
    shutil.copytree(opener.root / "timeout", opener.root / "gone")

    QTest.mouseClick(state.buttons()[0], Qt.MouseButton.LeftButton)
    opener.settle()

    assert len(shown_ids(pane)) == 20


def test_the_page_comes_back_as_it_was_left(opener: Opener) -> None:
    pane = opener.pane("keras-style-name")
    pane.show_trial("17671")
    part(pane, SidePanel).show_page("search")
    part(pane, QueryField).set_text("tanh")
    part(pane, TrialsView).table.sort_by("parameter:alpha", descending=True)
    state = json.loads(json.dumps(pane.save_state()))
    before = shown_ids(pane)

    again = AutoTunePane(opener.context, pane.location)
    opener.qtbot.addWidget(again)
    again.retranslate()
    again.restore_state(state)
    again.resize(1150, 780)
    again.show()
    again.refresh()
    opener.settle()

    assert shown_ids(again) == before
    assert chosen(again) == "17671"
    assert part(again, SidePanel).page == "search"
    assert again.save_state() == pane.save_state()


@pytest.mark.parametrize("state", [{"trial": 3, "table": [], "splitter": "x", "page": "no"}, {}])
def test_a_strange_saved_state_is_ignored(opener: Opener, state: dict[str, object]) -> None:
    pane = AutoTunePane(opener.context, Location(opener.ids[0], NodePath(("timeout",))))
    opener.qtbot.addWidget(pane)

    pane.restore_state(state)

    assert pane.save_state()["page"] == "trial"


def test_every_control_has_a_name(opener: Opener) -> None:
    pane = opener.pane("keras-style-name")

    nameless = [
        f"{widget!r} in {widget.parent()!r}"
        for widget in pane.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (widget.accessibleName() or getattr(widget, "text", str)())
    ]
    assert nameless == []


def test_the_page_fits_a_small_window_in_both_themes(opener: Opener) -> None:
    pane = opener.pane("keras-style-name", 600, 480)

    theme.theme().mode = "dark"
    assert pane.minimumSizeHint().width() <= 600
    assert not part(pane, SidePanel).isVisible()
    assert table_of(pane).isVisible()
    assert pane.selected()[0].status is Status.COMPLETE


def test_ten_thousand_trials_arrive_and_scroll(opener: Opener) -> None:
    directory = opener.root / "large"
    directory.mkdir()
    (directory / "profile.json").write_text('{"status": "DONE"}')
    for number in range(10_000):
        folder = directory / f"{number:05x}"
        folder.mkdir()
        (folder / "metadata.json").write_text(
            json.dumps(
                {
                    "sequenceId": number,
                    "status": "SUCCEEDED",
                    "hyperParameters": {"lr": number / 7, "opt": "adam"},
                    "finalMetric": (number * 7919 % 10_007) / 10_007,
                }
            )
        )
    pane = opener.pane("large")
    table = table_of(pane)
    assert len(shown_ids(pane)) == 10_000

    bar = table.verticalScrollBar()
    bar.setValue(bar.maximum())
    table.viewport().repaint()
    bottom = table.indexAt(table.viewport().rect().bottomLeft() - QPoint(0, 10))
    assert bottom.row() == 9_999
    assert table.columnWidth(0) >= text_width("10000", "small", tabular=True) + 16


def test_a_trials_files_are_listed_whatever_they_are_and_shown(
    opener: Opener, qtbot: QtBot
) -> None:
    folder = opener.root / "keras-style-name" / "tgrv4"
    (folder / "plots").mkdir()
    (folder / "plots" / "loss.txt").write_text("steady\n", encoding="utf-8")
    (folder / "notes.md").write_text("# Notes\n", encoding="utf-8")
    pane = opener.pane("keras-style-name")
    files = panel_of(pane).files
    keys = [entry.key for entry in files.model.tree.files_in_order()]
    assert keys == ["plots/loss.txt", "metadata.json", "metrics.yaml", "notes.md"]
    assert panel_of(pane)._file_section._header.count == 4

    files.tree.setCurrentIndex(files.model.index_of("notes.md"))
    QTest.keyClick(files.tree, Qt.Key.Key_Return)
    opener.settle()
    dialog = pane.findChild(PreviewDialog)
    assert isinstance(dialog, PreviewDialog)
    assert dialog.preview.file is not None
    assert dialog.preview.file.key == "tgrv4/notes.md"
    assert "Notes" in " ".join(view.toPlainText() for view in _texts(dialog))
    dialog.close()

    table_of(pane).selectRow(1)
    opener.settle()
    assert [entry.key for entry in files.model.tree.files_in_order()] == [
        "metadata.json",
        "metrics.yaml",
    ]


def _texts(dialog: PreviewDialog) -> list[QTextEdit | QPlainTextEdit]:
    return [*dialog.findChildren(QTextEdit), *dialog.findChildren(QPlainTextEdit)]


def test_a_file_that_a_running_trial_writes_appears(opener: Opener) -> None:
    pane = opener.pane("running")
    trial = chosen(pane)
    (opener.root / "running" / trial / "model.bin").write_bytes(b"1234")
    opener.change(pane)
    keys = [entry.key for entry in panel_of(pane).files.model.tree.files_in_order()]
    assert "model.bin" in keys


def test_a_wrong_filter_says_where_and_the_last_right_one_stays(opener: Opener) -> None:
    pane = opener.pane("keras-style-name")
    field = part(pane, QueryField)
    field.set_text("state = failed")
    failed = shown_ids(pane)
    assert len(failed) == 15
    field.set_text("state = failed and (")
    assert field.message.startswith("Column 21, at the end")
    assert shown_ids(pane) == failed
    field.set_text("hidden_unit > 3")
    assert field.message == "No trial has “hidden_unit”. Did you mean “hidden_units”?"
    field.set_text("activation in (relu, logistic) and metric > 0.96")
    assert field.message == ""
    assert shown_ids(pane)
    assert all(
        trial.parameters["activation"] in {"relu", "logistic"} and (trial.final or 0) > 0.96
        for trial in map(part(pane, TrialsView).model.trial, shown_ids(pane))
        if trial is not None
    )


def test_selected_trials_are_compared_like_runs(opener: Opener) -> None:
    pane = opener.pane("keras-style-name")
    asked: list[Location] = []
    pane.context.open_requested.connect(lambda location, _new: asked.append(location))
    view = part(pane, TrialsView)
    view.table.clearSelection()
    assert not view.compare.isEnabled()
    for trial_id in ("tgrv4", "17671"):
        view.table.select(trial_id)
    assert view.compare.text() == "Compare 2"
    QTest.mouseClick(view.compare, Qt.MouseButton.LeftButton)
    (location,) = asked

    compared = ComparePane(opener.context, location)
    opener.qtbot.addWidget(compared)
    compared.retranslate()
    compared.resize(1200, 900)
    compared.show()
    compared.refresh()
    members = opener.context.comparisons.get(location.path.name).members
    assert {member.place.part for member in members} == {"tgrv4", "17671"}
    opener.qtbot.waitUntil(lambda: compared.readers.is_read, timeout=60_000)
    opener.settle()
    for member in members:
        read = compared.readers.digest(member.key)
        assert compared.readers.error(member.key) is None
        assert read.subject is not None
        trial = view.model.trial(member.place.part)
        assert trial is not None
        assert read.subject.name == f"keras-style-name {trial.id}"
        assert read.subject.parameters == dict(trial.parameters)
        [table] = read.tables
        assert table.type == "trial"
        assert table.series("metric").value[-1] == trial.final
    compared.close()
