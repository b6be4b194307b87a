"""Keys, log-in and addresses, as existing clients compare them (sections 2, 3 and 11)."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
import requests

from em_desktop.stores.engine import accounts
from em_desktop.stores.engine.engine import SYSTEM, Engine
from em_desktop.stores.engine.session import Scope
from tests.server.serving import SECONDS, Answer, Person, Server, admin

BASES = ["base", "hub"]
UNKNOWN_KEY = "3f0c1f3e-6d0b-4f4a-9a53-5c0d7a1f2b11"


def ask(server: Server, base: str, path: str, **further: object) -> Answer:
    return requests.get(
        getattr(server, base) + path,
        allow_redirects=False,
        timeout=SECONDS,
        **further,
    )


def known(base: str) -> str:
    return "/oauth2/userinfo" if base == "base" else "/apis/v1/init"


@pytest.mark.parametrize("base", BASES)
def test_without_a_key_one_is_led_to_the_log_in(server: Server, base: str) -> None:
    answer = ask(server, base, known(base))
    assert answer.status_code == 302
    assert answer.headers["Location"]


@pytest.mark.parametrize("base", BASES)
def test_an_empty_key_is_told_so(server: Server, base: str) -> None:
    answer = ask(server, base, known(base), params={"apikey": ""})
    assert answer.status_code == 400
    assert answer.text.startswith("query is needed")


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("key", [UNKNOWN_KEY, "no uuid at all", "%", "密钥"])
def test_an_unknown_key_is_not_found(server: Server, base: str, key: str) -> None:
    answer = ask(server, base, known(base), params={"apikey": key})
    assert answer.status_code == 400
    assert answer.text.startswith("api key")
    assert answer.text.endswith("not found\n")
    assert key not in answer.text


def test_a_revoked_key_and_an_expired_one_are_not_found(
    server: Server, engine: Engine, ann: Person
) -> None:
    with engine.writing(SYSTEM) as session:
        revoked = accounts.add_key(session, ann.name)
        expired = accounts.add_key(session, ann.name, expires=session.now - 1)
    assert Person(server, ann.name, revoked.key).info(ann.root)["path"] == ann.root
    with engine.writing(SYSTEM) as session:
        accounts.revoke_key(session, ann.name, revoked.id)
    for key in (revoked.key, expired.key):
        answer = Person(server, ann.name, key).ask("GET", "/oauth2/userinfo")
        assert (answer.status_code, answer.text[-10:]) == (400, "not found\n")
    assert ann.info(ann.root)["path"] == ann.root


def test_a_disabled_user_s_keys_open_nothing_until_they_are_enabled(
    engine: Engine, ann: Person
) -> None:
    with engine.writing(SYSTEM) as session:
        accounts.disable_user(session, ann.name, disabled=True)
    assert ann.ask("GET", "/oauth2/userinfo").status_code == 400
    with engine.writing(SYSTEM) as session:
        accounts.disable_user(session, ann.name, disabled=False)
    assert ann.ask("GET", "/oauth2/userinfo").status_code == 200


def test_a_key_for_reading_changes_nothing(server: Server, engine: Engine, ann: Person) -> None:
    ann.make(ann.root, "folder")
    with engine.writing(SYSTEM) as session:
        key = accounts.add_key(session, ann.name, scope=Scope.READ).key
    reader = Person(server, ann.name, key)
    assert reader.children(ann.root) == ["folder"]
    body = {"node": f"{ann.root}/folder"}
    answer = reader.ask("DELETE", "/apis/v1/nodes", json=body)
    assert (answer.status_code, answer.text) == (403, "permission denied")
    assert ann.children(ann.root) == ["folder"]


@pytest.mark.parametrize(
    "path", ["/", "/nowhere", "/apis/v1/nowhere", "/apis/v2/nodes", "/apis/v1/nodes/"]
)
def test_an_unknown_address_has_an_empty_answer(ann: Person, path: str) -> None:
    for base in (ann.server.base, ann.server.hub, ann.server.address, f"{ann.server.address}/t9k"):
        answer = ann.ask("GET", path, base=base)
        assert (answer.status_code, answer.content) == (404, b"")


def test_the_key_may_come_as_a_header(server: Server, ann: Person) -> None:
    for word in ("Bearer", "bearer"):
        headers = {"Authorization": f"{word} {ann.key}"}
        answer = ask(server, "base", "/oauth2/userinfo", headers=headers)
        assert answer.json()["preferred_username"] == ann.name
    answer = ask(server, "base", "/oauth2/userinfo", headers={"Authorization": "Bearer wrong"})
    assert (answer.status_code, answer.text) == (400, "api key not found\n")


def test_em_logs_in_and_finds_the_root(ann: Person) -> None:
    """What ``t9k.em.login`` does."""
    assert ann.done("GET", "/oauth2/userinfo")["preferred_username"] == ann.name
    found = ann.done("GET", "/apis/v1/nodes", {"parent": ann.root, "type": "Folder"})
    assert found.keys() >= {"data", "pagination"}
    assert found["pagination"] == {"page": 1, "size": 10, "total": 0}


def test_ah_logs_in_and_finds_exactly_its_two_folders(ann: Person) -> None:
    """What ``t9k.ah.login`` does, any number of times."""
    for _ in range(3):
        ann.done("GET", "/apis/v1/init", base=ann.server.hub)
        hub = f"{ann.root}/t9k-assethub"
        found = ann.done("GET", "/apis/v1/nodes", {"parent": hub, "type": "Folder"})
        assert found["pagination"]["total"] == 2
        assert {node["name"] for node in found["data"]} == {"model", "dataset"}


def test_keys_are_never_in_the_log(server: Server, ann: Person) -> None:
    ann.children(ann.root)
    ann.ask("GET", "/apis/v1/nodes/info", {"node": "/nobody"})
    headers = {"Authorization": f"Bearer {ann.key}"}
    ask(server, "base", "/oauth2/userinfo", headers=headers)
    assert any('"path": "/t9k/aistore/server/apis/v1/nodes"' in line for line in server.log)
    assert not any(ann.key in line or "apikey" in line for line in server.log)


def test_the_command_makes_users_and_tells_the_key_once(server: Server, data: Path) -> None:
    made = admin("user", "add", "cecilia", options=["--data", str(data)])
    assert made.keys() == {"user", "key"}
    assert str(uuid.UUID(made["key"])) == made["key"]
    cecilia = server.person("cecilia", key=made["key"])
    assert cecilia.done("GET", "/oauth2/userinfo")["preferred_username"] == "cecilia"
    catalog = b"".join(place.read_bytes() for place in data.glob("catalog.sqlite3*"))
    assert made["key"].encode() not in catalog


def test_the_first_start_makes_an_administrator_whose_key_is_told(server: Server) -> None:
    assert server.first_key is not None
    first = server.person("admin", key=server.first_key)
    assert first.done("GET", "/oauth2/userinfo")["role"] == "admin"


def test_wrong_keys_are_slowed_down_and_a_right_one_gets_through(
    server: Server, ann: Person
) -> None:
    took = []
    for _ in range(9):
        answer = ask(server, "base", "/oauth2/userinfo", params={"apikey": "wrong"})
        took.append(answer.elapsed.total_seconds())
    assert max(took) >= 0.2  # it waits so long on purpose
    assert ann.done("GET", "/oauth2/userinfo")["preferred_username"] == ann.name
