"""What every store does when it is changed."""

from __future__ import annotations

import io
import threading
from dataclasses import replace

import pytest

from em_desktop.domain.nodes import Node, NodeType, StorageType
from em_desktop.domain.operations import (
    Changes,
    CreateFolder,
    IfTaken,
    Move,
    MoveObject,
    Operation,
    Outcome,
    Remove,
    RemoveObject,
    Restore,
    SetDescription,
    SetLabels,
)
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.errors import (
    AlreadyExistsError,
    ConflictError,
    EmError,
    InvalidMoveError,
    InvalidNameError,
    NotFoundError,
    NotSupportedError,
)
from em_desktop.stores.base import Store
from tests.contract.conftest import DATA, TRAIN, World

RUNS = NodePath(("runs",))
EMPTY = NodePath(("empty",))
DATA_FOLDER = NodePath(("data",))
RUN = RUNS.child(TRAIN)
ARTIFACT = DATA_FOLDER.child(DATA)
NOTES = NodePath(("notes.txt",))


def tree(store: Store, path: NodePath = ROOT) -> dict[str, object]:
    """All that people see of a store below a path."""
    found: dict[str, object] = {}
    for page in store.children(path):
        for node in page:
            objects = content(store, node)
            found[str(node.path)] = (node.type, node.name, node.labels, node.description, objects)
            if node.is_folder:
                found |= tree(store, node.path)
    return found


def content(store: Store, node: Node) -> dict[str, bytes]:
    """The objects of a node, if it holds any."""
    if node.storage_type not in {StorageType.FILE, StorageType.FILES}:
        return {}
    source = store.objects(node.path)
    return {info.key: source.read(info.key) for info in source.list()}


def test_a_new_folder_is_empty_and_can_be_undone(store: Store) -> None:
    outcome = store.perform(CreateFolder(EMPTY, "sub"))
    assert outcome.changes == Changes(parents=frozenset({EMPTY}))
    assert store.get(EMPTY.child("sub")).type is NodeType.FOLDER
    assert outcome.inverse is not None
    store.perform(outcome.inverse)
    assert list(store.children(EMPTY)) == []


@pytest.mark.needs("move")
def test_a_move_takes_along_what_is_below(store: Store) -> None:
    outcome = store.perform(Move(RUNS, EMPTY))
    moved = EMPTY.child("runs")
    assert outcome.changes.moved == ((RUNS, moved),)
    assert outcome.changes.parents == {ROOT, EMPTY}
    assert store.get(moved.child(TRAIN)).name == "digits_train"
    with pytest.raises(NotFoundError):
        store.get(RUN)
    assert outcome.inverse == Move(moved, ROOT)


def test_a_renamed_recording_keeps_its_time_part(store: Store) -> None:
    outcome = store.perform(Move(RUN, RUNS, "best"))
    renamed = RUNS.child("best_261123_120000_cccccc")
    assert outcome.changes.moved == ((RUN, renamed),)
    node = store.get(renamed)
    assert node.name == "best"
    assert node.type is NodeType.RUN
    assert outcome.inverse is not None
    store.perform(outcome.inverse)
    assert store.get(RUN).path == RUN


def test_a_move_to_where_the_node_is_changes_nothing(store: Store) -> None:
    before = tree(store)
    assert not store.perform(Move(RUN, RUNS)).changes
    assert tree(store) == before


def test_labels_and_description_are_replaced(store: Store) -> None:
    labels = store.perform(SetLabels(RUN, ("好", "b c")))
    text = store.perform(SetDescription(RUN, "# Title\n\n文字"))
    node = store.get(RUN)
    assert (node.labels, node.description) == (("好", "b c"), "# Title\n\n文字")
    assert labels.changes == text.changes == Changes(nodes=frozenset({RUN}))
    assert labels.inverse == SetLabels(RUN, ("torch", "对比"), ("好", "b c"))
    assert text.inverse == SetDescription(RUN, "lr=0.1", "# Title\n\n文字")


