"""The list of a version's objects, cut into ranges so that like parts are kept once.

A manifest is the text of its ranges, a range the text of its entries; both are named
by the SHA-256 of their text. A range ends after a path that hashes to a boundary, so
that the same objects are always cut in the same way, whatever order they came in: a
version that differs from another in k objects shares all but about k ranges with it.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from em_desktop.domain.versions import Content, Difference, Entry, differences
from em_desktop.errors import MalformedError
from em_desktop.versioning.storage import RecordKind, VersionStorage

EMPTY = ""
"""The id of the manifest without objects; there is no record of it."""

AVERAGE_ENTRIES = 512
MOST_ENTRIES = 8 * AVERAGE_ENTRIES
"""A range is cut here at the latest, so that nobody can choose paths that make it endless."""


@dataclass(frozen=True, slots=True)
class Range:
    """A part of a manifest.

    Attributes:
        id: the SHA-256 of its text.
        count: how many entries it has.
        size: bytes of all its objects.
        last: the path of its last entry.
    """

    id: str
    count: int
    size: int
    last: str


Change = tuple[str, Content | None]
"""A path and what is there from now on; None where it is removed."""


class Manifest:
    """The ranges of a version, in the order of their paths."""

    def __init__(self, ranges: Sequence[Range]) -> None:
        self.ranges = ranges
        self._lasts = [one.last for one in ranges]
        self._ends = list(accumulate(one.count for one in ranges))

    @property
    def count(self) -> int:
        return self._ends[-1] if self._ends else 0

    @property
    def size(self) -> int:
        return sum(one.size for one in self.ranges)

    def index_of(self, path: str) -> int:
        """The number of the range in which a path is, if it is there; perhaps past the last."""
        return bisect_left(self._lasts, path)

    def count_before(self, index: int) -> int:
        """How many entries the ranges before this one have."""
        return self._ends[index - 1] if index else 0


class Manifests:
    """Reads and makes manifests in a storage."""

    def __init__(self, storage: VersionStorage) -> None:
        self._storage = storage

    def load(self, manifest_id: str) -> Manifest:
        """The ranges of a manifest.

        Raises:
            NotFoundError, MalformedError: the storage is damaged.
        """
        if manifest_id == EMPTY:
            return Manifest(())
        data = self._storage.read(RecordKind.MANIFEST, manifest_id)
        return Manifest(_decode_manifest(data, manifest_id))

    def range(self, range_id: str) -> list[Entry]:
        """The entries of a range."""
        return _decode_range(self._storage.read(RecordKind.RANGE, range_id), range_id)

    def entries(self, manifest: Manifest, start: int = 0) -> Iterator[Entry]:
        """All entries by path, from that of a number on; earlier ranges aren't read."""
        for index, one in enumerate(manifest.ranges):
            before = manifest.count_before(index)
            if before + one.count > start:
                yield from self.range(one.id)[max(0, start - before) :]

    def get(self, manifest: Manifest, path: str) -> Content | None:
        """What is at a path; reads one range."""
        index = manifest.index_of(path)
        if index == len(manifest.ranges):
            return None
        entries = self.range(manifest.ranges[index].id)
        at = bisect_left(entries, path, key=_path_of)
        found = entries[at] if at < len(entries) else None
        return found.content if found is not None and found.path == path else None

    def differences(self, left: Manifest, right: Manifest) -> Iterator[Difference]:
        """What differs between two versions, by path; reads only ranges that differ."""
        shared = {one.id for one in left.ranges} & {one.id for one in right.ranges}
        yield from differences(self._apart(left, shared), self._apart(right, shared))

    def _apart(self, manifest: Manifest, shared: set[str]) -> Iterator[Entry]:
        for one in manifest.ranges:
            if one.id not in shared:
                yield from self.range(one.id)

    def changed(self, base: Manifest, changes: Iterable[Change]) -> str:
        """Keep the version that ``base`` becomes by the changes; its id.

        Writes the ranges in which something changed, and the list of ranges.

        Args:
            base: the version before.
            changes: sorted by path, each path once.
        """
        return self._keep(_Rebuilding(self, base, changes).ranges())

    def keep_range(self, entries: Sequence[Entry]) -> Range:
        """Write a range."""
        data = _encode_range(entries)
        range_id = hashlib.sha256(data).hexdigest()
        self._storage.write(RecordKind.RANGE, range_id, data)
        size = sum(entry.content.size for entry in entries)
        return Range(range_id, len(entries), size, entries[-1].path)

    def _keep(self, ranges: Sequence[Range]) -> str:
        if not ranges:
            return EMPTY
        data = _encode_manifest(ranges)
        manifest_id = hashlib.sha256(data).hexdigest()
        self._storage.write(RecordKind.MANIFEST, manifest_id, data)
        return manifest_id


