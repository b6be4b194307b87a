"""Versions of Models and Datasets: branches, tags, commits, copies, differences."""

from __future__ import annotations

from typing import Any

from em_desktop.errors import InvalidValueError
from em_desktop.server import schemas, shapes
from em_desktop.server.calls import Call, changes, reads
from em_desktop.server.endpoints import ASSET, PAGED, Parameter, Route
from em_desktop.server.fields import Fields
from em_desktop.stores.engine import assets
from em_desktop.stores.engine.session import Session
from em_desktop.versioning.storage import RefKind


def branches(session: Session, call: Call) -> Any:
    """The branches of an asset."""
    page = call.query.page()
    found, total = assets.named(session, call.query.text("node"), RefKind.BRANCH, page)
    return shapes.page_of(found, shapes.ref, page, total)


def create_branch(session: Session, call: Call, body: Fields) -> Any:
    """A branch that begins at a version."""
    name, source = body.text("name"), body.text("source")
    commit_id = assets.create_branch(session, call.query.text("node"), name, source)
    return shapes.ref((name, commit_id))


def delete_branch(session: Session, call: Call, _: Fields) -> Any:
    """Forget a branch."""
    assets.delete_branch(session, call.query.text("node"), call.query.text("branch"))


def change_branch(session: Session, call: Call, body: Fields) -> Any:
    """Drop the uncommitted changes of a branch."""
    if body.text("type") != "reset":
        raise InvalidValueError("type", "a branch can be 'reset' only")
    assets.reset_branch(session, call.query.text("node"), call.query.text("branch"))


def uncommitted(session: Session, call: Call) -> Any:
    """The uncommitted changes of a branch."""
    page = call.query.page()
    node, branch = call.query.text("node"), call.query.text("branch")
    found, total = assets.uncommitted(session, node, branch, page)
    return shapes.page_of(found, shapes.uncommitted, page, total)


def tags(session: Session, call: Call) -> Any:
    """The tags of an asset."""
    page = call.query.page()
    found, total = assets.named(session, call.query.text("node"), RefKind.TAG, page)
    return shapes.page_of(found, shapes.ref, page, total)


def create_tag(session: Session, call: Call, body: Fields) -> Any:
    """A name for a version."""
    name, source = body.text("name"), body.text("ref")
    commit_id = assets.create_tag(session, call.query.text("node"), name, source)
    return shapes.ref((name, commit_id))


def delete_tag(session: Session, call: Call, _: Fields) -> Any:
    """Forget a tag."""
    assets.delete_tag(session, call.query.text("node"), call.query.text("tag"))


def commits(session: Session, call: Call) -> Any:
    """The commits from a version back."""
    page = call.query.page()
    node, ref = call.query.text("node"), call.query.text("ref")
    found, total = assets.history(session, node, ref, page)
    return shapes.page_of(found, shapes.commit, page, total)


def commit(session: Session, call: Call, body: Fields) -> Any:
    """A version of a branch with its uncommitted changes."""
    node, branch = call.query.text("node"), call.query.text("branch")
    return shapes.commit(assets.commit(session, node, branch, body.text_or_empty("message")))


def commit_info(session: Session, call: Call) -> Any:
    """One commit."""
    node, commit_id = call.query.text("node"), call.query.text("commit")
    return shapes.commit(assets.commit_info(session, node, commit_id))


def copy(session: Session, _: Call, body: Fields) -> Any:
    """Give a branch exactly the objects of another version, as a commit."""
    if body.optional("mode", "replace") != "replace":
        raise InvalidValueError("mode", "only 'replace' is known")
    source, target = body.object("from"), body.object("to")
    made = assets.copy(
        session,
        source.text("node"),
        source.text("ref"),
        target.text("node"),
        target.text("branch"),
    )
    return shapes.commit(made)


def differences(session: Session, call: Call) -> Any:
    """What differs between two committed versions."""
    page = call.query.page()
    node = call.query.text("node")
    left, right = call.query.text("left"), call.query.text("right")
    found, total = assets.differences(session, node, left, right, page)
    return shapes.page_of(found, shapes.difference, page, total)


