"""Where the node with an id or an alternative name is: a walk over the store, remembered."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from em_desktop.domain.paths import ROOT, AlternativeName, NodePath
from em_desktop.errors import EmError
from em_desktop.formats.asset import DIRECTORY as ASSET_DIRECTORY
from em_desktop.formats.autotune import PROFILE
from em_desktop.formats.node_meta import NODE_META, NodeMeta
from em_desktop.formats.node_meta import read as read_node_meta
from em_desktop.formats.recording import INDEX, METADATA
from em_desktop.formats.source import DirectorySource
from em_desktop.stores.base import Cancel
from em_desktop.stores.local.describe import describe_directory
from em_desktop.stores.local.file_marks import FileMark
from em_desktop.stores.local.markers import read_markers
from em_desktop.stores.local.places import Places, is_node_name

_FRESH = 5.0
"""Seconds during which a walk's result is taken for complete."""


@dataclass(slots=True)
class Directory:
    """What a walk notes of one directory that is a node.

    Attributes:
        is_leaf: a node without children.
        has_metadata: a ``metadata.yaml`` is in it.
    """

    path: NodePath
    place: str
    is_leaf: bool
    has_metadata: bool
    meta: NodeMeta | None = None


@dataclass(slots=True)
class Index:
    """All directories of a store, by what they can be found by."""

    directories: list[Directory] = field(default_factory=list)
    by_name: dict[str, list[NodePath]] = field(default_factory=dict)
    by_old_name: dict[str, list[NodePath]] = field(default_factory=dict)
    copies: dict[str, list[NodePath]] = field(default_factory=dict)
    by_id: dict[str, list[Directory]] = field(default_factory=dict)

    def add(self, directory: Directory) -> None:
        self.directories.append(directory)
        name = directory.path.name
        if directory.is_leaf:
            is_copy = directory.meta is not None and directory.meta.copy_of == name
            (self.copies if is_copy else self.by_name).setdefault(name, []).append(directory.path)
        if directory.meta is None:
            return
        for name in directory.meta.previous_names:
            self.by_old_name.setdefault(name, []).append(directory.path)
        if directory.meta.id is not None:
            self.by_id.setdefault(directory.meta.id, []).append(directory)

    def with_id(self, node_id: str) -> NodePath | None:
        """The node of this id. Of several, all but one are copies."""
        claims = self.by_id.get(node_id, [])
        original = min(claims, key=_originality, default=None)
        return None if original is None else original.path

    def with_name(self, name: str, near: NodePath = ROOT) -> NodePath | None:
        """The node whose directory is called so, or once was; of several the one nearest.

        A copy stands in only where the original is gone.
        """
        for names in (self.by_name, self.by_old_name, self.copies):
            found = names.get(name)
            if found:
                return min(found, key=lambda path: (-_shared_parts(path, near), path))
        return None


def _originality(directory: Directory) -> tuple[bool, NodePath]:
    """Orders the claims to one id.

    The id was given to a directory with a certain inode number, which a move keeps and a
    copy doesn't have. Where that tells nothing (both came from a backup), order decides.
    """
    meta = directory.meta
    try:
        is_original = meta is not None and os.lstat(directory.place).st_ino == meta.inode
    except OSError:
        is_original = False
    return not is_original, directory.path


