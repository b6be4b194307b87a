"""The table of a folder, by mouse and keyboard, on real recordings."""

from __future__ import annotations

import random
import shutil
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from em_desktop.domain.nodes import Node, NodeType, Status
from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import NodePath
from em_desktop.gui.models.listing import ListingModel
from em_desktop.gui.models.listing_rows import COLUMNS, Column, Query, Row, make_row, words_of
from em_desktop.gui.models.listing_words import describer
from em_desktop.gui.panes.folder.pane import FolderPane
from em_desktop.gui.panes.folder.table import CHECK
from em_desktop.gui.settings import COLUMNS as COLUMN_SETTINGS
from em_desktop.gui.tasks import Tasks
from em_desktop.stores.base import Cancel
from em_desktop.stores.memory import MemoryStore
from tests.gui.stage import Stage, staged

CONTROL = Qt.KeyboardModifier.ControlModifier
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
NAME = COLUMNS.index(Column.NAME)


@pytest.fixture
def stage(
    qtbot: QtBot, application: QApplication, tasks: Tasks, recordings: Path
) -> Iterator[Stage]:
    with staged(qtbot, tasks, recordings) as made:
        yield made


@pytest.fixture
def pane(stage: Stage) -> FolderPane:
    made = stage.pane(FolderPane, "runs")
    made.table.setFocus()
    return made


def names(pane: FolderPane) -> list[str]:
    return [pane.model.row(place).node.name for place in range(pane.model.rowCount())]


def cell(pane: FolderPane, name: str, column: Column) -> str:
    row = pane.model.row(names(pane).index(name))
    return pane.model.cell_text(row, column)


def click(pane: FolderPane, place: int, column: Column, **keys: Qt.KeyboardModifier) -> None:
    index = pane.model.index(place, COLUMNS.index(column))
    QTest.mouseClick(
        pane.table.viewport(),
        Qt.MouseButton.LeftButton,
        keys.get("keys", Qt.KeyboardModifier.NoModifier),
        pane.table.visualRect(index).center(),
    )


def click_header(pane: FolderPane, column: Column) -> None:
    header, logical = pane.table.header, COLUMNS.index(column)
    place = QPoint(header.sectionViewportPosition(logical) + 12, 10)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_every_run_is_a_row_with_its_facts(pane: FolderPane, stage: Stage) -> None:
    assert len(names(pane)) == 14
    assert names(pane)[:2] == ["breast_cancer_gbdt", "diabetes_ridge"]
    assert cell(pane, "digits_train_mlp", Column.TYPE) == "Run"
    assert cell(pane, "digits_train_mlp", Column.STATUS) == "Complete"
    assert cell(pane, "digits_train_mlp", Column.LABELS) == "torch, MLP, 基线"
    assert cell(pane, "digits_train_mlp", Column.DURATION) == "2s"
    assert cell(pane, "digits_sklearn_mlp_error", Column.STATUS) == "Error"
    assert cell(pane, "digits_cnn_running", Column.STATUS) == "Stalled"
    assert pane.bar.count_text.startswith("14 item")


def test_sizes_of_visible_rows_are_measured(pane: FolderPane, stage: Stage) -> None:
    pane.columns.show_column(Column.SIZE, shown=True)
    stage.qtbot.waitUntil(lambda: cell(pane, "digits_mlp_long", Column.SIZE) != "", timeout=30_000)
    folder = next((Path(stage.store_id) / "runs").glob("digits_mlp_long*"))
    expected = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    row = pane.model.row(names(pane).index("digits_mlp_long"))
    assert row.size == expected


def test_a_click_on_a_title_sorts_and_a_second_one_turns_it_round(pane: FolderPane) -> None:
    click_header(pane, Column.STATUS)
    assert names(pane)[:2] == ["digits_sklearn_mlp_error", "digits_cnn_running"]
    click_header(pane, Column.STATUS)
    assert names(pane)[-2:] == ["digits_cnn_running", "digits_sklearn_mlp_error"]
    click_header(pane, Column.NAME)
    assert names(pane) == sorted(names(pane))


def test_the_first_click_on_a_time_shows_the_newest_first(pane: FolderPane) -> None:
    click_header(pane, Column.DURATION)
    assert names(pane)[0] == "digits_cnn_running"


