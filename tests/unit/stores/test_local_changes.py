"""What operations leave on the disk, and what they never touch."""

from __future__ import annotations

import io
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from em_desktop.domain.nodes import NodeType
from em_desktop.domain.operations import (
    CreateFolder,
    Move,
    Operation,
    Remove,
    RemoveObject,
    Restore,
    SetDescription,
    SetLabels,
)
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.errors import (
    AccessDeniedError,
    AlreadyExistsError,
    EmError,
    InvalidNameError,
    NotFoundError,
)
from em_desktop.stores.local import LocalStore
from em_desktop.stores.local.renaming import rename_in_steps, rename_without_replacing

RUNS = NodePath(("runs",))
EVAL = "digits_eval_261123_115938_kma417"
FEATURES = "digits_features_261123_115929_wingwi"
RUN = RUNS.child(EVAL)
ARTIFACT = NodePath(("artifacts", FEATURES))


def files(root: Path) -> dict[str, bytes | None]:
    """Every file's content and every directory below ``root``."""
    return {
        os.fspath(place.relative_to(root)): place.read_bytes() if place.is_file() else None
        for place in sorted(root.rglob("*"))
    }


@pytest.fixture
def store(recordings: Path) -> LocalStore:
    return LocalStore(recordings)


def undone(store: LocalStore, operation: Operation) -> None:
    inverse = store.perform(operation).inverse
    assert inverse is not None
    store.perform(inverse)


@pytest.mark.parametrize(
    "operation",
    [
        Move(RUN, ROOT),
        Move(RUN, RUNS, "best"),
        Move(RUNS, NodePath(("artifacts",)), "moved"),
        SetLabels(RUN, ("x",)),
        SetLabels(RUN, ()),
        SetDescription(RUN, "文"),
        SetLabels(ROOT, ("store",)),
        Remove(RUN),
        Remove(RUNS),
        RemoveObject(ARTIFACT, "meta.json"),
    ],
    ids=lambda operation: type(operation).__name__,
)
def test_an_operation_and_its_inverse_leave_every_byte_as_it_was(
    store: LocalStore, recordings: Path, operation: Operation
) -> None:
    if isinstance(operation, RemoveObject):
        (recordings / "artifacts" / FEATURES / operation.key).write_text("{}")
    before = files(recordings)
    undone(store, operation)
    assert files(recordings) == before


def test_a_folder_whose_making_is_undone_lies_in_the_trash(
    store: LocalStore, recordings: Path
) -> None:
    before = files(recordings)
    undone(store, CreateFolder(RUNS, "new"))
    assert [one.node.name for one in store.trashed()] == ["new"]
    store.empty_trash()
    assert files(recordings) == before


def test_the_recorders_own_file_is_never_written(store: LocalStore, recordings: Path) -> None:
    metadata = recordings / "runs" / EVAL / "metadata.yaml"
    before = (metadata.read_bytes(), metadata.stat().st_mtime_ns)
    store.perform(SetLabels(RUN, ("x",)))
    store.perform(SetDescription(RUN, "y"))
    assert (metadata.read_bytes(), metadata.stat().st_mtime_ns) == before
    written = (metadata.parent / ".em-node.yaml").read_text()
    assert written == "labels:\n- x\ndescription: y\n"


def test_what_a_later_version_wrote_is_kept(store: LocalStore, recordings: Path) -> None:
    meta = recordings / "runs" / EVAL / ".em-node.yaml"
    meta.write_text("pinned: true\nnote: mine\n")
    store.perform(SetLabels(RUN, ("x",)))
    assert meta.read_text() == "labels:\n- x\nnote: mine\npinned: true\n"
    store.perform(SetLabels(RUN, ("eval",)))
    assert meta.read_text() == "note: mine\npinned: true\n"


def test_a_rename_writes_down_the_old_name_only_while_it_differs(
    store: LocalStore, recordings: Path
) -> None:
    renamed = "pixels_261123_115929_wingwi"
    store.perform(Move(ARTIFACT, ARTIFACT.parent, "pixels"))
    meta = recordings / "artifacts" / renamed / ".em-node.yaml"
    assert meta.read_text() == f"previousNames:\n- {FEATURES}\n"
    lineage = store.lineage(NodePath(("artifacts", renamed)))
    assert [store.get(edge.node).name for edge in lineage.outputs if edge.node] == [
        "digits_eval",
        "digits_logreg_assets",
        "digits_train_mlp",
    ]


