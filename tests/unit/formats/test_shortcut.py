"""Shortcuts on disk."""

from __future__ import annotations

from pathlib import Path

from em_desktop.domain.nodes import ShortcutTarget
from em_desktop.domain.paths import NodePath
from em_desktop.domain.problems import ProblemKind
from em_desktop.formats.shortcut import Shortcut, is_shortcut, read, shown_name, to_text
from em_desktop.formats.source import DirectorySource


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    shortcut = Shortcut(
        ShortcutTarget("u", NodePath(("runs", "数字"))),
        ("a",),
        "text",
        favourite=True,
        further={"later": 1},
    )
    (tmp_path / "s.shortcut.yaml").write_text(to_text(shortcut))
    reading = read(DirectorySource(tmp_path), "s.shortcut.yaml")
    assert reading.value == shortcut
    assert reading.problems == ()


def test_the_file_is_readable_with_an_editor() -> None:
    assert to_text(Shortcut(ShortcutTarget("u", NodePath(("runs", "a"))))) == (
        "kind: Shortcut\ntarget:\n  id: u\n  path: runs/a\nlabels: []\ndescription: ''\n"
    )


def test_a_name_tells_a_shortcut() -> None:
    assert is_shortcut("best.shortcut.yaml")
    assert not is_shortcut(".shortcut.yaml")
    assert not is_shortcut("shortcut.yaml")
    assert shown_name("best.run.shortcut.yaml") == "best.run"


def test_a_target_that_leads_outside_is_refused(tmp_path: Path) -> None:
    (tmp_path / "s.shortcut.yaml").write_text("kind: Shortcut\ntarget: {path: ../../x, id: u}\n")
    reading = read(DirectorySource(tmp_path), "s.shortcut.yaml")
    assert reading.value.target == ShortcutTarget("u", None)
    assert [(problem.kind, problem.line) for problem in reading.problems] == [
        (ProblemKind.WRONG_TYPE, 2)
    ]


def test_an_empty_file_is_a_shortcut_to_nowhere(tmp_path: Path) -> None:
    (tmp_path / "s.shortcut.yaml").touch()
    reading = read(DirectorySource(tmp_path), "s.shortcut.yaml")
    assert reading.value == Shortcut(ShortcutTarget(None, None))
    assert [problem.kind for problem in reading.problems] == [ProblemKind.EMPTY]
