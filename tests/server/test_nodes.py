"""Nodes over HTTP, to the letter of sections 4 to 6 and 12."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from em_desktop.domain.nodes import NodeType
from tests.server.serving import Person, node_body

BACKENDS = ["sqlite", "postgresql"]
STRANGE = ["a b", "a+b", "50%", "%2F", "#1", "a?b", "a&b=c", "a:b", "数据集", "é", "'\"", "x" * 255]
KINDS = [kind for kind in NodeType if kind not in {NodeType.FILE, NodeType.SHORTCUT}]


@pytest.mark.parametrize("kind", KINDS)
def test_a_node_has_all_its_fields(ann: Person, kind: NodeType) -> None:
    body = node_body(ann.root, "thing", kind) | {
        "labels": ["b", "a"],
        "description": "über\n数据",
        "extra": '{"alternativeName": "thing_1"}',
    }
    made = ann.done("POST", "/apis/v1/nodes", json=body)
    node = ann.info(f"{ann.root}/thing")
    assert uuid.UUID(node["id"]) == uuid.UUID(made["id"])
    assert str(uuid.UUID(node["id"])) == node["id"]
    assert node == {
        "id": made["id"],
        "name": "thing",
        "path": f"{ann.root}/thing",
        "type": kind.value,
        "storageType": body["storageType"],
        "labels": ["b", "a"],
        "description": "über\n数据",
        "extra": '{"alternativeName": "thing_1"}',
        "editor": ann.name,
        "modifiedTimestamp": node["modifiedTimestamp"],
        "permission": "own",
    }
    assert datetime.fromisoformat(node["modifiedTimestamp"]).tzinfo is not None


def test_a_node_without_labels_and_texts_has_empty_ones(ann: Person) -> None:
    body = {"parent": ann.root, "name": "bare", "type": "Folder", "storageType": 0}
    node = ann.info(ann.done("POST", "/apis/v1/nodes", json=body)["id"])
    assert (node["labels"], node["description"], node["extra"]) == ([], "", "")
    body |= {"name": "null", "labels": None, "description": None, "extra": None}
    node = ann.info(ann.done("POST", "/apis/v1/nodes", json=body)["id"])
    assert (node["labels"], node["description"], node["extra"]) == ([], "", "")


def test_a_node_is_found_by_path_and_by_id(ann: Person) -> None:
    node_id = ann.make(ann.root, "folder")
    assert ann.info(node_id) == ann.info(f"{ann.root}/folder")


@pytest.mark.parametrize("name", STRANGE)
def test_a_name_is_decoded_exactly_once(ann: Person, name: str) -> None:
    node_id = ann.make(ann.root, name)
    ann.make(f"{ann.root}/{name}", "below")
    assert ann.children(ann.root) == [name]
    assert ann.info(f"{ann.root}/{name}")["id"] == node_id
    assert ann.children(f"{ann.root}/{name}") == ["below"]


def test_any_depth_of_folders_is_reached(ann: Person) -> None:
    path = ann.root
    for number in range(40):
        ann.make(path, f"level {number}")
        path += f"/level {number}"
    assert ann.info(path)["path"] == path


@pytest.mark.parametrize("other", [NodeType.FOLDER, NodeType.RUN])
def test_a_taken_name_is_refused_whatever_has_it(ann: Person, other: NodeType) -> None:
    ann.make(ann.root, "taken", NodeType.RUN)
    answer = ann.ask("POST", "/apis/v1/nodes", json=node_body(ann.root, "taken", other))
    assert answer.status_code == 400
    assert "Invalid conflicting node Name" in answer.text


def test_a_missing_folder_ends_the_answer_in_brackets(ann: Person) -> None:
    missing = f"{ann.root}/no/such folder"
    answer = ann.ask("POST", "/apis/v1/nodes", json=node_body(missing, "x"))
    assert answer.status_code == 404
    assert "node not found" in answer.text
    assert answer.text[answer.text.rindex("[") + 1 : -1] == missing


def test_a_missing_user_is_told_by_name(ann: Person) -> None:
    for parent in ("/nobody", "/nobody/t9k-assethub/model"):
        answer = ann.ask("POST", "/apis/v1/nodes", json=node_body(parent, "x"))
        assert answer.status_code == 500
        assert answer.text.split(":")[1][1:] == "nobody"
        assert answer.text.startswith("user root node does not exist: nobody")


def test_a_folder_of_somebody_else_is_refused(ann: Person, bob: Person) -> None:
    bob.make(bob.root, "private")
    for parent in (bob.root, f"{bob.root}/private", f"{bob.root}/not there"):
        answer = ann.ask("POST", "/apis/v1/nodes", json=node_body(parent, "x"))
        assert (answer.status_code, answer.text) == (403, "permission denied")


def test_a_missing_node_is_not_found(ann: Person) -> None:
    for node in (f"{ann.root}/nothing", str(uuid.uuid4()), "/nobody"):
        answer = ann.ask("GET", "/apis/v1/nodes/info", {"node": node})
        assert answer.status_code == 404
        assert "node not found" in answer.text
        body = {"node": node}
        assert "node not found" in ann.ask("DELETE", "/apis/v1/nodes", json=body).text


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_pages_neither_repeat_nor_lose_an_entry(ann: Person, size: int) -> None:
    names = [f"node {number:02}" for number in range(13)]
    for name in reversed(names):
        ann.make(ann.root, name)
    found = ann.listed("/apis/v1/nodes", {"parent": ann.root}, size)
    assert [node["name"] for node in found] == names


def test_the_first_ten_are_told_by_default_and_the_total_counts_all(ann: Person) -> None:
    for number in range(12):
        ann.make(ann.root, str(number))
    found = ann.done("GET", "/apis/v1/nodes", {"parent": ann.root})
    assert len(found["data"]) == 10
    assert found["pagination"] == {"page": 1, "size": 10, "total": 12}
    beyond = ann.done("GET", "/apis/v1/nodes", {"parent": ann.root, "page": 5})
    assert (beyond["data"], beyond["pagination"]["total"]) == ([], 12)


def test_a_size_that_is_cut_is_told_as_it_is(ann: Person) -> None:
    for asked, used in ((1000, 1000), (5000, 1000)):
        found = ann.done("GET", "/apis/v1/nodes", {"parent": ann.root, "size": asked})
        assert found["pagination"]["size"] == used


def test_types_and_labels_filter_a_list(ann: Person) -> None:
    ann.make(ann.root, "first", labels=["assethub:model", "x"])
    ann.make(ann.root, "second", labels=["assethub:models"])
    ann.make(ann.root, "third", NodeType.RUN, labels=["assethub:model"])
    ann.make(ann.root, "fourth", labels=["ASSETHUB:MODEL", 'a"assethub:model"b'])
    assert ann.children(ann.root, label="assethub:model") == ["first", "third"]
    assert ann.children(ann.root, label="assethub:model", type="Folder") == ["first"]
    assert ann.children(ann.root, type="Run") == ["third"]
    found = ann.done("GET", "/apis/v1/nodes", {"parent": ann.root, "type": "Run"})
    assert found["pagination"]["total"] == 1


def test_only_direct_children_are_listed(ann: Person) -> None:
    ann.make(ann.root, "above")
    ann.make(f"{ann.root}/above", "below")
    assert ann.children(ann.root) == ["above"]


def test_a_change_replaces_all_four_values(ann: Person) -> None:
    node_id = ann.make(ann.root, "old", NodeType.RUN, labels=["a", "b"], description="text")
    body = {
        "node": f"{ann.root}/old",
        "name": "old",
        "labels": ["c"],
        "description": "",
        "extra": "x",
    }
    assert ann.ask("PUT", "/apis/v1/nodes", json=body).status_code < 300
    node = ann.info(node_id)
    assert (node["labels"], node["description"], node["extra"]) == (["c"], "", "x")


def test_a_renamed_folder_takes_everything_inside_along_and_ids_stay(ann: Person) -> None:
    ann.make(ann.root, "old")
    run = ann.make(f"{ann.root}/old", "run", NodeType.RUN)
    ann.put(f"{ann.root}/old/run/file", b"1")
    body = {"node": f"{ann.root}/old", "name": "new", "labels": [], "description": "", "extra": ""}
    ann.done("PUT", "/apis/v1/nodes", json=body)
    assert ann.info(run)["path"] == f"{ann.root}/new/run"
    assert ann.get(f"{ann.root}/new/run/file") == b"1"
    assert ann.ask("GET", "/apis/v1/nodes/info", {"node": f"{ann.root}/old"}).status_code == 404


def test_renaming_to_a_taken_name_is_a_conflict(ann: Person) -> None:
    ann.make(ann.root, "one")
    ann.make(ann.root, "two")
    body = {"node": f"{ann.root}/one", "name": "two", "labels": [], "description": "", "extra": ""}
    answer = ann.ask("PUT", "/apis/v1/nodes", json=body)
    assert answer.status_code == 400
    assert "conflicting node Name" in answer.text
    assert ann.children(ann.root) == ["one", "two"]


def test_a_deleted_node_is_gone_with_all_in_it_and_its_name_is_free(ann: Person) -> None:
    ann.make(ann.root, "folder")
    run = ann.make(f"{ann.root}/folder", "run", NodeType.RUN)
    ann.put(f"{ann.root}/folder/run/file", b"1")
    body = {"node": f"{ann.root}/folder"}
    assert ann.ask("DELETE", "/apis/v1/nodes", json=body).status_code < 300
    assert ann.children(ann.root) == []
    for node in (run, f"{ann.root}/folder/run"):
        assert "node not found" in ann.ask("GET", "/apis/v1/nodes/info", {"node": node}).text
    answer = ann.ask("GET", "/apis/v1/objects", {"path": f"{ann.root}/folder/run/file"})
    assert answer.status_code == 404
    assert ann.make(ann.root, "folder") != run


def test_the_root_of_a_user_stays(ann: Person) -> None:
    body = node_body("", "") | {"node": ann.root, "name": "other"}
    assert ann.ask("PUT", "/apis/v1/nodes", json=body).status_code == 403
    assert ann.ask("DELETE", "/apis/v1/nodes", json={"node": ann.root}).status_code == 403
    assert ann.info(ann.root)["path"] == ann.root


def test_the_extra_text_comes_back_exactly(ann: Person) -> None:
    extra = json.dumps({"alternativeName": 'ünïcode \\ " \u2028 数据'}, ensure_ascii=False) + "\n "
    node_id = ann.make(ann.root, "thing", NodeType.RUN, extra=extra)
    assert ann.info(node_id)["extra"] == extra


# the Asset Hub (section 11)


def test_nothing_is_added_to_the_asset_hub_and_its_folders_stay(ann: Person) -> None:
    ann.done("GET", "/apis/v1/init", base=ann.server.hub)
    hub = f"{ann.root}/t9k-assethub"
    ann.make(ann.root, "elsewhere")
    rename = {"labels": [], "description": "", "extra": "", "name": "x"}
    attempts: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", "/apis/v1/nodes", node_body(hub, "third")),
        ("PUT", "/apis/v1/nodes", {"node": f"{hub}/model", **rename}),
        ("PUT", "/apis/v1/nodes", {"node": hub, **rename}),
        ("DELETE", "/apis/v1/nodes", {"node": f"{hub}/dataset"}),
        ("DELETE", "/apis/v1/nodes", {"node": hub}),
        ("POST", "/apis/v1/nodes/move", {"node": f"{hub}/model", "parent": ann.root}),
        ("POST", "/apis/v1/nodes/move", {"node": f"{ann.root}/elsewhere", "parent": hub}),
        (
            "POST",
            "/apis/v1/nodes/move",
            {"node": f"{ann.root}/elsewhere", "parent": ann.root, "name": "t9k-assethub"},
        ),
    ]
    for method, path, body in attempts:
        assert 400 <= ann.ask(method, path, json=body).status_code < 500, body
    assert ann.children(hub) == ["dataset", "model"]


def test_a_folder_that_has_the_asset_hubs_name_becomes_it(ann: Person) -> None:
    ann.make(ann.root, "t9k-assethub")
    assert ann.children(f"{ann.root}/t9k-assethub") == ["dataset", "model"]
    answer = ann.ask(
        "POST", "/apis/v1/nodes", json=node_body(ann.root, "t9k-assethub", NodeType.RUN)
    )
    assert 400 <= answer.status_code < 500


def test_asset_hub_folders_and_assets_are_made_listed_and_deleted(ann: Person) -> None:
    """What ``ah.create`` and ``ah.list`` do."""
    ann.done("GET", "/apis/v1/init", base=ann.server.hub)
    place = f"{ann.root}/t9k-assethub/model"
    ann.make(place, "vision", labels=["assethub:model"])
    ann.make(f"{place}/vision", "resnet", NodeType.MODEL)
    listed = ann.listed(
        "/apis/v1/nodes", {"parent": place, "type": "Folder", "label": "assethub:model"}
    )
    assert [node["name"] for node in listed] == ["vision"]
    assert ann.children(f"{place}/vision", type="Model") == ["resnet"]
    ann.done("DELETE", "/apis/v1/nodes", json={"node": f"{place}/vision"})
    assert ann.children(place) == []


# shortcuts


def test_a_shortcut_needs_a_target_that_its_maker_sees(ann: Person, bob: Person) -> None:
    target = ann.make(ann.root, "target")
    secret = bob.make(bob.root, "secret")
    extra = json.dumps({"target": target})
    shortcut = ann.make(ann.root, "shortcut", NodeType.SHORTCUT, extra=extra)
    assert json.loads(ann.info(shortcut)["extra"])["target"] == target
    for wrong, status in ((secret, 403), (str(uuid.uuid4()), 404), ("/path", 400)):
        body = node_body(ann.root, "other", NodeType.SHORTCUT)
        body["extra"] = json.dumps({"target": wrong})
        assert ann.ask("POST", "/apis/v1/nodes", json=body).status_code == status


# moving


def test_a_moved_node_has_its_new_path_and_keeps_its_id(ann: Person) -> None:
    ann.make(ann.root, "from")
    ann.make(ann.root, "to")
    run = ann.make(f"{ann.root}/from", "run", NodeType.RUN)
    body = {"node": f"{ann.root}/from/run", "parent": f"{ann.root}/to", "name": "renamed"}
    moved = ann.done("POST", "/apis/v1/nodes/move", json=body)
    assert (moved["id"], moved["path"]) == (run, f"{ann.root}/to/renamed")
    assert ann.children(f"{ann.root}/from") == []


@pytest.mark.parametrize("target", ["a", "a/b", "a/b/c"])
def test_a_folder_doesnt_go_into_itself(ann: Person, target: str) -> None:
    for parent, name in ((ann.root, "a"), (f"{ann.root}/a", "b"), (f"{ann.root}/a/b", "c")):
        ann.make(parent, name)
    body = {"node": f"{ann.root}/a", "parent": f"{ann.root}/{target}"}
    assert ann.ask("POST", "/apis/v1/nodes/move", json=body).status_code == 400
    assert ann.info(f"{ann.root}/a/b/c")["name"] == "c"


def test_a_node_doesnt_move_onto_a_taken_name_or_into_a_run(ann: Person) -> None:
    ann.make(ann.root, "one")
    ann.make(f"{ann.root}/one", "two")
    ann.make(ann.root, "two")
    ann.make(ann.root, "run", NodeType.RUN)
    for parent, text in (("one", "conflicting node Name"), ("run", "folder"), ("no", "not found")):
        body = {"node": f"{ann.root}/two", "parent": f"{ann.root}/{parent}"}
        answer = ann.ask("POST", "/apis/v1/nodes/move", json=body)
        assert text in answer.text
    assert "two" in ann.children(ann.root)


def test_a_second_user_sees_nothing_of_a_tree(people: Callable[..., Person], ann: Person) -> None:
    eve = people("eve")
    run = ann.make(ann.root, "run", NodeType.RUN)
    for node in (ann.root, f"{ann.root}/run", run, f"{ann.root}/not there"):
        answer = eve.ask("GET", "/apis/v1/nodes/info", {"node": node})
        assert (answer.status_code, answer.text) == (403, "permission denied")