def test_words_filter_and_the_field_says_how_many_are_left(pane: FolderPane, stage: Stage) -> None:
    pane.start_search()
    field = pane.focusWidget()
    assert field is not None
    QTest.keyClicks(field, "TORCH complete")
    assert names(pane) == [
        "digits_cnn_lr_a",
        "digits_cnn_lr_b",
        "digits_cnn_lr_c",
        "digits_mlp_long",
        "digits_train_mlp",
    ]
    assert field.accessibleName() == "Filter, such as lr > 0.1"
    assert pane.bar.count_text.startswith("5 of 14 item")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert len(names(pane)) == 14


def test_without_a_match_the_page_says_so_and_offers_to_clear(pane: FolderPane) -> None:
    pane.toolbar.set_text("no such run")
    assert pane.stack.currentWidget() is pane.stack.state
    assert pane.stack.state.title == "Nothing matches this filter"
    QTest.mouseClick(pane.stack.state.buttons()[0], Qt.MouseButton.LeftButton)
    assert pane.toolbar.text == ""
    assert pane.stack.currentWidget() is pane.stack.content


def test_only_chosen_types_are_shown(stage: Stage) -> None:
    (Path(stage.store_id) / "notes.txt").write_text("words")
    pane = stage.pane(FolderPane, "")
    assert names(pane) == ["artifacts", "runs", "notes.txt"]
    pane.toolbar.choose_types([NodeType.FILE])
    assert names(pane) == ["notes.txt"]
    pane.toolbar.clear()
    assert len(names(pane)) == 3


def test_check_boxes_are_the_selection(pane: FolderPane) -> None:
    click(pane, 1, Column.NAME)
    click(pane, 3, Column.CHECK)
    click(pane, 5, Column.CHECK)
    assert pane.table.selected_rows() == [1, 3, 5]
    click(pane, 3, Column.CHECK)
    assert [node.name for node in pane.selected()] == [names(pane)[1], names(pane)[5]]
    click(pane, 7, Column.NAME)
    assert pane.table.selected_rows() == [7]


def test_the_box_in_the_header_selects_all_and_nothing(pane: FolderPane) -> None:
    header, states = pane.table.header, []
    place = QPoint(17, 10)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert len(pane.selected()) == 14
    states.append(header.checked)
    click(pane, 0, Column.CHECK)
    states.append(header.checked)
    assert states == [Qt.CheckState.Checked, Qt.CheckState.PartiallyChecked]
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert pane.selected() == ()


def test_space_checks_and_escape_clears(pane: FolderPane) -> None:
    click(pane, 2, Column.NAME)
    QTest.keyClick(pane.table, Qt.Key.Key_Down, CONTROL)
    QTest.keyClick(pane.table, Qt.Key.Key_Space)
    assert pane.table.selected_rows() == [2, 3]
    QTest.keyClick(pane.table, Qt.Key.Key_Escape)
    assert pane.selected() == ()


def test_the_selection_is_inspected_and_without_one_the_folder(
    pane: FolderPane, stage: Stage
) -> None:
    click(pane, 1, Column.NAME)
    path = str(pane.model.row(1).path)
    stage.qtbot.waitUntil(lambda: stage.inspected == [path])
    pane.table.clearSelection()
    stage.qtbot.waitUntil(lambda: stage.inspected == ["runs"])


def test_enter_opens_here_and_with_control_in_a_new_tab(pane: FolderPane, stage: Stage) -> None:
    click(pane, 4, Column.NAME)
    QTest.keyClick(pane.table, Qt.Key.Key_Return)
    QTest.keyClick(pane.table, Qt.Key.Key_Return, CONTROL)
    path = str(pane.model.row(4).path)
    assert stage.opened == [(path, False), (path, True)]


