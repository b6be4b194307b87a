"""What lists and mappings under a Python tag mean. Nothing is ever constructed from a tag."""

from __future__ import annotations

import base64
import binascii
import struct
from typing import TypeAlias

from em_desktop.domain.recordings import Opaque, Scalar, Value

Collection: TypeAlias = "list[Value] | dict[Scalar, Value]"

_PLAIN_LISTS = {"seq", "pairs", "python/list", "python/tuple"}
_PLAIN_MAPPINGS = {"map", "python/dict"}
_ORDERED = "python/object/apply:collections.OrderedDict"
_NUMPY_DTYPE = "python/object/apply:numpy.dtype"
_NUMPY_SCALARS = {
    "python/object/apply:numpy._core.multiarray.scalar",
    "python/object/apply:numpy.core.multiarray.scalar",
}
_STRUCT_CODES = {
    "f2": "e",
    "f4": "f",
    "f8": "d",
    "i1": "b",
    "i2": "h",
    "i4": "i",
    "i8": "q",
    "u1": "B",
    "u2": "H",
    "u4": "I",
    "u8": "Q",
    "b1": "?",
}


def tagged_collection(tag: str, value: Collection) -> Value:
    """The value of a list or mapping with an explicit tag (without the standard prefix)."""
    if isinstance(value, list):
        if tag in _PLAIN_LISTS:
            return value
        if tag in {"omap", "python/object/apply:collections.OrderedDict"}:
            ordered = _pairs(value if tag == "omap" else _only(value))
            return Opaque(tag, value) if ordered is None else ordered
        if tag in _NUMPY_SCALARS:
            number = _numpy_scalar(value)
            return Opaque(tag, value) if number is None else number
    elif tag in _PLAIN_MAPPINGS:
        return value
    elif tag == "set":
        return list(value)
    elif tag == _ORDERED:
        ordered = _pairs(_only(value.get("args"))) or _mapping(value.get("dictitems"))
        return Opaque(tag, value) if ordered is None else ordered
    return Opaque(tag, value)


def _only(value: Value) -> Value:
    return value[0] if isinstance(value, list) and len(value) == 1 else None


def _mapping(value: Value) -> dict[Scalar, Value] | None:
    return value if isinstance(value, dict) else None


def _pairs(value: Value) -> dict[Scalar, Value] | None:
    """A mapping from ``[[key, value], ...]`` or ``[{key: value}, ...]``; None for anything else."""
    if not isinstance(value, list):
        return None
    result: dict[Scalar, Value] = {}
    for pair in value:
        if isinstance(pair, dict) and len(pair) == 1:
            result.update(pair)
        elif isinstance(pair, list) and len(pair) == 2 and not isinstance(pair[0], list | dict):
            if isinstance(pair[0], Opaque):
                return None
            result[pair[0]] = pair[1]
        else:
            return None
    return result


def _numpy_scalar(arguments: list[Value]) -> Scalar:
    """The number in ``[dtype, bytes]``; None where it isn't one of the plain types."""
    match arguments:
        case [
            Opaque(tag, {"args": [str(kind), *_], "state": [_, str(order), *_]}),
            Opaque("binary", str(encoded)),
        ] if tag == _NUMPY_DTYPE:
            code = _STRUCT_CODES.get(kind.lstrip("<>=|"))
        case _:
            return None
    if code is None:
        return None
    byte_order = ">" if order == ">" else "<"
    try:
        (number,) = struct.unpack(byte_order + code, base64.b64decode(encoded, validate=True))
    except (binascii.Error, ValueError, struct.error):
        return None
    return number  # type: ignore[no-any-return]
