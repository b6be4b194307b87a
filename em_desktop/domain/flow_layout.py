"""Places the nodes of a data flow in layers, so that data flows one way and few edges cross.

Longest-path layers, cycles opened where a walk through the graph comes back to itself,
barycenter sweeps for the order in a layer, and then, layer by layer, the places that are
nearest to the neighbours' without overlapping (a weighted isotonic regression).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median_low
from typing import TypeAlias

Ends: TypeAlias = tuple[str, str]
Point: TypeAlias = tuple[float, float]

_ORDER_SWEEPS = 8
_PLACE_SWEEPS = 8
_BEND_ROOM = 24.0
"""Room across for an edge that passes a layer."""
_GRID_COLUMNS = 6


@dataclass(frozen=True, slots=True)
class Spacing:
    """Distances in the picture.

    Attributes:
        along: from layer to layer.
        across: from node to node in a layer, center to center.
    """

    along: float = 204.0
    across: float = 76.0


@dataclass(frozen=True)
class Placement:
    """Where everything is: along the flow and across it, centers of nodes.

    Attributes:
        places: of the nodes.
        bends: where an edge passes the layers between its ends; edges without any aren't here.
        closing: the edges that run against the flow, as they close a cycle.
    """

    places: Mapping[str, Point] = field(default_factory=dict)
    bends: Mapping[Ends, tuple[Point, ...]] = field(default_factory=dict)
    closing: frozenset[Ends] = frozenset()


def layout(
    keys: Iterable[str],
    edges: Iterable[Ends],
    before: Mapping[str, Point] | None = None,
    spacing: Spacing = Spacing(),
) -> Placement:
    """Place a graph. The same nodes and edges give the same picture, whatever their order.

    Args:
        keys: the nodes.
        edges: by source and target, both among the nodes; an edge to itself is allowed.
        before: where nodes were placed earlier: those in one layer keep their order.
        spacing: the distances.
    """
    nodes = sorted(set(keys))
    flows = sorted({ends for ends in edges if ends[0] != ends[1]})
    closing = _closing(nodes, flows)
    earlier = before or {}
    parts, alone = _components(nodes, flows, earlier)
    places: dict[str, Point] = {}
    bends: dict[Ends, tuple[Point, ...]] = {}
    top = 0
    for part in parts:
        straight = [ends for ends in part.flows if ends not in closing]
        component = _Component(part.nodes, straight, earlier, spacing)
        height = component.place(top, places, bends)
        top += height + round(spacing.across)
    _place_alone(alone, top, places, spacing)
    return Placement(places, bends, closing)


def _closing(nodes: Sequence[str], flows: Sequence[Ends]) -> frozenset[Ends]:
    """The edges that come back to a node whose walk isn't over: without them no cycle is left."""
    targets = _targets(flows)
    entered, left = set[str](), set[str]()
    found: set[Ends] = set()
    has_source = {target for _, target in flows}
    for start in sorted(nodes, key=lambda key: (key in has_source, key)):
        if start in entered:
            continue
        entered.add(start)
        walk = [(start, iter(targets.get(start, ())))]
        while walk:
            key, rest = walk[-1]
            for target in rest:
                if target not in entered:
                    entered.add(target)
                    walk.append((target, iter(targets.get(target, ()))))
                    break
                if target not in left:
                    found.add((key, target))
            else:
                left.add(key)
                walk.pop()
    return frozenset(found)


