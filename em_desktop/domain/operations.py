"""Everything a user can do to a tree, as values; and what it touched.

The same value is checked, done, undone, written down, sent and described.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from em_desktop.domain.nodes import NodeType
from em_desktop.domain.paths import NodePath
from em_desktop.errors import InvalidMoveError


@dataclass(frozen=True, slots=True)
class CreateFolder:
    """Make an empty folder."""

    parent: NodePath
    name: str


@dataclass(frozen=True, slots=True)
class Move:
    """Put a node into another folder, give it another name, or both.

    Attributes:
        name: the new name as people see it; None keeps it.
    """

    path: NodePath
    parent: NodePath
    name: str | None = None


@dataclass(frozen=True, slots=True)
class SetLabels:
    """Replace a node's labels.

    Attributes:
        before: the labels that were replaced knowingly: if they are others now, the
            store refuses with ConflictError. None replaces whatever is there.
    """

    path: NodePath
    labels: tuple[str, ...]
    before: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class SetDescription:
    """Replace a node's description (Markdown).

    Attributes:
        before: as in `SetLabels`.
    """

    path: NodePath
    description: str
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Remove:
    """Move a node to the trash."""

    path: NodePath


@dataclass(frozen=True, slots=True)
class Restore:
    """Take a node out of the trash, back to where it was."""

    trash_id: str


@dataclass(frozen=True, slots=True)
class RemoveObject:
    """Remove one file of a node, into the trash of the store."""

    path: NodePath
    key: str


Operation: TypeAlias = (
    CreateFolder | Move | SetLabels | SetDescription | Remove | Restore | RemoveObject
)


@dataclass(frozen=True, slots=True)
class Changes:
    """What a call or somebody else touched; only the panes that show it refresh.

    Attributes:
        nodes: nodes whose facts or objects changed.
        parents: folders whose list of children changed.
        moved: old path to new path of nodes that moved or were renamed.
        removed: nodes that are gone.
        reset: everything may have changed: list afresh.
    """

    nodes: frozenset[NodePath] = frozenset()
    parents: frozenset[NodePath] = frozenset()
    moved: tuple[tuple[NodePath, NodePath], ...] = ()
    removed: frozenset[NodePath] = frozenset()
    reset: bool = False

    def __bool__(self) -> bool:
        return bool(self.nodes or self.parents or self.moved or self.removed or self.reset)

    def merged(self, later: Changes) -> Changes:
        """This and then ``later``."""
        return Changes(
            self.nodes | later.nodes,
            self.parents | later.parents,
            self.moved + later.moved,
            self.removed | later.removed,
            self.reset or later.reset,
        )

    def touches(self, path: NodePath) -> bool:
        """Whether the facts, objects or children of the node at ``path`` may be others now."""
        return (
            self.reset
            or path in self.nodes
            or path in self.parents
            or path in self.removed
            or any(path in pair for pair in self.moved)
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """A done operation: what it changed, and what takes it back (None: nothing does)."""

    changes: Changes
    inverse: Operation | None


def check_move(path: NodePath, parent: NodePath, parent_type: NodeType) -> None:
    """Refuse a move that makes no tree.

    Raises:
        InvalidMoveError: the root moves, the target isn't a folder, or lies in the node itself.
    """
    if path.is_root:
        raise InvalidMoveError(str(path), "a store's root stays where it is")
    if parent_type is not NodeType.FOLDER:
        raise InvalidMoveError(str(parent), "only a folder takes nodes")
    if parent == path or parent.is_below(path):
        raise InvalidMoveError(str(path), "a node can't go into itself")