def test_a_double_click_opens(pane: FolderPane, stage: Stage) -> None:
    place = pane.table.visualRect(pane.model.index(2, NAME)).center()
    QTest.mouseClick(pane.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(pane.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert stage.opened == [(str(pane.model.row(2).path), False)]


def test_several_nodes_open_in_tabs_of_their_own(pane: FolderPane, stage: Stage) -> None:
    pane.table.select_rows([0, 2])
    pane.verbs.open()
    assert [new_tab for _, new_tab in stage.opened] == [True, True]


def test_copied_rows_are_text_with_tabs(pane: FolderPane) -> None:
    for column in pane.columns.shown():
        kept = {Column.NAME, Column.STATUS, Column.LABELS, Column.DURATION}
        pane.columns.show_column(column, shown=column in kept)
    pane.columns.show_column(Column.TYPE, shown=True)
    pane.table.select_rows([names(pane).index("digits_eval")])
    QTest.keyClick(pane.table, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text().split("\n") == [
        "Name\tType\tStatus\tLabels\tDuration",
        "digits_eval\tRun\tComplete\teval\t0s",
    ]


def test_copied_paths_are_those_on_disk(pane: FolderPane, stage: Stage) -> None:
    pane.table.select_rows([0])
    pane.verbs.copy_paths()
    copied = Path(QGuiApplication.clipboard().text())
    assert copied.is_dir()
    assert copied.name.startswith("breast_cancer_gbdt")


def test_the_context_menu_offers_only_what_works(pane: FolderPane) -> None:
    pane.table.select_rows([0, 1])
    menu = QMenu(pane)
    pane.verbs.fill(menu)
    entries = {action.text(): action.isEnabled() for action in menu.actions() if action.text()}
    assert [text for text, is_possible in entries.items() if not is_possible] == [
        "Rename",
        "Show in file manager",
    ]
    assert list(entries)[-1] == "Move to trash"


def test_a_new_run_appears_and_selection_and_order_stay(pane: FolderPane, stage: Stage) -> None:
    click_header(pane, Column.STATUS)
    pane.table.select_rows([3])
    chosen = pane.selected()
    folder = Path(stage.store_id) / "runs"
    shutil.copytree(
        next(folder.glob("digits_eval*")), folder / "digits_eval_again_261123_130000_abcdef"
    )
    stage.change(pane, Changes(parents=frozenset({NodePath(("runs",))})))
    stage.qtbot.waitUntil(lambda: len(names(pane)) == 15)
    assert pane.selected() == chosen
    assert names(pane)[0] == "digits_sklearn_mlp_error"


def test_a_changed_run_is_updated_in_place(pane: FolderPane, stage: Stage) -> None:
    place = names(pane).index("digits_cnn_running")
    pane.table.select_rows([place])
    path = pane.model.row(place).path
    metadata = Path(stage.store_id, *path.parts, "metadata.yaml")
    text = metadata.read_text().replace("status: Running", "status: Error")
    metadata.write_text(text)
    stage.change(pane, Changes(nodes=frozenset({path})))
    assert cell(pane, "digits_cnn_running", Column.STATUS) == "Error"
    assert pane.table.selected_rows() == [place]


def test_a_removed_run_leaves_the_table(pane: FolderPane, stage: Stage) -> None:
    path = pane.model.row(0).path
    shutil.rmtree(Path(stage.store_id, *path.parts))
    stage.change(pane, Changes(removed=frozenset({path})))
    assert len(names(pane)) == 13


def test_a_renamed_run_stays_selected(pane: FolderPane, stage: Stage) -> None:
    pane.table.select_rows([0])
    old = pane.model.row(0).path
    new = old.parent.child("zz_261123_115955_abcdef")
    Path(stage.store_id, *old.parts).rename(Path(stage.store_id, *new.parts))
    stage.change(pane, Changes(moved=((old, new),), removed=frozenset({old})))
    assert [node.path for node in pane.selected()] == [new]


def test_an_empty_folder_says_what_it_is_for(stage: Stage) -> None:
    (Path(stage.store_id) / "empty").mkdir()
    pane = stage.pane(FolderPane, "empty")
    assert pane.stack.state.title == "This folder is empty"
    assert pane.bar.count_text.startswith("0 item")


def test_a_folder_that_is_gone_shows_the_error_and_try_again(stage: Stage) -> None:
    (Path(stage.store_id) / "later").mkdir()
    folder = Path(stage.store_id) / "gone"
    pane = stage.pane(FolderPane, "gone")
    assert "gone" in pane.stack.state.text
    folder.mkdir()
    QTest.mouseClick(pane.stack.state.buttons()[0], Qt.MouseButton.LeftButton)
    stage.qtbot.waitUntil(lambda: pane.stack.state.title == "This folder is empty")


def test_names_that_occur_twice_have_their_time_beside_them(stage: Stage) -> None:
    folder = Path(stage.store_id) / "runs"
    shutil.copytree(next(folder.glob("digits_eval*")), folder / "digits_eval_261123_160400_abcdef")
    pane = stage.pane(FolderPane, "runs")
    stage.qtbot.waitUntil(
        lambda: (
            "digits_eval 16:04"
            in {
                pane.model.cell_text(pane.model.row(place), Column.NAME)
                for place in range(pane.model.rowCount())
            }
        )
    )


def test_a_hostile_name_is_shown_escaped(stage: Stage) -> None:
    (Path(stage.store_id) / "runs" / "a\nb\x1b[31m<b>").mkdir()
    pane = stage.pane(FolderPane, "runs")
    assert "a\\nb\\x1b[31m<b>" in {
        pane.model.cell_text(pane.model.row(place), Column.NAME)
        for place in range(pane.model.rowCount())
    }


def test_hidden_columns_are_remembered_and_reset(pane: FolderPane, stage: Stage) -> None:
    pane.columns.show_column(Column.LABELS, shown=False)
    pane.columns.show_column(Column.CREATED, shown=True)
    pane.columns.save()
    other = stage.pane(FolderPane, "artifacts")
    assert not other.columns.shows(Column.LABELS)
    assert other.columns.shows(Column.CREATED)
    other.columns.reset()
    assert other.columns.shows(Column.LABELS)
    assert not other.columns.shows(Column.CREATED)


def test_moved_and_resized_columns_are_remembered(pane: FolderPane, stage: Stage) -> None:
    header = pane.table.header
    status = COLUMNS.index(Column.STATUS)
    header.moveSection(header.visualIndex(status), 1)
    header.resizeSection(status, 133)
    pane.columns.save()
    other = stage.pane(FolderPane, "artifacts").table.header
    assert (other.visualIndex(status), other.sectionSize(status)) == (1, 133)
    assert other.visualIndex(CHECK) == 0


@pytest.mark.parametrize("saved", [5, [1, {"column": "size"}], [{"column": "nope", "width": 5}]])
def test_wrong_column_settings_are_ignored(stage: Stage, saved: object) -> None:
    stage.settings.set(COLUMN_SETTINGS, {"folder": saved})
    pane = stage.pane(FolderPane, "runs")
    assert pane.columns.shows(Column.STATUS)


def test_the_state_of_a_folder_comes_back(pane: FolderPane, stage: Stage) -> None:
    pane.toolbar.set_text("digits")
    click_header(pane, Column.LABELS)
    pane.table.select_rows([2])
    state = pane.save_state()
    other = FolderPane(stage.context, stage.location("runs"))
    other.restore_state(state)
    stage.show(other)
    other.refresh()
    stage.settle()
    assert names(other) == names(pane)
    assert other.selected() == pane.selected()
    assert other.toolbar.text == "digits"


@pytest.mark.parametrize(
    "state", [{"filter": 5, "types": [1, "x"], "sort": "check", "selected": [1], "scroll": "x"}]
)
def test_a_wrong_state_is_ignored(stage: Stage, state: dict[str, object]) -> None:
    pane = FolderPane(stage.context, stage.location("runs"))
    pane.restore_state(state)
    stage.show(pane)
    pane.refresh()
    stage.settle()
    assert len(names(pane)) == 14


def row(number: int, **facts: object) -> Row:
    path = NodePath((f"n{number}",))
    node = Node(path, NodeType.RUN, f"run {number}", **facts)  # type: ignore[arg-type]
    return make_row(node, describer())


def test_durations_of_running_rows_follow_the_clock(application: QApplication) -> None:
    moment = [NOW]
    model = ListingModel(lambda: moment[0])
    model.put(
        [row(1, status=Status.RUNNING, started=NOW - timedelta(minutes=5), last_activity=NOW)]
    )
    assert model.has_ticking()
    assert model.cell_text(model.row(0), Column.DURATION) == "5m 00s"
    moment[0] = NOW + timedelta(minutes=1)
    model.tick()
    assert model.cell_text(model.row(0), Column.DURATION) == "6m 00s"
    moment[0] = NOW + timedelta(minutes=30)
    model.tick()
    assert model.cell_text(model.row(0), Column.STATUS) == "Stalled"


def test_the_model_keeps_its_promises_through_random_changes(application: QApplication) -> None:
    model = ListingModel(lambda: NOW)
    tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal, None
    )
    rng = random.Random(3)
    held: dict[QPersistentModelIndex, NodePath] = {}
    for _ in range(300):
        numbers = rng.sample(range(60), rng.randint(0, 20))
        match rng.randrange(5):
            case 0:
                model.put([row(one, labels=(str(rng.randrange(9)),)) for one in numbers])
            case 1:
                model.remove([NodePath((f"n{one}",)) for one in numbers[:5]])
            case 2:
                words = words_of(rng.choice(["", "1", "run 2", "nothing"]))
                column = rng.choice(list(Column)[1:])
                model.set_query(Query(words, frozenset(), column, rng.random() < 0.5))
            case 3 if model.rowCount():
                place = rng.randrange(model.rowCount())
                held[QPersistentModelIndex(model.index(place, 1))] = model.row(place).path
            case 4 if numbers:
                model.move([(NodePath((f"n{one}",)), row(one + 100)) for one in numbers[:3]])
                held = {index: path for index, path in held.items() if path in model}
        for index, path in held.items():
            if index.isValid():
                assert model.row(index.row()).path == path
    assert tester.model() is model


def test_ten_thousand_rows_are_sorted_and_filtered_in_a_moment(application: QApplication) -> None:
    model = ListingModel(lambda: NOW)
    model.put([row(number, labels=("a",) * (number % 3)) for number in range(10_000)])
    began = datetime.now(UTC)
    model.set_query(Query(column=Column.LABELS, descending=True))
    model.set_query(Query(words=("99",)))
    assert (datetime.now(UTC) - began).total_seconds() < 1
    assert model.rowCount() == sum("99" in str(number) for number in range(10_000))


class SlowStore(MemoryStore):
    """Gives its first page at once, and the second when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Event()
        self.measured: list[str] = []

    def children(self, path: NodePath, cancel: Cancel | None = None) -> Iterator[Sequence[Node]]:
        nodes = [each for page in super().children(path) for each in page]
        yield nodes[:100]
        while not self.go_on.wait(0.01):
            if cancel is not None:
                cancel.check()
        yield nodes[100:]

    def measure(self, path: NodePath, cancel: Cancel | None = None) -> tuple[int, int]:
        self.measured.append(str(path))
        return super().measure(path, cancel)


@pytest.fixture
def slow(
    qtbot: QtBot, application: QApplication, tasks: Tasks, tmp_path: Path
) -> Iterator[tuple[Stage, SlowStore]]:
    store = SlowStore()
    for number in range(300):
        store.add(row(number).node)
    with staged(qtbot, tasks, tmp_path / "folder", lambda _folder: store) as made:
        yield made, store
        store.go_on.set()


def started(stage: Stage) -> FolderPane:
    pane = FolderPane(stage.context, stage.location(""))
    pane.retranslate()
    stage.show(pane)
    pane.refresh()
    return pane


def test_the_first_page_is_shown_while_the_rest_is_read(slow: tuple[Stage, SlowStore]) -> None:
    stage, store = slow
    pane = started(stage)
    stage.qtbot.waitUntil(lambda: pane.model.rowCount() == 100)
    assert pane.stack.currentWidget() is pane.stack.content
    pane.table.select_rows([5])
    chosen = pane.selected()
    stage.qtbot.waitUntil(lambda: pane.bar.count_text.startswith("Reading, 100 item"), timeout=3000)
    store.go_on.set()
    stage.qtbot.waitUntil(lambda: pane.model.rowCount() == 300)
    stage.settle()
    assert pane.bar.count_text.startswith("300 item")
    assert pane.selected() == chosen


def test_stop_keeps_what_was_read(slow: tuple[Stage, SlowStore]) -> None:
    stage, _ = slow
    pane = started(stage)
    stage.qtbot.waitUntil(lambda: pane.model.rowCount() == 100)
    pane.bar.stop_requested.emit()
    assert pane.bar.count_text.startswith("100 item")
    assert pane.bar.count_text.endswith("reading was stopped")
    stage.settle()
    assert pane.model.rowCount() == 100


def test_only_rows_that_can_be_seen_are_measured(slow: tuple[Stage, SlowStore]) -> None:
    stage, store = slow
    store.go_on.set()
    pane = started(stage)
    stage.qtbot.waitUntil(lambda: len(store.measured) >= len(pane.table.visible_rows()) > 0)
    stage.settle()
    seen = {str(pane.model.row(place).path) for place in pane.table.visible_rows()}
    assert set(store.measured) == seen
    assert len(seen) < 40
