"""PROV-JSON by the rules of the W3C submission of 24 April 2013."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from em_desktop.domain.flow_graph import FlowEdge, FlowGraph, Version, missing
from em_desktop.domain.flow_prov import prov_document
from em_desktop.domain.recordings import Association, AssociationKind, Role
from tests.unit.domain.flows import graph

ELEMENTS = {"entity", "activity", "agent"}
RELATIONS = {
    "used": ({"prov:activity"}, {"prov:entity", "prov:time"}),
    "wasGeneratedBy": ({"prov:entity"}, {"prov:activity", "prov:time"}),
    "wasInformedBy": ({"prov:informed", "prov:informant"}, set[str]()),
    "wasDerivedFrom": ({"prov:generatedEntity", "prov:usedEntity"}, {"prov:activity"}),
    "specializationOf": ({"prov:specificEntity", "prov:generalEntity"}, set[str]()),
}
"""Relation to the properties that it must and those that it may have."""
WELL_KNOWN = {"prov", "xsd"}
QUALIFIED = re.compile(r"(_|[A-Za-z][\w-]*):[^\s\"\\^`{}|<>]+")


def check(document: dict[str, Any]) -> None:
    """Assert that a document is valid PROV-JSON, and that no relation names what isn't in it."""
    prefixes = WELL_KNOWN | set(document["prefix"])
    assert set(document) <= {"prefix"} | ELEMENTS | set(RELATIONS)
    for namespace in document["prefix"].values():
        assert re.fullmatch(r"[a-z]+:\S+", namespace)
    declared = {kind: set(document.get(kind, {})) for kind in ELEMENTS}
    for kind in ELEMENTS & set(document):
        for name, attributes in document[kind].items():
            check_name(name, prefixes)
            check_attributes(attributes, prefixes)
            times = {key for key in attributes if key in {"prov:startTime", "prov:endTime"}}
            assert not times or kind == "activity"
            for key in times:
                assert datetime.fromisoformat(attributes[key]).tzinfo is not None
    for relation, (required, optional) in RELATIONS.items():
        for name, record in document.get(relation, {}).items():
            check_name(name, prefixes | {"_"})
            assert required <= set(record) <= required | optional
            for key, value in record.items():
                kind = (
                    "activity"
                    if key in {"prov:activity", "prov:informed", "prov:informant"}
                    else "entity"
                )
                assert value in declared[kind]


def check_name(name: str, prefixes: set[str]) -> None:
    assert QUALIFIED.fullmatch(name), name
    assert name.partition(":")[0] in prefixes


def check_attributes(attributes: dict[str, Any], prefixes: set[str]) -> None:
    for key, value in attributes.items():
        check_name(key, prefixes)
        if isinstance(value, dict):
            assert set(value) <= {"$", "type", "lang"}
            check_name(value["type"], prefixes)
            if value["type"] == "xsd:QName":
                check_name(value["$"], prefixes)
        else:
            assert isinstance(value, str | int | float | bool)


def test_runs_are_activities_that_used_and_generated_entities() -> None:
    document = prov_document(graph("a > r > m"))
    check(document)
    assert document["activity"]["em:r"]["prov:startTime"] == "2026-11-23T12:01:00+00:00"
    assert document["used"] == {"_:used1": {"prov:activity": "em:r", "prov:entity": "em:a"}}
    (made,) = document["wasGeneratedBy"].values()
    assert made == {"prov:entity": "em:m", "prov:activity": "em:r"}


def test_a_version_is_a_specialization_of_its_dataset() -> None:
    flow = graph("d > r")
    versions = tuple(Version(AssociationKind.TAG, name) for name in ("v 1", "v2"))
    flow = FlowGraph(flow.nodes, {("d", "r"): FlowEdge("d", "r", versions)})
    document = prov_document(flow)
    check(document)
    special = [record["prov:specificEntity"] for record in document["specializationOf"].values()]
    assert special == ["em:d%3Atag%3Av%201", "em:d%3Atag%3Av2"]


def test_odd_names_and_missing_data_give_a_valid_document() -> None:
    gone = missing(Association(Role.INPUT, AssociationKind.ARTIFACT, 'a "b"\n<数据>\udce4'))
    flow = graph("a > r > m", "r > r2", "a > b", "r > r")
    nodes = {**flow.nodes, gone.key: gone}
    document = prov_document(
        FlowGraph(nodes, {**flow.edges, (gone.key, "r"): FlowEdge(gone.key, "r")})
    )
    check(json.loads(json.dumps(document).encode("ascii")))
    (missed,) = [each for each in document["entity"].values() if each.get("emt:missing")]
    assert missed["prov:label"].startswith('a "b"')
