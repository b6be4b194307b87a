"""What the server adds: feed, search, trash, idempotency keys, its description."""

from __future__ import annotations

import base64
import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from em_desktop.domain.nodes import NodeType
from em_desktop.server.routes import ROUTES
from tests.server.serving import AISTORE, ASSET_HUB, SECONDS, Answer, Person, node_body

BACKENDS = ["sqlite", "postgresql"]
FEED = "/apis/v1/changes"


def cursor(who: Person) -> str:
    return str(who.done("GET", FEED)["cursor"])


def since(who: Person, start: str, wait: int = 0) -> tuple[list[tuple[str, str | None]], str]:
    found = who.done("GET", FEED, {"since": start, "wait": wait})
    told = [(change["kind"], change.get("path")) for change in found["changes"]]
    return told, str(found["cursor"])


def test_the_capabilities_are_told(ann: Person) -> None:
    found = ann.done("GET", "/apis/v1/capabilities")
    assert found["server"] == "em-desktop"
    assert {"move", "grants", "changes", "search", "trash", "range"} <= set(found["api"])
    assert found["limits"]["page"] == 1000


# the feed


def test_changes_are_told_in_order_with_their_paths(ann: Person) -> None:
    start = cursor(ann)
    ann.make(ann.root, "folder")
    ann.make(f"{ann.root}/folder", "run", NodeType.RUN)
    ann.put(f"{ann.root}/folder/run/x", b"1")
    body = {"node": f"{ann.root}/folder/run", "parent": ann.root}
    ann.done("POST", "/apis/v1/nodes/move", json=body)
    ann.done("DELETE", "/apis/v1/nodes", json={"node": f"{ann.root}/folder"})
    told, end = since(ann, start)
    assert told == [  # of the folder, which is gone, only that it is
        ("created", f"{ann.root}/folder/run"),
        ("objects", f"{ann.root}/folder/run"),
        ("moved", f"{ann.root}/run"),
        ("removed", None),
    ]
    assert since(ann, end) == ([], end)


def test_others_hear_only_of_what_they_may_see(ann: Person, bob: Person) -> None:
    ann.make(ann.root, "shared")
    ann.make(ann.root, "private")
    ann.share(f"{ann.root}/shared", ("user", bob.name, "view"))
    start = cursor(bob)
    ann.make(f"{ann.root}/private", "x")
    ann.make(f"{ann.root}/shared", "y")
    told, end = since(bob, start)
    assert told == [("created", f"{ann.root}/shared/y")]
    body = {"node": f"{ann.root}/shared/y", "parent": f"{ann.root}/private"}
    ann.done("POST", "/apis/v1/nodes/move", json=body)
    told, end = since(bob, end)
    assert told == [("removed", None)]
    ann.share(f"{ann.root}/shared")
    assert since(bob, end)[0] == [("removed", None)]
    ann.make(f"{ann.root}/shared", "z")
    assert since(bob, end)[0] == [("removed", None)]


def test_who_waits_hears_of_a_change_when_it_happens(ann: Person) -> None:
    start = cursor(ann)
    heard: list[Any] = []
    waiting = threading.Thread(target=lambda: heard.append(since(ann, start, 50)))
    waiting.start()
    ann.make(ann.root, "folder")
    waiting.join(SECONDS)
    assert heard[0][0] == [("created", f"{ann.root}/folder")]


def test_a_wait_ends_without_a_change(ann: Person) -> None:
    start = cursor(ann)
    told, end = since(ann, start, 1)
    assert told == []
    assert int(end) >= int(start)


@pytest.mark.parametrize("wrong", ["99999999999", "999999999999999999"])
def test_a_cursor_from_elsewhere_is_gone(ann: Person, wrong: str) -> None:
    assert ann.ask("GET", FEED, {"since": wrong}).status_code == 410


@pytest.mark.parametrize("wrong", ["x", "-1", "1.5", "9" * 30, "٣"])
def test_a_cursor_that_is_none_is_refused(ann: Person, wrong: str) -> None:
    assert ann.ask("GET", FEED, {"since": wrong}).status_code == 400


# search


def test_all_words_must_be_there_in_any_case(ann: Person) -> None:
    ann.make(ann.root, "ResNet baseline", NodeType.RUN, labels=["Vision"])
    ann.make(ann.root, "other", NodeType.RUN, description="a baseline of 数据")
    ann.make(ann.root, "100%_done", NodeType.RUN)

    def found(**params: str) -> list[str]:
        return [node["name"] for node in ann.listed("/apis/v1/search", params)]

    assert found(q="BASELINE") == ["ResNet baseline", "other"]
    assert found(q="vision resnet") == ["ResNet baseline"]
    assert found(q="数据") == ["other"]
    assert found(q="%") == found(q="0%_") == ["100%_done"]
    assert found(q="baseline", label="Vision") == ["ResNet baseline"]
    assert found(q="nothing like it") == []


