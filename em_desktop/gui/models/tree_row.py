"""What the rows of the navigator are, and how they change. No Qt."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol, TypeAlias

from em_desktop.domain.natural_order import NodeOrder, node_order
from em_desktop.domain.nodes import Node
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.errors import EmError

FIRST_ROWS = 200
"""So many children of a folder are shown at first."""
MORE_ROWS = 500
"""So many more with each "Show more"."""
TOP = 0
"""The id of the invisible row that holds the stores."""


class RowKind(Enum):
    """What a row stands for. The last four follow a folder's nodes and say something of it."""

    TOP = "top"
    SERVERS = "servers"
    """The heading above the accounts; there is one if there is an account."""
    ACCOUNT = "account"
    STORE = "store"
    NODE = "node"
    MORE = "more"
    READING = "reading"
    EMPTY = "empty"
    FAILED = "failed"


class LoadState(Enum):
    """What is known of a folder's children."""

    UNKNOWN = "unknown"
    LOADING = "loading"
    LOADED = "loaded"
    FAILED = "failed"


@dataclass(slots=True, eq=False)
class Row:
    """One row of the navigator.

    Attributes:
        id: positive and never used again; `TOP` is 0.
        parent: the id of the row above.
        path: where the node is in its store; of a note row, its folder.
        name: a store's name; of an account what it is known by.
        location: where a store is, as text for people.
        mounted: whether a store's folder or server is there.
        children: ids of the rows below; nodes in their order, at most one note row as the last.
        limit: at most so many nodes are read of this folder.
        error: why reading failed.
        is_twin: whether another node of the folder has the same name.
    """

    id: int
    kind: RowKind
    parent: int
    store_id: str = ""
    path: NodePath = ROOT
    name: str = ""
    location: str = ""
    node: Node | None = None
    mounted: bool = True
    state: LoadState = LoadState.UNKNOWN
    children: list[int] = field(default_factory=list)
    limit: int = FIRST_ROWS
    error: EmError | None = None
    is_twin: bool = False
    merged: int = 0
    position: int = 0

    @property
    def title(self) -> str:
        """What people call the store or node; empty for a note."""
        return self.name if self.node is None or self.kind is RowKind.STORE else self.node.name

    @property
    def order(self) -> NodeOrder:
        """Where the row of a node belongs among the others of its folder."""
        assert self.node is not None
        return node_order(self.node)

    @property
    def is_folder(self) -> bool:
        """Whether it has children that can be listed."""
        if self.kind is RowKind.STORE:
            return self.mounted and (self.node is None or self.node.is_folder)
        return self.kind is RowKind.NODE and self.node is not None and self.node.is_folder


@dataclass(frozen=True, slots=True)
class Insertion:
    """Rows come in below ``parent``; ``last`` is included."""

    parent: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Removal:
    """Rows go away from below ``parent``; ``last`` is included."""

    parent: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Relocation:
    """One row goes to another parent, or to before ``target_position`` of the same one."""

    parent: int
    position: int
    target: int
    target_position: int


Edit: TypeAlias = Insertion | Removal | Relocation


class Observer(Protocol):
    """Who is told of what happens to the rows."""

    def editing(self, edit: Edit) -> AbstractContextManager[None]:
        """Entered before an edit is made and left when it is done."""

    def updated(self, row: Row) -> None:
        """A row shows something else now."""
