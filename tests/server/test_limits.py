"""What a user, a request and a folder may have, chosen at the start of a server."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from em_desktop.domain.nodes import NodeType
from em_desktop.errors import NoSpaceError
from em_desktop.server.rates import Rates, TooManyRequestsError
from em_desktop.stores.remote.client import Client
from em_desktop.stores.remote.config import login_to
from tests.server.serving import Person, Server, admin, command, node_body

KIB = 1 << 10
_LIMITS = (
    "--limit-body", "8K", "--limit-json", "2K", "--limit-page", "7", "--limit-keys", "5",
    "--limit-folder", "4",
)  # fmt: skip
_NUMBERS = itertools.count()


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with small limits."""
    options = ["--data", str(tmp_path_factory.mktemp("limited"))]
    server = Server.start(options, *_LIMITS)
    yield server
    server.stop()


@pytest.fixture
def eve(limited: Server) -> Person:
    return limited.person(f"eve{next(_NUMBERS)}")


def status(person: Person, method: str, path: str, *arguments: object, **further: object) -> int:
    return int(person.ask(method, path, *arguments, **further).status_code)  # type: ignore[arg-type]


def run_of(person: Person, name: str = "run") -> str:
    person.make(person.root, name, NodeType.RUN)
    return f"{person.root}/{name}"


def set_quota(person: Person, quota: str) -> None:
    admin("user", "quota", person.name, quota, options=person.server.options)


def refused(person: Person, path: str, data: bytes) -> str:
    answer = person.ask("POST", "/apis/v1/objects", {"path": path}, files={"content": ("x", data)})
    assert answer.status_code == 507, (answer.status_code, answer.text)
    return str(answer.text)


def used(person: Person) -> int:
    return int(person.done("GET", "/oauth2/userinfo")["used"])


def test_a_body_has_at_most_so_many_bytes(eve: Person) -> None:
    run = run_of(eve)
    eve.put(f"{run}/small", b"x" * 7 * KIB)
    answer = eve.ask(
        "POST", "/apis/v1/objects", {"path": f"{run}/large"}, files={"content": b"x" * 9 * KIB}
    )
    assert answer.status_code == 413
    assert set(eve.objects(run)) == {"small"}


def test_a_json_body_has_at_most_so_many_bytes(eve: Person) -> None:
    body = node_body(eve.root, "folder") | {"description": "x" * 3 * KIB}
    assert status(eve, "POST", "/apis/v1/nodes", json=body) == 413
    assert eve.children(eve.root) == []


def test_a_page_has_at_most_so_many_entries_and_says_so(eve: Person) -> None:
    run = run_of(eve)
    for number in range(10):
        eve.put(f"{run}/{number}", b"")
    found = eve.done("GET", "/apis/v1/objects/ls", {"path": run, "size": 1000})
    assert (len(found["data"]), found["pagination"]["size"]) == (7, 7)
    assert len(eve.objects(run)) == 10


def test_a_list_of_keys_has_at_most_so_many_entries(eve: Person) -> None:
    run = run_of(eve)
    body = {"node": run, "paths": [str(number) for number in range(6)]}
    assert status(eve, "POST", "/apis/v1/objects/delete", json=body) == 413
    assert status(eve, "POST", "/apis/v1/objects/delete", json=body | {"paths": ["a"]}) == 200


def test_a_folder_has_at_most_so_many_nodes(eve: Person) -> None:
    for number in range(4):
        eve.make(eve.root, f"folder{number}")
    answer = eve.ask("POST", "/apis/v1/nodes", json=node_body(eve.root, "one more"))
    assert answer.status_code == 507
    assert "at most 4 nodes" in answer.text
    deep = eve.make(f"{eve.root}/folder0", "deep")
    body = {"node": deep, "parent": eve.root}
    assert status(eve, "POST", "/apis/v1/nodes/move", json=body) == 507
    rename = {"node": f"{eve.root}/folder1", "parent": eve.root, "name": "renamed"}
    assert status(eve, "POST", "/apis/v1/nodes/move", json=rename) == 200
    assert len(eve.children(eve.root)) == 4


def test_clients_are_told_the_limits(eve: Person) -> None:
    told = eve.done("GET", "/apis/v1/capabilities")["limits"]
    assert (told["body"], told["json"], told["page"], told["keys"]) == (8 * KIB, 2 * KIB, 7, 5)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("--limit-body", "much"), id="no number of bytes"),
        pytest.param(("--limit-page", "0"), id="no entries"),
        pytest.param(("--limit-rate", "-1"), id="less than never"),
    ],
)
def test_what_is_no_limit_is_told_at_the_start(words: tuple[str, str], tmp_path: Path) -> None:
    process = command("serve", "--data", str(tmp_path), *words)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert words[0] in errors