def test_a_run_is_found_by_its_hyperparameters(ann: Person) -> None:
    ann.make(ann.root, "run", NodeType.RUN)
    ann.put(
        f"{ann.root}/run/hyperparameters.yaml", f"optimizer: AdamW\nmark: {ann.name}\n".encode()
    )
    query = {"q": f"adamw {ann.name} run"}
    assert [node["name"] for node in ann.listed("/apis/v1/search", query)] == ["run"]
    ann.put(f"{ann.root}/run/hyperparameters.yaml", b"optimizer: sgd\n")
    assert ann.listed("/apis/v1/search", query) == []


def test_a_search_stays_below_a_folder_and_in_what_one_sees(ann: Person, bob: Person) -> None:
    word = f"needle-{ann.name}"
    for name in ("a", "b"):
        ann.make(ann.root, name)
        ann.make(f"{ann.root}/{name}", word)
    under = {"q": word, "under": f"{ann.root}/a"}
    assert [one["path"] for one in ann.listed("/apis/v1/search", under)] == [f"{ann.root}/a/{word}"]
    assert bob.listed("/apis/v1/search", {"q": word}) == []
    ann.share(f"{ann.root}/b", ("user", bob.name, "view"))
    assert [one["path"] for one in bob.listed("/apis/v1/search", {"q": word})] == [
        f"{ann.root}/b/{word}"
    ]


# the trash


def test_a_removed_node_is_in_the_trash_and_comes_back(ann: Person) -> None:
    ann.make(ann.root, "folder")
    run = ann.make(f"{ann.root}/folder", "run", NodeType.RUN)
    ann.put(f"{ann.root}/folder/run/x", b"1")
    ann.done("DELETE", "/apis/v1/nodes", json={"node": f"{ann.root}/folder/run"})
    [trashed] = ann.listed("/apis/v1/nodes/trash")
    assert (trashed["id"], trashed["path"]) == (run, f"{ann.root}/folder/run")
    assert trashed["removedBy"] == ann.name
    restored = ann.done("POST", "/apis/v1/nodes/restore", json={"node": run})
    assert restored["path"] == f"{ann.root}/folder/run"
    assert ann.get(f"{ann.root}/folder/run/x") == b"1"
    assert ann.listed("/apis/v1/nodes/trash") == []


def test_a_taken_name_or_a_missing_folder_needs_another_place(ann: Person) -> None:
    ann.make(ann.root, "folder")
    run = ann.make(f"{ann.root}/folder", "run", NodeType.RUN)
    ann.done("DELETE", "/apis/v1/nodes", json={"node": f"{ann.root}/folder/run"})
    ann.make(f"{ann.root}/folder", "run")
    answer = ann.ask("POST", "/apis/v1/nodes/restore", json={"node": run})
    assert "conflicting node Name" in answer.text
    ann.done("DELETE", "/apis/v1/nodes", json={"node": f"{ann.root}/folder"})
    answer = ann.ask("POST", "/apis/v1/nodes/restore", json={"node": run})
    assert (answer.status_code, "node not found" in answer.text) == (404, True)
    body = {"node": run, "parent": ann.root, "name": "rescued"}
    assert ann.done("POST", "/apis/v1/nodes/restore", json=body)["path"] == f"{ann.root}/rescued"


def test_what_is_deleted_for_good_is_gone(ann: Person) -> None:
    ann.make(ann.root, "folder")
    run = ann.make(f"{ann.root}/folder", "run", NodeType.RUN)
    folder = ann.info(f"{ann.root}/folder")["id"]
    kept = ann.make(ann.root, "kept")
    for name in ("folder", "kept"):
        ann.done("DELETE", "/apis/v1/nodes", json={"node": f"{ann.root}/{name}"})
    found = ann.done("DELETE", "/apis/v1/nodes/trash", json={"nodes": [folder]})
    assert found == {"purged": 2}
    assert [one["id"] for one in ann.listed("/apis/v1/nodes/trash")] == [kept]
    for node in (folder, run):
        answer = ann.ask("POST", "/apis/v1/nodes/restore", json={"node": node})
        assert answer.status_code == 404


def test_who_may_edit_restores_what_they_removed_and_the_owner_purges(
    ann: Person, bob: Person
) -> None:
    ann.make(ann.root, "folder")
    ann.share(f"{ann.root}/folder", ("user", bob.name, "edit"))
    node = bob.make(f"{ann.root}/folder", "node")
    bob.done("DELETE", "/apis/v1/nodes", json={"node": f"{ann.root}/folder/node"})
    assert [one["id"] for one in ann.listed("/apis/v1/nodes/trash")] == [node]
    assert [one["id"] for one in bob.listed("/apis/v1/nodes/trash")] == [node]
    assert bob.done("DELETE", "/apis/v1/nodes/trash", json={"nodes": [node]}) == {"purged": 0}
    bob.done("POST", "/apis/v1/nodes/restore", json={"node": node})
    assert ann.info(node)["path"] == f"{ann.root}/folder/node"


