"""Looking whether everything that the catalog names is there and is what was kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select, union

from em_desktop.domain.versions import Commit
from em_desktop.errors import EmError
from em_desktop.stores.engine.engine import SYSTEM, Engine
from em_desktop.stores.engine.schema import commits, contents, nodes, objects, staged
from em_desktop.stores.engine.session import Session
from em_desktop.stores.engine.version_tables import TableStorage
from em_desktop.versioning.manifests import Manifests


@dataclass(slots=True)
class Verified:
    """What a check found.

    Attributes:
        contents, bytes: what was read.
        problems: what is wrong, in plain words; each names what it is about.
    """

    contents: int = 0
    bytes: int = 0
    problems: list[str] = field(default_factory=list)


def verify(engine: Engine, *, read_contents: bool = True) -> Verified:
    """Read what the catalog names; the server may run meanwhile.

    Args:
        engine: the store.
        read_contents: read every content and compare its hash; else look at the catalog alone.
    """
    found = Verified()
    with engine.reading(SYSTEM) as session:
        named = set(named_contents(session, found.problems))
        known = {
            row.sha256: (row.address, row.size)
            for row in session.connection.execute(select(contents))
        }
    for sha256 in sorted(named - known.keys()):
        found.problems.append(f"content {sha256} is used and not in the catalog")
    if read_contents:
        for sha256, (address, size) in known.items():
            _verify(engine, found, sha256, address, size)
    return found


def _verify(engine: Engine, found: Verified, sha256: str, address: str, size: int) -> None:
    digest = hashlib.sha256()
    try:
        for block in engine.blobs.read(address, 0, size):
            digest.update(block)
    except EmError as error:
        with engine.reading(SYSTEM) as session:  # collected or replaced since it was listed?
            query = select(contents.c.address).where(contents.c.sha256 == sha256)
            if session.connection.scalar(query) == address:
                found.problems.append(f"content {sha256} can't be read: {error}")
        return
    found.contents += 1
    found.bytes += size
    if digest.hexdigest() != sha256:
        found.problems.append(f"content {sha256} at {address} isn't what was kept")


def named_contents(session: Session, problems: list[str]) -> Iterator[str]:
    """The hashes of all contents that objects, uncommitted changes and versions have.

    Versions that can't be read become problems.
    """
    direct = union(select(objects.c.sha256), select(staged.c.sha256))
    for sha256 in session.connection.scalars(direct):
        if sha256 is not None:
            yield sha256
    for range_id in named_ranges(session, problems):
        try:
            for entry in _manifests(session).range(range_id):
                yield entry.content.sha256
        except EmError as error:
            problems.append(f"range {range_id} can't be read: {error}")


def named_manifests(session: Session, problems: list[str]) -> set[str]:
    """The ids of the manifests of all commits."""
    found: set[str] = set()
    query = select(commits.c.asset_id, commits.c.id, commits.c.data)
    for asset_id, commit_id, data in session.connection.execute(query):
        try:
            commit = Commit.parse(data, commit_id)
        except EmError as error:
            asset = session.connection.scalar(select(nodes.c.uuid).where(nodes.c.id == asset_id))
            problems.append(f"commit {commit_id} of {asset} can't be read: {error}")
            continue
        if commit.manifest:
            found.add(commit.manifest)
    return found


def named_ranges(session: Session, problems: list[str]) -> set[str]:
    """The ids of the ranges of all manifests of commits."""
    found: set[str] = set()
    manifests = _manifests(session)
    for manifest_id in named_manifests(session, problems):
        try:
            found |= {one.id for one in manifests.load(manifest_id).ranges}
        except EmError as error:
            problems.append(f"manifest {manifest_id} can't be read: {error}")
    return found


def _manifests(session: Session) -> Manifests:
    return Manifests(TableStorage(session, 0))  # ranges and manifests belong to no asset
