"""The data flow between nodes: edges from a source of data to its user."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from em_desktop.domain.grants import Permission
from em_desktop.errors import AccessDeniedError, InvalidValueError
from em_desktop.stores.engine import feed, tree
from em_desktop.stores.engine.schema import edges, nodes
from em_desktop.stores.engine.session import Session
from em_desktop.stores.engine.tree import Located, NodeView

_ID_LENGTH = 36


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The other end of an edge.

    Attributes:
        id: as it was sent: a node's id, or an asset's with a colon and a version's name.
    """

    id: str
    view: NodeView


def connect(session: Session, pairs: Sequence[tuple[str, str]]) -> None:
    """Add edges; those that are there already stay one.

    Raises:
        NodeNotFoundError, AccessDeniedError: an end isn't there or can't be seen, or the
            caller may edit neither.
        InvalidValueError: an end is no id.
    """
    found: dict[str, Located] = {}
    for source, target in pairs:
        ends = [_end(session, text, found) for text in (source, target)]
        if not any(end.access.allows(Permission.EDIT) for end in ends):
            raise AccessDeniedError(ends[1].path, "an edge needs edit on one of its ends")
        same = (edges.c.source == source, edges.c.target == target)
        if session.connection.execute(select(edges.c.source).where(*same)).one_or_none():
            continue
        values = {"source_node": ends[0].node.uuid, "target_node": ends[1].node.uuid}
        session.connection.execute(insert(edges).values(source=source, target=target, **values))
        for end in ends:
            feed.note(session, feed.Kind.GRAPH, end.node.uuid, end.path)


def disconnect(session: Session, pairs: Sequence[tuple[str, str]]) -> None:
    """Take edges away; one that isn't there is no error."""
    found: dict[str, Located] = {}
    for source, target in pairs:
        ends = [_end(session, text, found) for text in (source, target)]
        if not any(end.access.allows(Permission.EDIT) for end in ends):
            raise AccessDeniedError(ends[1].path, "an edge needs edit on one of its ends")
        same = (edges.c.source == source, edges.c.target == target)
        if session.connection.execute(delete(edges).where(*same)).rowcount:
            for end in ends:
                feed.note(session, feed.Kind.GRAPH, end.node.uuid, end.path)


def neighbours(session: Session, current: str) -> tuple[list[Neighbour], list[Neighbour]]:
    """What flows into a node, or a version of an asset, and what flows out of it.

    Of an asset named without a version: the edges of all its versions. Ends that the
    caller doesn't see are left out.
    """
    located = _end(session, current, {})
    is_whole = current == located.node.uuid
    uuid = located.node.uuid
    into = edges.c.target_node == uuid if is_whole else edges.c.target == current
    out = edges.c.source_node == uuid if is_whole else edges.c.source == current
    sources = select(edges.c.source, edges.c.source_node).where(into).order_by(edges.c.source)
    targets = select(edges.c.target, edges.c.target_node).where(out).order_by(edges.c.target)
    before = [(row[0], row[1]) for row in session.connection.execute(sources)]
    after = [(row[0], row[1]) for row in session.connection.execute(targets)]
    seen = _views(session, {node for _, node in (*before, *after)})
    return (
        [Neighbour(text, seen[node]) for text, node in before if node in seen],
        [Neighbour(text, seen[node]) for text, node in after if node in seen],
    )


def _end(session: Session, text: str, found: dict[str, Located]) -> Located:
    node_id, version = text[:_ID_LENGTH], text[_ID_LENGTH:]
    if not tree.is_id(node_id) or (version and (version[0] != ":" or len(version) < 2)):
        raise InvalidValueError(text[:80], "an end of an edge is ID or ID:VERSION")
    if node_id not in found:
        found[node_id] = tree.require(session, node_id, Permission.VIEW)
    return found[node_id]


def _views(session: Session, ids: set[str]) -> dict[str, NodeView]:
    found = tree.ways(session, nodes.c.uuid.in_(ids)) if ids else {}
    seen: dict[str, NodeView] = {}
    for start, (access, _) in tree.accesses(session, found).items():
        way = found[start]
        if access.permission is not None:
            seen[way[-1].uuid] = NodeView(way[-1], tree.path_of(way), access.permission)
    return seen