# idempotency keys


def keyed(
    who: Person, key: str, method: str, path: str, params: Any = None, **further: Any
) -> Answer:
    return who.ask(method, path, params, headers={"Idempotency-Key": key}, **further)


def test_a_repeated_request_has_its_effect_once_and_the_same_answer(ann: Person) -> None:
    key = str(uuid.uuid4())
    body = node_body(ann.root, "once")
    first = keyed(ann, key, "POST", "/apis/v1/nodes", json=body)
    second = keyed(ann, key, "POST", "/apis/v1/nodes", json=body)
    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()
    without = ann.ask("POST", "/apis/v1/nodes", json=body)
    assert "conflicting node Name" in without.text


def test_a_key_of_another_request_is_refused_and_of_another_user_is_another(
    ann: Person, bob: Person
) -> None:
    key = str(uuid.uuid4())
    assert keyed(ann, key, "POST", "/apis/v1/nodes", json=node_body(ann.root, "a")).ok
    answer = keyed(ann, key, "POST", "/apis/v1/nodes", json=node_body(ann.root, "b"))
    assert answer.status_code == 422
    assert keyed(bob, key, "POST", "/apis/v1/nodes", json=node_body(bob.root, "a")).ok
    assert ann.children(ann.root) == ["a"]


def test_a_request_that_failed_is_tried_anew_under_its_key(ann: Person) -> None:
    key = str(uuid.uuid4())
    body = node_body(f"{ann.root}/later", "x")
    assert keyed(ann, key, "POST", "/apis/v1/nodes", json=body).status_code == 404
    ann.make(ann.root, "later")
    assert keyed(ann, key, "POST", "/apis/v1/nodes", json=body).status_code == 200


def test_repeated_uploads_commits_and_ends_of_uploads_count_once(ann: Person) -> None:
    ann.make(ann.root, "model", NodeType.MODEL)
    asset = f"{ann.root}/model"
    keys = [str(uuid.uuid4()) for _ in range(3)]
    params = {"path": f"{asset}:main/x"}
    puts = [
        keyed(ann, keys[0], "POST", "/apis/v1/objects", params, files={"content": b"1"}).json()
        for _ in range(2)
    ]
    assert puts[0] == puts[1]
    branch = {"node": asset, "branch": "main"}
    commits = [
        keyed(ann, keys[1], "POST", "/apis/v1/nodes/commits", branch, json={"message": "m"}).json()
        for _ in range(2)
    ]
    assert commits[0] == commits[1]
    path = f"{asset}:main/large"
    upload, listed = ann.upload_in_parts(path, [b"1", b"2"])
    place, end = f"/apis/v1/objects/multipart/{upload}", {"parts": listed}
    ends = [keyed(ann, keys[2], "POST", place, {"path": path}, json=end).json() for _ in range(2)]
    assert ends[0] == ends[1]
    assert len(ann.listed("/apis/v1/nodes/commits", {"node": asset, "ref": "main"})) == 2


