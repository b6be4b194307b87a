"""One server for all tests of a module, and people of one's own for each test."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from em_desktop.stores.engine import accounts
from em_desktop.stores.engine.engine import SYSTEM, Engine
from tests.server.backends import Backend, running
from tests.server.serving import Person, Server

_NUMBERS = itertools.count()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests run on SQLite, or on what their module names in ``BACKENDS``."""
    if "backend" in metafunc.fixturenames:
        names = getattr(metafunc.module, "BACKENDS", ["sqlite"])
        metafunc.parametrize("backend", names, indirect=True, scope="module")


@pytest.fixture(scope="module")
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    """SQLite and a directory, PostgreSQL and a directory, or PostgreSQL and S3."""
    with running(request.param) as backend:
        yield backend


@pytest.fixture(scope="module")
def data(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The server's directory."""
    return tmp_path_factory.mktemp("server")


@pytest.fixture(scope="module")
def server(data: Path, backend: Backend) -> Iterator[Server]:
    """A real server over a database and a place for contents."""
    started = Server.start(["--data", str(data), *backend.options])
    yield started
    assert started.process.poll() is None, started.log
    started.stop()
    failed = [line for line in started.log if "Traceback" in line]
    assert not failed, "".join(started.log)


@pytest.fixture(scope="module")
def engine(server: Server, data: Path, backend: Backend) -> Iterator[Engine]:
    """The server's store, opened beside it: as ``em-desktop admin`` does."""
    opened = Engine(data, backend.database, backend.objects)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def people(server: Server, engine: Engine) -> Callable[..., Person]:
    """Makes people with names that nobody had before."""

    def make(name: str, *groups: str) -> Person:
        unique = f"{name}{next(_NUMBERS)}"
        with engine.writing(SYSTEM) as session:
            accounts.add_user(session, unique)
            key = accounts.add_key(session, unique).key
            for group in groups:
                accounts.set_members(session, group, [unique])
        return Person(server, unique, key)

    return make


@pytest.fixture
def ann(people: Callable[..., Person]) -> Person:
    return people("ann")


@pytest.fixture
def bob(people: Callable[..., Person]) -> Person:
    return people("bob")
