"""The records of TensorBoard event files: length, checksum, data, checksum."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from pathlib import Path

from em_desktop.domain.problems import ProblemKind
from em_desktop.errors import from_os_error
from em_desktop.importers.found import Notes

_HEADER = struct.Struct("<QI")
_FOOTER = 4
LARGEST_RECORD = 1 << 20
_POLYNOMIAL = 0x82F63B78


def _tables() -> tuple[list[int], list[int]]:
    """What one byte, and what two bytes at a time, do to a CRC-32C."""
    one = []
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = value >> 1 ^ (_POLYNOMIAL if value & 1 else 0)
        one.append(value)
    return one, [
        one[one[pair & 0xFF] & 0xFF ^ pair >> 8] ^ one[pair & 0xFF] >> 8 for pair in range(1 << 16)
    ]


_known_tables: tuple[list[int], list[int]] | None = None


def masked_crc(data: bytes) -> int:
    """The CRC-32C of data, masked as these files do it."""
    global _known_tables  # noqa: PLW0603 - made when it is needed first
    if _known_tables is None:
        _known_tables = _tables()
    one, two = _known_tables
    crc = 0xFFFFFFFF
    even = len(data) & ~1
    for (pair,) in struct.iter_unpack("<H", data[:even]):
        crc = two[(crc ^ pair) & 0xFFFF] ^ crc >> 16
    if even != len(data):
        crc = one[(crc ^ data[-1]) & 0xFF] ^ crc >> 8
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def is_event_file(beginning: bytes) -> bool:
    """Whether a file begins with the length of a record and its checksum."""
    if len(beginning) < _HEADER.size:
        return False
    length, crc = _HEADER.unpack(beginning[: _HEADER.size])
    return bool(0 < length <= LARGEST_RECORD and masked_crc(beginning[:8]) == crc)


def records(path: Path, notes: Notes) -> Iterator[tuple[int, bytes]]:
    """The records of an event file, each with the position behind it.

    A record that isn't whole yet ends the reading without a note: it is being written.
    A wrong checksum costs that record; of a length, the rest of the file.

    Raises:
        EmError: the file can't be read.
    """
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            position = 0
            while len(header := file.read(_HEADER.size)) == _HEADER.size:
                length, crc = _HEADER.unpack(header)
                if masked_crc(header[:8]) != crc:
                    detail = f"a damaged record at byte {position:,}; the rest isn't read"
                    notes.add(detail, ProblemKind.MALFORMED)
                    return
                position += _HEADER.size + length + _FOOTER
                if position > size:
                    return
                if length > LARGEST_RECORD:
                    notes.add("records of more than 1 MiB (graphs, images)", ProblemKind.TOO_LARGE)
                    file.seek(position)
                    continue
                data = file.read(length)
                footer = file.read(_FOOTER)
                if len(footer) < _FOOTER:
                    return
                if masked_crc(data) == int.from_bytes(footer, "little"):
                    yield position, data
                else:
                    notes.add("damaged records", ProblemKind.MALFORMED)
    except OSError as error:
        raise from_os_error(error, os.fspath(path)) from error
