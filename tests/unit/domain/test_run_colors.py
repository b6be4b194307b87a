"""Colors that belong to Runs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from em_desktop.domain.paths import NodePath
from em_desktop.domain.run_colors import (
    COLORS,
    DASHES,
    dash_of,
    free_look,
    identity,
    marker_of,
    own_color,
)


def test_a_color_stays_when_a_recorded_run_is_renamed_moved_or_gets_an_id() -> None:
    path = NodePath.parse("digits/mlp_261123_115932_eicjg9")
    renamed = NodePath.parse("best/baseline_261123_115932_eicjg9")
    assert identity(path) == identity(renamed) == identity(path, "5b3d") == "261123_115932_eicjg9"


def test_a_run_of_another_name_is_known_by_its_id_else_its_name() -> None:
    assert identity(NodePath.parse("a/run one"), "5b3d") == "5b3d"
    assert identity(NodePath.parse("a/run one")) == "run one"


def test_colors_are_the_same_on_every_computer() -> None:
    suffixes = ("261123_115932_eicjg9", "", "训练", "\udc80")
    assert [own_color(suffix) for suffix in suffixes] == [8, 5, 7, 5]


def test_colors_are_spread_over_the_whole_palette() -> None:
    counts = [0] * COLORS
    for number in range(2000):
        counts[own_color(f"261123_115932_{number:06}")] += 1
    assert min(counts) > 140
    assert max(counts) < 260


@given(st.integers(0, COLORS - 1), st.sets(st.integers(0, 120)), st.booleans())
def test_a_new_look_is_one_that_nobody_has(color: int, taken: set[int], chosen: bool) -> None:
    look = free_look(color, taken, chosen=chosen)
    assert look not in taken
    if color not in taken:
        assert look == color
    if chosen:
        assert look % COLORS == color
    else:
        free = set(range(COLORS)) - taken
        assert look in free if free else look >= COLORS


def test_looks_of_one_color_differ_in_dash_and_then_in_marker() -> None:
    taken: list[int] = []
    for _ in range(5):
        taken.append(free_look(4, taken, chosen=True))
    assert [(dash_of(look), marker_of(look)) for look in taken] == [
        (0, 0),
        (1, 0),
        (2, 0),
        (2, 1),
        (2, 1),
    ]
    assert [look // COLORS for look in taken] == list(range(DASHES + 2))
