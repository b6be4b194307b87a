"""The first contact with a server, and each way in which it fails."""

from __future__ import annotations

import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import which
from threading import Thread

import pytest

from em_desktop.errors import (
    AccessDeniedError,
    EmError,
    MalformedError,
    NotFoundError,
    NotLoggedInError,
    TimedOutError,
    UnavailableError,
    UnresolvedError,
    UntrustedError,
)
from em_desktop.stores.remote.config import Login, login_to
from em_desktop.stores.remote.greeting import greet
from em_desktop.stores.remote.transport import Transport
from tests.unit.stores.remote.plain_server import FORBIDDEN, KEY, USER, World

UNKNOWN = "0b2d41f6-4b57-4a57-9d0e-6a2c1c1b7d99"


def once(login: Login, seconds: float = 20.0) -> Transport:
    return Transport(login, attempts=1, timeout=(seconds, seconds))


class _Website(BaseHTTPRequestHandler):
    """Answers everything with a page, as most servers do that aren't ours."""

    def do_GET(self) -> None:
        data = b"<html><b>Welcome</b></html>"
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Nobody wants to read it."""


@contextmanager
def website(context: ssl.SSLContext | None = None) -> Iterator[int]:
    """A server of something else, its port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Website)
    if context is not None:
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_plain_server_says_whose_key_it_is_and_adds_nothing(login: Login) -> None:
    greeting = greet(login)
    assert (greeting.user, greeting.api) == (USER, frozenset())
    assert greeting.is_plain


@pytest.mark.parametrize(
    ("key", "kind"), [(UNKNOWN, NotLoggedInError), (FORBIDDEN, AccessDeniedError)]
)
def test_a_wrong_key_is_told_from_one_that_may_not_be_used(
    login: Login, key: str, kind: type[EmError]
) -> None:
    with pytest.raises(EmError) as caught:
        greet(login_to(login.aistore, key))
    assert type(caught.value) is kind
    assert key not in f"{caught.value!r}"


def test_an_address_without_an_aistore_is_a_wrong_one(served: tuple[str, World]) -> None:
    with pytest.raises(NotFoundError):
        greet(login_to(f"{served[0]}/elsewhere", KEY))


def test_a_website_is_no_aistore() -> None:
    with website() as port, pytest.raises(MalformedError):
        greet(login_to(f"http://127.0.0.1:{port}", KEY))


def test_a_name_that_no_computer_has_is_told_from_one_that_does_not_answer() -> None:
    with pytest.raises(UnresolvedError):
        greet(login_to("http://nobody.invalid", KEY))
    with closing(socket.socket()) as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with pytest.raises(UnavailableError) as caught:
            greet(login_to(f"http://127.0.0.1:{port}", KEY))
    assert type(caught.value) is UnavailableError


def test_a_server_that_never_answers_has_timed_out() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        login = login_to(f"http://127.0.0.1:{silent.getsockname()[1]}", KEY)
        with pytest.raises(TimedOutError):
            greet(login, once(login, 0.2))


def test_a_server_without_https_cannot_prove_who_it_is() -> None:
    with website() as port, pytest.raises(UntrustedError):
        greet(login_to(f"https://127.0.0.1:{port}", KEY))


@pytest.mark.skipif(which("openssl") is None, reason="needs openssl to make a certificate")
def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-batch",
         "-subj", "/CN=localhost", "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with website(context) as port, pytest.raises(UntrustedError) as caught:
        greet(login_to(f"https://localhost:{port}", KEY))
    assert KEY not in f"{caught.value!r}"
