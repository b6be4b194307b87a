"""A disk that is full and clocks that jump, under a real server."""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from em_desktop.domain.nodes import NodeType
from em_desktop.stores.engine.checking import verify
from em_desktop.stores.engine.engine import Engine
from tests.server.serving import Person, Server

MEBI = 1 << 20
HOUR = 3600


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with little room."""
    place = tmp_path / "disk"
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(place)]
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    except OSError as error:
        pytest.skip(f"no small file system can be made here: {error}")
    if done.returncode != 0:
        pytest.skip(f"no small file system can be made here: {done.stderr.strip()}")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def administrator(server: Server, key: str | None = None) -> Person:
    return server.person("admin", key=key or server.first_key)


def fill(admin: Person, run: str, sizes: list[int], seed: int) -> tuple[dict[str, bytes], int]:
    """Put objects; those that were confirmed, and the status of the last that was refused."""
    chance = random.Random(seed)
    confirmed: dict[str, bytes] = {}
    refused = 0
    for number, size in enumerate(sizes):
        data = chance.randbytes(size)
        path = f"{run}/{seed}-{number}"
        answer = admin.ask("POST", "/apis/v1/objects", {"path": path}, files={"content": data})
        if answer.status_code == 200:
            confirmed[path] = data
        else:
            refused = answer.status_code
    return confirmed, refused


def look(admin: Person, run: str, confirmed: dict[str, bytes]) -> None:
    """Exactly what was confirmed is there."""
    assert {f"{run}/{key}" for key in admin.objects(run)} == set(confirmed)
    for path, data in confirmed.items():
        assert admin.get(path) == data


@pytest.mark.skipif(sys.platform != "linux", reason="file systems are mounted so on Linux")
def test_a_full_disk_refuses_what_it_cant_take_and_keeps_the_rest(small_disk: Path) -> None:
    data = small_disk / "store"
    server = Server.start(["--data", str(data)])
    admin = administrator(server)
    run = f"{admin.root}/run"
    admin.make(admin.root, "run", NodeType.RUN)
    sizes = [MEBI] * 20 + [300_000] * 10 + [3000] * 300
    confirmed, refused = fill(admin, run, sizes, 1)
    assert refused in {503, 507}
    assert len(confirmed) < len(sizes)
    look(admin, run, confirmed)
    answer = admin.ask("DELETE", "/apis/v1/objects", {"path": next(iter(confirmed))})
    assert answer.status_code in {200, 503, 507}  # undone wholly or done
    if answer.status_code == 200:
        del confirmed[next(iter(confirmed))]
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    more, refused = fill(admin, run, [MEBI, 3000, 10], 2)
    assert refused == 0
    look(admin, run, confirmed | more)
    server.stop()
    assert not any("Traceback" in line for line in server.log)
    engine = Engine(data)
    assert verify(engine).problems == []
    engine.close()


@pytest.mark.skipif(sys.platform != "linux", reason="limits of other processes are set on Linux")
def test_a_file_that_may_not_grow_is_refused_and_goes_when_it_may(tmp_path: Path) -> None:
    server = Server.start(["--data", str(tmp_path)])
    admin = administrator(server)
    run = f"{admin.root}/run"
    admin.make(admin.root, "run", NodeType.RUN)
    pid = server.process.pid
    without = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (MEBI, without[1]))
    confirmed, refused = fill(admin, run, [2 * MEBI, 100, 3 * MEBI, 100], 3)
    assert refused == 507
    resource.prlimit(pid, resource.RLIMIT_FSIZE, without)
    more, refused = fill(admin, run, [2 * MEBI, 100], 4)
    assert refused == 0
    look(admin, run, confirmed | more)
    assert not list((tmp_path / "objects" / "incoming").iterdir())
    server.stop()


# clocks


@pytest.fixture
def clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with the seconds by which the server's clock is wrong."""
    path = tmp_path / "clock"
    path.write_text("0")
    monkeypatch.setenv("EM_TEST_CLOCK", os.fspath(path))
    return path


def test_clocks_that_jump_change_no_order_and_lose_nothing(tmp_path: Path, clock: Path) -> None:
    server = Server.start(["--data", str(tmp_path / "store")], module="tests.server.wrong_clock")
    admin = administrator(server)
    start = str(admin.done("GET", "/apis/v1/changes")["cursor"])
    names = []
    jumps = [0, 10 * HOUR, -48 * HOUR, 365 * 24 * HOUR, -10 * 365 * 24 * HOUR, 0]
    for number, jump in enumerate(jumps):
        clock.write_text(str(jump))
        name = f"run{number}"
        admin.make(admin.root, name, NodeType.RUN)
        admin.put(f"{admin.root}/{name}/file", name.encode())
        names.append(name)
    admin.make(admin.root, "net", NodeType.MODEL)
    commits: list[str] = []
    for jump in jumps:
        clock.write_text(str(jump))
        admin.put(f"{admin.root}/net:main/file", str(len(commits)).encode())
        commits.append(admin.commit(f"{admin.root}/net"))
    found = admin.done("GET", "/apis/v1/changes", {"since": start})["changes"]
    made = [change["path"] for change in found if change["kind"] == "created"]
    assert made[: len(names)] == [f"{admin.root}/{name}" for name in names]
    sequences = [change["sequence"] for change in found]
    assert sequences == sorted(set(sequences))
    for name in names:
        assert admin.get(f"{admin.root}/{name}/file") == name.encode()
    params = {"node": f"{admin.root}/net", "ref": "main"}
    listed = [one["id"] for one in admin.listed("/apis/v1/nodes/commits", params)]
    assert listed[:-1] == commits[::-1]  # newest first, whatever their times say
    server.stop()
    assert not any("Traceback" in line for line in server.log)


def test_a_move_after_a_grant_counts_though_the_clock_went_back(
    tmp_path: Path, clock: Path
) -> None:
    server = Server.start(["--data", str(tmp_path / "store")], module="tests.server.wrong_clock")
    admin, bob = administrator(server), server.person("bob")
    admin.make(admin.root, "shared")
    admin.make(admin.root, "own")
    admin.make(f"{admin.root}/shared", "child")
    clock.write_text(str(5 * HOUR))
    admin.share(f"{admin.root}/shared", ("user", bob.name, "view"))
    assert bob.permission(f"{admin.root}/shared/child") == "view"
    clock.write_text(str(-50 * HOUR))
    move = {"node": f"{admin.root}/shared/child", "parent": f"{admin.root}/own"}
    admin.done("POST", "/apis/v1/nodes/move", json=move)
    assert bob.permission(f"{admin.root}/own/child") is None
    server.stop()


def test_what_was_just_uploaded_is_not_collected_though_the_clock_jumped(
    tmp_path: Path, clock: Path
) -> None:
    server = Server.start(["--data", str(tmp_path / "store")], module="tests.server.wrong_clock")
    admin = administrator(server)
    admin.make(admin.root, "run", NodeType.RUN)
    clock.write_text(str(-1000 * HOUR))
    admin.put(f"{admin.root}/run/file", b"data")
    clock.write_text("0")
    from tests.server.serving import admin as command_of_admin

    command_of_admin("gc", options=server.options)
    assert admin.get(f"{admin.root}/run/file") == b"data"
    server.stop()
