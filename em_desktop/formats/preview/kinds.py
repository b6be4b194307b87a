"""Which way a file is shown, from its name and first bytes."""

from __future__ import annotations

from enum import StrEnum


class PreviewKind(StrEnum):
    """How a file can be shown."""

    EMPTY = "empty"
    TEXT = "text"
    MARKDOWN = "markdown"
    TABLE = "table"
    JSON = "json"
    YAML = "yaml"
    IMAGE = "image"
    SVG = "svg"
    ARRAY = "array"
    ARCHIVE = "archive"
    TENSORS = "tensors"
    BINARY = "binary"


_BY_SUFFIX = {
    "md": PreviewKind.MARKDOWN,
    "markdown": PreviewKind.MARKDOWN,
    "csv": PreviewKind.TABLE,
    "tsv": PreviewKind.TABLE,
    "json": PreviewKind.JSON,
    "jsonl": PreviewKind.JSON,
    "ndjson": PreviewKind.JSON,
    "ipynb": PreviewKind.JSON,
    "geojson": PreviewKind.JSON,
    "yaml": PreviewKind.YAML,
    "yml": PreviewKind.YAML,
    "svg": PreviewKind.SVG,
}
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM")
_TEXT_CONTROLS = frozenset(b"\t\n\r\x0b\x0c\x08\x1b")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def suffix_of(key: str) -> str:
    """The part of a file's name behind its last dot, in lower case; empty without one."""
    name = key.rpartition("/")[2]
    stem, dot, suffix = name.rpartition(".")
    return suffix.lower() if dot and stem else ""


def kind_of(key: str, head: bytes) -> PreviewKind:
    """How to show the object ``key`` that begins with ``head`` (some 4 KB are enough)."""
    if not head:
        return PreviewKind.EMPTY
    if is_picture(head):
        return PreviewKind.IMAGE
    if head.startswith(b"\x93NUMPY"):
        return PreviewKind.ARRAY
    if head.startswith(b"PK\x03\x04"):
        return PreviewKind.ARCHIVE
    suffix = suffix_of(key)
    if suffix == "safetensors":
        return PreviewKind.TENSORS
    if not looks_like_text(head):
        return PreviewKind.BINARY
    return _BY_SUFFIX.get(suffix, PreviewKind.TEXT)


def is_picture(head: bytes) -> bool:
    """Whether bytes begin as those of a picture made of pixels do."""
    return head.startswith(_IMAGES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def looks_like_text(head: bytes) -> bool:
    """Whether bytes are text in some encoding: no NUL and hardly a control character."""
    if head.startswith(_UTF16_MARKS):
        return True
    if b"\0" in head:
        return False
    controls = sum(byte < 32 and byte not in _TEXT_CONTROLS for byte in head)
    return controls * 50 <= len(head)