def _targets(flows: Iterable[Ends]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for source, target in flows:
        found[source].append(target)
    return found


@dataclass(slots=True)
class _Part:
    nodes: list[str] = field(default_factory=list)
    flows: list[Ends] = field(default_factory=list)


def _components(
    nodes: Sequence[str], flows: Sequence[Ends], earlier: Mapping[str, Point]
) -> tuple[list[_Part], list[str]]:
    """What hangs together: those placed earlier in their order, then the largest; nodes alone."""
    parent = {key: key for key in nodes}

    def root(key: str) -> str:
        while parent[key] != key:
            parent[key] = key = parent[parent[key]]
        return key

    for source, target in flows:
        parent[root(source)] = root(target)
    parts: dict[str, _Part] = defaultdict(_Part)
    for key in nodes:
        parts[root(key)].nodes.append(key)
    for ends in flows:
        parts[root(ends[0])].flows.append(ends)

    def rank(part: _Part) -> tuple[float, int, str]:
        top = min((earlier[key][1] for key in part.nodes if key in earlier), default=float("inf"))
        return top, -len(part.nodes), part.nodes[0]

    joined = sorted((part for part in parts.values() if len(part.nodes) > 1), key=rank)
    alone = [part.nodes[0] for part in parts.values() if len(part.nodes) == 1]
    return joined, alone


def _place_alone(
    alone: Sequence[str], top: int, places: dict[str, Point], spacing: Spacing
) -> None:
    """Nodes without edges, in rows below everything."""
    width = max((along for along, _ in places.values()), default=0.0)
    columns = max(_GRID_COLUMNS, round(width / spacing.along) + 1)
    for number, key in enumerate(sorted(alone)):
        row, column = divmod(number, columns)
        places[key] = (column * spacing.along, top + row * spacing.across)


class _Component:
    """Places what hangs together. Edges over several layers get a stand-in in each between."""

    def __init__(
        self,
        nodes: Sequence[str],
        flows: Sequence[Ends],
        earlier: Mapping[str, Point],
        spacing: Spacing,
    ) -> None:
        self._spacing = spacing
        self._keys = list(nodes)
        self._flows = flows
        self._earlier = earlier
        number = {key: position for position, key in enumerate(nodes)}
        self._layer = self._layers([(number[s], number[t]) for s, t in flows])
        self._count = len(nodes)
        self._before: list[list[int]] = [[] for _ in nodes]
        self._after: list[list[int]] = [[] for _ in nodes]
        self._chains: dict[Ends, list[int]] = {}
        self._join(number)
        self._rows: list[list[int]] = [[] for _ in range(max(self._layer) + 1)]
        for item, layer in enumerate(self._layer):
            self._rows[layer].append(item)

    def _layers(self, flows: Sequence[tuple[int, int]]) -> list[int]:
        """Each node behind all that it comes from; a source right before what it leads to."""
        count = len(self._keys)
        sources: list[list[int]] = [[] for _ in range(count)]
        targets: list[list[int]] = [[] for _ in range(count)]
        for source, target in flows:
            targets[source].append(target)
            sources[target].append(source)
        waits = [len(each) for each in sources]
        layer = [0] * count
        ready = [item for item in range(count) if not waits[item]]
        for item in ready:
            for target in targets[item]:
                layer[target] = max(layer[target], layer[item] + 1)
                waits[target] -= 1
                if not waits[target]:
                    ready.append(target)
        for item in range(count):
            if not sources[item] and targets[item]:
                layer[item] = min(layer[target] for target in targets[item]) - 1
        return layer

    def _join(self, number: Mapping[str, int]) -> None:
        """Neighbours by number; the shortest long edges first get stand-ins, up to a bound."""
        left = 4 * len(self._keys) + 200
        long = sorted(self._flows, key=lambda ends: (self._span(ends, number), ends))
        for ends in long:
            span = self._span(ends, number)
            chain = [number[ends[0]]]
            if 1 < span <= left:
                left -= span
                for step in range(1, span):
                    chain.append(len(self._layer))
                    self._layer.append(self._layer[chain[0]] + step)
                    self._before.append([])
                    self._after.append([])
                self._chains[ends] = chain[1:]
            chain.append(number[ends[1]])
            for one, two in pairwise(chain):
                self._after[one].append(two)
                self._before[two].append(one)

    def _span(self, ends: Ends, number: Mapping[str, int]) -> int:
        return self._layer[number[ends[1]]] - self._layer[number[ends[0]]]

    # ---- the order in each layer

    def _order(self) -> None:
        position = [0.0] * len(self._layer)
        self._walk_order(position)
        for sweep in range(_ORDER_SWEEPS):
            down = sweep % 2 == 0
            near = self._before if down else self._after
            for row in self._rows if down else reversed(self._rows):
                center = {
                    item: sum(position[each] for each in near[item]) / len(near[item])
                    if near[item]
                    else position[item]
                    for item in row
                }
                row.sort(key=lambda item: (center[item], position[item]))
                self._keep_earlier(row)
                for place, item in enumerate(row):
                    position[item] = place - len(row) / 2

    def _walk_order(self, position: list[float]) -> None:
        """At first as a walk along the edges comes by: what hangs together is near each other."""
        seen = [False] * len(self._layer)
        counts = [0] * len(self._rows)
        for start in (item for row in self._rows for item in row):
            waiting = [] if seen[start] else [start]
            seen[start] = True
            while waiting:
                item = waiting.pop()
                layer = self._layer[item]
                position[item] = counts[layer]
                counts[layer] += 1
                for each in reversed((*self._after[item], *self._before[item])):
                    if not seen[each]:
                        seen[each] = True
                        waiting.append(each)
        for row in self._rows:
            row.sort(key=lambda item: position[item])
            self._keep_earlier(row)
            for place, item in enumerate(row):
                position[item] = place - len(row) / 2

    def _keep_earlier(self, row: list[int]) -> None:
        """Nodes that were placed earlier stand in the places of this row in their old order."""
        if not self._earlier:
            return
        places = [
            place
            for place, item in enumerate(row)
            if item < self._count and self._keys[item] in self._earlier
        ]
        old = sorted(
            (row[place] for place in places), key=lambda item: self._earlier[self._keys[item]][1]
        )
        for place, item in zip(places, old, strict=True):
            row[place] = item

    # ---- the place of each item

    def place(
        self, top: int, places: dict[str, Point], bends: dict[Ends, tuple[Point, ...]]
    ) -> int:
        """Add the places and bends, from ``top`` on; the height that was needed."""
        self._order()
        across = self._places_across()
        lowest = min(across)
        along = self._spacing.along
        shift = top - lowest
        for item in range(self._count):
            places[self._keys[item]] = (self._layer[item] * along, round(across[item] + shift))
        for ends, chain in self._chains.items():
            bends[ends] = tuple(
                (self._layer[item] * along, round(across[item] + shift)) for item in chain
            )
        return round(max(across) - lowest)

    def _places_across(self) -> list[float]:
        half = [self._spacing.across / 2] * self._count
        half += [_BEND_ROOM / 2] * (len(self._layer) - self._count)
        place = [0.0] * len(self._layer)
        for row in self._rows:
            _spread(row, [0.0] * len(row), half, place)
        for sweep in range(_PLACE_SWEEPS):
            down = sweep % 2 == 0
            for row in self._rows if down else reversed(self._rows):
                wanted = []
                for item in row:
                    near = self._before[item] if down else self._after[item]
                    near = near or self._after[item] or self._before[item]
                    wanted.append(median_low([place[each] for each in near]))
                _spread(row, wanted, half, place)
        return place


def _spread(
    row: Sequence[int], wanted: Sequence[float], half: Sequence[float], place: list[float]
) -> None:
    """Place a row as near to ``wanted`` as its order and the items' room allow.

    Neighbours that would overlap move together to the mean of what they want (pooling).
    """
    offset, offsets = 0.0, []
    for number, item in enumerate(row):
        if number:
            offset += half[row[number - 1]] + half[item]
        offsets.append(offset)
    blocks: list[tuple[float, int]] = []  # sum of what is wanted, and of how many
    for number in range(len(row)):
        total, count = wanted[number] - offsets[number], 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            more, others = blocks.pop()
            total, count = total + more, count + others
        blocks.append((total, count))
    number = 0
    for total, count in blocks:
        for _ in range(count):
            place[row[number]] = total / count + offsets[number]
            number += 1
