"""The wire format of protocol buffers, as much of it as reading known messages needs."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from em_desktop.errors import MalformedError

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
Field = tuple[int, int, int | bytes]
"""Number, wire type, and the value: an integer for varints, bytes for all else."""

_LONGEST_VARINT = 10
_DOUBLE, _FLOAT = struct.Struct("<d"), struct.Struct("<f")


def fields(data: bytes) -> Iterator[Field]:
    """The fields of a message, in order.

    Raises:
        MalformedError: it ends too early, or isn't a message.
    """
    position, size = 0, len(data)
    while position < size:
        key = data[position]
        position += 1
        if key >= 0x80:
            key, position = varint(data, position - 1)
        kind = key & 7
        if kind == VARINT:
            number, position = varint(data, position)
            yield key >> 3, kind, number
            continue
        if kind == BYTES:
            length, position = varint(data, position)
        elif kind == FIXED64:
            length = 8
        elif kind == FIXED32:
            length = 4
        else:
            raise MalformedError(reason=f"wire type {kind}")
        end = position + length
        if end > size:
            raise MalformedError(reason="a message ends too early")
        yield key >> 3, kind, data[position:end]
        position = end


def varint(data: bytes, position: int) -> tuple[int, int]:
    """An integer of variable length, and the position behind it.

    Raises:
        MalformedError: it ends too early, or never.
    """
    result = 0
    for shift in range(_LONGEST_VARINT):
        if position >= len(data):
            raise MalformedError(reason="a number ends too early")
        byte = data[position]
        position += 1
        result |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            return result, position
    raise MalformedError(reason="a number has no end")


def signed(value: int | bytes) -> int:
    """A varint as a 64-bit integer with a sign; 0 for what isn't a varint."""
    if not isinstance(value, int):
        return 0
    value &= (1 << 64) - 1
    return value - (1 << 64) if value >= 1 << 63 else value


def double(value: int | bytes) -> float:
    """Eight bytes as a float; NaN for what isn't that."""
    ok = isinstance(value, bytes) and len(value) == _DOUBLE.size
    return float(_DOUBLE.unpack(value)[0]) if ok else float("nan")  # type: ignore[arg-type]


def single(value: int | bytes) -> float:
    """Four bytes as a float; NaN for what isn't that."""
    ok = isinstance(value, bytes) and len(value) == _FLOAT.size
    return float(_FLOAT.unpack(value)[0]) if ok else float("nan")  # type: ignore[arg-type]


def content(value: int | bytes) -> bytes:
    """The bytes of a field; empty for a number."""
    return value if isinstance(value, bytes) else b""


def text(value: int | bytes) -> str:
    """The text of a field; what isn't UTF-8 is replaced."""
    return content(value).decode("utf-8", "replace")
