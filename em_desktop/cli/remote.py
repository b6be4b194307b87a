"""Verbs of servers: login, logout, whoami, upload, download."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from em_desktop.cli.outcome import Account
from em_desktop.cli.output import print_json
from em_desktop.cli.progress import ProgressLine
from em_desktop.errors import EmError, NotFoundError, from_os_error

if TYPE_CHECKING:
    from em_desktop.stores.remote.client import Client
    from em_desktop.stores.remote.config import Login
    from em_desktop.stores.remote.meter import Step
    from em_desktop.stores.remote.upload import Uploaded, Uploader

_STRATEGIES = ("new", "skip", "error", "replace")
_HERE = {"localhost", "127.0.0.1", "::1"}


class LogIn:
    """Log in to a server: the key is kept in the keyring, which the app uses too.

    On a computer without a keyring, or with --file, it is kept in ~/.t9k/t9k-config.yaml
    (or T9K_CONFIG), where the platform's own tools look for it. The key is asked for, or
    read from standard input; it is never an argument, since other users of this computer
    could see it.
    """

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("server", metavar="ADDRESS", help="such as https://host")
        parser.add_argument("--context", default="", metavar="NAME", help="what to call it")
        parser.add_argument(
            "--file", action="store_true", help="keep the key in the platform's configuration"
        )
        parser.add_argument("--json", action="store_true", help="who logged in, as an object")

    def run(self, arguments: argparse.Namespace) -> int:
        """Ask the server who this is, and keep the key."""
        from em_desktop.stores.remote.additions import discover
        from em_desktop.stores.remote.client import Client
        from em_desktop.stores.remote.config import login_to

        asked = sys.stdin.isatty()
        key = getpass.getpass("API key: ") if asked else sys.stdin.readline()
        login = login_to(arguments.server, key, arguments.context)
        parts = urlsplit(login.aistore)
        if parts.scheme == "http" and parts.hostname not in _HERE:
            print("em-desktop: without https, others on the way can read the key", file=sys.stderr)
        with Client(login) as client:
            discover(client)
            user = client.user
        file = _keep(login, user, in_file=arguments.file)
        told = {"user": user, "server": login.aistore, "context": login.context}
        if arguments.json:
            print_json(told | {"file": None if file is None else os.fspath(file)})
        else:
            where = "the keyring" if file is None else os.fspath(file)
            print(f"logged in as {user} at {login.aistore}; the key is in {where}")
        return 0


class LogOut:
    """Forget the key of the account that is logged in."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="the context, as an object")

    def run(self, arguments: argparse.Namespace) -> int:
        """Forget it; that there is none is no error."""
        from em_desktop.stores.remote.accounts import log_out

        context = log_out()
        if arguments.json:
            print_json({"context": context or None})
        else:
            print(f"logged out of {context}" if context else "not logged in")
        return 0


class WhoAmI:
    """Tell who is logged in, and where."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="as an object")

    def run(self, arguments: argparse.Namespace) -> int:
        """Ask the server."""
        with _client() as client:
            user, login = client.user, client.login
        if arguments.json:
            print_json({"user": user, "server": login.aistore, "context": login.context})
        else:
            print(f"{user} at {login.aistore} (context {login.context})")
        return 0


class Upload:
    """Upload Runs with their Artifacts, Artifacts and searches; of folders all that is below.

    What the server has already isn't sent again, so that an upload goes on where it stopped.
    """

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="+", metavar="PATH", help="recordings, and folders with recordings"
        )
        parser.add_argument(
            "-f", "--folder", default="default", help="on the server; below you, or from / on"
        )
        parser.add_argument("--make-folder", action="store_true", help="make it if needed")
        parser.add_argument(
            "--conflict",
            choices=_STRATEGIES,
            default="new",
            help="what happens where another recording has the name; new: under another one",
        )
        parser.add_argument("--json", action="store_true", help="tell what was done as an object")

    def run(self, arguments: argparse.Namespace) -> int:
        """Upload them; what fails costs nothing else."""
        from em_desktop.stores.remote.upload import Conflict, Uploader

        account = Account(arguments.json)
        with _client() as client:
            uploader = Uploader(
                client,
                arguments.folder,
                make_folder=arguments.make_folder,
                conflict=Conflict(arguments.conflict),
                told=_Shown(),
            )
            for path in arguments.paths:
                account.attempt(path, partial(_upload_below, uploader, Path(path), account))
        return account.close()


class Download:
    """Download nodes of a server: recordings, folders, versions (PATH:REF), single files."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="below you, or from / on")
        parser.add_argument("directory", metavar="DIR", type=Path, help="what they go into")
        parser.add_argument("--json", action="store_true", help="tell what was done as an object")

    def run(self, arguments: argparse.Namespace) -> int:
        """Download them; what fails costs nothing else."""
        from em_desktop.stores.remote.download import Downloader

        account = Account(arguments.json)
        with _client() as client:
            downloader = Downloader(client, arguments.directory.absolute(), _Shown())

            def fetch(path: str) -> None:
                for done in downloader.download(path):
                    facts = {"path": os.fspath(done.place), "files": done.files}
                    account.note("downloaded", done.path, **facts, bytes=done.received)

            for path in arguments.paths:
                account.attempt(path, partial(fetch, path))
        return account.close()