# quotas


def test_what_is_more_than_the_quota_is_refused_and_leaves_nothing(ann: Person) -> None:
    run = run_of(ann)
    ann.put(f"{run}/a", b"a" * 3000)
    assert used(ann) == 3000
    set_quota(ann, "5000")
    assert "quota" in refused(ann, f"{run}/b", b"b" * 2001)
    assert ann.objects(run) == {"a": 3000}
    ann.put(f"{run}/b", b"b" * 2000)
    assert used(ann) == 5000
    refused(ann, f"{run}/c", b"c")
    set_quota(ann, "none")
    ann.put(f"{run}/c", b"c" * 5000)


def test_the_same_content_counts_once_for_who_brought_it(ann: Person, bob: Person) -> None:
    content = f"of {ann.name}".encode() * 100
    run = run_of(ann)
    for key in ("a", "b", "a"):
        ann.put(f"{run}/{key}", content)
    assert used(ann) == len(content)
    set_quota(bob, "1")
    other = run_of(bob)
    bob.put(f"{other}/a", content)
    assert used(bob) == 0


def test_who_uploads_into_the_folder_of_another_pays(ann: Person, bob: Person) -> None:
    run = run_of(ann)
    ann.share(run, ("user", bob.name, "edit"))
    bob.put(f"{run}/of bob", f"of {bob.name}".encode())
    assert (used(ann), used(bob)) == (0, len(f"of {bob.name}"))


def test_parts_count_while_they_wait(ann: Person) -> None:
    run = run_of(ann)
    set_quota(ann, "4000")
    upload, listed = ann.upload_in_parts(f"{run}/whole", [b"1" * 1500, b"2" * 1500])
    address = f"/apis/v1/objects/multipart/{upload}"
    params = {"path": f"{run}/whole", "partNumber": 3}
    assert status(ann, "PUT", address, params, files={"content": b"3" * 1500}) == 507
    ann.done("POST", address, {"path": f"{run}/whole"}, json={"parts": listed})
    assert used(ann) == 3000


def test_what_is_collected_counts_no_more(ann: Person) -> None:
    run = run_of(ann)
    ann.put(f"{run}/a", f"gone {ann.name}".encode() * 500)
    assert used(ann) > 0
    ann.done("DELETE", "/apis/v1/objects", {"path": f"{run}/a"})
    admin("gc", "--grace-hours", "0", options=ann.server.options)
    assert used(ann) == 0


def test_the_administrator_sees_quotas_and_use(ann: Person) -> None:
    set_quota(ann, "2.5K")
    ann.put(f"{run_of(ann)}/a", f"seen {ann.name}".encode())
    users = admin("user", "list", options=ann.server.options)
    (found,) = [user for user in users if user["user"] == ann.name]
    assert (found["quota"], found["used"]) == (2560, len(f"seen {ann.name}"))
    assert ann.done("GET", "/oauth2/userinfo")["quota"] == 2560


def test_our_client_says_that_there_is_no_space(ann: Person, tmp_path: Path) -> None:
    run = run_of(ann)
    set_quota(ann, "10")
    file = tmp_path / "file"
    file.write_bytes(b"x" * 11)
    with (
        Client(login_to(ann.server.address, ann.key)) as client,
        pytest.raises(NoSpaceError, match="quota"),
    ):
        client.put(run, "file", file)


# rates


def test_who_asks_too_often_is_told_when_to_come_again(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    options = ["--data", str(tmp_path_factory.mktemp("rated"))]
    server = Server.start(options, "--limit-rate", "0.5")
    try:
        ann, bob = server.person("ann"), server.person("bob")
        answers = [ann.ask("GET", "/oauth2/userinfo") for _ in range(8)]
        statuses = [answer.status_code for answer in answers]
        assert statuses[:5] == [200] * 5
        last = answers[-1]
        assert last.status_code == 429
        assert 1 <= int(last.headers["Retry-After"]) <= 3
        assert "too many requests" in last.text
        assert bob.ask("GET", "/oauth2/userinfo").status_code == 200
    finally:
        server.stop()


def test_a_rate_fills_steadily_and_is_each_users_own() -> None:
    now = [0.0]
    rates = Rates(2.0, lambda: now[0])
    for _ in range(20):
        rates.take("ann")
    with pytest.raises(TooManyRequestsError):
        rates.take("ann")
    rates.take("bob")
    now[0] = 1.0
    rates.take("ann")
    rates.take("ann")
    with pytest.raises(TooManyRequestsError) as found:
        rates.take("ann")
    assert found.value.wait == 1
