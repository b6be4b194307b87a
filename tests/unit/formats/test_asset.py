"""Models and Datasets on disk."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from em_desktop.domain.nodes import NodeType
from em_desktop.domain.problems import Problem, ProblemKind
from em_desktop.formats.asset import AssetMetadata, Refs, read_metadata, read_refs
from em_desktop.formats.source import DirectorySource


def asset(root: Path, **files: str) -> DirectorySource:
    for name, text in files.items():
        path = root / ".em-asset" / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return DirectorySource(root)


def test_an_asset_says_what_it_is(tmp_path: Path) -> None:
    source = asset(tmp_path)
    (tmp_path / ".em-asset").mkdir()
    (tmp_path / ".em-asset" / "asset.yaml").write_text(
        "kind: Model\nlabels: [a]\ndescription: d\ncreated: '2026-11-23T12:00:00+00:00'\n"
    )
    reading = read_metadata(source)
    assert reading.value == AssetMetadata(
        NodeType.MODEL, ("a",), "d", datetime(2026, 11, 23, 12, tzinfo=UTC)
    )
    assert reading.problems == ()


def test_an_unknown_kind_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / ".em-asset").mkdir()
    (tmp_path / ".em-asset" / "asset.yaml").write_text("kind: Banana\n")
    reading = read_metadata(DirectorySource(tmp_path))
    assert reading.value.kind is None
    assert [(problem.kind, problem.line) for problem in reading.problems] == [
        (ProblemKind.WRONG_TYPE, 1)
    ]


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    assert read_metadata(DirectorySource(tmp_path)).problems == (
        Problem(".em-asset/asset.yaml", ProblemKind.MISSING),
    )


def test_main_comes_first_and_names_may_have_slashes(tmp_path: Path) -> None:
    source = asset(
        tmp_path,
        refs__heads__dev="1",
        refs__heads__main="2",
        refs__heads__feature__a="3",
        refs__tags__v1="1",
        commits__aa="x",
        commits__bb="y",
    )
    assert read_refs(source).value == Refs(("main", "dev", "feature/a"), ("v1",), 2)


def test_main_is_there_before_the_first_commit(tmp_path: Path) -> None:
    assert read_refs(DirectorySource(tmp_path)).value == Refs(("main",), (), 0)
