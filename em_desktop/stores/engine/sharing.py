"""Who may do what at a node, and changing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Table, delete, func, insert, select

from em_desktop.domain.grants import (
    Access,
    Grant,
    Permission,
    PrincipalKind,
    Source,
    check_sharing,
    deciding,
    sharing_actions,
)
from em_desktop.errors import InvalidValueError
from em_desktop.stores.engine import feed, tree
from em_desktop.stores.engine.paging import Page
from em_desktop.stores.engine.schema import grants, groups, users
from em_desktop.stores.engine.session import Session
from em_desktop.stores.engine.tree import Located


@dataclass(frozen=True, slots=True)
class Sharing:
    """Who may do what at a node.

    Attributes:
        mine: what the caller may do, and why.
        sources: the deciding grants, each with the node where it was given.
    """

    path: str
    owner: str
    mine: Access
    sources: tuple[Source, ...]


def sharing(session: Session, node: str) -> Sharing:
    """Who may do what at a node, and why."""
    return _sharing(session, tree.require(session, node, Permission.VIEW))


def _sharing(session: Session, located: Located) -> Sharing:
    actions = tree.actions_at(session, [row.id for row in located.way])
    found = deciding(tree.steps_of(located.way, actions))
    given = [found[who] for who in sorted(found) if found[who].action.permission is not None]
    return Sharing(located.path, located.owner, located.access, tuple(given))


def share(session: Session, node: str, wanted: Sequence[Grant]) -> Sharing:
    """Let exactly these grants hold at a node and, of those that change, at all below it.

    Raises:
        AccessDeniedError: the caller has no edit there.
        InvalidValueError: a grant names nobody, somebody twice, or the owner.
    """
    located = tree.require(session, node, Permission.EDIT)
    check_sharing(located.access, wanted, located.path)
    before = _sharing(session, located)
    current = {one.action.principal: one.action.permission for one in before.sources}
    known = {who: given for who, given in current.items() if given is not None}
    _check_known(session, located, [one for one in wanted if one.principal not in known])
    seen_by = tree.audience(session, located.way)
    for principal, permission in sharing_actions(known, wanted):
        sequence = session.tick()
        values = {
            "node_id": located.node.id,
            "kind": principal.kind.value,
            "principal": principal.name,
        }
        same = (grants.c[name] == value for name, value in values.items())
        session.connection.execute(delete(grants).where(*same))
        session.connection.execute(
            insert(grants).values(
                permission=None if permission is None else permission.value,
                sequence=sequence,
                at=session.now,
                by=session.caller.user,
                **values,
            )
        )
    if session.changed:
        feed.note(session, feed.Kind.GRANTS, located.node.uuid, located.path, seen_by=seen_by)
    return _sharing(session, tree.locate(session, located.node.uuid))


def _check_known(session: Session, located: Located, wanted: Sequence[Grant]) -> None:
    for one in wanted:
        name = one.principal.name
        match one.principal.kind:
            case PrincipalKind.USER:
                known = select(users.c.id).where(users.c.name == name)
            case PrincipalKind.GROUP:
                known = select(groups.c.id).where(groups.c.name == name)
            case PrincipalKind.PUBLIC:
                continue
        if session.connection.scalar(known) is None:
            raise InvalidValueError(name, f"no {one.principal.kind} is called so")
        if one.principal.kind is PrincipalKind.USER and name == located.owner:
            raise InvalidValueError(name, "the owner may do everything anyway")


def users_like(session: Session, text: str, page: Page) -> tuple[list[str], int]:
    """Names of users that contain a text, of any case."""
    return _names(session, users, text, page)


def groups_like(session: Session, text: str, page: Page) -> tuple[list[str], int]:
    """Names of groups that contain a text, of any case."""
    return _names(session, groups, text, page)


def _names(session: Session, table: Table, text: str, page: Page) -> tuple[list[str], int]:
    matches = table.c.name.icontains(text, autoescape=True)
    total = session.connection.scalar(select(func.count()).select_from(table).where(matches))
    query = select(table.c.name).where(matches).order_by(table.c.name)
    rows = session.connection.execute(query.limit(page.size).offset(page.offset))
    return [row.name for row in rows], total or 0
