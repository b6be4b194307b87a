"""Inputs and outputs that people add to a Run, and take back: what every store does with them."""

from __future__ import annotations

import pytest

from em_desktop.domain.lineage import Edge
from em_desktop.domain.operations import (
    AddEdge,
    Changes,
    Copy,
    CreateShortcut,
    Move,
    Remove,
    RemoveEdge,
    RestoreEdge,
)
from em_desktop.domain.recordings import Role
from em_desktop.errors import ConflictError, NotFoundError, NotSupportedError
from em_desktop.stores.base import Store
from tests.contract.conftest import MODEL, World
from tests.contract.test_changing import ARTIFACT, DATA_FOLDER, EMPTY, NOTES, RUN, RUNS

WEIGHTS = DATA_FOLDER.child(MODEL)
ADD = AddEdge(RUN, Role.INPUT, WEIGHTS)


def added(store: Store) -> list[Edge]:
    lineage = store.lineage(RUN)
    return [edge for edge in (*lineage.inputs, *lineage.outputs) if edge.is_added]


def test_an_added_edge_is_seen_from_both_ends(store: Store) -> None:
    outcome = store.perform(ADD)
    assert outcome.changes.nodes == {RUN, WEIGHTS}
    assert [edge.node for edge in store.lineage(RUN).inputs] == [ARTIFACT, WEIGHTS]
    assert [edge.is_added for edge in store.lineage(RUN).inputs] == [False, True]
    (edge,) = store.lineage(WEIGHTS).outputs
    assert (edge.node, edge.is_added) == (RUN, True)
    assert store.find(edge.association.id).path == WEIGHTS


def test_one_node_can_be_on_both_sides(store: Store) -> None:
    store.perform(AddEdge(RUN, Role.OUTPUT, ARTIFACT))
    assert [edge.node for edge in store.lineage(RUN).inputs] == [ARTIFACT]
    assert [edge.node for edge in store.lineage(RUN).outputs][-1] == ARTIFACT


def test_what_is_said_already_is_not_said_twice(store: Store) -> None:
    node_id = store.get(ARTIFACT).id
    recorded = store.perform(AddEdge(RUN, Role.INPUT, ARTIFACT))
    assert (recorded.changes, recorded.inverse) == (Changes(), None)
    assert store.get(ARTIFACT).id == node_id
    store.perform(ADD)
    assert not store.perform(ADD).changes
    assert len(added(store)) == 1


@pytest.mark.needs("edges")
def test_adding_and_removing_are_taken_back_and_done_again(store: Store) -> None:
    node_id = store.get(WEIGHTS).id
    adding = store.perform(ADD)
    assert adding.inverse is not None
    again = store.perform(adding.inverse)
    assert added(store) == []
    assert store.get(WEIGHTS).id == node_id  # one that it got for the edge alone is gone
    assert again.inverse is not None
    store.perform(again.inverse)
    (edge,) = added(store)
    removing = store.perform(RemoveEdge(RUN, edge.association))
    assert removing.changes.nodes == {RUN, WEIGHTS}
    assert added(store) == []
    assert removing.inverse is not None
    store.perform(removing.inverse)
    assert added(store) == [edge]


@pytest.mark.needs("move")
def test_an_edge_holds_wherever_its_ends_go(store: Store) -> None:
    store.perform(ADD)
    store.perform(Move(WEIGHTS, EMPTY, "renamed"))
    (edge,) = added(store)
    assert edge.node == EMPTY.child("renamed_261123_121000_bbbbbb")
    moved = EMPTY.child(RUN.name)
    store.perform(Move(RUN, EMPTY))
    assert [one.node for one in store.lineage(edge.node).outputs] == [moved]


@pytest.mark.needs("dangling_edges")
def test_an_edge_to_what_is_gone_stays_and_can_be_removed_and_restored(store: Store) -> None:
    store.perform(ADD)
    store.perform(Remove(WEIGHTS))
    (edge,) = added(store)
    assert (edge.node, edge.association.name) == (None, MODEL)
    removing = store.perform(RemoveEdge(RUN, edge.association))
    assert removing.changes.nodes == {RUN}
    assert removing.inverse == RestoreEdge(RUN, edge.association)
    store.perform(removing.inverse)
    assert added(store) == [edge]


def test_what_the_run_recorded_cannot_be_removed(store: Store) -> None:
    (edge,) = store.lineage(RUN).inputs
    with pytest.raises(NotSupportedError):
        store.perform(RemoveEdge(RUN, edge.association))
    assert store.lineage(RUN).inputs == (edge,)


@pytest.mark.needs("edges")
def test_removing_what_is_not_there_changes_nothing(store: Store) -> None:
    store.perform(ADD)
    (edge,) = added(store)
    store.perform(RemoveEdge(RUN, edge.association))
    outcome = store.perform(RemoveEdge(RUN, edge.association))
    assert (outcome.changes, outcome.inverse) == (Changes(), None)


@pytest.mark.needs("late_ids")
def test_an_id_that_a_shortcut_needs_too_stays(store: Store) -> None:
    adding = store.perform(ADD)
    assert adding.inverse is not None
    store.perform(CreateShortcut(WEIGHTS, EMPTY))
    known = store.get(WEIGHTS).id
    store.perform(adding.inverse)
    assert store.get(WEIGHTS).id == known is not None


@pytest.mark.needs("copy")
def test_a_copy_of_a_run_has_its_edges(store: Store) -> None:
    store.perform(ADD)
    store.perform(Copy(RUN, EMPTY))
    copied = store.lineage(EMPTY.child(RUN.name)).inputs
    assert [(edge.node, edge.is_added) for edge in copied] == [(ARTIFACT, False), (WEIGHTS, True)]


@pytest.mark.needs("copy")
def test_a_run_that_got_an_edge_is_not_removed_by_undoing_its_arrival(store: Store) -> None:
    copying = store.perform(Copy(RUN, EMPTY))
    assert copying.inverse is not None
    store.perform(AddEdge(EMPTY.child(RUN.name), Role.INPUT, WEIGHTS))
    with pytest.raises(ConflictError):
        store.perform(copying.inverse)


@pytest.mark.parametrize(
    ("operation", "error"),
    [
        pytest.param(
            AddEdge(RUN, Role.INPUT, NOTES),
            NotSupportedError,
            marks=pytest.mark.needs("single_files"),
        ),
        (AddEdge(RUN, Role.INPUT, RUN), NotSupportedError),
        (AddEdge(RUN, Role.INPUT, RUNS), NotSupportedError),
        (AddEdge(ARTIFACT, Role.INPUT, WEIGHTS), NotSupportedError),
        (AddEdge(RUN, Role.INPUT, EMPTY.child("absent")), NotFoundError),
        (AddEdge(EMPTY.child("absent"), Role.INPUT, WEIGHTS), NotFoundError),
    ],
)
def test_what_cannot_be_joined_is_refused(
    world: World, operation: AddEdge, error: type[Exception]
) -> None:
    node_id = world.store.get(WEIGHTS).id
    with pytest.raises(error):
        world.store.perform(operation)
    assert world.store.get(WEIGHTS).id == node_id
    assert added(world.store) == []
