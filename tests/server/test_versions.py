"""Versions over HTTP: section 10, and how the SDK commits, tags, branches and merges."""

from __future__ import annotations

import re

import pytest

from em_desktop.domain.nodes import NodeType
from tests.server.serving import Person

BACKENDS = ["sqlite", "postgresql"]
NODES = "/apis/v1/nodes"


@pytest.fixture(params=[NodeType.MODEL, NodeType.DATASET])
def asset(request: pytest.FixtureRequest, ann: Person) -> str:
    """The path of a Model, then of a Dataset."""
    ann.make(ann.root, "asset", request.param)
    return f"{ann.root}/asset"


def commits(ann: Person, asset: str, ref: str = "main") -> list[dict[str, object]]:
    return ann.listed(f"{NODES}/commits", {"node": asset, "ref": ref})


def changes(ann: Person, asset: str, branch: str = "main") -> dict[str, str]:
    found = ann.listed(f"{NODES}/branches/diff", {"node": asset, "branch": branch})
    return {one["path"]: one["type"] for one in found}


def branch(ann: Person, asset: str, name: str, source: str) -> int:
    body = {"name": name, "source": source}
    return int(ann.ask("POST", f"{NODES}/branches", {"node": asset}, json=body).status_code)


def test_a_new_asset_has_one_branch_with_one_empty_commit(ann: Person, asset: str) -> None:
    branches = ann.listed(f"{NODES}/branches", {"node": asset})
    [first] = commits(ann, asset)
    assert branches == [{"id": "main", "commit_id": first["id"]}]
    assert re.fullmatch("[0-9a-f]{64}", str(first["id"]))
    assert first["message"] == "Repository created"
    assert (first["parents"], first["committer"], first["meta_range_id"]) == ([], "", "")
    assert first["metadata"] == {}
    assert isinstance(first["creation_date"], int)
    assert ann.objects(f"{asset}:main") == {}
    assert ann.listed(f"{NODES}/tags", {"node": asset}) == []


def test_an_uncommitted_object_is_listed_on_the_branch_and_not_in_its_commit(
    ann: Person, asset: str
) -> None:
    [first] = commits(ann, asset)
    put = ann.put(f"{asset}:main/data/a:b.txt", b"content")
    assert (put["path"], put["size_bytes"]) == ("data/a:b.txt", 7)
    assert ann.objects(f"{asset}:main") == {"data/a:b.txt": 7}
    assert ann.objects(f"{asset}:{first['id']}") == {}
    assert changes(ann, asset) == {"data/a:b.txt": "added"}
    assert ann.get(f"{asset}:main/data/a:b.txt") == b"content"


def test_the_sdk_s_way_to_commit(ann: Person, asset: str) -> None:
    """It resets on errors, deletes and uploads, asks for the diff and the list, commits."""
    ann.put(f"{asset}:main/stays", b"1")
    ann.put(f"{asset}:main/goes", b"1")
    ann.put(f"{asset}:main/changes", b"1")
    first = ann.commit(asset, "first")
    ann.done("DELETE", "/apis/v1/objects", {"path": f"{asset}:main/goes"})
    ann.put(f"{asset}:main/changes", b"22")
    ann.put(f"{asset}:main/comes", b"333")
    assert changes(ann, asset) == {"changes": "changed", "comes": "added", "goes": "removed"}
    assert ann.objects(f"{asset}:main") == {"changes": 2, "comes": 3, "stays": 1}
    second = ann.commit(asset, "second")
    assert changes(ann, asset) == {}
    history = commits(ann, asset)
    assert [one["message"] for one in history] == ["second", "first", "Repository created"]
    assert history[0]["id"] == second
    assert history[0]["parents"] == [first]
    assert history[0]["committer"] == ann.name
    assert ann.objects(f"{asset}:{first}") == {"changes": 1, "goes": 1, "stays": 1}
    assert ann.get(f"{asset}:{first}/goes") == b"1"


def test_a_reset_drops_what_isnt_committed(ann: Person, asset: str) -> None:
    ann.put(f"{asset}:main/kept", b"1")
    ann.commit(asset)
    ann.put(f"{asset}:main/kept", b"2")
    ann.put(f"{asset}:main/more", b"2")
    params = {"node": asset, "branch": "main"}
    ann.done("PUT", f"{NODES}/branches", params, json={"type": "reset"})
    assert changes(ann, asset) == {}
    assert ann.get(f"{asset}:main/kept") == b"1"


def test_a_commit_without_changes_is_told_so(ann: Person, asset: str) -> None:
    params = {"node": asset, "branch": "main"}
    answer = ann.ask("POST", f"{NODES}/commits", params, json={"message": "none"})
    assert answer.status_code == 400
    assert "commit: no changes" in answer.text


