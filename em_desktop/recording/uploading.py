"""Uploading recordings from a training script."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from em_desktop.errors import EmError, InvalidValueError

if TYPE_CHECKING:  # requests and the readers are loaded with the first upload
    from em_desktop.recording.artifact import Artifact
    from em_desktop.recording.run import Run
    from em_desktop.stores.remote.client import Client
    from em_desktop.stores.remote.config import Login
    from em_desktop.stores.remote.upload import Uploaded, Uploader

BETWEEN = 30.0
"""Seconds between two uploads of a Run that is being recorded."""

_STRATEGIES = ("skip", "error", "new", "replace")
_state: dict[str, Login | None] = {"login": None}


def login(host: str | None = None, api_key: str | None = None) -> str:
    """Log in for this process, by what is given or by the configuration file.

    Args:
        host: the server's address. By default that of the current context of
            ``~/.t9k/t9k-config.yaml`` (or the file that ``T9K_CONFIG`` names).
        api_key: the key that belongs to it.

    Returns:
        The user's name.

    Raises:
        NotLoggedInError: there is no configuration, or the key isn't known.
        UnavailableError: the server can't be reached.
    """
    from em_desktop.stores.remote.client import Client
    from em_desktop.stores.remote.config import current_login, login_to

    if (host is None) != (api_key is None):
        raise InvalidValueError("login", "give both the host and its key, or neither")
    found = current_login() if host is None or api_key is None else login_to(host, api_key)
    with Client(found) as client:
        user = client.user
    _state["login"] = found
    return user


def logout() -> None:
    """Forget the key in this process. The configuration file stays as it is."""
    _state["login"] = None


def upload(
    path: str | os.PathLike[str],
    folder: str = "default",
    make_folder: bool = False,
    conflict_strategy: str = "new",
) -> Uploaded:
    """Upload a Run with its Artifacts, an Artifact or a search, that nobody records any more.

    Args:
        path: its directory.
        folder: the folder on the server: below the user, or from ``/`` on.
        make_folder: make the folder where it isn't there.
        conflict_strategy: what happens where another recording has the name: ``skip`` it,
            ``error``, ``new`` (upload under the directory's name), ``replace`` the other one.

    Raises:
        NotFoundError: there is no recording, or no such folder.
        AlreadyExistsError: the name is taken, with the strategy ``error``.
        NotLoggedInError, AccessDeniedError, UnavailableError: the server refuses.
    """
    with _uploader(folder, make_folder, conflict_strategy) as uploader:
        return uploader.upload(Path(path))


def upload_run(run: Run, folder: str, make_folder: bool, conflict_strategy: str) -> Uploaded:
    """Upload a Run that may still be recorded; as `upload`."""
    with _uploader(folder, make_folder, conflict_strategy) as uploader:
        return uploader.upload(Path(run.local), _History(run))


def upload_artifact(
    artifact: Artifact, folder: str, make_folder: bool, conflict_strategy: str
) -> Uploaded:
    """Upload an Artifact that a script holds; as `upload`."""
    with _uploader(folder, make_folder, conflict_strategy) as uploader:
        return uploader.upload(Path(artifact.local), _History(artifact))


class AutoUpload:
    """Uploads a Run again and again while it is recorded, and at its end, in a thread.

    Training never waits for it, and nothing that goes wrong with it is raised.
    """

    def __init__(self, run: Run, folder: str, make_folder: bool, conflict_strategy: str) -> None:
        check_strategy(conflict_strategy)
        self._run = run
        self._options = (folder, make_folder, conflict_strategy)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._work, name="em-upload", daemon=True)
        self._owner = os.getpid()

    def start(self) -> None:
        self._thread.start()

    def finish(self) -> None:
        """Upload what is missing, and wait until that is done or has failed."""
        self._ended.set()
        if self._owner == os.getpid() and self._thread is not threading.current_thread():
            self._thread.join()

    def _work(self) -> None:
        while not self._ended.wait(BETWEEN):
            self._upload()
        self._upload()

    def _upload(self) -> None:
        try:
            upload_run(self._run, *self._options)
        except EmError as error:
            text = f"it can't be uploaded ({error}); it is recorded on this disk"
            self._run.notice("upload", text)


def check_strategy(name: str) -> None:
    """Raise InvalidValueError unless there is such a strategy."""
    if name not in _STRATEGIES:
        known = ", ".join(_STRATEGIES)
        raise InvalidValueError("conflict_strategy", f"one of {known}, not {name!r:.40}")


class _History:
    """The transfers of a recording that a script holds: the script's object writes them."""

    def __init__(self, recording: Run | Artifact) -> None:
        self._recording = recording

    def preview(self, record: dict[str, str]) -> bytes:
        from em_desktop.formats.yaml_io import dump

        metadata: Any = self._recording.metadata_with(record)
        return dump(metadata).encode()

    def add(self, record: dict[str, str]) -> None:
        self._recording.note_transfer(record)


@contextmanager
def _uploader(folder: str, make_folder: bool, conflict_strategy: str) -> Iterator[Uploader]:
    from em_desktop.stores.remote.upload import Conflict, Uploader

    check_strategy(conflict_strategy)
    with _client() as client:
        conflict = Conflict(conflict_strategy)
        yield Uploader(client, folder, make_folder=make_folder, conflict=conflict)


def _client() -> Client:
    from em_desktop.stores.remote.accounts import present_login
    from em_desktop.stores.remote.client import Client

    return Client(_state["login"] or present_login())
