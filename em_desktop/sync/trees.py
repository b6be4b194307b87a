"""What is copied, wherever it is: in this computer's file system, or on a server."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from em_desktop.domain.nodes import NodeType, StorageType
from em_desktop.domain.paths import NodePath, check_new_name, check_object_key
from em_desktop.errors import ConflictError, InvalidNameError, NotSupportedError, from_os_error
from em_desktop.formats import node_meta
from em_desktop.formats.copying import Entry, EntryKind, copy_tree
from em_desktop.formats.file_copy import Copied, Leftover, Part
from em_desktop.formats.node_meta import NODE_META, is_own_file
from em_desktop.formats.source import DirectorySource
from em_desktop.stores.base import Cancel
from em_desktop.stores.remote.answers import RemoteNode, RemoteObject
from em_desktop.stores.remote.client import Client
from em_desktop.stores.remote.sending import LARGEST_IN_ONE
from em_desktop.stores.remote.states import below
from em_desktop.stores.remote.store import RemoteStore

_SMALL = 4 << 20
_AT_ONCE = 8
_MOST_UNDER_WAY = 64
_NOTED = 64 << 20


class Tree(Protocol):
    """A file, or a directory with all that is in it.

    Attributes:
        entries: all that it consists of, each directory before what is in it.
    """

    @property
    def entries(self) -> tuple[Entry, ...]: ...

    def place(self, key: str = "") -> str:
        """Where it is, or something in it, for people and as the name of its hash."""

    def node_ids(self) -> set[str]:
        """The ids that come along with it."""

    def is_inside(self, root: Path) -> bool:
        """Whether it lies in a directory, whose links are resolved."""

    def copy(self, target: Path, left: Leftover) -> Generator[Copied, None, None]:
        """Make ``target``, which isn't there; see `copy_tree`."""


