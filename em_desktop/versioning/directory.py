"""Versions kept in a directory: the ``.em-asset`` of a Model or Dataset in a folder.

``refs/heads/NAME`` and ``refs/tags/NAME`` hold a commit's id, ``commits``,
``manifests`` and ``ranges`` the records of that name, ``staged/BRANCH`` the
uncommitted changes, a line each. Moving a branch is one rename, and it comes last.
"""

from __future__ import annotations

import json
import os
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from em_desktop.domain.versions import Content, check_ref_name
from em_desktop.errors import ConflictError, MalformedError, NotFoundError, from_os_error
from em_desktop.formats.durable import sync_directory
from em_desktop.formats.files import TEMPORARY_PREFIX, write_file
from em_desktop.versioning.storage import RecordKind, RefKind, Staged

_HEX = re.compile(r"[0-9a-f]{64}")


class DirectoryStorage:
    """Keeps versions below a directory, which is made when something is kept."""

    def __init__(self, root: Path) -> None:
        self.root = root

    # records

    def read(self, kind: RecordKind, record_id: str) -> bytes:
        return _read(self._record(kind, record_id))

    def write(self, kind: RecordKind, record_id: str, data: bytes) -> None:
        path = self._record(kind, record_id)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_file(path, data)

    def commits_beginning(self, prefix: str, limit: int) -> Sequence[str]:
        names = _names(self.root / RecordKind.COMMIT)
        return [name for name in names if name.startswith(prefix)][:limit]

    def _record(self, kind: RecordKind, record_id: str) -> Path:
        if _HEX.fullmatch(record_id) is None:
            raise NotFoundError(record_id, "no id of a record")
        return self.root / kind / record_id

    # refs

    def ref(self, kind: RefKind, name: str) -> str | None:
        try:
            return _read(self._ref(kind, name)).decode("ascii", "replace").strip()
        except NotFoundError:
            return None

    def refs(
        self, kind: RefKind, offset: int = 0, limit: int | None = None
    ) -> Sequence[tuple[str, str]]:
        names = _names(self.root / "refs" / kind)
        end = None if limit is None else offset + limit
        found = ((name, self.ref(kind, name)) for name in names[offset:end])
        return [(name, commit) for name, commit in found if commit is not None]

    def count_refs(self, kind: RefKind) -> int:
        return len(_names(self.root / "refs" / kind))

    def set_ref(self, kind: RefKind, name: str, commit: str, expected: str | None) -> None:
        check_ref_name(name)
        present = self.ref(kind, name)
        if present != expected:
            raise ConflictError(name, f"it points to {present} by now")
        path = self._ref(kind, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, f"{commit}\n".encode())

    def delete_ref(self, kind: RefKind, name: str) -> None:
        _remove(self._ref(kind, name))

    def _ref(self, kind: RefKind, name: str) -> Path:
        if not name or "/" in name or name.startswith(".") or "\0" in name:
            raise NotFoundError(name, "no name of a version")
        return self.root / "refs" / kind / name

    # uncommitted changes

    def staged(
        self, branch: str, after: str | None = None, limit: int | None = None
    ) -> Iterator[Staged]:
        changes = self._staged(branch)
        paths = sorted(changes)
        start = 0 if after is None else bisect_right(paths, after)
        for path in islice(paths, start, None if limit is None else start + limit):
            yield changes[path]

    def staged_page(self, branch: str, offset: int, limit: int) -> Sequence[Staged]:
        return list(islice(self.staged(branch), offset, offset + limit))

    def staged_at(self, branch: str, path: str) -> Staged | None:
        return self._staged(branch).get(path)

    def count_staged(self, branch: str) -> int:
        return len(self._staged(branch))

    def staged_delta(self, branch: str, through: str | None = None) -> int:
        changes = self._staged(branch).values()
        return sum(one.delta for one in changes if through is None or one.path <= through)

    def stage(self, branch: str, staged: Staged) -> None:
        self._append(branch, _encode(staged))

    def unstage(self, branch: str, path: str) -> None:
        if self.staged_at(branch, path) is not None:
            self._append(branch, {"path": path, "undone": True})

    def clear_staged(self, branch: str) -> None:
        _remove(self._staged_file(branch))

    def _staged_file(self, branch: str) -> Path:
        return self.root / "staged" / self._ref(RefKind.BRANCH, branch).name

    def _append(self, branch: str, line: dict[str, Any]) -> None:
        """Add a line; the first one says to which commit the changes are made."""
        path = self._staged_file(branch)
        head = self.ref(RefKind.BRANCH, branch)
        is_new = not path.exists() or _base(path) != head
        text = json.dumps(line, ensure_ascii=False) + "\n"
        data = text.encode("utf-8", "surrogatepass")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if is_new:
                write_file(path, json.dumps({"base": head}).encode() + b"\n" + data)
                return
            with path.open("r+b") as file:
                _drop_torn_line(file.fileno())
                file.seek(0, os.SEEK_END)
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise from_os_error(error, os.fspath(path)) from error

    def _staged(self, branch: str) -> dict[str, Staged]:
        """The changes; those to another commit are done with: a crash left them behind."""
        try:
            lines = _read(self._staged_file(branch)).split(b"\n")[:-1]
        except NotFoundError:
            return {}
        values = [_parse(line, self._staged_file(branch)) for line in lines]
        if not values or values[0].get("base") != self.ref(RefKind.BRANCH, branch):
            return {}
        changes: dict[str, Staged] = {}
        for value in values[1:]:
            if value.get("undone"):
                changes.pop(str(value["path"]), None)
            else:
                staged = _decode(value, self._staged_file(branch))
                changes[staged.path] = staged
        return changes


