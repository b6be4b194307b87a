"""Starting the server: the socket, the log, and a clean end."""

from __future__ import annotations

import logging
import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from em_desktop.errors import from_os_error

_KEEP_ALIVE_SECONDS = 75
_WAITING_CONNECTIONS = 1024
_LAST_REQUESTS_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the server listens.

    Attributes:
        certificate: a PEM file, for TLS; with its key.
        is_behind_proxy: whether the headers of a proxy on this machine are believed.
    """

    host: str = "127.0.0.1"
    port: int = 8760
    certificate: Path | None = None
    certificate_key: Path | None = None
    is_behind_proxy: bool = False

    @property
    def scheme(self) -> str:
        """What an address of it begins with."""
        return "http" if self.certificate is None else "https"


def bind(listening: Listening) -> socket.socket:
    """The socket that the server listens on; who connects early waits for it to start.

    Raises:
        EmError: the address isn't this computer's, or the port is taken.
    """
    family = socket.AF_INET6 if ":" in listening.host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((listening.host, listening.port))
        found.listen(_WAITING_CONNECTIONS)
    except OSError as error:
        found.close()
        raise from_os_error(error, f"{listening.host}:{listening.port}") from error
    return found


def server_of(app: Starlette, listening: Listening) -> uvicorn.Server:
    """A server that hasn't started yet."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,  # it would have the keys; the application logs without them
            server_header=False,
            proxy_headers=listening.is_behind_proxy,
            ssl_certfile=listening.certificate,
            ssl_keyfile=listening.certificate_key,
            timeout_keep_alive=_KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=_LAST_REQUESTS_SECONDS,
        )
    )


def log_to_standard_error(level: str) -> None:
    """One line a request, as JSON; what fails comes with its trace."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    for name in ("em_desktop.server", "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
        logger.setLevel(level.upper())
