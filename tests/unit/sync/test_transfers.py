"""Copies into, inside and out of stores."""

from __future__ import annotations

import hashlib
import os
import threading
from pathlib import Path

import pytest

from em_desktop.domain.gestures import Deed
from em_desktop.domain.nodes import NodeType
from em_desktop.domain.operations import IfTaken, SetLabels, SetLocked
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.errors import (
    AlreadyExistsError,
    ConflictError,
    EmError,
    InvalidMoveError,
    InvalidNameError,
    NotSupportedError,
)
from em_desktop.formats import file_copy
from em_desktop.stores.base import Cancel
from em_desktop.stores.local import LocalStore
from em_desktop.sync.editing import Editing
from em_desktop.sync.history import History
from em_desktop.sync.meter import Progress
from em_desktop.sync.plans import ItemKind, Plan, plan_copy, plan_export, plan_import
from em_desktop.sync.transfers import Transfer, TransferResult
from tests.unit.sync.conftest import DATA, EMPTY, RUN, RUNS, bytes_below, make_artifact


def finish(plan: Plan, editing: Editing | None = None) -> TransferResult:
    transfer = Transfer(plan, editing)
    *_, last = transfer.run()
    assert last.finished
    assert transfer.result is not None
    return transfer.result


def no_strays(root: Path) -> bool:
    return not list(root.rglob(".em-tmp-*"))


def test_files_dropped_on_an_artifact_are_added_and_undone(
    store: LocalStore, root: Path, outside: Path
) -> None:
    (outside / "more.csv").write_bytes(b"5,6\n")
    (outside / "deep" / "er").mkdir(parents=True)
    (outside / "deep" / "er" / "x.bin").write_bytes(b"\x00\xff")
    before = bytes_below(root)
    plan = plan_import(store, DATA, [outside / "more.csv", outside / "deep"])
    assert [(item.name, item.kind, item.size) for item in plan.items] == [
        ("more.csv", ItemKind.FILE, 4),
        ("deep", ItemKind.FOLDER, 2),
    ]
    assert (plan.size, plan.files, plan.collisions) == (6, 2, ())
    editing = Editing(store, History.in_memory())
    result = finish(plan, editing)
    assert result.done == ("more.csv", "deep")
    assert result.changes.nodes == {DATA}
    assert store.objects(DATA).read("deep/er/x.bin") == b"\x00\xff"
    digest = hashlib.sha256(b"5,6\n").hexdigest()
    assert result.hashes[os.fspath(outside / "more.csv")] == digest
    assert no_strays(root)
    assert editing.can_undo is not None
    assert (editing.can_undo.deed, editing.can_undo.count) == (Deed.ADD_FILES, 2)
    list(editing.undo())
    assert bytes_below(root) == before
    list(editing.redo())
    assert store.objects(DATA).read("more.csv") == b"5,6\n"


def test_each_collision_is_answered_for_itself_or_all_at_once(
    store: LocalStore, root: Path, outside: Path
) -> None:
    for name in ("train", "test", "new"):
        (outside / name).write_bytes(b"other")
    plan = plan_import(store, DATA, [outside / name for name in ("train", "test", "new")])
    assert [item.name for item in plan.collisions] == ["train", "test"]
    assert not plan.is_settled
    plan = plan.answered(IfTaken.SKIP, "train").answered(IfTaken.KEEP_BOTH)
    assert plan.is_settled
    assert plan.files == 2
    result = finish(plan)
    assert result.done == ("test (2)", "new")
    source = store.objects(DATA)
    assert source.read("train") == b"1,2\n"
    assert (source.read("test"), source.read("test (2)")) == (b"3,4\n", b"other")


def test_what_is_replaced_lies_in_the_trash_and_comes_back_by_undo(
    store: LocalStore, root: Path, outside: Path
) -> None:
    (outside / "train").write_bytes(b"other")
    before = bytes_below(root)
    editing = Editing(store, History.in_memory())
    plan = plan_import(store, DATA, [outside / "train"]).answered(IfTaken.REPLACE)
    assert finish(plan, editing).done == ("train",)
    assert store.objects(DATA).read("train") == b"other"
    assert [one.node.name for one in store.trashed()] == ["train"]
    list(editing.undo())
    assert bytes_below(root) == before


def test_a_collision_without_an_answer_fails_alone(store: LocalStore, outside: Path) -> None:
    (outside / "train").write_bytes(b"other")
    (outside / "new").write_bytes(b"new")
    result = finish(plan_import(store, DATA, [outside / "train", outside / "new"]))
    assert result.done == ("new",)
    (failure,) = result.failures
    assert isinstance(failure.error, AlreadyExistsError)
    assert store.objects(DATA).read("train") == b"1,2\n"