def test_many_requests_with_one_key_at_once_have_one_effect(
    people: Callable[..., Person],
) -> None:
    ann = people("ann")
    key = str(uuid.uuid4())
    body = node_body(ann.root, "once")
    answers: list[Answer] = []
    threads = [
        threading.Thread(
            target=lambda: answers.append(keyed(ann, key, "POST", "/apis/v1/nodes", json=body))
        )
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    assert {answer.text for answer in answers} == {answers[0].text}
    assert len(answers) == 8
    assert ann.children(ann.root) == ["once"]


# its description


def test_the_description_has_every_endpoint(ann: Person) -> None:
    found = ann.ask("GET", "/openapi.json", base=ann.server.address).json()
    described = {
        (method.upper(), path) for path, methods in found["paths"].items() for method in methods
    }
    prefixes = {"aistore": AISTORE, "asset-hub": ASSET_HUB}
    assert described == {(route.method, prefixes[route.base] + route.path) for route in ROUTES}
    names = [one["operationId"] for methods in found["paths"].values() for one in methods.values()]
    assert len(set(names)) == len(names)


def test_health_and_numbers_are_told_to_everybody(ann: Person) -> None:
    ann.children(ann.root)
    assert ann.ask("GET", "/healthz", base=ann.server.address).text == "ok\n"
    numbers = ann.ask("GET", "/metrics", base=ann.server.address).text
    assert 'em_requests_total{method="GET",status="200"}' in numbers
    assert ann.key not in numbers


def test_a_duplicate_has_all_but_what_its_maker_does_not_see(ann: Person, bob: Person) -> None:
    ann.make(ann.root, "shared")
    run = ann.make(f"{ann.root}/shared", "run", NodeType.RUN, labels=["x"], description="d")
    data = ann.make(f"{ann.root}/shared", "data", NodeType.ARTIFACT)
    ann.make(f"{ann.root}/shared", "hidden")
    asset = f"{ann.root}/shared/net"
    ann.make(f"{ann.root}/shared", "net", NodeType.MODEL)
    ann.put(f"{ann.root}/shared/run/a/b.txt", b"abc")
    ann.put(f"{asset}:main/w", b"one")
    commit = ann.commit(asset)
    ann.put(f"{asset}:main/w", b"two")
    ann.done("POST", "/apis/v1/graphs", json={"graphs": [{"from": data, "to": run}]})
    ann.share(f"{ann.root}/shared", ("user", bob.name, "view"))
    ann.share(f"{ann.root}/shared/hidden")
    body = {"node": f"{ann.root}/shared", "parent": bob.root, "name": "mine"}
    made = bob.done("POST", "/apis/v1/nodes/duplicate", json=body)
    assert (made["path"], made["permission"]) == (f"{bob.root}/mine", "own")
    assert bob.children(f"{bob.root}/mine") == ["data", "net", "run"]
    copy = bob.info(f"{bob.root}/mine/run")
    assert (copy["labels"], copy["description"], copy["id"] != run) == (["x"], "d", True)
    assert bob.get(f"{bob.root}/mine/run/a/b.txt") == b"abc"
    assert bob.get(f"{bob.root}/mine/net:{commit[:8]}/w") == b"one"
    assert bob.get(f"{bob.root}/mine/net:main/w") == b"two"
    neighbours = bob.done("GET", "/apis/v1/graphs", {"current": copy["id"]})
    assert [one["id"] for one in neighbours["in"]] == [data]
    ann.put(f"{ann.root}/shared/run/a/b.txt", b"changed")
    assert bob.get(f"{bob.root}/mine/run/a/b.txt") == b"abc"


def test_nobody_duplicates_what_they_do_not_see_or_into_itself(ann: Person, bob: Person) -> None:
    ann.make(ann.root, "private")
    body = {"node": f"{ann.root}/private", "parent": bob.root}
    assert bob.ask("POST", "/apis/v1/nodes/duplicate", json=body).status_code == 403
    body = {"node": f"{ann.root}/private", "parent": f"{ann.root}/private"}
    assert ann.ask("POST", "/apis/v1/nodes/duplicate", json=body).status_code == 400
    body = {"node": f"{ann.root}/private", "parent": ann.root}
    assert ann.ask("POST", "/apis/v1/nodes/duplicate", json=body).status_code == 400


def test_one_object_of_many_nodes_is_told_with_one_question(ann: Person, bob: Person) -> None:
    ids = [ann.make(ann.root, f"run{number}", NodeType.RUN) for number in range(3)]
    ann.put(f"{ann.root}/run0/metadata.yaml", b"kind: Run\n")
    ann.put(f"{ann.root}/run1/metadata.yaml", b"x" * 70_000)
    ask = {"nodes": ",".join(ids), "key": "metadata.yaml"}
    told = {
        one.pop("node"): one for one in ann.done("GET", "/apis/v1/objects/many", ask)["objects"]
    }
    assert told == {
        ids[0]: {"size_bytes": 10, "content": base64.b64encode(b"kind: Run\n").decode()},
        ids[1]: {"size_bytes": 70_000},
        ids[2]: {"size_bytes": -1},
    }
    assert bob.done("GET", "/apis/v1/objects/many", ask) == {"objects": []}
    many = {"nodes": ",".join(ids * 100), "key": "x"}
    assert ann.ask("GET", "/apis/v1/objects/many", many).status_code == 413


def test_objects_get_other_keys_all_at_once(ann: Person) -> None:
    ann.make(ann.root, "data", NodeType.ARTIFACT)
    for key in ("a/x", "a/y/z", "a0", "b"):
        ann.put(f"{ann.root}/data/{key}", key.encode())
    body = {"node": f"{ann.root}/data", "from": "a", "to": "c/d"}
    ann.done("POST", "/apis/v1/objects/move", json=body)
    assert sorted(ann.objects(f"{ann.root}/data")) == ["a0", "b", "c/d/x", "c/d/y/z"]
    assert ann.get(f"{ann.root}/data/c/d/y/z") == b"a/y/z"
    for source, target, status in (("b", "a0", 409), ("no", "x", 404), ("c", "c/e", 400)):
        body = {"node": f"{ann.root}/data", "from": source, "to": target}
        assert ann.ask("POST", "/apis/v1/objects/move", json=body).status_code == status
