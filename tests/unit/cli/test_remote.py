"""The verbs of servers."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest

from em_desktop.cli.main import main
from em_desktop.stores.remote import accounts as accounts_module
from em_desktop.stores.remote.accounts import Accounts
from em_desktop.stores.remote.vault import SERVICE
from tests.unit.stores.remote.plain_server import KEY, USER, World, plain_server
from tests.unit.stores.remote.ring import Ring

pytest.importorskip("requests")

MLP = "digits_train_mlp_261123_115932_eicjg9"


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, World]]:
    monkeypatch.setenv("T9K_CONFIG", str(tmp_path / "config.yaml"))
    monkeypatch.delenv("T9K_CONFIG_CONTEXT", raising=False)
    with plain_server() as found:
        yield found


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run the command with words; gives its exit code, output and errors."""

    def run(*words: str | Path, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        code = main([os.fspath(word) for word in words])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def world(served: tuple[str, World], call: Any) -> World:
    """What the server holds that the user is logged in to."""
    assert call("login", served[0], typed=KEY)[0] == 0
    return served[1]


def test_log_in_ask_who_and_log_out(call: Any, served: tuple[str, World]) -> None:
    assert call("whoami")[0] == 1
    code, output, errors = call("login", served[0], "--json", typed=f"{KEY}\n")
    assert (code, errors) == (0, "")
    assert json.loads(output)["user"] == USER
    assert KEY not in output
    assert json.loads(call("whoami", "--json")[1])["server"].startswith(served[0])
    assert call("logout")[0] == 0
    code, _, errors = call("whoami")
    assert code == 1
    assert "has no key" in errors


def test_with_a_keyring_the_key_is_there_alone_and_the_app_knows_the_account(
    call: Any, served: tuple[str, World], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = Ring()
    monkeypatch.delenv("T9K_CONFIG")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(accounts_module, "accounts_path", lambda: tmp_path / "accounts.json")
    monkeypatch.setattr(keyring, "get_keyring", lambda: ring)
    code, output, _ = call("login", served[0], typed=f"{KEY}\n")
    assert (code, "the keyring" in output) == (0, True)
    assert list(ring.secrets.values()) == [KEY]
    assert not (tmp_path / ".t9k").exists()
    assert json.loads(call("whoami", "--json")[1])["user"] == USER
    (known,) = Accounts(tmp_path / "accounts.json").known()
    assert (known.user, (SERVICE, known.name) in ring.secrets) == (USER, True)
    assert call("logout")[0] == 0
    assert (call("whoami")[0], ring.secrets) == (1, {})
    assert call("login", served[0], "--file", typed=f"{KEY}\n")[0] == 0
    assert ((tmp_path / ".t9k").exists(), ring.secrets) == (True, {})


def test_a_wrong_key_is_not_kept(call: Any, served: tuple[str, World], tmp_path: Path) -> None:
    wrong = KEY[:-1] + "9"
    code, _, errors = call("login", served[0], typed=wrong)
    assert code == 1
    assert "not logged in" in errors
    assert wrong not in errors
    assert not (tmp_path / "config.yaml").exists()


def test_all_recordings_below_a_folder_go_up_each_once(
    call: Any, world: World, recordings: Path
) -> None:
    code, output, errors = call("upload", recordings, "-f", "all", "--make-folder", "--json")
    told = json.loads(output)
    assert (code, told["failed"], errors) == (0, [], "")
    assert len(told["done"]) == 14 + 9
    assert {each["did"] for each in told["done"]} == {"created"}
    types = [node.fields["type"] for path, node in world.nodes.items() if "/all/" in path]
    assert (types.count("Run"), types.count("Artifact")) == (14, 9)


def test_what_goes_up_comes_down(call: Any, world: World, recordings: Path, tmp_path: Path) -> None:
    call("upload", recordings / "runs" / MLP, "-f", "x", "--make-folder")
    code, output, _ = call("download", "x/digits_train_mlp", tmp_path / "away", "--json")
    (done,) = json.loads(output)["done"]
    assert (code, done["path"]) == (0, str(tmp_path / "away" / MLP))
    log = (tmp_path / "away" / MLP / "stdout.log").read_bytes()
    assert log == (recordings / "runs" / MLP / "stdout.log").read_bytes()


def test_what_fails_costs_nothing_else(
    call: Any, world: World, recordings: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    run = recordings / "runs" / MLP
    code, output, errors = call(
        "upload", tmp_path / "empty", run, "-f", "x", "--make-folder", "--json"
    )
    told = json.loads(output)
    assert code == 1
    assert [each["subject"] for each in told["failed"]] == [str(tmp_path / "empty")]
    assert len(told["done"]) == 3
    code, output, errors = call("download", "x/none", "x/digits_train_mlp", tmp_path / "a")
    assert code == 1
    assert "the server has nothing there" in errors
    assert (tmp_path / "a" / MLP).is_dir()