def _client() -> Client:
    from em_desktop.stores.remote.accounts import present_login
    from em_desktop.stores.remote.additions import discover
    from em_desktop.stores.remote.client import Client

    client = Client(present_login())
    try:
        discover(client)
    except EmError:
        client.close()
        raise
    return client


def _keep(login: Login, user: str, *, in_file: bool) -> Path | None:
    """Keep the key of an account; the file that it is in, None where that is the keyring."""
    from em_desktop.stores.remote.accounts import account_name, accounts_of_user
    from em_desktop.stores.remote.config import save_login

    accounts = None if in_file else accounts_of_user()
    if accounts is not None and accounts.is_lasting():
        if accounts.remember(account_name(login.aistore, user), login):
            return None
        print("em-desktop: the keyring takes no key; a file does", file=sys.stderr)
    return save_login(login)


def _upload_below(uploader: Uploader, path: Path, account: Account) -> None:
    directories = _recordings(path)
    if not directories:
        raise NotFoundError(os.fspath(path), "there is no recording in it")
    sent: set[Path] = set()
    for directory in directories:
        if directory.absolute() not in sent:
            account.attempt(
                os.fspath(directory), partial(_upload, uploader, directory, account, sent)
            )


def _upload(uploader: Uploader, directory: Path, account: Account, sent: set[Path]) -> None:
    done = uploader.upload(directory)
    for each in (done, *done.artifacts):
        sent.add(each.directory)
        _tell(each, account)


def _tell(done: Uploaded, account: Account) -> None:
    facts: dict[str, Any] = {"path": done.path, "id": done.node_id}
    if done.did != "skipped":
        facts |= {"files": done.files, "bytes": done.sent, "missing": done.missing}
    account.note(done.did, os.fspath(done.directory), **facts)


def _recordings(path: Path) -> list[Path]:
    """The recordings at a path or below; Runs first, since they bring their Artifacts."""
    from em_desktop.domain.nodes import NodeType
    from em_desktop.stores.remote.upload import recording_at

    runs: list[Path] = []
    others: list[Path] = []
    waiting = [path]
    while waiting:
        place = waiting.pop()
        try:
            kind, _ = recording_at(place)
            (runs if kind is NodeType.RUN else others).append(place)
        except EmError:
            waiting += reversed(_directories(place) if place.is_dir() else [])
    return [*runs, *others]


def _directories(path: Path) -> list[Path]:
    """Those in a directory, by name; links aren't followed."""
    try:
        return sorted(each for each in path.iterdir() if each.is_dir() and not each.is_symlink())
    except OSError as error:
        raise from_os_error(error, os.fspath(path)) from error


class _Shown:
    """Shows the steps of an upload or download."""

    def __init__(self) -> None:
        self._line = ProgressLine()

    def __call__(self, step: Step) -> None:
        if step.current:
            self._line.show(step.done / max(step.total, 1), step.current)
        else:
            self._line.clear()


VERBS: dict[str, Any] = {
    "login": LogIn(),
    "logout": LogOut(),
    "whoami": WhoAmI(),
    "upload": Upload(),
    "download": Download(),
}
