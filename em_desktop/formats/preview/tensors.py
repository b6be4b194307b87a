"""The header of a safetensors file."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any, TypeGuard

from em_desktop.domain.paths import printable
from em_desktop.errors import MalformedError, TooLargeError
from em_desktop.formats.source import ObjectSource

_MAX_HEADER = 8 * 1024 * 1024
MAX_TENSORS = 10_000
_MAX_TEXT = 1_000


@dataclass(frozen=True, slots=True)
class Tensor:
    """One tensor of the file."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    nbytes: int

    @property
    def count(self) -> int:
        """Number of elements."""
        return math.prod(self.shape)


@dataclass(frozen=True, slots=True)
class TensorsPreview:
    """The tensors in the order of the header, and the file's own notes.

    Attributes:
        left_out: tensors past the limit, and entries that aren't tensors.
    """

    tensors: tuple[Tensor, ...]
    metadata: tuple[tuple[str, str], ...]
    left_out: int = 0


def read_tensors(source: ObjectSource, key: str, size: int) -> TensorsPreview:
    """Names, types and shapes; no tensor is read.

    Raises:
        MalformedError: the header isn't one of a safetensors file.
        TooLargeError: the header is too large for a preview.
    """
    length = int.from_bytes(source.read(key, 0, 8), "little")
    if length > max(size - 8, 0):
        raise MalformedError(key, "the header would be longer than the file")
    if length > _MAX_HEADER:
        raise TooLargeError(key, f"the header has {length} bytes")
    try:
        header = json.loads(source.read(key, 8, length))
    except (ValueError, RecursionError) as error:
        raise MalformedError(key, str(error)) from error
    if not isinstance(header, dict):
        raise MalformedError(key, "the header isn't an object")
    notes = header.pop("__metadata__", None)
    tensors: list[Tensor] = []
    left_out = 0
    for name, entry in header.items():
        tensor = _tensor(name, entry) if len(tensors) < MAX_TENSORS else None
        if tensor is None:
            left_out += 1
        else:
            tensors.append(tensor)
    metadata = (
        tuple(
            (printable(str(name)), printable(str(text)[:_MAX_TEXT])) for name, text in notes.items()
        )
        if isinstance(notes, dict)
        else ()
    )
    return TensorsPreview(tuple(tensors), metadata, left_out)


def _tensor(name: str, entry: Any) -> Tensor | None:
    if not isinstance(entry, dict):
        return None
    dtype, shape, offsets = entry.get("dtype"), entry.get("shape"), entry.get("data_offsets")
    if not isinstance(dtype, str) or not _are_counts(shape) or not _are_counts(offsets):
        return None
    if len(shape) > 64 or len(offsets) != 2:
        return None
    return Tensor(
        printable(name[:_MAX_TEXT]), dtype[:40], tuple(shape), max(offsets[1] - offsets[0], 0)
    )


def _are_counts(values: Any) -> TypeGuard[list[int]]:
    return isinstance(values, list) and all(
        type(value) is int and 0 <= value < 2**63 for value in values
    )
