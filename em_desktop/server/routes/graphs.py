"""The data flow between nodes."""

from __future__ import annotations

from typing import Any

from em_desktop.server import schemas, shapes
from em_desktop.server.calls import Call, changes, reads
from em_desktop.server.endpoints import Parameter, Route
from em_desktop.server.fields import Fields
from em_desktop.stores.engine import graph
from em_desktop.stores.engine.session import Session


def connect(session: Session, _: Call, body: Fields) -> Any:
    """Add edges."""
    graph.connect(session, _pairs(body))


def disconnect(session: Session, _: Call, body: Fields) -> Any:
    """Take edges away."""
    graph.disconnect(session, _pairs(body))


def neighbours(session: Session, call: Call) -> Any:
    """What flows into a node and out of it."""
    before, after = graph.neighbours(session, call.query.text("current"))
    return {"in": [_shape(one) for one in before], "out": [_shape(one) for one in after]}


def _pairs(body: Fields) -> list[tuple[str, str]]:
    return [(edge.text("from"), edge.text("to")) for edge in body.objects("graphs")]


def _shape(one: graph.Neighbour) -> dict[str, Any]:
    return {**shapes.node(one.view), "id": one.id}


_GRAPHS = "/apis/v1/graphs"
_ENDS = schemas.listed({**schemas.NODE, "description": "its id in the form it was sent"})

ROUTES = (
    Route(
        "POST",
        _GRAPHS,
        changes(connect),
        "Add edges from sources of data to their users",
        body=schemas.EDGES,
    ),
    Route("DELETE", _GRAPHS, changes(disconnect), "Take edges away", body=schemas.EDGES),
    Route(
        "GET",
        _GRAPHS,
        reads(neighbours),
        "List the direct neighbours of a node or version",
        query=(Parameter("current", "ID or ID:VERSION", required=True),),
        answer={"type": "object", "properties": {"in": _ENDS, "out": _ENDS}},
    ),
)
