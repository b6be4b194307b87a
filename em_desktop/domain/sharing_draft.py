"""What somebody is about to change about who may do what at a node: before it is saved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from em_desktop.domain.grants import (
    PUBLIC,
    Grant,
    Permission,
    Principal,
    PrincipalKind,
    Source,
)


class Origin(Enum):
    """Where a line of the draft comes from."""

    HERE = "here"
    """It was set at the node itself."""
    ABOVE = "above"
    """It was set at a folder above, which the line's source names."""
    CHANGED = "changed"
    """It isn't saved yet."""
    NOWHERE = "nowhere"
    """Nothing was ever said; only of the line for everyone."""


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody, and what they shall be allowed.

    Attributes:
        permission: None where they shall have no access.
        source: what holds as long as nothing is saved; None where nothing does.
    """

    principal: Principal
    permission: Permission | None
    source: Source | None = None

    @property
    def saved(self) -> Permission | None:
        """What holds as long as nothing is saved."""
        return None if self.source is None else self.source.action.permission

    @property
    def is_changed(self) -> bool:
        return self.permission is not self.saved


@dataclass(frozen=True, slots=True)
class SharingDraft:
    """The lines of a share dialog. Drafts are values: what changes one gives another one.

    Attributes:
        path: the node's, as its server calls it: ``/ann/digits``.
        owner: who may do everything, whatever the lines say.
    """

    path: str
    owner: str
    lines: Mapping[Principal, Line]

    @classmethod
    def of(cls, path: str, owner: str, sources: Iterable[Source]) -> SharingDraft:
        """Nothing is changed yet: people, then groups; the line for everyone is always last."""
        found = {
            source.action.principal: Line(source.action.principal, source.action.permission, source)
            for source in sorted(sources, key=_order)
        }
        everyone = found.pop(PUBLIC, Line(PUBLIC, None))
        return cls(path, owner, {**found, PUBLIC: everyone})

    def origin(self, line: Line) -> Origin:
        """Where a line comes from."""
        if line.is_changed:
            return Origin.CHANGED
        if line.source is None:
            return Origin.NOWHERE
        return Origin.HERE if line.source.path == self.path else Origin.ABOVE

    def shown(self) -> Iterator[Line]:
        """The lines of people and groups that have or had access, and that for everyone."""
        for line in self.lines.values():
            if line.permission is not None or line.source is not None or line.principal == PUBLIC:
                yield line

    def with_permission(self, principal: Principal, permission: Permission | None) -> SharingDraft:
        """The draft in which somebody shall be allowed this; None takes their access away.

        The owner stays the owner: nothing is noted for them.
        """
        if principal == Principal(PrincipalKind.USER, self.owner):
            return self
        known = self.lines.get(principal, Line(principal, None))
        line = replace(known, permission=permission)
        lines = {who: each for who, each in self.lines.items() if who != PUBLIC}
        if principal == PUBLIC:
            return replace(self, lines={**lines, PUBLIC: line})
        if permission is None and line.source is None:
            lines.pop(principal, None)
        else:
            lines[principal] = line
        return replace(self, lines={**lines, PUBLIC: self.lines[PUBLIC]})

    @property
    def changed(self) -> tuple[Line, ...]:
        """The lines that aren't saved yet."""
        return tuple(line for line in self.lines.values() if line.is_changed)

    def wanted(self) -> list[Grant]:
        """All grants that shall hold at the node."""
        return [
            Grant(line.principal, line.permission)
            for line in self.lines.values()
            if line.permission is not None
        ]


@dataclass(frozen=True, slots=True)
class Reach:
    """What a draft allows somebody, as far as it can be known without their groups.

    Attributes:
        permission: what is sure; None where nothing is.
        because: the line that decides; None for owners and strangers.
        perhaps: lines for groups that give more to those who are in them.
    """

    permission: Permission | None
    because: Line | None = None
    perhaps: tuple[Line, ...] = ()


def reach_of(draft: SharingDraft, user: str, groups: Iterable[str] | None = None) -> Reach:
    """What somebody may do at a node, and why.

    Args:
        draft: who may do what there.
        user: the name.
        groups: those that the user is in; None where nobody knows.
    """
    if user == draft.owner:
        return Reach(Permission.OWN)
    sure: list[Line] = []
    perhaps: list[Line] = []
    known = None if groups is None else frozenset(groups)
    for line in draft.lines.values():
        match line.principal.kind:
            case PrincipalKind.USER if line.principal.name != user:
                continue
            case PrincipalKind.GROUP if known is None:
                perhaps.append(line)
            case PrincipalKind.GROUP if known is not None and line.principal.name not in known:
                continue
            case _:
                sure.append(line)
    best: Line | None = None
    for line in sure:
        if line.permission is not None and (best is None or not _covers(best, line)):
            best = line
    further = (line for line in perhaps if line.permission and not _covers(best, line))
    return Reach(None if best is None else best.permission, best, tuple(further))


def _order(source: Source) -> tuple[bool, str]:
    principal = source.action.principal
    return principal.kind is not PrincipalKind.USER, principal.name.casefold()


def _covers(line: Line | None, other: Line) -> bool:
    """Whether ``line`` allows all that ``other`` does."""
    if other.permission is None:
        return True
    if line is None or line.permission is None:
        return False
    return line.permission.includes(other.permission)
