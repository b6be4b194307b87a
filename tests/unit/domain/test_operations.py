"""Changes as values."""

from __future__ import annotations

import pytest

from em_desktop.domain.nodes import NodeType
from em_desktop.domain.operations import (
    Changes,
    Move,
    Operation,
    Remove,
    Restore,
    SetLabels,
    SetLocked,
    check_move,
    side_by_side,
)
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.errors import InvalidMoveError

A, B, C = (NodePath((name,)) for name in "abc")


def test_no_changes_are_false() -> None:
    assert not Changes()
    assert Changes(reset=True)
    assert Changes(nodes=frozenset({A}))
    assert Changes(moved=((A, B),))


def test_merged_changes_are_both() -> None:
    first = Changes(nodes=frozenset({A}), moved=((A, B),))
    later = Changes(parents=frozenset({ROOT}), moved=((B, C),), removed=frozenset({A}))
    assert first.merged(later) == Changes(
        nodes=frozenset({A}),
        parents=frozenset({ROOT}),
        moved=((A, B), (B, C)),
        removed=frozenset({A}),
    )
    assert first.merged(Changes(reset=True)).reset


def test_changes_touch_what_they_name() -> None:
    changes = Changes(nodes=frozenset({A}), moved=((B, C),))
    assert changes.touches(A)
    assert changes.touches(B)
    assert changes.touches(C)
    assert not changes.touches(ROOT)
    assert Changes(reset=True).touches(ROOT)
    assert Changes(parents=frozenset({ROOT})).touches(ROOT)
    assert Changes(removed=frozenset({B})).touches(B)


def test_a_node_goes_into_another_folder() -> None:
    check_move(A, B, NodeType.FOLDER)
    check_move(A.child("x"), ROOT, NodeType.FOLDER)
    check_move(A, ROOT, NodeType.FOLDER)


@pytest.mark.parametrize(
    ("path", "parent", "kind"),
    [
        (ROOT, A, NodeType.FOLDER),
        (A, A, NodeType.FOLDER),
        (A, A.child("x").child("y"), NodeType.FOLDER),
        (A, B, NodeType.RUN),
        (A, B, NodeType.SHORTCUT),
    ],
)
def test_a_move_that_makes_no_tree_is_refused(
    path: NodePath, parent: NodePath, kind: NodeType
) -> None:
    with pytest.raises(InvalidMoveError):
        check_move(path, parent, kind)


def test_values_of_different_nodes_are_set_side_by_side() -> None:
    labels = [SetLabels(path, ("x",)) for path in (A, A.child("x"), B, C)]
    assert list(side_by_side(labels, 3)) == [tuple(labels[:3]), tuple(labels[3:])]
    twice: list[Operation] = [SetLabels(A, ("x",)), SetLabels(A, ("y",))]
    assert list(side_by_side(twice, 9)) == [(twice[0],), (twice[1],)]
    mixed: list[Operation] = [SetLabels(A, ("x",)), SetLocked(A, locked=True), Remove(A)]
    assert list(side_by_side(mixed, 9)) == [(each,) for each in mixed]


def test_what_may_depend_on_another_is_done_alone() -> None:
    x, y = A.child("x"), A.child("y")
    removals: list[Operation] = [Remove(x), Remove(y), Remove(A)]
    assert list(side_by_side(removals, 9)) == [(Remove(x), Remove(y)), (Remove(A),)]
    back: list[Operation] = [Restore("1", path=A), Restore("2", path=x), Restore("3", path=y)]
    assert list(side_by_side(back, 9)) == [(back[0],), (back[1], back[2])]
    unknown: list[Operation] = [Restore("1"), Restore("2"), Move(A, B), Move(B, C)]
    assert list(side_by_side(unknown, 9)) == [(each,) for each in unknown]
    assert list(side_by_side([], 9)) == []