class _Rebuilding:
    """Makes the ranges of a changed version; those without a change are taken over unread."""

    def __init__(self, manifests: Manifests, base: Manifest, changes: Iterable[Change]) -> None:
        self._manifests = manifests
        self._base = base
        self._changes = iter(changes)
        self._next = next(self._changes, None)
        self._done: list[Range] = []
        self._open: list[Entry] = []

    def ranges(self) -> Sequence[Range]:
        for one in self._base.ranges:
            if not self._open and (self._next is None or self._next[0] > one.last):
                self._done.append(one)
                continue
            for entry in self._manifests.range(one.id):
                self._bring_changes(before=entry.path)
                if self._next is not None and self._next[0] == entry.path:
                    self._bring_change()
                else:
                    self._bring(entry)
        if self._next is not None and not self._open:
            self._reopen_last()
        self._bring_changes(before=None)
        if self._open:
            self._cut()
        return self._done

    def _bring_changes(self, before: str | None) -> None:
        while self._next is not None and (before is None or self._next[0] < before):
            self._bring_change()

    def _bring_change(self) -> None:
        assert self._next is not None
        path, content = self._next
        self._next = next(self._changes, None)
        if content is not None:
            self._bring(Entry(path, content))

    def _bring(self, entry: Entry) -> None:
        self._open.append(entry)
        if _is_boundary(entry.path) or len(self._open) >= MOST_ENTRIES:
            self._cut()

    def _cut(self) -> None:
        self._done.append(self._manifests.keep_range(self._open))
        self._open = []

    def _reopen_last(self) -> None:
        """The last range may end anywhere; what comes after it belongs into it then."""
        if self._done and not (
            _is_boundary(self._done[-1].last) or self._done[-1].count >= MOST_ENTRIES
        ):
            self._open = self._manifests.range(self._done.pop().id)


def _path_of(entry: Entry) -> str:
    return entry.path


def _is_boundary(path: str) -> bool:
    digest = hashlib.blake2b(path.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return int.from_bytes(digest) % AVERAGE_ENTRIES == 0


def _encode_range(entries: Sequence[Entry]) -> bytes:
    lines = [
        f"{one.content.sha256} {one.content.md5} {one.content.size} {one.content.mtime} "
        f"{_word(one.content.content_type)} {_quoted(one.path)}\n"
        for one in entries
    ]
    return "".join(lines).encode("utf-8", "surrogatepass")


def _decode_range(data: bytes, subject: str) -> list[Entry]:
    try:
        entries = []
        for line in _lines(data):
            sha256, md5, size, mtime, kind, path = line.split(" ", 5)
            content = Content(int(size), sha256, md5, int(mtime), _unquoted(kind))
            entries.append(Entry(_unquoted(path), content))
    except ValueError as error:
        raise MalformedError(subject, f"no range of a manifest: {error}") from error
    return entries


def _encode_manifest(ranges: Sequence[Range]) -> bytes:
    lines = [f"{one.id} {one.count} {one.size} {_quoted(one.last)}\n" for one in ranges]
    return "".join(lines).encode("utf-8", "surrogatepass")


def _decode_manifest(data: bytes, subject: str) -> list[Range]:
    try:
        ranges = []
        for line in _lines(data):
            range_id, count, size, last = line.split(" ", 3)
            ranges.append(Range(range_id, int(count), int(size), _unquoted(last)))
    except ValueError as error:
        raise MalformedError(subject, f"no manifest: {error}") from error
    return ranges


def _lines(data: bytes) -> list[str]:
    return data.decode("utf-8", "surrogatepass").split("\n")[:-1]


def _quoted(text: str) -> str:
    """The text in quotes, on one line."""
    return json.dumps(text, ensure_ascii=False)


def _word(text: str) -> str:
    """The text in quotes, without blanks: a further field can follow."""
    return _quoted(text).replace(" ", "\\u0020")


def _unquoted(text: str) -> str:
    if "\\" in text:
        value = json.loads(text)
        if not isinstance(value, str):
            raise ValueError(f"not a text: {text}")
        return value
    if len(text) < 2 or text[0] != '"' or text[-1] != '"':
        raise ValueError(f"not a text: {text}")
    return text[1:-1]
