"""Who may do what, and who there is to share with."""

from __future__ import annotations

from typing import Any

from em_desktop.domain.grants import (
    Grant,
    Permission,
    Principal,
    PrincipalKind,
    Source,
    explanation,
)
from em_desktop.errors import InvalidValueError
from em_desktop.server import schemas, shapes
from em_desktop.server.calls import Call, changes, reads
from em_desktop.server.endpoints import NODE, PAGED, Parameter, Route
from em_desktop.server.fields import ITEMS, Fields
from em_desktop.stores.engine import sharing
from em_desktop.stores.engine.session import Session


def grants(session: Session, call: Call) -> Any:
    """Who may do what at a node, and why."""
    return _shape(sharing.sharing(session, call.query.text("node")))


def share(session: Session, call: Call, body: Fields) -> Any:
    """Let exactly these grants hold at a node."""
    given = body.objects(ITEMS if body.has(ITEMS) else "grants")
    wanted = [_grant(one) for one in given]
    return _shape(sharing.share(session, call.query.text("node"), wanted))


def users(session: Session, call: Call) -> Any:
    """Names of users."""
    page = call.query.page()
    found, total = sharing.users_like(session, call.query.optional("q") or "", page)
    return shapes.page_of(found, _name, page, total)


def groups(session: Session, call: Call) -> Any:
    """Names of groups."""
    page = call.query.page()
    found, total = sharing.groups_like(session, call.query.optional("q") or "", page)
    return shapes.page_of(found, _name, page, total)


def _name(name: str) -> dict[str, str]:
    return {"name": name}


def _grant(fields: Fields) -> Grant:
    try:
        kind = PrincipalKind(fields.text("kind"))
        permission = Permission(fields.text("permission"))
    except ValueError as error:
        raise InvalidValueError("grants", str(error)) from error
    return Grant(Principal(kind, fields.text_or_empty("name")), permission)


def _shape(found: sharing.Sharing) -> dict[str, Any]:
    mine = found.mine.permission
    return {
        "path": found.path,
        "owner": found.owner,
        "permission": None if mine is None else mine.value,
        "explanation": explanation(found.mine),
        "grants": [_source(source, found.path) for source in found.sources],
    }


def _source(source: Source, path: str) -> dict[str, Any]:
    action = source.action
    assert action.permission is not None
    return {
        "kind": action.principal.kind.value,
        "name": action.principal.name,
        "permission": action.permission.value,
        "source": source.path,
        "inherited": source.path != path,
        "since": None if action.at is None else action.at.isoformat().replace("+00:00", "Z"),
        "by": action.by,
    }


_GRANTS = "/apis/v1/nodes/grants"
_NAMES = schemas.page_of(schemas.thing(name=schemas.TEXT))
_TYPED = Parameter("q", "a part of the name, of any case")

ROUTES = (
    Route(
        "GET",
        _GRANTS,
        reads(grants),
        "Tell who may do what at a node, with the source of each grant, and why you may",
        query=(NODE,),
        answer=schemas.SHARING,
    ),
    Route(
        "PUT",
        _GRANTS,
        changes(share),
        "Let exactly these grants hold at a node, and what changes also below it",
        query=(NODE,),
        body=schemas.listed(schemas.GRANT),
        answer=schemas.SHARING,
    ),
    Route(
        "GET",
        "/apis/v1/users",
        reads(users),
        "Find users by name",
        query=(_TYPED, *PAGED),
        answer=_NAMES,
    ),
    Route(
        "GET",
        "/apis/v1/groups",
        reads(groups),
        "Find groups by name",
        query=(_TYPED, *PAGED),
        answer=_NAMES,
    ),
)
