"""Who may do what at a node: sharing as values, and the one rule that decides.

A grant isn't copied to what lies below its node. It is an action with a sequence
number, and a node keeps the sequence number of its last move; what holds somewhere
is read from the way that leads there. So sharing or moving a folder costs one row,
however much is below it, and reading costs the depth.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from em_desktop.errors import AccessDeniedError, InvalidValueError


class Permission(StrEnum):
    """What somebody may do with a node; each includes those before it."""

    VIEW = "view"
    EDIT = "edit"
    OWN = "own"

    def includes(self, other: Permission) -> bool:
        """Whether who has this may do what ``other`` allows."""
        return _RANK[self] >= _RANK[other]


_RANK = {Permission.VIEW: 1, Permission.EDIT: 2, Permission.OWN: 3}
_MONTHS = "January February March April May June July August September October November December"


class PrincipalKind(StrEnum):
    """What a grant is given to."""

    USER = "user"
    GROUP = "group"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True, order=True)
class Principal:
    """Somebody that a grant is given to; ``public`` has no name."""

    kind: PrincipalKind
    name: str = ""


PUBLIC = Principal(PrincipalKind.PUBLIC)


@dataclass(frozen=True, slots=True)
class Grant:
    """The wish that somebody may do something: a line of the share dialog."""

    principal: Principal
    permission: Permission


@dataclass(frozen=True, slots=True)
class GrantAction:
    """What was done once at a node for somebody.

    Attributes:
        sequence: when, among all moves and actions of the store.
        permission: what they may do from then on; None takes it away.
        at: the time, for explanations.
        by: who did it.
    """

    sequence: int
    principal: Principal
    permission: Permission | None
    at: datetime | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A node on the way from the root down, as far as sharing is concerned.

    Attributes:
        path: its full path, for explanations.
        moved_at: the sequence number of its last move; 0 if it never moved.
        actions: what was done at this node; of each principal the last one is enough.
    """

    path: str
    moved_at: int = 0
    actions: Sequence[GrantAction] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """The action that decides for somebody, and the node where it was done."""

    path: str
    action: GrantAction


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody who asks: a user with the groups that they are in."""

    user: str
    groups: frozenset[str] = frozenset()

    def is_meant(self, principal: Principal) -> bool:
        """Whether a grant to ``principal`` is one to this user."""
        match principal.kind:
            case PrincipalKind.USER:
                return principal.name == self.user
            case PrincipalKind.GROUP:
                return principal.name in self.groups
            case PrincipalKind.PUBLIC:
                return True


@dataclass(frozen=True, slots=True)
class Access:
    """What somebody may do at a node, and why.

    Attributes:
        permission: None where they may do nothing.
        because: the deciding grant; None for owners and strangers.
    """

    permission: Permission | None
    because: Source | None = None

    def allows(self, wanted: Permission) -> bool:
        return self.permission is not None and self.permission.includes(wanted)


NO_ACCESS = Access(None)


def deciding(way: Iterable[Step]) -> dict[Principal, Source]:
    """Of each principal the action that counts at the end of the way.

    An action counts if no node at or above its own, on this way, has moved since; of
    those that count the newest decides. Withdrawals decide too: their permission is None.

    Args:
        way: the nodes from the root down.
    """
    newest: dict[Principal, Source] = {}
    floor = 0
    for step in way:
        floor = max(floor, step.moved_at)
        for action in step.actions:
            if action.sequence <= floor:
                continue
            known = newest.get(action.principal)
            if known is None or known.action.sequence < action.sequence:
                newest[action.principal] = Source(step.path, action)
    return newest


def grants_at(way: Iterable[Step]) -> dict[Principal, Permission]:
    """Who may do what at the end of the way, but for its owner."""
    return {
        principal: source.action.permission
        for principal, source in deciding(way).items()
        if source.action.permission is not None
    }


def access_at(who: Identity, owner: str, way: Iterable[Step]) -> Access:
    """What somebody may do at the end of the way: the best that they are given.

    Args:
        who: the user.
        owner: the user in whose tree the node is.
        way: the nodes from the root down.
    """
    if who.user == owner:
        return Access(Permission.OWN)
    return best_access(who, deciding(way).values())


def best_access(who: Identity, sources: Iterable[Source]) -> Access:
    """The best of the deciding grants that mean this user; of equal ones the newest."""
    best = NO_ACCESS
    best_key = (0, 0)
    for source in sources:
        permission = source.action.permission
        if permission is None or not who.is_meant(source.action.principal):
            continue
        key = (_RANK[permission], source.action.sequence)
        if key > best_key:
            best, best_key = Access(permission, source), key
    return best


def check_sharing(actor: Access, wanted: Sequence[Grant], subject: str) -> None:
    """Refuse what may not be given.

    Args:
        actor: what the one who shares may do at the node.
        wanted: the grants that shall hold.
        subject: the node's path, for the error.

    Raises:
        AccessDeniedError: only owners and those with edit share, and nobody gives more
            than they have.
        InvalidValueError: a principal is named twice, has no name, or would become an owner.
    """
    if not actor.allows(Permission.EDIT):
        raise AccessDeniedError(subject, "only who may edit may share")
    seen: set[Principal] = set()
    for grant in wanted:
        principal = grant.principal
        if principal in seen:
            raise InvalidValueError(subject, f"{principal.kind} {principal.name} is there twice")
        seen.add(principal)
        if (principal.kind is PrincipalKind.PUBLIC) != (not principal.name):
            raise InvalidValueError(subject, "users and groups have a name, public has none")
        if grant.permission is Permission.OWN:
            raise InvalidValueError(subject, "owning can't be given: move the node instead")


def sharing_actions(
    current: dict[Principal, Permission], wanted: Iterable[Grant]
) -> Iterator[tuple[Principal, Permission | None]]:
    """What has to be done at a node so that exactly the wanted grants hold there.

    What holds already isn't done again, so that changes below stay as they are.
    """
    target = {grant.principal: grant.permission for grant in wanted}
    for principal, permission in target.items():
        if current.get(principal) is not permission:
            yield principal, permission
    for principal in current:
        if principal not in target:
            yield principal, None


def explanation(access: Access) -> str:
    """Why, in plain English.

    ``edit, because group vision has edit on /demo/cv since 3 May 2026``.
    """
    if access.permission is None:
        return "no access"
    if access.because is None:
        return f"{access.permission}, because it is in your own tree"
    action = access.because.action
    who = _principal_text(action.principal)
    since = "" if action.at is None else f" since {_day(action.at)}"
    return f"{access.permission}, because {who} {access.permission} on {access.because.path}{since}"


def _principal_text(principal: Principal) -> str:
    if principal.kind is PrincipalKind.PUBLIC:
        return "everyone has"
    return f"{principal.kind} {principal.name} has"


def _day(at: datetime) -> str:
    """Not by ``strftime``: its names of months follow the process's locale."""
    return f"{at.day} {_MONTHS.split()[at.month - 1]} {at.year}"


@dataclass(slots=True)
class Preview:
    """What a move changes about who may do what: for the question before it.

    Attributes:
        gained, lost: principals that get in or drop out.
        changed: from what to what.
    """

    gained: dict[Principal, Permission] = field(default_factory=dict)
    lost: dict[Principal, Permission] = field(default_factory=dict)
    changed: dict[Principal, tuple[Permission, Permission]] = field(default_factory=dict)


def preview_move(before: Iterable[Step], new_folder: Iterable[Step]) -> Preview:
    """What a node's sharing becomes when it moves: exactly the new folder's.

    Args:
        before: the way to the node as it is.
        new_folder: the way to the folder that it moves into.
    """
    old, new = grants_at(before), grants_at(new_folder)
    preview = Preview()
    for principal in sorted(old.keys() | new.keys()):
        had, has = old.get(principal), new.get(principal)
        if had is None and has is not None:
            preview.gained[principal] = has
        elif had is not None and has is None:
            preview.lost[principal] = had
        elif had is not None and has is not None and had is not has:
            preview.changed[principal] = (had, has)
    return preview
