"""Every reader of recordings, run on one file of any content, and what must hold afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from em_desktop.domain.problems import Problem
from em_desktop.domain.recordings import Opaque
from em_desktop.errors import EmError, MalformedError
from em_desktop.formats import artifact, asset, json_io, node_meta, run, shortcut, yaml_io
from em_desktop.formats.preview.reader import read_preview
from em_desktop.formats.preview.svg import closed_svg
from em_desktop.formats.reading import Reading
from em_desktop.formats.source import ObjectInfo
from em_desktop.formats.yaml_io import DEFAULT_LIMITS

MOST_PROBLEMS = 300
_KEYS = ("metadata.yaml", "metrics/train.yaml", "stdout.log")


@dataclass(frozen=True, slots=True)
class SameEverywhere:
    """A node all of whose objects have the same bytes."""

    data: bytes
    location: str = "demo_261123_120000_abc123"

    def list(self, prefix: str = "") -> Iterator[ObjectInfo]:
        yield from (self.stat(key) for key in _KEYS if key.startswith(prefix))

    def stat(self, key: str) -> ObjectInfo:
        return ObjectInfo(key, len(self.data), 0)

    def read(self, key: str, offset: int = 0, length: int | None = None) -> bytes:  # noqa: ARG002
        return self.data[offset : None if length is None else offset + length]


def exercise(data: bytes) -> None:
    """Read ``data`` with every reader.

    Raises:
        AssertionError: a reader gave back something that it never should.
        Exception: whatever a reader lets through; it should be nothing.
    """
    source = SameEverywhere(data)
    readers: tuple[Callable[[SameEverywhere], Reading[Any]], ...] = (
        run.read_metadata,
        run.read_parameters,
        run.read_platform,
        run.read_git,
        run.metric_files,
        artifact.read_metadata,
        artifact.read_references,
        asset.read_metadata,
        node_meta.read,
    )
    for reader in readers:
        check_problems(reader(source).problems)
    check_problems(shortcut.read(source, "a.shortcut.yaml").problems)
    list(artifact.content(source))
    read_and_write_again(yaml_io.load(data).value)
    read_and_write_again(json_io.load(data).value)
    meta = node_meta.read(source).value
    try:
        text = node_meta.to_text(meta)
    except EmError:
        return
    again = SameEverywhere(text.encode("ascii"))
    assert not text or repr(node_meta.read(again).value.further) == repr(meta.further)


def exercise_previews(data: bytes) -> None:
    """Preview ``data`` as a file of each kind that is known by its name.

    Raises:
        Exception: whatever a preview lets through; it should be nothing.
    """
    for suffix in ("json", "jsonl", "csv", "md", "yaml", "svg", "safetensors", "npz"):
        preview = read_preview(SameEverywhere(data), f"a.{suffix}")
        assert len(preview.problems) <= MOST_PROBLEMS
    try:
        drawing = closed_svg(data, "a.svg")
    except MalformedError:
        return
    assert closed_svg(drawing, "a.svg") == drawing


def check_problems(problems: tuple[Problem, ...]) -> None:
    """Every problem is of the file that was read, and small enough to show."""
    assert len(problems) <= MOST_PROBLEMS
    for problem in problems:
        assert problem.line is None or problem.line >= 1
        assert problem.file


def read_and_write_again(value: Any) -> None:
    """The value is within the limits, and either can't be written or is written as ASCII."""
    assert size(value) <= 3 * DEFAULT_LIMITS.nodes
    try:
        text = yaml_io.dump(value)
    except EmError:
        return
    assert text.isascii()


def size(value: Any) -> int:
    """The number of values with aliases expanded; fails for anything that isn't a value."""
    count = 0
    level = [(value, 0)]
    while level:
        item, depth = level.pop()
        count += 1
        assert depth <= 2 * DEFAULT_LIMITS.depth
        match item:
            case list():
                level.extend((inner, depth + 1) for inner in item)
            case dict():
                for key in item:
                    assert isinstance(key, str | int | float | None), key
                level.extend((inner, depth + 1) for inner in item.values())
            case Opaque():
                level.append((item.arguments, depth + 1))
            case _:
                assert isinstance(item, str | int | float | None), item
    return count
