"""Objects of nodes over HTTP: sections 7 and 8, ranges, and conditions."""

from __future__ import annotations

import gzip
import hashlib
import random
from typing import Any

import pytest

from em_desktop.domain.nodes import NodeType
from tests.server.serving import Person

BACKENDS = ["sqlite", "postgresql"]
KEYS = [
    "file",
    "a/b/c",
    "a b",
    "a+b",
    "50%",
    "%2F",
    "#1",
    "a?b",
    "a&b=c",
    "a:b/c:d",
    "数据/é",
    "'\"",
]
RECORDINGS = [NodeType.RUN, NodeType.ARTIFACT, NodeType.AUTOTUNE]


@pytest.fixture
def run(ann: Person) -> str:
    """The path of a Run."""
    ann.make(ann.root, "run", NodeType.RUN)
    return f"{ann.root}/run"


@pytest.mark.parametrize("kind", RECORDINGS)
def test_an_object_is_listed_with_all_its_fields(ann: Person, kind: NodeType) -> None:
    ann.make(ann.root, "thing", kind)
    path = f"{ann.root}/thing"
    put = ann.put(f"{path}/deep/er.bin", b"content")
    listed = ann.listed("/apis/v1/objects/ls", {"path": path})
    assert listed == [put]
    assert put["path"] == "deep/er.bin"
    assert (put["size_bytes"], type(put["size_bytes"])) == (7, int)
    assert put["checksum"] == hashlib.md5(b"content").hexdigest()
    assert isinstance(put["mtime"], int)
    assert put["path_type"] == "object"
    assert put["content_type"] == "application/octet-stream"
    assert put["physical_address"]


@pytest.mark.parametrize("key", KEYS)
def test_a_key_comes_back_as_it_was_sent(ann: Person, run: str, key: str) -> None:
    ann.put(f"{run}/{key}", key.encode())
    assert ann.objects(run) == {key: len(key.encode())}
    assert ann.get(f"{run}/{key}") == key.encode()


def test_the_bytes_are_unchanged_whatever_they_are(ann: Person, run: str) -> None:
    random_bytes = random.Random(0).randbytes(3_000_001)
    samples = {
        "empty": b"",
        "boundary": b"\r\n--boundary--\r\n--\r\n\r\n",
        "lines": b"\r\n\n\r\0\xff" * 1000,
        "random": random_bytes,
        "packed.gz": gzip.compress(random_bytes),
    }
    for key, data in samples.items():
        ann.put(f"{run}/{key}", data)
    for key, data in samples.items():
        answer = ann.ask("GET", "/apis/v1/objects", {"path": f"{run}/{key}"})
        assert answer.content == data
        assert "Content-Encoding" not in answer.headers
        assert answer.headers["Content-Length"] == str(len(data))


def test_a_put_replaces_and_isnt_listed_twice(ann: Person, run: str) -> None:
    ann.put(f"{run}/file", b"first")
    ann.put(f"{run}/file", b"second!")
    assert ann.objects(run) == {"file": 7}
    assert ann.get(f"{run}/file") == b"second!"


def test_all_keys_are_listed_flat_and_page_by_page(ann: Person, run: str) -> None:
    keys = sorted(f"{number % 3}/{number}" for number in range(23))
    for key in keys:
        ann.put(f"{run}/{key}", b"x")
    for size in (5, 1000):
        found = ann.listed("/apis/v1/objects/ls", {"path": run}, size)
        assert [one["path"] for one in found] == keys


def test_a_missing_object_is_told_in_words(ann: Person, run: str) -> None:
    answer = ann.ask("GET", "/apis/v1/objects", {"path": f"{run}/none"})
    assert (answer.status_code, answer.text) == (404, "object not found: [none]")


def test_a_folder_holds_no_objects(ann: Person) -> None:
    ann.make(ann.root, "folder")
    path = f"{ann.root}/folder"
    assert ann.ask("GET", "/apis/v1/objects/ls", {"path": path}).status_code == 400
    answer = ann.ask("POST", "/apis/v1/objects", {"path": f"{path}/file"}, files={"content": b"1"})
    assert "node not found" in answer.text