_NODES = "/apis/v1/nodes"
_BRANCH = Parameter("branch", "the branch's name", required=True)

_BRANCHES = (
    Route(
        "GET",
        f"{_NODES}/branches",
        reads(branches),
        "List branches, by name",
        query=(ASSET, *PAGED),
        answer=schemas.page_of(schemas.REF),
    ),
    Route(
        "POST",
        f"{_NODES}/branches",
        changes(create_branch),
        "Make a branch that begins at a version",
        query=(ASSET,),
        body=schemas.thing(name=schemas.TEXT, source=schemas.TEXT),
        answer=schemas.REF,
    ),
    Route(
        "DELETE",
        f"{_NODES}/branches",
        changes(delete_branch, needs_body=False),
        "Forget a branch with its uncommitted changes",
        query=(ASSET, _BRANCH),
    ),
    Route(
        "PUT",
        f"{_NODES}/branches",
        changes(change_branch),
        "Drop the uncommitted changes of a branch",
        query=(ASSET, _BRANCH),
        body=schemas.thing(type={"type": "string", "enum": ["reset"]}),
    ),
    Route(
        "GET",
        f"{_NODES}/branches/diff",
        reads(uncommitted),
        "List the uncommitted changes of a branch, by path",
        query=(ASSET, _BRANCH, *PAGED),
        answer=schemas.page_of(schemas.CHANGE),
    ),
)

_TAGS = (
    Route(
        "GET",
        f"{_NODES}/tags",
        reads(tags),
        "List tags, by name",
        query=(ASSET, *PAGED),
        answer=schemas.page_of(schemas.REF),
    ),
    Route(
        "POST",
        f"{_NODES}/tags",
        changes(create_tag),
        "Name a version, for ever",
        query=(ASSET,),
        body=schemas.thing(name=schemas.TEXT, ref=schemas.TEXT),
        answer=schemas.REF,
    ),
    Route(
        "DELETE",
        f"{_NODES}/tags",
        changes(delete_tag, needs_body=False),
        "Forget a tag",
        query=(ASSET, Parameter("tag", "the tag's name", required=True)),
    ),
)

_COMMITS = (
    Route(
        "GET",
        f"{_NODES}/commits",
        reads(commits),
        "List the commits from a version back to the first, newest first",
        query=(ASSET, Parameter("ref", "a branch, tag or commit", required=True), *PAGED),
        answer=schemas.page_of(schemas.COMMIT),
    ),
    Route(
        "POST",
        f"{_NODES}/commits",
        changes(commit),
        "Make a version of a branch with its uncommitted changes",
        query=(ASSET, _BRANCH),
        body=schemas.thing(message=schemas.TEXT),
        answer=schemas.COMMIT,
    ),
    Route(
        "GET",
        f"{_NODES}/commits/info",
        reads(commit_info),
        "Look at one commit",
        query=(ASSET, Parameter("commit", "its id or the beginning of it", required=True)),
        answer=schemas.COMMIT,
    ),
    Route(
        "POST",
        f"{_NODES}/copy",
        changes(copy),
        "Give a branch exactly the objects of another version, as one more commit",
        body={
            "type": "object",
            "properties": {
                "from": schemas.thing(node=schemas.TEXT, ref=schemas.TEXT),
                "to": schemas.thing(node=schemas.TEXT, branch=schemas.TEXT),
                "mode": {"type": "string", "enum": ["replace"]},
            },
            "required": ["from", "to"],
        },
        answer=schemas.COMMIT,
    ),
    Route(
        "GET",
        f"{_NODES}/refs/diff",
        reads(differences),
        "List what differs between two committed versions, by path",
        query=(
            ASSET,
            Parameter("left", "the version before", required=True),
            Parameter("right", "the version after", required=True),
            *PAGED,
        ),
        answer=schemas.page_of(schemas.DIFFERENCE),
    ),
)

ROUTES = (*_BRANCHES, *_TAGS, *_COMMITS)
