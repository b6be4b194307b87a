"""Creating, listing, changing, moving and removing nodes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, select, update
from sqlalchemy import or_ as either

from em_desktop.domain.grants import Permission, PrincipalKind
from em_desktop.domain.nodes import NodeType, StorageType, storage_type
from em_desktop.errors import AccessDeniedError, InvalidMoveError, InvalidValueError
from em_desktop.stores.engine import asset_hub, assets, feed, tree
from em_desktop.stores.engine.errors import (
    FolderFullError,
    NameTakenError,
    NodeNotFoundError,
    ParentNotFoundError,
    ReservedNodeError,
    UserNotFoundError,
)
from em_desktop.stores.engine.paging import Page
from em_desktop.stores.engine.rows import (
    Wanted,
    check_name,
    check_values,
    found_by,
    insert_node,
    name_is_free,
    row_values,
)
from em_desktop.stores.engine.schema import ROOT_ID, grants, nodes, trash, users
from em_desktop.stores.engine.session import Session
from em_desktop.stores.engine.tree import COLUMNS, Located, NodeRow, NodeView


@dataclass(frozen=True, slots=True)
class Filter:
    """Which nodes a list has: of a type, with a label; None takes all."""

    type: NodeType | None = None
    label: str | None = None

    def condition(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if self.type is not None:
            found.append(nodes.c.type == self.type.value)
        if self.label is not None:
            # LIKE ignores case on some databases; replacing never does
            quoted = json.dumps(self.label, ensure_ascii=False)
            found.append(func.replace(nodes.c.labels, quoted, "") != nodes.c.labels)
        return found


def view(located: Located) -> NodeView:
    """A node as the caller sees it, who may see it."""
    assert located.access.permission is not None
    return NodeView(located.node, located.path, located.access.permission)


def info(session: Session, node: str) -> NodeView:
    """The node at a path or with an id."""
    return view(tree.require(session, node, Permission.VIEW))


def create(session: Session, parent: str, kind: NodeType, storage: int, wanted: Wanted) -> str:
    """Make a node in a folder; its id.

    Raises:
        ParentNotFoundError, UserNotFoundError: the folder isn't there.
        NameTakenError: the folder has a node of this name.
        InvalidNameError, InvalidValueError: a value can't be taken.
    """
    folder = folder_for(session, parent)
    check_values(wanted)
    if kind is NodeType.FILE or storage_type(kind) is not StorageType(storage):
        raise InvalidValueError(parent, f"a {kind} has not the storage type {storage}")
    if asset_hub.is_closed(folder):
        raise ReservedNodeError(folder.path, "its folders are model and dataset, for ever")
    if asset_hub.is_place_of(folder, wanted.name):
        is_taken = len(tree.walk(session, [folder.owner, asset_hub.NAME])) > 1
        if kind is not NodeType.FOLDER or is_taken:
            raise NameTakenError(wanted.name)
        return asset_hub.ensure(session, folder.owner)
    if kind is NodeType.SHORTCUT:
        _check_target(session, wanted.extra)
    _require_place(session, folder)
    row_id, node_id = insert_node(session, folder.node.id, kind, wanted)
    if storage_type(kind) is StorageType.VERSIONS:
        assets.repository(session, row_id).create(session.now // 1_000_000)
    feed.note(session, feed.Kind.CREATED, node_id, f"{folder.path}/{wanted.name}")
    return node_id


def check_place(session: Session, folder: Located, name: str) -> None:
    """Refuse one more node of this name where a folder takes none.

    Raises:
        ReservedNodeError: the place is the Asset Hub's.
        FolderFullError: the folder has as many nodes as it may have.
    """
    _check_hub(folder, name)
    _require_place(session, folder)


def _check_hub(folder: Located, name: str) -> None:
    if asset_hub.is_closed(folder):
        raise ReservedNodeError(folder.path, "its folders are model and dataset, for ever")
    if asset_hub.is_place_of(folder, name):
        raise ReservedNodeError(f"{folder.path}/{name}", "the name is the Asset Hub's")


def _require_place(session: Session, folder: Located) -> None:
    """Refuse one more node where a folder has as many as it may have."""
    if session.folder_limit is None:
        return
    some = select(nodes.c.id).where(nodes.c.parent_id == folder.node.id)
    limited = some.limit(session.folder_limit).subquery()
    count = session.connection.scalar(select(func.count()).select_from(limited)) or 0
    if count >= session.folder_limit:
        raise FolderFullError(folder.path, f"a folder has at most {session.folder_limit} nodes")


def folder_for(session: Session, parent: str) -> Located:
    """The folder that something new comes into.

    Raises:
        ParentNotFoundError, UserNotFoundError: it isn't there.
    """
    try:
        return tree.require_folder(session, parent, Permission.EDIT)
    except NodeNotFoundError as error:
        if not tree.is_id(parent):
            user = tree.parts_of(parent)[0]
            known = select(users.c.id).where(users.c.name == user)
            if session.connection.scalar(known) is None:
                raise UserNotFoundError(user) from error
        raise ParentNotFoundError(parent) from error


def change(session: Session, node: str, wanted: Wanted) -> None:
    """Give a node another name, description, labels and extra text.

    Raises:
        NameTakenError, ReservedNodeError, InvalidNameError, InvalidValueError: it can't be.
    """
    located = tree.require(session, node, Permission.EDIT)
    check_values(wanted)
    old = located.node
    if wanted.name != old.name:
        _check_movable(located)
    if old.type == NodeType.SHORTCUT and wanted.extra != old.extra:
        _check_target(session, wanted.extra)
    with name_is_free(session, wanted.name):
        session.connection.execute(
            update(nodes).where(nodes.c.id == old.id).values(row_values(session, wanted))
        )
    above = tree.path_of(located.way[:-1])
    is_renamed = wanted.name != old.name
    feed.note(
        session,
        feed.Kind.MOVED if is_renamed else feed.Kind.CHANGED,
        old.uuid,
        f"{above}/{wanted.name}",
        old_path=located.path if is_renamed else None,
    )


def move(session: Session, node: str, parent: str, name: str | None = None) -> NodeView:
    """Put a node into another folder, whose sharing it and all below it take; or rename it.

    Raises:
        InvalidMoveError: the folder is the node itself or in it.
        NameTakenError, ReservedNodeError, InvalidNameError: it can't be.
    """
    located = tree.require(session, node, Permission.EDIT)
    _check_movable(located)
    source = tree.located_at(session, located.way[:-1])
    target = folder_for(session, parent)
    if not source.access.allows(Permission.EDIT):
        raise AccessDeniedError(source.path, "moving needs edit on the node's folder")
    if any(row.id == located.node.id for row in target.way):
        raise InvalidMoveError(located.path, "a node can't go into itself")
    new_name = located.node.name if name is None else check_name(name)
    _check_hub(target, new_name)
    seen_by = tree.audience(session, located.way)
    is_same_folder = target.node.id == source.node.id
    values: dict[str, Any] = {"parent_id": target.node.id, "name": new_name}
    values["found_by"] = found_by(
        new_name, tree.labels_of(located.node), located.node.description, located.node.extra
    )
    sequence = feed.note(
        session,
        feed.Kind.MOVED,
        located.node.uuid,
        f"{target.path}/{new_name}",
        old_path=located.path,
        seen_by=seen_by,
    )
    if not is_same_folder:
        _require_place(session, target)
        values["moved_at"] = sequence
    with name_is_free(session, new_name):
        session.connection.execute(
            update(nodes).where(nodes.c.id == located.node.id).values(values)
        )
    return info(session, located.node.uuid)


def remove(session: Session, node: str) -> None:
    """Put a node with all in it into the trash."""
    located = tree.require(session, node, Permission.EDIT)
    _check_movable(located)
    seen_by = tree.audience(session, located.way)
    session.connection.execute(
        insert(trash).values(
            node_id=located.node.id,
            parent_id=located.node.parent_id,
            path=located.path,
            owner=located.owner,
            by=session.caller.user,
            removed=session.now,
        )
    )
    session.connection.execute(
        update(nodes).where(nodes.c.id == located.node.id).values(parent_id=None)
    )
    feed.note(session, feed.Kind.REMOVED, located.node.uuid, located.path, seen_by=seen_by)


def children(
    session: Session, parent: str, which: Filter, page: Page
) -> tuple[list[NodeView], int]:
    """A page of the nodes in a folder, by name, and how many there are in all."""
    folder = tree.require(session, parent, Permission.VIEW)
    hidden, special = _deviating(session, folder)
    conditions = [nodes.c.parent_id == folder.node.id, *which.condition()]
    if hidden:
        conditions.append(nodes.c.id.not_in(hidden))
    total = session.connection.scalar(select(func.count()).where(*conditions)) or 0
    query = select(*COLUMNS).where(*conditions).order_by(nodes.c.name)
    rows = session.connection.execute(query.limit(page.size).offset(page.offset))
    path, usual = folder.path, folder.access.permission
    assert usual is not None
    found = [NodeRow._make(row) for row in rows]
    return [NodeView(row, f"{path}/{row.name}", special.get(row.id, usual)) for row in found], total


def _deviating(session: Session, folder: Located) -> tuple[list[int], dict[int, Permission]]:
    """Children that the caller doesn't see, and those where they may do something else.

    Only a child with grants of its own can differ from its folder.
    """
    if folder.access.permission is Permission.OWN:
        return [], {}
    own = (
        select(*COLUMNS)
        .where(nodes.c.parent_id == folder.node.id)
        .where(nodes.c.id.in_(select(grants.c.node_id)))
    )
    found = {row.id: (*folder.way, NodeRow._make(row)) for row in session.connection.execute(own)}
    hidden: list[int] = []
    special: dict[int, Permission] = {}
    for node_id, (access, _) in tree.accesses(session, found).items():
        if access.permission is None:
            hidden.append(node_id)
        else:
            special[node_id] = access.permission
    return hidden, special


def shared(session: Session, which: Filter, page: Page) -> tuple[list[NodeView], int]:
    """Nodes that were shared with the caller and that no folder leads them to."""
    groups = session.caller.groups
    mine = (grants.c.kind == PrincipalKind.USER) & (grants.c.principal == session.caller.user)
    ours = (grants.c.kind == PrincipalKind.GROUP) & grants.c.principal.in_(groups)
    return _granted(session, either(mine, ours), which, page)


def public(session: Session, which: Filter, page: Page) -> tuple[list[NodeView], int]:
    """Nodes that were shared with everyone."""
    return _granted(session, grants.c.kind == PrincipalKind.PUBLIC, which, page)


def _granted(
    session: Session, to: ColumnElement[bool], which: Filter, page: Page
) -> tuple[list[NodeView], int]:
    granted = select(grants.c.node_id).where(to, grants.c.permission.is_not(None))
    chosen = and_(nodes.c.id.in_(granted), *which.condition())
    found = tree.ways(session, chosen)
    seen: list[NodeView] = []
    for start, (access, above) in tree.accesses(session, found).items():
        is_own = access.permission is Permission.OWN
        if access.permission is not None and not is_own and above.permission is None:
            way = found[start]
            seen.append(NodeView(way[-1], tree.path_of(way), access.permission))
    seen.sort(key=lambda one: one.path)
    return seen[page.offset : page.offset + page.size], len(seen)


def _check_movable(located: Located) -> None:
    if located.node.parent_id == ROOT_ID or located.node.is_reserved:
        raise ReservedNodeError(located.path, "it stays where it is")


def _check_target(session: Session, extra: str) -> None:
    """A shortcut names a node that its maker can see."""
    try:
        target = json.loads(extra)["target"]
    except (ValueError, TypeError, KeyError) as error:
        raise InvalidValueError("extra", 'a shortcut has {"target": id} there') from error
    if not isinstance(target, str) or not tree.is_id(target):
        raise InvalidValueError("extra", "the target of a shortcut is a node's id")
    tree.require(session, target, Permission.VIEW)
