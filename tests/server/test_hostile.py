"""Bodies, paths and headers that mean harm: always an answer below 500, never another effect."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from em_desktop.domain.nodes import NodeType
from em_desktop.server.endpoints import Base, Media
from em_desktop.server.routes import ROUTES
from tests.server.serving import SECONDS, Person, Server, node_body

EXAMPLES = int(os.environ.get("EM_HOSTILE_EXAMPLES", "60"))
LEADING_OUT = ["..", ".", "a/../b", "../../etc/passwd", "a//b", "/a", "a/", "a\0b", "./a"]

EXPECTED_500 = ("user root node does not exist", "cannot delete repository default branch")


@pytest.fixture
def run(ann: Person) -> str:
    ann.make(ann.root, "run", NodeType.RUN)
    return f"{ann.root}/run"


def is_answered(status: int, text: str) -> bool:
    return status < 500 or text.startswith(EXPECTED_500)


@pytest.mark.parametrize("key", LEADING_OUT)
def test_no_key_leads_out_of_its_node(ann: Person, run: str, data: Path, key: str) -> None:
    ann.make(ann.root, "model", NodeType.MODEL)
    for place in (run, f"{ann.root}/model:main"):
        params = {"path": f"{place}/{key}"}
        answer = ann.ask("POST", "/apis/v1/objects", params, files={"content": b"evil"})
        assert answer.status_code == 400, answer.text
        assert ann.ask("GET", "/apis/v1/objects", params).status_code in {400, 404}
        assert ann.ask("POST", "/apis/v1/objects/multipart", params).status_code == 400
        body = {"node": place, "paths": [key]}
        assert ann.ask("POST", "/apis/v1/objects/delete", json=body).status_code == 400
        assert ann.objects(place) == {}
    assert not list(data.parent.rglob("passwd"))


@pytest.mark.parametrize(
    "name", ["..", ".", "", "a/b", "a\0b", "a\nb", "\ud800", "x" * 256, "\x7f"]
)
def test_no_name_leads_out_of_its_folder(ann: Person, name: str) -> None:
    ann.make(ann.root, "folder")
    body = node_body(ann.root, "x") | {"name": name}
    assert ann.ask("POST", "/apis/v1/nodes", json=body).status_code == 400
    moved = {"node": f"{ann.root}/folder", "parent": ann.root, "name": name}
    assert ann.ask("POST", "/apis/v1/nodes/move", json=moved).status_code == 400
    renamed = {"node": f"{ann.root}/folder", **body}
    assert ann.ask("PUT", "/apis/v1/nodes", json=renamed).status_code == 400
    assert ann.children(ann.root) == ["folder"]


@pytest.mark.parametrize("ref", ["../main", "main/../..", "heads/main", ".", "a b", "x" * 300])
def test_no_version_leads_elsewhere(ann: Person, ref: str) -> None:
    ann.make(ann.root, "model", NodeType.MODEL)
    asset = {"node": f"{ann.root}/model"}
    body = {"name": ref, "source": "main"}
    assert ann.ask("POST", "/apis/v1/nodes/branches", asset, json=body).status_code == 400
    body = {"name": ref, "ref": "main"}
    assert ann.ask("POST", "/apis/v1/nodes/tags", asset, json=body).status_code == 400
    answer = ann.ask("GET", "/apis/v1/objects/ls", {"path": f"{ann.root}/model:{ref}"})
    assert answer.status_code in {400, 404}


@pytest.mark.parametrize("upload", ["..", "%2e%2e", "x", "a/b", "0" * 5000])
def test_no_upload_id_leads_elsewhere(ann: Person, run: str, upload: str) -> None:
    place = f"/apis/v1/objects/multipart/{upload}"
    params = {"path": f"{run}/x", "partNumber": 1}
    answer = ann.ask("PUT", place, params, files={"content": b"x"})
    assert answer.status_code in {404, 405}


BODIES = [
    b"",
    b"null",
    b"[]",
    b"3",
    b'"text"',
    b"{",
    b"\xff\xfe",
    b"\0" * 100,
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b'{"node": {"node": {}}, "name": [], "labels": {}, "paths": "x", "parts": [1], "graphs": {}}',
    b'{"node": 1e999, "parent": NaN, "name": Infinity, "type": true, "storageType": 1e10}',
    json.dumps({"node": "\ud800", "parent": "\0", "name": "\udfff"}).encode(),
    b'{"storageType": 1' + b"0" * 5000 + b"}",
]
WITH_JSON = [route for route in ROUTES if route.method != "GET" and route.body_media is Media.JSON]


@pytest.mark.parametrize("route", WITH_JSON, ids=lambda route: f"{route.method} {route.path}")
def test_a_body_that_is_nonsense_is_refused(ann: Person, route: Any) -> None:
    ann.make(ann.root, "model", NodeType.MODEL)
    asset = f"{ann.root}/model"
    params = {"node": asset, "path": f"{asset}:main/x", "branch": "none", "tag": "none"}
    path = route.path.replace("{upload}", "0" * 36)
    base = ann.server.hub if route.base is Base.ASSET_HUB else ann.server.base
    for body in BODIES:
        answer = ann.ask(route.method, path, params, base=base, data=body)
        assert answer.status_code < 500, (body[:40], answer.text)


def test_a_json_body_beyond_the_limit_is_refused(ann: Person) -> None:
    body = b'{"node": "' + b"x" * (17 << 20) + b'"}'
    answer = ann.ask("DELETE", "/apis/v1/nodes", data=body)
    assert answer.status_code == 413


FORMS = [
    ("multipart/form-data", b"--x--"),
    ("multipart/form-data; boundary=", b"--x--"),
    ("multipart/form-data; boundary=x", b""),
    ("multipart/form-data; boundary=x", b"no form at all"),
    ("multipart/form-data; boundary=x", b"--x\r\n\r\nno name\r\n--x--\r\n"),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\nx\r\n--x--\r\n',
    ),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="content"\r\n\r\ncut off',
    ),
    (
        "multipart/form-data; boundary=x",
        b"--x\r\nContent-Disposition: " + b"x" * 100_000 + b"\r\n\r\n\r\n--x--\r\n",
    ),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="content"\r\n\r\n1\r\n' * 2 + b"--x--\r\n",
    ),
    ("multipart/form-data; boundary=" + "x" * 1000, b"x"),
    ("application/json", b'{"content": "x"}'),
    ("application/x-www-form-urlencoded", b"content=x"),
    ("", b"x"),
]


@pytest.mark.parametrize(("kind", "body"), FORMS)
def test_a_form_that_is_none_leaves_no_object(
    ann: Person, run: str, data: Path, kind: str, body: bytes
) -> None:
    params = {"path": f"{run}/x"}
    headers = {"Content-Type": kind}
    answer = ann.ask("POST", "/apis/v1/objects", params, data=body, headers=headers)
    assert answer.status_code == 400, answer.text
    assert ann.objects(run) == {}
    assert not list((data / "objects" / "incoming").iterdir())


def test_an_upload_that_is_cut_off_leaves_nothing(
    ann: Person, server: Server, run: str, data: Path
) -> None:
    host, port = server.address.removeprefix("http://").split(":")
    head = (
        f"POST /t9k/aistore/server/apis/v1/objects?apikey={ann.key}&path={run}/x HTTP/1.1\r\n"
        "Host: x\r\nContent-Type: multipart/form-data; boundary=x\r\n"
        "Content-Length: 1000000\r\n\r\n"
        '--x\r\nContent-Disposition: form-data; name="content"\r\n\r\n'
    )
    with socket.create_connection((host, int(port)), SECONDS) as connection:
        connection.sendall(head.encode() + b"y" * 300_000)
    assert ann.objects(run) == {}
    for _ in range(600):
        if not list((data / "objects" / "incoming").iterdir()):
            break
        ann.info(run)  # the server notices the cut when it comes to it
    assert not list((data / "objects" / "incoming").iterdir())


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-1",
        "page=x",
        "page=1e3",
        "size=0",
        "size=-5",
        "page=99999999999999999999",
        "size=%00",
        "page=%ff",
    ],
)
def test_a_page_that_is_none_is_refused(ann: Person, query: str) -> None:
    name, value = query.split("=")
    answer = ann.session_get(f"/apis/v1/nodes?parent={ann.root}&{name}={value}")
    assert answer.status_code == 400


def test_headers_that_mean_harm_are_ignored_or_refused(ann: Person, run: str) -> None:
    ann.put(f"{run}/x", b"data")
    params = {"path": f"{run}/x"}
    for headers in (
        {"Range": "bytes=" + "9" * 5000 + "-"},
        {"Range": "bytes=" + ",".join(["0-0"] * 1000)},
        {"If-None-Match": "," * 5000},
        {"Authorization": "Bearer " + "x" * 5000},
        {"X-Forwarded-For": "' OR 1=1 --"},
        {"Idempotency-Key": "x" * 5000},
    ):
        answer = ann.ask("GET", "/apis/v1/objects", params, headers=headers)
        assert answer.status_code in {200, 416}
    body = node_body(ann.root, "y")
    for key in ("short", "x" * 65, "a b c d e f g h", "../../../x"):
        headers = {"Idempotency-Key": key}
        assert ann.ask("POST", "/apis/v1/nodes", json=body, headers=headers).status_code == 400


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


def members(schema: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with the members that a body has, of right and wrong values."""
    properties = schema.get("properties", {})
    return st.fixed_dictionaries({}, optional=dict.fromkeys(properties, JSON))


@settings(
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(choice=st.data())
def test_whatever_the_description_allows_is_answered(ann: Person, choice: st.DataObject) -> None:
    """Any route with any values of its parameters and of the members of its body."""
    route = choice.draw(st.sampled_from([one for one in ROUTES if one.path != "/apis/v1/changes"]))
    own = st.sampled_from([ann.root, f"{ann.root}/x", f"{ann.root}:main", "main"])
    params = {parameter.name: choice.draw(own | st.text(max_size=30)) for parameter in route.query}
    path = route.path.replace("{upload}", "0" * 36)
    base = ann.server.hub if route.base is Base.ASSET_HUB else ann.server.base
    further: dict[str, Any] = {}
    if route.body is not None and route.body_media is Media.JSON:
        further["data"] = json.dumps(choice.draw(members(route.body))).encode()
    answer = ann.ask(route.method, path, params, base=base, **further)
    assert is_answered(answer.status_code, answer.text), (route.method, path, answer.text)
