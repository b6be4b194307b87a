"""The files of a node as a tree, built away from the GUI thread. No Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from em_desktop.domain.natural_order import NaturalKey, natural_key
from em_desktop.formats.source import ObjectInfo


class FileColumn(StrEnum):
    """A column of the files table; its value is its name in the settings."""

    NAME = "name"
    SIZE = "size"
    MODIFIED = "modified"


FILE_COLUMNS = tuple(FileColumn)


@dataclass(slots=True, eq=False)
class Entry:
    """A file or a directory of the tree.

    Attributes:
        key: a file's object key; a directory's ends in a slash; empty for the root.
        size, files, mtime_ns: a directory's are those of all files below it: sum, number, newest.
        row: its place among its parent's members.
    """

    name: str
    key: str
    parent: Entry | None
    is_directory: bool = False
    is_link: bool = False
    size: int = 0
    files: int = 1
    mtime_ns: int = 0
    row: int = 0
    number: int = 0
    members: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FileTree:
    """All entries; an entry's ``number`` is its place in ``entries``, the root's is 0.

    Attributes:
        shown: number of files in the tree.
        total: number of files before filtering.
        by_key: the entries by their key.
    """

    entries: tuple[Entry, ...]
    shown: int
    total: int
    by_key: dict[str, Entry]

    @property
    def root(self) -> Entry:
        return self.entries[0]

    def files_in_order(self) -> list[Entry]:
        """The files as they are listed from top to bottom."""
        return [entry for entry in self.entries if not entry.is_directory]


@dataclass(frozen=True, slots=True)
class Update:
    """A tree that takes the place of another one.

    Attributes:
        before: the tree that it was compared with.
        tree: the new one.
        changed: numbers of entries whose size or time differ; None where the names or their
            places differ too.
    """

    before: FileTree | None
    tree: FileTree
    changed: tuple[int, ...] | None = None


def compare(before: FileTree, tree: FileTree) -> Update:
    """What is different in a new tree."""
    if len(before.entries) != len(tree.entries):
        return Update(before, tree)
    changed = []
    for old, new in zip(before.entries, tree.entries, strict=True):
        if (old.key, old.row, old.is_link) != (new.key, new.row, new.is_link):
            return Update(before, tree)
        if (old.size, old.mtime_ns) != (new.size, new.mtime_ns):
            changed.append(new.number)
    return Update(before, tree, tuple(changed))


def build_tree(
    objects: Iterable[ObjectInfo],
    words: tuple[str, ...] = (),
    column: FileColumn = FileColumn.NAME,
    *,
    descending: bool = False,
) -> FileTree:
    """The tree of these files.

    Args:
        objects: the files, in any order.
        words: only files whose key holds all of them (lower case) are in the tree.
        column: what is sorted by; directories come first.
        descending: the other way round.
    """
    root = Entry("", "", None, is_directory=True)
    directories: dict[str, Entry] = {"": root}
    total = shown = 0
    for info in objects:
        total += 1
        if words:
            text = info.key.casefold()
            if not all(word in text for word in words):
                continue
        shown += 1
        parent_key, slash, name = info.key.rpartition("/")
        parent = _directory(directories, parent_key + slash)
        parent.members.append(
            Entry(
                name,
                info.key,
                parent,
                is_link=info.is_link,
                size=info.size,
                mtime_ns=info.mtime_ns,
            )
        )
    _sum_up(reversed(directories.values()))
    entries = _arrange(root, column, descending)
    return FileTree(tuple(entries), shown, total, {entry.key: entry for entry in entries})


def _directory(directories: dict[str, Entry], key: str) -> Entry:
    """The entry of a directory; those above it are made first, so that they come before it."""
    found = directories.get(key)
    if found is not None:
        return found
    found = directories[""]
    end = 0
    while (end := key.find("/", end) + 1) > 0:
        parent, part = found, key[:end]
        existing = directories.get(part)
        if existing is None:
            name = part[len(parent.key) : -1]
            existing = directories[part] = Entry(name, part, parent, is_directory=True, files=0)
            parent.members.append(existing)
        found = existing
    return found


def _sum_up(directories: Iterable[Entry]) -> None:
    """Fill in sizes, numbers and times; the directories come from the deepest up."""
    for directory in directories:
        directory.size = sum(member.size for member in directory.members)
        directory.files = sum(member.files for member in directory.members)
        directory.mtime_ns = max((member.mtime_ns for member in directory.members), default=0)


def _arrange(root: Entry, column: FileColumn, descending: bool) -> list[Entry]:
    """Sort all members and number the entries from top to bottom."""
    entries: list[Entry] = []
    waiting = [root]
    while waiting:
        entry = waiting.pop()
        entry.number = len(entries)
        entries.append(entry)
        if entry.is_directory:
            _sort(entry.members, column, descending)
            for row, member in enumerate(entry.members):
                member.row = row
            waiting.extend(reversed(entry.members))
    return entries


def _sort(members: list[Entry], column: FileColumn, descending: bool) -> None:
    members.sort(key=_name, reverse=descending and column is FileColumn.NAME)
    match column:
        case FileColumn.SIZE:
            members.sort(key=_size, reverse=descending)
        case FileColumn.MODIFIED:
            members.sort(key=_time, reverse=descending)
    members.sort(key=_is_file)


def _name(entry: Entry) -> tuple[NaturalKey, str]:
    return natural_key(entry.name), entry.name


def _size(entry: Entry) -> int:
    return entry.size


def _time(entry: Entry) -> int:
    return entry.mtime_ns


def _is_file(entry: Entry) -> bool:
    return not entry.is_directory
