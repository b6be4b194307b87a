"""The sharing rules against the plain model, which copies every grant to every node."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from em_desktop.domain.grants import (
    PUBLIC,
    Access,
    Grant,
    GrantAction,
    Identity,
    Permission,
    Principal,
    PrincipalKind,
    Step,
    access_at,
    grants_at,
    preview_move,
    sharing_actions,
)

HISTORIES = int(os.environ.get("EM_HISTORIES", "1000"))
PRINCIPALS = [
    Principal(PrincipalKind.USER, "ann"),
    Principal(PrincipalKind.USER, "bob"),
    Principal(PrincipalKind.GROUP, "vision"),
    PUBLIC,
]
GIVEN = [None, Permission.VIEW, Permission.EDIT]


@dataclass
class ModelNode:
    """A node with the grants that hold at it, written out."""

    parent: int | None
    grants: dict[Principal, Permission] = field(default_factory=dict)


@dataclass
class RealNode:
    """A node as it is stored: its last move, and what was done at it."""

    parent: int | None
    moved_at: int = 0
    actions: dict[Principal, GrantAction] = field(default_factory=dict)


class World:
    """The same tree twice."""

    def __init__(self) -> None:
        self.model: dict[int, ModelNode] = {0: ModelNode(None)}
        self.real: dict[int, RealNode] = {0: RealNode(None)}
        self.clock = 0

    def pick(self, number: int) -> int:
        ids = sorted(self.model)
        return ids[number % len(ids)]

    def below(self, node: int) -> set[int]:
        found = {node}
        while more := {i for i, one in self.model.items() if one.parent in found} - found:
            found |= more
        return found

    def way(self, node: int) -> list[Step]:
        steps: list[Step] = []
        at: int | None = node
        while at is not None:
            one = self.real[at]
            steps.append(Step(f"/{at}", one.moved_at, list(one.actions.values())))
            at = one.parent
        return steps[::-1]

    def create(self, parent: int) -> None:
        node = max(self.model) + 1
        self.model[node] = ModelNode(parent, dict(self.model[parent].grants))
        self.real[node] = RealNode(parent)

    def share(self, node: int, principal: Principal, permission: Permission | None) -> None:
        self.clock += 1
        action = GrantAction(self.clock, principal, permission)
        self.real[node].actions[principal] = action
        for one in self.below(node):
            grants = self.model[one].grants
            if permission is None:
                grants.pop(principal, None)
            else:
                grants[principal] = permission

    def move(self, node: int, parent: int) -> None:
        if node == 0 or parent in self.below(node):
            return
        self.clock += 1
        self.real[node].parent = parent
        self.real[node].moved_at = self.clock
        self.model[node].parent = parent
        for one in self.below(node):
            self.model[one].grants = dict(self.model[parent].grants)

    def delete(self, node: int) -> None:
        if node:
            for one in self.below(node):
                del self.model[one], self.real[one]


def steps() -> st.SearchStrategy[tuple[str, int, int, Principal, Permission | None]]:
    return st.tuples(
        st.sampled_from(["create", "create", "share", "share", "share", "move", "delete"]),
        st.integers(0, 50),
        st.integers(0, 50),
        st.sampled_from(PRINCIPALS),
        st.sampled_from(GIVEN),
    )


@settings(max_examples=HISTORIES)
@given(st.lists(steps(), max_size=40))
def test_any_history_ends_in_the_grants_that_copying_would_give(
    history: list[tuple[str, int, int, Principal, Permission | None]],
) -> None:
    world = World()
    for what, first, second, principal, permission in history:
        node = world.pick(first)
        match what:
            case "create":
                world.create(node)
            case "share":
                world.share(node, principal, permission)
            case "move":
                world.move(node, world.pick(second))
            case "delete":
                world.delete(node)
    for node, one in world.model.items():
        assert grants_at(world.way(node)) == one.grants


@settings(max_examples=300)
@given(st.lists(steps(), max_size=30), st.data())
def test_replacing_the_sharing_of_a_node_leaves_exactly_what_was_wanted_at_it(
    history: list[tuple[str, int, int, Principal, Permission | None]], data: st.DataObject
) -> None:
    world = World()
    for what, first, second, principal, permission in history:
        node = world.pick(first)
        match what:
            case "create":
                world.create(node)
            case "share":
                world.share(node, principal, permission)
            case "move":
                world.move(node, world.pick(second))
    node = world.pick(data.draw(st.integers(0, 50)))
    wanted = data.draw(
        st.dictionaries(st.sampled_from(PRINCIPALS), st.sampled_from(GIVEN[1:])).map(
            lambda chosen: {one: given_ for one, given_ in chosen.items() if given_ is not None}
        )
    )
    grants = [Grant(principal, permission) for principal, permission in wanted.items()]
    for principal, permission in sharing_actions(grants_at(world.way(node)), grants):
        world.share(node, principal, permission)
    assert grants_at(world.way(node)) == wanted == world.model[node].grants


@settings(max_examples=300)
@given(st.lists(steps(), max_size=30), st.integers(0, 50), st.integers(0, 50))
def test_a_preview_tells_what_a_move_does_to_the_sharing(
    history: list[tuple[str, int, int, Principal, Permission | None]], first: int, second: int
) -> None:
    world = World()
    for what, one, _, principal, permission in history:
        if what == "create":
            world.create(world.pick(one))
        elif what == "share":
            world.share(world.pick(one), principal, permission)
    node, parent = world.pick(first), world.pick(second)
    if node == 0 or parent in world.below(node):
        return
    before = dict(world.model[node].grants)
    preview = preview_move(world.way(node), world.way(parent))
    world.move(node, parent)
    after = world.model[node].grants
    for principal in preview.lost:
        before.pop(principal)
    before |= preview.gained
    before |= {principal: new for principal, (_, new) in preview.changed.items()}
    assert before == after


@given(st.lists(steps(), max_size=30), st.sampled_from(["ann", "bob", "eve"]), st.booleans())
def test_a_user_may_do_the_best_of_what_they_their_groups_and_everyone_may(
    history: list[tuple[str, int, int, Principal, Permission | None]], user: str, in_group: bool
) -> None:
    world = World()
    for what, first, _, principal, permission in history:
        if what == "create":
            world.create(world.pick(first))
        elif what == "share":
            world.share(world.pick(first), principal, permission)
    who = Identity(user, frozenset({"vision"}) if in_group else frozenset())
    for node, one in world.model.items():
        access = access_at(who, "owner", world.way(node))
        meant = [given_ for principal, given_ in one.grants.items() if who.is_meant(principal)]
        best = max(meant, key=lambda given_: given_ is Permission.EDIT, default=None)
        assert access.permission is best
        assert access_at(Identity("owner"), "owner", world.way(node)) == Access(Permission.OWN)
