"""The comparisons: drafts that tabs show, and those that people saved under a name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import uuid4

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from em_desktop.domain.comparison import Comparison, Newcomer, Place
from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.operations import Changes
from em_desktop.errors import EmError, NotFoundError
from em_desktop.gui.comparison_file import from_json, to_json
from em_desktop.gui.comparison_place import comparison_id
from em_desktop.gui.context import Context, Location
from em_desktop.gui.kept_file import KeptFile, read_kept
from em_desktop.gui.places import moved
from em_desktop.stores.base import Store

_FILE = "comparisons.json"
_MOST_STEPS = 50


class Comparisons(QObject):
    """Keeps all comparisons in a file of the user's, and has them follow their nodes.

    They are the user's and may be about several stores, so that they are in none of them.
    """

    changed = Signal(str)
    """A comparison is another one now, or gone; its id."""
    listed = Signal()
    """There are other saved ones, or other names."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        path = context.data_directory / _FILE
        self._all = {each.id: each for each in from_json(read_kept(path))}
        self._before: dict[str, list[Comparison]] = {}
        self._after: dict[str, list[Comparison]] = {}
        self._file = KeptFile(path, context.tasks, self._text, self)
        self._written = self._text()
        context.stores.changed.connect(self._follow)

    # What there is

    def get(self, key: str) -> Comparison:
        """The comparison with this id.

        Raises:
            NotFoundError: it was deleted.
        """
        try:
            return self._all[key]
        except KeyError:
            raise NotFoundError(key, "this comparison was deleted") from None

    def __contains__(self, key: str) -> bool:
        return key in self._all

    def saved(self) -> list[Comparison]:
        """Those with a name, by name."""
        named = [each for each in self._all.values() if each.name]
        return sorted(named, key=lambda each: (each.name.casefold(), each.id))

    def node(self, location: Location) -> Node:
        """What stands for the comparison at a place where a node is shown.

        Raises:
            NotFoundError: it was deleted.
        """
        comparison = self.get(comparison_id(location))
        return Node(location.path, NodeType.FOLDER, short_title(comparison))

    def origin(self, location: Location) -> Location | None:
        """The folder from which the comparison at a place was made, if its store is open."""
        comparison = self._all.get(comparison_id(location))
        origin = None if comparison is None else comparison.origin
        if origin is None or origin.store_id not in self._context.stores:
            return None
        return Location(origin.store_id, origin.path)

    # Changing them

    def create(self, newcomers: Iterable[Newcomer], origin: Location | None) -> Comparison:
        """A new draft."""
        place = None if origin is None else Place(origin.store_id, origin.path)
        made = Comparison(str(uuid4()), origin=place).with_added(newcomers)
        self._all[made.id] = made
        self._file.save_soon()
        return made

    def put(self, comparison: Comparison, *, is_step: bool = False) -> None:
        """Replace a comparison by what became of it.

        Args:
            comparison: of an id that is there.
            is_step: whether people did that: then it can be taken back.
        """
        before = self.get(comparison.id)
        if before == comparison:
            return
        if is_step:
            steps = self._before.setdefault(comparison.id, [])
            steps.append(before)
            del steps[:-_MOST_STEPS]
            self._after.pop(comparison.id, None)
        self._set(comparison)

    def set_view(self, key: str, view: dict[str, object]) -> None:
        """Note how a comparison's page looks; the page knows it already."""
        known = self._all.get(key)
        if known is not None and dict(known.view) != view:
            self._all[key] = replace(known, view=view)
            self._file.save_soon()

    def can_undo(self, key: str) -> bool:
        return bool(self._before.get(key))

    def can_redo(self, key: str) -> bool:
        return bool(self._after.get(key))

    def undo(self, key: str) -> None:
        """Take back what people did last to a comparison."""
        self._step(key, self._before, self._after)

    def redo(self, key: str) -> None:
        """Do again what was taken back."""
        self._step(key, self._after, self._before)

    def _step(
        self, key: str, source: dict[str, list[Comparison]], target: dict[str, list[Comparison]]
    ) -> None:
        steps, now = source.get(key), self.get(key)
        if steps:
            target.setdefault(key, []).append(now)
            self._set(replace(steps.pop(), name=now.name, view=now.view))

    def save(self, key: str, name: str) -> None:
        """Save a comparison under a name; its nodes get ids, so that it finds them again."""
        self.put(replace(self.get(key), name=name))
        self._identify(key)

    def delete(self, key: str) -> None:
        """Take a saved one off the list; where it is open it goes on as a draft."""
        self.put(replace(self.get(key), name=""))

    def keep_drafts(self, keys: Iterable[str]) -> None:
        """Forget the drafts but these: those that no tab shows any more."""
        kept = set(keys)
        self._all = {key: each for key, each in self._all.items() if each.name or key in kept}

    def _set(self, comparison: Comparison) -> None:
        before = self._all[comparison.id]
        self._all[comparison.id] = comparison
        self._file.save_soon()
        self.changed.emit(comparison.id)
        if before.name != comparison.name or before.members != comparison.members:
            self.listed.emit()

    # Following nodes

    @Slot(str, object)
    def _follow(self, store_id: str, changes: Changes) -> None:
        if not changes.moved:
            return

        def follow(place: Place) -> Place:
            before = Location(place.store_id, place.path)
            after = moved(before, store_id, changes)
            return place if after == before else replace(place, path=after.path)

        for steps in (*self._before.values(), *self._after.values()):
            steps[:] = [each.relocated(follow) for each in steps]
        for comparison in list(self._all.values()):
            relocated = comparison.relocated(follow)
            if relocated is not comparison:
                self._set(relocated)

    def _identify(self, key: str) -> None:
        """Give the nodes of a comparison ids, where their stores can."""
        by_store: dict[str, list[tuple[str, Place]]] = {}
        for member in self.get(key).members:
            if not member.node_id:
                members = by_store.setdefault(member.place.store_id, [])
                members.append((member.key, member.place))
        for store_id, members in by_store.items():
            try:
                store = self._context.stores.store(store_id)
            except EmError:
                continue

            def work(
                _cancel: object,
                store: Store = store,
                members: Sequence[tuple[str, Place]] = tuple(members),
            ) -> tuple[str, dict[str, str]]:
                return key, _identified(store, members)

            self._context.tasks.run(self, work, Comparisons._take_ids, key=f"ids {store_id} {key}")

    def _take_ids(self, found: tuple[str, dict[str, str]]) -> None:
        key, ids = found
        if key in self._all:
            comparison = self.get(key)
            for member_key, node_id in ids.items():
                comparison = comparison.changed(
                    member_key,
                    lambda member, node_id=node_id: replace(member, node_id=node_id),  # type: ignore[misc]
                )
            self.put(comparison)

    # Its file

    def save_now(self) -> None:
        """Write the file at the end of the program, if there is anything new in it.

        Raises:
            EmError: the file can't be written.
        """
        text = self._text()
        if text != self._written:
            self._file.save_now()
            self._written = text

    def _text(self) -> str:
        return to_json(self._all.values())


def short_title(comparison: Comparison) -> str:
    """What a comparison is called where there is little room: "Compare 4"."""
    if comparison.name:
        return comparison.name
    words = QCoreApplication.translate("Comparisons", "Compare %1")
    return words.replace("%1", str(len(comparison.members)))


def _identified(store: Store, members: Sequence[tuple[str, Place]]) -> dict[str, str]:
    found = {}
    for key, place in members:
        try:
            found[key] = store.identify(place.path)
        except EmError:  # it is found by its path, as before
            continue
    return found
