"""All endpoints, in one table."""

from __future__ import annotations

from em_desktop.server.endpoints import Route
from em_desktop.server.routes import accounts, feed, graphs, nodes, objects, sharing, versions

ROUTES: tuple[Route, ...] = (
    *accounts.ROUTES,
    *nodes.ROUTES,
    *objects.ROUTES,
    *graphs.ROUTES,
    *versions.ROUTES,
    *sharing.ROUTES,
    *feed.ROUTES,
)
