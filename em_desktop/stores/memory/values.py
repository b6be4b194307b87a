"""Setting what people say of the nodes of a store in memory."""

from __future__ import annotations

from dataclasses import replace

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
from em_desktop.stores.memory.entries import Entries


def set_value(entries: Entries, operation: SetValue) -> Outcome:
    """Do the operation; the value that was there before comes with the inverse.

    Raises:
        ConflictError: the value isn't the one that was to be replaced.
        NotSupportedError: nodes of this type have no such value.
    """
    path = operation.path
    entry = entries.described(path)
    node = entry.node
    if node.type is NodeType.SHORTCUT and isinstance(operation, SetColor | SetLocked):
        raise NotSupportedError(str(path), "a shortcut has no colour and no lock")
    match operation:
        case SetLabels(_, labels, before):
            check_before(path, before, node.labels)
            entry.node = replace(node, labels=labels)
            return Outcome.at(path, SetLabels(path, node.labels, labels))
        case SetDescription(_, description, expected):
            check_before(path, expected, node.description)
            entry.node = replace(node, description=description)
            return Outcome.at(path, SetDescription(path, node.description, description))
        case SetFavourite(_, favourite, was):
            check_before(path, was, node.favourite)
            entry.node = replace(node, favourite=favourite)
            return Outcome.at(path, SetFavourite(path, node.favourite, favourite))
        case SetColor(_, color, had):
            check_before(path, had, node.color or "")
            entry.node = replace(node, color=color or None)
            return Outcome.at(path, SetColor(path, node.color or "", color))
        case SetLocked(_, locked, was):
            check_before(path, was, node.locked)
            entry.node = replace(node, locked=locked)
            return Outcome.at(path, SetLocked(path, node.locked, locked))
        case SetIdentity(_, node_id):
            known = node.id or ""
            if known == node_id or (not node_id and entries.is_referred(known)):
                return Outcome(Changes(), None)
            entry.node = replace(node, id=node_id or None)
            return Outcome.at(path, SetIdentity(path, known))
