"""Which names in a folder are free, and what happens where one isn't."""

from __future__ import annotations

import os
from dataclasses import dataclass

from em_desktop.domain.naming import comparable, free_segment
from em_desktop.domain.nodes import NodeType
from em_desktop.domain.operations import IfTaken
from em_desktop.domain.paths import NodePath
from em_desktop.errors import AlreadyExistsError, InvalidMoveError, InvalidNameError
from em_desktop.stores.local.places import Places, is_node_name
from em_desktop.stores.local.reader import NodeReader


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a node goes.

    Attributes:
        path: None where it goes nowhere: the name is taken and it is skipped.
        replaces: what has to go to the trash before.
    """

    path: NodePath | None
    replaces: NodePath | None = None


class Names:
    """The names in the folders of a store.

    Those that differ only in case or composition are one: a store is copied to systems
    where they are.
    """

    def __init__(self, places: Places, reader: NodeReader) -> None:
        self._places = places
        self._reader = reader

    def check_folder(self, path: NodePath) -> None:
        """Refuse what takes no nodes.

        Raises:
            InvalidMoveError: it isn't a folder.
        """
        if not self._reader.node(path).is_folder:
            raise InvalidMoveError(str(path), "only a folder takes nodes")

    def spot(
        self,
        kind: NodeType,
        wanted: NodePath,
        if_taken: IfTaken,
        comes_from: NodePath | None = None,
    ) -> Spot:
        """Where a node that is wanted at a path goes.

        Args:
            kind: its type.
            wanted: the path that it gets where that is free.
            if_taken: what happens where it isn't.
            comes_from: where it is now, if it moves; its own name is free for it.

        Raises:
            AlreadyExistsError: the name is taken.
            InvalidMoveError: it would replace what it lies in.
            InvalidNameError: the name would be hidden.
        """
        folder = self._places.locate(wanted.parent)
        if not is_node_name(wanted.name, folder.name):
            raise InvalidNameError(wanted.name, "it would be hidden there")
        names = self._names(wanted.parent)
        key = comparable(wanted.name)
        others = [
            path
            for name in names
            if comparable(name) == key and (path := wanted.parent.child(name)) != comes_from
        ]
        if not others:
            return Spot(wanted)
        match if_taken:
            case IfTaken.SKIP:
                return Spot(None)
            case IfTaken.KEEP_BOTH:
                return Spot(wanted.parent.child(free_segment(kind, wanted.name, names)))
            case IfTaken.REPLACE if len(others) == 1:
                if comes_from is not None and comes_from.is_below(others[0]):
                    raise InvalidMoveError(str(comes_from), "it lies in what it would replace")
                return Spot(wanted, others[0])
        raise AlreadyExistsError(str(others[0]), "the name is taken")

    def _names(self, folder: NodePath) -> list[str]:
        place = self._places.locate(folder)
        try:
            return os.listdir(place)  # noqa: PTH208 - names alone
        except OSError as error:
            raise self._places.error(error, place) from error
