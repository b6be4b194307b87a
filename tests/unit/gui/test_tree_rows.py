"""The navigator's rows follow what is read and what others change, with few edits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from em_desktop.domain.natural_order import node_order
from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.paths import NodePath
from em_desktop.errors import UnavailableError
from em_desktop.gui.models.tree_row import (
    Edit,
    Insertion,
    LoadState,
    Relocation,
    Removal,
    Row,
    RowKind,
)
from em_desktop.gui.models.tree_rows import TreeRows
from em_desktop.stores.base import StoreInfo

STORE = "/data"


class Recorder:
    """Writes down the edits."""

    def __init__(self) -> None:
        self.edits: list[Edit] = []

    @contextmanager
    def editing(self, edit: Edit) -> Iterator[None]:
        self.edits.append(edit)
        yield

    def updated(self, row: Row) -> None:
        pass

    def take(self) -> list[Edit]:
        taken, self.edits = self.edits, []
        return taken


def node(path: str, kind: NodeType = NodeType.RUN, name: str = "") -> Node:
    where = NodePath.parse(path)
    return Node(where, kind, name or where.name)


def folder(path: str) -> Node:
    return node(path, NodeType.FOLDER)


def opened(*nodes: Node) -> tuple[TreeRows, Row, Recorder]:
    """Rows with one store whose root holds these nodes."""
    recorder = Recorder()
    rows = TreeRows(recorder)
    store = rows.add_store(StoreInfo(STORE, "data", STORE), Node(NodePath(), NodeType.FOLDER, ""))
    read(rows, store, *nodes)
    recorder.take()
    return rows, store, recorder


def read(rows: TreeRows, row: Row, *nodes: Node, has_more: bool = False) -> None:
    rows.start(row)
    rows.merge(row, nodes)
    rows.finish(row, has_more=has_more)


def names(rows: TreeRows, row: Row) -> list[str]:
    below = (rows.row(child) for child in row.children)
    return [each.path.name if each.kind is RowKind.NODE else each.kind.value for each in below]


def test_reading_again_changes_only_what_differs_and_keeps_the_rows() -> None:
    rows, store, recorder = opened(node("a"), node("c"), node("d"), node("f"))
    kept = {name: rows.find(STORE, NodePath.parse(name)) for name in "acf"}
    read(rows, store, node("a"), node("b"), node("c"), node("f"), node("g"))
    assert names(rows, store) == ["a", "b", "c", "f", "g"]
    assert recorder.take() == [
        Insertion(store.id, 1, 1),
        Removal(store.id, 3, 3),
        Insertion(store.id, 4, 4),
    ]
    assert all(rows.find(STORE, NodePath.parse(name)) is row for name, row in kept.items())


def test_reading_the_same_again_changes_nothing() -> None:
    rows, store, recorder = opened(node("a"), node("b"))
    read(rows, store, node("a"), node("b"))
    assert recorder.take() == []


def test_pages_are_appended_as_they_arrive() -> None:
    rows, store, recorder = opened()
    rows.start(store)
    rows.merge(store, [node("a"), node("b")])
    assert names(rows, store) == ["a", "b"]
    rows.merge(store, [node("c")])
    assert names(rows, store) == ["a", "b", "c"]
    assert recorder.take()[-1] == Insertion(store.id, 2, 2)


def test_an_empty_folder_says_so_and_stops_when_something_comes() -> None:
    rows, store, _ = opened()
    assert names(rows, store) == ["empty"]
    read(rows, store, node("a"))
    assert names(rows, store) == ["a"]
    rows.remove(STORE, [NodePath.parse("a")])
    assert names(rows, store) == ["empty"]


def test_a_long_folder_ends_in_a_row_that_offers_more() -> None:
    rows, store, _ = opened()
    read(rows, store, node("a"), node("b"), has_more=True)
    assert names(rows, store) == ["a", "b", "more"]
    read(rows, store, node("a"), node("b"), node("c"))
    assert names(rows, store) == ["a", "b", "c"]


def test_a_failed_reading_keeps_what_is_shown_and_offers_to_try_again() -> None:
    rows, store, _ = opened(node("a"))
    rows.start(store)
    rows.fail(store, UnavailableError(STORE, "gone"))
    assert (names(rows, store), store.state) == (["a", "failed"], LoadState.FAILED)
    read(rows, store, node("a"), node("b"))
    assert (names(rows, store), store.error) == (["a", "b"], None)


def test_a_folder_that_takes_long_says_that_it_is_read() -> None:
    rows, _, _ = opened(folder("x"))
    x = rows.find(STORE, NodePath.parse("x"))
    assert x is not None
    rows.start(x)
    rows.show_reading(x)
    assert names(rows, x) == ["reading"]
    rows.merge(x, [node("x/a")])
    assert names(rows, x) == ["a"]


def test_a_moved_folder_takes_its_rows_along() -> None:
    rows, _, recorder = opened(folder("x"), folder("z"))
    x, z = (rows.find(STORE, NodePath.parse(name)) for name in "xz")
    assert x is not None
    assert z is not None
    read(rows, x, folder("x/deep"))
    read(rows, z, node("z/a"), node("z/q"))
    deep = rows.find(STORE, NodePath.parse("x/deep"))
    assert deep is not None
    read(rows, deep, node("x/deep/run"))
    recorder.take()
    rows.move(STORE, [(NodePath.parse("x/deep"), NodePath.parse("z/moved"))])
    assert names(rows, z) == ["moved", "a", "q"]
    assert names(rows, x) == ["empty"]
    assert rows.find(STORE, NodePath.parse("z/moved")) is deep
    assert rows.find(STORE, NodePath.parse("x/deep/run")) is None
    run = rows.find(STORE, NodePath.parse("z/moved/run"))
    assert run is not None
    assert run.node is not None
    assert run.node.path == NodePath.parse("z/moved/run")
    assert recorder.take()[0] == Relocation(x.id, 0, z.id, 0)


def test_a_renamed_node_goes_to_its_place_in_the_same_folder() -> None:
    rows, store, recorder = opened(node("a"), node("b"), node("c"))
    rows.move(STORE, [(NodePath.parse("a"), NodePath.parse("bb"))])
    assert names(rows, store) == ["b", "bb", "c"]
    assert recorder.take() == [Relocation(store.id, 0, store.id, 2)]
    rows.move(STORE, [(NodePath.parse("bb"), NodePath.parse("bc"))])
    assert names(rows, store) == ["b", "bc", "c"]
    assert recorder.take() == []


def test_a_node_that_moves_where_nothing_is_shown_yet_goes_away() -> None:
    rows, store, _ = opened(node("a"), folder("x"))
    rows.move(STORE, [(NodePath.parse("a"), NodePath.parse("x/a"))])
    assert names(rows, store) == ["x"]


def test_removing_a_node_in_the_middle_of_a_reading_keeps_the_reading_right() -> None:
    rows, store, _ = opened(node("a"), node("b"), node("c"))
    rows.start(store)
    rows.merge(store, [node("a"), node("b")])
    rows.remove(STORE, [NodePath.parse("a")])
    rows.merge(store, [node("c"), node("d")])
    rows.finish(store, has_more=False)
    assert names(rows, store) == ["b", "c", "d"]


def test_nodes_of_one_name_are_twins_until_one_goes() -> None:
    rows, store, _ = opened(node("a_1", name="a"), node("a_2", name="a"), node("b"))
    twins = {each.path.name: each.is_twin for each in map(rows.row, store.children)}
    assert twins == {"a_1": True, "a_2": True, "b": False}
    read(rows, store, node("a_1", name="a"), node("b"))
    assert not any(rows.row(child).is_twin for child in store.children)


def test_a_folder_that_became_a_run_loses_its_rows() -> None:
    rows, _, _ = opened(folder("x"))
    x = rows.find(STORE, NodePath.parse("x"))
    assert x is not None
    read(rows, x, node("x/a"))
    rows.update(STORE, [node("x")])
    assert (x.children, x.is_folder, len(rows)) == ([], False, 2)


def test_an_unmounted_store_stays_and_forgets_its_nodes() -> None:
    rows, store, _ = opened(folder("x"), node("y"))
    info = StoreInfo(STORE, "data", STORE)
    rows.set_mounted(info, None)
    assert (store.mounted, store.children, store.is_folder) == (False, [], False)
    rows.set_mounted(info, Node(NodePath(), NodeType.FOLDER, ""))
    assert (store.mounted, store.state) == (True, LoadState.UNKNOWN)


def test_closing_a_store_forgets_all_its_rows() -> None:
    rows, _, _ = opened(folder("x"), node("y"))
    rows.remove_store(STORE)
    assert (len(rows), rows.find(STORE, NodePath.parse("y"))) == (0, None)


def test_folders_come_first_then_names_with_their_numbers_by_value_whatever_their_case() -> None:
    shown = [folder("zoo"), node("Run2"), node("run10"), node("x", name="run3"), node("y")]
    rows, store, _ = opened(*sorted(shown, key=node_order))
    assert names(rows, store) == ["zoo", "Run2", "x", "run10", "y"]


def test_a_node_with_another_name_goes_to_its_place_with_all_below_it() -> None:
    rows, store, recorder = opened(folder("a"), folder("b"), folder("c"))
    row = rows.find(STORE, NodePath.parse("a"))
    assert row is not None
    read(rows, row, node("a/run"))
    recorder.take()
    rows.update(STORE, [node("a", NodeType.FOLDER, "last")])
    assert names(rows, store) == ["b", "c", "a"]
    assert recorder.take() == [Relocation(store.id, 0, store.id, 3)]
    read(rows, store, folder("a"), folder("b"), folder("c"))
    assert (names(rows, store), names(rows, row)) == (["a", "b", "c"], ["run"])
    assert rows.find(STORE, NodePath.parse("a")) is row


def test_what_is_found_first_is_shown_only_where_nothing_is() -> None:
    rows, store, recorder = opened()
    rows.start(store)
    rows.glimpse(store, [node("b"), node("d")])
    assert names(rows, store) == ["b", "d"]
    for each in (node("a"), node("b")), (node("c"), node("d")):
        rows.merge(store, each)
    rows.finish(store, has_more=False)
    assert names(rows, store) == ["a", "b", "c", "d"]
    recorder.take()
    rows.start(store)
    rows.glimpse(store, [node("b"), node("d")])
    assert recorder.take() == []
