"""A client of a plain server on this computer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from em_desktop.stores.remote.client import Client
from em_desktop.stores.remote.config import Login, login_to
from em_desktop.stores.remote.transport import Transport
from tests.unit.stores.remote.plain_server import KEY, World, plain_server

pytest.importorskip("requests")


@pytest.fixture
def served() -> Iterator[tuple[str, World]]:
    with plain_server() as found:
        yield found


@pytest.fixture
def world(served: tuple[str, World]) -> World:
    """What the server holds."""
    return served[1]


@pytest.fixture
def login(served: tuple[str, World]) -> Login:
    return login_to(served[0], KEY, "here")


@pytest.fixture
def pauses() -> list[float]:
    """The pauses between two attempts; none is really made."""
    return []


@pytest.fixture
def client(login: Login, pauses: list[float]) -> Iterator[Client]:
    with Client(login, Transport(login, pauses.append)) as client:
        yield client


@pytest.fixture
def away(tmp_path: Path) -> Path:
    """A directory to download into."""
    return tmp_path / "away"