def test_of_operations_side_by_side_one_that_fails_costs_only_itself(store: Store) -> None:
    operations = [
        SetLabels(RUN, ("a",)),
        SetLabels(NodePath(("nothing",)), ()),
        SetLabels(ARTIFACT, ("b",)),
        SetLabels(RUNS, ("c",)),
        SetLabels(EMPTY, ("d",)),
    ]
    before = tree(store)
    first, missing, *others = store.perform_all(operations)
    assert isinstance(missing, NotFoundError)
    done = [one for one in (first, *others) if isinstance(one, Outcome)]
    assert [one.changes.nodes for one in done] == [{RUN}, {ARTIFACT}, {RUNS}, {EMPTY}]
    assert [store.get(path).labels for path in (RUN, EMPTY)] == [("a",), ("d",)]
    store.perform_all([one.inverse for one in done if one.inverse is not None])
    assert tree(store) == before


def test_labels_and_description_can_be_emptied(store: Store) -> None:
    store.perform(SetLabels(RUN, ()))
    store.perform(SetDescription(RUN, ""))
    node = store.get(RUN)
    assert (node.labels, node.description) == ((), "")


def test_a_folder_has_labels_and_a_description_too(store: Store) -> None:
    store.perform(SetLabels(RUNS, ("mine",)))
    store.perform(SetDescription(RUNS, "all of them"))
    node = store.get(RUNS)
    assert (node.type, node.labels, node.description) == (NodeType.FOLDER, ("mine",), "all of them")


def test_an_edit_of_what_somebody_else_changed_meanwhile_is_refused(store: Store) -> None:
    seen = store.get(RUN)
    store.perform(SetLabels(RUN, ("theirs",)))
    with pytest.raises(ConflictError):
        store.perform(SetLabels(RUN, ("mine",), before=seen.labels))
    assert store.get(RUN).labels == ("theirs",)
    store.perform(SetDescription(RUN, "theirs"))
    with pytest.raises(ConflictError):
        store.perform(SetDescription(RUN, "mine", before=seen.description))
    assert store.get(RUN).description == "theirs"


@pytest.mark.needs("trash")
def test_a_removed_node_is_in_the_trash_until_it_is_restored(store: Store) -> None:
    before = tree(store)
    outcome = store.perform(Remove(RUNS))
    assert outcome.changes == Changes(parents=frozenset({ROOT}), removed=frozenset({RUNS}))
    with pytest.raises(NotFoundError):
        store.get(RUN)
    (trashed,) = store.trashed()
    assert trashed.node.path == RUNS
    assert trashed.node.type is NodeType.FOLDER
    assert outcome.inverse == Restore(trashed.id)
    back = store.perform(outcome.inverse)
    assert back.changes == Changes(parents=frozenset({ROOT}))
    assert back.inverse == Remove(RUNS)
    assert tree(store) == before
    assert store.trashed() == []


@pytest.mark.needs("trash")
def test_the_trash_shows_recordings_as_they_were_newest_first(store: Store) -> None:
    notes = store.get(NOTES).type
    store.perform(Remove(RUN))
    store.perform(Remove(NOTES))
    newest, older = store.trashed()
    assert (newest.node.type, newest.node.name) == (notes, "notes.txt")
    assert (older.node.type, older.node.name, older.node.path) == (
        NodeType.RUN,
        "digits_train",
        RUN,
    )
    assert newest.removed >= older.removed


@pytest.mark.needs("trash")
def test_the_same_name_can_be_removed_twice(store: Store) -> None:
    for _ in range(2):
        store.perform(CreateFolder(ROOT, "again"))
        store.perform(Remove(NodePath(("again",))))
    assert [one.node.name for one in store.trashed()] == ["again", "again"]


@pytest.mark.needs("trash")
def test_nothing_is_restored_over_what_is_there(store: Store) -> None:
    first = store.perform(Remove(EMPTY)).inverse
    store.perform(CreateFolder(ROOT, "empty"))
    assert first is not None
    with pytest.raises(AlreadyExistsError):
        store.perform(first)
    assert len(store.trashed()) == 1


@pytest.mark.needs("trash")
def test_a_node_whose_folder_is_gone_is_not_restored_before_that(store: Store) -> None:
    run = store.perform(Remove(RUN)).inverse
    folder = store.perform(Remove(RUNS)).inverse
    assert run is not None
    assert folder is not None
    with pytest.raises(NotFoundError):
        store.perform(run)
    store.perform(folder)
    store.perform(run)
    assert store.get(RUN).name == "digits_train"


