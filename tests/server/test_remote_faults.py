"""A store on a server whose line is cut, or whose key is revoked, in the middle."""

from __future__ import annotations

import io
import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from em_desktop.domain.nodes import NodeType
from em_desktop.domain.operations import (
    AddEdge,
    Chain,
    CreateFolder,
    CreateShortcut,
    IfTaken,
    Move,
    Operation,
    Remove,
    RemoveObject,
    SetColor,
    SetLabels,
)
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.domain.recordings import Role
from em_desktop.errors import EmError, NotLoggedInError
from em_desktop.stores.base import Cancel
from em_desktop.stores.engine import accounts
from em_desktop.stores.engine.engine import SYSTEM, Engine
from em_desktop.stores.remote.account import Account
from em_desktop.stores.remote.client import Client
from em_desktop.stores.remote.config import login_to
from em_desktop.stores.remote.store import RemoteStore
from em_desktop.stores.remote.transport import Transport
from tests.server.serving import Person

RUN, DATA = NodePath(("runs", "first")), NodePath(("runs", "data"))
TARGET = NodePath(("target",))

OPERATIONS: dict[str, Operation] = {
    "create": CreateFolder(ROOT, "new"),
    "create beside": CreateFolder(ROOT, "target", IfTaken.KEEP_BOTH),
    "move": Move(RUN, TARGET),
    "rename": Move(RUN, RUN.parent, "second"),
    "move over": Move(DATA, TARGET, "taken", IfTaken.REPLACE),
    "remove": Remove(RUN.parent),
    "label": SetLabels(RUN, ("x",)),
    "color": SetColor(RUN, "blue"),
    "shortcut": CreateShortcut(RUN, TARGET),
    "edge": AddEdge(RUN, Role.INPUT, DATA),
    "remove a file": RemoveObject(DATA, "a.txt"),
    "chain": Chain((SetLabels(RUN, ("x",)), Move(RUN, TARGET, "other"))),
}


@dataclass
class Line:
    """The connection of one process to the server, which can be cut.

    Attributes:
        left: so many requests still go through; None: all do.
        is_done: whether the request at which it is cut reaches the server.
    """

    left: int | None = None
    is_done: bool = False
    times: int | None = None

    def request(self, real: Callable[..., Any], *arguments: Any, **further: Any) -> Any:
        if self.left is None or self.times == 0:
            return real(*arguments, **further)
        self.left -= 1
        if self.left >= 0:
            return real(*arguments, **further)
        if self.times is not None:
            self.times -= 1
        if self.is_done:
            real(*arguments, **further).close()
        raise requests.ConnectionError(f"cut at {arguments} {further}")


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Line:
    cut = Line()
    real = requests.Session.request

    def request(session: requests.Session, *arguments: Any, **further: Any) -> Any:
        return cut.request(real, session, *arguments, **further)

    monkeypatch.setattr(requests.Session, "request", request)
    return cut


def opened(person: Person) -> RemoteStore:
    login = login_to(person.server.address, person.key)
    return RemoteStore(Account(Client(login, Transport(login, pause=lambda _: None))))


def fill(person: Person) -> None:
    person.make(person.root, "runs")
    person.make(person.root, "target")
    person.make(f"{person.root}/target", "taken")
    person.make(f"{person.root}/runs", "first", NodeType.RUN)
    person.make(f"{person.root}/runs", "data", NodeType.ARTIFACT)
    person.put(f"{person.root}/runs/data/a.txt", b"abc")


@pytest.fixture
def store(ann: Person, line: Line) -> Iterator[RemoteStore]:
    fill(ann)
    found = opened(ann)
    yield found
    found.close()


def seen(store: RemoteStore, path: NodePath = ROOT) -> dict[str, object]:
    """All that is there, by what it is, not where."""
    found: dict[str, object] = {}
    for page in store.children(path):
        for node in page:
            files = {}
            if node.type in {NodeType.RUN, NodeType.ARTIFACT}:
                files = {one.key: one.size for one in store.objects(node.path).list()}
            found[str(node.path)] = (node.type, node.labels, node.color, files)
            found |= seen(store, node.path)
    return found


