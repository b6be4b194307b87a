"""Changing what the app keeps of a node: labels, description, favourite, colour, lock, id."""

from __future__ import annotations

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
from em_desktop.formats.durable import Durably
from em_desktop.stores.local.annotate import Annotations
from em_desktop.stores.local.flow import Flow
from em_desktop.stores.local.places import Places
from em_desktop.stores.local.reader import NodeReader


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
                check_before(path, before, node.labels)
                yield from self._annotations.setting_labels(node, place, labels)
                return Outcome.at(path, SetLabels(path, node.labels, labels))
            case SetDescription(_, description, expected):
                check_before(path, expected, node.description)
                yield from self._annotations.setting_description(node, place, description)
                return Outcome.at(path, SetDescription(path, node.description, description))
            case SetFavourite(_, favourite, was):
                check_before(path, was, node.favourite)
                yield from self._annotations.setting_favourite(node, place, favourite)
                return Outcome.at(path, SetFavourite(path, node.favourite, favourite))
            case SetColor(_, color, had):
                check_before(path, had, node.color or "")
                yield from self._annotations.setting_color(node, place, color)
                return Outcome.at(path, SetColor(path, node.color or "", color))
            case SetLocked(_, locked, was):
                check_before(path, was, node.locked)
                yield from self._annotations.setting_locked(node, place, locked)
                return Outcome.at(path, SetLocked(path, node.locked, locked))
            case SetIdentity(_, node_id):
                known = node.id or ""
                if known == node_id or (not node_id and self._flow.is_referred(known)):
                    return Outcome(Changes(), None)
                yield from self._annotations.setting_id(node, place, node_id)
                return Outcome.at(path, SetIdentity(path, known))
