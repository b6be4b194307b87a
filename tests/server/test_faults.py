"""What is behind the server fails: people are told to try again, and it goes on by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from em_desktop.domain.nodes import NodeType
from tests.server import postgresql
from tests.server.serving import Server


def test_a_database_that_restarts_is_told_of_and_used_again(tmp_path: Path) -> None:
    with postgresql.running() as database:
        server = Server.start(["--data", str(tmp_path), "--database", database.address])
        assert server.first_key is not None
        admin = server.person("admin", key=server.first_key)
        admin.make(admin.root, "before")
        database.stop()
        answer = admin.ask("GET", "/apis/v1/nodes", {"parent": admin.root})
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
        assert admin.ask("GET", "/healthz", base=server.address).status_code == 503
        database.start()
        admin.make(admin.root, "after")
        assert admin.children(admin.root) == ["after", "before"]
        assert admin.ask("GET", "/healthz", base=server.address).status_code == 200
        server.stop()


def test_contents_that_cant_be_placed_leave_no_object(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")  # nobody is there
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "em")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "em")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    server = Server.start(["--data", str(tmp_path), "--objects", "s3://bucket/store"])
    assert server.first_key is not None
    admin = server.person("admin", key=server.first_key)
    admin.make(admin.root, "run", NodeType.RUN)
    params = {"path": f"{admin.root}/run/file"}
    answer = admin.ask("POST", "/apis/v1/objects", params, files={"content": b"data"})
    assert answer.status_code == 503
    assert admin.objects(f"{admin.root}/run") == {}
    assert not list((tmp_path / "incoming").iterdir())
    server.stop()
    assert not any("Traceback" in line for line in server.log)
