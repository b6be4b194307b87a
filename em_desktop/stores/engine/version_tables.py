"""Versions kept in tables: the `VersionStorage` of an asset on the server.

Ranges and manifests are named by their content and shared by all assets; commits,
refs and uncommitted changes belong to one. All of it changes within the transaction.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, and_, case, delete, func, insert, select, update

from em_desktop.domain.versions import Content
from em_desktop.errors import ConflictError, MalformedError, NotFoundError
from em_desktop.stores.engine.schema import commits, records, refs, staged
from em_desktop.stores.engine.session import Session
from em_desktop.versioning.storage import RecordKind, RefKind, Staged

_FETCHED = 1000


class TableStorage:
    """The versions of the asset with this row number, see `VersionStorage`."""

    def __init__(self, session: Session, asset_id: int) -> None:
        self._connection = session.connection
        self._now = session.now
        self._asset = asset_id

    # records

    def read(self, kind: RecordKind, record_id: str) -> bytes:
        if kind is RecordKind.COMMIT:
            query = select(commits.c.data).where(
                commits.c.asset_id == self._asset, commits.c.id == record_id
            )
            data = self._connection.scalar(query)
        else:
            query = select(records.c.data).where(
                records.c.kind == kind.value, records.c.id == record_id
            )
            data = self._connection.scalar(query)
        if data is None:
            raise NotFoundError(record_id, f"no record among the {kind}")
        return data if kind is RecordKind.COMMIT else _unpacked(data, record_id)

    def write(self, kind: RecordKind, record_id: str, data: bytes) -> None:
        if kind is RecordKind.COMMIT:
            values: dict[str, Any] = {"asset_id": self._asset, "id": record_id}
            same = and_(commits.c.asset_id == self._asset, commits.c.id == record_id)
            if self._connection.scalar(select(func.count()).where(same)) == 0:
                self._connection.execute(insert(commits).values(data=data, **values))
            return
        known = self._connection.execute(
            update(records)
            .where(records.c.kind == kind.value, records.c.id == record_id)
            .values(touched=self._now)
        )
        if known.rowcount == 0:
            self._connection.execute(
                insert(records).values(
                    kind=kind.value, id=record_id, data=zlib.compress(data, 1), touched=self._now
                )
            )

    def commits_beginning(self, prefix: str, limit: int) -> Sequence[str]:
        last = prefix + "g"  # behind all hexadecimal digits
        query = (
            select(commits.c.id)
            .where(commits.c.asset_id == self._asset)
            .where(commits.c.id >= prefix, commits.c.id < last)
            .order_by(commits.c.id)
            .limit(limit)
        )
        return list(self._connection.scalars(query))

    # refs

    def ref(self, kind: RefKind, name: str) -> str | None:
        return self._connection.scalar(select(refs.c.commit_id).where(self._named(kind, name)))

    def refs(
        self, kind: RefKind, offset: int = 0, limit: int | None = None
    ) -> Sequence[tuple[str, str]]:
        query = (
            select(refs.c.name, refs.c.commit_id)
            .where(refs.c.asset_id == self._asset, refs.c.kind == kind.value)
            .order_by(refs.c.name)
            .offset(offset)
        )
        rows = self._connection.execute(query if limit is None else query.limit(limit))
        return [(row.name, row.commit_id) for row in rows]

    def count_refs(self, kind: RefKind) -> int:
        mine = (refs.c.asset_id == self._asset, refs.c.kind == kind.value)
        return self._connection.scalar(select(func.count()).where(*mine)) or 0

    def set_ref(self, kind: RefKind, name: str, commit: str, expected: str | None) -> None:
        if expected is None:
            if self.ref(kind, name) is not None:
                raise ConflictError(name, "it is there already")
            values = {"asset_id": self._asset, "kind": kind.value, "name": name}
            self._connection.execute(insert(refs).values(commit_id=commit, **values))
            return
        moved = self._connection.execute(
            update(refs)
            .where(self._named(kind, name), refs.c.commit_id == expected)
            .values(commit_id=commit)
        )
        if moved.rowcount == 0:
            raise ConflictError(name, "it points elsewhere by now")

    def delete_ref(self, kind: RefKind, name: str) -> None:
        self._connection.execute(delete(refs).where(self._named(kind, name)))

    def _named(self, kind: RefKind, name: str) -> Any:
        return and_(refs.c.asset_id == self._asset, refs.c.kind == kind.value, refs.c.name == name)

    # uncommitted changes

    def staged(
        self, branch: str, after: str | None = None, limit: int | None = None
    ) -> Iterator[Staged]:
        left = limit
        while left is None or left > 0:
            size = _FETCHED if left is None else min(left, _FETCHED)
            query = select(staged).where(self._of(branch)).order_by(staged.c.path).limit(size)
            if after is not None:
                query = query.where(staged.c.path > after)
            rows = list(self._connection.execute(query))
            yield from map(_staged, rows)
            if len(rows) < size:
                return
            after = rows[-1].path
            left = None if left is None else left - size

    def staged_page(self, branch: str, offset: int, limit: int) -> Sequence[Staged]:
        query = select(staged).where(self._of(branch)).order_by(staged.c.path)
        return [_staged(row) for row in self._connection.execute(query.offset(offset).limit(limit))]

    def staged_at(self, branch: str, path: str) -> Staged | None:
        query = select(staged).where(self._of(branch), staged.c.path == path)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else _staged(row)

    def count_staged(self, branch: str) -> int:
        return self._connection.scalar(select(func.count()).where(self._of(branch))) or 0

    def staged_delta(self, branch: str, through: str | None = None) -> int:
        is_there = case((staged.c.sha256.is_not(None), 1), else_=0)
        was_there = case((staged.c.existed, 1), else_=0)
        query = select(func.sum(is_there - was_there)).where(self._of(branch))
        if through is not None:
            query = query.where(staged.c.path <= through)
        return int(self._connection.scalar(query) or 0)

    def stage(self, branch: str, change: Staged) -> None:
        self.unstage(branch, change.path)
        values: dict[str, Any] = {"existed": change.existed}
        if change.after is not None:
            after = change.after
            values |= {"size": after.size, "sha256": after.sha256, "md5": after.md5}
            values |= {"mtime": after.mtime, "content_type": after.content_type}
        self._connection.execute(
            insert(staged).values(asset_id=self._asset, branch=branch, path=change.path, **values)
        )

    def unstage(self, branch: str, path: str) -> None:
        self._connection.execute(delete(staged).where(self._of(branch), staged.c.path == path))

    def clear_staged(self, branch: str) -> None:
        self._connection.execute(delete(staged).where(self._of(branch)))

    def _of(self, branch: str) -> Any:
        return and_(staged.c.asset_id == self._asset, staged.c.branch == branch)


def _staged(row: Row[Any]) -> Staged:
    after = None
    if row.sha256 is not None:
        after = Content(row.size, row.sha256, row.md5, row.mtime, row.content_type)
    return Staged(row.path, after, row.existed)


def _unpacked(data: bytes, record_id: str) -> bytes:
    try:
        return zlib.decompress(data)
    except zlib.error as error:
        raise MalformedError(record_id, f"damaged record: {error}") from error