def test_objects_are_deleted_one_by_one_and_many_at_once(ann: Person, run: str) -> None:
    for key in "abcd":
        ann.put(f"{run}/{key}", b"x")
    for _ in range(2):  # also when there is no such object
        assert ann.ask("DELETE", "/apis/v1/objects", {"path": f"{run}/a"}).status_code < 300
    for keys in ([], ["b", "never there"], [str(number) for number in range(3000)]):
        body = {"node": run, "paths": keys}
        assert ann.ask("POST", "/apis/v1/objects/delete", json=body).status_code < 300
    assert set(ann.objects(run)) == {"c", "d"}


def test_the_same_content_lies_there_once(ann: Person, run: str, data: Any) -> None:
    content = random.Random(1).randbytes(100_000)
    for number in range(5):
        ann.put(f"{run}/{number}", content)
    sha256 = hashlib.sha256(content).hexdigest()
    assert len(list((data / "objects").glob(f"*/{sha256}.*"))) == 1


# ranges and conditions


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("0-0", 0, 1), ("2-5", 2, 6), ("5-", 5, 10), ("-3", 7, 10), ("8-99", 8, 10), ("-99", 0, 10)],
)
def test_a_range_is_what_was_asked_for(
    ann: Person, run: str, asked: str, start: int, end: int
) -> None:
    ann.put(f"{run}/file", b"0123456789")
    headers = {"Range": f"bytes={asked}"}
    answer = ann.ask("GET", "/apis/v1/objects", {"path": f"{run}/file"}, headers=headers)
    assert (answer.status_code, answer.content) == (206, b"0123456789"[start:end])
    assert answer.headers["Content-Range"] == f"bytes {start}-{end - 1}/10"


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=-0", "bytes=99-100"])
def test_a_range_beyond_the_end_is_refused(ann: Person, run: str, asked: str) -> None:
    ann.put(f"{run}/file", b"0123456789")
    params = {"path": f"{run}/file"}
    answer = ann.ask("GET", "/apis/v1/objects", params, headers={"Range": asked})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == "bytes */10"


@pytest.mark.parametrize("asked", ["lines=1-2", "bytes=", "bytes=-", "bytes=5-2", "bytes=1-2,4-5"])
def test_a_range_that_means_nothing_is_no_range(ann: Person, run: str, asked: str) -> None:
    ann.put(f"{run}/file", b"0123456789")
    params = {"path": f"{run}/file"}
    answer = ann.ask("GET", "/apis/v1/objects", params, headers={"Range": asked})
    assert (answer.status_code, answer.content) == (200, b"0123456789")


def test_what_the_client_has_isnt_sent_again(ann: Person, run: str) -> None:
    ann.put(f"{run}/file", b"first")
    params = {"path": f"{run}/file"}
    tag = ann.ask("GET", "/apis/v1/objects", params).headers["ETag"]
    assert tag == f'"{hashlib.sha256(b"first").hexdigest()}"'
    same = ann.ask("GET", "/apis/v1/objects", params, headers={"If-None-Match": tag})
    assert (same.status_code, same.content) == (304, b"")
    ann.put(f"{run}/file", b"other")
    other = ann.ask("GET", "/apis/v1/objects", params, headers={"If-None-Match": tag})
    assert (other.status_code, other.content) == (200, b"other")


def test_a_download_isnt_resumed_with_another_version(ann: Person, run: str) -> None:
    ann.put(f"{run}/file", b"first")
    params = {"path": f"{run}/file"}
    tag = ann.ask("GET", "/apis/v1/objects", params).headers["ETag"]
    ann.put(f"{run}/file", b"other")
    headers = {"Range": "bytes=3-", "If-Range": tag}
    answer = ann.ask("GET", "/apis/v1/objects", params, headers=headers)
    assert (answer.status_code, answer.content) == (200, b"other")


def test_what_was_uploaded_is_never_a_page_of_the_server(ann: Person, run: str) -> None:
    ann.done(
        "POST",
        "/apis/v1/objects",
        {"path": f"{run}/page.html"},
        files={"content": ("page.html", b"<script>alert(1)</script>", "text/html")},
    )
    answer = ann.ask("GET", "/apis/v1/objects", {"path": f"{run}/page.html"})
    assert answer.headers["Content-Disposition"] == "attachment"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox"