def test_a_folder_that_is_there_already_is_merged(store: LocalStore, outside: Path) -> None:
    for number in (1, 2):
        (outside / f"{number}" / "part").mkdir(parents=True)
        (outside / f"{number}" / "part" / f"{number}.txt").write_bytes(b"x")
    finish(plan_import(store, DATA, [outside / "1" / "part"]))
    plan = plan_import(store, DATA, [outside / "2" / "part"])
    assert [item.name for item in plan.items] == ["part/2.txt"]
    finish(plan)
    keys = [info.key for info in store.objects(DATA).list("part/")]
    assert keys == ["part/1.txt", "part/2.txt"]


def test_the_recorders_own_files_are_refused_with_the_reason(
    store: LocalStore, outside: Path
) -> None:
    (outside / "metadata.yaml").write_bytes(b"kind: Run\n")
    (outside / "fine").write_bytes(b"x")
    result = finish(plan_import(store, DATA, [outside / "metadata.yaml", outside / "fine"]))
    assert result.done == ("fine",)
    (failure,) = result.failures
    assert isinstance(failure.error, InvalidNameError)


def test_plain_files_on_a_folder_become_one_new_artifact(
    store: LocalStore, root: Path, outside: Path
) -> None:
    (outside / "a.csv").write_bytes(b"a")
    (outside / "more").mkdir()
    (outside / "more" / "b.csv").write_bytes(b"b")
    plan = plan_import(store, EMPTY, [outside / "a.csv", outside / "more"])
    assert plan.needs_name
    assert plan.new_artifact == "outside"
    with pytest.raises(InvalidNameError):
        plan.named("a/b")
    editing = Editing(store, History.in_memory())
    before = bytes_below(root)
    result = finish(plan.named("测试 set"), editing)
    (node,) = next(iter(store.children(EMPTY)))
    assert (node.type, node.name, str(node.path)) == (
        NodeType.ARTIFACT,
        "测试 set",
        result.done[0],
    )
    assert store.objects(node.path).read("more/b.csv") == b"b"
    list(editing.undo())
    assert bytes_below(root) == before


def test_a_recording_on_a_folder_becomes_the_node_that_it_is(
    store: LocalStore, outside: Path
) -> None:
    made = make_artifact(outside / "other_261123_100000_zzzzzz", file=b"x")
    (made / ".em-node.yaml").write_text("id: from-elsewhere\nlabels:\n- theirs\n")
    plan = plan_import(store, EMPTY, [made])
    assert [(item.kind, item.type) for item in plan.items] == [(ItemKind.NODE, NodeType.ARTIFACT)]
    finish(plan)
    node = store.get(EMPTY.child(made.name))
    assert (node.type, node.id, node.labels) == (NodeType.ARTIFACT, "from-elsewhere", ("theirs",))
    finish(plan_import(store, RUNS, [made]))
    assert store.get(RUNS.child(made.name)).id is None
    assert store.find("from-elsewhere").path == node.path


def test_the_recorders_folder_arrives_as_it_is(store: LocalStore, outside: Path) -> None:
    make_artifact(outside / ".em" / "artifacts" / "x_261123_100000_zzzzzz")
    assert finish(plan_import(store, EMPTY, [outside / ".em"])).done == ("empty/.em",)
    assert finish(plan_import(store, EMPTY, [outside / ".em"])).done == ("empty/Recordings",)


def test_a_copy_is_a_node_of_its_own_and_lineage_stays_with_the_original(
    store: LocalStore, root: Path
) -> None:
    node_id = store.identify(DATA)
    store.perform(SetLabels(DATA, ("x",)))
    store.perform(SetLocked(DATA, locked=True))
    finish(plan_copy(store, [DATA], store, RUNS))
    copy = store.get(RUNS.child(DATA.name))
    assert (copy.id, copy.labels, copy.locked) == (None, ("x",), False)
    assert store.find(node_id).path == DATA
    (edge,) = store.lineage(RUN).inputs
    assert edge.node == DATA


def test_a_copy_beside_its_original_gets_a_number(store: LocalStore) -> None:
    plan = plan_copy(store, [DATA, NodePath(("notes.txt",))], store, NodePath(("data",)))
    assert [item.taken for item in plan.items] == [True, False]
    result = finish(plan.answered(IfTaken.KEEP_BOTH))
    assert result.failures == ()
    assert result.done == ("data/digits (2)_261123_115900_aaaaaa", "data/notes.txt")
    assert store.get(NodePath.parse(result.done[0])).name == "digits (2)"


def test_a_node_is_not_copied_into_itself(store: LocalStore) -> None:
    with pytest.raises(InvalidMoveError):
        plan_copy(store, [RUNS], store, RUNS)


def test_nodes_are_copied_between_stores(store: LocalStore, tmp_path: Path) -> None:
    (tmp_path / "second").mkdir()
    other = LocalStore(tmp_path / "second")
    node_id = store.identify(DATA)
    result = finish(plan_copy(store, [DATA, RUNS], other, ROOT))
    assert result.done == (DATA.name, "runs")
    assert other.find(node_id).path == NodePath((DATA.name,))
    assert other.get(NodePath(("runs", RUN.name))).type is NodeType.RUN


