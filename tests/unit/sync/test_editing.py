"""Gestures, undo and redo."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from em_desktop.domain.gestures import Batch, Deed, Description
from em_desktop.domain.nodes import NodeType
from em_desktop.domain.operations import (
    AddEdge,
    Copy,
    CreateFolder,
    CreateShortcut,
    IfTaken,
    Move,
    Operation,
    Outcome,
    Remove,
    RemoveEdge,
    SetLabels,
    SetLocked,
)
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.domain.recordings import Role
from em_desktop.errors import ConflictError, EmError, LockedError, NotFoundError
from em_desktop.stores.base import Cancel
from em_desktop.stores.local import LocalStore
from em_desktop.sync.editing import Done, Editing, Progress
from em_desktop.sync.history import History, State
from tests.unit.sync.conftest import DATA, EMPTY, RUN, RUNS, bytes_below


def last(stream: Iterator[Progress]) -> Done:
    *_, done = stream
    assert isinstance(done, Done)
    return done


def do(editing: Editing, *operations: Operation) -> Done:
    return last(editing.do(Batch.of(operations)))


@pytest.fixture
def states(tmp_path: Path) -> Path:
    return tmp_path / "states"


@pytest.fixture
def editing(store: LocalStore, states: Path) -> Editing:
    return Editing(store, History(states, store.info.id))


def test_a_gesture_over_many_nodes_is_one_step(editing: Editing, root: Path) -> None:
    before = bytes_below(root)
    nodes = [editing.store.get(RUN), editing.store.get(DATA)]
    batch = Batch.of([Move(node.path, EMPTY) for node in nodes], nodes)
    done = last(editing.do(batch))
    assert [pair[1] for pair in done.changes.moved] == [
        EMPTY.child(RUN.name),
        EMPTY.child(DATA.name),
    ]
    assert editing.can_undo == Description(Deed.MOVE, 2, ("train", "digits"), None)
    assert last(editing.undo()).failures == ()
    assert bytes_below(root) == before
    assert editing.can_redo == batch.description
    assert [entry.state for entry in editing.entries()] == [State.UNDONE]
    last(editing.redo())
    assert editing.store.get(EMPTY.child(RUN.name)).type is NodeType.RUN
    last(editing.undo())
    assert bytes_below(root) == before


def test_the_description_names_the_type_that_all_nodes_share(editing: Editing) -> None:
    run = editing.store.get(RUN)
    batch = Batch.of([SetLabels(RUN, ("x",))], [run])
    assert batch.description == Description(Deed.LABEL, 1, ("train",), NodeType.RUN)


def test_a_failure_costs_only_its_own_node_and_can_be_tried_again(editing: Editing) -> None:
    store = editing.store
    store.perform(CreateFolder(EMPTY, RUN.name.partition("_")[0]))
    store.perform(SetLocked(DATA, locked=True))
    done = do(editing, Remove(DATA), Remove(RUN))
    (failure,) = done.failures
    assert isinstance(failure.error, LockedError)
    assert failure.subject == str(DATA)
    assert done.left == (Remove(DATA),)
    store.perform(SetLocked(DATA, locked=False))
    assert last(editing.do(Batch(done.left, done.description))).failures == ()
    assert [one.node.path for one in store.trashed()] == [DATA, RUN]


def test_a_cancelled_gesture_keeps_what_it_did_and_undoes_that(
    editing: Editing, root: Path
) -> None:
    before = bytes_below(root)
    cancel = Cancel()
    real = editing.store.perform_all

    class Stopping(LocalStore):
        def perform_all(self, operations: Sequence[Operation]) -> list[Outcome | EmError]:
            cancel.set()
            return real(operations)

    stopping = Editing(Stopping(root), History.in_memory())
    batch = Batch.of([SetLabels(RUN, ("x",)), Move(DATA, EMPTY)])
    done = last(stopping.do(batch, cancel))
    assert done.cancelled
    assert done.left == (Move(DATA, EMPTY),)
    assert stopping.store.get(DATA).path == DATA
    last(stopping.undo())
    assert bytes_below(root) == before


def test_undo_and_redo_outlive_the_program(
    editing: Editing, store: LocalStore, states: Path, root: Path
) -> None:
    before = bytes_below(root)
    do(editing, SetLabels(RUN, ("x", "标签")))
    do(editing, Move(RUN, EMPTY, "best"))
    last(editing.undo())
    editing.close()
    second = Editing(LocalStore(root), History(states, store.info.id))
    assert second.can_redo == Description(Deed.MOVE, 1, (RUN.name,))
    assert last(second.redo()).failures == ()
    assert second.store.get(EMPTY.child("best_261123_120000_cccccc")).labels == ("x", "标签")
    last(second.undo())
    last(second.undo())
    assert bytes_below(root) == before
    assert second.can_undo is None
    with pytest.raises(NotFoundError):
        last(second.undo())


def test_a_new_gesture_ends_redo(editing: Editing) -> None:
    do(editing, SetLabels(RUN, ("x",)))
    last(editing.undo())
    do(editing, SetLabels(DATA, ("y",)))
    assert editing.can_redo is None
    assert [entry.state for entry in editing.entries()] == [State.DONE, State.FINAL]


def test_undo_is_refused_where_somebody_else_changed_the_node(editing: Editing, root: Path) -> None:
    do(editing, SetLabels(RUN, ("mine",)))
    other = LocalStore(root)
    other.perform(SetLabels(RUN, ("theirs",)))
    (failure,) = last(editing.undo()).failures
    assert isinstance(failure.error, ConflictError)
    assert "theirs" in failure.error.reason
    assert other.get(RUN).labels == ("theirs",)
    assert editing.can_undo is None


def test_undo_of_a_move_is_refused_where_another_node_stands(editing: Editing, root: Path) -> None:
    do(editing, Move(NodePath(("notes.txt",)), EMPTY))
    moved = root / "empty" / "notes.txt"
    moved.rename(root / "empty" / "elsewhere.txt")
    moved.write_bytes(b"another")
    (failure,) = last(editing.undo()).failures
    assert isinstance(failure.error, ConflictError)
    assert moved.read_bytes() == b"another"


@pytest.mark.parametrize("make", [CreateFolder(EMPTY, "new"), Copy(RUNS, EMPTY, "new")])
def test_a_new_folder_in_which_others_have_put_something_stays(
    editing: Editing, root: Path, make: Operation
) -> None:
    do(editing, make)
    (root / "empty" / "new" / "theirs.txt").write_bytes(b"x")
    (failure,) = last(editing.undo()).failures
    assert isinstance(failure.error, ConflictError)
    assert (root / "empty" / "new" / "theirs.txt").exists()


def test_a_removed_node_comes_back_unless_its_name_is_taken(editing: Editing) -> None:
    do(editing, Remove(RUN))
    assert last(editing.undo()).failures == ()
    assert editing.store.get(RUN).name == "train"
    last(editing.redo())
    assert [one.node.path for one in editing.store.trashed()] == [RUN]
    editing.store.empty_trash()
    (failure,) = last(editing.undo()).failures
    assert isinstance(failure.error, NotFoundError)


def test_any_line_of_the_history_can_be_taken_back(editing: Editing) -> None:
    first = do(editing, SetLabels(RUN, ("x",)))
    do(editing, SetLabels(DATA, ("y",)))
    assert first.entry is not None
    assert last(editing.undo_entry(first.entry)).failures == ()
    assert (editing.store.get(RUN).labels, editing.store.get(DATA).labels) == ((), ("y",))
    states = {entry.number: entry.state for entry in editing.entries()}
    assert states[first.entry] is State.UNDONE


def test_a_shortcut_leaves_nothing_at_its_target_after_undo(editing: Editing, root: Path) -> None:
    before = bytes_below(root)
    do(editing, CreateShortcut(RUN, EMPTY))
    assert (root / "empty" / "train.shortcut.yaml").exists()
    last(editing.undo())
    assert bytes_below(root) == before
    last(editing.redo())
    shortcut = editing.store.get(EMPTY.child("train.shortcut.yaml"))
    assert shortcut.target is not None
    assert editing.store.find(shortcut.target.id or "").path == RUN


def test_an_added_edge_is_undone_and_done_again_also_after_a_restart(
    editing: Editing, store: LocalStore, states: Path, root: Path
) -> None:
    before = bytes_below(root)
    do(editing, AddEdge(RUN, Role.OUTPUT, DATA))
    assert editing.can_undo == Description(Deed.JOIN, 1, (RUN.name,))
    (edge,) = store.lineage(RUN).outputs
    editing.close()
    second = Editing(LocalStore(root), History(states, store.info.id))
    last(second.undo())
    assert bytes_below(root) == before
    last(second.redo())
    assert second.store.lineage(RUN).outputs == (edge,)
    do(second, RemoveEdge(RUN, edge.association))
    last(second.undo())
    assert second.store.lineage(RUN).outputs == (edge,)


def test_the_id_stays_while_another_shortcut_needs_it(editing: Editing, root: Path) -> None:
    do(editing, CreateShortcut(RUN, EMPTY))
    LocalStore(root).perform(CreateShortcut(RUN, ROOT))
    last(editing.undo())
    assert editing.store.get(RUN).id is not None


def test_replacing_is_undone_as_one(editing: Editing, root: Path) -> None:
    (root / "empty" / "notes.txt").write_bytes(b"old")
    before = bytes_below(root)
    do(editing, Move(NodePath(("notes.txt",)), EMPTY, if_taken=IfTaken.REPLACE))
    assert (root / "empty" / "notes.txt").read_bytes() == b"remember\n"
    last(editing.undo())
    assert bytes_below(root) == before
    last(editing.redo())
    last(editing.undo())
    assert bytes_below(root) == before


def test_a_second_program_has_a_history_of_its_own(
    editing: Editing, states: Path, root: Path
) -> None:
    do(editing, SetLabels(RUN, ("x",)))
    second = Editing(LocalStore(root), History(states, editing.store.info.id))
    assert second.can_undo is None
    second.close()


def crashed_after(states: Path, store: LocalStore, keep: int) -> None:
    """Cut the journal off after so many lines, as a crash would."""
    (file,) = states.glob("*.jsonl")
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:keep]) + b'{"did":[{"ki')


@pytest.mark.parametrize(
    "operation",
    [
        SetLabels(RUN, ("x",)),
        Move(RUN, EMPTY),
        Move(RUN, RUNS, "renamed"),
        Remove(RUN),
        CreateFolder(EMPTY, "new"),
        Copy(RUN, EMPTY),
        CreateShortcut(NodePath(("notes.txt",)), EMPTY),
        AddEdge(RUN, Role.OUTPUT, DATA),
        Move(NodePath(("notes.txt",)), EMPTY, if_taken=IfTaken.REPLACE),
    ],
    ids=lambda operation: type(operation).__name__,
)
def test_what_was_done_but_not_noted_before_a_crash_can_be_undone(
    editing: Editing, store: LocalStore, states: Path, root: Path, operation: Operation
) -> None:
    (root / "empty" / "notes.txt").write_bytes(b"old")
    before = bytes_below(root)
    do(editing, operation)
    editing.close()
    crashed_after(states, store, keep=2)  # begin, about
    second = Editing(LocalStore(root), History(states, store.info.id))
    assert second.can_undo is not None
    assert last(second.undo()).failures == ()
    assert bytes_below(root) == before


def test_what_was_noted_but_not_done_before_a_crash_is_no_entry(
    editing: Editing, store: LocalStore, states: Path
) -> None:
    do(editing, SetLabels(RUN, ("x",)))
    editing.close()
    store.perform(SetLabels(RUN, ()))
    crashed_after(states, store, keep=2)
    second = Editing(store, History(states, store.info.id))
    assert second.can_undo is None


def test_an_undo_that_a_crash_cut_off_goes_on(
    editing: Editing, store: LocalStore, states: Path, root: Path
) -> None:
    before = bytes_below(root)
    do(editing, SetLabels(RUN, ("x",)), SetLabels(DATA, ("y",)))
    middle = len(next(states.glob("*.jsonl")).read_bytes().splitlines())
    last(editing.undo())
    editing.close()
    crashed_after(states, store, keep=middle + 3)  # begin, about, did: the first of two
    store.perform(SetLabels(RUN, ("x",)))  # as if the second hadn't been
    second = Editing(store, History(states, store.info.id))
    assert store.get(DATA).labels == ()
    last(second.undo())
    assert bytes_below(root) == before


def test_of_what_was_done_side_by_side_a_crash_costs_only_what_was_not_done(
    editing: Editing, store: LocalStore, states: Path, root: Path
) -> None:
    before = bytes_below(root)
    do(editing, SetLabels(RUN, ("x",)), SetLabels(DATA, ("y",)))
    editing.close()
    crashed_after(states, store, keep=2)  # begin, and what both will be
    store.perform(SetLabels(RUN, ()))  # as if the first hadn't been
    second = Editing(store, History(states, store.info.id))
    (entry,) = second.entries()
    assert entry.way == (SetLabels(DATA, (), ("y",)),)
    assert last(second.undo()).failures == ()
    assert bytes_below(root) == before


def test_an_undo_that_had_done_nothing_before_a_crash_is_offered_again(
    editing: Editing, store: LocalStore, states: Path, root: Path
) -> None:
    before = bytes_below(root)
    do(editing, SetLabels(RUN, ("x",)), SetLabels(DATA, ("y",)))
    middle = len(next(states.glob("*.jsonl")).read_bytes().splitlines())
    after = bytes_below(root)
    last(editing.undo())
    editing.close()
    crashed_after(states, store, keep=middle + 2)  # begin, and what both will be
    store.perform(SetLabels(RUN, ("x",)))
    store.perform(SetLabels(DATA, ("y",)))
    assert bytes_below(root) == after
    second = Editing(store, History(states, store.info.id))
    assert last(second.undo()).failures == ()
    assert bytes_below(root) == before


def test_the_file_stays_small(states: Path) -> None:
    history = History(states, "store")
    for number in range(300):
        history.begin(Description(Deed.LABEL, 1, (f"{number}",)))
        history.did([SetLabels(RUN, (f"{number}",))])
        history.end()
    assert len(history.entries()) == 200
    history.close()
    reopened = History(states, "store")
    assert [entry.description.names for entry in reopened.entries()][:2] == [("299",), ("298",)]
    reopened.close()


def test_a_damaged_file_costs_what_comes_after_the_damage(states: Path) -> None:
    history = History(states, "store")
    for number in range(3):
        history.begin(Description(Deed.LABEL, 1, (f"{number}",)))
        history.did([SetLabels(RUN, (f"{number}",))])
        history.end()
    history.close()
    (file,) = states.glob("*.jsonl")
    lines = file.read_bytes().splitlines(keepends=True)
    lines[4] = json.dumps({"did": [{"kind": "Nothing"}]}).encode() + b"\n"
    file.write_bytes(b"".join(lines))
    reopened = History(states, "store")
    assert [entry.description.names for entry in reopened.entries()] == [("0",)]
    reopened.close()


def test_labels_of_a_copy_do_not_keep_it_from_being_undone(editing: Editing, root: Path) -> None:
    before = bytes_below(root)
    do(editing, Copy(RUNS, EMPTY))
    copy = EMPTY.child("runs")
    do(editing, SetLabels(copy, ("x",)), SetLabels(copy.child(RUN.name), ("x",)))
    do(editing, Move(copy.child(RUN.name), copy, "other"))
    for _ in range(3):
        assert last(editing.undo()).failures == ()
    assert bytes_below(root) == before


def test_putting_a_file_by_other_means_is_no_concern_of_the_history(editing: Editing) -> None:
    editing.store.put(DATA, "new", io.BytesIO(b"x"))
    assert editing.entries() == ()
