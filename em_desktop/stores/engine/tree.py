"""Where a node is, and what the caller may do there: every call begins here."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, literal, select

from em_desktop.domain.grants import (
    Access,
    GrantAction,
    Permission,
    Principal,
    PrincipalKind,
    Step,
    access_at,
    deciding,
)
from em_desktop.domain.nodes import NodeType, StorageType
from em_desktop.errors import AccessDeniedError, InvalidNameError
from em_desktop.stores.engine.errors import NodeNotFoundError, WrongNodeError
from em_desktop.stores.engine.schema import ROOT_ID, grants, nodes
from em_desktop.stores.engine.session import Session

_LEVELS = 8
"""So many parts of a path are looked up by one query."""

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LONGEST_PATH = 16_384

COLUMNS = (
    nodes.c.id,
    nodes.c.uuid,
    nodes.c.parent_id,
    nodes.c.name,
    nodes.c.type,
    nodes.c.storage_type,
    nodes.c.labels,
    nodes.c.description,
    nodes.c.extra,
    nodes.c.editor,
    nodes.c.created,
    nodes.c.modified,
    nodes.c.moved_at,
    nodes.c.is_reserved,
)


class NodeRow(NamedTuple):
    """A row of the table of nodes, as `COLUMNS` has it."""

    id: int
    uuid: str
    parent_id: int | None
    name: str
    type: str
    storage_type: int
    labels: str
    description: str
    extra: str
    editor: str
    created: int
    modified: int
    moved_at: int
    is_reserved: bool


@dataclass(frozen=True, slots=True)
class Located:
    """A node, the nodes above it, and what the caller may do there.

    Attributes:
        way: from the user's root down to the node itself.
    """

    way: tuple[NodeRow, ...]
    access: Access

    @property
    def node(self) -> NodeRow:
        return self.way[-1]

    @property
    def owner(self) -> str:
        """The user in whose tree it is."""
        return self.way[0].name

    @property
    def path(self) -> str:
        return path_of(self.way)

    @property
    def type(self) -> NodeType:
        return NodeType(self.node.type)

    @property
    def storage_type(self) -> StorageType:
        return StorageType(self.node.storage_type)


@dataclass(frozen=True, slots=True)
class NodeView:
    """A node as the caller sees it."""

    row: NodeRow
    path: str
    permission: Permission

    @property
    def labels(self) -> list[str]:
        return labels_of(self.row)

    @property
    def modified(self) -> datetime:
        return datetime.fromtimestamp(self.row.modified / 1e6, UTC)


def labels_of(row: NodeRow) -> list[str]:
    """The labels of a node."""
    return [str(label) for label in json.loads(row.labels)]


def path_of(way: Iterable[NodeRow]) -> str:
    """The full path of the last of these nodes."""
    return "".join(f"/{row.name}" for row in way)


def is_id(text: str) -> bool:
    """Whether a text is a node's id, not its path."""
    return _ID.fullmatch(text) is not None


def parts_of(path: str) -> list[str]:
    """The names of a path ``/user/name/...``.

    Raises:
        InvalidNameError: it doesn't begin with a slash, or a part is empty or no name.
    """
    if len(path) > LONGEST_PATH:
        raise InvalidNameError(path[:80], "the path is too long")
    if not path.startswith("/"):
        raise InvalidNameError(path, "a path begins with a slash")
    parts = path[1:].removesuffix("/").split("/")
    for part in parts:
        if part in {"", ".", ".."} or "\0" in part:
            raise InvalidNameError(path, "a part of the path is no name")
    return parts


def require(session: Session, node: str, permission: Permission) -> Located:
    """The node at a path or with an id, if the caller may do this there.

    Raises:
        NodeNotFoundError: nothing is there, and the caller may know that.
        AccessDeniedError: the caller may not, or may not know whether something is there.
    """
    located = locate(session, node)
    if not located.access.allows(permission):
        raise AccessDeniedError(node, f"{session.caller.user} has no {permission} there")
    return located


def require_folder(session: Session, node: str, permission: Permission) -> Located:
    """A folder, if the caller may do this there; otherwise as `require`.

    Raises:
        WrongNodeError: it is no folder.
    """
    located = require(session, node, permission)
    if located.type is not NodeType.FOLDER:
        raise WrongNodeError(located.path, "only a folder takes nodes")
    return located


def locate(session: Session, node: str) -> Located:
    """The node at a path or with an id, whatever the caller may do there.

    Raises:
        NodeNotFoundError: nothing is there, and the caller may know that.
        AccessDeniedError: nothing is there, and the caller may not know that.
    """
    if is_id(node):
        way = way_of_id(session, node)
        if way is None:
            raise NodeNotFoundError(node)
        return located_at(session, way)
    parts = parts_of(node)
    way = walk(session, parts)
    if len(way) == len(parts):
        return located_at(session, way)
    if way and not located_at(session, way).access.allows(Permission.VIEW):
        raise AccessDeniedError(node, f"{session.caller.user} sees nothing there")
    raise NodeNotFoundError(node)


