"""The data flow on a server: its graph of nodes, beside what each Run's recorder wrote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

from em_desktop.domain.lineage import Edge, Lineage
from em_desktop.domain.nodes import NodeType
from em_desktop.domain.recordings import Association, AssociationKind, Role
from em_desktop.formats import run
from em_desktop.formats.recording import METADATA, read_document
from em_desktop.stores.base import Cancel
from em_desktop.stores.remote.answers import RemoteNode
from em_desktop.stores.remote.client import Client
from em_desktop.stores.remote.places import Territory
from em_desktop.stores.remote.source import RemoteSource

_AT_ONCE = 8
_KINDS = {
    NodeType.ARTIFACT.value: AssociationKind.ARTIFACT,
    NodeType.MODEL.value: AssociationKind.MODEL,
    NodeType.DATASET.value: AssociationKind.DATASET,
}
_WITHOUT = {NodeType.FOLDER.value, NodeType.SHORTCUT.value}


class Flow:
    """Joins the server's edges to what the Runs say themselves."""

    def __init__(self, client: Client, territory: Territory) -> None:
        self._client = client
        self._territory = territory

    def lineage(self, node: RemoteNode, cancel: Cancel | None = None) -> Lineage:
        """The direct neighbours of a node; a Run's own, else the Runs that name it."""
        if node.type in _WITHOUT:
            return Lineage()
        if node.type == NodeType.RUN.value:
            return self.of_run(node)
        before, after = self._client.neighbours(node.id)
        if cancel is not None:
            cancel.check()
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            runs = dict.fromkeys(self._runs((*before, *after)))
            edges = dict(zip((one.id for one in runs), pool.map(self.of_run, runs), strict=True))
        if cancel is not None:
            cancel.check()
        return Lineage(
            inputs=self._from_data(node, before, edges, Role.OUTPUT),
            outputs=self._from_data(node, after, edges, Role.INPUT),
        )

    def of_run(self, node: RemoteNode) -> Lineage:
        """What a Run read and wrote: first what its recorder wrote, then what people added."""
        before, after = self._client.neighbours(node.id)
        document = read_document(RemoteSource(self._client, node.path), METADATA)
        recorded = run.metadata_from(document, node.alternative_name).value.associations
        return Lineage(
            self._side(Role.INPUT, recorded, before), self._side(Role.OUTPUT, recorded, after)
        )

    def _side(
        self, role: Role, recorded: Sequence[Association], there: Sequence[RemoteNode]
    ) -> tuple[Edge, ...]:
        left = {one.id: one for one in there}
        edges: list[Edge] = []
        for association in dict.fromkeys(one for one in recorded if one.role is role):
            found = _named(association, left.values())
            path = None
            if found is not None:
                path = self._territory.path(left.pop(found.id).path)
            edges.append(Edge(path, association))
        for one in left.values():
            path = self._territory.path(one.path)
            edges.append(Edge(path, association_to(one, role), is_added=True))
        return tuple(edges)

    def _from_data(
        self, data: RemoteNode, ends: Sequence[RemoteNode], edges: dict[str, Lineage], role: Role
    ) -> tuple[Edge, ...]:
        """The Runs at these ends, each with the name that it has for the data."""
        here = self._territory.path(data.path)
        found: list[Edge] = []
        for one in self._runs(ends):
            path = self._territory.path(one.path)
            lineage = edges[one.id]
            side = lineage.outputs if role is Role.OUTPUT else lineage.inputs
            found += [
                Edge(path, edge.association, edge.is_added) for edge in side if edge.node == here
            ]
        return tuple(found)

    def _runs(self, ends: Iterable[RemoteNode]) -> list[RemoteNode]:
        return [one for one in ends if one.type == NodeType.RUN.value]


def association_to(data: RemoteNode, role: Role) -> Association:
    """How an edge that people added names its data: by id, with where it is."""
    kind = _KINDS.get(data.type, AssociationKind.OTHER)
    return Association(role, kind, name=data.name, id=data.id, path=data.path)


def _named(association: Association, nodes: Iterable[RemoteNode]) -> RemoteNode | None:
    """The node that a Run means by what it wrote."""
    node_id = association.id.partition(":")[0]
    for one in nodes:
        if one.id.partition(":")[0] == node_id:
            return one
        if association.name and association.name in {one.alternative_name, one.name}:
            return one
    return None
