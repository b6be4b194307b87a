"""Nodes: create, list, look at, change, move, remove; lists over all folders; search."""

from __future__ import annotations

from typing import Any

from em_desktop.server import schemas, shapes
from em_desktop.server.calls import Call, changes, reads
from em_desktop.server.endpoints import FILTERED, NODE, PAGED, Parameter, Route
from em_desktop.server.fields import Fields
from em_desktop.stores.engine import duplicating, nodes
from em_desktop.stores.engine import search as finding
from em_desktop.stores.engine.session import Session


def create(session: Session, _: Call, body: Fields) -> Any:
    """Make a node."""
    made = nodes.create(
        session,
        body.text("parent"),
        body.node_type("type"),
        body.integer("storageType"),
        shapes.wanted(body),
    )
    return {"id": made}


def children(session: Session, call: Call) -> Any:
    """The nodes of a folder."""
    page = call.query.page()
    found, total = nodes.children(session, call.query.text("parent"), call.query.filter(), page)
    return shapes.page_of(found, shapes.node, page, total)


def info(session: Session, call: Call) -> Any:
    """One node."""
    return shapes.node(nodes.info(session, call.query.text("node")))


def change(session: Session, _: Call, body: Fields) -> Any:
    """Replace what a node says of itself."""
    nodes.change(session, body.text("node"), shapes.wanted(body))


def remove(session: Session, _: Call, body: Fields) -> Any:
    """Put a node into the trash."""
    nodes.remove(session, body.text("node"))


def move(session: Session, _: Call, body: Fields) -> Any:
    """Put a node into another folder, rename it, or both."""
    moved = nodes.move(session, body.text("node"), body.text("parent"), body.optional("name"))
    return shapes.node(moved)


def duplicate(session: Session, _: Call, body: Fields) -> Any:
    """Make a second node of one."""
    made = duplicating.duplicate(
        session, body.text("node"), body.text("parent"), body.optional("name")
    )
    return shapes.node(made)


def shared(session: Session, call: Call) -> Any:
    """What was shared with the caller."""
    page = call.query.page()
    found, total = nodes.shared(session, call.query.filter(), page)
    return shapes.page_of(found, shapes.node, page, total)


def public(session: Session, call: Call) -> Any:
    """What was shared with everyone."""
    page = call.query.page()
    found, total = nodes.public(session, call.query.filter(), page)
    return shapes.page_of(found, shapes.node, page, total)


def search(session: Session, call: Call) -> Any:
    """Nodes by words."""
    page = call.query.page()
    words, which = call.query.optional("q") or "", call.query.filter()
    under = call.query.optional("under")
    found, total = finding.search(session, words, which, under, page)
    return shapes.page_of(found, shapes.node, page, total)


_NODES = "/apis/v1/nodes"
_PARENT = Parameter("parent", "the folder's path or id", required=True)
_LIST = schemas.page_of(schemas.NODE)

ROUTES = (
    Route(
        "POST",
        _NODES,
        changes(create),
        "Make a node in a folder",
        body=schemas.NEW_NODE,
        answer=schemas.thing(id=schemas.ID),
    ),
    Route(
        "GET",
        _NODES,
        reads(children),
        "List the nodes of a folder, by name",
        query=(_PARENT, *FILTERED, *PAGED),
        answer=_LIST,
    ),
    Route(
        "GET",
        f"{_NODES}/info",
        reads(info),
        "Look at one node",
        query=(NODE,),
        answer=schemas.NODE,
    ),
    Route(
        "PUT",
        _NODES,
        changes(change),
        "Replace a node's name, labels, description and extra text",
        body=schemas.CHANGED_NODE,
    ),
    Route(
        "DELETE",
        _NODES,
        changes(remove),
        "Put a node with all in it into the trash",
        body=schemas.thing(node=schemas.TEXT),
    ),
    Route(
        "POST",
        f"{_NODES}/move",
        changes(move),
        "Move a node into another folder, whose sharing it takes; rename it, or both",
        body=schemas.some(schemas.thing(node=schemas.TEXT, parent=schemas.TEXT), name=schemas.TEXT),
        answer=schemas.NODE,
    ),
    Route(
        "POST",
        f"{_NODES}/duplicate",
        changes(duplicate),
        "Make a second node of one, with all in it, in a folder whose sharing it takes",
        body=schemas.some(schemas.thing(node=schemas.TEXT, parent=schemas.TEXT), name=schemas.TEXT),
        answer=schemas.NODE,
    ),
    Route(
        "GET",
        f"{_NODES}/shared",
        reads(shared),
        "List what was shared with you and no visible folder leads to",
        query=(*FILTERED, *PAGED),
        answer=_LIST,
    ),
    Route(
        "GET",
        f"{_NODES}/public",
        reads(public),
        "List what was shared with everyone",
        query=(*FILTERED, *PAGED),
        answer=_LIST,
    ),
    Route(
        "GET",
        "/apis/v1/search",
        reads(search),
        "Find nodes by words in their names, labels, descriptions and hyperparameters",
        query=(
            Parameter("q", "words, of any case; all of them must be there"),
            Parameter("under", "only in this folder and below"),
            *FILTERED,
            *PAGED,
        ),
        answer=_LIST,
    ),
)