def located_at(session: Session, way: tuple[NodeRow, ...]) -> Located:
    """The end of a way with what the caller may do there."""
    owner = way[0].name
    if session.caller.user == owner:
        return Located(way, access_at(session.caller.identity, owner, ()))
    steps = steps_of(way, actions_at(session, [row.id for row in way]))
    return Located(way, access_at(session.caller.identity, owner, steps))


def walk(session: Session, parts: Sequence[str]) -> tuple[NodeRow, ...]:
    """The nodes along a path from a user's root down, as far as they are there."""
    found: list[NodeRow] = []
    above = ROOT_ID
    for start in range(0, len(parts), _LEVELS):
        names = parts[start : start + _LEVELS]
        values = {f"name{number}": name for number, name in enumerate(names)}
        row = session.connection.execute(
            _walk_query(len(names)), {"above": above, **values}
        ).one_or_none()
        if row is None:
            break
        level = [_cut(row, number) for number in range(len(names))]
        there = [one for one in level if one is not None]
        found += there
        if len(there) < len(names):
            break
        above = there[-1].id
    return tuple(found)


@lru_cache(maxsize=_LEVELS)
def _walk_query(levels: int) -> Select[Any]:
    from sqlalchemy import bindparam

    tables = [nodes.alias(f"n{number}") for number in range(levels)]
    source: Any = tables[0]
    for number in range(1, levels):
        above, below = tables[number - 1], tables[number]
        matches = and_(below.c.parent_id == above.c.id, below.c.name == bindparam(f"name{number}"))
        source = source.outerjoin(below, matches)
    columns = [table.c[column.name] for table in tables for column in COLUMNS]
    is_first = and_(
        tables[0].c.parent_id == bindparam("above"), tables[0].c.name == bindparam("name0")
    )
    return select(*columns).select_from(source).where(is_first)


def _cut(row: Row[Any], number: int) -> NodeRow | None:
    values = row[number * len(COLUMNS) : (number + 1) * len(COLUMNS)]
    return None if values[0] is None else NodeRow(*values)


def way_of_id(session: Session, node_id: str) -> tuple[NodeRow, ...] | None:
    """The way to the node with an id; None if there is none, or it is in the trash."""
    found = ways(session, nodes.c.uuid == node_id)
    return next(iter(found.values()), None)


def ways(session: Session, which: ColumnElement[bool]) -> dict[int, tuple[NodeRow, ...]]:
    """The ways to the nodes that match, by row number; those in the trash are left out."""
    start = select(
        nodes.c.id.label("start"), literal(0).label("level"), nodes.c.id, nodes.c.parent_id
    ).where(which)
    up = start.cte("up", recursive=True)
    above = nodes.alias("above")
    up = up.union_all(
        select(up.c.start, up.c.level + 1, above.c.id, above.c.parent_id).join(
            above, above.c.id == up.c.parent_id
        )
    )
    query = (
        select(up.c.start, *COLUMNS)
        .join(nodes, nodes.c.id == up.c.id)
        .order_by(up.c.start, up.c.level.desc())
    )
    found: dict[int, list[NodeRow]] = {}
    for start_id, *values in session.connection.execute(query):
        found.setdefault(start_id, []).append(NodeRow(*values))
    return {
        start_id: tuple(rows[1:])
        for start_id, rows in found.items()
        if rows[0].id == ROOT_ID and len(rows) > 1
    }


def accesses(
    session: Session, found: Mapping[int, tuple[NodeRow, ...]]
) -> dict[int, tuple[Access, Access]]:
    """What the caller may do at the end of each way, and at the folder above it."""
    ids = {row.id for way in found.values() for row in way}
    actions = actions_at(session, ids)
    result: dict[int, tuple[Access, Access]] = {}
    for start, way in found.items():
        steps = steps_of(way, actions)
        who, owner = session.caller.identity, way[0].name
        result[start] = access_at(who, owner, steps), access_at(who, owner, steps[:-1])
    return result


def actions_at(session: Session, node_ids: Collection[int]) -> dict[int, list[GrantAction]]:
    """What was done for whom at these nodes."""
    found: dict[int, list[GrantAction]] = {}
    pending = list(node_ids)
    for start in range(0, len(pending), 500):
        query = select(grants).where(grants.c.node_id.in_(pending[start : start + 500]))
        for row in session.connection.execute(query):
            action = GrantAction(
                row.sequence,
                Principal(PrincipalKind(row.kind), row.principal),
                None if row.permission is None else Permission(row.permission),
                datetime.fromtimestamp(row.at / 1e6, UTC),
                row.by,
            )
            found.setdefault(row.node_id, []).append(action)
    return found


def steps_of(way: Sequence[NodeRow], actions: Mapping[int, Sequence[GrantAction]]) -> list[Step]:
    """A way as the rules of sharing see it."""
    path, steps = "", []
    for row in way:
        path += f"/{row.name}"
        steps.append(Step(path, row.moved_at, actions.get(row.id, ())))
    return steps


def audience(session: Session, way: Sequence[NodeRow]) -> list[str]:
    """Who sees the end of a way, as texts: its owner, and whoever it is shared with."""
    steps = steps_of(way, actions_at(session, [row.id for row in way]))
    shared = [
        f"{principal.kind}:{principal.name}"
        for principal, source in deciding(steps).items()
        if source.action.permission is not None
    ]
    return [f"user:{way[0].name}", *shared]
