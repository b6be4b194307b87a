"""Changing what the app keeps of a node: labels, description, favourite, colour, lock, id."""

from __future__ import annotations

from typing import TypeAlias

from em_desktop.domain.operations import (
    Changes,
    Operation,
    Outcome,
    SetColor,
    SetDescription,
    SetFavourite,
    SetIdentity,
    SetLabels,
    SetLocked,
)
from em_desktop.domain.paths import NodePath
from em_desktop.errors import ConflictError
from em_desktop.formats.durable import Durably
from em_desktop.stores.local.annotate import Annotations
from em_desktop.stores.local.flow import Flow
from em_desktop.stores.local.places import Places
from em_desktop.stores.local.reader import NodeReader

SetValue: TypeAlias = SetLabels | SetDescription | SetFavourite | SetColor | SetLocked | SetIdentity


class ValueEditor:
    """Sets values; the one that was there before comes with the inverse."""

    def __init__(
        self, places: Places, reader: NodeReader, annotations: Annotations, flow: Flow
    ) -> None:
        self._places = places
        self._reader = reader
        self._annotations = annotations
        self._flow = flow

    def setting(self, operation: SetValue) -> Durably[Outcome]:
        """Do the operation, alone or together with others.

        Raises:
            ConflictError: the value isn't the one that was to be replaced.
            NotSupportedError: nodes of this type have no such value.
        """
        path = operation.path
        node, place = self._reader.node(path), self._places.locate(path)
        match operation:
            case SetLabels(_, labels, before):
                _check_before(path, before, node.labels)
                yield from self._annotations.setting_labels(node, place, labels)
                return _outcome(path, SetLabels(path, node.labels, labels))
            case SetDescription(_, description, expected):
                _check_before(path, expected, node.description)
                yield from self._annotations.setting_description(node, place, description)
                return _outcome(path, SetDescription(path, node.description, description))
            case SetFavourite(_, favourite, was):
                _check_before(path, was, node.favourite)
                yield from self._annotations.setting_favourite(node, place, favourite)
                return _outcome(path, SetFavourite(path, node.favourite, favourite))
            case SetColor(_, color, had):
                _check_before(path, had, node.color or "")
                yield from self._annotations.setting_color(node, place, color)
                return _outcome(path, SetColor(path, node.color or "", color))
            case SetLocked(_, locked, was):
                _check_before(path, was, node.locked)
                yield from self._annotations.setting_locked(node, place, locked)
                return _outcome(path, SetLocked(path, node.locked, locked))
            case SetIdentity(_, node_id):
                known = node.id or ""
                if known == node_id or (not node_id and self._flow.is_referred(known)):
                    return Outcome(Changes(), None)
                yield from self._annotations.setting_id(node, place, node_id)
                return _outcome(path, SetIdentity(path, known))


def _outcome(path: NodePath, inverse: Operation) -> Outcome:
    return Outcome(Changes(nodes=frozenset({path})), inverse)


def _check_before(path: NodePath, before: object, now: object) -> None:
    if before is not None and before != now:
        raise ConflictError(str(path), f"it is {now!r} now")
