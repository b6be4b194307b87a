"""What was removed and isn't gone yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Table, delete, func, or_, select, update

from em_desktop.domain.grants import Permission
from em_desktop.stores.engine import asset_hub, feed, tree
from em_desktop.stores.engine.errors import (
    NodeNotFoundError,
    ParentNotFoundError,
    ReservedNodeError,
)
from em_desktop.stores.engine.paging import Page
from em_desktop.stores.engine.rows import check_name, name_is_free
from em_desktop.stores.engine.schema import (
    commits,
    edges,
    grants,
    nodes,
    objects,
    refs,
    staged,
    trash,
)
from em_desktop.stores.engine.session import Session
from em_desktop.stores.engine.tree import COLUMNS, NodeRow, NodeView

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Trashed:
    """A removed node.

    Attributes:
        path: where it was.
        removed: microseconds since 1970.
    """

    row: NodeRow
    path: str
    by: str
    removed: int


def trashed(session: Session, page: Page) -> tuple[list[Trashed], int]:
    """A page of what was removed from the caller's tree or by the caller, newest first."""
    me = session.caller.user
    mine = or_(trash.c.owner == me, trash.c.by == me)
    total = session.connection.scalar(select(func.count()).select_from(trash).where(mine)) or 0
    query = (
        select(trash.c.path, trash.c.by, trash.c.removed, *COLUMNS)
        .join(nodes, nodes.c.id == trash.c.node_id)
        .where(mine)
        .order_by(trash.c.removed.desc(), trash.c.node_id.desc())
        .limit(page.size)
        .offset(page.offset)
    )
    rows = session.connection.execute(query)
    return [Trashed(NodeRow._make(row[3:]), row[0], row[1], row[2]) for row in rows], total


def restore(
    session: Session, node_id: str, parent: str | None = None, name: str | None = None
) -> NodeView:
    """Take a node out of the trash, back to where it was or elsewhere.

    Elsewhere it takes the folder's sharing, as a moved node does.

    Raises:
        NodeNotFoundError: it isn't in the trash, or it isn't the caller's to restore.
        ParentNotFoundError: its folder is gone: name another one.
        NameTakenError: name another one.
    """
    query = select(trash, nodes.c.name).join(nodes, nodes.c.id == trash.c.node_id)
    row = session.connection.execute(query.where(nodes.c.uuid == node_id)).one_or_none()
    if row is None or session.caller.user not in {row.owner, row.by}:
        raise NodeNotFoundError(node_id, "not in the trash")
    folder = _folder(session, row.parent_id, parent, row.path)
    new_name = check_name(name if name is not None else row.name)
    if asset_hub.is_closed(folder) or asset_hub.is_place_of(folder, new_name):
        raise ReservedNodeError(folder.path, "nothing else has its place there")
    path = f"{folder.path}/{new_name}"
    sequence = feed.note(session, feed.Kind.RESTORED, node_id, path)
    values = {"parent_id": folder.node.id, "name": new_name}
    if folder.node.id != row.parent_id:
        values["moved_at"] = sequence
    with name_is_free(session, new_name):
        session.connection.execute(update(nodes).where(nodes.c.id == row.node_id).values(values))
    session.connection.execute(delete(trash).where(trash.c.node_id == row.node_id))
    located = tree.require(session, node_id, Permission.VIEW)
    assert located.access.permission is not None
    return NodeView(located.node, located.path, located.access.permission)


def _folder(session: Session, old: int, parent: str | None, path: str) -> tree.Located:
    if parent is not None:
        return tree.require_folder(session, parent, Permission.EDIT)
    ways = tree.ways(session, nodes.c.id == old)
    if old not in ways:
        raise ParentNotFoundError(path.rpartition("/")[0])
    return tree.require_folder(session, ways[old][-1].uuid, Permission.EDIT)


def purge(session: Session, before: int) -> int:
    """Delete for good what was removed before a time (microseconds); how many nodes."""
    old = session.connection.scalars(select(trash.c.node_id).where(trash.c.removed < before))
    return purge_nodes(session, list(old))


def purge_mine(session: Session, node_ids: Sequence[str] | None) -> int:
    """Delete for good what is in the trash of the caller's tree, or only these."""
    query = (
        select(trash.c.node_id)
        .join(nodes, nodes.c.id == trash.c.node_id)
        .where(trash.c.owner == session.caller.user)
    )
    if node_ids is not None:
        query = query.where(nodes.c.uuid.in_(node_ids))
    return purge_nodes(session, list(session.connection.scalars(query)))


def purge_nodes(session: Session, tops: Sequence[int]) -> int:
    """Delete trashed nodes and all below them, with everything that belongs to them."""
    if not tops:
        return 0
    session.tick()
    count = 0
    level = list(tops)
    _delete(session, trash, "node_id", level)
    while level:
        below: list[int] = []
        for start in range(0, len(level), _AT_ONCE):
            some = level[start : start + _AT_ONCE]
            below += session.connection.scalars(
                select(nodes.c.id).where(nodes.c.parent_id.in_(some))
            )
            uuids = list(
                session.connection.scalars(select(nodes.c.uuid).where(nodes.c.id.in_(some)))
            )
            ends = or_(edges.c.source_node.in_(uuids), edges.c.target_node.in_(uuids))
            session.connection.execute(delete(edges).where(ends))
        for table, column in _BELONGING:
            _delete(session, table, column, level)
        count += len(level)
        level = below
    return count


_BELONGING: tuple[tuple[Table, str], ...] = (
    (grants, "node_id"),
    (objects, "node_id"),
    (commits, "asset_id"),
    (refs, "asset_id"),
    (staged, "asset_id"),
    (nodes, "id"),
)


def _delete(session: Session, table: Table, column: str, ids: Sequence[int]) -> None:
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        session.connection.execute(delete(table).where(table.c[column].in_(some)))
