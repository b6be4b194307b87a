"""Sharing over HTTP, exactly as it is specified; and the data flow between shared nodes."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from em_desktop.domain.nodes import NodeType
from em_desktop.stores.engine import accounts
from em_desktop.stores.engine.engine import SYSTEM, Engine
from tests.server.serving import Person

BACKENDS = ["sqlite", "postgresql"]


def names(nodes: list[dict[str, str]]) -> list[str]:
    return [node["path"] for node in nodes]


def shared(who: Person, **params: str) -> list[str]:
    return names(who.listed("/apis/v1/nodes/shared", params))


def public(who: Person, **params: str) -> list[str]:
    found = who.listed("/apis/v1/nodes/public", params)
    return [path for path in names(found) if "/pub" in path]


def test_a_grant_on_a_folder_holds_for_everything_inside(ann: Person, bob: Person) -> None:
    ann.make(ann.root, "cv")
    ann.make(f"{ann.root}/cv", "run", NodeType.RUN)
    ann.put(f"{ann.root}/cv/run/file", b"1")
    ann.share(f"{ann.root}/cv", ("user", bob.name, "view"))
    assert bob.permission(f"{ann.root}/cv/run") == "view"
    assert bob.get(f"{ann.root}/cv/run/file") == b"1"
    assert bob.permission(ann.root) is None
    ann.make(f"{ann.root}/cv", "later")
    assert bob.permission(f"{ann.root}/cv/later") == "view"
    ann.share(f"{ann.root}/cv")
    assert bob.permission(f"{ann.root}/cv/run") is None


def test_the_last_action_on_the_way_wins(ann: Person, bob: Person) -> None:
    folder, child = f"{ann.root}/folder", f"{ann.root}/folder/child"
    ann.make(ann.root, "folder")
    ann.make(folder, "child")
    ann.share(folder, ("user", bob.name, "edit"))
    ann.share(child, ("user", bob.name, "view"))
    assert bob.permission(child) == "view"
    ann.share(folder)
    ann.share(folder, ("user", bob.name, "edit"))
    assert bob.permission(child) == "edit"
    ann.share(child)
    assert bob.permission(child) is None
    assert bob.children(folder) == []
    found = bob.done("GET", "/apis/v1/nodes", {"parent": folder})
    assert found["pagination"]["total"] == 0


def test_a_moved_node_drops_its_grants_and_takes_its_new_folders(ann: Person, bob: Person) -> None:
    for name in ("from", "to"):
        ann.make(ann.root, name)
    ann.make(f"{ann.root}/from", "node")
    ann.make(f"{ann.root}/from/node", "deep")
    ann.share(f"{ann.root}/from/node/deep", ("user", bob.name, "edit"))
    ann.share(f"{ann.root}/to", ("user", bob.name, "view"))
    ann.done(
        "POST",
        "/apis/v1/nodes/move",
        json={"node": f"{ann.root}/from/node", "parent": f"{ann.root}/to"},
    )
    assert bob.permission(f"{ann.root}/to/node/deep") == "view"
    found = ann.done("GET", "/apis/v1/nodes/grants", {"node": f"{ann.root}/to/node/deep"})
    assert [grant["source"] for grant in found["grants"]] == [f"{ann.root}/to"]


def test_moving_needs_edit_on_both_folders_and_the_node(ann: Person, bob: Person) -> None:
    for name in ("closed", "open"):
        ann.make(ann.root, name)
    ann.make(f"{ann.root}/closed", "node")
    ann.share(f"{ann.root}/closed/node", ("user", bob.name, "edit"))
    ann.share(f"{ann.root}/open", ("user", bob.name, "edit"))
    body = {"node": f"{ann.root}/closed/node", "parent": f"{ann.root}/open"}
    assert bob.ask("POST", "/apis/v1/nodes/move", json=body).status_code == 403
    ann.share(f"{ann.root}/closed", ("user", bob.name, "edit"))
    assert bob.ask("POST", "/apis/v1/nodes/move", json=body).status_code == 200


def test_who_views_doesnt_share_and_who_edits_does(
    ann: Person, bob: Person, people: Callable[..., Person]
) -> None:
    eve = people("eve")
    ann.make(ann.root, "folder")
    folder = f"{ann.root}/folder"
    ann.share(folder, ("user", bob.name, "view"))
    body = [{"kind": "user", "name": eve.name, "permission": "view"}]
    answer = bob.ask("PUT", "/apis/v1/nodes/grants", {"node": folder}, json=body)
    assert answer.status_code == 403
    ann.share(folder, ("user", bob.name, "edit"))
    bob.share(folder, ("user", bob.name, "edit"), ("user", eve.name, "view"))
    assert eve.permission(folder) == "view"


def test_the_owner_cant_be_locked_out(ann: Person, bob: Person) -> None:
    ann.make(ann.root, "folder")
    folder = f"{ann.root}/folder"
    ann.share(folder, ("user", bob.name, "edit"))
    body = [{"kind": "user", "name": ann.name, "permission": "view"}]
    answer = bob.ask("PUT", "/apis/v1/nodes/grants", {"node": folder}, json=body)
    assert answer.status_code == 400
    bob.share(folder)
    assert (ann.permission(folder), bob.permission(folder)) == ("own", None)


@pytest.mark.parametrize(
    "grant",
    [
        {"kind": "user", "name": "nobody", "permission": "view"},
        {"kind": "group", "name": "nobody", "permission": "view"},
        {"kind": "robot", "name": "x", "permission": "view"},
        {"kind": "public", "name": "x", "permission": "view"},
        {"kind": "public", "permission": "own"},
        {"kind": "user", "permission": "view"},
        {"kind": "public"},
    ],
)
def test_a_grant_that_means_nothing_is_refused(ann: Person, grant: dict[str, str]) -> None:
    answer = ann.ask("PUT", "/apis/v1/nodes/grants", {"node": ann.root}, json=[grant])
    assert answer.status_code == 400


def test_a_group_and_everyone_may_do_what_they_are_given(
    ann: Person, bob: Person, people: Callable[..., Person], engine: Engine
) -> None:
    eve = people("eve")
    group = f"vision-{ann.name}"
    with engine.writing(SYSTEM) as session:
        accounts.set_members(session, group, [bob.name])
    ann.make(ann.root, "pub")
    ann.share(f"{ann.root}/pub", ("group", group, "edit"), ("public", "", "view"))
    assert (bob.permission(f"{ann.root}/pub"), eve.permission(f"{ann.root}/pub")) == (
        "edit",
        "view",
    )
    assert shared(bob) == [f"{ann.root}/pub"]
    assert shared(eve) == []
    assert f"{ann.root}/pub" in public(eve)
    found = bob.done("GET", "/apis/v1/nodes/grants", {"node": f"{ann.root}/pub"})
    start = f"edit, because group {group} has edit on {ann.root}/pub since "
    assert found["explanation"].startswith(start)


def test_the_shares_are_listed_with_their_sources(ann: Person, bob: Person) -> None:
    ann.make(ann.root, "folder")
    ann.make(f"{ann.root}/folder", "child")
    ann.share(f"{ann.root}/folder", ("user", bob.name, "view"))
    child = f"{ann.root}/folder/child"
    ann.share(child, ("user", bob.name, "view"), ("public", "", "view"))
    found = ann.done("GET", "/apis/v1/nodes/grants", {"node": child})
    assert [(one["kind"], one["source"], one["inherited"]) for one in found["grants"]] == [
        ("public", child, False),
        ("user", f"{ann.root}/folder", True),
    ]
    assert found["owner"] == ann.name
    assert all(one["by"] == ann.name and one["since"] for one in found["grants"])


def test_what_no_visible_folder_leads_to_is_found_under_shared_with_me(
    ann: Person, bob: Person
) -> None:
    ann.make(ann.root, "hidden")
    ann.make(f"{ann.root}/hidden", "shown")
    ann.make(f"{ann.root}/hidden/shown", "below")
    ann.share(f"{ann.root}/hidden/shown", ("user", bob.name, "view"))
    ann.share(f"{ann.root}/hidden/shown/below", ("user", bob.name, "edit"))
    assert shared(bob) == [f"{ann.root}/hidden/shown"]
    assert shared(ann) == []
    assert bob.permission(f"{ann.root}/hidden") is None
    ann.share(ann.root, ("user", bob.name, "view"))
    assert shared(bob) == [ann.root]


def test_shared_and_public_folders_of_the_asset_hub_are_found_by_label(
    ann: Person, bob: Person
) -> None:
    ann.done("GET", "/apis/v1/init", base=ann.server.hub)
    place = f"{ann.root}/t9k-assethub/model"
    ann.make(place, "pub1", labels=["assethub:model"])
    ann.make(place, "mine", labels=["assethub:model"])
    ann.share(f"{place}/pub1", ("user", bob.name, "view"), ("public", "", "view"))
    which = {"type": "Folder", "label": "assethub:model"}
    assert shared(bob, **which) == [f"{place}/pub1"]
    assert public(bob, **which) == [f"{place}/pub1"]
    assert shared(bob, type="Folder", label="assethub:dataset") == []


def test_users_and_groups_are_found_by_a_part_of_their_names(ann: Person, bob: Person) -> None:
    found = ann.listed("/apis/v1/users", {"q": bob.name.upper()})
    assert found == [{"name": bob.name}]
    assert ann.listed("/apis/v1/users", {"q": "%"}) == []
    assert ann.listed("/apis/v1/groups", {"q": "no such group"}) == []


def test_any_history_of_sharing_over_http_ends_as_copying_grants_would(
    ann: Person, people: Callable[..., Person]
) -> None:
    """The rules are tested on thousands of histories; here the whole server once more."""
    others = [people("one"), people("two")]
    chance = random.Random(7)
    grants: dict[str, dict[str, str]] = {f"{ann.root}/0": {}}
    ann.make(ann.root, "0")
    for number in range(1, 40):
        node = chance.choice(sorted(grants))
        what = chance.choice(["create", "share", "share", "move"])
        if what == "create" and node.count("/") < 6:
            ann.make(node, str(number))
            grants[f"{node}/{number}"] = dict(grants[node])
        elif what == "share":
            wanted = {who.name: chance.choice(["view", "edit"]) for who in others}
            wanted.pop(chance.choice([*wanted, ""]), None)
            ann.share(node, *(("user", name, given) for name, given in wanted.items()))
            before = dict(grants[node])
            for path in [path for path in grants if path == node or path.startswith(f"{node}/")]:
                for name in before.keys() | wanted.keys():
                    if before.get(name) == wanted.get(name):
                        continue
                    grants[path].pop(name, None)
                    grants[path] |= {name: wanted[name]} if name in wanted else {}
        elif what == "move":
            target = chance.choice(sorted(grants))
            name = node.rsplit("/", 1)[1]
            new = f"{target}/{name}"
            if node.count("/") < 3 or f"{target}/".startswith(f"{node}/") or new in grants:
                continue
            ann.done("POST", "/apis/v1/nodes/move", json={"node": node, "parent": target})
            for path in [path for path in grants if path == node or path.startswith(f"{node}/")]:
                del grants[path]
                grants[new + path.removeprefix(node)] = dict(grants[target])
    for path, expected in grants.items():
        for who in others:
            assert who.permission(path) == expected.get(who.name), path


# the data flow (section 9)


def test_edges_are_told_once_and_in_the_form_they_were_sent(ann: Person) -> None:
    data = ann.make(ann.root, "data", NodeType.ARTIFACT)
    run = ann.make(ann.root, "run", NodeType.RUN)
    model = ann.make(ann.root, "model", NodeType.MODEL)
    ann.put(f"{ann.root}/model:main/w", b"1")
    version = f"{model}:{ann.commit(f'{ann.root}/model')[:8]}"
    edges = [
        {"from": data, "to": run},
        {"from": run, "to": version},
        {"from": run, "to": f"{model}:main"},
    ]
    for _ in range(2):
        assert ann.ask("POST", "/apis/v1/graphs", json={"graphs": edges}).status_code < 300
    found = ann.done("GET", "/apis/v1/graphs", {"current": run})
    assert [one["id"] for one in found["in"]] == [data]
    assert sorted(one["id"] for one in found["out"]) == sorted([version, f"{model}:main"])
    assert found["in"][0]["path"] == f"{ann.root}/data"
    at_data = ann.done("GET", "/apis/v1/graphs", {"current": data})
    assert (at_data["in"], [one["id"] for one in at_data["out"]]) == ([], [run])
    at_version = ann.done("GET", "/apis/v1/graphs", {"current": version})
    assert ([one["id"] for one in at_version["in"]], at_version["out"]) == ([run], [])
    assert ann.done("GET", "/apis/v1/graphs", {"current": model})["in"][0]["id"] == run
    assert ann.done("GET", "/apis/v1/graphs", {"current": f"{model}:other"}) == {
        "in": [],
        "out": [],
    }


def test_edges_of_a_deleted_node_disappear_and_come_back_with_it(ann: Person) -> None:
    data = ann.make(ann.root, "data", NodeType.ARTIFACT)
    run = ann.make(ann.root, "run", NodeType.RUN)
    ann.done("POST", "/apis/v1/graphs", json={"graphs": [{"from": data, "to": run}]})
    ann.done("DELETE", "/apis/v1/nodes", json={"node": f"{ann.root}/data"})
    assert ann.done("GET", "/apis/v1/graphs", {"current": run}) == {"in": [], "out": []}
    ann.done("POST", "/apis/v1/nodes/restore", json={"node": data})
    assert ann.done("GET", "/apis/v1/graphs", {"current": run})["in"][0]["id"] == data


def test_neighbours_that_one_doesnt_see_are_left_out(ann: Person, bob: Person) -> None:
    data = ann.make(ann.root, "data", NodeType.ARTIFACT)
    run = ann.make(ann.root, "run", NodeType.RUN)
    ann.done("POST", "/apis/v1/graphs", json={"graphs": [{"from": data, "to": run}]})
    ann.share(f"{ann.root}/run", ("user", bob.name, "view"))
    assert bob.done("GET", "/apis/v1/graphs", {"current": run}) == {"in": [], "out": []}


@pytest.mark.parametrize("end", ["", "x", "/path", "0" * 36, "None"])
def test_an_end_that_is_no_id_is_refused(ann: Person, end: str) -> None:
    run = ann.make(ann.root, "run", NodeType.RUN)
    body = {"graphs": [{"from": end, "to": run}]}
    assert ann.ask("POST", "/apis/v1/graphs", json=body).status_code in {400, 404}
