"""Verb ``serve``: let others use a store over HTTP."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from em_desktop.cli.amounts import byte_count, positive, rate
from em_desktop.errors import InvalidValueError, NotSupportedError

if TYPE_CHECKING:  # the server's libraries may not be installed
    from em_desktop.server.settings import Settings
    from em_desktop.stores.engine.engine import Engine


_LIMITS: dict[str, tuple[Callable[[str], Any], str, str]] = {
    "body": (byte_count, "BYTES", "of an uploaded file or part in one request; 64G by default"),
    "json": (byte_count, "BYTES", "of a JSON body; 16M by default"),
    "page": (positive, "N", "entries of a page; 1000 by default, which the SDK asks for"),
    "keys": (positive, "N", "entries of one list in a JSON body; 100000 by default"),
    "uploads": (positive, "N", "large files that are received at a time; further ones wait; 64"),
    "rate": (rate, "N", "requests a second of one user, in each server; no limit by default"),
}
"""The fields of `Limits` that can be chosen."""


class Serve:
    """Start a server that holds experiments of many people."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        add_store_options(parser)
        parser.add_argument("--host", default="127.0.0.1", help="127.0.0.1: this computer only")
        parser.add_argument("--port", type=int, default=8760, help="0 takes a free one")
        parser.add_argument("--certificate", type=Path, metavar="PEM", help="for TLS")
        parser.add_argument("--certificate-key", type=Path, metavar="PEM", help="its key")
        parser.add_argument("--proxy", action="store_true", help="believe a proxy's headers")
        parser.add_argument("--aistore", default="/t9k/aistore/server", metavar="PATH")
        parser.add_argument("--asset-hub", default="/t9k/asset-hub/server", metavar="PATH")
        parser.add_argument("--trash-days", type=int, default=30, help="how long it is kept")
        _add_limits(parser)
        parser.add_argument("--log", choices=("debug", "info", "warning"), default="info")
        parser.add_argument(
            "--admin", default="admin", metavar="NAME", help="the user made at the first start"
        )

    def run(self, arguments: argparse.Namespace) -> int:
        """Serve until it is told to stop."""
        require_server()
        from em_desktop.server import run
        from em_desktop.server.app import create_app

        listening = run.Listening(
            arguments.host,
            arguments.port,
            arguments.certificate,
            arguments.certificate_key,
            arguments.proxy,
        )
        if (listening.certificate is None) != (listening.certificate_key is None):
            raise InvalidValueError("--certificate", "it needs --certificate-key, and the reverse")
        settings = _settings(arguments)
        engine = open_engine(arguments, arguments.folder_nodes)
        try:
            key = engine.first_administrator(arguments.admin)
            if key is not None:
                print(f"user {arguments.admin} was made; the key is told this once: {key}")
            run.log_to_standard_error(arguments.log)
            with run.bind(listening) as socket:
                port = socket.getsockname()[1]
                print(f"listening on {listening.scheme}://{listening.host}:{port}", flush=True)
                run.server_of(create_app(engine, settings), listening).run([socket])
        finally:
            engine.close()
        return 0


def _settings(arguments: argparse.Namespace) -> Settings:
    from em_desktop.server.settings import Limits, Settings

    for path in (arguments.aistore, arguments.asset_hub):
        if not path.startswith("/") or path.endswith("/"):
            raise InvalidValueError(path, "a prefix begins with a slash and doesn't end with one")
    named = {name: getattr(arguments, f"limit_{name}") for name in _LIMITS}
    limits = replace(
        Limits(), **{name: value for name, value in named.items() if value is not None}
    )
    return Settings(arguments.aistore, arguments.asset_hub, arguments.trash_days, limits)


def _add_limits(parser: argparse.ArgumentParser) -> None:
    """What one request, one user and one folder may have; each has a wide default."""
    for name, (kind, unit, text) in _LIMITS.items():
        parser.add_argument(
            f"--limit-{name}", dest=f"limit_{name}", type=kind, metavar=unit, help=text
        )
    parser.add_argument(
        "--limit-folder", dest="folder_nodes", type=positive, metavar="N",
        help="nodes that a folder may have directly; no limit by default",
    )  # fmt: skip


def add_store_options(parser: argparse.ArgumentParser) -> None:
    """``--data``, ``--database`` and ``--objects``: which store is meant."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the server's own")
    parser.add_argument(
        "--database", metavar="URL", help="such as postgresql://USER@HOST/NAME; a file by default"
    )
    parser.add_argument(
        "--objects", metavar="URL", help="s3://BUCKET/PREFIX or a directory; in DIR by default"
    )


def open_engine(arguments: argparse.Namespace, folder_limit: int | None = None) -> Engine:
    """The store that the options name."""
    require_server()
    from em_desktop.stores.engine.engine import Engine

    return Engine(arguments.data, arguments.database, arguments.objects, folder_limit=folder_limit)


def require_server() -> None:
    """Say what to install, where the server's libraries aren't there.

    Raises:
        NotSupportedError: they aren't.
    """
    try:
        import python_multipart
        import sqlalchemy
        import starlette
        import uvicorn
    except ImportError as error:
        raise NotSupportedError(
            error.name or "", "the server's parts aren't here: pip install 'em-desktop[server]'"
        ) from error
    del python_multipart, sqlalchemy, starlette, uvicorn


VERBS = {"serve": Serve()}
