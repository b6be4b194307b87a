"""Who you are, what this server can do, and the Asset Hub's beginning."""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from em_desktop import __version__
from em_desktop.server import schemas
from em_desktop.server.calls import Call, handles, reads
from em_desktop.server.endpoints import Base, Route
from em_desktop.stores.engine import asset_hub, quotas, uploads
from em_desktop.stores.engine.session import Session

FEATURES = (
    "move",
    "shortcuts",
    "grants",
    "users",
    "groups",
    "changes",
    "search",
    "range",
    "etag",
    "refs-diff",
    "trash",
    "restore",
    "disconnect",
    "duplicate",
    "move-objects",
    "objects-of-many",
    "idempotency-key",
    "bearer",
)
"""What this server adds to the base, by name; clients look here first."""


def user_info(session: Session, call: Call) -> Any:
    """Who came with the key, and how much of the quota is used; null where there is none."""
    caller = call.caller
    return {
        "preferred_username": caller.user,
        "role": caller.role.value,
        "groups": sorted(caller.groups),
        "scope": caller.scope.value,
        "quota": caller.quota,
        "used": quotas.used(session.connection, caller.user_id),
    }


def capabilities(_: Session, call: Call) -> Any:
    """What this server can do."""
    limits = call.service.settings.limits
    return {
        "server": "em-desktop",
        "version": __version__,
        "api": list(FEATURES),
        "limits": {
            "page": limits.page,
            "body": limits.body,
            "json": limits.json,
            "wait": limits.wait,
            "parts": uploads.MOST_PARTS,
            "keys": limits.keys,
            "rate": limits.rate,
        },
    }


async def init(call: Call) -> Response:
    """It comes as GET, many times: it writes only where something is missing."""

    def work() -> None:
        with call.engine.reading(call.caller) as session:
            if asset_hub.exists(session):
                return
        with call.engine.writing(call.caller) as session:
            asset_hub.ensure(session, call.caller.user)

    await run_in_threadpool(work)
    return JSONResponse({})


ROUTES = (
    Route(
        "GET",
        "/oauth2/userinfo",
        reads(user_info),
        "Tell who you are",
        answer=schemas.some(
            schemas.thing(preferred_username=schemas.TEXT),
            role=schemas.TEXT,
            groups=schemas.TEXTS,
            scope=schemas.TEXT,
            quota=schemas.NOTHING,
            used=schemas.NUMBER,
        ),
    ),
    Route(
        "GET",
        "/apis/v1/capabilities",
        reads(capabilities),
        "Tell what this server can do beyond the base",
        answer=schemas.thing(
            server=schemas.TEXT, version=schemas.TEXT, api=schemas.TEXTS, limits=schemas.NOTHING
        ),
    ),
    Route(
        "GET",
        "/apis/v1/init",
        handles(init),
        "Make sure that your Asset Hub is there",
        base=Base.ASSET_HUB,
    ),
)
