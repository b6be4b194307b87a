"""What changed, for who waits for it; and the trash."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from em_desktop.domain.grants import Permission
from em_desktop.errors import InvalidValueError
from em_desktop.server import schemas, shapes
from em_desktop.server.calls import Call, changes, handles, reads
from em_desktop.server.endpoints import PAGED, Parameter, Route
from em_desktop.server.fields import Fields
from em_desktop.stores.engine import feed, trash
from em_desktop.stores.engine.session import Session, time_text
from em_desktop.stores.engine.tree import NodeView

_MOST_CHANGES = 1000


async def since(call: Call) -> Response:
    """Changes after a cursor, as soon as there are some."""
    cursor = _cursor(call.query.optional("since"))
    limits = call.service.settings.limits
    seconds = call.query.integer("wait", 0, 0, 3600)
    left = float(min(seconds, limits.wait))
    loop = asyncio.get_running_loop()
    deadline = loop.time() + left

    def look() -> tuple[list[feed.Change], int]:
        with call.engine.reading(call.caller) as session:
            return feed.since(session, cursor, _MOST_CHANGES)

    found, next_cursor = await run_in_threadpool(look)
    while not found and cursor is not None and (left := deadline - loop.time()) > 0:
        cursor = next_cursor
        await call.service.watch.wait(next_cursor, left)
        found, next_cursor = await run_in_threadpool(look)
    body = {"cursor": str(next_cursor), "changes": [_shape(change) for change in found]}
    return Response(json.dumps(body, ensure_ascii=False), media_type="application/json")


def _cursor(text: str | None) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise InvalidValueError("since", "not a cursor of this server")
    return int(text)


def _shape(change: feed.Change) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "sequence": change.sequence,
        "kind": change.kind.value,
        "node": change.node,
    }
    if change.path is not None:
        shape["path"] = change.path
    if change.old_path is not None:
        shape["oldPath"] = change.old_path
    return shape


def trashed(session: Session, call: Call) -> Any:
    """What is in the trash."""
    page = call.query.page()
    found, total = trash.trashed(session, page)
    return shapes.page_of(found, _trashed, page, total)


def restore(session: Session, _: Call, body: Fields) -> Any:
    """Take a node out of the trash."""
    restored = trash.restore(
        session, body.text("node"), body.optional("parent"), body.optional("name")
    )
    return shapes.node(restored)


def purge(session: Session, _: Call, body: Fields) -> Any:
    """Delete for good what is in the trash of the caller's tree, or only some of it."""
    ids = body.texts("nodes") if body.has("nodes") else None
    return {"purged": trash.purge_mine(session, ids)}


def _trashed(one: trash.Trashed) -> dict[str, Any]:
    return {
        **shapes.node(NodeView(one.row, one.path, Permission.OWN)),
        "removedTimestamp": time_text(one.removed),
        "removedBy": one.by,
    }


ROUTES = (
    Route(
        "GET",
        "/apis/v1/changes",
        handles(since),
        "Tell what changed after a cursor in what you may see; without one, where to begin",
        query=(
            Parameter("since", "the cursor of the last answer"),
            Parameter("wait", "seconds to wait for a change, at most 55", is_number=True),
        ),
        answer=schemas.FEED,
    ),
    Route(
        "GET",
        "/apis/v1/nodes/trash",
        reads(trashed),
        "List what was removed from your tree or by you, newest first",
        query=PAGED,
        answer=schemas.page_of(schemas.TRASHED),
    ),
    Route(
        "POST",
        "/apis/v1/nodes/restore",
        changes(restore),
        "Take a node out of the trash, back to where it was or into another folder",
        body=schemas.some(schemas.thing(node=schemas.ID), parent=schemas.TEXT, name=schemas.TEXT),
        answer=schemas.NODE,
    ),
    Route(
        "DELETE",
        "/apis/v1/nodes/trash",
        changes(purge, needs_body=False),
        "Delete for good what is in the trash of your tree, or only these nodes",
        body=schemas.some({"type": "object", "properties": {}}, nodes=schemas.TEXTS),
        answer=schemas.thing(purged=schemas.NUMBER),
    ),
)
