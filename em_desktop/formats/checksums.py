"""``.em-checksums``: the hashes of what was copied into a directory, as it arrived.

The lines are those of ``sha256sum``, so that ``sha256sum -c .em-checksums`` checks them without
this program. Before each a comment keeps the file's size and time: a file that has others by
now was changed by somebody, and one that hasn't, but another hash, is damaged.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from em_desktop.domain.paths import check_object_key
from em_desktop.errors import InvalidNameError, NotFoundError, from_os_error
from em_desktop.formats.files import write_file

CHECKSUMS = ".em-checksums"
_HEAD = b"# As copied here. 'sha256sum -c .em-checksums' checks it.\n"
_FACTS = re.compile(rb"#= (\d+) (-?\d+)")
_LINE = re.compile(rb"(\\?)([0-9a-f]{64})  (.+)", re.DOTALL)
_ESCAPE = re.compile(rb"\\([\\nr])")
_ESCAPED = {b"\\": b"\\", b"n": b"\n", b"r": b"\r"}
_PIECE = 4 << 20
_SMALL = 64 << 10


@dataclass(frozen=True, slots=True)
class Checksum:
    """How a file arrived.

    Attributes:
        sha256: hexadecimal.
        size: bytes.
        mtime_ns: when it was written, nanoseconds since 1970.
    """

    sha256: str
    size: int
    mtime_ns: int

    @classmethod
    def of(cls, place: Path, sha256: str) -> Checksum:
        """That of a file that has just been written.

        Raises:
            EmError: it isn't there.
        """
        try:
            status = place.lstat()
        except OSError as error:
            raise from_os_error(error, os.fspath(place)) from error
        return cls(sha256, status.st_size, status.st_mtime_ns)


def read(directory: Path) -> dict[str, Checksum]:
    """What is known of the files in a directory, by their keys; lines of no meaning are left out.

    Raises:
        EmError: the file can't be read.
    """
    try:
        data = (directory / CHECKSUMS).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise from_os_error(error, os.fspath(directory / CHECKSUMS)) from error
    found: dict[str, Checksum] = {}
    facts = None
    for line in data.split(b"\n"):
        told, entry = _FACTS.fullmatch(line), _LINE.fullmatch(line)
        if told is None and entry is not None and facts is not None:
            name = entry[3]
            if entry[1]:
                name = _ESCAPE.sub(lambda match: _ESCAPED[match[1]], name)
            with suppress(InvalidNameError):  # it leads elsewhere
                key = check_object_key(os.fsdecode(name))
                found[key] = Checksum(entry[2].decode("ascii"), *facts)
        facts = None if told is None else (int(told[1]), int(told[2]))
    return found


def write(directory: Path, known: Mapping[str, Checksum]) -> None:
    """Write what is known of the files in a directory; no file for nothing.

    Raises:
        EmError: it can't be written.
    """
    place = directory / CHECKSUMS
    if known:
        lines = (_line(key, known[key]) for key in sorted(known))
        write_file(place, _HEAD + b"".join(lines), sync_name=False)
        return
    try:
        place.unlink(missing_ok=True)
    except OSError as error:
        raise from_os_error(error, os.fspath(place)) from error


def add(directory: Path, more: Mapping[str, Checksum]) -> None:
    """Note the hashes of more files; those of files that are gone by now are forgotten.

    Raises:
        EmError: it can't be read or written.
    """
    known = {**read(directory), **more}
    write(directory, {key: one for key, one in known.items() if (directory / key).is_file()})


def rekey(directory: Path, key: str, new_key: str) -> None:
    """A file, or a directory of files, has another key.

    Raises:
        EmError: it can't be read or written.
    """
    known = read(directory)
    moved = {one for one in known if one == key or one.startswith(f"{key}/")}
    if moved:
        renamed = {f"{new_key}{one.removeprefix(key)}": known[one] for one in moved}
        write(directory, {one: known[one] for one in known if one not in moved} | renamed)


def tidy(directory: Path) -> None:
    """Leave no file behind that tells of nothing that is there; a large one waits for `add`.

    Raises:
        EmError: it can't be read or written.
    """
    place = directory / CHECKSUMS
    try:
        is_small = place.lstat().st_size < _SMALL
    except OSError:
        return
    if is_small and not any((directory / key).is_file() for key in read(directory)):
        write(directory, {})


def verify(directory: Path) -> Iterator[tuple[str, str]]:
    """Read all files that are as they arrived by size and time, and compare their hashes.

    Yields:
        the key of a damaged file and the hash that it has now; an empty key after each piece
        that was read, so that the reader can stop.

    Raises:
        EmError: a file can't be read.
    """
    for key, known in read(directory).items():
        place = directory / key
        if place.is_symlink() or not place.is_file():
            continue
        try:
            if Checksum.of(place, known.sha256) != known:
                continue
        except NotFoundError:
            continue
        digest = hashlib.sha256()
        try:
            with place.open("rb", buffering=0) as file:
                while piece := file.read(_PIECE):
                    digest.update(piece)
                    yield "", ""
        except OSError as error:
            raise from_os_error(error, os.fspath(place)) from error
        if digest.hexdigest() != known.sha256:
            yield key, digest.hexdigest()


def _line(key: str, known: Checksum) -> bytes:
    name = os.fsencode(key)
    escaped = name.replace(b"\\", b"\\\\").replace(b"\n", b"\\n").replace(b"\r", b"\\r")
    mark = b"\\" if escaped != name else b""
    facts = b"#= %d %d\n" % (known.size, known.mtime_ns)
    return facts + mark + known.sha256.encode("ascii") + b"  " + escaped + b"\n"
