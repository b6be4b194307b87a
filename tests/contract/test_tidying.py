"""Copies, shortcuts, marks and names that are taken: what every store does with them."""

from __future__ import annotations

import pytest

from em_desktop.domain.naming import free_segment
from em_desktop.domain.nodes import NodeType
from em_desktop.domain.operations import (
    Chain,
    Copy,
    CreateFolder,
    CreateShortcut,
    IfTaken,
    Move,
    Operation,
    Remove,
    RemoveObject,
    Restore,
    SetColor,
    SetDescription,
    SetFavourite,
    SetLabels,
    SetLocked,
)
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.errors import (
    AlreadyExistsError,
    ConflictError,
    EmError,
    InvalidMoveError,
    LockedError,
    NotFoundError,
    NotSupportedError,
)
from em_desktop.stores.base import Store
from em_desktop.stores.shortcuts import follow
from tests.contract.conftest import DATA, TRAIN
from tests.contract.test_changing import ARTIFACT, DATA_FOLDER, EMPTY, NOTES, RUN, RUNS, tree


def undo(store: Store, operation: Operation) -> Operation:
    """Do it and take it back; gives the inverse."""
    outcome = store.perform(operation)
    assert outcome.inverse is not None
    store.perform(outcome.inverse)
    return outcome.inverse


def made(store: Store, operation: Operation) -> NodePath:
    """Do it; where the node is that it made."""
    inverse = store.perform(operation).inverse
    steps = inverse.operations if isinstance(inverse, Chain) else (inverse,)
    (path,) = (step.path for step in steps if isinstance(step, Remove))
    return path


@pytest.mark.needs("copy")
def test_a_copy_has_all_that_the_original_has_but_its_id_and_lock(store: Store) -> None:
    node_id = store.identify(ARTIFACT)
    store.perform(SetLocked(ARTIFACT, locked=True))
    store.perform(Copy(DATA_FOLDER, EMPTY))
    copy = store.get(EMPTY.child("data").child(DATA))
    assert (copy.type, copy.name, copy.locked) == (NodeType.ARTIFACT, "digits_data", False)
    assert copy.id != node_id
    assert store.objects(copy.path).read("deep/er/test.csv") == b"3\n"
    assert store.find(node_id).path == ARTIFACT


@pytest.mark.needs("copy")
def test_runs_keep_meaning_the_original_of_a_copy(store: Store) -> None:
    store.perform(Copy(ARTIFACT, RUNS))
    assert [edge.node for edge in store.lineage(RUN).inputs] == [ARTIFACT]
    store.perform(Move(ARTIFACT, EMPTY, "renamed"))
    (edge,) = store.lineage(RUN).inputs
    assert edge.node == EMPTY.child("renamed_261123_115900_aaaaaa")


@pytest.mark.needs("copy")
def test_a_copy_beside_its_original_needs_another_name(store: Store) -> None:
    with pytest.raises(AlreadyExistsError):
        store.perform(Copy(RUN, RUNS))
    store.perform(Copy(RUN, RUNS, "second"))
    assert store.get(RUNS.child("second_261123_120000_cccccc")).name == "second"
    for number in (2, 3):
        store.perform(Copy(RUN, RUNS, if_taken=IfTaken.KEEP_BOTH))
        name = f"digits_train ({number})"
        assert store.get(RUNS.child(f"{name}_261123_120000_cccccc")).name == name


@pytest.mark.needs("copy")
def test_a_copy_is_taken_back_and_made_again(store: Store) -> None:
    before = tree(store)
    inverse = undo(store, Copy(RUNS, EMPTY))
    assert inverse == Remove(EMPTY.child("runs"))
    assert tree(store) == before
    with pytest.raises(InvalidMoveError):
        store.perform(Copy(RUNS, RUNS))


@pytest.mark.needs("shortcuts", "move")
def test_a_shortcut_finds_its_target_wherever_it_goes(store: Store) -> None:
    path = made(store, CreateShortcut(RUN, EMPTY))
    shortcut = store.get(path)
    assert (shortcut.type, shortcut.name) == (NodeType.SHORTCUT, "digits_train")
    assert follow(store, shortcut).path == RUN
    store.perform(Move(RUN, DATA_FOLDER, "best"))
    store.perform(Move(DATA_FOLDER, EMPTY))
    found = follow(store, shortcut)
    assert found.path == EMPTY.child("data").child("best_261123_120000_cccccc")
    store.perform(Remove(path))
    assert store.get(found.path).name == "best"