def test_deleting_many_objects_of_a_branch_is_uncommitted_too(ann: Person, asset: str) -> None:
    for key in "abc":
        ann.put(f"{asset}:main/{key}", b"x")
    ann.commit(asset)
    body = {"node": f"{asset}:main", "paths": ["a", "b", "never there"]}
    ann.done("POST", "/apis/v1/objects/delete", json=body)
    assert changes(ann, asset) == {"a": "removed", "b": "removed"}
    assert set(ann.objects(f"{asset}:main")) == {"c"}


def test_a_branch_begins_at_the_first_commit_and_goes_its_own_way(ann: Person, asset: str) -> None:
    ann.put(f"{asset}:main/a", b"1")
    ann.commit(asset)
    first = str(commits(ann, asset)[-1]["id"])
    assert branch(ann, asset, "dev", first) < 300
    assert ann.objects(f"{asset}:dev") == {}
    ann.put(f"{asset}:dev/b", b"2")
    ann.commit(asset, "on dev", "dev")
    assert ann.objects(f"{asset}:dev") == {"b": 1}
    assert ann.objects(f"{asset}:main") == {"a": 1}
    found = ann.listed(f"{NODES}/branches", {"node": asset})
    assert [one["id"] for one in found] == ["dev", "main"]


@pytest.mark.parametrize("length", [4, 8, 64])
def test_a_commit_is_named_by_its_beginning_everywhere(
    ann: Person, asset: str, length: int
) -> None:
    ann.put(f"{asset}:main/a", b"1")
    commit = ann.commit(asset)
    short = commit[:length]
    assert ann.objects(f"{asset}:{short}") == {"a": 1}
    assert ann.get(f"{asset}:{short}/a") == b"1"
    assert commits(ann, asset, short)[0]["id"] == commit
    found = ann.done("GET", f"{NODES}/commits/info", {"node": asset, "commit": short})
    assert found["id"] == commit
    tag = {"name": "v1", "ref": short}
    ann.done("POST", f"{NODES}/tags", {"node": asset}, json=tag)
    assert branch(ann, asset, "dev", short) < 300
    assert ann.objects(f"{asset}:v1") == ann.objects(f"{asset}:dev") == {"a": 1}


@pytest.mark.parametrize("text", ["0000", "main", "v1", "abc", "", "g" * 64, "../x"])
def test_a_commit_that_isnt_there_is_told_so(ann: Person, asset: str, text: str) -> None:
    answer = ann.ask("GET", f"{NODES}/commits/info", {"node": asset, "commit": text})
    assert answer.status_code == 404
    assert "commit not found" in answer.text


def test_a_branch_wins_over_a_tag_over_a_commit(ann: Person, asset: str) -> None:
    ann.put(f"{asset}:main/a", b"1")
    first = ann.commit(asset)
    ann.put(f"{asset}:main/b", b"1")
    second = ann.commit(asset)
    name = first[:8]
    body = {"name": name, "ref": second}
    ann.done("POST", f"{NODES}/tags", {"node": asset}, json=body)
    assert set(ann.objects(f"{asset}:{name}")) == {"a", "b"}
    assert branch(ann, asset, name, first) < 300
    assert set(ann.objects(f"{asset}:{name}")) == {"a"}


def test_taken_names_and_the_main_branch_are_told_as_clients_know_them(
    ann: Person, asset: str
) -> None:
    answer = ann.ask(
        "POST", f"{NODES}/branches", {"node": asset}, json={"name": "main", "source": "main"}
    )
    assert (answer.status_code, "branch already exists" in answer.text) == (409, True)
    body = {"name": "v1", "ref": "main"}
    ann.done("POST", f"{NODES}/tags", {"node": asset}, json=body)
    answer = ann.ask("POST", f"{NODES}/tags", {"node": asset}, json=body)
    assert (answer.status_code, "tag already exists" in answer.text) == (409, True)
    answer = ann.ask("DELETE", f"{NODES}/branches", {"node": asset, "branch": "main"})
    assert answer.status_code == 500
    assert "cannot delete repository default branch" in answer.text


def test_a_tag_stays_at_its_commit_until_it_is_deleted(ann: Person, asset: str) -> None:
    ann.put(f"{asset}:main/a", b"1")
    first = ann.commit(asset)
    ann.done("POST", f"{NODES}/tags", {"node": asset}, json={"name": "v1", "ref": "main"})
    ann.put(f"{asset}:main/a", b"2")
    ann.commit(asset)
    assert ann.listed(f"{NODES}/tags", {"node": asset}) == [{"id": "v1", "commit_id": first}]
    assert ann.get(f"{asset}:v1/a") == b"1"
    ann.done("DELETE", f"{NODES}/tags", {"node": asset, "tag": "v1"})
    assert ann.listed(f"{NODES}/tags", {"node": asset}) == []


