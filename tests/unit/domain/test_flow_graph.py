from __future__ import annotations

from em_desktop.domain.flow_folds import fold_key, folded
from em_desktop.domain.flow_graph import (
    FlowEdge,
    Side,
    Version,
    join,
    missing,
    missing_key,
    neighbours,
    version_of,
    without_types,
)
from em_desktop.domain.lineage import Edge, Lineage
from em_desktop.domain.nodes import NodeType
from em_desktop.domain.paths import NodePath
from em_desktop.domain.recordings import Association, AssociationKind, Role
from tests.unit.domain.flows import graph

TAG = Association(
    Role.INPUT, AssociationKind.TAG, id="7542:v1.2", path="/demo/dataset/images/digits:v1.2"
)


def test_what_an_artifact_depends_on_and_what_depends_on_it_is_told_apart() -> None:
    flow = graph("a > r1 > b > r2 > c", "a > r3 > e")
    assert flow.reachable("b", Side.UPSTREAM) == {"a", "r1", "b"}
    assert flow.reachable("b", Side.DOWNSTREAM) == {"b", "r2", "c"}
    assert flow.path_edges("b", [Side.UPSTREAM]) == {("a", "r1"), ("r1", "b")}


def test_a_cycle_reaches_itself_and_ends() -> None:
    flow = graph("a > r > a", "a > r2")
    assert flow.reachable("a", Side.UPSTREAM) == {"a", "r"}
    assert flow.reachable("r", Side.DOWNSTREAM) == {"a", "r", "r2"}


def test_versions_of_one_missing_dataset_are_one_node() -> None:
    branch = Association(
        Role.INPUT, AssociationKind.BRANCH, id="7542:main", path="/demo/digits:main"
    )
    assert missing_key(TAG) == missing_key(branch) == "?7542"
    assert version_of(TAG) == Version(AssociationKind.TAG, "v1.2")
    found = missing(TAG)
    assert (found.name, found.type, found.is_missing) == ("digits", NodeType.DATASET, True)


def test_neighbours_point_along_the_data() -> None:
    lineage = Lineage((Edge(None, TAG),), (Edge(NodePath(("m",)), TAG),))
    up, down = neighbours("/run", lineage)
    assert (up.edge.ends, up.side, up.path) == (("?7542", "/run"), Side.UPSTREAM, None)
    assert (down.edge.ends, down.side) == (("/run", "/m"), Side.DOWNSTREAM)
    assert up.edge.versions == (Version(AssociationKind.TAG, "v1.2"),)


def test_two_edges_with_the_same_ends_become_one_with_both_versions() -> None:
    one, two = (Version(AssociationKind.TAG, name) for name in ("v1", "v2"))
    joined = join(FlowEdge("d", "r", (two,)), join(FlowEdge("d", "r", (one,)), None))
    assert joined.versions == (one, two)


def test_without_artifacts_the_runs_are_joined_to_each_other() -> None:
    flow = without_types(
        graph("a > r1 > b > r2", "b > r3", "r1 > m"), frozenset({NodeType.ARTIFACT})
    )
    assert set(flow.nodes) == {"r1", "r2", "r3", "m"}
    assert set(flow.edges) == {("r1", "r2"), ("r1", "r3"), ("r1", "m")}


def test_more_than_eight_equal_siblings_are_folded_with_their_outputs() -> None:
    flow = graph(*(f"d > r{number:02} > m{number:02}" for number in range(25)))
    shown = folded(flow, kept={"r00"})
    runs = [key for key in shown.nodes if key.startswith("r")]
    assert sorted(runs) == ["r00", *(f"r{number}" for number in range(17, 25))]  # and the newest
    fold = shown.nodes[fold_key("d", Side.DOWNSTREAM, NodeType.RUN)]
    assert fold.fold is not None
    assert (fold.fold.count, fold.fold.hub, fold.type) == (16, "d", NodeType.RUN)
    assert ("d", fold.key) in shown.edges
    assert "m16" not in shown.nodes


def test_a_fold_that_was_opened_stays_open() -> None:
    flow = graph(*(f"d > r{number:02}" for number in range(25)))
    opened = {fold_key("d", Side.DOWNSTREAM, NodeType.RUN)}
    assert folded(flow, unfolded=opened) == flow


def test_siblings_that_look_different_are_not_folded_together() -> None:
    plain = [f"d > r{number:02}" for number in range(8)]
    deeper = [f"d > r{number:02} > m{number}" for number in range(10, 17)]
    flow = graph(*plain, *deeper)
    assert folded(flow) == flow


def test_siblings_with_two_inputs_in_common_are_folded() -> None:
    flow = graph(*(f"d{side} > r{number:02}" for number in range(20) for side in (1, 2)))
    shown = folded(flow)
    folds = [node.fold for node in shown.nodes.values() if node.fold]
    assert [fold.count for fold in folds] == [12]


def test_five_hundred_inputs_of_a_run_are_folded_into_one() -> None:
    flow = graph(*(f"a{number} > r" for number in range(500)))
    shown = folded(flow, kept={"r"})
    fold = shown.nodes[fold_key("r", Side.UPSTREAM, NodeType.ARTIFACT)].fold
    assert fold is not None
    assert (len(shown.nodes), fold.count) == (10, 492)
