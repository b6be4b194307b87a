"""Inputs and outputs of Runs that people add in the app, and take back."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from em_desktop.domain.lineage import association_with, check_run
from em_desktop.domain.nodes import Node
from em_desktop.domain.operations import (
    AddEdge,
    Changes,
    Outcome,
    RemoveEdge,
    RestoreEdge,
    SetIdentity,
)
from em_desktop.domain.paths import NodePath
from em_desktop.domain.recordings import Association, Role
from em_desktop.errors import NotSupportedError
from em_desktop.formats.node_meta import NodeMeta
from em_desktop.stores.local.annotate import Annotations
from em_desktop.stores.local.flow import Flow
from em_desktop.stores.local.places import Places
from em_desktop.stores.local.reader import NodeReader

ChangeEdge: TypeAlias = AddEdge | RemoveEdge | RestoreEdge


class EdgeEditor:
    """Keeps added edges in the Run's ``.em-node.yaml``; its recording isn't touched."""

    def __init__(
        self, places: Places, reader: NodeReader, annotations: Annotations, flow: Flow
    ) -> None:
        self._places = places
        self._reader = reader
        self._annotations = annotations
        self._flow = flow

    def change(self, operation: ChangeEdge) -> Outcome:
        """Do the operation.

        Raises:
            NotSupportedError: the nodes can't be joined, or the edge was recorded.
        """
        run = self._reader.node(operation.path)
        check_run(run)
        match operation:
            case AddEdge():
                return self._add(run, operation)
            case RemoveEdge(_, edge):
                return self._remove(run, edge)
            case RestoreEdge(_, edge):
                return self._put(run, edge, self._other_end(run, edge))

    def _add(self, run: Node, operation: AddEdge) -> Outcome:
        data = self._reader.node(operation.data)
        association_with(data, operation.role)  # refuses what is no data, before it gets an id
        known = self._flow.lineage(run)
        side = known.inputs if operation.role is Role.INPUT else known.outputs
        if any(edge.node == data.path for edge in side):
            return Outcome(Changes(), None)
        node_id = self._annotations.identify(data, self._places.locate(data.path))
        given = Outcome(Changes(), None)
        if node_id != data.id:
            given = Outcome(Changes(nodes=frozenset({data.path})), SetIdentity(data.path, ""))
        edge = association_with(replace(data, id=node_id), operation.role)
        return self._put(run, edge, data.path).after(given)

    def _put(self, run: Node, edge: Association, other: NodePath | None) -> Outcome:
        def put(meta: NodeMeta) -> NodeMeta:
            return meta if edge in meta.edges else replace(meta, edges=(*meta.edges, edge))

        if edge in self._added(run):
            return Outcome(Changes(), None)
        self._annotations.update(self._places.locate(run.path), put)
        return Outcome(_touched(run, other), RemoveEdge(run.path, edge))

    def _remove(self, run: Node, edge: Association) -> Outcome:
        def without(meta: NodeMeta) -> NodeMeta:
            return replace(meta, edges=tuple(one for one in meta.edges if one != edge))

        if edge not in self._added(run):
            if any(one.association == edge for one in self._flow.of_run(run)):
                raise NotSupportedError(str(run.path), "the run itself recorded this")
            return Outcome(Changes(), None)
        other = self._other_end(run, edge)
        self._annotations.update(self._places.locate(run.path), without)
        return Outcome(_touched(run, other), RestoreEdge(run.path, edge))

    def _added(self, run: Node) -> tuple[Association, ...]:
        return self._annotations.read(self._places.locate(run.path)).edges

    def _other_end(self, run: Node, edge: Association) -> NodePath | None:
        return self._flow.target(edge, run.path)


def _touched(run: Node, other: NodePath | None) -> Changes:
    """Both ends show another data flow now."""
    return Changes(nodes=frozenset({run.path} | ({other} if other is not None else set())))
