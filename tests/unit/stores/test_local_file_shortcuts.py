"""A shortcut to a single file finds it wherever it was moved, and takes no other one for it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from em_desktop.domain.nodes import Node
from em_desktop.domain.operations import CreateFolder, CreateShortcut, Move, Remove
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.errors import NotFoundError
from em_desktop.stores.local import LocalStore
from em_desktop.stores.local.check import Trouble, check
from em_desktop.stores.local.file_marks import FileMark
from em_desktop.stores.shortcuts import follow

NOTES, FOLDER = NodePath(("notes: 1.txt",)), NodePath(("folder",))


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    (tmp_path / NOTES.name).write_text("some notes")
    made = LocalStore(tmp_path)
    made.perform(CreateFolder(ROOT, "folder"))
    return made


@pytest.fixture
def shortcut(store: LocalStore) -> Node:
    store.perform(CreateShortcut(NOTES, FOLDER, "link"))
    return store.get(FOLDER.child("link.shortcut.yaml"))


def test_it_survives_move_and_rename_in_the_app_and_elsewhere(
    store: LocalStore, shortcut: Node, tmp_path: Path
) -> None:
    assert follow(store, shortcut).path == NOTES
    store.perform(Move(NOTES, FOLDER, "other.txt"))
    assert follow(store, shortcut).path == FOLDER.child("other.txt")
    (tmp_path / "folder" / "other.txt").rename(tmp_path / "third.txt")
    assert follow(LocalStore(tmp_path), shortcut).path == NodePath(("third.txt",))
    assert not any(one.trouble is Trouble.DANGLING_SHORTCUT for one in check(tmp_path))


def test_it_survives_that_the_file_grows_or_is_replaced_by_a_new_one(
    store: LocalStore, shortcut: Node, tmp_path: Path
) -> None:
    with (tmp_path / NOTES.name).open("a") as file:
        file.write(" and more")
    store.perform(Move(NOTES, FOLDER))
    assert follow(store, shortcut).path == FOLDER.child(NOTES.name)
    store.perform(Move(FOLDER.child(NOTES.name), ROOT))
    (tmp_path / "new").write_text("saved as editors do")
    (tmp_path / "new").replace(tmp_path / NOTES.name)
    assert follow(store, shortcut).path == NOTES


def test_the_file_that_was_moved_counts_and_not_what_is_at_its_old_place(
    store: LocalStore, shortcut: Node, tmp_path: Path
) -> None:
    store.perform(Move(NOTES, FOLDER, "old.txt"))
    (tmp_path / NOTES.name).write_text("another file")
    assert follow(store, shortcut).path == FOLDER.child("old.txt")


def test_it_says_what_is_gone_and_takes_no_other_file_for_it(
    store: LocalStore, shortcut: Node, tmp_path: Path
) -> None:
    outcome = store.perform(Remove(NOTES))
    with pytest.raises(NotFoundError, match=r"what was at notes: 1\.txt is gone"):
        follow(store, shortcut)
    (finding,) = [one for one in check(tmp_path) if one.trouble is Trouble.DANGLING_SHORTCUT]
    assert finding.place == "folder/link.shortcut.yaml"
    assert outcome.inverse is not None
    store.perform(outcome.inverse)
    assert follow(store, shortcut).path == NOTES


def test_another_file_that_got_the_number_of_a_deleted_one_is_not_it(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("one")
    mark = FileMark.of(tmp_path / "a")
    assert FileMark.parse(str(mark)) == mark
    (tmp_path / "a").rename(tmp_path / "b")
    with os.scandir(tmp_path) as scan:
        (entry,) = scan
    assert mark.fits(entry)
    assert FileMark(mark.inode, 4, "b").fits(entry)
    assert not FileMark(mark.inode, 4, "a").fits(entry)
    assert not FileMark(mark.inode + 1, 3, "b").fits(entry)
    assert FileMark.parse("3f6a3a3e-0000-4000-8000-000000000000") is None
