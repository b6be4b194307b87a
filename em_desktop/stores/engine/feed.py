"""What changed, in order, for who may see it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import delete, insert, select

from em_desktop.domain.grants import Permission
from em_desktop.stores.engine import tree
from em_desktop.stores.engine.errors import CursorTooOldError
from em_desktop.stores.engine.schema import changes, clock, nodes
from em_desktop.stores.engine.session import Session

KEPT_CHANGES = 1_000_000
"""So many changes are kept; whoever was away for more lists everything afresh."""


class Kind(StrEnum):
    """What happened to a node."""

    CREATED = "created"
    CHANGED = "changed"
    MOVED = "moved"
    REMOVED = "removed"
    RESTORED = "restored"
    OBJECTS = "objects"
    VERSIONS = "versions"
    GRANTS = "grants"
    GRAPH = "graph"


_INSERT = insert(changes)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened, as the caller may know it.

    Attributes:
        path: where the node was after it; None where the caller doesn't see it (any more).
        old_path: where it was before, if it moved, or where the caller saw it last.
    """

    sequence: int
    kind: Kind
    node: str
    path: str | None
    old_path: str | None = None


def note(
    session: Session,
    kind: Kind,
    node: str,
    path: str,
    *,
    old_path: str | None = None,
    seen_by: Sequence[str] = (),
) -> int:
    """Tell of a change; its number.

    Args:
        session: the transaction that it is part of.
        kind: what happened.
        node: the node's id.
        path: where it is from now on.
        old_path: where it was, if it moved.
        seen_by: who saw it until now, where they may not see it any more.
    """
    sequence = session.tick()
    values = {
        "sequence": sequence,
        "at": session.now,
        "kind": kind.value,
        "node": node,
        "path": path,
        "old_path": old_path,
        "audience": json.dumps(list(seen_by), ensure_ascii=False),
    }
    session.connection.execute(_INSERT, values)
    if sequence % 1000 == 0:
        session.connection.execute(
            delete(changes).where(changes.c.sequence <= sequence - KEPT_CHANGES)
        )
    return sequence


def since(session: Session, cursor: int | None, limit: int) -> tuple[list[Change], int]:
    """What changed after a cursor in what the caller may see, and the cursor to go on with.

    Without a cursor nothing is told but where to begin.

    Raises:
        CursorTooOldError: some of it isn't kept any more, or the cursor isn't from here.
    """
    last = session.connection.scalar(select(clock.c.value)) or 0
    if cursor is None:
        return [], last
    if not max(0, last - KEPT_CHANGES) <= cursor <= last:
        raise CursorTooOldError(str(cursor), "list everything afresh")
    query = select(changes).where(changes.c.sequence > cursor).order_by(changes.c.sequence)
    rows = list(session.connection.execute(query.limit(limit)))
    ids = {row.node for row in rows}
    visible = _visible(session, ids)
    found: list[Change] = []
    for row in rows:
        kind = Kind(row.kind)
        if row.node in visible:
            found.append(Change(row.sequence, kind, row.node, row.path, row.old_path))
        elif _was_seen(session, json.loads(row.audience)):
            seen_at = row.path if row.old_path is None else row.old_path
            found.append(Change(row.sequence, Kind.REMOVED, row.node, None, seen_at))
    return found, rows[-1].sequence if len(rows) == limit else max(last, cursor)


def _visible(session: Session, ids: set[str]) -> set[str]:
    found = tree.ways(session, nodes.c.uuid.in_(ids)) if ids else {}
    return {
        found[start][-1].uuid
        for start, (access, _) in tree.accesses(session, found).items()
        if access.allows(Permission.VIEW)
    }


def _was_seen(session: Session, audience: Sequence[str]) -> bool:
    mine = {f"user:{session.caller.user}", "public:"}
    mine |= {f"group:{group}" for group in session.caller.groups}
    return not mine.isdisjoint(audience)
