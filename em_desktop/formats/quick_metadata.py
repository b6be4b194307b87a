"""A fast reader for ``metadata.yaml`` exactly as the recorder writes it.

A listing of ten thousand recordings needs a few facts of each, and the YAML loader
takes about a millisecond per file. This reader checks every line against the
recorder's own shape and takes some twenty microseconds; a file with anything else in
it (edited by hand, cut off, folded otherwise) isn't for it, and goes to the loader.
"""

from __future__ import annotations

import re
from datetime import datetime

from em_desktop.domain.nodes import Status
from em_desktop.domain.recordings import ArtifactMetadata, RunMetadata
from em_desktop.formats.times import parse_time

_MAX_BYTES = 65536
_FOLD = re.compile(r"((?<!\\)(?:\\\\)*)\\\n *")
_TOP = re.compile(r"([A-Za-z]+):(?: (.+))?")
_NESTED = re.compile(r"(?:  |- )[ -]*[A-Za-z]+:(?: (.+))?")
_PLAIN = re.compile(r"[A-Za-z_][\w./+=\-]*(?: [\w./+=\-]+)*", re.ASCII)
_SKIPPED = re.compile(r"[\w./](?:[\w./+=@%,()~\\\-]|:(?=\S))*", re.ASCII)
_SINGLE = re.compile(r"'((?:[^']|'')*)'")
_DOUBLE = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|(.))")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6})?[+-]\d\d:\d\d")
_NOT_TEXT = frozenset({"yes", "no", "true", "false", "on", "off", "null"})
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", " ": " ", "0": "\0", "e": "\x1b"}
_BLOCKS = frozenset({"labels", "associations", "remote"})
_RUN_KEYS = frozenset(
    {"kind", "name", "labels", "description", "startTimestamp", "endTimestamp", "status"}
    | {"alternativeName", "associations", "remote"}
)
_ARTIFACT_KEYS = frozenset(
    {"kind", "name", "labels", "description", "createdTimestamp", "alternativeName", "remote"}
)
_STATUS = {status.value: status for status in (Status.RUNNING, Status.COMPLETE, Status.ERROR)}


class _OtherShapeError(Exception):
    """The file isn't of the recorder's shape."""


def read_quickly(data: bytes) -> RunMetadata | ArtifactMetadata | None:
    """The facts of a recording, without associations and transfers.

    Args:
        data: the whole file.

    Returns:
        None where the file isn't exactly of the recorder's shape: use the full reader then.
    """
    if len(data) > _MAX_BYTES or not data.endswith(b"\n"):
        return None
    try:
        return _facts(data.decode("ascii").replace("\r\n", "\n"))
    except (UnicodeDecodeError, _OtherShapeError):
        return None


def _facts(text: str) -> RunMetadata | ArtifactMetadata:
    if "\\\n" in text:
        text = _FOLD.sub(r"\1", text)
    values, labels = _values(text)
    if values.get("kind") == "Run" and values.keys() == _RUN_KEYS:
        try:
            status = _STATUS[values["status"] or ""]
        except KeyError:
            raise _OtherShapeError from None
        return RunMetadata(
            name=values["name"] or "",
            status=status,
            labels=labels,
            description=values["description"] or "",
            started=_time(values["startTimestamp"]),
            ended=_time(values["endTimestamp"]),
            alternative_name=values["alternativeName"] or "",
        )
    if values.get("kind") == "Artifact" and values.keys() == _ARTIFACT_KEYS:
        return ArtifactMetadata(
            name=values["name"] or "",
            labels=labels,
            description=values["description"] or "",
            created=_time(values["createdTimestamp"]),
            alternative_name=values["alternativeName"] or "",
        )
    raise _OtherShapeError


def _values(text: str) -> tuple[dict[str, str | None], tuple[str, ...]]:
    """The top-level scalars and the labels; the blocks of lists are checked and left out."""
    values: dict[str, str | None] = {}
    labels: list[str] = []
    block = ""
    for line in text[:-1].split("\n"):
        top = _TOP.fullmatch(line)
        if top is not None:
            key, value = top.groups()
            if key in values or (key in _BLOCKS) != (value is None or value == "[]"):
                raise _OtherShapeError
            block = key if value is None else ""
            values[key] = None if key in _BLOCKS else _scalar(value)
        elif block == "labels" and line.startswith("- "):
            label = _scalar(line[2:])
            if label is None:
                raise _OtherShapeError
            labels.append(label)
        elif block in {"associations", "remote"}:
            nested = _NESTED.fullmatch(line)
            if nested is None:
                raise _OtherShapeError
            if nested[1] not in {None, "[]"} and _SKIPPED.fullmatch(nested[1]) is None:
                _scalar(nested[1])
        else:
            raise _OtherShapeError
    return values, tuple(labels)


def _scalar(text: str) -> str | None:
    """A text, or None for ``null``."""
    first = text[0]
    if first == "'":
        single = _SINGLE.fullmatch(text)
        if single is not None:
            return single[1].replace("''", "'")
    elif first == '"':
        double = _DOUBLE.fullmatch(text)
        if double is not None:
            return _ESCAPE.sub(_unescape, double[1])
    elif text == "null":
        return None
    elif _PLAIN.fullmatch(text) is not None and text.lower() not in _NOT_TEXT:
        return text
    raise _OtherShapeError


def _unescape(match: re.Match[str]) -> str:
    digits = match[1] or match[2] or match[3]
    if digits is None:
        try:
            return _ESCAPED[match[4]]
        except KeyError:
            raise _OtherShapeError from None
    code = int(digits, 16)
    if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        raise _OtherShapeError
    return chr(code)


def _time(text: str | None) -> datetime | None:
    if text is None:
        return None
    time = parse_time(text) if _TIME.fullmatch(text) else None
    if time is None:
        raise _OtherShapeError
    return time
