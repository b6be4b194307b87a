"""The data flow's layout and reachability on random graphs."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from em_desktop.domain.flow_folds import folded
from em_desktop.domain.flow_graph import FlowEdge, FlowGraph, Side
from em_desktop.domain.flow_layout import Ends, layout
from tests.unit.domain.flows import node

NODE = (162, 48)

graphs = st.integers(1, 24).flatmap(
    lambda count: st.tuples(
        st.just([f"{'rad'[number % 3]}{number:02}" for number in range(count)]),
        st.lists(
            st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=3 * count
        ),
    )
)


def edges_of(keys: list[str], pairs: list[tuple[int, int]]) -> list[Ends]:
    return [(keys[one], keys[two]) for one, two in pairs]


def brute_force(edges: Iterable[Ends], key: str, side: Side) -> set[str]:
    """All that can be reached, by adding neighbours until nothing is new."""
    found = {key}
    while True:
        if side is Side.DOWNSTREAM:
            more = {target for source, target in edges if source in found}
        else:
            more = {source for source, target in edges if target in found}
        if more <= found:
            return found
        found |= more


@given(graphs)
def test_provenance_and_impact_are_plain_reachability(
    drawn: tuple[list[str], list[tuple[int, int]]],
) -> None:
    keys, edges = drawn[0], edges_of(*drawn)
    flow = FlowGraph({key: node(key) for key in keys}, {ends: FlowEdge(*ends) for ends in edges})
    for key in keys:
        for side in Side:
            assert flow.reachable(key, side) == brute_force(edges, key, side)


@given(graphs)
def test_no_edge_runs_backwards_but_those_that_close_a_cycle(
    drawn: tuple[list[str], list[tuple[int, int]]],
) -> None:
    keys, edges = drawn[0], edges_of(*drawn)
    placed = layout(keys, edges)
    for source, target in set(edges):
        if (source, target) in placed.closing:
            assert source in brute_force(edges, target, Side.DOWNSTREAM)
        elif source != target:
            assert placed.places[source][0] < placed.places[target][0]


@given(graphs)
def test_no_nodes_overlap(drawn: tuple[list[str], list[tuple[int, int]]]) -> None:
    keys, edges = drawn[0], edges_of(*drawn)
    placed = layout(keys, edges)
    assert set(placed.places) == set(keys)
    for (x1, y1), (x2, y2) in combinations(placed.places.values(), 2):
        assert abs(x1 - x2) >= NODE[0] or abs(y1 - y2) >= NODE[1]


@given(graphs, st.randoms(use_true_random=False))
def test_the_same_graph_gives_the_same_picture(
    drawn: tuple[list[str], list[tuple[int, int]]],
    random: st.DataObject,
) -> None:
    keys, edges = drawn[0], edges_of(*drawn)
    placed = layout(keys, edges)
    random.shuffle(keys)  # type: ignore[attr-defined]
    random.shuffle(edges)  # type: ignore[attr-defined]
    assert layout(keys, edges + edges) == placed


@given(graphs, st.integers(0, 23))
def test_nodes_of_a_layer_keep_their_order_while_the_graph_grows(
    drawn: tuple[list[str], list[tuple[int, int]]], size: int
) -> None:
    keys, edges = drawn[0], edges_of(*drawn)
    some = set(keys[:size])
    first = layout(some, [ends for ends in edges if some.issuperset(ends)])
    grown = layout(keys, edges, first.places)
    joined = {key for ends in edges if ends[0] != ends[1] for key in ends}
    for one, two in combinations(sorted(some & joined), 2):
        (x1, y1), (x2, y2) = grown.places[one], grown.places[two]
        before = first.places[one][1] - first.places[two][1]
        if x1 == x2 and before and one in brute_force_both(edges, two):
            assert (y1 - y2) * before > 0


def brute_force_both(edges: list[Ends], key: str) -> set[str]:
    return brute_force([*edges, *((two, one) for one, two in edges)], key, Side.DOWNSTREAM)


@settings(max_examples=200)
@given(graphs, st.integers(0, 4), st.sets(st.integers(0, 23), max_size=2))
def test_folding_loses_no_node_without_a_fold_in_its_place(
    drawn: tuple[list[str], list[tuple[int, int]]], shown: int, kept: set[int]
) -> None:
    keys, edges = drawn[0], edges_of(*drawn)
    flow = FlowGraph({key: node(key) for key in keys}, {ends: FlowEdge(*ends) for ends in edges})
    stay = {keys[number] for number in kept if number < len(keys)}
    result = folded(flow, stay, shown=shown)
    assert stay <= set(result.nodes)
    assert all(one in result.nodes and two in result.nodes for one, two in result.edges)
    folds = [each.fold for each in result.nodes.values() if each.fold]
    assert (len(result.nodes) - len(folds) < len(flow.nodes)) == bool(folds)
    assert all(fold.hub in result.nodes and fold.count > 1 for fold in folds)