@pytest.mark.needs("trash")
def test_the_trash_is_emptied_only_when_asked_wholly_or_in_part(store: Store) -> None:
    store.perform(Remove(RUN))
    store.perform(Remove(NOTES))
    store.empty_trash([store.trashed()[0].id])
    (left,) = store.trashed()
    assert left.node.path == RUN
    store.empty_trash()
    assert store.trashed() == []
    with pytest.raises(NotFoundError):
        store.perform(Restore(left.id))
    with pytest.raises(NotFoundError):
        store.empty_trash([left.id])


def test_an_object_is_created_and_replaced(store: Store) -> None:
    assert store.put(ARTIFACT, "new/file.txt", io.BytesIO(b"one")) == Changes(
        nodes=frozenset({ARTIFACT})
    )
    assert store.objects(ARTIFACT).read("new/file.txt") == b"one"
    store.put(ARTIFACT, "new/file.txt", io.BytesIO(b"two"))
    assert store.objects(ARTIFACT).read("new/file.txt") == b"two"
    store.put(NOTES, "notes.txt", io.BytesIO(b"changed"))
    assert store.objects(NOTES).read("notes.txt") == b"changed"


@pytest.mark.parametrize(
    "key",
    ["metadata.yaml", ".em-node.yaml", "METADATA.yaml", "../x", "/x", "a//b", "references.yaml"],
)
def test_a_key_that_leads_outside_or_that_the_recorder_keeps_is_refused(
    store: Store, key: str
) -> None:
    before = tree(store)
    with pytest.raises(InvalidNameError):
        store.put(ARTIFACT, key, io.BytesIO(b""))
    with pytest.raises(InvalidNameError):
        store.perform(RemoveObject(ARTIFACT, key))
    assert tree(store) == before


@pytest.mark.needs("single_files")
def test_a_single_file_takes_no_other_key_and_a_folder_none(store: Store) -> None:
    with pytest.raises(InvalidNameError):
        store.put(NOTES, "other.txt", io.BytesIO(b""))
    with pytest.raises(NotSupportedError):
        store.put(RUNS, "x.txt", io.BytesIO(b""))
    with pytest.raises(NotSupportedError):
        store.perform(RemoveObject(NOTES, "notes.txt"))


@pytest.mark.needs("object_trash")
def test_a_removed_object_comes_back_from_the_trash(store: Store) -> None:
    before = tree(store)
    outcome = store.perform(RemoveObject(ARTIFACT, "deep/er/test.csv"))
    assert outcome.changes == Changes(nodes=frozenset({ARTIFACT}))
    with pytest.raises(NotFoundError):
        store.objects(ARTIFACT).read("deep/er/test.csv")
    (trashed,) = store.trashed()
    assert trashed.node.path == NodePath((*ARTIFACT.parts, "deep", "er", "test.csv"))
    assert (trashed.node.type, trashed.node.size) == (NodeType.FILE, 2)
    assert outcome.inverse is not None
    back = store.perform(outcome.inverse)
    assert back.inverse == RemoveObject(ARTIFACT, "deep/er/test.csv")
    assert tree(store) == before


@pytest.mark.parametrize(
    ("key", "new_key"),
    [
        ("train.csv", "learn.csv"),
        ("train.csv", "deep/train.csv"),
        ("deep/er/test.csv", "test.csv"),
        ("deep", "other"),
        ("deep/er", "er"),
        ("train.csv", "Train.csv"),
        ("train.csv", "new/er/train.csv"),
    ],
)
@pytest.mark.needs("move_objects")
def test_a_file_of_a_node_gets_another_name_or_directory_and_goes_back(
    store: Store, key: str, new_key: str
) -> None:
    before = tree(store)
    there = {info.key for info in store.objects(ARTIFACT).list()}
    outcome = store.perform(MoveObject(ARTIFACT, key, new_key))
    assert outcome.changes == Changes(nodes=frozenset({ARTIFACT}))
    moved = {one for one in there if one == key or one.startswith(f"{key}/")}
    now = {info.key for info in store.objects(ARTIFACT).list()}
    assert now == there - moved | {new_key + one.removeprefix(key) for one in moved}
    assert outcome.inverse == MoveObject(ARTIFACT, new_key, key)
    again = store.perform(outcome.inverse)
    assert again.inverse == MoveObject(ARTIFACT, key, new_key)
    assert tree(store) == before


