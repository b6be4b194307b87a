"""A data flow as W3C PROV-JSON: data are entities, Runs are activities."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from em_desktop.domain.flow_graph import FlowEdge, FlowGraph, FlowNode, Version
from em_desktop.domain.nodes import NodeType
from em_desktop.domain.paths import printable

_PREFIX = "em"
_NAMESPACE = "urn:em-desktop:node:"
_TERMS = "urn:em-desktop:terms:"


def prov_document(graph: FlowGraph) -> dict[str, Any]:
    """The graph as a PROV-JSON document, ready for ``json.dumps``.

    Runs used and generated entities. A version of a Model or Dataset is an entity of its own, a
    specialization of the Model or Dataset. What is folded isn't in it.
    """
    document: dict[str, Any] = {"prefix": {_PREFIX: _NAMESPACE, "emt": _TERMS}}
    for key in sorted(graph.nodes):
        node = graph.nodes[key]
        if node.fold is None:
            kind = "activity" if node.type is NodeType.RUN else "entity"
            document.setdefault(kind, {})[_name(node.key)] = _attributes(node)
    for ends in sorted(graph.edges):
        _add_edge(document, graph, graph.edges[ends])
    return document


def _name(key: str, version: Version | None = None) -> str:
    """A qualified name: what isn't plain is escaped."""
    text = key if version is None else f"{key}:{version.kind.value}:{version.name}"
    plain = text.encode("utf-8", "surrogatepass")
    escaped = quote(plain, safe="").replace(".", "%2E").replace("~", "%7E")
    return f"{_PREFIX}:{escaped}"


def _attributes(node: FlowNode) -> dict[str, Any]:
    kind = {"$": f"emt:{node.type.value}", "type": "xsd:QName"}
    found: dict[str, Any] = {"prov:label": printable(node.name), "prov:type": kind}
    facts = node.node
    if facts is None:
        found["emt:missing"] = True
        return found
    found["emt:path"] = printable(str(facts.path))
    if facts.id:
        found["emt:id"] = printable(facts.id)
    if node.type is NodeType.RUN:
        for key, moment in (("prov:startTime", facts.started), ("prov:endTime", facts.ended)):
            if moment is not None:
                found[key] = moment.isoformat()
        if facts.status is not None:
            found["emt:status"] = facts.status.value
    elif facts.created is not None:
        found["emt:created"] = {"$": facts.created.isoformat(), "type": "xsd:dateTime"}
    return found


def _add_edge(document: dict[str, Any], graph: FlowGraph, edge: FlowEdge) -> None:
    source, target = graph.nodes[edge.source], graph.nodes[edge.target]
    if source.fold is not None or target.fold is not None:
        return
    if target.type is NodeType.RUN and source.type is not NodeType.RUN:
        for entity in _entities(document, source, edge.versions):
            _add(document, "used", {"prov:activity": _name(target.key), "prov:entity": entity})
    elif source.type is NodeType.RUN and target.type is not NodeType.RUN:
        for entity in _entities(document, target, edge.versions):
            ends = {"prov:entity": entity, "prov:activity": _name(source.key)}
            _add(document, "wasGeneratedBy", ends)
    elif source.type is NodeType.RUN:
        ends = {"prov:informed": _name(target.key), "prov:informant": _name(source.key)}
        _add(document, "wasInformedBy", ends)
    else:
        ends = {"prov:generatedEntity": _name(target.key), "prov:usedEntity": _name(source.key)}
        _add(document, "wasDerivedFrom", ends)


def _entities(
    document: dict[str, Any], asset: FlowNode, versions: tuple[Version, ...]
) -> list[str]:
    """The names of an edge's versions, added as entities; the whole node's where it has none."""
    if not versions:
        return [_name(asset.key)]
    names = []
    for version in versions:
        name = _name(asset.key, version)
        names.append(name)
        if name not in document.setdefault("entity", {}):
            label = f"{asset.name}, {version.kind.value} {version.name}"
            document["entity"][name] = {"prov:label": printable(label)}
            ends = {"prov:specificEntity": name, "prov:generalEntity": _name(asset.key)}
            _add(document, "specializationOf", ends)
    return names


def _add(document: dict[str, Any], relation: str, ends: dict[str, str]) -> None:
    records = document.setdefault(relation, {})
    records[f"_:{relation}{len(records) + 1}"] = ends
