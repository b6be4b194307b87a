"""NumPy's ``.npy``: the header without evaluating it, and the first values."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Protocol

from em_desktop.errors import MalformedError, TooLargeError

_MAGIC = b"\x93NUMPY"
_MAX_HEADER = 64 * 1024
_VALUE_ROWS = 100
_VALUE_COLUMNS = 20
_VALUE_BYTES = 1024 * 1024

_SIMPLE_TYPE = re.compile(
    r"[<>|=](?:[biu][1248]|f(?:2|4|8|16)|c(?:8|16))|\|b1|\|[SV]\d{1,9}|<U\d{1,8}"
)
_NUMBER_TYPE = re.compile(r"[<>|=](?:[iu][1248]|f[248]|c(?:8|16))|\|b1")
_HEADER = re.compile(
    r"\{ ?'descr': ?(?P<descr>'[^']{1,40}'|\[.{1,16384}\]) ?,"
    r" ?'fortran_order': ?(?P<fortran>True|False) ?,"
    r" ?'shape': ?\((?P<shape>[0-9, L]{0,1024})\) ?,? ?\} ?"
)


class Readable(Protocol):
    """What bytes come from: a file, an object or a member of an archive."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class ArrayPreview:
    """An array's header.

    Attributes:
        dtype: as NumPy writes it, such as ``<f8``; a structured type as its list of fields.
        shape: empty for a scalar.
        fortran_order: whether the first axis varies fastest.
        nbytes: size of the values; None where the type's size isn't known.
        values: the first ones as text, in rows over the last axis; empty where not shown.
        problem: why the values aren't shown, or what doesn't fit (English).
    """

    dtype: str
    shape: tuple[int, ...]
    fortran_order: bool
    nbytes: int | None
    values: tuple[tuple[str, ...], ...] = ()
    values_truncated: bool = False
    problem: str = ""

    @property
    def count(self) -> int:
        """Number of elements."""
        return math.prod(self.shape)


def read_array(file: Readable, size: int | None = None) -> ArrayPreview:
    """Header and first values of an array; objects are never unpickled.

    Args:
        file: at the beginning of the array.
        size: bytes that ``file`` holds, to check the header against.

    Raises:
        MalformedError: the header can't be understood.
        TooLargeError: the header is larger than any NumPy writes.
    """
    header, offset = _read_header(file)
    match = _HEADER.fullmatch(" ".join(header.split()))  # few blanks: the pattern stays linear
    if match is None:
        raise MalformedError("", "the array's header isn't one that NumPy writes")
    dtype = match["descr"].strip("'")
    shape = tuple(int(part.rstrip("L")) for part in re.findall(r"\d+L?", match["shape"]))
    fortran = match["fortran"] == "True"
    if len(shape) > 64 or any(length > 2**63 for length in shape):
        raise MalformedError("", "the array's shape is impossible")
    item = _item_size(dtype)
    nbytes = None if item is None else item * math.prod(shape)
    found = ArrayPreview(dtype, shape, fortran, nbytes)
    if size is not None and nbytes is not None and offset + nbytes > size:
        return _with_problem(found, "the file is shorter than its header says")
    if "O" in dtype:
        return _with_problem(found, "holds pickled objects, which are never loaded")
    if item is None or not _NUMBER_TYPE.fullmatch(dtype) or not found.count:
        return found
    return _with_values(found, file, item)


def _with_problem(found: ArrayPreview, problem: str) -> ArrayPreview:
    return ArrayPreview(
        found.dtype, found.shape, found.fortran_order, found.nbytes, problem=problem
    )


def _read_header(file: Readable) -> tuple[str, int]:
    start = _read_exactly(file, 8)
    if not start.startswith(_MAGIC):
        raise MalformedError("", "doesn't begin as a NumPy array")
    width = 2 if start[6] == 1 else 4
    length = int.from_bytes(_read_exactly(file, width), "little")
    if length > _MAX_HEADER:
        raise TooLargeError("", f"the array's header has {length} bytes")
    header = _read_exactly(file, length)
    return header.decode("latin-1" if start[6] < 3 else "utf-8", "replace"), 8 + width + length


def _read_exactly(file: Readable, count: int) -> bytes:
    data = b""
    while len(data) < count:
        part = file.read(count - len(data))
        if not part:
            raise MalformedError("", "the file ends within the array's header")
        data += part
    return data


def _item_size(dtype: str) -> int | None:
    if not _SIMPLE_TYPE.fullmatch(dtype):
        return None
    size = int(re.sub(r"\D", "", dtype))
    return size * 4 if dtype[1] == "U" else size


def _with_values(found: ArrayPreview, file: Readable, item: int) -> ArrayPreview:
    import numpy as np

    total = item * found.count
    if found.fortran_order and len(found.shape) > 1 and total > _VALUE_BYTES:
        return found
    wanted = min(total, _VALUE_BYTES)
    data = b""
    while len(data) < wanted and (part := file.read(wanted - len(data))):
        data += part
    flat = np.frombuffer(data[: len(data) // item * item], dtype=np.dtype(found.dtype))
    width = found.shape[-1] if len(found.shape) > 1 else 1
    if found.fortran_order and len(found.shape) > 1 and len(flat) == found.count:
        flat = flat.reshape(found.shape, order="F").ravel()
    rows = []
    for start in range(0, min(len(flat), width * _VALUE_ROWS), width):
        cells = flat[start : min(start + width, start + _VALUE_COLUMNS)]
        rows.append(tuple(str(cell) for cell in cells))
    shown = sum(len(row) for row in rows)
    return ArrayPreview(
        found.dtype,
        found.shape,
        found.fortran_order,
        found.nbytes,
        tuple(rows),
        values_truncated=shown < found.count,
    )