@pytest.mark.needs("move_objects", "object_trash")
def test_where_a_files_new_name_is_taken_both_stay_or_one_goes_to_the_trash(store: Store) -> None:
    before = tree(store)
    files = store.objects(ARTIFACT)
    train, test = files.read("train.csv"), files.read("deep/er/test.csv")
    taken = MoveObject(ARTIFACT, "train.csv", "deep/er/test.csv")
    assert store.perform(replace(taken, if_taken=IfTaken.SKIP)) == Outcome(Changes(), None)
    both = store.perform(replace(taken, if_taken=IfTaken.KEEP_BOTH))
    assert files.read("deep/er/test (2).csv") == train
    assert both.inverse is not None
    store.perform(both.inverse)
    replaced = store.perform(replace(taken, if_taken=IfTaken.REPLACE))
    assert files.read("deep/er/test.csv") == train
    assert [one.node.path.name for one in store.trashed()] == ["test.csv"]
    assert replaced.inverse is not None
    store.perform(replaced.inverse)
    assert files.read("deep/er/test.csv") == test
    assert tree(store) == before


@pytest.mark.needs("move_objects")
def test_a_file_that_somebody_has_put_in_its_place_is_not_moved_back(store: Store) -> None:
    outcome = store.perform(MoveObject(ARTIFACT, "train.csv", "learn.csv"))
    store.perform(RemoveObject(ARTIFACT, "learn.csv"))
    store.put(ARTIFACT, "learn.csv", io.BytesIO(b"others"))
    assert outcome.inverse is not None
    with pytest.raises(ConflictError):
        store.perform(outcome.inverse)
    assert store.objects(ARTIFACT).read("learn.csv") == b"others"


ONE_CASE = pytest.mark.needs("one_case")
SINGLE_FILES = pytest.mark.needs("single_files")
TRASH = pytest.mark.needs("trash")
MOVING_OBJECTS = pytest.mark.needs("move_objects")

REFUSED = [
    (CreateFolder(ROOT, "runs"), AlreadyExistsError),
    pytest.param(CreateFolder(ROOT, "RUNS"), AlreadyExistsError, marks=ONE_CASE),
    (CreateFolder(ROOT, "notes.txt"), AlreadyExistsError),
    (CreateFolder(ROOT, ".hidden"), InvalidNameError),
    (CreateFolder(ROOT, "a/b"), InvalidNameError),
    (CreateFolder(ROOT, ".."), InvalidNameError),
    (CreateFolder(ROOT, ""), InvalidNameError),
    (CreateFolder(ROOT, "tab\t"), InvalidNameError),
    (CreateFolder(ROOT, "名" * 86), InvalidNameError),
    (CreateFolder(ROOT, "x_261123_120000_cccccc"), InvalidNameError),
    (CreateFolder(RUN, "inside"), InvalidMoveError),
    (CreateFolder(NodePath(("nothing",)), "x"), NotFoundError),
    (Move(ROOT, EMPTY), InvalidMoveError),
    (Move(RUNS, RUNS), InvalidMoveError),
    (Move(RUNS, RUN), InvalidMoveError),
    (Move(NOTES, RUN), InvalidMoveError),
    (Move(NOTES, ROOT, "runs"), AlreadyExistsError),
    pytest.param(Move(NOTES, ROOT, "Runs"), AlreadyExistsError, marks=ONE_CASE),
    (Move(NOTES, ROOT, "a/b"), InvalidNameError),
    pytest.param(Move(NOTES, ROOT, "x.shortcut.yaml"), InvalidNameError, marks=SINGLE_FILES),
    (Move(RUNS, ROOT, "x_261123_120000_cccccc"), InvalidNameError),
    (Move(RUN, RUNS, "n" * 250), InvalidNameError),
    (Move(NodePath(("nothing",)), EMPTY), NotFoundError),
    (Move(NOTES, NodePath(("nothing",))), NotFoundError),
    (Remove(ROOT), InvalidMoveError),
    (Remove(NodePath(("nothing",))), NotFoundError),
    pytest.param(Restore("nothing"), NotFoundError, marks=TRASH),
    pytest.param(Restore("../../runs"), NotFoundError, marks=TRASH),
    (RemoveObject(ARTIFACT, "nothing"), NotFoundError),
    (RemoveObject(ARTIFACT, "dee"), NotFoundError),
    (RemoveObject(RUNS, "x"), NotSupportedError),
    pytest.param(MoveObject(ARTIFACT, "nothing", "x"), NotFoundError, marks=MOVING_OBJECTS),
    pytest.param(
        MoveObject(ARTIFACT, "train.csv", "deep/er/test.csv"),
        AlreadyExistsError,
        marks=MOVING_OBJECTS,
    ),
    pytest.param(
        MoveObject(ARTIFACT, "train.csv", "metadata.yaml"), InvalidNameError, marks=MOVING_OBJECTS
    ),
    pytest.param(
        MoveObject(ARTIFACT, "metadata.yaml", "mine.yaml"), InvalidNameError, marks=MOVING_OBJECTS
    ),
    pytest.param(
        MoveObject(ARTIFACT, "train.csv", "../train.csv"), InvalidNameError, marks=MOVING_OBJECTS
    ),
    pytest.param(
        MoveObject(ARTIFACT, "deep", "deep/er/deep"), InvalidMoveError, marks=MOVING_OBJECTS
    ),
    pytest.param(
        MoveObject(ARTIFACT, "deep/er", "deep", IfTaken.REPLACE),
        InvalidMoveError,
        marks=MOVING_OBJECTS,
    ),
    pytest.param(
        MoveObject(NOTES, "notes.txt", "notes.txt"), NotSupportedError, marks=SINGLE_FILES
    ),
    pytest.param(MoveObject(RUNS, "x", "y"), NotSupportedError, marks=MOVING_OBJECTS),
    (SetLabels(NodePath(("nothing",)), ()), NotFoundError),
    pytest.param(SetLabels(NOTES, ("x",)), NotSupportedError, marks=SINGLE_FILES),
    pytest.param(SetDescription(NOTES, "x"), NotSupportedError, marks=SINGLE_FILES),
]


