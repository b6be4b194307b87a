"""The configuration file that the platform's tools share."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
import yaml

from em_desktop.errors import InvalidValueError, MalformedError, NotLoggedInError
from em_desktop.stores.remote.config import (
    configured_logins,
    current_login,
    forget_login,
    login_to,
    save_login,
)

KEY = "0b2d41f6-4b57-4a57-9d0e-6a2c1c1b7d11"
OTHER = "0b2d41f6-4b57-4a57-9d0e-6a2c1c1b7d12"
CONFIG = f"""
current-context: work
someone-elses: kept
contexts:
- name: work
  server: https://work.example.com/
  prefixes:
    aistore: /t9k/aistore/server
    asset-hub: /t9k/asset-hub/server
    build-console: /t9k/build
  auth:
    apikey: {KEY}
- name: home
  server: https://home.example.com
  auth:
    apikey: {OTHER}
"""


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "t9k" / "config.yaml"
    monkeypatch.setenv("T9K_CONFIG", str(path))
    monkeypatch.delenv("T9K_CONFIG_CONTEXT", raising=False)
    return path


def put(config: Path, text: str = CONFIG) -> None:
    config.parent.mkdir()
    config.write_text(text)


def test_the_current_context_gives_the_access(config: Path) -> None:
    put(config)
    login = current_login()
    assert login.aistore == "https://work.example.com/t9k/aistore/server"
    assert login.asset_hub == "https://work.example.com/t9k/asset-hub/server"
    assert (login.key, login.context) == (KEY, "work")
    assert KEY not in repr(login)


def test_another_context_can_be_picked(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(config)
    monkeypatch.setenv("T9K_CONFIG_CONTEXT", "home")
    assert current_login().aistore == "https://home.example.com/t9k/aistore/server"
    monkeypatch.setenv("T9K_CONFIG_CONTEXT", "nowhere")
    with pytest.raises(NotLoggedInError):
        current_login()


@pytest.mark.parametrize("text", ["[]", "a: [", "just text"])
def test_what_is_no_configuration_is_told_and_stays(config: Path, text: str) -> None:
    put(config, text)
    with pytest.raises(MalformedError):
        current_login()
    with pytest.raises(MalformedError):
        save_login(login_to("https://x.example.com", KEY))
    assert config.read_text() == text


@pytest.mark.parametrize("text", ["{}", "current-context: a\ncontexts: [{name: a}]", "contexts: 3"])
def test_a_configuration_without_access_says_so(config: Path, text: str) -> None:
    put(config, text)
    with pytest.raises(NotLoggedInError):
        current_login()


def test_without_a_file_nobody_is_logged_in() -> None:
    with pytest.raises(NotLoggedInError, match="log in first"):
        current_login()
    assert forget_login() == ""


def test_a_new_access_becomes_the_current_one_and_all_else_stays(config: Path) -> None:
    put(config)
    save_login(login_to("https://new.example.com:8443/t9k/aistore/server/", OTHER))
    found = yaml.safe_load(config.read_text())
    assert found["someone-elses"] == "kept"
    assert found["current-context"] == "new.example.com:8443"
    assert [context["name"] for context in found["contexts"]] == [
        "work",
        "home",
        "new.example.com:8443",
    ]
    assert current_login().aistore == "https://new.example.com:8443/t9k/aistore/server"
    save_login(login_to("https://work.example.com", OTHER, "work"))
    found = yaml.safe_load(config.read_text())
    assert found["contexts"][0]["prefixes"]["build-console"] == "/t9k/build"
    assert found["contexts"][0]["auth"] == {"apikey": OTHER}


@pytest.mark.skipif(os.name == "nt", reason="no such modes")
def test_only_the_user_can_read_the_key(config: Path) -> None:
    save_login(login_to("https://x.example.com", KEY))
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    config.chmod(0o644)
    save_login(login_to("https://x.example.com", OTHER))
    assert stat.S_IMODE(config.stat().st_mode) == 0o600


def test_logging_out_takes_the_key_away_and_nothing_else(config: Path) -> None:
    put(config)
    assert forget_login() == "work"
    assert KEY not in config.read_text()
    assert OTHER in config.read_text()
    with pytest.raises(NotLoggedInError, match="no key"):
        current_login()
    assert forget_login() == ""


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("example.com", KEY),
        ("ftp://example.com", KEY),
        ("https://", KEY),
        ("https://me:secret@example.com", KEY),
        ("https://example.com", "secret"),
        ("https://example.com", ""),
    ],
)
def test_what_is_no_address_or_no_key_is_refused(address: str, key: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        login_to(address, key)
    assert "secret" not in str(caught.value)


def test_all_contexts_with_a_key_are_offered_the_current_one_first(config: Path) -> None:
    assert configured_logins() == []
    put(config, CONFIG.replace("current-context: work", "current-context: home"))
    assert [(each.context, each.key) for each in configured_logins()] == [
        ("home", OTHER),
        ("work", KEY),
    ]
    config.write_text(CONFIG.replace(f"apikey: {OTHER}", "apikey: ''"))
    assert [each.context for each in configured_logins()] == ["work"]
    config.write_text("just text")
    with pytest.raises(MalformedError):
        configured_logins()
