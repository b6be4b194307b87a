"""Removing what nobody needs any more: safely beside a running server and running uploads."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import and_, delete, select

from em_desktop.stores.engine import quotas, trash, uploads
from em_desktop.stores.engine.checking import named_contents, named_manifests, named_ranges
from em_desktop.stores.engine.engine import SYSTEM, Engine
from em_desktop.stores.engine.schema import contents, records, upload_parts
from em_desktop.stores.engine.schema import uploads as uploads_table
from em_desktop.stores.engine.session import Session, microseconds

GRACE = timedelta(hours=24)
"""What came or was used so lately stays, whether something names it or not."""

_ON_ITS_WAY = timedelta(hours=1)
"""A content is noted so long after its last byte was written, whatever grace is given."""

_AT_ONCE = 500


@dataclass(slots=True)
class Collected:
    """What was removed: numbers, and bytes of contents."""

    nodes: int = 0
    uploads: int = 0
    contents: int = 0
    bytes: int = 0
    records: int = 0


def collect(
    engine: Engine,
    *,
    grace: timedelta = GRACE,
    trash_days: int = 30,
    upload_days: int = 7,
    dry_run: bool = False,
) -> Collected:
    """Empty old trash, drop old unfinished uploads, and remove what nothing names any more.

    A content's note is removed first, with everybody else waiting, and only then the
    content itself: who uploads the same bytes in between places them anew, elsewhere.

    Args:
        engine: the store.
        grace: younger things stay.
        trash_days: how long removed nodes are kept.
        upload_days: how long an upload in parts may take.
        dry_run: only count contents that would go.
    """
    found = Collected()
    now = microseconds()
    if not dry_run:
        with engine.writing(SYSTEM) as session:
            found.nodes = trash.purge(session, now - _microseconds(timedelta(days=trash_days)))
        _drop_uploads(engine, found, now - _microseconds(timedelta(days=upload_days)))
    before = now - _microseconds(grace)
    with engine.reading(SYSTEM) as session:
        problems: list[str] = []
        used = set(named_contents(session, problems))
        ranges, manifests = named_ranges(session, []), named_manifests(session, [])
        old = select(contents.c.sha256, contents.c.size).where(contents.c.touched < before)
        unused = [row for row in session.connection.execute(old) if row.sha256 not in used]
    if problems:  # what a damaged version needs can't be known
        return found
    if dry_run:
        found.contents = len(unused)
        found.bytes = sum(row.size for row in unused)
        return found
    _drop_contents(engine, found, [row.sha256 for row in unused], before)
    with engine.writing(SYSTEM) as session:
        found.records = _drop_records(session, ranges | manifests, before)
    _drop_leftovers(engine, found, grace)
    return found


def _microseconds(span: timedelta) -> int:
    return int(span.total_seconds() * 1_000_000)


def _drop_contents(engine: Engine, found: Collected, hashes: list[str], before: int) -> None:
    """Whoever began to use one of these meanwhile has touched it: it stays."""
    for start in range(0, len(hashes), _AT_ONCE):
        with engine.writing(SYSTEM) as session:
            some = contents.c.sha256.in_(hashes[start : start + _AT_ONCE])
            unused = and_(some, contents.c.touched < before)
            rows = list(session.connection.execute(select(contents).where(unused)))
            session.connection.execute(delete(contents).where(unused))
            sizes: Counter[int] = Counter()
            for row in rows:
                if row.owner_id is not None:
                    sizes[row.owner_id] += row.size
            quotas.give_back(session, sizes)
        engine.forget([row.address for row in rows])
        found.contents += len(rows)
        found.bytes += sum(row.size for row in rows)


def _drop_uploads(engine: Engine, found: Collected, before: int) -> None:
    with engine.writing(SYSTEM) as session:
        query = select(uploads_table.c.id).where(uploads_table.c.created < before)
        old = list(session.connection.scalars(query))
        addresses = [address for upload in old for address in uploads.finish(session, upload)]
    found.uploads = len(old)
    engine.forget(addresses)


def _drop_records(session: Session, used: set[str], before: int) -> int:
    """Ranges and manifests that no commit has."""
    query = select(records.c.id).where(records.c.touched < before)
    unused = [one for one in session.connection.scalars(query) if one not in used]
    for start in range(0, len(unused), _AT_ONCE):
        some = records.c.id.in_(unused[start : start + _AT_ONCE])
        session.connection.execute(delete(records).where(some, records.c.touched < before))
    return len(unused)


def _drop_leftovers(engine: Engine, found: Collected, grace: timedelta) -> None:
    """Contents that no note leads to: a crash left them between placing and noting."""
    before = datetime.now(UTC) - max(grace, _ON_ITS_WAY)
    lying = [one for one in engine.blobs.all() if one.since < before]
    with engine.reading(SYSTEM) as session:
        noted = set(session.connection.scalars(select(contents.c.address)))
        noted |= set(session.connection.scalars(select(upload_parts.c.address)))
    for one in lying:
        if one.address not in noted:
            engine.blobs.remove(one.address)
            found.contents += 1
            found.bytes += one.size
    for place in engine.blobs.incoming.iterdir():
        if datetime.fromtimestamp(place.stat().st_mtime, UTC) < before:
            place.unlink(missing_ok=True)