@pytest.mark.parametrize(("operation", "error"), REFUSED, ids=lambda value: str(value)[:70])
def test_what_cannot_be_done_changes_nothing(
    store: Store, operation: Operation, error: type[EmError]
) -> None:
    before = tree(store)
    with pytest.raises(error):
        store.perform(operation)
    assert tree(store) == before
    if store.capabilities.trash:
        assert store.trashed() == []


def test_only_the_case_of_a_name_can_be_changed(store: Store) -> None:
    store.perform(Move(EMPTY, ROOT, "Empty"))
    assert store.get(NodePath(("Empty",))).name == "Empty"


@pytest.mark.needs("move", "trash", "move_objects", "object_trash")
def test_undoing_all_operations_in_reverse_gives_the_tree_back(world: World) -> None:
    store = world.store
    before = tree(store)
    done: list[Operation] = [
        CreateFolder(ROOT, "neu"),
        Move(RUN, NodePath(("neu",)), "best"),
        SetLabels(NodePath(("neu", "best_261123_120000_cccccc")), ("x",)),
        Move(NodePath(("neu",)), EMPTY, "older"),
        SetDescription(EMPTY.child("older"), "text"),
        MoveObject(ARTIFACT, "deep/er", "near"),
        RemoveObject(ARTIFACT, "train.csv"),
        Remove(ARTIFACT),
        Move(NOTES, EMPTY, "readme.txt"),
        Remove(EMPTY),
    ]
    inverses = [store.perform(operation).inverse for operation in done]
    for inverse in reversed(inverses):
        assert inverse is not None
        store.perform(inverse)
    assert tree(store) == before


@pytest.mark.needs("move")
def test_a_reader_beside_a_writer_sees_whole_nodes_or_none(store: Store) -> None:
    ended = threading.Event()
    surprises: list[object] = []
    here, there = ROOT, EMPTY

    def read() -> None:
        while not ended.is_set():
            for path in (RUN, EMPTY.child("runs").child(TRAIN)):
                try:
                    node = store.get(path)
                    listed = [one for page in store.children(path.parent) for one in page]
                except NotFoundError:
                    continue
                if node.name != "digits_train" or any(one.problems for one in listed):
                    surprises.append((node, listed))

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(20):
        store.perform(Move(here.child("runs"), there))
        here, there = there, here
    ended.set()
    reader.join()
    assert surprises == []
    assert store.get(RUN).name == "digits_train"
