"""What the app keeps about a node."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from em_desktop.domain.problems import ProblemKind
from em_desktop.domain.recordings import Association, AssociationKind, Role
from em_desktop.formats.node_meta import NODE_META, NodeMeta, read, to_text, update, write
from em_desktop.formats.source import DirectorySource

FULL = NodeMeta(
    id="7a1c0f4e-9f4e-4a0c-9f2e-0f4b1f5a7c11",
    labels=("a", "标签", "yes"),
    description="两行\ntext",
    note="2026-01-01",
    color="3",
    favourite=True,
    previous_names=("old_261123_120000_abc123",),
    edges=(
        Association(Role.INPUT, AssociationKind.ARTIFACT, name="x_261123_120000_abc123", id="u"),
        Association(Role.OUTPUT, AssociationKind.BRANCH, id="u:main", path="/models/m:main"),
    ),
    further={"later": [1, {"x": None}]},
)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    write(tmp_path, FULL)
    reading = read(DirectorySource(tmp_path))
    assert reading.value == FULL
    assert reading.problems == ()


def test_a_file_is_written_only_when_there_is_something_to_say(tmp_path: Path) -> None:
    write(tmp_path, NodeMeta())
    assert list(tmp_path.iterdir()) == []
    write(tmp_path, NodeMeta(favourite=True))
    assert (tmp_path / NODE_META).read_text() == "favourite: true\n"
    write(tmp_path, NodeMeta())
    assert list(tmp_path.iterdir()) == []


def test_labels_that_were_all_removed_are_something_to_say(tmp_path: Path) -> None:
    assert to_text(NodeMeta(labels=(), description="")) == "labels: []\ndescription: ''\n"
    write(tmp_path, NodeMeta(labels=()))
    assert read(DirectorySource(tmp_path)).value.labels == ()


def test_nothing_is_known_without_a_file(tmp_path: Path) -> None:
    reading = read(DirectorySource(tmp_path))
    assert reading.value == NodeMeta()
    assert reading.problems == ()


def test_unknown_keys_survive_a_change(tmp_path: Path) -> None:
    (tmp_path / NODE_META).write_text("id: u\nlater:\n  x: 1\n")
    changed = update(tmp_path, lambda meta: replace(meta, note="n"))
    assert changed == NodeMeta(id="u", note="n", further={"later": {"x": 1}})
    assert (tmp_path / NODE_META).read_text() == "id: u\nnote: n\nlater:\n  x: 1\n"


def test_a_change_that_changes_nothing_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / NODE_META).write_text("# mine\nid: u\n")
    update(tmp_path, lambda meta: replace(meta, id="u"))
    assert (tmp_path / NODE_META).read_text() == "# mine\nid: u\n"


def test_a_damaged_file_is_kept_beside_the_new_one(tmp_path: Path) -> None:
    damaged = b"id: u\nnote: 'cut"
    (tmp_path / NODE_META).write_bytes(damaged)
    update(tmp_path, lambda meta: replace(meta, favourite=True))
    assert (tmp_path / NODE_META).read_text() == "id: u\nfavourite: true\n"
    assert (tmp_path / ".em-node.damaged-1.yaml").read_bytes() == damaged
    (tmp_path / NODE_META).write_bytes(damaged)
    update(tmp_path, lambda meta: replace(meta, favourite=True))
    assert (tmp_path / ".em-node.damaged-2.yaml").read_bytes() == damaged


def test_wrong_types_cost_only_themselves(tmp_path: Path) -> None:
    (tmp_path / NODE_META).write_text("id: u\nlabels: 5\nfavourite: maybe\nassociations: [1]\n")
    reading = read(DirectorySource(tmp_path))
    assert reading.value == NodeMeta(id="u", labels=())
    assert [(problem.kind, problem.line) for problem in reading.problems] == [
        (ProblemKind.WRONG_TYPE, line) for line in (2, 3, 4)
    ]