def _base(path: Path) -> str | None:
    with path.open("rb") as file:
        base = _parse(file.readline(), path).get("base")
    return base if isinstance(base, str) else None


def _drop_torn_line(descriptor: int) -> None:
    """A crash may have left the beginning of a line at the end; nobody was told of it."""
    size = os.fstat(descriptor).st_size
    block = 4096
    end = size
    while end:
        start = max(0, end - block)
        at = os.pread(descriptor, end - start, start).rfind(b"\n")
        if at >= 0:
            end = start + at + 1
            break
        end = start
    if end < size:
        os.ftruncate(descriptor, end)


def _encode(staged: Staged) -> dict[str, Any]:
    value: dict[str, Any] = {"path": staged.path, "existed": staged.existed}
    if staged.after is not None:
        content = staged.after
        value |= {"size": content.size, "sha256": content.sha256, "md5": content.md5}
        value |= {"mtime": content.mtime, "type": content.content_type}
    return value


def _decode(value: dict[str, Any], path: Path) -> Staged:
    try:
        content = None
        if "sha256" in value:
            content = Content(
                int(value["size"]),
                str(value["sha256"]),
                str(value["md5"]),
                int(value["mtime"]),
                str(value["type"]),
            )
        return Staged(str(value["path"]), content, bool(value["existed"]))
    except (KeyError, TypeError, ValueError) as error:
        raise MalformedError(os.fspath(path), f"no change of a branch: {error}") from error


def _parse(line: bytes, path: Path) -> dict[str, Any]:
    try:
        value = json.loads(line.decode("utf-8", "surrogatepass"))
    except ValueError as error:
        raise MalformedError(os.fspath(path), str(error)) from error
    if not isinstance(value, dict):
        raise MalformedError(os.fspath(path), "a line isn't an object")
    return value


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise from_os_error(error, os.fspath(path)) from error


def _names(directory: Path) -> list[str]:
    try:
        names = [place.name for place in directory.iterdir()]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise from_os_error(error, os.fspath(directory)) from error
    return sorted(name for name in names if not name.startswith(TEMPORARY_PREFIX))


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
        if path.parent.exists():
            sync_directory(path.parent)
    except OSError as error:
        raise from_os_error(error, os.fspath(path)) from error
