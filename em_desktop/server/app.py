"""The application: the table of endpoints over an engine."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route as StarletteRoute

from em_desktop.errors import EmError
from em_desktop.server.calls import Service, service_of
from em_desktop.server.changes import ChangeWatch
from em_desktop.server.endpoints import Base, Route
from em_desktop.server.metrics import Measured, Metrics
from em_desktop.server.openapi import description
from em_desktop.server.rates import Rates
from em_desktop.server.routes import ROUTES
from em_desktop.server.settings import Settings
from em_desktop.server.slowdown import Slowdown
from em_desktop.stores.engine.engine import Engine

_LOG = logging.getLogger("em_desktop.server")


def create_app(engine: Engine, settings: Settings | None = None) -> Starlette:
    """The server's application.

    Args:
        engine: the store; whoever opened it closes it.
        settings: addresses and limits.
    """
    chosen = settings or Settings()
    metrics = Metrics()
    app = Starlette(
        routes=[*_routes(ROUTES, chosen), *_service_routes(metrics)],
        middleware=[Middleware(Measured, metrics=metrics)],
        exception_handlers={HTTPException: _refuse, Exception: _fail},
    )
    app.router.redirect_slashes = False  # clients take a redirection for success
    app.state.service = Service(
        engine,
        chosen,
        ChangeWatch(engine.database),
        Slowdown(),
        Rates(chosen.limits.rate),
        asyncio.Semaphore(chosen.limits.uploads),
    )
    return app


def _routes(routes: Sequence[Route], settings: Settings) -> list[StarletteRoute]:
    bases = {Base.AISTORE: settings.aistore, Base.ASSET_HUB: settings.asset_hub}
    return [
        StarletteRoute(bases[one.base] + one.path, one.endpoint, methods=[one.method])
        for one in routes
    ]


def _service_routes(metrics: Metrics) -> list[StarletteRoute]:
    async def numbers(_: Request) -> Response:
        return PlainTextResponse(metrics.text(), media_type="text/plain; version=0.0.4")

    return [
        StarletteRoute("/healthz", _health),
        StarletteRoute("/metrics", numbers),
        StarletteRoute("/openapi.json", _description),
    ]


async def _health(request: Request) -> Response:
    """Whether the database answers."""
    try:
        await run_in_threadpool(service_of(request).engine.database.last_change)
    except EmError:
        return PlainTextResponse("the database doesn't answer\n", 503)
    return PlainTextResponse("ok\n")


async def _description(request: Request) -> Response:
    return JSONResponse(description(ROUTES, service_of(request).settings))


async def _refuse(_: Request, error: Exception) -> Response:
    """An unknown address has an empty answer: clients know a wrong address by that."""
    assert isinstance(error, HTTPException)
    text = "" if error.status_code == 404 else error.detail
    return PlainTextResponse(text, error.status_code, error.headers)


async def _fail(request: Request, error: Exception) -> Response:
    _LOG.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return PlainTextResponse("internal error: the server's log says more", 500)
