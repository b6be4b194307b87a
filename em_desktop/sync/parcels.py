"""What is carried to a server: nodes to be made there, and the files that go into them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast

from em_desktop.domain.nodes import Node, NodeType, StorageType
from em_desktop.domain.paths import NodePath
from em_desktop.errors import NotSupportedError, from_os_error
from em_desktop.formats.copying import Entry, EntryKind
from em_desktop.formats.node_meta import is_own_file
from em_desktop.formats.source import ObjectInfo, ObjectSource
from em_desktop.stores.base import Cancel, Store
from em_desktop.stores.remote.reading import MARKS
from em_desktop.stores.remote.source import RemoteSource
from em_desktop.stores.remote.store import RemoteStore

FILES = "files"
"""The Artifact that single files of a folder become, which a server has no place for."""
_IN_MEMORY = 8 << 20
_PIECE = 4 << 20
_RECORDED = {NodeType.RUN, NodeType.ARTIFACT, NodeType.AUTOTUNE}

Opening = Callable[[], AbstractContextManager[BinaryIO]]
"""Opens a file's content, which can be read from any place."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One file."""

    key: str
    size: int
    open: Opening = field(compare=False)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One node.

    Attributes:
        above: the names of the parcels that it lies in, from the topmost down.
        recorded: its recording's directory name; empty for what is none.
    """

    above: tuple[str, ...]
    kind: NodeType
    name: str
    labels: tuple[str, ...] = ()
    description: str = ""
    notes: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[Piece, ...] = ()

    @property
    def recorded(self) -> str:
        return str(self.notes.get("alternativeName") or "")

    @property
    def size(self) -> int:
        """Bytes of its files."""
        return sum(one.size for one in self.files)


def parcels_of(store: Store, path: NodePath, cancel: Cancel | None = None) -> tuple[Parcel, ...]:
    """A node of a store with all below it, each folder before what is in it.

    Single files in a folder become an Artifact of it. Shortcuts stay behind: what they stand
    for needn't be on the other side.

    Raises:
        NotSupportedError: there is a Model or Dataset, whose versions can't be carried.
        EmError: something can't be read.
    """
    return tuple(_parcels(store, store.get(path), (), cancel))


def _parcels(
    store: Store, node: Node, above: tuple[str, ...], cancel: Cancel | None
) -> Iterator[Parcel]:
    if cancel is not None:
        cancel.check()
    if node.storage_type is StorageType.VERSIONS:
        raise NotSupportedError(str(node.path), "its versions can't be carried to a server")
    if node.type is NodeType.SHORTCUT:
        return
    if not node.is_folder:
        yield replace(_parcel(node, above), files=_pieces(store, node), notes=_notes(store, node))
        return
    yield replace(_parcel(node, above), notes=_notes(store, node))
    inside, single = (*above, node.name), list[Piece]()
    for page in store.children(node.path, cancel):
        for child in page:
            if child.type is NodeType.FILE:
                single += _pieces(store, child)
            else:
                yield from _parcels(store, child, inside, cancel)
    if single:
        yield Parcel(inside, NodeType.ARTIFACT, FILES, files=tuple(single))


def _parcel(node: Node, above: tuple[str, ...]) -> Parcel:
    kind = NodeType.ARTIFACT if node.type is NodeType.FILE else node.type
    return Parcel(above, kind, node.name, node.labels, node.description)


def _notes(store: Store, node: Node) -> dict[str, Any]:
    """What the server's node says besides; of a node of a server all that it says there."""
    marks = {"color": node.color, "favourite": node.favourite}
    notes: dict[str, Any] = {}
    if isinstance(store, RemoteStore):
        notes = {key: value for key, value in store.notes(node.path).items() if key != MARKS}
    elif node.type in _RECORDED:
        notes["alternativeName"] = node.path.name
    if node.created is not None and node.type is not NodeType.RUN:
        notes["createdTimestamp"] = node.created.isoformat()
    kept = {name: value for name, value in marks.items() if value}
    return {**notes, MARKS: kept} if kept else notes


def _pieces(store: Store, node: Node) -> tuple[Piece, ...]:
    source = store.objects(node.path)
    wanted = [one for one in source.list() if not is_own_file(one.key)]
    if store.capabilities.files:
        place = store.location(node.path)
        root = place.parent if node.type is NodeType.FILE else place
        return tuple(pieces_below(root, wanted))
    return tuple(Piece(one.key, one.size, partial(_fetched, source, one)) for one in wanted)


def pieces_below(root: Path, found: Sequence[ObjectInfo]) -> Iterator[Piece]:
    """Files of this computer; links only where they lead to a file in the same directory."""
    for one in found:
        place, size = root / one.key, one.size
        if one.is_link:
            try:
                if not place.resolve().is_relative_to(root.resolve()) or not place.is_file():
                    continue
                size = place.stat().st_size
            except (OSError, RuntimeError):  # a loop, or it has just gone
                continue
        yield Piece(one.key, size, partial(_opened, place))


def pieces_at(source: Path, name: str, entries: Sequence[Entry]) -> Iterator[Piece]:
    """The files of something in the file system, under a name.

    Args:
        source: a file or directory.
        name: the key of the file; what the keys in a directory begin with.
        entries: what it consists of.
    """
    links = {EntryKind.LINK: True, EntryKind.FILE: False}
    inside = [
        ObjectInfo(entry.key, entry.size, 0, links[entry.kind])
        for entry in entries
        if entry.kind in links and entry.key and not is_own_file(entry.key)
    ]
    if entries and entries[0].kind is EntryKind.FILE:
        yield Piece(name, entries[0].size, partial(_opened, source))
    for piece in pieces_below(source, inside):
        yield replace(piece, key=f"{name}/{piece.key}")


@contextmanager
def _opened(place: Path) -> Iterator[BinaryIO]:
    try:
        file = place.open("rb")
    except OSError as error:
        raise from_os_error(error, os.fspath(place)) from error
    with file:
        yield file


@contextmanager
def _fetched(source: ObjectSource, found: ObjectInfo) -> Iterator[BinaryIO]:
    """A file of another store, fetched for the time being."""
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
        stream = cast(BinaryIO, file)
        if isinstance(source, RemoteSource):
            source.fetch(found.key, stream)
        else:
            at = 0
            while piece := source.read(found.key, at, _PIECE):
                stream.write(piece)
                at += len(piece)
        yield stream
