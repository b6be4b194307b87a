"""Inputs and outputs of Runs that people add to a store in memory, and take back."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TypeAlias

from em_desktop.domain.lineage import association_with, check_run
from em_desktop.domain.operations import (
    AddEdge,
    Changes,
    Outcome,
    RemoveEdge,
    RestoreEdge,
    SetIdentity,
)
from em_desktop.domain.paths import NodePath
from em_desktop.domain.recordings import Association
from em_desktop.errors import NotSupportedError
from em_desktop.stores.memory.entries import Entries

ChangeEdge: TypeAlias = AddEdge | RemoveEdge | RestoreEdge


def change_edge(entries: Entries, operation: ChangeEdge) -> Outcome:
    """Do the operation.

    Raises:
        NotSupportedError: the nodes can't be joined, or the edge was recorded.
    """
    path = operation.path
    check_run(entries.at(path).node)
    match operation:
        case AddEdge():
            return _add(entries, operation)
        case RemoveEdge(_, edge):
            return _remove(entries, path, edge)
        case RestoreEdge(_, edge):
            return _put(entries, path, edge)


def _add(entries: Entries, operation: AddEdge) -> Outcome:
    run, data = entries.at(operation.path), entries.at(operation.data)
    edge = association_with(data.node, operation.role)
    if any(
        one.role is edge.role and entries.target(one) == operation.data for one in run.all_edges
    ):
        return Outcome(Changes(), None)
    given = Outcome(Changes(), None)
    if not edge.id:
        data.node = replace(data.node, id=str(uuid.uuid4()))
        edge = association_with(data.node, operation.role)
        changes = Changes(nodes=frozenset({operation.data}))
        given = Outcome(changes, SetIdentity(operation.data, ""))
    return _put(entries, operation.path, edge).after(given)


def _put(entries: Entries, path: NodePath, edge: Association) -> Outcome:
    run = entries.at(path)
    if edge in run.added:
        return Outcome(Changes(), None)
    run.added = (*run.added, edge)
    return Outcome(_touched(entries, path, edge), RemoveEdge(path, edge))


def _remove(entries: Entries, path: NodePath, edge: Association) -> Outcome:
    run = entries.at(path)
    if edge not in run.added:
        if edge in run.associations:
            raise NotSupportedError(str(path), "the run itself recorded this")
        return Outcome(Changes(), None)
    run.added = tuple(one for one in run.added if one != edge)
    return Outcome(_touched(entries, path, edge), RestoreEdge(path, edge))


def _touched(entries: Entries, path: NodePath, edge: Association) -> Changes:
    """Both ends show another data flow now."""
    other = entries.target(edge)
    return Changes(nodes=frozenset({path} | ({other} if other is not None else set())))
