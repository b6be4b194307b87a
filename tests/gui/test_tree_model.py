"""The navigator's model, checked by Qt's own tester through every kind of change."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from em_desktop.domain.nodes import Node, NodeType, Status
from em_desktop.domain.operations import CreateFolder, Move, Operation, Remove
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.errors import UnavailableError
from em_desktop.gui.context import Context, Location
from em_desktop.gui.models.listing_rows import Query, arrange, make_row
from em_desktop.gui.models.tree import ROW_ROLE, TreeModel
from em_desktop.gui.models.tree_row import FIRST_ROWS, MORE_ROWS, LoadState, RowKind
from em_desktop.gui.settings import Settings
from em_desktop.gui.stores import OpenStores
from em_desktop.gui.tasks import Tasks
from em_desktop.stores.base import Cancel, Store
from em_desktop.stores.memory import MemoryStore


class Disk(MemoryStore):
    """A store whose listings can be made to fail."""

    def __init__(self, name: str = "disk") -> None:
        super().__init__(name)
        self.broken: set[NodePath] = set()
        self.listed: list[NodePath] = []

    def children(self, path: NodePath, cancel: Cancel | None = None) -> Iterator[Sequence[Node]]:
        self.listed.append(path)
        if path in self.broken:
            raise UnavailableError(str(path), "the drive doesn't answer")
        return super().children(path, cancel)


def node(path: str, kind: NodeType = NodeType.RUN, name: str = "", **facts: Status) -> Node:
    where = NodePath.parse(path)
    return Node(where, kind, name or where.name, status=facts.get("status"))


class Tree:
    """A model over one store in memory, and short words to ask it."""

    def __init__(self, qtbot: QtBot, tasks: Tasks, folder: Path) -> None:
        self.qtbot = qtbot
        self.disk = Disk()
        self.tasks = tasks
        self.owner = QObject()
        self.stores = OpenStores(tasks, self._store, self.owner)
        settings = Settings(folder / "settings.json", self.owner)
        self.context = Context(tasks, self.stores, settings, self.owner)
        self.model = TreeModel(self.context, self.owner)

    def _store(self, folder: Path) -> Store:  # noqa: ARG002
        return self.disk

    def open(self) -> QModelIndex:
        with self.qtbot.waitSignal(self.stores.opened):
            self.stores.open_folder(Path("/disk"))
        return self.model.index(0, 0, QModelIndex())

    def wait(self, until: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(until)

    def read(self, index: QModelIndex | QPersistentModelIndex) -> None:
        self.model.fetchMore(index)
        row = self.model.row_at(index)
        assert row is not None
        self.wait(lambda: row.state in {LoadState.LOADED, LoadState.FAILED})

    def do(self, operation: Operation) -> None:
        """Change the store as the window does, which tells of it in one piece."""
        self.stores.changed.emit(self.disk.info.id, self.disk.perform(operation).changes)

    def texts(self, parent: QModelIndex | QPersistentModelIndex) -> list[str]:
        rows = range(self.model.rowCount(parent))
        return [str(self.model.index(row, 0, parent).data()) for row in rows]

    def at(self, path: str) -> QModelIndex:
        return self.model.index_of(Location(self.disk.info.id, NodePath.parse(path)))


@pytest.fixture
def tree(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> Iterator[Tree]:
    made = Tree(qtbot, tasks, tmp_path)
    yield made
    tasks.close()
    made.stores.close_all()
    made.owner.deleteLater()


@pytest.fixture(params=[True, False], ids=["fetching", "not fetching"])
def tester(request: pytest.FixtureRequest, tree: Tree) -> Iterator[QAbstractItemModelTester]:
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    made = QAbstractItemModelTester(tree.model, mode)
    made.setUseFetchMore(request.param)
    yield made
    made.deleteLater()


def test_the_model_is_right_through_every_kind_of_change(
    tree: Tree, tester: QAbstractItemModelTester
) -> None:
    for name in ("runs/a", "runs/b", "runs/deep/c", "models/m"):
        tree.disk.add(node(name))
    store = tree.open()
    tree.read(store)
    assert tree.texts(store) == ["models", "runs"]
    tree.read(tree.at("runs"))
    tree.read(tree.at("models"))
    tree.read(tree.at("runs/deep"))
    kept = {
        path: QPersistentModelIndex(tree.at(path)) for path in ("runs", "runs/b", "runs/deep/c")
    }
    tree.do(CreateFolder(ROOT, "archive"))
    tree.wait(lambda: tree.texts(store) == ["archive", "models", "runs"])
    tree.do(Remove(NodePath.parse("runs/a")))
    tree.wait(lambda: tree.texts(kept["runs"]) == ["deep", "b"])
    tree.do(Move(NodePath.parse("runs/deep"), NodePath.parse("models")))
    tree.wait(lambda: tree.texts(tree.at("models")) == ["deep", "m"])
    assert tree.at("models/deep/c") == kept["runs/deep/c"]
    tree.do(Move(NodePath.parse("runs"), ROOT, "all runs"))
    tree.wait(lambda: "all runs" in tree.texts(store))
    assert kept["runs/b"].data() == "b"
    assert tree.model.location_at(kept["runs/b"]) == Location(
        tree.disk.info.id, NodePath.parse("all runs/b")
    )
    tree.stores.close(tree.disk.info.id)
    assert tree.model.rowCount(QModelIndex()) == 0
    assert not any(index.isValid() for index in kept.values())


def test_nothing_is_read_before_a_folder_is_opened(tree: Tree) -> None:
    tree.disk.add(node("runs/a"))
    store = tree.open()
    assert tree.model.hasChildren(store)
    assert tree.model.canFetchMore(store)
    assert tree.disk.listed == []
    tree.read(store)
    assert tree.disk.listed == [ROOT]
    assert not tree.model.canFetchMore(store)
    assert tree.model.hasChildren(tree.at("runs"))
    assert tree.model.rowCount(tree.at("runs")) == 0


def test_a_folder_that_cannot_be_read_is_read_again_on_retry(
    tree: Tree, tester: QAbstractItemModelTester
) -> None:
    tree.disk.add(node("runs/a"))
    runs = NodePath.parse("runs")
    tree.disk.broken.add(runs)
    tree.read(tree.open())
    tree.read(tree.at("runs"))
    failed = tree.model.index(0, 0, tree.at("runs"))
    assert failed.data(ROW_ROLE).kind is RowKind.FAILED
    assert "the drive doesn't answer" in failed.data(Qt.ItemDataRole.ToolTipRole)
    tree.disk.broken.clear()
    assert tree.model.activate(failed)
    tree.wait(lambda: tree.texts(tree.at("runs")) == ["a"])


def test_a_long_folder_is_shown_in_parts(tree: Tree, tester: QAbstractItemModelTester) -> None:
    count = FIRST_ROWS + MORE_ROWS + 5
    for number in range(count):
        tree.disk.add(node(f"{number:04}"))
    store = tree.open()
    tree.read(store)
    assert tree.model.rowCount(store) == FIRST_ROWS + 1
    more = tree.model.index(FIRST_ROWS, 0, store)
    assert more.data() == "Show 500 more"
    first = QPersistentModelIndex(tree.model.index(0, 0, store))
    assert tree.model.activate(more)
    tree.wait(lambda: tree.model.rowCount(store) == FIRST_ROWS + MORE_ROWS + 1)
    assert tree.model.activate(tree.model.index(FIRST_ROWS + MORE_ROWS, 0, store))
    tree.wait(lambda: tree.model.rowCount(store) == count)
    assert (first.row(), first.data()) == (0, "0000")


def test_the_rows_do_not_grow_with_what_is_not_expanded(tree: Tree) -> None:
    for group in range(50):
        for number in range(40):
            tree.disk.add(node(f"{group:02}/{number:02}"))
    tree.read(tree.open())
    tree.read(tree.at("07"))
    assert len(tree.model.rows) == 1 + 50 + 40


def test_a_changed_status_reaches_the_row(tree: Tree) -> None:
    run = node("r", status=Status.RUNNING)
    tree.disk.add(run)
    tree.read(tree.open())
    index = QPersistentModelIndex(tree.at("r"))
    assert "Running" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    tree.disk.add(replace(run, status=Status.COMPLETE))
    changes = tree.disk.put(NodePath.parse("r"), "note.txt", io.BytesIO(b"x"))
    tree.stores.changed.emit(tree.disk.info.id, changes)
    tree.wait(lambda: "Complete" in index.data(Qt.ItemDataRole.AccessibleTextRole))


def test_twins_are_told_apart_by_the_part_of_their_time_that_differs(tree: Tree) -> None:
    for stamp in ("241122_160400", "241122_113000"):
        tree.disk.add(node(f"wide_{stamp}_aaaaaa", name="wide"))
    for stamp in ("241119_100000", "241122_100000"):
        tree.disk.add(node(f"keras_{stamp}_aaaaaa", name="keras"))
    store = tree.open()
    tree.read(store)
    rows = [tree.model.row_at(tree.model.index(row, 0, store)) for row in range(4)]
    parts = [(row.title, tree.model.name_suffix(row)) for row in rows if row is not None]
    assert parts == [
        ("keras", "19 Nov"),
        ("keras", "22 Nov"),
        ("wide", "11:30"),
        ("wide", "16:04"),
    ]


def test_names_with_control_characters_are_shown_as_escapes(tree: Tree) -> None:
    tree.disk.add(node("evil\x1b[31m"))
    store = tree.open()
    tree.read(store)
    assert tree.texts(store) == ["evil\\x1b[31m"]


def test_the_tree_and_the_table_have_one_order(tree: Tree) -> None:
    for each in ("run10", "Run9", "run1", "x y"):
        tree.disk.add(node(each))
    tree.disk.add(node("other_directory", name="run2"))
    tree.disk.add(node("zoo", NodeType.FOLDER))
    tree.read(tree.open())
    rows = [make_row(each, str) for page in tree.disk.children(ROOT) for each in page]
    table = [row.node.name for row in arrange(rows, Query(), datetime.now(UTC))]
    assert tree.texts(tree.model.index(0, 0)) == table
    assert table == ["zoo", "run1", "run2", "Run9", "run10", "x y"]


def test_a_long_folder_shows_its_first_nodes_whatever_they_are_called_on_disk(tree: Tree) -> None:
    for number in range(FIRST_ROWS + 5):
        tree.disk.add(node(f"run{number}"))
    tree.disk.add(node("zoo", NodeType.FOLDER))
    tree.read(tree.open())
    shown = tree.texts(tree.model.index(0, 0))
    assert (shown[:3], shown[-2:]) == (
        ["zoo", "run0", "run1"],
        [f"run{FIRST_ROWS - 2}", "Show 500 more"],
    )
