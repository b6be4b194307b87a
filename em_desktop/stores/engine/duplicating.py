"""Second nodes of nodes, with all that is in them and below them: rows alone, no bytes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, insert, literal, or_, select, update

from em_desktop.domain.grants import Permission
from em_desktop.domain.nodes import NodeType, StorageType
from em_desktop.errors import InvalidMoveError, TooLargeError
from em_desktop.stores.engine import feed, nodes, tree
from em_desktop.stores.engine.nodes import Filter
from em_desktop.stores.engine.paging import Page
from em_desktop.stores.engine.rows import Wanted, check_name, insert_node
from em_desktop.stores.engine.schema import commits, edges, objects, refs, staged
from em_desktop.stores.engine.schema import nodes as nodes_table
from em_desktop.stores.engine.session import Session
from em_desktop.stores.engine.tree import NodeRow, NodeView

MOST_NODES = 10_000
_ALL = Page(1, MOST_NODES)
_VERSIONED = (commits, refs, staged)


def duplicate(session: Session, node: str, parent: str, name: str | None = None) -> NodeView:
    """Make a second node of one in a folder, whose sharing it takes.

    What the caller doesn't see stays out. A Run's copy has its data flow; a copy of data
    has none, since Runs mean the original.

    Raises:
        InvalidMoveError: the folder is the node itself or in it.
        NameTakenError, ReservedNodeError, InvalidNameError: it can't have the name.
        TooLargeError: it is more than can be copied at once.
    """
    located = tree.require(session, node, Permission.VIEW)
    target = nodes.folder_for(session, parent)
    if any(row.id == located.node.id for row in target.way):
        raise InvalidMoveError(located.path, "a node can't go into itself")
    new_name = check_name(located.node.name if name is None else name)
    nodes.check_place(session, target, new_name)
    made = _copy_row(session, located.node, target.node.id, new_name)
    pending, count = [(located.path, made)], 1
    while pending:
        path, new_id = pending.pop()
        children, total = nodes.children(session, path, Filter(), _ALL)
        count += len(children)
        if count > MOST_NODES or total > MOST_NODES:
            raise TooLargeError(located.path, f"more than {MOST_NODES} nodes")
        for child in children:
            copied = _copy_row(session, child.row, new_id, child.row.name)
            if child.row.type == NodeType.FOLDER:
                pending.append((child.path, copied))
    copy = nodes.info(session, f"{target.path}/{new_name}")
    feed.note(session, feed.Kind.CREATED, copy.row.uuid, copy.path)
    return copy


def _copy_row(session: Session, row: NodeRow, parent_id: int, name: str) -> int:
    """A node with what it holds; the number of the copy."""
    labels = tuple(tree.labels_of(row))
    wanted = Wanted(name, labels, row.description, row.extra)
    new_id, uuid = insert_node(session, parent_id, NodeType(row.type), wanted)
    words = select(nodes_table.c.parameters).where(nodes_table.c.id == row.id).scalar_subquery()
    here = nodes_table.c.id == new_id
    session.connection.execute(update(nodes_table).where(here).values(parameters=words))
    if row.storage_type == StorageType.FILES:
        _copy_rows(session, objects, "node_id", row.id, new_id)
    elif row.storage_type == StorageType.VERSIONS:
        for table in _VERSIONED:
            _copy_rows(session, table, "asset_id", row.id, new_id)
    if row.type == NodeType.RUN:
        _copy_edges(session, row.uuid, uuid)
    return new_id


def _copy_rows(session: Session, table: Table, owner: str, old: int, new: int) -> None:
    names = [column.name for column in table.columns]
    chosen: list[Any] = [
        literal(new).label(owner) if name == owner else table.c[name] for name in names
    ]
    rows = select(*chosen).where(table.c[owner] == old)
    session.connection.execute(insert(table).from_select(names, rows))


def _copy_edges(session: Session, old: str, new: str) -> None:
    mine = or_(edges.c.source_node == old, edges.c.target_node == old)
    for row in session.connection.execute(select(edges).where(mine)).mappings().all():
        values = {
            name: value.replace(old, new) if value.startswith(old) else value
            for name, value in row.items()
        }
        session.connection.execute(insert(edges).values(**values))
