"""The tree of a node's files."""

from __future__ import annotations

import time

from em_desktop.formats.source import ObjectInfo
from em_desktop.gui.models.file_tree import Entry, FileColumn, FileTree, build_tree, compare


def infos(**sizes: int) -> list[ObjectInfo]:
    return [ObjectInfo(key, size, size * 10) for key, size in sizes.items()]


def outline(tree: FileTree) -> list[str]:
    return [entry.key for entry in tree.entries[1:]]


def test_directories_come_first_and_sum_up_what_is_below_them() -> None:
    tree = build_tree(infos(**{"z.txt": 1, "a/b/c": 20, "a/d": 3, "B.txt": 4}))
    assert outline(tree) == ["a/", "a/b/", "a/b/c", "a/d", "B.txt", "z.txt"]
    directory = tree.by_key["a/"]
    assert (directory.size, directory.files, directory.mtime_ns) == (23, 2, 200)
    assert (tree.root.size, tree.root.files) == (28, 4)


def test_an_entry_knows_its_place() -> None:
    tree = build_tree(infos(**{"a/x": 1, "b": 1, "c": 1}))
    entry = tree.by_key["c"]
    assert (entry.row, tree.entries[entry.number], entry.parent) == (2, entry, tree.root)


def test_filtering_keeps_files_whose_path_holds_all_words() -> None:
    tree = build_tree(
        infos(**{"Model/best.pt": 1, "model/last.pt": 1, "log.txt": 1}), ("model", "best")
    )
    assert outline(tree) == ["Model/", "Model/best.pt"]
    assert (tree.shown, tree.total) == (1, 3)


def test_files_sort_by_size_and_time() -> None:
    objects = infos(a=3, b=1, c=2)
    assert outline(build_tree(objects, column=FileColumn.SIZE)) == ["b", "c", "a"]
    assert outline(build_tree(objects, column=FileColumn.MODIFIED, descending=True)) == [
        "a",
        "c",
        "b",
    ]
    assert outline(build_tree(objects, descending=True)) == ["c", "b", "a"]


def test_a_path_of_a_thousand_directories_is_no_problem() -> None:
    tree = build_tree([ObjectInfo("a/" * 2000 + "x", 5, 0)])
    assert tree.root.size == 5
    assert len(tree.entries) == 2002


def test_a_new_tree_of_the_same_names_says_which_files_changed() -> None:
    before = build_tree(infos(**{"a": 1, "d/b": 2}))
    update = compare(before, build_tree(infos(**{"a": 1, "d/b": 9})))
    assert update.changed is not None
    assert [update.tree.entries[number].key for number in update.changed] == ["", "d/", "d/b"]
    assert compare(before, build_tree(infos(a=1, c=2))).changed is None
    assert compare(before, build_tree(infos(a=1))).changed is None


def test_a_hundred_thousand_files_are_a_tree_within_seconds() -> None:
    objects = [ObjectInfo(f"d{index % 300}/f{index}", index, index) for index in range(100_000)]
    began = time.monotonic()
    tree = build_tree(objects)
    assert tree.shown == 100_000
    assert isinstance(tree.by_key["d1/f1"], Entry)
    assert time.monotonic() - began < 30


def test_numbers_in_names_count_by_their_value() -> None:
    tree = build_tree(infos(**{"epoch_10.pt": 1, "Epoch_2.pt": 1, "epoch_1.pt": 1}))
    assert outline(tree) == ["epoch_1.pt", "Epoch_2.pt", "epoch_10.pt"]
