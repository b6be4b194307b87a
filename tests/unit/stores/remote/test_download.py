"""Downloads over connections that break: what has arrived isn't fetched again."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from em_desktop.errors import ConflictError, UnavailableError
from em_desktop.formats.files import TEMPORARY_PREFIX
from em_desktop.stores.remote.client import Client
from em_desktop.stores.remote.config import Login
from em_desktop.stores.remote.download import Downloaded, Downloader
from em_desktop.stores.remote.incoming import ATTEMPTS
from em_desktop.stores.remote.meter import Step
from em_desktop.stores.remote.transport import Transport
from tests.unit.stores.remote.plain_server import USER, Fault, World

DATA = random.Random(1).randbytes(3_000_000)
MEBI = 1 << 20
CONTENT = "objects$"


@pytest.fixture
def model(world: World) -> dict[str, bytes]:
    """The objects of a Model on the server."""
    node = world.add(f"/{USER}/model", "Model")
    node.objects = {"weights": DATA}
    return node.objects


def cut(world: World, after: int, times: int = 1) -> None:
    """Have the server break off so many answers with content after so many bytes."""
    world.faults.append(Fault("GET", CONTENT, times=times, cut=after))


def break_off(client: Client, world: World, away: Path, after: int) -> None:
    """Download until the server stays away."""
    cut(world, after)
    world.faults.append(Fault("GET", CONTENT, times=100))
    with pytest.raises(UnavailableError):
        download(client, away)
    world.faults.clear()


def download(client: Client, away: Path) -> Downloaded:
    (done,) = Downloader(client, away).download("model")
    return done


def names(away: Path) -> list[str]:
    return sorted(each.name for each in (away / "model").iterdir())


@pytest.mark.usefixtures("model")
def test_a_connection_that_breaks_is_made_again_where_it_broke(
    client: Client, world: World, away: Path, pauses: list[float]
) -> None:
    cut(world, MEBI, times=2)
    done = download(client, away)
    assert (done.place / "weights").read_bytes() == DATA
    assert world.ranges == [f"bytes={MEBI}-", f"bytes={2 * MEBI}-"]
    assert (done.received, len(pauses)) == (len(DATA), 2)


@pytest.mark.usefixtures("model")
def test_connections_that_bring_something_are_made_as_often_as_it_takes(
    client: Client, world: World, away: Path
) -> None:
    cut(world, 200_000, times=3 * ATTEMPTS)
    done = download(client, away)
    assert (done.place / "weights").read_bytes() == DATA


@pytest.mark.usefixtures("model")
def test_a_server_that_sends_no_parts_sends_all_again(
    client: Client, world: World, away: Path
) -> None:
    world.sends_parts = False
    cut(world, MEBI)
    cut(world, 2 * MEBI)
    done = download(client, away)
    assert (done.place / "weights").read_bytes() == DATA
    assert done.received == len(DATA)


@pytest.mark.usefixtures("model")
def test_a_later_download_goes_on_from_what_is_here(
    client: Client, world: World, away: Path
) -> None:
    break_off(client, world, away, MEBI)
    (kept,) = names(away)
    assert kept.startswith(TEMPORARY_PREFIX)
    world.ranges.clear()
    steps: list[Step] = []
    (done,) = Downloader(client, away, steps.append).download("model")
    assert world.ranges == [f"bytes={MEBI}-"]
    assert done.received == len(DATA) - MEBI
    assert (done.place / "weights").read_bytes() == DATA
    assert names(away) == ["weights"]
    assert max(step.done for step in steps) == len(DATA)


@pytest.mark.usefixtures("model")
def test_a_later_download_begins_anew_where_the_server_sends_no_parts(
    client: Client, world: World, away: Path
) -> None:
    break_off(client, world, away, MEBI)
    world.sends_parts = False
    assert (download(client, away).place / "weights").read_bytes() == DATA


def test_a_part_of_what_was_replaced_since_is_not_gone_on_with(
    client: Client, world: World, away: Path, model: dict[str, bytes]
) -> None:
    break_off(client, world, away, MEBI)
    model["weights"] = DATA[::-1]
    world.ranges.clear()
    done = download(client, away)
    assert (done.place / "weights").read_bytes() == DATA[::-1]
    assert world.ranges == []


def test_of_a_file_only_the_newest_part_is_kept(
    client: Client, world: World, away: Path, model: dict[str, bytes]
) -> None:
    break_off(client, world, away, MEBI)
    before = names(away)
    model["weights"] = DATA[::-1]
    break_off(client, world, away, 2 * MEBI)
    (kept,) = names(away)
    assert [kept] != before
    assert (away / "model" / kept).read_bytes() == DATA[::-1][: 2 * MEBI]


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: b"\0" * len(data), id="zeros"),
        pytest.param(lambda data: data[:5] + b"!" + data[6:], id="one byte"),
        pytest.param(lambda data: data * 5, id="longer than the file"),
        pytest.param(lambda _: DATA, id="whole"),
        pytest.param(lambda _: b"x" * len(DATA), id="wrong and as long"),
    ],
)
@pytest.mark.usefixtures("model")
def test_a_part_that_was_damaged_never_becomes_a_file(
    client: Client, world: World, away: Path, damage: Callable[[bytes], bytes]
) -> None:
    break_off(client, world, away, MEBI)
    kept = away / "model" / names(away)[0]
    kept.write_bytes(damage(kept.read_bytes()))
    assert (download(client, away).place / "weights").read_bytes() == DATA


def test_an_object_that_is_replaced_while_it_arrives_is_told(
    client: Client, world: World, away: Path, model: dict[str, bytes], pauses: list[float]
) -> None:
    def replace(seconds: float) -> None:
        model["weights"] = DATA[::-1]

    transport = Transport(client.login, replace)
    cut(world, MEBI)
    with Client(client.login, transport) as other, pytest.raises(ConflictError, match="changed"):
        download(other, away)
    assert (download(client, away).place / "weights").read_bytes() == DATA[::-1]


@pytest.mark.usefixtures("model")
def test_a_busy_server_is_asked_again(
    client: Client, world: World, away: Path, pauses: list[float]
) -> None:
    world.faults = [Fault("GET", CONTENT, status=503, times=2)]
    download(client, away)
    assert len(pauses) == 2


@pytest.mark.usefixtures("model")
def test_two_downloads_of_one_file_into_one_place_do_not_mix(
    client: Client, login: Login, world: World, away: Path
) -> None:
    placed: list[bytes] = []

    def meanwhile(_: float) -> None:
        if not placed:
            placed.append(b"")
            with Client(login) as other:
                placed[0] = (download(other, away).place / "weights").read_bytes()

    cut(world, MEBI)
    with Client(login, Transport(login, meanwhile)) as slow:
        done = download(slow, away)
    assert placed == [DATA]
    assert (done.place / "weights").read_bytes() == DATA


KILLED = """
import os, sys
from pathlib import Path
from em_desktop.stores.remote.client import Client
from em_desktop.stores.remote.config import login_to
from em_desktop.stores.remote.download import Downloader

def told(step):
    if step.done > 1_500_000:
        os.kill(os.getpid(), 9)

client = Client(login_to(sys.argv[1], sys.argv[2]))
list(Downloader(client, Path(sys.argv[3]), told).download("model"))
"""


@pytest.mark.usefixtures("model")
@pytest.mark.skipif(sys.platform == "win32", reason="signals are of Unix")
def test_what_a_killed_download_has_written_is_gone_on_with(
    client: Client, login: Login, world: World, away: Path
) -> None:
    words = [sys.executable, "-c", KILLED, login.aistore, login.key, str(away)]
    assert subprocess.run(words, check=False).returncode == -9
    done = download(client, away)
    assert (done.place / "weights").read_bytes() == DATA
    assert done.received < 2_000_000