@dataclass(frozen=True, slots=True)
class LocalTree:
    """Something in this computer's file system."""

    path: Path
    entries: tuple[Entry, ...] = field(default=(), repr=False)

    def place(self, key: str = "") -> str:
        return os.fspath(self.path / key if key else self.path)

    def is_inside(self, root: Path) -> bool:
        return self.path.resolve().is_relative_to(root)

    def node_ids(self) -> set[str]:
        found = set()
        for entry in self.entries:
            directory, _, name = entry.key.rpartition("/")
            if name == NODE_META:
                node_id = node_meta.read(DirectorySource(self.path / directory)).value.id
                if node_id is not None:
                    found.add(node_id)
        return found

    def copy(self, target: Path, left: Leftover) -> Generator[Copied, None, None]:
        yield from copy_tree(self.path, target, self.entries, left)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file on a server.

    Attributes:
        address: the path of its node there.
    """

    address: str
    found: RemoteObject


@dataclass(frozen=True, slots=True)
class RemoteTree:
    """Nodes of a server as the directories that they are on a disk.

    Attributes:
        address: the path of the topmost node, or of one of its files.
        files: what the entries are that are files.
    """

    client: Client = field(repr=False)
    address: str
    entries: tuple[Entry, ...] = field(default=(), repr=False)
    files: Mapping[str, Fetched] = field(default_factory=dict, repr=False)

    def place(self, key: str = "") -> str:
        return f"{self.address}/{key}" if key else self.address

    def is_inside(self, root: Path) -> bool:  # noqa: ARG002 - as all trees
        return False

    def node_ids(self) -> set[str]:
        return set()

    def copy(self, target: Path, left: Leftover) -> Generator[Copied, None, None]:
        """Fetch the files, small ones side by side.

        Raises:
            ConflictError: what arrived isn't what the server listed.
            EmError: it can't be read or written.
        """
        with ThreadPoolExecutor(_AT_ONCE, "fetch") as pool:
            under_way: deque[Future[Copied]] = deque()
            try:
                for entry in self.entries:
                    place = target / entry.key if entry.key else target
                    if entry.kind is EntryKind.DIRECTORY:
                        _make(place)
                        yield Copied(0)
                    elif entry.key in left.finished:
                        yield Copied(entry.size, entry.key, left.finished[entry.key])
                    elif entry.size > _SMALL:
                        yield from self._stream(entry.key, place, left)
                    else:
                        under_way.append(pool.submit(self._whole, entry.key, place))
                    while len(under_way) > _MOST_UNDER_WAY or (under_way and under_way[0].done()):
                        yield _finished(under_way.popleft().result(), left)
                while under_way:
                    yield _finished(under_way.popleft().result(), left)
            finally:
                for future in under_way:
                    future.cancel()

    def _whole(self, key: str, place: Path) -> Copied:
        """A small file in one go."""
        pieces = _Fetching(self.client, self.files[key], place)
        size = sum(pieces.go_on(None))
        return Copied(size, key, pieces.sha256)

    def _stream(self, key: str, place: Path, left: Leftover) -> Generator[Copied, None, None]:
        """A large file, noting from where it could be gone on with."""
        pieces = _Fetching(self.client, self.files[key], place)
        noted = 0
        for count in pieces.go_on(left.parts.pop(key, None)):
            noted += count
            if noted >= _NOTED:
                left.parts[key] = pieces.part()
                noted = 0
            yield Copied(count)
        left.parts.pop(key, None)
        left.finished[key] = pieces.sha256
        yield Copied(0, key, pieces.sha256)


class _Fetching:
    """One file on its way here, hashed as the app does and, if need be, as the server does."""

    def __init__(self, client: Client, wanted: Fetched, place: Path) -> None:
        self._client = client
        self._found = wanted.found
        self._path = f"{wanted.address}/{wanted.found.key}"
        self._place = place
        self._md5: Any = hashlib.md5(usedforsecurity=False)
        self._sha256: Any = hashlib.sha256()
        self._size = 0
        self._expected = ""
        self._hashing: Future[None] = Future()
        self._hashing.set_result(None)

    @property
    def sha256(self) -> str:
        return str(self._sha256.hexdigest())

    def part(self) -> Part:
        """What there is by now."""
        self._hashing.result()
        return Part(self._size, self.sha256, (self._found.size, self._found.mtime))

    def go_on(self, part: Part | None) -> Generator[int, None, None]:
        """Fetch what is missing; how many bytes went by."""
        try:
            with self._place.open("r+b" if part is not None else "wb") as file:
                if part is not None and self._takes(part):
                    file.seek(part.size)
                    yield part.size
                file.truncate()
                with self._client.content(self._path, self._size) as incoming:
                    self._expected = incoming.sha256
                    if incoming.start != self._size:
                        yield -self._size
                        self._begin_anew()
                        file.seek(0)
                        file.truncate()
                    yield from self._take(incoming, file)
            self._check()
            if self._found.mtime:
                with suppress(PermissionError):
                    os.utime(self._place, (self._found.mtime, self._found.mtime))
        except OSError as error:
            raise from_os_error(error, os.fspath(self._place)) from error

    def _takes(self, part: Part) -> bool:
        """Whether a part is of the content that is there now, and is what was written."""
        if part.source != (self._found.size, self._found.mtime):
            return False
        found, md5 = hashlib.sha256(), hashlib.md5(usedforsecurity=False)
        with self._place.open("rb") as file:
            left = part.size
            while left and (piece := file.read(min(left, _SMALL))):
                found.update(piece)
                md5.update(piece)
                left -= len(piece)
        if left or found.hexdigest() != part.sha256:
            return False
        self._sha256, self._md5, self._size = found, md5, part.size
        return True

    def _begin_anew(self) -> None:
        self._md5, self._sha256 = hashlib.md5(usedforsecurity=False), hashlib.sha256()
        self._size = 0

    def _take(self, incoming: Iterable[bytes], file: BinaryIO) -> Iterator[int]:
        """Write what comes; of large files another thread hashes a piece meanwhile."""
        if self._found.size <= _SMALL:
            for piece in incoming:
                file.write(piece)
                self._hash(piece)
                self._size += len(piece)
                yield len(piece)
            return
        with ThreadPoolExecutor(1, "hash") as hasher:
            try:
                for piece in incoming:
                    self._hashing.result()
                    self._size += len(piece)
                    self._hashing = hasher.submit(self._hash, piece)
                    file.write(piece)
                    yield len(piece)
            finally:
                self._hashing.result()

    def _hash(self, piece: bytes) -> None:
        self._sha256.update(piece)
        if not self._expected:
            self._md5.update(piece)

    def _check(self) -> None:
        if self._expected:
            is_same = self.sha256 == self._expected
        else:
            is_known = self._found.md5 and self._size <= LARGEST_IN_ONE  # of parts it may be any
            is_same = not is_known or self._md5.hexdigest() == self._found.md5
        if self._size != self._found.size or not is_same:
            raise ConflictError(self._path, "what arrived isn't what the server listed")


def remote_tree(
    store: RemoteStore, path: NodePath, cancel: Cancel | None = None
) -> tuple[str, RemoteTree]:
    """A node of a server with all below it: what its directory is called, and the tree.

    Shortcuts stay behind. Of a Model or Dataset the files of its main branch come.

    Raises:
        InvalidNameError: the server has a name that would lead elsewhere on a disk.
        NotSupportedError: it is a shortcut.
    """
    client = store.account.client
    top = client.node(store.address(path))
    if top.type == NodeType.SHORTCUT.value:
        raise NotSupportedError(str(path), "a shortcut has no content of its own")
    name = _name(top)
    entries: list[Entry] = []
    files: dict[str, Fetched] = {}
    keys = {top.path: ""}
    for node in below(client, top, cancel):
        if node.type == NodeType.SHORTCUT.value:
            continue
        if node is not top:
            above = keys[node.path.rpartition("/")[0]]
            keys[node.path] = f"{above}/{_name(node)}" if above else _name(node)
        _add(client, node, keys[node.path], entries, files)
    return name, RemoteTree(client, top.path, tuple(entries), files)


def remote_files(store: RemoteStore, path: NodePath, key: str) -> RemoteTree:
    """A file of a node on a server, or a directory of files in it."""
    client = store.account.client
    node = client.node(store.address(path))
    entries: list[Entry] = []
    files: dict[str, Fetched] = {}
    _add(client, node, "", entries, files)
    prefix = f"{key}/"
    cut = {
        entry.key.removeprefix(prefix) if entry.key != key else "": entry
        for entry in entries
        if entry.key == key or entry.key.startswith(prefix)
    }
    chosen = tuple(Entry(short, entry.kind, entry.size) for short, entry in cut.items())
    kept = {short: files[entry.key] for short, entry in cut.items() if entry.key in files}
    return RemoteTree(client, f"{node.path}/{key}", chosen, kept)


def _name(node: RemoteNode) -> str:
    """A recording's directory name, which joins it with others; else the node's name."""
    is_recording = node.type in {NodeType.RUN.value, NodeType.ARTIFACT.value}
    return check_new_name((node.alternative_name if is_recording else "") or node.name)


def _add(
    client: Client,
    node: RemoteNode,
    above: str,
    entries: list[Entry],
    files: dict[str, Fetched],
) -> None:
    """Add a node's directory and its files."""
    entries.append(Entry(above, EntryKind.DIRECTORY))
    if node.storage_type == StorageType.NONE:
        return
    address = f"{node.path}:main" if node.storage_type == StorageType.VERSIONS else node.path
    made = {""}
    for found in client.objects(address):
        try:
            parts = check_object_key(found.key).split("/")
        except InvalidNameError as error:
            raise InvalidNameError(f"{address}/{found.key}", error.reason) from None
        if is_own_file(found.key):
            continue
        for depth in range(1, len(parts)):
            directory = "/".join(parts[:depth])
            if directory not in made:
                made.add(directory)
                key = f"{above}/{directory}" if above else directory
                entries.append(Entry(key, EntryKind.DIRECTORY))
        key = f"{above}/{found.key}" if above else found.key
        entries.append(Entry(key, EntryKind.FILE, found.size))
        files[key] = Fetched(address, found)


def _make(place: Path) -> None:
    try:
        place.mkdir(exist_ok=True)
    except OSError as error:
        raise from_os_error(error, os.fspath(place)) from error


def _finished(piece: Copied, left: Leftover) -> Copied:
    if piece.finished is not None:
        left.finished[piece.finished] = piece.sha256
    return piece
