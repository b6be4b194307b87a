"""Inputs and outputs of Runs that people add on a server, and take back."""

from __future__ import annotations

from typing import TypeAlias

from em_desktop.domain.lineage import DATA_TYPES, Edge
from em_desktop.domain.nodes import NodeType
from em_desktop.domain.operations import AddEdge, Changes, Outcome, RemoveEdge, RestoreEdge
from em_desktop.domain.recordings import Association, Role
from em_desktop.errors import EmError, NotSupportedError
from em_desktop.stores.remote.account import Account
from em_desktop.stores.remote.additions import Feature
from em_desktop.stores.remote.answers import RemoteNode
from em_desktop.stores.remote.flow import Flow, association_to
from em_desktop.stores.remote.places import Territory

ChangeEdge: TypeAlias = AddEdge | RemoveEdge | RestoreEdge
_DATA = {kind.value for kind in DATA_TYPES}


def change_edge(account: Account, territory: Territory, operation: ChangeEdge) -> Outcome:
    """Do the operation.

    Raises:
        NotSupportedError: the nodes can't be joined, the edge was recorded, or the server
            can't take edges back.
    """
    run = account.client.node(territory.address(operation.path))
    if run.type != NodeType.RUN.value:
        raise NotSupportedError(str(operation.path), "only a run has inputs and outputs")
    lineage = Flow(account.client, territory).of_run(run)
    edges = (*lineage.inputs, *lineage.outputs)
    joining = _Joining(account, territory, run, operation)
    match operation:
        case AddEdge(_, role, path):
            data = account.client.node(territory.address(path))
            if data.type not in _DATA:
                reason = "only artifacts, models and datasets are data"
                raise NotSupportedError(str(path), reason)
            if any(one.association.role is role and one.node == path for one in edges):
                return Outcome(Changes(), None)
            return joining.join(data, association_to(data, role))
        case RestoreEdge(_, edge):
            if any(one.association == edge for one in edges):
                return Outcome(Changes(), None)
            return joining.join(account.client.node(edge.id.partition(":")[0]), edge)
        case RemoveEdge(_, edge):
            return joining.part(edges, edge)


class _Joining:
    """One Run whose edges change."""

    def __init__(
        self, account: Account, territory: Territory, run: RemoteNode, operation: ChangeEdge
    ) -> None:
        self._account = account
        self._territory = territory
        self._run = run
        self._path = operation.path

    def join(self, data: RemoteNode, edge: Association) -> Outcome:
        """Let data flow between the Run and a node."""
        echoes = (("graph", self._run.path), ("graph", data.path))
        for echo in echoes:
            self._account.expect(echo)
        try:
            self._account.client.connect([self._ends(edge)])
        except EmError:
            for echo in echoes:
                self._account.forget(echo)
            raise
        return self._touched(data, RemoveEdge(self._path, edge))

    def part(self, edges: tuple[Edge, ...], edge: Association) -> Outcome:
        """Take an edge back."""
        found = next((one for one in edges if one.association == edge), None)
        if found is None:
            return Outcome(Changes(), None)
        if not found.is_added:
            raise NotSupportedError(str(self._path), "the run itself recorded this")
        if Feature.DISCONNECT not in self._account.features:
            raise NotSupportedError(str(self._path), "the server can't take this back")
        data = self._account.client.node(edge.id.partition(":")[0])
        for address in (self._run.path, data.path):
            self._account.expect(("graph", address))
        self._account.additions.disconnect(*self._ends(edge))
        return self._touched(data, RestoreEdge(self._path, edge))

    def _ends(self, edge: Association) -> tuple[str, str]:
        return (edge.id, self._run.id) if edge.role is Role.INPUT else (self._run.id, edge.id)

    def _touched(self, data: RemoteNode, inverse: RemoveEdge | RestoreEdge) -> Outcome:
        other = self._territory.path(data.path)
        nodes = {self._path} | ({other} if other is not None else set())
        known = Feature.DISCONNECT in self._account.features
        return Outcome(Changes(nodes=frozenset(nodes)), inverse if known else None)
