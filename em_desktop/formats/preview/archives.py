"""Archives: the list of members, and the headers of the arrays in an ``.npz``."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass

from em_desktop.errors import EmError, MalformedError
from em_desktop.formats.preview.arrays import ArrayPreview, read_array
from em_desktop.formats.preview.ranges import ObjectReader
from em_desktop.formats.source import ObjectSource

MAX_MEMBERS = 1_000
_MAX_ARRAYS = 200
_BUDGET = 16 * 1024 * 1024
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive; ``array`` where it is a NumPy array whose header could be read."""

    name: str
    size: int
    compressed: int
    array: ArrayPreview | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ArchivePreview:
    """The first members of an archive, and how many there are."""

    members: tuple[Member, ...]
    count: int


def read_archive(source: ObjectSource, key: str, size: int) -> ArchivePreview:
    """The members of a ZIP archive. Nothing is unpacked but the beginnings of arrays.

    Raises:
        MalformedError: it isn't a ZIP archive.
        TooLargeError: its directory is larger than a preview reads.
    """
    reader = ObjectReader(source, key, size, _BUDGET)
    try:
        with zipfile.ZipFile(reader) as archive:
            entries = archive.infolist()
            members = []
            for number, entry in enumerate(entries[:MAX_MEMBERS]):
                member = Member(entry.filename, entry.file_size, entry.compress_size)
                if entry.filename.endswith(".npy") and number < _MAX_ARRAYS:
                    member = _with_array(archive, entry, member)
                members.append(member)
            return ArchivePreview(tuple(members), len(entries))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise MalformedError(key, str(error)) from error


def _with_array(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, member: Member) -> Member:
    problem = ""
    array = None
    if entry.compress_type not in _READABLE or entry.flag_bits & 1:
        problem = "compressed in a way that NumPy doesn't use"
    else:
        try:
            with archive.open(entry) as file:
                array = read_array(file, entry.file_size)
        except EmError as error:
            problem = error.reason
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError) as error:
            problem = str(error)
    return Member(member.name, member.size, member.compressed, array, problem)
