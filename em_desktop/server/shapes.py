"""Domain values as the JSON that clients know."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from em_desktop.domain.versions import Commit, Content, Difference
from em_desktop.server.fields import Fields
from em_desktop.stores.engine.objects import Listed
from em_desktop.stores.engine.paging import Page
from em_desktop.stores.engine.rows import Wanted
from em_desktop.stores.engine.session import time_text
from em_desktop.stores.engine.tree import NodeView
from em_desktop.versioning.storage import Staged

_T = TypeVar("_T")


def page_of(
    entries: Iterable[_T], shape: Callable[[_T], Any], page: Page, total: int
) -> dict[str, Any]:
    """A page as every list is answered."""
    return {
        "data": [shape(entry) for entry in entries],
        "pagination": {"page": page.number, "size": page.size, "total": total},
    }


def node(view: NodeView) -> dict[str, Any]:
    """A node with all its fields."""
    row = view.row
    return {
        "id": row.uuid,
        "name": row.name,
        "path": view.path,
        "type": row.type,
        "storageType": row.storage_type,
        "labels": view.labels,
        "description": row.description,
        "extra": row.extra,
        "editor": row.editor,
        "modifiedTimestamp": time_text(row.modified),
        "permission": view.permission.value,
    }


def wanted(fields: Fields) -> Wanted:
    """What a node shall say of itself."""
    return Wanted(
        fields.text("name"),
        fields.texts("labels"),
        fields.text_or_empty("description"),
        fields.text_or_empty("extra"),
    )


def listed_object(one: Listed) -> dict[str, Any]:
    """An object as lists and uploads tell it."""
    return object_of(one.key, one.content)


def object_of(key: str, content: Content) -> dict[str, Any]:
    """An object by its key and what it is."""
    return {
        "path": key,
        "size_bytes": content.size,
        "checksum": content.md5,
        "mtime": content.mtime,
        "path_type": "object",
        "content_type": content.content_type or "application/octet-stream",
        "physical_address": f"sha256:{content.sha256}",
    }


def commit(entry: tuple[str, Commit]) -> dict[str, Any]:
    """A commit."""
    commit_id, made = entry
    return {
        "id": commit_id,
        "message": made.message,
        "committer": made.committer,
        "creation_date": made.created,
        "meta_range_id": made.manifest,
        "metadata": dict(made.metadata),
        "parents": list(made.parents),
    }


def ref(entry: tuple[str, str]) -> dict[str, str]:
    """A branch or tag."""
    return {"id": entry[0], "commit_id": entry[1]}


def uncommitted(change: Staged) -> dict[str, str]:
    """An uncommitted change."""
    return {"path": change.path, "type": change.type.value}


def difference(one: Difference) -> dict[str, Any]:
    """An object that differs between two versions."""
    found: dict[str, Any] = {"path": one.path, "type": one.type.value}
    if one.before is not None:
        found["size_before"] = one.before.size
    if one.after is not None:
        found["size_after"] = one.after.size
    return found


def etag(content: Content) -> str:
    """The tag of a content: its hash, quoted."""
    return f'"{content.sha256}"'
