"""What nodes are called."""

from __future__ import annotations

import pytest

from em_desktop.domain.naming import check_folder_name, comparable, new_segment, shown_name
from em_desktop.domain.nodes import NodeType
from em_desktop.errors import InvalidNameError

SUFFIX = "261123_120000_abc123"


@pytest.mark.parametrize(
    ("segment", "recorded", "alternative", "shown"),
    [
        (f"mnist_{SUFFIX}", "mnist", f"mnist_{SUFFIX}", "mnist"),
        (f"mnist_{SUFFIX}", "MNIST: 手写", f"mnist_{SUFFIX}", "MNIST: 手写"),
        (f"renamed_{SUFFIX}", "mnist", f"mnist_{SUFFIX}", "renamed"),
        ("best", "mnist", f"mnist_{SUFFIX}", "best"),
        (f"mnist_{SUFFIX}", "mnist", "", "mnist"),
        ("best", "mnist", "", "best"),
        (f"mnist_{SUFFIX}", "", "", "mnist"),
        (SUFFIX, "", "", SUFFIX),
    ],
)
def test_a_recording_is_called_as_recorded_until_its_directory_is_renamed(
    segment: str, recorded: str, alternative: str, shown: str
) -> None:
    assert shown_name(segment, recorded, alternative) == shown


@pytest.mark.parametrize(
    ("kind", "segment", "name", "new"),
    [
        (NodeType.RUN, f"a_{SUFFIX}", "b", f"b_{SUFFIX}"),
        (NodeType.ARTIFACT, f"a_{SUFFIX}", "名", f"名_{SUFFIX}"),
        (NodeType.RUN, f"a_{SUFFIX}", f"b_{SUFFIX}", f"b_{SUFFIX}"),
        (NodeType.RUN, "best", "better", "better"),
        (NodeType.SHORTCUT, "a.shortcut.yaml", "b", "b.shortcut.yaml"),
        (NodeType.SHORTCUT, "a.shortcut.yaml", "b.shortcut.yaml", "b.shortcut.yaml"),
        (NodeType.FILE, "a.txt", "b.csv", "b.csv"),
        (NodeType.FOLDER, "a", "b", "b"),
        (NodeType.AUTOTUNE, f"a_{SUFFIX}", "b", "b"),
    ],
)
def test_a_rename_keeps_what_belongs_to_the_type(
    kind: NodeType, segment: str, name: str, new: str
) -> None:
    assert new_segment(kind, segment, name) == new


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (NodeType.FILE, "x.shortcut.yaml"),
        (NodeType.FOLDER, f"x_{SUFFIX}"),
        (NodeType.RUN, "x" * 240),
        (NodeType.RUN, ".x"),
        (NodeType.SHORTCUT, "x" * 245),
        (NodeType.FOLDER, "a/b"),
    ],
)
def test_a_name_that_would_change_the_type_or_break_a_rule_is_refused(
    kind: NodeType, name: str
) -> None:
    with pytest.raises(InvalidNameError):
        new_segment(kind, f"old_{SUFFIX}", name)


def test_a_folder_is_not_named_like_a_recording() -> None:
    assert check_folder_name("runs") == "runs"
    with pytest.raises(InvalidNameError):
        check_folder_name(f"x_{SUFFIX}")


def test_names_that_some_systems_take_for_one_compare_equal() -> None:
    assert comparable("CAFÉ") == comparable("cafe\u0301")
    assert comparable("a") != comparable("b")
