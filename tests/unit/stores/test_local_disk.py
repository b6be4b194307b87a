"""What a local store makes of anything that lies on a disk."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import pytest

from em_desktop.domain.nodes import Node, NodeType, ShortcutTarget, Status
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.domain.problems import ProblemKind
from em_desktop.errors import (
    InvalidNameError,
    NotFoundError,
    UnavailableError,
)
from em_desktop.stores.local import LocalStore

RUN = "train_261123_120000_abc123"
METADATA = (
    "kind: Run\nname: train\nlabels: []\ndescription: ''\n"
    "startTimestamp: '2026-11-23T12:00:00+08:00'\nendTimestamp: null\nstatus: Complete\n"
    f"alternativeName: {RUN}\nassociations:\n  input: []\n  output: []\nremote: []\n"
)


def add_run(parent: Path, name: str = RUN, metadata: str = METADATA) -> Path:
    directory = parent / name
    directory.mkdir(parents=True)
    (directory / "metadata.yaml").write_text(metadata)
    return directory


def listed(root: Path, path: NodePath = ROOT) -> dict[str, Node]:
    return {n.path.name: n for page in LocalStore(root).children(path) for n in page}


def test_only_a_folder_can_be_opened(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "missing", tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(NotFoundError) as caught:
            LocalStore(place)
        assert str(place) in str(caught.value)


def test_a_store_is_the_same_however_its_folder_is_written(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    plain = LocalStore(tmp_path / "a")
    assert LocalStore(tmp_path / "a" / ".." / "a").info == plain.info
    assert plain.info.name == "a"


def test_names_with_a_dot_are_no_nodes(tmp_path: Path) -> None:
    for name in (".git", ".em-store", ".hidden"):
        (tmp_path / name).mkdir()
        with pytest.raises(NotFoundError):
            LocalStore(tmp_path).get(NodePath((name,)))
    (tmp_path / ".file").write_text("")
    (tmp_path / ".em").write_text("a file of this name holds no recordings")
    assert listed(tmp_path) == {}
    with pytest.raises(NotFoundError):
        LocalStore(tmp_path).get(NodePath((".em",)))


def test_a_recording_in_a_directory_of_another_name_is_shown_by_that_name(tmp_path: Path) -> None:
    add_run(tmp_path, "best")
    add_run(tmp_path, "copy_261123_120000_abc123")
    add_run(tmp_path)
    nodes = listed(tmp_path)
    assert {segment: node.name for segment, node in nodes.items()} == {
        "best": "best",
        "copy_261123_120000_abc123": "copy",
        RUN: "train",
    }
    assert {node.type for node in nodes.values()} == {NodeType.RUN}


@pytest.mark.parametrize(
    ("metadata", "kind"),
    [
        ("", ProblemKind.EMPTY),
        ("kind: Run\nname: 'tra", ProblemKind.TRUNCATED),
        ("epochs: 3\n", ProblemKind.OVERWRITTEN),
        ("- a\n- b\n", ProblemKind.OVERWRITTEN),
        ("{" * 300, ProblemKind.TOO_LARGE),
    ],
)
def test_a_damaged_run_is_recognised_by_its_name_and_files(
    tmp_path: Path, metadata: str, kind: ProblemKind
) -> None:
    (add_run(tmp_path, RUN, metadata) / "index.yaml").write_text("metrics: {}\n")
    node = LocalStore(tmp_path).get(NodePath((RUN,)))
    assert (node.type, node.name) == (NodeType.RUN, "train")
    assert kind in [problem.kind for problem in node.problems]
    assert {problem.file for problem in node.problems} == {"metadata.yaml"}


def test_a_run_without_metadata_is_recognised_by_its_name_and_files(tmp_path: Path) -> None:
    directory = add_run(tmp_path)
    (directory / "metadata.yaml").unlink()
    (directory / "index.yaml").write_text("metrics: {}\n")
    node = LocalStore(tmp_path).get(NodePath((RUN,)))
    assert (node.type, node.status) == (NodeType.RUN, Status.UNKNOWN)
    assert [problem.kind for problem in node.problems] == [ProblemKind.MISSING]


def test_a_folder_with_a_metadata_file_of_its_own_is_a_folder(tmp_path: Path) -> None:
    add_run(tmp_path, "project", "title: my project\n")
    node = LocalStore(tmp_path).get(NodePath(("project",)))
    assert (node.type, node.problems) == (NodeType.FOLDER, ())
    assert list(listed(tmp_path, node.path)) == ["metadata.yaml"]


def test_a_recording_opened_as_a_store_is_a_folder(tmp_path: Path) -> None:
    store = LocalStore(add_run(tmp_path))
    assert store.get(ROOT).type is NodeType.FOLDER
    assert [node.type for page in store.children(ROOT) for node in page] == [NodeType.FILE]


def test_models_and_datasets_have_their_facts(tmp_path: Path) -> None:
    for kind in ("Model", "Dataset", "Other"):
        (tmp_path / kind / ".em-asset").mkdir(parents=True)
        (tmp_path / kind / ".em-asset" / "asset.yaml").write_text(
            f"kind: {kind}\nlabels: [a]\ndescription: text\n"
        )
    nodes = listed(tmp_path)
    assert nodes["Model"].type is NodeType.MODEL
    assert nodes["Dataset"].type is NodeType.DATASET
    assert (nodes["Model"].labels, nodes["Model"].description) == (("a",), "text")
    assert nodes["Other"].type is NodeType.FOLDER
    assert [problem.kind for problem in nodes["Other"].problems] == [ProblemKind.WRONG_TYPE]


def test_a_shortcut_says_where_it_leads(tmp_path: Path) -> None:
    (tmp_path / "best.shortcut.yaml").write_text(
        "kind: Shortcut\ntarget:\n  id: abc\n  path: runs/x\nlabels: []\ndescription: ''\n"
    )
    (tmp_path / "broken.shortcut.yaml").write_text("[")
    (tmp_path / ".shortcut.yaml").write_text("")
    nodes = listed(tmp_path)
    best = nodes["best.shortcut.yaml"]
    assert (best.type, best.name) == (NodeType.SHORTCUT, "best")
    assert best.target == ShortcutTarget("abc", NodePath(("runs", "x")))
    assert nodes["broken.shortcut.yaml"].type is NodeType.SHORTCUT
    assert nodes["broken.shortcut.yaml"].problems
    assert len(nodes) == 2


def test_what_the_app_knows_wins_over_the_recorder(tmp_path: Path) -> None:
    directory = add_run(tmp_path)
    (directory / ".em-node.yaml").write_text(
        "id: 0b1c\nlabels: [mine]\nfavourite: true\ncolor: teal\n"
    )
    node = LocalStore(tmp_path).get(NodePath((RUN,)))
    assert (node.id, node.labels, node.favourite, node.color) == ("0b1c", ("mine",), True, "teal")
    assert node.description == ""


def test_a_link_is_a_file_whatever_it_points_at(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    add_run(outside)
    (outside / "secret.txt").write_text("secret")
    root = tmp_path / "store"
    root.mkdir()
    (root / "loop").symlink_to(root)
    (root / "away").symlink_to(outside)
    (root / "secret").symlink_to(outside / "secret.txt")
    (root / "dangling").symlink_to("nothing")
    (root / "self").symlink_to("self")
    assert {name: node.type for name, node in listed(root).items()} == dict.fromkeys(
        ["away", "dangling", "loop", "secret", "self"], NodeType.FILE
    )
    store = LocalStore(root)
    for name in ("loop", "away"):
        assert list(store.children(NodePath((name,)))) == []
        with pytest.raises(NotFoundError):
            store.get(NodePath((name, RUN)))
    with pytest.raises(NotFoundError):
        store.find(RUN)
    with pytest.raises(InvalidNameError):
        store.objects(NodePath(("secret",))).read("secret")
    with pytest.raises(NotFoundError):
        store.objects(NodePath(("self",))).read("self")
    assert store.measure(ROOT)[1] == 5


def test_a_link_to_a_file_beside_it_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text")
    (tmp_path / "link").symlink_to("file")
    source = LocalStore(tmp_path).objects(NodePath(("link",)))
    assert source.read("link") == b"text"
    assert [info.is_link for info in source.list()] == [True]


def test_names_of_any_bytes_are_listed_and_read(tmp_path: Path) -> None:
    names = [
        b"caf\xe9",
        b"new\nline",
        b"tab\t",
        b"x" * 255,
        "名字".encode(),
        b" ",
        b"-rf",
        b"\x1b[31m",
    ]
    for name in names:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(name)
    store = LocalStore(tmp_path)
    nodes = [node for page in store.children(ROOT) for node in page]
    assert sorted(os.fsencode(node.path.name) for node in nodes) == sorted(names)
    for node in nodes:
        assert store.objects(node.path).read(node.path.name) == os.fsencode(node.path.name)
        assert store.get(node.path) == node


def test_a_path_that_leads_outside_is_refused(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    store = LocalStore(tmp_path / "store")
    for parts in ((".."), ("a", "..", ".."), ("/etc",), ("a\0b",), ("",)):
        with pytest.raises((InvalidNameError, NotFoundError)):
            store.get(NodePath(tuple(parts)))


def test_pipes_and_directories_in_place_of_files_do_not_stop_a_listing(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    run = add_run(tmp_path)
    (run / "metadata.yaml").unlink()
    os.mkfifo(run / "metadata.yaml")
    (run / "index.yaml").write_text("")
    other = tmp_path / "other_261123_120000_abc123"
    (other / "metadata.yaml").mkdir(parents=True)
    (tmp_path / "search").mkdir()
    os.mkfifo(tmp_path / "search" / "profile.json")
    nodes = listed(tmp_path)
    assert nodes["pipe"].type is NodeType.FILE
    assert nodes[RUN].type is NodeType.RUN
    assert [problem.kind for problem in nodes[RUN].problems] == [ProblemKind.MISSING]
    assert nodes["search"].type is NodeType.AUTOTUNE
    assert nodes["search"].problems


def test_a_directory_too_deep_to_look_into_is_a_damaged_node(tmp_path: Path) -> None:
    deep = tmp_path
    while len(os.fspath(deep)) < 3830:
        deep = deep / ("d" * 200)
    deep.mkdir(parents=True)
    above = os.open(deep, os.O_RDONLY)
    try:
        os.mkdir("e" * 250, dir_fd=above)
        nodes = listed(deep)
    finally:
        os.rmdir("e" * 250, dir_fd=above)
        os.close(above)
    (node,) = nodes.values()
    assert node.type is NodeType.FOLDER
    assert [problem.kind for problem in node.problems] == [ProblemKind.UNREADABLE]
    assert "name too long" in node.problems[0].detail


def test_a_vanished_store_says_which_folder_is_gone_and_works_again_when_it_is_back(
    tmp_path: Path,
) -> None:
    root = tmp_path / "drive"
    add_run(root)
    store = LocalStore(root)
    root.rename(tmp_path / "unplugged")
    for ask in (
        lambda: store.get(NodePath((RUN,))),
        lambda: store.get(ROOT),
        lambda: list(store.children(ROOT)),
        lambda: store.measure(ROOT),
    ):
        with pytest.raises(UnavailableError) as caught:
            ask()
        assert str(root) in str(caught.value)
        assert caught.value.retryable
    (tmp_path / "unplugged").rename(root)
    assert store.get(NodePath((RUN,))).name == "train"


def test_a_file_that_turns_into_a_directory_and_back_while_listed_does_no_harm(
    tmp_path: Path,
) -> None:
    run = add_run(tmp_path)
    store = LocalStore(tmp_path)
    ended = threading.Event()

    def swap() -> None:
        for _ in range(300):
            shutil.rmtree(run)
            run.write_text("")
            run.unlink()
            add_run(tmp_path)
        ended.set()

    swapping = threading.Thread(target=swap)
    swapping.start()
    seen = set()
    while not ended.is_set():
        for page in store.children(ROOT):
            seen |= {(node.path.name, node.type) for node in page}
    swapping.join()
    assert {name for name, _ in seen} == {RUN}
    assert seen <= {(RUN, kind) for kind in NodeType}
    assert store.get(NodePath((RUN,))).type is NodeType.RUN


def test_the_measure_of_a_folder_leaves_out_what_is_no_node(tmp_path: Path) -> None:
    run = add_run(tmp_path)
    (run / ".hidden").write_text("12")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "object").write_text("1" * 1000)
    (tmp_path / "file").write_text("123")
    assert LocalStore(tmp_path).measure(ROOT) == (len(METADATA) + 5, 3)


def test_of_an_artifact_its_objects_are_measured_and_not_what_says_something_about_it(
    tmp_path: Path,
) -> None:
    artifact = tmp_path / "weights_261123_115932_eicjg9"
    artifact.mkdir()
    (artifact / "metadata.yaml").write_text("kind: Artifact\nname: weights\nstatus: Complete\n")
    (artifact / "weights.bin").write_bytes(b"12345")
    assert LocalStore(tmp_path).measure(NodePath((artifact.name,))) == (5, 1)
