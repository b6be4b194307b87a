"""Connections that are cut or slow, between our client and a real server."""

from __future__ import annotations

import random
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from em_desktop.domain.nodes import NodeType
from em_desktop.errors import UnavailableError
from em_desktop.stores.remote.client import Client
from em_desktop.stores.remote.config import login_to
from em_desktop.stores.remote.download import Downloader
from em_desktop.stores.remote.transport import Transport
from em_desktop.stores.remote.upload import Uploader
from tests.server.proxy import Weather, between
from tests.server.serving import AISTORE, Person

MEBI = 1 << 20
MLP = "digits_train_mlp_261123_115932_eicjg9"


@pytest.fixture
def network(ann: Person) -> Iterator[tuple[str, Weather]]:
    with between(ann.server.address) as found:
        yield found


@pytest.fixture
def weather(network: tuple[str, Weather]) -> Weather:
    return network[1]


@pytest.fixture
def client(network: tuple[str, Weather], ann: Person) -> Iterator[Client]:
    """Through the weather, and without pauses between attempts."""
    login = login_to(network[0], ann.key)
    with Client(login, Transport(login, lambda _: None)) as client:
        yield client


def test_a_large_download_goes_on_over_connections_that_are_cut(
    client: Client, weather: Weather, ann: Person, tmp_path: Path
) -> None:
    ann.make(ann.root, "run", NodeType.RUN)
    ann.make(ann.root, "net", NodeType.MODEL)
    data = random.Random(1).randbytes(5 * MEBI)
    ann.put(f"{ann.root}/net:main/weights", data)
    assert client.user == ann.name
    client.close()  # the next connection is a new one
    weather.cut_down, weather.cuts = MEBI, 4
    failed = 0
    while failed < 10:
        try:
            (done,) = Downloader(client, tmp_path).download("net")
            break
        except UnavailableError:
            failed += 1
            client.close()
    assert (done.place / "weights").read_bytes() == data
    assert weather.cuts == 0


@pytest.mark.parametrize("seed", range(4))
def test_an_upload_is_whole_after_any_cuts(
    client: Client, weather: Weather, ann: Person, recordings: Path, seed: int
) -> None:
    chance = random.Random(seed)
    run = recordings / "runs" / MLP
    for _ in range(6):
        weather.random_cuts(chance, 60_000, 1)
        try:
            Uploader(client, "cut", make_folder=True).upload(run)
        except UnavailableError:
            client.close()
    weather.cuts = 0
    done = Uploader(client, "cut", make_folder=True).upload(run)
    expected = {
        path.relative_to(run).as_posix(): path.read_bytes()
        for path in run.rglob("*")
        if path.is_file() and path.name != "metadata.yaml"
    }
    found = {key: ann.get(f"{done.path}/{key}") for key in ann.objects(done.path)}
    found.pop("metadata.yaml")
    assert found == expected
    assert ann.children(f"{ann.root}/cut") == sorted(set(ann.children(f"{ann.root}/cut")))


def test_a_body_that_is_cut_leaves_nothing(ann: Person, data: Path) -> None:
    ann.make(ann.root, "run", NodeType.RUN)
    split = urlsplit(ann.server.address)
    for sent in (0, 1, 100, 2 * MEBI):
        with socket.create_connection((split.hostname or "", split.port or 0)) as connection:
            connection.sendall(_head(ann, "cut", 3 * MEBI) + b"x" * sent)
    assert ann.get_status(f"{ann.root}/run/cut") == 404
    _until_empty(data / "objects" / "incoming")


def test_many_slow_clients_do_not_hold_up_a_fast_one(ann: Person) -> None:
    ann.make(ann.root, "run", NodeType.RUN)
    split = urlsplit(ann.server.address)
    slow = []
    for number in range(50):
        connection = socket.create_connection((split.hostname or "", split.port or 0))
        connection.sendall(_head(ann, f"slow{number}", MEBI) + b"x" * 10)
        slow.append(connection)
    try:
        for number in range(10):
            ann.put(f"{ann.root}/run/fast{number}", b"data")
            assert ann.get(f"{ann.root}/run/fast{number}") == b"data"
    finally:
        for connection in slow:
            connection.close()


def test_a_slow_network_carries_all_of_it(
    client: Client, weather: Weather, ann: Person, tmp_path: Path
) -> None:
    weather.delay = 0.005
    node = client.create(ann.root, "run", "Run", 2)
    file = tmp_path / "file"
    file.write_bytes(random.Random(2).randbytes(MEBI))
    client.put(f"{ann.root}/run", "file", file)
    with client.content(f"{ann.root}/run/file") as pieces:
        assert b"".join(pieces) == file.read_bytes()
    assert client.node(node).name == "run"


def test_a_listener_that_is_cut_hears_what_happened_meanwhile(
    client: Client, network: tuple[str, Weather], weather: Weather, ann: Person
) -> None:
    start = str(ann.done("GET", "/apis/v1/changes")["cursor"])
    far = Person(ann.server, ann.name, ann.key)
    weather.cut_down, weather.cuts = 0, 1
    heard: list[object] = []

    def listen() -> None:
        base = network[0] + AISTORE
        params = {"since": start, "wait": 20}
        try:
            heard.append(far.done("GET", "/apis/v1/changes", params, base=base))
        except OSError:
            heard.append(far.done("GET", "/apis/v1/changes", params, base=base))

    thread = threading.Thread(target=listen)
    thread.start()
    ann.make(ann.root, "there")
    thread.join(60)
    (found,) = heard
    assert isinstance(found, dict)
    assert [change["path"] for change in found["changes"]] == [f"{ann.root}/there"]


def _head(person: Person, name: str, length: int) -> bytes:
    """The beginning of a request that puts an object."""
    part = b'--x\r\nContent-Disposition: form-data; name="content"; filename="f"\r\n\r\n'
    return (
        f"POST {AISTORE}/apis/v1/objects?path={person.root}/run/{name}&apikey={person.key}"
        " HTTP/1.1\r\nHost: here\r\nContent-Type: multipart/form-data; boundary=x\r\n"
        f"Content-Length: {length}\r\n\r\n"
    ).encode() + part


def _until_empty(directory: Path) -> None:
    deadline = time.monotonic() + 60
    while list(directory.iterdir()):
        assert time.monotonic() < deadline, list(directory.iterdir())
        time.sleep(0.01)  # the server says nothing when it has noticed
