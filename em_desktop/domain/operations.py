"""Everything a user can do to a tree, as values; and what it touched.

The same value is checked, done, undone, written down, sent and described.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from em_desktop.domain.nodes import NodeType
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.domain.recordings import Association, Role
from em_desktop.errors import ConflictError, InvalidMoveError


class IfTaken(StrEnum):
    """What happens where the name is taken."""

    REFUSE = "refuse"
    """AlreadyExistsError; nothing is done."""
    KEEP_BOTH = "keep both"
    """The newcomer gets the first free of ``name (2)``, ``name (3)``..."""
    REPLACE = "replace"
    """What is there goes to the trash, in the same step."""
    SKIP = "skip"
    """Nothing is done, and that is no error."""


@dataclass(frozen=True, slots=True)
class CreateFolder:
    """Make an empty folder."""

    parent: NodePath
    name: str
    if_taken: IfTaken = IfTaken.REFUSE


@dataclass(frozen=True, slots=True)
class Move:
    """Put a node into another folder, give it another name, or both.

    Attributes:
        name: the new name as people see it; None keeps it.
        expects: which thing must be at ``path``, as `Outcome` names it in inverses: if
            another one is there now, the store refuses with ConflictError.
    """

    path: NodePath
    parent: NodePath
    name: str | None = None
    if_taken: IfTaken = IfTaken.REFUSE
    expects: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Copy:
    """Make a second node of one, with all that is in it and below it.

    The copy has an id of its own and isn't locked.

    Attributes:
        name: the copy's name as people see it; None keeps the original's.
    """

    path: NodePath
    parent: NodePath
    name: str | None = None
    if_taken: IfTaken = IfTaken.REFUSE


@dataclass(frozen=True, slots=True)
class CreateShortcut:
    """Make a node that stands for another one, wherever that moves.

    Attributes:
        name: of the shortcut; None takes the target's.
    """

    target: NodePath
    parent: NodePath
    name: str | None = None
    if_taken: IfTaken = IfTaken.REFUSE


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
class SetFavourite:
    """Make a node a favourite or not.

    Attributes:
        before: as in `SetLabels`.
    """

    path: NodePath
    favourite: bool
    before: bool | None = None


@dataclass(frozen=True, slots=True)
class SetColor:
    """Choose a node's colour; empty is the automatic one.

    Attributes:
        before: as in `SetLabels`.
    """

    path: NodePath
    color: str
    before: str | None = None


@dataclass(frozen=True, slots=True)
class SetLocked:
    """Lock a node against deletion, and against losing files, or unlock it.

    Attributes:
        before: as in `SetLabels`.
    """

    path: NodePath
    locked: bool
    before: bool | None = None


@dataclass(frozen=True, slots=True)
class SetIdentity:
    """Give a node this id, or take it away (empty) where nothing refers to it.

    Only for taking back what `CreateShortcut` did to its target, and doing it again.
    """

    path: NodePath
    node_id: str


@dataclass(frozen=True, slots=True)
class AddEdge:
    """Say that a Run read or wrote an Artifact, Model or Dataset of its store.

    The data gets an id if it has none. What is said already isn't said twice.

    Attributes:
        path: the Run.
        role: the side of the Run that the data is on.
        data: the Artifact, Model or Dataset.
    """

    path: NodePath
    role: Role
    data: NodePath


@dataclass(frozen=True, slots=True)
class RemoveEdge:
    """Take back what `AddEdge` said; what the Run's recorder wrote can't be taken back.

    Attributes:
        path: the Run.
        edge: as the Run's lineage tells it.
    """

    path: NodePath
    edge: Association


@dataclass(frozen=True, slots=True)
class RestoreEdge:
    """Say again what `RemoveEdge` took back, also where the data is gone by now."""

    path: NodePath
    edge: Association


@dataclass(frozen=True, slots=True)
class Remove:
    """Move a node to the trash.

    Attributes:
        expects: what must be there, unchanged; as in `Move`.
    """

    path: NodePath
    expects: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Restore:
    """Take a node, or a file of a node, out of the trash, back to where it was.

    Attributes:
        path: where that is, for descriptions; the trash's own note counts.
    """

    trash_id: str
    if_taken: IfTaken = IfTaken.REFUSE
    path: NodePath | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class RemoveObject:
    """Move a file of a node, or a directory of files in it, into the trash of the store.

    Attributes:
        expects: what must be there, unchanged; as in `Move`.
    """

    path: NodePath
    key: str
    expects: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class MoveObject:
    """Give a file of a node, or a directory of files in it, another key in the same node.

    So it is renamed, or moved to another directory of the node, which is made if need be.

    Attributes:
        if_taken: what happens where something has the new key.
        expects: which thing must be at ``key``; as in `Move`.
    """

    path: NodePath
    key: str
    new_key: str
    if_taken: IfTaken = IfTaken.REFUSE
    expects: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Chain:
    """Operations that are one: done in order; where one fails those before are taken back."""

    operations: tuple[Operation, ...]


SetValue: TypeAlias = SetLabels | SetDescription | SetFavourite | SetColor | SetLocked | SetIdentity
"""Says something of one node, in the place of what was said before."""

Operation: TypeAlias = (
    CreateFolder
    | Move
    | Copy
    | CreateShortcut
    | SetValue
    | AddEdge
    | RemoveEdge
    | RestoreEdge
    | Remove
    | Restore
    | RemoveObject
    | MoveObject
    | Chain
)


@dataclass(frozen=True, slots=True)
class Changes:
    """What a call or somebody else touched; only the panes that show it refresh.

    Attributes:
        nodes: nodes whose facts or objects changed; those that came, where it is known which.
        parents: folders whose list of children changed.
        moved: old path to new path of nodes that moved or were renamed.
        removed: nodes that are gone.
        reset: everything may have changed: list afresh.
        own: done through the store that tells it, so that who did it knows it from the `Outcome`.
    """

    nodes: frozenset[NodePath] = frozenset()
    parents: frozenset[NodePath] = frozenset()
    moved: tuple[tuple[NodePath, NodePath], ...] = ()
    removed: frozenset[NodePath] = frozenset()
    reset: bool = False
    own: bool = field(default=False, compare=False)

    @classmethod
    def all_of(cls, many: Iterable[Changes]) -> Changes:
        """All of these, one after the other; for many of them far quicker than `merged`."""
        every = list(many)
        return cls(
            frozenset(path for one in every for path in one.nodes),
            frozenset(path for one in every for path in one.parents),
            tuple(pair for one in every for pair in one.moved),
            frozenset(path for one in every for path in one.removed),
            any(one.reset for one in every),
            bool(every) and all(one.own for one in every),
        )

    def __bool__(self) -> bool:
        return bool(self.nodes or self.parents or self.moved or self.removed or self.reset)

    def merged(self, later: Changes) -> Changes:
        """This and then ``later``."""
        return Changes.all_of((self, later))

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

    @classmethod
    def at(cls, path: NodePath, inverse: Operation | None) -> Outcome:
        """What changed one node, and no other."""
        return cls(Changes(nodes=frozenset({path})), inverse)

    def after(self, earlier: Outcome) -> Outcome:
        """What ``earlier`` and then this have done, as one.

        What one of them can't take back makes the whole final; what changed nothing needn't be.
        """
        undone = [one.inverse for one in (self, earlier) if one.changes or one.inverse is not None]
        inverses = [one for one in undone if one is not None]
        if len(inverses) < len(undone) or not inverses:
            inverse: Operation | None = None
        elif len(inverses) == 1:
            inverse = inverses[0]
        else:
            steps = [one.operations if isinstance(one, Chain) else (one,) for one in inverses]
            inverse = Chain(tuple(step for group in steps for step in group))
        return Outcome(earlier.changes.merged(self.changes), inverse)


def side_by_side(operations: Iterable[Operation], most: int) -> Iterator[tuple[Operation, ...]]:
    """The operations, those together that follow each other and don't depend on each other.

    That is said of values of different nodes, and of what leaves or enters one folder for or
    from the trash.

    Args:
        operations: in the order of doing.
        most: how many are together at most.
    """
    group: list[Operation] = []
    kind: object = None
    known = set[NodePath]()
    for operation in operations:
        path, sort = _independence(operation)
        if group and (sort is None or sort != kind or path in known or len(group) == most):
            yield tuple(group)
            group, known = [], set()
        group.append(operation)
        known.add(path)
        kind = sort
    if group:
        yield tuple(group)


def _independence(operation: Operation) -> tuple[NodePath, object]:
    """The node it is about, and a sort: operations of one sort don't depend on each other."""
    match operation:
        case (
            SetLabels(path)
            | SetDescription(path)
            | SetFavourite(path)
            | SetColor(path)
            | SetLocked(path)
        ):
            return path, type(operation)
        case Remove(path) | Restore(path=NodePath() as path):
            return path, (type(operation), path.parent)
        case _:
            return ROOT, None


def check_before(path: NodePath, before: object, now: object) -> None:
    """Refuse to replace a value that isn't the one that was to be replaced.

    Args:
        path: of the node, for the error.
        before: what was to be replaced; None for whatever is there.
        now: what is there.

    Raises:
        ConflictError: it is another one.
    """
    if before is not None and before != now:
        raise ConflictError(str(path), f"it is {now!r} now")


def check_object_move(key: str, new_key: str) -> None:
    """Refuse a directory of files that would go into itself.

    Raises:
        InvalidMoveError: it would.
    """
    if new_key.startswith(f"{key}/"):
        raise InvalidMoveError(key, "a folder can't go into itself")


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
