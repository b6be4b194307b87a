"""Setting what people say of the nodes of a server."""

from __future__ import annotations

import json
from typing import Any

from em_desktop.domain.nodes import NodeType
from em_desktop.domain.operations import (
    Changes,
    Outcome,
    SetColor,
    SetDescription,
    SetFavourite,
    SetIdentity,
    SetLabels,
    SetLocked,
    SetValue,
    check_before,
)
from em_desktop.errors import NotSupportedError
from em_desktop.stores.remote.answers import RemoteNode
from em_desktop.stores.remote.client import Client
from em_desktop.stores.remote.reading import MARKS


def is_locked(node: RemoteNode) -> bool:
    """Whether people have locked a node against deletion."""
    return _marks(node).get("locked") is True


def unlock(client: Client, node: RemoteNode) -> None:
    """Let a node not be locked any more."""
    if is_locked(node):
        _mark(client, node, "locked", value=False)


def set_value(client: Client, node: RemoteNode, operation: SetValue) -> Outcome:
    """Do the operation; the value that was there before comes with the inverse.

    Raises:
        ConflictError: the value isn't the one that was to be replaced.
        NotSupportedError: nodes of this type have no such value.
    """
    path = operation.path
    if node.type == NodeType.SHORTCUT.value and isinstance(operation, SetColor | SetLocked):
        raise NotSupportedError(str(path), "a shortcut has no colour and no lock")
    match operation:
        case SetLabels(_, labels, before):
            check_before(path, before, node.labels)
            _change(client, node, labels=labels)
            return Outcome.at(path, SetLabels(path, node.labels, labels))
        case SetDescription(_, description, expected):
            check_before(path, expected, node.description)
            _change(client, node, description=description)
            return Outcome.at(path, SetDescription(path, node.description, description))
        case SetFavourite(_, favourite, was):
            now = _marks(node).get("favourite") is True
            check_before(path, was, now)
            _mark(client, node, "favourite", favourite)
            return Outcome.at(path, SetFavourite(path, now, favourite))
        case SetColor(_, color, had):
            shown = str(_marks(node).get("color") or "")
            check_before(path, had, shown)
            _mark(client, node, "color", color)
            return Outcome.at(path, SetColor(path, shown, color))
        case SetLocked(_, locked, was):
            now = is_locked(node)
            check_before(path, was, now)
            _mark(client, node, "locked", locked)
            return Outcome.at(path, SetLocked(path, now, locked))
        case SetIdentity():
            return Outcome(Changes(), None)  # a server's nodes have their ids for ever


def _change(
    client: Client,
    node: RemoteNode,
    *,
    labels: tuple[str, ...] | None = None,
    description: str | None = None,
    extra: str | None = None,
) -> None:
    client.change(
        node.path,
        name=node.name,
        labels=node.labels if labels is None else labels,
        description=node.description if description is None else description,
        extra=node.extra if extra is None else extra,
    )


def _mark(client: Client, node: RemoteNode, name: str, value: str | bool) -> None:
    """Write a mark into the node's extra text, whose other members stay as they are."""
    if node.extra and not node.has_notes:
        raise NotSupportedError(node.path, "another program keeps something else there")
    marks = {**_marks(node), name: value}
    kept = {key: mark for key, mark in marks.items() if mark}
    notes = {key: note for key, note in node.notes.items() if key != MARKS}
    if kept:
        notes[MARKS] = kept
    _change(client, node, extra=json.dumps(notes, ensure_ascii=False))


def _marks(node: RemoteNode) -> dict[str, Any]:
    marks = node.notes.get(MARKS)
    return marks if isinstance(marks, dict) else {}