@pytest.mark.parametrize("ref", ["v1", "commit"])
def test_tags_and_commits_take_no_changes(ann: Person, asset: str, ref: str) -> None:
    ann.put(f"{asset}:main/a", b"1")
    commit = ann.commit(asset)
    ann.done("POST", f"{NODES}/tags", {"node": asset}, json={"name": "v1", "ref": "main"})
    params = {"path": f"{asset}:{commit if ref == 'commit' else ref}/a"}
    assert ann.ask("POST", "/apis/v1/objects", params, files={"content": b"2"}).status_code == 400
    assert ann.ask("DELETE", "/apis/v1/objects", params).status_code == 400


def test_a_merge_gives_main_exactly_the_objects_of_the_branch(ann: Person, asset: str) -> None:
    first = str(commits(ann, asset)[0]["id"])
    ann.put(f"{asset}:main/old", b"1")
    before = ann.commit(asset)
    branch(ann, asset, "dev", first)
    ann.put(f"{asset}:dev/new", b"2")
    ann.commit(asset, "dev", "dev")
    body = {
        "from": {"node": asset, "ref": "dev"},
        "to": {"node": asset, "branch": "main"},
        "mode": "replace",
    }
    ann.done("POST", f"{NODES}/copy", json=body)
    assert ann.objects(f"{asset}:main") == {"new": 1}
    history = commits(ann, asset)
    assert history[0]["parents"] == [before]
    assert ann.objects(f"{asset}:{before}") == {"old": 1}
    answer = ann.ask("POST", f"{NODES}/copy", json=body)
    assert answer.status_code == 400
    assert "commit: no changes" in answer.text


def test_a_merge_doesnt_lose_what_isnt_committed(ann: Person, asset: str) -> None:
    branch(ann, asset, "dev", "main")
    ann.put(f"{asset}:dev/new", b"2")
    ann.commit(asset, "dev", "dev")
    ann.put(f"{asset}:main/unsaved", b"3")
    body = {
        "from": {"node": asset, "ref": "dev"},
        "to": {"node": asset, "branch": "main"},
        "mode": "replace",
    }
    assert ann.ask("POST", f"{NODES}/copy", json=body).status_code == 409
    assert ann.objects(f"{asset}:main") == {"unsaved": 1}


def test_two_versions_are_compared_with_sizes(ann: Person, asset: str) -> None:
    ann.put(f"{asset}:main/changes", b"1")
    ann.put(f"{asset}:main/goes", b"1")
    first = ann.commit(asset)
    ann.put(f"{asset}:main/changes", b"22")
    ann.put(f"{asset}:main/comes", b"333")
    ann.done("DELETE", "/apis/v1/objects", {"path": f"{asset}:main/goes"})
    ann.commit(asset)
    params = {"node": asset, "left": first, "right": "main"}
    assert ann.listed(f"{NODES}/refs/diff", params, 2) == [
        {"path": "changes", "type": "changed", "size_before": 1, "size_after": 2},
        {"path": "comes", "type": "added", "size_after": 3},
        {"path": "goes", "type": "removed", "size_before": 1},
    ]


def test_a_large_file_comes_to_a_branch_in_parts(ann: Person, asset: str) -> None:
    path = f"{asset}:main/weights.bin"
    upload, listed = ann.upload_in_parts(path, [b"a" * 50_000, b"b" * 10])
    place = f"/apis/v1/objects/multipart/{upload}"
    ann.done("POST", place, {"path": path}, json={"parts": listed})
    assert changes(ann, asset) == {"weights.bin": "added"}
    assert ann.get(path) == b"a" * 50_000 + b"b" * 10


def test_an_asset_without_a_version_in_its_path_holds_nothing(ann: Person, asset: str) -> None:
    assert ann.ask("GET", "/apis/v1/objects/ls", {"path": asset}).status_code == 400
    answer = ann.ask("GET", "/apis/v1/objects/ls", {"path": f"{asset}:nothing"})
    assert answer.status_code == 404
    assert answer.text


def test_versions_go_with_their_asset_into_the_trash_and_back(ann: Person, asset: str) -> None:
    ann.put(f"{asset}:main/a", b"1")
    commit = ann.commit(asset)
    ann.put(f"{asset}:main/b", b"2")
    node_id = ann.info(asset)["id"]
    ann.done("DELETE", NODES, json={"node": asset})
    ann.done("POST", f"{NODES}/restore", json={"node": node_id})
    assert ann.objects(f"{asset}:{commit}") == {"a": 1}
    assert ann.objects(f"{asset}:main") == {"a": 1, "b": 1}