def test_a_name_that_a_recording_took_up_meanwhile_is_remembered_when_it_is_given_back(
    store: LocalStore, recordings: Path
) -> None:
    back = store.perform(Move(ARTIFACT, ARTIFACT.parent, "pixels")).inverse
    renamed = "pixels_261123_115929_wingwi"
    metadata = recordings / "runs" / EVAL / "metadata.yaml"
    metadata.write_text(metadata.read_text().replace(FEATURES, renamed))
    assert back is not None
    store.perform(back)
    node = store.get(ARTIFACT)
    assert node.name == "digits_features"
    assert "digits_eval" in [
        store.get(edge.node).name for edge in store.lineage(ARTIFACT).outputs if edge.node
    ]
    assert store.find(renamed).path == ARTIFACT


def test_a_shortcut_keeps_its_ending_and_its_labels_in_its_file(
    store: LocalStore, recordings: Path
) -> None:
    text = "kind: Shortcut\ntarget:\n  path: runs\nlabels: []\ndescription: ''\n"
    (recordings / "best.shortcut.yaml").write_text(text)
    store.perform(Move(NodePath(("best.shortcut.yaml",)), ROOT, "good"))
    good = NodePath(("good.shortcut.yaml",))
    store.perform(SetLabels(good, ("x",)))
    node = store.get(good)
    assert (node.type, node.name, node.labels) == (NodeType.SHORTCUT, "good", ("x",))
    assert "labels:\n- x\n" in (recordings / "good.shortcut.yaml").read_text()


def test_the_recorders_folder_keeps_its_name(tmp_path: Path) -> None:
    (tmp_path / ".em" / "runs").mkdir(parents=True)
    with pytest.raises(InvalidNameError):
        LocalStore(tmp_path).perform(Move(NodePath((".em",)), ROOT, "visible"))


def test_the_trash_says_where_everything_was(store: LocalStore, recordings: Path) -> None:
    store.perform(Remove(RUN))
    (entry,) = (recordings / ".em-store" / "trash").iterdir()
    note = (entry / "removed.yaml").read_text()
    assert note.startswith(f"path: runs/{EVAL}\nremoved: '20")
    assert (entry / "content" / EVAL / "metadata.yaml").is_file()
    assert entry.name == store.trashed()[0].id


def test_a_node_with_an_id_lies_in_the_trash_under_it(store: LocalStore) -> None:
    node_id = store.identify(RUN)
    assert store.perform(Remove(RUN)).inverse == Restore(node_id)
    assert store.trashed()[0].node.id == node_id