def done_elsewhere(operation: Operation, person: Person) -> dict[str, object]:
    """What there is after the operation, where nothing goes wrong."""
    fill(person)
    store = opened(person)
    store.perform(operation)
    after = seen(store)
    store.close()
    return after


@pytest.mark.parametrize("is_done", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_a_line_that_is_cut_for_good_leaves_all_of_an_operation_or_none(
    store: RemoteStore, line: Line, people: Callable[..., Person], name: str, is_done: bool
) -> None:
    operation, before = OPERATIONS[name], seen(store)
    after = done_elsewhere(operation, people("bob"))
    for number in range(20):
        line.left, line.is_done = number, is_done
        with suppress(EmError):
            store.perform(operation)
        line.left = None
        now = seen(store)
        if now == after:
            return
        if now != before:  # of two steps one was done: nothing is lost, and it can be finished
            assert name in {"move over", "chain"}
            trashed = [one.node.path for one in store.trashed()]
            assert trashed == ([TARGET.child("taken")] if name == "move over" else [])
            assert len(now) + len(trashed) == len(before)
            store.perform(operation)
            assert seen(store) == after
            return
    raise AssertionError("it never was done")


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_line_that_is_cut_once_at_any_call_costs_nothing(
    store: RemoteStore, line: Line, people: Callable[..., Person], name: str
) -> None:
    for number in range(3):
        line.left, line.is_done, line.times = number, True, 1
        outcome = store.perform(OPERATIONS[name])
        line.left = None
        if outcome.inverse is None:
            break
        store.perform(outcome.inverse)


def test_reading_goes_on_where_the_line_was_cut(store: RemoteStore, line: Line) -> None:
    for number in range(3):
        line.left, line.times = number, 1
        assert store.objects(DATA).read("a.txt") == b"abc"
        assert [node.path.name for page in store.children(ROOT) for node in page] == [
            "runs",
            "target",
        ]
    line.left = None


def test_a_file_is_put_wholly_or_not_at_all(store: RemoteStore, line: Line) -> None:
    for number in range(4):
        line.left, line.is_done, line.times = number, False, None
        try:
            store.put(DATA, "b.txt", io.BytesIO(b"whole"))
        except EmError:
            line.left = None
            assert {one.key for one in store.objects(DATA).list()} == {"a.txt"}
        else:
            line.left = None
            assert store.objects(DATA).read("b.txt") == b"whole"
            return
    raise AssertionError("it never arrived")


def test_a_revoked_key_is_told_by_every_call_and_by_the_feed(
    store: RemoteStore, ann: Person, engine: Engine
) -> None:
    cancel = Cancel()
    store.watch(frozenset({ROOT}))
    listening = store.changes(cancel)
    with engine.writing(SYSTEM) as session:
        for key in accounts.keys_of(session, ann.name):
            accounts.revoke_key(session, ann.name, key.id)
    for ask in (
        lambda: store.get(RUN),
        lambda: list(store.children(ROOT)),
        lambda: store.perform(CreateFolder(ROOT, "new")),
        lambda: store.objects(DATA).read("a.txt"),
        lambda: next(listening),
    ):
        with pytest.raises(NotLoggedInError) as caught:
            ask()
        assert ann.key not in repr(caught.value)


def test_the_key_is_in_no_log_and_no_exception(
    store: RemoteStore, ann: Person, line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    store.get(RUN)
    for left in range(2):
        line.left = left
        with pytest.raises(EmError) as caught:
            store.perform(Move(RUN, TARGET))
        told = "".join(traceback.format_exception(caught.value))
        assert ann.key not in told
    line.left = None
    assert ann.key not in caplog.text
    assert "apikey" not in "".join(record.getMessage() for record in caplog.records)


def test_what_somebody_else_takes_away_meanwhile_is_told(store: RemoteStore, ann: Person) -> None:
    source = store.objects(DATA)
    assert source.read("a.txt") == b"abc"
    ann.done("DELETE", "/apis/v1/nodes", json={"node": f"{ann.root}/runs"})
    for ask in (lambda: store.get(RUN), lambda: store.objects(DATA), lambda: source.read("b")):
        with pytest.raises(EmError, match="not found"):
            ask()
