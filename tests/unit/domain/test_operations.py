"""Changes as values."""

from __future__ import annotations

import pytest

from em_desktop.domain.nodes import NodeType
from em_desktop.domain.operations import Changes, check_move
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
