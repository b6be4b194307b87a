"""What people do in one go, to one node or a thousand: done, told and undone as one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.operations import (
    AddEdge,
    Chain,
    Copy,
    CreateFolder,
    CreateShortcut,
    Move,
    MoveObject,
    Operation,
    Remove,
    RemoveEdge,
    RemoveObject,
    Restore,
    RestoreEdge,
    SetColor,
    SetDescription,
    SetFavourite,
    SetIdentity,
    SetLabels,
    SetLocked,
)
from em_desktop.domain.paths import NodePath

_MOST_NAMES = 3


class Deed(StrEnum):
    """What is done; with `Description.count` and `Description.names` it makes a sentence."""

    CREATE = "create"
    MOVE = "move"
    RENAME = "rename"
    COPY = "copy"
    SHORTCUT = "shortcut"
    LABEL = "label"
    DESCRIBE = "describe"
    FAVOURITE = "favourite"
    COLOR = "color"
    LOCK = "lock"
    JOIN = "join"
    SEPARATE = "separate"
    REMOVE = "remove"
    RESTORE = "restore"
    REMOVE_FILES = "remove files"
    ADD_FILES = "add files"
    IMPORT = "import"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class Description:
    """A gesture for people: "move of 14 Runs".

    Attributes:
        count: how many nodes or files.
        names: of the first few, as people see them.
        type: of all the nodes, if they are of one.
    """

    deed: Deed
    count: int
    names: tuple[str, ...] = ()
    type: NodeType | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """One gesture: operations on many nodes, each done or refused for itself."""

    operations: tuple[Operation, ...]
    description: Description

    @classmethod
    def of(
        cls, operations: Sequence[Operation], nodes: Sequence[Node] = (), deed: Deed | None = None
    ) -> Batch:
        """The gesture of some operations (at least one).

        Args:
            operations: what is to be done.
            nodes: the nodes that it is done to, for the description.
            deed: what people call it; None: told by the first operation.
        """
        types = {node.type for node in nodes}
        names = [node.name for node in nodes] or [subject(one).name for one in operations]
        description = Description(
            deed or deed_of(operations[0]),
            len(operations),
            tuple(names[:_MOST_NAMES]),
            types.pop() if len(types) == 1 else None,
        )
        return cls(tuple(operations), description)


def deed_of(operation: Operation) -> Deed:
    """What people call an operation."""
    match operation:
        case Chain(operations):
            return deed_of(operations[-1])
        case Move(path, parent):
            return Deed.RENAME if path.parent == parent else Deed.MOVE
        case MoveObject(_, key, new_key):
            is_renamed = key.rpartition("/")[0] == new_key.rpartition("/")[0]
            return Deed.RENAME if is_renamed else Deed.MOVE
        case _:
            return _DEEDS[type(operation)]


_DEEDS: dict[type[Operation], Deed] = {
    CreateFolder: Deed.CREATE,
    Copy: Deed.COPY,
    CreateShortcut: Deed.SHORTCUT,
    SetLabels: Deed.LABEL,
    SetDescription: Deed.DESCRIBE,
    SetFavourite: Deed.FAVOURITE,
    SetColor: Deed.COLOR,
    SetLocked: Deed.LOCK,
    SetIdentity: Deed.SHORTCUT,
    AddEdge: Deed.JOIN,
    RemoveEdge: Deed.SEPARATE,
    RestoreEdge: Deed.JOIN,
    Remove: Deed.REMOVE,
    Restore: Deed.RESTORE,
    RemoveObject: Deed.REMOVE_FILES,
}


def subject(operation: Operation) -> NodePath:
    """The node that an operation is about; the root where only its trash id is known."""
    match operation:
        case CreateFolder(parent, name):
            return parent.child(name)
        case CreateShortcut(target):
            return target
        case Restore(path=path):
            return path or NodePath()
        case Chain(operations):
            return subject(operations[-1])
        case _:
            return operation.path
