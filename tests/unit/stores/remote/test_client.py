"""The calls of the API, its errors, and what happens when the server doesn't answer."""

from __future__ import annotations

import logging
import socket
import traceback
from pathlib import Path

import pytest

from em_desktop.errors import (
    AccessDeniedError,
    AlreadyExistsError,
    ConflictError,
    EmError,
    MalformedError,
    NoSpaceError,
    NotFoundError,
    NotLoggedInError,
    UnavailableError,
)
from em_desktop.stores.remote import sending as sending_module
from em_desktop.stores.remote import transport as transport_module
from em_desktop.stores.remote.client import Client
from em_desktop.stores.remote.config import Login, login_to
from em_desktop.stores.remote.transport import Transport
from tests.unit.stores.remote.plain_server import FORBIDDEN, KEY, USER, Fault, World

UNKNOWN = "0b2d41f6-4b57-4a57-9d0e-6a2c1c1b7d99"


def as_user(login: Login, key: str) -> Client:
    return Client(login_to(login.aistore, key))


def test_the_user_is_who_the_key_belongs_to(client: Client) -> None:
    assert client.user == USER


def test_nodes_are_made_changed_and_removed(client: Client, world: World) -> None:
    made = client.create(f"/{USER}", "digits & co", "Folder", 0, labels=["a"], extra="{}")
    found = client.node(f"/{USER}/digits & co")
    assert (found.id, found.type, found.labels) == (made, "Folder", ("a",))
    assert client.node(made).path == found.path
    client.change(found.path, name=found.name, labels=["b"], description="d", extra="x")
    changed = client.node(made)
    assert (changed.labels, changed.description, changed.extra) == (("b",), "d", "x")
    client.delete(found.path)
    with pytest.raises(NotFoundError):
        client.node(made)


def test_lists_are_whole_though_the_server_caps_its_pages(client: Client, world: World) -> None:
    for number in range(23):
        world.add(f"/{USER}/run{number:02}", "Run")
    assert [node.name for node in client.children(f"/{USER}")] == [f"run{n:02}" for n in range(23)]
    assert list(client.children(f"/{USER}", "Artifact")) == []


@pytest.mark.parametrize("key", ["a.txt", "deep/er/b+c d.txt", "数据/100% #1?&.csv", "odd:name"])
def test_objects_arrive_as_they_are(client: Client, world: World, tmp_path: Path, key: str) -> None:
    node = world.add(f"/{USER}/model", "Artifact")
    file = tmp_path / "file"
    file.write_bytes(bytes(range(256)) * 10)
    client.put(f"/{USER}/model", key, file)
    assert node.objects == {key: file.read_bytes()}
    assert [(each.key, each.size) for each in client.objects(f"/{USER}/model")] == [(key, 2560)]
    with client.content(f"/{USER}/model/{key}") as content:
        assert b"".join(content) == file.read_bytes()
    client.remove(f"/{USER}/model/{key}")
    client.remove(f"/{USER}/model/{key}")
    assert node.objects == {}


