"""The one interface of everything that holds a tree of nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from threading import Event
from typing import TYPE_CHECKING, BinaryIO, Protocol

from em_desktop.errors import CancelledError, EmError

if TYPE_CHECKING:  # the window imports this module before it is painted
    from pathlib import Path

    from em_desktop.domain.lineage import Lineage
    from em_desktop.domain.nodes import Node
    from em_desktop.domain.operations import Changes, IfTaken, Operation, Outcome
    from em_desktop.domain.paths import NodePath
    from em_desktop.formats.asset import Refs
    from em_desktop.formats.reading import Reading
    from em_desktop.formats.source import ObjectSource


class Cancel:
    """Asks work to stop. The one who started it sets it; the work looks at it."""

    def __init__(self) -> None:
        self._event = Event()

    def set(self) -> None:
        self._event.set()

    @property
    def is_set(self) -> bool:
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Sleep, but wake at once when cancelled; whether it was cancelled."""
        return self._event.wait(seconds)

    def check(self) -> None:
        """Raise `CancelledError` if the work was cancelled."""
        if self._event.is_set():
            raise CancelledError


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a store can do; the interface asks this, never the store's class.

    Attributes:
        trash: what is removed can be restored; else it is gone for good.
        files: its nodes are files of this computer: `Store.location` and `Store.receive` work.
        single_files: its folders hold single files as nodes.
        move: nodes can be put into other folders; all stores can rename.
        copy: it makes copies of nodes by itself (`Copy`).
        shortcuts: it has shortcuts.
        edges: edges that people have added can be taken back.
        object_trash: removed files of a node can be restored.
        move_objects: files of a node can be renamed.
    """

    write: bool = True
    trash: bool = True
    watch: bool = True
    grants: bool = False
    versions: bool = False
    files: bool = True
    single_files: bool = True
    move: bool = True
    copy: bool = True
    shortcuts: bool = True
    edges: bool = True
    object_trash: bool = True
    move_objects: bool = True


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """Which store it is.

    Attributes:
        id: stable over restarts: the absolute path of a folder, the address and user of a server.
        name: what people call it.
        location: where it is, as text for people.
        is_remote: whether it is behind a network.
    """

    id: str
    name: str
    location: str
    is_remote: bool = False


@dataclass(frozen=True, slots=True)
class TrashedNode:
    """A removed node and where it was."""

    id: str
    node: Node
    removed: datetime


class Arrival(Protocol):
    """Something on its way into a folder or node; nobody sees it before it is placed.

    Attributes:
        directory: empty and hidden; what is built in it is on the store's file system, and
            gone at the end unless it was placed.
    """

    @property
    def directory(self) -> Path: ...

    def place(self, entry: str, name: str, if_taken: IfTaken) -> Outcome:
        """Make what is at ``entry`` in the directory a node of the folder, in one step.

        Args:
            entry: a path below the directory.
            name: the last part of the node's path.
            if_taken: what happens where that is taken.

        Raises:
            AlreadyExistsError, InvalidMoveError: it can't go there.
        """

    def place_object(self, entry: str, key: str, if_taken: IfTaken) -> Outcome:
        """Make what is at ``entry`` a file, or a directory of files, of the node.

        Raises:
            AlreadyExistsError: something has this key.
            InvalidNameError: the key leads outside, or names a file that the recorder keeps.
        """


class Store(Protocol):
    """A tree of nodes. All methods may block and are safe to call from several threads.

    Reads run beside each other; changes are made one at a time. Every method
    raises `EmError`: NotFoundError for a path that isn't there, AccessDeniedError,
    UnavailableError for a drive or server that is gone, NotSupportedError where
    the capabilities say so. Nothing returns None for "it went wrong".
    """

    @property
    def info(self) -> StoreInfo: ...

    @property
    def capabilities(self) -> Capabilities: ...

    def get(self, path: NodePath) -> Node:
        """The node at a path; the root is a Folder."""

    def find(self, node_id: str) -> Node:
        """The node with this id or alternative name, wherever it is now."""

    def identify(self, path: NodePath) -> str:
        """The node's id; a node without one gets one now.

        Raises:
            NotSupportedError: nodes of this type have no id.
        """

    def children(self, path: NodePath, cancel: Cancel | None = None) -> Iterator[Sequence[Node]]:
        """The nodes in a folder, in pages, sorted by path.

        The first page is small and comes soon. A child that can't be read is
        there as a damaged node. A path without children yields nothing.
        """

    def measure(self, path: NodePath, cancel: Cancel | None = None) -> tuple[int, int]:
        """Size in bytes and number of files of all that a node holds, below folders too."""

    def objects(self, path: NodePath) -> ObjectSource:
        """The files of a node of storage type 1 or 2."""

    def refs(self, path: NodePath) -> Reading[Refs]:
        """The names of the versions of a node of storage type 3.

        Raises:
            NotSupportedError: the node has no versions.
        """

    def put(self, path: NodePath, key: str, content: BinaryIO) -> Changes:
        """Create or replace one file of a node, in one step.

        Raises:
            InvalidNameError: the key leads outside, or names a file that the recorder keeps.
        """

    def location(self, path: NodePath) -> Path:
        """Where a node lies in this computer's file system.

        Raises:
            NotSupportedError: nowhere there; the capabilities say so.
        """

    def receive(self, path: NodePath) -> AbstractContextManager[Arrival]:
        """Begin to bring something into a folder, or files into a node.

        Raises:
            NotSupportedError: as for `location`.
        """

    def lineage(self, path: NodePath, cancel: Cancel | None = None) -> Lineage:
        """The direct neighbours of a node in the data flow."""

    def perform(self, operation: Operation) -> Outcome:
        """Check and do an operation; wholly or not at all.

        Raises:
            AlreadyExistsError, InvalidNameError, InvalidMoveError: it can't be done.
        """

    def perform_all(self, operations: Sequence[Operation]) -> list[Outcome | EmError]:
        """Do operations that can be done side by side (`operations.side_by_side`).

        It takes less time than `perform` for each, and each is done wholly or not at all still.

        Returns:
            for each what came of it; one that can't be done costs only itself.
        """

    def trashed(self) -> Sequence[TrashedNode]:
        """What is in the trash, newest first."""

    def empty_trash(self, ids: Sequence[str] | None = None) -> None:
        """Delete for good what is in the trash, or only these."""

    def watch(self, paths: frozenset[NodePath]) -> None:
        """From now on look after these nodes alone: their facts, children and objects.

        Watch first and read then: what changes in between is told. What changed in the
        last seconds before may be told too, for who read before.
        """

    def changes(self, cancel: Cancel) -> Iterator[Changes]:
        """What others (and this process) changed in the watched nodes, as it happens.

        Blocks between changes; ends when cancelled. Something that another
        program writes appears within a second. What this process changes in quick
        succession may come as one.
        """

    def close(self) -> None:
        """Release what is held open and end all listening; nothing is asked afterwards."""


def one_by_one(
    perform: Callable[[Operation], Outcome], operations: Sequence[Operation]
) -> list[Outcome | EmError]:
    """`Store.perform_all` where nothing is won by doing several at once."""
    outcomes: list[Outcome | EmError] = []
    for operation in operations:
        try:
            outcomes.append(perform(operation))
        except EmError as error:
            outcomes.append(error)
    return outcomes
