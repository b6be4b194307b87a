"""The accounts that a computer knows, and where their keys are."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import keyring
import pytest
from keyring.backends import fail

from em_desktop.errors import MalformedError, NotLoggedInError, UnavailableError
from em_desktop.stores.remote.accounts import Accounts, account_name
from em_desktop.stores.remote.config import Login, login_to
from em_desktop.stores.remote.vault import Vault
from tests.unit.stores.remote.plain_server import KEY
from tests.unit.stores.remote.ring import Ring

OTHER = "0b2d41f6-4b57-4a57-9d0e-6a2c1c1b7d12"


@pytest.fixture
def ring() -> Ring:
    return Ring()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "accounts.json"


@pytest.fixture
def accounts(file: Path, ring: Ring) -> Accounts:
    return Accounts(file, lambda: Vault(ring))


def access(key: str = KEY) -> Login:
    return login_to("https://emlab.example.com", key, "lab")


ANN = account_name(access().aistore, "ann")


def test_an_account_is_known_at_the_next_start_without_its_key_in_the_file(
    accounts: Accounts, file: Path, ring: Ring
) -> None:
    assert accounts.remember(ANN, access())
    assert KEY not in file.read_text("utf-8")
    again = Accounts(file, lambda: Vault(ring))
    (known,) = again.known()
    assert (known.name, known.user, known.title) == (ANN, "ann", "lab")
    assert again.login(ANN) == access()
    assert again.current == ANN


def test_a_forgotten_account_leaves_no_key(accounts: Accounts, ring: Ring) -> None:
    accounts.remember(ANN, access())
    accounts.forget(ANN)
    accounts.forget(ANN)
    assert (ring.secrets, accounts.known(), accounts.current) == ({}, (), "")
    with pytest.raises(NotLoggedInError):
        accounts.login(ANN)


def test_without_a_keyring_a_key_is_known_until_the_process_ends(file: Path) -> None:
    accounts = Accounts(file, lambda: None)
    assert not accounts.is_lasting()
    assert not accounts.remember(ANN, access())
    assert accounts.login(ANN) == access()
    assert KEY not in file.read_text("utf-8")
    again = Accounts(file, lambda: None)
    assert [known.name for known in again.known()] == [ANN]
    with pytest.raises(NotLoggedInError):
        again.login(ANN)


def test_a_locked_keyring_is_told_and_does_not_lose_a_new_key(
    accounts: Accounts, ring: Ring
) -> None:
    accounts.remember(ANN, access())
    ring.is_locked = True
    with pytest.raises(UnavailableError, match="keyring") as caught:
        accounts.login(ANN)
    assert KEY not in repr(caught.value)
    assert not accounts.remember(ANN, access(OTHER))
    assert accounts.login(ANN).key == OTHER


def test_a_file_that_is_damaged_is_told(accounts: Accounts, file: Path) -> None:
    file.parent.mkdir()
    file.write_text("{")
    with pytest.raises(MalformedError):
        accounts.known()
    file.write_text('{"accounts": [{"name": 3}, {"name": "x"}, 5], "current": "x"}')
    assert (accounts.known(), accounts.current) == ((), "")


def test_a_keyring_that_keeps_nothing_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "get_keyring", fail.Keyring)
    assert Vault.find() is None


ANSWERING = """
import time
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import Proxy, open_dbus_connection
bus = Proxy(message_bus, open_dbus_connection())
end = time.monotonic() + 20
while not bus.NameHasOwner("org.freedesktop.secrets")[0]:
    assert time.monotonic() < end, "the secret service doesn't come"
    time.sleep(0.05)
"""
"""Asking the service itself would start a second one, which is locked."""


@pytest.mark.skipif(
    not all(map(shutil.which, ("dbus-run-session", "gnome-keyring-daemon"))),
    reason="needs a secret service",
)
def test_a_key_survives_the_process_in_a_real_secret_service(file: Path, tmp_path: Path) -> None:
    script = f"""
import sys
from pathlib import Path
from em_desktop.stores.remote.accounts import Accounts
from em_desktop.stores.remote.config import login_to
accounts = Accounts(Path({os.fspath(file)!r}))
if sys.argv[1] == "keep":
    print(accounts.remember({ANN!r}, login_to("https://emlab.example.com", {KEY!r})))
else:
    print(accounts.login({ANN!r}).key)
    accounts.forget({ANN!r})
"""
    program = tmp_path / "program.py"
    program.write_text(script)
    answering = tmp_path / "answering.py"
    answering.write_text(ANSWERING)
    python = f"'{sys.executable}' '{program}'"
    command = (
        "echo -n secret | gnome-keyring-daemon --unlock --components=secrets >/dev/null; "
        f"'{sys.executable}' '{answering}' && {python} keep && {python} look"
    )
    places = {"HOME": os.fspath(tmp_path), "XDG_DATA_HOME": os.fspath(tmp_path / "data")}
    environment = {**os.environ, **places, "PYTHONPATH": os.pathsep.join(sys.path)}
    environment.pop("PYTHON_KEYRING_BACKEND", None)  # tests of the window take none
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", command],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["True", KEY], done.stderr
