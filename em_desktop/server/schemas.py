"""The JSON of requests and answers, as schemas for the description."""

from __future__ import annotations

from typing import Any

from em_desktop.domain.nodes import NodeType
from em_desktop.server.endpoints import Schema

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
ID: Schema = {"type": "string", "format": "uuid"}
TEXTS: Schema = {"type": "array", "items": TEXT}
NOTHING: Schema = {"type": "object"}

_TYPES = [kind.value for kind in NodeType if kind is not NodeType.FILE]


def thing(**members: Schema) -> dict[str, Any]:
    """An object that has all of these members."""
    return {"type": "object", "properties": members, "required": list(members)}


def some(schema: Schema, **members: Schema) -> dict[str, Any]:
    """An object with further members that may be absent."""
    return {**schema, "properties": {**schema["properties"], **members}}


def listed(schema: Schema) -> dict[str, Any]:
    """A list of these."""
    return {"type": "array", "items": schema}


def page_of(schema: Schema) -> dict[str, Any]:
    """A page of these."""
    return thing(data=listed(schema), pagination=thing(page=NUMBER, size=NUMBER, total=NUMBER))


NODE = thing(
    id=ID,
    name=TEXT,
    path=TEXT,
    type={"type": "string", "enum": _TYPES},
    storageType={"type": "integer", "minimum": 0, "maximum": 3},
    labels=TEXTS,
    description=TEXT,
    extra=TEXT,
    editor=TEXT,
    modifiedTimestamp={"type": "string", "format": "date-time"},
    permission={"type": "string", "enum": ["own", "edit", "view"]},
)
NEW_NODE = some(
    thing(parent=TEXT, name=TEXT, type={"type": "string", "enum": _TYPES}, storageType=NUMBER),
    labels=TEXTS,
    description=TEXT,
    extra=TEXT,
)
CHANGED_NODE = some(thing(node=TEXT, name=TEXT), labels=TEXTS, description=TEXT, extra=TEXT)
OBJECT = thing(
    path=TEXT,
    size_bytes=NUMBER,
    checksum=TEXT,
    mtime=NUMBER,
    path_type=TEXT,
    content_type=TEXT,
    physical_address=TEXT,
)
CONTENT_FORM: Schema = {
    "type": "object",
    "properties": {"content": {"type": "string", "format": "binary"}},
    "required": ["content"],
}
BYTES: Schema = {"type": "string", "format": "binary"}
REF = thing(id=TEXT, commit_id=TEXT)
COMMIT = thing(
    id=TEXT,
    message=TEXT,
    committer=TEXT,
    creation_date=NUMBER,
    meta_range_id=TEXT,
    metadata={"type": "object"},
    parents=TEXTS,
)
CHANGE = thing(path=TEXT, type={"type": "string", "enum": ["added", "changed", "removed"]})
DIFFERENCE = some(CHANGE, size_before=NUMBER, size_after=NUMBER)
EDGES = thing(graphs=listed({"type": "object", "properties": {"from": TEXT, "to": TEXT}}))
GRANT = some(
    thing(
        kind={"type": "string", "enum": ["user", "group", "public"]},
        permission={"type": "string", "enum": ["view", "edit"]},
    ),
    name=TEXT,
)
SHARING = thing(
    path=TEXT,
    owner=TEXT,
    permission=TEXT,
    explanation=TEXT,
    grants=listed(some(GRANT, source=TEXT, inherited={"type": "boolean"}, since=TEXT, by=TEXT)),
)
FEED = thing(
    cursor=TEXT,
    changes=listed(some(thing(sequence=NUMBER, kind=TEXT, node=ID), path=TEXT, oldPath=TEXT)),
)
TRASHED = some(NODE, removedTimestamp=TEXT, removedBy=TEXT)
