"""What a copy will do, before it does it: what goes where, how much it is, what collides."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from em_desktop.domain.gestures import Deed, Description
from em_desktop.domain.naming import comparable, free_segment
from em_desktop.domain.nodes import Node, NodeType, StorageType
from em_desktop.domain.operations import IfTaken, check_move
from em_desktop.domain.paths import ROOT, NodePath, check_new_name
from em_desktop.errors import (
    EmError,
    InvalidMoveError,
    NotSupportedError,
    from_os_error,
)
from em_desktop.formats.copying import Entry, EntryKind, walk
from em_desktop.recording.names import alternative_name
from em_desktop.stores.base import Cancel, Store
from em_desktop.stores.local.describe import describe
from em_desktop.stores.local.places import RECORDINGS, RECORDINGS_NAME
from em_desktop.stores.local.trash import TRASH
from em_desktop.stores.protected import check_replaceable

_LOOK_DEPTH = 2
_LOOK_ENTRIES = 500
_MOST_NAMES = 3


class ItemKind(StrEnum):
    """What an item becomes where it goes."""

    NODE = "node"
    FILE = "file"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is copied, wholly or not at all.

    Attributes:
        source: where it is in the file system.
        name: where it goes: a node's last part of the path, an object's key, or a file name.
        size: bytes of its files.
        files: how many they are.
        taken: something is there already.
        if_taken: what happens then; REFUSE as long as nobody has said.
        is_copy: the original is a node of the same store.
        type: of a node.
        entries: all that it consists of.
    """

    source: Path
    name: str
    kind: ItemKind
    size: int
    files: int
    taken: bool = False
    if_taken: IfTaken = IfTaken.REFUSE
    is_copy: bool = False
    type: NodeType = NodeType.FILE
    entries: tuple[Entry, ...] = field(default=(), repr=False)

    @property
    def is_skipped(self) -> bool:
        return self.taken and self.if_taken is IfTaken.SKIP


@dataclass(frozen=True, slots=True)
class Plan:
    """What goes where. Plans are values: what answers them gives another one.

    Attributes:
        store: what it goes into; None for an export into ``directory``.
        target: the Folder, or the node with files, that takes it.
        new_artifact: the name of the Artifact that is made of the items; None for none.
        needs_name: an Artifact is made, and should be given a name; it has a default.
        refused: what can't be copied, and why; the rest can.
    """

    deed: Deed
    items: tuple[Item, ...]
    store: Store | None = None
    target: NodePath = ROOT
    directory: Path | None = None
    new_artifact: str | None = None
    refused: tuple[tuple[str, EmError], ...] = ()

    @property
    def needs_name(self) -> bool:
        return self.new_artifact is not None

    @property
    def collisions(self) -> tuple[Item, ...]:
        """The items whose place is taken."""
        return tuple(item for item in self.items if item.taken)

    @property
    def is_settled(self) -> bool:
        """Whether it is said what happens with each collision."""
        return all(item.if_taken is not IfTaken.REFUSE for item in self.collisions)

    @property
    def size(self) -> int:
        """Bytes that will be copied."""
        return sum(item.size for item in self.items if not item.is_skipped)

    @property
    def files(self) -> int:
        """Files that will be copied."""
        return sum(item.files for item in self.items if not item.is_skipped)

    @property
    def description(self) -> Description:
        """The gesture for people."""
        wanted = [item for item in self.items if not item.is_skipped]
        types = {item.type for item in wanted if item.kind is ItemKind.NODE}
        if self.new_artifact is not None:
            return Description(self.deed, 1, (self.new_artifact,), NodeType.ARTIFACT)
        names = tuple(item.name.rpartition("/")[2] for item in wanted[:_MOST_NAMES])
        kind = types.pop() if len(types) == 1 else None
        return Description(self.deed, len(wanted), names, kind)

    def answered(self, if_taken: IfTaken, name: str | None = None) -> Plan:
        """The plan in which it is said what happens with one collision, or all that are left.

        Args:
            if_taken: keep both, replace or skip.
            name: the item; None for all of which nothing was said yet.
        """

        def answer(item: Item) -> Item:
            is_meant = item.if_taken is IfTaken.REFUSE if name is None else item.name == name
            return replace(item, if_taken=if_taken) if item.taken and is_meant else item

        return replace(self, items=tuple(map(answer, self.items)))

    def named(self, name: str) -> Plan:
        """The plan whose new Artifact has this name.

        Raises:
            InvalidNameError: it can't have it.
        """
        check_new_name(name)
        check_new_name(alternative_name(name, datetime.now().astimezone()))
        return replace(self, new_artifact=name)


