"""What is compared, as a value: Runs and trials side by side, each with a look that it keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from em_desktop.domain.paths import NodePath
from em_desktop.domain.run_colors import free_look

MOST_MEMBERS = 200
"""So many can be compared at once."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something to compare is.

    Attributes:
        store_id: the store.
        path: of the node; it follows the node when that moves.
        part: the id of a trial inside of an AutoTune; empty for the node itself.
    """

    store_id: str
    path: NodePath
    part: str = ""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Something that is to be compared.

    Attributes:
        name: what people call it.
        color: its own color.
        chosen: whether people chose that color.
        node_id: the node's id, if it has one.
    """

    place: Place
    name: str
    color: int
    chosen: bool = False
    node_id: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """One of the compared.

    Attributes:
        key: names it in this comparison, for good.
        name: what it was called when it was read last.
        look: see `run_colors`; it keeps it while it is in the comparison.
        node_id: by which it is found again wherever it was moved; empty: by its path.
        hidden: its curves aren't drawn.
    """

    key: str
    place: Place
    name: str
    look: int
    node_id: str = ""
    hidden: bool = False

    def is_same(self, newcomer: Newcomer) -> bool:
        """Whether it stands for the same thing."""
        mine, other = self.place, newcomer.place
        if mine.store_id != other.store_id or mine.part != other.part:
            return False
        if self.node_id and newcomer.node_id:
            return self.node_id == newcomer.node_id
        return mine.path == other.path


@dataclass(frozen=True, slots=True)
class Comparison:
    """Members in the order of adding, and how they are looked at.

    Attributes:
        id: a UUID.
        name: as people called it when they saved it; empty while it is a draft.
        baseline: key of the member that the others are compared with; empty: the first one.
        origin: the folder from which it was made.
        view: how its page looks (JSON values).
        count: how many members it ever had.
    """

    id: str
    members: tuple[Member, ...] = ()
    name: str = ""
    baseline: str = ""
    origin: Place | None = None
    view: Mapping[str, Any] = field(default_factory=dict)
    count: int = 0

    def member(self, key: str) -> Member:
        """The member with this key.

        Raises:
            KeyError: there is none.
        """
        for member in self.members:
            if member.key == key:
                return member
        raise KeyError(key)

    @property
    def baseline_key(self) -> str:
        """The baseline, else the first member; empty without members."""
        keys = [member.key for member in self.members]
        return self.baseline if self.baseline in keys else next(iter(keys), "")

    def with_added(self, newcomers: Iterable[Newcomer]) -> Comparison:
        """These too, each with a look that no other member has; known ones stay as they are.

        Beyond `MOST_MEMBERS` none is added.
        """
        members, count = list(self.members), self.count
        for newcomer in newcomers:
            if len(members) >= MOST_MEMBERS:
                break
            if any(member.is_same(newcomer) for member in members):
                continue
            taken = {member.look for member in members}
            look = free_look(newcomer.color, taken, chosen=newcomer.chosen)
            count += 1
            members.append(
                Member(str(count), newcomer.place, newcomer.name, look, newcomer.node_id)
            )
        return replace(self, members=tuple(members), count=count)

    def without(self, keys: Iterable[str]) -> Comparison:
        """Without these; the looks of the others stay."""
        gone = set(keys)
        return replace(self, members=tuple(each for each in self.members if each.key not in gone))

    def changed(self, key: str, change: Callable[[Member], Member]) -> Comparison:
        """One member as ``change`` makes it."""
        return replace(
            self,
            members=tuple(change(each) if each.key == key else each for each in self.members),
        )

    def with_color(self, key: str, color: int) -> Comparison:
        """One member in a color that people chose; the others keep theirs."""
        taken = {member.look for member in self.members if member.key != key}
        look = free_look(color, taken, chosen=True)
        return self.changed(key, lambda member: replace(member, look=look))

    def with_hidden(self, key: str, *, hidden: bool) -> Comparison:
        """Draw a member's curves or not."""
        return self.changed(key, lambda member: replace(member, hidden=hidden))

    def with_baseline(self, key: str) -> Comparison:
        """Compare the others with this member."""
        return replace(self, baseline=key)

    def relocated(self, moved: Callable[[Place], Place]) -> Comparison:
        """After nodes moved; the same object where none of its own did."""
        members = tuple(
            each if (place := moved(each.place)) == each.place else replace(each, place=place)
            for each in self.members
        )
        origin = None if self.origin is None else moved(self.origin)
        if members == self.members and origin == self.origin:
            return self
        return replace(self, members=members, origin=origin)