def _shared_parts(one: NodePath, other: NodePath) -> int:
    pairs = zip(one.parts, other.parts, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def is_leaf(place: str, entries: Collection[str]) -> bool:
    """Whether a directory is a node without children, by what lies in it.

    Args:
        place: the directory.
        entries: the names in it.
    """
    name = os.path.basename(place)  # noqa: PTH119
    if AlternativeName.parse(name) is not None and (METADATA in entries or INDEX in entries):
        return True
    if {METADATA, PROFILE, ASSET_DIRECTORY}.isdisjoint(entries):
        return False
    try:
        return not describe_directory(place, NodePath((name,)), read_markers(place))[0].is_folder
    except (OSError, EmError):
        return False


def _is_directory(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _with_mark(index: Index, mark: FileMark) -> NodePath | None:
    """The file among those in folders, as they are now."""
    for directory in index.directories:
        if directory.is_leaf:
            continue
        try:
            with os.scandir(directory.place) as scan:
                names = [entry.name for entry in scan if mark.fits(entry)]
        except OSError:
            continue
        found = [name for name in names if is_node_name(name, directory.path.name)]
        if found:
            return directory.path.child(min(found))
    return None


class Locator:
    """Finds nodes by what doesn't change when they move."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._walking = threading.Lock()
        self._index: Index | None = None
        self._walked = 0.0
        self._metas: dict[str, tuple[tuple[int, int, int], NodeMeta]] = {}

    def find(self, wanted: str, cancel: Cancel | None = None) -> NodePath | None:
        """The path of the node with this id or (old) alternative name, or of a marked file."""
        mark = FileMark.parse(wanted)
        for index in self._indexes(cancel):
            if mark is not None:
                path = _with_mark(index, mark)
                if path is not None:
                    return path
                continue
            path = index.with_id(wanted)
            if path is not None and self._has_id(path, wanted):
                return path
            path = index.with_name(wanted)
            if path is not None and os.path.lexists(self._places.root.joinpath(*path.parts)):
                return path
        return None

    def _has_id(self, path: NodePath, node_id: str) -> bool:
        """Whether the node is still there."""
        try:
            source = DirectorySource(self._places.root.joinpath(*path.parts))
            return read_node_meta(source).value.id == node_id
        except EmError:
            return False

    def index(self, cancel: Cancel | None = None) -> Index:
        """All directories of the store, as they are now or were a few seconds ago."""
        with self._walking:
            if self._index is None or time.monotonic() - self._walked > _FRESH:
                index = Index()
                for directory in self._walk(cancel):
                    index.add(directory)
                self._index, self._walked = index, time.monotonic()
            return self._index

    def forget(self) -> None:
        """Walk anew the next time: something moved."""
        self._index = None

    def _indexes(self, cancel: Cancel | None) -> Iterator[Index]:
        """The remembered one, if any, then a new one."""
        known = self._index
        if known is not None:
            yield known
        fresh = self.index(cancel)
        if fresh is not known:
            yield fresh

    def _walk(self, cancel: Cancel | None) -> Iterator[Directory]:
        pending = [(ROOT, os.fspath(self._places.root))]
        while pending:
            if cancel is not None:
                cancel.check()
            path, place = pending.pop()
            try:
                with os.scandir(place) as scan:
                    entries = {entry.name: entry for entry in scan}
            except OSError:  # forbidden or gone meanwhile: nothing can be found in it
                continue
            directory = self._directory(path, place, entries)
            yield directory
            if directory.is_leaf:
                continue
            folder = os.path.basename(place)  # noqa: PTH119
            pending.extend(
                (path.child(name), entries[name].path)
                for name in sorted(entries, reverse=True)
                if is_node_name(name, folder) and _is_directory(entries[name])
            )

    def _directory(
        self, path: NodePath, place: str, entries: dict[str, os.DirEntry[str]]
    ) -> Directory:
        has_metadata = METADATA in entries
        has_no_children = not path.is_root and is_leaf(place, entries)
        meta = self._meta(place, entries[NODE_META]) if NODE_META in entries else None
        return Directory(path, place, has_no_children, has_metadata, meta)

    def _meta(self, place: str, entry: os.DirEntry[str]) -> NodeMeta | None:
        try:
            status = entry.stat(follow_symlinks=False)
            state = (status.st_mtime_ns, status.st_size, status.st_ino)
            known = self._metas.get(place)
            if known is None or known[0] != state:
                known = (state, read_node_meta(DirectorySource(self._places.root / place)).value)
                self._metas[place] = known
        except (OSError, EmError):
            return None
        return known[1]