def plan_import(
    store: Store,
    target: NodePath,
    sources: Sequence[Path],
    cancel: Cancel | None = None,
    name: str | None = None,
    inside: str = "",
) -> Plan:
    """Files and folders of the file system go into a store.

    Onto a node with files they are added to these. In a Folder recordings become the nodes
    that they are, as do folders of recordings; all else together becomes one new Artifact,
    unless recordings come too: then it stays what it is.

    Args:
        store: the store; it takes files (`Capabilities.files`).
        target: the node in it.
        sources: the files and folders.
        cancel: ends the looking.
        name: of the new Artifact, if one is made; by default that of the only thing in it.
        inside: a directory of the node that they go into; empty for the node itself.

    Raises:
        NotSupportedError: the target takes no files, or the store none.
        EmError: something can't be read.
    """
    if not store.capabilities.files:
        raise NotSupportedError(str(target), "the store takes no files")
    node = store.get(target)
    if node.storage_type is StorageType.FILES:
        return _onto_node(store, node, sources, cancel, f"{inside}/" if inside else "")
    if not node.is_folder:
        raise NotSupportedError(str(target), "it takes no files")
    kinds = {source: _node_type(source) for source in sources}
    if any(kind is not None for kind in kinds.values()):
        found = [(source, kinds[source] or _described(source)) for source in sources]
        return _into_folder(store, target, found, Deed.IMPORT, cancel)
    items = _top_items(sources, cancel)
    only = sources[0].stem if len(sources) == 1 else sources[0].absolute().parent.name
    plan = Plan(Deed.IMPORT, items, store, target, new_artifact="files")
    if name is not None:
        return plan.named(name)
    try:
        return plan.named(only)
    except EmError:  # no Artifact can be called as the file is
        return plan


def plan_copy(
    source: Store,
    paths: Sequence[NodePath],
    target: Store,
    parent: NodePath,
    cancel: Cancel | None = None,
) -> Plan:
    """Nodes of a store are copied into a Folder of the same store or another one.

    Raises:
        InvalidMoveError: a node would go into itself, or the target is no folder.
        EmError: something can't be read.
    """
    folder = target.get(parent)
    found = []
    for path in paths:
        if source.info.id == target.info.id:
            check_move(path, parent, folder.type)
        found.append((source.location(path), source.get(path).type))
    if not folder.is_folder:
        raise InvalidMoveError(str(parent), "only a folder takes nodes")
    return _into_folder(target, parent, found, Deed.COPY, cancel)


def plan_export(
    store: Store,
    paths: Sequence[NodePath],
    directory: Path,
    cancel: Cancel | None = None,
    keys: Sequence[str] = (),
) -> Plan:
    """Nodes, or single files of one node, are copied into a directory of the file system.

    Args:
        store: the store.
        directory: what they are copied into.
        cancel: ends the looking.
        paths: the nodes; exactly one where ``keys`` are given.
        keys: files and directories of that node.

    Raises:
        EmError: something can't be read.
    """
    places = [store.location(path) for path in paths]
    if keys:
        places = [places[0] / key for key in keys]
    try:
        taken = set(os.listdir(directory))  # noqa: PTH208 - names alone
    except OSError as error:
        raise from_os_error(error, os.fspath(directory)) from error
    items = [
        replace(_item(place, place.name, NodeType.FILE, cancel), taken=place.name in taken)
        for place in places
    ]
    return Plan(Deed.EXPORT, _without_twins(items), directory=directory)