def test_a_name_that_is_not_text_survives_the_trash(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9 100%")
    (tmp_path / name).write_text("x")
    store = LocalStore(tmp_path)
    undone(store, Remove(NodePath((name,))))
    assert (tmp_path / name).read_text() == "x"


def test_an_unfinished_entry_of_the_trash_is_passed_over_and_emptied(
    store: LocalStore, recordings: Path
) -> None:
    trash = recordings / ".em-store" / "trash"
    for name, note in (("a", None), ("b", "path: runs/x\n"), ("c", "{"), ("d", "path: ../x\n")):
        (trash / name / "content").mkdir(parents=True)
        if note is not None:
            (trash / name / "removed.yaml").write_text(note)
    (trash / "file").write_text("")
    assert store.trashed() == []
    store.empty_trash()
    assert not (recordings / ".em-store").exists()


def test_emptying_the_trash_follows_no_link(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "precious").write_text("x")
    root = tmp_path / "store"
    (root / "folder").mkdir(parents=True)
    (root / "folder" / "away").symlink_to(tmp_path / "outside")
    store = LocalStore(root)
    store.perform(Remove(NodePath(("folder",))))
    store.empty_trash()
    assert (tmp_path / "outside" / "precious").read_text() == "x"
    (root / ".em-store").symlink_to(tmp_path / "outside")
    with pytest.raises(AccessDeniedError):
        store.empty_trash()
    (root / "file").write_text("")
    with pytest.raises(AccessDeniedError):
        store.perform(Remove(NodePath(("file",))))
    assert (root / "file").exists()


def test_a_link_is_moved_and_removed_itself(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    root = tmp_path / "store"
    (root / "sub").mkdir(parents=True)
    (root / "away").symlink_to(tmp_path / "outside")
    store = LocalStore(root)
    store.perform(Move(NodePath(("away",)), NodePath(("sub",)), "link"))
    assert (root / "sub" / "link").is_symlink()
    undone(store, Remove(NodePath(("sub", "link"))))
    store.perform(Remove(NodePath(("sub", "link"))))
    store.empty_trash()
    assert (tmp_path / "outside").is_dir()


def test_an_object_is_never_put_or_removed_through_a_link(tmp_path: Path, recordings: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "x").write_text("old")
    artifact = recordings / "artifacts" / FEATURES
    (artifact / "away").symlink_to(tmp_path / "outside")
    store = LocalStore(recordings)
    with pytest.raises(InvalidNameError):
        store.put(ARTIFACT, "away/x", io.BytesIO(b"new"))
    with pytest.raises(InvalidNameError):
        store.perform(RemoveObject(ARTIFACT, "away/x"))
    assert (tmp_path / "outside" / "x").read_text() == "old"
    store.perform(RemoveObject(ARTIFACT, "away"))
    assert not (artifact / "away").is_symlink()


def test_a_file_that_cannot_be_written_wholly_stays_as_it_was(
    store: LocalStore, recordings: Path
) -> None:
    class Failing(io.BytesIO):
        def read(self, _size: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

    artifact = recordings / "artifacts" / FEATURES
    before = files(artifact)
    with pytest.raises(EmError) as caught:
        store.put(ARTIFACT, "new.bin", Failing())
    assert "new.bin" in str(caught.value)
    assert files(artifact) == before


def test_a_replaced_file_keeps_its_permissions(store: LocalStore, recordings: Path) -> None:
    script = recordings / "artifacts" / FEATURES / "run.sh"
    script.write_text("old")
    script.chmod(0o750)
    store.put(ARTIFACT, "run.sh", io.BytesIO(b"new"))
    assert stat.S_IMODE(script.stat().st_mode) == 0o750
    assert script.read_text() == "new"


def test_no_folder_is_replaced_by_an_object(store: LocalStore, recordings: Path) -> None:
    (recordings / "artifacts" / FEATURES / "sub").mkdir()
    with pytest.raises(AlreadyExistsError):
        store.put(ARTIFACT, "sub", io.BytesIO(b""))


def test_a_copied_node_gets_an_id_of_its_own(store: LocalStore, recordings: Path) -> None:
    original = store.identify(RUN)
    copied = "digits_eval_copy_261123_115938_kma417"
    shutil.copytree(recordings / "runs" / EVAL, recordings / "a" / copied)
    copy = NodePath(("a", copied))
    assert store.find(original).path == RUN
    new = store.identify(copy)
    assert new != original
    assert store.identify(RUN) == original
    assert store.find(new).path == copy


def test_a_copy_gets_its_own_id_also_when_it_is_labelled(
    store: LocalStore, recordings: Path
) -> None:
    original = store.identify(RUN)
    shutil.copytree(recordings / "runs" / EVAL, recordings / "copy")
    store.perform(SetLabels(NodePath(("copy",)), ("x",)))
    assert store.get(NodePath(("copy",))).id is None
    assert store.get(RUN).id == original


def test_a_node_that_was_moved_by_hand_keeps_its_id(store: LocalStore, recordings: Path) -> None:
    original = store.identify(RUN)
    (recordings / "runs" / EVAL).rename(recordings / "moved")
    assert store.identify(NodePath(("moved",))) == original
    assert store.find(original).path == NodePath(("moved",))


def test_a_store_from_a_backup_keeps_its_ids(store: LocalStore, recordings: Path) -> None:
    original = store.identify(RUN)
    restored = Path(shutil.copytree(recordings, recordings.with_name("backup")))
    assert LocalStore(restored).identify(RUN) == original


def test_data_is_joined_to_a_model_by_its_id(store: LocalStore, recordings: Path) -> None:
    model = recordings / "logreg"
    (model / ".em-asset").mkdir(parents=True)
    (model / ".em-asset" / "asset.yaml").write_text("kind: Model\n")
    (model / ".em-node.yaml").write_text("id: 320dc9c7-d80c-431f-beff-fc2037829619\n")
    run = store.find("digits_logreg_assets_261123_120024_4v5y1i").path
    joined = [(edge.association.kind.value, edge.node) for edge in store.lineage(run).outputs]
    path = NodePath(("logreg",))
    assert joined == [("branch", path), ("commit", path), ("tag", path), ("Model", path)]
    assert {edge.node for edge in store.lineage(path).inputs} == {run}


def test_edges_made_in_the_app_are_part_of_the_data_flow(
    store: LocalStore, recordings: Path
) -> None:
    report = "digits_eval_report_261123_115939_mtw5h6"
    (recordings / "runs" / "digits_cnn_lr_a_261123_120018_b6yu88" / ".em-node.yaml").write_text(
        f"associations:\n  input:\n  - kind: Artifact\n    name: {report}\n"
    )
    readers = [edge.node for edge in store.lineage(NodePath(("artifacts", report))).outputs]
    assert readers == [RUNS.child("digits_cnn_lr_a_261123_120018_b6yu88")]


def test_of_two_copies_of_an_artifact_a_run_means_the_one_near_it(
    recordings: Path, tmp_path: Path
) -> None:
    root = tmp_path / "both"
    for name in ("one", "two"):
        shutil.copytree(recordings, root / name)
    store = LocalStore(root)
    lineage = store.lineage(NodePath(("two", "runs", EVAL)))
    assert {edge.node.parts[0] for edge in lineage.inputs if edge.node} == {"two"}
    readers = store.lineage(NodePath(("one", "artifacts", FEATURES))).outputs
    assert {edge.node.parts[0] for edge in readers if edge.node} == {"one"}


@pytest.mark.parametrize("rename", [rename_without_replacing, rename_in_steps])
def test_nothing_is_ever_renamed_over_what_is_there(
    tmp_path: Path, rename: Callable[[Path, Path], None]
) -> None:
    (tmp_path / "file").write_text("file")
    (tmp_path / "other").write_text("other")
    (tmp_path / "directory").mkdir()
    (tmp_path / "empty").mkdir()
    (tmp_path / "dangling").symlink_to("nothing")
    for source, target in (("file", "other"), ("directory", "empty"), ("file", "dangling")):
        with pytest.raises(FileExistsError):
            rename(tmp_path / source, tmp_path / target)
    assert (tmp_path / "other").read_text() == "other"
    for source in ("file", "directory", "dangling"):
        rename(tmp_path / source, tmp_path / "empty" / source)
    assert (tmp_path / "empty" / "file").read_text() == "file"
    assert (tmp_path / "empty" / "directory").is_dir()
    assert (tmp_path / "empty" / "dangling").is_symlink()
    assert {place.name for place in tmp_path.iterdir()} == {"empty", "other"}
    with pytest.raises(FileNotFoundError):
        rename(tmp_path / "missing", tmp_path / "new")


def test_a_folder_that_another_program_made_first_is_not_taken_over(
    store: LocalStore, recordings: Path
) -> None:
    inverse = store.perform(Remove(RUN)).inverse
    (recordings / "runs" / EVAL).mkdir()
    assert inverse is not None
    with pytest.raises(AlreadyExistsError):
        store.perform(inverse)
    assert list((recordings / "runs" / EVAL).iterdir()) == []


def test_an_operation_in_a_vanished_folder_fails_with_its_name(
    store: LocalStore, recordings: Path
) -> None:
    shutil.rmtree(recordings / "runs")
    with pytest.raises(NotFoundError) as caught:
        store.perform(CreateFolder(RUNS, "x"))
    assert "runs" in str(caught.value)


def test_a_file_in_place_of_the_trash_keeps_everything_where_it_is(
    store: LocalStore, recordings: Path
) -> None:
    (recordings / ".em-store").write_text("in the way")
    with pytest.raises(EmError) as caught:
        store.perform(Remove(RUN))
    assert ".em-store" in str(caught.value)
    assert store.get(RUN).name == "digits_eval"


def test_a_file_does_not_leave_its_file_system(tmp_path: Path) -> None:
    elsewhere = Path("/dev/shm")
    if not elsewhere.is_dir() or elsewhere.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is one file system only")
    (tmp_path / "file").write_text("text")
    with pytest.raises(OSError, match="cross-device"):
        rename_without_replacing(tmp_path / "file", elsewhere / f"em-{os.getpid()}")
    assert (tmp_path / "file").read_text() == "text"
    assert not (elsewhere / f"em-{os.getpid()}").exists()
