"""One object's preview: the kind is chosen, the limits are kept, failures cost only the view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from em_desktop.domain.problems import Problem, ProblemKind
from em_desktop.errors import MalformedError, TooLargeError
from em_desktop.formats.preview.archives import ArchivePreview, read_archive
from em_desktop.formats.preview.arrays import ArrayPreview, read_array
from em_desktop.formats.preview.kinds import PreviewKind, kind_of, suffix_of
from em_desktop.formats.preview.ranges import ObjectReader
from em_desktop.formats.preview.structure import (
    JSON_LIMIT,
    YAML_LIMIT,
    StructurePreview,
    build,
    read_json,
)
from em_desktop.formats.preview.svg import SVG_LIMIT
from em_desktop.formats.preview.tables import TABLE_LIMIT, TablePreview, read_table
from em_desktop.formats.preview.tensors import TensorsPreview, read_tensors
from em_desktop.formats.preview.text import TEXT_LIMIT, TextPreview, hex_lines, lex, read_text
from em_desktop.formats.source import ObjectInfo, ObjectSource

IMAGE_LIMIT = 64 * 1024 * 1024
"""Bytes of an image file that are read."""
_HEAD = 4096
_ARRAY_BUDGET = 2 * 1024 * 1024
_LINES_SUFFIXES = frozenset({"jsonl", "ndjson"})


@dataclass(frozen=True, slots=True)
class ImagePreview:
    """The bytes of an image file, still encoded."""

    data: bytes


@dataclass(frozen=True, slots=True)
class SvgPreview:
    """The bytes of an SVG file: as they are, so they aren't to be drawn without `closed_svg`."""

    data: bytes


@dataclass(frozen=True, slots=True)
class HexPreview:
    """The first bytes of a file that is nothing else."""

    text: str
    truncated: bool


Content: TypeAlias = (
    TablePreview
    | StructurePreview
    | ImagePreview
    | SvgPreview
    | ArrayPreview
    | ArchivePreview
    | TensorsPreview
    | HexPreview
)


@dataclass(frozen=True, slots=True)
class Preview:
    """What is shown of an object.

    Attributes:
        info: the object's key, size and time when it was read.
        kind: how it is shown.
        text: its text, where it is text; also beside a table or tree made from it.
        content: the table, tree, image...; None for text alone, or where it couldn't be made.
        problems: what couldn't be read, and why.
    """

    info: ObjectInfo
    kind: PreviewKind
    text: TextPreview | None = None
    content: Content | None = None
    problems: tuple[Problem, ...] = ()


def read_preview(source: ObjectSource, key: str) -> Preview:
    """What to show of an object. A damaged file is shown as text or bytes, with the problem.

    Raises:
        EmError: the object can't be read at all.
    """
    info = source.stat(key)
    head = source.read(key, 0, _HEAD)
    kind = kind_of(key, head)
    try:
        return _read_as(kind, source, info)
    except MalformedError as error:
        problem = _problem(key, error)
    fallback = PreviewKind.BINARY if kind in _BINARY_KINDS else PreviewKind.TEXT
    shown = _read_as(fallback, source, info)
    return Preview(info, shown.kind, shown.text, shown.content, (problem,))


_BINARY_KINDS = frozenset(
    {PreviewKind.IMAGE, PreviewKind.ARRAY, PreviewKind.ARCHIVE, PreviewKind.TENSORS}
)


def _read_as(kind: PreviewKind, source: ObjectSource, info: ObjectInfo) -> Preview:
    match kind:
        case PreviewKind.EMPTY:
            return Preview(info, kind)
        case PreviewKind.TEXT | PreviewKind.MARKDOWN:
            return Preview(info, kind, _read_text(source, info))
        case PreviewKind.TABLE:
            return _read_table(source, info)
        case PreviewKind.JSON | PreviewKind.YAML:
            return _read_structure(kind, source, info)
        case PreviewKind.IMAGE:
            if info.size > IMAGE_LIMIT:
                raise TooLargeError(info.key, f"an image of {info.size} bytes")
            return Preview(info, kind, None, ImagePreview(source.read(info.key, 0, IMAGE_LIMIT)))
        case PreviewKind.SVG:
            if info.size > SVG_LIMIT:
                raise TooLargeError(info.key, f"a drawing of {info.size} bytes")
            drawing = SvgPreview(source.read(info.key, 0, SVG_LIMIT))
            return Preview(info, kind, _read_text(source, info), drawing)
        case PreviewKind.ARRAY:
            reader = ObjectReader(source, info.key, info.size, _ARRAY_BUDGET)
            return Preview(info, kind, None, read_array(reader, info.size))
        case PreviewKind.ARCHIVE:
            return Preview(info, kind, None, read_archive(source, info.key, info.size))
        case PreviewKind.TENSORS:
            return Preview(info, kind, None, read_tensors(source, info.key, info.size))
        case PreviewKind.BINARY:
            data = source.read(info.key, 0, _HEAD)
            content = HexPreview(hex_lines(data), info.size > len(data))
            return Preview(info, kind, None, content)


def _read_text(source: ObjectSource, info: ObjectInfo) -> TextPreview:
    data = source.read(info.key, 0, TEXT_LIMIT)
    text = read_text(data, truncated=info.size > len(data))
    return TextPreview(text.text, text.encoding, text.truncated, lex(text.text, info.key))


def _read_table(source: ObjectSource, info: ObjectInfo) -> Preview:
    data = source.read(info.key, 0, TABLE_LIMIT)
    cut = info.size > len(data)
    whole = read_text(data, truncated=cut)
    delimiter = "\t" if suffix_of(info.key) == "tsv" else ""
    table = read_table(whole.text, truncated=cut, delimiter=delimiter)
    text = read_text(data[:TEXT_LIMIT], truncated=info.size > TEXT_LIMIT)
    return Preview(info, PreviewKind.TABLE, text, table)


def _read_structure(kind: PreviewKind, source: ObjectSource, info: ObjectInfo) -> Preview:
    text = _read_text(source, info)
    limit = JSON_LIMIT if kind is PreviewKind.JSON else YAML_LIMIT
    if info.size > limit:
        return Preview(info, kind, text)
    data = source.read(info.key, 0, limit)
    if kind is PreviewKind.YAML:
        return _read_yaml(data, text, info)
    whole = read_text(data).text
    structure = read_json(whole, lines=suffix_of(info.key) in _LINES_SUFFIXES)
    return Preview(info, kind, text, structure)


def _read_yaml(data: bytes, text: TextPreview, info: ObjectInfo) -> Preview:
    from em_desktop.formats import yaml_io

    reading = yaml_io.load(data, file=info.key)
    if reading.value is None:
        return Preview(info, PreviewKind.TEXT, text, None, reading.problems)
    return Preview(info, PreviewKind.YAML, text, build(reading.value), reading.problems)


def _problem(key: str, error: MalformedError) -> Problem:
    large = isinstance(error, TooLargeError)
    kind = ProblemKind.TOO_LARGE if large else ProblemKind.MALFORMED
    return Problem(key, kind, error.reason, error.line)