@pytest.mark.needs("shortcuts")
def test_a_shortcut_to_a_shortcut_points_at_its_target(store: Store) -> None:
    first = made(store, CreateShortcut(RUN, ROOT, "first"))
    second = made(store, CreateShortcut(first, EMPTY, "second"))
    store.perform(Remove(first))
    assert follow(store, store.get(second)).path == RUN


@pytest.mark.needs("shortcuts")
def test_a_shortcut_whose_target_is_gone_says_so_and_is_no_other_node(store: Store) -> None:
    shortcut = store.get(made(store, CreateShortcut(RUN, EMPTY)))
    store.perform(Remove(RUN))
    with pytest.raises(NotFoundError):
        follow(store, shortcut)
    assert follow(store, store.get(made(store, CreateShortcut(NOTES, EMPTY, "file")))).path == NOTES


@pytest.mark.needs("shortcuts", "late_ids")
def test_taking_back_a_shortcut_leaves_its_target_as_it_was(store: Store) -> None:
    undo(store, CreateShortcut(RUN, EMPTY))
    assert store.get(RUN).id is None
    first = store.perform(CreateShortcut(RUN, EMPTY)).inverse
    store.perform(CreateShortcut(RUN, ROOT))
    assert first is not None
    store.perform(first)
    assert store.get(RUN).id is not None


MARKS: list[tuple[Operation, str, object, object]] = [
    (SetFavourite(RUN, favourite=True), "favourite", False, True),
    (SetColor(RUN, "#ff8800"), "color", None, "#ff8800"),
    (SetLocked(RUN, locked=True), "locked", False, True),
    (SetFavourite(RUNS, favourite=True), "favourite", False, True),
    (SetColor(RUNS, "blue"), "color", None, "blue"),
    (SetLocked(RUNS, locked=True), "locked", False, True),
]


@pytest.mark.parametrize(("operation", "field", "before", "after"), MARKS, ids=str)
def test_marks_are_set_and_taken_back(
    store: Store, operation: SetColor, field: str, before: object, after: object
) -> None:
    inverse = store.perform(operation).inverse
    assert getattr(store.get(operation.path), field) == after
    assert inverse is not None
    store.perform(inverse)
    assert getattr(store.get(operation.path), field) == before
    with pytest.raises(ConflictError):
        store.perform(inverse)


@pytest.mark.needs("move")
def test_a_locked_node_moves_but_is_not_removed(store: Store) -> None:
    store.perform(SetLocked(ARTIFACT, locked=True))
    before = tree(store)
    for operation in (Remove(ARTIFACT), Remove(DATA_FOLDER), RemoveObject(ARTIFACT, "train.csv")):
        with pytest.raises(LockedError, match="locked"):
            store.perform(operation)
    assert tree(store) == before
    store.perform(Move(DATA_FOLDER, EMPTY))
    store.perform(SetLocked(EMPTY.child("data").child(DATA), locked=False))
    store.perform(Remove(EMPTY.child("data")))


def test_what_is_locked_is_not_replaced(store: Store) -> None:
    store.perform(SetLocked(RUNS, locked=True))
    with pytest.raises(LockedError):
        store.perform(Move(DATA_FOLDER, ROOT, "runs", IfTaken.REPLACE))
    assert store.get(RUN).name == "digits_train"


@pytest.mark.parametrize(
    "operation",
    [SetFavourite(NOTES, favourite=True), SetColor(NOTES, "x"), SetLocked(NOTES, locked=True)],
    ids=str,
)
@pytest.mark.needs("single_files")
def test_a_single_file_has_no_marks(store: Store, operation: Operation) -> None:
    with pytest.raises(NotSupportedError):
        store.perform(operation)


