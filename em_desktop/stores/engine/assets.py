"""Versions of Models and Datasets: branches, tags, commits, copies, differences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from em_desktop.domain.grants import Permission
from em_desktop.domain.nodes import StorageType
from em_desktop.domain.versions import Commit, Difference
from em_desktop.errors import InvalidValueError
from em_desktop.stores.engine import feed, rows, tree
from em_desktop.stores.engine.errors import WrongNodeError
from em_desktop.stores.engine.paging import Page
from em_desktop.stores.engine.session import Session
from em_desktop.stores.engine.tree import Located
from em_desktop.stores.engine.version_tables import TableStorage
from em_desktop.versioning.repository import Repository
from em_desktop.versioning.storage import RefKind, Staged

LONGEST_MESSAGE = 1 << 16


@dataclass(frozen=True, slots=True)
class Asset:
    """A Model or Dataset that the caller may use as asked."""

    located: Located
    versions: Repository


def repository(session: Session, asset_id: int) -> Repository:
    """The versions of the asset with this row number."""
    return Repository(TableStorage(session, asset_id))


def require(session: Session, node: str, permission: Permission) -> Asset:
    """An asset by path or id.

    Raises:
        WrongNodeError: the node has no versions.
    """
    located = tree.require(session, node, permission)
    if located.storage_type is not StorageType.VERSIONS:
        raise WrongNodeError(located.path, "only Models and Datasets have versions")
    return Asset(located, repository(session, located.node.id))


def named(
    session: Session, node: str, kind: RefKind, page: Page
) -> tuple[Sequence[tuple[str, str]], int]:
    """A page of the branches or tags with their commits, and how many there are."""
    versions = require(session, node, Permission.VIEW).versions
    listed = versions.branches if kind is RefKind.BRANCH else versions.tags
    return listed(page.offset, page.size), versions.count(kind)


def create_branch(session: Session, node: str, name: str, source: str) -> str:
    """A branch that begins at a version; its commit."""
    asset = require(session, node, Permission.EDIT)
    commit = asset.versions.create_branch(name, source)
    _tell(session, asset)
    return commit


def delete_branch(session: Session, node: str, name: str) -> None:
    """Forget a branch and its uncommitted changes."""
    asset = require(session, node, Permission.EDIT)
    asset.versions.delete_branch(name)
    _tell(session, asset)


def reset_branch(session: Session, node: str, name: str) -> None:
    """Drop the uncommitted changes of a branch."""
    asset = require(session, node, Permission.EDIT)
    asset.versions.reset(name)
    _tell(session, asset)


def uncommitted(
    session: Session, node: str, branch: str, page: Page
) -> tuple[Sequence[Staged], int]:
    """A page of the uncommitted changes of a branch, and how many there are."""
    versions = require(session, node, Permission.VIEW).versions
    return versions.uncommitted(branch, page.offset, page.size), versions.count_uncommitted(branch)


def create_tag(session: Session, node: str, name: str, source: str) -> str:
    """A name for a version; its commit."""
    asset = require(session, node, Permission.EDIT)
    commit = asset.versions.create_tag(name, source)
    _tell(session, asset)
    return commit


def delete_tag(session: Session, node: str, name: str) -> None:
    """Forget the name of a version."""
    asset = require(session, node, Permission.EDIT)
    asset.versions.delete_tag(name)
    _tell(session, asset)


def history(
    session: Session, node: str, ref: str, page: Page
) -> tuple[list[tuple[str, Commit]], int]:
    """A page of the commits from a version back, newest first, and how many there are."""
    versions = require(session, node, Permission.VIEW).versions
    found: list[tuple[str, Commit]] = []
    total = 0
    for one in versions.history(ref):
        if page.offset <= total < page.offset + page.size:
            found.append(one)
        total += 1
    return found, total


def commit_info(session: Session, node: str, commit: str) -> tuple[str, Commit]:
    """A commit by its id or its beginning."""
    return require(session, node, Permission.VIEW).versions.commit_named(commit)


def commit(session: Session, node: str, branch: str, message: str) -> tuple[str, Commit]:
    """Make a version of a branch's uncommitted changes.

    Raises:
        NothingToCommitError: there are none.
        InvalidValueError: the message is too long.
    """
    asset = require(session, node, Permission.EDIT)
    if len(message) > LONGEST_MESSAGE:
        raise InvalidValueError(branch, "the message is too long")
    made = asset.versions.commit(branch, message, session.caller.user, session.now // 1_000_000)
    _tell(session, asset)
    return made


def copy(session: Session, source: str, ref: str, target: str, branch: str) -> tuple[str, Commit]:
    """Give a branch one more version, with exactly the objects of another version.

    Raises:
        NothingToCommitError: it has the same objects already.
        ConflictError: it has uncommitted changes.
    """
    origin = require(session, source, Permission.VIEW)
    asset = require(session, target, Permission.EDIT)
    manifest = origin.versions.read_commit(origin.versions.resolve(ref)).manifest
    is_same = origin.located.node.id == asset.located.node.id
    where = ref if is_same else f"{origin.located.path}:{ref}"
    now = session.now // 1_000_000
    made = asset.versions.replace(branch, manifest, f"Copy of {where}", session.caller.user, now)
    _tell(session, asset)
    return made


def differences(
    session: Session, node: str, left: str, right: str, page: Page
) -> tuple[list[Difference], int]:
    """A page of what differs between two committed versions, and how much there is."""
    versions = require(session, node, Permission.VIEW).versions
    shown: list[Difference] = []
    total = 0
    for one in versions.differences(left, right):
        if page.offset <= total < page.offset + page.size:
            shown.append(one)
        total += 1
    return shown, total


def _tell(session: Session, asset: Asset) -> None:
    located = asset.located
    rows.touch(session, located.node.id)
    feed.note(session, feed.Kind.VERSIONS, located.node.uuid, located.path)