def test_nodes_and_single_files_are_exported(store: LocalStore, outside: Path) -> None:
    finish(plan_export(store, [DATA], outside))
    assert (outside / DATA.name / "train").read_bytes() == b"1,2\n"
    finish(plan_export(store, [DATA], outside, keys=["test"]))
    assert (outside / "test").read_bytes() == b"3,4\n"
    (outside / "test").write_bytes(b"mine")
    plan = plan_export(store, [DATA], outside, keys=["test"])
    assert finish(plan.answered(IfTaken.KEEP_BOTH)).done == (os.fspath(outside / "test (2)"),)
    assert finish(plan.answered(IfTaken.REPLACE)).done == (os.fspath(outside / "test"),)
    assert (outside / "test").read_bytes() == b"3,4\n"
    assert sorted(place.name for place in outside.iterdir()) == [DATA.name, "test", "test (2)"]


def test_a_cancelled_transfer_leaves_nothing_and_can_be_done_again(
    store: LocalStore, root: Path, outside: Path
) -> None:
    (outside / "big").write_bytes(os.urandom(30 << 20))
    before = bytes_below(root)
    cancel = Cancel()
    transfer = Transfer(plan_import(store, DATA, [outside / "big"]))
    told = []
    for progress in transfer.run(cancel):
        told.append(progress)
        cancel.set()
    assert transfer.result is not None
    assert transfer.result.cancelled
    assert transfer.result.done == ()
    assert told[0].bytes < told[0].total_bytes == 30 << 20
    assert bytes_below(root) == before
    again = transfer.again()
    list(again.run())
    assert again.result is not None
    assert again.result.done == ("big",)
    expected = hashlib.sha256((outside / "big").read_bytes()).hexdigest()
    assert again.result.hashes[os.fspath(outside / "big")] == expected
    place = root.joinpath(*DATA.parts, "big")
    assert hashlib.sha256(place.read_bytes()).hexdigest() == expected


def test_a_paused_transfer_goes_on_where_it_was(store: LocalStore, outside: Path) -> None:
    (outside / "big").write_bytes(bytes(20 << 20))
    transfer = Transfer(plan_import(store, DATA, [outside / "big"]))
    transfer.pause()
    assert transfer.is_paused
    stream = transfer.run()
    first = next(stream)
    assert first.paused
    threading.Timer(0.2, transfer.resume).start()
    rest: list[Progress] = list(stream)
    assert rest[-1].finished
    assert rest[-1].bytes == rest[-1].total_bytes == 20 << 20
    assert rest[-1].files == 1


def test_holes_stay_holes(store: LocalStore, root: Path, outside: Path) -> None:
    with (outside / "sparse").open("wb") as file:
        file.seek(64 << 20)
        file.write(b"end")
        file.truncate(80 << 20)
    result = finish(plan_import(store, DATA, [outside / "sparse"]))
    status = root.joinpath(*DATA.parts, "sparse").stat()
    assert status.st_size == 80 << 20
    assert status.st_blocks * 512 < 1 << 20
    expected = hashlib.sha256(bytes(64 << 20) + b"end" + bytes((16 << 20) - 3)).hexdigest()
    assert result.hashes[os.fspath(outside / "sparse")] == expected


def test_a_file_that_grows_while_it_is_copied_is_told(
    store: LocalStore, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (outside / "log").write_bytes(b"x" * 100)
    monkeypatch.setattr(file_copy, "_write", lambda *_: os.truncate(outside / "log", 5))
    result = finish(plan_import(store, DATA, [outside / "log"]))
    (failure,) = result.failures
    assert isinstance(failure.error, ConflictError)
    assert "changed while it was copied" in failure.error.reason
    assert [info.key for info in store.objects(DATA).list()] == ["metadata.yaml", "test", "train"]


def test_what_is_no_file_fails_with_its_path(store: LocalStore, outside: Path) -> None:
    os.mkfifo(outside / "pipe")
    result = finish(plan_import(store, DATA, [outside / "pipe"]))
    (failure,) = result.failures
    assert isinstance(failure.error, NotSupportedError)
    assert failure.subject.endswith("/pipe")


def test_links_and_modes_and_times_are_kept(store: LocalStore, root: Path, outside: Path) -> None:
    folder = outside / "folder"
    folder.mkdir()
    (folder / "run.sh").write_bytes(b"#!")
    (folder / "run.sh").chmod(0o750)
    (folder / "link").symlink_to("run.sh")
    os.utime(folder / "run.sh", (10, 10))
    os.utime(folder, (20, 20))
    finish(plan_import(store, DATA, [folder]))
    place = root.joinpath(*DATA.parts, "folder")
    assert (place / "run.sh").stat().st_mode & 0o777 == 0o750
    assert (place / "run.sh").stat().st_mtime == 10
    assert place.stat().st_mtime == 20
    assert (place / "link").readlink() == Path("run.sh")


def test_a_store_without_files_takes_none(outside: Path) -> None:
    from em_desktop.stores.memory import MemoryStore

    with pytest.raises(NotSupportedError):
        plan_import(MemoryStore(), ROOT, [outside])
    assert issubclass(NotSupportedError, EmError)