@pytest.mark.needs("copy", "trash")
def test_a_taken_name_is_refused_numbered_replaced_or_skipped(store: Store) -> None:
    store.perform(Copy(NOTES, EMPTY))
    store.perform(SetDescription(RUNS, "to tell them apart"))
    before = tree(store)
    with pytest.raises(AlreadyExistsError):
        store.perform(Move(NOTES, EMPTY))
    skipped = store.perform(Move(NOTES, EMPTY, if_taken=IfTaken.SKIP))
    assert (bool(skipped.changes), skipped.inverse) == (False, None)
    undo(store, Move(NOTES, EMPTY, if_taken=IfTaken.KEEP_BOTH))
    assert tree(store) == before
    both = store.perform(Move(NOTES, EMPTY, if_taken=IfTaken.KEEP_BOTH))
    numbered = free_segment(store.get(EMPTY.child("notes.txt")).type, "notes.txt", ["notes.txt"])
    assert both.changes.moved == ((NOTES, EMPTY.child(numbered)),)
    assert both.inverse is not None
    store.perform(both.inverse)
    replaced = store.perform(Move(NOTES, EMPTY, if_taken=IfTaken.REPLACE))
    assert [one.node.path for one in store.trashed()] == [EMPTY.child("notes.txt")]
    assert replaced.changes.removed == {EMPTY.child("notes.txt")}
    assert isinstance(replaced.inverse, Chain)
    store.perform(replaced.inverse)
    assert tree(store) == before
    assert store.trashed() == []


@pytest.mark.needs("trash", "one_case")
def test_a_new_folder_and_a_restored_node_get_a_free_name(store: Store) -> None:
    made = store.perform(CreateFolder(ROOT, "RUNS", IfTaken.KEEP_BOTH))
    assert made.inverse == Remove(ROOT.child("RUNS (2)"))
    removed = store.perform(Remove(EMPTY)).inverse
    assert isinstance(removed, Restore)
    store.perform(CreateFolder(ROOT, "empty"))
    back = store.perform(Restore(removed.trash_id, IfTaken.KEEP_BOTH))
    assert back.inverse == Remove(ROOT.child("empty (2)"))


@pytest.mark.needs("move")
def test_a_node_does_not_replace_what_it_lies_in(store: Store) -> None:
    store.perform(CreateFolder(RUNS, "runs"))
    with pytest.raises(InvalidMoveError):
        store.perform(Move(RUNS.child("runs"), ROOT, if_taken=IfTaken.REPLACE))


@pytest.mark.needs("object_trash")
def test_a_directory_of_files_is_removed_and_restored(store: Store) -> None:
    before = tree(store)
    outcome = store.perform(RemoveObject(ARTIFACT, "deep"))
    keys = [info.key for info in store.objects(ARTIFACT).list()]
    assert not [key for key in keys if key.startswith("deep")]
    (trashed,) = store.trashed()
    assert trashed.node.type is NodeType.FOLDER
    assert outcome.inverse is not None
    store.perform(outcome.inverse)
    assert tree(store) == before


@pytest.mark.needs("move")
def test_a_chain_is_done_wholly_or_not_at_all(store: Store) -> None:
    before = tree(store)
    steps: tuple[Operation, ...] = (SetLabels(RUN, ("x",)), Move(RUN, EMPTY), Remove(RUN))
    with pytest.raises(EmError):
        store.perform(Chain(steps))
    assert tree(store) == before
    outcome = store.perform(Chain(steps[:2]))
    assert store.get(EMPTY.child(TRAIN)).labels == ("x",)
    assert outcome.inverse is not None
    store.perform(outcome.inverse)
    assert tree(store) == before


@pytest.mark.needs("copy")
def test_an_inverse_is_refused_where_the_node_is_not_the_same_any_more(store: Store) -> None:
    moved = store.perform(Move(NOTES, EMPTY)).inverse
    store.perform(Remove(EMPTY.child("notes.txt")))
    assert moved is not None
    with pytest.raises(NotFoundError):
        store.perform(moved)
    made = store.perform(CreateFolder(EMPTY, "new")).inverse
    store.perform(Copy(RUN, EMPTY.child("new")))
    assert made is not None
    with pytest.raises(ConflictError):
        store.perform(made)
