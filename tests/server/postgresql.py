"""A PostgreSQL of its own for the tests: on loopback, as a user without rights, gone at the end."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

_USERS = ("postgres", "nobody")


def programs() -> Path | None:
    """The directory of ``initdb`` and ``pg_ctl``; None if they aren't installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    return None if on_path is None else Path(on_path).resolve().parent


@dataclass(frozen=True, slots=True)
class Database:
    """A running PostgreSQL.

    Attributes:
        stop, start: as an administrator would, at once.
    """

    address: str
    stop: Callable[[], None]
    start: Callable[[], None]


@contextmanager
def running() -> Iterator[Database]:
    """A database; skips the test, and says so, where there is no PostgreSQL."""
    place = programs()
    if place is None:
        pytest.skip("PostgreSQL isn't installed: apt-get install postgresql")
    root = Path(tempfile.mkdtemp(prefix="em-postgresql-"))
    as_user = _unprivileged(root)
    password = secrets.token_hex(16)
    secret = root / "password"
    secret.write_text(password)
    if as_user:
        shutil.chown(secret, as_user[-1])
    cluster, port = root / "cluster", _free_port()
    control = [*as_user, "--"] if as_user else []

    def call(program: str, *words: str) -> None:
        done = subprocess.run(
            [*control, str(place / program), *words], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    try:
        call(
            "initdb",
            "--pgdata",
            str(cluster),
            "--username=em",
            "--auth=scram-sha-256",
            f"--pwfile={secret}",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        )
        options = f"-h 127.0.0.1 -p {port} -k {root}"
        log = str(root / "log")
        begin = partial(call, "pg_ctl", "-D", str(cluster), "-w", "-l", log, "-o", options, "start")
        end = partial(call, "pg_ctl", "-D", str(cluster), "-w", "-m", "immediate", "stop")
        begin()
        try:
            address = f"postgresql://em:{password}@127.0.0.1:{port}/postgres"
            yield Database(address, end, begin)
        finally:
            end()
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _unprivileged(root: Path) -> list[str]:
    """How to become a user without rights; PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    known = {entry.pw_name for entry in pwd.getpwall()}
    user = next(name for name in _USERS if name in known)
    shutil.chown(root, user)
    return ["runuser", "-u", user]


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
