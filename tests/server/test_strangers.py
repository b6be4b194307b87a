"""A second user tries everything that isn't theirs, on every endpoint there is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from em_desktop.domain.nodes import NodeType
from em_desktop.server.endpoints import Base, Route
from em_desktop.server.routes import ROUTES
from tests.server.serving import Answer, Person, node_body

SECRET = "zebra-secret"


@dataclass
class Place:
    """What belongs to somebody, with a name that is told to nobody."""

    owner: Person
    folder: str
    run: str
    asset: str
    ids: dict[str, str]
    upload: str
    commit: str

    def everything(self) -> Any:
        """All of it, to see that nothing changed."""
        who = self.owner
        return (
            [who.info(node) for node in self.ids.values()],
            who.listed("/apis/v1/objects/ls", {"path": self.run}),
            who.listed("/apis/v1/objects/ls", {"path": f"{self.asset}:main"}),
            who.listed("/apis/v1/nodes/branches", {"node": self.asset}),
            who.listed("/apis/v1/nodes/tags", {"node": self.asset}),
            who.listed("/apis/v1/nodes/branches/diff", {"node": self.asset, "branch": "main"}),
            who.done("GET", "/apis/v1/nodes/grants", {"node": self.folder}),
            who.done("GET", "/apis/v1/graphs", {"current": self.ids["run"]}),
            who.listed("/apis/v1/nodes/trash"),
        )


@pytest.fixture(scope="module")
def place(people: Callable[..., Person]) -> Place:
    """It stays as it is whatever is tried, so that one is enough for all attempts."""
    ann = people("ann")
    folder = f"{ann.root}/{SECRET}"
    ids = {"folder": ann.make(ann.root, SECRET)}
    ids["run"] = ann.make(folder, f"run-{SECRET}", NodeType.RUN, description=SECRET)
    ids["asset"] = ann.make(folder, f"model-{SECRET}", NodeType.MODEL, labels=[SECRET])
    run, asset = f"{folder}/run-{SECRET}", f"{folder}/model-{SECRET}"
    ann.put(f"{run}/file", SECRET.encode())
    ann.put(f"{asset}:main/file", SECRET.encode())
    commit = ann.commit(asset, SECRET)
    ann.put(f"{asset}:main/more", b"uncommitted")
    ann.done("POST", "/apis/v1/nodes/tags", {"node": asset}, json={"name": "v1", "ref": "main"})
    edge = {"graphs": [{"from": ids["asset"], "to": ids["run"]}]}
    ann.done("POST", "/apis/v1/graphs", json=edge)
    ann.make(ann.root, f"removed-{SECRET}")
    ann.done("DELETE", "/apis/v1/nodes", json={"node": f"{ann.root}/removed-{SECRET}"})
    upload, _ = ann.upload_in_parts(f"{run}/large", [b"part"])
    return Place(ann, folder, run, asset, ids, upload, commit)


Attempt = tuple[dict[str, Any], dict[str, Any]]
"""Query parameters, and further arguments of the request."""


def attempts(route: Route, place: Place, me: Person) -> list[Attempt]:
    """Ways to reach what isn't one's own by this route; none where nothing can be named."""
    mine = f"{me.root}/mine"
    asset = {"node": place.asset}
    branch = {**asset, "branch": "main"}
    file = {"content": b"evil"}
    values = {"name": "evil", "labels": ["evil"], "description": "evil", "extra": "evil"}
    removed = [one["id"] for one in place.owner.listed("/apis/v1/nodes/trash")]
    run_and_mine = [(place.ids["run"], me.info(mine)["id"])]
    edges = [*run_and_mine, *((b, a) for a, b in run_and_mine)]
    graphs = [{"json": {"graphs": [{"from": a, "to": b}]}} for a, b in edges]
    version = {"node": place.asset, "ref": "main"}
    copies = [
        {"from": version, "to": {"node": f"{me.root}/model", "branch": "main"}},
        {"from": {"node": f"{me.root}/model", "ref": "main"}, "to": branch},
    ]
    upload = {"path": f"{place.run}/large"}
    table: dict[str, list[Attempt]] = {
        "POST /apis/v1/nodes": [
            ({}, {"json": node_body(parent, "evil")}) for parent in (place.folder, place.owner.root)
        ],
        "GET /apis/v1/nodes": [({"parent": place.folder}, {}), ({"parent": place.owner.root}, {})],
        "GET /apis/v1/nodes/info": [({"node": node}, {}) for node in _names(place)],
        "PUT /apis/v1/nodes": [({}, {"json": {"node": n, **values}}) for n in _names(place)],
        "DELETE /apis/v1/nodes": [({}, {"json": {"node": node}}) for node in _names(place)],
        "POST /apis/v1/nodes/move": [
            ({}, {"json": {"node": place.run, "parent": me.root}}),
            ({}, {"json": {"node": mine, "parent": place.folder}}),
        ],
        "POST /apis/v1/nodes/duplicate": [
            ({}, {"json": {"node": mine, "parent": place.folder}}),
        ],
        "POST /apis/v1/objects/move": [
            ({}, {"json": {"node": p, "from": "file", "to": "evil"}}) for p in _holders(place)
        ],
        "GET /apis/v1/search": [({"q": "", "under": place.folder}, {})],
        "GET /apis/v1/objects/ls": [({"path": p}, {}) for p in _holders(place)],
        "POST /apis/v1/objects": [({"path": f"{p}/x"}, {"files": file}) for p in _holders(place)],
        "GET /apis/v1/objects": [({"path": f"{p}/file"}, {}) for p in _holders(place)],
        "DELETE /apis/v1/objects": [({"path": f"{p}/file"}, {}) for p in _holders(place)],
        "POST /apis/v1/objects/delete": [
            ({}, {"json": {"node": p, "paths": ["file"]}}) for p in _holders(place)
        ],
        "POST /apis/v1/objects/multipart": [({"path": f"{p}/x"}, {}) for p in _holders(place)],
        "PUT /apis/v1/objects/multipart/{upload}": [({**upload, "partNumber": 1}, {"files": file})],
        "POST /apis/v1/objects/multipart/{upload}": [(upload, {"json": {"parts": []}})],
        "DELETE /apis/v1/objects/multipart/{upload}": [(upload, {})],
        "POST /apis/v1/graphs": [({}, one) for one in graphs],
        "DELETE /apis/v1/graphs": [({}, one) for one in graphs],
        "GET /apis/v1/graphs": [({"current": one}, {}) for one in place.ids.values()],
        "GET /apis/v1/nodes/branches": [(asset, {})],
        "POST /apis/v1/nodes/branches": [(asset, {"json": {"name": "evil", "source": "main"}})],
        "DELETE /apis/v1/nodes/branches": [(branch, {})],
        "PUT /apis/v1/nodes/branches": [(branch, {"json": {"type": "reset"}})],
        "GET /apis/v1/nodes/branches/diff": [(branch, {})],
        "GET /apis/v1/nodes/tags": [(asset, {})],
        "POST /apis/v1/nodes/tags": [(asset, {"json": {"name": "evil", "ref": "main"}})],
        "DELETE /apis/v1/nodes/tags": [({**asset, "tag": "v1"}, {})],
        "GET /apis/v1/nodes/commits": [({**asset, "ref": "main"}, {})],
        "POST /apis/v1/nodes/commits": [(branch, {"json": {"message": "evil"}})],
        "GET /apis/v1/nodes/commits/info": [({**asset, "commit": place.commit[:8]}, {})],
        "POST /apis/v1/nodes/copy": [({}, {"json": {**one, "mode": "replace"}}) for one in copies],
        "GET /apis/v1/nodes/refs/diff": [({**asset, "left": "v1", "right": "main"}, {})],
        "GET /apis/v1/nodes/grants": [({"node": node}, {}) for node in _names(place)],
        "PUT /apis/v1/nodes/grants": [
            ({"node": n}, {"json": [{"kind": "user", "name": me.name, "permission": "edit"}]})
            for n in _names(place)
        ],
        "POST /apis/v1/nodes/restore": [({}, {"json": {"node": one}}) for one in removed],
        "DELETE /apis/v1/nodes/trash": [({}, {"json": {"nodes": removed}})],
    }
    table["GET /apis/v1/objects/many"] = [({"nodes": place.ids["run"], "key": "file"}, {})]
    for unnamed in (
        "GET /oauth2/userinfo",
        "GET /apis/v1/capabilities",
        "GET /apis/v1/init",
        "GET /apis/v1/nodes/shared",
        "GET /apis/v1/nodes/public",
        "GET /apis/v1/users",
        "GET /apis/v1/groups",
        "GET /apis/v1/changes",
        "GET /apis/v1/nodes/trash",
    ):
        table[unnamed] = [({}, {})]
    return table[f"{route.method} {route.path}"]  # a route without a test fails here


def _names(place: Place) -> list[str]:
    return [place.folder, place.run, place.asset, *place.ids.values(), place.owner.root]


def _holders(place: Place) -> list[str]:
    run, asset = place.ids["run"], place.ids["asset"]
    return [place.run, f"{place.asset}:main", f"{place.asset}:v1", run, f"{asset}:main"]


def ask(who: Person, route: Route, place: Place, attempt: Attempt) -> Answer:
    params, further = attempt
    base = who.server.hub if route.base is Base.ASSET_HUB else who.server.base
    path = route.path.replace("{upload}", place.upload)
    return who.ask(route.method, path, params, base=base, **further)


UNNAMED = {"/oauth2/userinfo", "/apis/v1/capabilities", "/apis/v1/init", "/apis/v1/changes"}
LISTS = {
    "/apis/v1/objects/many",
    "/apis/v1/nodes/shared",
    "/apis/v1/nodes/public",
    "/apis/v1/nodes/trash",
}
OPEN = UNNAMED | LISTS | {"/apis/v1/users", "/apis/v1/groups"}
NOT_TOLD = {"POST /apis/v1/nodes/restore"}
"""Answers 404: what is in somebody else's trash can't be named."""


@pytest.fixture(scope="module")
def before(place: Place, vic: Person) -> Any:
    """All of the place before anything is tried."""
    return place.everything()


def newcomer(people: Callable[..., Person], name: str) -> Person:
    """Somebody with a Run and a Model of their own."""
    made = people(name)
    made.make(made.root, "mine", NodeType.RUN)
    made.make(made.root, "model", NodeType.MODEL)
    return made


@pytest.fixture(scope="module")
def eve(people: Callable[..., Person]) -> Person:
    return newcomer(people, "eve")


@pytest.fixture(scope="module")
def vic(people: Callable[..., Person], place: Place) -> Person:
    """Somebody who may view."""
    made = newcomer(people, "vic")
    place.owner.share(place.folder, ("user", made.name, "view"))
    return made


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_a_stranger_gets_nothing_and_changes_nothing(
    route: Route, place: Place, vic: Person, eve: Person, before: Any
) -> None:
    for attempt in attempts(route, place, eve):
        answer = ask(eve, route, place, attempt)
        told = answer.content if not attempt[0] and not attempt[1] else answer.content[:200]
        assert SECRET.encode() not in told
        if route.path in OPEN:
            assert answer.status_code == 200
        elif f"{route.method} {route.path}" in NOT_TOLD or "{upload}" in route.path:
            assert answer.status_code == 404
        else:
            assert (answer.status_code, answer.text) == (403, "permission denied"), attempt
    if route.method != "GET":
        assert place.everything() == before


@pytest.mark.parametrize(
    "route",
    [route for route in ROUTES if route.method != "GET" and route.path not in OPEN],
    ids=lambda route: f"{route.method} {route.path}",
)
def test_who_may_only_view_changes_nothing(
    route: Route, place: Place, vic: Person, before: Any
) -> None:
    name = f"{route.method} {route.path}"
    for attempt in attempts(route, place, vic):
        answer = ask(vic, route, place, attempt)
        if name.endswith("/graphs"):  # an edge of their own Run is theirs to make
            assert answer.status_code == 200
            vic.done("DELETE", "/apis/v1/graphs", **attempt[1])
        elif name.endswith("/copy") and attempt[1]["json"]["to"]["node"] != place.asset:
            assert answer.status_code in {200, 400}  # into their own Model, once
        else:
            denied = 404 if name in NOT_TOLD or "{upload}" in route.path else 403
            assert answer.status_code == denied, (attempt, answer.text)
    assert place.everything() == before


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_every_route_needs_a_key(route: Route, place: Place, eve: Person) -> None:
    nobody = Person(eve.server, eve.name, "")
    answer = ask(nobody, route, place, attempts(route, place, eve)[0])
    assert (answer.status_code, answer.text) == (400, "query is needed: apikey")