def _onto_node(
    store: Store, node: Node, sources: Sequence[Path], cancel: Cancel | None, inside: str
) -> Plan:
    root = store.location(node.path)
    items: list[Item] = []
    refused: list[tuple[str, EmError]] = []
    pending = [(source, inside + source.name) for source in reversed(sources)]
    while pending:
        source, key = pending.pop()
        place = root / key
        try:
            check_replaceable(node.type, key)
            if source.is_dir() and place.is_dir() and not place.is_symlink():
                names = sorted(os.listdir(source), reverse=True)  # noqa: PTH208
                pending += [(source / name, f"{key}/{name}") for name in names]
                continue
            item = _item(source, key, NodeType.FILE, cancel)
        except OSError as error:
            refused.append((os.fspath(source), from_os_error(error, os.fspath(source))))
        except EmError as error:
            refused.append((os.fspath(source), error))
        else:
            items.append(replace(item, taken=os.path.lexists(place)))
    return Plan(Deed.ADD_FILES, _without_twins(items), store, node.path, refused=tuple(refused))


def _into_folder(
    store: Store,
    target: NodePath,
    found: Iterable[tuple[Path, NodeType]],
    deed: Deed,
    cancel: Cancel | None,
) -> Plan:
    root = store.location(NodePath()).resolve()
    taken = [node.path.name for page in store.children(target, cancel) for node in page]
    used = {comparable(name) for name in taken}
    items = []
    for source, kind in found:
        name = source.name
        if name == RECORDINGS and name in taken:
            name = free_segment(NodeType.FOLDER, RECORDINGS_NAME, taken)
        item = _item(source, name, kind, cancel)
        is_copy = source.resolve().is_relative_to(root)
        items.append(
            replace(
                item,
                kind=ItemKind.NODE,
                type=kind,
                taken=comparable(name) in used,
                is_copy=is_copy,
            )
        )
    return Plan(deed, _without_twins(items), store, target)


def _top_items(sources: Sequence[Path], cancel: Cancel | None) -> tuple[Item, ...]:
    return _without_twins([_item(source, source.name, NodeType.FILE, cancel) for source in sources])


def _item(source: Path, name: str, kind: NodeType, cancel: Cancel | None) -> Item:
    """The item of a file or directory; a link that was chosen itself is what it points at."""
    if source.is_symlink() and source.exists():
        source = source.resolve()
    entries = []
    store_folder = TRASH.parts[0]
    for entry in walk(source, lambda name: name != store_folder):
        if cancel is not None:
            cancel.check()
        entries.append(entry)
    files = [entry for entry in entries if entry.kind is not EntryKind.DIRECTORY]
    is_directory = entries[0].kind is EntryKind.DIRECTORY
    return Item(
        source,
        name,
        ItemKind.FOLDER if is_directory else ItemKind.FILE,
        sum(entry.size for entry in files),
        len(files),
        type=kind,
        entries=tuple(entries),
    )


def _without_twins(items: Sequence[Item]) -> tuple[Item, ...]:
    """The second of two items of one name finds its place taken by the first."""
    seen: set[str] = set()
    marked = []
    for item in items:
        key = comparable(item.name)
        marked.append(replace(item, taken=True) if key in seen else item)
        seen.add(key)
    return tuple(marked)


def _node_type(source: Path) -> NodeType | None:
    """The type of node that something in the file system is; None for plain files."""
    if not source.is_dir():
        return None
    if source.name == RECORDINGS:
        return NodeType.FOLDER
    kind = _described(source)
    if kind is not NodeType.FOLDER:
        return kind
    return kind if _holds_recordings(source, _LOOK_DEPTH) else None


def _described(source: Path) -> NodeType:
    try:
        return describe(os.fspath(source), NodePath((source.name,))).type
    except OSError as error:
        raise from_os_error(error, os.fspath(source)) from error


def _holds_recordings(folder: Path, depth: int) -> bool:
    """Whether there is a recording among the first things in a folder."""
    try:
        with os.scandir(folder) as scan:
            below = [
                Path(entry.path)
                for entry, _ in zip(scan, range(_LOOK_ENTRIES), strict=False)
                if entry.is_dir(follow_symlinks=False)
            ]
    except OSError:
        return False
    for place in below:
        if place.name == RECORDINGS or _described(place) is not NodeType.FOLDER:
            return True
    visible = [place for place in below if not place.name.startswith(".")]
    return depth > 0 and any(_holds_recordings(place, depth - 1) for place in visible)