# uploads in parts (section 8)


def test_parts_become_one_object_in_the_order_of_their_numbers(ann: Person, run: str) -> None:
    path = f"{run}/large"
    parts = [bytes([number]) * 70_000 for number in range(5)]
    upload, listed = ann.upload_in_parts(path, parts)
    assert set(upload) <= set("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.")
    assert ann.objects(run) == {}
    random.Random(0).shuffle(listed)
    place = f"/apis/v1/objects/multipart/{upload}"
    assert ann.ask("POST", place, {"path": path}, json={"parts": listed}).status_code < 300
    assert ann.get(path) == b"".join(parts)
    found = ann.listed("/apis/v1/objects/ls", {"path": run})[0]
    assert found["checksum"] == hashlib.md5(b"".join(parts)).hexdigest()


def test_a_part_may_be_sent_again_and_the_last_one_counts(ann: Person, run: str) -> None:
    path = f"{run}/large"
    upload, listed = ann.upload_in_parts(path, [b"old", b"two"])
    place = f"/apis/v1/objects/multipart/{upload}"
    params = {"path": path, "partNumber": 1}
    listed[0]["etag"] = ann.done("PUT", place, params, files={"content": b"new"})["eTag"]
    ann.done("POST", place, {"path": path}, json={"parts": listed})
    assert ann.get(path) == b"newtwo"


def test_a_list_that_isnt_what_was_uploaded_is_refused_and_can_be_mended(
    ann: Person, run: str
) -> None:
    path = f"{run}/large"
    upload, listed = ann.upload_in_parts(path, [b"one", b"two"])
    place = f"/apis/v1/objects/multipart/{upload}"
    first, second = listed
    for wrong in (
        [],
        [first, first],
        [first, {"etag": "0" * 32, "partNumber": 2}],
        [first, second, {"etag": first["etag"], "partNumber": 3}],
    ):
        assert ann.ask("POST", place, {"path": path}, json={"parts": wrong}).status_code == 400
    assert ann.objects(run) == {}
    ann.done("POST", place, {"path": path}, json={"parts": listed})
    assert ann.get(path) == b"onetwo"


def test_a_cancelled_upload_leaves_nothing(ann: Person, run: str, data: Any) -> None:
    path = f"{run}/large"
    before = len(list((data / "objects").glob("??/*")))
    upload, listed = ann.upload_in_parts(path, [b"one", b"two"])
    place = f"/apis/v1/objects/multipart/{upload}"
    assert ann.ask("DELETE", place, {"path": path}).status_code < 300
    assert len(list((data / "objects").glob("??/*"))) == before
    answer = ann.ask("POST", place, {"path": path}, json={"parts": listed})
    assert answer.status_code == 404
    assert ann.objects(run) == {}


@pytest.mark.parametrize("number", ["0", "-1", "10001", "x", "1.5", ""])
def test_a_part_has_a_number(ann: Person, run: str, number: str) -> None:
    path = f"{run}/large"
    upload, _ = ann.upload_in_parts(path, [])
    place = f"/apis/v1/objects/multipart/{upload}"
    params = {"path": path, "partNumber": number}
    assert ann.ask("PUT", place, params, files={"content": b"x"}).status_code == 400


def test_an_upload_belongs_to_its_path_and_its_user(ann: Person, bob: Person, run: str) -> None:
    ann.share(run, ("user", bob.name, "edit"))
    path = f"{run}/large"
    upload, _ = ann.upload_in_parts(path, [b"one"])
    place = f"/apis/v1/objects/multipart/{upload}"
    for who, where in ((ann, f"{run}/other"), (bob, path)):
        params = {"path": where, "partNumber": 2}
        assert who.ask("PUT", place, params, files={"content": b"x"}).status_code == 404


def test_rights_are_checked_before_the_first_part(ann: Person, bob: Person, run: str) -> None:
    ann.share(run, ("user", bob.name, "view"))
    answer = bob.ask("POST", "/apis/v1/objects/multipart", {"path": f"{run}/large"})
    assert (answer.status_code, answer.text) == (403, "permission denied")
