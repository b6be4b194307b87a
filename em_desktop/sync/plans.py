"""What a copy will do, before it does it: what goes where, how much it is, what collides."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from em_desktop.domain.gestures import Deed, Description
from em_desktop.domain.naming import comparable, free_segment, shown_name
from em_desktop.domain.nodes import Node, NodeType, StorageType
from em_desktop.domain.operations import IfTaken, check_move
from em_desktop.domain.paths import ROOT, NodePath, check_new_name
from em_desktop.errors import (
    EmError,
    InvalidMoveError,
    NotFoundError,
    NotSupportedError,
    from_os_error,
)
from em_desktop.formats.copying import EntryKind, walk
from em_desktop.recording.names import alternative_name
from em_desktop.stores.base import Cancel, Store
from em_desktop.stores.local import LocalStore
from em_desktop.stores.local.describe import describe
from em_desktop.stores.local.places import RECORDINGS, RECORDINGS_NAME
from em_desktop.stores.local.trash import TRASH
from em_desktop.stores.protected import check_replaceable
from em_desktop.stores.remote.store import RemoteStore
from em_desktop.sync.parcels import Parcel, Piece, parcels_of, pieces_at
from em_desktop.sync.trees import LocalTree, Tree, remote_files, remote_tree

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
        source: what is copied.
        name: where it goes: a node's last part of the path, an object's key, or a file name.
        size: bytes of its files.
        files: how many they are.
        taken: something is there already.
        if_taken: what happens then; REFUSE as long as nobody has said.
        is_copy: the original is a node of the same store.
        type: of a node.
        parcels: what it is, where it goes to a server as nodes.
        pieces: what it is, where it goes to a server as files of a node.
    """

    source: Tree
    name: str
    kind: ItemKind
    size: int
    files: int
    taken: bool = False
    if_taken: IfTaken = IfTaken.REFUSE
    is_copy: bool = False
    type: NodeType = NodeType.FILE
    parcels: tuple[Parcel, ...] = field(default=(), repr=False)
    pieces: tuple[Piece, ...] = field(default=(), repr=False)

    @property
    def shown_name(self) -> str:
        """What people call it."""
        name = self.name.rpartition("/")[2]
        return shown_name(name, "", "") if self.kind is ItemKind.NODE else name

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
        names = tuple(item.shown_name for item in wanted[:_MOST_NAMES])
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
        store: the store, of this computer or on a server.
        target: the node in it.
        sources: the files and folders.
        cancel: ends the looking.
        name: of the new Artifact, if one is made; by default that of the only thing in it.
        inside: a directory of the node that they go into; empty for the node itself.

    Raises:
        NotSupportedError: the target takes no files, or the store none.
        EmError: something can't be read.
    """
    _check_takes_files(store, target)
    node = store.get(target)
    if node.storage_type is StorageType.FILES:
        return _onto_node(store, node, sources, cancel, f"{inside}/" if inside else "")
    if not node.is_folder:
        raise NotSupportedError(str(target), "it takes no files")
    kinds = {source: _node_type(source) for source in sources}
    if any(kind is not None for kind in kinds.values()):
        if not store.capabilities.files:
            beside = [(LocalStore(one.absolute().parent), NodePath((one.name,))) for one in sources]
            return _to_server(store, target, beside, Deed.IMPORT, cancel)
        found = [
            item_at(source, source.name, kinds[source] or _described(source), cancel)
            for source in sources
        ]
        return _into_folder(store, target, found, Deed.IMPORT)
    items = _top_items(sources, cancel)
    if not store.capabilities.files:
        items = tuple(map(_as_pieces, items))
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
    _check_takes_files(target, parent)
    folder = target.get(parent)
    for path in paths:
        if source.info.id == target.info.id:
            check_move(path, parent, folder.type)
    if not folder.is_folder:
        raise InvalidMoveError(str(parent), "only a folder takes nodes")
    if not target.capabilities.files:
        return _to_server(target, parent, [(source, path) for path in paths], Deed.COPY, cancel)
    found = [_node_item(source, path, cancel) for path in paths]
    return _into_folder(target, parent, found, Deed.COPY)


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
    try:
        taken = set(os.listdir(directory))  # noqa: PTH208 - names alone
    except OSError as error:
        raise from_os_error(error, os.fspath(directory)) from error
    if keys:
        found = [_file_item(store, paths[0], key, cancel) for key in keys]
    else:
        found = [_node_item(store, path, cancel) for path in paths]
    items = [replace(item, type=NodeType.FILE, taken=item.name in taken) for item in found]
    return Plan(Deed.EXPORT, without_twins(items), directory=directory)


def _onto_node(
    store: Store, node: Node, sources: Sequence[Path], cancel: Cancel | None, inside: str
) -> Plan:
    if not store.capabilities.files:
        return _onto_remote_node(store, node, sources, cancel, inside)
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
            item = item_at(source, key, NodeType.FILE, cancel)
        except OSError as error:
            refused.append((os.fspath(source), from_os_error(error, os.fspath(source))))
        except EmError as error:
            refused.append((os.fspath(source), error))
        else:
            items.append(replace(item, taken=os.path.lexists(place)))
    return Plan(Deed.ADD_FILES, without_twins(items), store, node.path, refused=tuple(refused))


def _as_pieces(item: Item) -> Item:
    """The same as the files of a node of a server."""
    place = Path(item.source.place())
    return replace(item, pieces=tuple(pieces_at(place, item.name, item.source.entries)))


def _onto_remote_node(
    store: Store, node: Node, sources: Sequence[Path], cancel: Cancel | None, inside: str
) -> Plan:
    """Files of this computer go into a node of a server, directories with all their keys."""
    there = {info.key for info in store.objects(node.path).list()}
    items: list[Item] = []
    refused: list[tuple[str, EmError]] = []
    for source in sources:
        key = inside + source.name
        try:
            check_replaceable(node.type, key)
            item = item_at(source, key, NodeType.FILE, cancel)
        except EmError as error:
            refused.append((os.fspath(source), error))
            continue
        for piece in _as_pieces(item).pieces:
            single = replace(item, name=piece.key, kind=ItemKind.FILE, size=piece.size, files=1)
            items.append(replace(single, pieces=(piece,), taken=piece.key in there))
    return Plan(Deed.ADD_FILES, without_twins(items), store, node.path, refused=tuple(refused))


def _to_server(
    store: Store,
    target: NodePath,
    found: Sequence[tuple[Store, NodePath]],
    deed: Deed,
    cancel: Cancel | None,
) -> Plan:
    """Nodes of other stores become nodes of a server."""
    taken = {node.path.name for page in store.children(target, cancel) for node in page}
    items: list[Item] = []
    refused: list[tuple[str, EmError]] = []
    for source, path in found:
        try:
            parcels = parcels_of(source, path, cancel)
        except EmError as error:
            refused.append((str(path), error))
            continue
        if not parcels:
            reason = "a shortcut stays in its store"
            refused.append((str(path), NotSupportedError(str(path), reason)))
            continue
        top = parcels[0]
        items.append(
            Item(
                LocalTree(Path(source.info.location, *path.parts)),
                top.name,
                ItemKind.NODE,
                sum(parcel.size for parcel in parcels),
                sum(len(parcel.files) for parcel in parcels),
                taken=top.name in taken,
                is_copy=source.info.id == store.info.id,
                type=top.kind,
                parcels=parcels,
            )
        )
    return Plan(deed, without_twins(items), store, target, refused=tuple(refused))


def _into_folder(store: Store, target: NodePath, found: Iterable[Item], deed: Deed) -> Plan:
    root = store.location(NodePath()).resolve()
    taken = [node.path.name for page in store.children(target) for node in page]
    used = {comparable(name) for name in taken}
    items = []
    for item in found:
        name = item.name
        if name == RECORDINGS and name in taken:
            name = free_segment(NodeType.FOLDER, RECORDINGS_NAME, taken)
        is_taken = comparable(name) in used
        is_copy = item.source.is_inside(root)
        items.append(replace(item, name=name, kind=ItemKind.NODE, taken=is_taken, is_copy=is_copy))
    return Plan(deed, without_twins(items), store, target)


def _top_items(sources: Sequence[Path], cancel: Cancel | None) -> tuple[Item, ...]:
    return without_twins(
        [item_at(source, source.name, NodeType.FILE, cancel) for source in sources]
    )


def _check_takes_files(store: Store, target: NodePath) -> None:
    if not store.capabilities.files and not isinstance(store, RemoteStore):
        raise NotSupportedError(str(target), "the store takes no files")


def _node_item(store: Store, path: NodePath, cancel: Cancel | None) -> Item:
    """A node that goes into a file system."""
    if not isinstance(store, RemoteStore):
        place = store.location(path)
        return item_at(place, place.name, store.get(path).type, cancel)
    name, tree = remote_tree(store, path, cancel)
    return replace(_tree_item(tree, name), type=store.get(path).type)


def _file_item(store: Store, path: NodePath, key: str, cancel: Cancel | None) -> Item:
    """A file of a node, or a directory of files in it, that goes into a file system."""
    if not isinstance(store, RemoteStore):
        place = store.location(path) / key
        return item_at(place, place.name, NodeType.FILE, cancel)
    tree = remote_files(store, path, key)
    if not tree.entries:
        raise NotFoundError(f"{path}/{key}")
    return _tree_item(tree, key.rpartition("/")[2])


def item_at(source: Path, name: str, kind: NodeType, cancel: Cancel | None) -> Item:
    """The item of a file or directory; a link that was chosen itself is what it points at."""
    if source.is_symlink() and source.exists():
        source = source.resolve()
    entries = []
    store_folder = TRASH.parts[0]
    for entry in walk(source, lambda name: name != store_folder):
        if cancel is not None:
            cancel.check()
        entries.append(entry)
    return replace(_tree_item(LocalTree(source, tuple(entries)), name), type=kind)


def _tree_item(tree: Tree, name: str) -> Item:
    files = [entry for entry in tree.entries if entry.kind is not EntryKind.DIRECTORY]
    is_directory = tree.entries[0].kind is EntryKind.DIRECTORY
    return Item(
        tree,
        name,
        ItemKind.FOLDER if is_directory else ItemKind.FILE,
        sum(entry.size for entry in files),
        len(files),
    )


def without_twins(items: Sequence[Item]) -> tuple[Item, ...]:
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
