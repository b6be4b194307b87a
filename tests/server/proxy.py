"""A network between a client and a server that drops, delays and truncates what it carries."""

from __future__ import annotations

import contextlib
import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_PIECE = 1 << 14


@dataclass
class Weather:
    """What the network is like. May change at any time.

    Attributes:
        cut_up: bytes that a connection carries to the server before it is cut; None: all.
        cut_down: bytes that it carries back.
        cuts: how many connections are cut; further ones are carried whole.
        delay: seconds that each piece takes.
        connections: how many there were.
    """

    cut_up: int | None = None
    cut_down: int | None = None
    cuts: int = 0
    delay: float = 0.0
    connections: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def random_cuts(self, chance: random.Random, most: int, cuts: int) -> None:
        """Cut the next connections, each after a random number of bytes."""
        self.cut_up, self.cut_down = chance.randrange(most), chance.randrange(most)
        self.cuts = cuts

    def for_connection(self) -> tuple[int | None, int | None]:
        with self.lock:
            self.connections += 1
            if self.cuts == 0:
                return None, None
            self.cuts -= 1
            return self.cut_up, self.cut_down


@contextmanager
def between(address: str) -> Iterator[tuple[str, Weather]]:
    """An address that leads to the server through the weather."""
    split = urlsplit(address)
    assert split.hostname is not None
    assert split.port is not None
    goal = (split.hostname, split.port)
    weather = Weather()
    listening = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = listening.accept()
                threading.Thread(target=_carry, args=(client, goal, weather), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", weather
    finally:
        with contextlib.suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(10)


def _carry(client: socket.socket, goal: tuple[str, int], weather: Weather) -> None:
    up, down = weather.for_connection()
    with client, contextlib.suppress(OSError), socket.create_connection(goal) as server:
        back = threading.Thread(target=_pump, args=(server, client, down, weather), daemon=True)
        back.start()
        _pump(client, server, up, weather)
        back.join()


def _pump(source: socket.socket, target: socket.socket, most: int | None, weather: Weather) -> None:
    left = most
    with contextlib.suppress(OSError):
        while piece := source.recv(_PIECE):
            if weather.delay:
                time.sleep(weather.delay)  # a slow network is what is tested
            target.sendall(piece if left is None else piece[:left])
            if left is not None:
                left -= len(piece)
                if left <= 0:
                    break
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