def test_an_empty_file_is_a_file(client: Client, world: World, tmp_path: Path) -> None:
    node = world.add(f"/{USER}/model", "Artifact")
    (tmp_path / "empty").touch()
    client.put(f"/{USER}/model", "empty", tmp_path / "empty")
    assert node.objects == {"empty": b""}


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A file that goes in parts, with small parts."""
    monkeypatch.setattr(sending_module, "LARGEST_IN_ONE", 10_000)
    monkeypatch.setattr(sending_module, "MEBI", 1_000)
    file = tmp_path / "large"
    file.write_bytes(b"".join(n.to_bytes(4) for n in range(7_777)))
    return file


def test_a_large_file_goes_in_parts(client: Client, world: World, large: Path) -> None:
    node = world.add(f"/{USER}/model", "Artifact")
    told: list[int] = []
    client.put(f"/{USER}/model", "large", large, told.append)
    assert node.objects == {"large": large.read_bytes()}
    assert sum(told) == large.stat().st_size
    assert world.parts == {}


def test_a_part_that_fails_is_sent_again(
    client: Client, world: World, large: Path, pauses: list[float]
) -> None:
    node = world.add(f"/{USER}/model", "Artifact")
    world.faults.append(Fault("PUT", "multipart", times=2))
    client.put(f"/{USER}/model", "large", large)
    assert node.objects == {"large": large.read_bytes()}
    assert len(pauses) == 2  # each of two parts that are sent side by side, or one twice


def test_of_an_upload_that_fails_the_server_keeps_no_parts(
    client: Client, world: World, large: Path
) -> None:
    node = world.add(f"/{USER}/model", "Artifact")
    world.faults.append(Fault("PUT", "multipart", status=507))
    with pytest.raises(NoSpaceError):
        client.put(f"/{USER}/model", "large", large)
    assert (world.parts, node.objects) == ({}, {})


def test_a_busy_server_is_asked_again_where_that_is_safe(
    client: Client, world: World, pauses: list[float], tmp_path: Path
) -> None:
    node = world.add(f"/{USER}/model", "Artifact")
    (tmp_path / "a").write_bytes(b"abc")
    world.faults.append(Fault("POST", "objects", status=503))
    client.put(f"/{USER}/model", "a", tmp_path / "a")
    assert node.objects == {"a": b"abc"}
    world.faults.append(Fault("GET", "info", status=0, times=3))
    client.node(f"/{USER}")
    assert pauses == [0.5, 0.5, 1.0, 2.0]


def test_making_a_node_is_not_tried_twice(
    client: Client, world: World, pauses: list[float]
) -> None:
    world.faults.append(Fault("POST", "nodes", after=True))
    with pytest.raises(UnavailableError):
        client.create(f"/{USER}", "x", "Folder", 0)
    assert pauses == []
    assert f"/{USER}/x" in world.nodes  # which the client couldn't know
    with pytest.raises(AlreadyExistsError):
        client.create(f"/{USER}", "x", "Folder", 0)


def test_a_server_that_is_away_is_told_without_the_key(
    login: Login, pauses: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    nobody = login_to("http://127.0.0.1:9", KEY)
    with pytest.raises(UnavailableError, match="doesn't answer") as caught:
        _ = Client(nobody, Transport(nobody, pauses.append)).user
    text = "".join(traceback.format_exception(caught.value))
    assert KEY not in text
    assert KEY not in caplog.text
    assert caught.value.retryable
    assert pauses == [0.5, 1.0, 2.0]


def test_a_server_that_never_answers_is_waited_for_once(
    pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport_module, "TIMEOUT", (5.0, 0.2))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        login = login_to(f"http://127.0.0.1:{silent.getsockname()[1]}", KEY)
        with pytest.raises(UnavailableError, match="ReadTimeout"):
            _ = Client(login, Transport(login, pauses.append)).user
    assert pauses == []


def test_the_key_is_in_no_message_and_no_log(
    login: Login, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = as_user(login, UNKNOWN)
    with pytest.raises(NotLoggedInError) as caught:
        client.node(f"/{USER}")
    assert UNKNOWN not in str(caught.value)
    assert UNKNOWN not in repr(client.login)
    assert "/oauth2/userinfo" in caplog.text or "apikey=***" in caplog.text
    assert UNKNOWN not in caplog.text


def test_errors_say_what_the_server_means(client: Client, login: Login, world: World) -> None:
    with pytest.raises(AccessDeniedError):
        as_user(login, FORBIDDEN).node(f"/{USER}")
    with pytest.raises(NotFoundError):
        client.create("/nobody", "x", "Folder", 0)
    wrong = login_to(f"{login.aistore}/elsewhere", KEY)
    with pytest.raises(NotFoundError, match="no AIStore at this address"):
        _ = Client(wrong).user
    world.faults.append(Fault("GET", "nodes", status=302))
    with pytest.raises(NotLoggedInError):
        client.node(f"/{USER}")
    world.faults.append(Fault("GET", "nodes", status=418))
    with pytest.raises(EmError, match="out of order"):
        client.node(f"/{USER}")


def test_a_redirected_download_is_an_error_and_no_file(client: Client, world: World) -> None:
    world.add(f"/{USER}/model", "Artifact").objects["a"] = b"abc"
    world.faults.append(Fault("GET", "objects", status=302))
    with pytest.raises(NotLoggedInError), client.content(f"/{USER}/model/a"):
        raise AssertionError("there is nothing to read")


def test_a_file_that_shrinks_while_it_is_sent_is_told(
    client: Client, world: World, large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.add(f"/{USER}/model", "Artifact")
    told: list[int] = []

    def shrink(count: int) -> None:
        told.append(count)
        large.write_bytes(b"short")

    with pytest.raises(ConflictError, match="became shorter"):
        client.put(f"/{USER}/model", "large", large, shrink)
    assert 0 < sum(told) < 31_108


def test_edges_are_noted_and_asked_for(client: Client, world: World) -> None:
    a, b, c = (world.add(f"/{USER}/{name}", "Run").fields["id"] for name in "abc")
    client.connect([(a, b), (b, f"{c}:main"), (a, b)])
    client.connect([])
    before, after = client.neighbours(b)
    assert [one.id for one in before] == [a]
    assert [one.id for one in after] == [f"{c}:main"]


def test_an_answer_of_another_form_is_malformed(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Transport, "call", lambda *_, **__: "<html>welcome</html>")
    with pytest.raises(MalformedError):
        client.node("/x")
    with pytest.raises(MalformedError):
        list(client.children("/x"))
    endless = {"data": [{"path": "a", "size_bytes": 1}], "pagination": {"size": 0, "total": 5}}
    monkeypatch.setattr(Transport, "call", lambda *_, **__: endless)
    with pytest.raises(MalformedError):
        list(client.objects("/x"))
