from __future__ import annotations

from em_desktop.domain.flow_layout import Spacing, layout

EDGES = [
    ("data", "prep"),
    ("prep", "clean"),
    ("clean", "train"),
    ("clean", "eval"),
    ("train", "eval"),
]
KEYS = ["data", "prep", "clean", "train", "eval"]


def test_a_chain_is_a_straight_line_from_left_to_right() -> None:
    placed = layout(KEYS[:4], EDGES[:3])
    assert [placed.places[key] for key in KEYS[:4]] == [(204 * step, 0) for step in range(4)]


def test_an_edge_over_a_layer_bends_around_the_node_there() -> None:
    placed = layout(KEYS, EDGES)
    (bend,) = placed.bends["clean", "eval"]
    assert bend[0] == placed.places["train"][0]
    assert abs(bend[1] - placed.places["train"][1]) >= 38 + 12


def test_a_source_stands_right_before_what_it_leads_to() -> None:
    placed = layout([*KEYS, "labels"], [*EDGES, ("labels", "eval")])
    assert placed.places["labels"][0] == placed.places["train"][0]


def test_an_edge_that_closes_a_cycle_is_named() -> None:
    placed = layout(["a", "r", "b"], [("a", "r"), ("r", "a"), ("r", "b"), ("r", "r")])
    assert placed.closing == {("r", "a")}
    assert placed.places["a"][0] < placed.places["r"][0] < placed.places["b"][0]


def test_nodes_stay_in_their_order_when_the_graph_grows() -> None:
    first = layout("dxyz", [("d", "z"), ("d", "y"), ("d", "x")])
    upside_down = {key: (along, -across) for key, (along, across) in first.places.items()}
    grown = layout("dxyzwv", [("d", each) for each in "xyzwv"], upside_down)
    order = sorted("xyz", key=lambda key: first.places[key][1])
    assert sorted("xyz", key=lambda key: -grown.places[key][1]) == order


def test_nodes_without_edges_stand_in_rows() -> None:
    placed = layout([f"r{number}" for number in range(8)], [], spacing=Spacing(200, 70))
    some = [placed.places[key] for key in ("r0", "r5", "r6")]
    assert some == [(0, 0), (1000, 0), (0, 70)]


def test_parts_that_are_not_joined_stand_below_each_other() -> None:
    placed = layout("abcde", [("a", "b"), ("c", "d"), ("d", "e")])
    assert {placed.places[key][1] for key in "cde"} == {0}
    assert {placed.places[key][1] for key in "ab"} == {76}


def test_nothing_is_placed_nowhere() -> None:
    assert layout([], []).places == {}
